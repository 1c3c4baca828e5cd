//! A pass held close before a camera in poor light: large modules, little contrast, a narrow quiet zone or none.
//!
//! Draws the conditions of a [`Held`] as a grey frame of 1280 by 720 pixels, the same on every machine but for a grey
//! level. [`grid`] lists the conditions that have to be read: all from 9 to 20 pixels a module that fit the frame.

use std::f32::consts::TAU;

use checkpost_reading::Luma;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// Pixels in a row.
const WIDTH: usize = 1280;
/// Rows.
const HEIGHT: usize = 720;

/// How a pass is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) version: u8,
    /// Pixels a module.
    pub(crate) module: f32,
    /// The grey of ink in hundredths of that of paper.
    pub(crate) ink: u8,
    /// Modules of paper between the symbol and what it stands at.
    pub(crate) quiet: u8,
    pub(crate) place: Place,
    pub(crate) camera: Camera,
    /// Everything that is left to chance.
    pub(crate) seed: u64,
}

/// What the paper ends at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing: paper fills the frame.
    Sheet,
    /// A table around it, lighter than the ink or darker.
    Card,
    /// The frame's edges: -1 is the left or upper one, 1 the right or lower one, 0 neither.
    Edge(i8, i8),
}

/// How well the camera sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Camera {
    /// A drawing: two greys and nothing else.
    None,
    /// Light that falls off, a slight blur, and the noise of a room.
    Room,
}

impl Held {
    /// The content of its code.
    pub(crate) fn text(&self) -> String {
        let characters = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let count = CHARACTERS.get(usize::from(self.version)).copied().unwrap_or(0);
        let some = (0..count).map(|at| {
            let index = usize::try_from(chance(self.seed, at) % 45).unwrap_or(0);
            char::from(characters.get(index).copied().unwrap_or(b'0'))
        });
        "HC1:".chars().chain(some).collect()
    }

    pub(crate) fn code(&self) -> QrCode {
        let version = Version::new(self.version);
        let segments = QrSegment::make_segments(&self.text());
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, version, version, None, false)
            .expect("as many characters as the version holds")
    }

    /// Whether the symbol and the paper that belongs to it are within the frame.
    pub(crate) fn fits(&self) -> bool {
        let quiet = match self.place {
            Place::Sheet => 0.0,
            Place::Card => 2.0 * f32::from(self.quiet),
            Place::Edge(..) => f32::from(self.quiet),
        };
        (f32::from(self.version) * 4.0 + 17.0 + quiet) * self.module <= 720.0
    }

    pub(crate) fn draw(&self) -> Luma {
        let code = self.code();
        let side = code.size() as f32;
        let random = |at: usize| (chance(self.seed ^ 0xC105E, at) >> 40) as f32 / (1_u64 << 24) as f32;
        let (width, height) = (WIDTH as f32, HEIGHT as f32);
        let (half, quiet) = (side * self.module / 2.0, f32::from(self.quiet) * self.module);
        // where the middle of the symbol lies, and how it is turned
        let spread = |space: f32, at: usize| (random(at) - 0.5) * space.max(0.0);
        let (room_x, room_y) = (width - 2.0 * (half + quiet), height - 2.0 * (half + quiet));
        let beside = |edge: i8, length: f32, room: f32, at: usize| match edge {
            -1 => half + quiet,
            1 => length - half - quiet,
            _ => length / 2.0 + spread(room, at),
        };
        let (middle, turn) = match self.place {
            Place::Edge(x, y) => ((beside(x, width, room_x, 1), beside(y, height, room_y, 2)), 0.0),
            Place::Sheet | Place::Card => {
                // turned so far only that it stays within the frame
                let most = (height / (2.0 * half) - 1.0).clamp(0.0, 0.14);
                let middle = (width / 2.0 + spread(room_x * 0.4, 1), height / 2.0 + spread(room_y * 0.4, 2));
                (middle, spread(2.0 * most, 3))
            }
        };
        let (sine, cosine) = turn.sin_cos();
        let paper = 150.0 + 90.0 * random(4);
        let ink = paper * f32::from(self.ink) / 100.0;
        let table = if random(5) < 0.5 { paper * 0.35 } else { f32::midpoint(paper, ink) };
        let on_table = matches!(self.place, Place::Card);
        let grey = |x: f32, y: f32| {
            let (x, y) = (x - middle.0, y - middle.1);
            let u = (x * cosine + y * sine) / self.module + side / 2.0;
            let v = (y * cosine - x * sine) / self.module + side / 2.0;
            let quiet = f32::from(self.quiet);
            let inside = -quiet..side + quiet;
            if on_table && !(inside.contains(&u) && inside.contains(&v)) {
                return table;
            }
            if code.get_module(u.floor() as i32, v.floor() as i32) { ink } else { paper }
        };
        let mut greys = Vec::with_capacity(WIDTH * HEIGHT);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let spots = SPOTS.iter().flat_map(|&down| SPOTS.iter().map(move |&right| (right, down)));
                let sum: f32 = spots.map(|(right, down)| grey(x as f32 + right, y as f32 + down)).sum();
                greys.push(sum / 9.0);
            }
        }
        if self.camera == Camera::Room {
            let blur = 0.5 + 0.7 * random(6);
            greys = across(&across(&greys, WIDTH, blur), HEIGHT, blur);
            let (angle, fall, noise) = (random(7) * TAU, 0.12 * random(8), 1.0 + 2.0 * random(9));
            for (at, grey) in greys.iter_mut().enumerate() {
                let (x, y) = ((at % WIDTH) as f32 / width - 0.5, (at / WIDTH) as f32 / height - 0.5);
                *grey *= 1.0 + fall * (x * angle.cos() + y * angle.sin());
                // four chances summed up are nearly a bell
                let bits = chance(self.seed ^ 0xA015E, at);
                let sum: u64 = (0..4).map(|part| bits >> (16 * part) & 0xFFFF).sum();
                *grey += (sum as f32 / 65536.0 - 2.0) * noise / 0.577;
            }
        }
        let pixels = greys.into_iter().map(|grey| grey.round().clamp(0.0, 255.0) as u8).collect();
        Luma::new(WIDTH, HEIGHT, pixels).expect("the size fits")
    }
}

/// Blurs along the rows of `length` pixels and turns the picture over, so that a second time blurs along the columns.
fn across(greys: &[f32], length: usize, blur: f32) -> Vec<f32> {
    let weights: Vec<f32> = (-4..=4_i16).map(|off| (-(f32::from(off) / blur).powi(2) / 2.0).exp()).collect();
    let all: f32 = weights.iter().sum();
    let rows = greys.len() / length;
    let mut turned = vec![0.0; greys.len()];
    for (y, row) in greys.chunks_exact(length).enumerate() {
        for x in 0..length {
            let near = |off: usize| (x + off).saturating_sub(4).min(length - 1);
            let sum: f32 = weights.iter().enumerate().map(|(off, weight)| weight * row[near(off)]).sum();
            turned[x * rows + y] = sum / all;
        }
    }
    turned
}

/// Every condition of the grid. `stride` leaves out all but every so many, evenly over all of them.
pub(crate) fn grid(salt: u64, stride: usize) -> impl Iterator<Item = Held> {
    let modules = 9..=20_u8;
    let places = modules
        .flat_map(|module| [70, 80, 85].map(move |ink| (module, ink)))
        .flat_map(|(module, ink)| (5..=25_u8).map(move |version| (module, ink, version)))
        .flat_map(|(module, ink, version)| (0..=4_u8).map(move |quiet| (module, ink, version, quiet)))
        .flat_map(|cell| (0..4_usize).map(move |place| (cell, place)))
        .flat_map(|cell| [Camera::None, Camera::Room].map(move |camera| (cell, camera)));
    let helds = places.enumerate().map(move |(at, (((module, ink, version, quiet), place), camera))| {
        let seed = chance(salt, at);
        let turn = usize::try_from(seed % 4).unwrap_or(0);
        let place = match place {
            0 => Place::Sheet,
            1 => Place::Card,
            2 => [Place::Edge(-1, 0), Place::Edge(1, 0), Place::Edge(0, -1), Place::Edge(0, 1)][turn],
            _ => [Place::Edge(-1, -1), Place::Edge(1, -1), Place::Edge(-1, 1), Place::Edge(1, 1)][turn],
        };
        // between two whole pixels as well
        let part = (seed >> 32 & 3) as f32 / 4.0;
        Held { version, module: f32::from(module) + part, ink, quiet, place, camera, seed }
    });
    helds.filter(Held::fits).step_by(stride)
}

/// A number that looks random, of two others.
pub(crate) fn chance(seed: u64, at: usize) -> u64 {
    let mut value = seed ^ (at as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Places in a pixel that are drawn.
const SPOTS: [f32; 3] = [0.17, 0.5, 0.83];

/// Characters of the alphanumeric mode that a version holds at level M, less the four that every text begins with.
const CHARACTERS: [usize; 26] = [
    0, 16, 34, 57, 86, 118, 150, 174, 217, 258, 307, 362, 415, 479, 524, 596, 652, 728, 812, 902, 966, 1031,
    1112, 1184, 1260, 1347,
];
