//! Errors of parsing: what a payload is instead of an envelope, or the layer that is damaged.

use super::Recognised;
use crate::wire::base32::Base32Error;
use crate::wire::base45::Base45Error;
use crate::wire::cbor::CborError;
use crate::wire::cose::CoseError;
use crate::wire::inflate::InflateError;
use crate::wire::jose::JoseError;
use crate::wire::json::JsonError;

/// Why a payload is not an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Something else, by name.
    NotEnvelope(Recognised),
    /// A known format whose layers do not decode.
    Damaged(Layer),
    /// The message demands an extension that is not understood.
    CriticalHeader,
    /// Only its addressee can read it.
    Encrypted,
    /// One chunk of several (see [`super::chunks`]).
    Chunk,
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
    /// The text encoding.
    Base32,
    /// The text encoding.
    Digits,
    /// The signed message.
    Cose(CoseError),
    /// The signed message.
    Jose(JoseError),
    /// The content.
    Json(JsonError),
    /// Not in the deterministic encoding that the format demands.
    NonCanonical,
    /// The numbers of a chunk.
    ChunkNumbering,
}

impl Layer {
    /// The code of the refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "D-LEN",
            Self::Base45(_) => "D-B45",
            Self::Compression(InflateError::TooLarge) => "D-BIG",
            Self::Compression(_) => "D-ZIP",
            Self::Cose(CoseError::Cbor(CborError::DuplicateKey)) | Self::Json(JsonError::Repeated) => "D-DUP",
            Self::Cose(CoseError::Cbor(_)) => "D-CBR",
            Self::Cose(CoseError::Tag(_) | CoseError::Shape) => "D-COS",
            Self::Base32 => "D-B32",
            Self::Digits => "D-DIG",
            Self::Jose(_) => "D-JWS",
            Self::Json(_) => "D-JSN",
            Self::NonCanonical => "D-SPL",
            Self::ChunkNumbering => "D-PRT",
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

impl From<Base32Error> for ParseError {
    fn from(_: Base32Error) -> Self {
        Self::Damaged(Layer::Base32)
    }
}

impl From<JoseError> for ParseError {
    fn from(error: JoseError) -> Self {
        match error {
            JoseError::Critical => Self::CriticalHeader,
            JoseError::Encrypted => Self::Encrypted,
            other => Self::Damaged(Layer::Jose(other)),
        }
    }
}

impl From<JsonError> for ParseError {
    fn from(error: JsonError) -> Self {
        Self::Damaged(Layer::Json(error))
    }
}
