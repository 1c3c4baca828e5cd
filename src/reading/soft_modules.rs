//! Samples how dark each module is (ISO/IEC 18004, 13.2 l), as a soft value: about 1 is dark, -1 is light, 0 is
//! undecided.
//!
//! Every module is compared with the mean of dark and of light modules in the 9x9 around it, so that shadow and
//! glare cancel out; the sums come from summed-area tables (Crow, "Summed-Area Tables for Texture Mapping",
//! SIGGRAPH 1984). A linear equaliser can then take out blur: a 3x3 filter, symmetric about its centre, that is
//! trained on the fixed patterns of the symbol by ridge regression (Hoerl and Kennard, Technometrics 12(1), 1970).

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

use crate::geometry::to_f32;
use crate::linear::solve;
use crate::pose::Pose;
use crate::sampler::BilinearSampler;
use crate::symbol::{Layout, Module};

/// The soft value of every module, row by row, -1.5 to 1.5.
#[derive(Clone, Debug, Default)]
pub(crate) struct SoftModules {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

/// Buffers that are reused from symbol to symbol.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModuleSampler {
    raw: SoftModules,
    all_sums: SummedAreaTable,
    dark_sums: SummedAreaTable,
    light_sums: SummedAreaTable,
    is_dark: Vec<bool>,
    equalised: SoftModules,
    /// The result of the last call.
    pub(crate) soft_modules: SoftModules,
}

impl ModuleSampler {
    /// Samples every module of a symbol and normalises it by the dark and light modules around it.
    pub(crate) fn sample(&mut self, pose: &Pose, sampler: &BilinearSampler<'_>) {
        let side = pose.template.side;
        self.raw.side = side;
        self.raw.values.clear();
        for y in 0..side {
            for x in 0..side {
                let (u, v) = (to_f32(x) + 0.5, to_f32(y) + 0.5);
                let sum: f32 = SAMPLE_OFFSETS
                    .iter()
                    .map(|offset| sampler.darkness(pose.warp.map((u + offset.0, v + offset.1))))
                    .sum();
                self.raw.values.push(sum / to_f32(SAMPLE_OFFSETS.len()));
            }
        }
        self.normalise();
    }

    #[expect(clippy::indexing_slicing, reason = "tables as wide as the square they stand for")]
    fn normalise(&mut self) {
        let Self {
            raw: SoftModules { side, values },
            all_sums,
            dark_sums,
            light_sums,
            is_dark,
            soft_modules,
            ..
        } = self;
        let side = *side;
        let reach = NORMALISING_REACH;
        all_sums.sum_up(side, values, |_| true);
        is_dark.clear();
        let (mut contrast, mut count) = (0.0, 0.0_f32);
        for y in 0..side {
            for x in 0..side {
                let (sum, number) = all_sums.window(x, y, reach);
                let deviation = values[y * side + x] - sum / number.max(1.0);
                is_dark.push(deviation > 0.0);
                contrast += deviation.abs();
                count += 1.0;
            }
        }
        // where the contrast is below 0.35 of the mean of the symbol, nothing is certain
        let floor = (contrast / count.max(1.0) * MIN_CONTRAST_SHARE).max(0.5);
        dark_sums.sum_up(side, values, |index| is_dark[index]);
        light_sums.sum_up(side, values, |index| !is_dark[index]);
        soft_modules.side = side;
        soft_modules.values.clear();
        for y in 0..side {
            for x in 0..side {
                let ((dark, darks), (light, lights)) =
                    (dark_sums.window(x, y, reach), light_sums.window(x, y, reach));
                let (dark, light) = (dark / darks.max(1.0), light / lights.max(1.0));
                let (middle, half) = if darks == 0.0 || lights == 0.0 {
                    let (sum, number) = all_sums.window(x, y, reach);
                    (sum / number.max(1.0), floor)
                } else {
                    (f32::midpoint(dark, light), (dark - light) / 2.0)
                };
                soft_modules
                    .values
                    .push(((values[y * side + x] - middle) / half.max(floor)).clamp(-1.5, 1.5));
            }
        }
    }

    /// Applies the equaliser, if the fixed patterns determine it.
    pub(crate) fn equalise(&mut self, layout: &Layout) {
        if self.soft_modules.equalised(layout, &mut self.equalised) {
            std::mem::swap(&mut self.soft_modules, &mut self.equalised);
        }
    }
}

impl SoftModules {
    /// A module's value; transposed if the symbol is `mirrored`.
    pub(crate) fn at(&self, x: usize, y: usize, mirrored: bool) -> f32 {
        let index = if mirrored { x * self.side + y } else { y * self.side + x };
        self.values.get(index).copied().unwrap_or(0.0)
    }

    /// Trains the equaliser on the fixed patterns and writes the filtered values. False if the equations are
    /// singular.
    fn equalised(&self, layout: &Layout, into: &mut Self) -> bool {
        let neighbours = |x: usize, y: usize| -> [f32; TAPS] {
            let near = |column: isize, row: isize| {
                let (x, y) = (x.checked_add_signed(column)?, y.checked_add_signed(row)?);
                (x < self.side && y < self.side).then(|| self.at(x, y, false))
            };
            // the quiet zone beyond the edge is light
            let pair = |a: Option<f32>, b: Option<f32>| f32::midpoint(a.unwrap_or(-1.0), b.unwrap_or(-1.0));
            [
                self.at(x, y, false),
                pair(near(-1, 0), near(1, 0)),
                pair(near(0, -1), near(0, 1)),
                pair(near(-1, -1), near(1, 1)),
                pair(near(1, -1), near(-1, 1)),
                1.0,
            ]
        };
        // the normal equations
        let (mut matrix, mut right) = ([[0.0; TAPS]; TAPS], [0.0; TAPS]);
        for y in 0..self.side {
            for x in 0..self.side {
                let Module::Fixed { dark } = layout.at(x, y) else { continue };
                let taps = neighbours(x, y);
                let target = if dark { 1.0 } else { -1.0 };
                for ((row, right), a) in matrix.iter_mut().zip(&mut right).zip(taps) {
                    for (cell, b) in row.iter_mut().zip(taps) {
                        *cell += f64::from(a * b);
                    }
                    *right += f64::from(a * target);
                }
            }
        }
        // a ridge pulls the weights towards the filter that changes nothing
        let [[first, ..], ..] = matrix;
        let ridge = RIDGE_SHARE * first;
        for (index, row) in matrix.iter_mut().enumerate() {
            row.iter_mut().skip(index).take(1).for_each(|diagonal| *diagonal += ridge);
        }
        right.iter_mut().take(1).for_each(|unchanged| *unchanged += ridge);
        let Some(weights) = solve(matrix, right) else { return false };
        into.side = self.side;
        into.values.clear();
        for y in 0..self.side {
            for x in 0..self.side {
                let value: f32 = neighbours(x, y).iter().zip(weights).map(|(tap, weight)| tap * weight).sum();
                into.values.push(value.clamp(-1.5, 1.5));
            }
        }
        true
    }
}

/// A summed-area table: each entry is the sum of all values above and left of it, with their number.
#[derive(Clone, Debug, Default)]
struct SummedAreaTable {
    side: usize,
    table: Vec<(f32, f32)>,
}

impl SummedAreaTable {
    #[expect(clippy::indexing_slicing, reason = "the table is one wider than the square it sums up")]
    fn sum_up(&mut self, side: usize, values: &[f32], counts: impl Fn(usize) -> bool) {
        let row_length = side + 1;
        self.side = side;
        let table = &mut self.table;
        table.clear();
        table.resize(row_length * row_length, (0.0, 0.0));
        for y in 0..side {
            let mut row = (0.0, 0.0);
            for x in 0..side {
                let index = y * side + x;
                if counts(index) {
                    row = (row.0 + values[index], row.1 + 1.0);
                }
                let above = table[y * row_length + x + 1];
                table[(y + 1) * row_length + x + 1] = (above.0 + row.0, above.1 + row.1);
            }
        }
    }

    /// Sum and number in the window around a module, cut off at the edge.
    #[expect(clippy::indexing_slicing, reason = "clamped to the table")]
    fn window(&self, x: usize, y: usize, reach: usize) -> (f32, f32) {
        let row_length = self.side + 1;
        let (left, top) = (x.saturating_sub(reach), y.saturating_sub(reach));
        let (right, bottom) = ((x + reach + 1).min(self.side), (y + reach + 1).min(self.side));
        let at = |x: usize, y: usize| self.table[y * row_length + x];
        let (a, b, c, d) = (at(left, top), at(right, top), at(left, bottom), at(right, bottom));
        (d.0 - b.0 - c.0 + a.0, d.1 - b.1 - c.1 + a.1)
    }
}

/// Points of a module that are sampled, in modules from its centre.
const SAMPLE_OFFSETS: [(f32, f32); 5] = [(0.0, 0.0), (-0.2, -0.2), (0.2, -0.2), (-0.2, 0.2), (0.2, 0.2)];

/// Modules from the centre to the edge of the window of the normalisation.
const NORMALISING_REACH: usize = 4;

/// Part of the symbol's mean contrast below which a window tells nothing.
const MIN_CONTRAST_SHARE: f32 = 0.35;

/// The ridge, as a part of the sum of the squared values of the fixed modules.
const RIDGE_SHARE: f64 = 0.02;

/// Coefficients of the equaliser: the module, four pairs of opposite neighbours, and a constant.
const TAPS: usize = 6;
