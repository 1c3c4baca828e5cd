//! The demonstration issuer. Everybody has its private key: a program for real use refuses it under any name.

use p256::ecdsa::SigningKey;

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
