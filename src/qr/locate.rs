//! From black and white to square grids of modules (ISO/IEC 18004, 13.2 c to l).
//!
//! In: a [`Bitmap`]. Out: sampled [`Grid`]s, most plausible first. Finder patterns are looked up row by row,
//! three of them that stand like the corners of a square make a candidate, and the alignment patterns between
//! them say how the paper bends. The steps are rxing's; the bounds are ours.

use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use super::binarise::Bitmap;

/// The modules of one candidate, row by row, and where its corners lie in the bitmap.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) side: usize,
    pub(crate) modules: Vec<bool>,
    pub(crate) corners: [(f32, f32); 4],
}

/// What a bitmap holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Located {
    pub(crate) grids: Vec<Grid>,
}

/// Looks for codes. `stop` is asked before each costly step.
pub(crate) fn locate(bitmap: &Bitmap, stop: &dyn Fn() -> bool) -> Located {
    let mut located = Located::default();
    let Some(matrix) = matrix_of(bitmap) else { return located };
    let mut finders = FindFinderPatterns(&matrix, true, 0);
    finders.truncate(MAX_FINDERS);
    let mut sets = GenerateFinderPatternSets(&mut finders);
    sets.truncate(MAX_SETS);
    for set in &sets {
        if stop() {
            break;
        }
        let Ok(sampled) = SampleQR(&matrix, set) else { continue };
        let bits = sampled.getBits();
        let side = bits.height();
        let modules = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let modules = modules.map(|(x, y)| bits.get(x, y)).collect();
        let point = |index: usize| sampled.getPoints().get(index).map_or((0.0, 0.0), |at| (at.x, at.y));
        let Ok(side) = usize::try_from(side) else { continue };
        located.grids.push(Grid { side, modules, corners: [point(0), point(1), point(3), point(2)] });
    }
    located
}

fn matrix_of(bitmap: &Bitmap) -> Option<BitMatrix> {
    let mut matrix =
        BitMatrix::new(u32::try_from(bitmap.width).ok()?, u32::try_from(bitmap.height).ok()?).ok()?;
    for (y, row) in (0_u32..).zip(bitmap.cells.chunks_exact(bitmap.width)) {
        for (x, &cell) in (0_u32..).zip(row) {
            if cell == 1 {
                matrix.set(x, y);
            }
        }
    }
    Some(matrix)
}

/// Finder patterns looked at in one bitmap. A crowd of passes shows a dozen; a hostile picture hundreds.
const MAX_FINDERS: usize = 100;

/// Threes of finder patterns tried in one bitmap.
const MAX_SETS: usize = 60;
