//! Laying a symbol's outline over the picture (ISO/IEC 18004, 13.2 g to k).
//!
//! In: a [`Trio`] and the grey picture. Out: a [`Fit`]: how many modules the side has, and where each of them is seen.
//! The three finder centres leave two things open, how fast the picture shrinks to the right and downwards.
//! These are tried until the finders and the timing patterns are seen where they should be; the
//! alignment pattern in the fourth corner then nails the perspective down.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use std::sync::Arc;

use super::finder::apart;
use super::finder_triple::Trio;
use super::homography::{Net, Perspective, Place, Warp};
use super::sampler::Plane;
use super::template::{Outline, Part, version_told};

/// A symbol laid over the picture.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) outline: Arc<Outline>,
    pub(crate) warp: Warp,
    /// How well what must be seen is seen: 1 is perfect.
    pub(crate) quality: f32,
    /// The timing patterns are seen as well as the finders: the symbol is about flat.
    pub(crate) is_flat: bool,
}

/// Lays the likeliest version over a trio. `outline_of` knows them all.
pub(crate) fn fit(
    trio: &Trio,
    plane: &Plane<'_>,
    outline_of: &mut dyn FnMut(usize) -> Arc<Outline>,
) -> Option<Fit> {
    let inverted = trio.corner.inverted;
    let [guess_across, guess_down] = trio.shrinking;
    let starts = [(0.0, 0.0), (guess_across, guess_down), (guess_across / 2.0, guess_down / 2.0)];
    let outline = outline_of(nearest_version(trio.side));
    let (perspective, tilt, finders) = tilted(trio, outline.side, &starts, &|seen| {
        outline.finders_seen(plane, inverted, |place| seen.map(place))
    })?;
    if finders < LEAST_FINDERS {
        return None;
    }
    let told = told_version(trio, &outline, &perspective, plane);
    let versions = told.map_or(likely_versions(trio.side), |version| version..=version);
    // a rough look at every version tells the few that are worth more
    let starts = [tilt, starts[0], starts[1]];
    let mut likely: [(f32, usize); VERSIONS] = [(f32::MIN, 0); VERSIONS];
    for version in versions {
        let outline = outline_of(version);
        let seen = |map: &Perspective| outline.quality(plane, inverted, |place| map.map(place));
        let rough = starts.iter().filter_map(|&start| seen_tilted(trio, outline.side, start));
        let quality = rough.map(|map| seen(&map)).fold(f32::MIN, f32::max);
        if let Some(least) = likely.iter_mut().min_by(|one, other| one.0.total_cmp(&other.0))
            && quality > least.0
        {
            *least = (quality, version);
        }
    }
    let mut best: Option<Fit> = None;
    for (_, version) in likely.into_iter().filter(|(quality, _)| *quality > HOPELESS) {
        let outline = outline_of(version);
        let quality = |seen: &Perspective| outline.quality(plane, inverted, |place| seen.map(place));
        let Some((perspective, _, quality)) = tilted(trio, outline.side, &starts, &quality) else {
            continue;
        };
        if best.as_ref().is_none_or(|fit| quality > fit.quality) {
            let timing = outline.timing_seen(plane, inverted, |place| perspective.map(place));
            let is_flat = timing > LEAST_TIMING && quality > LEAST_QUALITY;
            best = Some(Fit { outline, warp: Warp { perspective, net: Net::default() }, quality, is_flat });
        }
    }
    let mut fit = best?;
    if fit.is_flat {
        anchor(&mut fit, trio, plane);
        return Some(fit);
    }
    // Bent, the timing patterns are not where a plane has them; but then the symbol must tell its version itself.
    (told.is_some() && finders > CLEAR_FINDERS).then_some(fit)
}

/// The version as the symbol tells it itself, when it does so clearly and does not contradict what was measured.
fn told_version(
    trio: &Trio,
    outline: &Outline,
    perspective: &Perspective,
    plane: &Plane<'_>,
) -> Option<usize> {
    if outline.side < 37 {
        return None;
    }
    let (version, clarity) =
        version_told(outline.side, plane, trio.corner.inverted, |place| perspective.map(place));
    let measured = (trio.side - modules(17)) / 4.0;
    (clarity > LEAST_CLARITY && (modules(version) - measured).abs() < 2.0 + measured * 0.12)
        .then_some(version)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn nearest_version(side: f32) -> usize {
    ((side - 17.0) / 4.0).round().clamp(1.0, 40.0) as usize
}

/// The versions whose side is nearest to the one measured, more of them where a small error of the module means more.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn likely_versions(side: f32) -> std::ops::RangeInclusive<usize> {
    let exact = (side - 17.0) / 4.0;
    let reach = 0.7 + side / 60.0;
    let first = (exact - reach).ceil().clamp(1.0, 40.0) as usize;
    let last = (exact + reach).floor().clamp(1.0, 40.0) as usize;
    first..=last
}

/// Tries how the plane is tilted, beginning with the best of `starts`, until `judge` sees no improvement.
fn tilted(
    trio: &Trio,
    side: usize,
    starts: &[Place],
    judge: &dyn Fn(&Perspective) -> f32,
) -> Option<(Perspective, Place, f32)> {
    let judged = |tilt: Place| {
        let perspective = seen_tilted(trio, side, tilt)?;
        Some((perspective, tilt, judge(&perspective)))
    };
    let better =
        |one: &(Perspective, Place, f32), other: &(Perspective, Place, f32)| one.2.total_cmp(&other.2);
    let mut best = starts.iter().filter_map(|&tilt| judged(tilt)).max_by(better)?;
    if best.2 < HOPELESS {
        return None;
    }
    let mut step = FIRST_STEP;
    for _ in 0..MOST_STEPS {
        let (across, down) = best.1;
        let around = COMPASS.map(|(x, y)| (across + x * step, down + y * step));
        match around.into_iter().filter_map(judged).max_by(better) {
            Some(next) if next.2 > best.2 + 0.001 => best = next,
            _ => step /= 2.0,
        }
        if step < LAST_STEP {
            break;
        }
    }
    Some(best)
}

/// The perspective through the three centres that shrinks by `tilt` from the first finder to the other two.
fn seen_tilted(trio: &Trio, side: usize, (across, down): Place) -> Option<Perspective> {
    let last = modules(side) - 3.5;
    let leg = last - 3.5;
    let inner = (modules(side) - 10.0) / leg;
    let depth = 1.0 + (across + down) * inner;
    if depth < 0.2 || across < -0.8 || down < -0.8 {
        return None;
    }
    let (corner, right, below) = (trio.corner.centre, trio.right.centre, trio.below.centre);
    let along = |corner: f32, right: f32, below: f32| {
        (corner + inner * (right * (1.0 + across) - corner + below * (1.0 + down) - corner)) / depth
    };
    let fourth = (along(corner.0, right.0, below.0), along(corner.1, right.1, below.1));
    through(trio, side, fourth)
}

/// The perspective through the three centres and that of the alignment pattern in the fourth corner.
fn through(trio: &Trio, side: usize, fourth: Place) -> Option<Perspective> {
    let (last, inner) = (modules(side) - 3.5, modules(side) - 6.5);
    let pairs = [
        ((3.5, 3.5), trio.corner.centre),
        ((last, 3.5), trio.right.centre),
        ((inner, inner), fourth),
        ((3.5, last), trio.below.centre),
    ];
    Perspective::through(pairs).filter(|perspective| perspective.faces(modules(side)))
}

/// Looks for the alignment pattern in the fourth corner and hangs the perspective on it.
fn anchor(fit: &mut Fit, trio: &Trio, plane: &Plane<'_>) {
    let outline = &fit.outline;
    if outline.side < 25 {
        return;
    }
    let inverted = trio.corner.inverted;
    let perspective = fit.warp.perspective;
    let inner = modules(outline.side) - 6.5;
    let pattern = Part::alignment();
    let judge = |(u, v): Place| {
        let seen = pattern
            .seen(plane, inverted, |place| perspective.map((place.0 + inner + u, place.1 + inner + v)));
        seen - 0.012 * apart((u, v), (0.0, 0.0))
    };
    let reach = 2.0 + modules(outline.side) * 0.05;
    let mut best = ((0.0, 0.0), judge((0.0, 0.0)));
    let mut v = -reach;
    while v <= reach {
        let mut u = -reach;
        while u <= reach {
            let judged = judge((u, v));
            if judged > best.1 {
                best = ((u, v), judged);
            }
            u += 0.5;
        }
        v += 0.5;
    }
    for step in [0.25, 0.12, 0.06] {
        for (x, y) in COMPASS {
            let place = (best.0.0 + x * step, best.0.1 + y * step);
            let judged = judge(place);
            if judged > best.1 {
                best = (place, judged);
            }
        }
    }
    if best.1 < LEAST_ANCHOR {
        return;
    }
    let fourth = perspective.map((inner + best.0.0, inner + best.0.1));
    let Some(anchored) = through(trio, outline.side, fourth) else { return };
    let quality = outline.quality(plane, inverted, |place| anchored.map(place));
    if quality > fit.quality - MOST_LOSS {
        fit.warp.perspective = anchored;
        fit.quality = quality;
    }
}

/// A number of modules as a coordinate.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "177 at most")]
pub(crate) fn modules(count: usize) -> f32 {
    count as f32
}

/// Eight ways to go on.
pub(crate) const COMPASS: [Place; 8] =
    [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)];

/// A fit below this shows something else than a code.
const LEAST_QUALITY: f32 = 0.5;

/// So far off no tilt will help.
const HOPELESS: f32 = 0.35;

/// Versions that are looked at closely.
const VERSIONS: usize = 3;

/// How well the finders must be seen on the average, and how well to do without the timing patterns.
const LEAST_FINDERS: f32 = 0.55;
const CLEAR_FINDERS: f32 = 0.75;

/// How well the better of the two timing patterns must be seen. Without it, a floor of tiles that look like
/// finders agrees in everything else.
const LEAST_TIMING: f32 = 0.25;

/// How much more the far side of a symbol shrinks from try to try.
const FIRST_STEP: f32 = 0.12;
const LAST_STEP: f32 = 0.012;

/// Steps of the search for the tilt.
const MOST_STEPS: usize = 14;

/// How clearly the version information must be told.
const LEAST_CLARITY: f32 = 0.6;

/// How clearly the alignment pattern must be seen.
const LEAST_ANCHOR: f32 = 0.55;

/// What the alignment pattern may cost the finders.
const MOST_LOSS: f32 = 0.12;
