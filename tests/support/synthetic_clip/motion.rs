//! The pose of the target at a time, through a pinhole camera.

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

use std::f32::consts::TAU;

use super::printed_target::PrintedTarget;
use super::rng::Rng;
use super::{HEIGHT, Script, WIDTH, number};

/// A path with its sway and tremor.
pub(crate) struct Motion {
    arrives: f32,
    /// Where it starts and where it is held.
    from: Pose,
    to: Pose,
    sways: Vec<Sway>,
}

/// The centre of the symbol in pixels from that of the frame, the width of a module there in pixels, and the rotation.
#[derive(Clone, Copy, Debug)]
struct Pose {
    x: f32,
    y: f32,
    module: f32,
    /// Turned around the upright, the lying and the camera's own axis, in radians.
    turns: [f32; 3],
}

/// One regular movement of a hand, in pixels; turns and distance go along.
#[derive(Clone, Copy, Debug)]
struct Sway {
    rate: f32,
    phases: [f32; 4],
    reach: (f32, f32),
}

/// A homography: a 3x3 matrix, row by row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View([f32; 9]);

impl Motion {
    /// The path that a script asks for.
    pub(crate) fn of(script: &Script, target: &PrintedTarget) -> Self {
        let mut rng = Rng::new(script.seed ^ 0xA94D);
        let mut between = |from: f32, to: f32| from + (to - from) * rng.next();
        let module = script.fill * number(HEIGHT) / target.side();
        let direction = between(0.0, TAU);
        let room = number(HEIGHT) * (1.0 - script.fill) / 2.0;
        let mut to = Pose {
            x: between(-1.0, 1.0) * (room + 120.0),
            y: between(-0.6, 0.6) * room,
            module,
            turns: [script.tilt * direction.cos(), script.tilt * direction.sin(), between(-0.3, 0.3)],
        };
        // whoever holds it sees on the display that it is cut off, and moves it away
        while !View::of(&to).shows_all(target) && to.module > 1.0 {
            to.module *= 0.97;
        }
        // from the left, the right or below, farther away and turned further
        let sides = [(-0.75, 0.2), (0.75, 0.2), (0.1, 1.0)];
        let (x, y) = sides.get(super::whole(between(0.0, 2.999))).copied().unwrap_or_default();
        let from = Pose {
            x: x * number(WIDTH),
            y: y * number(HEIGHT),
            module: to.module * between(0.5, 0.8),
            turns: [between(-0.5, 0.5), between(-0.3, 0.6), between(-0.8, 0.8)],
        };
        let mut sway = |rate: f32, reach: f32| Sway {
            rate,
            phases: [0.0; 4].map(|_| between(0.0, TAU)),
            reach: (reach * between(0.6, 1.0), reach * between(0.4, 0.8)),
        };
        let sways = vec![
            sway(script.sway_rate, script.sway),
            sway(script.sway_rate * 2.3, script.sway / 4.0),
            sway(8.5, script.sway / 10.0),
        ];
        Self { arrives: script.arrives, from, to, sways }
    }

    /// The homography at a time, from modules around the symbol's centre to pixels.
    pub(crate) fn at(&self, seconds: f32) -> View {
        let way = (seconds / self.arrives).clamp(0.0, 1.0);
        // no jerk at either end
        let way = way * way * way * (10.0 + way * (6.0 * way - 15.0));
        let mix = |from: f32, to: f32| from + (to - from) * way;
        let (from, to) = (self.from, self.to);
        let mut pose = Pose {
            x: mix(from.x, to.x),
            y: mix(from.y, to.y),
            module: mix(from.module, to.module),
            turns: [0, 1, 2].map(|axis| {
                let turn = |pose: &Pose| pose.turns.get(axis).copied().unwrap_or(0.0);
                mix(turn(&from), turn(&to))
            }),
        };
        for sway in &self.sways {
            let wave = |axis: usize| {
                (TAU * sway.rate * seconds + sway.phases.get(axis).copied().unwrap_or(0.0)).sin()
            };
            pose.x += sway.reach.0 * wave(0);
            pose.y += sway.reach.1 * wave(1);
            pose.module *= 1.0 + sway.reach.0 * 0.000_6 * wave(2);
            for (turn, axis) in pose.turns.iter_mut().zip([1, 2, 3]) {
                *turn += sway.reach.1 * 0.001 * wave(axis);
            }
        }
        View::of(&pose)
    }
}

impl View {
    fn of(pose: &Pose) -> Self {
        let [upright, lying, own] = pose.turns;
        let ((sin_a, cos_a), (sin_b, cos_b), (sin_c, cos_c)) =
            (upright.sin_cos(), lying.sin_cos(), own.sin_cos());
        // the sheet's two axes after turning it around the camera's axis, the lying one and the upright one
        let across =
            [cos_a * cos_c + sin_a * sin_b * sin_c, cos_b * sin_c, -sin_a * cos_c + cos_a * sin_b * sin_c];
        let down =
            [-cos_a * sin_c + sin_a * sin_b * cos_c, cos_b * cos_c, sin_a * sin_c + cos_a * sin_b * cos_c];
        let depth = FOCAL / pose.module;
        let (centre_x, centre_y) = (number(WIDTH) / 2.0, number(HEIGHT) / 2.0);
        let (x, y) = (pose.x + centre_x, pose.y + centre_y);
        // a place (u, v) is at u * across + v * down from the middle; everything is divided by its depth
        let [(a, d, g), (b, e, h)] = [across, down].map(|[right, below, away]| {
            (
                (FOCAL * right + centre_x * away) / depth,
                (FOCAL * below + centre_y * away) / depth,
                away / depth,
            )
        });
        Self([a, b, x, d, e, y, g, h, 1.0])
    }

    /// Whether the whole symbol is in the frame.
    pub(crate) fn shows_all(&self, target: &PrintedTarget) -> bool {
        let half = target.side() / 2.0;
        [(-half, -half), (half, -half), (half, half), (-half, half)].into_iter().all(|(u, v)| {
            let (x, y) = self.map(u, v);
            x >= 0.0 && y >= 0.0 && x < number(WIDTH) && y < number(HEIGHT)
        })
    }

    /// From modules to pixels.
    pub(crate) fn map(&self, u: f32, v: f32) -> (f32, f32) {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let depth = g * u + h * v + i;
        ((a * u + b * v + c) / depth, (d * u + e * v + f) / depth)
    }

    /// From pixels to modules: the same kind of numbers the other way round.
    pub(crate) fn inverse(&self) -> Self {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        Self([
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ])
    }
}

/// The camera's focal length in pixels: a tablet's sees about 65 degrees.
const FOCAL: f32 = 1000.0;
