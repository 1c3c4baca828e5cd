//! Verifies the certificate inside a VDS-NC seal (ICAO TR VDS-NC section 5): it must be a pinned signer's, or be issued
//! by a pinned authority.
//!
//! The certificate proves nothing by itself. A seal whose signature holds under an unknown certificate is of unknown
//! issuer, not forged. The chain has one step: the authority's signature, its key identifier and its name are checked
//! here. Here are also read the signer's validity, `basicConstraints` (an end entity), key usage, extended key usage
//! and country; no clock is read, and `policy/signer.rs` compares them with the moment of the check. The authority is a
//! trust anchor (RFC 5280 section 6.1.1): of its own certificate only the key, the name and the validity in the trust
//! file count, its `basicConstraints` were checked when it was imported.

use p256::ecdsa::signature::Verifier;
use rsa::pkcs1v15;
use sha2::Sha256;
use x509_cert::Certificate;
use x509_cert::TbsCertificate;
use x509_cert::der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::der::{Decode, Encode, Reader, SliceReader};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::{VerifyError, check, country};
use crate::envelope::Envelope;
use crate::signature::{PrecomputationCache, PublicKey};
use crate::time::UnixTime;
use crate::trust::{KeyRole, KeyValidity, TrustStore, TrustedKey};

/// What the certificate of a seal's signer says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignerCertificate {
    /// When it is valid.
    pub validity: KeyValidity,
    /// Whether it is one for signing such seals, of the seal's own country.
    pub is_for_this_seal: bool,
}

/// Verifies the seal under its own certificate, and finds the pinned key that vouches for the certificate.
///
/// # Errors
/// [`VerifyError`]; [`VerifyError::IssuerUnknown`] when the seal's signature holds and no pinned key vouches for its
/// certificate.
pub(super) fn verify(
    envelope: &Envelope,
    trust: &TrustStore,
    precomputed: &PrecomputationCache,
) -> Result<(TrustedKey, SignerCertificate), VerifyError> {
    let der = envelope.hint.certificate.as_deref().ok_or(VerifyError::IssuerUnknown)?;
    let certificate = Certificate::from_der(der).map_err(|_| VerifyError::CertificateMalformed)?;
    let key = PublicKey::from_certificate(&certificate).ok_or(VerifyError::CertificateMalformed)?;
    check(envelope, &key, precomputed)?;
    let pinned = pinned(envelope, trust, der, &certificate, &key)?;
    let fields = certificate.tbs_certificate();
    if fields.extensions().is_some_and(|all| {
        all.iter().any(|extension| extension.critical && !UNDERSTOOD.contains(&extension.extn_id))
    }) {
        return Err(VerifyError::CertificateUnclear);
    }
    let date =
        |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).ok().map(UnixTime);
    let validity = fields.validity();
    let certificate = SignerCertificate {
        validity: KeyValidity { not_before: date(validity.not_before), not_after: date(validity.not_after) },
        is_for_this_seal: is_for_seals(fields, pinned.role)
            && is_of_country(fields, envelope.hint.issuer.as_deref().unwrap_or_default()),
    };
    Ok((pinned.clone(), certificate))
}

/// The pinned key that vouches for the certificate; authorities that the certificate names are tried first.
fn pinned<'a>(
    envelope: &Envelope,
    trust: &'a TrustStore,
    der: &[u8],
    certificate: &Certificate,
    key: &PublicKey,
) -> Result<&'a TrustedKey, VerifyError> {
    let pinned = |pinned: &&TrustedKey| pinned.role == KeyRole::Signer && pinned.public_key == *key;
    if let Some(signer) = trust.candidates(envelope).find(pinned) {
        return Ok(signer);
    }
    let authorities = trust.candidates(envelope).filter(|pinned| pinned.role == KeyRole::Authority);
    let (named, others): (Vec<_>, Vec<_>) = authorities
        .filter(|authority| may_have_issued(certificate, authority) && authority.public_key != *key)
        .partition(|authority| authority.key_id.is_some());
    for (tried, authority) in named.into_iter().chain(others).enumerate() {
        if tried >= MAX_AUTHORITIES {
            return Err(VerifyError::KeysTooMany);
        }
        if signature_holds(der, certificate, &authority.public_key) {
            return Ok(authority);
        }
    }
    Err(VerifyError::IssuerUnknown)
}

/// Whether the certificate names this authority, by key identifier and name, as far as both say so (RFC 5280 sections
/// 4.1.2.4 and 4.2.1.1).
fn may_have_issued(certificate: &Certificate, authority: &TrustedKey) -> bool {
    let fields = certificate.tbs_certificate();
    let names_key = match fields.get_extension::<AuthorityKeyIdentifier>() {
        Ok(Some((_, identifier))) => identifier.key_identifier.is_none_or(|identifier| {
            authority.key_id.as_ref().is_none_or(|pinned| pinned.as_slice() == identifier.as_bytes())
        }),
        Ok(None) => true,
        Err(_) => false,
    };
    let names_subject = authority
        .subject
        .as_ref()
        .is_none_or(|subject| fields.issuer().to_der().is_ok_and(|issuer| issuer == *subject));
    names_key && names_subject
}

/// Whether a certificate is an end entity's, may sign, and is for seals (RFC 5280 sections 4.2.1.3, 4.2.1.9 and
/// 4.2.1.12; the usage is demanded by ICAO TR VDS-NC section 5). Whoever pins a signer itself vouches for one that
/// states no usage.
fn is_for_seals(fields: &TbsCertificate, role: KeyRole) -> bool {
    let is_end_entity = matches!(fields.get_extension::<BasicConstraints>(), Ok(constraints) if constraints.as_ref().is_none_or(|(_, constraints)| !constraints.ca));
    let may_sign = matches!(fields.get_extension::<KeyUsage>(), Ok(usage) if usage.as_ref().is_none_or(|(_, usage)| usage.digital_signature()));
    let is_for_seals = match fields.get_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) => usage.0.contains(&SEAL_SIGNER),
        Ok(None) => role == KeyRole::Signer,
        Err(_) => false,
    };
    is_end_entity && may_sign && is_for_seals
}

/// Whether the countries that the certificate names are the seal's.
fn is_of_country(fields: &TbsCertificate, seal: &str) -> bool {
    [fields.issuer(), fields.subject()].into_iter().all(|name| {
        name.iter().filter(|attribute| attribute.oid == COUNTRY).all(|attribute| {
            std::str::from_utf8(attribute.value.value()).is_ok_and(|two| country::agree(two, seal))
        })
    })
}

/// The authority's signature over the certificate: RSA PKCS #1 v1.5 or ECDSA on P-256, both with SHA-256. The key
/// fixes which.
fn signature_holds(der: &[u8], certificate: &Certificate, authority: &PublicKey) -> bool {
    let (Some(signed), Some(signature)) = (to_be_signed(der), certificate.signature().as_bytes()) else {
        return false;
    };
    match authority {
        PublicKey::Rsa(key) => pkcs1v15::Signature::try_from(signature).is_ok_and(|signature| {
            pkcs1v15::VerifyingKey::<Sha256>::new((**key).clone()).verify(signed, &signature).is_ok()
        }),
        PublicKey::P256(key) => p256::ecdsa::Signature::from_der(signature)
            .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
        PublicKey::Ed25519(_) | PublicKey::Unsupported => false,
    }
}

/// The first element of the certificate as received: what its signature covers.
fn to_be_signed(der: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(der).ok()?;
    x509_cert::der::Header::decode(&mut reader).ok()?;
    reader.tlv_bytes().ok()
}

/// `id-icao-vdsnc-signer`, the usage of a signer of such seals.
const SEAL_SIGNER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.14.2");
/// `countryName` (X.520 section 6.3.1).
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
/// The extensions that may be critical: those read here, and ICAO's list of document types, which says no more than the
/// seal itself.
const UNDERSTOOD: [ObjectIdentifier; 4] = [
    BasicConstraints::OID,
    KeyUsage::OID,
    ExtendedKeyUsage::OID,
    ObjectIdentifier::new_unwrap("2.23.136.1.1.6.2"),
];
/// Authorities whose signature is tried on one certificate; those that the certificate names come first, and a pinned
/// one without a key identifier is one that nobody looked at.
const MAX_AUTHORITIES: usize = 32;
