//! Renders issued passes as one HTML page to print and cut out, with the codes as inline SVG.

use std::fmt::Write;

use checkpost::time::UnixTime;

use crate::{Failure, code};

/// What the page shows of one pass.
pub(super) struct Card {
    /// The content of its code.
    pub(super) text: String,
    /// The holder's name, or the pass's number where there is none.
    pub(super) label: String,
    /// The last second in which it counts.
    pub(super) expires: UnixTime,
}

/// The page, self-contained.
pub(super) fn page<'a>(cards: impl Iterator<Item = &'a Card>) -> Result<String, Failure> {
    let mut figures = String::new();
    for card in cards {
        // writing into a String cannot fail
        let _ = writeln!(
            figures,
            "<figure>{}<figcaption>{}<br>{}</figcaption></figure>",
            code::svg(&card.text)?,
            escaped(&card.label),
            card.expires
        );
    }
    Ok(format!("{HEAD}{figures}</html>\n"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Codes of 55 mm: a phone and a tablet both read a version 13 at that size from a hand's breadth.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Passes</title>\n<style>\
body{margin:10mm;display:flex;flex-wrap:wrap;gap:6mm;font:10pt sans-serif}\
figure{margin:0;padding:4mm;border:0.2mm dashed #999;width:55mm;break-inside:avoid;text-align:center}\
svg{width:55mm;height:55mm}</style>\n";
