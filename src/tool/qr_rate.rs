//! `qr-rate`: measures how many pictures of a manifest (JSON lines) are read, set by set, and how long that takes.
//!
//! ```text
//! { "set": "zxing-1", "image": "zxing-1/11.png",      relative to the manifest, or absolute
//!   "accept_hex": [ "4d45…" ],                        the byte strings that count, or null: anything does
//!   "expect_none": false }                            true: there is no code in the picture
//! ```

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost_reading::DecodedSymbol;
use clap::Args;
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;
use serde_json::json;

use crate::{Failure, input, output, picture};

/// Measures how many pictures of a manifest are read, and how long that takes.
///
/// Prints a table with one row per set (images, read, wrong, false, median and 95th percentile milliseconds of the
/// engine) and ends with one JSON line over all. A picture counts as read when its first payload is among those
/// accepted (line ends at the end aside: published texts lack them), as wrong when it is another one, as false when there is no code in it and something was read.
/// Exit status 0: measured; 2: the manifest or a picture cannot be read.
#[derive(Args)]
pub(crate) struct QrRate {
    /// The manifest, one JSON object a line
    #[arg(value_name = "MANIFEST.jsonl")]
    manifest: PathBuf,
    /// Name the pictures that are not read on standard error
    #[arg(long)]
    list: bool,
}

#[derive(Deserialize)]
struct Entry {
    set: String,
    image: PathBuf,
    accept_hex: Option<Vec<String>>,
    #[serde(default)]
    expect_none: bool,
}

/// How one picture fared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Read,
    Wrong,
    False,
    Missed,
    Empty,
}

/// How a set of pictures fared.
#[derive(Default)]
struct Tally {
    images: usize,
    read: usize,
    wrong: usize,
    falsely: usize,
    milliseconds: Vec<f64>,
}

impl QrRate {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let entries = self.entries()?;
        let folder = self.manifest.parent().unwrap_or(Path::new(""));
        let mut sets: Vec<(String, Tally)> = Vec::new();
        let mut unopened = 0_usize;
        for entry in &entries {
            let path = folder.join(&entry.image);
            let (outcome, milliseconds) = match picture::open(&path).and_then(|bytes| picture::grey(&bytes)) {
                Ok(frame) => {
                    let decoded = picture::decode(&frame);
                    (entry.outcome(decoded.symbols.first()), Some(decoded.milliseconds))
                }
                Err(error) => {
                    unopened += 1;
                    output::message(format_args!("checkpost: cannot read {}: {error}", path.display()));
                    (Outcome::Missed, None)
                }
            };
            if self.list && !matches!(outcome, Outcome::Read | Outcome::Empty) {
                output::message(format_args!("{} {}", outcome.word(), path.display()));
            }
            count(&mut sets, &entry.set, outcome, milliseconds);
        }
        print(sets)?;
        Ok(if unopened == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let manifest = self.manifest.display();
        let text = input::read_text(&self.manifest, input::LARGEST_TABLE).map_err(|error| {
            Failure::new(
                format!("cannot read {manifest}: {error}"),
                "Name a manifest: one JSON object a line.",
            )
        })?;
        let entry = |(number, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|error| {
                Failure::new(
                    format!("line {} of {manifest} is no entry: {error}", number + 1),
                    "Each line has set, image, accept_hex and expect_none.",
                )
            })
        };
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(entry).collect()
    }
}

impl Entry {
    fn outcome(&self, first: Option<&DecodedSymbol>) -> Outcome {
        match first {
            None if self.expect_none => Outcome::Empty,
            None => Outcome::Missed,
            Some(_) if self.expect_none => Outcome::False,
            Some(symbol) if self.accepts(&symbol.payload) => Outcome::Read,
            Some(_) => Outcome::Wrong,
        }
    }

    /// Published texts come without the line end that some codes hold at their end, so that does not count.
    fn accepts(&self, payload: &[u8]) -> bool {
        self.accept_hex.as_ref().is_none_or(|accepted| {
            accepted.iter().any(|hex| {
                HEXLOWER_PERMISSIVE
                    .decode(hex.as_bytes())
                    .is_ok_and(|bytes| bytes.trim_ascii_end() == payload.trim_ascii_end())
            })
        })
    }
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Wrong => "wrong",
            Self::False => "false",
            Self::Missed => "missed",
            Self::Empty => "empty",
        }
    }
}

impl Tally {
    fn add(&mut self, outcome: Outcome, milliseconds: Option<f64>) {
        self.images += 1;
        self.read += usize::from(outcome == Outcome::Read);
        self.wrong += usize::from(outcome == Outcome::Wrong);
        self.falsely += usize::from(outcome == Outcome::False);
        self.milliseconds.extend(milliseconds);
    }

    fn absorb(&mut self, other: &Self) {
        self.images += other.images;
        self.read += other.read;
        self.wrong += other.wrong;
        self.falsely += other.falsely;
        self.milliseconds.extend_from_slice(&other.milliseconds);
    }

    /// The smallest time that so many hundredths of all times do not exceed (nearest rank), in thousandths.
    fn percentile(&mut self, hundredths: usize) -> f64 {
        self.milliseconds.sort_by(f64::total_cmp);
        let rank = (self.milliseconds.len() * hundredths).div_ceil(100).saturating_sub(1);
        self.milliseconds.get(rank).map_or(0.0, |milliseconds| (milliseconds * 1000.0).round() / 1000.0)
    }
}

fn count(sets: &mut Vec<(String, Tally)>, set: &str, outcome: Outcome, milliseconds: Option<f64>) {
    if let Some((_, tally)) = sets.iter_mut().find(|(name, _)| name == set) {
        tally.add(outcome, milliseconds);
    } else {
        let mut tally = Tally::default();
        tally.add(outcome, milliseconds);
        sets.push((set.to_owned(), tally));
    }
}

fn print(sets: Vec<(String, Tally)>) -> Result<(), Failure> {
    let mut all = Tally::default();
    output::line(format_args!(
        "{:24} {:>7} {:>7} {:>7} {:>7} {:>10} {:>10}",
        "set", "images", "read", "wrong", "false", "median ms", "p95 ms"
    ))?;
    for (set, mut tally) in sets {
        all.absorb(&tally);
        let (median, slow) = (tally.percentile(50), tally.percentile(95));
        output::line(format_args!(
            "{set:24} {:>7} {:>7} {:>7} {:>7} {median:>10.2} {slow:>10.2}",
            tally.images, tally.read, tally.wrong, tally.falsely
        ))?;
    }
    output::line(json!({
        "images": all.images,
        "read": all.read,
        "wrong": all.wrong,
        "false": all.falsely,
        "median_ms": all.percentile(50),
        "p95_ms": all.percentile(95),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let mut tally = Tally { milliseconds: vec![3.0, 1.0, 2.0, 4.0], ..Tally::default() };
        assert!((tally.percentile(50) - 2.0).abs() < f64::EPSILON, "median of four is the second");
        assert!((tally.percentile(95) - 4.0).abs() < f64::EPSILON, "the slowest");
        assert!(Tally::default().percentile(95).abs() < f64::EPSILON, "of nothing");
    }

    #[test]
    fn an_entry_tells_the_five_outcomes_apart() {
        let symbol = DecodedSymbol {
            payload: b"A".to_vec(),
            corners: [(0, 0); 4],
            version: 1,
            structured_append: None,
        };
        let entry = |accept: Option<&str>, expect_none| Entry {
            set: String::new(),
            image: PathBuf::new(),
            accept_hex: accept.map(|hex| vec![hex.to_owned()]),
            expect_none,
        };
        for (entry, first, expected) in [
            (entry(Some("41"), false), Some(&symbol), "read"),
            (entry(None, false), Some(&symbol), "read"),
            (entry(Some("410d0a"), false), Some(&symbol), "read"),
            (entry(Some("42"), false), Some(&symbol), "wrong"),
            (entry(None, true), Some(&symbol), "false"),
            (entry(None, true), None, "empty"),
            (entry(Some("41"), false), None, "missed"),
        ] {
            assert_eq!(entry.outcome(first).word(), expected, "{:?}", entry.accept_hex);
        }
    }
}
