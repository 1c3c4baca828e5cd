//! Parses the layers of a Claim 169 identity code, which has no prefix (MOSIP 169 QR code specification 1.1.0).
//!
//! ```text
//! base45( zlib( COSE_Sign1( CWT with claim 169 ) ) )        ES256 or EdDSA; COSE_Encrypt0 around it is named, not read
//! ```
//!
//! The same layers hold credentials in JSON (`PixelPass`), which are named, not read. Most codes in circulation for
//! testing carry an empty signature: those are named as unsigned.

use super::{Envelope, Format, KnownFormat, ParseError, Recognised, token_issuer};
use crate::wire::cbor::{self, Value};
use crate::wire::cose::{CoseError, Sign1};
use crate::wire::registry::header;
use crate::wire::{base45, inflate};

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`]; [`ParseError::Encrypted`] for a message that only its addressee can read.
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let message = inflate::zlib(&base45::decode(payload)?, inflate::PASS_LIMIT)?;
    if message.trim_ascii_start().starts_with(b"{") {
        return Err(ParseError::NotEnvelope(Recognised::Unsupported(KnownFormat::PixelPass)));
    }
    let message = match cbor::read(&message).map_err(CoseError::Cbor)? {
        Value::Tag(TAG_ENCRYPT0, _) => return Err(ParseError::Encrypted),
        // JSON that was turned into CBOR on the way
        Value::Map(_) => {
            return Err(ParseError::NotEnvelope(Recognised::Unsupported(KnownFormat::PixelPass)));
        }
        value => Sign1::from_value(value)?,
    };
    if message.has_unknown_critical_header(&[header::ALGORITHM, header::KEY_ID]) {
        return Err(ParseError::CriticalHeader);
    }
    let issuer = token_issuer(&message)?;
    Ok(Envelope::of_message(Format::Claim169, issuer, message))
}

const TAG_ENCRYPT0: u64 = 16;
