//! Ed25519 (RFC 8032; `EdDSA` of RFC 9053 section 2.2), strictly: no small-order keys, no malleable signatures.

use ed25519_dalek::{Signature, VerifyingKey};

use super::SignatureError;

/// Checks a signature over a message.
///
/// # Errors
/// [`SignatureError::Malformed`] or [`SignatureError::Invalid`].
pub fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Malformed)?;
    key.verify_strict(message, &signature).map_err(|_| SignatureError::Invalid)
}
