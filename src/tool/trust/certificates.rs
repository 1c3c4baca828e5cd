//! `trust from-certificates`: makes a trust file from signers' certificates (X.509; DER, or PEM of RFC 7468).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustFile, TrustStore, TrustedKey};
use checkpost_issuing::import::{CertificateError, authority_from_certificate, key_from_certificate};
use clap::Args;
use data_encoding::BASE64;
use serde_json::json;

use crate::{Failure, clock, input, output};

/// Makes a trust file from the certificates of signers.
///
/// Whoever names a certificate here vouches for it: its chain is not checked. Its dates go into the file and bound what the key
/// is believed for; an authority's name, key identifier and state do too. What is skipped is told on standard error with the
/// reason. Prints one JSON line: keys taken, certificates skipped, and the file.
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
    /// The passes they sign: hcert (where it is not given), hcert-exemption (`AT1:`), hcert-light (`LT1:`) or vdsnc
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// They sign the certificates of signers instead, which seals carry with them (vdsnc)
    #[arg(long)]
    authority: bool,
    /// The state whose seals they answer for, in the letters that seals write (vdsnc); an authority's is read from its
    /// certificate where it is not given
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<String>,
    /// When the file is published (RFC 3339 or Unix seconds): no right clock is earlier; now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

impl FromCertificates {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let format = self.format()?;
        let mut keys: Vec<TrustedKey> = Vec::new();
        let mut skipped = 0_usize;
        for path in &self.certificates {
            let issuer = self.issuer.clone().unwrap_or_else(|| stem(path));
            for der in certificates(path)? {
                match self.key(&der, &issuer, format, &keys) {
                    Ok(key) => {
                        if self.authority && key.identifier.is_none() {
                            output::message(format_args!(
                                "note: a certificate in {} does not tell its state as seals do: it is believed for seals of \
                                 every state, unless --state names one",
                                path.display()
                            ));
                        }
                        keys.push(key);
                    }
                    Err(reason) => {
                        skipped += 1;
                        output::message(format_args!(
                            "skipped a certificate in {}: {reason}",
                            path.display()
                        ));
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
        let issued = self.at.unwrap_or_else(clock::now);
        let count = keys.len();
        let store = TrustStore::new(Purpose::Production, issued, keys);
        super::write(&self.out, &TrustFile::from_store(&store))?;
        output::line(json!({ "keys": count, "skipped": skipped, "out": self.out }))?;
        Ok(if skipped == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// Only seals carry certificates that an authority could have issued, and name a state.
    fn format(&self) -> Result<Format, Failure> {
        let is_for_seals = self.authority || self.state.is_some();
        let format = self.format.unwrap_or(if is_for_seals { Format::VdsNc } else { Format::Hcert });
        if is_for_seals && format != Format::VdsNc {
            return Err(Failure::new(
                format!("passes of {} carry no certificate and name no state", format.name()),
                "Leave out --authority and --state, or give --format vdsnc.",
            ));
        }
        Ok(format)
    }

    /// The key of a certificate that is worth its place in the file.
    fn key(
        &self,
        der: &[u8],
        issuer: &str,
        format: Format,
        taken: &[TrustedKey],
    ) -> Result<TrustedKey, String> {
        let read = if self.authority {
            authority_from_certificate(der, issuer)
        } else {
            key_from_certificate(der, issuer)
        };
        let read = read.map_err(|error| match error {
            CertificateError::Malformed => "it is not an X.509 certificate".to_owned(),
            CertificateError::NotAuthority => {
                "it says that its owner issues no certificates (no CA in its basic constraints)".to_owned()
            }
        })?;
        // a seal names its signer by the certificate that it carries
        let is_seal_signer = format == Format::VdsNc && !self.authority;
        let key_id = if is_seal_signer { None } else { read.key_id };
        let identifier = self.state.clone().or(read.identifier);
        let key = TrustedKey { format, key_id, identifier, ..read };
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
}

/// A format whose signers have certificates.
fn format(name: &str) -> Result<Format, String> {
    let formats = [Format::Hcert, Format::HcertExemption, Format::HcertLight, Format::VdsNc];
    Format::named(name)
        .filter(|format| formats.contains(format))
        .ok_or_else(|| format!("name one of {}", formats.map(Format::name).join(", ")))
}

/// The letters of a state (Doc 9303-3), which may be filled up with `<`.
fn state(letters: &str) -> Result<String, String> {
    let is_state = (1..=3).contains(&letters.len())
        && letters.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'<');
    if is_state {
        Ok(letters.to_owned())
    } else {
        Err("write one to three capital letters, as UTO".to_owned())
    }
}

/// The certificates in a file, as DER.
fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = input::read(path, input::LARGEST_LIST).map_err(|error| {
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
