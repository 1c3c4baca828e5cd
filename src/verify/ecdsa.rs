//! ECDSA on P-256 with SHA-256 (FIPS 186-5; ES256 of RFC 9053 section 2.1 and RFC 7518 section 3.4).
//!
//! The signature is `r ‖ s`, 32 bytes each. A high `s` is accepted, as COSE and JOSE have no rule against it and
//! hardware modules make both halves; zero and anything not below the group order is refused.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use super::VerifyError;

/// Checks a raw signature over a message.
///
/// # Errors
/// [`VerifyError::SignatureMalformed`] or [`VerifyError::Forged`].
pub fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
    if signature.len() != SIGNATURE_BYTES {
        return Err(VerifyError::SignatureMalformed);
    }
    // zero and too large values end here
    let signature = Signature::from_slice(signature).map_err(|_| VerifyError::Forged)?;
    key.verify(message, &signature).map_err(|_| VerifyError::Forged)
}

const SIGNATURE_BYTES: usize = 64;
