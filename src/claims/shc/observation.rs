//! The result of a laboratory test in a FHIR Observation (FHIR R4 section 10.1; SMART Health Cards: Vaccination &
//! Testing 1.0.0, value set *qualitative lab result findings*).
//!
//! An observation can say its result in a coded value, in each of that value's codings, in words, in its
//! interpretation and in its components. A positive result anywhere makes the test positive. Otherwise every result in
//! it must be understood and negative.

use super::super::TestResult;
use super::super::jwt::text;
use crate::wire::json::{Map, Value};

/// What an observation found.
pub(super) fn result(observation: &Map<String, Value>) -> TestResult {
    let mut findings = vec![status(observation), value(observation)];
    for interpretation in list(observation, "interpretation") {
        findings.push(concept(interpretation, interpretation_code));
    }
    let components = list(observation, "component");
    if components.len() > MAX_COMPONENTS {
        findings.push(Finding::Unknown);
    }
    findings.extend(components.iter().take(MAX_COMPONENTS).map(component));
    if findings.contains(&Finding::Positive) && status(observation) == Finding::Nothing {
        TestResult::Detected
    } else if findings.contains(&Finding::Unknown) || !findings.contains(&Finding::Negative) {
        TestResult::Unknown(shown(observation))
    } else {
        TestResult::NotDetected
    }
}

/// What one element says about the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    /// The disease was found.
    Positive,
    /// It was not found.
    Negative,
    /// Something that is not understood.
    Unknown,
    /// Nothing.
    Nothing,
}

/// Only a final result is read (value set *observation status*): `entered-in-error`, `cancelled`, `preliminary` and
/// whatever else is none.
fn status(observation: &Map<String, Value>) -> Finding {
    match observation.get("status").and_then(Value::as_str) {
        Some("final" | "amended" | "corrected") => Finding::Nothing,
        _ => Finding::Unknown,
    }
}

/// The value of an observation or of a component: coded or in words; of any other type it is not understood. An absent
/// value is for the components to say.
fn value(element: &Map<String, Value>) -> Finding {
    let mut finding = Finding::Nothing;
    for (name, value) in element {
        let said = match name.as_str() {
            "valueCodeableConcept" => concept(value, result_code),
            "valueString" => value.as_str().map_or(Finding::Unknown, words),
            "dataAbsentReason" => Finding::Unknown,
            other if other.starts_with("value") || other.starts_with("_value") => Finding::Unknown,
            _ => continue,
        };
        finding = more_telling(finding, said);
    }
    finding
}

/// One part of an observation; one that says nothing is not understood.
fn component(component: &Value) -> Finding {
    let Some(component) = component.as_object() else { return Finding::Unknown };
    let interpretations = list(component, "interpretation").iter();
    let said =
        interpretations.map(|coded| concept(coded, interpretation_code)).fold(value(component), more_telling);
    if said == Finding::Nothing { Finding::Unknown } else { said }
}

/// A `CodeableConcept` (FHIR R4 section 2.24.0.7): its codings are translations of one another, so one of them that is
/// understood is enough, and none may contradict it. Codings of systems that are not read here are passed over.
fn concept(concept: &Value, code: fn(&str, &str) -> Option<Finding>) -> Finding {
    let codings = concept.get("coding").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut finding = Finding::Nothing;
    for coding in codings.iter().take(MAX_CODINGS) {
        let member = |name| coding.get(name).and_then(Value::as_str);
        let coded = match (member("system"), member("code")) {
            (Some(system), Some(value)) => code(system, value),
            _ => None,
        };
        finding = more_telling(finding, coded.unwrap_or(Finding::Nothing));
        finding = more_telling(finding, member("display").map_or(Finding::Nothing, description));
    }
    let text = concept.get("text");
    let said = text.map_or(Finding::Nothing, |text| text.as_str().map_or(Finding::Unknown, words));
    finding = more_telling(finding, text.and_then(Value::as_str).map_or(Finding::Nothing, description));
    match (finding, said) {
        (Finding::Positive, _) | (_, Finding::Positive) => Finding::Positive,
        (Finding::Negative, _) if codings.len() <= MAX_CODINGS => Finding::Negative,
        (Finding::Nothing, Finding::Negative) if codings.is_empty() => Finding::Negative,
        _ => Finding::Unknown,
    }
}

/// Of two elements that say one thing: positive before not understood, that before negative, that before nothing.
fn more_telling(one: Finding, other: Finding) -> Finding {
    let rank = |finding| match finding {
        Finding::Positive => 3,
        Finding::Unknown => 2,
        Finding::Negative => 1,
        Finding::Nothing => 0,
    };
    if rank(one) >= rank(other) { one } else { other }
}

/// The value set of results: codes of SNOMED CT, and answers of LOINC. A code of either system that is not in it is not
/// understood; `None` for another system.
fn result_code(system: &str, code: &str) -> Option<Finding> {
    let (positive, negative): (&[&str], &[&str]) = match system {
        SNOMED => (&SNOMED_POSITIVE, &SNOMED_NEGATIVE),
        LOINC => (&LOINC_POSITIVE, &LOINC_NEGATIVE),
        _ => return None,
    };
    Some(finding_of(code, positive, negative))
}

/// Codes of HL7's `ObservationInterpretation`.
fn interpretation_code(system: &str, code: &str) -> Option<Finding> {
    INTERPRETATIONS.contains(&system).then(|| finding_of(code, &INTERPRETED_POSITIVE, &INTERPRETED_NEGATIVE))
}

fn finding_of(code: &str, positive: &[&str], negative: &[&str]) -> Finding {
    if positive.contains(&code) {
        Finding::Positive
    } else if negative.contains(&code) {
        Finding::Negative
    } else {
        Finding::Unknown
    }
}

/// A result in words: the names that the value set gives its codes, in any case, with and without SNOMED CT's mark of
/// what they are.
fn words(text: &str) -> Finding {
    let text = text.trim().to_ascii_lowercase();
    finding_of(text.strip_suffix(QUALIFIER).unwrap_or(&text), &POSITIVE_WORDS, &NEGATIVE_WORDS)
}

/// What words say that describe a code: nothing of their own, unless they are a positive, or speak of one or of a doubt
/// without denying it.
fn description(text: &str) -> Finding {
    if words(text) == Finding::Positive {
        return Finding::Positive;
    }
    let text = text.to_ascii_lowercase();
    let mut is_denied = false;
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        is_denied |= DENYING_WORDS.contains(&word);
        if DOUBTFUL_WORDS.contains(&word) || FOUND_WORDS.contains(&word) && !is_denied {
            return Finding::Unknown;
        }
    }
    Finding::Nothing
}

/// The text for the display of a result that is not understood: its first code, or its words.
fn shown(observation: &Map<String, Value>) -> Option<String> {
    let value = observation.get("valueCodeableConcept");
    let code = value.and_then(|value| value.get("coding")?.get(0)?.get("code")?.as_str().map(str::to_owned));
    code.or_else(|| text(observation, "valueString"))
}

fn list<'a>(object: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    match object.get(name) {
        None => &[],
        Some(Value::Array(elements)) => elements,
        Some(other) => std::slice::from_ref(other),
    }
}

const SNOMED: &str = "http://snomed.info/sct";
const LOINC: &str = "http://loinc.org";
const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
/// HL7 version 2 has the same codes in its table 0078.
const INTERPRETATIONS: [&str; 2] = [INTERPRETATION, "http://terminology.hl7.org/CodeSystem/v2-0078"];
/// Detected, positive, weakly positive, presumptive positive, reactive, present, detected in a pooled specimen, and the
/// coronavirus as the organism found.
const SNOMED_POSITIVE: [&str; 8] = [
    "260373001",
    "10828004",
    "260408008",
    "720735008",
    "11214006",
    "52101004",
    "462371000124108",
    "840533007",
];
/// Not detected, negative, non-reactive, not detected in a pooled specimen.
const SNOMED_NEGATIVE: [&str; 4] = ["260415000", "260385009", "131194007", "895231008"];
/// Detected, positive, strong positive.
const LOINC_POSITIVE: [&str; 3] = ["LA11882-0", "LA6576-8", "LA18996-1"];
/// Not detected, negative.
const LOINC_NEGATIVE: [&str; 2] = ["LA11883-8", "LA6577-6"];
/// Positive, detected, reactive, weakly reactive, abnormal, critically abnormal.
const INTERPRETED_POSITIVE: [&str; 6] = ["POS", "DET", "RR", "WR", "A", "AA"];
/// Negative, not detected, non-reactive, normal.
const INTERPRETED_NEGATIVE: [&str; 4] = ["NEG", "ND", "NR", "N"];
const POSITIVE_WORDS: [&str; 6] =
    ["positive", "detected", "reactive", "presumptive positive", "weakly positive", "strong positive"];
const NEGATIVE_WORDS: [&str; 4] = ["not detected", "negative", "none detected", "non-reactive"];
const QUALIFIER: &str = " (qualifier value)";
/// Words of a positive, which a denying word before them turns.
const FOUND_WORDS: [&str; 4] = ["positive", "detected", "reactive", "present"];
const DENYING_WORDS: [&str; 5] = ["not", "no", "non", "none", "never"];
/// Words of a test that gave no result.
const DOUBTFUL_WORDS: [&str; 8] = [
    "inconclusive",
    "indeterminate",
    "equivocal",
    "invalid",
    "suspected",
    "unsatisfactory",
    "cancelled",
    "pending",
];
/// Codings read of one concept; cards that are issued have one or two.
const MAX_CODINGS: usize = 16;
/// Components read of one observation.
const MAX_COMPONENTS: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(change: impl FnOnce(&mut Value)) -> TestResult {
        let mut observation = json!({"status": "final",
            "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": "260415000"}]}});
        change(&mut observation);
        match observation {
            Value::Object(observation) => result(&observation),
            _ => TestResult::Unknown(None),
        }
    }

    fn coded(system: &str, code: &str) -> Value {
        json!({"coding": [{"system": system, "code": code}]})
    }

    #[test]
    fn reads_every_code_of_the_value_set_under_its_own_system() {
        for (system, code, expected) in [
            (SNOMED, "260415000", Finding::Negative),
            (SNOMED, "260385009", Finding::Negative),
            (SNOMED, "131194007", Finding::Negative),
            (SNOMED, "895231008", Finding::Negative),
            (SNOMED, "840533007", Finding::Positive),
            (LOINC, "LA11883-8", Finding::Negative),
            (LOINC, "LA6577-6", Finding::Negative),
            (SNOMED, "260373001", Finding::Positive),
            (SNOMED, "10828004", Finding::Positive),
            (SNOMED, "720735008", Finding::Positive),
            (SNOMED, "11214006", Finding::Positive),
            (LOINC, "LA18996-1", Finding::Positive),
            (SNOMED, "419984006", Finding::Unknown),
            (SNOMED, "125154007", Finding::Unknown),
            (LOINC, "260415000", Finding::Unknown),
            ("http://laboratory.example", "260415000", Finding::Unknown),
        ] {
            assert_eq!(concept(&coded(system, code), result_code), expected, "{system} {code}");
        }
    }

    #[test]
    fn a_positive_anywhere_counts() {
        let cases: [fn(&mut Value); 8] = [
            |o| o["valueCodeableConcept"]["coding"][0]["display"] = json!("Detected (qualifier value)"),
            |o| {
                o["valueCodeableConcept"] = json!({"coding": [{"system": "x", "code": "N"}, {"system": SNOMED, "code": "260373001"}]});
            },
            |o| o["valueCodeableConcept"]["text"] = json!("Positive"),
            |o| o["valueCodeableConcept"]["coding"][0]["display"] = json!("Detected"),
            |o| o["valueString"] = json!(" DETECTED "),
            |o| o["interpretation"] = json!([coded(INTERPRETATION, "POS")]),
            |o| o["component"] = json!([{"valueCodeableConcept": coded(LOINC, "LA6576-8")}]),
            |o| {
                o["component"] = json!([{"valueQuantity": {"value": 31}, "interpretation": [coded(INTERPRETATION, "RR")]}]);
            },
        ];
        for (place, case) in cases.into_iter().enumerate() {
            assert_eq!(found(case), TestResult::Detected, "case {place}");
        }
    }

    #[test]
    fn whatever_is_not_understood_is_no_result() {
        let cases: [fn(&mut Value); 17] = [
            |o| o["valueCodeableConcept"]["text"] = json!("SARS-CoV-2 RNA detected"),
            |o| o["valueCodeableConcept"]["text"] = json!("Inconclusive"),
            |o| o["valueCodeableConcept"]["coding"][0]["display"] = json!("Not valid: invalid result"),
            |o| o["status"] = json!("entered-in-error"),
            |o| o["status"] = json!("cancelled"),
            |o| o["status"] = json!("preliminary"),
            |o| drop(o.as_object_mut().unwrap().remove("status")),
            |o| drop(o.as_object_mut().unwrap().remove("valueCodeableConcept")),
            |o| o["valueCodeableConcept"] = coded(SNOMED, "419984006"),
            |o| o["valueCodeableConcept"] = coded("http://laboratory.example", "260415000"),
            |o| o["valueCodeableConcept"] = json!({"text": "see report"}),
            |o| o["valueCodeableConcept"] = json!({"coding": [{"code": "260415000"}]}),
            |o| o["valueQuantity"] = json!({"value": 40}),
            |o| o["dataAbsentReason"] = json!({"text": "error"}),
            |o| o["interpretation"] = json!([coded(INTERPRETATION, "IND")]),
            |o| o["component"] = json!([{"valueCodeableConcept": coded(SNOMED, "42425007")}]),
            |o| o["component"] = json!(vec![json!({}); 33]),
        ];
        for (place, case) in cases.into_iter().enumerate() {
            assert!(matches!(found(case), TestResult::Unknown(_)), "case {place}");
        }
    }

    #[test]
    fn a_negative_told_in_several_ways_is_one() {
        let cases: [fn(&mut Value); 9] = [
            |_| (),
            |o| o["valueCodeableConcept"]["text"] = json!("No SARS-CoV-2 RNA was detected"),
            |o| o["valueCodeableConcept"]["text"] = json!("Result of a polymerase chain reaction"),
            |o| o["valueCodeableConcept"]["coding"][0]["display"] = json!("Not detected (qualifier value)"),
            |o| o["interpretation"] = json!([coded(INTERPRETATIONS[1], "N")]),
            |o| o["valueCodeableConcept"]["text"] = json!("Not detected"),
            |o| o["valueCodeableConcept"]["coding"] = json!([{"system": "http://laboratory.example", "code": "7"}, {"system": LOINC, "code": "LA6577-6"}]),
            |o| o["interpretation"] = json!([coded(INTERPRETATION, "NEG")]),
            |o| *o = json!({"status": "amended", "component": [{"valueCodeableConcept": coded(SNOMED, "260415000")}]}),
        ];
        for (place, case) in cases.into_iter().enumerate() {
            assert_eq!(found(case), TestResult::NotDetected, "case {place}");
        }
    }
}
