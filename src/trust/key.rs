//! One published key: whose it is, what it may sign, and the arithmetic it belongs to.

use p256::ecdsa::{SigningKey, VerifyingKey};

use crate::envelope::{Algorithm, Envelope, Format};
use crate::statement::StatementKind;

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
    /// The statements it may sign; `None` is unrestricted.
    pub kinds: Option<Vec<StatementKind>>,
}

/// A public key. Its type fixes the algorithm; the message only has to agree.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// P-256, for ES256.
    P256(VerifyingKey),
    /// A key of a kind that this version does not compute with, kept so that its passes are called neither forged nor
    /// of unknown origin.
    Unsupported,
}

impl TrustedKey {
    /// Whether this key may have signed the envelope.
    pub fn answers_to(&self, envelope: &Envelope) -> bool {
        self.format == envelope.format
            && self.key_id.as_ref().is_none_or(|key_id| Some(key_id) == envelope.hint.key_id.as_ref())
            && self.identifier.as_ref().is_none_or(|name| Some(name) == envelope.hint.issuer.as_ref())
    }

    /// Whether the issuer lets this key sign statements of a kind.
    pub fn permits(&self, kind: StatementKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Whether this is the demonstration issuer's key, whose private half everybody has.
    pub fn is_demonstration(&self) -> bool {
        match (&self.public_key, demonstration_signing_key()) {
            (PublicKey::P256(key), Some(demonstration)) => key == demonstration.verifying_key(),
            (PublicKey::P256(_) | PublicKey::Unsupported, _) => false,
        }
    }
}

impl PublicKey {
    /// The one algorithm this key is used with.
    pub fn algorithm(&self) -> Option<Algorithm> {
        match self {
            Self::P256(_) => Some(Algorithm::Es256),
            Self::Unsupported => None,
        }
    }
}

/// The demonstration issuer's private key. Its scalar is readable text, so that nobody takes it for a secret.
pub fn demonstration_signing_key() -> Option<SigningKey> {
    SigningKey::from_slice(DEMONSTRATION_SCALAR).ok()
}

const DEMONSTRATION_SCALAR: &[u8; 32] = b"CHECKPOST DEMO KEY - NOT SECRET!";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_key_is_a_key() {
        assert!(demonstration_signing_key().is_some(), "its text is below the group order");
    }
}
