//! Roots: who may make the next one, and how a tablet walks to it.

use checkpost::trust::distribution::{DocumentKey, DocumentType, Root, RootContent, UpdateError};
use checkpost_issuing::distribution::{add_signature, sign, sign_payload};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::{Signature, SigningKey};

use crate::desk::{Desk, NOW, Tablet, Update, key, later, root, texts};

/// A root of two keys, both of which must sign.
fn two_of_two() -> RootContent {
    Desk::of("", 2).content
}

fn read(text: &str) -> Result<(), UpdateError> {
    Root::read(text.as_bytes()).map(drop)
}

#[test]
fn duplicate_keys() {
    let [one, other] = ["root 1", "root 2"].map(key);
    let twice = texts(&[&one, &one]);
    let signed = |change: fn(&mut RootContent, Vec<String>)| {
        let mut content = two_of_two();
        change(&mut content, twice.clone());
        read(&root(&content, &[&one, &other]))
    };
    assert_eq!(read(&root(&two_of_two(), &[&one, &other])), Ok(()), "different ones");
    assert_eq!(signed(|root, twice| root.root_keys = twice), Err(UpdateError::Key), "root keys");
    assert_eq!(signed(|root, twice| root.bundle_keys = twice), Err(UpdateError::Key), "bundle keys");
    assert_eq!(signed(|root, twice| root.index_keys = twice), Err(UpdateError::Key), "index keys");
}

#[test]
fn one_key_in_two_spellings_is_no_second_key() {
    let one = key("root 1");
    let compressed = texts(&[&one]).remove(0);
    let mut point = BASE64URL_NOPAD.decode(compressed.as_bytes()).expect("just encoded");
    // SEC 1 knows points without the sign of y, and this crate's reader takes them
    point[0] = 5;
    let compact = BASE64URL_NOPAD.encode(&point);
    assert!(DocumentKey::read(&compact).is_none(), "a key has one spelling, and one key id");
    let content = RootContent { root_keys: vec![compressed, compact], ..two_of_two() };
    assert_eq!(read(&root(&content, &[&one])), Err(UpdateError::Key), "in a root");
}

#[test]
fn a_key_is_a_point_in_its_compressed_form() {
    let point = |key: &SigningKey, compress| key.verifying_key().to_sec1_point(compress).as_bytes().to_vec();
    let one = key("root 1");
    let spoilt = |change: fn(&mut Vec<u8>)| {
        let mut bytes = point(&one, true);
        change(&mut bytes);
        DocumentKey::read(&BASE64URL_NOPAD.encode(&bytes))
    };
    assert!(spoilt(|_| {}).is_some(), "as it is");
    assert!(DocumentKey::read(&BASE64URL_NOPAD.encode(&point(&one, false))).is_none(), "uncompressed");
    assert!(spoilt(|bytes| bytes.truncate(32)).is_none(), "a byte short");
    assert!(spoilt(|bytes| bytes.push(0)).is_none(), "a byte long");
    assert!(spoilt(|bytes| bytes.fill(0)).is_none(), "the point at infinity");
    assert!(spoilt(|bytes| bytes.fill(0xFF)).is_none(), "beyond the field");
    assert!(DocumentKey::read(&(texts(&[&one]).remove(0) + "=")).is_none(), "padding");
}

#[test]
fn duplicate_signature_key_ids_count_once() {
    let one = key("root 1");
    let first = sign(DocumentType::Root, &two_of_two(), &one).expect("content is JSON");
    let mut parts = first.split('.');
    let (header, signature) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
    let twice = format!("{first}~{header}..{signature}");
    assert_eq!(read(&twice), Err(UpdateError::Threshold), "the same signature twice");
    assert_eq!(add_signature(&first, &one), Some(first.clone()), "the desk adds none");
    let raw = BASE64URL_NOPAD.decode(signature.as_bytes()).expect("just encoded");
    let (r, s) = Signature::from_slice(&raw).expect("just made").split_scalars();
    let other = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).expect("the other half");
    let other = BASE64URL_NOPAD.encode(&other.to_bytes());
    let twins = format!("{first}~{header}..{other}");
    assert_eq!(read(&twins), Err(UpdateError::Threshold), "one key counted twice, by the other half of s");
    let whole = add_signature(&twins, &key("root 2")).expect("a document");
    assert_eq!(read(&whole), Ok(()), "both keys, one of them twice");
}

#[test]
fn threshold_not_met() {
    let desk = Desk::of("", 2);
    let [one, two, three, stranger] = ["root 1", "root 2", "root 3", "stranger"].map(key);
    let next = RootContent { version: 2, ..desk.content.clone() };
    let replaced = RootContent { root_keys: texts(&[&two, &three]), ..next.clone() };
    for (name, content, signers, expected) in [
        ("both", &next, vec![&one, &two], Ok(())),
        ("too few of old and new", &next, vec![&one], Err(UpdateError::Threshold)),
        ("a stranger's beside one", &next, vec![&one, &stranger], Err(UpdateError::Threshold)),
        ("strangers only", &next, vec![&stranger, &three], Err(UpdateError::Threshold)),
        ("old and new", &replaced, vec![&one, &two, &three], Ok(())),
        ("too few of the old", &replaced, vec![&two, &three], Err(UpdateError::Threshold)),
        ("too few of the new", &replaced, vec![&one, &two], Err(UpdateError::Threshold)),
    ] {
        let outcome = desk.newest.successor(root(content, &signers).as_bytes()).map(drop);
        assert_eq!(outcome, expected, "{name}");
    }
    let text = root(&next, &[&one, &two]);
    let spoilt = text.replacen(&text[text.len() - 20..], &"A".repeat(20), 1);
    let outcome = desk.newest.successor(spoilt.as_bytes()).map(drop);
    assert_eq!(outcome, Err(UpdateError::Threshold), "the second one does not hold");
}

#[test]
fn too_few_keys() {
    let one = key("root 1");
    let keys: Vec<SigningKey> = (0..11).map(|number| key(&format!("many {number}"))).collect();
    let many = texts(&keys.iter().collect::<Vec<_>>());
    let content = Desk::new().content;
    for (name, content, expected) in [
        ("one of one", content.clone(), Ok(())),
        ("two of one", RootContent { threshold: 2, ..content.clone() }, Err(UpdateError::Malformed)),
        ("none of one", RootContent { threshold: 0, ..content.clone() }, Err(UpdateError::Malformed)),
        ("no root key", RootContent { root_keys: Vec::new(), ..content.clone() }, Err(UpdateError::Key)),
        ("no bundle key", RootContent { bundle_keys: Vec::new(), ..content.clone() }, Err(UpdateError::Key)),
        ("no index key", RootContent { index_keys: Vec::new(), ..content.clone() }, Err(UpdateError::Key)),
        ("ten", RootContent { bundle_keys: many[..10].to_vec(), ..content.clone() }, Ok(())),
        ("eleven", RootContent { bundle_keys: many, ..content.clone() }, Err(UpdateError::Key)),
        ("version 0", RootContent { version: 0, ..content.clone() }, Err(UpdateError::Malformed)),
        (
            "before 1970",
            RootContent { iat: checkpost::time::UnixTime(-1), ..content.clone() },
            Err(UpdateError::Malformed),
        ),
        (
            "in milliseconds",
            RootContent { iat: checkpost::time::UnixTime(NOW.0 * 1_000), ..content },
            Err(UpdateError::Milliseconds),
        ),
    ] {
        assert_eq!(read(&root(&content, &[&one])), expected, "{name}");
    }
}

#[test]
fn root_version_mismatch() {
    let desk = Desk::new();
    for version in [0, 1, 3, 4, u32::MAX] {
        let content = RootContent { version, ..desk.content.clone() };
        let text = root(&content, &[&key("root 1")]);
        let expected = if version == 0 { UpdateError::Malformed } else { UpdateError::RootVersion };
        assert_eq!(desk.newest.successor(text.as_bytes()).err(), Some(expected), "version {version} after 1");
    }
    let last = RootContent { version: u32::MAX, ..desk.content };
    let text = root(&last, &[&key("root 1")]);
    let last = Root::read(text.as_bytes()).expect("a root");
    assert_eq!(
        last.successor(text.as_bytes()).err(),
        Some(UpdateError::RootVersion),
        "nothing after the last"
    );
}

#[test]
fn a_chain_is_walked_without_a_gap() {
    let mut desk = Desk::new();
    let pinned = desk.root();
    desk.replace_bundle_key("bundle 2");
    desk.rotate(|_| {});
    let update = desk.update(1, NOW);
    let chains = |places: &[usize]| Update {
        roots: places.iter().map(|&place| desk.roots[place].clone()).collect(),
        ..update.clone()
    };
    for (name, places, expected) in [
        ("whole", vec![0, 1, 2], Ok(true)),
        ("without those that are known", vec![1, 2], Ok(true)),
        ("known ones again", vec![0, 0, 1, 0, 1, 2, 1], Ok(true)),
        ("a gap", vec![0, 2], Err(UpdateError::RootVersion)),
        ("backwards", vec![2, 1, 0], Err(UpdateError::RootVersion)),
        ("the last one missing", vec![0, 1], Err(UpdateError::RootVersion)),
        ("none", vec![], Err(UpdateError::UnknownSigner)),
    ] {
        let outcome = Tablet::of(&pinned).take(&chains(&places).archive(), NOW);
        assert_eq!(outcome, expected, "{name}");
    }
    let newest = Tablet::of(&desk.newest).take(&chains(&[]).archive(), NOW);
    assert_eq!(newest, Ok(true), "a tablet that knows the newest needs none");
}

#[test]
fn a_known_version_with_other_content_changes_nothing() {
    let desk = Desk::new();
    let forked = RootContent { bundle_keys: texts(&[&key("thief")]), ..desk.content.clone() };
    let forked = root(&forked, &[&key("root 1")]);
    let mut update = desk.update(1, NOW);
    update.roots = vec![forked];
    let mut tablet = Tablet::of(&desk.root());
    assert_eq!(tablet.take(&update.archive(), NOW), Ok(true), "the pinned root counts, and its keys signed");
    update.bundle_key = key("thief");
    let outcome = Tablet::of(&desk.root()).take(&update.archive(), NOW);
    assert_eq!(outcome, Err(UpdateError::UnknownSigner), "the other one names nobody");
    update.bundle_key = desk.bundle_key.clone();
    for (name, unsigned) in [("not JSON", "x"), ("no root", "{}")] {
        update.roots = vec![sign_payload(DocumentType::Root, unsigned.as_bytes(), &key("thief"))];
        let outcome = Tablet::of(&desk.root()).take(&update.archive(), NOW);
        assert_eq!(outcome, Err(UpdateError::Malformed), "{name}");
    }
}

#[test]
fn an_old_root_never_expires_and_still_walks() {
    let mut desk = Desk::new();
    let pinned = desk.root();
    for version in 2..=60 {
        let name = format!("bundle {version}");
        if version % 20 == 0 { desk.replace_bundle_key(&name) } else { desk.rotate(|_| {}) }
    }
    let ten_years = NOW.plus_seconds(10 * 366 * 86_400);
    let mut tablet = Tablet::of(&pinned);
    assert_eq!(tablet.take(&desk.archive(7, ten_years), ten_years), Ok(true), "after sixty versions");
    assert_eq!((tablet.number(), tablet.updater.root().version()), (Some((60, 7)), 60), "what is held");
    assert_eq!(tablet.restarted().state(), tablet.state(), "and found again");
    desk.rotate(|_| {});
    let long = desk.update(8, ten_years);
    assert_eq!(tablet.take(&long.archive(), ten_years), Err(UpdateError::TooLarge), "sixty-one in one file");
    let rest = Update { roots: desk.roots[1..].to_vec(), ..long };
    assert_eq!(tablet.take(&rest.archive(), ten_years), Ok(true), "without the first");
    let late = Tablet::of(&pinned).take(&rest.archive(), ten_years);
    assert_eq!(late, Ok(true), "the first is the pinned one: its successor is here");
}

#[test]
fn a_key_in_two_roles_signs_in_both() {
    let only = key("only key");
    let keys = || texts(&[&only]);
    let content =
        RootContent { root_keys: keys(), bundle_keys: keys(), index_keys: keys(), ..Desk::new().content };
    let mut desk = Desk::new();
    desk.roots = vec![root(&content, &[&only])];
    (desk.bundle_key, desk.index_key) = (only.clone(), only);
    desk.newest = desk.root();
    assert_eq!(Tablet::of(&desk.root()).take(&desk.archive(1, NOW), NOW), Ok(true), "one key for all");
}

#[test]
fn a_new_root_comes_with_a_bundle_that_was_made_under_it() {
    let desk = Desk::new();
    let mut rotated = desk.clone();
    rotated.replace_index_key("index 2");
    let under_the_old = Update {
        roots: rotated.roots.clone(),
        index_key: rotated.index_key.clone(),
        ..desk.update(2, later(1))
    };
    let mut tablet = Tablet::holding(&desk.archive(1, NOW));
    let outcome = tablet.take(&under_the_old.archive(), later(1));
    assert_eq!(outcome, Err(UpdateError::Inconsistent), "the index would hide the new root from a plan");
    assert_eq!(tablet.take(&rotated.archive(2, later(1)), later(1)), Ok(true), "made anew");
}
