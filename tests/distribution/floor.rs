//! Roll-back, equivocation and fast-forward.

use checkpost::trust::distribution::{Bundle, Offer, Plan, UpdateError, Updater};
use checkpost::trust::{Accept, distribution::Stored};

use crate::desk::{Desk, NOW, Tablet, Update, key, later, perform};

#[test]
fn roll_back_of_index_bundle_and_part() {
    let desk = Desk::new();
    let part = |sequence, moment, bytes: &[u8]| desk.update(sequence, moment).with_part("later", bytes, true);
    let held = part(5, later(5), b"new");
    let tablet = || {
        let mut tablet = Tablet::of(&desk.root());
        assert_eq!(tablet.take(&held.archive(), later(5)), Ok(true), "the first");
        tablet
    };
    for (name, update, expected) in [
        ("the same again", held.clone(), Ok(false)),
        ("an older bundle", part(4, later(4), b"new"), Err(UpdateError::RollBack)),
        ("an older bundle under a new index", part(4, later(6), b"new"), Err(UpdateError::RollBack)),
        (
            "an older index of the same bundle",
            Update { indexed: later(4), ..held.clone() },
            Err(UpdateError::RollBack),
        ),
        (
            "a newer bundle under an older index",
            Update { indexed: later(4), ..part(6, later(6), b"new") },
            Err(UpdateError::RollBack),
        ),
        ("an older part under the same number", part(5, later(6), b"old"), Err(UpdateError::Equivocation)),
        ("the part left out", desk.update(5, later(6)), Err(UpdateError::Equivocation)),
        ("a newer index", Update { indexed: later(6), ..held.clone() }, Ok(true)),
        ("a newer bundle", part(6, later(6), b"new"), Ok(true)),
        ("a newer bundle of the same second", part(6, later(5), b"new"), Ok(true)),
    ] {
        let mut tablet = tablet();
        assert_eq!(tablet.take(&update.archive(), later(6)), expected, "{name}");
        let mut restarted = tablet.restarted();
        assert_eq!(restarted.state(), tablet.state(), "{name}: after a restart");
        if expected == Ok(true) {
            assert_eq!(
                restarted.take(&held.archive(), later(6)),
                Err(UpdateError::RollBack),
                "{name}: and back"
            );
        }
    }
}

#[test]
fn content_changes_under_the_same_sequence() {
    let desk = Desk::new();
    let held = desk.update(1, NOW);
    let mut reordered = held.clone();
    let text = serde_json::to_string_pretty(&held.bundle).expect("content is JSON");
    reordered.indexed = later(1);
    let document = checkpost_issuing::distribution::sign_payload(
        checkpost::trust::distribution::DocumentType::Bundle,
        text.as_bytes(),
        &desk.bundle_key,
    );
    let file = checkpost_issuing::distribution::chained(&desk.roots, &document);
    let respelt =
        checkpost_issuing::distribution::archive(&reordered.index_over(file.as_bytes()), &[file.as_bytes()]);
    let mut tablet = Tablet::holding(&held.archive());
    let other = held.clone().with("operator", serde_json::json!({ "name": { "en": "Town of Example" } }));
    let other = Update { indexed: later(1), ..other };
    assert_eq!(tablet.take(&other.archive(), later(1)), Err(UpdateError::Equivocation), "another name");
    assert_eq!(tablet.take(&respelt, later(1)), Err(UpdateError::Equivocation), "blanks are content");
    let next = other.with("sequence", 2);
    assert_eq!(tablet.take(&next.archive(), later(1)), Ok(true), "under the next number");
}

#[test]
fn a_step_that_is_too_large() {
    let desk = Desk::new();
    for (sequence, expected) in [
        (100_001, Ok(true)),
        (100_002, Err(UpdateError::StepTooLarge)),
        (LAST_SEQUENCE, Err(UpdateError::StepTooLarge)),
    ] {
        let outcome =
            Tablet::holding(&desk.archive(1, NOW)).take(&desk.archive(sequence, later(1)), later(1));
        assert_eq!(outcome, expected, "{sequence} after 1");
    }
    let mut tablet = Tablet::of(&desk.root());
    assert_eq!(tablet.take(&desk.archive(5_000_000, NOW), NOW), Ok(true), "no step from nothing");
    tablet.stored.floor = None;
    let mut lost = tablet.restarted();
    assert_eq!(lost.number(), Some((1, 5_000_000)), "the slot outlives the record");
    assert_eq!(lost.take(&desk.archive(5_000_001, later(1)), later(1)), Ok(true), "and goes on");
    let mut rotated = desk.clone();
    rotated.replace_bundle_key("bundle 2");
    let outcome = Tablet::holding(&desk.archive(1, NOW)).take(&rotated.archive(400_000, later(1)), later(1));
    assert_eq!(outcome, Ok(true), "numbers that begin anew may begin anywhere");
}

#[test]
fn sequence_numbers_end_where_others_can_still_count() {
    let desk = Desk::new();
    let last = Tablet::of(&desk.root()).take(&desk.archive(LAST_SEQUENCE, NOW), NOW);
    assert_eq!(last, Ok(true), "2^53 - 1");
    for sequence in [LAST_SEQUENCE + 1, u64::MAX] {
        let outcome = Tablet::of(&desk.root()).take(&desk.archive(sequence, NOW), NOW);
        assert_eq!(outcome, Err(UpdateError::Malformed), "{sequence} is another number in JavaScript");
    }
}

/// A thief's updates, from what was stolen, and the honest operator's answer.
struct Theft {
    name: &'static str,
    stolen: Vec<Update>,
    rotated: Desk,
    /// Whether the answer is taken.
    expected: Result<bool, UpdateError>,
}

fn thefts() -> Vec<Theft> {
    let desk = Desk::new();
    let sequences: Vec<Update> = (1..=3).map(|step| desk.update(1 + step * 100_000, later(1))).collect();
    let date = Update { indexed: NOW.plus_seconds(86_400), ..desk.update(1, NOW) };
    let both = Update { indexed: NOW.plus_seconds(86_400), ..desk.update(100_001, later(1)) };
    let rotated = |bundle: bool, index: bool| {
        let mut desk = desk.clone();
        if bundle {
            desk.replace_bundle_key("bundle 2");
        }
        if index {
            desk.replace_index_key("index 2");
        }
        if !bundle && !index {
            desk.rotate(|_| {});
        }
        desk
    };
    let theft = |name, stolen: &[Update], (bundle, index), expected| Theft {
        name,
        stolen: stolen.to_vec(),
        rotated: rotated(bundle, index),
        expected,
    };
    let locked = Err(UpdateError::RollBack);
    vec![
        theft("sequence, bundle key dropped", &sequences, (true, false), Ok(true)),
        theft("sequence, index key dropped", &sequences, (false, true), locked),
        theft("sequence, no key dropped", &sequences, (false, false), locked),
        theft("date, index key dropped", std::slice::from_ref(&date), (false, true), Ok(true)),
        theft("date, bundle key dropped", &[date], (true, false), locked),
        theft("both, both dropped", std::slice::from_ref(&both), (true, true), Ok(true)),
        theft("both, bundle key dropped", std::slice::from_ref(&both), (true, false), locked),
        theft("both, index key dropped", &[both], (false, true), locked),
    ]
}

#[test]
fn fast_forward_recovery() {
    for Theft { name, stolen, rotated, expected } in thefts() {
        let mut tablet = Tablet::holding(&Desk::new().archive(1, NOW));
        for update in &stolen {
            assert_eq!(tablet.take(&update.archive(), later(1)), Ok(true), "{name}: the theft");
        }
        let honest = Desk::new().archive(2, later(2));
        assert_eq!(tablet.take(&honest, later(2)), Err(UpdateError::RollBack), "{name}: locked out");
        let answer = rotated.update(2, later(2));
        let held = stolen.last().map(Update::index_document).unwrap_or_default();
        assert_eq!(tablet.updater.plan(held.as_bytes()), Ok(Plan::Unchanged), "{name}: the thief's index");
        if expected == Ok(true) {
            let plan = tablet.updater.plan(answer.index_document().as_bytes());
            assert!(matches!(plan, Ok(Plan::Fetch(_))), "{name}: the answer is fetched: {plan:?}");
        }
        assert_eq!(tablet.take(&answer.archive(), later(2)), expected, "{name}: the answer");
        if expected == Ok(true) {
            for update in &stolen {
                let again = tablet.take(&update.archive(), later(3));
                assert!(again.is_err(), "{name}: the theft again: {again:?}");
            }
            let next = tablet.take(&rotated.archive(3, later(3)), later(3));
            assert_eq!(next, Ok(true), "{name}: and on");
            assert_eq!(tablet.restarted().state(), tablet.state(), "{name}: found again");
        }
    }
}

#[test]
fn a_reset_does_not_bring_back_what_was_made_under_the_old_root() {
    let mut desk = Desk::new();
    let kept = key("bundle kept");
    let keys = crate::desk::texts(&[&desk.bundle_key, &kept]);
    desk.rotate(|root| root.bundle_keys = keys);
    let old = Update { bundle_key: kept.clone(), ..desk.update(7, NOW) };
    let mut tablet = Tablet::of(&desk.root());
    assert_eq!(tablet.take(&old.archive(), NOW), Ok(true), "by the key that stays");
    let dropped = crate::desk::texts(&[&kept]);
    desk.bundle_key = kept;
    desk.rotate(|root| root.bundle_keys = dropped);
    let stale = Update { roots: desk.roots.clone(), indexed: later(1), ..old };
    assert!(tablet.take(&stale.archive(), later(1)).is_err(), "made under the root before");
    assert_eq!(tablet.take(&desk.archive(1, later(1)), later(1)), Ok(true), "made under the new one");
}

#[test]
fn an_update_that_was_offered_before_another_was_adopted_is_not_adopted() {
    let desk = Desk::new();
    let offer = |updater: &Updater, archive: &[u8], now| match updater.offer(archive, now) {
        Ok(Offer::Newer(change)) => change,
        other => panic!("{other:?}"),
    };
    let mut updater = Updater::start(&desk.root(), Stored::default(), Accept::Demonstration);
    let [one, two] = [1, 2].map(|sequence| offer(&updater, &desk.archive(sequence, NOW), NOW));
    assert!(updater.adopt(*one), "the first");
    assert!(!updater.adopt(*two), "the second was compared with nothing");
    assert_eq!(updater.bundle().map(Bundle::number), Some((1, 1)), "the first is held");

    // the record of the floor is whole, both slots are lost: what comes next leaves the floor where it is
    let mut stored = Stored::default();
    let mut updater = Updater::start(&desk.root(), Stored::default(), Accept::Demonstration);
    let archive = desk.archive(1, NOW);
    let change = offer(&updater, &archive, NOW);
    change.writes().into_iter().for_each(|write| perform(&mut stored, write));
    assert!(updater.adopt(*change), "nothing came between");
    stored.slots = [None, None];
    let mut updater = Updater::start(&desk.root(), stored, Accept::Demonstration);
    let honest = offer(&updater, &archive, NOW);
    let ahead = offer(&updater, &desk.archive(9, NOW.plus_seconds(1_000_000)), NOW);
    assert!(updater.adopt(*honest), "what was lost comes back");
    assert!(!updater.adopt(*ahead), "the one from the future does not displace it");
    assert!(!updater.is_provisional(), "the good one is held");
}

/// The last sequence number.
pub(crate) const LAST_SEQUENCE: u64 = (1 << 53) - 1;
