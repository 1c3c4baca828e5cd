//! Which file wins, by name; and what holds of every sequence of offers.

use proptest::prelude::*;

use super::*;
use crate::time::SECONDS_PER_DAY;

const NOW: UnixTime = UnixTime(1_790_000_000);

#[expect(clippy::unnecessary_wraps, reason = "as it is offered")]
fn file(issued: UnixTime) -> Result<TrustStore, TrustProblem> {
    Ok(TrustStore::new(Purpose::Production, issued, Vec::new()))
}

/// A tablet that holds a file of this time.
fn holding(issued: UnixTime) -> TrustState {
    let mut state = TrustState::new();
    assert!(state.offer(Origin::Stored, file(issued), NOW).is_accepted, "better than nothing");
    state
}

fn published(state: &mut TrustState, issued: UnixTime) -> Decision {
    state.offer(Origin::Published, file(issued), NOW)
}

const ACCEPTED: Decision = Decision { is_accepted: true, is_to_be_saved: true, is_to_be_asked_again: false };
const KEPT: Decision = Decision { is_accepted: false, is_to_be_saved: false, is_to_be_asked_again: false };
const REFUSED: Decision = Decision { is_to_be_asked_again: true, ..KEPT };

#[test]
fn a_later_file_takes_the_place_of_an_earlier_one() {
    let (earlier, later) = (NOW.plus_seconds(-1_000), NOW.plus_seconds(-10));
    for (name, held, offered, expected) in [
        ("the first", None, earlier, ACCEPTED),
        ("a later one", Some(earlier), later, ACCEPTED),
        ("the same again", Some(later), later, ACCEPTED),
        ("roll-back by a second", Some(later), later.plus_seconds(-1), KEPT),
        ("roll-back by years", Some(later), UnixTime(0), KEPT),
    ] {
        let mut state = held.map_or_else(TrustState::new, holding);
        assert_eq!(published(&mut state, offered), expected, "{name}");
        let held = if expected.is_accepted { offered } else { held.unwrap_or(offered) };
        assert_eq!(state.store().issued(), held, "{name}: what is held");
    }
}

#[test]
fn a_file_of_the_future_never_displaces_a_good_one_and_never_outlasts_one() {
    let good = NOW.plus_seconds(-10);
    let as_last_resort = Decision { is_accepted: true, ..REFUSED };
    for (name, ahead) in [
        ("two days ahead", NOW.plus_seconds(2 * SECONDS_PER_DAY)),
        ("in milliseconds", UnixTime(NOW.0 * 1_000)),
        ("the last moment", UnixTime(i64::MAX)),
    ] {
        assert_eq!(published(&mut holding(good), ahead), REFUSED, "{name} beside a good one");
        assert_eq!(published(&mut holding(ahead), good), ACCEPTED, "a good one after {name}");
        let mut state = TrustState::new();
        assert_eq!(published(&mut state, ahead), as_last_resort, "{name}: the clock may be wrong");
        assert_eq!(
            state.status(NOW),
            TrustStatus::Ready {
                issued: ahead,
                keys: 0,
                freshness: Freshness::Green,
                concern: Some(TrustConcern::NotAccepted(TrustProblem::Refused(UpdateError::Ahead)))
            },
            "{name} is told"
        );
    }
    let a_day_late = NOW.plus_seconds(SECONDS_PER_DAY);
    assert_eq!(published(&mut holding(good), a_day_late), ACCEPTED, "a clock that is a day late");
}

#[test]
fn every_status_of_the_screens() {
    let issued = NOW.plus_seconds(-10);
    let ready = |concern| TrustStatus::Ready { issued, keys: 0, freshness: Freshness::Green, concern };
    let offer = |mut state: TrustState, problem| {
        let decision = state.offer(Origin::Published, Err(problem), NOW);
        assert_eq!(decision, REFUSED, "{problem:?}");
        state
    };
    let mut unsaved = holding(issued);
    unsaved.saved(false);
    let mut saved = unsaved.clone();
    saved.saved(true);
    let malformed = TrustProblem::Refused(UpdateError::Malformed);
    let mut recovered = offer(holding(issued), malformed);
    published(&mut recovered, issued);
    let mut older = offer(holding(issued), malformed);
    published(&mut older, UnixTime(0));
    let mut stored = TrustState::new();
    let _ = stored.offer(Origin::Stored, Err(TrustProblem::Fatal), NOW);
    for (name, state, expected) in [
        ("switched on", TrustState::new(), TrustStatus::Loading),
        ("a stored copy that is no good", stored, TrustStatus::Loading),
        (
            "nothing to be had",
            offer(TrustState::new(), TrustProblem::Unreachable),
            TrustStatus::Missing(TrustProblem::Unreachable),
        ),
        ("a file that is none", offer(TrustState::new(), malformed), TrustStatus::Missing(malformed)),
        ("held", holding(issued), ready(None)),
        ("held, without network", offer(holding(issued), TrustProblem::Unreachable), ready(None)),
        (
            "held, and a newer one is no good",
            offer(holding(issued), malformed),
            ready(Some(TrustConcern::NotAccepted(malformed))),
        ),
        (
            "held, and the page failed at a newer one",
            offer(holding(issued), TrustProblem::Fatal),
            ready(Some(TrustConcern::NotAccepted(TrustProblem::Fatal))),
        ),
        ("a good one again", recovered, ready(None)),
        ("an older one that is good", older, ready(None)),
        ("not saved", unsaved.clone(), ready(Some(TrustConcern::NotSaved))),
        (
            "not saved, without network",
            offer(unsaved.clone(), TrustProblem::Unreachable),
            ready(Some(TrustConcern::NotSaved)),
        ),
        (
            "not saved, and a newer one is no good",
            offer(unsaved, malformed),
            ready(Some(TrustConcern::NotAccepted(malformed))),
        ),
        ("saved in the end", saved, ready(None)),
    ] {
        assert_eq!(state.status(NOW), expected, "{name}");
    }
}

fn is_held(state: &TrustState) -> bool {
    matches!(state.status(NOW), TrustStatus::Ready { .. })
}

/// One offer: where it comes from, and a file issued so many seconds from now or the problem with it.
fn offers() -> impl Strategy<Value = Vec<(Origin, Result<i64, TrustProblem>)>> {
    let origin = prop_oneof![Just(Origin::Stored), Just(Origin::Published)];
    let problem = prop_oneof![
        Just(TrustProblem::Unreachable),
        Just(TrustProblem::Fatal),
        Just(TrustProblem::Refused(UpdateError::Malformed)),
        Just(TrustProblem::Refused(UpdateError::Demonstration)),
    ];
    // around the tolerance of a day, and far from it
    let issued = prop_oneof![-10..10_i64, 86_390..86_410_i64, -1_000_000_000..i64::MAX / 2];
    prop::collection::vec((origin, prop_oneof![3 => issued.prop_map(Ok), 1 => problem.prop_map(Err)]), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_offers_rolls_back_or_takes_away(offers in offers()) {
        let mut state = TrustState::new();
        for (origin, offer) in offers {
            let before = state.clone();
            let offered = offer.map(|seconds| NOW.plus_seconds(seconds));
            let decision = state.offer(origin, offered.and_then(file), NOW);
            let (was, is) = (before.store().issued(), state.store().issued());
            prop_assert!(is_held(&state) || !is_held(&before), "nothing takes away what is held");
            if !decision.is_accepted {
                prop_assert_eq!(was, is, "what is refused changes nothing");
            }
            if is_held(&before) && !is_ahead(was, NOW) {
                prop_assert!(is >= was && !is_ahead(is, NOW), "no roll-back, no fast-forward: {} to {}", was, is);
            }
            if decision.is_to_be_saved {
                prop_assert!(origin == Origin::Published && !is_ahead(is, NOW), "only what is good is saved");
                prop_assert_eq!(offered, Ok(is), "the offered file is the one held");
            }
            if is_held(&before) && is_ahead(was, NOW) && offered.is_ok_and(|issued| !is_ahead(issued, NOW)) {
                prop_assert!(decision.is_accepted, "a file of the future gives way");
            }
        }
    }
}
