//! Following a bent pass: sleeves, cans, crumpled receipts.
//!
//! In: a [`Pose`] that assumes a flat plane. Out: the same with a net of small shifts. Where a module is met in its middle it is
//! clearly black or clearly white; between two modules it is grey. So each knot of the net is moved to where the modules around
//! it are farthest from grey, beginning at the finders and going on from knot to knot: neighbours bend alike.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use super::alignment::AlignmentGrid;
use super::control_grid::ControlGrid;
use super::finder::distance;
use super::homography::{Homography, Point};
use super::pose::{EIGHT_DIRECTIONS, Pose, to_f32};
use super::sampler::BilinearSampler;
use super::symbol::Module;

/// Hangs a net on what is known for certain: the finders, and the alignment patterns that are clearly seen.
pub(crate) fn seed_grid(pose: &mut Pose, sampler: &BilinearSampler<'_>, inverted: bool) -> AlignmentGrid {
    let version = pose.template.layout.version;
    let mut alignment = AlignmentGrid::locate(pose, sampler, inverted);
    if version < MIN_VERSION_TO_SEED
        || 2 * alignment.known.len() < alignment.rows_and_columns.len() * alignment.rows_and_columns.len()
    {
        refine_fourth_corner(pose, sampler, inverted);
        alignment = AlignmentGrid::locate(pose, sampler, inverted);
    }
    let side = pose.template.side;
    let mut grid = ControlGrid::flat(side, SPACING.max(to_f32(side) / MAX_CELLS));
    for node in 0..grid.offsets.len() {
        let known = alignment.offset_at(point_of(node, &grid));
        if let Some(offset) = grid.offsets.get_mut(node) {
            *offset = known;
        }
    }
    pose.warp.grid = grid;
    alignment
}

/// Fits the net to the picture, knot by knot, beginning at the anchors.
pub(crate) fn dewarp(
    pose: &mut Pose,
    sampler: &BilinearSampler<'_>,
    inverted: bool,
    alignment: &AlignmentGrid,
) {
    let mut grid = std::mem::take(&mut pose.warp.grid);
    let distance_to_known = |node: usize| {
        let point = point_of(node, &grid);
        alignment.known.iter().map(|known| distance(known.0, point)).fold(f32::MAX, f32::min)
    };
    let mut order: Vec<usize> = (0..grid.offsets.len()).collect();
    order.sort_by(|&one, &other| distance_to_known(one).total_cmp(&distance_to_known(other)));
    let mut refined = vec![false; grid.offsets.len()];
    for &node in &order {
        let point = point_of(node, &grid);
        let predicted = predicted(&grid, &refined, node, alignment, point);
        let offset = refine_point(pose, sampler, inverted, point, predicted, FIRST_STEP);
        if let (Some(into), Some(done)) = (grid.offsets.get_mut(node), refined.get_mut(node)) {
            (*into, *done) = (offset, true);
        }
    }
    for _ in 0..ROUNDS {
        let before = grid.clone();
        for &node in &order {
            let point = point_of(node, &grid);
            let neighbours = neighbour_mean(&before, node);
            let own = before.offsets.get(node).copied().unwrap_or_default();
            let middle = (f32::midpoint(own.0, neighbours.0), f32::midpoint(own.1, neighbours.1));
            let offset = refine_point(pose, sampler, inverted, point, middle, FIRST_STEP / 2.0);
            if let Some(into) = grid.offsets.get_mut(node) {
                *into = offset;
            }
        }
    }
    pose.warp.grid = grid;
}

/// Where a knot lies, in modules.
fn point_of(node: usize, grid: &ControlGrid) -> Point {
    (to_f32(node % grid.points_per_side) * grid.spacing, to_f32(node / grid.points_per_side) * grid.spacing)
}

/// Moves the fourth corner, of which the finders know little, to where the whole symbol is clearest.
fn refine_fourth_corner(pose: &mut Pose, sampler: &BilinearSampler<'_>, inverted: bool) {
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
    let mut greys = Vec::with_capacity(modules.len());
    let mut score_at = |deviation: Point| {
        let away = distance(deviation, (0.0, 0.0)) / CORNER_REACH;
        candidate(deviation).map_or(0.0, |candidate| {
            symbol_contrast(&candidate, sampler, inverted, &modules, &mut greys) * (1.0 - 0.05 * away)
        })
    };
    let mut best = ((0.0, 0.0), score_at((0.0, 0.0)));
    let mut step = CORNER_STEP;
    let mut middle = (0.0, 0.0);
    let mut reach = CORNER_REACH;
    while step > 0.1 {
        let mut v = -reach;
        while v <= reach {
            let mut u = -reach;
            while u <= reach {
                let deviation = (middle.0 + u, middle.1 + v);
                let score = score_at(deviation);
                if score > best.1 {
                    best = (deviation, score);
                }
                u += step;
            }
            v += step;
        }
        middle = best.0;
        reach = step;
        step /= 2.0;
    }
    if let Some(candidate) = candidate(best.0) {
        pose.warp.homography = candidate;
    }
}

/// The middles of a quarter of the modules, and their colour where it is known; all of them in a small symbol.
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
    inverted: bool,
    modules: &[(Point, f32)],
    greys: &mut Vec<f32>,
) -> f32 {
    greys.clear();
    greys.extend(modules.iter().map(|(point, _)| sampler.at(homography.map(*point))));
    let mean = greys.iter().sum::<f32>() / to_f32(greys.len().max(1));
    let contrast = greys.iter().zip(modules).map(|(grey, (_, sign))| {
        let darkness = if inverted { grey - mean } else { mean - grey };
        if *sign == 0.0 { darkness.abs() } else { KNOWN_WEIGHT * darkness * sign }
    });
    contrast.sum()
}

/// 1 where the module is always black, -1 where it is always white, 0 where it may be either.
fn sign(pose: &Pose, x: usize, y: usize) -> f32 {
    match pose.template.layout.at(x, y) {
        Module::Fixed { dark: true } => 1.0,
        Module::Fixed { dark: false } => -1.0,
        Module::Data | Module::Reserved => 0.0,
    }
}

/// What a knot's settled neighbours make one expect: the bend goes on as it came.
fn predicted(
    grid: &ControlGrid,
    refined: &[bool],
    node: usize,
    alignment: &AlignmentGrid,
    point: Point,
) -> Point {
    let (column, row) = (node % grid.points_per_side, node / grid.points_per_side);
    let refined_offset = |column: Option<usize>, row: Option<usize>| {
        let (column, row) = (column?, row?);
        let index = row * grid.points_per_side + column;
        let inside = column < grid.points_per_side && refined.get(index).copied().unwrap_or(false);
        inside.then(|| grid.offsets.get(index).copied()).flatten()
    };
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for (x, y) in [(1_isize, 0_isize), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)] {
        let near = refined_offset(column.checked_add_signed(x), row.checked_add_signed(y));
        let far = refined_offset(column.checked_add_signed(2 * x), row.checked_add_signed(2 * y));
        let Some(near) = near else { continue };
        let trend = far.map_or((0.0, 0.0), |far| (near.0 - far.0, near.1 - far.1));
        count += 1.0;
        sum = (sum.0 + near.0 + TREND_WEIGHT * trend.0, sum.1 + near.1 + TREND_WEIGHT * trend.1);
    }
    let known = alignment.offset_at(point);
    // an anchor close by counts like another neighbour
    ((sum.0 + known.0) / (count + 1.0), (sum.1 + known.1) / (count + 1.0))
}

/// The mean shift of a knot's neighbours.
fn neighbour_mean(grid: &ControlGrid, node: usize) -> Point {
    let (column, row) = (node % grid.points_per_side, node / grid.points_per_side);
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for (x, y) in [(1_isize, 0_isize), (-1, 0), (0, 1), (0, -1)] {
        let (Some(x), Some(y)) = (column.checked_add_signed(x), row.checked_add_signed(y)) else { continue };
        if x < grid.points_per_side
            && let Some(offset) = grid.offsets.get(y * grid.points_per_side + x)
        {
            count += 1.0;
            sum = (sum.0 + offset.0, sum.1 + offset.1);
        }
    }
    (sum.0 / count, sum.1 / count)
}

/// Moves a knot to where the modules around it are clearest.
fn refine_point(
    pose: &Pose,
    sampler: &BilinearSampler<'_>,
    inverted: bool,
    point: Point,
    from: Point,
    first_step: f32,
) -> Point {
    let window = window(pose, point, from);
    let score_at = |offset: Point| {
        let away = (offset.0 - from.0, offset.1 - from.1);
        window.contrast(sampler, inverted, away) * (1.0 - DISTANCE_PENALTY * distance(offset, from))
    };
    let mut best = (from, score_at(from));
    let mut step = first_step;
    while step >= LAST_STEP {
        let candidates = EIGHT_DIRECTIONS.map(|(x, y)| (best.0.0 + x * step, best.0.1 + y * step));
        let next = candidates
            .into_iter()
            .filter(|offset| (offset.0 - from.0).abs() < MAX_OFFSET && (offset.1 - from.1).abs() < MAX_OFFSET)
            .map(|offset| (offset, score_at(offset)))
            .max_by(|one, other| one.1.total_cmp(&other.1));
        match next {
            Some(next) if next.1 > best.1 => best = next,
            _ => step /= 2.0,
        }
    }
    best.0
}

/// The modules around a knot: where their middles are seen, and their colour where it is known.
struct Window {
    modules: [(Point, f32); WINDOW_MODULES],
    count: usize,
    /// What one module to the right, and one downwards, is in pixels.
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
    Window {
        modules: known,
        count,
        right: (right.0 - origin.0, right.1 - origin.1),
        down: (down.0 - origin.0, down.1 - origin.1),
    }
}

impl Window {
    /// How far the modules are from the mean grey; those of known colour count against it on the wrong side.
    fn contrast(&self, sampler: &BilinearSampler<'_>, inverted: bool, (u, v): Point) -> f32 {
        let deviation = (u * self.right.0 + v * self.down.0, u * self.right.1 + v * self.down.1);
        let known = self.modules.get(..self.count).unwrap_or_default();
        let mut greys = [0.0_f32; WINDOW_MODULES];
        let mut sum = 0.0;
        for (grey, (at, _)) in greys.iter_mut().zip(known) {
            *grey = sampler.at((at.0 + deviation.0, at.1 + deviation.1));
            sum += *grey;
        }
        let mean = sum / to_f32(self.count.max(1));
        let mut contrast = 0.0;
        for (grey, (_, sign)) in greys.iter().zip(known) {
            let darkness = if inverted { grey - mean } else { mean - grey };
            contrast += if *sign == 0.0 { darkness.abs() } else { KNOWN_WEIGHT * darkness * sign };
        }
        contrast
    }
}

/// Modules that the fourth corner can move, and from try to try.
const CORNER_REACH: f32 = 2.5;
const CORNER_STEP: f32 = 0.5;

/// Versions from which on there are enough alignment patterns to hang a net on.
const MIN_VERSION_TO_SEED: usize = 7;

/// Modules from knot to knot, in a symbol that is not too large for it.
const SPACING: f32 = 6.0;

/// Knots from side to side, but one, in the largest symbols.
const MAX_CELLS: f32 = 13.0;

/// Modules from a knot to the edge of its window.
const WINDOW_REACH: f32 = 4.5;

/// Modules in a window.
const WINDOW_MODULES: usize = 81;

/// How far a known module outweighs one whose colour is not known.
const KNOWN_WEIGHT: f32 = 2.0;

/// Of a bend's trend so much is expected to go on.
const TREND_WEIGHT: f32 = 0.7;

/// What a module's distance from the expected place costs.
const DISTANCE_PENALTY: f32 = 0.15;

/// Modules that a knot can move; half a module more and the neighbour would be taken for it.
const MAX_OFFSET: f32 = 0.7;

const FIRST_STEP: f32 = 0.25;
const LAST_STEP: f32 = 0.05;

/// Times that the net is evened out and fitted again.
const ROUNDS: usize = 1;
