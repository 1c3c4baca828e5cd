//! Imports Sweden's key list (DIGG), a JWS.
//!
//! ```text
//! JWS { "iss", "iat", "exp", "dsc_trust_list": { "AT": { "keys": [ { "kid": base64, "x5c": [ base64( DER ) ] } … ],
//!       "eku": { kid: [ OID … ] } } … } }
//! ```
//!
//! The certificates that the header offers (`x5c`) are not looked at: the pinned key decides. `eku` holds the extended
//! key usage of certificates that have one: what it and the certificate both allow is allowed.

use serde_json::Value;

use super::certificate::kinds_of;
use super::german::certificate;
use super::list::{Imported, ListError, Skip, Terms};
use checkpost::trust::TrustedKey;
use checkpost::wire::jose::Jws;

/// Reads the list, and checks its signature where a key is pinned, its type and its period.
///
/// # Errors
/// [`ListError`].
pub fn import_swedish(list: &[u8], terms: &Terms<'_>) -> Result<Imported, ListError> {
    let content = terms.content(&Jws::parse(list.trim_ascii()).map_err(|_| ListError::Malformed)?)?;
    let countries = content.get("dsc_trust_list").and_then(Value::as_object).ok_or(ListError::Malformed)?;
    let mut imported = Imported::default();
    for (country, entry) in countries {
        let keys = entry.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for key in keys {
            let key_id = key.get("kid").and_then(Value::as_str).unwrap_or_default();
            let der =
                key.get("x5c").and_then(|chain| chain.get(0)).and_then(Value::as_str).unwrap_or_default();
            let usage = entry.get("eku").and_then(|usages| usages.get(key_id));
            imported.take(key_id, certificate(der, country, key_id).and_then(|key| narrowed(key, usage)));
        }
    }
    Ok(imported)
}

/// The key, for no more than the list's usage allows.
fn narrowed(key: TrustedKey, usage: Option<&Value>) -> Result<TrustedKey, Skip> {
    let Some(usage) = usage else { return Ok(key) };
    let purposes = usage.as_array().ok_or(Skip::Malformed)?;
    let purposes: Option<Vec<&str>> = purposes.iter().map(Value::as_str).collect();
    let Some(listed) = kinds_of(purposes.ok_or(Skip::Malformed)?.into_iter().map(str::to_owned)) else {
        return Ok(key);
    };
    let both: Vec<_> = listed.into_iter().filter(|kind| key.permits(*kind)).collect();
    if both.is_empty() { Err(Skip::NotForPasses) } else { Ok(TrustedKey { kinds: Some(both), ..key }) }
}
