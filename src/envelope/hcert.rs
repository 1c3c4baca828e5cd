//! Parses the layers of the Electronic Health Certificate container, `HC1:`.
//!
//! ```text
//! "HC1:" base45( zlib( COSE_Sign1( CWT ) ) )        hcert_spec 1.0.8 section 3; WHO SMART Trust hcert_spec 1.1.1
//! ```
//!
//! `AT1:` and `LT1:` mark Austria's exemption and Switzerland's data-minimal certificates: the same layers, signed by
//! keys of their own lists.
//!
//! The key identifier is the first eight bytes of the SHA-256 of the signer's certificate; it and the algorithm are in
//! either header.

use super::{Envelope, Format, ParseError};
use crate::wire::cose::Sign1;
use crate::wire::registry::header;
use crate::wire::{base45, inflate};

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError::Damaged`] with the layer, or [`ParseError::CriticalHeader`].
pub fn parse(format: Format, payload: &[u8]) -> Result<Envelope, ParseError> {
    let (_prefix, text) = payload.split_at_checked(PREFIX_LENGTH).unwrap_or_default();
    let compressed = base45::decode(text)?;
    let message = Sign1::parse(&inflate::zlib(&compressed, inflate::PASS_LIMIT)?)?;
    if message.has_unknown_critical_header(&UNDERSTOOD) {
        return Err(ParseError::CriticalHeader);
    }
    Ok(Envelope::of_message(format, None, message))
}

/// The characters an EU certificate begins with.
pub const PREFIX: &[u8] = b"HC1:";
/// The Austrian exemption certificate.
pub(crate) const EXEMPTION_PREFIX: &[u8] = b"AT1:";
/// The Swiss data-minimal certificate.
pub(crate) const LIGHT_PREFIX: &[u8] = b"LT1:";
const PREFIX_LENGTH: usize = 4;
const UNDERSTOOD: [i128; 2] = [header::ALGORITHM, header::KEY_ID];
