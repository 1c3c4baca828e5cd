//! Reads every picture of one or more manifests, and prints for each set how many were read and how long it took.
//!
//! `cargo bench -p checkpost-bench --bench reader -- [--frame] [--list] [--only SET]... MANIFEST...`; without a manifest,
//! that of the directory in `CHECKPOST_VECTORS`. `--list` names the pictures that were not read. `--frame` takes each
//! picture as the first frames of a video. A picture counts as read if its first payload is among those accepted, or,
//! where none is published, if there is any payload.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints its findings and counts in its own list"
)]

#[path = "../support/pictures.rs"]
mod pictures;

use std::time::Instant;

use checkpost_reading::Reader;
use pictures::{Case, Wanted, percentile};

/// How one set fared.
#[derive(Default)]
struct Tally {
    images: usize,
    read: usize,
    wrong: usize,
    invented: usize,
    milliseconds: Vec<f64>,
}

fn main() {
    let wanted = Wanted::from_arguments();
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    for case in wanted.cases() {
        measure(&case, wanted.has("--frame"), wanted.has("--list"), &mut tallies);
    }
    if tallies.is_empty() {
        println!("no pictures: CHECKPOST_VECTORS is not set and no manifest is named");
        return;
    }
    print(&mut tallies);
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn measure(case: &Case, moving: bool, list: bool, tallies: &mut Vec<(String, Tally)>) {
    let luma = case.picture();
    let mut reader = Reader::new();
    let start = Instant::now();
    let first = if moving {
        (0..MOVING_FRAMES).find_map(|_| reader.read_frame(&luma, &|| false).symbols.into_iter().next())
    } else {
        reader.read_still(&luma, &|| false).into_iter().next()
    };
    let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
    let place = tallies.iter().position(|(set, _)| *set == case.set).unwrap_or_else(|| {
        tallies.push((case.set.clone(), Tally::default()));
        tallies.len() - 1
    });
    let tally = &mut tallies[place].1;
    tally.images += 1;
    tally.milliseconds.push(milliseconds);
    let verdict = match &first {
        Some(_) if case.empty => "FALSE",
        Some(symbol) if !case.accepts(&symbol.payload) => "WRONG",
        Some(_) => "read",
        None if case.empty => "empty",
        None => "MISSED",
    };
    tally.read += usize::from(verdict == "read");
    tally.wrong += usize::from(verdict == "WRONG");
    tally.invented += usize::from(verdict == "FALSE");
    if list {
        println!("{verdict} {milliseconds:.1} {}", case.image.display());
        if let (Some(symbol), true) = (&first, verdict != "read" || case.accepted.is_none()) {
            println!("    {}", symbol.payload.escape_ascii());
        }
    }
}

fn print(tallies: &mut [(String, Tally)]) {
    println!(
        "{:22} {:>6} {:>6} {:>6} {:>6} {:>9} {:>9} {:>9}",
        "set", "images", "read", "wrong", "false", "median ms", "p95 ms", "worst ms"
    );
    let mut all = Tally::default();
    let mut real = (0, 0);
    for (set, tally) in tallies.iter_mut() {
        row(set, tally);
        all.images += tally.images;
        all.read += tally.read;
        all.wrong += tally.wrong;
        all.invented += tally.invented;
        all.milliseconds.extend_from_slice(&tally.milliseconds);
        if set != "dcc-png" && set != "negatives" {
            real = (real.0 + tally.images, real.1 + tally.read);
        }
    }
    row("all", &mut all);
    println!("without dcc-png and negatives: {} of {}", real.1, real.0);
}

fn row(set: &str, tally: &mut Tally) {
    let [median, slow, worst] = [0.5, 0.95, 1.0].map(|share| percentile(&mut tally.milliseconds, share));
    println!(
        "{set:22} {:>6} {:>6} {:>6} {:>6} {median:>9.2} {slow:>9.2} {worst:>9.2}",
        tally.images, tally.read, tally.wrong, tally.invented
    );
}

/// Frames after which a code that is held still has had every attempt at least twice.
const MOVING_FRAMES: usize = 12;
