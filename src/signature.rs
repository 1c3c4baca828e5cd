//! Signatures: the algorithms, public keys, and what is computed to verify faster. Knows nothing of passes and of trust, so
//! that envelopes, lists of keys and whatever else is signed are verified in one place.
//!
//! ES256 on P-256 ([`ecdsa`]), PS256 ([`rsa_pss`]), `EdDSA` on Ed25519 ([`eddsa`]), and RS256 for the tokens of identity
//! providers. The key fixes the algorithm; a message can only agree ([`PublicKey::verify`]).

mod algorithm;
mod precomputed;
pub mod ecdsa;
pub mod eddsa;
mod rsa_pkcs1;
pub mod rsa_pss;
mod public_key;
mod public_key_info;

pub use algorithm::Algorithm;
pub use precomputed::{PrecomputationCache, PrecomputedPoint};
pub use public_key::PublicKey;

/// Why a signature was not found to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// The signature does not have the form of its algorithm.
    Malformed,
    /// The signature does not hold.
    Invalid,
    /// The message names another algorithm than the key has, or none.
    AlgorithmMismatch,
    /// The message names an algorithm that this version does not compute.
    AlgorithmUnsupported(&'static str),
    /// The key is of a kind that this version does not compute with.
    KeyUnsupported,
}
