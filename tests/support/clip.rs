//! Writes the file that Chromium's fake camera plays (YUV4MPEG2, 1280 by 720, planes 4:2:0) from texts to show as
//! codes.
//!
//! The browser repeats the file for as long as the camera is open. Another pass is held up by overwriting the file in
//! place: no camera is closed for it.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use qrcodegen::{QrCode, QrCodeEcc};

/// A clip, and what it shows now.
pub(crate) struct Clip {
    path: PathBuf,
    file: File,
}

impl Clip {
    /// A clip that shows an empty table.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).truncate(true).write(true).open(path)?;
        let mut clip = Self { path: path.to_owned(), file };
        clip.show_nothing()?;
        Ok(clip)
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Holds up a picture of a code.
    pub(crate) fn show(&mut self, picture: &GrayImage) -> io::Result<()> {
        self.play(&on_table(Some(picture)))
    }

    /// Holds up two codes beside each other.
    pub(crate) fn show_pair(&mut self, left: &GrayImage, right: &GrayImage) -> io::Result<()> {
        let mut frame = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([PAPER]));
        for (picture, middle) in [(left, WIDTH / 4), (right, WIDTH * 3 / 4)] {
            let code = imageops::resize(picture, PAIR_PIXELS, PAIR_PIXELS, FilterType::Triangle);
            let (x, y) = (middle - PAIR_PIXELS / 2, (HEIGHT - PAIR_PIXELS) / 2);
            imageops::replace(&mut frame, &code, i64::from(x), i64::from(y));
        }
        self.play(&frame)
    }

    /// Holds up one code in the middle and another beside it.
    pub(crate) fn show_beside(&mut self, middle: &GrayImage, beside: &GrayImage) -> io::Result<()> {
        let mut frame = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([PAPER]));
        let small = imageops::resize(middle, LINK_PIXELS, LINK_PIXELS, FilterType::Triangle);
        let large = imageops::resize(beside, BESIDE_PIXELS, BESIDE_PIXELS, FilterType::Triangle);
        let (left, top) = ((WIDTH - LINK_PIXELS) / 2, (HEIGHT - LINK_PIXELS) / 2);
        imageops::replace(&mut frame, &large, 0, i64::from((HEIGHT - BESIDE_PIXELS) / 2));
        imageops::replace(&mut frame, &small, i64::from(left), i64::from(top));
        self.play(&frame)
    }

    /// Shows the empty table.
    pub(crate) fn show_nothing(&mut self) -> io::Result<()> {
        self.play(&on_table(None))
    }

    /// Shows what a camera with a closed lid shows.
    pub(crate) fn show_black(&mut self) -> io::Result<()> {
        self.play(&GrayImage::from_pixel(WIDTH, HEIGHT, Luma([BLACK])))
    }

    fn play(&mut self, frame: &GrayImage) -> io::Result<()> {
        let frames = vec![frame.as_raw().iter().map(|&grey| grey.clamp(BLACK, PAPER)).collect(); FRAMES];
        self.show_frames(&frames, RATE)
    }

    /// Plays frames of the clip's size over and over. The browser takes the rate from the first of them that it sees.
    pub(crate) fn show_frames(&mut self, frames: &[Vec<u8>], rate: u32) -> io::Result<()> {
        let mut bytes = format!("YUV4MPEG2 W{WIDTH} H{HEIGHT} F{rate}:1 Ip A1:1 C420\n").into_bytes();
        for frame in frames {
            bytes.extend_from_slice(b"FRAME\n");
            bytes.extend_from_slice(frame);
            bytes.resize(bytes.len() + frame.len() / 2, NO_COLOUR);
        }
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&bytes)?;
        self.file.set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        self.file.flush()
    }
}

/// A frame of the camera: a picture of a code in the middle of a white table, or the table alone.
pub(crate) fn on_table(picture: Option<&GrayImage>) -> GrayImage {
    let mut frame = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([PAPER]));
    if let Some(picture) = picture {
        let side = picture.width().max(picture.height()).max(1);
        let fit = |length: u32| (length * CODE_PIXELS / side).max(1);
        let (width, height) = (fit(picture.width()), fit(picture.height()));
        let code = imageops::resize(picture, width, height, FilterType::Triangle);
        let (left, top) = ((WIDTH - width) / 2, (HEIGHT - height) / 2);
        imageops::replace(&mut frame, &code, i64::from(left), i64::from(top));
    }
    frame
}

/// Draws a code with its quiet zone.
pub(crate) fn draw(text: &str) -> Result<GrayImage, String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).map_err(|error| error.to_string())?;
    let side = code.size() + 2 * QUIET_MODULES;
    let pixels = u32::try_from(side).map_err(|error| error.to_string())? * MODULE_PIXELS;
    Ok(GrayImage::from_fn(pixels, pixels, |x, y| {
        let module = |pixel: u32| i32::try_from(pixel / MODULE_PIXELS).unwrap_or(0) - QUIET_MODULES;
        Luma([if code.get_module(module(x), module(y)) { BLACK } else { PAPER }])
    }))
}

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
/// Frames a second.
const RATE: u32 = 10;
/// The frames of a circle where they are all the same.
const FRAMES: usize = 2;
/// The code with its quiet zone on the table.
const CODE_PIXELS: u32 = 640;
/// The same of two codes beside each other.
const PAIR_PIXELS: u32 = 560;
/// A small code in the middle, and what fits beside it.
const LINK_PIXELS: u32 = 240;
const BESIDE_PIXELS: u32 = 520;
const MODULE_PIXELS: u32 = 6;
const QUIET_MODULES: i32 = 4;
/// The ends of a camera's own range.
const PAPER: u8 = 235;
const BLACK: u8 = 16;
const NO_COLOUR: u8 = 128;
