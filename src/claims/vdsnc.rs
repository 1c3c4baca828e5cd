//! The content of an ICAO health seal (TR VDS-NC, use cases vaccination and test).
//!
//! ```text
//! { "hdr": { "t": "icao.vacc", "is" }, "msg": { "uvci", "pid": { "n", "dob", … },
//!     "ve": [ { "des", "nam", "dis", "vd": [ { "dvc": date, "seq", "ctr", "adm", "lot" } ] } ] } }
//! { "hdr": { "t": "icao.test", "is" }, "msg": { "utci", "pid": { "n", "dob", … }, "dat": { "sc" }, "tr": { "tc", "r" } } }
//! ```

use super::jwt::{object, text};
use super::{Claims, ClaimsError, Holder, Statement, Test, TestResult, Vaccination, ValidityPeriod};
use crate::envelope::KnownFormat;
use crate::verify::Verified;
use crate::wire::json::{Map, Value};

/// Reads the whole content. The seal has no validity period of its own.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let data = object(verified)?;
    let member = |name| data.get(name).and_then(Value::as_object).ok_or(ClaimsError::Malformed);
    let (header, message) = (member("hdr")?, member("msg")?);
    let (statements, identifier) = match text(header, "t").as_deref() {
        Some("icao.vacc") => (vaccinations(message), text(message, "uvci")),
        Some("icao.test") => (vec![test(message)], text(message, "utci")),
        Some(_) => return Err(ClaimsError::OtherDocument(KnownFormat::OtherSeal)),
        None => return Err(ClaimsError::Malformed),
    };
    if statements.is_empty() {
        return Err(ClaimsError::StatementMissing);
    }
    let person = message.get("pid").and_then(Value::as_object).ok_or(ClaimsError::Malformed)?;
    let holder =
        Holder { full_name: text(person, "n"), birth_date: text(person, "dob"), ..Holder::default() };
    let identifier = identifier.map(String::into_bytes);
    Ok(Claims { identifier, ..Claims::of(verified, ValidityPeriod::default(), holder, statements) })
}

fn vaccinations(message: &Map<String, Value>) -> Vec<Statement> {
    let events = message.get("ve").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut statements = Vec::new();
    for event in events.iter().take(MAX_EVENTS).filter_map(Value::as_object) {
        let doses = event.get("vd").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for dose in doses.iter().take(MAX_EVENTS).filter_map(Value::as_object) {
            statements.push(Statement::Vaccination(Vaccination {
                disease: text(event, "dis"),
                vaccine: text(event, "des"),
                product: text(event, "nam"),
                dose: dose.get("seq").and_then(Value::as_i64),
                date: text(dose, "dvc"),
                country: text(dose, "ctr"),
                ..Vaccination::default()
            }));
        }
    }
    statements
}

fn test(message: &Map<String, Value>) -> Statement {
    let member = |object: &str, name: &str| message.get(object)?.get(name)?.as_str().map(str::to_owned);
    let result = member("tr", "r");
    Statement::Test(Test {
        disease: None,
        kind: member("tr", "tc"),
        name: None,
        device: None,
        sampled: member("dat", "sc"),
        result: match result.as_deref() {
            Some("Negative") => TestResult::NotDetected,
            Some("Positive") => TestResult::Detected,
            _ => TestResult::Unknown(result),
        },
        country: member("sp", "ctr"),
        identifier: None,
    })
}

/// Vaccinations and doses read of one seal.
const MAX_EVENTS: usize = 64;
