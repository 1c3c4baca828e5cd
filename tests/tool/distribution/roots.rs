//! Roots: several keepers of keys, rotation, and what each key can do.

use checkpost::trust::distribution::Root;
use serde_json::{Value, json};

use super::{Desk, START, Tablet, done, refused};
use crate::call;

#[test]
fn two_of_three_keepers_sign_one_after_the_other() {
    let desk = Desk::new("keepers");
    let (first, second, third) = (desk.key("first"), desk.key("second"), desk.key("third"));
    let stranger = desk.key("stranger");
    let root = desk.path("two-of-three.jwt");
    let made = call(&[
        "trust",
        "root",
        "new",
        "--root-key",
        &first,
        "--root-public",
        &desk.public("second").1,
        "--root-public",
        &desk.public("third").1,
        "--threshold",
        "2",
        "--bundle-key",
        &desk.path("bundle.pem"),
        "--index-key",
        &desk.path("index.pem"),
        "--out",
        &root,
        "--at",
        "1790000000",
    ]);
    assert_eq!(made.status, 0, "{}", made.complaint);
    let line = made.json(0);
    assert_eq!((&line["complete"], &line["threshold"]), (&json!(false), &json!(2)), "{line}");
    assert_eq!(line["signatures"], json!({"signed": 1, "needed": 2}), "one of two");
    assert_eq!(line["root_keys"].as_array().map(Vec::len), Some(3), "three keys");
    assert!(made.complaint.contains("NOT complete"), "{}", made.complaint);
    let build = ["--roots", &root, "--operator-name", "en=City"];
    let early = desk.try_build(&build);
    assert_eq!(early.status, 2, "nothing is made under it");
    assert!(early.complaint.contains("L-THR"), "{}", early.complaint);

    let sign = |key: &str| call(&["trust", "root", "sign", "--root", &root, "--key", key]);
    assert_eq!(sign(&first).json(0)["signatures"]["signed"], 1, "the same key again counts once");
    let foreign = sign(&stranger);
    assert_eq!((foreign.status, foreign.lines.len()), (2, 0), "a stranger: {}", foreign.complaint);
    assert_eq!(sign(&desk.path("bundle.pem")).status, 2, "a bundle key is no root key");
    let signed = sign(&third);
    assert_eq!(signed.json(0)["complete"], true, "{}", signed.complaint);
    assert_eq!(signed.json(0)["digits"], line["digits"], "signatures do not change its digits");
    assert_eq!(
        sign(&second).json(0)["signatures"],
        json!({"signed": 3, "needed": 2}),
        "one more does no harm"
    );
    Root::read(desk.folder.read("two-of-three.jwt").trim_end().as_bytes()).expect("tablets can pin it");
    desk.build(&build);
}

#[test]
fn keepers_in_different_places_sign_copies_that_are_put_together() {
    let desk = Desk::new("copies");
    let (first, second, third) = (desk.key("first"), desk.key("second"), desk.key("third"));
    let (bundle, index) = (desk.path("bundle.pem"), desk.path("index.pem"));
    let make = |threshold: &str, out: &str| {
        done(&[
            "trust",
            "root",
            "new",
            "--root-key",
            &first,
            "--root-public",
            &desk.public("second").1,
            "--root-public",
            &desk.public("third").1,
            "--threshold",
            threshold,
            "--bundle-key",
            &bundle,
            "--index-key",
            &index,
            "--out",
            out,
            "--at",
            "1790000000",
        ])
    };
    let (root, other) = (desk.path("three.jwt"), desk.path("other.jwt"));
    make("3", &root);
    make("2", &other);
    let copies = [("second", &second), ("third", &third)].map(|(name, key)| {
        let copy = desk.path(&format!("{name}.jwt"));
        std::fs::copy(&root, &copy).expect("the folder is writable");
        done(&["trust", "root", "sign", "--root", &copy, "--key", key]);
        copy
    });
    let forged = desk.folder.read("second.jwt");
    let place = forged.trim_end().len() - 10;
    let letter = if forged.as_bytes()[place] == b'A' { "B" } else { "A" };
    desk.folder.write("forged.jwt", &[&forged[..place], letter, &forged[place + 1..]].concat());
    let forged = desk.path("forged.jwt");
    refused(&["trust", "root", "sign", "--root", &root, "--from", &forged], "L-SIG");
    refused(&["trust", "root", "sign", "--root", &root, "--from", &other], "no copy of the newest root");
    let sign = ["trust", "root", "sign", "--root", &root, "--from", &copies[0]];
    assert_eq!(done(&sign)["signatures"], json!({"signed": 2, "needed": 3}), "the forged one was left out");
    let both = done(&[&sign[..], &["--from", &copies[1]]].concat());
    assert_eq!(both["signatures"], json!({"signed": 3, "needed": 3}), "each once");
    Root::read(desk.folder.read("three.jwt").trim_end().as_bytes()).expect("tablets can pin it");
}

#[test]
fn what_few_keys_risk_is_told() {
    let desk = Desk::new("risk");
    let (one, two, bundle, index) =
        (desk.key("one"), desk.key("two"), desk.path("bundle.pem"), desk.path("index.pem"));
    for (name, roots, threshold, bundle, index, words) in [
        ("one", vec![&one], "1", &bundle, &index, "one root key alone decides"),
        ("one-of-two", vec![&one, &two], "1", &bundle, &index, "any one of the root keys"),
        ("two-of-two", vec![&one, &two], "2", &bundle, &index, "all root keys must agree"),
        ("daily", vec![&one, &two], "2", &one, &index, "a root key also signs"),
        ("both", vec![&one, &two], "2", &bundle, &bundle, "a bundle key also signs indexes"),
    ] {
        let out = desk.path(&format!("{name}.jwt"));
        let mut arguments = vec!["trust", "root", "new", "--threshold", threshold, "--bundle-key", bundle];
        arguments.extend(["--index-key", index, "--out", &out]);
        arguments.extend(roots.iter().flat_map(|key| ["--root-key", key.as_str()]));
        let made = call(&arguments);
        assert_eq!(made.status, 0, "{name}: {}", made.complaint);
        assert!(made.complaint.contains(words), "{name}: {}", made.complaint);
        assert_eq!(made.json(0)["complete"], true, "{name}");
    }
    let out = desk.path("none.jwt");
    let (second, third) = (desk.public("two").1, desk.public("bundle").1);
    for (name, arguments, words) in [
        ("nobody signs", vec!["--root-public", &second], "no root key at hand"),
        ("three of one", vec!["--root-key", &one, "--threshold", "3"], "3 of 1 root keys"),
        ("none of one", vec!["--root-key", &one, "--threshold", "0"], "0 of 1 root keys"),
        ("no root key", vec!["--index-public", &third], "no root key"),
        ("no text", vec!["--root-public", "AAAA"], "44 characters"),
        ("milliseconds", vec!["--root-key", &one, "--at", "1790000000000"], "milliseconds"),
    ] {
        let usual = ["trust", "root", "new", "--bundle-key", &bundle, "--index-key", &index, "--out", &out];
        refused(&[&usual[..], &arguments].concat(), words);
        assert!(!std::path::Path::new(&out).exists(), "{name}: nothing is written");
    }
    let twice = ["trust", "root", "new", "--root-key", &one, "--bundle-key", &bundle, "--index-key", &index];
    refused(&[&twice[..], &["--out", &desk.path("one.jwt")]].concat(), "cannot write");
}

#[test]
fn a_stolen_bundle_key_is_dropped_and_its_numbers_with_it() {
    let desk = Desk::new("stolen");
    let at = |seconds: i64| (START + seconds).to_string();
    let mut tablet = Tablet::new(&desk.first_root());
    desk.build(&["--at", &at(0)]);
    assert_eq!(tablet.offer(&desk.update(), START), Ok((1, 1)), "before the theft");

    let (roots, root) = (desk.path("roots.jwt"), desk.path("root.pem"));
    let old_roots = desk.path("old.jwt");
    std::fs::copy(&roots, &old_roots).expect("the folder is writable");

    // the thief has both keys that lie at hand every day
    let thief = desk.path("thief");
    let stolen = |at: &str, sequence: &str| {
        desk.build(&["--roots", &old_roots, "--out", &thief, "--at", at, "--sequence", sequence]);
        std::fs::read(format!("{thief}/update.checkpost")).expect("it is signed")
    };
    assert_eq!(tablet.offer(&stolen(&at(60), "90000"), START + 60), Ok((1, 90_000)), "until it is noticed");

    let (bundle, index) = (desk.key("bundle-2"), desk.key("index-2"));
    let next = done(&[
        "trust",
        "root",
        "next",
        "--roots",
        &roots,
        "--sign",
        &root,
        "--drop",
        &desk.public("bundle").0,
        "--drop",
        &desk.public("index").1,
        "--bundle-key",
        &bundle,
        "--index-key",
        &index,
        "--out",
        &roots,
        "--at",
        &at(120),
    ]);
    assert_eq!((&next["version"], &next["complete"]), (&json!(2), &json!(true)), "{next}");
    assert_eq!(next["signatures_of_previous"], json!({"signed": 1, "needed": 1}), "the old root agrees");
    assert_eq!(next["bundle_keys"], json!([desk.public("bundle-2").0]), "the new key alone");
    assert_eq!(desk.folder.read("roots.jwt").lines().count(), 2, "a file of two roots");
    let honest = desk.build(&["--key", &bundle, "--index-key", &index, "--at", &at(180)]);
    assert_eq!((&honest["root"], &honest["sequence"]), (&json!(2), &json!(2)), "{honest}");
    assert_eq!(tablet.offer(&desk.update(), START + 180), Ok((2, 2)), "far below the thief's number");
    assert_eq!(tablet.offer(&stolen(&at(240), "90001"), START + 240), Err("L-SGN"), "the thief is out");
    let mut fresh = Tablet::new(&desk.first_root());
    assert_eq!(fresh.offer(&desk.update(), START + 180), Ok((2, 2)), "a tablet that slept walks the roots");

    let dropped = desk.try_build(&["--at", &at(300)]);
    assert!(dropped.complaint.contains("no bundle key of root 2"), "{}", dropped.complaint);
    let back = desk.try_build(&["--at", &at(300), "--roots", &old_roots]);
    assert!(back.status == 2 && back.complaint.contains("L-"), "the roots from before: {}", back.complaint);
    refused(&["trust", "refresh", &desk.path("desk"), "--key", &desk.path("index.pem")], "L-SGN");
}

#[test]
fn a_new_root_needs_the_old_and_the_new_to_agree() {
    let desk = Desk::new("agree");
    let (roots, draft) = (desk.path("roots.jwt"), desk.path("draft.jwt"));
    let (heir, root) = (desk.key("heir"), desk.path("root.pem"));
    let next = done(&[
        "trust",
        "root",
        "next",
        "--roots",
        &roots,
        "--root-key",
        &heir,
        "--drop",
        &desk.public("root").0,
        "--out",
        &draft,
    ]);
    assert_eq!(next["signatures"], json!({"signed": 1, "needed": 1}), "its own key");
    assert_eq!(next["signatures_of_previous"], json!({"signed": 0, "needed": 1}), "nobody else can say so");
    assert_eq!(next["complete"], false, "{next}");
    let shown = done(&["trust", "show", &draft]);
    assert_eq!((&shown["kind"], &shown["complete"]), (&json!("roots"), &json!(false)), "{shown}");
    let too_early =
        ["trust", "root", "next", "--roots", &draft, "--sign", &heir, "--out", &desk.path("x.jwt")];
    refused(&too_early, "lacks signatures");
    let signed = done(&["trust", "root", "sign", "--root", &draft, "--key", &root]);
    assert_eq!(signed["complete"], true, "{signed}");
    let mut tablet = Tablet::new(&desk.first_root());
    desk.build(&["--roots", &draft, "--at", &START.to_string()]);
    assert_eq!(tablet.offer(&desk.update(), START), Ok((2, 1)), "a tablet follows");

    let drop_unknown = ["trust", "root", "next", "--roots", &draft, "--sign", &heir, "--drop", "nobody"];
    refused(&[&drop_unknown[..], &["--out", &desk.path("y.jwt")]].concat(), "names no key nobody");
    let last = desk.public("index").0;
    let drop_hyphen = ["trust", "root", "next", "--roots", &draft, "--sign", &heir, "--drop", "-9GbCH4xLnI"];
    refused(&[&drop_hyphen[..], &["--out", &desk.path("y.jwt")]].concat(), "names no key -9GbCH4xLnI");
    let drop_last = ["trust", "root", "next", "--roots", &draft, "--sign", &heir, "--drop", &last];
    refused(&[&drop_last[..], &["--out", &desk.path("y.jwt")]].concat(), "no index key");
    desk.folder
        .write("swapped.jwt", &(desk.folder.read("draft.jwt").lines().rev().collect::<Vec<_>>().join("\n")));
    refused(&["trust", "show", &desk.path("swapped.jwt")], "L-CHN");
}

#[test]
fn every_key_can_do_its_own_work_and_no_other() {
    let desk = Desk::new("roles");
    desk.build(&[]);
    let before = desk.update();
    let path = |name: &str| desk.path(&format!("{name}.pem"));
    let (folder, roots, out) = (desk.path("desk"), desk.path("roots.jwt"), desk.path("out"));
    for (role, wrong) in [("bundle", "root"), ("bundle", "index"), ("bundle", "issuer")] {
        let made = desk.try_build(&["--key", &path(wrong)]);
        assert!(made.complaint.contains("no bundle key of root 1"), "{role} by {wrong}: {}", made.complaint);
        let text =
            ["trust", "configure", "--roots", &roots, "--operator", "City", "--address", "https://a.example"];
        refused(&[&text[..], &["--key", &path(wrong), "--out", &out]].concat(), "no bundle key of root 1");
    }
    for wrong in ["root", "bundle", "issuer"] {
        refused(&["trust", "refresh", &folder, "--key", &path(wrong)], "no index key of root 1");
        let made = desk.try_build(&["--index-key", &path(wrong)]);
        assert!(made.complaint.contains("no index key of root 1"), "{wrong}: {}", made.complaint);
    }
    for wrong in ["bundle", "index", "issuer"] {
        refused(&["trust", "root", "sign", "--root", &roots, "--key", &path(wrong)], "none of the root keys");
    }
    assert_eq!(desk.update(), before, "nothing of all that was written");
    assert!(!std::path::Path::new(&out).exists(), "nor a configuration");
    let kept: Value = done(&["trust", "show", &folder]);
    assert_eq!(kept["sequence"], 1, "the first bundle is still the newest");
}
