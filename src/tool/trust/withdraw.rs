//! `trust withdraw`: adds published revocation lists to a trust file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::{StatusListError, TrustFile, check_issued};
use checkpost_issuing::import::{self, ListError};
use clap::{Args, ValueEnum};
use p256::ecdsa::VerifyingKey;
use serde_json::{Value, json};

use super::import::{pinned_key, read};
use super::trust_failure;
use crate::{Failure, clock, output};

/// Adds lists of withdrawn passes to a trust file.
///
/// The file is published anew: its issue time becomes now. Prints one JSON line: digests of single passes and status lists in
/// the file, the issue time, and the file. Status lists take the place of older ones of the same address, never of newer ones;
/// single passes are added. Exit status 2: nothing written.
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
    /// When the file is published (RFC 3339 or Unix seconds), not before it was last; now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
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
        let now = self.at.unwrap_or_else(clock::now);
        let file = TrustFile::read(&super::read(&self.trust)?)
            .and_then(|file| check_issued(file.issued(), now.max(clock::now())).map(|()| file))
            .map_err(|error| trust_failure(&self.trust, error))?;
        // a copy of before that tablets met again would otherwise count as this one
        let mut file = file.reissued(now).map_err(|file| self.goes_back(file.issued(), now))?;
        let pinned = self.pinned.as_deref().map(pinned_key).transpose()?;
        for path in &self.lists {
            self.add(&mut file, path, pinned.as_ref(), now)?;
        }
        let store = super::write(&self.out, &file)?;
        let (withdrawn, lists) = store.revocations().counts();
        output::line(json!({
            "withdrawn": withdrawn,
            "status_lists": lists,
            "issued": clock::rfc3339(store.issued()),
            "out": self.out,
        }))?;
        Ok(ExitCode::SUCCESS)
    }

    fn add(
        &self,
        file: &mut TrustFile,
        path: &Path,
        pinned: Option<&VerifyingKey>,
        now: UnixTime,
    ) -> Result<(), Failure> {
        let list = read(path)?;
        let object = || serde_json::from_slice::<Value>(&list).map_err(|_| ListError::Malformed);
        let unusable = |error| refused(path, error);
        match self.shape {
            Shape::StatusList => {
                let list = import::import_status_list(&list, pinned).map_err(unusable)?;
                let over = list.expires.filter(|end| *end <= now);
                file.add_status_list(list, now).map_err(|error| kept(path, error))?;
                if let Some(end) = over {
                    output::message(format_args!("note: {} counts no more since {end}", path.display()));
                }
            }
            Shape::CardList => {
                let entries =
                    object().and_then(|list| import::import_shc_revocations(&list)).map_err(unusable)?;
                for passes in entries {
                    file.add_revoked_passes(passes);
                }
            }
            Shape::GatewayBatch => {
                let batch = object().and_then(|batch| import::import_gateway_batch(&batch));
                file.add_revoked_passes(batch.map_err(unusable)?);
            }
        }
        Ok(())
    }

    fn goes_back(&self, issued: UnixTime, now: UnixTime) -> Failure {
        Failure::new(
            format!("{} is published {issued}, which is later than {now}", self.trust.display()),
            "Set this machine's clock, or name a later moment with --at: tablets keep the later of two files.",
        )
    }
}

fn refused(path: &Path, error: ListError) -> Failure {
    let list = path.display();
    match error {
        ListError::Signature => Failure::new(
            format!("the signature of {list} does not hold under the pinned key"),
            "Do not use it. Fetch it again, and check the pinned key.",
        ),
        ListError::Malformed
        | ListError::Type
        | ListError::NotYetValid(_)
        | ListError::Expired(_)
        | ListError::Deactivated => {
            Failure::new(format!("{list} is not of that shape"), "Check --shape against the list.")
        }
    }
}

fn kept(path: &Path, error: StatusListError) -> Failure {
    let list = path.display();
    let fetch = "The list that is held stays. Fetch the newest one from its address.";
    match error {
        StatusListError::Older => {
            Failure::new(format!("{list} is older than the list of this address that is held"), fetch)
        }
        StatusListError::Expired => Failure::new(format!("{list} counts no more"), fetch),
        StatusListError::Future => Failure::new(
            format!("{list} says that it is signed more than a day from now"),
            "Set this machine's clock, or name the moment with --at.",
        ),
    }
}
