//! Imports key lists that have no signature of their own: a JSON object of key identifiers (mirrors of France, Italy
//! and Poland), and the EU reference backend's certificates with the list of valid identifiers.
//!
//! ```text
//! { kid in base64 : base64( certificate DER or SubjectPublicKeyInfo DER ) | { "publicKey" | "certificate" | "rawData" : … } }
//! ```

use data_encoding::BASE64;
use serde_json::Value;

use super::certificate::key_from_certificate;
use super::list::{Imported, ListError, Skip};
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::trust::TrustedKey;

/// Reads the object; with `valid`, the backend's status list, every other identifier is left out.
///
/// # Errors
/// [`ListError::Malformed`].
pub fn import_map(list: &[u8], valid: Option<&[u8]>, issuer: &str) -> Result<Imported, ListError> {
    let list: Value = serde_json::from_slice(list).map_err(|_| ListError::Malformed)?;
    let entries = list.as_object().ok_or(ListError::Malformed)?;
    let valid: Option<Vec<String>> =
        valid.map(serde_json::from_slice).transpose().map_err(|_| ListError::Malformed)?;
    let mut imported = Imported::default();
    for (key_id, entry) in entries {
        let is_valid = valid.as_ref().is_none_or(|valid| valid.contains(key_id));
        imported.take(key_id, if is_valid { key(entry, key_id, issuer) } else { Err(Skip::NotForPasses) });
    }
    Ok(imported)
}

fn key(entry: &Value, key_id: &str, issuer: &str) -> Result<TrustedKey, Skip> {
    let text = entry
        .as_str()
        .or_else(|| FIELDS.iter().find_map(|field| entry.get(field)?.as_str()))
        .ok_or(Skip::Malformed)?;
    let der = BASE64.decode(text.as_bytes()).map_err(|_| Skip::Malformed)?;
    let stated = BASE64.decode(key_id.as_bytes()).map_err(|_| Skip::Malformed)?;
    if let Ok(key) = key_from_certificate(&der, issuer) {
        return if key.key_id.as_deref() == Some(&stated) { Ok(key) } else { Err(Skip::KeyIdentifier) };
    }
    // a bare key: its identifier cannot be computed, and usage is unknown
    Ok(TrustedKey {
        key_id: Some(stated),
        ..TrustedKey::new(Format::Hcert, issuer, PublicKey::from_public_key_info(&der))
    })
}

const FIELDS: [&str; 3] = ["certificate", "publicKey", "rawData"];
