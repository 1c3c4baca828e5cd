//! The certificate inside a VDS-NC seal (ICAO TR VDS-NC section 5): is it a pinned signer, or issued by a pinned
//! authority?
//!
//! The certificate proves nothing by itself. A seal that is intact under an unknown certificate is of unknown issuer,
//! not forged.

use p256::ecdsa::signature::Verifier;
use rsa::pkcs1v15;
use sha2::Sha256;
use x509_cert::Certificate;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Reader, SliceReader};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, ExtendedKeyUsage};

use super::{VerifyError, check};
use crate::envelope::Envelope;
use crate::trust::{KeyRole, PublicKey, TrustStore, TrustedKey, public_key_from_certificate};

/// Checks the seal under its own certificate, and finds the pinned key that answers for it.
///
/// # Errors
/// [`VerifyError`]; [`VerifyError::IssuerUnknown`] when the seal is intact and nobody answers for it.
pub(super) fn verify(envelope: &Envelope, trust: &TrustStore) -> Result<TrustedKey, VerifyError> {
    let der = envelope.hint.certificate.as_deref().ok_or(VerifyError::IssuerUnknown)?;
    let certificate = Certificate::from_der(der).map_err(|_| VerifyError::CertificateMalformed)?;
    let key = public_key_from_certificate(der).map_err(|_| VerifyError::CertificateMalformed)?;
    check(envelope, &key, trust.multiples())?;
    trust
        .candidates(envelope)
        .find(|pinned| match pinned.role {
            KeyRole::Signer => pinned.public_key == key,
            KeyRole::Authority => is_issued_by(der, &certificate, pinned),
        })
        .cloned()
        .ok_or(VerifyError::IssuerUnknown)
}

/// Whether an authority issued the certificate for signing seals: its signature holds, the key identifiers agree, and
/// the usage, where one is stated, is the one for seals. Which country the authority answers for is pinned with it.
fn is_issued_by(der: &[u8], certificate: &Certificate, authority: &TrustedKey) -> bool {
    let fields = certificate.tbs_certificate();
    let names_authority = match fields.get_extension::<AuthorityKeyIdentifier>() {
        Ok(Some((_, identifier))) => identifier.key_identifier.is_none_or(|identifier| {
            authority.key_id.as_ref().is_none_or(|pinned| pinned.as_slice() == identifier.as_bytes())
        }),
        Ok(None) => true,
        Err(_) => false,
    };
    let may_sign_seals = match fields.get_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) => usage.0.contains(&SEAL_SIGNER),
        Ok(None) => true,
        Err(_) => false,
    };
    names_authority && may_sign_seals && signature_holds(der, certificate, &authority.public_key)
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
