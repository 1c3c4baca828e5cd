//! Hostile input to the tool: control characters in passes and names, files without end, trust files from the future.

use std::fs::OpenOptions;

use serde_json::{Value, json};

use super::{Folder, call, piped};

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let folder = Folder::new("escape");
    call(&["demo", "mint", folder.text("").as_str()]);
    let keys = folder.text("keys.json");
    for (name, character) in [
        ("escape", '\u{1b}'),
        ("eight_bit_escape", '\u{9b}'),
        ("bell", '\u{7}'),
        ("delete", '\u{7f}'),
        ("next_line", '\u{85}'),
        ("right_to_left", '\u{202e}'),
        ("isolate", '\u{2066}'),
        ("line_separator", '\u{2028}'),
        ("joiner", '\u{200d}'),
        ("carriage_return", '\r'),
    ] {
        let hostile = format!("a{character}[31mdettimda");
        let wrong = json!({"checkpost_trust": 1, "purpose": "production", "issued": 1,
            "keys": [{"format": "jwt", "issuer": hostile, "algorithm": "unsupported"}]});
        folder.write("names.json", &wrong.to_string());
        let set = json!({"keys": [{"kid": hostile, "kty": "oct"}]});
        folder.write("set.json", &set.to_string());
        folder.write("passes.csv", &format!("colour\n\"{hostile}\"\n"));
        folder.write("text.txt", &hostile);
        folder.write("roots.txt", &format!("eyJ{hostile}"));
        let (key, new) = (folder.text("key.pem"), folder.text("new.json"));
        call(&["key", "new", "--out", &key]);
        let calls = [
            call(&["check", "--trust", &keys, "--text", &hostile]),
            call(&["check", "--trust", &keys, &folder.text(&hostile)]),
            call(&["check", "--trust", &folder.text(&hostile), "--text", "x"]),
            call(&["check", "--trust", &keys, &folder.text("text.txt")]),
            call(&["read", &folder.text(&hostile)]),
            call(&["trust", "show", &folder.text("names.json")]),
            call(&[
                "trust",
                "import",
                "--shape",
                "jwks",
                "--identifier",
                "https://i",
                "--out",
                &new,
                &folder.text("set.json"),
            ]),
            call(&["trust", "from-certificates", &folder.text(&hostile), "--out", &new]),
            call(&["pass", "issue", "--key", &key, "--issuer", "i", "--csv", &folder.text("passes.csv")]),
            call(&["publish", "--dist", &folder.text(&hostile), "--out", &new, "--trust", &keys]),
            call(&["trust", "show", &folder.text("roots.txt")]),
            call(&["trust", "root", "sign", "--root", &folder.text(&hostile), "--key", &key]),
            call(&["trust", "refresh", &folder.text(&hostile), "--key", &key]),
            call(&["trust", "publish", &folder.text(&hostile), "--out", &new]),
            call(&["check", "--trust", &keys, "--root", &folder.text(&hostile), "--text", "x"]),
        ];
        for (place, call) in calls.iter().enumerate() {
            let printed = call.lines.join("") + &call.complaint.replace('\n', "");
            assert!(!printed.contains(character), "{name}, call {place}: {printed:?}");
            assert!(
                call.lines.iter().all(|line| serde_json::from_str::<Value>(line).is_ok()),
                "{name}: still JSON"
            );
        }
        assert_eq!(calls[5].json(0)["issuer"], hostile, "{name}: the same to whoever reads JSON");
    }
}

#[test]
fn files_are_read_up_to_a_bound() {
    let folder = Folder::new("bounds");
    call(&["demo", "mint", folder.text("").as_str()]);
    call(&["key", "new", "--out", &folder.text("key.pem")]);
    let (keys, key, out) = (folder.text("keys.json"), folder.text("key.pem"), folder.text("out.json"));
    let demo = folder.text("demo");
    // a file of that size without that much on the disk
    let large = folder.text("large");
    let file = OpenOptions::new().write(true).create_new(true).open(&large).expect("the folder is writable");
    file.set_len(1 << 40).expect("a file may have holes");
    for (name, arguments) in [
        ("trust_file", vec!["check", "--trust", &large, "--text", "x"]),
        ("trust_file_shown", vec!["trust", "show", &large]),
        ("trust_file_published", vec!["publish", "--dist", &demo, "--out", &out, "--trust", &large]),
        ("list_of_keys", vec!["trust", "import", "--shape", "vci", "--out", &out, &large]),
        ("second_file", vec!["trust", "import", "--shape", "map", "--beside", &large, "--out", &out, &keys]),
        (
            "pinned_key",
            vec!["trust", "import", "--shape", "german", "--pinned", &large, "--out", &out, &keys],
        ),
        ("certificates", vec!["trust", "from-certificates", &large, "--out", &out]),
        (
            "withdrawn_passes",
            vec!["trust", "withdraw", "--shape", "card-list", "--trust", &keys, "--out", &out, &large],
        ),
        (
            "trust_file_to_begin_with",
            vec!["trust", "withdraw", "--shape", "card-list", "--trust", &large, "--out", &out, &keys],
        ),
        ("private_key", vec!["pass", "issue", "--key", &large, "--issuer", "i"]),
        ("table", vec!["pass", "issue", "--key", &key, "--issuer", "i", "--csv", &large]),
        ("descriptions", vec!["pass", "issue", "--key", &key, "--issuer", "i", "--json", &large]),
        ("picture", vec!["read", &large]),
        ("picture_of_a_pass", vec!["check", "--trust", &keys, &large]),
        ("manifest", vec!["qr-rate", &large]),
        ("trust_file_to_add_to", vec!["key", "new", "--out", &out, "--trust", &large, "--issuer", "i"]),
    ] {
        let refused = call(&arguments);
        assert_eq!(refused.status, 2, "{name}: {}", refused.complaint);
        assert!(refused.complaint.contains("larger than"), "{name}: {}", refused.complaint);
        assert!(!std::path::Path::new(&out).exists(), "{name}: nothing is written");
    }
}

#[test]
fn a_file_from_the_future_is_refused_wherever_it_is_met() {
    let folder = Folder::new("future");
    call(&["demo", "mint", folder.text("").as_str()]);
    let text = folder.read("keys.json");
    let mut file: Value = serde_json::from_str(&text).expect("it is JSON");
    let issued = file["issued"].as_i64().expect("a moment");
    folder.write("cards.json", r#"{"kid":"key","method":"rid","ctr":1,"rids":["one"]}"#);
    let (keys, cards, out) =
        (folder.text("changed.json"), folder.text("cards.json"), folder.text("out.json"));
    for (name, moment, words) in [
        ("two_days", issued + 2 * 86_400, "more than a day from now"),
        ("ten_years", issued + 3650 * 86_400, "more than a day from now"),
        ("milliseconds", issued * 1000, "milliseconds"),
    ] {
        file["issued"] = json!(moment);
        folder.write("changed.json", &file.to_string());
        for arguments in [
            vec!["check", "--trust", &keys, "--text", "x"],
            vec!["trust", "show", &keys],
            vec!["trust", "withdraw", "--shape", "card-list", "--trust", &keys, "--out", &out, &cards],
            vec![
                "publish",
                "--dist",
                &folder.text("demo"),
                "--demo",
                &folder.text("demo"),
                "--out",
                &out,
                "--trust",
                &keys,
            ],
            vec!["key", "new", "--out", &out, "--trust", &keys, "--issuer", "i"],
        ] {
            let refused = call(&arguments);
            assert_eq!(refused.status, 2, "{name}: {arguments:?}");
            assert!(refused.complaint.contains(words), "{name}: {}", refused.complaint);
            assert!(!std::path::Path::new(&out).exists(), "{name}: nothing is written");
        }
        let clock = moment.to_string();
        let at = call(&["check", "--trust", &keys, "--at", &clock, "--text", "x"]);
        assert_eq!(at.status == 2, name == "milliseconds", "{name}: a clock of that moment takes it");
    }
    let piped = piped(&["check", "--trust", "-", "--text", "x"], &text);
    assert_eq!(piped.json(0)["code"], "P-NOT", "a trust file on standard input: {}", piped.complaint);
}
