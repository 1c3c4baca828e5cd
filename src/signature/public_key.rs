//! Public keys of the kinds that are computed with, and the verification of a signature under one.

use p256::ecdsa::VerifyingKey;
use p256::pkcs8::EncodePublicKey;
use rsa::traits::PublicKeyParts;

use super::{Algorithm, PrecomputationCache, SignatureError};
use super::{ecdsa, eddsa, rsa_pkcs1, rsa_pss};

/// A public key. Its type fixes the algorithm; the message only has to agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// P-256, for ES256.
    P256(VerifyingKey),
    /// RSA of 2048 to 4096 bits, for PS256.
    Rsa(Box<rsa::PublicKey>),
    /// Ed25519, for `EdDSA`.
    Ed25519(ed25519_dalek::VerifyingKey),
    /// A key of a kind that this version does not compute with, kept so that its passes are called neither forged nor
    /// of unknown origin.
    Unsupported,
}

impl PublicKey {
    /// Verifies a signature over a message, by the algorithm that the message names. The key's type fixes the algorithm:
    /// a message that names another is refused, whatever its signature.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(
        &self,
        algorithm: Option<Algorithm>,
        message: &[u8],
        signature: &[u8],
        precomputed: &PrecomputationCache,
    ) -> Result<(), SignatureError> {
        match (self, algorithm) {
            (Self::Unsupported, _) => Err(SignatureError::KeyUnsupported),
            (_, Some(Algorithm::Unsupported(name))) => Err(SignatureError::AlgorithmUnsupported(name)),
            (Self::P256(key), Some(Algorithm::Es256)) => match precomputed.tables(key) {
                Some((generator, table)) => ecdsa::verify_with(generator, table, message, signature),
                None => ecdsa::verify(key, message, signature),
            },
            (Self::Rsa(key), Some(Algorithm::Ps256)) => rsa_pss::verify(key, message, signature),
            (Self::Rsa(key), Some(Algorithm::Rs256)) => rsa_pkcs1::verify(key, message, signature),
            (Self::Ed25519(key), Some(Algorithm::EdDsa)) => eddsa::verify(key, message, signature),
            (Self::P256(_) | Self::Rsa(_) | Self::Ed25519(_), _) => Err(SignatureError::AlgorithmMismatch),
        }
    }

    /// The P-256 key of these affine coordinates, 32 bytes each; none where they are no point of the curve.
    pub fn p256(x: &[u8], y: &[u8]) -> Option<Self> {
        if x.len() != COORDINATE_BYTES || y.len() != COORDINATE_BYTES {
            return None;
        }
        VerifyingKey::from_sec1_bytes(&[&[UNCOMPRESSED], x, y].concat()).ok().map(Self::P256)
    }

    /// The Ed25519 key of these 32 bytes (RFC 8032 section 5.1.5); none where they encode no point.
    pub fn ed25519(bytes: &[u8]) -> Option<Self> {
        ed25519_dalek::VerifyingKey::try_from(bytes).ok().map(Self::Ed25519)
    }

    /// The key, if it is of P-256.
    pub fn as_p256(&self) -> Option<&VerifyingKey> {
        match self {
            Self::P256(key) => Some(key),
            Self::Rsa(_) | Self::Ed25519(_) | Self::Unsupported => None,
        }
    }

    /// An RSA key, if it is of a size that is computed with.
    pub fn from_rsa(key: rsa::PublicKey) -> Self {
        if RSA_MODULUS_BYTES.contains(&key.size()) { Self::Rsa(Box::new(key)) } else { Self::Unsupported }
    }

    /// The inverse of [`PublicKey::from_public_key_info`], in the canonical encoding of its kind.
    pub fn to_public_key_info(&self) -> Option<Vec<u8>> {
        let document = match self {
            Self::P256(key) => key.to_public_key_der().ok(),
            Self::Rsa(key) => key.to_public_key_der().ok(),
            Self::Ed25519(key) => key.to_public_key_der().ok(),
            Self::Unsupported => None,
        };
        document.map(|document| document.as_bytes().to_vec())
    }

    /// The name of its algorithm in the JOSE registry.
    pub fn algorithm_name(&self) -> &'static str {
        match self {
            Self::P256(_) => "ES256",
            Self::Rsa(_) => "PS256",
            Self::Ed25519(_) => "EdDSA",
            Self::Unsupported => "unsupported",
        }
    }
}

/// Sizes that are worth trusting and bounded in work: `hcert_spec` asks for 2048 bits or more, and national lists hold
/// 2048 to 4096.
const RSA_MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

const COORDINATE_BYTES: usize = 32;
/// The tag of a point with both coordinates (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 4;
