//! `trust from-certificates`: signers' certificates (X.509; DER, or PEM of RFC 7468) in, a trust file out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::envelope::Format;
use checkpost::time::UnixTime;
use checkpost::trust::{
    KeyRole, PublicKey, Purpose, TrustFile, TrustStore, TrustedKey, key_from_certificate,
};
use clap::Args;
use data_encoding::BASE64;
use serde_json::json;

use crate::{Failure, moment, output};

/// Makes a trust file from the certificates of signers.
///
/// Whoever names a certificate here vouches for it: its chain and dates are not checked. What is skipped is told on
/// standard error with the reason. Prints one JSON line: keys taken, certificates skipped, and the file.
/// Exit status 0: all taken; 1: some skipped; 2: nothing written.
#[derive(Args)]
pub(crate) struct FromCertificates {
    /// Certificate files, DER or PEM; a PEM file may hold many
    #[arg(required = true, value_name = "CERT")]
    certificates: Vec<PathBuf>,
    /// The trust file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The issuer's name, shown at the gate; the file's name where it is not given
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// The passes they sign: hcert, hcert-exemption (`AT1:`), hcert-light (`LT1:`) or vdsnc
    #[arg(long, value_name = "FORMAT", default_value = "hcert", value_parser = format)]
    format: Format,
    /// They sign the certificates of signers instead, which seals carry with them (vdsnc)
    #[arg(long)]
    authority: bool,
    /// When the file is published (RFC 3339 or Unix seconds): no right clock is earlier; now where it is not given
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    at: Option<UnixTime>,
}

impl FromCertificates {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut keys: Vec<TrustedKey> = Vec::new();
        let mut skipped = 0_usize;
        for path in &self.certificates {
            let issuer = self.issuer.clone().unwrap_or_else(|| stem(path));
            for der in certificates(path)? {
                match self.key(&der, &issuer, &keys) {
                    Ok(key) => keys.push(key),
                    Err(reason) => {
                        skipped += 1;
                        eprintln!("skipped a certificate in {}: {reason}", path.display());
                    }
                }
            }
        }
        if keys.is_empty() {
            return Err(Failure::new(
                "no certificate holds a key that can be used",
                "Name certificates of document signers, in DER or PEM.",
            ));
        }
        let issued = self.at.unwrap_or_else(moment::now);
        let count = keys.len();
        self.write(&TrustStore::new(Purpose::Production, issued, keys))?;
        output::line(json!({ "keys": count, "skipped": skipped, "out": self.out }))?;
        Ok(if skipped == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// The key of a certificate that is worth its place in the file.
    fn key(&self, der: &[u8], issuer: &str, taken: &[TrustedKey]) -> Result<TrustedKey, String> {
        let read = key_from_certificate(der, issuer);
        let read = read.map_err(|_| "it is not an X.509 certificate".to_owned())?;
        // a seal names its signer by the certificate that it carries
        let key_id = if self.format == Format::VdsNc { None } else { read.key_id };
        let role = if self.authority { KeyRole::Authority } else { KeyRole::Signer };
        let key = TrustedKey { format: self.format, key_id, role, ..read };
        if matches!(key.public_key, PublicKey::Unsupported) {
            return Err("its key is of a kind that is not verified here".to_owned());
        }
        if key.is_demonstration() {
            return Err("it is the demonstration issuer's, whose private key everybody has".to_owned());
        }
        if taken.iter().any(|other| other.public_key == key.public_key && other.key_id == key.key_id) {
            return Err("it is named twice".to_owned());
        }
        Ok(key)
    }

    fn write(&self, store: &TrustStore) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&TrustFile::from_store(store))
            .map_err(std::io::Error::other)
            .and_then(|text| std::fs::write(&self.out, text + "\n"));
        text.map_err(|error| {
            Failure::new(
                format!("cannot write {}: {error}", self.out.display()),
                "Name a file you may write.",
            )
        })
    }
}

/// A format whose signers have certificates.
fn format(name: &str) -> Result<Format, String> {
    let formats = [Format::Hcert, Format::HcertExemption, Format::HcertLight, Format::VdsNc];
    Format::named(name)
        .filter(|format| formats.contains(format))
        .ok_or_else(|| format!("name one of {}", formats.map(Format::name).join(", ")))
}

/// The certificates in a file, as DER.
fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "Name certificates in DER or PEM.")
    })?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains(PEM_BEGIN) => pem(text).ok_or_else(|| {
            Failure::new(
                format!("a certificate in {} is cut short or not base64", path.display()),
                "Copy the file again, from BEGIN CERTIFICATE to END CERTIFICATE.",
            )
        }),
        _ => Ok(vec![bytes]),
    }
}

/// The certificates between their lines of a PEM file; whatever else it holds is passed over.
fn pem(text: &str) -> Option<Vec<Vec<u8>>> {
    let after_begin = text.split(PEM_BEGIN).skip(1);
    after_begin
        .map(|block| {
            let (body, _) = block.split_once(PEM_END)?;
            let base64: String = body.split_whitespace().collect();
            BASE64.decode(base64.as_bytes()).ok()
        })
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pem_file_may_hold_many_and_other_things() {
        let text = format!(
            "notes\n{PEM_BEGIN}\nAAEC\n{PEM_END}\n-----BEGIN X-----\n{PEM_BEGIN}\r\nAw\r\n==\r\n{PEM_END}"
        );
        assert_eq!(pem(&text), Some(vec![vec![0, 1, 2], vec![3]]), "both, in order");
        assert_eq!(pem(&format!("{PEM_BEGIN}\nAAEC\n")), None, "cut short");
        assert_eq!(pem(&format!("{PEM_BEGIN}\n§\n{PEM_END}")), None, "not base64");
    }
}
