//! Files behind an index: missing, of another content or length, static, and parts.

use checkpost::trust::distribution::{FileReference, Plan, UpdateError};
use checkpost_issuing::distribution::archive;
use serde_json::{Value, json};

use crate::desk::{Desk, NOW, Spoil, Tablet, Update, key, later};

/// An update of three files.
fn three(desk: &Desk, sequence: u64, moment: checkpost::time::UnixTime) -> Update {
    desk.update(sequence, moment).with_part("one", b"first part", true).with_part("two", b"second part", true)
}

fn pieces(index: &str, files: &[Vec<u8>]) -> Vec<u8> {
    archive(index, &files.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn each_file_missing() {
    let desk = Desk::new();
    let update = three(&desk, 2, later(1));
    let index = update.index_document();
    for place in 0..3 {
        let mut tablet = Tablet::holding(&desk.archive(1, NOW));
        let mut files = update.files();
        files.remove(place);
        let assembled = tablet.updater.assemble(index.as_bytes(), &files);
        assert_eq!(assembled, Err(UpdateError::FileMismatch), "file {place} cannot be had");
        let outcome = tablet.take(&pieces(&index, &files), later(1));
        assert_eq!(outcome, Err(UpdateError::FileMismatch), "file {place} is not in the archive");
        assert_eq!(tablet.number(), Some((1, 1)), "what is held stays");
    }
    let tablet = Tablet::holding(&desk.archive(1, NOW));
    let mut files = update.files();
    files.reverse();
    let assembled = tablet.updater.assemble(index.as_bytes(), &files).expect("in any order");
    assert_eq!(assembled, update.archive(), "and in the right one afterwards");
}

#[test]
fn hash_and_length_mismatch_of_each_file() {
    let desk = Desk::new();
    let update = three(&desk, 2, later(1));
    let index = update.index_document();
    for place in 0..3 {
        let spoilt: [Spoil; 4] = [
            ("another byte", |file| file[3] ^= 1),
            ("a byte short", |file| file.truncate(file.len() - 1)),
            ("a byte long", |file| file.push(b' ')),
            ("empty", Vec::clear),
        ];
        for (name, spoil) in spoilt {
            let mut tablet = Tablet::holding(&desk.archive(1, NOW));
            let mut files = update.files();
            spoil(&mut files[place]);
            assert_eq!(
                tablet.updater.assemble(index.as_bytes(), &files),
                Err(UpdateError::FileMismatch),
                "file {place}, {name}"
            );
            assert!(tablet.take(&pieces(&index, &files), later(1)).is_err(), "file {place}, {name}: archive");
            assert_eq!(tablet.number(), Some((1, 1)), "file {place}, {name}: what is held stays");
        }
        // the index itself states it wrongly, under the right signature
        for (member, value) in [("length", json!(3)), ("sha256", json!("0".repeat(64)))] {
            let mut files = index_files(&update);
            files[place][member] = value;
            let wrong = Update { index: vec![("files", files.into())], ..update.clone() };
            let outcome = Tablet::holding(&desk.archive(1, NOW)).take(&wrong.archive(), later(1));
            assert_eq!(outcome, Err(UpdateError::FileMismatch), "file {place}, {member} in the index");
        }
    }
}

fn index_files(update: &Update) -> Vec<Value> {
    let references =
        ["bundle", "one", "two"].iter().zip(update.files()).enumerate().map(|(place, (name, bytes))| {
            FileReference { optional: place > 0, ..FileReference::of(name, &bytes) }
        });
    references.map(|reference| serde_json::to_value(reference).expect("content is JSON")).collect()
}

#[test]
fn a_file_has_a_length_that_is_read_and_a_name_that_is_a_hash() {
    let desk = Desk::new();
    let update = three(&desk, 2, later(1));
    let tablet = Tablet::holding(&desk.archive(1, NOW));
    let plan = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut files = index_files(&update);
        change(&mut files);
        let index = Update { index: vec![("files", files.into())], ..update.clone() }.index_document();
        tablet.updater.plan(index.as_bytes()).map(drop)
    };
    let with = |member: &'static str, value: Value| plan(&|files| files[1][member] = value.clone());
    let megabytes = |count: u64| json!(count * 1024 * 1024);
    assert_eq!(plan(&|_| {}), Ok(()), "as it is");
    assert_eq!(with("length", megabytes(16)), Ok(()), "16 MiB");
    assert_eq!(with("length", json!(16 * 1024 * 1024 + 1)), Err(UpdateError::TooLarge), "a byte more");
    assert_eq!(with("length", json!(u64::MAX)), Err(UpdateError::TooLarge), "endless");
    assert_eq!(with("length", json!(-1)), Err(UpdateError::Malformed), "negative");
    assert_eq!(with("length", json!(1.5)), Err(UpdateError::Malformed), "a fraction");
    for name in ["", "../index", &"A".repeat(64), &"a".repeat(63), &"a".repeat(65), &"g".repeat(64)] {
        assert_eq!(with("sha256", json!(name)), Err(UpdateError::TooLarge), "{name:?} is no hash");
    }
    let together = plan(&|files| files.iter_mut().for_each(|file| file["length"] = megabytes(11)));
    assert_eq!(together, Err(UpdateError::TooLarge), "33 MiB in three files");
    let many = plan(&|files| files.resize(17, json!({ "name": "", "sha256": "", "length": 0 })));
    assert_eq!(many, Err(UpdateError::TooLarge), "seventeen files");
}

#[test]
fn static_repository() {
    let desk = Desk::new();
    let update = three(&desk, 1, NOW);
    let mut tablet = Tablet::holding(&update.archive());
    let stored = tablet.stored.slots.clone();
    let index = update.index_document();
    assert_eq!(tablet.updater.plan(index.as_bytes()), Ok(Plan::Unchanged), "the index is the same");
    assert_eq!(tablet.take(&update.archive(), later(9)), Ok(false), "the archive is the same");
    assert_eq!(tablet.stored.slots, stored, "nothing is written");
    let again = Update { indexed: later(8), ..update };
    let index = again.index_document();
    assert_eq!(
        tablet.updater.plan(index.as_bytes()),
        Ok(Plan::Fetch(Vec::new())),
        "signed anew: no file moves"
    );
    let archive = tablet.updater.assemble(index.as_bytes(), &[]).expect("of what is held");
    let digest = tablet.state().0;
    assert_eq!(tablet.take(&archive, later(9)), Ok(true), "the date moves");
    assert_eq!(tablet.state(), (digest, Some(later(8)), 1), "and nothing else");
}

#[test]
fn only_what_changed_is_fetched() {
    let desk = Desk::new();
    let tablet = Tablet::holding(&three(&desk, 1, NOW).archive());
    let next =
        desk.update(2, later(1)).with_part("one", b"first part", true).with_part("two", b"changed", true);
    let index = next.index_document();
    let Ok(Plan::Fetch(files)) = tablet.updater.plan(index.as_bytes()) else { panic!("there is a change") };
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["bundle", "two"], "the first part is here");
    let fetched = [next.bundle_file().into_bytes(), b"changed".to_vec()];
    assert_eq!(tablet.updater.assemble(index.as_bytes(), &fetched), Ok(next.archive()), "put together");
}

#[test]
fn a_plan_refuses_what_an_offer_would() {
    let desk = Desk::new();
    let tablet = Tablet::holding(&desk.archive(5, later(5)));
    let plan = |update: &Update| tablet.updater.plan(update.index_document().as_bytes());
    let next = desk.update(6, later(6));
    assert!(matches!(plan(&next), Ok(Plan::Fetch(_))), "the next");
    assert_eq!(plan(&desk.update(4, later(6))), Err(UpdateError::RollBack), "an older bundle");
    assert_eq!(plan(&desk.update(6, later(4))), Err(UpdateError::RollBack), "an older index");
    let mut spoilt = next.index_document();
    let last = spoilt.pop().expect("a signature");
    spoilt.push(if last == 'A' { 'Q' } else { 'A' });
    assert_eq!(
        tablet.updater.plan(spoilt.as_bytes()),
        Err(UpdateError::SignatureInvalid),
        "a spoilt signature"
    );
    let stranger = Update { index_key: key("stranger"), ..next };
    let Ok(Plan::Fetch(files)) = plan(&stranger) else { panic!("it may be signed under a newer root") };
    assert_eq!(files.len(), 1, "and costs what an index can name");
}

#[test]
fn index_and_bundle_that_do_not_belong_together() {
    let desk = Desk::new();
    let update = three(&desk, 2, later(1));
    let files = index_files(&update);
    let with = |index| Update { index, ..update.clone() };
    let parts = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut files = files.clone();
        change(&mut files);
        with(vec![("files", files.into())])
    };
    for (name, update, expected) in [
        ("another sequence", with(vec![("sequence", 3.into())]), UpdateError::Inconsistent),
        ("another root", with(vec![("root", 2.into())]), UpdateError::Inconsistent),
        ("another name", parts(&|files| files[1]["name"] = "zero".into()), UpdateError::Inconsistent),
        (
            "a part not optional",
            parts(&|files| files[1]["optional"] = false.into()),
            UpdateError::Inconsistent,
        ),
        ("no file", with(vec![("files", json!([]))]), UpdateError::Malformed),
        ("no bundle", parts(&|files| files[0]["name"] = "one".into()), UpdateError::Malformed),
    ] {
        let outcome = Tablet::holding(&desk.archive(1, NOW)).take(&update.archive(), later(1));
        assert_eq!(outcome, Err(expected), "{name}");
    }
    let mut other = update.clone();
    other.parts.swap(0, 1);
    let swapped = Update { index: vec![("files", json!([files[0], files[2], files[1]]))], ..other };
    let outcome = Tablet::holding(&desk.archive(1, NOW)).take(&swapped.archive(), later(1));
    assert_eq!(outcome, Err(UpdateError::Inconsistent), "parts in another order");
    let less = Update { parts: update.parts[..1].to_vec(), ..update.clone() };
    let less = Update { index: vec![("files", json!([files[0], files[1]]))], ..less };
    let outcome = Tablet::holding(&desk.archive(1, NOW)).take(&less.archive(), later(1));
    assert_eq!(outcome, Err(UpdateError::Inconsistent), "a part less");
    let mut longer = update.archive();
    longer.push(b'\n');
    let outcome = Tablet::holding(&desk.archive(1, NOW)).take(&longer, later(1));
    assert_eq!(outcome, Err(UpdateError::Malformed), "bytes behind the last file");
}

#[test]
fn an_unknown_critical_part_and_an_optional_one() {
    let desk = Desk::new();
    let bare = || desk.update(1, NOW);
    let take = |update: Update| Tablet::of(&desk.root()).take(&update.archive(), NOW);
    assert_eq!(take(bare().with_part("profiles", b"x", false)), Err(UpdateError::UnknownPart), "critical");
    assert_eq!(take(bare().with_part("profiles", b"x", true)), Ok(true), "optional");
    assert_eq!(take(bare().with_part("withdrawn", b"{}", false)), Ok(true), "known");
    assert_eq!(take(bare().with_part("withdrawn", b"{}", true)), Ok(true), "known, and said to be optional");
    assert_eq!(take(bare().with_part("withdrawn", b"x", true)), Err(UpdateError::Revocations), "and read");
    let twice = bare().with_part("x", b"1", true).with_part("x", b"2", true);
    assert_eq!(take(twice), Err(UpdateError::Malformed), "two parts of one name");
    assert_eq!(
        take(bare().with_part("bundle", b"x", true)),
        Err(UpdateError::Malformed),
        "a part named bundle"
    );
}

#[test]
fn the_index_has_a_limit() {
    let desk = Desk::new();
    let update = (0..15)
        .fold(desk.update(1, NOW), |update, number| update.with_part(&"x".repeat(number + 1), b"part", true));
    let outcome = Tablet::of(&desk.root()).take(&update.archive(), NOW);
    assert_eq!(outcome, Err(UpdateError::TooLarge), "sixteen files are longer than 2 kB");
    let html = "<html>".repeat(1_000);
    let plan = Tablet::of(&desk.root()).updater.plan(html.as_bytes());
    assert_eq!(plan, Err(UpdateError::TooLarge), "a captive portal's page");
}
