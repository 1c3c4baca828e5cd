//! The alignment patterns of a symbol (ISO/IEC 18004, 6.3.6 and 13.2 j), found one from the other.
//!
//! In: a [`Pose`] and the grey picture. Out: [`AlignmentGrid`], places whose shift from the flat plane is known, and the
//! shift of every other place by what lies between them. Each pattern is expected where its neighbours above and to
//! the left make one expect it: a bend goes on as it came.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use super::finder::distance;
use super::homography::Point;
use super::pose::{Pose, to_f32};
use super::sampler::BilinearSampler;
use super::symbol::alignment_centres;
use super::template::PatternTemplate;

/// What is known of a bend.
#[derive(Clone, Debug)]
pub(crate) struct AlignmentGrid {
    /// Places that were found, and how far they are off, in modules.
    pub(crate) known: Vec<(Point, Point)>,
    /// The rows, and columns, of alignment patterns.
    pub(crate) rows_and_columns: Vec<f32>,
    /// The shift at every crossing of the lines, row by row.
    offsets: Vec<Point>,
}

impl AlignmentGrid {
    /// Looks for every alignment pattern of the symbol.
    pub(crate) fn locate(pose: &Pose, sampler: &BilinearSampler<'_>, inverted: bool) -> Self {
        let last = to_f32(pose.template.side) - 3.5;
        let zero = (0.0, 0.0);
        let centres = alignment_centres(pose.template.layout.version);
        let rows_and_columns: Vec<f32> = centres.iter().map(|&centre| to_f32(centre) + 0.5).collect();
        let mut grid = Self {
            known: vec![((3.5, 3.5), zero), ((last, 3.5), zero), ((3.5, last), zero)],
            rows_and_columns,
            offsets: vec![],
        };
        let count = centres.len();
        let pattern = PatternTemplate::alignment();
        let mut found: Vec<Option<Point>> = Vec::with_capacity(count * count);
        for node in 0..count * count {
            let (column, row) = (node % count, node / count);
            let is_finder =
                (row == 0 && (column == 0 || column + 1 == count)) || (column == 0 && row + 1 == count);
            let offset = if is_finder {
                Some(zero)
            } else {
                let point = grid.point(column, row);
                let predicted = grid.predicted(&found, column, row, count);
                let offset = locate_pattern(pose, sampler, inverted, &pattern, point, predicted);
                grid.known.extend(offset.map(|offset| (point, offset)));
                offset
            };
            found.push(offset);
        }
        grid.offsets = (0..count * count)
            .map(|at| {
                found
                    .get(at)
                    .copied()
                    .flatten()
                    .unwrap_or_else(|| grid.inverse_distance_mean(grid.point(at % count, at / count)))
            })
            .collect();
        grid
    }

    /// The shift of any place.
    pub(crate) fn offset_at(&self, point: Point) -> Point {
        let count = self.rows_and_columns.len();
        if count < 2 {
            return (0.0, 0.0);
        }
        let cell = |at: f32| {
            let index = self
                .rows_and_columns
                .iter()
                .rposition(|&coordinate| coordinate <= at)
                .unwrap_or(0)
                .min(count - 2);
            let (from, to) = (self.coordinate(index), self.coordinate(index + 1));
            // beyond the outer patterns a bend goes on, but not for ever
            (index, ((at - from) / (to - from)).clamp(-0.4, 1.4))
        };
        let ((column, fraction_u), (row, fraction_v)) = (cell(point.0), cell(point.1));
        let node =
            |column: usize, row: usize| self.offsets.get(row * count + column).copied().unwrap_or_default();
        let interpolate =
            |a: Point, b: Point, fraction: f32| (a.0 + (b.0 - a.0) * fraction, a.1 + (b.1 - a.1) * fraction);
        let upper = interpolate(node(column, row), node(column + 1, row), fraction_u);
        let lower = interpolate(node(column, row + 1), node(column + 1, row + 1), fraction_u);
        interpolate(upper, lower, fraction_v)
    }

    fn coordinate(&self, index: usize) -> f32 {
        self.rows_and_columns.get(index).copied().unwrap_or(0.0)
    }

    fn point(&self, column: usize, row: usize) -> Point {
        (self.coordinate(column), self.coordinate(row))
    }

    /// Where the neighbours make one expect a pattern.
    fn predicted(&self, found: &[Option<Point>], column: usize, row: usize, count: usize) -> Point {
        let at = |left: usize, up: usize| {
            let (column, row) = (column.checked_sub(left)?, row.checked_sub(up)?);
            found.get(row * count + column).copied().flatten()
        };
        match (at(1, 0), at(0, 1), at(1, 1)) {
            (Some(left), Some(above), Some(between)) => {
                (left.0 + above.0 - between.0, left.1 + above.1 - between.1)
            }
            _ => self.inverse_distance_mean(self.point(column, row)),
        }
    }

    /// The mean of the known shifts, the near ones counting most.
    fn inverse_distance_mean(&self, point: Point) -> Point {
        let (mut weights, mut sum) = (0.0, (0.0, 0.0));
        for (from, offset) in &self.known {
            let distance = distance(*from, point);
            let weight = 1.0 / (distance * distance + 1.0);
            weights += weight;
            sum = (sum.0 + weight * offset.0, sum.1 + weight * offset.1);
        }
        (sum.0 / weights, sum.1 / weights)
    }
}

/// Looks for a pattern around where it is expected, in steps and then in smaller ones.
fn locate_pattern(
    pose: &Pose,
    sampler: &BilinearSampler<'_>,
    inverted: bool,
    pattern: &PatternTemplate,
    point: Point,
    predicted: Point,
) -> Option<Point> {
    let score_at = |deviation: Point| {
        let offset = (predicted.0 + deviation.0, predicted.1 + deviation.1);
        pattern.correlation(sampler, inverted, |(u, v)| {
            pose.warp.homography.map((point.0 + u + offset.0, point.1 + v + offset.1))
        }) - DISTANCE_PENALTY * distance(deviation, (0.0, 0.0))
    };
    let mut best = ((0.0, 0.0), score_at((0.0, 0.0)));
    for (step, reach) in [(0.4, COARSE_STEPS), (0.13, 1)] {
        let middle = best.0;
        for row in -reach..=reach {
            for column in -reach..=reach {
                let deviation = (middle.0 + f32::from(column) * step, middle.1 + f32::from(row) * step);
                let score = score_at(deviation);
                if score > best.1 {
                    best = (deviation, score);
                }
            }
        }
    }
    (best.1 > MIN_CORRELATION).then_some((predicted.0 + best.0.0, predicted.1 + best.0.1))
}

/// Steps of two fifths of a module in each direction: a module further and a piece of data may look like the pattern.
const COARSE_STEPS: i8 = 6;

/// What a module's distance from the expected place costs.
const DISTANCE_PENALTY: f32 = 0.04;

/// How clearly a pattern must be seen.
const MIN_CORRELATION: f32 = 0.66;
