//! Points and quadrilaterals, and the operations on them that the engine needs.

/// A point, in modules of the symbol or in pixels of the frame; x or u first.
pub(crate) type Point = (f32, f32);

/// The four corners of a symbol in whole pixels of the frame, x first, clockwise from the outer corner of the top left
/// finder.
pub type Quad = [(i32, i32); 4];

/// Euclidean distance. Not `hypot`, which guards against overflow that no frame can cause and is slow where the
/// processor has no instruction for it.
pub(crate) fn distance(one: Point, other: Point) -> f32 {
    squared_distance(one, other).sqrt()
}

/// Whether two points are less than `limit` apart.
pub(crate) fn is_within(one: Point, other: Point, limit: f32) -> bool {
    squared_distance(one, other) < limit * limit
}

fn squared_distance(one: Point, other: Point) -> f32 {
    let (x, y) = difference(one, other);
    x * x + y * y
}

/// The vector from `other` to `one`.
pub(crate) fn difference(one: Point, other: Point) -> Point {
    (one.0 - other.0, one.1 - other.1)
}

/// The point half way between two.
pub(crate) fn midpoint(one: Point, other: Point) -> Point {
    (f32::midpoint(one.0, other.0), f32::midpoint(one.1, other.1))
}

/// Bilinear interpolation in a cell with the given values at its corners: upper left, upper right, lower left, lower
/// right. Fractions are 0 at the left and upper side and 1 at the right and lower side; others extrapolate.
pub(crate) fn bilinear(corners: [Point; 4], (fraction_u, fraction_v): Point) -> Point {
    let mix =
        |a: Point, b: Point, fraction: f32| (a.0 + (b.0 - a.0) * fraction, a.1 + (b.1 - a.1) * fraction);
    let [upper_left, upper_right, lower_left, lower_right] = corners;
    let upper = mix(upper_left, upper_right, fraction_u);
    let lower = mix(lower_left, lower_right, fraction_u);
    mix(upper, lower, fraction_v)
}

/// A point in whole pixels.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a float cast saturates")]
pub(crate) fn round((x, y): Point) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// A count of modules or pixels as a coordinate.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "8192 at most")]
pub(crate) fn to_f32(count: usize) -> f32 {
    count as f32
}

/// Whether a point lies inside a convex quadrilateral: the cross products with all sides have one sign.
pub(crate) fn contains(corners: &Quad, point: (i32, i32)) -> bool {
    let [a, b, c, d] = *corners;
    let cross_product = |from: (i32, i32), to: (i32, i32)| {
        let wide = |value: i32| i64::from(value);
        (wide(to.0) - wide(from.0)) * (wide(point.1) - wide(from.1))
            - (wide(to.1) - wide(from.1)) * (wide(point.0) - wide(from.0))
    };
    let cross_products = [cross_product(a, b), cross_product(b, c), cross_product(c, d), cross_product(d, a)];
    cross_products.iter().all(|&product| product >= 0) || cross_products.iter().all(|&product| product <= 0)
}

/// The mean of the four corners.
pub(crate) fn centre_of(corners: &Quad) -> (i32, i32) {
    let mean = |values: [i32; 4]| {
        let sum: i64 = values.into_iter().map(i64::from).sum();
        i32::try_from(sum / 4).unwrap_or(0)
    };
    (mean(corners.map(|at| at.0)), mean(corners.map(|at| at.1)))
}

/// The upright bounding box: the least and the greatest x, and the same of y.
pub(crate) fn bounding_box(corners: &Quad) -> [(i32, i32); 2] {
    let bounds = |[a, b, c, d]: [i32; 4]| (a.min(b).min(c).min(d), a.max(b).max(c).max(d));
    [bounds(corners.map(|at| at.0)), bounds(corners.map(|at| at.1))]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Quad = [(0, 0), (10, 0), (10, 10), (0, 10)];

    #[test]
    fn a_quadrilateral_contains_what_lies_inside_it_whichever_way_it_turns() {
        let turned = [SQUARE[3], SQUARE[2], SQUARE[1], SQUARE[0]];
        for corners in [SQUARE, turned] {
            assert!(contains(&corners, (5, 5)) && contains(&corners, (10, 3)), "inside, and on a side");
            assert!(!contains(&corners, (11, 5)) && !contains(&corners, (5, -1)), "outside");
        }
        let huge = [(i32::MIN, i32::MIN), (i32::MAX, i32::MIN), (i32::MAX, i32::MAX), (i32::MIN, i32::MAX)];
        assert!(contains(&huge, (0, 0)), "without overflow");
        assert_eq!(centre_of(&SQUARE), (5, 5), "its centre");
        assert_eq!(bounding_box(&[(3, 1), (7, 2), (6, 9), (2, 8)]), [(2, 7), (1, 9)], "its bounding box");
    }

    #[test]
    fn a_cell_is_bilinear_between_its_corners() {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 2.0), (1.0, 2.0)];
        assert_eq!(bilinear(corners, (0.0, 1.0)), (0.0, 2.0), "at a corner");
        assert_eq!(bilinear(corners, (0.5, 0.25)), (0.5, 0.5), "between");
        assert_eq!(bilinear(corners, (1.5, 0.0)), (1.5, 0.0), "beyond");
    }
}
