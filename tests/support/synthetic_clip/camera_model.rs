//! The camera model: shutter, focus, exposure, banding of lamps and screens, and sensor noise.

use std::f32::consts::TAU;

use super::motion::{Motion, View};
use super::printed_target::PrintedTarget;
use super::rng::Rng;
use super::{HEIGHT, RATE, Script, WIDTH, moment, number, whole};

/// The background of a clip, and how its camera behaves.
pub(crate) struct CameraModel {
    room: Vec<f32>,
    hunt_rate: f32,
    band_rate: f32,
    shade: (f32, f32),
}

impl CameraModel {
    /// Draws the background.
    pub(crate) fn of(script: &Script) -> Self {
        let mut rng = Rng::new(script.seed ^ 0x4003);
        let room = draw_room(&mut rng, script.paper);
        let mut between = |from: f32, to: f32| from + (to - from) * rng.next();
        let (hunt_rate, band_rate) = (between(1.2, 2.2), between(80.0, 240.0));
        Self { room, hunt_rate, band_rate, shade: (between(-0.2, 0.2), between(-0.2, 0.2)) }
    }

    /// Renders a frame.
    pub(crate) fn take(
        &self,
        script: &Script,
        target: &PrintedTarget,
        motion: &Motion,
        frame: usize,
    ) -> Vec<u8> {
        let seconds = moment(frame);
        let mut light = self.room.clone();
        expose(&mut light, script, target, motion, seconds);
        if script.glare.0 > 0.0 {
            add_glare(&mut light, script, target, &motion.at(seconds));
        }
        // it hunts: through focus and out on the other side, less each time
        let (blur, fades) = script.defocus;
        let noticed = since_noticed(script, seconds);
        let hunt = blur * (-noticed / fades).exp() * (TAU * self.hunt_rate * noticed).cos().abs();
        soften(&mut light, (hunt * hunt + SHARPEST * SHARPEST).sqrt());
        self.develop(&light, script, frame)
    }

    /// From light to grey bytes.
    fn develop(&self, light: &[f32], script: &Script, frame: usize) -> Vec<u8> {
        let seconds = moment(frame);
        let (first, fades) = script.exposure;
        let gain = first.powf((-since_noticed(script, seconds) / fades).exp());
        let mut rng =
            Rng::new(script.seed ^ u64::try_from(frame).unwrap_or(0).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let mut pixels = Vec::with_capacity(light.len());
        let (slope_x, slope_y) = self.shade;
        for (y, row) in light.chunks_exact(WIDTH).enumerate() {
            // the rows are read one after the other, in about a frame's time
            let instant = seconds + number(y) / number(HEIGHT) / RATE * 0.9;
            let band = 1.0 + script.bands * (TAU * self.band_rate * instant).sin();
            let down = slope_y * (number(y) / number(HEIGHT) - 0.5);
            for (chunk, four) in row.chunks_exact(4).enumerate() {
                let across = slope_x * (number(chunk * 4) / number(WIDTH) - 0.5);
                let factor = gain * band * (1.0 + across + down);
                for (value, gaussian) in four.iter().zip(rng.gaussian4()) {
                    let grey = value * factor;
                    // two thirds of the noise grow with the light, as its grains do
                    let noise = script.noise * (0.33 + 0.67 * (grey / 128.0).min(2.0).sqrt());
                    pixels.push(byte(grey + gaussian * noise));
                }
            }
        }
        pixels
    }
}

/// Seconds since the camera has taken notice of the pass, which it does on the last part of its way.
fn since_noticed(script: &Script, seconds: f32) -> f32 {
    (seconds - script.arrives * NOTICED).max(0.0)
}

/// Adds the sheet as it moves while the shutter is open.
fn expose(light: &mut [f32], script: &Script, target: &PrintedTarget, motion: &Motion, seconds: f32) {
    let open = |part: f32| motion.at(seconds + script.shutter * (part - 0.5));
    let edges = target.edges();
    let ends = [open(0.0), open(1.0)].map(|view| edges.map(|(u, v)| view.map(u, v)));
    let [before, after] = &ends;
    let way = before.iter().zip(after).map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).fold(0.0, f32::max);
    let moments = whole(way * 1.5).clamp(LEAST_MOMENTS, MOST_MOMENTS);
    let sights: Vec<(View, f32, f32)> = (0..moments)
        .map(|index| {
            let part = (number(index) + 0.5) / number(moments);
            // a pixel is not a point: each moment looks at another place in it
            let inside = |step: f32| (0.5 + number(index) * step).fract();
            (open(part).inverse(), inside(0.754_877_7), inside(0.569_840_3))
        })
        .collect();
    let corners = || ends.iter().flatten();
    let bound = |value: f32, most: usize| whole(value.max(0.0)).min(most);
    let low = |axis: fn(&(f32, f32)) -> f32| corners().map(axis).fold(f32::MAX, f32::min) - 2.0;
    let high = |axis: fn(&(f32, f32)) -> f32| corners().map(axis).fold(f32::MIN, f32::max) + 3.0;
    let columns = bound(low(|at| at.0), WIDTH)..bound(high(|at| at.0), WIDTH);
    for y in bound(low(|at| at.1), HEIGHT)..bound(high(|at| at.1), HEIGHT) {
        let Some(row) = light.get_mut(y * WIDTH..(y + 1) * WIDTH) else { return };
        for x in columns.clone() {
            let Some(pixel) = row.get_mut(x) else { continue };
            let behind = *pixel;
            let sum: f32 = sights
                .iter()
                .map(|(view, right, down)| {
                    let (u, v) = view.map(number(x) + right, number(y) + down);
                    target.at(u, v).unwrap_or(behind)
                })
                .sum();
            *pixel = sum / number(moments);
        }
    }
}

/// A lamp mirrored in the sheet, which stays where it is while the hand moves.
fn add_glare(light: &mut [f32], script: &Script, target: &PrintedTarget, view: &View) {
    let (strength, radius) = script.glare;
    let mut rng = Rng::new(script.seed ^ 0x61A2);
    let place = |rng: &mut Rng| (rng.next() - 0.5) * 0.7 * target.side();
    let (x, y) = view.map(place(&mut rng), place(&mut rng));
    let radius = radius * script.fill * number(HEIGHT);
    for (row, pixels) in light.chunks_exact_mut(WIDTH).enumerate() {
        for (column, pixel) in pixels.iter_mut().enumerate() {
            let apart = ((number(column) - x).powi(2) + (number(row) - y).powi(2)) / (radius * radius);
            if apart < 6.0 {
                *pixel += strength * (-apart * 1.5).exp();
            }
        }
    }
}

/// A wall, things before it and lines like writing, blurred as what is behind is.
fn draw_room(rng: &mut Rng, paper: f32) -> Vec<f32> {
    let mut room = vec![0.0; WIDTH * HEIGHT];
    let grey = |rng: &mut Rng| paper * (0.1 + 0.85 * rng.next());
    let (from, to) = (grey(rng), grey(rng));
    for (y, row) in room.chunks_exact_mut(WIDTH).enumerate() {
        row.fill(from + (to - from) * number(y) / number(HEIGHT));
    }
    for _ in 0..THINGS {
        let (left, top) = (rng.below(WIDTH), rng.below(HEIGHT));
        let (width, height) = (20 + rng.below(260), 20 + rng.below(260));
        let shade = grey(rng);
        for row in room.chunks_exact_mut(WIDTH).skip(top).take(height) {
            row.iter_mut().skip(left).take(width).for_each(|pixel| *pixel = shade);
        }
    }
    soften(&mut room, 2.5);
    room
}

/// Blurs as three sliding means and what they leave over do; `spread` is the standard deviation in pixels.
fn soften(light: &mut [f32], spread: f32) {
    let mut left = spread * spread;
    let mut scratch = light.to_vec();
    // a mean over 2 r + 1 pixels has a variance of r (r + 1) / 3
    let radius = whole((0.25 + left).sqrt() - 0.5);
    if radius > 0 {
        for _ in 0..3 {
            mean_rows(light, radius);
            mean_columns(light, &mut scratch, radius);
        }
        left -= number(radius * (radius + 1));
    }
    while left > 0.01 {
        let share = (left / 2.0).min(0.3);
        mix_rows(light, share);
        mix_columns(light, &mut scratch, share);
        left -= 2.0 * share;
    }
}

fn mean_rows(light: &mut [f32], radius: usize) {
    let mut line = vec![0.0; WIDTH];
    for row in light.chunks_exact_mut(WIDTH) {
        line.copy_from_slice(row);
        let at = |x: usize| line.get(x.min(WIDTH - 1)).copied().unwrap_or(0.0);
        let mut sum: f32 = (0..radius).map(at).sum::<f32>() + at(0) * number(radius + 1);
        for (x, pixel) in row.iter_mut().enumerate() {
            sum += at(x + radius) - if x > radius { at(x - radius - 1) } else { at(0) };
            *pixel = sum / number(2 * radius + 1);
        }
    }
}

fn mean_columns(light: &mut [f32], scratch: &mut [f32], radius: usize) {
    scratch.copy_from_slice(light);
    let row = |y: usize| scratch.chunks_exact(WIDTH).nth(y.min(HEIGHT - 1)).unwrap_or_default();
    let mut sums = vec![0.0; WIDTH];
    for y in 0..=radius * 2 {
        for (sum, value) in sums.iter_mut().zip(row(y.saturating_sub(radius))) {
            *sum += value;
        }
    }
    for (y, out) in light.chunks_exact_mut(WIDTH).enumerate() {
        if y > 0 {
            let (coming, going) = (row(y + radius), row((y - 1).saturating_sub(radius)));
            for ((sum, come), go) in sums.iter_mut().zip(coming).zip(going) {
                *sum += come - go;
            }
        }
        for (pixel, sum) in out.iter_mut().zip(&sums) {
            *pixel = sum / number(2 * radius + 1);
        }
    }
}

fn mix_rows(light: &mut [f32], share: f32) {
    for row in light.chunks_exact_mut(WIDTH) {
        let mut before = row.first().copied().unwrap_or(0.0);
        for x in 0..WIDTH {
            let after = row.get(x + 1).or(row.get(x)).copied().unwrap_or(0.0);
            if let Some(pixel) = row.get_mut(x) {
                let here = *pixel;
                *pixel = here + share * (before + after - 2.0 * here);
                before = here;
            }
        }
    }
}

fn mix_columns(light: &mut [f32], scratch: &mut [f32], share: f32) {
    scratch.copy_from_slice(light);
    let row = |y: usize| scratch.chunks_exact(WIDTH).nth(y.min(HEIGHT - 1)).unwrap_or_default();
    for (y, out) in light.chunks_exact_mut(WIDTH).enumerate() {
        let around = row(y.saturating_sub(1)).iter().zip(row(y + 1));
        for (pixel, (above, below)) in out.iter_mut().zip(around) {
            *pixel += share * (above + below - 2.0 * *pixel);
        }
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates"
)]
fn byte(grey: f32) -> u8 {
    grey as u8
}

/// What even a good lens in focus blurs, as a standard deviation in pixels.
const SHARPEST: f32 = 0.55;
/// Moments that the open shutter is made of.
const LEAST_MOMENTS: usize = 4;
const MOST_MOMENTS: usize = 24;
const THINGS: usize = 16;
/// The part of its way after which a pass fills so much of the frame that the camera minds it.
const NOTICED: f32 = 0.6;
