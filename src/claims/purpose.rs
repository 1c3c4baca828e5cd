//! The purpose that a signed token states: its type (RFC 8725 section 3.11) and its audience (RFC 7519 section 4.1.3).
//!
//! An issuer signs more than passes with one key: status lists, ID tokens, access tokens. Their signatures hold, and
//! none of them is a pass.

use super::ClaimsError;
use crate::wire::cbor::{self, Key};
use crate::wire::json::{Map, Value};
use crate::wire::registry::claim;

/// What a token says it was made for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenPurpose {
    /// Its type (`typ`, RFC 7515 section 4.1.9 and RFC 9596), where it states one.
    pub media_type: Option<String>,
    /// Whom it is made out to (`aud`); empty is anybody.
    pub audience: Vec<String>,
    /// Whether it has claims that belong to tokens of another kind.
    pub has_foreign_claims: bool,
}

impl TokenPurpose {
    /// Of a JSON token.
    ///
    /// # Errors
    /// [`ClaimsError::Malformed`] where `aud` is neither a text nor a list of texts.
    pub(super) fn of_json(media_type: Option<&str>, token: &Map<String, Value>) -> Result<Self, ClaimsError> {
        let texts = |values: &[Value]| values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        let audience: Option<Vec<String>> = match token.get("aud") {
            None => Some(Vec::new()),
            Some(Value::String(name)) => Some(vec![name.clone()]),
            Some(Value::Array(names)) if !names.is_empty() => texts(names),
            Some(_) => None,
        };
        Ok(Self {
            media_type: media_type.map(str::to_owned),
            audience: audience.ok_or(ClaimsError::Malformed)?,
            has_foreign_claims: FOREIGN_CLAIMS.iter().any(|name| token.contains_key(*name)),
        })
    }

    /// Of a CBOR token.
    ///
    /// # Errors
    /// [`ClaimsError::Malformed`] where `aud` is neither a text nor a list of texts.
    pub(super) fn of_cbor(media_type: Option<&str>, token: &cbor::Map) -> Result<Self, ClaimsError> {
        let audience: Option<Vec<String>> = match token.get(&Key::Integer(claim::AUDIENCE)) {
            None => Some(Vec::new()),
            Some(cbor::Value::Text(name)) => Some(vec![name.clone()]),
            Some(cbor::Value::Array(names)) if !names.is_empty() => {
                names.iter().map(|name| name.as_text().map(str::to_owned)).collect()
            }
            Some(_) => None,
        };
        Ok(Self {
            media_type: media_type.map(str::to_owned),
            audience: audience.ok_or(ClaimsError::Malformed)?,
            has_foreign_claims: token.contains_key(&Key::Integer(claim::STATUS_LIST)),
        })
    }
}

/// Claims that mark tokens of another kind: status lists (draft-ietf-oauth-status-list section 5.1), security events
/// and logout (RFC 8417), sign-in (`OpenID` Connect Core 1.0 section 2), key bindings (RFC 9901), proofs of possession
/// (RFC 9449), access and its introspection (RFC 9068, RFC 9701), requests (RFC 9101), federation (`OpenID` Federation
/// 1.0) and what holders present themselves (`vp`).
///
/// `typ` among the claims, `token_use`, `scp`, `session_state` and `realm_access` are what widespread servers mark
/// theirs by.
const FOREIGN_CLAIMS: [&str; 28] = [
    "status_list",
    "events",
    "at_hash",
    "c_hash",
    "s_hash",
    "azp",
    "sd_hash",
    "htm",
    "htu",
    "scope",
    "client_id",
    "authorization_details",
    "token_introspection",
    "response_type",
    "redirect_uri",
    "jwks",
    "metadata",
    "authority_hints",
    "auth_time",
    "acr",
    "amr",
    "sid",
    "typ",
    "token_use",
    "scp",
    "session_state",
    "realm_access",
    "vp",
];
