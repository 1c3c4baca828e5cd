//! Parses a JSON Web Token (RFC 7519) from an issuer of the operator's choice.

use super::{Envelope, Format, KeyHint, ParseError};
use crate::signature::Algorithm;
use crate::wire::jose::Jws;
use crate::wire::json;

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    signed_by_issuer(Format::Jwt, payload.trim_ascii())
}

/// The issuer's signed token, also inside an SD-JWT.
pub(super) fn signed_by_issuer(format: Format, text: &[u8]) -> Result<Envelope, ParseError> {
    let token = Jws::parse(text)?;
    let issuer =
        json::read_object(&token.payload)?.get("iss").and_then(json::Value::as_str).map(str::to_owned);
    Ok(Envelope {
        hint: KeyHint {
            issuer,
            key_id: token.text("kid").map(|key_id| key_id.as_bytes().to_vec()),
            certificate: None,
        },
        algorithm: token.text("alg").map(Algorithm::from_jose),
        media_type: token.media_type(),
        signed: token.signed,
        signature: token.signature,
        ..Envelope::of(format, token.payload)
    })
}
