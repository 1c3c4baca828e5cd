//! Payload bytes in, a signed [`Envelope`] out; or what the payload is instead.
//!
//! The first characters tell the format, before anything is decoded. Every format ends in the same envelope, so that
//! verification needs to know none of them: the bytes under the signature, the signature, the algorithm that the
//! message names, and a hint which key to try.

pub mod hcert;
mod recognise;

pub use recognise::{KnownPass, OtherCode, Recognised, recognise};

use crate::wire::base45::Base45Error;
use crate::wire::cose::CoseError;
use crate::wire::inflate::InflateError;

/// A pass format that is verified here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// EU Digital COVID Certificate and its relatives: the Electronic Health Certificate container, `HC1:`.
    Hcert,
}

/// A signed pass whose signature nobody has checked yet. What it says can be reached through
/// [`crate::verify::Verified`] only.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The format.
    pub format: Format,
    /// Which keys to try.
    pub hint: KeyHint,
    /// The algorithm that the message names.
    pub algorithm: Option<Algorithm>,
    /// The bytes under the signature, as received.
    pub signed: Vec<u8>,
    /// The signature as it came, of any length.
    pub signature: Vec<u8>,
    /// The content, for `claims` to read once the signature holds.
    pub(crate) body: Vec<u8>,
}

/// What the message says of its signer. Unverified: good for finding a key, for nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHint {
    /// The issuer's identifier, where the format finds keys by it.
    pub issuer: Option<String>,
    /// The key identifier.
    pub key_id: Option<Vec<u8>>,
}

/// A signature algorithm, under its name in the COSE and JOSE registries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 bytes of salt.
    Ps256,
    /// Ed25519.
    EdDsa,
    /// Any other.
    Other,
}

/// Why a payload is not an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Something else, by name.
    NotEnvelope(Recognised),
    /// A known format whose layers do not decode.
    Damaged(Layer),
    /// The message demands an extension that is not understood.
    CriticalHeader,
}

/// The layer that did not decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// More text than any code can hold.
    Length,
    /// The text encoding.
    Base45(Base45Error),
    /// The compression.
    Compression(InflateError),
    /// The signed message.
    Cose(CoseError),
}

impl Layer {
    /// The code of the refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "D-LEN",
            Self::Base45(_) => "D-B45",
            Self::Compression(_) => "D-ZIP",
            Self::Cose(CoseError::Cbor(_)) => "D-CBR",
            Self::Cose(CoseError::Tag(_) | CoseError::Shape) => "D-COS",
        }
    }
}

impl From<Base45Error> for ParseError {
    fn from(error: Base45Error) -> Self {
        Self::Damaged(Layer::Base45(error))
    }
}

impl From<InflateError> for ParseError {
    fn from(error: InflateError) -> Self {
        Self::Damaged(Layer::Compression(error))
    }
}

impl From<CoseError> for ParseError {
    fn from(error: CoseError) -> Self {
        Self::Damaged(Layer::Cose(error))
    }
}

impl Envelope {
    /// Parses the content of one code.
    ///
    /// # Errors
    /// [`ParseError`] names what the payload is instead, or the layer that is damaged.
    pub fn parse(payload: &[u8]) -> Result<Self, ParseError> {
        match recognise(payload) {
            Recognised::Pass(_) if payload.len() > MAX_PAYLOAD => Err(ParseError::Damaged(Layer::Length)),
            Recognised::Pass(Format::Hcert) => hcert::parse(payload),
            other => Err(ParseError::NotEnvelope(other)),
        }
    }
}

impl Algorithm {
    /// From the COSE registry (RFC 9053 sections 2.1 and 2.2, RFC 8230 section 2).
    pub fn from_cose(identifier: i128) -> Self {
        match identifier {
            -7 => Self::Es256,
            -37 => Self::Ps256,
            -8 => Self::EdDsa,
            _ => Self::Other,
        }
    }
}

/// The longest text taken for a pass: a QR code holds at most 7 089 characters (digits, version 40-L), and a pass
/// split over several codes is put together from few of them.
pub const MAX_PAYLOAD: usize = 64 * 1024;
