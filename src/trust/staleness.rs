//! How old what a tablet knows may become: a traffic light, by the operator's policy, from the date of the newest index.

use serde::{Deserialize, Serialize};

use crate::statement::StatementKind;
use crate::time::{SECONDS_PER_DAY, UnixTime};
use crate::trust::{LAST_MOMENT, check_issued};

/// What age of the index means. No age stops a gate unless its operator chose one for named statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StalenessPolicy {
    /// Up to this age in seconds the light is green.
    pub green_seconds: i64,
    /// Up to this age in seconds it is amber, afterwards red.
    pub amber_seconds: i64,
    /// The statements that are not admitted any more after an age.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<StalenessStop>,
}

/// A kind of statement that stops to open the gate at an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StalenessStop {
    /// The kind.
    pub kind: StatementKind,
    /// The age of the index in seconds.
    pub after_seconds: i64,
}

/// How fresh what a tablet knows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// As its operator promised.
    Green,
    /// Somebody should look after the network.
    Amber,
    /// Older than its operator wants it anywhere.
    Red,
}

impl StalenessPolicy {
    /// For a shop or a club, whose keys change with a national list: green for 30 days, amber for 90.
    pub fn shop() -> Self {
        Self { green_seconds: 30 * SECONDS_PER_DAY, amber_seconds: 90 * SECONDS_PER_DAY, stops: Vec::new() }
    }

    /// For a city that revokes passes daily: green for two days, amber for seven.
    pub fn city() -> Self {
        Self { green_seconds: 2 * SECONDS_PER_DAY, amber_seconds: 7 * SECONDS_PER_DAY, stops: Vec::new() }
    }

    /// Whether the ages are in order, and ages.
    pub(in crate::trust) fn is_ordered(&self) -> bool {
        let is_age = |seconds: i64| (1..=LAST_MOMENT.0).contains(&seconds);
        is_age(self.green_seconds)
            && is_age(self.amber_seconds)
            && self.green_seconds <= self.amber_seconds
            && self.stops.iter().all(|stop| is_age(stop.after_seconds))
    }

    /// The light for an index of this date. It is never green for a date that the clock cannot explain: one of both is
    /// wrong, and nobody knows the age.
    pub fn freshness(&self, index_issued: UnixTime, now: UnixTime) -> Freshness {
        let age = now.0.saturating_sub(index_issued.0);
        if age <= self.green_seconds && check_issued(index_issued, now).is_ok() {
            Freshness::Green
        } else if age <= self.amber_seconds {
            Freshness::Amber
        } else {
            Freshness::Red
        }
    }
}

/// What its operator says of the age of a store, and since when that runs.
#[derive(Clone, Debug)]
pub struct Staleness {
    /// The operator's policy.
    pub policy: StalenessPolicy,
    /// The date of the newest index.
    pub index_issued: UnixTime,
}

impl Staleness {
    /// Whether statements of a kind are not admitted any more.
    pub fn stops(&self, kind: StatementKind, now: UnixTime) -> bool {
        let age = now.0.saturating_sub(self.index_issued.0);
        self.policy.stops.iter().any(|stop| stop.kind == kind && age > stop.after_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUED: UnixTime = UnixTime(1_790_000_000);

    #[test]
    fn the_light_changes_a_second_after_its_age() {
        let city = StalenessPolicy::city();
        for (days, second, expected) in [
            (0, -1_000_000, Freshness::Amber),
            (0, -86_400, Freshness::Green),
            (2, 0, Freshness::Green),
            (2, 1, Freshness::Amber),
            (7, 0, Freshness::Amber),
            (7, 1, Freshness::Red),
            (30_000, 0, Freshness::Red),
        ] {
            let now = ISSUED.plus_seconds(days * SECONDS_PER_DAY + second);
            assert_eq!(city.freshness(ISSUED, now), expected, "{days} days and {second} s");
        }
    }

    #[test]
    fn only_what_an_operator_named_stops() {
        let stops = vec![StalenessStop { kind: StatementKind::Test, after_seconds: 60 }];
        let staleness =
            Staleness { policy: StalenessPolicy { stops, ..StalenessPolicy::shop() }, index_issued: ISSUED };
        let at = |seconds, kind| staleness.stops(kind, ISSUED.plus_seconds(seconds));
        assert!(!at(60, StatementKind::Test), "to the last second");
        assert!(at(61, StatementKind::Test), "a second more");
        assert!(!at(1_000_000_000, StatementKind::Vaccination), "a kind that nobody named");
    }
}
