//! What is stored is untrusted, and whole after every power cut.

use std::sync::LazyLock;

use checkpost::trust::Accept;
use checkpost::trust::distribution::{Bundle, Offer, Slot, Stored, UpdateError, Updater, Write};
use checkpost_issuing::distribution::chained;
use proptest::prelude::*;

use crate::desk::{Desk, NOW, Spoil, Tablet, later, perform};

#[test]
fn a_tablet_takes_the_first_update_and_finds_it_again() {
    let desk = Desk::new();
    let mut updater = Updater::start(&desk.root(), Stored::default(), Accept::Demonstration);
    let archive = desk.archive(1, NOW);
    let Offer::Newer(change) = updater.offer(&archive, NOW).expect("it is taken") else {
        panic!("it is new");
    };
    let writes = change.writes();
    assert!(updater.adopt(*change), "nothing came between");
    let [Write::Slot(Slot::A, slot), Write::Floor(floor)] = writes.as_slice() else { panic!("{writes:?}") };
    let stored = Stored { floor: Some(floor.clone()), slots: [Some(slot.clone()), None] };
    let again = Updater::start(&desk.root(), stored, Accept::Demonstration);
    assert_eq!(again.bundle().map(Bundle::number), Some((1, 1)), "it is held again");
    assert!(matches!(again.offer(&archive, NOW), Ok(Offer::Unchanged)), "and is nothing new");
}

/// A tablet with an update in either slot, the newer one in the second.
fn with_both_slots(desk: &Desk) -> Tablet {
    let mut tablet = Tablet::of(&desk.root());
    for sequence in [1, 2] {
        let moment = later(i64::try_from(sequence).expect("small"));
        assert_eq!(tablet.take(&desk.archive(sequence, moment), moment), Ok(true), "update {sequence}");
    }
    tablet
}

#[test]
fn a_damaged_slot_falls_back_to_the_other() {
    let desk = Desk::new();
    let tablet = with_both_slots(&desk);
    let spoilt: [Spoil; 4] = [
        ("empty", Vec::clear),
        ("half", |slot| slot.truncate(slot.len() / 2)),
        ("zeros", |slot| slot.fill(0)),
        ("a bit", |slot| slot[100] ^= 1),
    ];
    for (name, spoil) in spoilt {
        let spoilt = |places: &[usize]| {
            let mut stored = tablet.stored.clone();
            for &place in places {
                stored.slots[place].as_mut().map(spoil).expect("it is there");
            }
            Tablet::with(&tablet.pinned, stored)
        };
        let older = spoilt(&[0]);
        assert_eq!(older.number(), Some((1, 2)), "{name}: the older one lost");
        assert!(older.updater.damage(Slot::A).is_some(), "{name}: told");
        assert!(!older.updater.is_below_floor(), "{name}: nothing newer is known");
        let mut newer = spoilt(&[1]);
        assert_eq!(newer.number(), Some((1, 1)), "{name}: the newer one lost");
        assert!(newer.updater.is_below_floor(), "{name}: something newer was here");
        let older = newer.take(&desk.archive(1, later(3)), later(3));
        assert_eq!(older, Err(UpdateError::RollBack), "{name}: the floor stays");
        assert_eq!(newer.take(&desk.archive(2, later(2)), later(3)), Ok(true), "{name}: what was lost");
        let mut both = spoilt(&[0, 1]);
        assert_eq!((both.number(), both.updater.store().is_none()), (None, true), "{name}: both lost");
        assert_eq!(
            both.take(&desk.archive(1, later(3)), later(3)),
            Err(UpdateError::RollBack),
            "{name}: floor"
        );
        assert_eq!(both.take(&desk.archive(3, later(3)), later(3)), Ok(true), "{name}: the next is taken");
        assert_eq!(both.restarted().number(), Some((1, 3)), "{name}: and stored");
    }
}

#[test]
fn a_slot_cut_at_any_length_falls_back() {
    let desk = Desk::new();
    let tablet = with_both_slots(&desk);
    let newer = tablet.stored.slots[1].clone().expect("it is there");
    for length in (0..newer.len()).step_by(7) {
        let mut stored = tablet.stored.clone();
        stored.slots[1] = Some(newer[..length].to_vec());
        assert_eq!(Tablet::with(&tablet.pinned, stored).number(), Some((1, 1)), "{length} bytes");
    }
}

#[test]
fn a_cached_bundle_is_verified_against_the_current_root() {
    let mut desk = Desk::new();
    let old = desk.archive(1, NOW);
    let mut tablet = Tablet::holding(&old);
    desk.replace_bundle_key("bundle 2");
    assert_eq!(tablet.take(&desk.archive(1, later(1)), later(1)), Ok(true), "the key was replaced");
    let mut stored = tablet.stored.clone();
    stored.slots[1] = None;
    let started = Tablet::with(&tablet.pinned, stored.clone());
    assert_eq!(started.updater.root().version(), 2, "the record knows the newer root");
    assert_eq!(started.number(), None, "a bundle of the key that was dropped is not held");
    assert_eq!(started.updater.damage(Slot::A), Some(UpdateError::UnknownSigner), "and it is told why");
    stored.slots = [Some(old), tablet.stored.slots[1].clone()];
    stored.floor = None;
    assert_eq!(Tablet::with(&tablet.pinned, stored).number(), Some((2, 1)), "nor without the record");
    let mut desk = Desk::new();
    let mut tablet = Tablet::holding(&desk.archive(1, NOW));
    desk.replace_index_key("index 2");
    assert_eq!(tablet.take(&desk.archive(2, later(1)), later(1)), Ok(true), "the index key was replaced");
    tablet.stored.slots[1] = None;
    assert_eq!(
        tablet.restarted().updater.damage(Slot::A),
        Some(UpdateError::UnknownSigner),
        "index key dropped"
    );
}

#[test]
fn what_another_operator_left_behind_counts_for_nothing() {
    let (desk, other) = (Desk::new(), Desk::of("other ", 1));
    let mut theirs = Tablet::of(&other.root());
    assert_eq!(
        theirs.take(&other.archive(70_000, later(9)), later(9)),
        Ok(true),
        "another operator's tablet"
    );
    let mut ours = Tablet::with(&desk.root(), theirs.stored.clone());
    assert_eq!(ours.number(), None, "its slot is not ours");
    assert_eq!(ours.updater.damage(Slot::A), Some(UpdateError::UnknownSigner), "told");
    assert_eq!(ours.take(&desk.archive(1, NOW), NOW), Ok(true), "its floor is not ours");
    let mixed = with_both_slots(&desk);
    let slots = [theirs.stored.slots[0].clone(), mixed.stored.slots[1].clone()];
    let mut mixed = Tablet::with(&desk.root(), Stored { slots, ..mixed.stored });
    assert_eq!(mixed.number(), Some((1, 2)), "one slot of another operator");
    assert_eq!(mixed.take(&desk.archive(3, later(3)), later(3)), Ok(true), "and on");
    assert_eq!(mixed.restarted().number(), Some((1, 3)), "and stored");
}

#[test]
fn a_record_that_is_none_is_a_floor_that_begins_anew() {
    let desk = Desk::new();
    let tablet = with_both_slots(&desk);
    let whole = String::from_utf8(tablet.stored.floor.clone().expect("it is there")).expect("text");
    for (name, record) in [
        ("nothing", String::new()),
        ("not JSON", "floor".to_owned()),
        ("half", whole[..whole.len() / 2].to_owned()),
        ("twice", format!("{whole}{whole}")),
        ("JSON of nobody", "{\"root\":9,\"sequence\":9007199254740991,\"index_issued\":253402300799,\"digest\":null,\"roots\":[]}".to_owned()),
        ("deep", "[".repeat(1_000_000)),
    ] {
        let stored = Stored { floor: Some(record.into_bytes()), ..tablet.stored.clone() };
        let mut started = Tablet::with(&tablet.pinned, stored);
        assert_eq!(started.state(), tablet.state(), "{name}: the slots are whole");
        let back = started.take(&desk.archive(1, later(1)), later(3));
        assert_eq!(back, Err(UpdateError::RollBack), "{name}: they are the floor");
        assert_eq!(started.take(&desk.archive(3, later(3)), later(3)), Ok(true), "{name}: and on");
    }
}

#[test]
fn a_slot_may_be_ahead_of_the_record() {
    let mut desk = Desk::new();
    let mut tablet = with_both_slots(&desk);
    let record = tablet.stored.floor.clone();
    desk.replace_bundle_key("bundle 2");
    assert_eq!(tablet.take(&desk.archive(1, later(3)), later(3)), Ok(true), "a new root, numbers anew");
    let cut = Stored { floor: record, ..tablet.stored.clone() };
    let mut started = Tablet::with(&tablet.pinned, cut);
    assert_eq!(started.state(), tablet.state(), "the slot leads to the new root");
    let old = Desk::new().archive(2, later(2));
    assert_eq!(started.take(&old, later(3)), Err(UpdateError::UnknownSigner), "the old key is gone");
    assert_eq!(started.take(&desk.archive(2, later(4)), later(4)), Ok(true), "and on");
}

#[test]
fn a_bundle_without_the_roots_before_it_needs_the_record() {
    let mut desk = Desk::new();
    let pinned = desk.root();
    desk.rotate(|_| {});
    let mut tablet = Tablet::of(&pinned);
    assert_eq!(tablet.take(&desk.archive(1, NOW), NOW), Ok(true), "the new root");
    let mut bare = desk.update(2, later(1));
    bare.roots.clear();
    assert!(chained(&bare.roots, "x") == "x", "a bundle alone");
    assert_eq!(tablet.take(&bare.archive(), later(1)), Ok(true), "the roots are known");
    assert_eq!(tablet.restarted().number(), Some((2, 2)), "and stored in the record");
    tablet.stored.floor = None;
    assert_eq!(tablet.restarted().number(), Some((2, 2)), "without it, the other slot leads there");
    tablet.stored.slots[0] = None;
    assert_eq!(tablet.restarted().number(), None, "nothing leads there");
    let mut tablet = Tablet::of(&pinned);
    for sequence in [1, 2] {
        assert_eq!(tablet.take(&desk.archive(sequence, NOW), NOW), Ok(true), "with the roots");
    }
    let bare = bare.with("sequence", 3);
    assert_eq!(tablet.take(&bare.archive(), later(1)), Ok(true), "without, in the first slot");
    tablet.stored.floor = None;
    let mut started = tablet.restarted();
    assert_eq!(started.number(), Some((2, 3)), "the second slot leads there");
    let back = started.take(&desk.archive(2, later(2)), later(2));
    assert_eq!(back, Err(UpdateError::RollBack), "and both are the floor");
}

/// An honest operator's updates over the years, in their order.
static HISTORY: LazyLock<(Desk, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let mut desk = Desk::new();
    let first = desk.clone();
    let mut archives = Vec::new();
    let mut add = |desk: &Desk, sequence| {
        let moment = later(i64::try_from(archives.len()).expect("few"));
        archives.push(desk.archive(sequence, moment));
    };
    add(&desk, 1);
    add(&desk, 2);
    desk.rotate(|_| {});
    add(&desk, 3);
    add(&desk, 70_000);
    desk.replace_bundle_key("bundle 2");
    add(&desk, 1);
    desk.replace_index_key("index 2");
    add(&desk, 2);
    desk.replace_bundle_key("bundle 3");
    desk.replace_index_key("index 3");
    add(&desk, 1);
    add(&desk, 9);
    (first, archives)
});

/// How far the writes of an update come before the power is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    Before,
    InSlot(u8),
    AfterSlot,
    InFloor(u8),
    After,
    /// The power stays.
    None,
}

fn cuts() -> impl Strategy<Value = Cut> {
    prop_oneof![
        Just(Cut::Before),
        any::<u8>().prop_map(Cut::InSlot),
        Just(Cut::AfterSlot),
        any::<u8>().prop_map(Cut::InFloor),
        Just(Cut::After),
        Just(Cut::None),
    ]
}

fn torn(write: &Write, share: u8) -> Write {
    let part = |bytes: &[u8]| bytes[..bytes.len() * usize::from(share) / 256].to_vec();
    match write {
        Write::Slot(slot, bytes) => Write::Slot(*slot, part(bytes)),
        Write::Floor(bytes) => Write::Floor(part(bytes)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_power_cut_between_any_two_writes_loses_nothing(steps in prop::collection::vec((any::<bool>(), cuts()), 8)) {
        let (desk, history) = &*HISTORY;
        let now = later(100);
        let mut tablet = Tablet::of(&desk.root());
        let mut held: Option<usize> = None;
        for (place, (archive, (is_seen, cut))) in history.iter().zip(steps).enumerate() {
            if !is_seen {
                continue;
            }
            let offered = tablet.updater.offer(archive, now);
            let Ok(Offer::Newer(change)) = offered else {
                return Err(TestCaseError::fail(format!("update {place} over {held:?}: {offered:?}")));
            };
            let writes = change.writes();
            let [slot, floor] = writes.as_slice() else { panic!("{writes:?}") };
            let done = match cut {
                Cut::Before => Vec::new(),
                Cut::InSlot(share) => vec![torn(slot, share)],
                Cut::AfterSlot => vec![slot.clone()],
                Cut::InFloor(share) => vec![slot.clone(), torn(floor, share)],
                Cut::After | Cut::None => writes.clone(),
            };
            for write in done {
                perform(&mut tablet.stored, write);
            }
            if !matches!(cut, Cut::Before | Cut::InSlot(_)) {
                held = Some(place);
            }
            if matches!(cut, Cut::None) {
                prop_assert!(tablet.updater.adopt(*change), "nothing came between");
            } else {
                tablet = tablet.restarted();
            }
            let expected = held.map(|place| &history[place]);
            let is_held = expected.is_none_or(|archive| matches!(tablet.updater.offer(archive, now), Ok(Offer::Unchanged)));
            prop_assert!(is_held && tablet.number().is_some() == held.is_some(), "{cut:?} at {place}: {held:?} is held");
            prop_assert!(!tablet.updater.is_below_floor(), "{cut:?} at {place}: nothing was lost");
            for older in (0..held.unwrap_or(0)).rev().take(2) {
                let back = tablet.updater.offer(&history[older], now);
                prop_assert!(back.is_err(), "{cut:?} at {place}: back to {older}");
            }
        }
    }
}
