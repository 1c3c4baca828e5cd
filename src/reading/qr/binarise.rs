//! Grey into black and white, the first step of reading a code (ISO/IEC 18004, 13.2 b).
//!
//! In: a grey picture. Out: a [`Bitmap`]. Light falls unevenly on a pass, so every threshold is local:
//! the *blocks* threshold asks eight-by-eight blocks and their neighbours and is sure-footed on large
//! modules of black ink; the *paper* threshold asks the same blocks how light it gets, and tells faint ink from paper where a
//! block holds nothing but ink; the *mean* threshold asks a window around each pixel and still sees fine print in the dark.
#![expect(
    clippy::indexing_slicing,
    reason = "pixel code: every index is made from the sizes checked in `Luma`"
)]

use crate::frame::Luma;

/// A picture of black (1) and white (0) pixels, one byte each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bitmap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) cells: Vec<u8>,
}

/// How black is told from white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// Blocks of eight pixels; those with less contrast than `floor` take their neighbours' level.
    HybridBlocks { min_contrast: u8 },
    /// The same, and blocks with less contrast have no say: where a module is wider than a block, edges alone tell ink from paper.
    EdgeBlocks { min_contrast: u8 },
    /// Darker than `share` per cent of the lightest pixel in a block of eight pixels and in those around it.
    LocalMaximum { percent_of_maximum: u16 },
    /// Darker than the mean of a window of `side` pixels by a twentieth.
    BradleyRoth { window_px: usize },
    /// At most `share` per cent of the mean, after each pixel has been mixed with its eight neighbours.
    BradleyRothBlurred { window_px: usize, percent_of_mean: u32 },
}

/// What is in a block of pixels.
struct BlockStatistics {
    sum: u16,
    darkest: u8,
    lightest: u8,
}

/// Memory that is used again from picture to picture.
#[derive(Clone, Debug, Default)]
pub(crate) struct Binariser {
    levels: Vec<u16>,
    /// Sums over the rows of a window, column by column.
    column_sums: Vec<u16>,
    running_totals: Vec<u32>,
    blurred: Vec<u8>,
    /// The darkest and the lightest pixel of eight rows, column by column; then each column's threshold.
    darkest: Vec<u8>,
    lightest: Vec<u8>,
}

impl Binariser {
    /// Fills `bitmap` with the picture in black and white.
    pub(crate) fn binarise(&mut self, luma: &Luma, threshold: Threshold, bitmap: &mut Bitmap) {
        bitmap.width = luma.width();
        bitmap.height = luma.height();
        // every cell is written, so what was there need not be wiped
        bitmap.cells.resize(luma.pixels().len(), 0);
        match threshold {
            Threshold::HybridBlocks { .. }
            | Threshold::EdgeBlocks { .. }
            | Threshold::LocalMaximum { .. }
                if luma.width() < 5 * BLOCK_PX || luma.height() < 5 * BLOCK_PX =>
            {
                self.bradley_roth(luma, 5 * BLOCK_PX + 1, bitmap);
            }
            Threshold::HybridBlocks { min_contrast } => self.hybrid_blocks(luma, min_contrast, bitmap),
            Threshold::EdgeBlocks { min_contrast } => self.edge_blocks(luma, min_contrast, bitmap),
            Threshold::LocalMaximum { percent_of_maximum } => {
                self.local_maximum(luma, percent_of_maximum, bitmap)
            }
            Threshold::BradleyRoth { window_px } => self.bradley_roth(luma, window_px, bitmap),
            Threshold::BradleyRothBlurred { window_px, percent_of_mean } => {
                blur_3x3(luma, &mut self.levels, &mut self.blurred);
                // the borrow of the smoothed copy ends with the call
                let blurred = std::mem::take(&mut self.blurred);
                self.bradley_roth_of(&blurred, luma.width(), window_px, percent_of_mean, bitmap);
                self.blurred = blurred;
            }
        }
    }

    /// A block without contrast takes the level of its neighbours, or counts as paper.
    fn hybrid_blocks(&mut self, luma: &Luma, min_contrast: u8, bitmap: &mut Bitmap) {
        let across = luma.width().div_ceil(BLOCK_PX);
        self.block_levels(luma, |levels, block| {
            if block.lightest - block.darkest > min_contrast {
                return block.sum / 64;
            }
            let at = levels.len();
            let is_inner = at > across && !at.is_multiple_of(across);
            let neighbours = is_inner.then(|| {
                let above = at - across;
                (levels[above] + 2 * levels[at - 1] + levels[above - 1]) / 4
            });
            level_without_contrast(block.darkest, neighbours)
        });
        self.apply_block_thresholds(luma, bitmap, |neighbourhood| {
            to_u8(neighbourhood.iter().map(|&mean| u32::from(mean)).sum::<u32>() / 25)
        });
    }

    fn edge_blocks(&mut self, luma: &Luma, min_contrast: u8, bitmap: &mut Bitmap) {
        self.block_levels(luma, |_, block| {
            if block.lightest - block.darkest > min_contrast { block.sum / 64 } else { NO_LEVEL }
        });
        self.apply_block_thresholds(luma, bitmap, |neighbourhood| {
            let edges = neighbourhood.iter().filter(|&&mean| mean != NO_LEVEL);
            let (sum, count) = edges.fold((0, 0), |(sum, count), &mean| (sum + u32::from(mean), count + 1));
            sum.checked_div(count).map_or(0, to_u8)
        });
    }

    /// Paper is the lightest there is near by. A block of nothing but ink so needs no level of its own, and a dark table beside
    /// the pass lowers nobody's.
    fn local_maximum(&mut self, luma: &Luma, percent_of_maximum: u16, bitmap: &mut Bitmap) {
        self.block_levels(luma, |_, block| u16::from(block.lightest));
        self.apply_block_thresholds(luma, bitmap, |neighbourhood| {
            to_u8(u32::from(neighbourhood.iter().max().copied().unwrap_or(0) * percent_of_maximum / 100))
        });
    }

    /// The level of every block, row by row, by what is in it and by the levels before it.
    fn block_levels(&mut self, luma: &Luma, level_of: impl Fn(&[u16], &BlockStatistics) -> u16) {
        let (width, height) = (luma.width(), luma.height());
        let (across, down) = (width.div_ceil(BLOCK_PX), height.div_ceil(BLOCK_PX));
        self.levels.clear();
        for row in 0..down {
            // the last row and column of blocks overlap their neighbours instead of hanging over the edge
            let top = (row * BLOCK_PX).min(height - BLOCK_PX);
            self.column_statistics(&luma.pixels()[top * width..(top + BLOCK_PX) * width], width);
            for column in 0..across {
                let left = (column * BLOCK_PX).min(width - BLOCK_PX);
                let block = left..left + BLOCK_PX;
                let block = BlockStatistics {
                    sum: self.column_sums[block.clone()].iter().sum(),
                    darkest: self.darkest[block.clone()].iter().copied().min().unwrap_or(0),
                    lightest: self.lightest[block].iter().copied().max().unwrap_or(0),
                };
                let mean = level_of(&self.levels, &block);
                self.levels.push(mean);
            }
        }
    }

    /// Makes black what is no lighter than the threshold of its block, of which the levels of five by five blocks decide.
    fn apply_block_thresholds(
        &mut self,
        luma: &Luma,
        bitmap: &mut Bitmap,
        threshold_of: impl Fn(&[u16; 25]) -> u8,
    ) {
        let (width, height) = (luma.width(), luma.height());
        let (across, down) = (width.div_ceil(BLOCK_PX), height.div_ceil(BLOCK_PX));
        for row in 0..down {
            let top = (row * BLOCK_PX).min(height - BLOCK_PX);
            let middle = row.clamp(2, down - 3);
            for column in 0..across {
                let left = (column * BLOCK_PX).min(width - BLOCK_PX);
                let centre = column.clamp(2, across - 3);
                let mut neighbourhood = [0; 25];
                let rows = self.levels.chunks_exact(across).skip(middle - 2);
                for (five, levels) in neighbourhood.chunks_exact_mut(5).zip(rows) {
                    five.copy_from_slice(&levels[centre - 2..centre + 3]);
                }
                self.darkest[left..left + BLOCK_PX].fill(threshold_of(&neighbourhood));
            }
            let rows = top * width..(top + BLOCK_PX) * width;
            let cells = bitmap.cells[rows.clone()].chunks_exact_mut(width);
            for (cells, greys) in cells.zip(luma.pixels()[rows].chunks_exact(width)) {
                for ((cell, &grey), &threshold) in cells.iter_mut().zip(greys).zip(&self.darkest) {
                    *cell = u8::from(grey <= threshold);
                }
            }
        }
    }

    /// Sums, darkest and lightest of eight rows, column by column, sixteen columns at a time: as many as the processor
    /// compares at once.
    fn column_statistics(&mut self, eight_rows: &[u8], width: usize) {
        self.column_sums.resize(width, 0);
        self.darkest.resize(width, 0);
        self.lightest.resize(width, 0);
        for left in (0..width).step_by(LANES) {
            // the last columns are summed up twice instead of fewer than sixteen
            let columns = left.min(width - LANES)..left.min(width - LANES) + LANES;
            let (mut column_sums, mut darkest, mut lightest) =
                ([0_u16; LANES], [u8::MAX; LANES], [u8::MIN; LANES]);
            for row in eight_rows.chunks_exact(width) {
                let Some(&greys) = row[columns.clone()].first_chunk::<LANES>() else { continue };
                for lane in 0..LANES {
                    column_sums[lane] += u16::from(greys[lane]);
                    darkest[lane] = darkest[lane].min(greys[lane]);
                    lightest[lane] = lightest[lane].max(greys[lane]);
                }
            }
            self.column_sums[columns.clone()].copy_from_slice(&column_sums);
            self.darkest[columns.clone()].copy_from_slice(&darkest);
            self.lightest[columns].copy_from_slice(&lightest);
        }
    }

    fn bradley_roth(&mut self, luma: &Luma, window_px: usize, bitmap: &mut Bitmap) {
        self.bradley_roth_of(luma.pixels(), luma.width(), window_px, CLEAR_PERCENT, bitmap);
    }

    /// Sums over windows slide: a running sum for each column, and running totals of those along the row.
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
            // away from the edges all windows are alike, which lets the compiler do many at once
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

/// Mixes every pixel with its neighbours, the near ones twice as much as the ones at the corners; the edge stays as it is.
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

/// The level of a block without contrast: it is paper, unless it is darker than what its neighbours took for the border.
fn level_without_contrast(darkest: u8, neighbours: Option<u16>) -> u16 {
    let darkest = u16::from(darkest);
    match neighbours {
        Some(border) if darkest < border => border,
        _ => darkest / 2,
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

/// Per cent of the mean below which a pixel is black.
pub(crate) const CLEAR_PERCENT: u32 = 95;

/// The same where faint print counts; noise then counts, too.
pub(crate) const FAINT_PERCENT: u32 = 98;

/// Per cent of the lightest near by that ink has at the most: it may be as faint as seven eighths of the paper.
pub(crate) const FAINT_PERCENT_OF_LIGHTEST: u16 = 92;

/// What stands for the level of a block without contrast.
const NO_LEVEL: u16 = 0;

/// Columns summed up together; a picture with fewer has no blocks.
const LANES: usize = 16;

/// Side of a block in pixels: the hybrid threshold's usual size, about two modules of a pass held well.
const BLOCK_PX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

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
        // a stone of forty pixels at four fifths of the paper's grey, and a table to its left
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
        // far from the pass the table is its own paper
        let beside = (0..160 * 80).filter(|at| at % 160 >= 30);
        let is_right = |at: usize| found.contains(&at) == (at % 160 < 40 || is_ink(at % 160, at / 160));
        assert_eq!(beside.filter(|&at| !is_right(at)).count(), 0, "table and ink, nothing else");
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
