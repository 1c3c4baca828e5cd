//! A trusted public key: its issuer, its algorithm, and what it may sign.

use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::envelope::{Envelope, Format};
use crate::signature::PublicKey;
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
        is_demonstration_key(&self.public_key)
    }
}

/// Whether everybody has the private half of this key.
pub(super) fn is_demonstration_key(key: &PublicKey) -> bool {
    let key_digest: [u8; 32] = match key {
        PublicKey::P256(key) => Sha256::digest(key.to_sec1_point(false).as_bytes()).into(),
        PublicKey::Rsa(key) => Sha256::digest(key.n().to_be_bytes()).into(),
        PublicKey::Ed25519(key) => Sha256::digest(key.as_bytes()).into(),
        PublicKey::Unsupported => return false,
    };
    DEMONSTRATION_KEYS.contains(&key_digest)
}

/// SHA-256 of the demonstration public keys: of the P-256 point, of the RSA modulus, of the Ed25519 point. They are
/// constants so that checking a trust file costs one hash per key and no key derivation. A test in `checkpost_issuing::specimen`
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
