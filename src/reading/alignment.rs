//! Finds the alignment patterns (ISO/IEC 18004, 6.3.6 and 13.2 j) of a symbol, one from the other.
//!
//! The offset of each pattern from the flat homography is predicted from its neighbours to the left and above,
//! because a bend continues; a local search around the prediction maximises the correlation. Patterns that are not
//! found get the inverse-distance mean of those that are (Shepard, "A two-dimensional interpolation function for
//! irregularly-spaced data", ACM National Conference 1968). In between, offsets are bilinear.

use crate::direct_search::{Scored, grid_search, whole_steps};
use crate::geometry::{Point, bilinear, distance, to_f32};
use crate::grid::{Grid, Node};
use crate::pose::Pose;
use crate::sampler::BilinearSampler;
use crate::symbol::alignment_centres;
use crate::template::PatternTemplate;

/// The offsets of the alignment patterns.
#[derive(Clone, Debug)]
pub(crate) struct AlignmentGrid {
    /// Points that were found, and their offsets, in modules; the three finders have none.
    pub(crate) known: Vec<(Point, Point)>,
    /// The coordinates of rows, and columns, of alignment patterns, in modules.
    pub(crate) rows_and_columns: Vec<f32>,
    /// The offset at every crossing of row and column.
    offsets: Grid<Point>,
}

impl AlignmentGrid {
    /// Searches every alignment pattern of the symbol.
    pub(crate) fn locate(pose: &Pose, sampler: &BilinearSampler<'_>) -> Self {
        let last = to_f32(pose.template.side) - 3.5;
        let zero = (0.0, 0.0);
        let centres = alignment_centres(pose.template.layout.version);
        let rows_and_columns: Vec<f32> = centres.iter().map(|&centre| to_f32(centre) + 0.5).collect();
        let mut grid = Self {
            known: vec![((3.5, 3.5), zero), ((last, 3.5), zero), ((3.5, last), zero)],
            rows_and_columns,
            offsets: Grid::filled(centres.len(), zero),
        };
        let last = centres.len().saturating_sub(1);
        let pattern = PatternTemplate::alignment();
        let mut found: Grid<Option<Point>> = Grid::filled(centres.len(), None);
        for node in found.nodes() {
            let offset = if [(0, 0), (last, 0), (0, last)].contains(&node) {
                // a finder
                Some(zero)
            } else {
                let point = grid.point(node);
                let offset = locate_pattern(pose, sampler, &pattern, point, grid.predicted(&found, node));
                grid.known.extend(offset.map(|offset| (point, offset)));
                offset
            };
            found.set(node, offset);
        }
        for node in found.nodes() {
            let offset = found.at(node).flatten();
            grid.offsets.set(node, offset.unwrap_or_else(|| grid.inverse_distance_mean(grid.point(node))));
        }
        grid
    }

    /// The offset of any point, in modules.
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
            // beyond the outer patterns a bend is extrapolated by 0.4 of a cell at most
            (index, ((at - from) / (to - from)).clamp(-0.4, 1.4))
        };
        let ((column, fraction_u), (row, fraction_v)) = (cell(point.0), cell(point.1));
        bilinear(self.offsets.cell((column, row)).unwrap_or_default(), (fraction_u, fraction_v))
    }

    fn coordinate(&self, index: usize) -> f32 {
        self.rows_and_columns.get(index).copied().unwrap_or(0.0)
    }

    fn point(&self, (column, row): Node) -> Point {
        (self.coordinate(column), self.coordinate(row))
    }

    /// The offset that the neighbours predict: left + above - diagonal, where all three were found.
    fn predicted(&self, found: &Grid<Option<Point>>, node: Node) -> Point {
        let neighbour = |right: isize, down: isize| found.neighbour(node, (right, down)).flatten();
        match (neighbour(-1, 0), neighbour(0, -1), neighbour(-1, -1)) {
            (Some(left), Some(above), Some(between)) => {
                (left.0 + above.0 - between.0, left.1 + above.1 - between.1)
            }
            _ => self.inverse_distance_mean(self.point(node)),
        }
    }

    /// The mean of the known offsets, weighted by 1 / (1 + distance^2).
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

/// Searches a pattern around its predicted offset, in steps of 0.4 and then of 0.13 modules.
fn locate_pattern(
    pose: &Pose,
    sampler: &BilinearSampler<'_>,
    pattern: &PatternTemplate,
    point: Point,
    predicted: Point,
) -> Option<Point> {
    let score_at = |deviation: Point| {
        let offset = (predicted.0 + deviation.0, predicted.1 + deviation.1);
        pattern.correlation(sampler, |(u, v)| {
            pose.warp.homography.map((point.0 + u + offset.0, point.1 + v + offset.1))
        }) - DISTANCE_PENALTY * distance(deviation, (0.0, 0.0))
    };
    let centre = (0.0, 0.0);
    let mut best = Scored { point: centre, score: score_at(centre) };
    for (step, reach) in [(0.4, COARSE_STEPS), (0.13, 1)] {
        best = grid_search(best, &whole_steps(reach, step), score_at);
    }
    (best.score > MIN_CORRELATION).then_some((predicted.0 + best.point.0, predicted.1 + best.point.1))
}

/// Steps of 0.4 modules in each direction: a module further, data may look like the pattern.
const COARSE_STEPS: i8 = 6;

/// Correlation that a module of distance from the prediction costs.
const DISTANCE_PENALTY: f32 = 0.04;

/// Correlation that a pattern needs. Lower: more patterns found, more of them data that looks alike.
const MIN_CORRELATION: f32 = 0.66;
