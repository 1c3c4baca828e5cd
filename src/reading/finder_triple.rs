//! Combines finder patterns into candidates: three that lie like three corners of a square (ISO/IEC 18004, 13.2 d
//! to f).
//!
//! The distance of two patterns, divided by the width of a module, plus 7 modules is the side of the symbol, and
//! both legs of a true triple give the same side. Triples are ranked by cost, first from their centres alone
//! (hundreds are dropped for one that is kept), then with the widths of modules measured along both legs.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use crate::finder::Finder;
use crate::geometry::{difference, distance, to_f32};
use crate::luma::Polarity;

/// The three finder patterns of a candidate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FinderTriple {
    /// The pattern at the right angle (top left).
    pub(crate) corner: Finder,
    /// The next one clockwise (top right).
    pub(crate) right: Finder,
    /// The one after that (bottom left).
    pub(crate) below: Finder,
    /// Side of the symbol in modules, measured along the legs; 17 to 212, not rounded.
    pub(crate) side: f32,
    /// Relative change of the width of a module along each leg: perspective foreshortening. 0 is none.
    pub(crate) foreshortening: [f32; 2],
    /// Smaller is more plausible; 0 is perfect.
    cost: f32,
}

impl FinderTriple {
    /// Width of a module in pixels of the frame, at the pattern where it is narrowest.
    pub(crate) fn module_px(&self) -> f32 {
        self.corner.module.min(self.right.module).min(self.below.module)
    }

    pub(crate) fn polarity(&self) -> Polarity {
        self.corner.polarity
    }
}

/// Buffers that are reused from bitmap to bitmap.
#[derive(Clone, Debug, Default)]
pub(crate) struct TripleSearch {
    chosen: Vec<(usize, Finder)>,
    candidates: CandidateTriples,
    /// The triples found last, lowest cost first.
    pub(crate) triples: Vec<FinderTriple>,
}

impl TripleSearch {
    /// Finds the triples of lowest cost among `finders`. At least one pattern of each has an index of `first_new`
    /// or more.
    pub(crate) fn locate(&mut self, finders: &[Finder], first_new: usize) {
        let Self { chosen, candidates, triples } = self;
        triples.clear();
        if first_new >= finders.len() {
            return;
        }
        strongest(finders, chosen);
        let first_new = chosen.iter().position(|(index, _)| *index >= first_new).unwrap_or(chosen.len());
        candidates.pending.clear();
        candidates.cost_bound = None;
        for (first, (_, one)) in chosen.iter().enumerate() {
            for (second, (_, other)) in chosen.iter().enumerate().skip(first + 1) {
                if !compatible(one, other) {
                    continue;
                }
                for (third, (_, last)) in chosen.iter().enumerate().skip((second + 1).max(first_new)) {
                    if compatible(one, last) && compatible(other, last) {
                        candidates.add(chosen, [first, second, third]);
                    }
                }
            }
        }
        candidates.keep_best();
        triples.extend(candidates.pending.iter().filter_map(|triple| triple.measure(chosen)));
        // the stable sort allocates
        triples.sort_unstable_by(|one, other| one.cost.total_cmp(&other.cost));
        triples.truncate(MAX_TRIPLES);
    }
}

/// Three patterns by their indices, judged by their centres alone.
#[derive(Clone, Copy, Debug)]
struct CandidateTriple {
    corner: usize,
    right: usize,
    below: usize,
    cost: f32,
}

/// The candidates that are kept to be measured.
#[derive(Clone, Debug, Default)]
struct CandidateTriples {
    pending: Vec<CandidateTriple>,
    /// Cost above which a candidate cannot be among those kept.
    cost_bound: Option<f32>,
}

impl CandidateTriples {
    /// Adds the triples of three patterns. The right angle is opposite the longest side, unless the symbol is
    /// strongly tilted; of three patterns with 14 votes or more, each is tried as the right angle.
    fn add(&mut self, finders: &[(usize, Finder)], indices: [usize; 3]) {
        let [Some(a), Some(b), Some(c)] = indices.map(|index| finders.get(index).map(|chosen| &chosen.1))
        else {
            return;
        };
        let is_certain = [a, b, c].iter().all(|finder| finder.votes >= CERTAIN_VOTES);
        let sides =
            [distance(b.centre, c.centre), distance(c.centre, a.centre), distance(a.centre, b.centre)];
        let longest = sides.iter().fold(1.0, |longest: f32, &side| longest.max(side));
        for turn in 0..3 {
            let at = |steps: usize| indices.get((turn + steps) % 3).copied().unwrap_or(0);
            let side = |steps: usize| sides.get((turn + steps) % 3).copied().unwrap_or(0.0);
            let shortening = longest / side(0).max(1.0);
            if shortening <= 1.0 || (is_certain && shortening < MAX_LEG_RATIO) {
                let legs = [side(2), side(1)];
                let triple = candidate_triple(finders, [at(0), at(1), at(2)], legs, shortening);
                let cost_bound = self.cost_bound.unwrap_or(f32::MAX);
                self.pending.extend(triple.filter(|triple| triple.cost <= cost_bound));
            }
        }
        if self.pending.len() > MAX_PENDING {
            self.keep_best();
        }
    }

    fn keep_best(&mut self) {
        let by_cost = |one: &CandidateTriple, other: &CandidateTriple| {
            let order = |triple: &CandidateTriple| (triple.corner, triple.right, triple.below);
            one.cost.total_cmp(&other.cost).then_with(|| order(one).cmp(&order(other)))
        };
        if self.pending.len() > MAX_CANDIDATES {
            let (_, last, _) = self.pending.select_nth_unstable_by(MAX_CANDIDATES - 1, by_cost);
            self.cost_bound = Some(last.cost);
            self.pending.truncate(MAX_CANDIDATES);
        }
        self.pending.sort_unstable_by(by_cost);
    }
}

/// Chooses the patterns with the most votes, small ones discounted by 5 votes a pixel below 2.2, and keeps the
/// order in which they were found.
fn strongest(finders: &[Finder], chosen: &mut Vec<(usize, Finder)>) {
    chosen.clear();
    chosen.extend(finders.iter().copied().enumerate());
    let strength = |finder: &Finder| to_f32(finder.votes) - 5.0 * (SMALL_MODULE_PX - finder.module).max(0.0);
    chosen.sort_unstable_by(|one, other| {
        strength(&other.1).total_cmp(&strength(&one.1)).then_with(|| one.0.cmp(&other.0))
    });
    chosen.truncate(MAX_FINDERS);
    chosen.sort_unstable_by_key(|(index, _)| *index);
}

fn compatible(one: &Finder, other: &Finder) -> bool {
    one.polarity == other.polarity
        && one.module < MAX_MODULE_RATIO * other.module
        && other.module < MAX_MODULE_RATIO * one.module
}

/// A corner and the other two patterns, the legs to them, and the ratio of the longest side to the one opposite the
/// corner.
fn candidate_triple(
    finders: &[(usize, Finder)],
    [corner, one, other]: [usize; 3],
    legs: [f32; 2],
    shortening: f32,
) -> Option<CandidateTriple> {
    let finder = |index: usize| finders.get(index).map(|chosen| &chosen.1);
    let (at_corner, at_one, at_other) = (finder(corner)?, finder(one)?, finder(other)?);
    let (to_one, to_other) =
        (difference(at_one.centre, at_corner.centre), difference(at_other.centre, at_corner.centre));
    let cross = to_one.0 * to_other.1 - to_one.1 * to_other.0;
    let (right, below) = if cross > 0.0 { (one, other) } else { (other, one) };
    let sine = cross.abs() / (legs[0] * legs[1]).max(1.0);
    let module = (at_corner.module + at_one.module + at_other.module) / 3.0;
    let side = (legs[0] + legs[1]) / (2.0 * module) + 7.0;
    let stretch = legs[0].max(legs[1]) / legs[0].min(legs[1]).max(f32::MIN_POSITIVE);
    if sine < MIN_SINE || stretch > MAX_LEG_RATIO || !(MIN_MODULES * 0.7..MAX_MODULES * 1.5).contains(&side) {
        return None;
    }
    let module_ratio = |finder: &Finder| {
        finder.module.max(at_corner.module) / finder.module.min(at_corner.module).max(f32::MIN_POSITIVE)
    };
    // the sum of four logarithms of ratios that are 1 in a square
    let uneven = (shortening * stretch * module_ratio(at_one) * module_ratio(at_other)).ln();
    let missing_votes = to_f32(48_usize.saturating_sub(at_corner.votes + at_one.votes + at_other.votes));
    let tiny = (SMALL_MODULE_PX - module).max(0.0);
    let cost = uneven + (1.0 - sine) + COST_PER_MISSING_VOTE * missing_votes + tiny + side / MODULES_PER_COST;
    Some(CandidateTriple { corner, right, below, cost })
}

impl CandidateTriple {
    /// Measures the modules along both legs and adds their disagreement to the cost.
    fn measure(&self, finders: &[(usize, Finder)]) -> Option<FinderTriple> {
        let finder = |index: usize| finders.get(index).map(|chosen| chosen.1);
        let (corner, right, below) = (finder(self.corner)?, finder(self.right)?, finder(self.below)?);
        let leg = |end: &Finder| {
            let direction = difference(end.centre, corner.centre);
            let (near, far) = (corner.module_towards(direction), end.module_towards(direction));
            // in perspective the mean width of the modules between two points is the geometric mean of the widths
            // there
            let modules = distance(end.centre, corner.centre) / (near * far).sqrt().max(0.1);
            (modules, (near / far).max(0.01).sqrt() - 1.0)
        };
        let ((across, foreshortening_across), (down, foreshortening_down)) = (leg(&right), leg(&below));
        let disagreement = (across / down).ln().abs();
        let side = f32::midpoint(across, down) + 7.0;
        if disagreement > MAX_LOG_SIDE_RATIO || !(MIN_MODULES * 0.8..MAX_MODULES * 1.2).contains(&side) {
            return None;
        }
        let cost = self.cost + 3.0 * disagreement;
        Some(FinderTriple {
            corner,
            right,
            below,
            side,
            foreshortening: [foreshortening_across, foreshortening_down],
            cost,
        })
    }
}

/// Patterns that are combined: those of twenty codes side by side.
const MAX_FINDERS: usize = 60;

/// Candidates kept before the best are selected: memory does not grow with the number of patterns.
const MAX_PENDING: usize = 1000;

/// Candidates measured in one bitmap.
const MAX_CANDIDATES: usize = 120;

/// Triples returned from one bitmap.
const MAX_TRIPLES: usize = 30;

/// Cost of every ray, of 48, that does not show its pattern.
const COST_PER_MISSING_VOTE: f32 = 0.12;

/// A side of so many modules costs 1: where codes lie side by side, the patterns of one code are nearest to each
/// other.
const MODULES_PER_COST: f32 = 250.0;

/// Votes from which a pattern is certain enough to be tried as any corner.
const CERTAIN_VOTES: usize = 14;

/// Modules narrower than so many pixels are more often texture than a code.
const SMALL_MODULE_PX: f32 = 2.2;

/// Largest ratio of the widths of a module at two patterns of a symbol.
const MAX_MODULE_RATIO: f32 = 2.5;

/// The sine of the sharpest angle at a corner: 30 degrees (or 150).
const MIN_SINE: f32 = 0.5;

/// Largest ratio of the legs: a symbol tilted by 70 degrees.
const MAX_LEG_RATIO: f32 = 3.2;

/// Largest natural logarithm of the ratio of the sides measured along the two legs (a factor of 1.5).
const MAX_LOG_SIDE_RATIO: f32 = 0.4;

/// Sides of versions 1 and 40, in modules.
const MIN_MODULES: f32 = 21.0;
const MAX_MODULES: f32 = 177.0;
