//! Three finder patterns that stand like the corners of a square (ISO/IEC 18004, 13.2 d to f).
//!
//! In: [`Finder`]s. Out: [`Trio`]s, most plausible first. The distance of two patterns, counted in modules as wide as they are
//! at both, is the side of the symbol; both legs of a true trio tell the same side.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use super::finder::{Finder, apart};
use super::fit::modules;
use super::warp::Place;

/// The three corners of a candidate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trio {
    /// The pattern at the right angle.
    pub(crate) corner: Finder,
    /// The next one clockwise.
    pub(crate) right: Finder,
    /// The one after that.
    pub(crate) below: Finder,
    /// Modules along the side, as the legs tell it.
    pub(crate) side: f32,
    /// How the picture shrinks along either leg: a camera sees what is farther away smaller.
    pub(crate) shrinking: [f32; 2],
    /// Small is plausible.
    doubt: f32,
}

/// The most plausible trios among `finders`. At least one of a trio's patterns has an index of `fresh` or more.
pub(crate) fn trios(finders: &[Finder], fresh: usize) -> Vec<Trio> {
    let chosen = clearest(finders);
    let fresh = chosen.iter().position(|(index, _)| *index >= fresh).unwrap_or(chosen.len());
    let finders: Vec<Finder> = chosen.into_iter().map(|(_, finder)| finder).collect();
    let mut rough = Vec::new();
    for (index, first) in finders.iter().enumerate() {
        for (offset, second) in finders.iter().enumerate().skip(index + 1) {
            if !alike(first, second) {
                continue;
            }
            for third in finders.iter().skip((offset + 1).max(fresh)) {
                if alike(first, third) && alike(second, third) {
                    rough.extend(rough_trios([first, second, third]));
                    if rough.len() > MAX_WAITING {
                        keep_likeliest(&mut rough);
                    }
                }
            }
        }
    }
    keep_likeliest(&mut rough);
    let mut trios: Vec<Trio> = rough.into_iter().filter_map(|trio| measured(&trio)).collect();
    trios.sort_by(|one, other| one.doubt.total_cmp(&other.doubt));
    trios.truncate(MAX_TRIOS);
    trios
}

fn keep_likeliest(rough: &mut Vec<Trio>) {
    rough.sort_by(|one, other| one.doubt.total_cmp(&other.doubt));
    rough.truncate(MAX_ROUGH);
}

/// The patterns that most rays have agreed to, in the order in which they were found.
fn clearest(finders: &[Finder]) -> Vec<(usize, Finder)> {
    let mut chosen: Vec<(usize, Finder)> = finders.iter().copied().enumerate().collect();
    let clearness = |finder: &Finder| modules(finder.votes) - 5.0 * (SMALL_MODULE - finder.module).max(0.0);
    chosen.sort_by(|one, other| clearness(&other.1).total_cmp(&clearness(&one.1)));
    chosen.truncate(MAX_FINDERS);
    chosen.sort_by_key(|(index, _)| *index);
    chosen
}

fn alike(one: &Finder, other: &Finder) -> bool {
    one.inverted == other.inverted
        && one.module < MOST_UNLIKE * other.module
        && other.module < MOST_UNLIKE * one.module
}

/// The trios of three patterns, judged by the centres alone. The right angle is opposite the longest side, unless the
/// symbol is strongly tilted; of patterns that are beyond doubt all three are tried.
fn rough_trios([a, b, c]: [&Finder; 3]) -> impl Iterator<Item = Trio> {
    let beyond_doubt = [a, b, c].iter().all(|finder| finder.votes >= MANY_VOTES);
    let longest = apart(a.centre, b.centre).max(apart(b.centre, c.centre)).max(apart(c.centre, a.centre));
    [(a, b, c), (b, c, a), (c, a, b)].into_iter().filter_map(move |(corner, one, other)| {
        let short = longest / apart(one.centre, other.centre).max(1.0);
        (short <= 1.0 || (beyond_doubt && short < LONGEST_LEG))
            .then(|| rough_trio(corner, one, other, short.ln()))?
    })
}

fn rough_trio(corner: &Finder, one: &Finder, other: &Finder, doubt: f32) -> Option<Trio> {
    let legs = (apart(corner.centre, one.centre), apart(corner.centre, other.centre));
    let (to_one, to_other) = (minus(one.centre, corner.centre), minus(other.centre, corner.centre));
    let cross = to_one.0 * to_other.1 - to_one.1 * to_other.0;
    let (right, below) = if cross > 0.0 { (one, other) } else { (other, one) };
    let sine = cross.abs() / (legs.0 * legs.1).max(1.0);
    let module = (corner.module + right.module + below.module) / 3.0;
    let side = (legs.0 + legs.1) / (2.0 * module) + 7.0;
    let stretch = (legs.0 / legs.1).ln().abs();
    if sine < SMALLEST_SINE
        || stretch > LONGEST_LEG.ln()
        || !(FEWEST_MODULES * 0.7..MOST_MODULES * 1.5).contains(&side)
    {
        return None;
    }
    let unlike = (one.module / corner.module).ln().abs() + (other.module / corner.module).ln().abs();
    let silent = modules(48_usize.saturating_sub(corner.votes + right.votes + below.votes));
    let tiny = (SMALL_MODULE - module).max(0.0);
    let doubt = doubt + stretch + (1.0 - sine) + unlike + SILENCE * silent + tiny + side / WIDE_SIDE;
    Some(Trio { corner: *corner, right: *right, below: *below, side, shrinking: [0.0, 0.0], doubt })
}

/// Measures the modules along both legs and judges by what they say.
fn measured(rough: &Trio) -> Option<Trio> {
    let leg = |end: &Finder| {
        let direction = minus(end.centre, rough.corner.centre);
        let (near, far) = (rough.corner.module_towards(direction), end.module_towards(direction));
        // Seen in perspective the modules between two places are, on the average, as wide as the geometric mean.
        let modules = apart(end.centre, rough.corner.centre) / (near * far).sqrt().max(0.1);
        (modules, (near / far).max(0.01).sqrt() - 1.0)
    };
    let ((across, shrinking_across), (down, shrinking_down)) = (leg(&rough.right), leg(&rough.below));
    let disagreement = (across / down).ln().abs();
    let side = f32::midpoint(across, down) + 7.0;
    if disagreement > MOST_DISAGREEMENT || !(FEWEST_MODULES * 0.8..MOST_MODULES * 1.2).contains(&side) {
        return None;
    }
    let doubt = rough.doubt + 3.0 * disagreement;
    Some(Trio { side, shrinking: [shrinking_across, shrinking_down], doubt, ..*rough })
}

fn minus(one: Place, other: Place) -> Place {
    (one.0 - other.0, one.1 - other.1)
}

/// Patterns of which trios are made: twenty codes side by side.
const MAX_FINDERS: usize = 60;

/// Trios that wait to be judged before the likeliest are kept: memory does not grow with the number of patterns.
const MAX_WAITING: usize = 1000;

/// Trios measured in one bitmap.
const MAX_ROUGH: usize = 120;

/// Trios handed on from one bitmap.
const MAX_TRIOS: usize = 30;

/// Doubt for every ray that did not show the pattern.
const SILENCE: f32 = 0.12;

/// Where codes stand side by side, patterns of the same one are nearest; so many modules add 1 to the doubt.
const WIDE_SIDE: f32 = 250.0;

/// Rays that put a pattern beyond doubt.
const MANY_VOTES: usize = 14;

/// Modules narrower than this many pixels are more often texture than a code.
const SMALL_MODULE: f32 = 2.2;

/// How much wider a module can be at one finder than at another of the same symbol.
const MOST_UNLIKE: f32 = 2.5;

/// The sine of the flattest angle at a corner: 30 degrees.
const SMALLEST_SINE: f32 = 0.5;

/// How much longer one leg can be than the other: a pass seen at 70 degrees.
const LONGEST_LEG: f32 = 3.2;

/// The logarithm of how far the legs may disagree about the side.
const MOST_DISAGREEMENT: f32 = 0.4;

/// Sides of versions 1 and 40.
const FEWEST_MODULES: f32 = 21.0;
const MOST_MODULES: f32 = 177.0;
