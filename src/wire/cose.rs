//! Parses COSE_Sign1 (RFC 9052 section 4.2) into headers, payload and signature, and rebuilds the `Sig_structure` that
//! the signature covers (section 4.4).
//!
//! ```text
//! COSE_Sign1 = [ protected : bstr .cbor header_map / bstr .size 0, unprotected : header_map,
//!                payload : bstr, signature : bstr ]
//! ```
//!
//! A message may be untagged, under tag 18, or under tag 61 (CWT) around tag 18; any other tag is refused.

use std::convert::Infallible;
use std::fmt;

use minicbor::encode::{self, Encoder};

use super::cbor::{self, CborError, Key, Map, Value};
use super::registry::{content_format, header};

/// A signed message, parsed and not verified.
#[derive(Clone, PartialEq)]
pub struct Sign1 {
    protected_bytes: Vec<u8>,
    protected: Map,
    unprotected: Map,
    /// The signed content.
    pub payload: Vec<u8>,
    /// The signature as it came, of any length.
    pub signature: Vec<u8>,
    /// The tags around the message, outermost first.
    pub tags: Vec<u64>,
}

/// Prints no data of a person.
impl fmt::Debug for Sign1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sign1 { .. }")
    }
}

/// Why bytes are not a signed message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoseError {
    /// The message or its protected header is not CBOR as read here.
    Cbor(CborError),
    /// A tag other than 18 and 61, or too many.
    Tag(u64),
    /// Not an array of four elements of the right types.
    Shape,
}

impl From<CborError> for CoseError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl Sign1 {
    /// Parses one message; nothing may follow it.
    ///
    /// # Errors
    /// [`CoseError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CoseError> {
        Self::from_value(cbor::read(bytes)?)
    }

    /// Reads a message inside another CBOR item.
    ///
    /// # Errors
    /// [`CoseError`].
    pub fn from_value(value: Value) -> Result<Self, CoseError> {
        let (tags, message) = strip_tags(value)?;
        let Value::Array(elements) = message else { return Err(CoseError::Shape) };
        let Ok([protected, unprotected, payload, signature]) = <[Value; 4]>::try_from(elements) else {
            return Err(CoseError::Shape);
        };
        let (
            Value::Bytes(protected_bytes),
            Value::Map(unprotected),
            Value::Bytes(payload),
            Value::Bytes(signature),
        ) = (protected, unprotected, payload, signature)
        else {
            return Err(CoseError::Shape);
        };
        let protected = if protected_bytes.is_empty() {
            Map::new()
        } else if let Value::Map(map) = cbor::read(&protected_bytes)? {
            map
        } else {
            return Err(CoseError::Shape);
        };
        Ok(Self { protected_bytes, protected, unprotected, payload, signature, tags })
    }

    /// A header parameter: the protected one wins, as issuers put `alg` and `kid` in either place.
    pub fn header(&self, label: i128) -> Option<&Value> {
        let key = Key::Integer(label);
        self.protected.get(&key).or_else(|| self.unprotected.get(&key))
    }

    /// A header parameter only where the signature covers it.
    pub fn protected_header(&self, label: i128) -> Option<&Value> {
        self.protected.get(&Key::Integer(label))
    }

    /// Whether there are no unprotected headers.
    pub(crate) fn is_wholly_protected(&self) -> bool {
        self.unprotected.is_empty()
    }

    /// The encoded protected header, as received.
    pub(crate) fn protected_bytes(&self) -> &[u8] {
        &self.protected_bytes
    }

    /// The algorithm the message names (label 1), from the registry of COSE algorithms.
    pub fn algorithm(&self) -> Option<i128> {
        self.header(header::ALGORITHM)?.as_integer()
    }

    /// The key identifier (label 4). A text is read as its bytes: one specification (NZCP) says text, while all
    /// messages seen carry bytes.
    pub fn key_id(&self) -> Option<&[u8]> {
        match self.header(header::KEY_ID)? {
            Value::Bytes(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// The type the message states (label 16, RFC 9596): a text, or the name of the content format for a CBOR Web
    /// Token. Any other value is read as the empty text.
    pub fn media_type(&self) -> Option<String> {
        let stated = self.header(header::TYPE)?;
        let name = match stated {
            Value::Text(name) => name,
            Value::Integer(content_format::CWT) => "application/cwt",
            _ => "",
        };
        Some(name.to_owned())
    }

    /// Whether the message demands an extension (label 2) beyond the headers that are always read.
    pub(crate) fn has_unknown_critical_header(&self, understood: &[i128]) -> bool {
        let Some(critical) = self.header(header::CRITICAL) else { return false };
        let Some(labels) = critical.as_array() else { return true };
        labels.is_empty()
            || !labels.iter().all(|label| label.as_integer().is_some_and(|label| understood.contains(&label)))
    }

    /// The bytes under the signature (RFC 9052 section 4.4): `["Signature1", protected, h'', payload]`, the protected
    /// header as received. An empty protected map is encoded as the zero-length string, also when it was sent as `a0`.
    pub fn to_be_signed(&self) -> Vec<u8> {
        let protected: &[u8] = if self.protected.is_empty() { &[] } else { &self.protected_bytes };
        signature_structure(protected, &self.payload)
    }
}

/// The bytes under a signature with these encoded protected headers and this payload.
pub fn signature_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::with_capacity(protected.len() + payload.len() + 32));
    // memory takes every byte; if it did not, the signature would not hold
    let _: Result<_, encode::Error<Infallible>> = encoder
        .array(4)
        .and_then(|encoder| encoder.str(CONTEXT)?.bytes(protected)?.bytes(&[])?.bytes(payload));
    encoder.into_writer()
}

fn strip_tags(mut value: Value) -> Result<(Vec<u64>, Value), CoseError> {
    let mut tags = Vec::new();
    while let Value::Tag(tag, inner) = value {
        if !matches!(tag, TAG_SIGN1 | TAG_CWT) || tags.len() == 2 {
            return Err(CoseError::Tag(tag));
        }
        tags.push(tag);
        value = *inner;
    }
    Ok((tags, value))
}

/// The tag of a COSE_Sign1 message.
pub const TAG_SIGN1: u64 = 18;
/// The tag of a CBOR Web Token (RFC 8392 section 6).
const TAG_CWT: u64 = 61;
const CONTEXT: &str = "Signature1";

#[cfg(test)]
mod tests {
    use super::*;

    /// `[h'a10126', {4: h'31'}, h'a0', h'00']`
    const BARE: &[u8] = &[
        0x84, //                                array of four
        0x43, 0xA1, 0x01, 0x26, //              protected {1: -7}
        0xA1, 0x04, 0x41, 0x31, //              unprotected {4: h'31'}
        0x41, 0xA0, //                          payload
        0x41, 0x00, //                          signature
    ];

    fn tagged(tags: &[u8]) -> Vec<u8> {
        [tags, BARE].concat()
    }

    #[test]
    fn reads_every_tag_form_in_use() {
        for tags in [&[][..], &[0xD2], &[0xD8, 61, 0xD2]] {
            let message = Sign1::parse(&tagged(tags)).unwrap();
            assert_eq!(message.algorithm(), Some(-7), "algorithm under {tags:?}");
            assert_eq!(message.key_id(), Some(&b"1"[..]), "key id under {tags:?}");
        }
        assert_eq!(Sign1::parse(&tagged(&[0xD1])), Err(CoseError::Tag(17)), "COSE_Mac0");
        assert_eq!(Sign1::parse(&tagged(&[0xD2, 0xD2, 0xD2])), Err(CoseError::Tag(18)), "three tags");
    }

    #[test]
    fn signs_an_empty_protected_map_as_the_empty_string() {
        let sent = [0x84, 0x41, 0xA0, 0xA0, 0x41, 0x01, 0x41, 0x00];
        let message = Sign1::parse(&sent).unwrap();
        assert_eq!(message.to_be_signed(), b"\x84\x6aSignature1\x40\x40\x41\x01", "structure");
    }

    #[test]
    fn refuses_other_shapes() {
        for bytes in [
            &[0xA0][..],
            &[0x83, 0x40, 0xA0, 0x40],
            &[0x84, 0x40, 0xA0, 0xF6, 0x40],
            &[0x84, 0x40, 0x40, 0x40, 0x40],
        ] {
            assert_eq!(Sign1::parse(bytes), Err(CoseError::Shape), "{bytes:02x?}");
        }
    }
}
