//! `read`: prints the content of the QR codes in pictures.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost_reading::DecodedSymbol;
use clap::Args;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::{Failure, output, picture};

/// Reads the QR codes in pictures.
///
/// Prints one JSON line per picture: `path`, `payload` with `text` (null where it is not UTF-8) and `hex`, symbol
/// `version` and `milliseconds` of the reading engine; of a code that is one of several that belong together
/// `structured_append` with its `place`, the `count` and their `parity`. Further codes in the same picture stand under `more`; nothing
/// found is a null `payload`; a picture that cannot be opened has an `error`.
/// Exit status 0: a code in every picture; 1: none in some; 2: some cannot be opened.
#[derive(Args)]
pub(crate) struct Read {
    /// PNG, JPEG or PGM files
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<PathBuf>,
}

impl Read {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let mut status = 0;
        for path in &self.images {
            let line = match open(path) {
                Ok(frame) => {
                    let decoded = picture::decode(&frame);
                    if decoded.symbols.is_empty() {
                        status = status.max(1);
                    }
                    line(path, &decoded)
                }
                Err(error) => {
                    status = 2;
                    output::failure(&Failure::new(
                        format!("cannot read {}: {error}", path.display()),
                        REMEDY,
                    ));
                    json!({ "path": path, "payload": null, "error": error })
                }
            };
            output::line(line)?;
        }
        Ok(ExitCode::from(status))
    }
}

fn open(path: &Path) -> Result<checkpost_reading::Luma, String> {
    picture::grey(&picture::open(path)?)
}

fn line(path: &Path, decoded: &picture::Decoded) -> Value {
    let milliseconds = (decoded.milliseconds * 1000.0).round() / 1000.0;
    let Some((first, others)) = decoded.symbols.split_first() else {
        return json!({ "path": path, "payload": null, "version": null, "milliseconds": milliseconds });
    };
    let mut line = code(first);
    let more = others.iter().map(code).collect();
    if let Some(object) = line.as_object_mut() {
        object.insert("path".to_owned(), json!(path));
        object.insert("milliseconds".to_owned(), json!(milliseconds));
    }
    if let Some(object) = line.as_object_mut().filter(|_| !others.is_empty()) {
        object.insert("more".to_owned(), more);
    }
    line
}

fn code(symbol: &DecodedSymbol) -> Value {
    let payload = json!({
        "text": std::str::from_utf8(&symbol.payload).ok(),
        "hex": HEXLOWER.encode(&symbol.payload),
    });
    let mut code = json!({ "payload": payload, "version": symbol.version });
    if let (Some(append), Some(object)) = (symbol.structured_append, code.as_object_mut()) {
        let place = json!({ "place": append.position, "count": append.count, "parity": append.parity });
        object.insert("structured_append".to_owned(), place);
    }
    code
}

const REMEDY: &str = "Name a PNG, JPEG or PGM file of at most 8192 pixels a side.";
