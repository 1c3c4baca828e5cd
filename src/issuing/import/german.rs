//! Imports Germany's key list (`CovPass`): a raw ES256 signature in base64, followed by JSON.
//!
//! ```text
//! base64( r ‖ s ) newline { "certificates": [ { "certificateType": "DSC", "country", "kid", "rawData": base64( DER ), … } … ] }
//! ```
//!
//! The signature covers everything from the first brace, without white space around it.

use data_encoding::BASE64;
use serde_json::Value;

use super::certificate::key_from_certificate;
use super::list::{Imported, ListError, Skip, Terms, check};

/// Reads the list, and checks its signature where a key is pinned. It states no period.
///
/// # Errors
/// [`ListError`].
pub fn import_german(list: &[u8], terms: &Terms<'_>) -> Result<Imported, ListError> {
    let brace = list.iter().position(|&byte| byte == b'{').ok_or(ListError::Malformed)?;
    let (signature, content) = list.split_at_checked(brace).ok_or(ListError::Malformed)?;
    let content = content.trim_ascii();
    if terms.pinned.is_some() {
        let signature = BASE64.decode(signature.trim_ascii()).map_err(|_| ListError::Malformed)?;
        check(terms.pinned, content, &signature)?;
    }
    let content: Value = serde_json::from_slice(content).map_err(|_| ListError::Malformed)?;
    let entries = content.get("certificates").and_then(Value::as_array).ok_or(ListError::Malformed)?;
    let mut imported = Imported::default();
    for entry in entries {
        let text = |name| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let key = if text("certificateType") == "DSC" {
            certificate(text("rawData"), text("country"), text("kid"))
        } else {
            Err(Skip::NotForPasses)
        };
        imported.take(text("kid"), key);
    }
    Ok(imported)
}

/// A certificate in base64 whose identifier the list states.
pub(super) fn certificate(
    der: &str,
    issuer: &str,
    key_id: &str,
) -> Result<checkpost::trust::TrustedKey, Skip> {
    let der = BASE64.decode(der.as_bytes()).map_err(|_| Skip::Malformed)?;
    let key = key_from_certificate(&der, issuer).map_err(|_| Skip::Malformed)?;
    let stated = BASE64.decode(key_id.as_bytes()).map_err(|_| Skip::Malformed)?;
    if key.key_id.as_deref() == Some(&stated) { Ok(key) } else { Err(Skip::KeyIdentifier) }
}
