//! Envelope and trusted keys in, [`Verified`] out: the only place that makes one.
//!
//! The trusted key fixes the algorithm; the message only has to name the same. Signatures are checked over the bytes
//! as received.

pub mod ecdsa;

use crate::envelope::{Algorithm, Envelope, Format};
use crate::trust::{PublicKey, TrustStore, TrustedKey};

/// An envelope whose signature holds under a trusted key.
#[derive(Clone, Debug)]
pub struct Verified {
    envelope: Envelope,
    signer: TrustedKey,
}

/// Why an envelope is not verified, least telling first: of several keys tried, the most telling failure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerifyError {
    /// There are no keys at all.
    NoKeys,
    /// No key answers to the pass.
    IssuerUnknown,
    /// The key is of a kind that this version does not compute with.
    KeyUnsupported,
    /// The message names another algorithm than the key has, or none.
    AlgorithmMismatch,
    /// The signature does not have the form of its algorithm.
    SignatureMalformed,
    /// The signature does not hold.
    Forged,
}

/// Checks the signature under every key that may have made it.
///
/// # Errors
/// [`VerifyError`], the most telling of those met.
pub fn verify(envelope: Envelope, trust: &TrustStore) -> Result<Verified, VerifyError> {
    if trust.is_empty() {
        return Err(VerifyError::NoKeys);
    }
    let mut most_telling = VerifyError::IssuerUnknown;
    let mut signer = None;
    for key in trust.candidates(&envelope) {
        match check(&envelope, &key.public_key) {
            Ok(()) => {
                signer = Some(key.clone());
                break;
            }
            Err(error) => most_telling = most_telling.max(error),
        }
    }
    match signer {
        Some(signer) => Ok(Verified { envelope, signer }),
        None => Err(most_telling),
    }
}

impl Verified {
    /// The format of the pass.
    pub fn format(&self) -> Format {
        self.envelope.format
    }

    /// The key under which the signature held.
    pub fn signer(&self) -> &TrustedKey {
        &self.signer
    }

    /// The signed content.
    pub fn body(&self) -> &[u8] {
        &self.envelope.body
    }
}

fn check(envelope: &Envelope, key: &PublicKey) -> Result<(), VerifyError> {
    let Some(algorithm) = key.algorithm() else { return Err(VerifyError::KeyUnsupported) };
    if envelope.algorithm != Some(algorithm) || algorithm == Algorithm::Other {
        return Err(VerifyError::AlgorithmMismatch);
    }
    match key {
        PublicKey::P256(key) => ecdsa::verify(key, &envelope.signed, &envelope.signature),
        PublicKey::Unsupported => Err(VerifyError::KeyUnsupported),
    }
}
