//! `conformance`: judges public test cases (JSON lines) and prints those that are not judged as they should be.
//!
//! ```text
//! { "format": "hcert", "id": "AT/2DCode/raw/2.json",
//!   "texts": [ "HC1:…" ],                    the content of the code, or codes where a pass is split
//!   "now": 1620324000,                       the clock, or null
//!   "trust": { "certificates": [ "…" ] },    the only keys to trust, shaped as the format publishes them
//!   "expect": { "signature": "valid",        or "refused": everything from the prefix to the signature
//!               "unexpired": true },         whether `now` lies in the pass's own validity period, or null
//!   "claims": { … } }                        what the pass says, where known
//! ```
//!
//! A gate's policy, and the restriction of a key to kinds of statement, do not count here.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::{Failure, output};
use checkpost_issuing::conformance::{self, Case, Judgement};

/// Judges public test cases and tells which come out otherwise than they should.
///
/// Prints one line per failing case with what was expected and what came out, then `N passed, N failed`. A format that
/// is not known, and a line that is no case, count as failed. Notes go to standard error.
/// Exit status 0: all passed; 1: some failed; 2: a file cannot be read.
#[derive(Args)]
pub(crate) struct Conformance {
    /// Files of cases, one JSON object a line
    #[arg(required = true, value_name = "CASES.jsonl")]
    files: Vec<PathBuf>,
}

impl Conformance {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let (mut passed, mut failed) = (0_u32, 0_u32);
        for path in &self.files {
            for (number, line) in lines(path)?.into_iter().enumerate() {
                if line.trim().is_empty() {
                    continue;
                }
                if run_line(&line, &format!("{}:{}", path.display(), number + 1))? {
                    passed += 1;
                } else {
                    failed += 1;
                }
            }
        }
        output::line(format_args!("{passed} passed, {failed} failed"))?;
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// Judges one case and prints it if it fails.
fn run_line(line: &str, place: &str) -> Result<bool, Failure> {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            output::line(format_args!("failed {place}: expected a case, got {error}"))?;
            return Ok(false);
        }
    };
    let Judgement { failures, notes } = conformance::judge(&case);
    for note in &notes {
        eprintln!("note: {} {}: {note}", case.format, case.id);
    }
    for failure in &failures {
        output::line(format_args!("failed {} {}: {failure}", case.format, case.id))?;
    }
    Ok(failures.is_empty())
}

fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(
            format!("cannot read {}: {error}", path.display()),
            "Name a file of cases: one JSON object a line, in UTF-8.",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    BufReader::new(file).lines().collect::<Result<_, _>>().map_err(unreadable)
}
