//! Bundles of today's trust files, and the index of the day.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{Desk, START, Tablet, done, refused};
use crate::call;

#[test]
fn the_same_inputs_at_the_same_time_give_the_same_bytes() {
    let desk = Desk::new("bytes");
    let at = START.to_string();
    desk.build(&["--at", &at]);
    let first = desk.update();
    let other = desk.path("other");
    desk.build(&["--at", &at, "--out", &other]);
    assert!(first == fs::read(format!("{other}/update.checkpost")).expect("an update"), "the same bytes");
    desk.build(&["--at", &at]);
    assert!(first != desk.update(), "the second in a folder has another number");
}

#[test]
fn what_issuers_withdrew_goes_along_as_a_part() {
    let desk = Desk::new("withdrawn");
    done(&["demo", "mint", &desk.path("demo")]);
    let samples = desk.folder.read("demo/demo/samples.json");
    let samples: serde_json::Value = serde_json::from_str(&samples).expect("a list of samples");
    let text = samples[0]["text"].as_str().expect("a sample has a text");
    let hash =
        data_encoding::BASE64.encode(&checkpost::trust::revocation_digest(&[b"URN:UVCI:01:XX:SPECIMEN1"]));
    let batch = json!({"kid": "UNKNOWN_KID", "hashType": "UCI", "entries": [{"hash": hash}]});
    desk.folder.write("batch.json", &batch.to_string());
    let (keys, trust) = (desk.path("demo/keys.json"), desk.path("withdrawn.json"));
    done(&[
        "trust",
        "withdraw",
        "--shape",
        "gateway-batch",
        &desk.path("batch.json"),
        "--trust",
        &keys,
        "--out",
        &trust,
    ]);

    let unasked = desk.try_build(&["--trust", &trust]);
    assert_eq!(unasked.status, 2, "a demonstration needs to be asked for");
    assert!(unasked.complaint.contains("demonstration issuer"), "{}", unasked.complaint);
    let mut options = desk.build_options();
    options.push("--demonstration".to_owned());
    for option in &mut options {
        if *option == desk.path("keys.json") {
            option.clone_from(&trust);
        }
    }
    let built = done(&options.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(built["withdrawn"], 2, "in the bundle: {built}");
    let (update, roots) = (desk.path("desk/update.checkpost"), desk.path("roots.jwt"));
    let checked = call(&["check", "--trust", &update, "--root", &roots, "--text", text]);
    assert_eq!(checked.json(0)["code"], "W-REV", "with the part: {}", checked.complaint);
    assert!(checked.complaint.contains("for demonstrations"), "{}", checked.complaint);
    assert_eq!(call(&["check", "--trust", &keys, "--text", text]).json(0)["code"], "OK", "without it");
    assert_eq!(Tablet::new(&desk.first_root()).offer(&desk.update(), i64::MAX), Err("L-DEM"), "for real use");

    let part =
        fs::read_dir(desk.path("desk/files")).expect("a folder").next().expect("a part").expect("readable");
    fs::write(part.path(), "{}").expect("the folder is writable");
    let index = desk.path("index.pem");
    refused(&["trust", "refresh", &desk.path("desk"), "--key", &index], "L-HSH");
    fs::remove_file(part.path()).expect("the folder is writable");
    refused(&["trust", "refresh", &desk.path("desk"), "--key", &index], "L-HSH");
}

#[test]
fn the_index_is_refreshed_where_no_other_key_lies() {
    let desk = Desk::new("refresh");
    let at = |seconds: i64| (START + seconds).to_string();
    let built = desk.build(&["--index-key", "", "--at", &at(0)]);
    assert_eq!(built["indexed"], false, "the index key lies elsewhere");
    assert!(!Path::new(&desk.path("desk/update.checkpost")).exists(), "nothing for tablets yet");
    refused(&["trust", "publish", &desk.path("desk"), "--out", &desk.path("site")], "trust refresh");
    assert_eq!(done(&["trust", "show", &desk.path("desk")])["kind"], "bundle", "but it can be looked at");
    for name in ["root.pem", "bundle.pem", "issuer.pem", "keys.json"] {
        fs::remove_file(desk.path(name)).expect("it was there");
    }

    let (folder, index) = (desk.path("desk"), desk.path("index.pem"));
    let refresh = |at: &str| call(&["trust", "refresh", &folder, "--key", &index, "--at", at]);
    let mut tablet = Tablet::new(&desk.first_root());
    assert_eq!(refresh(&at(60)).json(0)["sequence"], 1, "the first index");
    let first = desk.update();
    assert_eq!(tablet.offer(&first, START + 60), Ok((1, 1)), "a tablet takes it");
    let day = 86_400;
    let second = refresh(&at(day));
    assert_eq!(second.status, 0, "{}", second.complaint);
    assert!(second.complaint.contains("is due"), "the next bundle is due: {}", second.complaint);
    assert!(refresh(&at(2 * day)).complaint.contains("was due"), "and later it is late");
    assert_eq!(tablet.offer(&desk.update(), START + 2 * day), Ok((1, 1)), "the same bundle");
    let issued = tablet.0.index().expect("an index is held").issued();
    assert_eq!(issued.0, START + 2 * day, "with the new date");
    assert_eq!(tablet.offer(&first, START + 2 * day), Err("L-OLD"), "the old index is a roll-back");
    let last = desk.update();
    let back = refresh(&at(day));
    assert!(
        back.status == 2 && back.complaint.contains("later than"),
        "a clock that went back: {}",
        back.complaint
    );
    assert!(desk.update() == last, "leaves what is there");
    refused(&["trust", "refresh", &desk.path("nowhere"), "--key", &index], "holds no bundle");
    for (name, at, words) in [("future", "7000000000", "L-AHD"), ("milliseconds", "1790000000000", "L-MIL")] {
        let made = refresh(at);
        assert!(made.status == 2 && made.complaint.contains(words), "{name}: {}", made.complaint);
    }
}

#[test]
fn a_mistake_at_the_desk_is_told_before_a_tablet_meets_it() {
    let desk = Desk::new("mistakes");
    let trust = |issued: i64| {
        json!({"checkpost_trust": 1, "purpose": "production", "issued": issued, "keys": []}).to_string()
    };
    desk.folder.write("milliseconds.json", &trust(START * 1000));
    desk.folder.write("future.json", &trust(7_000_000_000));
    desk.folder
        .write("misspelt.json", r#"{"checkpost_trust":1,"purpose":"production","issued":1,"kyes":[]}"#);
    let path = |name: &str| desk.path(name);
    for (name, options, words) in [
        ("milliseconds", ["--trust", &path("milliseconds.json")], "milliseconds"),
        ("future", ["--trust", &path("future.json")], "more than a day from now"),
        ("misspelt", ["--trust", &path("misspelt.json")], "no trust file"),
        ("missing", ["--trust", &path("missing.json")], "cannot read"),
        ("no_name", ["--operator-name", ""], "does not say whose it is"),
        ("no_kind", ["--kind", ""], "how old it may become"),
        ("no_roots", ["--roots", ""], "no bundle with roots yet"),
        ("roots_that_are_none", ["--roots", &path("keys.json")], "L-BAD"),
        ("name_without_language", ["--operator-name", "City"], "write the language"),
        ("interval_without_unit", ["--next", "12"], "write hours"),
        ("no_number", ["--sequence", "0"], "above 0"),
        ("dated_in_the_future", ["--at", "7000000000"], "L-AHD"),
        ("dated_in_milliseconds", ["--at", "1790000000000"], "L-MIL"),
    ] {
        let made = desk.try_build(&options);
        assert_eq!((made.status, made.lines.len()), (2, 0), "{name}: {}", made.complaint);
        assert!(made.complaint.contains(words), "{name}: {}", made.complaint);
        assert!(!Path::new(&path("desk")).exists(), "{name}: nothing is written");
    }
    desk.build(&["--sequence", "5", "--at", "1790000000"]);
    let held = desk.update();
    for (name, options, words) in [
        ("the_same_number", ["--sequence", "5"], "L-OLD"),
        ("a_lower_number", ["--sequence", "4"], "L-OLD"),
        ("earlier", ["--at", "1789999999"], "later than"),
        ("a_leap", ["--sequence", "100006"], "L-STP"),
    ] {
        let made = desk.try_build(&options);
        assert_eq!(made.status, 2, "{name}: {}", made.complaint);
        assert!(made.complaint.contains(words), "{name}: {}", made.complaint);
    }
    fs::write(path("desk/operator.json"), r#"{"kinds":"city"}"#).expect("the folder is writable");
    let made = desk.try_build(&[]);
    assert!(made.status == 2 && made.complaint.contains("kinds"), "a misspelt member: {}", made.complaint);
    assert!(desk.update() == held, "what was there stays");
    fs::remove_file(path("desk/operator.json")).expect("it is there");
    let near = desk.try_build(&["--next", "2h", "--sequence", "100005"]);
    assert_eq!(near.status, 0, "the largest step: {}", near.complaint);
    assert!(near.complaint.contains("sooner than"), "an interval that is too short: {}", near.complaint);
}
