//! Imports the key of a signer's or an authority's certificate (X.509, RFC 5280).
//!
//! A key is trusted because its certificate is on the operator's list; the publisher of the list has checked the
//! certificate's chain. The certificate's dates, its extended key usage and, for an authority, its name and country
//! limit what the key is trusted for.

use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, SubjectKeyIdentifier};

use super::country;
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::statement::StatementKind;
use checkpost::time::UnixTime;
use checkpost::trust::{KeyRole, KeyValidity, TrustedKey};

/// Why a certificate gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// Not an X.509 certificate in DER.
    Malformed,
    /// It says that its owner issues no certificates.
    NotAuthority,
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
        validity: validity_of(&certificate),
        ..TrustedKey::new(Format::Hcert, issuer, key_of(&certificate)?)
    })
}

/// The key of an authority, which signs the certificates that seals carry (ICAO TR VDS-NC section 5). It goes by its
/// subject key identifier and its name, which those certificates state of their issuer (RFC 5280 sections 4.2.1.2 and
/// 4.1.2.6), and vouches for the seals of its country, if its name states exactly one.
///
/// # Errors
/// [`CertificateError`].
pub fn authority_from_certificate(der: &[u8], issuer: &str) -> Result<TrustedKey, CertificateError> {
    let certificate = Certificate::from_der(der).map_err(|_| CertificateError::Malformed)?;
    let fields = certificate.tbs_certificate();
    let constraints = fields.get_extension::<BasicConstraints>().map_err(|_| CertificateError::Malformed)?;
    if !constraints.is_some_and(|(_, constraints)| constraints.ca) {
        return Err(CertificateError::NotAuthority);
    }
    let key_id = fields.get_extension::<SubjectKeyIdentifier>().map_err(|_| CertificateError::Malformed)?;
    Ok(TrustedKey {
        identifier: country::of_name(fields.subject()).map(str::to_owned),
        key_id: key_id.map(|(_, key_id)| key_id.0.as_bytes().to_vec()),
        role: KeyRole::Authority,
        validity: validity_of(&certificate),
        subject: Some(fields.subject().to_der().map_err(|_| CertificateError::Malformed)?),
        ..TrustedKey::new(Format::VdsNc, issuer, key_of(&certificate)?)
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
    PublicKey::from_certificate(certificate).ok_or(CertificateError::Malformed)
}

/// From the first second to the last, both among it (RFC 5280 section 4.1.2.5).
fn validity_of(certificate: &Certificate) -> KeyValidity {
    let dates = certificate.tbs_certificate().validity();
    let moment =
        |date: x509_cert::time::Time| i64::try_from(date.to_unix_duration().as_secs()).ok().map(UnixTime);
    KeyValidity { not_before: moment(dates.not_before), not_after: moment(dates.not_after) }
}

/// The statements that the extended key usage allows; `None` when it names none of ours. Lists hold hundreds of
/// signers without any usage or with foreign ones only: both mean unrestricted.
fn allowed_kinds(certificate: &Certificate) -> Option<Vec<StatementKind>> {
    let usage = certificate.tbs_certificate().get_extension::<ExtendedKeyUsage>().ok()??.1;
    kinds_of(usage.0.iter().map(ToString::to_string))
}

/// The statements that these purposes allow, under the same rule wherever a list states them.
pub(super) fn kinds_of(purposes: impl Iterator<Item = String>) -> Option<Vec<StatementKind>> {
    let kinds: Vec<_> = purposes.filter_map(|purpose| kind_of(&purpose)).collect();
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

/// The assigned arc, and the arc of early certificates, which hundreds of signers carry.
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
