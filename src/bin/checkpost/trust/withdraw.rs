//! `trust withdraw`: what an issuer publishes about passes that it has withdrawn, in; the trust file that tells it, out.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::trust::{self, ListError, TrustFile, TrustStore};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::import::{pinned_key, read};
use super::untrusted;
use crate::{Failure, output};

/// Adds lists of withdrawn passes to a trust file.
///
/// Prints one JSON line: digests of single passes and status lists in the file, and the file. Status lists take the place of
/// older ones of the same address; single passes are added. Exit status 2: nothing written.
#[derive(Args)]
pub(crate) struct Withdraw {
    /// The shape of the lists
    #[arg(long, value_enum)]
    shape: Shape,
    /// The lists
    #[arg(required = true)]
    lists: Vec<PathBuf>,
    /// The key of a status list's issuer, pinned (a certificate or `SubjectPublicKeyInfo`, PEM or DER); without it its
    /// signature is not checked
    #[arg(long, value_name = "FILE")]
    pinned: Option<PathBuf>,
    /// The trust file to begin with
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// The trust file to write; may be the same
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// The shapes that publishers use.
#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// A Token Status List (JWT or CWT), as JWT, SD-JWT and CWT passes name one
    StatusList,
    /// A SMART Health Card issuer's list for one key (`/.well-known/crl/KID.json`)
    CardList,
    /// A batch of the EU gateway for health certificates, JSON
    GatewayBatch,
}

impl Withdraw {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let bytes = read(&self.trust)?;
        let mut file = TrustFile::read(&bytes).map_err(|error| untrusted(&self.trust, error))?;
        let pinned = self.pinned.as_deref().map(pinned_key).transpose()?;
        for path in &self.lists {
            let list = read(path)?;
            let object = || serde_json::from_slice::<Value>(&list).map_err(|_| ListError::Malformed);
            let added = match self.shape {
                Shape::StatusList => trust::import_status_list(&list, pinned.as_ref())
                    .map(|status_list| file.add_status_list(status_list)),
                Shape::CardList => object().and_then(|list| trust::import_card_list(&list)).map(|entries| {
                    for passes in entries {
                        file.withdraw(passes);
                    }
                }),
                Shape::GatewayBatch => object()
                    .and_then(|batch| trust::import_gateway_batch(&batch))
                    .map(|passes| file.withdraw(passes)),
            };
            added.map_err(|error| refused(&path.display().to_string(), error))?;
        }
        let text =
            serde_json::to_string_pretty(&file).map_err(|error| unwritable(&self.out, &error.into()))?;
        let store = TrustStore::read(text.as_bytes(), true).map_err(|error| untrusted(&self.out, error))?;
        fs::write(&self.out, text + "\n").map_err(|error| unwritable(&self.out, &error))?;
        let (withdrawn, lists) = store.withdrawn().counts();
        output::line(json!({ "withdrawn": withdrawn, "status_lists": lists, "out": self.out }))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn refused(list: &str, error: ListError) -> Failure {
    match error {
        ListError::Malformed => {
            Failure::new(format!("{list} is not of that shape"), "Check --shape against the list.")
        }
        ListError::Signature => Failure::new(
            format!("the signature of {list} does not hold under the pinned key"),
            "Do not use it. Fetch it again, and check the pinned key.",
        ),
    }
}

fn unwritable(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()), "Name a file you may write.")
}
