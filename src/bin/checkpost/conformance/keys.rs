//! The keys of a case, in the shape that its format publishes, in; a trust store of nothing else out.

use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustStore, TrustedKey, key_from_certificate};
use data_encoding::BASE64;
use serde_json::Value;

use super::case::Case;

/// The only keys that a case trusts. Every format that is known has its arm here.
///
/// # Errors
/// A sentence about the format or key that is not understood.
pub(crate) fn trust_of(case: &Case) -> Result<TrustStore, String> {
    let keys = match case.format.as_str() {
        "hcert" => certificates(&case.trust)?,
        other => return Err(format!("a format that is known, got `{other}`")),
    };
    Ok(TrustStore::new(Purpose::Production, UnixTime(0), keys))
}

/// `certificates`: signers' certificates, DER in base64.
fn certificates(trust: &Value) -> Result<Vec<TrustedKey>, String> {
    texts(trust, "certificates")?
        .map(|text| {
            let der =
                BASE64.decode(text.as_bytes()).map_err(|error| format!("a key in base64, got {error}"))?;
            key_from_certificate(&der, "case").map_err(|error| format!("a certificate, got {error:?}"))
        })
        .collect()
}

/// The texts of a list in the trust object; an absent list is empty.
fn texts<'a>(trust: &'a Value, name: &str) -> Result<impl Iterator<Item = &'a str> + use<'a>, String> {
    let list = match trust.get(name) {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(list)) => list,
        Some(_) => return Err(format!("a list of {name}, got something else")),
    };
    if list.iter().all(Value::is_string) {
        Ok(list.iter().filter_map(Value::as_str))
    } else {
        Err(format!("texts in {name}, got something else"))
    }
}
