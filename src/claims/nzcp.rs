//! The content of an NZ COVID Pass: a CWT with a verifiable credential under `vc` (technical specification 1.0
//! section 2).
//!
//! ```text
//! { 1: "did:web:…", 4: expires, 5: begins, 7: 16 bytes, "vc": { "type": [ …, "PublicCovidPass" ],
//!   "credentialSubject": { "givenName": text, ? "familyName": text, "dob": text } } }
//! ```

use super::token::{self, text};
use super::{Claims, ClaimsError, Holder, Statement, TokenPurpose, ValidityPeriod};
use crate::verify::Verified;
use crate::wire::cbor::{Key, Map, Value};
use crate::wire::registry::claim;

/// Reads the whole content.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let token = token::read(verified)?;
    let validity_period = validity_period_of(&token)?;
    let identifier = token.get(&Key::Integer(claim::TOKEN_ID)).and_then(Value::as_bytes);
    let identifier = identifier.filter(|bytes| bytes.len() == UUID_BYTES).ok_or(ClaimsError::Malformed)?;
    let credential = token.get(&Key::from("vc")).and_then(Value::as_map).ok_or(ClaimsError::Malformed)?;
    let types = credential.get(&Key::from("type")).and_then(Value::as_array).unwrap_or_default();
    if !types.iter().any(|name| name.as_text() == Some("PublicCovidPass")) {
        return Err(ClaimsError::StatementMissing);
    }
    let subject = credential
        .get(&Key::from("credentialSubject"))
        .and_then(Value::as_map)
        .ok_or(ClaimsError::Malformed)?;
    let holder = Holder {
        given_name: Some(text(subject, "givenName").ok_or(ClaimsError::Malformed)?),
        family_name: text(subject, "familyName"),
        birth_date: text(subject, "dob"),
        ..Holder::default()
    };
    let identifier = Some(identifier.to_vec());
    let status = token::status(&token)?;
    let purpose = TokenPurpose::of_cbor(verified.media_type(), &token)?;
    Ok(Claims {
        purpose,
        identifier,
        status,
        ..Claims::of(verified, validity_period, holder, vec![Statement::Entitlement])
    })
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn validity_period(verified: &Verified) -> Result<ValidityPeriod, ClaimsError> {
    validity_period_of(&token::read(verified)?)
}

/// Both ends are demanded.
fn validity_period_of(token: &Map) -> Result<ValidityPeriod, ClaimsError> {
    let validity_period = token::bounded_validity_period(token)?;
    if validity_period.begins.is_none() { Err(ClaimsError::Time) } else { Ok(validity_period) }
}

const UUID_BYTES: usize = 16;
