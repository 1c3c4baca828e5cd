//! What reading a published list gives, whatever its shape: keys, and what was left out with the reason.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use super::super::TrustedKey;

/// The keys of a list.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The keys that can be used.
    pub keys: Vec<TrustedKey>,
    /// What was left out: its name in the list, and why.
    pub skipped: Vec<(String, Skip)>,
}

/// Why an entry of a list was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// It is not what the list's shape says.
    Malformed,
    /// Its key identifier is not the one of its certificate or key.
    KeyIdentifier,
    /// Its key is of a kind, curve or size that is not computed with.
    Unsupported,
    /// It is marked for another use, or as no longer active.
    NotForPasses,
    /// It carries a private key.
    Private,
}

/// Why a list was not taken at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListError {
    /// Not of the shape.
    Malformed,
    /// Its signature does not hold under the pinned key.
    Signature,
}

impl Imported {
    /// Takes an entry in, or notes why not.
    pub(super) fn take(&mut self, name: impl Into<String>, entry: Result<TrustedKey, Skip>) {
        match entry {
            Ok(key) if key.public_key == super::super::PublicKey::Unsupported => {
                self.skipped.push((name.into(), Skip::Unsupported));
            }
            Ok(key) => self.keys.push(key),
            Err(reason) => self.skipped.push((name.into(), reason)),
        }
    }
}

/// Checks a raw ES256 signature where a key is pinned; without one the list is taken on the word of whoever gave it.
///
/// # Errors
/// [`ListError::Signature`].
pub(super) fn check(pinned: Option<&VerifyingKey>, signed: &[u8], signature: &[u8]) -> Result<(), ListError> {
    let Some(key) = pinned else { return Ok(()) };
    let signature = Signature::from_slice(signature).map_err(|_| ListError::Signature)?;
    key.verify(signed, &signature).map_err(|_| ListError::Signature)
}
