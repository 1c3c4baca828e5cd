//! Imports Switzerland's key list: a JWS with the keys, and a JWS or JSON with the active key identifiers.
//!
//! ```text
//! { "certs": [ { "keyId": base64, "use": "sig" | letters of t v r l, "alg": "ES256" | "RS256",
//!               "crv", "x", "y" | "n", "e" — standard base64 } … ] }
//! { "activeKeyIds": [ base64 … ] }
//! ```
//!
//! `RS256` only marks an RSA key: the codes themselves say PS256. `l` is for light certificates.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::jwk::public_key_from_jwk;
use super::list::{Imported, ListError, Skip, Terms};
use checkpost::envelope::Format;
use checkpost::statement::StatementKind;
use checkpost::trust::TrustedKey;

/// Reads the list and the active identifiers, and checks their signatures where a key is pinned, their type and their
/// period.
///
/// # Errors
/// [`ListError`].
pub fn import_swiss(list: &[u8], active: Option<&[u8]>, terms: &Terms<'_>) -> Result<Imported, ListError> {
    let content = terms.read(list)?;
    let entries = content.get("certs").and_then(Value::as_array).ok_or(ListError::Malformed)?;
    let active = active.map(|active| terms.read(active)).transpose()?;
    let active = match &active {
        None => None,
        Some(active) => {
            Some(active.get("activeKeyIds").and_then(Value::as_array).ok_or(ListError::Malformed)?)
        }
    };
    let mut imported = Imported::default();
    for entry in entries {
        let key_id = entry.get("keyId").and_then(Value::as_str).unwrap_or_default();
        let is_active =
            active.is_none_or(|active| active.iter().any(|listed| listed.as_str() == Some(key_id)));
        imported.take(key_id, if is_active { key(entry, key_id) } else { Err(Skip::NotForPasses) });
    }
    Ok(imported)
}

fn key(entry: &Value, key_id: &str) -> Result<TrustedKey, Skip> {
    let text = |name| entry.get(name).and_then(Value::as_str);
    let jwk = match text("alg") {
        Some("ES256") => json!({"kty": "EC", "crv": "P-256", "x": text("x"), "y": text("y")}),
        Some("RS256") => json!({"kty": "RSA", "n": text("n"), "e": text("e")}),
        _ => return Err(Skip::Unsupported),
    };
    let (format, kinds) = usage(text("use").unwrap_or_default()).ok_or(Skip::NotForPasses)?;
    Ok(TrustedKey {
        key_id: Some(BASE64.decode(key_id.as_bytes()).map_err(|_| Skip::Malformed)?),
        kinds,
        ..TrustedKey::new(format, ISSUER, public_key_from_jwk(&jwk).map_err(|_| Skip::Malformed)?)
    })
}

/// What the letters of `use` allow.
fn usage(letters: &str) -> Option<(Format, Option<Vec<StatementKind>>)> {
    match letters {
        "sig" => Some((Format::Hcert, None)),
        "l" => Some((Format::HcertLight, None)),
        _ => {
            let kinds = letters
                .chars()
                .map(|letter| match letter {
                    't' => Some(StatementKind::Test),
                    'v' => Some(StatementKind::Vaccination),
                    'r' => Some(StatementKind::Recovery),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()?;
            (!kinds.is_empty()).then_some((Format::Hcert, Some(kinds)))
        }
    }
}

/// The list names no countries.
const ISSUER: &str = "Swiss list";
