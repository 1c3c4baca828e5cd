//! A bend on top of the homography: offsets at the points of a grid, bilinear in between.

use super::homography::{Homography, Point};

/// A net over the symbol that says how far each place lies from where the perspective puts it, in modules.
#[derive(Clone, Debug, Default)]
pub(crate) struct ControlGrid {
    /// Knots in a row; none for a flat symbol.
    pub(crate) points_per_side: usize,
    /// Modules from knot to knot.
    pub(crate) spacing: f32,
    /// Row by row.
    pub(crate) offsets: Vec<Point>,
}

impl ControlGrid {
    /// A net of knots, about `wanted` modules apart, from the first to the last module.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few dozen knots"
    )]
    pub(crate) fn flat(side: usize, wanted_spacing: f32) -> Self {
        let cells = (side as f32 / wanted_spacing).ceil().max(1.0);
        let points_per_side = cells as usize + 1;
        Self {
            points_per_side,
            spacing: side as f32 / cells,
            offsets: vec![(0.0, 0.0); points_per_side * points_per_side],
        }
    }

    /// How far the place (u, v) is off.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped into the net before it becomes an index"
    )]
    pub(crate) fn offset_at(&self, (u, v): Point) -> Point {
        if self.points_per_side < 2 {
            return (0.0, 0.0);
        }
        let last = (self.points_per_side - 2) as f32;
        let (column, row) = (u / self.spacing, v / self.spacing);
        let (left, top) = (column.floor().max(0.0).min(last), row.floor().max(0.0).min(last));
        let (fraction_u, fraction_v) = (column - left, row - top);
        let first = top as usize * self.points_per_side + left as usize;
        let node = |index: usize| self.offsets.get(index).copied().unwrap_or((0.0, 0.0));
        let interpolate =
            |a: Point, b: Point, fraction: f32| (a.0 + (b.0 - a.0) * fraction, a.1 + (b.1 - a.1) * fraction);
        let upper = interpolate(node(first), node(first + 1), fraction_u);
        let lower = interpolate(
            node(first + self.points_per_side),
            node(first + self.points_per_side + 1),
            fraction_u,
        );
        interpolate(upper, lower, fraction_v)
    }
}

/// Perspective and net together.
#[derive(Clone, Debug)]
pub(crate) struct Warp {
    pub(crate) homography: Homography,
    pub(crate) grid: ControlGrid,
}

impl Warp {
    /// Where a place of the symbol is seen.
    pub(crate) fn map(&self, point: Point) -> Point {
        let offset = self.grid.offset_at(point);
        self.homography.map((point.0 + offset.0, point.1 + offset.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_net_is_even_between_its_knots() {
        let mut grid = ControlGrid::flat(20, 10.0);
        assert_eq!(grid.points_per_side, 3, "three knots for two meshes");
        grid.offsets[4] = (1.0, -1.0);
        assert_eq!(grid.offset_at((10.0, 10.0)), (1.0, -1.0), "at the knot");
        assert_eq!(grid.offset_at((5.0, 10.0)), (0.5, -0.5), "half way");
        assert_eq!(grid.offset_at((0.0, 0.0)), (0.0, 0.0), "at the next knot");
    }
}
