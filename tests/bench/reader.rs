//! Reads every picture of one or more manifests and tells, set by set, how many were read and how long it took.
//!
//! `cargo bench --features cli --bench reader -- [--frame] [--list] [--only SET]... MANIFEST...`; without a manifest the
//! one in the directory that `CHECKPOST_VECTORS` names. `--list` names the pictures that were not read,
//! `--frame` takes each picture as the first frames of a moving one.
//! An image counts as read when its first payload is among those accepted, or anything was read where none is published.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a bench prints its findings and reads its own manifests"
)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use checkpost::frame::Luma;
use checkpost::qr::Reader;

/// One picture and what it should say.
struct Case {
    set: String,
    image: PathBuf,
    /// Payloads that count; `None` where none is published.
    accepted: Option<Vec<Vec<u8>>>,
    /// The picture holds no code.
    empty: bool,
}

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
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let has = |flag: &str| arguments.iter().any(|word| word == flag);
    let mut manifests = Vec::new();
    let mut only = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--only" {
            only.extend(words.next().cloned());
        } else if !word.starts_with("--") {
            manifests.push(PathBuf::from(word));
        }
    }
    if manifests.is_empty() {
        manifests.extend(vectors().map(|vectors| vectors.join("qr/manifest.jsonl")));
    }
    if manifests.is_empty() {
        println!("no pictures: CHECKPOST_VECTORS is not set and no manifest is named");
        return;
    }
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    for manifest in &manifests {
        for case in cases(manifest) {
            if only.is_empty() || only.contains(&case.set) {
                measure(&case, has("--frame"), has("--list"), &mut tallies);
            }
        }
    }
    print(&mut tallies);
}

#[expect(clippy::disallowed_methods, reason = "a bench knows where its pictures are")]
fn vectors() -> Option<PathBuf> {
    std::env::var("CHECKPOST_VECTORS").ok().map(PathBuf::from)
}

fn cases(manifest: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(manifest).expect("the manifest is there");
    let folder = manifest.parent().unwrap_or(Path::new("."));
    text.lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a manifest is JSON lines");
            let accepted = value["accept_hex"].as_array().map(|all| {
                let bytes = |hex: &serde_json::Value| {
                    data_encoding::HEXLOWER.decode(hex.as_str().unwrap_or("").as_bytes()).expect("lower hex")
                };
                all.iter().map(bytes).collect()
            });
            Case {
                set: value["set"].as_str().unwrap_or("").to_owned(),
                image: folder.join(value["image"].as_str().unwrap_or("")),
                accepted,
                empty: value["expect_none"].as_bool().unwrap_or(false),
            }
        })
        .collect()
}

fn measure(case: &Case, moving: bool, list: bool, tallies: &mut Vec<(String, Tally)>) {
    let picture = image::open(&case.image).expect("the picture is there").into_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let luma = Luma::new(width, height, picture.into_raw()).expect("the picture's size fits");
    let mut reader = Reader::new();
    let start = processor_time();
    let first = if moving {
        (0..MOVING_FRAMES).find_map(|_| reader.read_frame(&luma, &|| false).readings.into_iter().next())
    } else {
        reader.read_still(&luma, &|| false).into_iter().next()
    };
    let milliseconds = (processor_time() - start) * 1000.0;
    let place = tallies.iter().position(|(set, _)| *set == case.set).unwrap_or_else(|| {
        tallies.push((case.set.clone(), Tally::default()));
        tallies.len() - 1
    });
    let tally = &mut tallies[place].1;
    tally.images += 1;
    tally.milliseconds.push(milliseconds);
    let verdict = match (&first, &case.accepted) {
        (Some(_), _) if case.empty => "FALSE",
        (Some(reading), Some(accepted)) if !says(accepted, &reading.payload) => "WRONG",
        (Some(_), _) => "read",
        (None, _) if case.empty => "empty",
        (None, _) => "MISSED",
    };
    tally.read += usize::from(verdict == "read");
    tally.wrong += usize::from(verdict == "WRONG");
    tally.invented += usize::from(verdict == "FALSE");
    if list {
        println!("{verdict} {milliseconds:.1} {}", case.image.display());
        if let (Some(reading), true) = (&first, verdict != "read" || case.accepted.is_none()) {
            println!("    {}", reading.payload.escape_ascii());
        }
    }
}

/// Seconds that this thread has had a processor, where the system tells, or else seconds that have passed.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn processor_time() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.as_deref().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |value| value / 1e9)
}

/// Whether a payload is what was published. Published texts have lost the line break at their end.
fn says(accepted: &[Vec<u8>], payload: &[u8]) -> bool {
    accepted.iter().any(|text| text.trim_ascii_end() == payload.trim_ascii_end())
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
    tally.milliseconds.sort_by(f64::total_cmp);
    let share = |share: f64| {
        let last = tally.milliseconds.len().saturating_sub(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank in a short list"
        )]
        let rank = (last as f64 * share).round() as usize;
        tally.milliseconds.get(rank).copied().unwrap_or(0.0)
    };
    println!(
        "{set:22} {:>6} {:>6} {:>6} {:>6} {:>9.2} {:>9.2} {:>9.2}",
        tally.images,
        tally.read,
        tally.wrong,
        tally.invented,
        share(0.5),
        share(0.95),
        share(1.0)
    );
}

/// Frames after which a code that is held still should have had every pass.
const MOVING_FRAMES: usize = 12;
