//! RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2; RS256 of RFC 7518 section 3.3): identity providers sign
//! tokens with it. Only the formats JWT and SD-JWT accept it.

use rsa::PublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use sha2::Sha256;

use super::SignatureError;

/// Checks a signature over a message.
///
/// # Errors
/// [`SignatureError::Malformed`] or [`SignatureError::Invalid`].
pub(super) fn verify(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    if signature.len() != key.size() {
        return Err(SignatureError::Malformed);
    }
    let signature = Signature::try_from(signature).map_err(|_| SignatureError::Malformed)?;
    VerifyingKey::<Sha256>::new(key.clone()).verify(message, &signature).map_err(|_| SignatureError::Invalid)
}
