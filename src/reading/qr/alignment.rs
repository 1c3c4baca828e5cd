//! The alignment patterns of a symbol (ISO/IEC 18004, 6.3.6 and 13.2 j), found one from the other.
//!
//! In: a [`Fit`] and the grey picture. Out: [`Anchors`], places whose shift from the flat plane is known, and the
//! shift of every other place by what lies between them. Each pattern is expected where its neighbours above and to
//! the left make one expect it: a bend goes on as it came.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use super::finder::apart;
use super::homography::Place;
use super::pose::{Fit, modules};
use super::sampler::Plane;
use super::symbol::alignment_centres;
use super::template::Part;

/// What is known of a bend.
#[derive(Clone, Debug)]
pub(crate) struct Anchors {
    /// Places that were found, and how far they are off, in modules.
    pub(crate) known: Vec<(Place, Place)>,
    /// The rows, and columns, of alignment patterns.
    pub(crate) lines: Vec<f32>,
    /// The shift at every crossing of the lines, row by row.
    crossings: Vec<Place>,
}

impl Anchors {
    /// Looks for every alignment pattern of the symbol.
    pub(crate) fn look_for(fit: &Fit, plane: &Plane<'_>, inverted: bool) -> Self {
        let last = modules(fit.outline.side) - 3.5;
        let still = (0.0, 0.0);
        let centres = alignment_centres(fit.outline.layout.version);
        let lines: Vec<f32> = centres.iter().map(|&centre| modules(centre) + 0.5).collect();
        let mut anchors = Self {
            known: vec![((3.5, 3.5), still), ((last, 3.5), still), ((3.5, last), still)],
            lines,
            crossings: vec![],
        };
        let count = centres.len();
        let pattern = Part::alignment();
        let mut found: Vec<Option<Place>> = Vec::with_capacity(count * count);
        for crossing in 0..count * count {
            let (column, row) = (crossing % count, crossing / count);
            let is_finder =
                (row == 0 && (column == 0 || column + 1 == count)) || (column == 0 && row + 1 == count);
            let shift = if is_finder {
                Some(still)
            } else {
                let place = anchors.place(column, row);
                let expected = anchors.expected(&found, column, row, count);
                let shift = search(fit, plane, inverted, &pattern, place, expected);
                anchors.known.extend(shift.map(|shift| (place, shift)));
                shift
            };
            found.push(shift);
        }
        anchors.crossings = (0..count * count)
            .map(|at| {
                found
                    .get(at)
                    .copied()
                    .flatten()
                    .unwrap_or_else(|| anchors.nearest(anchors.place(at % count, at / count)))
            })
            .collect();
        anchors
    }

    /// The shift of any place.
    pub(crate) fn shift(&self, place: Place) -> Place {
        let count = self.lines.len();
        if count < 2 {
            return (0.0, 0.0);
        }
        let cell = |at: f32| {
            let index = self.lines.iter().rposition(|&line| line <= at).unwrap_or(0).min(count - 2);
            let (from, to) = (self.line(index), self.line(index + 1));
            // beyond the outer patterns a bend goes on, but not for ever
            (index, ((at - from) / (to - from)).clamp(-0.4, 1.4))
        };
        let ((column, part_u), (row, part_v)) = (cell(place.0), cell(place.1));
        let crossing =
            |column: usize, row: usize| self.crossings.get(row * count + column).copied().unwrap_or_default();
        let mix = |a: Place, b: Place, part: f32| (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part);
        let upper = mix(crossing(column, row), crossing(column + 1, row), part_u);
        let lower = mix(crossing(column, row + 1), crossing(column + 1, row + 1), part_u);
        mix(upper, lower, part_v)
    }

    fn line(&self, index: usize) -> f32 {
        self.lines.get(index).copied().unwrap_or(0.0)
    }

    fn place(&self, column: usize, row: usize) -> Place {
        (self.line(column), self.line(row))
    }

    /// Where the neighbours make one expect a pattern.
    fn expected(&self, found: &[Option<Place>], column: usize, row: usize, count: usize) -> Place {
        let at = |left: usize, up: usize| {
            let (column, row) = (column.checked_sub(left)?, row.checked_sub(up)?);
            found.get(row * count + column).copied().flatten()
        };
        match (at(1, 0), at(0, 1), at(1, 1)) {
            (Some(left), Some(above), Some(between)) => {
                (left.0 + above.0 - between.0, left.1 + above.1 - between.1)
            }
            _ => self.nearest(self.place(column, row)),
        }
    }

    /// The mean of the known shifts, the near ones counting most.
    fn nearest(&self, place: Place) -> Place {
        let (mut weights, mut sum) = (0.0, (0.0, 0.0));
        for (from, shift) in &self.known {
            let distance = apart(*from, place);
            let weight = 1.0 / (distance * distance + 1.0);
            weights += weight;
            sum = (sum.0 + weight * shift.0, sum.1 + weight * shift.1);
        }
        (sum.0 / weights, sum.1 / weights)
    }
}

/// Looks for a pattern around where it is expected, in steps and then in smaller ones.
fn search(
    fit: &Fit,
    plane: &Plane<'_>,
    inverted: bool,
    pattern: &Part,
    place: Place,
    expected: Place,
) -> Option<Place> {
    let judge = |off: Place| {
        let shift = (expected.0 + off.0, expected.1 + off.1);
        pattern.seen(plane, inverted, |(u, v)| {
            fit.warp.perspective.map((place.0 + u + shift.0, place.1 + v + shift.1))
        }) - FAR * apart(off, (0.0, 0.0))
    };
    let mut best = ((0.0, 0.0), judge((0.0, 0.0)));
    for (step, reach) in [(0.4, COARSE_STEPS), (0.13, 1)] {
        let middle = best.0;
        for row in -reach..=reach {
            for column in -reach..=reach {
                let off = (middle.0 + f32::from(column) * step, middle.1 + f32::from(row) * step);
                let judged = judge(off);
                if judged > best.1 {
                    best = (off, judged);
                }
            }
        }
    }
    (best.1 > LEAST_SEEN).then_some((expected.0 + best.0.0, expected.1 + best.0.1))
}

/// Steps of two fifths of a module in each direction: a module further and a piece of data may look like the pattern.
const COARSE_STEPS: i8 = 6;

/// What a module's distance from the expected place costs.
const FAR: f32 = 0.04;

/// How clearly a pattern must be seen.
const LEAST_SEEN: f32 = 0.66;
