//! Verifies an [`Envelope`] under the trusted keys. Only this module makes a [`Verified`].
//!
//! The trusted key fixes the algorithm; the message must name the same. The signature is verified over the bytes as
//! received, never over a new encoding of them.

mod country;
mod certificate;
mod disclosure;
mod key_binding;

pub use certificate::SignerCertificate;
pub use key_binding::KeyBinding;

use std::fmt;

use crate::envelope::{Attachment, Envelope, Format};
use crate::signature::{Algorithm, PrecomputationCache, PublicKey, SignatureError};
use crate::trust::{TrustStore, TrustedKey};

/// A pass whose signature holds under a trusted key, with verified disclosures and key binding.
#[derive(Clone)]
pub struct Verified {
    format: Format,
    signer: TrustedKey,
    certificate: Option<SignerCertificate>,
    media_type: Option<String>,
    /// The signed content, and the content with the disclosures that its holder chose.
    signed_body: Vec<u8>,
    shown_body: Option<Vec<u8>>,
    selective_disclosure: SelectiveDisclosure,
    signature: Vec<u8>,
    key_binding: Option<KeyBinding>,
}

/// Prints no data of a person.
impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verified { .. }")
    }
}

/// What the holder of an SD-JWT may withhold (RFC 9901).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SelectiveDisclosure {
    /// Claims of the token itself may be withheld: a digest has no disclosure. It may be a decoy.
    pub may_withhold: bool,
    /// A claim about validity is selectively disclosable, which the format forbids.
    pub has_disclosable_validity_claim: bool,
}

/// Why an envelope is not verified. Variants are ordered from least to most specific; when several candidate keys
/// fail, the most specific error is returned (`Ord`). Insert new variants at their rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerifyError {
    /// There are no keys at all.
    NoKeys,
    /// No trusted key matches the pass, or only keys that the pass does not name match, and none of them signed it.
    IssuerUnknown,
    /// The certificate inside the pass is malformed.
    CertificateMalformed,
    /// The message names another algorithm than the key has, or none.
    AlgorithmMismatch,
    /// There is no signature.
    Unsigned,
    /// The signature does not have the form of its algorithm.
    SignatureMalformed,
    /// The signature does not hold.
    Forged,
    /// One of the keys is of a kind that this version does not compute with.
    KeyUnsupported,
    /// The message names an algorithm that this version does not compute.
    AlgorithmUnsupported(&'static str),
    /// More keys may have signed it than are tried.
    KeysTooMany,
    /// A critical extension of the certificate inside is not understood.
    CertificateUnclear,
    /// A disclosure has no digest, or several.
    DisclosureMismatch,
    /// The pass is presented with a key binding, and names no key.
    HolderKeyMissing,
    /// The key binding is malformed, or is for another pass.
    HolderProofMalformed,
    /// The key binding was not made with the holder's key.
    HolderProofForged,
}

/// Checks the signature under every key that may have made it, then what travels beside it.
///
/// `precomputed` makes it faster and changes nothing else.
///
/// # Errors
/// [`VerifyError`], the most specific one.
pub fn verify(
    envelope: Envelope,
    trust: &TrustStore,
    precomputed: &PrecomputationCache,
) -> Result<Verified, VerifyError> {
    if envelope.signature.is_empty() {
        return Err(VerifyError::Unsigned);
    }
    if trust.is_empty() {
        return Err(VerifyError::NoKeys);
    }
    let (signer, certificate) = match envelope.format {
        Format::VdsNc => certificate::verify(&envelope, trust, precomputed)
            .map(|(key, certificate)| (key, Some(certificate)))?,
        Format::Hcert
        | Format::HcertExemption
        | Format::HcertLight
        | Format::SmartHealthCard
        | Format::NzCovidPass
        | Format::Claim169
        | Format::Jwt
        | Format::SdJwt
        | Format::CityPass => (signer(&envelope, trust, precomputed)?, None),
    };
    let Envelope { format, media_type, signature, body: signed_body, attachment, .. } = envelope;
    let mut selective_disclosure = SelectiveDisclosure::default();
    let (shown_body, key_binding) = match &attachment {
        Attachment::None => (None, None),
        Attachment::Disclosures(disclosures, proof) => {
            let resolved = disclosure::resolve(&signed_body, disclosures)?;
            selective_disclosure = SelectiveDisclosure {
                may_withhold: resolved.may_withhold,
                has_disclosable_validity_claim: resolved.has_disclosable_validity_claim,
            };
            let bind = |proof| key_binding::sd_jwt(&resolved.payload, proof);
            let key_binding = proof.as_ref().map(bind).transpose()?;
            (Some(resolved.payload), key_binding)
        }
        Attachment::Live(proof) => (None, Some(key_binding::live_city_pass(&signed_body, proof)?)),
    };
    Ok(Verified {
        format,
        signer,
        certificate,
        media_type,
        signed_body,
        shown_body,
        selective_disclosure,
        signature,
        key_binding,
    })
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

    /// The certificate inside a seal.
    pub fn certificate(&self) -> Option<&SignerCertificate> {
        self.certificate.as_ref()
    }

    /// The type that the message states, where it states one.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The signed content with its disclosures.
    pub fn body(&self) -> &[u8] {
        self.shown_body.as_deref().unwrap_or(&self.signed_body)
    }

    /// The signed content, without disclosures: it is the same in every presentation of the pass.
    pub fn signed_body(&self) -> &[u8] {
        &self.signed_body
    }

    /// What the holder of an SD-JWT may withhold.
    pub fn selective_disclosure(&self) -> SelectiveDisclosure {
        self.selective_disclosure
    }

    /// The signature. It does not identify a pass: ECDSA has two for the same content, which share their first half.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The key binding, where one was presented.
    pub fn key_binding(&self) -> Option<&KeyBinding> {
        self.key_binding.as_ref()
    }
}

/// Finds the key that signed the envelope; keys that the pass names are tried first. A failure under a key that the
/// pass does not name means only that another key signed it.
fn signer(
    envelope: &Envelope,
    trust: &TrustStore,
    precomputed: &PrecomputationCache,
) -> Result<TrustedKey, VerifyError> {
    let mut most_specific = VerifyError::IssuerUnknown;
    let (named, others): (Vec<_>, Vec<_>) =
        trust.candidates(envelope).partition(|key| key.is_named_by(envelope));
    for (tried, key) in named.iter().chain(&others).enumerate() {
        if tried >= MAX_CANDIDATES {
            return Err(VerifyError::KeysTooMany);
        }
        match check(envelope, &key.public_key, precomputed) {
            Ok(()) => return Ok((*key).clone()),
            Err(error) if tried < named.len() || !is_about_the_pass(error) => {
                most_specific = most_specific.max(error);
            }
            Err(_) => {}
        }
    }
    Err(most_specific)
}

/// Whether a failure says something against the pass, if the key is the signer's.
fn is_about_the_pass(error: VerifyError) -> bool {
    match error {
        VerifyError::AlgorithmMismatch | VerifyError::SignatureMalformed | VerifyError::Forged => true,
        VerifyError::NoKeys
        | VerifyError::IssuerUnknown
        | VerifyError::CertificateMalformed
        | VerifyError::Unsigned
        | VerifyError::KeyUnsupported
        | VerifyError::AlgorithmUnsupported(_)
        | VerifyError::KeysTooMany
        | VerifyError::CertificateUnclear
        | VerifyError::DisclosureMismatch
        | VerifyError::HolderKeyMissing
        | VerifyError::HolderProofMalformed
        | VerifyError::HolderProofForged => false,
    }
}

/// The signature under one key. Only tokens may be signed with [`Algorithm::Rs256`].
fn check(envelope: &Envelope, key: &PublicKey, precomputed: &PrecomputationCache) -> Result<(), VerifyError> {
    let is_token = matches!(envelope.format, Format::Jwt | Format::SdJwt);
    if matches!(key, PublicKey::Rsa(_)) && envelope.algorithm == Some(Algorithm::Rs256) && !is_token {
        return Err(VerifyError::AlgorithmUnsupported("RS256"));
    }
    Ok(key.verify(envelope.algorithm, &envelope.signed, &envelope.signature, precomputed)?)
}

impl From<SignatureError> for VerifyError {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Malformed => Self::SignatureMalformed,
            SignatureError::Invalid => Self::Forged,
            SignatureError::AlgorithmMismatch => Self::AlgorithmMismatch,
            SignatureError::AlgorithmUnsupported(name) => Self::AlgorithmUnsupported(name),
            SignatureError::KeyUnsupported => Self::KeyUnsupported,
        }
    }
}

/// Keys tried for one pass: a signature under the slowest takes a few milliseconds on a tablet. Where a pass names its
/// key, few answer; identity codes without key identifiers are tried under those of every country.
const MAX_CANDIDATES: usize = 32;
