//! Binarises a grey frame, the first step of reading a symbol (ISO/IEC 18004, 13.2 b). Light falls unevenly on a
//! pass, so every threshold is local.
//!
//! - `HybridBlocks`: the threshold of a block of 8x8 pixels is the mean of the levels of 5x5 blocks around it (the
//!   hybrid binariser of `ZXing`); best from about 4 pixels a module.
//! - `EdgeBlocks`: the same, from blocks with contrast only; for modules wider than a block.
//! - `LocalMaximum`: dark if below 92 % of the lightest pixel in 5x5 blocks; for faint print in modules wider than
//!   a block.
//! - `FaintInk`: dark if about as dark as the print nearby; what is much darker is something else. For faint print on
//!   a pass that lies on a dark table.
//! - `BradleyRoth`: dark if below 95 % of the mean of a window of 25x25 pixels (Bradley and Roth, "Adaptive
//!   Thresholding Using the Integral Image", Journal of Graphics Tools 12(2), 2007, who take 85 %); best for 2 to 3
//!   pixels a module and low contrast.
//! - `BradleyRothBlurred`: the same after a 3x3 binomial filter, against noise.
#![expect(
    clippy::indexing_slicing,
    reason = "pixel code: every index is made from the sizes checked in `Luma`"
)]

use crate::block_binariser::{BlockBinariser, NEIGHBOURHOOD_PX};
use crate::luma::Luma;

/// A binary image: 1 is dark, 0 is light, one byte a pixel, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bitmap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) cells: Vec<u8>,
}

/// The threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// Mean of 8x8 blocks over 5x5 blocks. A block whose range of grey is at most `min_contrast` takes its level
    /// from its neighbours.
    HybridBlocks { min_contrast: u8 },
    /// The same, but blocks whose range of grey is at most `min_contrast` do not count: where a module is wider
    /// than a block, only edges tell dark from light.
    EdgeBlocks { min_contrast: u8 },
    /// At most `percent_of_maximum` per cent of the lightest pixel in 5x5 blocks.
    LocalMaximum { percent_of_maximum: u16 },
    /// From `min_percent` per cent of the lightest pixel in 5x5 blocks up to three eighths of the way from the ink to
    /// that pixel. The ink is looked for in blocks that touch nothing below that percentage.
    FaintInk { min_percent: u16 },
    /// Below 95 % of the mean of a window of `window_px` by `window_px` pixels.
    BradleyRoth { window_px: usize },
    /// Below `percent_of_mean` per cent of the mean of the window, after a 3x3 binomial filter.
    BradleyRothBlurred { window_px: usize, percent_of_mean: u32 },
}

/// Buffers that are reused from frame to frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Binariser {
    blocks: BlockBinariser,
    /// Sums over the rows of a window, one a column.
    column_sums: Vec<u16>,
    running_totals: Vec<u32>,
    blurred: Vec<u8>,
}

impl Binariser {
    /// Writes the binarised frame into `bitmap`.
    pub(crate) fn binarise(&mut self, luma: &Luma, threshold: Threshold, bitmap: &mut Bitmap) {
        bitmap.width = luma.width();
        bitmap.height = luma.height();
        // every cell is written, so the old ones need not be cleared
        bitmap.cells.resize(luma.pixels().len(), 0);
        match threshold {
            Threshold::HybridBlocks { .. }
            | Threshold::EdgeBlocks { .. }
            | Threshold::LocalMaximum { .. }
            | Threshold::FaintInk { .. }
                if !BlockBinariser::fits(luma) =>
            {
                self.bradley_roth(luma, NEIGHBOURHOOD_PX + 1, bitmap);
            }
            Threshold::HybridBlocks { min_contrast } => {
                self.blocks.hybrid_blocks(luma, min_contrast, &mut bitmap.cells);
            }
            Threshold::EdgeBlocks { min_contrast } => {
                self.blocks.edge_blocks(luma, min_contrast, &mut bitmap.cells);
            }
            Threshold::LocalMaximum { percent_of_maximum } => {
                self.blocks.local_maximum(luma, percent_of_maximum, &mut bitmap.cells);
            }
            Threshold::FaintInk { min_percent } => {
                self.blocks.faint_ink(luma, min_percent, &mut bitmap.cells);
            }
            Threshold::BradleyRoth { window_px } => self.bradley_roth(luma, window_px, bitmap),
            Threshold::BradleyRothBlurred { window_px, percent_of_mean } => {
                blur_3x3(luma, &mut self.column_sums, &mut self.blurred);
                // ends the borrow of the blurred copy
                let blurred = std::mem::take(&mut self.blurred);
                self.bradley_roth_of(&blurred, luma.width(), window_px, percent_of_mean, bitmap);
                self.blurred = blurred;
            }
        }
    }

    fn bradley_roth(&mut self, luma: &Luma, window_px: usize, bitmap: &mut Bitmap) {
        self.bradley_roth_of(luma.pixels(), luma.width(), window_px, CLEAR_PERCENT, bitmap);
    }

    /// The window slides: a running sum for each column, and a prefix sum of those along the row.
    fn bradley_roth_of(
        &mut self,
        pixels: &[u8],
        width: usize,
        window_px: usize,
        percent_of_mean: u32,
        bitmap: &mut Bitmap,
    ) {
        let height = pixels.len() / width;
        let reach = window_px / 2;
        self.column_sums.clear();
        self.column_sums.resize(width, 0);
        self.running_totals.clear();
        self.running_totals.resize(width + 1, 0);
        let row_of = |y: usize| &pixels[y * width..(y + 1) * width];
        for y in 0..reach.min(height) {
            add(&mut self.column_sums, row_of(y));
        }
        for y in 0..height {
            if y + reach < height {
                add(&mut self.column_sums, row_of(y + reach));
            }
            if y > reach {
                subtract(&mut self.column_sums, row_of(y - reach - 1));
            }
            let mut total = 0;
            for (into, &sum) in self.running_totals[1..].iter_mut().zip(&self.column_sums) {
                total += u32::from(sum);
                *into = total;
            }
            let rows = (y + reach).min(height - 1) + 1 - y.saturating_sub(reach);
            let (row, cells) = (row_of(y), &mut bitmap.cells[y * width..(y + 1) * width]);
            let full = reach.min(width)..width.saturating_sub(reach).max(reach.min(width));
            for x in (0..full.start).chain(full.end..width) {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let sum = self.running_totals[right] - self.running_totals[left];
                cells[x] =
                    u8::from(u32::from(row[x]) * to_u32((right - left) * rows) * 100 < sum * percent_of_mean);
            }
            // away from the edges all windows have one area, which lets the compiler vectorise
            let area = to_u32((2 * reach + 1) * rows) * 100;
            let (lefts, rights) = (
                &self.running_totals[full.start - reach.min(full.start)..],
                self.running_totals.get(full.start + reach + 1..),
            );
            let windows = lefts.iter().zip(rights.unwrap_or_default());
            for ((cell, &grey), (left, right)) in cells[full.clone()].iter_mut().zip(&row[full]).zip(windows)
            {
                *cell = u8::from(u32::from(grey) * area < (right - left) * percent_of_mean);
            }
        }
    }
}

/// Binomial filter, weights 1-2-1 in both directions; the border stays as it is.
fn blur_3x3(luma: &Luma, column_sums: &mut Vec<u16>, blurred: &mut Vec<u8>) {
    let (width, height) = (luma.width(), luma.height());
    blurred.clear();
    blurred.extend_from_slice(luma.pixels());
    if width < 3 {
        return;
    }
    column_sums.clear();
    column_sums.resize(width, 0);
    for y in 1..height.saturating_sub(1) {
        let row = |y: usize| &luma.pixels()[y * width..(y + 1) * width];
        let columns = row(y - 1).iter().zip(row(y)).zip(row(y + 1));
        for (sum, ((above, here), below)) in column_sums.iter_mut().zip(columns) {
            *sum = u16::from(*above) + 2 * u16::from(*here) + u16::from(*below);
        }
        let out = &mut blurred[y * width + 1..(y + 1) * width - 1];
        let threes = column_sums.iter().zip(&column_sums[1..]).zip(&column_sums[2..]);
        for (pixel, ((left, here), right)) in out.iter_mut().zip(threes) {
            *pixel = to_u8(u32::from((left + 2 * here + right + 8) / 16));
        }
    }
}

fn add(column_sums: &mut [u16], row: &[u8]) {
    for (sum, &grey) in column_sums.iter_mut().zip(row) {
        *sum += u16::from(grey);
    }
}

fn subtract(column_sums: &mut [u16], row: &[u8]) {
    for (sum, &grey) in column_sums.iter_mut().zip(row) {
        *sum -= u16::from(grey);
    }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a mean of bytes is a byte")]
fn to_u8(mean: u32) -> u8 {
    mean as u8
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a window's area is small")]
fn to_u32(area: usize) -> u32 {
    area as u32
}

/// Per cent of the mean below which a pixel is dark; noise of 5 % is tolerated.
pub(crate) const CLEAR_PERCENT: u32 = 95;

/// The same for faint print. Raise: fainter print, more patterns in noise.
pub(crate) const FAINT_PERCENT: u32 = 98;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block_binariser::{FAINT_PERCENT_OF_LIGHTEST, MIN_PERCENT_OF_FAINT_INK};

    fn picture(width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) -> Luma {
        let pixels =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| grey(x, y)).collect();
        Luma::new(width, height, pixels).expect("the size fits")
    }

    fn dark(luma: &Luma, threshold: Threshold) -> Vec<usize> {
        let mut bitmap = Bitmap::default();
        Binariser::default().binarise(luma, threshold, &mut bitmap);
        (0..bitmap.cells.len()).filter(|&at| bitmap.cells[at] == 1).collect()
    }

    #[test]
    fn a_line_in_the_shade_is_black_and_the_shade_is_not() {
        let luma = picture(90, 60, |x, y| if y == 30 { 20 } else { 200 - u8::try_from(x / 2).unwrap_or(0) });
        let line: Vec<usize> = (30 * 90..31 * 90).collect();
        assert_eq!(dark(&luma, Threshold::BradleyRoth { window_px: 25 }), line, "by the mean");
        let found = dark(&luma, Threshold::HybridBlocks { min_contrast: 24 });
        assert!(line.iter().all(|at| found.contains(at)), "by blocks");
    }

    #[test]
    fn faint_ink_wider_than_a_block_is_black_also_beside_a_dark_table() {
        // a square of 40 pixels at 80 % of the grey of the paper, and a table to its left
        let is_ink = |x: usize, y: usize| (60..100).contains(&x) && (20..60).contains(&y);
        let luma = picture(160, 80, |x, y| {
            if x < 40 {
                50
            } else if is_ink(x, y) {
                160
            } else {
                200
            }
        });
        let found = dark(&luma, Threshold::LocalMaximum { percent_of_maximum: FAINT_PERCENT_OF_LIGHTEST });
        // far from the pass the table is the lightest nearby
        let beside = (0..160 * 80).filter(|at| at % 160 >= 30);
        let is_right = |at: usize| found.contains(&at) == (at % 160 < 40 || is_ink(at % 160, at / 160));
        assert_eq!(beside.filter(|&at| !is_right(at)).count(), 0, "table and ink, nothing else");
    }

    #[test]
    fn faint_ink_is_told_from_a_table_that_it_touches() {
        // a square of 40 pixels at 80 % of the grey of the paper, and a table to its left that is darker, or lighter
        let is_ink = |x: usize, y: usize| (60..100).contains(&x) && (20..60).contains(&y);
        for table in [60, 180] {
            let luma = picture(160, 80, |x, y| match x {
                0..60 => table,
                _ if is_ink(x, y) => 160,
                _ => 200,
            });
            let found = dark(&luma, Threshold::FaintInk { min_percent: MIN_PERCENT_OF_FAINT_INK });
            // at the corners, most around is table
            let near = (24 * 160..56 * 160).filter(|at| (52..108).contains(&(at % 160)));
            let is_right = |at: usize| found.contains(&at) == is_ink(at % 160, at / 160);
            assert_eq!(
                near.filter(|&at| !is_right(at)).count(),
                0,
                "the ink and nothing else beside {table}"
            );
        }
    }

    #[test]
    fn the_mean_is_that_of_the_window_cut_off_at_the_edge() {
        let luma = picture(41, 7, |x, y| u8::try_from((x * 31 + y * 57) % 200).unwrap_or(0));
        let expected: Vec<usize> = (0..41 * 7)
            .filter(|at| {
                let (x, y) = (at % 41, at / 41);
                let neighbourhood = |at: usize| (at % 41).abs_diff(x) <= 5 && (at / 41).abs_diff(y) <= 5;
                let window: Vec<u32> = (0..41 * 7)
                    .filter(|&at| neighbourhood(at))
                    .map(|at| u32::from(luma.pixels()[at]))
                    .collect();
                let area = u32::try_from(window.len()).unwrap_or(1);
                u32::from(luma.pixels()[*at]) * area * 100 < window.iter().sum::<u32>() * CLEAR_PERCENT
            })
            .collect();
        assert_eq!(dark(&luma, Threshold::BradleyRoth { window_px: 11 }), expected, "counted one by one");
    }

    #[test]
    fn noise_of_single_pixels_is_smoothed_away() {
        let luma = picture(60, 60, |x, y| if (x * 7 + y * 13) % 50 == 0 { 150 } else { 200 });
        assert_eq!(
            dark(&luma, Threshold::BradleyRothBlurred { window_px: 25, percent_of_mean: 90 }).len(),
            5,
            "none but on the edge"
        );
        assert_eq!(dark(&luma, Threshold::BradleyRoth { window_px: 25 }).len(), 72, "each of them");
    }
}
