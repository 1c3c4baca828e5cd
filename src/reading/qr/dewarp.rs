//! Following a bent pass: sleeves, cans, crumpled receipts.
//!
//! In: a [`Fit`] that assumes a flat plane. Out: the same with a net of small shifts. Where a module is met in its middle it is
//! clearly black or clearly white; between two modules it is grey. So each knot of the net is moved to where the modules around
//! it are farthest from grey, beginning at the finders and going on from knot to knot: neighbours bend alike.

#![expect(clippy::similar_names, reason = "short names in short formulas")]

use super::alignment::Anchors;
use super::finder::apart;
use super::homography::{Net, Perspective, Place};
use super::pose::{COMPASS, Fit, modules};
use super::sampler::Plane;
use super::symbol::Module;

/// Hangs a net on what is known for certain: the finders, and the alignment patterns that are clearly seen.
pub(crate) fn hang(fit: &mut Fit, plane: &Plane<'_>, inverted: bool) -> Anchors {
    let version = fit.outline.layout.version;
    let mut anchors = Anchors::look_for(fit, plane, inverted);
    if version < FEWEST_TO_TRUST || 2 * anchors.known.len() < anchors.lines.len() * anchors.lines.len() {
        swing(fit, plane, inverted);
        anchors = Anchors::look_for(fit, plane, inverted);
    }
    let side = fit.outline.side;
    let mut net = Net::flat(side, MESH.max(modules(side) / MOST_MESHES));
    for knot in 0..net.shifts.len() {
        let known = anchors.shift(place_of(knot, &net));
        if let Some(shift) = net.shifts.get_mut(knot) {
            *shift = known;
        }
    }
    fit.warp.net = net;
    anchors
}

/// Fits the net to the picture, knot by knot, beginning at the anchors.
pub(crate) fn bend(fit: &mut Fit, plane: &Plane<'_>, inverted: bool, anchors: &Anchors) {
    let mut net = std::mem::take(&mut fit.warp.net);
    let remoteness = |knot: usize| {
        let place = place_of(knot, &net);
        anchors.known.iter().map(|anchor| apart(anchor.0, place)).fold(f32::MAX, f32::min)
    };
    let mut order: Vec<usize> = (0..net.shifts.len()).collect();
    order.sort_by(|&one, &other| remoteness(one).total_cmp(&remoteness(other)));
    let mut settled = vec![false; net.shifts.len()];
    for &knot in &order {
        let place = place_of(knot, &net);
        let expected = expected(&net, &settled, knot, anchors, place);
        let shift = settle(fit, plane, inverted, place, expected, FIRST_STEP);
        if let (Some(into), Some(done)) = (net.shifts.get_mut(knot), settled.get_mut(knot)) {
            (*into, *done) = (shift, true);
        }
    }
    for _ in 0..ROUNDS {
        let before = net.clone();
        for &knot in &order {
            let place = place_of(knot, &net);
            let level = around(&before, knot);
            let own = before.shifts.get(knot).copied().unwrap_or_default();
            let middle = (f32::midpoint(own.0, level.0), f32::midpoint(own.1, level.1));
            let shift = settle(fit, plane, inverted, place, middle, FIRST_STEP / 2.0);
            if let Some(into) = net.shifts.get_mut(knot) {
                *into = shift;
            }
        }
    }
    fit.warp.net = net;
}

/// Where a knot lies, in modules.
fn place_of(knot: usize, net: &Net) -> Place {
    (modules(knot % net.knots) * net.mesh, modules(knot / net.knots) * net.mesh)
}

/// Moves the fourth corner, of which the finders know little, to where the whole symbol is clearest.
fn swing(fit: &mut Fit, plane: &Plane<'_>, inverted: bool) {
    let side = modules(fit.outline.side);
    let near = side - 3.5;
    let perspective = fit.warp.perspective;
    let hung = |off: Place| {
        let fixed = [(3.5, 3.5), (near, 3.5), (3.5, near)].map(|place| (place, perspective.map(place)));
        let [corner, right, below] = fixed;
        let fourth = (near, near);
        let pairs = [corner, right, (fourth, perspective.map((near + off.0, near + off.1))), below];
        Perspective::through(pairs).filter(|hung| hung.faces(side))
    };
    let modules = every_other_module(fit);
    let mut greys = Vec::with_capacity(modules.len());
    let mut judge = |off: Place| {
        let away = apart(off, (0.0, 0.0)) / HANG_REACH;
        hung(off).map_or(0.0, |hung| {
            whole_clearness(&hung, plane, inverted, &modules, &mut greys) * (1.0 - 0.05 * away)
        })
    };
    let mut best = ((0.0, 0.0), judge((0.0, 0.0)));
    let mut step = HANG_STEP;
    let mut middle = (0.0, 0.0);
    let mut reach = HANG_REACH;
    while step > 0.1 {
        let mut v = -reach;
        while v <= reach {
            let mut u = -reach;
            while u <= reach {
                let off = (middle.0 + u, middle.1 + v);
                let judged = judge(off);
                if judged > best.1 {
                    best = (off, judged);
                }
                u += step;
            }
            v += step;
        }
        middle = best.0;
        reach = step;
        step /= 2.0;
    }
    if let Some(hung) = hung(best.0) {
        fit.warp.perspective = hung;
    }
}

/// The middles of a quarter of the modules, and their colour where it is known; all of them in a small symbol.
fn every_other_module(fit: &Fit) -> Vec<(Place, f32)> {
    let side = fit.outline.side;
    let stride = (side / 20).max(1);
    let mut places = Vec::with_capacity(900);
    for y in (0..side).step_by(stride) {
        for x in (0..side).step_by(stride) {
            places.push(((modules(x) + 0.5, modules(y) + 0.5), sign(fit, x, y)));
        }
    }
    places
}

fn whole_clearness(
    perspective: &Perspective,
    plane: &Plane<'_>,
    inverted: bool,
    modules: &[(Place, f32)],
    greys: &mut Vec<f32>,
) -> f32 {
    greys.clear();
    greys.extend(modules.iter().map(|(place, _)| plane.at(perspective.map(*place))));
    let mean = greys.iter().sum::<f32>() / super::pose::modules(greys.len().max(1));
    let clear = greys.iter().zip(modules).map(|(grey, (_, sign))| {
        let dark = if inverted { grey - mean } else { mean - grey };
        if *sign == 0.0 { dark.abs() } else { KNOWN * dark * sign }
    });
    clear.sum()
}

/// 1 where the module is always black, -1 where it is always white, 0 where it may be either.
fn sign(fit: &Fit, x: usize, y: usize) -> f32 {
    match fit.outline.layout.at(x, y) {
        Module::Fixed { black: true } => 1.0,
        Module::Fixed { black: false } => -1.0,
        Module::Data | Module::Reserved => 0.0,
    }
}

/// What a knot's settled neighbours make one expect: the bend goes on as it came.
fn expected(net: &Net, settled: &[bool], knot: usize, anchors: &Anchors, place: Place) -> Place {
    let (column, row) = (knot % net.knots, knot / net.knots);
    let shift = |column: Option<usize>, row: Option<usize>| {
        let (column, row) = (column?, row?);
        let index = row * net.knots + column;
        let inside = column < net.knots && settled.get(index).copied().unwrap_or(false);
        inside.then(|| net.shifts.get(index).copied()).flatten()
    };
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for (x, y) in [(1_isize, 0_isize), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)] {
        let near = shift(column.checked_add_signed(x), row.checked_add_signed(y));
        let far = shift(column.checked_add_signed(2 * x), row.checked_add_signed(2 * y));
        let Some(near) = near else { continue };
        let trend = far.map_or((0.0, 0.0), |far| (near.0 - far.0, near.1 - far.1));
        count += 1.0;
        sum = (sum.0 + near.0 + TREND * trend.0, sum.1 + near.1 + TREND * trend.1);
    }
    let known = anchors.shift(place);
    // an anchor close by counts like another neighbour
    ((sum.0 + known.0) / (count + 1.0), (sum.1 + known.1) / (count + 1.0))
}

/// The mean shift of a knot's neighbours.
fn around(net: &Net, knot: usize) -> Place {
    let (column, row) = (knot % net.knots, knot / net.knots);
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for (x, y) in [(1_isize, 0_isize), (-1, 0), (0, 1), (0, -1)] {
        let (Some(x), Some(y)) = (column.checked_add_signed(x), row.checked_add_signed(y)) else { continue };
        if x < net.knots
            && let Some(shift) = net.shifts.get(y * net.knots + x)
        {
            count += 1.0;
            sum = (sum.0 + shift.0, sum.1 + shift.1);
        }
    }
    (sum.0 / count, sum.1 / count)
}

/// Moves a knot to where the modules around it are clearest.
fn settle(fit: &Fit, plane: &Plane<'_>, inverted: bool, place: Place, from: Place, first_step: f32) -> Place {
    let window = window(fit, place, from);
    let judge = |shift: Place| {
        let away = (shift.0 - from.0, shift.1 - from.1);
        window.clearness(plane, inverted, away) * (1.0 - STAY * apart(shift, from))
    };
    let mut best = (from, judge(from));
    let mut step = first_step;
    while step >= LAST_STEP {
        let around = COMPASS.map(|(x, y)| (best.0.0 + x * step, best.0.1 + y * step));
        let next = around
            .into_iter()
            .filter(|shift| (shift.0 - from.0).abs() < FARTHEST && (shift.1 - from.1).abs() < FARTHEST)
            .map(|shift| (shift, judge(shift)))
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
    modules: [(Place, f32); WINDOW],
    count: usize,
    /// What one module to the right, and one downwards, is in pixels.
    right: Place,
    down: Place,
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the symbol"
)]
fn window(fit: &Fit, place: Place, from: Place) -> Window {
    let range = |middle: f32| {
        let last = modules(fit.outline.side);
        let first = (middle - REACH).clamp(0.0, last - 2.0 * REACH).round();
        first as usize..(first + 2.0 * REACH) as usize
    };
    let map = |u: f32, v: f32| fit.warp.perspective.map((u + from.0, v + from.1));
    let (columns, rows) = (range(place.0), range(place.1));
    let middle = (modules(columns.start) + REACH, modules(rows.start) + REACH);
    let (origin, right, down) =
        (map(middle.0, middle.1), map(middle.0 + 1.0, middle.1), map(middle.0, middle.1 + 1.0));
    let mut known = [((0.0, 0.0), 0.0); WINDOW];
    let mut count = 0;
    let places = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
    for (module, (x, y)) in known.iter_mut().zip(places) {
        *module = (map(modules(x) + 0.5, modules(y) + 0.5), sign(fit, x, y));
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
    fn clearness(&self, plane: &Plane<'_>, inverted: bool, (u, v): Place) -> f32 {
        let off = (u * self.right.0 + v * self.down.0, u * self.right.1 + v * self.down.1);
        let known = self.modules.get(..self.count).unwrap_or_default();
        let mut greys = [0.0_f32; WINDOW];
        let mut sum = 0.0;
        for (grey, (at, _)) in greys.iter_mut().zip(known) {
            *grey = plane.at((at.0 + off.0, at.1 + off.1));
            sum += *grey;
        }
        let mean = sum / modules(self.count.max(1));
        let mut clear = 0.0;
        for (grey, (_, sign)) in greys.iter().zip(known) {
            let dark = if inverted { grey - mean } else { mean - grey };
            clear += if *sign == 0.0 { dark.abs() } else { KNOWN * dark * sign };
        }
        clear
    }
}

/// Modules that the fourth corner can move, and from try to try.
const HANG_REACH: f32 = 2.5;
const HANG_STEP: f32 = 0.5;

/// Versions from which on there are enough alignment patterns to hang a net on.
const FEWEST_TO_TRUST: usize = 7;

/// Modules from knot to knot, in a symbol that is not too large for it.
const MESH: f32 = 6.0;

/// Knots from side to side, but one, in the largest symbols.
const MOST_MESHES: f32 = 13.0;

/// Modules from a knot to the edge of its window.
const REACH: f32 = 4.5;

/// Modules in a window.
const WINDOW: usize = 81;

/// How far a known module outweighs one whose colour is not known.
const KNOWN: f32 = 2.0;

/// Of a bend's trend so much is expected to go on.
const TREND: f32 = 0.7;

/// What a module's distance from the expected place costs.
const STAY: f32 = 0.15;

/// Modules that a knot can move; half a module more and the neighbour would be taken for it.
const FARTHEST: f32 = 0.7;

const FIRST_STEP: f32 = 0.25;
const LAST_STEP: f32 = 0.05;

/// Times that the net is evened out and fitted again.
const ROUNDS: usize = 1;
