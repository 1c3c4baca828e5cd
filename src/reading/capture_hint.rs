//! Chooses what the person who holds a code can do when it is found and not decoded: more light, tilt it, closer,
//! hold still; in that order, because in the dark the rest cannot be measured.

use crate::finder::Finder;
use crate::geometry::{Quad, distance, round};
use crate::luma::Luma;
use crate::result::Hint;

/// The hint for a candidate with `modules` modules along its side, from the light on it and the width of its
/// modules.
pub(crate) fn capture_hint(frame: &Luma, corners: &Quad, modules: usize) -> Hint {
    hint_for(frame, corners, module_px(corners, modules))
}

/// The hint for a symbol of which only two finder patterns were found: from the area between the pair with the
/// largest modules.
pub(crate) fn hint_from_partial_finders(frame: &Luma, finders: &[Finder]) -> Option<Hint> {
    let strong =
        || finders.iter().filter(|finder| finder.votes >= MIN_VOTES && finder.module > CHANCE_MODULE_PX);
    let pairs = strong().enumerate().flat_map(|(index, one)| {
        strong().skip(index + 1).filter(|other| is_pair(one, other)).map(move |other| (one, other))
    });
    // patterns in noise are small
    let smaller_module = |pair: &(&Finder, &Finder)| pair.0.module.min(pair.1.module);
    let (one, other) = pairs.max_by(|one, other| smaller_module(one).total_cmp(&smaller_module(other)))?;
    let module = f32::midpoint(one.module, other.module);
    let margin = 4.0 * module;
    let (left, right) =
        (one.centre.0.min(other.centre.0) - margin, one.centre.0.max(other.centre.0) + margin);
    let (top, bottom) =
        (one.centre.1.min(other.centre.1) - margin, one.centre.1.max(other.centre.1) + margin);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map(round);
    let found = hint_for(frame, &corners, module);
    // in the dark there is more noise, and its patterns are larger
    (found != Hint::MoreLight || module > CHANCE_MODULE_IN_THE_DARK_PX).then_some(found)
}

/// Whether two patterns may be corners of one symbol.
fn is_pair(one: &Finder, other: &Finder) -> bool {
    let (small, large) = (one.module.min(other.module), one.module.max(other.module));
    let modules = distance(one.centre, other.centre) / small.max(0.1);
    one.polarity == other.polarity && large < MAX_MODULE_RATIO * small && PAIR_DISTANCE.contains(&modules)
}

fn hint_for(frame: &Luma, corners: &Quad, module_px: f32) -> Hint {
    let (mut count, mut sum, mut blocks, mut saturated) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (columns, rows) =
        (bounds(corners.map(|at| at.0), frame.width()), bounds(corners.map(|at| at.1), frame.height()));
    let block = round((BLOCK_MODULES * module_px.min(100.0), 0.0)).0;
    let block = usize::try_from(block).unwrap_or(0).max(MIN_BLOCK_PX);
    for top in rows.clone().step_by(block) {
        for left in columns.clone().step_by(block) {
            let mut darkest = u8::MAX;
            for y in (top..rows.end.min(top + block)).step_by(STRIDE_PX) {
                let from = y * frame.width();
                let right = columns.end.min(left + block);
                for &grey in frame
                    .pixels()
                    .get(from + left..from + right)
                    .unwrap_or_default()
                    .iter()
                    .step_by(STRIDE_PX)
                {
                    count += 1;
                    sum += usize::from(grey);
                    darkest = darkest.min(grey);
                }
            }
            blocks += 1;
            saturated += usize::from(darkest >= SATURATED_GREY);
        }
    }
    let mean = sum.checked_div(count).unwrap_or(usize::from(MIN_MEAN_GREY));
    if mean < usize::from(MIN_MEAN_GREY) {
        Hint::MoreLight
    } else if saturated * 100 > blocks * MAX_SATURATED_PERCENT {
        Hint::TiltAway
    } else if module_px < MIN_MODULE_PX {
        Hint::Closer
    } else {
        Hint::HoldStill
    }
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "pixel coordinates are small")]
fn module_px(corners: &Quad, modules: usize) -> f32 {
    let [a, b, c, d] = corners.map(|at| (at.0 as f32, at.1 as f32));
    let around: f32 =
        [(a, b), (b, c), (c, d), (d, a)].iter().map(|(from, to)| (to.0 - from.0).hypot(to.1 - from.1)).sum();
    around / (4 * modules.max(21)) as f32
}

fn bounds(values: [i32; 4], side: usize) -> std::ops::Range<usize> {
    let clamped = |value: Option<&i32>| value.map_or(0, |&at| usize::try_from(at).unwrap_or(0).min(side));
    clamped(values.iter().min())..clamped(values.iter().max())
}

/// Votes, of 16, from which a pattern may raise a hint without a candidate.
const MIN_VOTES: usize = 12;

/// Width of a module, in pixels, up to which noise and print make patterns; in a dark scene and otherwise.
const CHANCE_MODULE_PX: f32 = 1.0;
const CHANCE_MODULE_IN_THE_DARK_PX: f32 = 3.0;

/// Largest ratio of the widths of a module at the two patterns.
const MAX_MODULE_RATIO: f32 = 1.4;

/// Distance of two patterns in modules: from the side of version 1 to the diagonal of version 40.
const PAIR_DISTANCE: std::ops::Range<f32> = 13.0..245.0;

/// Width of a module in pixels below which every reader loses codes.
const MIN_MODULE_PX: f32 = 2.2;

/// Mean grey, of 255, below which a code drowns in the noise of the camera.
const MIN_MEAN_GREY: u8 = 55;

/// Grey, of 255, from which a pixel counts as saturated; a camera's own range ends at 235.
const SATURATED_GREY: u8 = 230;

/// Per cent of blocks without a darker pixel that means a mirrored light: bright paper alone has dark modules
/// everywhere.
const MAX_SATURATED_PERCENT: usize = 12;

/// Side of a block, in modules, and in pixels at least.
const BLOCK_MODULES: f32 = 4.0;
const MIN_BLOCK_PX: usize = 24;

/// Pixels between samples.
const STRIDE_PX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn hint_of(level: u8, side: i32) -> Hint {
        let frame = Luma::new(400, 400, vec![level; 160_000]).expect("the size fits");
        capture_hint(&frame, &[(10, 10), (10 + side, 10), (10 + side, 10 + side), (10, 10 + side)], 57)
    }

    #[test]
    fn each_trouble_has_its_remedy() {
        assert_eq!(hint_of(128, 100), Hint::Closer, "less than two pixels a module");
        assert_eq!(hint_of(20, 300), Hint::MoreLight, "dark");
        assert_eq!(hint_of(255, 300), Hint::TiltAway, "blinding");
        assert_eq!(hint_of(128, 300), Hint::HoldStill, "big and well lit");
    }
}
