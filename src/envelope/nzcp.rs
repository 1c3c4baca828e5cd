//! Parses the layers of a NZ COVID Pass, `NZCP:/1/` (NZ COVID Pass technical specification 1.0).
//!
//! ```text
//! "NZCP:/1/" base32( COSE_Sign1( CWT ) )        tag 18 and ES256 only; alg and kid in the protected header
//! ```
//!
//! The key is named by the issuer's `did:web` identifier in the token and the key identifier in the header.

use super::{Envelope, Format, ParseError, token_issuer};
use crate::wire::base32;
use crate::wire::cose::{CoseError, Sign1, TAG_SIGN1};
use crate::wire::registry::header;

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let text = payload.strip_prefix(PREFIX).unwrap_or(payload);
    let message = Sign1::parse(&base32::decode(text)?)?;
    let is_protected = |label| message.protected_header(label).is_some();
    if message.tags != [TAG_SIGN1] || !is_protected(header::ALGORITHM) || !is_protected(header::KEY_ID) {
        return Err(CoseError::Shape.into());
    }
    if message.has_unknown_critical_header(&[header::ALGORITHM, header::KEY_ID]) {
        return Err(ParseError::CriticalHeader);
    }
    let issuer = token_issuer(&message)?;
    Ok(Envelope::of_message(Format::NzCovidPass, issuer, message))
}

/// The characters every such code begins with; 1 is the only version.
pub const PREFIX: &[u8] = b"NZCP:/1/";
