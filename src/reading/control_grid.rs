//! The map of a bent symbol: a homography, and on top of it a control grid of offsets in modules, bilinear between
//! its points (mesh warping: Wolberg, "Digital Image Warping", 1990).

use crate::geometry::{Point, bilinear, to_f32};
use crate::grid::{Grid, Node};
use crate::homography::Homography;

/// Offsets, in modules, of evenly spaced points of the symbol from where the homography has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ControlGrid {
    /// Modules between neighbouring points.
    pub(crate) spacing: f32,
    /// Offsets in modules; none for a flat symbol.
    pub(crate) offsets: Grid<Point>,
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
        Self { spacing: side as f32 / cells, offsets: Grid::filled(cells as usize + 1, (0.0, 0.0)) }
    }

    /// The position of a point of the grid, in modules.
    pub(crate) fn position(&self, (column, row): Node) -> Point {
        (to_f32(column) * self.spacing, to_f32(row) * self.spacing)
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
        let Some(last) = self.offsets.side().checked_sub(2) else { return (0.0, 0.0) };
        let last = last as f32;
        let (column, row) = (u / self.spacing, v / self.spacing);
        let (left, top) = (column.floor().max(0.0).min(last), row.floor().max(0.0).min(last));
        let cell = self.offsets.cell((left as usize, top as usize)).unwrap_or_default();
        bilinear(cell, (column - left, row - top))
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
        assert_eq!(grid.offsets.side(), 3, "three points for two cells");
        grid.offsets.set((1, 1), (1.0, -1.0));
        assert_eq!(grid.offset_at((10.0, 10.0)), (1.0, -1.0), "at the point");
        assert_eq!(grid.offset_at((5.0, 10.0)), (0.5, -0.5), "half way");
        assert_eq!(grid.offset_at((0.0, 0.0)), (0.0, 0.0), "at the next point");
    }
}
