//! Updates in one piece, as `check` and `show` take them.

use std::fs;

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{DocumentType, IndexContent};
use checkpost_issuing::distribution::sign;
use p256::ecdsa::SigningKey;
use p256::pkcs8::DecodePrivateKey;
use serde_json::json;

use super::{Desk, START, done, refused};
use crate::call;

#[test]
fn a_pass_is_judged_with_an_update_for_which_a_root_vouches() {
    let desk = Desk::new("check");
    desk.build(&[]);
    let (update, roots, pass) = (desk.path("desk/update.checkpost"), desk.path("roots.jwt"), desk.pass());
    let check = |trust: &str, options: &[&str]| {
        call(&[&["check", "--trust", trust, "--text", &pass][..], options].concat())
    };
    let admitted = check(&update, &["--root", &roots]);
    assert_eq!(
        (admitted.status, &admitted.json(0)["verdict"]),
        (0, &json!("admitted")),
        "{}",
        admitted.complaint
    );
    let today = check(&desk.path("keys.json"), &[]);
    assert_eq!((today.status, &today.json(0)), (0, &admitted.json(0)), "today's trust file says the same");

    let other = Desk::new("check-other");
    let archive = desk.update();
    let mut lines = archive.splitn(2, |&byte| byte == b'\n');
    let (index, files) = (lines.next().expect("an index"), lines.next().expect("files"));
    let flipped = |bytes: &[u8], place: usize| {
        let mut bytes = bytes.to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        bytes
    };
    let foreign = {
        other.build(&[]);
        other.update().split(|&byte| byte == b'\n').next().expect("an index").to_vec()
    };
    let future = {
        let payload = index.split(|&byte| byte == b'.').nth(1).expect("a document");
        let payload = data_encoding::BASE64URL_NOPAD.decode(payload).expect("base64url");
        let content: IndexContent = serde_json::from_slice(&payload).expect("the content of an index");
        let key = SigningKey::from_pkcs8_pem(&desk.folder.read("index.pem")).expect("a key");
        let content = IndexContent { iat: UnixTime(7_000_000_000), ..content };
        sign(DocumentType::Index, &content, &key).expect("content is JSON")
    };
    let first_of_payload = index.iter().position(|&byte| byte == b'.').expect("a document") + 1;
    for (name, bytes, code) in [
        ("index_signature", [&flipped(index, index.len() - 10), &b"\n"[..], files].concat(), "L-SIG"),
        ("index_content", [&flipped(index, first_of_payload), &b"\n"[..], files].concat(), "L-BAD"),
        ("bundle_signature", flipped(&archive, archive.len() - 10), "L-HSH"),
        ("root", flipped(&archive, index.len() + 100), "L-HSH"),
        ("cut_off", archive[..archive.len() - 1].to_vec(), "L-HSH"),
        ("something_behind", [&archive[..], b"x"].concat(), "L-BAD"),
        ("index_alone", index.to_vec(), "L-HSH"),
        ("index_of_another", [&foreign, &b"\n"[..], files].concat(), "L-HSH"),
        ("from_the_future", [future.as_bytes(), b"\n", files].concat(), "L-AHD"),
        ("another_operator", other.update(), "L-SGN"),
        ("roots_instead", fs::read(&roots).expect("roots"), "L-TYP"),
    ] {
        let path = desk.path(&format!("{name}.checkpost"));
        fs::write(&path, bytes).expect("the folder is writable");
        let refused = check(&path, &["--root", &roots]);
        assert_eq!((refused.status, refused.lines.len()), (2, 0), "{name}: {}", refused.complaint);
        assert!(refused.complaint.contains(code), "{name}: {code} is expected: {}", refused.complaint);
        assert!(refused.complaint.lines().count() >= 2, "{name}: and what to do: {}", refused.complaint);
    }
    for (name, trust, options, words) in [
        ("no root", &update, &[][..], "its root is not pinned"),
        ("another root", &update, &["--root", &other.path("roots.jwt")], "L-SGN"),
        ("a root for a trust file", &desk.path("keys.json"), &["--root", &roots], "no update"),
        ("no root at all", &update, &["--root", &desk.path("keys.json")], "(L-"),
        ("a root that is not there", &update, &["--root", &desk.path("none")], "cannot read"),
    ] {
        let refused = check(trust, options);
        assert_eq!((refused.status, refused.lines.len()), (2, 0), "{name}: {}", refused.complaint);
        assert!(refused.complaint.contains(words), "{name}: {}", refused.complaint);
    }
}

#[test]
fn an_update_for_which_nothing_vouches_is_shown_with_a_warning() {
    let desk = Desk::new("show");
    desk.build(&["--at", &START.to_string()]);
    let (update, roots) = (desk.path("desk/update.checkpost"), desk.path("roots.jwt"));
    let alone = call(&["trust", "show", &update, "--at", &START.to_string()]);
    assert_eq!((alone.status, alone.lines.len()), (0, 2), "a key and the line over all: {}", alone.complaint);
    assert!(alone.complaint.contains("nothing vouches"), "{}", alone.complaint);
    assert_eq!(alone.json(0)["format"], "citypass", "its key");
    let vouched = call(&["trust", "show", &update, "--root", &roots, "--at", &START.to_string()]);
    assert!(!vouched.complaint.contains("nothing vouches"), "{}", vouched.complaint);
    assert_eq!(vouched.lines, alone.lines, "the same content");
    let line = vouched.json(1);
    let root = done(&["trust", "show", &roots]);
    assert_eq!(line["root"]["digits"], root["digits"], "the digits of the root");
    assert_eq!(line["root"]["bundle_keys"], json!([desk.public("bundle").0]), "its keys");
    assert_eq!(
        (&line["freshness"], &line["keys"], &line["sequence"]),
        (&json!("green"), &json!(1), &json!(1))
    );
    assert_eq!(line["index_issued"], "2026-09-21T14:13:20Z", "the date of the index");
    let other = Desk::new("show-other");
    refused(&["trust", "show", &update, "--root", &other.path("roots.jwt")], "L-SGN");
    refused(&["trust", "show", &desk.path("keys.json/..")], "cannot read");
}

#[test]
fn a_configuration_names_a_secure_address_and_an_operator() {
    let desk = Desk::new("configure");
    let (roots, key, out) = (desk.path("roots.jwt"), desk.path("bundle.pem"), desk.path("north.txt"));
    let configure = |operator: &str, address: &str, options: &[&str]| {
        let usual = ["trust", "configure", "--roots", &roots, "--key", &key, "--out", &out];
        let given = ["--operator", operator, "--address", address];
        call(&[&usual[..], &given, options].concat())
    };
    let long = "n".repeat(2000);
    for (name, operator, address, options, words) in [
        ("plain", "City", "http://gate.example/", &[][..], "no secure address"),
        ("no_host", "City", "https://", &[], "no secure address"),
        ("no_address", "City", "gate.example", &[], "no secure address"),
        ("like_this_machine", "City", "http://localhost.evil.example/", &[], "no secure address"),
        ("blank", "City", "https://gate.example/ x", &[], "no secure address"),
        ("nobody", " ", "https://gate.example/", &[], "whose it is"),
        ("no_language", "City", "https://gate.example/", &["--language", "en,ar"], "no language"),
        ("too_long", &long, "https://gate.example/", &[], "L-BIG"),
        ("future", "City", "https://gate.example/", &["--at", "7000000000"], "L-AHD"),
    ] {
        let made = configure(operator, address, options);
        assert_eq!((made.status, made.lines.len()), (2, 0), "{name}: {}", made.complaint);
        assert!(made.complaint.contains(words), "{name}: {}", made.complaint);
        assert!(!std::path::Path::new(&out).exists(), "{name}: nothing is written");
    }
    for address in ["https://gate.example", "http://localhost:8080/", "http://127.0.0.1/"] {
        assert_eq!(configure("City", address, &[]).status, 0, "{address}");
        let shown = done(&["trust", "show", &out]);
        assert_eq!(
            (&shown["kind"], &shown["address"]),
            (&json!("configuration"), &json!(address)),
            "{shown}"
        );
    }
}
