//! Compares the claims that a public test case states with those that were read from its pass.
//!
//! A difference names the field and never prints what the pass says of its holder.

use checkpost::claims::{Claims, Statement, TestResult};
use checkpost::envelope::Format;
use serde::Deserialize;
use serde_json::Value;

/// Differences known to lie in the source itself.
#[derive(Deserialize)]
struct Divergence {
    format: String,
    id: String,
    reason: String,
}

/// The fields that differ, one sentence each.
pub(super) fn differences(published: &Value, claims: &Claims) -> Vec<String> {
    match claims.format {
        Format::Hcert | Format::HcertExemption | Format::HcertLight => hcert(published, claims),
        Format::Claim169 => claim169(published, claims),
        // no public case of these says what its pass says
        Format::SmartHealthCard
        | Format::NzCovidPass
        | Format::VdsNc
        | Format::Jwt
        | Format::SdJwt
        | Format::CityPass => Vec::new(),
    }
}

/// Why a case is known to differ, where it is.
pub(super) fn known_divergence(format: &str, id: &str) -> Option<String> {
    let listed: Vec<Divergence> = serde_json::from_str(DIVERGENCES).unwrap_or_default();
    listed.into_iter().find(|listed| listed.format == format && listed.id == id).map(|listed| listed.reason)
}

fn hcert(published: &Value, claims: &Claims) -> Vec<String> {
    let holder = &claims.holder;
    let mut fields = vec![
        (published.pointer("/nam/fn"), text(holder.family_name.as_ref()), "nam.fn"),
        (published.pointer("/nam/gn"), text(holder.given_name.as_ref()), "nam.gn"),
        (published.pointer("/nam/fnt"), text(holder.family_name_transliterated.as_ref()), "nam.fnt"),
        (published.pointer("/nam/gnt"), text(holder.given_name_transliterated.as_ref()), "nam.gnt"),
        (published.get("dob"), text(holder.birth_date.as_ref()), "dob"),
    ];
    let mut differences = Vec::new();
    for statement in &claims.statements {
        let (group, read) = statement_fields(statement);
        let Some(entry) = published.get(group).and_then(|entries| entries.get(0)) else {
            differences.push(format!("expected no statement in `{group}`, got one"));
            continue;
        };
        fields.extend(read.into_iter().map(|(name, value)| (entry.get(name), value, name)));
    }
    differences.extend(
        fields
            .into_iter()
            .filter(|(expected, got, _)| !agree(expected.unwrap_or(&Value::Null), got))
            .map(|(_, _, name)| format!("expected the published `{name}`, got another")),
    );
    differences
}

fn claim169(published: &Value, claims: &Claims) -> Vec<String> {
    let holder = &claims.holder;
    let birth_date = holder.birth_date.as_ref().map(|date| date.replace('-', ""));
    let published_birth =
        text(published.get("dateOfBirth").and_then(Value::as_str).map(|date| date.replace('-', "")).as_ref());
    [
        (published.get("fullName").unwrap_or(&Value::Null), text(holder.full_name.as_ref()), "fullName"),
        (published.get("firstName").unwrap_or(&Value::Null), text(holder.given_name.as_ref()), "firstName"),
        (published.get("lastName").unwrap_or(&Value::Null), text(holder.family_name.as_ref()), "lastName"),
        (&published_birth, text(birth_date.as_ref()), "dateOfBirth"),
    ]
    .into_iter()
    .filter(|(expected, got, _)| !agree(expected, got))
    .map(|(_, _, name)| format!("expected the published `{name}`, got another"))
    .collect()
}

/// A statement's group and fields under the names that the schema gives them.
fn statement_fields(statement: &Statement) -> (&'static str, Vec<(&'static str, Value)>) {
    match statement {
        Statement::Vaccination(vaccination) => (
            "v",
            vec![
                ("tg", text(vaccination.disease.as_ref())),
                ("vp", text(vaccination.vaccine.as_ref())),
                ("mp", text(vaccination.product.as_ref())),
                ("ma", text(vaccination.manufacturer.as_ref())),
                ("dn", Value::from(vaccination.dose)),
                ("sd", Value::from(vaccination.doses)),
                ("dt", text(vaccination.date.as_ref())),
                ("co", text(vaccination.country.as_ref())),
                ("ci", text(vaccination.identifier.as_ref())),
            ],
        ),
        Statement::Test(test) => (
            "t",
            vec![
                ("tg", text(test.disease.as_ref())),
                ("tt", text(test.kind.as_ref())),
                ("nm", text(test.name.as_ref())),
                ("ma", text(test.device.as_ref())),
                ("sc", text(test.sampled.as_ref())),
                ("tr", result_code(&test.result)),
                ("co", text(test.country.as_ref())),
                ("ci", text(test.identifier.as_ref())),
            ],
        ),
        Statement::Recovery(recovery) => (
            "r",
            vec![
                ("tg", text(recovery.disease.as_ref())),
                ("fr", text(recovery.first_positive.as_ref())),
                ("df", text(recovery.from.as_ref())),
                ("du", text(recovery.until.as_ref())),
                ("co", text(recovery.country.as_ref())),
                ("ci", text(recovery.identifier.as_ref())),
            ],
        ),
        Statement::Exemption => ("ve", Vec::new()),
        Statement::Entitlement | Statement::Identity | Statement::Status(_) => ("", Vec::new()),
    }
}

fn text(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.clone()))
}

fn result_code(result: &TestResult) -> Value {
    match result {
        TestResult::NotDetected => Value::from("260415000"),
        TestResult::Detected => Value::from("260373001"),
        TestResult::Unknown(code) => text(code.as_ref()),
    }
}

/// Equal, the same moment, or both say nothing.
fn agree(expected: &Value, got: &Value) -> bool {
    let moment = |value: &Value| value.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    expected == got || moment(expected).is_some_and(|expected| moment(got) == Some(expected))
}

const DIVERGENCES: &str = include_str!("../../../tests/vectors/divergences.json");
