//! DID documents (W3C Decentralized Identifiers 1.0) in, keys out: those that the document lets make assertions.

use data_encoding::BASE64;
use serde_json::Value;

use super::super::TrustedKey;
use super::german::certificate;
use super::jwk::public_key_from_jwk;
use super::list::{Imported, ListError, Skip};
use crate::envelope::Format;

/// The keys of a document: methods of type `JsonWebKey2020` that stand under `assertionMethod`, by reference or whole.
/// A pass names them by the document's identifier and the fragment of the method's.
///
/// # Errors
/// [`ListError::Malformed`] when it is no document.
pub fn keys_from_did_document(document: &Value, format: Format, issuer: &str) -> Result<Imported, ListError> {
    let identifier = document.get("id").and_then(Value::as_str).ok_or(ListError::Malformed)?;
    let list = |name| document.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut imported = Imported::default();
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
        let jwk = method.get("publicKeyJwk").filter(|_| is_jwk).ok_or(Skip::Unsupported);
        let key =
            jwk.and_then(|jwk| public_key_from_jwk(jwk).map_err(Skip::from)).map(|public_key| TrustedKey {
                identifier: Some(identifier.to_owned()),
                key_id: Some(fragment.as_bytes().to_vec()),
                ..TrustedKey::new(format, issuer, public_key)
            });
        imported.take(id(method), key);
    }
    Ok(imported)
}

/// The signers in a document of the WHO's trust network (GDHCN): every method with a JWK, under the key identifier that
/// HCERT uses, in standard base64; where its certificate is given, the identifier is compared with it.
///
/// The document's own proof is a signature over canonical RDF and is not checked: fetch the document over a
/// connection you trust.
///
/// # Errors
/// [`ListError::Malformed`] when it is no document.
pub fn import_gdhcn(document: &[u8], issuer: &str) -> Result<Imported, ListError> {
    let document: Value = serde_json::from_slice(document).map_err(|_| ListError::Malformed)?;
    let methods = document.get("verificationMethod").and_then(Value::as_array).ok_or(ListError::Malformed)?;
    let mut imported = Imported::default();
    for method in methods {
        imported.take(id(method), gdhcn_key(method, issuer));
    }
    Ok(imported)
}

fn gdhcn_key(method: &Value, issuer: &str) -> Result<TrustedKey, Skip> {
    let jwk = method.get("publicKeyJwk").ok_or(Skip::Malformed)?;
    let key_id = jwk.get("kid").and_then(Value::as_str).ok_or(Skip::Malformed)?;
    if let Some(der) = jwk.get("x5c").and_then(|chain| chain.get(0)).and_then(Value::as_str) {
        return certificate(der, issuer, key_id);
    }
    Ok(TrustedKey {
        key_id: Some(BASE64.decode(key_id.as_bytes()).map_err(|_| Skip::Malformed)?),
        ..TrustedKey::new(Format::Hcert, issuer, public_key_from_jwk(jwk).map_err(Skip::from)?)
    })
}

fn id(method: &Value) -> &str {
    method.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A reference may leave out the document's own identifier.
fn absolute(identifier: &str, reference: &str) -> String {
    if reference.starts_with('#') { format!("{identifier}{reference}") } else { reference.to_owned() }
}
