//! JSON Web Keys (RFC 7517) and sets of them in, keys out; thumbprints as RFC 7638 computes them.
//!
//! Coordinates should have 32 bytes. Publishers also write 33 with a leading zero, fewer without it, standard base64
//! and padding: all of them are read, and the point is checked.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::{PublicKey, TrustedKey};
use super::list::{Imported, ListError, Skip};
use crate::envelope::Format;

/// Why a JWK gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwkError {
    /// Not a key.
    Malformed,
    /// It carries its private half.
    Private,
}

impl From<JwkError> for Skip {
    fn from(error: JwkError) -> Self {
        match error {
            JwkError::Malformed => Self::Malformed,
            JwkError::Private => Self::Private,
        }
    }
}

/// The public key in a JWK; one of a kind that is not computed with is [`PublicKey::Unsupported`].
///
/// # Errors
/// [`JwkError`].
pub fn public_key_from_jwk(jwk: &Value) -> Result<PublicKey, JwkError> {
    if jwk.get("d").is_some() {
        return Err(JwkError::Private);
    }
    match (text(jwk, "kty"), text(jwk, "crv")) {
        (Some("EC"), Some("P-256")) => {
            let point = [vec![4], coordinate(jwk, "x")?, coordinate(jwk, "y")?].concat();
            p256::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                .map(PublicKey::P256)
                .map_err(|_| JwkError::Malformed)
        }
        (Some("OKP"), Some("Ed25519")) => {
            let bytes = <[u8; 32]>::try_from(coordinate(jwk, "x")?).map_err(|_| JwkError::Malformed)?;
            ed25519_dalek::VerifyingKey::from_bytes(&bytes)
                .map(PublicKey::Ed25519)
                .map_err(|_| JwkError::Malformed)
        }
        (Some("RSA"), _) => {
            let number = |name| {
                let bytes = decode(text(jwk, name).ok_or(JwkError::Malformed)?)?;
                Ok::<_, JwkError>(rsa::BoxedUint::from_be_slice_vartime(&bytes))
            };
            let key = rsa::PublicKey::new(number("n")?, number("e")?).map_err(|_| JwkError::Malformed)?;
            Ok(PublicKey::from_rsa(key))
        }
        (Some(_), _) => Ok(PublicKey::Unsupported),
        (None, _) => Err(JwkError::Malformed),
    }
}

/// The keys of a JWK set that belongs to an issuer.
///
/// # Errors
/// [`ListError::Malformed`] when it is no set.
pub fn keys_from_jwk_set(
    set: &Value,
    format: Format,
    identifier: &str,
    issuer: &str,
) -> Result<Imported, ListError> {
    let entries = set.get("keys").and_then(Value::as_array).ok_or(ListError::Malformed)?;
    let mut imported = Imported::default();
    for jwk in entries {
        imported.take(text(jwk, "kid").unwrap_or_default(), key_from_jwk(jwk, format, identifier, issuer));
    }
    Ok(imported)
}

/// One key of an issuer. SMART Health Cards name keys by their thumbprint, so there it is computed and compared.
fn key_from_jwk(jwk: &Value, format: Format, identifier: &str, issuer: &str) -> Result<TrustedKey, Skip> {
    let public_key = public_key_from_jwk(jwk).map_err(Skip::from)?;
    let key_id = text(jwk, "kid");
    if format == Format::SmartHealthCard && key_id != thumbprint(jwk).as_deref() {
        return Err(Skip::KeyIdentifier);
    }
    Ok(TrustedKey {
        identifier: Some(identifier.to_owned()),
        key_id: key_id.map(|key_id| key_id.as_bytes().to_vec()),
        ..TrustedKey::new(format, issuer, public_key)
    })
}

/// The SHA-256 thumbprint of an elliptic-curve key (RFC 7638 section 3.2): over its required members in the order of
/// their names, without spaces.
pub fn thumbprint(jwk: &Value) -> Option<String> {
    let member = |name| serde_json::to_string(text(jwk, name)?).ok();
    let canonical = format!(
        r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#,
        member("crv")?,
        member("kty")?,
        member("x")?,
        member("y")?
    );
    Some(BASE64URL_NOPAD.encode(&Sha256::digest(canonical)))
}

fn text<'a>(jwk: &'a Value, name: &str) -> Option<&'a str> {
    jwk.get(name)?.as_str()
}

fn coordinate(jwk: &Value, name: &str) -> Result<Vec<u8>, JwkError> {
    let bytes = decode(text(jwk, name).ok_or(JwkError::Malformed)?)?;
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    let significant = bytes.get(zeros..).unwrap_or_default();
    let missing = COORDINATE_BYTES.checked_sub(significant.len()).ok_or(JwkError::Malformed)?;
    Ok([vec![0; missing], significant.to_vec()].concat())
}

fn decode(text: &str) -> Result<Vec<u8>, JwkError> {
    let text = text.trim_end_matches('=');
    let is_standard = text.contains(['+', '/']);
    let encoding = if is_standard { BASE64_NOPAD } else { BASE64URL_NOPAD };
    encoding.decode(text.as_bytes()).map_err(|_| JwkError::Malformed)
}

const COORDINATE_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The demonstration key, in the spellings that publishers use.
    fn jwk(encode: fn(&[u8]) -> String) -> Value {
        let key = super::super::super::demonstration_signing_key().unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let bytes = point.as_bytes();
        json!({"kty": "EC", "crv": "P-256", "x": encode(&bytes[1..33]), "y": encode(&bytes[33..])})
    }

    #[test]
    fn reads_every_spelling_of_a_coordinate() {
        let expected = public_key_from_jwk(&jwk(|bytes| BASE64URL_NOPAD.encode(bytes))).unwrap();
        for encode in [
            |bytes: &[u8]| data_encoding::BASE64.encode(bytes),
            |bytes: &[u8]| BASE64URL_NOPAD.encode(&[&[0], bytes].concat()),
        ] {
            assert_eq!(public_key_from_jwk(&jwk(encode)), Ok(expected.clone()), "same key");
        }
    }

    #[test]
    fn refuses_points_off_the_curve_and_private_halves() {
        let mut off = jwk(|bytes| BASE64URL_NOPAD.encode(bytes));
        off["y"] = off["x"].clone();
        assert_eq!(public_key_from_jwk(&off), Err(JwkError::Malformed), "off the curve");
        let mut private = jwk(|bytes| BASE64URL_NOPAD.encode(bytes));
        private["d"] = json!("AA");
        assert_eq!(public_key_from_jwk(&private), Err(JwkError::Private), "private");
    }

    #[test]
    fn a_health_card_key_needs_its_thumbprint_for_a_name() {
        let mut key = jwk(|bytes| BASE64URL_NOPAD.encode(bytes));
        key["kid"] = json!("another");
        let set = json!({"keys": [key]});
        let read = keys_from_jwk_set(&set, Format::SmartHealthCard, "https://i", "I").unwrap();
        assert!(read.keys.is_empty(), "left out");
        assert_eq!(read.skipped, [("another".to_owned(), Skip::KeyIdentifier)], "and listed");
        assert_eq!(
            keys_from_jwk_set(&set, Format::Jwt, "https://i", "I").unwrap().keys.len(),
            1,
            "a token's key"
        );
    }
}
