//! Signs COSE_Sign1 messages (RFC 9052 section 4.2).

use std::fmt;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use super::cbor::encode;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::cose::{TAG_SIGN1, signature_structure};
use checkpost::wire::registry::{algorithm, header};

/// Who signs.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The private key.
    pub key: &'a SigningKey,
    /// The name under which verifiers find its public half.
    pub key_id: &'a [u8],
}

/// A signed message, its parts open to whoever makes test vectors.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// The protected header as encoded.
    pub protected: Vec<u8>,
    /// The unprotected header.
    pub unprotected: Map,
    /// The signed content.
    pub payload: Vec<u8>,
    /// `r ‖ s`.
    pub signature: Vec<u8>,
}

/// Prints no data of a person.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Message { .. }")
    }
}

impl Signer<'_> {
    /// Signs a payload with ES256, algorithm and key identifier in the protected header.
    pub fn sign(&self, payload: Vec<u8>) -> Message {
        let protected = Map::from([
            (Key::Integer(header::ALGORITHM), Value::Integer(algorithm::ES256)),
            (Key::Integer(header::KEY_ID), Value::Bytes(self.key_id.to_vec())),
        ]);
        self.sign_under(&protected, Map::new(), payload)
    }

    /// Signs a payload with P-256 and SHA-256 under headers that may claim anything.
    pub fn sign_under(&self, protected: &Map, unprotected: Map, payload: Vec<u8>) -> Message {
        Message::signed_with(protected, unprotected, payload, |bytes| {
            let signature: Signature = self.key.sign(bytes);
            signature.to_bytes().to_vec()
        })
    }
}

impl Message {
    /// Signs a payload in any way, under headers that may claim anything.
    pub fn signed_with(
        protected: &Map,
        unprotected: Map,
        payload: Vec<u8>,
        sign: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Self {
        let protected =
            if protected.is_empty() { Vec::new() } else { encode(&Value::Map(protected.clone())) };
        let signature = sign(&signature_structure(&protected, &payload));
        Self { protected, unprotected, payload, signature }
    }

    /// The message under its tag.
    pub fn encode(&self) -> Vec<u8> {
        encode(&Value::Tag(TAG_SIGN1, Box::new(self.to_value())))
    }

    /// The array of four.
    pub fn to_value(&self) -> Value {
        Value::Array(vec![
            Value::Bytes(self.protected.clone()),
            Value::Map(self.unprotected.clone()),
            Value::Bytes(self.payload.clone()),
            Value::Bytes(self.signature.clone()),
        ])
    }
}
