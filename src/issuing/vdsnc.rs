//! Issues ICAO visible digital seals (TR VDS-NC 1.4) from data, a certificate and the key of its signer.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;

use checkpost::wire::json::{Value, canonical};

/// Signs the canonical form of the data (RFC 8785); `None` for data that has none.
pub fn mint(data: &Value, certificate: &[u8], key: &SigningKey) -> Option<String> {
    let signature: Signature = key.sign(canonical(data)?.as_bytes());
    let seal = json!({
        "data": data,
        "sig": {
            "alg": "ES256",
            "cer": BASE64URL_NOPAD.encode(certificate),
            "sigvl": BASE64URL_NOPAD.encode(&signature.to_bytes()),
        },
    });
    Some(seal.to_string())
}
