//! When a pass counts: its own window, from the times that CWT (RFC 8392) and JWT (RFC 7519) share.

use super::ClaimsError;
use crate::time::UnixTime;
use crate::wire::cbor::Value;

/// The pass's own window. A missing end is the format's to judge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// When it was issued (`iat`).
    pub issued: Option<UnixTime>,
    /// The first second it counts (`nbf`).
    pub begins: Option<UnixTime>,
    /// The first second it counts no more (`exp`).
    pub expires: Option<UnixTime>,
}

impl Window {
    /// Whether a moment lies in the window: from its first second up to, and without, its end.
    pub fn contains(&self, now: UnixTime) -> bool {
        self.begins.is_none_or(|begins| begins <= now) && self.expires.is_none_or(|expires| now < expires)
    }
}

/// A `NumericDate`: an integer, a finite float (some issuers), or either under a tag. Parts of a second are cut off.
///
/// # Errors
/// [`ClaimsError::Time`] for anything else.
pub(super) fn numeric_date(value: &Value) -> Result<UnixTime, ClaimsError> {
    match value.untagged() {
        Value::Integer(seconds) => i64::try_from(*seconds).map(UnixTime).map_err(|_| ClaimsError::Time),
        Value::Float(seconds) => whole_seconds(*seconds),
        _ => Err(ClaimsError::Time),
    }
}

/// Seconds with a fraction, down to whole ones.
///
/// # Errors
/// [`ClaimsError::Time`] for what is not a number or beyond a million years.
pub(super) fn whole_seconds(seconds: f64) -> Result<UnixTime, ClaimsError> {
    if !seconds.is_finite() || seconds.abs() > LARGEST_SECONDS {
        return Err(ClaimsError::Time);
    }
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "bounded one line above")]
    Ok(UnixTime(seconds.floor() as i64))
}

/// A million years: every larger number is a mistake, and this one is exact in a double.
const LARGEST_SECONDS: f64 = 31_557_600_000_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_integers_floats_and_tagged_ones() {
        for value in [
            Value::Integer(1_620_064_800),
            Value::Float(1_620_064_800.9),
            Value::Tag(1, Box::new(Value::Integer(1_620_064_800))),
        ] {
            assert_eq!(numeric_date(&value), Ok(UnixTime(1_620_064_800)), "{value:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for value in [
            Value::Float(f64::NAN),
            Value::Float(f64::INFINITY),
            Value::Float(1e300),
            Value::Integer(i128::from(u64::MAX)),
            Value::Text("1620064800".to_owned()),
        ] {
            assert_eq!(numeric_date(&value), Err(ClaimsError::Time), "{value:?}");
        }
    }

    #[test]
    fn counts_up_to_and_without_its_last_second() {
        let window = Window { begins: Some(UnixTime(10)), expires: Some(UnixTime(20)), ..Window::default() };
        let inside: Vec<i64> = (5..25).filter(|&now| window.contains(UnixTime(now))).collect();
        assert_eq!(inside, (10..20).collect::<Vec<_>>(), "seconds inside");
    }
}
