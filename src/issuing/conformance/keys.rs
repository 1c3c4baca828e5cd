//! Builds a trust store from the keys of a public test case, which come in the shape that the case's format publishes.

use crate::import::{
    key_from_certificate, keys_from_did_document, keys_from_jwk_set, public_key_from_certificate,
    public_key_from_jwk,
};
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustStore, TrustedKey};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use serde_json::{Value, json};

use super::case::Case;

/// The only keys that a case trusts. Every format that is known has its arm here.
///
/// # Errors
/// A sentence about the format or key that is not understood.
pub fn trust_of(case: &Case) -> Result<TrustStore, String> {
    let keys = match case.format.as_str() {
        "hcert" => certificates(&case.trust)?,
        "shc" => issuers(&case.trust)?,
        "nzcp" => did_documents(&case.trust)?,
        "claim169" => bare_keys(&case.trust)?,
        "sdjwt" => jwks(&case.trust)?,
        "vdsnc" => signers(&case.trust)?,
        other => return Err(format!("a format that is known, got `{other}`")),
    };
    Ok(TrustStore::new(Purpose::Production, UnixTime(0), keys))
}

/// `certificates`: signers' certificates, DER in base64.
fn certificates(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    texts(trust, "certificates")?
        .map(|text| {
            let der =
                BASE64.decode(text.as_bytes()).map_err(|error| format!("a key in base64, got {error}"))?;
            key_from_certificate(&der, "case").map_err(|error| format!("a certificate, got {error:?}"))
        })
        .collect()
}

/// `issuers`: the address of each issuer to its JWK set.
fn issuers(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    let issuers =
        trust.get("issuers").and_then(Value::as_object).ok_or("issuers with their keys, got none")?;
    let mut keys = Vec::new();
    for (issuer, set) in issuers {
        let read = keys_from_jwk_set(set, Format::SmartHealthCard, issuer, issuer)
            .map_err(|error| format!("a key set, got {error:?}"))?;
        keys.extend(read.keys);
    }
    Ok(keys)
}

/// `issuers`: the identifiers that are trusted; `did_documents`: their documents, and perhaps others'.
fn did_documents(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    let trusted: Vec<&str> = texts(trust, "issuers")?.collect();
    let mut keys = Vec::new();
    for document in list(trust, "did_documents")? {
        let found = keys_from_did_document(document, Format::NzCovidPass, "case");
        keys.extend(found.map_err(|error| format!("a DID document, got {error:?}"))?.keys);
    }
    keys.retain(|key| key.identifier.as_deref().is_some_and(|identifier| trusted.contains(&identifier)));
    Ok(keys)
}

/// `keys`: an algorithm and a public key in hexadecimal.
fn bare_keys(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    list(trust, "keys")?
        .iter()
        .map(|key| {
            let text = |name: &str| key.get(name).and_then(Value::as_str).ok_or(format!("`{name}` of a key"));
            let bytes = HEXLOWER_PERMISSIVE
                .decode(text("public_key_hex")?.as_bytes())
                .map_err(|error| format!("a key in hexadecimal, got {error}"))?;
            let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
            let jwk = match (text("alg")?, bytes.as_slice()) {
                ("ES256", [4, point @ ..]) if point.len() == 64 => {
                    let (x, y) = point.split_at(32);
                    json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)})
                }
                ("EdDSA", point) => json!({"kty": "OKP", "crv": "Ed25519", "x": encode(point)}),
                (algorithm, _) => return Err(format!("a key that is known, got {algorithm}")),
            };
            key_of(Format::Claim169, &jwk)
        })
        .collect()
}

/// `keys`: JWKs.
fn jwks(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    list(trust, "keys")?.iter().map(|jwk| key_of(Format::SdJwt, jwk)).collect()
}

/// `signers`: certificates of pinned signers, DER in base64url.
fn signers(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    texts(trust, "signers")?
        .map(|text| {
            let der = BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes());
            let der = der.map_err(|error| format!("a certificate in base64url, got {error}"))?;
            let public_key = public_key_from_certificate(&der);
            Ok(key(Format::VdsNc, public_key.map_err(|error| format!("a certificate, got {error:?}"))?))
        })
        .collect()
}

fn key_of(format: Format, jwk: &Value) -> Result<TrustedKey, String> {
    let public_key = public_key_from_jwk(jwk).map_err(|error| format!("a JWK, got {error:?}"))?;
    Ok(key(format, public_key))
}

/// A key that any pass of its format may be signed with.
fn key(format: Format, public_key: PublicKey) -> TrustedKey {
    TrustedKey::new(format, "case", public_key)
}

/// A list in the trust object; an absent list is empty.
fn list<'a>(trust: &'a Value, name: &str) -> Result<&'a [Value], String> {
    match trust.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(format!("a list of {name}, got something else")),
    }
}

/// The texts of a list in the trust object; an absent list is empty.
fn texts<'a>(trust: &'a Value, name: &str) -> Result<impl Iterator<Item = &'a str> + use<'a>, String> {
    let list = list(trust, name)?;
    if list.iter().all(Value::is_string) {
        Ok(list.iter().filter_map(Value::as_str))
    } else {
        Err(format!("texts in {name}, got something else"))
    }
}
