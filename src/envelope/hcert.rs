//! The Electronic Health Certificate container: `HC1:` text in, [`Envelope`] out.
//!
//! ```text
//! "HC1:" base45( zlib( COSE_Sign1( CWT ) ) )        hcert_spec 1.0.8 section 3; WHO SMART Trust hcert_spec 1.1.1
//! ```
//!
//! The key identifier is the first eight bytes of the SHA-256 of the signer's certificate; it and the algorithm stand in
//! either header.

use super::{Algorithm, Envelope, Format, KeyHint, ParseError};
use crate::wire::cose::{Sign1, header};
use crate::wire::{base45, inflate};

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError::Damaged`] with the layer, or [`ParseError::CriticalHeader`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let text = payload.strip_prefix(PREFIX).unwrap_or(payload);
    let compressed = base45::decode(text)?;
    let message = Sign1::parse(&inflate::zlib(&compressed, inflate::PASS_LIMIT)?)?;
    if message.has_unknown_critical_header(&UNDERSTOOD) {
        return Err(ParseError::CriticalHeader);
    }
    Ok(Envelope {
        format: Format::Hcert,
        hint: KeyHint { issuer: None, key_id: message.key_id().map(<[u8]>::to_vec) },
        algorithm: message.algorithm().map(Algorithm::from_cose),
        signed: message.to_be_signed(),
        signature: message.signature,
        body: message.payload,
    })
}

/// The characters every such code begins with.
pub const PREFIX: &[u8] = b"HC1:";
const UNDERSTOOD: [i128; 2] = [header::ALGORITHM, header::KEY_ID];
