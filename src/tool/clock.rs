//! Reads and writes points in time, and reads this machine's clock for options such as `--at`.
//!
//! People write RFC 3339 or Unix seconds; machines get RFC 3339.

use checkpost::time::UnixTime;
use jiff::Timestamp;

/// A moment as people write it.
///
/// # Errors
/// A sentence that says how to write one.
pub(crate) fn parse(text: &str) -> Result<UnixTime, String> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Ok(UnixTime(seconds));
    }
    text.parse::<Timestamp>()
        .map(|moment| UnixTime(moment.as_second()))
        .map_err(|_| "write 2026-11-23T12:00:00Z (RFC 3339) or 1795435200 (Unix seconds)".to_owned())
}

/// This machine's clock: the only place where the tool reads it.
pub(crate) fn now() -> UnixTime {
    UnixTime(Timestamp::now().as_second())
}

/// A moment in RFC 3339, for machines.
pub(crate) fn rfc3339(moment: UnixTime) -> Option<String> {
    Timestamp::from_second(moment.0).ok().map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_spellings() {
        assert_eq!(parse("1640000000"), Ok(UnixTime(1_640_000_000)), "Unix seconds");
        assert_eq!(parse("2021-12-20T11:33:20Z"), Ok(UnixTime(1_640_000_000)), "UTC");
        assert_eq!(parse("2021-12-20T12:33:20+01:00"), Ok(UnixTime(1_640_000_000)), "with an offset");
        assert!(parse("yesterday").is_err(), "neither");
    }

    #[test]
    fn writes_what_it_reads() {
        assert_eq!(rfc3339(UnixTime(1_640_000_000)).as_deref(), Some("2021-12-20T11:33:20Z"), "UTC");
        assert_eq!(rfc3339(UnixTime(i64::MAX)), None, "no year has so many digits");
    }
}
