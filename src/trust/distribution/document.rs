//! A signed document: JSON under a JSON Web Signature in compact serialization (RFC 7515 section 7.1).
//!
//! ```text
//! document = header "." payload "." signature *( "~" header ".." signature )
//! header   = { "alg": "ES256", "kid": …, "typ": … }, and no other member
//! ```
//!
//! Only a root has more than one signature. Each further one is a JWS with detached content (RFC 7515 appendix F) over the
//! payload of the first.

use p256::ecdsa::VerifyingKey;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::code::coded;
use crate::signature::{Algorithm, PrecomputationCache, PublicKey, SignatureError};
use crate::time::UnixTime;
use crate::trust::key::is_demonstration_key;
use crate::trust::{LAST_MOMENT, TrustError};
use crate::wire::base64;
use crate::wire::jose::Jws;

coded! {
    /// Why a document or an update is not taken.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum UpdateError {
        /// Larger than any of its kind may be, or more keys, roots or parts.
        TooLarge = "L-BIG",
        /// Not of the documented form.
        Malformed = "L-BAD",
        /// A trust file of a version that this program does not know.
        Version = "L-VER",
        /// A moment in it is later than the year 9999: it is in milliseconds.
        Milliseconds = "L-MIL",
        /// A document of another type, rightly signed or not.
        OtherType = "L-TYP",
        /// Signed by a key that the root does not name for documents of this type.
        UnknownSigner = "L-SGN",
        /// The signature does not hold.
        SignatureInvalid = "L-SIG",
        /// Too few of the keys that must agree to a root have signed it.
        Threshold = "L-THR",
        /// A root that is not the next one, or a document made under a root that is not there.
        RootVersion = "L-CHN",
        /// Older than what this tablet knows already.
        RollBack = "L-OLD",
        /// The sequence number of the bundle that is held, with other content.
        Equivocation = "L-TWO",
        /// A sequence number so far ahead that honest ones would soon come to an end.
        StepTooLarge = "L-STP",
        /// A file that is missing, or has another length or hash than the index states.
        FileMismatch = "L-HSH",
        /// Index and bundle do not belong together.
        Inconsistent = "L-MIX",
        /// A part that this version does not know and must not overlook.
        UnknownPart = "L-NEW",
        /// A key in the list that is not one.
        Key = "L-KEY",
        /// The part with the revocations is not of its form, or larger than a tablet can hold.
        Revocations = "L-REV",
        /// For demonstrations, in a program for real use.
        Demonstration = "L-DEM",
        /// Dated later than the clock can explain.
        Ahead = "L-AHD",
    }
}

/// What is wrong with a trust file, in the words of updates. Which of its keys is none only a desk needs to know.
impl From<TrustError> for UpdateError {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::TooLarge => Self::TooLarge,
            TrustError::Malformed => Self::Malformed,
            TrustError::Version(_) => Self::Version,
            TrustError::Key(_) => Self::Key,
            TrustError::Revocations => Self::Revocations,
            TrustError::Demonstration => Self::Demonstration,
            TrustError::Milliseconds => Self::Milliseconds,
            TrustError::Future => Self::Ahead,
        }
    }
}

/// The types of documents. A signature counts for one type only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentType {
    /// [`super::Root`].
    Root,
    /// [`super::Bundle`].
    Bundle,
    /// [`super::Index`].
    Index,
    /// [`super::Configuration`].
    Configuration,
}

impl DocumentType {
    /// What the header states as `typ`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Root => "checkpost-root+jwt",
            Self::Bundle => "checkpost-bundle+jwt",
            Self::Index => "checkpost-index+jwt",
            Self::Configuration => "checkpost-configuration+jwt",
        }
    }

    /// The longest text, in bytes.
    pub fn limit(self) -> usize {
        match self {
            Self::Root => MAX_ROOT,
            Self::Bundle => MAX_BUNDLE,
            Self::Index => MAX_INDEX,
            Self::Configuration => MAX_CONFIGURATION,
        }
    }

    fn signatures(self) -> usize {
        match self {
            Self::Root => MAX_ROOT_SIGNATURES,
            Self::Bundle | Self::Index | Self::Configuration => 1,
        }
    }
}

/// A public key on P-256 that signs documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentKey {
    text: String,
    key_id: String,
    key: PublicKey,
}

impl DocumentKey {
    /// Reads a key: its compressed point (SEC 1 section 2.3.3), 33 bytes in base64url without padding. `None` where that
    /// is no point of the curve, or spelt otherwise: a key of two spellings, and so two key ids, would count as two.
    pub fn read(text: &str) -> Option<Self> {
        let point = base64::decode_url(text.as_bytes()).ok()?;
        Some(Self::of(VerifyingKey::from_sec1_bytes(&point).ok()?)).filter(|key| key.text == text)
    }

    /// A key at hand.
    pub fn of(key: VerifyingKey) -> Self {
        let point = key.to_sec1_point(true);
        let point = point.as_bytes();
        let digest = Sha256::digest(point);
        let key_id = digest.get(..KEY_ID_BYTES).unwrap_or_default();
        Self {
            text: base64::encode_url(point),
            key_id: base64::encode_url(key_id),
            key: PublicKey::P256(key),
        }
    }

    /// As documents name the key: eleven characters, base64url of the first eight bytes of the SHA-256 of its point.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Whether everybody has its private half.
    pub(super) fn is_demonstration(&self) -> bool {
        is_demonstration_key(&self.key)
    }

    /// As it is written in a root.
    pub fn as_text(&self) -> &str {
        &self.text
    }
}

/// A document, parsed and not verified.
#[derive(Debug)]
pub(super) struct Document {
    /// The JSON under the signatures. It may be read before they are verified only to learn which files to fetch.
    pub(super) payload: Vec<u8>,
    signatures: Vec<DocumentSignature>,
}

#[derive(Debug)]
struct DocumentSignature {
    key_id: String,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl Document {
    pub(super) fn parse(text: &[u8], expected: DocumentType) -> Result<Self, UpdateError> {
        if text.len() > expected.limit() {
            return Err(UpdateError::TooLarge);
        }
        let mut serializations = text.split(|&byte| byte == b'~');
        let first = serializations.next().unwrap_or_default();
        let content = first.split(|&byte| byte == b'.').nth(1).unwrap_or_default();
        let (signature, payload) = DocumentSignature::parse(first, expected)?;
        let mut signatures = vec![signature];
        for detached in serializations {
            if signatures.len() == expected.signatures() {
                return Err(UpdateError::Malformed);
            }
            let parts: Vec<&[u8]> = detached.splitn(4, |&byte| byte == b'.').collect();
            let [header, [], signature] = parts.as_slice() else { return Err(UpdateError::Malformed) };
            let attached = [header, content, signature].join(&b'.');
            signatures.push(DocumentSignature::parse(&attached, expected)?.0);
        }
        Ok(Self { payload, signatures })
    }

    /// The content, of the shape that its type has. Members that are not known are refused.
    pub(super) fn content<T: DeserializeOwned>(&self) -> Result<T, UpdateError> {
        serde_json::from_slice(&self.payload).map_err(|_| UpdateError::Malformed)
    }

    /// How many of these keys have signed. A key counts once, however often it signed and is listed.
    pub(super) fn count_signers(&self, keys: &[DocumentKey]) -> usize {
        let is_first =
            |place: usize, key: &DocumentKey| keys.iter().position(|other| other == key) == Some(place);
        let signers = keys.iter().enumerate().filter(|(place, key)| is_first(*place, key));
        signers
            .filter(|(_, key)| self.signatures.iter().any(|signature| signature.holds(key) == Ok(())))
            .count()
    }

    /// That one of these keys made its only signature.
    pub(super) fn verify(&self, keys: &[DocumentKey]) -> Result<(), UpdateError> {
        let [signature] = self.signatures.as_slice() else { return Err(UpdateError::Malformed) };
        // a key of the right id says more about what is wrong than one of another
        let mut reason = UpdateError::UnknownSigner;
        for key in keys {
            match signature.holds(key) {
                Ok(()) => return Ok(()),
                Err(UpdateError::UnknownSigner) => {}
                Err(error) => reason = error,
            }
        }
        Err(reason)
    }
}

impl DocumentSignature {
    fn parse(text: &[u8], expected: DocumentType) -> Result<(Self, Vec<u8>), UpdateError> {
        let jws = Jws::parse(text).map_err(|_| UpdateError::Malformed)?;
        if jws.text("typ").is_none_or(|stated| stated != expected.media_type()) {
            return Err(UpdateError::OtherType);
        }
        let key_id = jws.text("kid").map(str::to_owned).ok_or(UpdateError::Malformed)?;
        if jws.text("alg") != Some("ES256") || jws.header.len() != HEADER_MEMBERS {
            return Err(UpdateError::Malformed);
        }
        Ok((Self { key_id, signed: jws.signed, signature: jws.signature }, jws.payload))
    }

    fn holds(&self, key: &DocumentKey) -> Result<(), UpdateError> {
        if self.key_id != key.key_id {
            return Err(UpdateError::UnknownSigner);
        }
        let precomputed = PrecomputationCache::default();
        let outcome = key.key.verify(Some(Algorithm::Es256), &self.signed, &self.signature, &precomputed);
        outcome.map_err(|_: SignatureError| UpdateError::SignatureInvalid)
    }
}

/// That a moment is one of the calendar: from 1970 on, and in seconds.
pub(super) fn check_moment(moment: UnixTime) -> Result<(), UpdateError> {
    if moment > LAST_MOMENT {
        return Err(UpdateError::Milliseconds);
    }
    if moment < UnixTime(0) { Err(UpdateError::Malformed) } else { Ok(()) }
}

/// The last sequence number. Integers above are not exact wherever JSON's numbers are read as IEEE 754 doubles (RFC 8259
/// section 6).
pub(super) const LAST_SEQUENCE: u64 = (1 << 53) - 1;
/// `alg`, `kid` and `typ`.
const HEADER_MEMBERS: usize = 3;
/// What a document names of a key's hash. It only selects: the signature decides.
const KEY_ID_BYTES: usize = 8;
/// As many as a root may name keys, in the old root and in the new one.
const MAX_ROOT_SIGNATURES: usize = 20;
/// Ten keys of each kind and twenty signatures take 8 kB.
const MAX_ROOT: usize = 8 * 1024;
/// Eight national key lists are 400 kB in this form.
const MAX_BUNDLE: usize = 12 * 1024 * 1024;
/// The only file that every tablet asks for at every turn.
const MAX_INDEX: usize = 2_048;
/// Less than a QR code holds (2953 bytes, ISO/IEC 18004 table 7).
const MAX_CONFIGURATION: usize = 2_048;
