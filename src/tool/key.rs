//! `key`: an issuer's or a holder's key pair, made and shown.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustFile, TrustStore, TrustedKey};
use checkpost_issuing::citypass::key_id;
use clap::{Args, Subcommand};
use data_encoding::HEXLOWER;
use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use serde_json::json;

use crate::{Failure, clock, input, output, trust};

/// Makes keys for city passes.
#[derive(Args)]
pub(crate) struct Key {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(New),
}

/// Makes a P-256 key pair.
///
/// The private half goes into a new file (PKCS #8 in PEM) that only its owner may read; an existing file is never
/// written over. Prints one JSON line: the key identifier and the file. With `--trust`, also writes the trust file by
/// which tablets admit what this key signs; one that is there already keeps its keys and gets this one too.
#[derive(Args)]
struct New {
    /// The file for the private key
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The trust file to write beside it, or to add the key to
    #[arg(long, value_name = "FILE", requires = "issuer")]
    trust: Option<PathBuf>,
    /// The issuer, as passes name it: a short host name
    #[arg(long, value_name = "HOST")]
    issuer: Option<String>,
    /// The issuer's name, shown at the gate; the host where it is not given
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A name under which live codes may be made out to these checkpoints; may be given several times
    #[arg(long = "place", value_name = "HOST")]
    places: Vec<String>,
}

impl Key {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::New(new) => new.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<ExitCode, Failure> {
        let key = generate()?;
        let public = *key.verifying_key();
        let is_held = self.trust.as_ref().is_some_and(|path| path.exists());
        let trust = match (&self.trust, &self.issuer) {
            (Some(path), Some(issuer)) => Some((path, self.trust_file(path, public, issuer, clock::now())?)),
            _ => None,
        };
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| {
            Failure::new(format!("the key cannot be written: {error}"), "Report this: it should not happen.")
        })?;
        write_new(&self.out, pem.as_bytes())?;
        if let Some((path, file)) = &trust {
            // what came to be there meanwhile, such as the private key under the same name, is not written over either
            if is_held { trust::write(path, file).map(drop)? } else { trust::write_new(path, file)? }
        }
        output::line(
            json!({ "key_id": HEXLOWER.encode(&key_id(&public)), "out": self.out, "trust": self.trust }),
        )?;
        Ok(ExitCode::SUCCESS)
    }

    /// The trust file with this key: a new one, or the one that is there with all that it holds.
    fn trust_file(
        &self,
        path: &Path,
        public: VerifyingKey,
        issuer: &str,
        now: UnixTime,
    ) -> Result<TrustFile, Failure> {
        let key = TrustedKey {
            identifier: Some(issuer.to_owned()),
            key_id: Some(key_id(&public)),
            ..TrustedKey::new(
                Format::CityPass,
                self.name.clone().unwrap_or_else(|| issuer.to_owned()),
                PublicKey::P256(public),
            )
        };
        let (held, moment) = if path.exists() {
            let held = trust::load(path, now)?;
            if held.purpose() == Purpose::Demonstration {
                return Err(Failure::new(
                    format!("{} is for demonstrations, and would make this key one", path.display()),
                    "Name another trust file.",
                ));
            }
            // of two files of one second nobody could tell the newer
            let later = now.max(held.issued().plus_seconds(1));
            (held, later)
        } else {
            (TrustStore::new(Purpose::Production, now, Vec::new()), now)
        };
        let mut settings = held.settings().clone();
        for place in &self.places {
            if !settings.audiences.contains(place) {
                settings.audiences.push(place.clone());
            }
        }
        let keys = held.keys().iter().cloned().chain([key]).collect();
        let store = TrustStore::new(Purpose::Production, moment, keys)
            .with_settings(settings)
            .with_revocations(held.revocations().clone());
        Ok(TrustFile::from_store(&store))
    }
}

/// The private key in a file.
///
/// # Errors
/// [`Failure`] when there is none.
pub(crate) fn load(path: &Path) -> Result<SigningKey, Failure> {
    let remedy = "Name a private key, PKCS #8 in PEM; `checkpost key new --out FILE` makes one.";
    let text = input::read_text(path, input::LARGEST_KEY)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display()), remedy))?;
    SigningKey::from_pkcs8_pem(&text)
        .map_err(|error| Failure::new(format!("{} holds no P-256 key: {error}", path.display()), remedy))
}

/// Random bytes from the operating system.
///
/// # Errors
/// [`Failure`] when it has none to give.
pub(crate) fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Failure> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(format!("no random bytes: {error}"), "The system's random source must be available.")
    })?;
    Ok(bytes)
}

/// Almost every 32 bytes are a key; the few that are not are drawn again.
fn generate() -> Result<SigningKey, Failure> {
    loop {
        if let Ok(key) = SigningKey::from_slice(&random::<32>()?) {
            return Ok(key);
        }
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(bytes)).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("cannot write {}: {error}", path.display()),
        "Name a new file in a folder you may write; keys are never written over.",
    )
}
