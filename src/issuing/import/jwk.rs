//! Imports JSON Web Keys and JWK sets (RFC 7517), and computes their thumbprints (RFC 7638).
//!
//! Coordinates should have 32 bytes. Publishers also write 33 with a leading zero, fewer without it, standard base64
//! and padding: all of them are read, and the point is checked.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::list::{Imported, ListError, Skip, numeric_date};
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::trust::{KeyValidity, TrustedKey};

/// Why a JWK gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwkError {
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
pub(crate) fn public_key_from_jwk(jwk: &Value) -> Result<PublicKey, JwkError> {
    if jwk.get("d").is_some() {
        return Err(JwkError::Private);
    }
    match (text(jwk, "kty"), text(jwk, "crv")) {
        (Some("EC"), Some("P-256")) => {
            PublicKey::p256(&coordinate(jwk, "x")?, &coordinate(jwk, "y")?).ok_or(JwkError::Malformed)
        }
        (Some("OKP"), Some("Ed25519")) => {
            PublicKey::ed25519(&coordinate(jwk, "x")?).ok_or(JwkError::Malformed)
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

/// The keys of a JWK set that belongs to an issuer; an empty identifier is none, where passes of the format are found
/// without. Keys for another use than checking signatures are left out (RFC 7517 sections 4.2 to 4.4).
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
    for (jwk, place) in entries.iter().zip(1..) {
        let name = text(jwk, "kid").map_or_else(|| format!("key {place}, which has no name"), str::to_owned);
        imported.take(name, key_from_jwk(jwk, format, identifier, issuer));
    }
    Ok(imported)
}

/// One key of an issuer, named as passes of the format name it.
fn key_from_jwk(jwk: &Value, format: Format, identifier: &str, issuer: &str) -> Result<TrustedKey, Skip> {
    let public_key = public_key_from_jwk(jwk).map_err(Skip::from)?;
    let validity = signing_period(jwk)?;
    let identifier = if is_found_by_issuer(format) { identifier } else { "" };
    Ok(TrustedKey {
        identifier: (!identifier.is_empty()).then(|| identifier.to_owned()),
        key_id: key_id(jwk, format)?,
        validity,
        ..TrustedKey::new(format, issuer, public_key)
    })
}

/// The certificates of the EU and of WHO say nothing of their issuer that a key could be found by.
fn is_found_by_issuer(format: Format) -> bool {
    match format {
        Format::Hcert | Format::HcertExemption | Format::HcertLight => false,
        Format::SmartHealthCard
        | Format::NzCovidPass
        | Format::Claim169
        | Format::VdsNc
        | Format::Jwt
        | Format::SdJwt
        | Format::CityPass => true,
    }
}

/// The key's name in the messages of a format. SMART Health Cards name keys by their thumbprint, so there it is
/// computed and compared; HCERT writes the bytes that lists write in base64; a seal carries its signer's certificate
/// and names nothing.
fn key_id(jwk: &Value, format: Format) -> Result<Option<Vec<u8>>, Skip> {
    let Some(name) = text(jwk, "kid") else {
        let may_be_absent = jwk.get("kid").is_none() && format != Format::SmartHealthCard;
        return if may_be_absent { Ok(None) } else { Err(Skip::KeyIdentifier) };
    };
    match format {
        Format::SmartHealthCard if Some(name) != thumbprint(jwk).as_deref() => Err(Skip::KeyIdentifier),
        Format::Hcert | Format::HcertExemption | Format::HcertLight => key_id_bytes(name).map(Some),
        Format::VdsNc => Ok(None),
        Format::SmartHealthCard
        | Format::NzCovidPass
        | Format::Claim169
        | Format::Jwt
        | Format::SdJwt
        | Format::CityPass => Ok(Some(name.as_bytes().to_vec())),
    }
}

/// The bytes that a list writes in base64.
pub(super) fn key_id_bytes(name: &str) -> Result<Vec<u8>, Skip> {
    decode(name).map_err(|_| Skip::KeyIdentifier)
}

/// When a key signs, if signing is what it is for: `use`, `key_ops` and `alg` (RFC 7517 sections 4.2 to 4.4), and the
/// members by which publishers end a key (`nbf`, `exp`, `revoked`; `OpenID` Federation 1.0 section 8.7.2).
pub(super) fn signing_period(jwk: &Value) -> Result<KeyValidity, Skip> {
    if jwk.get("revoked").is_some_and(|revoked| !matches!(revoked, Value::Null | Value::Bool(false))) {
        return Err(Skip::Revoked);
    }
    if jwk.get("use").is_some_and(|usage| usage.as_str() != Some("sig")) {
        return Err(Skip::NotForPasses);
    }
    if let Some(operations) = jwk.get("key_ops") {
        let operations = operations.as_array().ok_or(Skip::Malformed)?;
        if !operations.iter().any(|operation| operation.as_str() == Some("verify")) {
            return Err(Skip::NotForPasses);
        }
    }
    if let Some(algorithm) = jwk.get("alg") {
        check_algorithm(jwk, algorithm.as_str().ok_or(Skip::Malformed)?)?;
    }
    let [not_before, expires] = ["nbf", "exp"].map(|name| numeric_date(jwk.get(name)).ok_or(Skip::Malformed));
    Ok(KeyValidity { not_before: not_before?, not_after: expires?.map(|end| end.plus_seconds(-1)) })
}

/// Whether a key's algorithm is one of its kind. `RS256` marks an RSA key in lists of certificates that say PS256.
fn check_algorithm(jwk: &Value, algorithm: &str) -> Result<(), Skip> {
    let fitting: &[&str] = match (text(jwk, "kty"), text(jwk, "crv")) {
        (Some("EC"), Some("P-256")) => &["ES256"],
        (Some("OKP"), Some("Ed25519")) => &["EdDSA", "Ed25519"],
        (Some("RSA"), _) => &["PS256", "RS256"],
        // skipped as a kind of key that is not supported
        _ => return Ok(()),
    };
    if fitting.contains(&algorithm) {
        return Ok(());
    }
    Err(if ENCRYPTION.iter().any(|start| algorithm.starts_with(start)) {
        Skip::NotForPasses
    } else {
        Skip::Algorithm
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
/// How the names of algorithms begin that encrypt (RFC 7518 section 4.1).
const ENCRYPTION: [&str; 5] = ["ECDH-", "RSA-OAEP", "RSA1_5", "dir", "HPKE"];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The demonstration key, in the spellings that publishers use.
    fn jwk(encode: fn(&[u8]) -> String) -> Value {
        let key = crate::demonstration_signing_key().unwrap();
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

    #[test]
    fn only_keys_that_check_signatures_are_taken() {
        let point = jwk(|bytes| BASE64URL_NOPAD.encode(bytes));
        let edwards =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let modulus = BASE64URL_NOPAD.encode(&[0xFF; 256]);
        let rsa = json!({"kty": "RSA", "n": modulus, "e": "AQAB"});
        let larger = json!({"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"});
        for (name, base, members, expected) in [
            ("nothing_said", &point, json!({}), Ok(())),
            ("signing", &point, json!({"use": "sig", "alg": "ES256", "key_ops": ["verify"]}), Ok(())),
            ("encryption_by_use", &point, json!({"use": "enc"}), Err(Skip::NotForPasses)),
            ("a_use_of_its_own", &point, json!({"use": "tls"}), Err(Skip::NotForPasses)),
            ("a_use_that_is_no_text", &point, json!({"use": ["sig"]}), Err(Skip::NotForPasses)),
            ("encryption_by_algorithm", &point, json!({"alg": "ECDH-ES"}), Err(Skip::NotForPasses)),
            ("encryption_of_rsa", &rsa, json!({"alg": "RSA-OAEP-256"}), Err(Skip::NotForPasses)),
            ("encryption_by_operations", &point, json!({"key_ops": ["deriveKey"]}), Err(Skip::NotForPasses)),
            (
                "signing_only_with_the_private_half",
                &point,
                json!({"key_ops": ["sign"]}),
                Err(Skip::NotForPasses),
            ),
            ("operations_that_are_no_list", &point, json!({"key_ops": "verify"}), Err(Skip::Malformed)),
            ("no_operations", &point, json!({"key_ops": []}), Err(Skip::NotForPasses)),
            ("an_algorithm_of_another_kind", &point, json!({"alg": "RS256"}), Err(Skip::Algorithm)),
            ("an_algorithm_of_another_curve", &point, json!({"alg": "ES384"}), Err(Skip::Algorithm)),
            ("an_algorithm_of_secrets", &point, json!({"alg": "HS256"}), Err(Skip::Algorithm)),
            ("no_algorithm_at_all", &point, json!({"alg": "none"}), Err(Skip::Algorithm)),
            ("an_algorithm_that_is_no_text", &point, json!({"alg": -7}), Err(Skip::Malformed)),
            ("edwards_under_its_old_name", &edwards, json!({"alg": "EdDSA"}), Ok(())),
            ("edwards_under_its_new_name", &edwards, json!({"alg": "Ed25519"}), Ok(())),
            ("edwards_under_anothers", &edwards, json!({"alg": "ES256"}), Err(Skip::Algorithm)),
            ("rsa_as_codes_say", &rsa, json!({"alg": "PS256"}), Ok(())),
            ("rsa_as_lists_say", &rsa, json!({"alg": "RS256"}), Ok(())),
            ("rsa_with_another_hash", &rsa, json!({"alg": "PS512"}), Err(Skip::Algorithm)),
            ("a_curve_not_computed_with", &larger, json!({"alg": "ES384"}), Err(Skip::Unsupported)),
            ("revoked", &point, json!({"revoked": {"revoked_at": 1}}), Err(Skip::Revoked)),
            ("revoked_by_a_word", &point, json!({"revoked": true}), Err(Skip::Revoked)),
            ("not_revoked", &point, json!({"revoked": false}), Ok(())),
            ("an_end_that_is_no_moment", &point, json!({"exp": "soon"}), Err(Skip::Malformed)),
            ("a_name_that_is_no_text", &point, json!({"kid": 7}), Err(Skip::KeyIdentifier)),
        ] {
            let mut key = base.clone();
            for (member, value) in members.as_object().unwrap() {
                key[member] = value.clone();
            }
            let read = keys_from_jwk_set(&json!({"keys": [key]}), Format::Jwt, "https://i", "I").unwrap();
            let skipped = read.skipped.first().map_or(Ok(()), |(_, reason)| Err(*reason));
            assert_eq!((skipped, read.keys.len()), (expected, usize::from(expected.is_ok())), "{name}");
        }
    }

    #[test]
    fn a_key_without_a_name_is_skipped_by_its_place() {
        let mut other = jwk(|bytes| BASE64URL_NOPAD.encode(bytes));
        other["use"] = json!("enc");
        let set = json!({"keys": [jwk(|bytes| BASE64URL_NOPAD.encode(bytes)), other]});
        let read = keys_from_jwk_set(&set, Format::Jwt, "https://i", "I").unwrap();
        assert_eq!(read.skipped, [("key 2, which has no name".to_owned(), Skip::NotForPasses)], "its place");
    }

    #[test]
    fn a_key_keeps_its_own_period() {
        let mut key = jwk(|bytes| BASE64URL_NOPAD.encode(bytes));
        key["nbf"] = json!(1_780_000_000);
        key["exp"] = json!(1_790_000_000.5);
        let read = keys_from_jwk_set(&json!({"keys": [key]}), Format::Jwt, "https://i", "I").unwrap();
        let validity = read.keys[0].validity;
        for (moment, signs) in
            [(1_779_999_999, false), (1_780_000_000, true), (1_789_999_999, true), (1_790_000_000, false)]
        {
            assert_eq!(validity.contains(checkpost::time::UnixTime(moment)), signs, "{moment}");
        }
    }
}
