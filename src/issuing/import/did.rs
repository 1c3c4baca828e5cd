//! Imports the keys of a DID document (W3C Decentralized Identifiers 1.0) that may make assertions.

use serde_json::Value;

use super::german::certificate;
use super::jwk::{key_id_bytes, public_key_from_jwk, signing_period};
use super::list::{Imported, ListError, Skip, moment_of};
use checkpost::envelope::Format;
use checkpost::time::UnixTime;
use checkpost::trust::{KeyValidity, TrustedKey};

/// The keys of a document: methods with a JWK under `assertionMethod`, by reference or embedded. A pass names them by
/// the document's identifier and the fragment of the method's.
///
/// # Errors
/// [`ListError::Malformed`] when it is no document, [`ListError::Deactivated`] when it says so.
pub fn keys_from_did_document(document: &Value, format: Format, issuer: &str) -> Result<Imported, ListError> {
    let document = active(document)?;
    let identifier = document.get("id").and_then(Value::as_str).ok_or(ListError::Malformed)?;
    let list = |name| document.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut imported = Imported::default();
    for assertion in list("assertionMethod") {
        let (name, method) = match assertion.as_str() {
            Some(reference) => {
                let is_it =
                    |method: &&Value| absolute(identifier, id(method)) == absolute(identifier, reference);
                (reference, list("verificationMethod").iter().find(is_it))
            }
            None => (id(assertion), Some(assertion)),
        };
        let key = method.ok_or(Skip::Malformed).and_then(|method| {
            let (_, fragment) = id(method).split_once('#').ok_or(Skip::Malformed)?;
            if !matches!(method.get("type").and_then(Value::as_str), Some("JsonWebKey2020" | "JsonWebKey")) {
                return Err(Skip::Unsupported);
            }
            let jwk = method.get("publicKeyJwk").ok_or(Skip::Unsupported)?;
            Ok(TrustedKey {
                identifier: Some(identifier.to_owned()),
                key_id: Some(fragment.as_bytes().to_vec()),
                validity: signing_period_of(method, jwk)?,
                ..TrustedKey::new(format, issuer, public_key_from_jwk(jwk).map_err(Skip::from)?)
            })
        });
        imported.take(name, key);
    }
    Ok(imported)
}

/// The signers in a document of the WHO's trust network (GDHCN): every method with a JWK, under the key identifier that
/// HCERT uses, in base64; where its certificate is given, the identifier is compared with it.
///
/// The document's own proof is a signature over canonical RDF and is not checked: fetch the document over a
/// connection you trust.
///
/// # Errors
/// [`ListError::Malformed`] when it is no document, [`ListError::Deactivated`] when it says so.
pub fn import_gdhcn(document: &[u8], issuer: &str) -> Result<Imported, ListError> {
    let document: Value = serde_json::from_slice(document).map_err(|_| ListError::Malformed)?;
    let methods = active(&document)?.get("verificationMethod").and_then(Value::as_array);
    let mut imported = Imported::default();
    for method in methods.ok_or(ListError::Malformed)? {
        imported.take(id(method), gdhcn_key(method, issuer));
    }
    Ok(imported)
}

fn gdhcn_key(method: &Value, issuer: &str) -> Result<TrustedKey, Skip> {
    let jwk = method.get("publicKeyJwk").ok_or(Skip::Malformed)?;
    let period = signing_period_of(method, jwk)?;
    let key_id = jwk.get("kid").and_then(Value::as_str).ok_or(Skip::Malformed)?;
    if let Some(der) = jwk.get("x5c").and_then(|chain| chain.get(0)).and_then(Value::as_str) {
        let key = certificate(der, issuer, key_id)?;
        let validity = narrower(key.validity, period);
        return Ok(TrustedKey { validity, ..key });
    }
    Ok(TrustedKey {
        key_id: Some(key_id_bytes(key_id)?),
        validity: period,
        ..TrustedKey::new(Format::Hcert, issuer, public_key_from_jwk(jwk).map_err(Skip::from)?)
    })
}

/// A document that still counts; also the one inside what a resolver answers (DID Resolution 0.3 section 4).
fn active(document: &Value) -> Result<&Value, ListError> {
    let metadata = document.get("didDocumentMetadata");
    let document = document.get("didDocument").unwrap_or(document);
    let is_given_up = |place: &Value| {
        place.get("deactivated").is_some_and(|given_up| !matches!(given_up, Value::Null | Value::Bool(false)))
    };
    if metadata.is_some_and(is_given_up) || is_given_up(document) {
        return Err(ListError::Deactivated);
    }
    Ok(document)
}

/// When a method signs: by its own members (Controlled Identifiers 1.0 section 2.2: `revoked`, `expires`; `validFrom`
/// and `validUntil`, as credentials have them) and by those of its JWK. Which day a revocation names is not asked: one
/// that is announced is no reason to begin to trust.
fn signing_period_of(method: &Value, jwk: &Value) -> Result<KeyValidity, Skip> {
    if method.get("revoked").is_some_and(|revoked| !matches!(revoked, Value::Null | Value::Bool(false))) {
        return Err(Skip::Revoked);
    }
    let stated = |name| match method.get(name) {
        None => Ok(None),
        Some(text) => text
            .as_str()
            .and_then(UnixTime::from_text)
            .and_then(|moment| moment_of(moment.0))
            .map(Some)
            .ok_or(Skip::Malformed),
    };
    let ends = [stated("expires")?, stated("validUntil")?];
    let of_method =
        KeyValidity { not_before: stated("validFrom")?, not_after: ends.into_iter().flatten().min() };
    Ok(narrower(of_method, signing_period(jwk)?))
}

/// What lies in both.
fn narrower(one: KeyValidity, other: KeyValidity) -> KeyValidity {
    let ends: [Option<UnixTime>; 2] = [one.not_after, other.not_after];
    KeyValidity {
        not_before: one.not_before.max(other.not_before),
        not_after: ends.into_iter().flatten().min(),
    }
}

fn id(method: &Value) -> &str {
    method.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A reference may leave out the document's own identifier.
fn absolute(identifier: &str, reference: &str) -> String {
    if reference.starts_with('#') { format!("{identifier}{reference}") } else { reference.to_owned() }
}
