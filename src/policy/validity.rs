//! The validity period of the pass, compared with the clock.

use crate::claims::{ValidityPeriod, ValidityStatus};
use crate::time::UnixTime;
use crate::verdict::Reason;

/// Refuses a pass that is over or has not begun.
///
/// # Errors
/// [`Reason::Expired`] or [`Reason::NotYetValid`].
pub(super) fn decide(validity_period: &ValidityPeriod, now: UnixTime) -> Result<(), Reason> {
    match validity_period.status_at(now) {
        ValidityStatus::Valid => Ok(()),
        ValidityStatus::Expired(expires) => Err(Reason::Expired(expires)),
        ValidityStatus::NotYetValid(begins) => Err(Reason::NotYetValid(begins)),
    }
}
