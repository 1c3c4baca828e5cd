//! `trust`: makes trust files from what issuers publish, distributes them under an operator's signatures, and shows them.

mod build;
mod certificates;
mod chain;
mod configure;
mod folder;
mod import;
mod operator;
mod public_key;
mod publish;
mod refresh;
mod root;
mod show;
mod withdraw;

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use checkpost::time::UnixTime;
use checkpost::trust::distribution::UpdateError;
use checkpost::trust::{Accept, MAX_TRUST_FILE, Purpose, TrustError, TrustFile, TrustStore, check_issued};
use clap::{Args, Subcommand};

use crate::english::ENGLISH;
use crate::{Failure, clock, input, output};

/// Makes, signs, distributes and shows the keys that tablets trust.
#[derive(Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Build(build::Build),
    Configure(configure::Configure),
    FromCertificates(certificates::FromCertificates),
    Import(import::Import),
    Key(public_key::Key),
    Publish(publish::Publish),
    Refresh(refresh::Refresh),
    Root(root::Root),
    Show(show::Show),
    Withdraw(withdraw::Withdraw),
}

impl Trust {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Build(build) => build.run(),
            Command::Configure(configure) => configure.run(),
            Command::FromCertificates(from_certificates) => from_certificates.run(),
            Command::Import(import) => import.run(),
            Command::Key(key) => key.run(),
            Command::Publish(publish) => publish.run(),
            Command::Refresh(refresh) => refresh.run(),
            Command::Root(root) => root.run(),
            Command::Show(show) => show.run(),
            Command::Withdraw(withdraw) => withdraw.run(),
        }
    }
}

/// The keys in a trust file that is not from the future. The tool takes a demonstration file too, and says so.
///
/// # Errors
/// [`Failure`] with what is wrong with the file.
pub(crate) fn load(path: &Path, now: UnixTime) -> Result<TrustStore, Failure> {
    let bytes = read(path)?;
    let store = TrustStore::read(&bytes, Accept::Demonstration)
        .and_then(|store| check_issued(store.issued(), now).map(|()| store))
        .map_err(|error| trust_failure(path, error))?;
    if TrustStore::read(&bytes, Accept::Production).err() == Some(TrustError::Demonstration) {
        output::message(format_args!(
            "note: {} is for demonstrations: anybody can mint passes that it admits",
            path.display()
        ));
    }
    Ok(store)
}

/// The keys to judge with: of a trust file, or of an update for which a root vouches.
///
/// # Errors
/// [`Failure`] with what is wrong.
pub(crate) fn load_for_judging(
    path: &Path,
    root: Option<&Path>,
    now: UnixTime,
) -> Result<TrustStore, Failure> {
    let is_update = show::is_document(path);
    let root = match (root, is_update) {
        (None, false) => return load(path, now),
        (Some(root), true) => chain::pinned(root)?,
        (None, true) => {
            return Err(Failure::new(
                format!("nothing vouches for {}: its root is not pinned", path.display()),
                "Give --root FILE: the operator's file of roots, or a configuration.",
            ));
        }
        (Some(_), false) => {
            return Err(Failure::new(
                format!("{} is no update that a root could vouch for", path.display()),
                "Name an update.checkpost, or leave out --root for a trust file.",
            ));
        }
    };
    let archive = folder::read_if_there(path)?.unwrap_or_default();
    let held = folder::open(&archive, None, &root, now, path)?;
    folder::note_demonstration(&held, path);
    held.store().cloned().ok_or_else(|| update_failure(path, UpdateError::Malformed))
}

/// The bytes of a trust file.
///
/// # Errors
/// [`Failure`] when it cannot be read, or is larger than tablets take.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(MAX_TRUST_FILE).unwrap_or(u64::MAX);
    input::read(path, limit).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => trust_failure(path, TrustError::TooLarge),
        _ => Failure::new(
            format!("cannot read {}: {error}", path.display()),
            "Name a trust file; `checkpost trust from-certificates` makes one, `checkpost demo mint` one to play with.",
        ),
    })
}

/// Writes a trust file, after it was read as tablets read it; one that stood there is replaced whole or not at all, and anything
/// else that stood there, such as a private key, is not.
///
/// # Errors
/// [`Failure`] when tablets would not take it, or it cannot be written.
pub(crate) fn write(path: &Path, file: &TrustFile) -> Result<TrustStore, Failure> {
    let (text, store) = published(path, file)?;
    if path.is_file() && !begins_like_json(path) {
        return Err(Failure::new(
            format!("{} holds something else than a trust file", path.display()),
            "Nothing is written over it. Name another file, or remove it first.",
        ));
    }
    replace(path, text.as_bytes()).map_err(|error| unwritable(path, &error))?;
    Ok(store)
}

/// Writes a trust file where none is yet.
///
/// # Errors
/// As in [`write`], or that something stands there.
pub(crate) fn write_new(path: &Path, file: &TrustFile) -> Result<(), Failure> {
    let (text, _) = published(path, file)?;
    write_once(path, text.as_bytes())
}

/// Writes a file where none is yet.
///
/// # Errors
/// [`Failure`] when it cannot be written, or something stands there.
fn write_once(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let created = fs::OpenOptions::new().write(true).create_new(true).open(path);
    created.and_then(|mut created| created.write_all(bytes)).map_err(|error| unwritable(path, &error))
}

fn published(path: &Path, file: &TrustFile) -> Result<(String, TrustStore), Failure> {
    let text = serde_json::to_string_pretty(file).map_err(|error| unwritable(path, &error.into()))? + "\n";
    let store = TrustStore::read(text.as_bytes(), Accept::Demonstration)
        .and_then(|store| check_issued(store.issued(), clock::now()).map(|()| store))
        .map_err(|error| trust_failure(path, error))?;
    Ok((text, store))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()), "Name a file you may write.")
}

/// Whether a file is empty or may be an object in JSON.
fn begins_like_json(path: &Path) -> bool {
    let mut first = [b'{'];
    let read = fs::File::open(path).and_then(|mut file| file.read(&mut first));
    read.is_ok() && first == *b"{"
}

/// Writes a file in the place of another, which is there until the new one is whole on the disk.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if path.exists() && !path.is_file() {
        return fs::write(path, bytes);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = path.with_file_name(format!(".{name}.new"));
    let mut file = fs::File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

/// A document that tablets would not take, in the words that they show.
pub(crate) fn update_failure(path: &Path, error: UpdateError) -> Failure {
    let words = ENGLISH.of_code(error.code(), &[]);
    Failure::new(format!("{}: {} ({})", path.display(), words.reason, error.code()), words.remedy)
}

/// What tablets would refuse is refused here, where somebody can still do something about it.
pub(crate) fn trust_failure(path: &Path, error: TrustError) -> Failure {
    let path = path.display();
    let rewrite =
        "Make it with `checkpost trust from-certificates`, then look at it with `checkpost trust show`.";
    match error {
        TrustError::TooLarge => {
            Failure::new(format!("{path} is larger than tablets take"), "Leave out keys not needed.")
        }
        TrustError::Malformed => Failure::new(
            format!("{path} is no trust file, or has a member that no trust file has"),
            "Check how its members are spelt; `checkpost trust from-certificates` makes a file to compare with.",
        ),
        TrustError::Version(version) => Failure::new(
            format!("{path} is a trust file of version {version}"),
            "Use a checkpost that knows this version.",
        ),
        TrustError::Key(place) => Failure::new(format!("key {} of {path} is not one", place + 1), rewrite),
        TrustError::Revocations => Failure::new(
            format!("{path} does not tell what is withdrawn in the way tablets read it"),
            "Make it with `checkpost trust withdraw`; all lists together may hold 16 MiB.",
        ),
        TrustError::Milliseconds => Failure::new(
            format!("a moment in {path} is written in milliseconds"),
            "Write it in seconds since 1970: ten digits, not thirteen.",
        ),
        TrustError::Future => Failure::new(
            format!("{path} says that it is published more than a day from now"),
            "Tablets would stop every check until then. Set this machine's clock, or make the file again.",
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

/// The name of the index in the folder `trust` of a site.
pub(crate) const INDEX: &str = "index.jwt";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_that_a_demonstration_file_is_not_for_real_use() {
        let failure = trust_failure(Path::new("keys.json"), TrustError::Demonstration);
        assert!(
            failure.what.contains("demonstration") && failure.remedy.contains("make serve"),
            "both halves help"
        );
    }
}
