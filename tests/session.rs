//! The session, told as transcripts: `tests/transcripts/*.txt` say what happens and what the session does about it.
//!
//! A line at the margin is an event: milliseconds on the monotonic clock, the event's name, its arguments. Below it,
//! indented, stand the commands (`>`) in their order and, where it changed, the view (`=`) that the page is to show.
//! `#` begins a remark. The wall clock starts at [`OPENED`] and runs with the other one.
//!
//! A transcript that differs fails with both texts, line by line. After a change that is meant,
//! `cargo test --test session -- --ignored` writes the answers anew; the events and remarks stay as they are.

#[path = "session/event.rs"]
mod event;
#[path = "session/answer.rs"]
mod answer;
#[path = "session/property.rs"]
mod property;

use std::fs;
use std::path::{Path, PathBuf};

use checkpost::session::{Moment, Session};
use checkpost::time::{Milliseconds, UnixTime};
use checkpost::trust::Accept;

#[test]
fn every_transcript_is_played_as_it_is_written() {
    let transcripts = transcripts();
    assert!(transcripts.len() >= FEWEST, "{} transcripts: some are missing", transcripts.len());
    let wrong: Vec<String> = transcripts
        .iter()
        .filter_map(|(path, written)| {
            let difference = difference(written, &played(written))?;
            Some(format!("{}\n{difference}", path.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{} transcripts differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "writes the answers of all transcripts anew"]
fn bless() {
    for (path, written) in transcripts() {
        fs::write(&path, played(&written)).expect("a transcript can be written");
    }
}

#[test]
fn a_transcript_that_differs_is_shown_line_by_line() {
    let written = "# no answer\n0 start\n";
    let difference = difference(written, &played(written)).expect("the session answers");
    assert!(difference.contains("+     > keep-awake"), "what the session did: {difference}");
    assert!(difference.contains("  0 start"), "and after what: {difference}");
    let twice = played(&played(written));
    assert_eq!(twice, played(written), "answers are replaced, and events and remarks stay");
}

/// The transcript with the answers that the session gives now.
fn played(written: &str) -> String {
    let mut session = Session::new("en".to_owned(), false, Accept::Demonstration);
    let mut view = answer::view(&session);
    let mut played: Vec<String> = Vec::new();
    for line in written.lines().filter(|line| !line.starts_with(ANSWER)) {
        played.push(line.to_owned());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (time, event) = event::parse(line);
        for command in session.step(event, moment(time)) {
            played.push(format!("{ANSWER}> {}", answer::command(command)));
        }
        let now = answer::view(&session);
        if now != view {
            played.push(format!("{ANSWER}= {now}"));
            view = now;
        }
    }
    played.join("\n") + "\n"
}

/// Both clocks, so many milliseconds after the page was opened.
fn moment(milliseconds: u64) -> Moment {
    Moment {
        wall: OPENED.plus_seconds(i64::try_from(milliseconds / 1_000).expect("a transcript is short")),
        utc_offset_seconds: 0,
        monotonic: Milliseconds(milliseconds),
    }
}

/// The lines that differ, with the event before them; `None` where none does.
fn difference(written: &str, played: &str) -> Option<String> {
    if written == played {
        return None;
    }
    let (old, new) = (answers(written), answers(played));
    let mut lines = Vec::new();
    for ((event, old), (_, new)) in old.iter().zip(&new).filter(|(old, new)| old != new) {
        lines.push(format!("  {event}"));
        lines.extend(old.iter().map(|line| format!("- {line}")));
        lines.extend(new.iter().map(|line| format!("+ {line}")));
    }
    Some(lines.join("\n"))
}

/// Each line that is no answer, with the answers below it.
fn answers(transcript: &str) -> Vec<(&str, Vec<&str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in transcript.lines() {
        match all.last_mut() {
            Some((_, answers)) if line.starts_with(ANSWER) => answers.push(line),
            _ => all.push((line, Vec::new())),
        }
    }
    all
}

fn transcripts() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut found: Vec<(PathBuf, String)> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| {
            let path = entry.expect("the folder is readable").path();
            let text = fs::read_to_string(&path).expect("a transcript is text");
            (path, text)
        })
        .collect();
    found.sort();
    found
}

/// When the page of a transcript is opened; the specimens are minted for this moment.
const OPENED: UnixTime = UnixTime(1_790_000_000);
/// What an answer's line begins with.
const ANSWER: &str = "    ";
/// Fewer transcripts than this are not all.
const FEWEST: usize = 20;
