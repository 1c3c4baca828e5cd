//! Parses an ICAO visible digital seal for non-constrained environments (ICAO TR VDS-NC 1.4), which is JSON.
//!
//! ```text
//! { "data": { "hdr": { "t": "icao.vacc" | "icao.test", "v", "is" }, "msg": { … } },
//!   "sig":  { "alg": "ES256", "cer": base64url( DER ), "sigvl": base64url( r ‖ s ) } }
//! ```
//!
//! The signature covers the canonical form (RFC 8785) of `data`. The certificate inside proves nothing by itself: it is
//! the hint by which a pinned signer or its authority is found.

use super::{Envelope, Format, KeyHint, ParseError};
use crate::signature::Algorithm;
use crate::wire::jose::{self, JoseError};
use crate::wire::json::{self, JsonError, Value};

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let seal = json::read_object(payload)?;
    let data = seal.get("data").filter(|data| data.is_object()).ok_or(JsonError::NotObject)?;
    let signature = seal.get("sig").and_then(Value::as_object).ok_or(JsonError::NotObject)?;
    let field = |name| signature.get(name).and_then(Value::as_str).ok_or(JoseError::Parameter);
    let header = data.get("hdr").and_then(Value::as_object).ok_or(JsonError::NotObject)?;
    let canonical = json::canonical(data).ok_or(JsonError::Malformed)?.into_bytes();
    Ok(Envelope {
        hint: KeyHint {
            issuer: header.get("is").and_then(Value::as_str).map(str::to_owned),
            key_id: None,
            certificate: Some(unpadded(field("cer")?)?),
        },
        algorithm: Some(Algorithm::from_jose(field("alg")?)),
        signed: canonical.clone(),
        signature: unpadded(field("sigvl")?)?,
        ..Envelope::of(Format::VdsNc, canonical)
    })
}

/// The report's own samples come with and without padding.
fn unpadded(text: &str) -> Result<Vec<u8>, JoseError> {
    jose::base64url(text.trim_end_matches('=').as_bytes())
}
