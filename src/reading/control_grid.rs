//! The map of a bent symbol: a homography, and on top of it a control grid of offsets in modules, bilinear between
//! its points (mesh warping: Wolberg, "Digital Image Warping", 1990).

use crate::geometry::{Point, bilinear};
use crate::homography::Homography;

/// Offsets, in modules, of evenly spaced points of the symbol from where the homography has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ControlGrid {
    /// Points along a side; 0 for a flat symbol.
    pub(crate) points_per_side: usize,
    /// Modules between neighbouring points.
    pub(crate) spacing: f32,
    /// Offsets in modules, row by row.
    pub(crate) offsets: Vec<Point>,
}

impl ControlGrid {
    /// A grid without offsets, with points about `wanted_spacing` modules apart, from edge to edge of the symbol.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few dozen points"
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

    /// The offset at a point, in modules; beyond the outer points it is extrapolated.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped into the grid before it becomes an index"
    )]
    pub(crate) fn offset_at(&self, (u, v): Point) -> Point {
        if self.points_per_side < 2 {
            return (0.0, 0.0);
        }
        let last = (self.points_per_side - 2) as f32;
        let (column, row) = (u / self.spacing, v / self.spacing);
        let (left, top) = (column.floor().max(0.0).min(last), row.floor().max(0.0).min(last));
        let first = top as usize * self.points_per_side + left as usize;
        let offset = |index: usize| self.offsets.get(index).copied().unwrap_or_default();
        let below = first + self.points_per_side;
        let corners = [offset(first), offset(first + 1), offset(below), offset(below + 1)];
        bilinear(corners, (column - left, row - top))
    }
}

/// Homography and control grid together.
#[derive(Clone, Debug)]
pub(crate) struct Warp {
    pub(crate) homography: Homography,
    pub(crate) grid: ControlGrid,
}

impl Warp {
    /// Maps a point of the symbol to the frame.
    pub(crate) fn map(&self, point: Point) -> Point {
        let offset = self.grid.offset_at(point);
        self.homography.map((point.0 + offset.0, point.1 + offset.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_bilinear_between_the_points_of_the_grid() {
        let mut grid = ControlGrid::flat(20, 10.0);
        assert_eq!(grid.points_per_side, 3, "three points for two cells");
        grid.offsets[4] = (1.0, -1.0);
        assert_eq!(grid.offset_at((10.0, 10.0)), (1.0, -1.0), "at the point");
        assert_eq!(grid.offset_at((5.0, 10.0)), (0.5, -0.5), "half way");
        assert_eq!(grid.offset_at((0.0, 0.0)), (0.0, 0.0), "at the next point");
    }
}
