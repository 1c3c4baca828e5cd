//! `check`: judges passes in pictures or texts as a gate with these keys and this clock would.

mod paste_repair;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::claims::describe;
use checkpost::envelope::{MAX_PAYLOAD, ParseError, Recognised, chunks, recognise};
use checkpost::judge::{authenticate, decide};
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::session::select_payloads;
use checkpost::signature::PrecomputationCache;
use checkpost::time::UnixTime;
use checkpost::trust::TrustStore;
use checkpost::verdict::{Indeterminate, Verdict};
use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::outcome::{ADMITTED, Outcome};
use crate::{Failure, clock, output, picture, trust};

/// Judges passes as a gate would.
///
/// Prints one JSON line per input: `input`, `verdict` (admitted, refused, cannot-say), `code`, `reason`, `remedy`,
/// `skipped` where an admission goes without a check (revocation: its list is not here)
/// and, behind a signature that holds, minimal `claims`: format, issuer, kinds of statement, initials, month and day of
/// birth, end of validity. A text that decodes only after a change was undone, as mail and messengers make them, has
/// `repaired` with that change. An input that cannot be read, or holds no code, has an `error` instead.
/// Exit status 0: all admitted; 1: some not; 2: some input cannot be read, or the trust file.
#[derive(Args)]
pub(crate) struct Check {
    /// Pictures of codes (PNG, JPEG, PGM) or files with a code's text; `-` is standard input
    #[arg(value_name = "IMAGE", required_unless_present = "texts")]
    inputs: Vec<PathBuf>,
    /// The content of a code; several are the parts of one pass, in any order
    #[arg(long = "text", value_name = "TEXT", num_args = 1.., conflicts_with = "inputs")]
    texts: Vec<String>,
    /// The trust file with the keys to believe, or an operator's update (`update.checkpost`) with --root
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// What vouches for an update, as a tablet has it pinned: a file of roots, or a configuration
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// The clock (RFC 3339 or Unix seconds); this machine's where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse, allow_negative_numbers = true)]
    at: Option<UnixTime>,
    /// Also print what a genuine pass states, codes as names: more of the holder than a gate shows
    #[arg(long)]
    details: bool,
}

/// What is printed of one input.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    #[serde(flatten)]
    outcome: Outcome,
    /// The change to a pasted text that was undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    repaired: Option<&'static str>,
    /// Each statement's facts, codes as names.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

/// Each statement's facts in words.
type Details = Vec<Vec<String>>;

/// What one input holds, or a sentence about why it cannot be read.
type ReadInput = Result<Input, String>;

/// The codes of one input.
#[derive(Debug, PartialEq, Eq)]
struct Input {
    payloads: Vec<Vec<u8>>,
    /// The change to a pasted text that was undone.
    repaired: Option<&'static str>,
}

/// The verdict on a pass, and what it states.
type Judged = (Verdict, Option<Details>);

impl Check {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let clock = clock::now();
        let now = self.at.unwrap_or(clock);
        // a gate's clock that is behind is an answer of its own; a file from the future is wrong for every gate
        let store = trust::load_for_judging(&self.trust, self.root.as_deref(), now.max(clock))?;
        let context = DecisionContext { now, utc_offset_seconds: 0, history: &AdmissionHistory::default() };
        let mut status = 0;
        let mut answer = |name: &str, input: ReadInput| -> Result<(), Failure> {
            let repaired = input.as_ref().ok().and_then(|input| input.repaired);
            let line = match input.and_then(|input| judge_payloads(&input.payloads, &store, &context)) {
                Ok((verdict, details)) => {
                    let details = details.filter(|_| self.details);
                    let line = Line { input: name, outcome: Outcome::new(&verdict), repaired, details };
                    status = status.max(u8::from(line.outcome.verdict() != ADMITTED));
                    json!(line)
                }
                Err(error) => {
                    status = 2;
                    output::message(format_args!("checkpost: {name}: {error}"));
                    json!({ "input": name, "error": error })
                }
            };
            output::line(line)
        };
        if !self.texts.is_empty() {
            let payloads = self.texts.iter().map(|text| text.clone().into_bytes()).collect();
            answer("text", Ok(Input::pasted(payloads)))?;
        }
        let read: Vec<(String, ReadInput)> = self
            .inputs
            .iter()
            .map(|input| (input.to_string_lossy().into_owned(), read_input(input)))
            .collect();
        for (input, parts) in merge_chunks(read) {
            answer(&input, parts)?;
        }
        Ok(ExitCode::from(status))
    }
}

/// The verdict on one pass, given in one part or several.
fn judge_payloads(
    payloads: &[Vec<u8>],
    store: &TrustStore,
    context: &DecisionContext<'_>,
) -> Result<Judged, String> {
    if payloads.is_empty() {
        return Err(
            "no QR code found: bring the picture closer, sharper, or with all four corners".to_owned()
        );
    }
    let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
    match chunks::join(&payloads) {
        Ok(payload) => Ok(match authenticate(&payload, store, &PrecomputationCache::default()) {
            Ok(pass) => {
                let details = pass.claims().statements.iter().map(describe).collect();
                (decide(pass, store, context).verdict, Some(details))
            }
            Err(denial) => (denial.into_verdict(None), None),
        }),
        Err(ParseError::Chunk) => Ok((Verdict::CannotSay(Indeterminate::ChunkMissing), None)),
        Err(_) => Err(format!("{} texts are not parts of one pass: give each its own call", payloads.len())),
    }
}

impl Input {
    /// What was typed or pasted.
    fn pasted(mut payloads: Vec<Vec<u8>>) -> Self {
        let change = match payloads.as_mut_slice() {
            [only] => paste_repair::repair(only).map(|(text, change)| {
                *only = text;
                change
            }),
            _ => None,
        };
        Self { payloads, repaired: change }
    }

    /// What a camera saw.
    fn scanned(payloads: Vec<Vec<u8>>) -> Self {
        Self { payloads, repaired: None }
    }
}

/// Inputs that are all parts of a pass are one input; any others stand by themselves.
fn merge_chunks(inputs: Vec<(String, ReadInput)>) -> Vec<(String, ReadInput)> {
    let all_chunks = |parts: &ReadInput| {
        parts.as_ref().is_ok_and(|input| {
            !input.payloads.is_empty() && input.payloads.iter().all(|payload| is_chunk(payload))
        })
    };
    if inputs.len() < 2 || !inputs.iter().all(|(_, parts)| all_chunks(parts)) {
        return inputs;
    }
    let (names, parts): (Vec<String>, Vec<ReadInput>) = inputs.into_iter().unzip();
    let payloads = parts.into_iter().flatten().flat_map(|input| input.payloads).collect();
    vec![(names.join(" "), Ok(Input::scanned(payloads)))]
}

fn is_chunk(payload: &[u8]) -> bool {
    matches!(chunks::parse(payload), Ok(Some(_)))
}

fn read_input(input: &Path) -> ReadInput {
    read_bytes(&picture::open(input).map_err(|error| format!("cannot read it: {error}"))?)
}

fn read_bytes(bytes: &[u8]) -> ReadInput {
    if picture::is_picture(bytes) {
        let frame = picture::grey(bytes).map_err(|error| format!("cannot read the picture: {error}"))?;
        let payloads =
            picture::decode(&frame).symbols.into_iter().map(checkpost_reading::DecodedSymbol::into_payload);
        let payloads: Vec<Vec<u8>> = payloads.collect();
        return Ok(Input::scanned(select_payloads(&payloads).into_iter().map(<[u8]>::to_vec).collect()));
    }
    if bytes.len() > MAX_PAYLOAD {
        return Err("neither a picture (PNG, JPEG, PGM) nor the text of a pass".to_owned());
    }
    Ok(Input::pasted(split_text(bytes)))
}

/// One text, without the line end that editors and shells put after it; or one part a line, where every line is
/// a pass by itself.
fn split_text(bytes: &[u8]) -> Vec<Vec<u8>> {
    let without_line_end = |line: &[u8]| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line).to_vec()
    };
    let whole = without_line_end(bytes);
    let lines: Vec<_> = whole.split(|&byte| byte == b'\n').map(without_line_end).collect();
    if lines.iter().all(|line| matches!(recognise(line), Recognised::Pass(_))) { lines } else { vec![whole] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_file_loses_its_last_line_end_and_nothing_else() {
        assert_eq!(split_text(b"HC1:6BF \r\n"), [b"HC1:6BF ".to_vec()], "the blank is data");
        assert_eq!(split_text(b"HC1:A\nHC1:B\n"), [b"HC1:A".to_vec(), b"HC1:B".to_vec()], "two parts");
        assert_eq!(split_text(b"BEGIN:VCARD\nEND:VCARD"), [b"BEGIN:VCARD\nEND:VCARD".to_vec()], "one text");
    }

    #[test]
    fn parts_of_one_pass_are_one_input() {
        let part = |place: u8| Ok(Input::scanned(vec![format!("shc:/{place}/2/0102").into_bytes()]));
        let inputs = |second: ReadInput| vec![("a".to_owned(), part(1)), ("b".to_owned(), second)];
        let joined = merge_chunks(inputs(part(2)));
        assert_eq!(joined.len(), 1, "one input");
        assert_eq!(joined[0].0, "a b", "named after both");
        assert_eq!(
            merge_chunks(inputs(Ok(Input::scanned(vec![b"HC1:6BF".to_vec()])))).len(),
            2,
            "a part and a pass"
        );
    }
}
