//! Imports the VCI directory's daily snapshot of SMART Health Card issuers.
//!
//! ```text
//! { "issuerInfo": [ { "issuer": { "iss", "name" }, "keys": [ JWK … ], "crls": [ … ] } … ] }
//! ```

use serde_json::{Value, json};

use super::jwk::keys_from_jwk_set;
use super::list::{Imported, ListError, Skip};
use checkpost::envelope::Format;

/// Reads the snapshot. Keys whose identifier is not their thumbprint are left out.
///
/// # Errors
/// [`ListError::Malformed`].
pub fn import_vci(snapshot: &[u8]) -> Result<Imported, ListError> {
    let snapshot: Value = serde_json::from_slice(snapshot).map_err(|_| ListError::Malformed)?;
    let issuers = snapshot.get("issuerInfo").and_then(Value::as_array).ok_or(ListError::Malformed)?;
    let mut imported = Imported::default();
    for entry in issuers {
        let text = |name| entry.get("issuer").and_then(|issuer| issuer.get(name)).and_then(Value::as_str);
        // a key without an issuer would be tried for every issuer's cards
        let Some(identifier) = text("iss").filter(|identifier| !identifier.is_empty()) else {
            imported.skipped.push((text("name").unwrap_or_default().to_owned(), Skip::Malformed));
            continue;
        };
        let set = json!({ "keys": entry.get("keys").unwrap_or(&Value::Null) });
        let name = text("name").unwrap_or(identifier);
        match keys_from_jwk_set(&set, Format::SmartHealthCard, identifier, name) {
            Ok(read) => {
                imported.keys.extend(read.keys);
                imported.skipped.extend(read.skipped);
            }
            Err(_) => imported.skipped.push((identifier.to_owned(), Skip::Malformed)),
        }
    }
    Ok(imported)
}
