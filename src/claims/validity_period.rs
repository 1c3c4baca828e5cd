//! The validity period of a pass, from the times that CWT (RFC 8392) and JWT (RFC 7519) share.

use super::ClaimsError;
use crate::time::UnixTime;
use crate::wire::cbor::Value;

/// The validity period of a pass. Each format decides whether its end may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidityPeriod {
    /// When it was issued (`iat`).
    pub issued: Option<UnixTime>,
    /// The first second in which it is valid (`nbf`).
    pub begins: Option<UnixTime>,
    /// The first second in which it is no longer valid (`exp`).
    pub expires: Option<UnixTime>,
}

/// The state of a validity period at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidityStatus {
    /// The moment lies within the period.
    Valid,
    /// The period ended at this time.
    Expired(UnixTime),
    /// The period begins later, at this time.
    NotYetValid(UnixTime),
}

impl ValidityPeriod {
    /// The state at a moment. Nowhere else is this decided.
    ///
    /// The issue time limits the period like its beginning. Both have a tolerance, because the clocks of issuer and
    /// tablet differ by minutes. The end has no tolerance: it is a promise of the issuer.
    pub fn status_at(&self, now: UnixTime) -> ValidityStatus {
        if let Some(expires) = self.expires.filter(|&expires| now >= expires) {
            return ValidityStatus::Expired(expires);
        }
        let tolerant = now.plus_seconds(ISSUER_CLOCK_TOLERANCE_SECONDS);
        match self.begins.max(self.issued).filter(|&begins| begins > tolerant) {
            Some(begins) => ValidityStatus::NotYetValid(begins),
            None => ValidityStatus::Valid,
        }
    }
}

/// The tolerated difference between the clocks of issuer and tablet, in seconds: the middle of what verifiers in use
/// tolerate. The tolerance for the issue time of the trust file is another (`policy/clock.rs`).
const ISSUER_CLOCK_TOLERANCE_SECONDS: i64 = 120;

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
    fn decides_at_the_boundary_second() {
        let validity_period =
            ValidityPeriod { issued: Some(UnixTime(1000)), begins: None, expires: Some(UnixTime(2000)) };
        assert_eq!(validity_period.status_at(UnixTime(1999)), ValidityStatus::Valid, "last second");
        assert_eq!(
            validity_period.status_at(UnixTime(2000)),
            ValidityStatus::Expired(UnixTime(2000)),
            "the end"
        );
        assert_eq!(validity_period.status_at(UnixTime(880)), ValidityStatus::Valid, "at the tolerance");
        assert_eq!(
            validity_period.status_at(UnixTime(879)),
            ValidityStatus::NotYetValid(UnixTime(1000)),
            "before it"
        );
        let late = ValidityPeriod { begins: Some(UnixTime(1500)), ..validity_period };
        assert_eq!(
            late.status_at(UnixTime(1300)),
            ValidityStatus::NotYetValid(UnixTime(1500)),
            "the later of two beginnings"
        );
    }
}
