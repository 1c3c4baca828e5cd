//! The lane: closed, looking for a pass, or showing a verdict.

use super::command::Command;
use super::showing::Showing;
use crate::time::Milliseconds;
use crate::verdict::Verdict;

/// The lane, without its camera.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    stage: Stage,
    /// The sample passes are open whenever the lane is closed.
    pub(super) shows_samples: bool,
}

/// What the lane does.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Nothing is scanned.
    Closed,
    /// Looks for a code.
    Scanning,
    /// Shows a verdict, and goes on scanning behind it.
    Showing(Box<Showing>),
}

impl Lane {
    /// Nobody started it yet.
    pub(super) fn closed() -> Self {
        Self { stage: Stage::Closed, shows_samples: false }
    }

    /// What it does.
    pub(super) fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Whether nothing is scanned and no sample is shown.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.stage, Stage::Closed)
    }

    /// Looks for a code from now on.
    pub(super) fn scan(&mut self) {
        self.stage = Stage::Scanning;
    }

    /// Scans no longer.
    pub(super) fn close(&mut self) {
        self.stage = Stage::Closed;
    }

    /// Shows a verdict.
    pub(super) fn show(&mut self, verdict: Verdict, now: Milliseconds) -> Command {
        let showing = Showing::new(verdict, self.is_closed(), now);
        let timer = showing.timer();
        self.stage = Stage::Showing(Box::new(showing));
        timer
    }

    /// Whether a code that is read now may be judged.
    pub(super) fn may_judge(&self, now: Milliseconds) -> bool {
        match &self.stage {
            Stage::Closed => false,
            Stage::Scanning => true,
            Stage::Showing(showing) => showing.may_be_replaced(now),
        }
    }

    /// A finger rests on the verdict, or leaves it.
    pub(super) fn hold(&mut self, is_held: bool, now: Milliseconds) -> Vec<Command> {
        match &mut self.stage {
            Stage::Showing(showing) => showing.hold(is_held, now),
            Stage::Closed | Stage::Scanning => Vec::new(),
        }
    }

    /// Ends a verdict whose time has come.
    pub(super) fn expire(&mut self, now: Milliseconds) {
        if matches!(&self.stage, Stage::Showing(showing) if showing.is_over(now)) {
            self.end_verdict();
        }
    }

    /// Ends the verdict on the screen, if there is one: back to where it came from.
    pub(super) fn end_verdict(&mut self) {
        match &self.stage {
            Stage::Showing(showing) if showing.is_sample => self.stage = Stage::Closed,
            Stage::Showing(_) => self.stage = Stage::Scanning,
            Stage::Closed | Stage::Scanning => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Indeterminate;

    const VERDICT: Verdict = Verdict::CannotSay(Indeterminate::NoKeys);

    #[test]
    fn a_verdict_leads_back_to_where_it_came_from() {
        for (name, is_scanning) in [("the start screen", false), ("scanning", true)] {
            let mut lane = Lane::closed();
            if is_scanning {
                lane.scan();
            }
            let _ = lane.show(VERDICT, Milliseconds(0));
            lane.expire(Milliseconds(8_999));
            assert!(matches!(lane.stage(), Stage::Showing(_)), "shown, from {name}");
            lane.expire(Milliseconds(9_000));
            assert_eq!(lane.may_judge(Milliseconds(9_000)), is_scanning, "back to {name}");
            assert_eq!(lane.is_closed(), !is_scanning, "closed as before, from {name}");
        }
    }

    #[test]
    fn a_closed_lane_judges_nothing_and_holds_nothing() {
        let mut lane = Lane::closed();
        assert!(!lane.may_judge(Milliseconds(0)), "a late frame");
        assert_eq!(lane.hold(true, Milliseconds(0)), [], "a late finger");
        lane.end_verdict();
        assert!(lane.is_closed(), "a late touch");
    }
}
