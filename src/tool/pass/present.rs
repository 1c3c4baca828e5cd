//! `pass present`: signs a live code for a bound pass with its holder's key, as the holder's phone does. For testing.

use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost_issuing::citypass::{Presentation, present};
use clap::Args;
use data_encoding::HEXLOWER_PERMISSIVE;
use serde_json::json;

use crate::{Failure, clock, code, key, output};

/// Shows a holder-bound pass live, as its holder's phone would.
///
/// Prints one JSON line with the text of the live code. It counts for about half a minute, and only at the place it is
/// made out to.
#[derive(Args)]
pub(super) struct Present {
    /// The text of the pass, `CP1:…`
    #[arg(long, value_name = "TEXT")]
    pass: String,
    /// The holder's private key
    #[arg(long, value_name = "FILE")]
    holder: PathBuf,
    /// The place it is made out to
    #[arg(long, value_name = "HOST")]
    place: String,
    /// When it is made (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
    /// The challenge it answers, in hexadecimal
    #[arg(long, value_name = "HEX")]
    challenge: Option<String>,
    /// Also draw the code into this SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl Present {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let holder = key::load(&self.holder)?;
        let challenge = self.challenge.map(|text| HEXLOWER_PERMISSIVE.decode(text.as_bytes())).transpose();
        let challenge = challenge.map_err(|_| {
            Failure::new("the challenge is no hexadecimal", "Write an even count of 0-9, a-f.")
        })?;
        let made = self.at.unwrap_or_else(clock::now);
        let text = present(
            &self.pass,
            &holder,
            &Presentation { audience: self.place, issued_at: made, nonce: challenge },
        )
        .map_err(|_| Failure::new("that is no city pass", "Give the text of a pass that begins with CP1:"))?;
        if let Some(path) = &self.svg {
            std::fs::write(path, code::svg(&text)?).map_err(|error| {
                Failure::new(
                    format!("cannot write {}: {error}", path.display()),
                    "Name a file you may write.",
                )
            })?;
        }
        output::line(json!({ "text": text, "made": clock::rfc3339(made) }))?;
        Ok(ExitCode::SUCCESS)
    }
}
