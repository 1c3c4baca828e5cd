//! Which looks are taken at a picture, and in which order.
//!
//! No single threshold reads every pass, so a picture is looked at several times: at full size, at half and a
//! quarter, with either threshold, and with black and white exchanged. The order is by what a look
//! brings for what it costs.

use super::binarise::{Binariser, Bitmap, Threshold};
use super::hint::hint;
use super::locate::locate;
use super::read::{read, version_of};
use super::{Reading, Sighting};
use crate::frame::Luma;

/// One look at a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    /// How often the picture is halved first.
    pub(crate) halvings: usize,
    pub(crate) threshold: Threshold,
    pub(crate) inverted: bool,
}

/// Memory for all passes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workshop {
    binariser: Binariser,
    bitmap: Bitmap,
    half: Option<Luma>,
    quarter: Option<Luma>,
    /// Halvings that are up to date with the frame.
    shrunk: usize,
}

impl Workshop {
    /// Says that the next pass looks at a new frame.
    pub(crate) fn forget(&mut self) {
        self.shrunk = 0;
    }

    /// Takes one look and adds what it shows to `sighting`.
    pub(crate) fn look(
        &mut self,
        frame: &Luma,
        pass: Pass,
        stop: &dyn Fn() -> bool,
        sighting: &mut Sighting,
    ) {
        self.shrink(frame, pass.halvings);
        let halves = [Some(frame), self.half.as_ref(), self.quarter.as_ref()];
        let Some(&Some(luma)) = halves.get(pass.halvings) else { return };
        self.binariser.binarise(luma, pass.threshold, &mut self.bitmap);
        if pass.inverted {
            self.bitmap.invert();
        }
        for grid in locate(&self.bitmap, stop).grids {
            let corners = grid.corners.map(|at| full_size(at, pass.halvings));
            if sighting.readings.iter().any(|known| overlap(&known.corners, &corners)) {
                continue;
            }
            match read(&grid) {
                Some(payload) if sighting.readings.len() < MAX_READINGS => {
                    sighting.readings.push(Reading { payload, corners, version: version_of(grid.side) });
                }
                _ => {
                    sighting.seen.get_or_insert(corners);
                    sighting.hint.get_or_insert_with(|| hint(frame, &corners, grid.side));
                }
            }
        }
    }

    fn shrink(&mut self, frame: &Luma, halvings: usize) {
        if halvings >= 1 && self.shrunk < 1 {
            frame.shrink_into(self.half.get_or_insert_with(Luma::pixel));
            self.shrunk = 1;
        }
        if let Some(half) = &self.half
            && halvings >= 2
            && self.shrunk < 2
        {
            half.shrink_into(self.quarter.get_or_insert_with(Luma::pixel));
            self.shrunk = 2;
        }
    }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a float cast saturates")]
fn full_size((x, y): (f32, f32), halvings: usize) -> (i32, i32) {
    let scale = if halvings == 0 { 1.0 } else { 2.0 * if halvings == 2 { 2.0 } else { 1.0 } };
    ((x * scale).round() as i32, (y * scale).round() as i32)
}

/// Whether the centre of either quadrilateral lies in the other's bounding box.
fn overlap(one: &[(i32, i32); 4], other: &[(i32, i32); 4]) -> bool {
    holds(one, centre(other)) || holds(other, centre(one))
}

fn holds(corners: &[(i32, i32); 4], (x, y): (i32, i32)) -> bool {
    let (xs, ys) = (corners.map(|at| at.0), corners.map(|at| at.1));
    let inside = |values: [i32; 4], value: i32| {
        values.iter().any(|&bound| bound <= value) && values.iter().any(|&bound| bound >= value)
    };
    inside(xs, x) && inside(ys, y)
}

/// The middle of four corners.
pub(crate) fn centre(corners: &[(i32, i32); 4]) -> (i32, i32) {
    let (x, y) = corners
        .iter()
        .fold((0_i32, 0_i32), |sum, at| (sum.0.saturating_add(at.0 / 4), sum.1.saturating_add(at.1 / 4)));
    (x, y)
}

/// Every look, in the order in which a still picture gets them. The first is the one every moving frame gets.
pub(crate) const PASSES: [Pass; 5] = [
    Pass { halvings: 0, threshold: Threshold::Blocks { floor: 24 }, inverted: false },
    Pass { halvings: 1, threshold: Threshold::Blocks { floor: 8 }, inverted: false },
    Pass { halvings: 0, threshold: Threshold::Mean { side: 25 }, inverted: false },
    Pass { halvings: 0, threshold: Threshold::Blocks { floor: 8 }, inverted: true },
    Pass { halvings: 2, threshold: Threshold::Blocks { floor: 8 }, inverted: false },
];

/// Codes handed out from one picture: a party of eight showing their passes at once.
pub(crate) const MAX_READINGS: usize = 8;
