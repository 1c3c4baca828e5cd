//! A signer's certificate (X.509, RFC 5280) in, the key as trusted here out.
//!
//! Only the public key and the extended key usage are read. Presence on the operator's list is what makes a key
//! trusted; the certificate's own chain and dates were the list publisher's to check.

use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::ExtendedKeyUsage;

use super::super::{PublicKey, TrustedKey};
use crate::envelope::Format;
use crate::statement::StatementKind;

/// Why a certificate gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// Not an X.509 certificate in DER.
    Malformed,
}

/// The key in a document signer certificate. Its identifier is the first eight bytes of the SHA-256 of the
/// certificate (`hcert_spec` section 3.3.2).
///
/// # Errors
/// [`CertificateError`].
pub fn key_from_certificate(der: &[u8], issuer: &str) -> Result<TrustedKey, CertificateError> {
    let certificate = Certificate::from_der(der).map_err(|_| CertificateError::Malformed)?;
    Ok(TrustedKey {
        key_id: Sha256::digest(der).get(..8).map(<[u8]>::to_vec),
        kinds: allowed_kinds(&certificate),
        ..TrustedKey::new(Format::Hcert, issuer, key_of(&certificate)?)
    })
}

/// Only the public key of a certificate.
///
/// # Errors
/// [`CertificateError`].
pub fn public_key_from_certificate(der: &[u8]) -> Result<PublicKey, CertificateError> {
    key_of(&Certificate::from_der(der).map_err(|_| CertificateError::Malformed)?)
}

fn key_of(certificate: &Certificate) -> Result<PublicKey, CertificateError> {
    let info = certificate.tbs_certificate().subject_public_key_info().to_der();
    Ok(PublicKey::from_public_key_info(&info.map_err(|_| CertificateError::Malformed)?))
}

/// The statements that the extended key usage allows; `None` when it names none of ours. Lists hold hundreds of
/// signers without any usage or with foreign ones only: both mean unrestricted.
fn allowed_kinds(certificate: &Certificate) -> Option<Vec<StatementKind>> {
    let usage = certificate.tbs_certificate().get_extension::<ExtendedKeyUsage>().ok()??.1;
    let kinds: Vec<_> = usage.0.iter().filter_map(|purpose| kind_of(&purpose.to_string())).collect();
    (!kinds.is_empty()).then_some(kinds)
}

fn kind_of(purpose: &str) -> Option<StatementKind> {
    let last = USAGE_ROOTS.iter().find_map(|root| purpose.strip_prefix(root))?;
    match last {
        "1" => Some(StatementKind::Test),
        "2" => Some(StatementKind::Vaccination),
        "3" => Some(StatementKind::Recovery),
        _ => None,
    }
}

/// The assigned arc and the spelling of early certificates, which hundreds of signers carry.
const USAGE_ROOTS: [&str; 2] = ["1.3.6.1.4.1.1847.2021.1.", "1.3.6.1.4.1.0.1847.2021.1."];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_usages_in_both_spellings() {
        assert_eq!(kind_of("1.3.6.1.4.1.1847.2021.1.1"), Some(StatementKind::Test), "assigned");
        assert_eq!(kind_of("1.3.6.1.4.1.0.1847.2021.1.3"), Some(StatementKind::Recovery), "early");
        assert_eq!(kind_of("1.3.6.1.5.5.7.3.1"), None, "server authentication");
        assert_eq!(kind_of("1.3.6.1.4.1.1847.2021.1.11"), None, "not ours");
    }
}
