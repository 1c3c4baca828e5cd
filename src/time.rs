//! Points in time and calendar dates.
//!
//! The library has no clock. A binary reads its clock once per event and passes the moment in.
//!
//! The arithmetic of dates is written here, and is shorter than its tests: the tool's `jiff` brings time zones, formats
//! and durations that a page would download and no pass needs.

mod moment;

use std::fmt;

/// Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// This moment moved by a number of seconds, held at the ends of the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Reads a timestamp with a zone (RFC 3339 section 5.6); `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        moment::moment(text)
    }

    /// The calendar day in UTC.
    pub fn day(self) -> Day {
        Day::from_days_since_1970(self.0.div_euclid(SECONDS_PER_DAY))
    }

    /// Hour and minute in UTC.
    pub(crate) fn hour_and_minute(self) -> (i64, i64) {
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        (second / 3600, second % 3600 / 60)
    }
}

/// Prints `2026-11-23 07:00 UTC`.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.hour_and_minute();
        write!(f, "{} {hour:02}:{minute:02} UTC", self.day())
    }
}

/// Milliseconds on a clock that never runs backwards and whose zero means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Milliseconds(pub u64);

impl Milliseconds {
    /// How long after `earlier` this is; zero when it is not after.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    /// This moment and `other` added.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Astronomical year.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

impl Day {
    /// Reads the date of `2021-06-30` or of a timestamp that starts so and goes on with `T` or a blank; its time of day
    /// is not looked at. `None` for a partial or impossible date, and for a date with anything else behind it.
    pub fn from_text(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        if !rest.is_empty() && !rest.starts_with(['T', 't', ' ']) {
            return None;
        }
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        if !date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let read = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        (Self::from_days_since_1970(read.days_since_1970()) == read).then_some(read)
    }

    /// The first second of this day in UTC.
    pub fn start(self) -> UnixTime {
        UnixTime(self.days_since_1970().saturating_mul(SECONDS_PER_DAY))
    }

    /// Days since 1970-01-01; the count Howard Hinnant's `days_from_civil` gives.
    pub fn days_since_1970(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (self.month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The inverse of [`Day::days_since_1970`].
    pub(crate) fn from_days_since_1970(days: i64) -> Self {
        let days = days.saturating_add(719_468);
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
        }
    }
}

/// Prints `2026-11-23`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Seconds in a day.
pub const SECONDS_PER_DAY: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_a_moment_in_utc() {
        assert_eq!(UnixTime(1_640_000_000).to_string(), "2021-12-20 11:33 UTC", "known moment");
        assert_eq!(UnixTime(-1).to_string(), "1969-12-31 23:59 UTC", "before the epoch");
    }

    #[test]
    fn day_count_and_day_are_inverse() {
        for days in (-800_000..800_000).step_by(13) {
            assert_eq!(Day::from_days_since_1970(days).days_since_1970(), days, "day {days}");
        }
    }

    #[test]
    fn refuses_partial_and_impossible_dates() {
        for text in ["", "1963", "1963-05", "2021-02-29", "2021-13-01", "2021-1-011", "+021-01-01"] {
            assert_eq!(Day::from_text(text), None, "{text:?}");
        }
        assert_eq!(
            Day::from_text("2024-02-29T10:00:00Z").map(Day::days_since_1970),
            Some(19_782),
            "leap day"
        );
    }
}
