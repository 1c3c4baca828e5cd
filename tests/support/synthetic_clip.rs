//! Synthetic clips: a pass that a hand brings before a camera, drawn frame by frame from a seed.
//!
//! A [`Script`] says what happens. Frames are grey, 1280 by 720 pixels, 30 a second, and the same for the same
//! script on every machine but for a grey level where its sines differ. A pass comes in from the side, too far away
//! and tilted, slows down and is held, never quite still; meanwhile the camera finds its focus and its exposure,
//! the light of a screen or a lamp runs over the rows in bands, and the sensor adds its noise. Motion blur is the
//! mean of many moments within the shutter time.
//!
//! Benches, the soak and the browser tests take their frames from here.

#[path = "synthetic_clip/rng.rs"]
mod rng;
#[path = "synthetic_clip/camera_model.rs"]
mod camera_model;
#[path = "synthetic_clip/motion.rs"]
mod motion;
#[path = "synthetic_clip/printed_target.rs"]
mod printed_target;

use camera_model::CameraModel;
use motion::Motion;
use printed_target::PrintedTarget;
use rng::Rng;

/// Pixels in a row.
pub(crate) const WIDTH: usize = 1280;
/// Rows.
pub(crate) const HEIGHT: usize = 720;
/// Frames a second.
pub(crate) const RATE: f32 = 30.0;

/// What a clip is about. Everything else happens in it as well, only less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Print under good light.
    Print,
    /// A telephone's screen: brighter than the room, banded, with a lamp mirrored in it.
    Screen,
    /// A dim room: long exposure and much noise.
    Dusk,
    /// The focus hunts.
    Hunting,
    /// The hand never rests.
    Haste,
    /// It is held too far away: modules of two pixels and less than three.
    Far,
}

/// Why a pass that is held up cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Its modules are too small in the picture.
    TooFar,
    /// It moves while the shutter is open.
    Moving,
    /// It is too dark.
    Dark,
    /// A lamp is mirrored in it.
    Mirrored,
}

/// What happens in a clip.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    /// The content of the code.
    pub(crate) text: String,
    /// Its version; larger where the text does not fit.
    pub(crate) version: u8,
    /// Everything that is left to chance.
    pub(crate) seed: u64,
    /// The side of the symbol once it is held, as a part of the frame's height.
    pub(crate) fill: f32,
    /// Seconds from the first frame until it is held.
    pub(crate) arrives: f32,
    /// How far it is turned away from the camera once it is held, in radians.
    pub(crate) tilt: f32,
    /// How far a hand that holds it strays, in pixels; the tremor is a tenth of it.
    pub(crate) sway: f32,
    /// How often it does so, a second.
    pub(crate) sway_rate: f32,
    /// How long the shutter is open, in seconds.
    pub(crate) shutter: f32,
    /// The grey of paper once the exposure is found, and that of ink.
    pub(crate) paper: f32,
    pub(crate) ink: f32,
    /// How much too bright (or, below 1, too dark) the first frames are, and the seconds in which that fades to a third
    /// once the camera has taken notice of the pass.
    pub(crate) exposure: (f32, f32),
    /// How blurred the first frames are (standard deviation in pixels), and the seconds in which that fades as well.
    pub(crate) defocus: (f32, f32),
    /// The noise of grey 128, in grey levels (standard deviation).
    pub(crate) noise: f32,
    /// The depth of the bands that lamps and screens leave, as a part of the grey.
    pub(crate) bands: f32,
    /// Grey levels added in the middle of a mirrored lamp, and its radius as a part of the symbol's side.
    pub(crate) glare: (f32, f32),
    /// The code is on a telephone, not on paper.
    pub(crate) on_screen: bool,
}

/// A clip: a script, ready to be drawn.
pub(crate) struct SyntheticClip {
    script: Script,
    target: PrintedTarget,
    motion: Motion,
    camera_model: CameraModel,
    first_sight: usize,
}

impl Script {
    /// A pass that arrives in half a second and is then held well, in good light.
    pub(crate) fn calm(text: String, version: u8, seed: u64) -> Self {
        Self {
            text,
            version,
            seed,
            fill: 0.7,
            arrives: 0.5,
            tilt: 0.1,
            sway: 4.0,
            sway_rate: 0.7,
            shutter: 0.008,
            paper: 190.0,
            ink: 50.0,
            exposure: (1.0, 0.2),
            defocus: (0.0, 0.2),
            noise: 2.5,
            bands: 0.0,
            glare: (0.0, 0.0),
            on_screen: false,
        }
    }

    /// A pass that stays in trouble as long as it is held.
    pub(crate) fn with(trouble: Trouble) -> Self {
        let script = Self::calm("HC1:TROUBLE".repeat(40), 14, 11);
        match trouble {
            Trouble::TooFar => Self { fill: 0.13, ..script },
            Trouble::Moving => Self { sway: 120.0, sway_rate: 1.6, shutter: 0.033, ..script },
            Trouble::Dark => Self { paper: 30.0, ink: 20.0, noise: 14.0, ..script },
            Trouble::Mirrored => Self { glare: (260.0, 0.9), on_screen: true, ..script },
        }
    }

    /// The script of one clip of a kind.
    pub(crate) fn of(kind: Kind, text: String, version: u8, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut between = |from: f32, to: f32| from + (to - from) * rng.next();
        let mut script = Self {
            fill: between(0.5, 0.85),
            arrives: between(0.5, 1.1),
            tilt: between(0.0, 0.45),
            sway: between(4.0, 14.0),
            sway_rate: between(0.5, 1.2),
            shutter: between(0.006, 0.014),
            paper: between(170.0, 215.0),
            ink: between(35.0, 65.0),
            exposure: (between(0.7, 1.4), between(0.15, 0.35)),
            defocus: (between(0.8, 2.2), between(0.1, 0.3)),
            noise: between(2.0, 4.0),
            bands: between(0.0, 0.05),
            ..Self::calm(text, version, seed)
        };
        match kind {
            Kind::Print => {}
            Kind::Screen => {
                script.on_screen = true;
                script.exposure = (between(1.6, 2.8), between(0.25, 0.6));
                script.bands = between(0.1, 0.3);
                script.glare = (between(60.0, 200.0), between(0.15, 0.4));
                script.paper = between(200.0, 240.0);
                script.ink = between(20.0, 50.0);
            }
            Kind::Dusk => {
                script.shutter = between(0.025, 0.033);
                script.paper = between(75.0, 120.0);
                script.ink = between(25.0, 40.0);
                script.noise = between(6.0, 12.0);
                script.exposure = (between(0.35, 0.7), between(0.3, 0.6));
            }
            Kind::Hunting => script.defocus = (between(4.0, 8.0), between(0.4, 1.2)),
            Kind::Haste => {
                script.sway = between(80.0, 180.0);
                script.sway_rate = between(0.7, 1.4);
                script.shutter = between(0.01, 0.025);
            }
            Kind::Far => {
                script.fill = between(2.0, 2.8) * number(17 + 4 * usize::from(version)) / number(HEIGHT);
            }
        }
        script
    }
}

impl SyntheticClip {
    /// Draws what does not change from frame to frame.
    pub(crate) fn new(script: Script) -> Self {
        let target = PrintedTarget::print(&script);
        let motion = Motion::of(&script, &target);
        let camera_model = CameraModel::of(&script);
        let is_whole = |frame: &usize| motion.at(moment(*frame)).shows_all(&target);
        let first_sight = (0..LONGEST_ARRIVAL).find(is_whole).unwrap_or(LONGEST_ARRIVAL);
        Self { script, target, motion, camera_model, first_sight }
    }

    /// The number of the first frame that shows the whole symbol.
    pub(crate) fn first_sight(&self) -> usize {
        self.first_sight
    }

    /// The content of the code.
    pub(crate) fn text(&self) -> &str {
        &self.script.text
    }

    /// A frame by its number, counted from the first of the clip: [`WIDTH`] times [`HEIGHT`] grey bytes.
    pub(crate) fn frame(&self, number: usize) -> Vec<u8> {
        self.camera_model.take(&self.script, &self.target, &self.motion, number)
    }

    /// Writes the frames up to `last` as a file that a browser takes for a camera (YUV4MPEG2, planes 4:2:0). Levels are
    /// those of a camera's own range, 16 to 235.
    pub(crate) fn write_recording(&self, into: &mut impl std::io::Write, last: usize) -> std::io::Result<()> {
        writeln!(into, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420")?;
        let colours = vec![128_u8; WIDTH * HEIGHT / 2];
        for number in 0..=last {
            let levels = self
                .frame(number)
                .into_iter()
                .map(|grey| 16 + u8::try_from(u16::from(grey) * 219 / 255).unwrap_or(0));
            into.write_all(b"FRAME\n")?;
            into.write_all(&levels.collect::<Vec<u8>>())?;
            into.write_all(&colours)?;
        }
        into.flush()
    }

    /// The frame's number at a time after first sight, in seconds.
    pub(crate) fn frame_at(&self, seconds: f32) -> usize {
        self.first_sight + whole(seconds * RATE)
    }
}

/// The scripts of a kind's clips; another salt gives others. All kinds together show every version from 8 to 25.
pub(crate) fn scripts(kind: Kind, salt: u64, texts: &[String]) -> impl Iterator<Item = Script> {
    let first = KINDS.iter().position(|one| *one == kind).unwrap_or(0) * CLIPS_A_KIND;
    (first..first + CLIPS_A_KIND).map(move |place| {
        // 7 and 18 share no divisor: eighteen clips in a row have eighteen versions
        let version = 8 + u8::try_from(place * 7 % 18).unwrap_or(0);
        let seed = salt.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::try_from(place).unwrap_or(0);
        Script::of(kind, printed_target::text_for(version, texts, seed), version, seed)
    })
}

/// A frame's time in seconds: the middle of its exposure.
fn moment(frame: usize) -> f32 {
    number(frame) / RATE
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "small numbers")]
fn number(count: usize) -> f32 {
    count as f32
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates"
)]
fn whole(value: f32) -> usize {
    value as usize
}

/// Every kind, in the order of the tables.
pub(crate) const KINDS: [Kind; 6] =
    [Kind::Print, Kind::Screen, Kind::Dusk, Kind::Hunting, Kind::Haste, Kind::Far];

/// Clips of one kind with one salt.
pub(crate) const CLIPS_A_KIND: usize = 6;

/// A pass that has not come wholly into view by then never does.
const LONGEST_ARRIVAL: usize = 90;
