//! Refines a grid of control-point offsets on top of the homography, for bent symbols: sleeves, cans, crumpled
//! receipts.
//!
//! A module sampled at its centre is clearly dark or clearly light; between two modules it is grey. Each point is
//! moved, by pattern search within 0.7 modules of its prediction, to maximise the mean absolute deviation from
//! local grey of the 9x9 modules around it. Points are visited in order of distance from known patterns, each
//! starting from the offset extrapolated from its neighbours: neighbours bend alike.

use crate::alignment::AlignmentGrid;
use crate::control_grid::ControlGrid;
use crate::direct_search::{CompassSearch, Scored, grid_search, whole_steps};
use crate::geometry::{Point, difference, distance, midpoint, to_f32};
use crate::grid::{Grid, Node};
use crate::homography::Homography;
use crate::pose::Pose;
use crate::sampler::BilinearSampler;
use crate::symbol::Module;

/// Sets the grid to the offsets of what is certain: the finders, and the alignment patterns that were found.
pub(crate) fn seed_grid(pose: &mut Pose, sampler: &BilinearSampler<'_>) -> AlignmentGrid {
    let version = pose.template.layout.version;
    let mut alignment = AlignmentGrid::locate(pose, sampler);
    if version < MIN_VERSION_TO_SEED
        || 2 * alignment.known.len() < alignment.rows_and_columns.len() * alignment.rows_and_columns.len()
    {
        refine_fourth_corner(pose, sampler);
        alignment = AlignmentGrid::locate(pose, sampler);
    }
    let side = pose.template.side;
    let mut grid = ControlGrid::flat(side, SPACING.max(to_f32(side) / MAX_CELLS));
    for node in grid.offsets.nodes() {
        let offset = alignment.offset_at(grid.position(node));
        grid.offsets.set(node, offset);
    }
    pose.warp.grid = grid;
    alignment
}

/// Refines the grid point by point, from the known patterns outwards.
pub(crate) fn dewarp(pose: &mut Pose, sampler: &BilinearSampler<'_>, alignment: &AlignmentGrid) {
    let mut grid = std::mem::take(&mut pose.warp.grid);
    let distance_to_known = |node: Node| {
        let point = grid.position(node);
        alignment.known.iter().map(|known| distance(known.0, point)).fold(f32::MAX, f32::min)
    };
    let mut order: Vec<Node> = grid.offsets.nodes().collect();
    order.sort_by(|&one, &other| distance_to_known(one).total_cmp(&distance_to_known(other)));
    let mut refined = Grid::filled(grid.offsets.side(), None);
    for &node in &order {
        let point = grid.position(node);
        let predicted = predicted(&refined, node, alignment.offset_at(point));
        let offset = refine_point(pose, sampler, point, predicted, FIRST_STEP);
        grid.offsets.set(node, offset);
        refined.set(node, Some(offset));
    }
    for _ in 0..ROUNDS {
        let before = grid.offsets.clone();
        for &node in &order {
            let smoothed = midpoint(before.at(node).unwrap_or_default(), neighbour_mean(&before, node));
            let offset = refine_point(pose, sampler, grid.position(node), smoothed, FIRST_STEP / 2.0);
            grid.offsets.set(node, offset);
        }
    }
    pose.warp.grid = grid;
}

/// Moves the fourth corner, of which the finders say little, to where the whole symbol has the most contrast.
fn refine_fourth_corner(pose: &mut Pose, sampler: &BilinearSampler<'_>) {
    let side = to_f32(pose.template.side);
    let near = side - 3.5;
    let homography = pose.warp.homography;
    let candidate = |deviation: Point| {
        let fixed = [(3.5, 3.5), (near, 3.5), (3.5, near)].map(|point| (point, homography.map(point)));
        let [corner, right, below] = fixed;
        let fourth = (near, near);
        let pairs =
            [corner, right, (fourth, homography.map((near + deviation.0, near + deviation.1))), below];
        Homography::from_points(pairs).filter(|candidate| candidate.is_in_front(side))
    };
    let modules = sampled_modules(pose);
    let mut levels = Vec::with_capacity(modules.len());
    let mut score_at = |deviation: Point| {
        let away = distance(deviation, (0.0, 0.0)) / CORNER_REACH;
        candidate(deviation).map_or(0.0, |candidate| {
            symbol_contrast(&candidate, sampler, &modules, &mut levels) * (1.0 - 0.05 * away)
        })
    };
    let mut best = Scored { point: (0.0, 0.0), score: score_at((0.0, 0.0)) };
    for (step, reach) in CORNER_STEPS {
        best = grid_search(best, &whole_steps(reach, step), &mut score_at);
    }
    if let Some(candidate) = candidate(best.point) {
        pose.warp.homography = candidate;
    }
}

/// The centres of every n-th module in both directions (of all in a small symbol, about 20 a side in a large one),
/// and their colour where it is known.
fn sampled_modules(pose: &Pose) -> Vec<(Point, f32)> {
    let side = pose.template.side;
    let stride = (side / 20).max(1);
    let mut places = Vec::with_capacity(900);
    for y in (0..side).step_by(stride) {
        for x in (0..side).step_by(stride) {
            places.push(((to_f32(x) + 0.5, to_f32(y) + 0.5), sign(pose, x, y)));
        }
    }
    places
}

fn symbol_contrast(
    homography: &Homography,
    sampler: &BilinearSampler<'_>,
    modules: &[(Point, f32)],
    levels: &mut Vec<f32>,
) -> f32 {
    levels.clear();
    levels.extend(modules.iter().map(|(point, _)| sampler.darkness(homography.map(*point))));
    let mean = levels.iter().sum::<f32>() / to_f32(levels.len().max(1));
    levels.iter().zip(modules).map(|(level, (_, sign))| module_contrast(level - mean, *sign)).sum()
}

/// How clear a module is, from its darkness less the mean: one of known colour counts double, and negative on the wrong
/// side.
fn module_contrast(deviation: f32, sign: f32) -> f32 {
    if sign == 0.0 { deviation.abs() } else { KNOWN_WEIGHT * deviation * sign }
}

/// 1 where the module is always dark, -1 where it is always light, 0 where it may be either.
fn sign(pose: &Pose, x: usize, y: usize) -> f32 {
    match pose.template.layout.at(x, y) {
        Module::Fixed { dark: true } => 1.0,
        Module::Fixed { dark: false } => -1.0,
        Module::Data | Module::Reserved => 0.0,
    }
}

/// The offset that the refined neighbours of a grid point predict, with 0.7 of their trend, together with that of
/// the alignment patterns.
fn predicted(refined: &Grid<Option<Point>>, node: Node, of_alignment: Point) -> Point {
    let refined_at = |right: isize, down: isize| refined.neighbour(node, (right, down)).flatten();
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for (x, y) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)] {
        let Some(near) = refined_at(x, y) else { continue };
        let trend = refined_at(2 * x, 2 * y).map_or((0.0, 0.0), |far| difference(near, far));
        count += 1.0;
        sum = (sum.0 + near.0 + TREND_WEIGHT * trend.0, sum.1 + near.1 + TREND_WEIGHT * trend.1);
    }
    // the alignment patterns count like another neighbour
    ((sum.0 + of_alignment.0) / (count + 1.0), (sum.1 + of_alignment.1) / (count + 1.0))
}

/// The mean offset of the neighbours, of which there are two to four.
fn neighbour_mean(offsets: &Grid<Point>, node: Node) -> Point {
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for direction in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        if let Some(offset) = offsets.neighbour(node, direction) {
            count += 1.0;
            sum = (sum.0 + offset.0, sum.1 + offset.1);
        }
    }
    (sum.0 / count, sum.1 / count)
}

/// Pattern search for the offset of a grid point at which the modules around it have the most contrast.
fn refine_point(
    pose: &Pose,
    sampler: &BilinearSampler<'_>,
    point: Point,
    from: Point,
    first_step: f32,
) -> Point {
    let window = window(pose, point, from);
    let contrast_at = |offset: Point| {
        let away = difference(offset, from);
        window.contrast(sampler, away) * (1.0 - DISTANCE_PENALTY * distance(offset, from))
    };
    let is_in_reach =
        |offset: Point| (offset.0 - from.0).abs() < MAX_OFFSET && (offset.1 - from.1).abs() < MAX_OFFSET;
    let start = Scored { point: from, score: contrast_at(from) };
    let search = CompassSearch { first_step, last_step: LAST_STEP, min_gain: 0.0, max_polls: MAX_POLLS };
    search.maximise(start, |offset| is_in_reach(offset).then(|| contrast_at(offset))).point
}

/// The modules around a grid point: their centres in the frame, and their colour where it is known.
struct Window {
    modules: [(Point, f32); WINDOW_MODULES],
    count: usize,
    /// The vectors of one module to the right and downwards, in pixels.
    right: Point,
    down: Point,
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the symbol"
)]
fn window(pose: &Pose, point: Point, from: Point) -> Window {
    let range = |middle: f32| {
        let last = to_f32(pose.template.side);
        let first = (middle - WINDOW_REACH).clamp(0.0, last - 2.0 * WINDOW_REACH).round();
        first as usize..(first + 2.0 * WINDOW_REACH) as usize
    };
    let map = |u: f32, v: f32| pose.warp.homography.map((u + from.0, v + from.1));
    let (columns, rows) = (range(point.0), range(point.1));
    let middle = (to_f32(columns.start) + WINDOW_REACH, to_f32(rows.start) + WINDOW_REACH);
    let (origin, right, down) =
        (map(middle.0, middle.1), map(middle.0 + 1.0, middle.1), map(middle.0, middle.1 + 1.0));
    let mut known = [((0.0, 0.0), 0.0); WINDOW_MODULES];
    let mut count = 0;
    let places = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
    for (module, (x, y)) in known.iter_mut().zip(places) {
        *module = (map(to_f32(x) + 0.5, to_f32(y) + 0.5), sign(pose, x, y));
        count += 1;
    }
    Window { modules: known, count, right: difference(right, origin), down: difference(down, origin) }
}

impl Window {
    /// Sum of the contrasts of the modules, when they are moved by (u, v) modules.
    fn contrast(&self, sampler: &BilinearSampler<'_>, (u, v): Point) -> f32 {
        let shift = (u * self.right.0 + v * self.down.0, u * self.right.1 + v * self.down.1);
        let known = self.modules.get(..self.count).unwrap_or_default();
        let mut levels = [0.0_f32; WINDOW_MODULES];
        let mut sum = 0.0;
        for (level, (at, _)) in levels.iter_mut().zip(known) {
            *level = sampler.darkness((at.0 + shift.0, at.1 + shift.1));
            sum += *level;
        }
        let mean = sum / to_f32(self.count.max(1));
        let mut contrast = 0.0;
        for (level, (_, sign)) in levels.iter().zip(known) {
            contrast += module_contrast(level - mean, *sign);
        }
        contrast
    }
}

/// Modules that the fourth corner may move in each direction.
const CORNER_REACH: f32 = 2.5;

/// Rounds of the search for the fourth corner: step in modules, and steps in each direction.
const CORNER_STEPS: [(f32, i8); 3] = [(0.5, 5), (0.25, 2), (0.125, 2)];

/// Version from which there are enough alignment patterns to rely on.
const MIN_VERSION_TO_SEED: usize = 7;

/// Modules between grid points, in a symbol of fewer than 78 modules.
const SPACING: f32 = 6.0;

/// Cells of the grid along a side, in larger symbols.
const MAX_CELLS: f32 = 13.0;

/// Modules from a grid point to the edge of its window.
const WINDOW_REACH: f32 = 4.5;

/// Modules in a window: 9x9.
const WINDOW_MODULES: usize = 81;

/// Weight of a module of known colour, beside 1.
const KNOWN_WEIGHT: f32 = 2.0;

/// Part of the trend of the offsets that is expected to continue.
const TREND_WEIGHT: f32 = 0.7;

/// Part of the contrast that a module of distance from the prediction costs.
const DISTANCE_PENALTY: f32 = 0.15;

/// Modules that a grid point may move: half a module more and it would lock on to the neighbouring module.
const MAX_OFFSET: f32 = 0.7;

/// First and last step of the pattern search, in modules.
const FIRST_STEP: f32 = 0.25;
const LAST_STEP: f32 = 0.05;

/// Polls of eight neighbours in one search; there are fewer than 600 points in reach, and none is visited twice.
const MAX_POLLS: usize = 600;

/// Rounds of smoothing and refining after the first.
const ROUNDS: usize = 1;
