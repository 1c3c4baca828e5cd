//! Estimates the pose of a symbol: its version, and the homography from modules to pixels (ISO/IEC 18004, 13.2 g to
//! k).
//!
//! Three finder centres leave two parameters of the homography open: the foreshortening along either leg. Compass
//! search (pattern search: Hooke and Jeeves, "Direct Search", Journal of the ACM 8(2), 1961) maximises the
//! normalised cross-correlation of finder and timing patterns over them. The alignment pattern nearest to the
//! fourth corner then fixes the homography with a fourth point.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::control_grid::{ControlGrid, Warp};
use crate::direct_search::{CompassSearch, Scored, grid_search, opportunistic_poll};
use crate::finder_triple::FinderTriple;
use crate::geometry::{Point, distance, to_f32};
use crate::homography::Homography;
use crate::sampler::BilinearSampler;
use crate::template::{PatternTemplate, SymbolTemplate, TemplateCache, decode_version_information};

/// A version and where its modules are in the frame.
#[derive(Clone, Debug)]
pub(crate) struct Pose {
    pub(crate) template: Arc<SymbolTemplate>,
    pub(crate) warp: Warp,
    /// Score of the finder and timing patterns, -1 to 1 (see [`SymbolTemplate::score`]).
    pub(crate) score: f32,
    /// The timing patterns match as well, so the symbol is about flat.
    pub(crate) is_flat: bool,
}

/// Estimates version and homography of a triple.
pub(crate) fn estimate_pose(
    triple: &FinderTriple,
    sampler: &BilinearSampler<'_>,
    templates: &mut TemplateCache,
) -> Option<Pose> {
    let [across, down] = triple.foreshortening;
    let starts = [(0.0, 0.0), (across, down), (across / 2.0, down / 2.0)];
    let template = templates.get(nearest_version(triple.side));
    let (homography, rough) = refine_tilt(triple, template.side, &starts, &|homography| {
        template.finder_score(sampler, |point| homography.map(point))
    })?;
    if rough.score < MIN_FINDER_SCORE {
        return None;
    }
    let version_read = read_version_information(triple, &template, &homography, sampler);
    let starts = [rough.point, starts[0], starts[1]];
    let mut best_of = |versions| {
        best_versions(versions, triple, sampler, templates, &starts)
            .into_iter()
            .flatten()
            .filter_map(|version| pose_of_version(version, triple, sampler, templates, &starts))
            .reduce(|best, next| if next.score > best.score { next } else { best })
    };
    // the smallest versions have no version information, and data may look like one
    let best = version_read
        .and_then(|version| best_of(version..=version))
        .or_else(|| best_of(plausible_versions(triple.side)));
    let mut pose = best?;
    let timing = pose.template.timing_score(sampler, |point| pose.warp.homography.map(point));
    pose.is_flat = timing > MIN_TIMING_SCORE && pose.score > MIN_SCORE;
    if pose.is_flat {
        refine_by_alignment_pattern(&mut pose, triple, sampler);
        return Some(pose);
    }
    // in a bent symbol the timing patterns are not where a plane has them; then its version information must be
    // readable and its finders clear
    let is_read = version_read == Some(pose.template.layout.version);
    (is_read && rough.score > CLEAR_FINDER_SCORE).then_some(pose)
}

/// The three versions with the best score at any of `starts`, of those with a score from which refining may help.
fn best_versions(
    versions: RangeInclusive<usize>,
    triple: &FinderTriple,
    sampler: &BilinearSampler<'_>,
    templates: &mut TemplateCache,
    starts: &[Point],
) -> [Option<usize>; MAX_VERSIONS] {
    let mut best = [(f32::MIN, 0); MAX_VERSIONS];
    for version in versions {
        let template = templates.get(version);
        let score = starts
            .iter()
            .filter_map(|&start| homography_for_tilt(triple, template.side, start))
            .map(|homography| template.score(sampler, |point| homography.map(point)))
            .fold(f32::MIN, f32::max);
        if let Some(weakest) = best.iter_mut().min_by(|one, other| one.0.total_cmp(&other.0))
            && score > weakest.0
        {
            *weakest = (score, version);
        }
    }
    best.map(|(score, version)| (score > MIN_STARTING_SCORE).then_some(version))
}

/// The pose of a triple as a symbol of one version, with the tilt that scores best.
fn pose_of_version(
    version: usize,
    triple: &FinderTriple,
    sampler: &BilinearSampler<'_>,
    templates: &mut TemplateCache,
    starts: &[Point],
) -> Option<Pose> {
    let template = templates.get(version);
    let (homography, Scored { score, .. }) = refine_tilt(triple, template.side, starts, &|homography| {
        template.score(sampler, |point| homography.map(point))
    })?;
    Some(Pose { template, warp: Warp { homography, grid: ControlGrid::default() }, score, is_flat: false })
}

/// The version in the version information (versions 7 to 40), if it correlates clearly and is near to the measured
/// side.
fn read_version_information(
    triple: &FinderTriple,
    template: &SymbolTemplate,
    homography: &Homography,
    sampler: &BilinearSampler<'_>,
) -> Option<usize> {
    if template.side < 37 {
        return None;
    }
    let (version, agreement) =
        decode_version_information(template.side, sampler, |point| homography.map(point));
    let measured = (triple.side - to_f32(17)) / 4.0;
    (agreement > MIN_VERSION_AGREEMENT && (to_f32(version) - measured).abs() < 2.0 + measured * 0.12)
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

/// The versions near to the measured side: more of them for larger symbols, where a small error of the module means
/// more.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn plausible_versions(side: f32) -> RangeInclusive<usize> {
    let exact = (side - 17.0) / 4.0;
    let reach = 0.7 + side / 60.0;
    let first = (exact - reach).ceil().clamp(1.0, 40.0) as usize;
    let last = (exact + reach).floor().clamp(1.0, 40.0) as usize;
    first..=last
}

/// Compass search for the foreshortening with the best score, from the best of `starts`. `None` if no start reaches
/// [`MIN_STARTING_SCORE`].
fn refine_tilt(
    triple: &FinderTriple,
    side: usize,
    starts: &[Point],
    score_at: &dyn Fn(&Homography) -> f32,
) -> Option<(Homography, Scored)> {
    let score_of = |tilt: Point| Some(score_at(&homography_for_tilt(triple, side, tilt)?));
    let start = starts
        .iter()
        .filter_map(|&point| Some(Scored { point, score: score_of(point)? }))
        .max_by(|one, other| one.score.total_cmp(&other.score))
        .filter(|start| start.score >= MIN_STARTING_SCORE)?;
    let best = TILT_SEARCH.maximise(start, score_of);
    Some((homography_for_tilt(triple, side, best.point)?, best))
}

/// The homography through the three centres with a given foreshortening from the first to the other two.
fn homography_for_tilt(triple: &FinderTriple, side: usize, (across, down): Point) -> Option<Homography> {
    let last = to_f32(side) - 3.5;
    let leg = last - 3.5;
    let inner = (to_f32(side) - 10.0) / leg;
    let depth = 1.0 + (across + down) * inner;
    if depth < 0.2 || across < -0.8 || down < -0.8 {
        return None;
    }
    let (corner, right, below) = (triple.corner.centre, triple.right.centre, triple.below.centre);
    let along = |corner: f32, right: f32, below: f32| {
        (corner + inner * (right * (1.0 + across) - corner + below * (1.0 + down) - corner)) / depth
    };
    let fourth = (along(corner.0, right.0, below.0), along(corner.1, right.1, below.1));
    homography_through(triple, side, fourth)
}

/// The homography through the three centres and the centre of the alignment pattern in the fourth corner (6.5
/// modules from both edges), or where it would be.
fn homography_through(triple: &FinderTriple, side: usize, fourth: Point) -> Option<Homography> {
    let (last, inner) = (to_f32(side) - 3.5, to_f32(side) - 6.5);
    let pairs = [
        ((3.5, 3.5), triple.corner.centre),
        ((last, 3.5), triple.right.centre),
        ((inner, inner), fourth),
        ((3.5, last), triple.below.centre),
    ];
    Homography::from_points(pairs).filter(|homography| homography.is_in_front(to_f32(side)))
}

/// Searches the alignment pattern in the fourth corner and takes the homography through it, if the other patterns
/// then score about as well.
fn refine_by_alignment_pattern(pose: &mut Pose, triple: &FinderTriple, sampler: &BilinearSampler<'_>) {
    let template = &pose.template;
    if template.side < 25 {
        return;
    }
    let homography = pose.warp.homography;
    let inner = to_f32(template.side) - 6.5;
    let pattern = PatternTemplate::alignment();
    let score_at = |(u, v): Point| {
        let correlation =
            pattern.correlation(sampler, |point| homography.map((point.0 + inner + u, point.1 + inner + v)));
        correlation - 0.012 * distance((u, v), (0.0, 0.0))
    };
    let mut best = Scored { point: (0.0, 0.0), score: score_at((0.0, 0.0)) };
    best = grid_search(best, &half_modules(2.0 + to_f32(template.side) * 0.05), score_at);
    for step in [0.25, 0.12, 0.06] {
        best = opportunistic_poll(best, step, score_at);
    }
    if best.score < MIN_ALIGNMENT_SCORE {
        return;
    }
    let fourth = homography.map((inner + best.point.0, inner + best.point.1));
    let Some(refined) = homography_through(triple, template.side, fourth) else { return };
    let score = template.score(sampler, |point| refined.map(point));
    if score > pose.score - MAX_SCORE_LOSS {
        pose.warp.homography = refined;
        pose.score = score;
    }
}

/// Offsets of a grid: every half module from `-reach` to `reach` modules.
fn half_modules(reach: f32) -> impl Iterator<Item = f32> + Clone {
    (0..u8::MAX).map(move |count| f32::from(count) * 0.5 - reach).take_while(move |offset| *offset <= reach)
}

/// Score below which a flat candidate is not a symbol. Raise: fewer false candidates to decode, fewer blurred
/// symbols.
const MIN_SCORE: f32 = 0.5;

/// Score from which the search for the tilt begins: below, no tilt in reach brings the score to [`MIN_SCORE`].
const MIN_STARTING_SCORE: f32 = 0.35;

/// Versions that are refined, of those scored.
const MAX_VERSIONS: usize = 3;

/// Mean correlation of the three finders that a candidate needs, and that it needs where the timing patterns do not
/// match.
const MIN_FINDER_SCORE: f32 = 0.55;
const CLEAR_FINDER_SCORE: f32 = 0.75;

/// Correlation that the better of the two timing patterns needs. Without this, a floor of tiles that look like
/// finders agrees in everything else.
const MIN_TIMING_SCORE: f32 = 0.25;

/// The search for the tilt; steps are relative changes of the width of a module.
const TILT_SEARCH: CompassSearch =
    CompassSearch { first_step: 0.12, last_step: 0.012, min_gain: 0.001, max_polls: 14 };

/// Correlation that the version information needs, 0 to 1.
const MIN_VERSION_AGREEMENT: f32 = 0.6;

/// Correlation that the alignment pattern needs, less 0.012 a module from where it was expected.
const MIN_ALIGNMENT_SCORE: f32 = 0.55;

/// What the score may lose when the homography goes through the alignment pattern.
const MAX_SCORE_LOSS: f32 = 0.12;
