//! Clocks that are wrong, dates that are.

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{Freshness, Offer, Plan, UpdateError};

use crate::desk::{Desk, NOW, Tablet, Update, later};

const A_DAY: i64 = 86_400;
const CLOCK_OF_1970: UnixTime = UnixTime(1_000);
const CLOCK_OF_2106: UnixTime = UnixTime(4_294_967_295);

/// Updates dated further ahead than a clock can be late.
fn ahead(desk: &Desk, sequence: u64) -> Vec<(&'static str, Update)> {
    let far = NOW.plus_seconds(30 * A_DAY);
    vec![
        ("index", Update { indexed: far, ..desk.update(sequence, later(1)) }),
        ("bundle", Update { indexed: later(1), ..desk.update(sequence, far) }),
        ("both", desk.update(sequence, far)),
    ]
}

#[test]
fn fake_time() {
    let desk = Desk::new();
    let mut tablet = Tablet::of(&desk.root());
    assert_eq!(tablet.take(&desk.archive(1, NOW), CLOCK_OF_2106), Ok(true), "an update of the past");
    assert_eq!(tablet.updater.freshness(CLOCK_OF_2106), Some(Freshness::Red), "by that clock");
    assert_eq!(tablet.take(&desk.archive(2, later(1)), NOW), Ok(true), "the next, by a right clock");
    let outcome = tablet.take(&desk.archive(3, later(2)), CLOCK_OF_1970);
    assert_eq!(
        outcome,
        Err(UpdateError::Ahead),
        "a clock of 1970 takes nothing in the place of what is held"
    );
    assert_eq!(tablet.updater.freshness(CLOCK_OF_1970), Some(Freshness::Amber), "nor calls it fresh");
    assert_eq!(tablet.take(&desk.archive(3, later(2)), later(2)), Ok(true), "the clock is right again");
}

#[test]
fn a_date_from_the_future_raises_no_floor_and_is_not_saved() {
    let desk = Desk::new();
    for (name, update) in ahead(&desk, 9) {
        let mut tablet = Tablet::holding(&desk.archive(1, NOW));
        let outcome = tablet.take(&update.archive(), later(1));
        assert_eq!(outcome, Err(UpdateError::Ahead), "{name} beside a good one");
        let mut tablet = Tablet::of(&desk.root());
        assert_eq!(tablet.take(&update.archive(), later(1)), Ok(true), "{name}: better than nothing");
        assert!(tablet.updater.is_provisional(), "{name}: told");
        assert_eq!(tablet.stored.slots, [None, None], "{name}: not saved");
        assert_eq!(tablet.stored.floor, None, "{name}: no floor");
        assert_eq!(tablet.restarted().number(), None, "{name}: gone with the power");
        assert_eq!(tablet.take(&update.archive(), later(1)), Ok(false), "{name}: nothing new");
        assert_ne!(tablet.updater.freshness(later(1)), Some(Freshness::Green), "{name}: is not fresh");
        assert_eq!(tablet.take(&desk.archive(1, NOW), later(1)), Ok(true), "{name}: gives way");
        assert!(!tablet.updater.is_provisional(), "{name}: to what is kept");
        assert_eq!(tablet.restarted().number(), Some((1, 1)), "{name}: and stored");
    }
}

#[test]
fn what_a_wrong_clock_made_provisional_is_kept_when_the_clock_is_right() {
    let desk = Desk::new();
    let update = desk.update(1, NOW);
    let mut tablet = Tablet::of(&desk.root());
    assert_eq!(tablet.take(&update.archive(), CLOCK_OF_1970), Ok(true), "the clock may be wrong");
    let index = update.index_document();
    assert_eq!(tablet.updater.plan(index.as_bytes()), Ok(Plan::Fetch(Vec::new())), "all files are here");
    let archive = tablet.updater.assemble(index.as_bytes(), &[]).expect("of what is held");
    assert_eq!(archive, update.archive(), "put together again");
    assert_eq!(tablet.take(&archive, NOW), Ok(true), "the clock is right");
    assert!(!tablet.updater.is_provisional(), "it is not provisional any more");
    assert_eq!(tablet.restarted().number(), Some((1, 1)), "and is found after a power cut");
    assert_eq!(tablet.updater.plan(index.as_bytes()), Ok(Plan::Unchanged), "nothing more to do");
}

#[test]
fn a_new_root_that_comes_with_a_date_from_the_future_is_walked_again() {
    let mut desk = Desk::new();
    let pinned = desk.root();
    desk.replace_bundle_key("bundle 2");
    let mut tablet = Tablet::of(&pinned);
    assert_eq!(tablet.take(&desk.archive(1, NOW), CLOCK_OF_1970), Ok(true), "provisionally");
    assert_eq!(tablet.updater.root().version(), 1, "the root is not adopted with it");
    assert_eq!(tablet.take(&desk.archive(1, NOW), NOW), Ok(true), "by a right clock");
    assert_eq!((tablet.updater.root().version(), tablet.number()), (2, Some((2, 1))), "it is");
}

#[test]
fn a_day_ahead_is_a_time_zone() {
    let desk = Desk::new();
    let mut tablet = Tablet::holding(&desk.archive(1, NOW));
    let at = |sequence, seconds| desk.archive(sequence, NOW.plus_seconds(seconds));
    assert_eq!(tablet.take(&at(2, A_DAY + 1), NOW), Err(UpdateError::Ahead), "a second more than a day");
    assert_eq!(tablet.take(&at(2, A_DAY), NOW), Ok(true), "a day");
}

#[test]
fn moments_are_seconds_of_the_calendar() {
    let desk = Desk::new();
    let at = |index: i64, bundle: i64, next: i64| Update {
        indexed: UnixTime(index),
        ..desk.update(1, UnixTime(bundle)).with("next", next)
    };
    let (last, now) = (253_402_300_799, NOW.0);
    for (name, update, expected) in [
        ("the last second of 9999", at(last, last, last), Ok(true)),
        ("1970", at(0, 0, 0), Ok(true)),
        ("index in milliseconds", at(now * 1_000, now, now), Err(UpdateError::Milliseconds)),
        ("bundle in milliseconds", at(now, now * 1_000, now), Err(UpdateError::Milliseconds)),
        ("next in milliseconds", at(now, now, now * 1_000), Err(UpdateError::Milliseconds)),
        ("the end of the range", at(i64::MAX, i64::MAX, i64::MAX), Err(UpdateError::Milliseconds)),
        ("index before 1970", at(-1, now, now), Err(UpdateError::Malformed)),
        ("bundle before 1970", at(now, -1, now), Err(UpdateError::Malformed)),
        ("next before 1970", at(now, now, i64::MIN), Err(UpdateError::Malformed)),
    ] {
        let tablet = Tablet::of(&desk.root());
        let outcome = tablet.updater.offer(&update.archive(), UnixTime(last));
        assert_eq!(outcome.map(|offer| matches!(offer, Offer::Newer(_))), expected, "{name}");
    }
}

#[test]
fn a_frozen_server_turns_amber_and_red() {
    let desk = Desk::new();
    let tablet = Tablet::holding(&desk.archive(1, NOW));
    for (seconds, expected) in [
        (-A_DAY - 1, Freshness::Amber),
        (-A_DAY, Freshness::Green),
        (0, Freshness::Green),
        (2 * A_DAY, Freshness::Green),
        (2 * A_DAY + 1, Freshness::Amber),
        (7 * A_DAY, Freshness::Amber),
        (7 * A_DAY + 1, Freshness::Red),
        (400 * A_DAY, Freshness::Red),
    ] {
        let light = tablet.updater.freshness(NOW.plus_seconds(seconds));
        assert_eq!(light, Some(expected), "{seconds} s after the index");
    }
}

#[test]
fn ages_of_a_policy_are_in_order() {
    let desk = Desk::new();
    let city = |green: i64, amber: i64, stop: i64| {
        let stops = serde_json::json!([{ "kind": "status", "after_seconds": stop }]);
        let policy = serde_json::json!({ "green_seconds": green, "amber_seconds": amber, "stops": stops });
        Tablet::of(&desk.root()).take(&desk.update(1, NOW).with("staleness", policy).archive(), NOW)
    };
    let refused = Err(UpdateError::Malformed);
    for (name, outcome, expected) in [
        ("in order", city(1, 2, 3), Ok(true)),
        ("never amber", city(1, 1, 1), Ok(true)),
        ("never green", city(0, 1, 1), refused),
        ("negative", city(-2, -1, 1), refused),
        ("red before amber", city(3, 2, 4), refused),
        ("stopped from the beginning", city(1, 2, 0), refused),
        ("stopped before its date", city(1, 2, -5), refused),
        ("longer than the calendar", city(1, 253_402_300_800, 1), refused),
        ("the end of the range", city(1, 2, i64::MAX), refused),
    ] {
        assert_eq!(outcome, expected, "{name}");
    }
}
