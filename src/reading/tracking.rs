//! Tracks a symbol from frame to frame and predicts the region in which to search it next, at constant velocity
//! with a margin.

use crate::geometry::{Quad, bounding_box, centre_of};
use crate::luma::Luma;

/// A region of a frame, in pixels. Left and top are multiples of eight, so that it has a place in the smaller
/// levels of the pyramid too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The last corners of a symbol, and its velocity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Track {
    corners: Quad,
    /// Velocity of the centre, in pixels a frame.
    velocity: (i32, i32),
    /// Frames since the symbol was last found.
    missed_frames: u8,
}

impl Track {
    /// Updates the track. If the centre moved by more than the extent of the symbol in a frame it is another
    /// symbol, without velocity.
    pub(crate) fn follow(before: Option<Self>, corners: Quad) -> Self {
        let moved = before.map(|track| {
            let (from, to) = (centre_of(&track.corners), centre_of(&corners));
            let frames = i32::from(track.missed_frames) + 1;
            (to.0.saturating_sub(from.0) / frames, to.1.saturating_sub(from.1) / frames)
        });
        let max_step = extent(&corners);
        let moved = moved.filter(|moved| moved.0.abs().max(moved.1.abs()) < max_step);
        Self { corners, velocity: moved.unwrap_or_default(), missed_frames: 0 }
    }

    /// The symbol was not found in a frame. `None` once it is given up.
    pub(crate) fn after_miss(self) -> Option<Self> {
        (self.missed_frames < MAX_MISSED_FRAMES)
            .then_some(Self { missed_frames: self.missed_frames + 1, ..self })
    }

    /// The region in which a symbol that was found in the last frame is expected in the next. `None` if it is three
    /// quarters of the frame or more, when nothing would be saved, or too small.
    pub(crate) fn region(&self, frame: &Luma) -> Option<Region> {
        let margin = extent(&self.corners) / MARGIN_DIVISOR + MARGIN_PX;
        let predicted = |(least, most): (i32, i32), velocity: i32, length: usize| {
            let clamped = |value: i32| usize::try_from(value).unwrap_or(0).min(length);
            let (first, last) = (least.saturating_add(velocity), most.saturating_add(velocity));
            (clamped(first.saturating_sub(margin)) / 8 * 8, clamped(last.saturating_add(margin)))
        };
        let [columns, rows] = bounding_box(&self.corners);
        let (left, right) = predicted(columns, self.velocity.0, frame.width());
        let (top, bottom) = predicted(rows, self.velocity.1, frame.height());
        let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
        let is_worth_it = width * height * 4 < frame.width() * frame.height() * 3;
        (is_worth_it && width.min(height) > MIN_REGION_PX).then_some(Region { left, top, width, height })
    }
}

/// The longer side of the upright bounding box, in pixels.
fn extent(corners: &Quad) -> i32 {
    let [width, height] = bounding_box(corners).map(|(least, most)| most.saturating_sub(least));
    width.max(height).clamp(0, MAX_SIDE_PX)
}

/// Margin on every side: a quarter of the extent, and some pixels for small codes.
const MARGIN_DIVISOR: i32 = 4;
const MARGIN_PX: i32 = 16;

/// Frames without the symbol after which it is given up.
const MAX_MISSED_FRAMES: u8 = 8;

/// Smallest side of a region in pixels: the block threshold needs 5 x 8 pixels a side.
const MIN_REGION_PX: usize = 48;

/// The longest side of a frame, in pixels.
const MAX_SIDE_PX: i32 = 8192;

#[cfg(test)]
mod tests {
    use super::*;

    fn square(left: i32, top: i32) -> Quad {
        [(left, top), (left + 200, top), (left + 200, top + 200), (left, top + 200)]
    }

    fn frame() -> Luma {
        Luma::new(1280, 720, vec![0; 1280 * 720]).expect("the size fits")
    }

    #[test]
    fn a_code_that_moves_is_expected_ahead() {
        let track = Track::follow(Some(Track::follow(None, square(300, 300))), square(340, 290));
        let expected = Region { left: 312, top: 208, width: 334, height: 338 };
        assert_eq!(track.region(&frame()), Some(expected), "40 pixels on, 10 up, and the margin around");
        let missed = Track::follow(None, square(300, 300)).after_miss();
        let regained = Track::follow(missed, square(380, 280));
        assert_eq!(regained.velocity, (40, -10), "half of the way a frame, after a frame without it");
    }

    #[test]
    fn a_code_that_jumps_is_another_one() {
        let track = Track::follow(Some(Track::follow(None, square(100, 100))), square(900, 400));
        assert_eq!(track.velocity, (0, 0), "no such hand");
    }

    #[test]
    fn what_is_large_lost_or_beside_the_frame_has_no_region() {
        let large = Track::follow(None, [(10, 10), (1200, 10), (1200, 700), (10, 700)]);
        assert_eq!(large.region(&frame()), None, "most of the frame");
        let beside = Track::follow(
            None,
            [(i32::MAX, i32::MAX), (i32::MIN, 0), (0, i32::MIN), (5, 5)].map(|at| (at.0 / 4, at.1 / 4)),
        );
        let _ = beside.region(&frame());
        let mut track = Some(Track::follow(None, square(300, 300)));
        let frames = std::iter::from_fn(|| {
            track = track.and_then(Track::after_miss);
            track
        });
        assert_eq!(frames.count(), usize::from(MAX_MISSED_FRAMES), "given up in the end");
    }
}
