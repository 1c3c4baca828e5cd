//! A trusted public key: its issuer, its algorithm, and what it may sign.

use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::EncodePublicKey;
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use x509_cert::der::Encode;

use super::public_key_info;
use crate::envelope::{Envelope, Format};
use crate::statement::StatementKind;
use crate::time::UnixTime;

/// A key that an operator trusts.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    /// The format whose passes it signs.
    pub format: Format,
    /// The issuer's name, for people.
    pub issuer: String,
    /// The issuer as the pass names it, where the format finds keys by it.
    pub identifier: Option<String>,
    /// The identifier of the key; without one it is tried for every pass of its format and issuer.
    pub key_id: Option<Vec<u8>>,
    /// The key.
    pub public_key: PublicKey,
    /// Whether it signs passes or certificates.
    pub role: KeyRole,
    /// The statements it may sign; `None` is unrestricted.
    pub kinds: Option<Vec<StatementKind>>,
    /// When it may sign: a pass that was issued outside of that is refused.
    pub validity: KeyValidity,
    /// The name in an authority's certificate (RFC 5280 section 4.1.2.6, DER), which the certificates that it issues
    /// name as their issuer.
    pub subject: Option<Vec<u8>>,
}

/// The validity of a key, its first and last second included (RFC 5280 section 4.1.2.5); an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyValidity {
    /// The first second.
    pub not_before: Option<UnixTime>,
    /// The last second.
    pub not_after: Option<UnixTime>,
}

impl KeyValidity {
    /// Whether a moment lies in it.
    pub fn contains(&self, moment: UnixTime) -> bool {
        self.not_before.is_none_or(|first| first <= moment)
            && self.not_after.is_none_or(|last| moment <= last)
    }
}

/// What a key signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyRole {
    /// It signs passes.
    #[default]
    Signer,
    /// It signs the certificates of signers, which passes carry with them (VDS-NC).
    Authority,
}

/// A public key. Its type fixes the algorithm; the message only has to agree.
#[derive(Clone, Debug, PartialEq)]
pub enum PublicKey {
    /// P-256, for ES256.
    P256(VerifyingKey),
    /// RSA of 2048 to 4096 bits, for PS256.
    Rsa(Box<rsa::PublicKey>),
    /// Ed25519, for `EdDSA`.
    Ed25519(ed25519_dalek::VerifyingKey),
    /// A key of a kind that this version does not compute with, kept so that its passes are called neither forged nor
    /// of unknown origin.
    Unsupported,
}

impl TrustedKey {
    /// A signer's key that may sign every statement of its format, at any time, under no name of its own.
    pub fn new(format: Format, issuer: impl Into<String>, public_key: PublicKey) -> Self {
        Self {
            format,
            issuer: issuer.into(),
            identifier: None,
            key_id: None,
            public_key,
            role: KeyRole::Signer,
            kinds: None,
            validity: KeyValidity::default(),
            subject: None,
        }
    }

    /// Whether this key may have signed the envelope.
    pub fn matches(&self, envelope: &Envelope) -> bool {
        // an authority's identifier is in the certificates that it issues, not in passes, and only seals contain certificates
        let is_authority = self.role == KeyRole::Authority;
        if is_authority && self.format != Format::VdsNc {
            return false;
        }
        let matches_key_id = is_authority
            || self.key_id.as_ref().is_none_or(|key_id| Some(key_id) == envelope.hint.key_id.as_ref());
        self.format == envelope.format
            && matches_key_id
            && self.identifier.as_ref().is_none_or(|name| Some(name) == envelope.hint.issuer.as_ref())
    }

    /// Whether the envelope names this very key, so that a signature that does not hold under it is no signature of its
    /// owner: by the key's identifier, or, where neither has one, by the issuer's.
    pub fn is_named_by(&self, envelope: &Envelope) -> bool {
        let hint = &envelope.hint;
        match (&self.key_id, &hint.key_id) {
            (Some(own), Some(named)) => own == named && self.has_unique_key_id(),
            (None, None) => self.identifier.is_some() && self.identifier == hint.issuer,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// Whether no other issuer has a key of the same identifier. In tokens each issuer chooses it freely (RFC 7517
    /// section 4.5), so that it identifies no key without the issuer.
    fn has_unique_key_id(&self) -> bool {
        !matches!(self.format, Format::Jwt | Format::SdJwt) || self.identifier.is_some()
    }

    /// Whether the issuer lets this key sign statements of a kind.
    pub fn permits(&self, kind: StatementKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Whether this is one of the demonstration issuer's keys, whose private halves everybody has.
    pub fn is_demonstration(&self) -> bool {
        let key_digest: [u8; 32] = match &self.public_key {
            PublicKey::P256(key) => Sha256::digest(key.to_sec1_point(false).as_bytes()).into(),
            PublicKey::Rsa(key) => Sha256::digest(key.n().to_be_bytes()).into(),
            PublicKey::Ed25519(key) => Sha256::digest(key.as_bytes()).into(),
            PublicKey::Unsupported => return false,
        };
        DEMONSTRATION_KEYS.contains(&key_digest)
    }
}

impl PublicKey {
    /// The key in a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7); one that is well-formed but of a kind, curve or
    /// size not computed with here is [`PublicKey::Unsupported`].
    pub fn from_public_key_info(der: &[u8]) -> Self {
        public_key_info::read(der).unwrap_or(Self::Unsupported)
    }

    /// The key in a certificate; none where it cannot be written again.
    pub fn from_certificate(certificate: &x509_cert::Certificate) -> Option<Self> {
        let info = certificate.tbs_certificate().subject_public_key_info().to_der().ok()?;
        Some(Self::from_public_key_info(&info))
    }

    /// An RSA key, if it is of a size that is computed with.
    pub fn from_rsa(key: rsa::PublicKey) -> Self {
        if RSA_MODULUS_BYTES.contains(&key.size()) { Self::Rsa(Box::new(key)) } else { Self::Unsupported }
    }

    /// The inverse of [`PublicKey::from_public_key_info`], in the canonical encoding of its kind.
    pub fn to_public_key_info(&self) -> Option<Vec<u8>> {
        let document = match self {
            Self::P256(key) => key.to_public_key_der().ok(),
            Self::Rsa(key) => key.to_public_key_der().ok(),
            Self::Ed25519(key) => key.to_public_key_der().ok(),
            Self::Unsupported => None,
        };
        document.map(|document| document.as_bytes().to_vec())
    }

    /// The name of its algorithm in the JOSE registry.
    pub fn algorithm_name(&self) -> &'static str {
        match self {
            Self::P256(_) => "ES256",
            Self::Rsa(_) => "PS256",
            Self::Ed25519(_) => "EdDSA",
            Self::Unsupported => "unsupported",
        }
    }
}

/// The demonstration issuer's private key. Its scalar is readable text, so that nobody takes it for a secret.
pub fn demonstration_signing_key() -> Option<SigningKey> {
    SigningKey::from_slice(DEMONSTRATION_SCALAR).ok()
}

/// Sizes that are worth trusting and bounded in work: `hcert_spec` asks for 2048 bits or more, and national lists hold
/// 2048 to 4096.
const RSA_MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// SHA-256 of the demonstration public keys: of the P-256 point, of the RSA modulus, of the Ed25519 point. They are
/// constants so that checking a trust file costs one hash per key and no key derivation. A test in `issue::specimen`
/// compares them with the private keys.
const DEMONSTRATION_KEYS: [[u8; 32]; 3] = [
    [
        0xE9, 0xB8, 0x99, 0xE6, 0x93, 0xE2, 0x2F, 0x52, 0x7B, 0x1F, 0xFA, 0x87, 0x16, 0x79, 0x15, 0x2E, 0x6E,
        0x4D, 0xCF, 0xCE, 0xDA, 0x52, 0x46, 0xFC, 0x82, 0xB2, 0xAF, 0xFA, 0xDC, 0xDF, 0x6E, 0x68,
    ],
    [
        0x82, 0x9C, 0xF2, 0x35, 0xCB, 0x03, 0x2A, 0x1D, 0x65, 0x81, 0xEB, 0xF1, 0xA3, 0x31, 0xE8, 0xB2, 0xC7,
        0x69, 0x8F, 0x9E, 0x90, 0x40, 0x20, 0xA1, 0xFF, 0xEF, 0xD8, 0x1B, 0x24, 0x88, 0x62, 0xAD,
    ],
    [
        0x22, 0x61, 0x15, 0x0A, 0x0F, 0x41, 0x59, 0x0E, 0x11, 0xE7, 0x63, 0xCC, 0xEC, 0xB7, 0x96, 0x1F, 0x4A,
        0x1E, 0x41, 0x81, 0x62, 0x53, 0xAD, 0xB1, 0xED, 0x00, 0x23, 0x84, 0x30, 0x31, 0xE5, 0x07,
    ],
];

const DEMONSTRATION_SCALAR: &[u8; 32] = b"CHECKPOST DEMO KEY - NOT SECRET!";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_key_is_a_key() {
        assert!(demonstration_signing_key().is_some(), "its text is below the group order");
    }
}
