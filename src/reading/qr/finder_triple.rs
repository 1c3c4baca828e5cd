//! Three finder patterns that stand like the corners of a square (ISO/IEC 18004, 13.2 d to f).
//!
//! In: [`Finder`]s. Out: [`Trio`]s, most plausible first. The distance of two patterns, counted in modules as wide as they are
//! at both, is the side of the symbol; both legs of a true trio tell the same side.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use super::finder::{Finder, apart};
use super::homography::Place;
use super::pose::modules;

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

/// Memory for locating that is used again from bitmap to bitmap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locator {
    chosen: Vec<(usize, Finder)>,
    rough: Rough,
    /// What was located last, most plausible first.
    pub(crate) trios: Vec<Trio>,
}

impl Locator {
    /// Locates the most plausible trios among `finders`. At least one of a trio's patterns has an index of `fresh` or more.
    pub(crate) fn locate(&mut self, finders: &[Finder], fresh: usize) {
        let Self { chosen, rough, trios } = self;
        clearest(finders, chosen);
        let fresh = chosen.iter().position(|(index, _)| *index >= fresh).unwrap_or(chosen.len());
        rough.waiting.clear();
        rough.limit = None;
        for (first, (_, one)) in chosen.iter().enumerate() {
            for (second, (_, other)) in chosen.iter().enumerate().skip(first + 1) {
                if !alike(one, other) {
                    continue;
                }
                for (third, (_, last)) in chosen.iter().enumerate().skip((second + 1).max(fresh)) {
                    if alike(one, last) && alike(other, last) {
                        rough.add(chosen, [first, second, third]);
                    }
                }
            }
        }
        rough.keep_likeliest();
        trios.clear();
        trios.extend(rough.waiting.iter().filter_map(|trio| trio.measured(chosen)));
        // not the stable sort, which takes memory
        trios.sort_unstable_by(|one, other| one.doubt.total_cmp(&other.doubt));
        trios.truncate(MAX_TRIOS);
    }
}

/// Three patterns by their indices, judged by their centres alone. Hundreds are thrown away for one that is kept.
#[derive(Clone, Copy, Debug)]
struct RoughTrio {
    corner: usize,
    right: usize,
    below: usize,
    doubt: f32,
}

/// The rough trios that wait to be measured.
#[derive(Clone, Debug, Default)]
struct Rough {
    waiting: Vec<RoughTrio>,
    /// The doubt above which none can be among those kept.
    limit: Option<f32>,
}

impl Rough {
    /// The trios of three patterns. The right angle is opposite the longest side, unless the symbol is strongly tilted; of
    /// patterns that are beyond doubt all three are tried.
    fn add(&mut self, finders: &[(usize, Finder)], indices: [usize; 3]) {
        let [Some(a), Some(b), Some(c)] = indices.map(|index| finders.get(index).map(|chosen| &chosen.1))
        else {
            return;
        };
        let beyond_doubt = [a, b, c].iter().all(|finder| finder.votes >= MANY_VOTES);
        let sides = [apart(b.centre, c.centre), apart(c.centre, a.centre), apart(a.centre, b.centre)];
        let longest = sides.iter().fold(1.0, |longest: f32, &side| longest.max(side));
        for turn in 0..3 {
            let at = |steps: usize| indices.get((turn + steps) % 3).copied().unwrap_or(0);
            let side = |steps: usize| sides.get((turn + steps) % 3).copied().unwrap_or(0.0);
            let short = longest / side(0).max(1.0);
            if short <= 1.0 || (beyond_doubt && short < LONGEST_LEG) {
                let legs = [side(2), side(1)];
                let trio = rough_trio(finders, [at(0), at(1), at(2)], legs, short);
                let limit = self.limit.unwrap_or(f32::MAX);
                self.waiting.extend(trio.filter(|trio| trio.doubt <= limit));
            }
        }
        if self.waiting.len() > MAX_WAITING {
            self.keep_likeliest();
        }
    }

    fn keep_likeliest(&mut self) {
        let likelier = |one: &RoughTrio, other: &RoughTrio| {
            let place = |trio: &RoughTrio| (trio.corner, trio.right, trio.below);
            one.doubt.total_cmp(&other.doubt).then_with(|| place(one).cmp(&place(other)))
        };
        if self.waiting.len() > MAX_ROUGH {
            let (_, last, _) = self.waiting.select_nth_unstable_by(MAX_ROUGH - 1, likelier);
            self.limit = Some(last.doubt);
            self.waiting.truncate(MAX_ROUGH);
        }
        self.waiting.sort_unstable_by(likelier);
    }
}

/// Chooses the patterns that most rays have agreed to, in the order in which they were found.
fn clearest(finders: &[Finder], chosen: &mut Vec<(usize, Finder)>) {
    chosen.clear();
    chosen.extend(finders.iter().copied().enumerate());
    let clearness = |finder: &Finder| modules(finder.votes) - 5.0 * (SMALL_MODULE - finder.module).max(0.0);
    chosen.sort_unstable_by(|one, other| {
        clearness(&other.1).total_cmp(&clearness(&one.1)).then_with(|| one.0.cmp(&other.0))
    });
    chosen.truncate(MAX_FINDERS);
    chosen.sort_unstable_by_key(|(index, _)| *index);
}

fn alike(one: &Finder, other: &Finder) -> bool {
    one.inverted == other.inverted
        && one.module < MOST_UNLIKE * other.module
        && other.module < MOST_UNLIKE * one.module
}

/// A corner and the other two patterns, the legs to them, and how much shorter than the longest side the one opposite is.
fn rough_trio(
    finders: &[(usize, Finder)],
    [corner, one, other]: [usize; 3],
    legs: [f32; 2],
    short: f32,
) -> Option<RoughTrio> {
    let finder = |index: usize| finders.get(index).map(|chosen| &chosen.1);
    let (at_corner, at_one, at_other) = (finder(corner)?, finder(one)?, finder(other)?);
    let (to_one, to_other) =
        (minus(at_one.centre, at_corner.centre), minus(at_other.centre, at_corner.centre));
    let cross = to_one.0 * to_other.1 - to_one.1 * to_other.0;
    let (right, below) = if cross > 0.0 { (one, other) } else { (other, one) };
    let sine = cross.abs() / (legs[0] * legs[1]).max(1.0);
    let module = (at_corner.module + at_one.module + at_other.module) / 3.0;
    let side = (legs[0] + legs[1]) / (2.0 * module) + 7.0;
    let stretch = legs[0].max(legs[1]) / legs[0].min(legs[1]).max(f32::MIN_POSITIVE);
    if sine < SMALLEST_SINE
        || stretch > LONGEST_LEG
        || !(FEWEST_MODULES * 0.7..MOST_MODULES * 1.5).contains(&side)
    {
        return None;
    }
    let times = |finder: &Finder| {
        finder.module.max(at_corner.module) / finder.module.min(at_corner.module).max(f32::MIN_POSITIVE)
    };
    // the sum of four logarithms
    let uneven = (short * stretch * times(at_one) * times(at_other)).ln();
    let silent = modules(48_usize.saturating_sub(at_corner.votes + at_one.votes + at_other.votes));
    let tiny = (SMALL_MODULE - module).max(0.0);
    let doubt = uneven + (1.0 - sine) + SILENCE * silent + tiny + side / WIDE_SIDE;
    Some(RoughTrio { corner, right, below, doubt })
}

impl RoughTrio {
    /// Measures the modules along both legs and judges by what they say.
    fn measured(&self, finders: &[(usize, Finder)]) -> Option<Trio> {
        let finder = |index: usize| finders.get(index).map(|chosen| chosen.1);
        let (corner, right, below) = (finder(self.corner)?, finder(self.right)?, finder(self.below)?);
        let leg = |end: &Finder| {
            let direction = minus(end.centre, corner.centre);
            let (near, far) = (corner.module_towards(direction), end.module_towards(direction));
            // Seen in perspective the modules between two places are, on the average, as wide as the geometric mean.
            let modules = apart(end.centre, corner.centre) / (near * far).sqrt().max(0.1);
            (modules, (near / far).max(0.01).sqrt() - 1.0)
        };
        let ((across, shrinking_across), (down, shrinking_down)) = (leg(&right), leg(&below));
        let disagreement = (across / down).ln().abs();
        let side = f32::midpoint(across, down) + 7.0;
        if disagreement > MOST_DISAGREEMENT || !(FEWEST_MODULES * 0.8..MOST_MODULES * 1.2).contains(&side) {
            return None;
        }
        let doubt = self.doubt + 3.0 * disagreement;
        Some(Trio { corner, right, below, side, shrinking: [shrinking_across, shrinking_down], doubt })
    }
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
