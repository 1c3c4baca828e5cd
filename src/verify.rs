//! Envelope and trusted keys in, [`Verified`] out: the only place that makes one.
//!
//! The trusted key fixes the algorithm; the message only has to name the same. Signatures are checked over the bytes
//! as received.

mod certificate;
mod disclosure;
pub mod ecdsa;
pub mod eddsa;
mod holder;
pub mod rsa_pss;

pub use holder::Evidence;

use crate::envelope::{Algorithm, Attachment, Envelope, Format};
use crate::trust::{KeptMultiples, PublicKey, TrustStore, TrustedKey};

/// A pass whose signature holds under a trusted key, and so do the things that travel beside it.
#[derive(Clone, Debug)]
pub struct Verified {
    format: Format,
    signer: TrustedKey,
    media_type: Option<String>,
    body: Vec<u8>,
    signature: Vec<u8>,
    evidence: Option<Evidence>,
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
    /// The certificate inside the pass is none.
    CertificateMalformed,
    /// The message names another algorithm than the key has, or none.
    AlgorithmMismatch,
    /// There is no signature.
    Unsigned,
    /// The signature does not have the form of its algorithm.
    SignatureMalformed,
    /// The signature does not hold.
    Forged,
    /// A disclosure answers to no digest, or to several.
    DisclosureMismatch,
    /// The pass is shown with a proof, and names no key for it.
    HolderKeyMissing,
    /// The proof is not of the format's shape, or is about something else.
    HolderProofMalformed,
    /// The proof was not made with the holder's key.
    HolderProofForged,
}

/// Checks the signature under every key that may have made it, then what travels beside it.
///
/// # Errors
/// [`VerifyError`], the most telling of those met.
pub fn verify(envelope: Envelope, trust: &TrustStore) -> Result<Verified, VerifyError> {
    if envelope.signature.is_empty() {
        return Err(VerifyError::Unsigned);
    }
    if trust.is_empty() {
        return Err(VerifyError::NoKeys);
    }
    let signer = match envelope.format {
        Format::VdsNc => certificate::verify(&envelope, trust)?,
        _ => signer(&envelope, trust)?,
    };
    let (body, evidence) = match &envelope.attachment {
        Attachment::None => (envelope.body, None),
        Attachment::Disclosures(disclosures, proof) => {
            let body = disclosure::resolve(&envelope.body, disclosures)?;
            let evidence = proof.as_ref().map(|proof| holder::key_binding(&body, proof)).transpose()?;
            (body, evidence)
        }
        Attachment::Live(proof) => {
            let evidence = holder::live(&envelope.body, proof)?;
            (envelope.body, Some(evidence))
        }
    };
    let Envelope { format, media_type, signature, .. } = envelope;
    Ok(Verified { format, signer, media_type, body, signature, evidence })
}

impl Verified {
    /// The format of the pass.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The key under which the signature held.
    pub fn signer(&self) -> &TrustedKey {
        &self.signer
    }

    /// The type that the message states, where it states one.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The signed content, disclosures put in place.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The signature. No name for a pass: ECDSA has two for the same content, which share their first half.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the holder's proof says, where one was shown.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.evidence.as_ref()
    }
}

fn signer(envelope: &Envelope, trust: &TrustStore) -> Result<TrustedKey, VerifyError> {
    let mut most_telling = VerifyError::IssuerUnknown;
    for key in trust.candidates(envelope) {
        match check(envelope, &key.public_key, trust.multiples()) {
            Ok(()) => return Ok(key.clone()),
            Err(error) => most_telling = most_telling.max(error),
        }
    }
    Err(most_telling)
}

fn check(envelope: &Envelope, key: &PublicKey, multiples: &KeptMultiples) -> Result<(), VerifyError> {
    let Some(algorithm) = key.algorithm() else { return Err(VerifyError::KeyUnsupported) };
    if envelope.algorithm != Some(algorithm) || algorithm == Algorithm::Other {
        return Err(VerifyError::AlgorithmMismatch);
    }
    match key {
        PublicKey::P256(key) => match multiples.of(key) {
            Some(multiples) => ecdsa::verify_with(&multiples, &envelope.signed, &envelope.signature),
            None => ecdsa::verify(key, &envelope.signed, &envelope.signature),
        },
        PublicKey::Rsa(key) => rsa_pss::verify(key, &envelope.signed, &envelope.signature),
        PublicKey::Ed25519(key) => eddsa::verify(key, &envelope.signed, &envelope.signature),
        PublicKey::Unsupported => Err(VerifyError::KeyUnsupported),
    }
}
