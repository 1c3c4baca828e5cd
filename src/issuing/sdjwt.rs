//! Issues an SD-JWT (RFC 9901 section 4): some claims are permanently disclosed, others selectively disclosable.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use serde_json::json;

use super::jose;
use checkpost::time::UnixTime;
use checkpost::wire::json::{Map, Value};

/// One claim that its holder may show or keep back.
#[derive(Clone, PartialEq)]
pub struct Disclosure {
    /// What keeps the value from being guessed from its digest: 128 random bits in base64url.
    pub salt: String,
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: Value,
}

/// Prints no data of a person.
impl fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disclosure { .. }")
    }
}

/// Signs a token and appends all its disclosures.
pub fn mint(
    mut claims: Map<String, Value>,
    disclosures: &[Disclosure],
    key: &SigningKey,
    key_id: &str,
) -> String {
    let texts: Vec<String> = disclosures.iter().map(Disclosure::text).collect();
    let digests = texts.iter().map(|text| Value::from(BASE64URL_NOPAD.encode(&Sha256::digest(text))));
    claims.insert("_sd".to_owned(), digests.collect());
    claims.insert("_sd_alg".to_owned(), Value::from("sha-256"));
    let header = jose::header([("alg", "ES256"), ("typ", "dc+sd-jwt"), ("kid", key_id)]);
    let token = jose::sign(header, Value::Object(claims).to_string().as_bytes(), key);
    texts.into_iter().fold(token + "~", |text, disclosure| text + &disclosure + "~")
}

/// The claim that binds a token to its holder's key: `cnf` (RFC 7800) with a P-256 JWK.
pub fn confirmation(holder: &VerifyingKey) -> Value {
    let point = holder.to_sec1_point(false);
    let coordinate = |from: usize| {
        BASE64URL_NOPAD.encode(point.as_bytes().get(from..from + COORDINATE_BYTES).unwrap_or_default())
    };
    json!({ "jwk": { "kty": "EC", "crv": "P-256", "x": coordinate(1), "y": coordinate(1 + COORDINATE_BYTES) } })
}

/// Shows a token with a proof of its holder's key behind the last `~` (RFC 9901 section 4.3).
pub fn present(token: &str, holder: &SigningKey, audience: &str, issued_at: UnixTime, nonce: &str) -> String {
    let digest = BASE64URL_NOPAD.encode(&Sha256::digest(token));
    let proof = json!({ "aud": audience, "iat": issued_at.0, "nonce": nonce, "sd_hash": digest });
    let header = jose::header([("alg", "ES256"), ("typ", "kb+jwt")]);
    token.to_owned() + &jose::sign(header, proof.to_string().as_bytes(), holder)
}

impl Disclosure {
    /// The disclosure as it travels.
    pub fn text(&self) -> String {
        let parts = Value::from(vec![Value::from(&*self.salt), Value::from(&*self.name), self.value.clone()]);
        BASE64URL_NOPAD.encode(parts.to_string().as_bytes())
    }
}

const COORDINATE_BYTES: usize = 32;
