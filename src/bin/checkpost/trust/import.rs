//! `trust import`: a list of keys in the shape that its publisher gives it, in; a trust file out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::envelope::Format;
use checkpost::time::UnixTime;
use checkpost::trust::{
    self, Imported, ListError, PublicKey, Purpose, TrustFile, TrustStore, public_key_from_certificate,
};
use clap::{Args, ValueEnum};
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::Document;
use serde_json::{Value, json};

use crate::{Failure, moment, output};

/// Makes a trust file from a published list of keys.
///
/// Prints one JSON line: keys taken, entries skipped, and the file; what is skipped is told on standard error with the
/// reason. Exit status 0: all taken; 1: some skipped; 2: nothing written.
#[derive(Args)]
pub(crate) struct Import {
    /// The shape of the list
    #[arg(long, value_enum)]
    shape: Shape,
    /// The list
    list: PathBuf,
    /// Its second file: Austria's signature, Switzerland's active identifiers, the EU backend's status list
    #[arg(long, value_name = "FILE")]
    beside: Option<PathBuf>,
    /// The publisher's key, pinned (a certificate or `SubjectPublicKeyInfo`, PEM or DER); without it the list's own
    /// signature is not checked
    #[arg(long, value_name = "FILE")]
    pinned: Option<PathBuf>,
    /// The issuer's name, shown at the gate, where the list names none
    #[arg(long, value_name = "NAME", default_value = "published list")]
    issuer: String,
    /// The issuer as passes name it, where the list does not say: the address of a JWK set
    #[arg(long, value_name = "URL", default_value = "")]
    identifier: String,
    /// What a JWK set signs
    #[arg(long, value_name = "FORMAT", default_value = "shc")]
    format: String,
    /// The trust file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// When the file is published (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    at: Option<UnixTime>,
}

/// The shapes that publishers use.
#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// Germany (`CovPass`): signature, then JSON
    German,
    /// Sweden (DIGG): a JWS
    Swedish,
    /// Switzerland: a JWS of keys, beside it the active identifiers
    Swiss,
    /// Austria: CBOR, beside it a signature
    Austrian,
    /// France, Italy, Poland; the EU backend with its status list beside it: a JSON object of identifiers
    Map,
    /// The WHO's trust network: a DID document
    Gdhcn,
    /// NZ COVID Pass: a DID document
    Nzcp,
    /// One issuer's JWK set
    Jwks,
    /// The VCI directory's snapshot
    Vci,
}

impl Import {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let imported = self.read()?;
        for (name, reason) in &imported.skipped {
            eprintln!("skipped {name}: {reason:?}");
        }
        if imported.keys.is_empty() {
            return Err(Failure::new("no key in the list can be used", "Check --shape against the list."));
        }
        let (count, skipped) = (imported.keys.len(), imported.skipped.len());
        let issued = self.at.unwrap_or_else(moment::now);
        let file = TrustFile::from_store(&TrustStore::new(Purpose::Production, issued, imported.keys));
        let text = serde_json::to_string_pretty(&file).map_err(std::io::Error::other);
        text.and_then(|text| fs::write(&self.out, text + "\n")).map_err(|error| {
            Failure::new(
                format!("cannot write {}: {error}", self.out.display()),
                "Name a file you may write.",
            )
        })?;
        output::line(json!({ "keys": count, "skipped": skipped, "out": self.out }))?;
        Ok(if skipped == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn read(&self) -> Result<Imported, Failure> {
        let list = read(&self.list)?;
        let beside = self.beside.as_deref().map(read).transpose()?;
        let pinned = self.pinned.as_deref().map(pinned_key).transpose()?;
        let (beside, pinned) = (beside.as_deref(), pinned.as_ref());
        let object = || serde_json::from_slice::<Value>(&list).map_err(|_| ListError::Malformed);
        let imported = match self.shape {
            Shape::German => trust::import_german(&list, pinned),
            Shape::Swedish => trust::import_swedish(&list, pinned),
            Shape::Swiss => trust::import_swiss(&list, beside, pinned),
            Shape::Austrian => trust::import_austrian(&list, beside, pinned),
            Shape::Map => trust::import_map(&list, beside, &self.issuer),
            Shape::Gdhcn => trust::import_gdhcn(&list, &self.issuer),
            Shape::Nzcp => object().and_then(|document| {
                trust::keys_from_did_document(&document, Format::NzCovidPass, &self.issuer)
            }),
            Shape::Vci => trust::import_vci(&list),
            Shape::Jwks => {
                let format = Format::named(&self.format).ok_or_else(|| {
                    Failure::new(format!("there is no format `{}`", self.format), "Use shc, jwt or sdjwt.")
                })?;
                object()
                    .and_then(|set| trust::keys_from_jwk_set(&set, format, &self.identifier, &self.issuer))
            }
        };
        imported.map_err(|error| match error {
            ListError::Malformed => {
                Failure::new("the list is not of that shape", "Check --shape and the file.")
            }
            ListError::Signature => Failure::new(
                "the list's signature does not hold under the pinned key",
                "Do not use it. Fetch it again, and check the pinned key.",
            ),
        })
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "Name a file that you may read.")
    })
}

/// The P-256 key in a certificate or in a bare public key, PEM or DER.
pub(super) fn pinned_key(path: &Path) -> Result<VerifyingKey, Failure> {
    let bytes = read(path)?;
    let pem = std::str::from_utf8(&bytes).ok().and_then(|text| Document::from_pem(text).ok());
    let der = pem.map_or_else(|| bytes.clone(), |(_, document)| document.into_vec());
    let key = public_key_from_certificate(&der).unwrap_or_else(|_| PublicKey::from_public_key_info(&der));
    match key {
        PublicKey::P256(key) => Ok(key),
        PublicKey::Rsa(_) | PublicKey::Ed25519(_) | PublicKey::Unsupported => Err(Failure::new(
            format!("{} holds no P-256 key", path.display()),
            "Pin a certificate or public key for ES256, PEM or DER.",
        )),
    }
}
