//! When a tablet asks for the index: never in the path of a verdict, and never together with all others.
//!
//! The library draws no random numbers: it says from when to when, and the program asks at a random moment in between.

use crate::time::Milliseconds;
use crate::trust::staleness::Freshness;

/// A span of time, counted from now, in which to ask at a random moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchWindow {
    /// Not before this much later.
    pub from: Milliseconds,
    /// How long the span is.
    pub length: Milliseconds,
}

impl FetchWindow {
    /// At once: somebody stands in front of the tablet and waits for its first keys.
    pub const NOW: Self = Self { from: Milliseconds(0), length: Milliseconds(0) };

    /// After a start, or when the network is back. A tablet whose knowledge is green waits a random part of the interval
    /// even then: after a power cut a city's tablets start within a minute.
    pub fn after_start(freshness: Option<Freshness>) -> Self {
        match freshness {
            None => Self::NOW,
            Some(Freshness::Green) => Self { from: Milliseconds(0), length: INTERVAL },
            Some(Freshness::Amber | Freshness::Red) => Self { from: Milliseconds(0), length: AMBER_AT_MOST },
        }
    }

    /// After an answer. The moments stay as far apart as they were.
    pub fn after_answer() -> Self {
        Self { from: INTERVAL, length: Milliseconds(0) }
    }

    /// After so many failures in a row: full jitter over a span that doubles, up to the interval.
    pub fn after_failures(failures: u32) -> Self {
        let doubled = FIRST_FAILURE
            .0
            .saturating_mul(1_u64.checked_shl(failures.min(MAX_DOUBLINGS)).unwrap_or(u64::MAX));
        Self { from: SOONEST_AGAIN, length: Milliseconds(doubled.min(INTERVAL.0)) }
    }

    /// The moment in it for a random fraction, from 0 to 1 in parts of 2^32.
    pub fn at(self, fraction: u32) -> Milliseconds {
        let part = (u128::from(self.length.0) * u128::from(fraction)) >> u32::BITS;
        self.from.plus(Milliseconds(u64::try_from(part).unwrap_or(u64::MAX)))
    }
}

/// Six hours.
const INTERVAL: Milliseconds = Milliseconds(6 * 60 * 60 * 1_000);
/// A quarter of an hour.
const AMBER_AT_MOST: Milliseconds = Milliseconds(15 * 60 * 1_000);
/// A minute.
const FIRST_FAILURE: Milliseconds = Milliseconds(60 * 1_000);
/// Far beyond the interval.
const MAX_DOUBLINGS: u32 = 16;
/// No failure makes a tablet ask without a pause.
const SOONEST_AGAIN: Milliseconds = Milliseconds(2_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_double_after_failures_and_end_at_the_interval() {
        let minutes = |failures| FetchWindow::after_failures(failures).length.0 / 60_000;
        assert_eq!([0, 1, 2, 8, 9, 40].map(minutes), [1, 2, 4, 256, 360, 360]);
    }

    #[test]
    fn only_who_waits_for_the_first_keys_asks_at_once() {
        assert_eq!(FetchWindow::after_start(None).at(u32::MAX), Milliseconds(0), "nothing is held");
        for (light, minutes) in [(Freshness::Green, 360), (Freshness::Amber, 15), (Freshness::Red, 15)] {
            let window = FetchWindow::after_start(Some(light));
            let half = window.at(1 << 31);
            assert_eq!(half, Milliseconds(minutes * 30_000), "{light:?}: half of it");
            assert!(window.at(u32::MAX) < Milliseconds(minutes * 60_000), "{light:?}: never beyond");
        }
    }
}
