//! What would help: a code stands there and is not read, and the person can do something about it.
//!
//! In: the grey frame, and the corners of what looks like a code with the modules along its side, or only some finder patterns.
//! Out: a [`Hint`].

use super::Hint;
use super::finder::{Finder, apart};
use crate::frame::Luma;

/// Judges by the light on the code first, then by the size of the modules: in the dark nothing else can be told.
pub(crate) fn hint(frame: &Luma, corners: &[(i32, i32); 4], modules: usize) -> Hint {
    judge(frame, corners, pixels_a_module(corners, modules))
}

/// The same for a code of which no more is seen than two of its finder patterns: what lies between the clearest pair.
pub(crate) fn suspicion(frame: &Luma, finders: &[Finder]) -> Option<Hint> {
    let clear =
        || finders.iter().filter(|finder| finder.votes >= CLEAR_VOTES && finder.module > CHANCE_MODULE);
    let pairs = clear().enumerate().flat_map(|(index, one)| {
        clear().skip(index + 1).filter(|other| is_pair(one, other)).map(move |other| (one, other))
    });
    // noise makes small ones
    let larger = |pair: &(&Finder, &Finder)| pair.0.module.min(pair.1.module);
    let (one, other) = pairs.max_by(|one, other| larger(one).total_cmp(&larger(other)))?;
    let module = f32::midpoint(one.module, other.module);
    let margin = 4.0 * module;
    let (left, right) =
        (one.centre.0.min(other.centre.0) - margin, one.centre.0.max(other.centre.0) + margin);
    let (top, bottom) =
        (one.centre.1.min(other.centre.1) - margin, one.centre.1.max(other.centre.1) + margin);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map(super::attempts::whole);
    let hint = judge(frame, &corners, module);
    // in the dark there is more noise, and it makes larger ones
    (hint != Hint::MoreLight || module > CHANCE_MODULE_IN_THE_DARK).then_some(hint)
}

/// Whether two patterns may be corners of one symbol.
fn is_pair(one: &Finder, other: &Finder) -> bool {
    let (small, large) = (one.module.min(other.module), one.module.max(other.module));
    let modules = apart(one.centre, other.centre) / small.max(0.1);
    one.inverted == other.inverted && large < MOST_UNLIKE * small && PAIR_MODULES.contains(&modules)
}

fn judge(frame: &Luma, corners: &[(i32, i32); 4], pixels_a_module: f32) -> Hint {
    let (mut count, mut sum, mut blocks, mut burnt) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (columns, rows) =
        (bounds(corners.map(|at| at.0), frame.width()), bounds(corners.map(|at| at.1), frame.height()));
    let block = super::attempts::whole((BLOCK_MODULES * pixels_a_module.min(100.0), 0.0)).0;
    let block = usize::try_from(block).unwrap_or(0).max(SMALLEST_BLOCK);
    for top in rows.clone().step_by(block) {
        for left in columns.clone().step_by(block) {
            let mut darkest = u8::MAX;
            for y in (top..rows.end.min(top + block)).step_by(STRIDE) {
                let from = y * frame.width();
                let right = columns.end.min(left + block);
                for &grey in
                    frame.pixels().get(from + left..from + right).unwrap_or_default().iter().step_by(STRIDE)
                {
                    count += 1;
                    sum += usize::from(grey);
                    darkest = darkest.min(grey);
                }
            }
            blocks += 1;
            burnt += usize::from(darkest >= BLINDING);
        }
    }
    let mean = sum.checked_div(count).unwrap_or(usize::from(DARK));
    if mean < usize::from(DARK) {
        Hint::MoreLight
    } else if burnt * 100 > blocks * MOSTLY_BURNT {
        Hint::TiltAway
    } else if pixels_a_module < SMALLEST_MODULE {
        Hint::Closer
    } else {
        Hint::HoldStill
    }
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "pixel coordinates are small")]
fn pixels_a_module(corners: &[(i32, i32); 4], modules: usize) -> f32 {
    let [a, b, c, d] = corners.map(|at| (at.0 as f32, at.1 as f32));
    let around: f32 =
        [(a, b), (b, c), (c, d), (d, a)].iter().map(|(from, to)| (to.0 - from.0).hypot(to.1 - from.1)).sum();
    around / (4 * modules.max(21)) as f32
}

fn bounds(values: [i32; 4], side: usize) -> std::ops::Range<usize> {
    let within = |value: Option<&i32>| value.map_or(0, |&at| usize::try_from(at).unwrap_or(0).min(side));
    within(values.iter().min())..within(values.iter().max())
}

/// Of sixteen rays so many must agree to a pattern that stands for a code nobody could lay an outline over.
const CLEAR_VOTES: usize = 12;

/// Pixels a module up to which patterns are made by noise and print, too.
const CHANCE_MODULE: f32 = 1.0;
const CHANCE_MODULE_IN_THE_DARK: f32 = 3.0;

/// How much wider a module may be at one pattern of a pair than at the other.
const MOST_UNLIKE: f32 = 1.4;

/// Modules from pattern to pattern: a side of version 1 at the least, the diagonal of version 40 at the most.
const PAIR_MODULES: std::ops::Range<f32> = 13.0..245.0;

/// Pixels a module below which every reader loses codes.
const SMALLEST_MODULE: f32 = 2.2;

/// Mean grey under which a code drowns in the camera's noise.
const DARK: u8 = 55;

/// Grey at which a pixel has stopped telling anything. A camera's own range ends at 235.
const BLINDING: u8 = 230;

/// Percentage of blocks without a darker pixel that means a lamp: paper may be as bright, but in a code there is ink everywhere.
const MOSTLY_BURNT: usize = 12;

/// Side of a block in modules, and in pixels at the least.
const BLOCK_MODULES: f32 = 4.0;
const SMALLEST_BLOCK: usize = 24;

/// Pixels from one that is looked at to the next.
const STRIDE: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(level: u8, side: i32) -> Hint {
        let frame = Luma::new(400, 400, vec![level; 160_000]).expect("the size fits");
        hint(&frame, &[(10, 10), (10 + side, 10), (10 + side, 10 + side), (10, 10 + side)], 57)
    }

    #[test]
    fn each_trouble_has_its_remedy() {
        assert_eq!(seen(128, 100), Hint::Closer, "less than two pixels a module");
        assert_eq!(seen(20, 300), Hint::MoreLight, "dark");
        assert_eq!(seen(255, 300), Hint::TiltAway, "blinding");
        assert_eq!(seen(128, 300), Hint::HoldStill, "big and well lit");
    }
}
