//! RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 bytes of salt (RFC 8017 section 8.1; PS256 of RFC 8230 section 2).
//!
//! Only public keys are computed with here, so the timing weakness known of the crate's private-key operations
//! (RUSTSEC-2023-0071) has nothing to leak here.

use rsa::PublicKey;
use rsa::pss::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use sha2::Sha256;

use super::SignatureError;

/// Checks a signature over a message.
///
/// # Errors
/// [`SignatureError::Malformed`] or [`SignatureError::Invalid`].
pub fn verify(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    if signature.len() != key.size() {
        return Err(SignatureError::Malformed);
    }
    let signature = Signature::try_from(signature).map_err(|_| SignatureError::Malformed)?;
    VerifyingKey::<Sha256>::new(key.clone()).verify(message, &signature).map_err(|_| SignatureError::Invalid)
}
