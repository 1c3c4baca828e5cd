//! The private keys of the demonstration issuer: ECDSA, Ed25519 and RSA. Each consists of readable text, so that nobody
//! takes it for a secret.
//!
//! Signatures of the first two take no randomness. The salt of PSS comes from key and message here, so that the same
//! day gives the same texts; that is good for specimens whose key everybody has, and for nothing else.

use std::convert::Infallible;

use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{BoxedUint, PrivateKey};
use sha2::{Digest, Sha256};

use checkpost::signature::PublicKey;

/// The key of the demonstration issuer that signs seals under a certificate of its authority.
pub fn seal_signer() -> Option<SigningKey> {
    SigningKey::from_slice(SEAL_SIGNER_SCALAR).ok()
}

/// The key of the holder of every specimen that is bound to one.
pub fn holder() -> Option<SigningKey> {
    SigningKey::from_slice(HOLDER_SCALAR).ok()
}

/// The demonstration issuer's Ed25519 key.
pub fn ed25519() -> ed25519_dalek::SigningKey {
    ed25519_of(ED25519_SEED)
}

/// An Ed25519 key of a text.
pub fn ed25519_of(seed: &[u8; 32]) -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(seed)
}

/// The demonstration issuer's RSA key, of 2048 bits.
pub fn rsa() -> Option<PrivateKey> {
    rsa_of(FIRST_PRIME, SECOND_PRIME)
}

/// An RSA key of two primes, big-endian.
pub fn rsa_of(first: &str, second: &str) -> Option<PrivateKey> {
    let number = |text: &str| {
        let bits = u32::try_from(text.len() * 8).ok()?;
        BoxedUint::from_be_slice(text.as_bytes(), bits).ok()
    };
    PrivateKey::from_p_q(number(first)?, number(second)?, BoxedUint::from(PUBLIC_EXPONENT)).ok()
}

/// The public half, as it is trusted.
pub fn rsa_public(key: &PrivateKey) -> PublicKey {
    PublicKey::Rsa(Box::new(key.to_public_key()))
}

/// Signs with PS256: RSASSA-PSS, SHA-256, and a salt of so many bytes, which verifiers demand to be 32. Empty only for
/// a key that is too small to sign.
pub fn sign_ps256(key: &PrivateKey, salt_length: usize, message: &[u8]) -> Vec<u8> {
    use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
    let signer = rsa::pss::SigningKey::<Sha256>::new_with_salt_len(key.clone(), salt_length);
    let mut salt = DeterministicRng { seed: Sha256::digest(message).into(), count: 0 };
    signer.try_sign_with_rng(&mut salt, message).map(|signature| signature.to_vec()).unwrap_or_default()
}

/// Signs with RSASSA-PKCS1-v1_5 and SHA-256, as authorities sign certificates. Empty only for a key that is too small.
pub fn sign_pkcs1(key: &PrivateKey, message: &[u8]) -> Vec<u8> {
    use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
    let signer = rsa::pkcs1v15::SigningKey::<Sha256>::new(key.clone());
    let mut blinding = DeterministicRng { seed: Sha256::digest(message).into(), count: 0 };
    signer.try_sign_with_rng(&mut blinding, message).map(|signature| signature.to_vec()).unwrap_or_default()
}

/// Signs with Ed25519.
pub fn sign_ed25519(key: &ed25519_dalek::SigningKey, message: &[u8]) -> Vec<u8> {
    key.sign(message).to_bytes().to_vec()
}

/// Bytes drawn from a digest: different for every message, and the same whenever it is signed.
struct DeterministicRng {
    seed: [u8; 32],
    count: u64,
}

impl DeterministicRng {
    fn draw<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        let Ok(()) = self.try_fill_bytes(&mut bytes);
        bytes
    }
}

impl TryRng for DeterministicRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.draw()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.draw()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for block in bytes.chunks_mut(32) {
            let drawn =
                Sha256::new().chain_update(self.seed).chain_update(self.count.to_le_bytes()).finalize();
            self.count += 1;
            for (byte, drawn) in block.iter_mut().zip(drawn) {
                *byte = drawn;
            }
        }
        Ok(())
    }
}

impl TryCryptoRng for DeterministicRng {}

const SEAL_SIGNER_SCALAR: &[u8; 32] = b"CHECKPOST DEMO SEAL SIGNER, OPEN";
const HOLDER_SCALAR: &[u8; 32] = b"CHECKPOST DEMO HOLDER, NO SECRET";
const ED25519_SEED: &[u8; 32] = b"CHECKPOST DEMO ED25519 NO SECRET";
/// The text is the number: 128 bytes, big-endian, the first bit set.
const FIRST_PRIME: &str = "“CHECKPOST DEMO RSA KEY, FIRST PRIME. EVERYBODY HAS IT: IT IS NO SECRET, AND NO GATE FOR REAL USE BELIEVES IT.” No 000010757";
const SECOND_PRIME: &str = "”CHECKPOST DEMO RSA KEY, SECOND PRIME. EVERYBODY HAS IT: IT IS NO SECRET, AND NO GATE FOR REAL USE BELIEVES IT.“ No 00011451";
const PUBLIC_EXPONENT: u64 = 65_537;
