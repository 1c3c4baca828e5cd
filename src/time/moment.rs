//! Reads timestamps with a time zone (RFC 3339 section 5.6), which are also `dateTimeStamp` of XML Schema.

use super::{Day, UnixTime};

/// The moment; its fraction is left out. `None` for a text without a zone, which names no moment, and for impossible
/// ones.
pub(super) fn moment(text: &str) -> Option<UnixTime> {
    let day = Day::from_text(text)?;
    let time = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let (hour, minute) = clock(time.get(..5)?)?;
    let second = number(time.get(5..8)?.strip_prefix(':')?, 60)?;
    let rest = time.get(8..)?;
    let rest = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            (zone.len() < fraction.len()).then_some(zone)?
        }
    };
    let offset = match rest.as_bytes().first()? {
        b'Z' | b'z' if rest.len() == 1 => 0,
        b'+' => zone(rest)?,
        b'-' => -zone(rest)?,
        _ => return None,
    };
    let of_day = hour * 3600 + minute * 60 + second - offset;
    (hour < 24).then(|| day.start().plus_seconds(of_day))
}

/// Seconds of `+02:00`.
fn zone(text: &str) -> Option<i64> {
    let (hour, minute) = clock(text.get(1..)?)?;
    Some(hour * 3600 + minute * 60)
}

/// `23:59`
fn clock(text: &str) -> Option<(i64, i64)> {
    let (hour, minute) = text.split_once(':')?;
    Some((number(hour, 23)?, number(minute, 59)?))
}

fn number(text: &str, largest: i64) -> Option<i64> {
    let is_plain = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && *number <= largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_moments_and_nothing_else() {
        for (text, expected) in [
            ("2021-12-20T11:33:20Z", Some(1_640_000_000)),
            ("2021-12-20t11:33:20z", Some(1_640_000_000)),
            ("2021-12-20T11:33:20.999999Z", Some(1_640_000_000)),
            ("2021-12-20T12:33:20+01:00", Some(1_640_000_000)),
            ("2021-12-20T06:03:20-05:30", Some(1_640_000_000)),
            ("2021-12-21T01:33:20.5+14:00", Some(1_640_000_000)),
            ("2016-12-31T23:59:60Z", Some(1_483_228_800)),
            ("9999-12-31T23:59:59Z", Some(253_402_300_799)),
            ("9999-12-31T23:59:59-01:00", Some(253_402_304_399)),
            ("2021-12-20T11:33:20", None),
            ("2021-12-20", None),
            ("2021-12-20T11:33Z", None),
            ("2021-12-20T24:00:00Z", None),
            ("2021-12-20T11:60:00Z", None),
            ("2021-02-29T00:00:00Z", None),
            ("2021-12-20T11:33:20.Z", None),
            ("2021-12-20T11:33:20Z ", None),
            ("2021-12-20T11:33:20+1:00", None),
            ("2021-12-20T11:33:20+24:00", None),
            ("2021-12-20T+1:33:20Z", None),
            ("1640000000", None),
            ("", None),
        ] {
            assert_eq!(moment(text), expected.map(UnixTime), "{text}");
        }
    }
}
