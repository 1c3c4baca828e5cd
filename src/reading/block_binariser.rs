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
    /// Sums over eight rows, one a column.
    column_sums: Vec<u16>,
    /// Minimum and maximum of eight rows, one a column; `darkest` then holds the threshold of each column.
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
            let row_cells = cells[rows.clone()].chunks_exact_mut(width);
            for (row_cells, greys) in row_cells.zip(luma.pixels()[rows].chunks_exact(width)) {
                for ((cell, &grey), &threshold) in row_cells.iter_mut().zip(greys).zip(&self.darkest) {
                    *cell = u8::from(grey <= threshold);
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

/// Marks a block without contrast.
const NO_LEVEL: u16 = 0;

/// Columns processed at once; a frame with fewer has no blocks.
const LANES: usize = 16;

/// Side of a block in pixels, as in `ZXing`'s hybrid binariser; about two modules of a code that is held well.
const BLOCK_PX: usize = 8;

/// Side of the 5x5 blocks that make a threshold.
pub(crate) const NEIGHBOURHOOD_PX: usize = 5 * BLOCK_PX;
