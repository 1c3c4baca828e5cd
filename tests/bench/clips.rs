//! Measures how long a code is in view until its payload is there, on clips of hands that hold a pass up.
//!
//! `cargo bench -p checkpost-bench --bench clips --
//! [--salt NUMBER]... [--slow FACTOR] [--only KIND] [--list] [--write FOLDER]`
//!
//! Times are seconds of the clip, at 30 frames a second. Reading a frame takes as long as this thread was busy with it,
//! times the factor of a slower machine. A frame that comes meanwhile is missed, and the newest one is taken next, as on
//! the page. The time of a clip runs from the first frame that shows the whole symbol until its payload is read.
//! `--write` writes the clips as files for a browser's camera instead, 150 MB each.
#![expect(
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench prints its findings; counts and times are small"
)]

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../support/synthetic_clip.rs"]
mod synthetic_clip;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use checkpost::time::UnixTime;
use checkpost_issuing::specimen;
use checkpost_reading::{FrameResult, Luma, Reader};
use synthetic_clip::{HEIGHT, KINDS, Kind, RATE, SyntheticClip, WIDTH, scripts};

/// How one clip went.
struct Outcome {
    /// Seconds from first sight to the payload; `None` when it was not read within [`PATIENCE`].
    seconds: Option<f64>,
    is_wrong: bool,
    /// Milliseconds of work for each frame looked at.
    work: Vec<f64>,
    /// The same while the pass stays in view after it was read.
    following: Vec<f64>,
    /// What each frame looked at from first sight on showed: nothing, something like a code, or its content.
    course: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let after = |flag: &str| -> Vec<&String> {
        let places = arguments.iter().zip(arguments.iter().skip(1));
        places.filter(|(word, _)| *word == flag).map(|(_, next)| next).collect()
    };
    let number = |word: &&String| word.parse::<f64>().ok();
    let mut salts: Vec<u64> = after("--salt").iter().filter_map(|word| word.parse().ok()).collect();
    if salts.is_empty() {
        salts.push(TUNING_SALT);
    }
    let slow = after("--slow").first().and_then(number).unwrap_or(1.0);
    let only = after("--only");
    let lists = arguments.iter().any(|word| word == "--list");
    let texts: Vec<String> = specimen::specimens(NOW)
        .expect("the demonstration key is one")
        .into_iter()
        .map(|specimen| specimen.text)
        .collect();
    if let Some(folder) = after("--write").first() {
        write(Path::new(folder), &salts, &only, &texts);
        return;
    }
    println!(
        "{:10} {:>5} {:>7} {:>7} {:>7} {:>9} {:>7} {:>6} {:>9} {:>9} {:>12}",
        "clips",
        "count",
        "0.3 s",
        "1 s",
        "3 s",
        "median s",
        "mean s",
        "wrong",
        "median ms",
        "p95 ms",
        "following ms"
    );
    let mut all = Vec::new();
    for kind in KINDS {
        let name = name(kind);
        if !only.is_empty() && !only.contains(&&name) {
            continue;
        }
        let mut outcomes = Vec::new();
        for salt in &salts {
            for (place, script) in scripts(kind, *salt, &texts).enumerate() {
                let version = script.version;
                let clip = SyntheticClip::new(script);
                let outcome = play(&clip, slow);
                if lists {
                    let seconds = outcome.seconds.map_or("unread".to_owned(), |time| format!("{time:.3} s"));
                    println!("  {name} {salt}/{place} version {version}: {seconds} {}", outcome.course);
                }
                outcomes.push(outcome);
            }
        }
        row(&name, &outcomes);
        all.extend(outcomes);
    }
    row("all", &all);
}

/// Writes each clip up to the moment at which a person gives up.
fn write(folder: &Path, salts: &[u64], only: &[&String], texts: &[String]) {
    for kind in KINDS.into_iter().filter(|&kind| only.is_empty() || only.contains(&&name(kind))) {
        for salt in salts {
            for (place, clip) in scripts(kind, *salt, texts).map(SyntheticClip::new).enumerate() {
                let path = folder.join(format!("{}-{salt}-{place}.y4m", name(kind)));
                let file = File::create(&path).expect("the folder can be written to");
                let last = clip.frame_at(PATIENCE);
                clip.write_recording(&mut BufWriter::new(file), last).expect("there is room on the disk");
                println!("{}: {} frames, first sight at {}", path.display(), last + 1, clip.first_sight());
            }
        }
    }
}

fn name(kind: Kind) -> String {
    format!("{kind:?}").to_lowercase()
}

/// Plays a clip to a reader that has been looking before it begins.
fn play(clip: &SyntheticClip, slow: f64) -> Outcome {
    let mut reader = Reader::new();
    let mut outcome = Outcome {
        seconds: None,
        is_wrong: false,
        work: Vec::new(),
        following: Vec::new(),
        course: String::new(),
    };
    let came = |frame: usize| frame as f64 / f64::from(RATE);
    let last = clip.frame_at(PATIENCE);
    let mut free = 0.0_f64;
    let mut frame = 0;
    while frame <= last {
        let (result, work) = look(&mut reader, clip, frame);
        free = free.max(came(frame)) + work * slow;
        outcome.work.push(work * 1000.0);
        if frame >= clip.first_sight() {
            outcome.course.push(match (&result.symbols[..], result.undecoded) {
                ([], None) => '.',
                ([], Some(_)) => 's',
                _ => 'R',
            });
        }
        if let Some(symbol) = result.symbols.first() {
            outcome.is_wrong = symbol.payload != clip.text().as_bytes();
            outcome.seconds = Some((free - came(clip.first_sight())).max(0.0));
            let more = frame + 1..=frame + FOLLOWED;
            outcome.following = more.map(|frame| look(&mut reader, clip, frame).1 * 1000.0).collect();
            break;
        }
        // the newest that is there by now, or the next one
        frame = (frame + 1).max((free * f64::from(RATE)).floor() as usize);
    }
    outcome
}

/// One look, and the seconds it took.
fn look(reader: &mut Reader, clip: &SyntheticClip, frame: usize) -> (FrameResult, f64) {
    let luma = Luma::new(WIDTH, HEIGHT, clip.frame(frame)).expect("the size fits");
    let before = processor_time();
    let result = reader.read_frame(&luma, &|| false);
    (result, processor_time() - before)
}

fn row(name: &str, outcomes: &[Outcome]) {
    let mut times: Vec<f64> =
        outcomes.iter().map(|outcome| outcome.seconds.unwrap_or(f64::INFINITY)).collect();
    times.sort_by(f64::total_cmp);
    let sorted = |work: fn(&Outcome) -> &Vec<f64>| {
        let mut all: Vec<f64> = outcomes.iter().flat_map(work).copied().collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let (work, following) = (sorted(|outcome| &outcome.work), sorted(|outcome| &outcome.following));
    let at = |sorted: &[f64], share: f64| {
        let rank = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
        sorted.get(rank).copied().unwrap_or(f64::NAN)
    };
    let within = |limit: f64| {
        let read = outcomes
            .iter()
            .filter(|outcome| !outcome.is_wrong && outcome.seconds.is_some_and(|seconds| seconds <= limit));
        format!("{:.0} %", 100.0 * read.count() as f64 / outcomes.len().max(1) as f64)
    };
    println!(
        "{name:10} {:>5} {:>7} {:>7} {:>7} {:>9.3} {:>7.3} {:>6} {:>9.2} {:>9.2} {:>12.2}",
        outcomes.len(),
        within(0.3),
        within(1.0),
        within(3.0),
        at(&times, 0.5),
        // what was not read counts as read when everybody has given up
        times.iter().map(|time| time.min(f64::from(PATIENCE))).sum::<f64>() / times.len().max(1) as f64,
        outcomes.iter().filter(|outcome| outcome.is_wrong).count(),
        at(&work, 0.5),
        at(&work, 0.95),
        at(&following, 0.5),
    );
}

/// Seconds that this thread has had a processor, where the system tells, or else seconds that have passed.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn processor_time() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // the system brings its account up to date when a thread offers to step aside
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.as_deref().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |value| value / 1e9)
}

/// Seconds after which a person has given up.
const PATIENCE: f32 = 3.0;
/// Frames looked at after a pass was read: half a second, in which a person reads the verdict.
const FOLLOWED: usize = 15;
/// The salt that may be looked at while the reader is worked on; every other one is for judging.
const TUNING_SALT: u64 = 1;
const NOW: UnixTime = UnixTime(1_790_000_000);
