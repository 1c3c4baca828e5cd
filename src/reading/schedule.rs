//! Decides what is searched in the next video frame: the predicted region or the whole frame, and with which attempts.

use crate::attempts::{Attempt, ROTATION};
use crate::result::Hint;

/// Counters of frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedule {
    /// Whole frames searched since the scene last changed, modulo [`ROTATION`] while it changes; selects the share.
    frames_since_change: usize,
    /// Consecutive frames of which only the predicted region was searched.
    partial_frames: u8,
    /// Frames with finder patterns and no candidate, less frames without; 0 to [`FRAMES_BEFORE_PARTIAL_HINT`].
    partial_finder_frames: u8,
}

impl Schedule {
    /// The scene has changed. The rotation continues where it was: in a hand every frame is new, and every attempt must
    /// have its turn.
    pub(crate) fn scene_changed(&mut self) {
        self.frames_since_change %= ROTATION.len();
    }

    /// Whether every attempt was made twice at an unchanged scene.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.frames_since_change > 2 * ROTATION.len()
    }

    /// Whether the next frame may be searched in the predicted region only; counts it if so.
    pub(crate) fn take_partial_frame(&mut self) -> bool {
        let may = self.partial_frames < MAX_PARTIAL;
        self.partial_frames += u8::from(may);
        may
    }

    /// The attempts that a whole frame gets beside the first.
    pub(crate) fn take_whole_frame(&mut self) -> &'static [Attempt] {
        let share = ROTATION.get(self.frames_since_change % ROTATION.len()).copied().unwrap_or_default();
        self.partial_frames = 0;
        self.frames_since_change += 1;
        share
    }

    /// Passes on the hint of a frame that shows finder patterns but no candidate, once frame after frame gives one. In a
    /// single frame the patterns may be chance.
    pub(crate) fn confirm_partial_hint(&mut self, hint: Option<Hint>) -> Option<Hint> {
        self.partial_finder_frames = match hint {
            Some(_) => (self.partial_finder_frames + 1).min(FRAMES_BEFORE_PARTIAL_HINT),
            None => self.partial_finder_frames.saturating_sub(1),
        };
        hint.filter(|_| self.partial_finder_frames == FRAMES_BEFORE_PARTIAL_HINT)
    }
}

/// Frames with finder patterns and without a candidate before a hint is given. Raise: fewer hints from chance
/// patterns, later hints.
const FRAMES_BEFORE_PARTIAL_HINT: u8 = 3;

/// Frames in a row of which only the predicted region is searched: a second code is noticed within 0.2 seconds at
/// 30 frames a second.
pub(crate) const MAX_PARTIAL: u8 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attempt_has_its_turn_and_then_again() {
        let mut schedule = Schedule::default();
        let mut shares: Vec<_> = (0..2 * ROTATION.len()).map(|_| schedule.take_whole_frame()).collect();
        assert!(!schedule.is_exhausted(), "the second round has only just ended");
        assert_eq!(shares.split_off(ROTATION.len()), ROTATION, "the second round");
        assert_eq!(shares, ROTATION, "is like the first");
        schedule.take_whole_frame();
        assert!(schedule.is_exhausted(), "nothing new is to be expected of the same scene");
        schedule.scene_changed();
        assert!(!schedule.is_exhausted(), "but of another");
        assert_eq!(schedule.take_whole_frame(), ROTATION[1], "and the rotation continues");
    }

    #[test]
    fn the_whole_frame_is_searched_after_five_partial_ones() {
        let mut schedule = Schedule::default();
        for round in 0..2 {
            let partial = (0..9).take_while(|_| schedule.take_partial_frame()).count();
            assert_eq!(partial, usize::from(MAX_PARTIAL), "in round {round}");
            schedule.take_whole_frame();
        }
    }

    #[test]
    fn a_hint_of_patterns_alone_needs_three_frames() {
        let mut schedule = Schedule::default();
        let seen = [true, true, false, true, true, true, false, true];
        let hints = seen.map(|seen| schedule.confirm_partial_hint(seen.then_some(Hint::Closer)).is_some());
        assert_eq!(
            hints,
            [false, false, false, false, true, true, false, true],
            "less one for a frame without"
        );
    }
}
