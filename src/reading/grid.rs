//! A square of values that is addressed by column and row and answers what lies outside it with `None`.

/// Column and row, from 0.
pub(crate) type Node = (usize, usize);

/// The values, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid<T> {
    side: usize,
    values: Vec<T>,
}

impl<T: Copy> Grid<T> {
    /// A grid of `side` columns and rows with one value everywhere.
    pub(crate) fn filled(side: usize, value: T) -> Self {
        Self { side, values: vec![value; side * side] }
    }

    /// Number of columns, and of rows.
    pub(crate) fn side(&self) -> usize {
        self.side
    }

    /// Every column and row, row by row.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node> + use<T> {
        let side = self.side;
        (0..side).flat_map(move |row| (0..side).map(move |column| (column, row)))
    }

    pub(crate) fn at(&self, (column, row): Node) -> Option<T> {
        if column < self.side { self.values.get(row * self.side + column).copied() } else { None }
    }

    /// Replaces a value; outside the grid nothing happens.
    pub(crate) fn set(&mut self, (column, row): Node, value: T) {
        if column < self.side
            && let Some(stored) = self.values.get_mut(row * self.side + column)
        {
            *stored = value;
        }
    }

    /// The value so many columns to the right and rows downwards.
    pub(crate) fn neighbour(&self, (column, row): Node, (right, down): (isize, isize)) -> Option<T> {
        self.at((column.checked_add_signed(right)?, row.checked_add_signed(down)?))
    }

    /// The values at the corners of a cell: at the node itself, right of it, below it, and below right of it.
    pub(crate) fn cell(&self, (column, row): Node) -> Option<[T; 4]> {
        if column + 1 >= self.side {
            return None;
        }
        let first = row * self.side + column;
        let pair = |from: usize| self.values.get(from..from + 2);
        let (&[a, b], &[c, d]) = (pair(first)?, pair(first + self.side)?) else { return None };
        Some([a, b, c, d])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_has_no_value() {
        let mut grid = Grid::filled(3, 0);
        for (value, node) in grid.nodes().enumerate().collect::<Vec<_>>() {
            grid.set(node, value);
        }
        grid.set((3, 0), 99);
        assert_eq!(
            (grid.at((0, 0)), grid.at((2, 1)), grid.at((2, 2))),
            (Some(0), Some(5), Some(8)),
            "row by row"
        );
        assert_eq!((grid.at((3, 0)), grid.at((0, 3))), (None, None), "outside");
        assert_eq!(grid.neighbour((1, 1), (-1, 1)), Some(6), "left below the middle");
        assert_eq!(grid.neighbour((0, 0), (-1, 0)), None, "left of the first column");
        assert_eq!(grid.cell((1, 1)), Some([4, 5, 7, 8]), "the last cell");
        assert_eq!(
            (grid.cell((2, 0)), grid.cell((0, 2))),
            (None, None),
            "no cell begins in the last column or row"
        );
    }
}
