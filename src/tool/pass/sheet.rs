//! Issued passes in, one page to print and cut out.

use std::fmt::Write;

use super::issue::Issued;
use crate::{Failure, code};

/// The page, self-contained (HTML with the codes as inline SVG).
pub(super) fn page(passes: &[([u8; 8], Issued)]) -> Result<String, Failure> {
    let mut cards = String::new();
    for (_, pass) in passes {
        // writing into a String cannot fail
        let _ = writeln!(
            cards,
            "<figure>{}<figcaption>{}<br>{}</figcaption></figure>",
            code::svg(&pass.text)?,
            escaped(&pass.label),
            pass.expires
        );
    }
    Ok(format!("{HEAD}{cards}</html>\n"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Codes of 55 mm: a phone and a tablet both read a version 13 at that size from a hand's breadth.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Passes</title>\n<style>\
body{margin:10mm;display:flex;flex-wrap:wrap;gap:6mm;font:10pt sans-serif}\
figure{margin:0;padding:4mm;border:0.2mm dashed #999;width:55mm;break-inside:avoid;text-align:center}\
svg{width:55mm;height:55mm}</style>\n";
