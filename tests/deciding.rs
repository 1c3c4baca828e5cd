//! No statement is admitted whose deciding field was replaced by anything that is not understood. The fields are those
//! of the table in `src/claims.rs`.

use std::sync::LazyLock;

use checkpost::claims::TestResult;
use checkpost::envelope::Format;
use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::PrecomputationCache;
use checkpost::time::{Day, UnixTime};
use checkpost::trust::TrustStore;
use checkpost::verdict::Verdict;
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::certificate::self_signed;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::hcert::wrap;
use checkpost_issuing::specimen::other_formats::{KEY_NAME, card, city_pass, seal_data};
use checkpost_issuing::specimen::{KEY_ID, certificate, holder_b, holder_c, recovery, test, trust};
use checkpost_issuing::{shc, vdsnc};
use p256::ecdsa::SigningKey;
use proptest::prelude::*;
use serde_json::json;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_result_of_a_health_certificate(value in cbor_value()) {
        prop_assume!(value != Value::Text("260415000".to_owned()));
        let pass = certificate(NOW, holder_b(), test(NOW, TestResult::NotDetected));
        prop_assert!(!is_admitted(&health_certificate(pass.token(), "t", "tr", &value)), "{value:?}");
    }

    #[test]
    fn the_days_of_a_recovery(value in cbor_value(), ends in any::<bool>()) {
        prop_assume!(value.untagged().as_text().is_none_or(|text| Day::from_text(text).is_none()));
        let pass = certificate(NOW, holder_c(), recovery(NOW));
        let field = if ends { "du" } else { "df" };
        prop_assert!(!is_admitted(&health_certificate(pass.token(), "r", field, &value)), "{field} {value:?}");
    }

    #[test]
    fn the_result_of_a_health_card(value in json_value(), member in observation_member()) {
        let mut observation = observation();
        prop_assume!(observation.get(member) != Some(&value) && !is_known_status(member, &value));
        // in words it may be understood too
        prop_assume!(member == "valueString" || !value.to_string().contains("negative"));
        // an empty list says nothing
        prop_assume!(!(value == json!([]) && matches!(member, "interpretation" | "component")));
        observation[member] = value;
        prop_assert!(!is_admitted(&health_card(&observation)), "{observation}");
    }

    #[test]
    fn the_type_of_a_record_of_a_health_card(kind in "[A-Za-z]{0,20}") {
        prop_assume!(!matches!(kind.as_str(), "Observation" | "Immunization" | "Patient"));
        let mut record = observation();
        record["resourceType"] = json!(kind);
        prop_assert!(!is_admitted(&health_card(&record)), "{record}");
    }

    #[test]
    fn the_code_of_a_result_of_a_health_card(code in "[A-Za-z0-9 -]{0,12}", system in coding_system()) {
        prop_assume!(!NEGATIVE.contains(&(system, code.as_str())));
        let mut observation = observation();
        observation["valueCodeableConcept"] = json!({"coding": [{"system": system, "code": code}]});
        prop_assert!(!is_admitted(&health_card(&observation)), "{system} {code}");
    }

    #[test]
    fn the_result_of_a_seal(value in json_value()) {
        prop_assume!(value != json!("Negative"));
        let mut data = seal_data(NOW);
        data["hdr"]["t"] = json!("icao.test");
        data["msg"] = json!({ "utci": "SPECIMEN-0002", "pid": { "n": "TESTWELL AMARI" }, "sp": {},
            "dat": { "sc": "2026-09-20T08:00:00Z" }, "tr": { "tc": "molecular(PCR)", "r": value } });
        let certificate = self_signed(&KEY, "Demonstration").expect("the key has a public form");
        // data without a canonical form cannot be signed
        if let Some(text) = vdsnc::mint(&data, &certificate, &KEY) {
            prop_assert!(!is_admitted(&text), "{data}");
        }
    }

    #[test]
    fn the_colour_and_the_results_of_a_city_pass(value in cbor_value(), tested in any::<bool>()) {
        prop_assume!(value != Value::Integer(if tested { 0 } else { 2 }));
        let mut token = city_pass(NOW).token();
        let Some(Value::Map(body)) = token.get_mut(&Key::Integer(-65_537)) else { panic!("a city pass has a body") };
        if tested {
            let time = Value::Integer((NOW.0 - 3600).into());
            let row = Value::Array(vec![Value::Text("LP6464-4".to_owned()), value.clone(), time]);
            body.insert(Key::Integer(7), Value::Array(vec![row]));
        } else {
            body.insert(Key::Integer(1), value.clone());
        }
        let message = signer().sign(encode(&Value::Map(token)));
        prop_assert!(!is_admitted(&format!("CP1:{}", base45::encode(&message.encode()))), "{value:?}");
    }
}

#[test]
fn what_is_understood_is_admitted() {
    let negative = certificate(NOW, holder_b(), test(NOW, TestResult::NotDetected));
    let recovered = certificate(NOW, holder_c(), recovery(NOW));
    let good = Value::Text("260415000".to_owned());
    assert!(is_admitted(&health_certificate(negative.token(), "t", "tr", &good)), "a test");
    let until = Value::Text("2026-12-01".to_owned());
    assert!(is_admitted(&health_certificate(recovered.token(), "r", "du", &until)), "a recovery");
    assert!(is_admitted(&health_card(&observation())), "a health card");
    assert!(is_admitted(&city_pass(NOW).mint(&signer())), "a city pass");
}

/// Values of every type, words that results are told in among them.
fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i32>().prop_map(serde_json::Value::from),
        "[ -~]{0,12}".prop_map(serde_json::Value::from),
        prop::sample::select(vec![
            "Positive",
            "negative ",
            "POSITIVE",
            "final",
            "FINAL",
            "260415000",
            "unknown"
        ])
        .prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::btree_map("(coding|code|system|text|value)", inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn cbor_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(|number| Value::Integer(number.into())),
        prop::sample::select(vec![-1, 0, 1, 2, 3, 260_415_000]).prop_map(Value::Integer),
        any::<f64>().prop_filter("a NaN is unlike itself", |number| !number.is_nan()).prop_map(Value::Float),
        prop::collection::vec(any::<u8>(), 0..12).prop_map(Value::Bytes),
        "[ -~]{0,12}".prop_map(Value::Text),
        prop::sample::select(vec!["260415000 ", "260373001", "Negative", "20270101", "2027-13-01", "green"])
            .prop_map(|text| Value::Text(text.to_owned())),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            inner.prop_map(|value| Value::Tag(1004, Box::new(value))),
        ]
    })
}

fn observation_member() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "status",
        "valueCodeableConcept",
        "valueString",
        "valueQuantity",
        "interpretation",
        "component",
        "dataAbsentReason",
        "modifierExtension",
        "implicitRules",
    ])
}

fn coding_system() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["http://snomed.info/sct", "http://loinc.org", "https://laboratory.example", ""])
}

/// The good answers of the value set.
const NEGATIVE: [(&str, &str); 6] = [
    ("http://snomed.info/sct", "131194007"),
    ("http://snomed.info/sct", "895231008"),
    ("http://snomed.info/sct", "260415000"),
    ("http://snomed.info/sct", "260385009"),
    ("http://loinc.org", "LA11883-8"),
    ("http://loinc.org", "LA6577-6"),
];

fn is_known_status(member: &str, value: &serde_json::Value) -> bool {
    let words = ["not detected", "negative", "none detected", "non-reactive"];
    let known: &[&str] = match member {
        "status" => &["final", "amended", "corrected"],
        "valueString" => &words,
        _ => &[],
    };
    value.as_str().is_some_and(|text| known.contains(&text.trim().to_ascii_lowercase().as_str()))
}

/// A test that found nothing.
fn observation() -> serde_json::Value {
    json!({ "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-09-20",
        "code": { "coding": [{ "system": "http://loinc.org", "code": "94558-4" }] },
        "valueCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": "260415000" }] } })
}

fn health_card(observation: &serde_json::Value) -> String {
    let mut card = card(NOW);
    *card.pointer_mut("/vc/credentialSubject/fhirBundle/entry/1/resource").expect("the card has it") =
        observation.clone();
    shc::mint(&card, &KEY, KEY_NAME)
}

/// The certificate with a field of its statement replaced.
fn health_certificate(mut token: Map, group: &str, field: &str, value: &Value) -> String {
    fn map(value: &mut Value) -> Option<&mut Map> {
        if let Value::Map(map) = value { Some(map) } else { None }
    }
    let entry = token
        .get_mut(&Key::Integer(-260))
        .and_then(|container| map(container)?.get_mut(&Key::Integer(1)))
        .and_then(|body| map(body)?.get_mut(&Key::from(group)))
        .and_then(
            |entries| if let Value::Array(entries) = entries { map(entries.first_mut()?) } else { None },
        );
    entry.expect("the certificate has the statement").insert(Key::from(field), value.clone());
    wrap(&signer().sign(encode(&Value::Map(token))).encode())
}

fn is_admitted(text: &str) -> bool {
    let context = DecisionContext { now: NOW, utc_offset_seconds: 0, history: &AdmissionHistory::default() };
    matches!(
        judge(text.as_bytes(), &TRUST, &PrecomputationCache::default(), &context).verdict,
        Verdict::Admitted(_)
    )
}

fn signer() -> Signer<'static> {
    Signer { key: &KEY, key_id: KEY_ID }
}

const NOW: UnixTime = UnixTime(1_790_000_000);
static KEY: LazyLock<SigningKey> = LazyLock::new(|| demonstration_signing_key().expect("the key is one"));
static TRUST: LazyLock<TrustStore> = LazyLock::new(|| {
    let store = trust(NOW).expect("the key is one");
    assert!(store.keys().iter().any(|key| key.format == Format::CityPass), "every format has a key");
    store
});
