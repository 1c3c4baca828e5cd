//! Parses the compact serialization of a JWS (RFC 7515 section 7.1) into header, payload and signature, and keeps the
//! JWS Signing Input that the signature covers.
//!
//! ```text
//! base64url(header) "." base64url(payload) "." base64url(signature)        without padding, none empty
//! ```
//!
//! Keys that the token itself offers (`jwk`, `jku`, `x5u`, `x5c`) are not looked at: the trusted key decides.
//!
//! Splitting a token is all that is left to do here. The crates for JWS verify too, with algorithms that no pass may have,
//! and accept headers with repeated members.

use std::fmt;

use super::base64;
use super::json::{self, JsonError, Map, Value};

/// A signed token, parsed and not verified.
#[derive(Clone, PartialEq)]
pub struct Jws {
    /// The protected header.
    pub header: Map<String, Value>,
    /// The payload as decoded, still compressed where the format compresses it.
    pub payload: Vec<u8>,
    /// The bytes under the signature: the first two parts as received.
    pub signed: Vec<u8>,
    /// The signature as it came, of any length.
    pub signature: Vec<u8>,
}

/// Prints no data of a person.
impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jws { .. }")
    }
}

/// Why a text is not a signed token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoseError {
    /// Not three parts, or an empty one.
    Shape,
    /// A part is not base64url without padding.
    Base64,
    /// The header is not a JSON object.
    Header(JsonError),
    /// The header lacks, or has in another form, what the format asks for.
    Parameter,
    /// Five parts: encrypted for its addressee (RFC 7516 section 7.1).
    Encrypted,
    /// The header demands an extension (`crit`) or an unencoded payload (`b64`).
    Critical,
}

impl Jws {
    /// Parses one token.
    ///
    /// # Errors
    /// [`JoseError`].
    pub fn parse(text: &[u8]) -> Result<Self, JoseError> {
        let parts: Vec<&[u8]> = text.splitn(6, |&byte| byte == b'.').collect();
        if parts.len() == JWE_PARTS {
            return Err(JoseError::Encrypted);
        }
        let [header, payload, signature] = parts.as_slice() else { return Err(JoseError::Shape) };
        if header.is_empty() || payload.is_empty() {
            return Err(JoseError::Shape);
        }
        let signed = text.get(..header.len() + 1 + payload.len()).unwrap_or_default().to_vec();
        let header = json::read_object(&base64url(header)?).map_err(JoseError::Header)?;
        if header.contains_key("crit") || header.contains_key("b64") {
            return Err(JoseError::Critical);
        }
        Ok(Self { header, payload: base64url(payload)?, signed, signature: base64url(signature)? })
    }

    /// The type that the header states (`typ`); the empty text where it is no text.
    pub fn media_type(&self) -> Option<String> {
        self.header.get("typ").map(|stated| stated.as_str().unwrap_or_default().to_owned())
    }

    /// A header parameter that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }
}

const JWE_PARTS: usize = 5;

/// Decodes base64url without padding; bits that carry nothing must be zero.
///
/// # Errors
/// [`JoseError::Base64`].
pub fn base64url(text: &[u8]) -> Result<Vec<u8>, JoseError> {
    base64::decode_url(text).map_err(|_| JoseError::Base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> Vec<u8> {
        format!("{}.e30.AAAA", base64::encode_url(header.as_bytes())).into_bytes()
    }

    #[test]
    fn keeps_the_signed_bytes_as_received() {
        let jws = Jws::parse(&token("{ \"alg\": \"ES256\" }")).unwrap();
        assert_eq!(jws.signed, b"eyAiYWxnIjogIkVTMjU2IiB9.e30", "first two parts");
        assert_eq!((jws.text("alg"), jws.payload.as_slice()), (Some("ES256"), &b"{}"[..]), "parts");
    }

    #[test]
    fn refuses_other_shapes() {
        for text in ["", "a", "a.b", ".e30.AAAA", "e30..AAAA", "e30.e30.AAAA.AAAA"] {
            assert!(matches!(Jws::parse(text.as_bytes()), Err(JoseError::Shape)), "{text}");
        }
        assert_eq!(Jws::parse(b"e30.AA.AA.AA.AA"), Err(JoseError::Encrypted), "five parts");
        assert_eq!(Jws::parse(b"e30=.e30.AAAA"), Err(JoseError::Base64), "padding");
        assert_eq!(Jws::parse(b"e30.e31.AAAA"), Err(JoseError::Base64), "bits that carry nothing");
        assert_eq!(Jws::parse(&token(r#"{"crit":["x"]}"#)), Err(JoseError::Critical), "crit");
        assert_eq!(Jws::parse(&token(r#"{"b64":false}"#)), Err(JoseError::Critical), "b64");
    }
}
