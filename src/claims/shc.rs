//! The content of a SMART Health Card: a FHIR bundle in a verifiable credential (SMART Health Cards framework 1.4.0).
//!
//! ```text
//! { "iss", "nbf", ? "exp", "vc": { "type": [ "https://smarthealth.cards#health-card", … ], ? "rid",
//!   "credentialSubject": { "fhirVersion", "fhirBundle": { "entry": [ { "resource": Patient | Immunization |
//!   Observation | … } … ] } } } }
//! ```

mod observation;

use super::jwt::{object, text, validity_period_of};
use super::{
    Claims, ClaimsError, DecidingContent, Holder, Statement, Test, TokenPurpose, Vaccination, ValidityPeriod,
};
use crate::verify::Verified;
use crate::wire::json::{Map, Value};

/// Reads the whole content.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let card = object(verified)?;
    let validity_period = validity_period_of(&card)?;
    let credential = card.get("vc").and_then(Value::as_object).ok_or(ClaimsError::Malformed)?;
    let is_card = |name: &Value| name.as_str() == Some(HEALTH_CARD);
    if !credential.get("type").and_then(Value::as_array).is_some_and(|types| types.iter().any(is_card)) {
        return Err(ClaimsError::Malformed);
    }
    let subject = credential.get("credentialSubject").ok_or(ClaimsError::Malformed)?;
    let entries = subject.get("fhirBundle").and_then(|bundle| bundle.get("entry")).and_then(Value::as_array);
    let entries = entries.ok_or(ClaimsError::Malformed)?;
    if entries.len() > MAX_RESOURCES {
        return Err(ClaimsError::NotUnderstood(DecidingContent::Amount));
    }
    let resources: Vec<&Map<String, Value>> =
        entries.iter().filter_map(|entry| entry.get("resource")?.as_object()).collect();
    let is_read = |resource: &&Map<String, Value>| role(resource) == Some(Role::Read);
    let is_modified = resources.iter().filter(|resource| is_read(resource)).any(|resource| {
        resource.iter().any(|(name, value)| is_modifier(name, value) || has_modifier(value, MAX_DEPTH))
    });
    if is_modified || entries.iter().any(|entry| entry.get(MODIFIER).is_some()) {
        return Err(ClaimsError::NotUnderstood(DecidingContent::Modifier));
    }
    let statements: Vec<Statement> = resources.iter().filter_map(|resource| statement(resource)).collect();
    if statements.is_empty() {
        return Err(ClaimsError::StatementMissing);
    }
    if resources.len() != entries.len() || resources.iter().any(|resource| role(resource).is_none()) {
        return Err(ClaimsError::NotUnderstood(DecidingContent::Resource));
    }
    let patient = resources.iter().find(|resource| kind(resource) == Some("Patient"));
    let holder = patient.map(|patient| holder(patient)).unwrap_or_default();
    let identifier = text(credential, "rid").map(String::into_bytes);
    let purpose = TokenPurpose::of_json(verified.media_type(), &card)?;
    Ok(Claims { purpose, identifier, ..Claims::of(verified, validity_period, holder, statements) })
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn validity_period(verified: &Verified) -> Result<ValidityPeriod, ClaimsError> {
    validity_period_of(&object(verified)?)
}

fn kind(resource: &Map<String, Value>) -> Option<&str> {
    resource.get("resourceType")?.as_str()
}

/// What a resource is to a gate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Who the card is about and what it states.
    Read,
    /// Who did it, where and with what: says nothing about the health of the person.
    Surroundings,
}

/// The role of a resource; none where it may say something about the person's health that is not read here: a
/// `DiagnosticReport` or a `Condition` may tell of an infection beside a vaccination. The guide for vaccinations and
/// tests has no types but the first three (SMART Health Cards Vaccination and Testing 1.0.0, section "Profiles").
fn role(resource: &Map<String, Value>) -> Option<Role> {
    match kind(resource)? {
        "Patient" | "Immunization" | "Observation" => Some(Role::Read),
        "Coverage" | "Device" | "Encounter" | "HealthcareService" | "Location" | "Medication"
        | "Organization" | "Practitioner" | "PractitionerRole" | "Provenance" | "RelatedPerson"
        | "Specimen" => Some(Role::Surroundings),
        _ => None,
    }
}

/// Whether an element changes the meaning of the element that contains it: an extension, or the rules under which a
/// resource was made; and a dose that is said to be too weak to count (FHIR R4 sections 2.4.2, 2.26 and
/// `Immunization.isSubpotent`).
fn is_modifier(name: &str, value: &Value) -> bool {
    match name {
        MODIFIER | "implicitRules" => true,
        "isSubpotent" => *value != Value::Bool(false),
        _ => false,
    }
}

/// Whether there is a modifying extension at any depth of an element.
fn has_modifier(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, value)| name == MODIFIER || has_modifier(value, depth))
        }
        Value::Array(elements) => elements.iter().any(|element| has_modifier(element, depth)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn holder(patient: &Map<String, Value>) -> Holder {
    let name = patient.get("name").and_then(Value::as_array).and_then(|names| names.first());
    let given = name.and_then(|name| name.get("given")).and_then(Value::as_array);
    let given: Vec<&str> = given.into_iter().flatten().filter_map(Value::as_str).collect();
    let member = |field| name.and_then(|name| name.get(field)).and_then(Value::as_str).map(str::to_owned);
    Holder {
        given_name: (!given.is_empty()).then(|| given.join(" ")),
        family_name: member("family"),
        full_name: member("text"),
        birth_date: text(patient, "birthDate"),
        ..Holder::default()
    }
}

fn statement(resource: &Map<String, Value>) -> Option<Statement> {
    match kind(resource)? {
        "Immunization" if text(resource, "status").as_deref() == Some("completed") => {
            Some(Statement::Vaccination(Vaccination {
                vaccine: code(resource.get("vaccineCode")),
                date: text(resource, "occurrenceDateTime"),
                ..Vaccination::default()
            }))
        }
        "Observation" => Some(Statement::Test(Test {
            disease: None,
            kind: code(resource.get("code")),
            name: None,
            device: None,
            sampled: text(resource, "effectiveDateTime"),
            result: observation::result(resource),
            country: None,
            identifier: None,
        })),
        _ => None,
    }
}

/// The first code of a `CodeableConcept`.
fn code(concept: Option<&Value>) -> Option<String> {
    concept?.get("coding")?.as_array()?.first()?.get("code")?.as_str().map(str::to_owned)
}

const HEALTH_CARD: &str = "https://smarthealth.cards#health-card";
/// Resources read of one card; a card of three codes holds about ten.
const MAX_RESOURCES: usize = 256;
/// An extension that must not be overlooked (FHIR R4 section 2.4.2).
const MODIFIER: &str = "modifierExtension";
/// As deep as an element of a resource is looked into; none that is issued is half as deep.
const MAX_DEPTH: usize = 32;
