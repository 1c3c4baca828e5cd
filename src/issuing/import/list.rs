//! What all list formats share: the result of an import, the signature and the validity period of a list.

use p256::ecdsa::VerifyingKey;
use serde_json::Value;

use checkpost::signature::{PublicKey, ecdsa};
use checkpost::time::UnixTime;
use checkpost::trust::LAST_MOMENT;
use checkpost::trust::TrustedKey;
use checkpost::wire::cbor::{Key, Map};
use checkpost::wire::jose::Jws;

/// The keys of a list.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The keys that can be used.
    pub keys: Vec<TrustedKey>,
    /// What was left out: its name in the list, and why.
    pub skipped: Vec<(String, Skip)>,
}

/// Why an entry of a list was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// It is not what the list's shape says.
    Malformed,
    /// Its key identifier is not the one of its certificate or key.
    KeyIdentifier,
    /// Its key is of a kind, curve or size that is not computed with.
    Unsupported,
    /// It is marked for another use, such as encryption, or as no longer active.
    NotForPasses,
    /// Its algorithm is not one of its kind of key.
    Algorithm,
    /// Its issuer has revoked it.
    Revoked,
    /// It ended, and with it everything that it signed.
    Ended,
    /// It carries a private key.
    Private,
}

/// Why a list is refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListError {
    /// Not of the shape.
    Malformed,
    /// Its signature does not hold under the pinned key.
    Signature,
    /// It is a token for something else.
    Type,
    /// It becomes valid at this time, later than now.
    NotYetValid(UnixTime),
    /// It expired at this time.
    Expired(UnixTime),
    /// Its owner has deactivated it.
    Deactivated,
}

/// The conditions under which a list is accepted.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The key under which its signature must hold; without one the signature is not verified.
    pub pinned: Option<&'a VerifyingKey>,
    /// The clock.
    pub now: UnixTime,
    /// Whether it is taken outside of the period that it states.
    pub any_age: bool,
}

impl Imported {
    /// Leaves out the keys that ended before a moment.
    pub fn leave_out_ended(&mut self, now: UnixTime) {
        let has_ended = |key: &TrustedKey| key.validity.not_after.is_some_and(|last| last < now);
        for key in self.keys.extract_if(.., |key| has_ended(key)) {
            let name = String::from_utf8_lossy(key.key_id.as_deref().unwrap_or_default()).into_owned();
            self.skipped.push((name, Skip::Ended));
        }
    }

    /// Adds the key of an entry, or the reason why it is skipped.
    pub(super) fn take(&mut self, name: impl Into<String>, entry: Result<TrustedKey, Skip>) {
        match entry {
            Ok(key) if key.public_key == PublicKey::Unsupported => {
                self.skipped.push((name.into(), Skip::Unsupported));
            }
            Ok(key) => self.keys.push(key),
            Err(reason) => self.skipped.push((name.into(), reason)),
        }
    }
}

impl Terms<'_> {
    /// The content of a list that is JSON, signed as a token or, where no key is pinned, as it is.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn read(&self, list: &[u8]) -> Result<Value, ListError> {
        let list = list.trim_ascii();
        if !list.starts_with(b"{") {
            return self.content(&Jws::parse(list).map_err(|_| ListError::Malformed)?);
        }
        if self.pinned.is_some() {
            return Err(ListError::Signature);
        }
        let content = serde_json::from_slice(list).map_err(|_| ListError::Malformed)?;
        self.check_claims(&content)?;
        Ok(content)
    }

    /// The content of a signed token (RFC 7519) that is a list: the algorithm that it names is the pinned key's, its
    /// type is none of another purpose (RFC 8725 section 3.11), and it counts now.
    ///
    /// # Errors
    /// [`ListError`].
    pub(super) fn content(&self, token: &Jws) -> Result<Value, ListError> {
        if token.header.get("typ").is_some_and(|kind| !kind.as_str().is_some_and(is_list_type)) {
            return Err(ListError::Type);
        }
        if self.pinned.is_some() && token.text("alg") != Some("ES256") {
            return Err(ListError::Signature);
        }
        check(self.pinned, &token.signed, &token.signature)?;
        let content: Value = serde_json::from_slice(&token.payload).map_err(|_| ListError::Malformed)?;
        self.check_claims(&content)?;
        Ok(content)
    }

    /// Whether content is valid now by the period that it states.
    ///
    /// # Errors
    /// [`ListError`].
    fn check_claims(&self, content: &Value) -> Result<(), ListError> {
        let [issued, begins, expires] =
            ["iat", "nbf", "exp"].map(|name| numeric_date(content.get(name)).ok_or(ListError::Malformed));
        self.check_period(issued?.max(begins?), expires?)
    }

    /// Whether a list of this period is valid now. The period ends before `exp` (RFC 7519 section 4.1.4).
    ///
    /// # Errors
    /// [`ListError::NotYetValid`] or [`ListError::Expired`].
    pub(super) fn check_period(
        &self,
        begins: Option<UnixTime>,
        expires: Option<UnixTime>,
    ) -> Result<(), ListError> {
        if self.any_age {
            return Ok(());
        }
        if let Some(begins) =
            begins.filter(|begins| *begins > self.now.plus_seconds(LIST_CLOCK_TOLERANCE_SECONDS))
        {
            return Err(ListError::NotYetValid(begins));
        }
        expires.filter(|end| *end <= self.now).map_or(Ok(()), |end| Err(ListError::Expired(end)))
    }
}

/// Verifies a raw ES256 signature where a key is pinned; without one it is not verified.
///
/// # Errors
/// [`ListError::Signature`].
pub(super) fn check(pinned: Option<&VerifyingKey>, signed: &[u8], signature: &[u8]) -> Result<(), ListError> {
    let Some(key) = pinned else { return Ok(()) };
    ecdsa::verify(key, signed, signature).map_err(|_| ListError::Signature)
}

/// A `NumericDate`, if a trust file can contain it: a time in milliseconds is refused.
pub(super) fn moment_of(seconds: i64) -> Option<UnixTime> {
    Some(UnixTime(seconds)).filter(|moment| *moment <= LAST_MOMENT)
}

/// A `NumericDate` of a JSON token (RFC 7519 section 2), without its fraction; `None` for any other value: an end that
/// is not understood is not "no end".
#[expect(clippy::option_option, reason = "the outer one is the error")]
pub(super) fn numeric_date(value: Option<&Value>) -> Option<Option<UnixTime>> {
    let Some(value) = value else { return Some(None) };
    let fraction = || value.as_f64().map(f64::floor).filter(|seconds| seconds.abs() < LARGEST_EXACT);
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    let seconds = value.as_i64().or_else(|| fraction().map(|seconds| seconds as i64))?;
    moment_of(seconds).map(Some)
}

/// A `NumericDate` of a CBOR token (RFC 8392 section 2), in whole seconds.
pub(super) fn date_claim(token: &Map, label: i128) -> Result<Option<UnixTime>, ListError> {
    let Some(value) = token.get(&Key::Integer(label)) else { return Ok(None) };
    let moment = value.as_integer().and_then(|seconds| i64::try_from(seconds).ok()).and_then(moment_of);
    moment.map(Some).ok_or(ListError::Malformed)
}

/// The types of published lists, in upper or lower case, with or without the prefix that may be left out (RFC 7515
/// section 4.1.9). Every other type is some other token of the same publisher.
fn is_list_type(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    let kind = kind.strip_prefix("application/").unwrap_or(&kind);
    matches!(kind, "jose" | "jwt" | "jwk-set+jwt" | "trustlist+jwt")
}

/// The tolerated difference to a publisher's clock, in seconds, as Austria's reader has it.
const LIST_CLOCK_TOLERANCE_SECONDS: i64 = 300;
/// 2^53: whole numbers below it are exact.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::BASE64URL_NOPAD;
    use serde_json::json;

    const NOW: UnixTime = UnixTime(1_790_000_000);

    fn token(header: &Value, payload: &Value) -> Jws {
        let [header, payload] =
            [header, payload].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
        Jws::parse(format!("{header}.{payload}.AAAA").as_bytes()).unwrap()
    }

    #[test]
    fn a_list_counts_in_the_period_that_it_states() {
        for (name, claims, expected) in [
            ("none stated", json!({}), Ok(())),
            ("in the middle", json!({"iat": 1_789_000_000, "exp": 1_791_000_000}), Ok(())),
            ("the last second", json!({"exp": 1_790_000_001}), Ok(())),
            ("the end itself", json!({"exp": 1_790_000_000}), Err(ListError::Expired(NOW))),
            ("over for years", json!({"exp": 1}), Err(ListError::Expired(UnixTime(1)))),
            (
                "over, with a fraction",
                json!({"exp": 1_789_999_999.9}),
                Err(ListError::Expired(UnixTime(1_789_999_999))),
            ),
            ("a publisher's clock ahead", json!({"nbf": 1_790_000_300}), Ok(())),
            ("not yet", json!({"nbf": 1_790_000_301}), Err(ListError::NotYetValid(UnixTime(1_790_000_301)))),
            (
                "issued tomorrow",
                json!({"iat": 1_790_086_400}),
                Err(ListError::NotYetValid(UnixTime(1_790_086_400))),
            ),
            ("in milliseconds", json!({"iat": 1_790_000_000_000_i64}), Err(ListError::Malformed)),
            ("an end as a text", json!({"exp": "1791000000"}), Err(ListError::Malformed)),
            ("an end of nothing", json!({"exp": null}), Err(ListError::Malformed)),
            ("an end beyond all numbers", json!({"exp": 1e300}), Err(ListError::Malformed)),
            ("a beginning as a list", json!({"nbf": [1]}), Err(ListError::Malformed)),
        ] {
            let terms = Terms { pinned: None, now: NOW, any_age: false };
            let read = terms.content(&token(&json!({"alg": "ES256"}), &claims));
            assert_eq!(read.map(|_| ()), expected, "{name}");
            let terms = Terms { any_age: true, ..terms };
            let read = terms.content(&token(&json!({"alg": "ES256"}), &claims)).map(|_| ());
            let is_malformed = expected == Err(ListError::Malformed);
            assert_eq!(read.is_err(), is_malformed, "{name}, its age accepted");
        }
    }

    #[test]
    fn a_token_for_something_else_is_no_list() {
        let terms = Terms { pinned: None, now: NOW, any_age: false };
        for (kind, is_list) in [
            (json!("JOSE"), true),
            (json!("jose"), true),
            (json!("JWT"), true),
            (json!("application/jwt"), true),
            (json!("jwk-set+jwt"), true),
            (json!("statuslist+jwt"), false),
            (json!("kb+jwt"), false),
            (json!("at+jwt"), false),
            (json!("logout+jwt"), false),
            (json!("dc+sd-jwt"), false),
            (json!("entity-statement+jwt"), false),
            (json!(""), false),
            (json!(["JWT"]), false),
            (json!(null), false),
        ] {
            let read = terms.content(&token(&json!({"alg": "ES256", "typ": kind}), &json!({})));
            assert_eq!(read.map(|_| ()), if is_list { Ok(()) } else { Err(ListError::Type) }, "{kind}");
        }
    }
}
