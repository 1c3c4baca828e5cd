//! Signs what an operator distributes to tablets: roots, bundles, indexes and configurations, see
//! [`checkpost::trust::distribution`].

use checkpost::trust::distribution::{DocumentKey, DocumentType};
use p256::ecdsa::SigningKey;
use serde::Serialize;

use crate::jose;

/// A document of one signature.
///
/// # Errors
/// [`serde_json::Error`] where the content cannot be written as JSON.
pub fn sign(
    kind: DocumentType,
    content: &impl Serialize,
    key: &SigningKey,
) -> Result<String, serde_json::Error> {
    Ok(sign_payload(kind, &serde_json::to_vec(content)?, key))
}

/// A document of one signature over bytes that may be anything.
pub fn sign_payload(kind: DocumentType, payload: &[u8], key: &SigningKey) -> String {
    let key_id = DocumentKey::of(*key.verifying_key()).key_id().to_owned();
    let header = jose::header([("alg", "ES256"), ("kid", &key_id), ("typ", kind.media_type())]);
    jose::sign(header, payload, key)
}

/// A root with one more signature; one that this key made already stays as it is. `None` where the text is no document.
pub fn add_signature(root: &str, key: &SigningKey) -> Option<String> {
    let mut parts = root.split('~').next()?.split('.');
    let payload = data_encoding::BASE64URL_NOPAD.decode(parts.nth(1)?.as_bytes()).ok()?;
    let signed = sign_payload(DocumentType::Root, &payload, key);
    let mut parts = signed.split('.');
    let (header, signature) = (parts.next()?, parts.nth(1)?);
    let has_signed = root.split('~').any(|one| one.split('.').next() == Some(header));
    Some(if has_signed { root.to_owned() } else { format!("{root}~{header}..{signature}") })
}

/// A document behind the roots that lead to its signer, oldest first: the file of a bundle, the text of a configuration.
pub fn chained(roots: &[String], document: &str) -> String {
    let lines = roots.iter().map(String::as_str).chain([document]);
    lines.collect::<Vec<_>>().join("\n")
}

/// An update in one piece: the index, and the files that it names in its order.
pub fn archive(index: &str, files: &[&[u8]]) -> Vec<u8> {
    [index.as_bytes(), b"\n", &files.concat()].concat()
}
