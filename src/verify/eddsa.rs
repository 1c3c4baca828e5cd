//! Ed25519 (RFC 8032; `EdDSA` of RFC 9053 section 2.2), strictly: no small-order keys, no malleable signatures.

use ed25519_dalek::{Signature, VerifyingKey};

use super::VerifyError;

/// Checks a signature over a message.
///
/// # Errors
/// [`VerifyError::SignatureMalformed`] or [`VerifyError::Forged`].
pub fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
    let signature = Signature::from_slice(signature).map_err(|_| VerifyError::SignatureMalformed)?;
    key.verify_strict(message, &signature).map_err(|_| VerifyError::Forged)
}
