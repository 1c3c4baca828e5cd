//! DID documents (W3C Decentralized Identifiers 1.0) in, keys out: those that the document lets make assertions.

use serde_json::Value;

use super::super::{KeyRole, TrustedKey};
use super::jwk::{JwkError, public_key_from_jwk};
use crate::envelope::Format;

/// The keys of a document: methods of type `JsonWebKey2020` that stand under `assertionMethod`, by reference or whole.
/// A pass names them by the document's identifier and the fragment of the method's.
///
/// # Errors
/// [`JwkError::Malformed`] when it is no document.
pub fn keys_from_did_document(
    document: &Value,
    format: Format,
    issuer: &str,
) -> Result<Vec<TrustedKey>, JwkError> {
    let identifier = document.get("id").and_then(Value::as_str).ok_or(JwkError::Malformed)?;
    let list = |name| document.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut keys = Vec::new();
    for assertion in list("assertionMethod") {
        let method = match assertion.as_str() {
            Some(reference) => list("verificationMethod")
                .iter()
                .find(|method| absolute(identifier, id(method)) == absolute(identifier, reference)),
            None => Some(assertion),
        };
        let Some(method) = method else { continue };
        let Some((_, fragment)) = id(method).split_once('#') else { continue };
        let is_jwk = method.get("type").and_then(Value::as_str) == Some("JsonWebKey2020");
        let key = method.get("publicKeyJwk").filter(|_| is_jwk).and_then(|jwk| public_key_from_jwk(jwk).ok());
        if let Some(public_key) = key {
            keys.push(TrustedKey {
                format,
                issuer: issuer.to_owned(),
                identifier: Some(identifier.to_owned()),
                key_id: Some(fragment.as_bytes().to_vec()),
                public_key,
                role: KeyRole::Signer,
                kinds: None,
            });
        }
    }
    Ok(keys)
}

fn id(method: &Value) -> &str {
    method.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A reference may leave out the document's own identifier.
fn absolute(identifier: &str, reference: &str) -> String {
    if reference.starts_with('#') { format!("{identifier}{reference}") } else { reference.to_owned() }
}
