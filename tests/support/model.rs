//! A slow and simple second implementation of the admission rules: signed content in, the reason for a refusal out.
//!
//! It is written from the tables of the crate docs, without the crate's readers of claims, so that the fuzzer can
//! compare
//! the two. CBOR and JSON become one tree of JSON; an integer key of a map is written `#4`.

use checkpost::envelope::Format;
use checkpost::time::{Day, SECONDS_PER_DAY, UnixTime};
use checkpost::wire::cbor;
use serde_json::{Map, Value};

/// What surrounds the content and decides too.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Around<'a> {
    /// The stated type of the message.
    pub(crate) media_type: Option<&'a str>,
    /// The names of disclosed claims.
    pub(crate) disclosed: &'a [String],
    /// Whether something is kept back.
    pub(crate) withholds: bool,
}

/// Why content must not be admitted; nothing where it may.
pub(crate) fn objection(
    format: Format,
    content: &Value,
    around: Around<'_>,
    now: UnixTime,
) -> Option<String> {
    let judged = match format {
        Format::Hcert | Format::HcertExemption | Format::HcertLight => {
            health_certificate(format, content, now)
        }
        Format::Claim169 => identity(content, now),
        Format::NzCovidPass => nz_pass(content, now),
        Format::CityPass => city_pass(content, now),
        Format::Jwt | Format::SdJwt => token(format, content, around, now),
        Format::SmartHealthCard => health_card(content, now),
        Format::VdsNc => seal(content),
    };
    judged.and_then(|()| media_type(format, around.media_type)).err()
}

/// CBOR as JSON; `None` where it has what JSON has not and nothing here reads.
pub(crate) fn tree(value: &cbor::Value) -> Value {
    match value {
        cbor::Value::Integer(number) => i64::try_from(*number).map_or(Value::from("#integer"), Value::from),
        cbor::Value::Bytes(bytes) => Value::from(format!("#bytes {}", bytes.len())),
        cbor::Value::Text(text) => Value::from(text.clone()),
        cbor::Value::Array(values) => values.iter().map(tree).collect(),
        cbor::Value::Map(map) => {
            let name = |key: &cbor::Key| match key {
                cbor::Key::Integer(label) => format!("#{label}"),
                cbor::Key::Text(text) => text.clone(),
            };
            Value::Object(map.iter().map(|(key, value)| (name(key), tree(value))).collect())
        }
        cbor::Value::Tag(_, inner) => Value::from(vec![Value::from("#tag"), tree(inner)]),
        cbor::Value::Boolean(value) => Value::from(*value),
        cbor::Value::Null => Value::Null,
        cbor::Value::Simple(number) => Value::from(format!("#simple {number}")),
        cbor::Value::Float(number) => {
            serde_json::Number::from_f64(*number).map_or(Value::from("#float"), Value::Number)
        }
    }
}

type Judged = Result<(), String>;

fn demand(holds: bool, otherwise: &str) -> Judged {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn untagged(value: &Value) -> &Value {
    match value.as_array().map(Vec::as_slice) {
        Some([tag, inner]) if tag == "#tag" => untagged(inner),
        _ => value,
    }
}

fn has_letters(value: Option<&Value>) -> bool {
    value.map(untagged).and_then(Value::as_str).is_some_and(|text| text.chars().any(char::is_alphanumeric))
}

/// The times of a token under these names: end, beginning, issue. The end may be extended by a second.
fn times(token: &Value, [end, begin, issue]: [&str; 3], ends: bool, last: f64, now: UnixTime) -> Judged {
    #[expect(
        clippy::cast_precision_loss,
        clippy::as_conversions,
        reason = "a moment of this century is exact"
    )]
    let now = now.0 as f64;
    let time = |name: &str| {
        token.get(name).map(|value| untagged(value).as_f64().ok_or(format!("{name} is no time")))
    };
    match time(end).transpose()? {
        Some(end) => demand(now < end.floor() + last, "over")?,
        None => demand(!ends, "no end")?,
    }
    for name in [begin, issue] {
        if let Some(begin) = time(name).transpose()? {
            demand(begin.floor() <= now + 120.0, "not begun")?;
        }
    }
    Ok(())
}

fn cwt(token: &Value, ends: bool, last: f64, now: UnixTime) -> Judged {
    times(token, ["#4", "#5", "#6"], ends, last, now)?;
    demand(token.get("#3").is_none(), "made out to somebody")?;
    demand(token.get("#65533").is_none(), "a status list")?;
    reference(token.get("#65535"))
}

fn reference(status: Option<&Value>) -> Judged {
    let Some(status) = status else { return Ok(()) };
    demand(status.is_object(), "the status is none")?;
    let Some(list) = status.get("status_list") else { return Ok(()) };
    demand(list.get("idx").is_some_and(Value::is_u64), "the index is none")?;
    demand(list.get("uri").map(untagged).is_some_and(Value::is_string), "the list has no address")
}

fn media_type(format: Format, stated: Option<&str>) -> Judged {
    let Some(stated) = stated else { return Ok(()) };
    let stated = stated.to_ascii_lowercase();
    let stated = stated.strip_prefix("application/").unwrap_or(&stated);
    let allowed = match format {
        Format::Jwt => stated == "jwt" || stated.starts_with("vc") && stated.ends_with("+jwt"),
        Format::SdJwt => stated.ends_with("sd-jwt") && !stated.starts_with("example"),
        Format::SmartHealthCard => stated == "jwt",
        _ => stated == "cwt",
    };
    demand(allowed, "made for something else")
}

fn health_certificate(format: Format, token: &Value, now: UnixTime) -> Judged {
    cwt(token, true, 1.0, now)?;
    let body = token.get("#-260").and_then(|documents| documents.get("#1")).ok_or("no certificate")?;
    let names = body.get("nam");
    demand(
        ["fn", "gn", "fnt", "gnt"].iter().any(|name| has_letters(names.and_then(|names| names.get(name)))),
        "nobody",
    )?;
    let mut groups = vec!["v", "t", "r"];
    if format == Format::HcertExemption {
        groups.push("ve");
    }
    let mut count = 0;
    for group in groups {
        for entry in body.get(group).and_then(Value::as_array).into_iter().flatten() {
            count += 1;
            match group {
                "t" => {
                    demand(entry.get("tr").and_then(Value::as_str) == Some("260415000"), "no good result")?;
                }
                "r" => recovery(entry, now)?,
                _ => {}
            }
        }
    }
    demand(count == 1 || count == 0 && format == Format::HcertLight, "not one statement")
}

fn recovery(entry: &Value, now: UnixTime) -> Judged {
    let day = |name: &str| {
        let text = entry.get(name).map(untagged).and_then(Value::as_str)?;
        (text.len() == 10 || text.as_bytes().get(10).is_some_and(|next| b"Tt ".contains(next)))
            .then_some(())?;
        Day::from_text(text.get(..10)?)
    };
    let (from, until) = (day("df").ok_or("df is no day")?, day("du").ok_or("du is no day")?);
    demand(from.start().0 - 14 * 3600 <= now.0, "the recovery has not begun")?;
    demand(now.0 < until.start().0 + SECONDS_PER_DAY + 12 * 3600, "the recovery is over")
}

fn identity(token: &Value, now: UnixTime) -> Judged {
    cwt(token, false, 0.0, now)?;
    let person = token.get("#169").ok_or("no identity")?;
    demand(["#1", "#4", "#5", "#7"].iter().any(|name| has_letters(person.get(name))), "nobody")
}

fn nz_pass(token: &Value, now: UnixTime) -> Judged {
    cwt(token, true, 0.0, now)?;
    demand(token.get("#5").is_some(), "no beginning")?;
    demand(token.get("#7").and_then(Value::as_str) == Some("#bytes 16"), "no identifier")?;
    let credential = token.get("vc").ok_or("no credential")?;
    let types = credential.get("type").and_then(Value::as_array).ok_or("no type")?;
    demand(types.contains(&Value::from("PublicCovidPass")), "another type")?;
    let subject = credential.get("credentialSubject").ok_or("no subject")?;
    demand(has_letters(subject.get("givenName")) || has_letters(subject.get("familyName")), "nobody")
}

fn city_pass(token: &Value, now: UnixTime) -> Judged {
    cwt(token, true, 0.0, now)?;
    demand(token.get("#8").is_none(), "bound, and shown as a copy")?;
    let body = token.get("#-65537").and_then(Value::as_object).ok_or("no body")?;
    let is_known = |name: &String| {
        name.strip_prefix('#').and_then(|label| label.parse::<i64>().ok()).is_some_and(|label| label < 64)
    };
    demand(body.keys().all(is_known), "something that must not be overlooked")?;
    demand(body.get("#1") == Some(&Value::from(2)), "not green")?;
    for test in body.get("#7").and_then(Value::as_array).into_iter().flatten() {
        demand(test.get(1) == Some(&Value::from(0)), "no good result")?;
    }
    let Some(hours) = body.get("#9").and_then(Value::as_array).filter(|hours| !hours.is_empty()) else {
        return Ok(());
    };
    let (minute, weekday) = (now.0.rem_euclid(SECONDS_PER_DAY) / 60, (now.0 / SECONDS_PER_DAY + 3) % 7);
    let is_now = |slot: &Value| {
        let number = |place: usize| slot.get(place).and_then(Value::as_i64).unwrap_or(-1);
        number(0) >> weekday & 1 == 1 && number(1) <= minute && minute < number(2)
    };
    demand(hours.iter().any(is_now), "not at this hour")
}

fn token(format: Format, token: &Value, around: Around<'_>, now: UnixTime) -> Judged {
    times(token, ["exp", "nbf", "iat"], format == Format::Jwt || around.withholds, 0.0, now)?;
    demand(token.get("aud").is_none(), "made out to somebody")?;
    for foreign in ["status_list", "events", "at_hash", "sd_hash", "scope", "client_id", "jwks", "metadata"] {
        demand(token.get(foreign).is_none(), "made for something else")?;
    }
    for hidden in ["exp", "nbf", "iss", "cnf", "vct", "status"] {
        demand(!around.disclosed.iter().any(|name| name == hidden), "a claim that could be withheld")?;
    }
    reference(token.get("status"))?;
    let credential = token.get("vc").unwrap_or(token);
    let subject = credential.get("credentialSubject");
    let subject = subject.map(|subject| subject.get(0).unwrap_or(subject));
    let names = ["name", "given_name", "family_name", "givenName", "familyName", "fullName", "sub", "id"];
    let is_named = |about: &Value| names.iter().any(|name| has_letters(about.get(name)));
    demand(is_named(token) || subject.is_some_and(is_named) || token.get("cnf").is_some(), "nobody")
}

fn health_card(card: &Value, now: UnixTime) -> Judged {
    times(card, ["exp", "nbf", "iat"], false, 0.0, now)?;
    demand(card.get("aud").is_none(), "made out to somebody")?;
    let credential = card.get("vc").ok_or("no credential")?;
    let types = credential.get("type").and_then(Value::as_array).ok_or("no type")?;
    demand(types.contains(&Value::from("https://smarthealth.cards#health-card")), "another type")?;
    let entries = credential
        .pointer("/credentialSubject/fhirBundle/entry")
        .and_then(Value::as_array)
        .ok_or("no entries")?;
    demand(entries.len() <= 256, "more than is read")?;
    let resources: Vec<&Value> = entries.iter().filter_map(|entry| entry.get("resource")).collect();
    let mut statements = 0;
    for resource in &resources {
        let kind = resource.get("resourceType").and_then(Value::as_str).unwrap_or_default();
        if matches!(kind, "Patient" | "Immunization" | "Observation") {
            demand(resource.get("modifierExtension").is_none(), "its meaning is changed")?;
        }
        match kind {
            "Immunization" => {
                statements += usize::from(resource.get("status") == Some(&Value::from("completed")));
            }
            "Observation" => {
                statements += 1;
                observation(resource)?;
            }
            _ => {}
        }
    }
    demand(statements > 0, "no statement")?;
    let patient =
        resources.iter().find(|resource| resource.get("resourceType") == Some(&Value::from("Patient")));
    let name = patient.and_then(|patient| patient.pointer("/name/0")).ok_or("nobody")?;
    let given = name.get("given").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    demand(
        given.iter().any(|given| has_letters(Some(given)))
            || ["family", "text"].iter().any(|part| has_letters(name.get(part))),
        "nobody",
    )
}

/// No positive in any place that says a result, every code of the systems that are read a good one, and one of them at least.
fn observation(observation: &Value) -> Judged {
    let status = observation.get("status").and_then(Value::as_str).unwrap_or_default();
    demand(["final", "amended", "corrected"].contains(&status), "not final")?;
    let mut good = 0;
    let members = observation.as_object().into_iter().flatten();
    for (name, value) in members {
        let says = name.starts_with("value") || name == "interpretation" || name == "component";
        let is_read =
            !name.starts_with("value") || ["valueCodeableConcept", "valueString"].contains(&name.as_str());
        demand(is_read && name != "dataAbsentReason", "no result")?;
        if says {
            good += said(value)?;
        }
    }
    demand(good > 0, "no result")
}

fn said(value: &Value) -> Result<usize, String> {
    let positive = [
        "260373001",
        "10828004",
        "260408008",
        "720735008",
        "11214006",
        "LA11882-0",
        "LA6576-8",
        "LA18996-1",
        "POS",
        "DET",
        "RR",
        "WR",
    ];
    let negative =
        ["260415000", "260385009", "131194007", "895231008", "LA11883-8", "LA6577-6", "NEG", "ND", "NR", "N"];
    let systems = [
        "http://snomed.info/sct",
        "http://loinc.org",
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
        "http://terminology.hl7.org/CodeSystem/v2-0078",
    ];
    match value {
        Value::String(text) => {
            let text = text.trim().to_ascii_lowercase();
            demand(!["positive", "detected", "reactive"].contains(&text.as_str()), "a positive in words")?;
            Ok(usize::from(
                ["negative", "not detected", "none detected", "non-reactive"].contains(&text.as_str()),
            ))
        }
        Value::Array(values) => values.iter().map(said).sum(),
        Value::Object(object) => {
            let member = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
            let (system, code) = (member("system"), member("code"));
            if systems.contains(&system) && object.contains_key("code") {
                demand(!positive.contains(&code), "a positive")?;
                demand(negative.contains(&code), "a code that is not understood")?;
                return Ok(1);
            }
            object
                .iter()
                .filter(|(name, _)| *name != "system" && *name != "code")
                .map(|(_, value)| said(value))
                .sum()
        }
        _ => Ok(0),
    }
}

fn seal(seal: &Value) -> Judged {
    let message = seal.get("msg").ok_or("no message")?;
    demand(has_letters(message.pointer("/pid/n")), "nobody")?;
    match seal.pointer("/hdr/t").and_then(Value::as_str) {
        Some("icao.vacc") => demand(
            message.get("ve").and_then(Value::as_array).is_some_and(|events| !events.is_empty()),
            "no statement",
        ),
        Some("icao.test") => {
            demand(message.pointer("/tr/r") == Some(&Value::from("Negative")), "no good result")
        }
        _ => Err("another kind".to_owned()),
    }
}

/// An object, or an empty one.
pub(crate) fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    checkpost::wire::json::read_object(bytes).ok()
}
