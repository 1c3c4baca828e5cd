//! The content of an identity QR: a CWT with the identity under claim 169 (MOSIP 169 QR code specification 1.1.0).
//!
//! ```text
//! { ? 1: issuer, ? 4: expires, ? 5: begins, ? 6: issued, 169: { 4: full name, ? 5: first, ? 6: middle, ? 7: last,
//!   ? 8: birth date "YYYYMMDD", ? 16: photo, ? 17: photo format (1 JPEG, 2 JPEG 2000, 3 AVIF, 4 WEBP), … } }
//! ```
//!
//! Biometrics (50 to 65) are not read at all.

use super::token::{self, text};
use super::{Claims, ClaimsError, Holder, Photo, Statement, TokenPurpose, ValidityPeriod};
use crate::verify::Verified;
use crate::wire::base64;
use crate::wire::cbor::{Key, Map, Value};
use crate::wire::registry::claim;

/// Reads the whole content.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let token = token::read(verified)?;
    let validity_period = token::validity_period(&token)?;
    let identity =
        token.get(&Key::Integer(claim::IDENTITY)).and_then(Value::as_map).ok_or(ClaimsError::Malformed)?;
    let holder = Holder {
        given_name: text(identity, FIRST_NAME),
        family_name: text(identity, LAST_NAME),
        full_name: text(identity, FULL_NAME),
        birth_date: text(identity, BIRTH_DATE),
        ..Holder::default()
    };
    let identifier = text(identity, ID).map(String::into_bytes);
    let statements = vec![Statement::Identity];
    let status = token::status(&token)?;
    Ok(Claims {
        photo: photo(identity),
        purpose: TokenPurpose::of_cbor(verified.media_type(), &token)?,
        subject: text(identity, ID),
        identifier,
        status,
        ..Claims::of(verified, validity_period, holder, statements)
    })
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn validity_period(verified: &Verified) -> Result<ValidityPeriod, ClaimsError> {
    token::validity_period(&token::read(verified)?)
}

/// The table of the specification says text, its descriptions say binary; both are met.
fn photo(identity: &Map) -> Option<Photo> {
    let bytes = match identity.get(&Key::Integer(PHOTO))? {
        Value::Bytes(bytes) => bytes.clone(),
        Value::Text(text) => base64::decode_padded(text.as_bytes()).ok()?,
        _ => return None,
    };
    let media_type = match identity.get(&Key::Integer(PHOTO_FORMAT)).and_then(Value::as_integer) {
        Some(1) => Some("image/jpeg"),
        Some(2) => Some("image/jp2"),
        Some(3) => Some("image/avif"),
        Some(4) => Some("image/webp"),
        _ => None,
    };
    Some(Photo { bytes, media_type })
}

const ID: i128 = 1;
const FULL_NAME: i128 = 4;
const FIRST_NAME: i128 = 5;
const LAST_NAME: i128 = 7;
const BIRTH_DATE: i128 = 8;
const PHOTO: i128 = 16;
const PHOTO_FORMAT: i128 = 17;
