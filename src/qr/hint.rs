//! What would help: a code stands there and is not read, and the person can do something about it.
//!
//! In: the grey frame, the corners of what looks like a code, the modules along its side. Out: a [`Hint`].

use super::Hint;
use crate::frame::Luma;

/// Judges by the size of the modules first, then by the light on the code.
pub(crate) fn hint(frame: &Luma, corners: &[(i32, i32); 4], modules: usize) -> Hint {
    if pixels_a_module(corners, modules) < SMALLEST_MODULE {
        return Hint::Closer;
    }
    let (mut count, mut sum, mut blinding) = (0_usize, 0_usize, 0_usize);
    let (columns, rows) =
        (bounds(corners.map(|at| at.0), frame.width()), bounds(corners.map(|at| at.1), frame.height()));
    for y in rows.step_by(STRIDE) {
        let Some(row) = frame.pixels().get(y * frame.width()..(y + 1) * frame.width()) else { continue };
        for &grey in row.get(columns.clone()).unwrap_or_default().iter().step_by(STRIDE) {
            count += 1;
            sum += usize::from(grey);
            blinding += usize::from(grey >= BLINDING);
        }
    }
    let mean = sum.checked_div(count).unwrap_or(usize::from(DARK));
    if mean < usize::from(DARK) {
        Hint::MoreLight
    } else if blinding * 100 > count * MOSTLY_BLINDING {
        Hint::TiltAway
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

/// Pixels a module below which every reader loses codes.
const SMALLEST_MODULE: f32 = 2.2;

/// Mean grey under which a code drowns in the camera's noise.
const DARK: u8 = 55;

/// Grey at which a pixel has stopped telling anything.
const BLINDING: u8 = 250;

/// Percentage of such pixels that means a lamp and not just white paper.
const MOSTLY_BLINDING: usize = 60;

/// Pixels skipped between two looked at.
const STRIDE: usize = 3;

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
