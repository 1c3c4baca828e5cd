//! `trust show`: prints the keys and settings that a tablet takes from a trust file, and what signed documents say.

mod documents;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::trust::{TrustStore, TrustedKey};
use clap::Args;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::{load, purpose_word};
use crate::{Failure, clock, output};

/// Shows what a trust file holds, an update, an operator's folder, a file of roots, or a configuration.
///
/// Prints one JSON line per key (format, issuer, identifier, key identifier in hex, algorithm, role, kinds of statement that it
/// may sign, null for all, first and last second in which it signs) and ends with one over all: purpose, issued, keys, digests of
/// withdrawn passes, status lists. Of an update that line also has operator, root, sequence, next, the date of the index,
/// freshness (green, amber, red) and the six digits of the bundle; of roots and configurations there is that one line only.
/// Exit status 2: it is not taken.
#[derive(Args)]
pub(crate) struct Show {
    /// The trust file, update, folder, file of roots or configuration
    file: PathBuf,
    /// What vouches for an update: a file of roots, or a configuration
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// The clock (RFC 3339 or Unix seconds) for how fresh an update is; this machine's where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<checkpost::time::UnixTime>,
}

impl Show {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        if self.file.is_dir() || is_document(&self.file) {
            return documents::show(&self.file, self.root.as_deref(), now);
        }
        let store = load(&self.file, now)?;
        keys(&store)?;
        output::line(summary(&store))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Whether a file begins as a signed document does: `{"` in base64url.
pub(super) fn is_document(path: &Path) -> bool {
    use std::io::Read;
    let mut first = [0; 3];
    path.is_file()
        && std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok()
        && first == *b"eyJ"
}

/// Prints a line per key.
fn keys(store: &TrustStore) -> Result<(), Failure> {
    store.keys().iter().try_for_each(|key| output::line(line(key)))
}

/// The line over all keys.
fn summary(store: &TrustStore) -> Value {
    let (withdrawn, lists) = store.revocations().counts();
    json!({
        "purpose": purpose_word(store.purpose()),
        "issued": clock::rfc3339(store.issued()),
        "keys": store.len(),
        "withdrawn": withdrawn,
        "status_lists": lists,
    })
}

fn line(key: &TrustedKey) -> Value {
    json!({
        "format": key.format.name(),
        "issuer": key.issuer,
        "identifier": key.identifier,
        "key_id": key.key_id.as_ref().map(|key_id| HEXLOWER.encode(key_id)),
        "algorithm": key.public_key.algorithm_name(),
        "role": key.role,
        "kinds": key.kinds,
        "not_before": key.validity.not_before.and_then(clock::rfc3339),
        "not_after": key.validity.not_after.and_then(clock::rfc3339),
        "demonstration": key.is_demonstration(),
    })
}
