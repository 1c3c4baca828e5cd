//! What is drawn over the camera's picture: where codes are, and what would help to read one.

use crate::time::Milliseconds;

/// What one frame showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Where codes are, in pixels of the frame: those that were read, or else the one that was not.
    pub outlines: Vec<[(i32, i32); 4]>,
    /// They were read.
    pub is_read: bool,
    /// What would help to read it.
    pub hint: Option<ReadingHint>,
    /// The frame is shown as a mirror.
    pub is_mirrored: bool,
    /// The frame's width and height, in pixels.
    pub size: (u32, u32),
    /// When the frame was captured, in milliseconds on the page's clock.
    pub captured_ms: f64,
}

/// What would help the reader to read a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingHint {
    /// The code is too small in the frame.
    Closer,
    /// It is blurred by motion.
    HoldStill,
    /// It is too dark.
    MoreLight,
    /// A light is mirrored in it.
    TiltAway,
}

/// The overlay on the screen.
#[derive(Clone, Debug, Default)]
pub(super) struct ShownOverlay {
    shown: Overlay,
    /// When a frame last showed something.
    seen: Milliseconds,
}

impl ShownOverlay {
    /// A frame was looked at. One frame that misses its code does not make outline and hint flicker.
    pub(super) fn frame(&mut self, overlay: Overlay, now: Milliseconds) {
        let is_something = !overlay.outlines.is_empty() || overlay.hint.is_some();
        if is_something {
            self.seen = now;
        }
        if is_something || now.since(self.seen) > STAYS {
            self.shown = overlay;
        } else {
            self.shown.captured_ms = overlay.captured_ms;
        }
    }

    /// There are no frames any more.
    pub(super) fn clear(&mut self) {
        self.shown = Overlay::default();
    }

    /// What is drawn.
    pub(super) fn shown(&self) -> &Overlay {
        &self.shown
    }
}

/// How long what was seen stays on the screen after the last frame that showed it.
const STAYS: Milliseconds = Milliseconds(400);

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(hint: Option<ReadingHint>, captured_ms: f64) -> Overlay {
        Overlay { hint, captured_ms, ..Overlay::default() }
    }

    #[test]
    fn a_missed_frame_does_not_take_the_hint_away() {
        let mut overlay = ShownOverlay::default();
        overlay.frame(frame(Some(ReadingHint::Closer), 990.0), Milliseconds(1_000));
        overlay.frame(frame(None, 1_390.0), Milliseconds(1_400));
        assert_eq!(
            overlay.shown(),
            &frame(Some(ReadingHint::Closer), 1_390.0),
            "it stays, with the new time"
        );
        overlay.frame(frame(None, 1_391.0), Milliseconds(1_401));
        assert_eq!(overlay.shown(), &frame(None, 1_391.0), "and goes in the end");
    }

    #[test]
    fn another_hint_takes_the_place_of_the_first_at_once() {
        let mut overlay = ShownOverlay::default();
        overlay.frame(frame(Some(ReadingHint::Closer), 0.0), Milliseconds(1_000));
        overlay.frame(frame(Some(ReadingHint::HoldStill), 0.0), Milliseconds(1_001));
        assert_eq!(overlay.shown().hint, Some(ReadingHint::HoldStill), "the newest");
        overlay.clear();
        assert_eq!(overlay.shown(), &Overlay::default(), "the camera is closed");
    }
}
