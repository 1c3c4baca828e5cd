//! Maximises a score over two parameters without derivatives (direct search: Hooke and Jeeves, "Direct Search Solution
//! of Numerical and Statistical Problems", Journal of the ACM 8(2), 1961).
//!
//! [`CompassSearch`] climbs from a start that is about right; [`grid_search`] scores everything in reach where the start
//! is only a guess, and [`opportunistic_poll`] then refines its result.

use crate::geometry::Point;

/// A point, and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scored {
    pub(crate) point: Point,
    pub(crate) score: f32,
}

/// Compass search: polls eight neighbours, moves to the best of them if it is better, halves the step otherwise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompassSearch {
    pub(crate) first_step: f32,
    /// The search ends when the step is smaller.
    pub(crate) last_step: f32,
    /// A neighbour is better if its score is higher by more than this.
    pub(crate) min_gain: f32,
    /// The search ends after so many polls of eight neighbours.
    pub(crate) max_polls: usize,
}

impl CompassSearch {
    /// The best point found. A point without score is not visited.
    pub(crate) fn maximise(&self, start: Scored, score_at: impl Fn(Point) -> Option<f32>) -> Scored {
        let (mut best, mut step) = (start, self.first_step);
        for _ in 0..self.max_polls {
            if step < self.last_step {
                break;
            }
            let neighbours = EIGHT_DIRECTIONS.into_iter().filter_map(|direction| {
                let point = along(best.point, direction, step);
                score_at(point).map(|score| Scored { point, score })
            });
            match neighbours.max_by(|one, other| one.score.total_cmp(&other.score)) {
                Some(next) if next.score > best.score + self.min_gain => best = next,
                _ => step /= 2.0,
            }
        }
        best
    }
}

/// Scores every point of a square grid around the start, row by row, and returns the best. `offsets` are the
/// coordinates of rows and of columns relative to the start.
pub(crate) fn grid_search(
    start: Scored,
    offsets: &(impl Iterator<Item = f32> + Clone),
    mut score_at: impl FnMut(Point) -> f32,
) -> Scored {
    let mut best = start;
    for v in offsets.clone() {
        for u in offsets.clone() {
            let point = (start.point.0 + u, start.point.1 + v);
            let score = score_at(point);
            if score > best.score {
                best = Scored { point, score };
            }
        }
    }
    best
}

/// Polls eight neighbours once and moves at every improvement.
pub(crate) fn opportunistic_poll(start: Scored, step: f32, score_at: impl Fn(Point) -> f32) -> Scored {
    EIGHT_DIRECTIONS.into_iter().fold(start, |best, direction| {
        let point = along(best.point, direction, step);
        let score = score_at(point);
        if score > best.score { Scored { point, score } } else { best }
    })
}

/// Offsets of a grid: whole steps from `-reach` to `reach`.
pub(crate) fn whole_steps(reach: i8, step: f32) -> impl Iterator<Item = f32> + Clone {
    (-reach..=reach).map(move |count| f32::from(count) * step)
}

fn along(from: Point, (x, y): Point, step: f32) -> Point {
    (from.0 + x * step, from.1 + y * step)
}

const EIGHT_DIRECTIONS: [Point; 8] =
    [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)];

#[cfg(test)]
mod tests {
    use super::*;

    /// A hill with its top at (1.3, -0.4).
    fn hill((u, v): Point) -> f32 {
        -(u - 1.3).abs() - (v + 0.4).abs()
    }

    const START: Scored = Scored { point: (0.0, 0.0), score: -1.7 };

    fn is_near(found: Scored, limit: f32) -> bool {
        (found.point.0 - 1.3).abs() < limit && (found.point.1 + 0.4).abs() < limit
    }

    #[test]
    fn a_compass_search_climbs_to_the_top() {
        let search = CompassSearch { first_step: 0.5, last_step: 0.01, min_gain: 0.0, max_polls: 100 };
        assert!(is_near(search.maximise(START, |point| Some(hill(point))), 0.02), "found");
        let fenced = search.maximise(START, |point| (point.0 < 1.0).then(|| hill(point)));
        assert!(fenced.point.0 < 1.0 && fenced.point.0 > 0.95, "not beyond what has a score: {fenced:?}");
        let short = CompassSearch { max_polls: 1, ..search };
        assert_eq!(short.maximise(START, |point| Some(hill(point))).point, (0.5, -0.5), "one poll, one step");
        assert_eq!(search.maximise(START, |_| None), START, "nowhere to go");
    }

    #[test]
    fn a_grid_search_finds_the_nearest_point_of_the_grid_and_a_poll_refines_it() {
        let found = grid_search(START, &whole_steps(4, 0.5), hill);
        assert_eq!(found.point, (1.5, -0.5), "the nearest of 81");
        assert!(is_near(opportunistic_poll(found, 0.2, hill), 0.11), "refined");
        assert_eq!(
            grid_search(Scored { score: 0.0, ..START }, &whole_steps(4, 0.5), hill).point,
            (0.0, 0.0),
            "none is better"
        );
    }
}
