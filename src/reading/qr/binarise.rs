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
    Blocks { floor: u8 },
    /// The same, and blocks with less contrast have no say: where a module is wider than a block, edges alone tell ink from paper.
    Edges { floor: u8 },
    /// Darker than `share` per cent of the lightest pixel in a block of eight pixels and in those around it.
    Paper { share: u16 },
    /// Darker than the mean of a window of `side` pixels by a twentieth.
    Mean { side: usize },
    /// At most `share` per cent of the mean, after each pixel has been mixed with its eight neighbours.
    Smooth { side: usize, share: u32 },
}

/// What is in a block of pixels.
struct Block {
    sum: u16,
    darkest: u8,
    lightest: u8,
}

/// Memory that is used again from picture to picture.
#[derive(Clone, Debug, Default)]
pub(crate) struct Binariser {
    levels: Vec<u16>,
    /// Sums over the rows of a window, column by column.
    sums: Vec<u16>,
    totals: Vec<u32>,
    smoothed: Vec<u8>,
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
            Threshold::Blocks { .. } | Threshold::Edges { .. } | Threshold::Paper { .. }
                if luma.width() < 5 * BLOCK || luma.height() < 5 * BLOCK =>
            {
                self.by_mean(luma, 5 * BLOCK + 1, bitmap);
            }
            Threshold::Blocks { floor } => self.by_blocks(luma, floor, bitmap),
            Threshold::Edges { floor } => self.by_edges(luma, floor, bitmap),
            Threshold::Paper { share } => self.by_paper(luma, share, bitmap),
            Threshold::Mean { side } => self.by_mean(luma, side, bitmap),
            Threshold::Smooth { side, share } => {
                smooth(luma, &mut self.levels, &mut self.smoothed);
                // the borrow of the smoothed copy ends with the call
                let smoothed = std::mem::take(&mut self.smoothed);
                self.by_mean_of(&smoothed, luma.width(), side, share, bitmap);
                self.smoothed = smoothed;
            }
        }
    }

    /// A block without contrast takes the level of its neighbours, or counts as paper.
    fn by_blocks(&mut self, luma: &Luma, floor: u8, bitmap: &mut Bitmap) {
        let across = luma.width().div_ceil(BLOCK);
        self.level(luma, |levels, block| {
            if block.lightest - block.darkest > floor {
                return block.sum / 64;
            }
            let at = levels.len();
            let is_inner = at > across && !at.is_multiple_of(across);
            let neighbours = is_inner.then(|| {
                let above = at - across;
                (levels[above] + 2 * levels[at - 1] + levels[above - 1]) / 4
            });
            even_level(block.darkest, neighbours)
        });
        self.paint(luma, bitmap, |near| byte(near.iter().map(|&level| u32::from(level)).sum::<u32>() / 25));
    }

    fn by_edges(&mut self, luma: &Luma, floor: u8, bitmap: &mut Bitmap) {
        self.level(
            luma,
            |_, block| if block.lightest - block.darkest > floor { block.sum / 64 } else { EVEN },
        );
        self.paint(luma, bitmap, |near| {
            let edges = near.iter().filter(|&&level| level != EVEN);
            let (sum, count) = edges.fold((0, 0), |(sum, count), &level| (sum + u32::from(level), count + 1));
            sum.checked_div(count).map_or(0, byte)
        });
    }

    /// Paper is the lightest there is near by. A block of nothing but ink so needs no level of its own, and a dark table beside
    /// the pass lowers nobody's.
    fn by_paper(&mut self, luma: &Luma, share: u16, bitmap: &mut Bitmap) {
        self.level(luma, |_, block| u16::from(block.lightest));
        self.paint(luma, bitmap, |near| {
            byte(u32::from(near.iter().max().copied().unwrap_or(0) * share / 100))
        });
    }

    /// The level of every block, row by row, by what is in it and by the levels before it.
    fn level(&mut self, luma: &Luma, level_of: impl Fn(&[u16], &Block) -> u16) {
        let (width, height) = (luma.width(), luma.height());
        let (across, down) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
        self.levels.clear();
        for row in 0..down {
            // the last row and column of blocks overlap their neighbours instead of hanging over the edge
            let top = (row * BLOCK).min(height - BLOCK);
            self.sum_up(&luma.pixels()[top * width..(top + BLOCK) * width], width);
            for column in 0..across {
                let left = (column * BLOCK).min(width - BLOCK);
                let block = left..left + BLOCK;
                let block = Block {
                    sum: self.sums[block.clone()].iter().sum(),
                    darkest: self.darkest[block.clone()].iter().copied().min().unwrap_or(0),
                    lightest: self.lightest[block].iter().copied().max().unwrap_or(0),
                };
                let level = level_of(&self.levels, &block);
                self.levels.push(level);
            }
        }
    }

    /// Makes black what is no lighter than the threshold of its block, of which the levels of five by five blocks decide.
    fn paint(&mut self, luma: &Luma, bitmap: &mut Bitmap, threshold_of: impl Fn(&[u16; 25]) -> u8) {
        let (width, height) = (luma.width(), luma.height());
        let (across, down) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
        for row in 0..down {
            let top = (row * BLOCK).min(height - BLOCK);
            let middle = row.clamp(2, down - 3);
            for column in 0..across {
                let left = (column * BLOCK).min(width - BLOCK);
                let centre = column.clamp(2, across - 3);
                let mut near = [0; 25];
                let rows = self.levels.chunks_exact(across).skip(middle - 2);
                for (five, levels) in near.chunks_exact_mut(5).zip(rows) {
                    five.copy_from_slice(&levels[centre - 2..centre + 3]);
                }
                self.darkest[left..left + BLOCK].fill(threshold_of(&near));
            }
            let rows = top * width..(top + BLOCK) * width;
            let cells = bitmap.cells[rows.clone()].chunks_exact_mut(width);
            for (cells, greys) in cells.zip(luma.pixels()[rows].chunks_exact(width)) {
                for ((cell, &grey), &level) in cells.iter_mut().zip(greys).zip(&self.darkest) {
                    *cell = u8::from(grey <= level);
                }
            }
        }
    }

    /// Sums, darkest and lightest of eight rows, column by column, sixteen columns at a time: as many as the processor
    /// compares at once.
    fn sum_up(&mut self, eight_rows: &[u8], width: usize) {
        self.sums.resize(width, 0);
        self.darkest.resize(width, 0);
        self.lightest.resize(width, 0);
        for left in (0..width).step_by(LANES) {
            // the last columns are summed up twice instead of fewer than sixteen
            let columns = left.min(width - LANES)..left.min(width - LANES) + LANES;
            let (mut sums, mut darkest, mut lightest) = ([0_u16; LANES], [u8::MAX; LANES], [u8::MIN; LANES]);
            for row in eight_rows.chunks_exact(width) {
                let Some(&greys) = row[columns.clone()].first_chunk::<LANES>() else { continue };
                for lane in 0..LANES {
                    sums[lane] += u16::from(greys[lane]);
                    darkest[lane] = darkest[lane].min(greys[lane]);
                    lightest[lane] = lightest[lane].max(greys[lane]);
                }
            }
            self.sums[columns.clone()].copy_from_slice(&sums);
            self.darkest[columns.clone()].copy_from_slice(&darkest);
            self.lightest[columns].copy_from_slice(&lightest);
        }
    }

    fn by_mean(&mut self, luma: &Luma, side: usize, bitmap: &mut Bitmap) {
        self.by_mean_of(luma.pixels(), luma.width(), side, CLEAR, bitmap);
    }

    /// Sums over windows slide: a running sum for each column, and running totals of those along the row.
    fn by_mean_of(&mut self, pixels: &[u8], width: usize, side: usize, share: u32, bitmap: &mut Bitmap) {
        let height = pixels.len() / width;
        let reach = side / 2;
        self.sums.clear();
        self.sums.resize(width, 0);
        self.totals.clear();
        self.totals.resize(width + 1, 0);
        let row_of = |y: usize| &pixels[y * width..(y + 1) * width];
        for y in 0..reach.min(height) {
            add(&mut self.sums, row_of(y));
        }
        for y in 0..height {
            if y + reach < height {
                add(&mut self.sums, row_of(y + reach));
            }
            if y > reach {
                subtract(&mut self.sums, row_of(y - reach - 1));
            }
            let mut total = 0;
            for (into, &sum) in self.totals[1..].iter_mut().zip(&self.sums) {
                total += u32::from(sum);
                *into = total;
            }
            let rows = (y + reach).min(height - 1) + 1 - y.saturating_sub(reach);
            let (row, cells) = (row_of(y), &mut bitmap.cells[y * width..(y + 1) * width]);
            let full = reach.min(width)..width.saturating_sub(reach).max(reach.min(width));
            for x in (0..full.start).chain(full.end..width) {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let sum = self.totals[right] - self.totals[left];
                cells[x] = u8::from(u32::from(row[x]) * wide((right - left) * rows) * 100 < sum * share);
            }
            // away from the edges all windows are alike, which lets the compiler do many at once
            let area = wide((2 * reach + 1) * rows) * 100;
            let (lefts, rights) = (
                &self.totals[full.start - reach.min(full.start)..],
                self.totals.get(full.start + reach + 1..),
            );
            let windows = lefts.iter().zip(rights.unwrap_or_default());
            for ((cell, &grey), (left, right)) in cells[full.clone()].iter_mut().zip(&row[full]).zip(windows)
            {
                *cell = u8::from(u32::from(grey) * area < (right - left) * share);
            }
        }
    }
}

/// Mixes every pixel with its neighbours, the near ones twice as much as the ones at the corners; the edge stays as it is.
fn smooth(luma: &Luma, sums: &mut Vec<u16>, smoothed: &mut Vec<u8>) {
    let (width, height) = (luma.width(), luma.height());
    smoothed.clear();
    smoothed.extend_from_slice(luma.pixels());
    if width < 3 {
        return;
    }
    sums.clear();
    sums.resize(width, 0);
    for y in 1..height.saturating_sub(1) {
        let row = |y: usize| &luma.pixels()[y * width..(y + 1) * width];
        let columns = row(y - 1).iter().zip(row(y)).zip(row(y + 1));
        for (sum, ((above, here), below)) in sums.iter_mut().zip(columns) {
            *sum = u16::from(*above) + 2 * u16::from(*here) + u16::from(*below);
        }
        let out = &mut smoothed[y * width + 1..(y + 1) * width - 1];
        let threes = sums.iter().zip(&sums[1..]).zip(&sums[2..]);
        for (pixel, ((left, here), right)) in out.iter_mut().zip(threes) {
            *pixel = byte(u32::from((left + 2 * here + right + 8) / 16));
        }
    }
}

/// The level of a block without contrast: it is paper, unless it is darker than what its neighbours took for the border.
fn even_level(darkest: u8, neighbours: Option<u16>) -> u16 {
    let darkest = u16::from(darkest);
    match neighbours {
        Some(level) if darkest < level => level,
        _ => darkest / 2,
    }
}

fn add(sums: &mut [u16], row: &[u8]) {
    for (sum, &grey) in sums.iter_mut().zip(row) {
        *sum += u16::from(grey);
    }
}

fn subtract(sums: &mut [u16], row: &[u8]) {
    for (sum, &grey) in sums.iter_mut().zip(row) {
        *sum -= u16::from(grey);
    }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a mean of bytes is a byte")]
fn byte(mean: u32) -> u8 {
    mean as u8
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a window's area is small")]
fn wide(area: usize) -> u32 {
    area as u32
}

/// Per cent of the mean below which a pixel is black.
pub(crate) const CLEAR: u32 = 95;

/// The same where faint print counts; noise then counts, too.
pub(crate) const FAINT: u32 = 98;

/// Per cent of the lightest near by that ink has at the most: it may be as faint as seven eighths of the paper.
pub(crate) const FAINTEST_INK: u16 = 92;

/// What stands for the level of a block without contrast.
const EVEN: u16 = 0;

/// Columns summed up together; a picture with fewer has no blocks.
const LANES: usize = 16;

/// Side of a block in pixels: the hybrid threshold's usual size, about two modules of a pass held well.
const BLOCK: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) -> Luma {
        let pixels =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| grey(x, y)).collect();
        Luma::new(width, height, pixels).expect("the size fits")
    }

    fn black(luma: &Luma, threshold: Threshold) -> Vec<usize> {
        let mut bitmap = Bitmap::default();
        Binariser::default().binarise(luma, threshold, &mut bitmap);
        (0..bitmap.cells.len()).filter(|&at| bitmap.cells[at] == 1).collect()
    }

    #[test]
    fn a_line_in_the_shade_is_black_and_the_shade_is_not() {
        let luma = picture(90, 60, |x, y| if y == 30 { 20 } else { 200 - u8::try_from(x / 2).unwrap_or(0) });
        let line: Vec<usize> = (30 * 90..31 * 90).collect();
        assert_eq!(black(&luma, Threshold::Mean { side: 25 }), line, "by the mean");
        let found = black(&luma, Threshold::Blocks { floor: 24 });
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
        let found = black(&luma, Threshold::Paper { share: FAINTEST_INK });
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
                let near = |at: usize| (at % 41).abs_diff(x) <= 5 && (at / 41).abs_diff(y) <= 5;
                let window: Vec<u32> =
                    (0..41 * 7).filter(|&at| near(at)).map(|at| u32::from(luma.pixels()[at])).collect();
                let area = u32::try_from(window.len()).unwrap_or(1);
                u32::from(luma.pixels()[*at]) * area * 100 < window.iter().sum::<u32>() * CLEAR
            })
            .collect();
        assert_eq!(black(&luma, Threshold::Mean { side: 11 }), expected, "counted one by one");
    }

    #[test]
    fn noise_of_single_pixels_is_smoothed_away() {
        let luma = picture(60, 60, |x, y| if (x * 7 + y * 13) % 50 == 0 { 150 } else { 200 });
        assert_eq!(black(&luma, Threshold::Smooth { side: 25, share: 90 }).len(), 5, "none but on the edge");
        assert_eq!(black(&luma, Threshold::Mean { side: 25 }).len(), 72, "each of them");
    }
}
