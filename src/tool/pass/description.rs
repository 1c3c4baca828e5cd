//! The description of a city pass as people write it in flags, JSON or a row of CSV, and its conversion into the pass
//! to sign.

use checkpost::claims::{Colour, ScheduleSlot};
use checkpost::time::{Day, UnixTime};
use checkpost_issuing::citypass::CityPass;
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::VerifyingKey;
use serde::Deserialize;

use crate::clock;

/// One pass, as people write it. In CSV the lists are left out and gates stand in one cell, parted by spaces.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Description {
    /// `green`, `amber` or `red`; green where it is not given.
    pub(super) colour: Option<String>,
    /// The issuer's code of the reason.
    pub(super) reason: Option<u64>,
    /// Gates and zones, parted by spaces.
    pub(super) gates: Option<String>,
    /// The name to compare with a document.
    pub(super) name: Option<String>,
    /// The year of birth.
    pub(super) birth_year: Option<u16>,
    /// The class of the holder.
    pub(super) subject_class: Option<u64>,
    /// How long it counts from its beginning; a day where it is not given.
    pub(super) valid_hours: Option<u32>,
    /// When it begins to count, where that is later than its issue.
    pub(super) begins: Option<String>,
    /// The holder's public key (SEC 1 point in base64url), for a pass that counts only live.
    pub(super) holder_key: Option<String>,
    /// Doses given.
    pub(super) vaccinations: Vec<Dose>,
    /// Tests made.
    pub(super) tests: Vec<Sample>,
    /// The hours in which it counts.
    pub(super) schedule: Vec<Hours>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dose {
    vaccine: String,
    #[serde(rename = "dose")]
    number: u64,
    date: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    kind: String,
    detected: bool,
    time: String,
}

/// `{"days": "1111100", "from": "08:00", "until": "18:00"}`: Monday first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hours {
    days: String,
    from: String,
    until: String,
}

/// A field with a value that it may not have, and a sentence about what it may hold.
#[derive(Debug)]
pub(super) struct FieldError {
    pub(super) field: &'static str,
    pub(super) message: String,
}

impl FieldError {
    /// A value that its field may not have.
    pub(super) fn value(field: &'static str, value: &str) -> Self {
        let allowed = FIELDS.iter().find(|(name, _)| *name == field).map_or("known", |(_, allowed)| allowed);
        Self { field, message: format!("`{value}` is not {allowed}") }
    }

    fn with_message(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl Description {
    /// The pass of an issuer at a moment.
    ///
    /// # Errors
    /// [`FieldError`] for the first field that is.
    pub(super) fn pass(
        &self,
        issuer: &str,
        now: UnixTime,
        identifier: [u8; 8],
    ) -> Result<CityPass, FieldError> {
        let time_of = |text: &str| clock::parse(text).map_err(|_| FieldError::value("begins", text));
        let begins = self.begins.as_deref().map(time_of).transpose()?;
        let hours = i64::from(self.valid_hours.unwrap_or(HOURS_OF_A_DAY));
        if hours == 0 {
            return Err(FieldError::value("valid_hours", "0"));
        }
        Ok(CityPass {
            issuer: issuer.to_owned(),
            issued: now,
            begins,
            expires: begins.unwrap_or(now).plus_seconds(hours * 3600 - 1),
            identifier,
            holder: self.holder_key.as_deref().map(holder_key).transpose()?,
            colour: colour(self.colour.as_deref())?,
            reason: self.reason.unwrap_or(0),
            gates: gates(self.gates.as_deref().unwrap_or_default())?,
            name: self.name.clone(),
            birth_year: self.birth_year,
            vaccinations: self.vaccinations.iter().map(vaccination).collect::<Result<_, _>>()?,
            tests: self.tests.iter().map(test).collect::<Result<_, _>>()?,
            subject_class: self.subject_class,
            schedule: self.schedule.iter().map(slot).collect::<Result<_, _>>()?,
        })
    }
}

fn colour(word: Option<&str>) -> Result<Colour, FieldError> {
    match word.unwrap_or("green") {
        "green" => Ok(Colour::Green),
        "amber" => Ok(Colour::Amber),
        "red" => Ok(Colour::Red),
        other => Err(FieldError::value("colour", other)),
    }
}

fn gates(text: &str) -> Result<Vec<u64>, FieldError> {
    text.split_whitespace().map(|gate| gate.parse().map_err(|_| FieldError::value("gates", text))).collect()
}

fn holder_key(text: &str) -> Result<VerifyingKey, FieldError> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| FieldError::value("holder_key", text))?;
    VerifyingKey::from_sec1_bytes(&bytes).map_err(|_| FieldError::value("holder_key", text))
}

fn vaccination(dose: &Dose) -> Result<(String, u64, Day), FieldError> {
    let day = Day::from_text(&dose.date).ok_or_else(|| {
        FieldError::with_message("vaccinations", format!("a date is 2026-11-23, not `{}`", dose.date))
    })?;
    Ok((dose.vaccine.clone(), dose.number, day))
}

fn test(sample: &Sample) -> Result<(String, bool, UnixTime), FieldError> {
    let time = clock::parse(&sample.time).map_err(|message| FieldError::with_message("tests", message))?;
    Ok((sample.kind.clone(), sample.detected, time))
}

fn slot(hours: &Hours) -> Result<ScheduleSlot, FieldError> {
    let days = &hours.days;
    if days.len() != 7 || !days.bytes().all(|day| matches!(day, b'0' | b'1')) || !days.contains('1') {
        let message = format!("days are seven digits 0 or 1, Monday first, not `{days}`");
        return Err(FieldError::with_message("schedule", message));
    }
    let days = days.bytes().rev().fold(0, |bits, day| bits << 1 | (day & 1));
    let (from_minute, until_minute) = (minute(&hours.from)?, minute(&hours.until)?);
    if from_minute >= until_minute {
        let message = "hours end after they begin; write two entries for a night";
        return Err(FieldError::with_message("schedule", message));
    }
    Ok(ScheduleSlot { days, from_minute, until_minute })
}

fn minute(text: &str) -> Result<u16, FieldError> {
    let error =
        || FieldError::with_message("schedule", format!("an hour is 08:00, up to 24:00, not `{text}`"));
    let (hour, minute) = text.split_once(':').ok_or_else(error)?;
    let (hour, minute): (u16, u16) =
        (hour.parse().map_err(|_| error())?, minute.parse().map_err(|_| error())?);
    if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
        return Err(error());
    }
    Ok(hour * 60 + minute)
}

/// The fields of one value, which are the columns of CSV, and what they may hold.
pub(super) const FIELDS: [(&str, &str); 9] = [
    ("colour", "green, amber or red"),
    ("reason", "a whole number, the issuer's code of the reason"),
    ("gates", "whole numbers parted by spaces, as `1 4`"),
    ("name", "a name"),
    ("birth_year", "a year, as 1984"),
    ("subject_class", "a whole number, the issuer's class of the holder"),
    ("valid_hours", "a whole number of hours, at least 1"),
    ("begins", "a moment, as 2026-11-23T12:00:00Z (RFC 3339) or 1795435200 (Unix seconds)"),
    ("holder_key", "a point of P-256 (SEC 1) in base64url"),
];
/// The fields that hold lists, in JSON only.
pub(super) const LISTS: [&str; 3] = ["vaccinations", "tests", "schedule"];
const HOURS_OF_A_DAY: u32 = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let text = r#"{"colour":"amber","gates":"1 4","valid_hours":2,
            "vaccinations":[{"vaccine":"J07BX03","dose":3,"date":"2026-01-02"}],
            "schedule":[{"days":"1000001","from":"08:00","until":"24:00"}]}"#;
        let description: Description = serde_json::from_str(text).unwrap();
        let pass = description.pass("city.example", UnixTime(0), [0; 8]).unwrap();
        assert_eq!(pass.gates, [1, 4], "gates");
        assert_eq!(pass.expires, UnixTime(7199), "the last second");
        let slot = ScheduleSlot { days: 0b100_0001, from_minute: 480, until_minute: 1440 };
        assert_eq!(pass.schedule, [slot], "Monday and Sunday");
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        for (text, word) in [
            (r#"{"colour":"blue"}"#, "colour"),
            (r#"{"gates":"1,4"}"#, "gates"),
            (r#"{"valid_hours":0}"#, "valid_hours"),
            (r#"{"holder_key":"AAAA"}"#, "holder_key"),
            (r#"{"schedule":[{"days":"11111","from":"08:00","until":"09:00"}]}"#, "days"),
            (r#"{"schedule":[{"days":"1111111","from":"25:00","until":"26:00"}]}"#, "hour"),
        ] {
            let description: Description = serde_json::from_str(text).unwrap();
            let error = description.pass("city.example", UnixTime(0), [0; 8]).unwrap_err();
            assert!(format!("{}: {}", error.field, error.message).contains(word), "{text}: {error:?}");
        }
    }
}
