//! The pass's own window against the clock.

use crate::claims::{Timing, Window};
use crate::time::UnixTime;
use crate::verdict::Reason;

/// Refuses a pass that is over or has not begun.
///
/// # Errors
/// [`Reason::Expired`] or [`Reason::NotYetValid`].
pub(super) fn decide(window: &Window, now: UnixTime) -> Result<(), Reason> {
    match window.timing(now) {
        Timing::Within => Ok(()),
        Timing::Over(expires) => Err(Reason::Expired(expires)),
        Timing::NotBegun(begins) => Err(Reason::NotYetValid(begins)),
    }
}
