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
    pub(super) fn is_ordered(&self) -> bool {
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

    /// Whether statements of a kind are not admitted any more at an age.
    pub fn stops(&self, kind: StatementKind, index_issued: UnixTime, now: UnixTime) -> bool {
        let age = now.0.saturating_sub(index_issued.0);
        self.stops.iter().any(|stop| stop.kind == kind && age > stop.after_seconds)
    }
}
