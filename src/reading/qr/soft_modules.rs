//! How black each module is (ISO/IEC 18004, 13.2 l), not just whether.
//!
//! In: a [`Fit`] and the grey picture. Out: [`Shades`]: 1 for ink, -1 for paper, near 0 where it cannot be told.
//! Every module is compared with the ink and paper around it, so that shadow and glare cancel out.

#![expect(clippy::similar_names, reason = "short names in short formulas")]
#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

use super::pose::{Fit, modules};
use super::sampler::Plane;
use super::symbol::{Layout, Module};

/// The shade of every module, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shades {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

/// Memory for sampling that is used again from symbol to symbol.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sampler {
    raw: Shades,
    means: Sums,
    ink: Sums,
    paper: Sums,
    inky: Vec<bool>,
    sharpened: Shades,
    /// What came out last.
    pub(crate) shades: Shades,
}

impl Sampler {
    /// Samples every module of a symbol, and compares each with the ink and paper around it.
    pub(crate) fn sample(&mut self, fit: &Fit, plane: &Plane<'_>, inverted: bool) {
        let side = fit.outline.side;
        let sign = if inverted { 1.0 } else { -1.0 };
        self.raw.side = side;
        self.raw.values.clear();
        for y in 0..side {
            for x in 0..side {
                let (u, v) = (modules(x) + 0.5, modules(y) + 0.5);
                let sum: f32 =
                    SPOTS.iter().map(|spot| plane.at(fit.warp.map((u + spot.0, v + spot.1)))).sum();
                self.raw.values.push(sign * sum / modules(SPOTS.len()));
            }
        }
        self.compare();
    }

    #[expect(clippy::indexing_slicing, reason = "tables as wide as the square they stand for")]
    fn compare(&mut self) {
        let Self { raw: Shades { side, values }, means, ink, paper, inky, shades, .. } = self;
        let side = *side;
        let reach = WINDOW;
        means.sum_up(side, values, |_| true);
        inky.clear();
        let (mut contrast, mut count) = (0.0, 0.0_f32);
        for y in 0..side {
            for x in 0..side {
                let (sum, number) = means.window(x, y, reach);
                let off = values[y * side + x] - sum / number.max(1.0);
                inky.push(off > 0.0);
                contrast += off.abs();
                count += 1.0;
            }
        }
        // where there is less contrast than a good part of the usual, nothing is certain
        let floor = (contrast / count.max(1.0) * LEAST_CONTRAST).max(0.5);
        ink.sum_up(side, values, |index| inky[index]);
        paper.sum_up(side, values, |index| !inky[index]);
        shades.side = side;
        shades.values.clear();
        for y in 0..side {
            for x in 0..side {
                let ((dark, darks), (light, lights)) = (ink.window(x, y, reach), paper.window(x, y, reach));
                let (dark, light) = (dark / darks.max(1.0), light / lights.max(1.0));
                let (middle, half) = if darks == 0.0 || lights == 0.0 {
                    let (sum, number) = means.window(x, y, reach);
                    (sum / number.max(1.0), floor)
                } else {
                    (f32::midpoint(dark, light), (dark - light) / 2.0)
                };
                shades.values.push(((values[y * side + x] - middle) / half.max(floor)).clamp(-1.5, 1.5));
            }
        }
    }

    /// Takes the blur out of the shades, where the known patterns tell what it is.
    pub(crate) fn sharpen(&mut self, layout: &Layout) {
        if self.shades.sharpened(layout, &mut self.sharpened) {
            std::mem::swap(&mut self.shades, &mut self.sharpened);
        }
    }
}

impl Shades {
    /// A module's shade, seen from the other side of the paper when `mirrored`.
    pub(crate) fn at(&self, x: usize, y: usize, mirrored: bool) -> f32 {
        let index = if mirrored { x * self.side + y } else { y * self.side + x };
        self.values.get(index).copied().unwrap_or(0.0)
    }

    /// The shades with the blur taken out that the known patterns show: each module is mixed with its eight neighbours so that
    /// the patterns come out as they should. False when they do not tell how.
    fn sharpened(&self, layout: &Layout, into: &mut Self) -> bool {
        let neighbours = |x: usize, y: usize| -> [f32; TERMS] {
            let near = |column: isize, row: isize| {
                let (x, y) = (x.checked_add_signed(column)?, y.checked_add_signed(row)?);
                (x < self.side && y < self.side).then(|| self.at(x, y, false))
            };
            // beyond the edge lies paper
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
        let mut equations = [[0.0_f64; TERMS + 1]; TERMS];
        for y in 0..self.side {
            for x in 0..self.side {
                let Module::Fixed { black } = layout.at(x, y) else { continue };
                let terms = neighbours(x, y);
                let target = if black { 1.0 } else { -1.0 };
                for (row, a) in equations.iter_mut().zip(terms) {
                    for (cell, b) in row.iter_mut().zip(terms.iter().chain([&target])) {
                        *cell += f64::from(a * b);
                    }
                }
            }
        }
        let Some(weights) = least_squares(equations) else { return false };
        into.side = self.side;
        into.values.clear();
        for y in 0..self.side {
            for x in 0..self.side {
                let value: f32 =
                    neighbours(x, y).iter().zip(weights).map(|(term, weight)| term * weight).sum();
                into.values.push(value.clamp(-1.5, 1.5));
            }
        }
        true
    }
}

/// Solves the normal equations, leaning a little towards leaving everything as it is.
#[expect(clippy::indexing_slicing, reason = "fixed sizes, every index from a range within them")]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "solved in double, used in single precision"
)]
fn least_squares(mut rows: [[f64; TERMS + 1]; TERMS]) -> Option<[f32; TERMS]> {
    let lean = rows[0][0] * 0.02;
    for (index, row) in rows.iter_mut().enumerate() {
        row[index] += lean;
    }
    rows[0][TERMS] += lean;
    for column in 0..TERMS {
        if rows[column][column].abs() < 1e-6 {
            return None;
        }
        let lead = rows[column];
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column] / lead[column];
                for (value, from) in row.iter_mut().zip(lead) {
                    *value -= factor * from;
                }
            }
        }
    }
    let mut weights = [0.0; TERMS];
    for (index, weight) in weights.iter_mut().enumerate() {
        *weight = (rows[index][TERMS] / rows[index][index]) as f32;
    }
    weights.iter().all(|weight| weight.is_finite()).then_some(weights)
}

/// Sums over rectangles in no time: each entry sums up all above and left of it.
#[derive(Clone, Debug, Default)]
struct Sums {
    side: usize,
    table: Vec<(f32, f32)>,
}

impl Sums {
    #[expect(clippy::indexing_slicing, reason = "the table is one wider than the square it sums up")]
    fn sum_up(&mut self, side: usize, values: &[f32], counts: impl Fn(usize) -> bool) {
        let wide = side + 1;
        self.side = side;
        let table = &mut self.table;
        table.clear();
        table.resize(wide * wide, (0.0, 0.0));
        for y in 0..side {
            let mut row = (0.0, 0.0);
            for x in 0..side {
                let index = y * side + x;
                if counts(index) {
                    row = (row.0 + values[index], row.1 + 1.0);
                }
                let above = table[y * wide + x + 1];
                table[(y + 1) * wide + x + 1] = (above.0 + row.0, above.1 + row.1);
            }
        }
    }

    /// Sum and number in the window around a module.
    #[expect(clippy::indexing_slicing, reason = "clamped to the table")]
    fn window(&self, x: usize, y: usize, reach: usize) -> (f32, f32) {
        let wide = self.side + 1;
        let (left, top) = (x.saturating_sub(reach), y.saturating_sub(reach));
        let (right, bottom) = ((x + reach + 1).min(self.side), (y + reach + 1).min(self.side));
        let at = |x: usize, y: usize| self.table[y * wide + x];
        let (a, b, c, d) = (at(left, top), at(right, top), at(left, bottom), at(right, bottom));
        (d.0 - b.0 - c.0 + a.0, d.1 - b.1 - c.1 + a.1)
    }
}

/// Where in a module the picture is sampled, from its middle.
const SPOTS: [(f32, f32); 5] = [(0.0, 0.0), (-0.2, -0.2), (0.2, -0.2), (-0.2, 0.2), (0.2, 0.2)];

/// Modules from the middle to the edge of the window a module is compared with.
const WINDOW: usize = 4;

/// The part of the usual contrast under which a place tells nothing.
const LEAST_CONTRAST: f32 = 0.35;

/// A module, four pairs of neighbours, and how grey everything is.
const TERMS: usize = 6;
