//! `trust show`: prints the keys and settings that a tablet takes from a trust file.

use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::trust::TrustedKey;
use clap::Args;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::{load, purpose_word};
use crate::{Failure, clock, output};

/// Shows what a trust file holds.
///
/// Prints one JSON line per key (format, issuer, identifier, key identifier in hex, algorithm, role, kinds of statement that it
/// may sign, null for all, first and last second in which it signs) and ends with one over all: purpose, issued, keys, digests of
/// withdrawn passes, status lists. Exit status 2: the file is not taken.
#[derive(Args)]
pub(crate) struct Show {
    /// The trust file
    file: PathBuf,
}

impl Show {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let store = load(&self.file, clock::now())?;
        for key in store.keys() {
            output::line(line(key))?;
        }
        let (withdrawn, lists) = store.revocations().counts();
        output::line(json!({
            "purpose": purpose_word(store.purpose()),
            "issued": clock::rfc3339(store.issued()),
            "keys": store.len(),
            "withdrawn": withdrawn,
            "status_lists": lists,
        }))?;
        Ok(ExitCode::SUCCESS)
    }
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
