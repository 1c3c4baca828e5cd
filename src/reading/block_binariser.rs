//! Binarises a frame block by block: the threshold of a block of 8x8 pixels comes from the levels of the 5x5 blocks
//! around it.
#![expect(
    clippy::indexing_slicing,
    reason = "pixel code: every index is made from the sizes checked in `Luma`"
)]

use crate::luma::Luma;

/// Sum and range of the 64 pixels of a block.
struct BlockStatistics {
    sum: u16,
    darkest: u8,
    lightest: u8,
}

/// Buffers that are reused from frame to frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockBinariser {
    levels: Vec<u16>,
    /// The levels as they were, while new ones are made of them.
    old_levels: Vec<u16>,
    /// Sums over eight rows, one a column.
    column_sums: Vec<u16>,
    /// Minimum and maximum of eight rows, one a column; then the lower and the upper threshold of each column.
    darkest: Vec<u8>,
    lightest: Vec<u8>,
}

impl BlockBinariser {
    /// Whether a frame holds the 5x5 blocks of a threshold.
    pub(crate) fn fits(luma: &Luma) -> bool {
        luma.width() >= NEIGHBOURHOOD_PX && luma.height() >= NEIGHBOURHOOD_PX
    }

    /// A block without contrast takes the level of the blocks left of it and above it, or counts as light.
    pub(crate) fn hybrid_blocks(&mut self, luma: &Luma, min_contrast: u8, cells: &mut [u8]) {
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
        self.apply_block_thresholds(luma, cells, |neighbourhood| {
            to_u8(neighbourhood.iter().map(|&mean| u32::from(mean)).sum::<u32>() / 25)
        });
    }

    pub(crate) fn edge_blocks(&mut self, luma: &Luma, min_contrast: u8, cells: &mut [u8]) {
        self.block_levels(luma, |_, block| {
            if block.lightest - block.darkest > min_contrast { block.sum / 64 } else { NO_LEVEL }
        });
        self.apply_block_thresholds(luma, cells, |neighbourhood| {
            let edges = neighbourhood.iter().filter(|&&mean| mean != NO_LEVEL);
            let (sum, count) = edges.fold((0, 0), |(sum, count), &mean| (sum + u32::from(mean), count + 1));
            sum.checked_div(count).map_or(0, to_u8)
        });
    }

    /// The lightest pixel nearby is taken for the light modules. A block that is all dark thus needs no level of
    /// its own, and a dark table beside the pass does not lower its neighbours.
    pub(crate) fn local_maximum(&mut self, luma: &Luma, percent_of_maximum: u16, cells: &mut [u8]) {
        self.block_levels(luma, |_, block| u16::from(block.lightest));
        self.apply_block_thresholds(luma, cells, |neighbourhood| {
            to_u8(u32::from(neighbourhood.iter().max().copied().unwrap_or(0) * percent_of_maximum / 100))
        });
    }

    /// A table that the symbol touches may be as dark as its ink or darker, and the dark ring of a finder pattern then
    /// has no outer edge. A shade much darker than the ink is told from it by a lower bound, a shade between ink and
    /// paper by an upper bound that is nearer to the ink.
    pub(crate) fn faint_ink(&mut self, luma: &Luma, min_percent: u16, cells: &mut [u8]) {
        self.block_levels(luma, |_, block| u16::from(block.lightest) << 8 | u16::from(block.darkest));
        self.forget_darkest_at_edges(luma.width().div_ceil(BLOCK_PX), min_percent);
        self.apply_block_bands(luma, cells, |neighbourhood| {
            let lightest = neighbourhood.iter().map(|level| level >> 8).max().unwrap_or(0);
            let least = lightest * min_percent / 100;
            let (mut darkest, mut count) = ([0; 25], 0);
            for dark in neighbourhood.iter().map(|level| level & 0xFF).filter(|&dark| dark >= least) {
                darkest[count] = dark;
                count += 1;
            }
            let known = &mut darkest[..count];
            if known.iter().all(|&dark| dark * 100 > lightest * FAINT_PERCENT_OF_LIGHTEST) {
                return NOTHING_DARK;
            }
            let (_, &mut ink, _) = known.select_nth_unstable(count / INK_RANK);
            if ink * 100 > lightest * FAINT_PERCENT_OF_LIGHTEST {
                return NOTHING_DARK;
            }
            let upper = ink + (lightest - ink) * INK_EIGHTHS / 8;
            (to_u8(u32::from(least)), to_u8(u32::from(upper)))
        });
    }

    /// Clears the darkest pixel in the level of every block beside one that is too dark for ink: at the edge of a
    /// darker thing, pixels take every shade.
    fn forget_darkest_at_edges(&mut self, across: usize, min_percent: u16) {
        std::mem::swap(&mut self.levels, &mut self.old_levels);
        self.levels.clear();
        let down = self.old_levels.len() / across;
        for row in 0..down {
            for column in 0..across {
                let (mut darkest, mut lightest) = (u16::MAX, 0);
                for near in row.saturating_sub(1)..(row + 2).min(down) {
                    let columns = column.saturating_sub(1)..(column + 2).min(across);
                    for level in &self.old_levels[near * across..][columns] {
                        darkest = darkest.min(level & 0xFF);
                        lightest = lightest.max(level >> 8);
                    }
                }
                let level = self.old_levels[row * across + column];
                let is_edge = darkest * 100 < lightest * min_percent;
                self.levels.push(if is_edge { level & 0xFF00 } else { level });
            }
        }
    }

    /// The level of every block, row by row, from its statistics and the levels before it.
    fn block_levels(&mut self, luma: &Luma, level_of: impl Fn(&[u16], &BlockStatistics) -> u16) {
        let (width, height) = (luma.width(), luma.height());
        let (across, down) = (width.div_ceil(BLOCK_PX), height.div_ceil(BLOCK_PX));
        self.levels.clear();
        for row in 0..down {
            // the last row and column of blocks overlap their neighbours instead of crossing the edge
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

    /// Binarises each block by a threshold computed from the levels of 5x5 blocks.
    fn apply_block_thresholds(
        &mut self,
        luma: &Luma,
        cells: &mut [u8],
        threshold_of: impl Fn(&[u16; 25]) -> u8,
    ) {
        self.apply_block_bands(luma, cells, |neighbourhood| (u8::MIN, threshold_of(neighbourhood)));
    }

    /// The same by a lower and an upper threshold: what is darker than the lower one is light as well.
    #[inline]
    fn apply_block_bands(&mut self, luma: &Luma, cells: &mut [u8], band_of: impl Fn(&[u16; 25]) -> (u8, u8)) {
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
                let (lower, upper) = band_of(&neighbourhood);
                self.darkest[left..left + BLOCK_PX].fill(lower);
                self.lightest[left..left + BLOCK_PX].fill(upper);
            }
            let rows = top * width..(top + BLOCK_PX) * width;
            let row_cells = cells[rows.clone()].chunks_exact_mut(width);
            for (row_cells, greys) in row_cells.zip(luma.pixels()[rows].chunks_exact(width)) {
                let bands = self.darkest.iter().zip(&self.lightest);
                for ((cell, &grey), (&lower, &upper)) in row_cells.iter_mut().zip(greys).zip(bands) {
                    *cell = u8::from(grey >= lower) & u8::from(grey <= upper);
                }
            }
        }
    }

    /// Sum, minimum and maximum of eight rows for every column, 16 columns at a time, which is one vector register.
    fn column_statistics(&mut self, eight_rows: &[u8], width: usize) {
        self.column_sums.resize(width, 0);
        self.darkest.resize(width, 0);
        self.lightest.resize(width, 0);
        for left in (0..width).step_by(LANES) {
            // the last 16 columns overlap those before instead of being fewer
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
}

/// The level of a block without contrast: half its darkest pixel, so that it is light, unless it is darker than the
/// level of its neighbours.
fn level_without_contrast(darkest: u8, neighbours: Option<u16>) -> u16 {
    let darkest = u16::from(darkest);
    match neighbours {
        Some(border) if darkest < border => border,
        _ => darkest / 2,
    }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a mean of bytes is a byte")]
fn to_u8(mean: u32) -> u8 {
    mean as u8
}

/// Per cent of the lightest pixel nearby that a dark pixel has at most. Fixed with the drawn grid of codes held
/// close, whose print is 70, 80 and 85 % of light. Raise: fainter print, more noise.
pub(crate) const FAINT_PERCENT_OF_LIGHTEST: u16 = 92;

/// Per cent of the lightest pixel nearby below which a pixel is too dark for faint ink, and so something else. Fixed
/// with the same grid, whose dark tables are at 35 %: 40, 50 and 60 read 163, 162 and 161 of the 168 frames that were
/// missed before. Raise: tables nearer to the ink, darker ink is lost.
pub(crate) const MIN_PERCENT_OF_FAINT_INK: u16 = 50;

/// Of the darkest pixels of the blocks around, one in so many is darker than what is taken for ink: blocks of paper
/// show no ink, and blocks at an edge something darker. Fixed likewise: 3 and 4 read 158 and 162, 2 and 6 read 147
/// and 157.
const INK_RANK: usize = 4;

/// Eighths of the way from ink to paper up to which a pixel is dark. Fixed likewise: 2 and 3 read 162, 4 read 143,
/// because a table whose shade is in the middle between both is then dark.
const INK_EIGHTHS: u16 = 3;

/// A lower threshold above the upper one.
const NOTHING_DARK: (u8, u8) = (u8::MAX, u8::MIN);

/// Marks a block without contrast.
const NO_LEVEL: u16 = 0;

/// Columns processed at once; a frame with fewer has no blocks.
const LANES: usize = 16;

/// Side of a block in pixels, as in `ZXing`'s hybrid binariser; about two modules of a code that is held well.
const BLOCK_PX: usize = 8;

/// Side of the 5x5 blocks that make a threshold.
pub(crate) const NEIGHBOURHOOD_PX: usize = 5 * BLOCK_PX;
