//! The tablet's clock, compared with the newest signed thing that the tablet knows: no right clock shows an earlier moment.

use crate::time::{SECONDS_PER_DAY, UnixTime};
use crate::trust::TrustStore;
use crate::verdict::Indeterminate;

/// Leaves every pass undecided while the clock is behind what was signed: under a wrong clock a pass that is over looks
/// valid.
///
/// # Errors
/// [`Indeterminate::ClockWrong`].
pub(super) fn decide(trust: &TrustStore, now: UnixTime) -> Result<(), Indeterminate> {
    // an index may be dated a day ahead, which must close no gate
    let index = trust.staleness().map(|staleness| staleness.index_issued.plus_seconds(-SECONDS_PER_DAY));
    decide_at(index.map_or(trust.issued(), |index| index.max(trust.issued())), now)
}

fn decide_at(newest: UnixTime, now: UnixTime) -> Result<(), Indeterminate> {
    if now < newest.plus_seconds(-PUBLISHER_CLOCK_TOLERANCE_SECONDS) {
        return Err(Indeterminate::ClockWrong);
    }
    Ok(())
}

/// The tolerated difference between the clocks of tablet and publisher of the trust file, in seconds. The tolerance
/// between tablet and issuer of a pass is another, see `claims/validity_period.rs`.
const PUBLISHER_CLOCK_TOLERANCE_SECONDS: i64 = 300;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::distribution::StalenessPolicy;
    use crate::trust::{Purpose, Staleness};

    #[test]
    fn a_clock_may_be_five_minutes_behind_the_trust_file() {
        let issued = UnixTime(1_790_000_000);
        for (name, behind, expected) in [
            ("years ahead", -100_000_000, Ok(())),
            ("equal", 0, Ok(())),
            ("at the tolerance", 300, Ok(())),
            ("a second more", 301, Err(Indeterminate::ClockWrong)),
            ("in 1970", issued.0, Err(Indeterminate::ClockWrong)),
        ] {
            assert_eq!(decide_at(issued, issued.plus_seconds(-behind)), expected, "{name}");
        }
    }

    #[test]
    fn a_clock_may_be_a_day_behind_the_index() {
        let (bundle, index) = (UnixTime(1_790_000_000), UnixTime(1_791_000_000));
        let staleness = Staleness { policy: StalenessPolicy::city(), index_issued: index };
        let store = TrustStore::new(Purpose::Production, bundle, Vec::new()).with_staleness(staleness);
        let earliest = index.plus_seconds(-SECONDS_PER_DAY - 300);
        assert_eq!(decide(&store, earliest), Ok(()), "a day and the tolerance");
        let late = earliest.plus_seconds(-1);
        assert_eq!(decide(&store, late), Err(Indeterminate::ClockWrong), "though later than the bundle");
    }
}
