//! Makes trust files with the tool from what issuers publish, and adds revocation lists to them.

use std::fs;
use std::path::Path;

use checkpost_issuing::certificate::self_signed;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::jose;
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use super::{Folder, call};

#[test]
fn withdrawing_publishes_anew_and_never_goes_back() {
    let folder = Folder::new("reissue");
    folder
        .write("keys.json", r#"{"checkpost_trust":1,"purpose":"production","issued":1790000000,"keys":[]}"#);
    folder.write("cards.json", r#"{"kid":"key","method":"rid","ctr":1,"rids":["one"]}"#);
    let (keys, cards, out) = (folder.text("keys.json"), folder.text("cards.json"), folder.text("out.json"));
    let withdraw = |from: &str, at: Option<&str>| {
        let mut arguments =
            vec!["trust", "withdraw", "--shape", "card-list", "--trust", from, "--out", &out, &cards];
        arguments.extend(at.iter().flat_map(|at| ["--at", *at]));
        call(&arguments)
    };
    for (name, at, expected) in [
        ("later", "1790000001", Some("2026-09-21T14:13:21Z")),
        ("in_the_same_second", "1790000000", Some("2026-09-21T14:13:21Z")),
        ("in_words", "2026-10-01T00:00:00Z", Some("2026-10-01T00:00:00Z")),
        ("a_second_earlier", "1789999999", None),
        ("years_earlier", "2020-01-01T00:00:00Z", None),
        ("before_1970", "1969-12-31T00:00:00Z", None),
    ] {
        let _ = fs::remove_file(&out);
        let made = withdraw(&keys, Some(at));
        assert_eq!(made.status, if expected.is_some() { 0 } else { 2 }, "{name}: {}", made.complaint);
        assert_eq!(Path::new(&out).exists(), expected.is_some(), "{name}: written");
        if let Some(expected) = expected {
            assert_eq!(made.json(0)["issued"], expected, "{name}");
            assert_eq!(call(&["trust", "show", &out]).json(0)["issued"], expected, "{name}: in the file");
        } else {
            assert!(made.complaint.contains("later than"), "{name}: {}", made.complaint);
        }
    }
    assert_eq!(withdraw(&keys, None).status, 0, "by this machine's clock");
    let first = call(&["trust", "show", &out]).json(0)["issued"].clone();
    assert_eq!(withdraw(&out, None).status, 0, "at once again, from the file just made");
    let second = call(&["trust", "show", &out]).json(0)["issued"].clone();
    assert!(second.as_str() > first.as_str(), "{second} after {first}");
}

#[test]
fn a_status_list_gives_way_to_a_newer_one_only() {
    let folder = Folder::new("status");
    folder
        .write("keys.json", r#"{"checkpost_trust":1,"purpose":"production","issued":1780000000,"keys":[]}"#);
    let key = demonstration_signing_key().expect("the key is one");
    let (held, out, list) = (folder.text("held.json"), folder.text("out.json"), folder.text("list.jwt"));
    let withdraw = |from: &str, to: &str, at: &str, claims: &Value| {
        let header = jose::header([("alg", "ES256"), ("typ", "statuslist+jwt")]);
        folder.write("list.jwt", &jose::sign(header, claims.to_string().as_bytes(), &key));
        call(&[
            "trust",
            "withdraw",
            "--shape",
            "status-list",
            "--trust",
            from,
            "--out",
            to,
            &list,
            "--at",
            at,
        ])
    };
    let claims = |uri: &str, issued: i64, expires: Option<i64>| {
        let mut claims =
            json!({"sub": uri, "iat": issued, "status_list": {"bits": 1, "lst": "eNpjAAAAAQAB"}});
        if let Some(expires) = expires {
            claims["exp"] = json!(expires);
        }
        claims
    };
    let first =
        withdraw(&folder.text("keys.json"), &held, "1785000000", &claims("list", 1_785_000_000, None));
    assert_eq!(first.status, 0, "{}", first.complaint);
    for (name, claims, words) in [
        ("newer", claims("list", 1_789_000_000, None), None),
        ("newer_and_counting_on", claims("list", 1_789_000_000, Some(1_791_000_000)), None),
        ("the_same_again", claims("list", 1_785_000_000, None), None),
        ("older", claims("list", 1_784_999_999, None), Some("older than the list")),
        ("much_older", claims("list", 1_000_000_000, Some(1_900_000_000)), Some("older than the list")),
        ("newer_and_over", claims("list", 1_789_000_000, Some(1_789_999_999)), Some("counts no more")),
        ("from_the_future", claims("list", 1_791_000_000, None), Some("more than a day from now")),
        ("in_milliseconds", claims("list", 1_789_000_000_000, None), Some("not of that shape")),
        ("older_of_another_address", claims("other", 1_000_000_000, None), None),
        ("over_of_another_address", claims("other", 1_000_000_000, Some(1_000_000_001)), None),
        (
            "without_an_issue",
            json!({"sub": "list", "status_list": {"bits": 1, "lst": "eNpjAAAAAQAB"}}),
            Some("not of that shape"),
        ),
    ] {
        let _ = fs::remove_file(&out);
        let made = withdraw(&held, &out, "1790000000", &claims);
        assert_eq!(made.status, if words.is_some() { 2 } else { 0 }, "{name}: {}", made.complaint);
        assert_eq!(Path::new(&out).exists(), words.is_none(), "{name}: written");
        assert!(words.is_none_or(|words| made.complaint.contains(words)), "{name}: {}", made.complaint);
    }
}

#[test]
fn key_new_never_writes_over_keys() {
    let folder = Folder::new("never");
    let (trust, other) = (folder.text("keys.json"), folder.text("demonstration.json"));
    let new = |out: &str, trust: &str, place: &str| {
        call(&[
            "key",
            "new",
            "--out",
            &folder.text(out),
            "--trust",
            trust,
            "--issuer",
            "city.example",
            "--place",
            place,
        ])
    };
    assert_eq!(new("one.pem", &trust, "a.example").status, 0, "a new file");
    let first = call(&["trust", "show", &trust]);
    assert_eq!(new("two.pem", &trust, "b.example").status, 0, "a second key");
    assert_eq!(new("three.pem", &trust, "a.example").status, 0, "a third");
    let shown = call(&["trust", "show", &trust]);
    assert_eq!(shown.lines.len(), 4, "three keys and the closing line");
    assert_eq!(shown.json(0), first.json(0), "the first stays");
    let file: Value = serde_json::from_str(&folder.read("keys.json")).expect("it is JSON");
    assert_eq!(file["checkpoint"]["places"], json!(["a.example", "b.example"]), "every place once");
    assert!(shown.json(3)["issued"].as_str() > first.json(1)["issued"].as_str(), "published anew");

    call(&["demo", "mint", &folder.text("demo-folder")]);
    fs::copy(folder.text("demo-folder/keys.json"), &other).expect("the folder is writable");
    folder.write("letter.txt", "keep me");
    folder.write("empty.json", "");
    let misspelt = folder.read("keys.json").replacen("\"issuer\"", "\"kind\":[],\"issuer\"", 1);
    folder.write("misspelt.json", &misspelt);
    for (name, out, target) in [
        ("private_key_exists", "one.pem", "keys.json"),
        ("trust_file_is_the_private_key", "same.pem", "same.pem"),
        ("trust_file_is_another_private_key", "four.pem", "two.pem"),
        ("for_demonstrations", "four.pem", "demonstration.json"),
        ("no_trust_file", "four.pem", "letter.txt"),
        ("empty", "four.pem", "empty.json"),
        ("misspelt", "four.pem", "misspelt.json"),
        ("a_folder", "four.pem", "demo-folder"),
        ("nowhere", "four.pem", "no/where.json"),
    ] {
        let path = folder.text(target);
        let before = fs::read(&path).ok();
        let refused = new(out, &path, "c.example");
        assert_eq!(refused.status, 2, "{name}: {}", refused.complaint);
        if let Some(before) = before {
            assert!(fs::read(&path).ok() == Some(before), "{name}: untouched");
        }
        let _ = fs::remove_file(folder.text("four.pem"));
    }
    assert!(folder.read("same.pem").contains("PRIVATE KEY"), "what was just made is not written over");
    assert_eq!(call(&["trust", "show", &trust]).lines.len(), 4, "three keys still");
}

#[test]
fn a_trust_file_is_written_over_trust_files_only() {
    let folder = Folder::new("over");
    call(&["demo", "mint", &folder.text("demo-folder")]);
    let keys = folder.text("demo-folder/keys.json");
    folder.write("cards.json", r#"{"kid":"key","method":"rid","ctr":1,"rids":["one"]}"#);
    let cards = folder.text("cards.json");
    call(&["key", "new", "--out", &folder.text("key.pem")]);
    folder.write("letter.txt", "keep me");
    folder.write("blank.txt", " \n");
    folder.write("certificate.der", "\u{30}\u{1}");
    folder.write("empty.json", "");
    folder.write("broken.json", "{\"checkpost_trust\":");
    for (name, target, is_written) in [
        ("nothing_there", "new.json", true),
        ("empty", "empty.json", true),
        ("a_broken_trust_file", "broken.json", true),
        ("the_file_it_came_from", "demo-folder/keys.json", true),
        ("a_private_key", "key.pem", false),
        ("a_letter", "letter.txt", false),
        ("blanks", "blank.txt", false),
        ("a_certificate", "certificate.der", false),
        ("a_folder", "demo-folder", false),
        ("a_folder_that_is_not_there", "no/new.json", false),
    ] {
        let target = folder.text(target);
        let before = fs::read(&target).ok();
        let made =
            call(&["trust", "withdraw", "--shape", "card-list", "--trust", &keys, "--out", &target, &cards]);
        assert_eq!(made.status == 0, is_written, "{name}: {}", made.complaint);
        assert_eq!(fs::read(&target).ok() == before, !is_written, "{name}: the file that was there");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row a case")]
fn an_import_asks_for_what_it_cannot_know() {
    let folder = Folder::new("import");
    let point = demonstration_signing_key().expect("the key is one");
    let point = point.verifying_key().to_sec1_point(false);
    let coordinate = |from: usize| data_encoding::BASE64URL_NOPAD.encode(&point.as_bytes()[from..from + 32]);
    let set = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "a", "x": coordinate(1), "y": coordinate(33)},
        {"kty": "EC", "crv": "P-256", "kid": "e", "use": "enc", "x": coordinate(1), "y": coordinate(33)}]});
    folder.write("set.json", &set.to_string());
    folder.write("old.json", r#"{"certs":[{"keyId":"AAAAAAAAAAE=","use":"sig","alg":"ES256","crv":"P-256","x":"X","y":"Y"}],"exp":1}"#
        .replace("\"X\"", &format!("\"{}\"", coordinate(1)))
        .replace("\"Y\"", &format!("\"{}\"", coordinate(33)))
        .as_str());
    let out = folder.text("out.json");
    for (name, file, arguments, status, words) in [
        (
            "jwt",
            "set.json",
            &["--shape", "jwks", "--format", "jwt", "--identifier", "https://i"][..],
            1,
            "skipped e: it is marked for another use",
        ),
        (
            "jwt_by_its_address",
            "set.json",
            &["--shape", "jwks", "--format", "jwt", "--identifier", "https://i/.well-known/jwks.json"],
            1,
            "skipped e",
        ),
        ("jwt_of_whom", "set.json", &["--shape", "jwks", "--format", "jwt"], 2, "Give --identifier"),
        ("cards_of_whom", "set.json", &["--shape", "jwks"], 2, "Give --identifier"),
        ("identities", "set.json", &["--shape", "jwks", "--format", "claim169"], 1, "skipped e"),
        (
            "seals_have_no_set",
            "set.json",
            &["--shape", "jwks", "--format", "vdsnc"],
            2,
            "Give --format as one of shc, jwt",
        ),
        (
            "a_pinned_key_that_would_not_be_asked",
            "set.json",
            &["--shape", "vci", "--pinned", "none.pem"],
            2,
            "no signature that is checked",
        ),
        (
            "a_second_file_that_is_none",
            "set.json",
            &["--shape", "jwks", "--beside", "x"],
            2,
            "no second file",
        ),
        (
            "no_such_format",
            "set.json",
            &["--shape", "jwks", "--format", "papyrus"],
            2,
            "holds no keys for `papyrus`",
        ),
        (
            "identifier_of_a_directory",
            "set.json",
            &["--shape", "vci", "--identifier", "https://i"],
            2,
            "names its issuers itself",
        ),
        (
            "format_of_a_directory",
            "set.json",
            &["--shape", "vci", "--format", "jwt"],
            2,
            "holds no keys for `jwt`",
        ),
        ("old", "old.json", &["--shape", "swiss"], 2, "--accept-list-age"),
        ("old_and_accepted", "old.json", &["--shape", "swiss", "--accept-list-age"], 0, ""),
        ("light", "old.json", &["--shape", "swiss", "--accept-list-age", "--format", "hcert-light"], 0, ""),
        (
            "of_the_future",
            "set.json",
            &["--shape", "jwks", "--format", "claim169", "--at", "2200-01-01T00:00:00Z"],
            2,
            "more than a day from now",
        ),
        (
            "of_milliseconds",
            "set.json",
            &["--shape", "jwks", "--format", "claim169", "--at", "1790000000000"],
            2,
            "milliseconds",
        ),
    ] {
        let _ = fs::remove_file(&out);
        let list = folder.text(file);
        let made = call(&[&["trust", "import", "--out", &out, &list], arguments].concat());
        assert_eq!(made.status, status, "{name}: {}", made.complaint);
        assert!(made.complaint.contains(words), "{name}: {}", made.complaint);
        assert_eq!(Path::new(&out).exists(), status < 2, "{name}: written");
        if status < 2 {
            let key = call(&["trust", "show", &out]).json(0);
            let (format, identifier) = match name {
                "jwt" | "jwt_by_its_address" => ("jwt", json!("https://i")),
                "identities" => ("claim169", Value::Null),
                "light" => ("hcert-light", Value::Null),
                _ => ("hcert", Value::Null),
            };
            assert_eq!((&key["format"], &key["identifier"]), (&json!(format), &identifier), "{name}");
        }
    }
}

#[test]
fn authorities_are_for_seals_and_say_so() {
    let folder = Folder::new("authorities");
    let key = SigningKey::from_slice(&[7; 32]).expect("seven is below the group order");
    let der = self_signed(&key, "Republic").expect("the key has a public form");
    fs::write(folder.text("signer.der"), &der).expect("the folder is writable");
    let (signer, out) = (folder.text("signer.der"), folder.text("out.json"));
    for (name, arguments, status, words) in [
        ("no_authority", &["--authority"][..], 2, "issues no certificates"),
        (
            "authority_of_health_certificates",
            &["--authority", "--format", "hcert"],
            2,
            "carry no certificate",
        ),
        ("state_of_health_certificates", &["--state", "UTO", "--format", "hcert"], 2, "name no state"),
        ("state_in_small_letters", &["--state", "uto"], 2, "capital letters"),
        ("state_of_four_letters", &["--state", "UTOP"], 2, "capital letters"),
        ("signer_of_a_state", &["--state", "UTO"], 0, ""),
        ("signer_of_germany", &["--state", "D<<"], 0, ""),
    ] {
        let _ = fs::remove_file(&out);
        let made = call(&[&["trust", "from-certificates", "--out", &out, &signer], arguments].concat());
        assert_eq!(made.status, status, "{name}: {}", made.complaint);
        assert!(made.complaint.contains(words), "{name}: {}", made.complaint);
        if status == 0 {
            let shown = call(&["trust", "show", &out]).json(0);
            assert_eq!(
                (&shown["format"], &shown["identifier"]),
                (&json!("vdsnc"), &json!(arguments[1])),
                "{name}"
            );
            assert_eq!(shown["not_after"], "2049-12-31T23:59:59Z", "{name}: its dates");
        }
    }
}
