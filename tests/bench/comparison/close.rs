//! The drawn grid of passes held close in poor light: this reader and zxing-cpp on the same frames.
//!
//! Rows of the table are cells of the grid, grouped in several ways; the last line is JSON: how many of how many frames
//! each reads, how many this one reads wrongly, and the cells in which zxing-cpp reads more.

use std::collections::BTreeMap;

use checkpost_reading::Reader;
use serde_json::json;
use zxingcpp::Binarizer;

use crate::close::{Camera, Held, Place, grid};

/// Frames of a cell, those read here, and those read by zxing-cpp.
type Counts = [usize; 3];

/// Measures the grid drawn from each salt, or every so manieth condition of it.
pub(crate) fn measure(salts: &[u64], stride: usize, list: bool) {
    let (mut all, mut wrong): (Counts, usize) = ([0; 3], 0);
    let mut cells: BTreeMap<String, Counts> = BTreeMap::new();
    for held in salts.iter().flat_map(|&salt| grid(salt, stride)) {
        let (frame, text) = (held.draw(), held.text());
        let first = Reader::new().read_still(&frame, &|| false).into_iter().next();
        let ours = first.as_ref().is_some_and(|symbol| symbol.payload == text.as_bytes());
        let peer = super::zxing(&frame, &[Binarizer::LocalAverage], 1);
        let theirs = peer.first().is_some_and(|payload| payload == text.as_bytes());
        wrong += usize::from(first.is_some() && !ours);
        for name in names(&held) {
            add(cells.entry(name).or_default(), ours, theirs);
        }
        add(&mut all, ours, theirs);
        if list && !ours {
            println!("missed{}: {held:?}", if theirs { ", and read by zxing-cpp" } else { "" });
        }
    }
    println!("{:28} {:>7} {:>10} {:>10}", "cell", "frames", "checkpost", "zxing-cpp");
    for (name, [frames, ours, theirs]) in &cells {
        println!("{name:28} {frames:>7} {ours:>10} {theirs:>10}");
    }
    let behind: Vec<&String> =
        cells.iter().filter(|(_, cell)| cell[1] < cell[2]).map(|(name, _)| name).collect();
    let [frames, ours, theirs] = all;
    println!(
        "{}",
        json!({ "frames": frames, "read": ours, "wrong": wrong, "zxing": theirs, "behind": behind })
    );
}

fn add(counts: &mut Counts, ours: bool, theirs: bool) {
    for (count, is_one_more) in counts.iter_mut().zip([true, ours, theirs]) {
        *count += usize::from(is_one_more);
    }
}

/// The cells that a frame belongs to.
fn names(held: &Held) -> [String; 5] {
    let place = match held.place {
        Place::Sheet => "sheet",
        Place::Card => "card",
        Place::Edge(x, y) if x != 0 && y != 0 => "corner",
        Place::Edge(..) => "edge",
    };
    let camera = match held.camera {
        Camera::None => "no camera",
        Camera::Room => "camera",
    };
    let ink = held.ink;
    [
        format!("ink {ink}, module {:>2}", held.module.floor()),
        format!("ink {ink}, version {:>2}", held.version),
        format!("ink {ink}, quiet {}", held.quiet),
        format!("ink {ink}, {place}"),
        format!("ink {ink}, {camera}"),
    ]
}
