//! How a language writes dates, numbers and plurals.

use crate::claims::BirthHint;
use crate::time::UnixTime;

/// Dates, numbers and plurals, as a language and a place write them.
pub trait Formats {
    /// Date and time of day.
    fn time(&self, time: UnixTime) -> String;
    /// The date alone.
    fn day(&self, time: UnixTime) -> String;
    /// A birthday without its year.
    fn birthday(&self, birth: BirthHint) -> String;
    /// A number, without separators between thousands.
    fn number(&self, number: u64) -> String;
    /// Which plural form a number takes.
    fn plural(&self, count: u64) -> Plural;
}

/// The plural categories of Unicode's CLDR. Every language has the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each case is the category of the same name")]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    /// All categories.
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// Its name in CLDR, in `Intl.PluralRules`, and at the end of a key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// ISO 8601 and English plurals, for programs and where nothing better is known.
#[derive(Clone, Copy, Debug)]
pub struct Iso {
    /// How far the shown time is ahead of UTC.
    pub utc_offset_seconds: i64,
}

impl Formats for Iso {
    /// `2026-11-23 07:00`
    fn time(&self, time: UnixTime) -> String {
        let local = time.plus_seconds(self.utc_offset_seconds);
        let (hour, minute) = local.hour_and_minute();
        format!("{} {hour:02}:{minute:02}", local.day())
    }

    /// `2026-11-23`
    fn day(&self, time: UnixTime) -> String {
        time.plus_seconds(self.utc_offset_seconds).day().to_string()
    }

    /// `02-26`
    fn birthday(&self, birth: BirthHint) -> String {
        format!("{:02}-{:02}", birth.month, birth.day)
    }

    fn number(&self, number: u64) -> String {
        number.to_string()
    }

    fn plural(&self, count: u64) -> Plural {
        if count == 1 { Plural::One } else { Plural::Other }
    }
}
