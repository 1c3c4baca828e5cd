//! Signs JWS in the compact serialization (RFC 7515 section 7.1).

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use checkpost::wire::json::{Map, Value};

/// Signs with P-256 and SHA-256 under a header that may claim anything.
pub fn sign(header: Map<String, Value>, payload: &[u8], key: &SigningKey) -> String {
    let header = Value::Object(header).to_string();
    let signed = format!("{}.{}", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(payload));
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
}

/// A header of these parameters, each a text.
pub fn header<const COUNT: usize>(parameters: [(&str, &str); COUNT]) -> Map<String, Value> {
    parameters.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}
