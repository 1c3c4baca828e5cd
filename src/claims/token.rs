//! The claims that all CWT formats share (RFC 8392): times, and where the status is published.

use super::validity_period::numeric_date;
use super::{ClaimsError, DecidingContent, ValidityPeriod};
use crate::trust::StatusReference;
use crate::verify::Verified;
use crate::wire::cbor::{self, Key, Map, Value};
use crate::wire::registry::claim;

/// The token as a map.
///
/// # Errors
/// [`ClaimsError::Malformed`].
pub(super) fn read(verified: &Verified) -> Result<Map, ClaimsError> {
    match cbor::read(verified.body()) {
        Ok(Value::Map(token)) => Ok(token),
        Ok(_) | Err(_) => Err(ClaimsError::Malformed),
    }
}

/// Its validity period.
///
/// # Errors
/// [`ClaimsError::Time`].
pub(super) fn validity_period(token: &Map) -> Result<ValidityPeriod, ClaimsError> {
    let time = |label| token.get(&Key::Integer(label)).map(numeric_date).transpose();
    Ok(ValidityPeriod {
        issued: time(claim::ISSUED_AT)?,
        begins: time(claim::NOT_BEFORE)?,
        expires: time(claim::EXPIRES)?,
    })
}

/// Its validity period, in a format that demands its end.
///
/// # Errors
/// [`ClaimsError::ExpiryMissing`] or [`ClaimsError::Time`].
pub(super) fn bounded_validity_period(token: &Map) -> Result<ValidityPeriod, ClaimsError> {
    let validity_period = validity_period(token)?;
    if validity_period.expires.is_none() { Err(ClaimsError::ExpiryMissing) } else { Ok(validity_period) }
}

/// A text, also under a tag: some issuers write dates as tag 0.
pub(super) fn text(map: &Map, key: impl Into<Key>) -> Option<String> {
    map.get(&key.into())?.untagged().as_text().map(str::to_owned)
}

/// Where the status is published (draft-ietf-oauth-status-list section 6.3): `65535: {"status_list": {"idx", "uri"}}`.
/// Other mechanisms in its place are known by name only.
///
/// # Errors
/// [`DecidingContent::Revocation`] for a reference that cannot be read.
pub(super) fn status(token: &Map) -> Result<Option<StatusReference>, ClaimsError> {
    let not_understood = ClaimsError::NotUnderstood(DecidingContent::Revocation);
    let Some(status) = token.get(&Key::Integer(claim::STATUS)) else { return Ok(None) };
    let status = status.as_map().ok_or(not_understood)?;
    let is_only_mechanism = status.len() == 1;
    let Some(list) = status.get(&Key::from("status_list")) else {
        return Ok(Some(StatusReference::UnsupportedMechanism));
    };
    let entry = |list: &Map| {
        let index = u64::try_from(list.get(&Key::from("idx"))?.as_integer()?).ok()?;
        Some(StatusReference::Entry { uri: text(list, "uri")?, index, is_only_mechanism })
    };
    list.as_map().and_then(entry).map(Some).ok_or(not_understood)
}
