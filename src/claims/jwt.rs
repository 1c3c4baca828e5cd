//! The content of a JSON Web Token or an SD-JWT after its disclosures are in place: registered claims (RFC 7519) and
//! the names of `OpenID` Connect Core 1.0 section 5.1; a VC-JWT has them under `vc`, where the names of schema.org
//! occur too.

use super::validity_period::whole_seconds;
use super::{Binding, Claims, ClaimsError, DecidingContent, Holder, Statement, TokenPurpose, ValidityPeriod};
use crate::envelope::Format;
use crate::time::UnixTime;
use crate::trust::StatusReference;
use crate::verify::Verified;
use crate::wire::json::{self, Map, Value};

/// Reads the whole content.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let token = object(verified)?;
    let validity_period = validity_period_of(&token)?;
    // an SD-JWT's end may be governed by its status alone; a bare token that never ends is a mistake
    if verified.format() == Format::Jwt && validity_period.expires.is_none() {
        return Err(ClaimsError::ExpiryMissing);
    }
    let selective_disclosure = verified.selective_disclosure();
    if selective_disclosure.has_disclosable_validity_claim
        || selective_disclosure.may_withhold && validity_period.expires.is_none()
    {
        return Err(ClaimsError::NotUnderstood(DecidingContent::Withheld));
    }
    let subject = subject(&token).unwrap_or(&token);
    // one that can be withheld does not tell a pass from another; of a bare token nothing can
    let identifier = match verified.format() {
        Format::SdJwt => {
            let signed = json::read_object(verified.signed_body()).map_err(|_| ClaimsError::Malformed)?;
            text(&signed, "jti")
        }
        _ => text(&token, "jti"),
    };
    let identifier = identifier.map(String::into_bytes);
    let claims = Claims::of(verified, validity_period, holder(subject), vec![Statement::Identity]);
    let binding = match (claims.binding, token.get("cnf")) {
        (Binding::Unbound, Some(confirmation)) => bound_without_proof(confirmation)?,
        (binding, _) => binding,
    };
    // an issuer's claims about itself are about nobody who comes to a gate
    let about = text(&token, "sub").or_else(|| text(subject, "id"));
    let about = about.filter(|about| token.get("iss").and_then(Value::as_str) != Some(about));
    let purpose = TokenPurpose::of_json(verified.media_type(), &token)?;
    Ok(Claims { binding, identifier, purpose, subject: about, status: status(&token)?, ..claims })
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn validity_period(verified: &Verified) -> Result<ValidityPeriod, ClaimsError> {
    validity_period_of(&object(verified)?)
}

/// The content as an object.
///
/// # Errors
/// [`ClaimsError::Malformed`].
pub(super) fn object(verified: &Verified) -> Result<Map<String, Value>, ClaimsError> {
    json::read_object(verified.body()).map_err(|_| ClaimsError::Malformed)
}

/// The subject of a credential: in a VC-JWT under `vc`, or in the token itself (W3C Verifiable Credentials Data Model
/// 1.1 section 6.3.1 and 2.0 section 4.7); one of several would be picked by chance.
fn subject(token: &Map<String, Value>) -> Option<&Map<String, Value>> {
    let credential = token.get("vc").and_then(Value::as_object).unwrap_or(token);
    match credential.get("credentialSubject")? {
        Value::Array(subjects) => match subjects.as_slice() {
            [subject] => subject.as_object(),
            _ => None,
        },
        subject => subject.as_object(),
    }
}

/// The binding of a token that names a key of its holder and is presented without a key binding.
///
/// # Errors
/// [`ClaimsError::Malformed`] for a `cnf` that names nothing (RFC 7800 section 3.1).
fn bound_without_proof(confirmation: &Value) -> Result<Binding, ClaimsError> {
    let names_something = confirmation.as_object().is_some_and(|members| !members.is_empty());
    names_something.then_some(Binding::Bound).ok_or(ClaimsError::Malformed)
}

/// `nbf`, `iat` and `exp`, each a number that may have a fraction; and the dates of a credential, in the token or under
/// `vc` (W3C Verifiable Credentials Data Model 1.1 sections 4.6 and 4.7, 2.0 section 4.9). The narrowest of them
/// counts.
///
/// # Errors
/// [`ClaimsError::Time`].
pub(super) fn validity_period_of(token: &Map<String, Value>) -> Result<ValidityPeriod, ClaimsError> {
    let time = |name| token.get(name).map(numeric_date).transpose();
    let mut validity_period =
        ValidityPeriod { issued: time("iat")?, begins: time("nbf")?, expires: time("exp")? };
    for credential in [Some(token), token.get("vc").and_then(Value::as_object)].into_iter().flatten() {
        for begins in dates(credential, BEGINNINGS)? {
            validity_period.begins = validity_period.begins.max(Some(begins));
        }
        for ends in dates(credential, ENDS)? {
            validity_period.expires = Some(validity_period.expires.map_or(ends, |expires| expires.min(ends)));
        }
    }
    Ok(validity_period)
}

/// The dates that a credential has under these names.
///
/// # Errors
/// [`ClaimsError::Time`] for what is no moment.
fn dates(credential: &Map<String, Value>, names: [&str; 2]) -> Result<Vec<UnixTime>, ClaimsError> {
    let stated = names.into_iter().filter_map(|name| credential.get(name));
    stated.map(|date| date.as_str().and_then(UnixTime::from_text).ok_or(ClaimsError::Time)).collect()
}

/// Where the status is published (draft-ietf-oauth-status-list section 6.2): `"status": {"status_list": {"idx",
/// "uri"}}`. Other mechanisms in its place, and the `credentialStatus` of a VC-JWT, are known by name only.
///
/// # Errors
/// [`DecidingContent::Revocation`] for a reference that cannot be read.
fn status(token: &Map<String, Value>) -> Result<Option<StatusReference>, ClaimsError> {
    let not_understood = ClaimsError::NotUnderstood(DecidingContent::Revocation);
    let in_credential = token.get("vc").and_then(|credential| credential.get(CREDENTIAL_STATUS));
    let in_credential = in_credential.or(token.get(CREDENTIAL_STATUS));
    let Some(status) = token.get("status") else {
        return Ok(in_credential.map(|_| StatusReference::UnsupportedMechanism));
    };
    let status = status.as_object().ok_or(not_understood)?;
    let is_only_mechanism = status.len() == 1 && in_credential.is_none();
    let Some(list) = status.get("status_list") else {
        return Ok(Some(StatusReference::UnsupportedMechanism));
    };
    let entry = |list: &Map<String, Value>| {
        Some(StatusReference::Entry {
            uri: text(list, "uri")?,
            index: list.get("idx")?.as_u64()?,
            is_only_mechanism,
        })
    };
    list.as_object().and_then(entry).map(Some).ok_or(not_understood)
}

/// When a credential begins and ends, in either version of the data model.
const BEGINNINGS: [&str; 2] = ["issuanceDate", "validFrom"];
const ENDS: [&str; 2] = ["expirationDate", "validUntil"];
const CREDENTIAL_STATUS: &str = "credentialStatus";

/// A member that is a text.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

fn numeric_date(value: &Value) -> Result<UnixTime, ClaimsError> {
    match value.as_i64() {
        Some(seconds) => Ok(UnixTime(seconds)),
        None => value.as_f64().ok_or(ClaimsError::Time).and_then(whole_seconds),
    }
}

fn holder(subject: &Map<String, Value>) -> Holder {
    Holder {
        given_name: text(subject, "given_name").or_else(|| text(subject, "givenName")),
        family_name: text(subject, "family_name").or_else(|| text(subject, "familyName")),
        full_name: text(subject, "name").or_else(|| text(subject, "fullName")),
        birth_date: text(subject, "birthdate").or_else(|| text(subject, "birth_date")),
        ..Holder::default()
    }
}
