//! The outer map that CWT formats share (RFC 8392): times and identifier.

use super::window::numeric_date;
use super::{ClaimsError, Window};
use crate::verify::Verified;
use crate::wire::cbor::{self, Key, Map, Value};

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

/// Its times.
///
/// # Errors
/// [`ClaimsError::Time`].
pub(super) fn window(token: &Map) -> Result<Window, ClaimsError> {
    let time = |label| token.get(&Key::Integer(label)).map(numeric_date).transpose();
    Ok(Window { issued: time(ISSUED_AT)?, begins: time(NOT_BEFORE)?, expires: time(EXPIRES)? })
}

/// Its times, of which the format demands the end.
///
/// # Errors
/// [`ClaimsError::ExpiryMissing`] or [`ClaimsError::Time`].
pub(super) fn ending_window(token: &Map) -> Result<Window, ClaimsError> {
    let window = window(token)?;
    if window.expires.is_none() { Err(ClaimsError::ExpiryMissing) } else { Ok(window) }
}

/// A text, also under a tag: some issuers write dates as tag 0.
pub(super) fn text(map: &Map, key: impl Into<Key>) -> Option<String> {
    map.get(&key.into())?.untagged().as_text().map(str::to_owned)
}

const EXPIRES: i128 = 4;
const NOT_BEFORE: i128 = 5;
const ISSUED_AT: i128 = 6;
/// `cti`, the token's identifier.
pub(super) const TOKEN_ID: i128 = 7;
