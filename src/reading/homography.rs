//! The homography: how a plane is seen in perspective, from modules to pixels.
//!
//! It is computed from four point pairs by the direct linear transformation (Hartley and Zisserman, "Multiple View
//! Geometry in Computer Vision", 2nd edition, section 4.1), with the last element set to 1.

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

use crate::geometry::Point;
use crate::linear::solve;

/// A 3x3 matrix up to scale; the last element is 1 and not stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Homography {
    terms: [f32; 8],
}

impl Homography {
    /// The homography that maps each of four points of the symbol to one of the frame; `None` if three of them are
    /// collinear.
    pub(crate) fn from_points(pairs: [(Point, Point); 4]) -> Option<Self> {
        let (mut matrix, mut right) = ([[0.0; 8]; 8], [0.0; 8]);
        let (row_pairs, _) = matrix.as_chunks_mut::<2>();
        let (right_pairs, _) = right.as_chunks_mut::<2>();
        for ((rows, right), ((u, v), (x, y))) in row_pairs.iter_mut().zip(right_pairs).zip(pairs) {
            let [u, v, x, y] = [u, v, x, y].map(f64::from);
            *rows = [[u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x], [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y]];
            *right = [x, y];
        }
        solve(matrix, right).map(|terms| Self { terms })
    }

    /// Maps a point of the symbol to the frame.
    #[inline]
    pub(crate) fn map(&self, (u, v): Point) -> Point {
        let [a, b, c, d, e, f, g, h] = self.terms;
        let depth = 1.0 / (g * u + h * v + 1.0);
        ((a * u + b * v + c) * depth, (d * u + e * v + f) * depth)
    }

    /// Whether the whole symbol is in front of the camera: the denominator stays above 0.05 at all corners.
    pub(crate) fn is_in_front(&self, side: f32) -> bool {
        let [.., g, h] = self.terms;
        [(0.0, 0.0), (side, 0.0), (0.0, side), (side, side)].iter().all(|(u, v)| g * u + h * v + 1.0 > 0.05)
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
        let homography = Homography::from_points(pairs).expect("no three in a line");
        for (from, to) in pairs {
            let seen = homography.map(from);
            assert!((seen.0 - to.0).hypot(seen.1 - to.1) < 0.01, "{from:?} is seen at {seen:?}, not {to:?}");
        }
        let line = [
            ((0.0, 0.0), (0.0, 0.0)),
            ((1.0, 0.0), (1.0, 1.0)),
            ((1.0, 1.0), (2.0, 2.0)),
            ((0.0, 1.0), (3.0, 3.0)),
        ];
        assert_eq!(Homography::from_points(line), None, "a line is no plane");
    }
}
