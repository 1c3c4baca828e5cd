//! Draws a text as a QR code, as SVG 1.1 or PNG, with the quiet zone that readers need (ISO/IEC 18004 section 6.3.8).
//!
//! Written here because `qrcodegen` draws nothing, and the crates that do draw bring an encoder of their own.

use std::fmt::Write;
use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::Failure;

/// Draws a code, one unit a module.
pub(crate) fn svg(text: &str) -> Result<String, Failure> {
    let code = encode(text)?;
    let side = code.size() + 2 * QUIET_ZONE;
    let mut dark = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&at| code.get_module(at, y)).map(|_| 1).sum::<i32>();
            if run > 0 {
                // writing into a String cannot fail
                let _ = write!(dark, "M{},{}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
            x += run + 1;
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0,0h{side}v{side}h-{side}z\"/><path d=\"{dark}\"/></svg>\n"
    ))
}

/// Draws a code, [`PIXELS_PER_MODULE`] pixels a module.
pub(crate) fn png(text: &str) -> Result<Vec<u8>, Failure> {
    let code = encode(text)?;
    let modules = code.size() + 2 * QUIET_ZONE;
    let side = u32::try_from(modules * PIXELS_PER_MODULE).unwrap_or_default();
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| i32::try_from(at).unwrap_or_default() / PIXELS_PER_MODULE - QUIET_ZONE;
        Luma([if code.get_module(module(x), module(y)) { 0 } else { 255 }])
    });
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(|error| {
        Failure::new(format!("the picture cannot be written: {error}"), "Ask for SVG instead.")
    })?;
    Ok(bytes)
}

fn encode(text: &str) -> Result<QrCode, Failure> {
    // what does not fit with the usual redundancy, such as a configuration with many keys, gets less
    let encoded = QrCode::encode_text(text, QrCodeEcc::Medium);
    encoded.or_else(|_| QrCode::encode_text(text, QrCodeEcc::Low)).map_err(|error| {
        Failure::new(
            format!("the text fits no QR code: {error}"),
            "A code holds at most 2 953 bytes, or 4 296 capital letters and digits.",
        )
    })
}

const PIXELS_PER_MODULE: i32 = 8;
const QUIET_ZONE: i32 = 4;
