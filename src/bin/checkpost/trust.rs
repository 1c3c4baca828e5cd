//! `trust`: a trust file made from the certificates that issuers publish, and shown to people.

mod certificates;
mod import;
mod show;
mod withdraw;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use checkpost::trust::{MAX_TRUST_FILE, Purpose, TrustError, TrustStore};
use clap::{Args, Subcommand};

use crate::Failure;

/// Makes and shows trust files.
#[derive(Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    FromCertificates(certificates::FromCertificates),
    Import(import::Import),
    Show(show::Show),
    Withdraw(withdraw::Withdraw),
}

impl Trust {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::FromCertificates(from_certificates) => from_certificates.run(),
            Command::Import(import) => import.run(),
            Command::Show(show) => show.run(),
            Command::Withdraw(withdraw) => withdraw.run(),
        }
    }
}

/// The keys in a trust file. The tool takes a demonstration file too, and says so.
///
/// # Errors
/// [`Failure`] with what is wrong with the file.
pub(crate) fn load(path: &Path) -> Result<TrustStore, Failure> {
    let bytes = read(path)?;
    let store = TrustStore::read(&bytes, true).map_err(|error| untrusted(path, error))?;
    if TrustStore::read(&bytes, false).err() == Some(TrustError::Demonstration) {
        eprintln!("note: {} is for demonstrations: anybody can mint passes that it admits", path.display());
    }
    Ok(store)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(MAX_TRUST_FILE).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(|error| {
        Failure::new(
            format!("cannot read {}: {error}", path.display()),
            "Name a trust file; `checkpost trust from-certificates` makes one, `checkpost demo mint` one to play with.",
        )
    })?;
    Ok(bytes)
}

/// What tablets would refuse is refused here, where somebody can still do something about it.
pub(crate) fn untrusted(path: &Path, error: TrustError) -> Failure {
    let path = path.display();
    let rewrite =
        "Make it with `checkpost trust from-certificates`, then look at it with `checkpost trust show`.";
    match error {
        TrustError::TooLarge => {
            Failure::new(format!("{path} is larger than tablets take"), "Leave out keys not needed.")
        }
        TrustError::Malformed => Failure::new(format!("{path} is no trust file"), rewrite),
        TrustError::Version(version) => Failure::new(
            format!("{path} is a trust file of version {version}"),
            "Use a checkpost that knows this version.",
        ),
        TrustError::Key(place) => Failure::new(format!("key {} of {path} is not one", place + 1), rewrite),
        TrustError::Withdrawn => Failure::new(
            format!("{path} does not tell what is withdrawn in the way tablets read it"),
            "Make it with `checkpost trust withdraw`; all lists together may hold 16 MiB.",
        ),
        TrustError::Demonstration => Failure::new(
            format!("{path} trusts the demonstration issuer, whose private key everybody has"),
            "Give the trust file of real issuers; for a demonstration use `make serve`.",
        ),
    }
}

/// The purpose of a file, in one word.
fn purpose_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Production => "production",
        Purpose::Demonstration => "demonstration",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_that_a_demonstration_file_is_not_for_real_use() {
        let failure = untrusted(Path::new("keys.json"), TrustError::Demonstration);
        assert!(
            failure.what.contains("demonstration") && failure.remedy.contains("make serve"),
            "both halves help"
        );
    }
}
