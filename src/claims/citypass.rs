//! The content of a city pass: a CWT (RFC 8392) with the body under the private claim -65537.
//!
//! ```text
//! claims = { 1: issuer, 4: expires, ? 5: begins, 6: issued, 7: 8 random bytes, ? 8: {1: COSE_Key}, ? 65535: status
//!            list entry, -65537: body }
//! body   = { 1: colour (0 red, 1 amber, 2 green), ? 2: reason, ? 3: [gate …], ? 4: display name, ? 5: birth year,
//!            ? 6: [[vaccine, dose, days since 1970] …], ? 7: [[type, result (0 not detected, 1 detected), time] …],
//!            ? 8: subject class, ? 9: [[days, from minute, until minute] …], ? 10: photo digest }
//! ```
//!
//! Unknown keys are ignored below 64 and refused from there on: an issuer puts there what must not be overlooked.

use super::token::{self, text};
use super::{
    Binding, Claims, ClaimsError, Colour, DecidingContent, Holder, ScheduleSlot, Statement, Status, Test,
    TestResult, TokenPurpose, Vaccination, ValidityPeriod,
};
use crate::time::{Day, UnixTime};
use crate::verify::Verified;
use crate::wire::cbor::{Key, Map, Value};
use crate::wire::registry::claim;

/// Reads the whole content.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let token = token::read(verified)?;
    let validity_period = token::bounded_validity_period(&token)?;
    let body =
        token.get(&Key::Integer(claim::CITY_PASS)).and_then(Value::as_map).ok_or(ClaimsError::Malformed)?;
    if body.keys().any(|key| !matches!(key, Key::Integer(label) if *label < FIRST_CRITICAL)) {
        return Err(ClaimsError::CriticalField);
    }
    let mut statements = vec![Statement::Status(status(body)?)];
    statements
        .extend(rows(body, VACCINATIONS)?.iter().map(vaccination).collect::<Option<Vec<_>>>().ok_or(BAD)?);
    statements.extend(rows(body, TESTS)?.iter().map(test).collect::<Option<Vec<_>>>().ok_or(BAD)?);
    let holder = Holder {
        full_name: text(body, NAME),
        birth_date: optional(body, BIRTH_YEAR)?.map(|year| format!("{year:04}")),
        ..Holder::default()
    };
    let claims = Claims::of(verified, validity_period, holder, statements);
    let binding = match claims.binding {
        Binding::Unbound if token.contains_key(&Key::Integer(claim::CONFIRMATION)) => Binding::Bound,
        binding => binding,
    };
    let identifier = token.get(&Key::Integer(claim::TOKEN_ID)).and_then(Value::as_bytes).map(<[u8]>::to_vec);
    let purpose = TokenPurpose::of_cbor(verified.media_type(), &token)?;
    Ok(Claims { binding, identifier, purpose, status: token::status(&token)?, ..claims })
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn validity_period(verified: &Verified) -> Result<ValidityPeriod, ClaimsError> {
    token::bounded_validity_period(&token::read(verified)?)
}

fn status(body: &Map) -> Result<Status, ClaimsError> {
    let colour = match body.get(&Key::Integer(COLOUR)).and_then(Value::as_integer) {
        Some(0) => Colour::Red,
        Some(1) => Colour::Amber,
        Some(2) => Colour::Green,
        _ => return Err(ClaimsError::NotUnderstood(DecidingContent::Colour)),
    };
    let gates = match body.get(&Key::Integer(GATES)) {
        None => Vec::new(),
        Some(gates) => gates
            .as_array()
            .filter(|gates| gates.len() <= MAX_ROWS)
            .and_then(|gates| gates.iter().map(unsigned).collect())
            .ok_or(BAD)?,
    };
    Ok(Status {
        colour,
        reason: optional(body, REASON)?.unwrap_or(0),
        gates,
        schedule: rows(body, SCHEDULE)?.iter().map(slot).collect::<Option<_>>().ok_or(BAD)?,
        subject_class: optional(body, SUBJECT_CLASS)?,
    })
}

/// An unsigned integer, absent or well-formed.
fn optional(body: &Map, label: i128) -> Result<Option<u64>, ClaimsError> {
    body.get(&Key::Integer(label)).map(|value| unsigned(value).ok_or(BAD)).transpose()
}

/// An array of three-element arrays, absent or well-formed.
fn rows(body: &Map, label: i128) -> Result<Vec<[&Value; 3]>, ClaimsError> {
    let Some(value) = body.get(&Key::Integer(label)) else { return Ok(Vec::new()) };
    let rows = value.as_array().filter(|rows| rows.len() <= MAX_ROWS).ok_or(BAD)?;
    rows.iter()
        .map(|row| match row.as_array() {
            Some([first, second, third]) => Ok([first, second, third]),
            _ => Err(BAD),
        })
        .collect()
}

fn vaccination([vaccine, dose, day]: &[&Value; 3]) -> Option<Statement> {
    Some(Statement::Vaccination(Vaccination {
        vaccine: Some(vaccine.as_text()?.to_owned()),
        dose: Some(i64::try_from(unsigned(dose)?).ok()?),
        date: Some(Day::from_days_since_1970(i64::from(u32::try_from(unsigned(day)?).ok()?)).to_string()),
        ..Vaccination::default()
    }))
}

fn test([kind, result, time]: &[&Value; 3]) -> Option<Statement> {
    let result = match result.as_integer() {
        Some(0) => TestResult::NotDetected,
        Some(1) => TestResult::Detected,
        other => TestResult::Unknown(other.map(|code| code.to_string())),
    };
    Some(Statement::Test(Test {
        disease: None,
        kind: Some(kind.as_text()?.to_owned()),
        name: None,
        device: None,
        sampled: Some(UnixTime(i64::from(u32::try_from(unsigned(time)?).ok()?)).to_string()),
        result,
        country: None,
        identifier: None,
    }))
}

fn slot([days, from, until]: &[&Value; 3]) -> Option<ScheduleSlot> {
    let days = u8::try_from(unsigned(days)?).ok().filter(|days| (1..=ALL_DAYS).contains(days))?;
    let minute = |value| u16::try_from(unsigned(value)?).ok().filter(|minute| *minute <= MINUTES_PER_DAY);
    let (from_minute, until_minute) = (minute(from)?, minute(until)?);
    (from_minute < until_minute).then_some(ScheduleSlot { days, from_minute, until_minute })
}

fn unsigned(value: &Value) -> Option<u64> {
    u64::try_from(value.as_integer()?).ok()
}

const BAD: ClaimsError = ClaimsError::Malformed;
const COLOUR: i128 = 1;
const REASON: i128 = 2;
const GATES: i128 = 3;
const NAME: i128 = 4;
const BIRTH_YEAR: i128 = 5;
const VACCINATIONS: i128 = 6;
const TESTS: i128 = 7;
const SUBJECT_CLASS: i128 = 8;
const SCHEDULE: i128 = 9;
const FIRST_CRITICAL: i128 = 64;
/// Gates, vaccinations, tests and hours of one pass; a QR code of a readable size holds fewer.
const MAX_ROWS: usize = 64;
const ALL_DAYS: u8 = 0x7F;
const MINUTES_PER_DAY: u16 = 1440;
