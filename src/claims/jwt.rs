//! The content of a JSON Web Token or an SD-JWT after its disclosures are in place: registered claims (RFC 7519) and
//! the names of `OpenID` Connect Core 1.0 section 5.1; a VC-JWT has them under `vc`, where schema.org's spelling is met too.

use super::window::whole_seconds;
use super::{Binding, Claims, ClaimsError, Holder, Purpose, Statement, Unclear, Window};
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
    let window = window_of(&token)?;
    // an SD-JWT's end may be governed by its status alone; a bare token that never ends is a mistake
    if verified.format() == Format::Jwt && window.expires.is_none() {
        return Err(ClaimsError::ExpiryMissing);
    }
    let withholding = verified.withholding();
    if withholding.disclosed_in_the_open || withholding.withholds && window.expires.is_none() {
        return Err(ClaimsError::NotUnderstood(Unclear::Withheld));
    }
    let subject = token.get("vc").and_then(|credential| credential.get("credentialSubject"));
    let subject = subject.and_then(Value::as_object).unwrap_or(&token);
    // one that can be withheld does not tell a pass from another
    let signed = json::read_object(verified.signed_body()).map_err(|_| ClaimsError::Malformed)?;
    let identifier = text(&signed, "jti").map(String::into_bytes);
    let claims = Claims::of(verified, window, holder(subject), vec![Statement::Identity]);
    let binding = match claims.binding {
        Binding::Free if token.contains_key("cnf") => Binding::Unproven,
        binding => binding,
    };
    let about = text(&token, "sub").or_else(|| text(subject, "id"));
    let purpose = Purpose::of_json(verified.media_type(), &token)?;
    Ok(Claims { binding, identifier, purpose, subject: about, status: status(&token)?, ..claims })
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn window(verified: &Verified) -> Result<Window, ClaimsError> {
    window_of(&object(verified)?)
}

/// The content as an object.
///
/// # Errors
/// [`ClaimsError::Malformed`].
pub(super) fn object(verified: &Verified) -> Result<Map<String, Value>, ClaimsError> {
    json::read_object(verified.body()).map_err(|_| ClaimsError::Malformed)
}

/// `nbf`, `iat` and `exp`, each a number that may have a fraction.
///
/// # Errors
/// [`ClaimsError::Time`].
pub(super) fn window_of(token: &Map<String, Value>) -> Result<Window, ClaimsError> {
    let time = |name| token.get(name).map(numeric_date).transpose();
    Ok(Window { issued: time("iat")?, begins: time("nbf")?, expires: time("exp")? })
}

/// Where the status stands (draft-ietf-oauth-status-list section 6.2): `"status": {"status_list": {"idx", "uri"}}`. Other
/// mechanisms in its place, and the `credentialStatus` of a VC-JWT, are known by name only.
///
/// # Errors
/// [`Unclear::Revocation`] for a reference that cannot be read.
fn status(token: &Map<String, Value>) -> Result<Option<StatusReference>, ClaimsError> {
    let unclear = ClaimsError::NotUnderstood(Unclear::Revocation);
    let Some(status) = token.get("status") else {
        let in_credential = token.get("vc").and_then(|credential| credential.get(CREDENTIAL_STATUS));
        return Ok(in_credential.or(token.get(CREDENTIAL_STATUS)).map(|_| StatusReference::Elsewhere));
    };
    let Some(list) = status.as_object().ok_or(unclear)?.get("status_list") else {
        return Ok(Some(StatusReference::Elsewhere));
    };
    let entry = |list: &Map<String, Value>| {
        Some(StatusReference::Entry { uri: text(list, "uri")?, index: list.get("idx")?.as_u64()? })
    };
    list.as_object().and_then(entry).map(Some).ok_or(unclear)
}

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
