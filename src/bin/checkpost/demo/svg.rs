//! A text in, its QR code as a picture (SVG 1.1) out.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::Failure;

/// Draws a code with the quiet zone that readers need (ISO/IEC 18004 section 6.3.8), one unit a module.
pub(crate) fn code(text: &str) -> Result<String, Failure> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| {
        Failure::new(format!("the text fits no QR code: {error}"), "A code holds at most 4 296 characters.")
    })?;
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

const QUIET_ZONE: i32 = 4;
