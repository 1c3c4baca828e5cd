//! Compares the reader with zxing-cpp, rxing and rqrr's own detector, on the same pictures in the same run.
//!
//! `cargo bench -p checkpost-bench --features comparison --bench comparison -- [--list] [--only SET]... MANIFEST...`;
//! without a manifest, that of the directory in `CHECKPOST_VECTORS`. Needs a C++ compiler and cmake. `--list` names
//! the pictures on which the engines differ. `--close [--salt NUMBER]... [--stride NUMBER]` draws the grid of passes
//! held close in poor light instead (`tests/support/close.rs`), for this reader and zxing-cpp, or every n-th condition
//! of it.
//!
//! Every engine gets the same grey pixels and all of its options; its first payload counts, and the quickest of a few
//! runs. Where no text is published, a payload counts only if another engine reads the same in this picture, or in
//! another one of its set, which show a few codes many times; payloads that no other engine confirms are counted in a
//! line of their own. Real and drawn pictures are summed separately, clean renders (`dcc-png`) are not summed.
//! rqrr runs in a process of its own, because on some pictures it does not return.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::similar_names,
    reason = "a bench prints its findings and counts in its own lists"
)]

#[path = "comparison/close.rs"]
mod beside;
#[path = "../support/close.rs"]
mod close;
#[path = "../support/pictures.rs"]
mod pictures;

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use checkpost_reading::{Luma, Reader};
use pictures::{Case, Wanted, percentile};
use rxing::{BarcodeFormat, DecodeHints, helpers};
use zxingcpp::Binarizer;

fn main() {
    if std::env::args().any(|word| word == AS_RQRR) {
        serve_rqrr();
        return;
    }
    let wanted = Wanted::from_arguments();
    if wanted.has("--close") {
        let salts = wanted.numbers("--salt");
        beside::measure(
            if salts.is_empty() { &[FIRST_SALT] } else { &salts },
            wanted.numbers("--stride").first().map_or(1, |&stride| stride as usize),
            wanted.has("--list"),
        );
        return;
    }
    let mut rqrr = Rqrr::default();
    let mut sets: Vec<(String, Vec<Shown>)> = Vec::new();
    for case in wanted.cases() {
        let answers = answers(&case.picture(), &mut rqrr);
        let place = sets.iter().position(|(name, _)| *name == case.set).unwrap_or_else(|| {
            sets.push((case.set.clone(), Vec::new()));
            sets.len() - 1
        });
        sets[place].1.push(Shown { case, answers });
    }
    if sets.is_empty() {
        println!("no pictures: CHECKPOST_VECTORS is not set and no manifest is named");
        return;
    }
    print(&sets, wanted.has("--list"));
}

/// A picture, and what every engine said about it.
struct Shown {
    case: Case,
    answers: [Answer; ENGINES.len()],
}

/// What one engine said about one picture.
#[derive(Default)]
struct Answer {
    /// All that it read, the first of which counts.
    payloads: Vec<Vec<u8>>,
    milliseconds: f64,
}

/// How an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Read,
    /// Read, where no text is published and no other engine reads the same.
    Alone,
    Wrong,
    /// Something was read where there is nothing.
    False,
    Nothing,
}

/// How the engines fared on one or more sets.
#[derive(Clone, Default)]
struct Tally {
    images: usize,
    verdicts: [Vec<Verdict>; ENGINES.len()],
    milliseconds: [Vec<f64>; ENGINES.len()],
}

impl Tally {
    fn of(set: &[Shown]) -> Self {
        let mut tally = Self { images: set.len(), ..Self::default() };
        for shown in set {
            for (engine, verdict) in verdicts(shown, set).into_iter().enumerate() {
                tally.verdicts[engine].push(verdict);
                tally.milliseconds[engine].push(shown.answers[engine].milliseconds);
            }
        }
        tally
    }

    fn absorb(&mut self, other: &Self) {
        self.images += other.images;
        for engine in 0..ENGINES.len() {
            self.verdicts[engine].extend_from_slice(&other.verdicts[engine]);
            self.milliseconds[engine].extend_from_slice(&other.milliseconds[engine]);
        }
    }

    fn count(&self, engine: usize, wanted: Verdict) -> usize {
        self.verdicts[engine].iter().filter(|verdict| **verdict == wanted).count()
    }
}

fn answers(picture: &Luma, rqrr: &mut Rqrr) -> [Answer; ENGINES.len()] {
    let every = [Binarizer::LocalAverage, Binarizer::GlobalHistogram, Binarizer::FixedThreshold];
    let mut answers = [
        timed(|| {
            let symbols = Reader::new().read_still(picture, &|| false);
            symbols.into_iter().map(|symbol| symbol.payload).collect()
        }),
        timed(|| zxing(picture, &every[..1], 1)),
        timed(|| zxing(picture, &every, 1)),
        timed(|| rxing(picture)),
        rqrr.answer(picture),
    ];
    // asked for one code it says one; which one it would name second is nobody's time
    answers[1].payloads.extend(zxing(picture, &every[..1], 8));
    answers
}

fn verdicts(shown: &Shown, set: &[Shown]) -> [Verdict; ENGINES.len()] {
    std::array::from_fn(|engine| {
        let Some(payload) = shown.answers[engine].payloads.first() else { return Verdict::Nothing };
        if shown.case.empty {
            return Verdict::False;
        }
        if shown.case.accepted.is_some() {
            return if shown.case.accepts(payload) { Verdict::Read } else { Verdict::Wrong };
        }
        let same = |said: &Vec<u8>| said.trim_ascii_end() == payload.trim_ascii_end();
        // the same engine with another binariser is no second opinion
        let mut others = (0..ENGINES.len()).filter(|other| FAMILY[*other] != FAMILY[engine]);
        let agrees =
            others.any(|other| set.iter().any(|shown| shown.answers[other].payloads.iter().any(same)));
        if agrees { Verdict::Read } else { Verdict::Alone }
    })
}

/// The quickest of a few tries; on a slow picture one has to do.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn timed(mut read: impl FnMut() -> Vec<Vec<u8>>) -> Answer {
    let mut answer = Answer { payloads: Vec::new(), milliseconds: f64::MAX };
    for _ in 0..TRIES {
        let start = Instant::now();
        answer.payloads = read();
        let took = start.elapsed().as_secs_f64() * 1000.0;
        answer.milliseconds = answer.milliseconds.min(took);
        if took > SLOW_MS {
            break;
        }
    }
    answer.payloads.retain(|payload| !payload.is_empty());
    answer
}

/// zxing-cpp with all it can try; binarisers one after the other until something is read.
fn zxing(picture: &Luma, binarisers: &[Binarizer], most: i32) -> Vec<Vec<u8>> {
    let view = zxingcpp::ImageView::from_slice(
        picture.pixels(),
        picture.width(),
        picture.height(),
        zxingcpp::ImageFormat::Lum,
    )
    .expect("the picture's size fits");
    let read = |binariser: &Binarizer| {
        let reader = zxingcpp::read()
            .formats(zxingcpp::BarcodeFormat::QRCode)
            .try_harder(true)
            .try_rotate(true)
            .try_invert(true)
            .try_downscale(true)
            .max_number_of_symbols(most)
            .binarizer(*binariser);
        let codes = reader.from(&view).unwrap_or_default();
        codes.iter().filter(|code| code.is_valid()).map(zxingcpp::Barcode::bytes).collect::<Vec<_>>()
    };
    binarisers.iter().map(read).find(|payloads| !payloads.is_empty()).unwrap_or_default()
}

/// rxing with all it can try: smaller and larger copies, closed gaps, exchanged colours.
fn rxing(picture: &Luma) -> Vec<Vec<u8>> {
    let (width, height) = (picture.width() as u32, picture.height() as u32);
    let read = std::panic::catch_unwind(|| {
        let mut hints =
            DecodeHints { TryHarder: Some(true), AlsoInverted: Some(true), ..DecodeHints::default() };
        helpers::detect_in_luma_filtered_with_hints(
            picture.pixels().to_vec(),
            width,
            height,
            Some(BarcodeFormat::QR_CODE),
            &mut hints,
        )
    });
    read.into_iter().flatten().map(|code| code.getText().as_bytes().to_vec()).collect()
}

/// rqrr in a process of its own, started anew when it died or was given up.
#[derive(Default)]
struct Rqrr {
    running: Option<(Child, Receiver<Answer>)>,
}

impl Rqrr {
    fn answer(&mut self, picture: &Luma) -> Answer {
        let mut given_up = Answer { payloads: Vec::new(), milliseconds: PATIENCE.as_secs_f64() * 1000.0 };
        let (child, answers) = self.running.get_or_insert_with(start_rqrr);
        let sides = [picture.width() as u32, picture.height() as u32].map(u32::to_le_bytes).concat();
        let input = child.stdin.as_mut().expect("it has one");
        let sent = input
            .write_all(&sides)
            .and_then(|()| input.write_all(picture.pixels()))
            .and_then(|()| input.flush());
        match answers.recv_timeout(PATIENCE) {
            Ok(answer) if sent.is_ok() => answer,
            failed => {
                if matches!(failed, Err(RecvTimeoutError::Disconnected)) {
                    // it panicked
                    given_up.milliseconds = 0.0;
                }
                if let Some((mut child, _)) = self.running.take() {
                    // it may have died by itself
                    let _: std::io::Result<()> = child.kill();
                    let _: std::io::Result<_> = child.wait();
                }
                given_up
            }
        }
    }
}

impl Drop for Rqrr {
    fn drop(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            let _: std::io::Result<()> = child.kill();
            let _: std::io::Result<_> = child.wait();
        }
    }
}

fn start_rqrr() -> (Child, Receiver<Answer>) {
    let mut child = Command::new(std::env::current_exe().expect("this program is somewhere"))
        .arg(AS_RQRR)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program starts");
    let mut output = child.stdout.take().expect("it has one");
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // ends when the process does
        while let Some(answer) = received(&mut output) {
            if sender.send(answer).is_err() {
                return;
            }
        }
    });
    (child, receiver)
}

fn received(from: &mut impl Read) -> Option<Answer> {
    let (mut milliseconds, mut length) = ([0; 8], [0; 4]);
    from.read_exact(&mut milliseconds).ok()?;
    from.read_exact(&mut length).ok()?;
    let mut payload = vec![0; u32::from_le_bytes(length) as usize];
    from.read_exact(&mut payload).ok()?;
    let payloads = if payload.is_empty() { vec![] } else { vec![payload] };
    Some(Answer { payloads, milliseconds: f64::from_le_bytes(milliseconds) })
}

/// The other side: pictures come in, answers go out.
fn serve_rqrr() {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut sides = [0; 8];
    while input.read_exact(&mut sides).is_ok() {
        let side =
            |at: usize| u32::from_le_bytes([sides[at], sides[at + 1], sides[at + 2], sides[at + 3]]) as usize;
        let (width, height) = (side(0), side(4));
        let mut pixels = vec![0; width * height];
        input.read_exact(&mut pixels).expect("as many as announced");
        let answer = timed(|| {
            let mut picture =
                rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
            let read = picture.detect_grids().iter().find_map(|grid| {
                let mut payload = Vec::new();
                grid.decode_to(&mut payload).ok().map(|_| payload)
            });
            read.into_iter().collect()
        });
        let payload = answer.payloads.into_iter().next().unwrap_or_default();
        let parts = [&answer.milliseconds.to_le_bytes()[..], &(payload.len() as u32).to_le_bytes(), &payload]
            .concat();
        if output.write_all(&parts).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}

fn print(sets: &[(String, Vec<Shown>)], list: bool) {
    println!("{:22} {:>6}   read, and median and 95th percentile in milliseconds, by", "set", "images");
    println!("{:32}{}", "", ENGINES.map(|name| format!("{name:>24}")).concat());
    let (mut real, mut drawn, mut nothing) = (Tally::default(), Tally::default(), Tally::default());
    for (name, set) in sets {
        let tally = Tally::of(set);
        row(name, &tally);
        match set.first() {
            Some(first) if first.case.empty => nothing.absorb(&tally),
            Some(first) if first.case.drawn => drawn.absorb(&tally),
            _ if name == "dcc-png" => {}
            _ => real.absorb(&tally),
        }
    }
    for (name, tally) in [("real", &real), ("drawn", &drawn), ("no code", &nothing)] {
        if tally.images == 0 {
            continue;
        }
        row(name, tally);
        for (word, verdict) in
            [("alone", Verdict::Alone), ("wrong", Verdict::Wrong), ("false", Verdict::False)]
        {
            let cell = |engine: usize| format!("{:>8}{:16}", tally.count(engine, verdict), "");
            let cells: Vec<String> = (0..ENGINES.len()).map(cell).collect();
            println!("{word:>22} {:>6}   {}", "", cells.concat());
        }
    }
    if list {
        for shown in sets.iter().flat_map(|(_, set)| set.iter().map(move |shown| (shown, set))) {
            let verdicts = verdicts(shown.0, shown.1);
            if verdicts.iter().any(|verdict| *verdict != verdicts[0]) || verdicts[0] == Verdict::Alone {
                println!("{verdicts:?} {}", shown.0.case.image.display());
            }
            if verdicts[0] == Verdict::Alone {
                println!("    {}", shown.0.answers[0].payloads[0].escape_ascii());
            }
        }
    }
}

fn row(name: &str, tally: &Tally) {
    let cell = |engine: usize| {
        let mut times = tally.milliseconds[engine].clone();
        let (median, slow) = (percentile(&mut times, 0.5), percentile(&mut times, 0.95));
        format!("{:>8}{median:>8.1}{slow:>8.1}", tally.count(engine, Verdict::Read))
    };
    let cells: Vec<String> = (0..ENGINES.len()).map(cell).collect();
    println!("{name:22} {:>6}   {}", tally.images, cells.concat());
}

const ENGINES: [&str; 5] = ["checkpost", "zxing-cpp", "zxing-cpp, binarisers", "rxing", "rqrr"];

/// Which of the engines are one program.
const FAMILY: [usize; ENGINES.len()] = [0, 1, 1, 2, 3];

/// Tries of which the quickest counts: a busy machine only ever adds.
const TRIES: usize = 3;

/// A picture that takes so long is tried once.
const SLOW_MS: f64 = 100.0;

/// After which rqrr is given up on a picture.
const PATIENCE: Duration = Duration::from_secs(10);

/// How the bench starts itself as rqrr.
const AS_RQRR: &str = "--as-rqrr";
/// The grid that is drawn where no other is asked for.
const FIRST_SALT: u64 = 1;
