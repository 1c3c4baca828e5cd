//! The pass's own window against the clock.

use crate::claims::Window;
use crate::time::UnixTime;
use crate::verdict::Reason;

/// Refuses a pass that is over or has not begun.
///
/// The issue time counts like a beginning, with a tolerance: a pass "from the future" means that one of two clocks is
/// wrong, and a few minutes are normal between two clocks. The end has no tolerance: it is a promise of the issuer.
///
/// # Errors
/// [`Reason::Expired`] or [`Reason::NotYetValid`].
pub(super) fn decide(window: &Window, now: UnixTime) -> Result<(), Reason> {
    if let Some(expires) = window.expires.filter(|&expires| now >= expires) {
        return Err(Reason::Expired(expires));
    }
    let tolerant = now.plus_seconds(CLOCK_TOLERANCE_SECONDS);
    match window.begins.max(window.issued).filter(|&begins| begins > tolerant) {
        Some(begins) => Err(Reason::NotYetValid(begins)),
        None => Ok(()),
    }
}

/// The difference allowed between an issuer's clock and the tablet's: the middle of what verifiers in use allow.
const CLOCK_TOLERANCE_SECONDS: i64 = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decides_at_the_boundary_second() {
        let window = Window { issued: Some(UnixTime(1000)), begins: None, expires: Some(UnixTime(2000)) };
        assert_eq!(decide(&window, UnixTime(1999)), Ok(()), "last second");
        assert_eq!(decide(&window, UnixTime(2000)), Err(Reason::Expired(UnixTime(2000))), "the end");
        assert_eq!(decide(&window, UnixTime(880)), Ok(()), "at the tolerance");
        assert_eq!(decide(&window, UnixTime(879)), Err(Reason::NotYetValid(UnixTime(1000))), "before it");
    }
}
