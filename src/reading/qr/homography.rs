//! Where a module lies in the frame: perspective for a flat pass, and a net on top of it for a bent one.
//!
//! In: four places of the symbol and where they are seen. Out: a map from modules to pixels.

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

/// A place, in modules or in pixels.
pub(crate) type Place = (f32, f32);

/// The way a plane is seen from somewhere else: eight numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Perspective {
    terms: [f32; 8],
}

impl Perspective {
    /// The perspective that brings each of four places of the symbol to one of four in the frame;
    /// `None` when three of them lie in a line.
    pub(crate) fn through(pairs: [(Place, Place); 4]) -> Option<Self> {
        let mut rows = [[0.0_f64; 9]; 8];
        for (two, ((u, v), (x, y))) in rows.chunks_exact_mut(2).zip(pairs) {
            let [u, v, x, y] = [u, v, x, y].map(f64::from);
            if let [first, second] = two {
                *first = [u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x];
                *second = [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y];
            }
        }
        solve(rows).map(|terms| Self { terms })
    }

    /// Where a place of the symbol is seen.
    #[inline]
    pub(crate) fn map(&self, (u, v): Place) -> Place {
        let [a, b, c, d, e, f, g, h] = self.terms;
        let depth = 1.0 / (g * u + h * v + 1.0);
        ((a * u + b * v + c) * depth, (d * u + e * v + f) * depth)
    }

    /// Whether the whole square lies in front of the camera.
    pub(crate) fn faces(&self, side: f32) -> bool {
        let [.., g, h] = self.terms;
        [(0.0, 0.0), (side, 0.0), (0.0, side), (side, side)].iter().all(|(u, v)| g * u + h * v + 1.0 > 0.05)
    }
}

/// Eight equations with eight unknowns, by elimination.
#[expect(clippy::indexing_slicing, reason = "fixed sizes, every index from a range within them")]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "solved in double, used in single precision"
)]
fn solve(mut rows: [[f64; 9]; 8]) -> Option<[f32; 8]> {
    for column in 0..8 {
        let pivot = (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column].abs() < 1e-9 {
            return None;
        }
        let lead = rows[column];
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / lead[column];
            for (value, from) in row.iter_mut().zip(lead).skip(column) {
                *value -= factor * from;
            }
        }
    }
    let mut terms = [0.0; 8];
    for column in (0..8).rev() {
        let known: f64 = (column + 1..8).map(|index| rows[column][index] * terms[index]).sum();
        terms[column] = (rows[column][8] - known) / rows[column][column];
    }
    terms.iter().all(|term| term.is_finite()).then(|| terms.map(|term| term as f32))
}

/// A net over the symbol that says how far each place lies from where the perspective puts it, in modules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Net {
    /// Knots in a row; none for a flat symbol.
    pub(crate) knots: usize,
    /// Modules from knot to knot.
    pub(crate) mesh: f32,
    /// Row by row.
    pub(crate) shifts: Vec<Place>,
}

impl Net {
    /// A net of knots, about `wanted` modules apart, from the first to the last module.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few dozen knots"
    )]
    pub(crate) fn flat(side: usize, wanted: f32) -> Self {
        let meshes = (side as f32 / wanted).ceil().max(1.0);
        let knots = meshes as usize + 1;
        Self { knots, mesh: side as f32 / meshes, shifts: vec![(0.0, 0.0); knots * knots] }
    }

    /// How far the place (u, v) is off.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped into the net before it becomes an index"
    )]
    pub(crate) fn shift(&self, (u, v): Place) -> Place {
        if self.knots < 2 {
            return (0.0, 0.0);
        }
        let last = (self.knots - 2) as f32;
        let (column, row) = (u / self.mesh, v / self.mesh);
        let (left, top) = (column.floor().max(0.0).min(last), row.floor().max(0.0).min(last));
        let (part_u, part_v) = (column - left, row - top);
        let first = top as usize * self.knots + left as usize;
        let knot = |index: usize| self.shifts.get(index).copied().unwrap_or((0.0, 0.0));
        let mix = |a: Place, b: Place, part: f32| (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part);
        let upper = mix(knot(first), knot(first + 1), part_u);
        let lower = mix(knot(first + self.knots), knot(first + self.knots + 1), part_u);
        mix(upper, lower, part_v)
    }
}

/// Perspective and net together.
#[derive(Clone, Debug)]
pub(crate) struct Warp {
    pub(crate) perspective: Perspective,
    pub(crate) net: Net,
}

impl Warp {
    /// Where a place of the symbol is seen.
    pub(crate) fn map(&self, place: Place) -> Place {
        let shift = self.net.shift(place);
        self.perspective.map((place.0 + shift.0, place.1 + shift.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_places_are_brought_where_they_are_seen() {
        let pairs = [
            ((0.0, 0.0), (10.0, 20.0)),
            ((21.0, 0.0), (110.0, 10.0)),
            ((21.0, 21.0), (120.0, 140.0)),
            ((0.0, 21.0), (5.0, 100.0)),
        ];
        let perspective = Perspective::through(pairs).expect("no three in a line");
        for (from, to) in pairs {
            let seen = perspective.map(from);
            assert!((seen.0 - to.0).hypot(seen.1 - to.1) < 0.01, "{from:?} is seen at {seen:?}, not {to:?}");
        }
        let line = [
            ((0.0, 0.0), (0.0, 0.0)),
            ((1.0, 0.0), (1.0, 1.0)),
            ((1.0, 1.0), (2.0, 2.0)),
            ((0.0, 1.0), (3.0, 3.0)),
        ];
        assert_eq!(Perspective::through(line), None, "a line is no plane");
    }

    #[test]
    fn a_net_is_even_between_its_knots() {
        let mut net = Net::flat(20, 10.0);
        assert_eq!(net.knots, 3, "three knots for two meshes");
        net.shifts[4] = (1.0, -1.0);
        assert_eq!(net.shift((10.0, 10.0)), (1.0, -1.0), "at the knot");
        assert_eq!(net.shift((5.0, 10.0)), (0.5, -0.5), "half way");
        assert_eq!(net.shift((0.0, 0.0)), (0.0, 0.0), "at the next knot");
    }
}
