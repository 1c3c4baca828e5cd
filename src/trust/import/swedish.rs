//! Sweden's list (DIGG): a JWS in, keys out.
//!
//! ```text
//! JWS { "iss", "iat", "exp", "dsc_trust_list": { "AT": { "keys": [ { "kid": base64, "x5c": [ base64( DER ) ] } … ],
//!       "eku": { kid: [ OID … ] } } … } }
//! ```
//!
//! The certificates that the header offers (`x5c`) are not looked at: the pinned key decides.

use p256::ecdsa::VerifyingKey;
use serde_json::Value;

use super::german::certificate;
use super::list::{Imported, ListError, check};
use crate::wire::jose::Jws;

/// Reads the list, and checks its signature where a key is pinned.
///
/// # Errors
/// [`ListError`].
pub fn import_swedish(list: &[u8], pinned: Option<&VerifyingKey>) -> Result<Imported, ListError> {
    let token = Jws::parse(list.trim_ascii()).map_err(|_| ListError::Malformed)?;
    check(pinned, &token.signed, &token.signature)?;
    let content: Value = serde_json::from_slice(&token.payload).map_err(|_| ListError::Malformed)?;
    let countries = content.get("dsc_trust_list").and_then(Value::as_object).ok_or(ListError::Malformed)?;
    let mut imported = Imported::default();
    for (country, entry) in countries {
        let keys = entry.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for key in keys {
            let key_id = key.get("kid").and_then(Value::as_str).unwrap_or_default();
            let der =
                key.get("x5c").and_then(|chain| chain.get(0)).and_then(Value::as_str).unwrap_or_default();
            imported.take(key_id, certificate(der, country, key_id));
        }
    }
    Ok(imported)
}
