//! Decodes picture files (PNG, JPEG, PGM) into grey pixels, and the QR codes in them.

use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use checkpost_reading::{DecodedSymbol, Luma, MAX_SIDE, Reader};
use image::{DynamicImage, ImageReader, Limits};

use crate::input;

/// What the engine found in one picture, and in which time; opening the file does not count.
pub(crate) struct Decoded {
    pub(crate) symbols: Vec<DecodedSymbol>,
    pub(crate) milliseconds: f64,
}

/// The bytes of a file, or a sentence about why there are none; `-` is standard input.
///
/// # Errors
/// What the system says, or that the file is larger than any picture taken here.
pub(crate) fn open(path: &Path) -> Result<Vec<u8>, String> {
    input::read(path, LARGEST_FILE).map_err(|error| error.to_string())
}

/// Whether bytes begin like a picture file that is read here.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    image::guess_format(bytes).is_ok_and(|format| format.reading_enabled())
}

/// Grey pixels of a picture file. What is transparent counts as white paper.
///
/// # Errors
/// A sentence about what is wrong with the file.
pub(crate) fn grey(bytes: &[u8]) -> Result<Luma, String> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = u32::try_from(MAX_SIDE).ok();
    limits.max_image_height = u32::try_from(MAX_SIDE).ok();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| error.to_string())?;
    let (width, height) = (picture.width(), picture.height());
    let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    Luma::new(side(width), side(height), pixels(&picture))
        .map_err(|_| format!("{width} x {height} pixels are not between 1 and {MAX_SIDE} a side"))
}

/// Looks for codes, as long as it takes up to a bound that only a hostile picture reaches.
#[expect(clippy::disallowed_methods, reason = "a program may look at the clock")]
pub(crate) fn decode(frame: &Luma) -> Decoded {
    let start = Instant::now();
    let symbols = Reader::new().read_still(frame, &|| start.elapsed().as_secs() >= MAX_DECODE_SECONDS);
    Decoded { symbols, milliseconds: start.elapsed().as_secs_f64() * 1000.0 }
}

fn pixels(picture: &DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.to_luma8().into_raw();
    }
    let on_paper = |[grey, alpha]: [u8; 2]| {
        let (grey, alpha) = (u16::from(grey), u16::from(alpha));
        u8::try_from((grey * alpha + WHITE * (WHITE - alpha)) / WHITE).unwrap_or(u8::MAX)
    };
    picture.to_luma_alpha8().pixels().map(|pixel| on_paper(pixel.0)).collect()
}

const WHITE: u16 = 255;
/// A photograph straight from a telephone has less.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;
/// The largest picture has 67 million pixels of four bytes.
const MAX_DECODED_BYTES: u64 = 512 * 1024 * 1024;
/// Whoever waits for one picture on a command line gives up about then.
const MAX_DECODE_SECONDS: u64 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, ImageFormat, LumaA};

    #[test]
    fn what_is_transparent_is_paper() {
        let picture = ImageBuffer::from_fn(2, 1, |x, _| LumaA([0_u8, if x == 0 { 0 } else { 255 }]));
        let mut file = Cursor::new(Vec::new());
        DynamicImage::ImageLumaA8(picture).write_to(&mut file, ImageFormat::Png).unwrap();
        assert!(is_picture(file.get_ref()), "recognised");
        assert_eq!(grey(file.get_ref()), Ok(Luma::new(2, 1, vec![255, 0]).unwrap()), "clear, then black");
    }

    #[test]
    fn refuses_what_is_no_picture_and_what_is_too_large() {
        assert!(grey(b"HC1:6BF").is_err(), "text");
        assert!(grey(b"P5 100000 100000 255\n").is_err(), "ten gigapixels claimed");
    }
}
