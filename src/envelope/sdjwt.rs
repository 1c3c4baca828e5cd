//! Parses an SD-JWT with or without a key-binding JWT (RFC 9901 section 4).
//!
//! ```text
//! issuer's JWT "~" disclosure "~" … "~" [ key-binding JWT ]
//! ```
//!
//! The disclosures and the key binding travel beside the envelope and are checked with it.

use super::{Attachment, Envelope, Format, HolderProof, ParseError};
use crate::signature::Algorithm;
use crate::wire::jose::{JoseError, Jws};

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let text = payload.trim_ascii();
    let mut parts: Vec<&[u8]> = text.split(|&byte| byte == b'~').collect();
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() || parts.len() > MAX_DISCLOSURES {
        return Err(JoseError::Shape.into());
    }
    let disclosures: Vec<Vec<u8>> = parts.split_off(1).into_iter().map(<[u8]>::to_vec).collect();
    let envelope = super::jwt::signed_by_issuer(Format::SdJwt, parts.first().copied().unwrap_or_default())?;
    let proof = if last.is_empty() {
        None
    } else {
        let sd_hash_input = text.get(..text.len() - last.len()).unwrap_or_default();
        Some(key_binding(last, sd_hash_input)?)
    };
    Ok(Envelope { attachment: Attachment::Disclosures(disclosures, proof), ..envelope })
}

fn key_binding(text: &[u8], sd_hash_input: &[u8]) -> Result<HolderProof, ParseError> {
    let token = Jws::parse(text)?;
    if token.text("typ") != Some(KEY_BINDING_TYPE) {
        return Err(JoseError::Parameter.into());
    }
    Ok(HolderProof {
        algorithm: token.text("alg").map(Algorithm::from_jose),
        signed: token.signed,
        signature: token.signature,
        body: token.payload,
        sd_hash_input: sd_hash_input.to_vec(),
    })
}

const KEY_BINDING_TYPE: &str = "kb+jwt";
/// More disclosures than fit into a QR code with their salts.
const MAX_DISCLOSURES: usize = 256;
