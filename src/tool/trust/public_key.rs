//! `trust key`: what a root says of a key.

use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::trust::distribution::DocumentKey;
use clap::Args;
use serde_json::json;

use crate::{Failure, key, output};

/// Shows the public half of a private key, as roots name it.
///
/// Prints one JSON line per key: the file, its name (`key_id`), and `public`, the text that `trust root` takes for the key
/// of somebody else.
#[derive(Args)]
pub(crate) struct Key {
    /// A private key, PKCS #8 in PEM; may be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
}

impl Key {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        for path in &self.keys {
            let public = DocumentKey::of(*key::load(path)?.verifying_key());
            output::line(json!({ "key": path, "key_id": public.key_id(), "public": public.as_text() }))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
