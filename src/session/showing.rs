//! A verdict on the screen: how long it stays, and what keeps it.

use super::command::{Command, Timer};
use crate::time::Milliseconds;
use crate::verdict::Verdict;

/// Showing a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// What was decided.
    pub verdict: Verdict,
    /// Since when it is shown.
    pub since: Milliseconds,
    /// Since when its time runs: a held verdict that is let go begins anew.
    pub counts_from: Milliseconds,
    /// When it goes by itself.
    pub until: Milliseconds,
    /// Somebody keeps it on the screen.
    pub is_held: bool,
    /// It is about a sample of the page itself: the camera is closed, and afterwards nothing is scanned.
    pub is_sample: bool,
}

impl Showing {
    /// Shows a verdict from now on.
    pub(super) fn new(verdict: Verdict, is_sample: bool, now: Milliseconds) -> Self {
        let until = now.plus(shown_for(&verdict));
        Self { verdict, since: now, counts_from: now, until, is_held: false, is_sample }
    }

    /// The timer that ends it.
    pub(super) fn timer(&self) -> Command {
        Command::SetTimer(Timer::VerdictOver, self.until)
    }

    /// A finger rests on it, or leaves it.
    pub(super) fn hold(&mut self, is_held: bool, now: Milliseconds) -> Vec<Command> {
        self.is_held = is_held;
        if is_held {
            return Vec::new();
        }
        self.counts_from = now;
        self.until = now.plus(AFTER_HOLD);
        vec![self.timer()]
    }

    /// Whether its time has come.
    pub(super) fn is_over(&self, now: Milliseconds) -> bool {
        !self.is_held && now >= self.until
    }

    /// Whether another code may take its place.
    pub(super) fn may_be_replaced(&self, now: Milliseconds) -> bool {
        !self.is_held && !self.is_sample && now.since(self.since) >= SHOWN_AT_LEAST
    }
}

fn shown_for(verdict: &Verdict) -> Milliseconds {
    match verdict {
        Verdict::Admitted(_) => ADMITTED_SHOWN,
        Verdict::Refused(..) | Verdict::CannotSay(_) => REFUSED_SHOWN,
    }
}

/// Long enough to compare initials, short enough for a queue.
const ADMITTED_SHOWN: Milliseconds = Milliseconds(3_000);
/// Long enough to read the reason and the remedy to somebody.
const REFUSED_SHOWN: Milliseconds = Milliseconds(9_000);
/// Nobody can take in a verdict faster, so the next code waits this long.
const SHOWN_AT_LEAST: Milliseconds = Milliseconds(800);
/// After a held verdict is let go.
const AFTER_HOLD: Milliseconds = Milliseconds(1_500);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Indeterminate;

    fn showing(is_sample: bool) -> Showing {
        Showing::new(Verdict::CannotSay(Indeterminate::NoKeys), is_sample, Milliseconds(1_000))
    }

    #[test]
    fn goes_when_its_time_has_come_and_not_before() {
        let showing = showing(false);
        assert!(!showing.is_over(Milliseconds(9_999)), "to the last millisecond");
        assert!(showing.is_over(Milliseconds(10_000)), "and no longer");
    }

    #[test]
    fn stays_while_it_is_held_and_a_moment_longer() {
        let mut showing = showing(false);
        assert_eq!(showing.hold(true, Milliseconds(2_000)), [], "no timer while a finger rests");
        assert!(!showing.is_over(Milliseconds(60_000)), "beyond its time");
        assert!(!showing.may_be_replaced(Milliseconds(60_000)), "whoever comes");
        let until = Milliseconds(61_500);
        assert_eq!(
            showing.hold(false, Milliseconds(60_000)),
            [Command::SetTimer(Timer::VerdictOver, until)],
            "let go"
        );
        assert!(!showing.is_over(Milliseconds(61_499)) && showing.is_over(until), "a moment longer");
    }

    #[test]
    fn waits_until_it_was_seen_before_another_code_replaces_it() {
        assert!(!showing(false).may_be_replaced(Milliseconds(1_799)), "too soon to be read by anybody");
        assert!(showing(false).may_be_replaced(Milliseconds(1_800)), "the next person");
        assert!(!showing(true).may_be_replaced(Milliseconds(1_800)), "nothing is scanned behind a sample");
    }
}
