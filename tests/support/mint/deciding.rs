//! Passes whose deciding field says something that is not understood, or a positive in an unusual place.

use checkpost::envelope::Format;
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost_issuing::certificate::self_signed;
use checkpost_issuing::specimen::other_formats::{KEY_NAME, card, city_pass, seal_data};
use checkpost_issuing::{shc, vdsnc};
use serde_json::json;

use super::{End, Mint, NOW, Vector, recovered, tested, vaccinated, vector};
use checkpost::claims::TestResult;

impl Mint {
    pub(super) fn deciding(&self) -> Vec<(String, Vector)> {
        [self.observations(), self.health_certificates(), self.seal_results(), self.city_codes()].concat()
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn observations(&self) -> Vec<(String, Vector)> {
        let snomed = |code: &str| json!({"system": "http://snomed.info/sct", "code": code});
        let loinc = |code: &str| json!({"system": "http://loinc.org", "code": code});
        let value = |codings: &[&serde_json::Value]| json!({"valueCodeableConcept": {"coding": codings}});
        let not_understood = || End::IndeterminateAtRules("U-RES");
        let positive = || End::AtRules("R-POS");
        let negative = snomed("260415000");
        let extension = json!([{"url": "https://issuer.example/refused", "valueBoolean": true}]);
        let with = |name: &str, added: serde_json::Value| {
            let mut said = value(&[&negative]);
            said[name] = added;
            said
        };
        [
            ("test_negative", End::Admitted, "Not detected.", value(&[&negative])),
            ("test_negative_by_an_answer_of_loinc", End::Admitted, "Negative, as LOINC codes it.", value(&[&loinc("LA6577-6")])),
            (
                "test_negative_in_a_second_coding",
                End::Admitted,
                "A laboratory's own code, and the same in SNOMED CT.",
                value(&[&json!({"system": "https://laboratory.example", "code": "7"}), &negative]),
            ),
            ("test_presumptive_positive", positive(), "Presumptive positive.", value(&[&snomed("720735008")])),
            ("test_positive_by_an_answer_of_loinc", positive(), "Positive, as LOINC codes it.", value(&[&loinc("LA6576-8")])),
            (
                "test_positive_in_a_second_coding",
                positive(),
                "A laboratory's own code, and detected in SNOMED CT.",
                value(&[&json!({"system": "https://laboratory.example", "code": "7"}), &snomed("260373001")]),
            ),
            ("test_positive_in_words", positive(), "Detected, in words.", json!({"valueString": "Detected"})),
            (
                "test_positive_in_a_component",
                positive(),
                "Not detected, and one of its parts was.",
                with("component", json!([value(&[&snomed("10828004")])])),
            ),
            (
                "test_positive_by_interpretation",
                positive(),
                "A quantity, interpreted as positive.",
                json!({"valueQuantity": {"value": 17}, "interpretation": [{"coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "POS"}]}]}),
            ),
            (
                "test_positive_in_the_words_beside_its_code",
                not_understood(),
                "The code for not detected, and words that tell of a virus detected.",
                json!({"valueCodeableConcept": {"coding": [&negative], "text": "SARS-CoV-2 RNA detected"}}),
            ),
            (
                "test_inconclusive_in_the_words_beside_its_code",
                not_understood(),
                "The code for not detected, and words that tell of no result.",
                json!({"valueCodeableConcept": {"coding": [&negative], "text": "Inconclusive"}}),
            ),
            (
                "test_negative_in_the_words_beside_its_code",
                End::Admitted,
                "The code for not detected, and words that tell the same.",
                json!({"valueCodeableConcept": {"coding": [&negative], "text": "No SARS-CoV-2 RNA detected"}}),
            ),
            ("test_non_reactive", End::Admitted, "Non-reactive.", value(&[&snomed("131194007")])),
            ("test_positive_by_the_organism_found", positive(), "The virus.", value(&[&snomed("840533007")])),
            ("test_inconclusive", not_understood(), "Inconclusive.", value(&[&snomed("419984006")])),
            ("test_without_a_result", not_understood(), "No result.", json!({})),
            ("test_with_a_quantity", not_understood(), "A number and nothing said of it.", json!({"valueQuantity": {"value": 38}})),
            ("test_entered_in_error", not_understood(), "Entered in error.", with("status", json!("entered-in-error"))),
            ("test_preliminary", not_understood(), "Not final.", with("status", json!("preliminary"))),
            (
                "test_negative_by_a_foreign_system",
                not_understood(),
                "The code for not detected, under the name of another system.",
                value(&[&json!({"system": "https://laboratory.example", "code": "260415000"})]),
            ),
        ]
        .map(|(name, end, description, said)| {
            let mut observation = json!({
                "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-09-20",
                "code": { "coding": [{ "system": "http://loinc.org", "code": "94558-4" }] },
            });
            for (member, value) in said.as_object().into_iter().flatten() {
                observation[member] = value.clone();
            }
            (name, end, description, observation)
        })
        .into_iter()
        .chain(
            [
                ("modifier_extension", "With an extension that changes its meaning.", "modifierExtension", extension.clone()),
                (
                    "modifier_extension_inside",
                    "With such an extension in one of its parts.",
                    "protocolApplied",
                    json!([{ "modifierExtension": extension }]),
                ),
                ("made_under_other_rules", "With rules that it has to be read by.", "implicitRules", json!("urn:rules")),
                ("dose_too_weak", "A dose that does not count.", "isSubpotent", json!(true)),
            ]
            .map(|(name, description, member, said)| {
                let mut dose = json!({
                    "resourceType": "Immunization", "status": "completed", "occurrenceDateTime": "2026-01-01",
                    "vaccineCode": { "coding": [{ "system": "http://hl7.org/fhir/sid/cvx", "code": "207" }] },
                });
                dose[member] = said;
                (name, End::IndeterminateAtClaims("U-MOD"), description, dose)
            }),
        )
        .map(|(name, end, description, resource)| {
            let mut card = card(NOW);
            card["vc"]["credentialSubject"]["fhirBundle"]["entry"][1]["resource"] = resource;
            let text = shc::mint(&card, &self.key, KEY_NAME);
            vector("shc/deciding", name, description, &self.keys_of(Format::SmartHealthCard), text, &end)
        })
        .chain(
            [
                (
                    "report_beside_a_vaccination",
                    json!({"resource": {"resourceType": "DiagnosticReport", "status": "final",
                        "conclusionCode": [{"coding": [snomed("840539006")]}]}}),
                    End::IndeterminateAtClaims("U-TYP"),
                    "A laboratory's report of the disease.",
                ),
                (
                    "condition_beside_a_vaccination",
                    json!({"resource": {"resourceType": "Condition", "code": {"coding": [snomed("840539006")]}}}),
                    End::IndeterminateAtClaims("U-TYP"),
                    "A diagnosis of the disease.",
                ),
                (
                    "record_of_an_unknown_type_beside_a_vaccination",
                    json!({"resource": {"resourceType": "observation"}}),
                    End::IndeterminateAtClaims("U-TYP"),
                    "Nobody knows what it says.",
                ),
                (
                    "record_without_a_type_beside_a_vaccination",
                    json!({"resource": {"status": "final", "valueCodeableConcept": {"coding": [snomed("260373001")]}}}),
                    End::IndeterminateAtClaims("U-TYP"),
                    "Nobody knows what it says.",
                ),
                (
                    "entry_without_a_record_beside_a_vaccination",
                    json!({"fullUrl": "resource:9"}),
                    End::IndeterminateAtClaims("U-TYP"),
                    "It may have stated anything.",
                ),
                (
                    "clinic_beside_a_vaccination",
                    json!({"resource": {"resourceType": "Organization", "name": "Clinic at the Harbour"}}),
                    End::Admitted,
                    "Who gave it says nothing about the person.",
                ),
            ]
            .map(|(name, entry, end, description)| {
                let mut card = card(NOW);
                if let Some(entries) = card["vc"]["credentialSubject"]["fhirBundle"]["entry"].as_array_mut() {
                    entries.push(entry);
                }
                let text = shc::mint(&card, &self.key, KEY_NAME);
                vector("shc/deciding", name, description, &self.keys_of(Format::SmartHealthCard), text, &end)
            }),
        )
        .chain([{
            let mut card = card(NOW);
            let entries = vec![card["vc"]["credentialSubject"]["fhirBundle"]["entry"][0].clone(); 257];
            card["vc"]["credentialSubject"]["fhirBundle"]["entry"] = json!(entries);
            vector(
                "shc/deciding",
                "more_resources_than_are_read",
                "A positive test might stand behind the last one that is read.",
                &self.keys_of(Format::SmartHealthCard),
                shc::mint(&card, &self.key, KEY_NAME),
                &End::IndeterminateAtClaims("U-BIG"),
            )
        }])
        .collect()
    }

    fn health_certificates(&self) -> Vec<(String, Vector)> {
        let text = |text: &str| Value::Text(text.to_owned());
        let negative = tested(TestResult::NotDetected);
        let recovery = recovered(NOW);
        let not_understood = |code| End::IndeterminateAtRules(code);
        let result = |value: Option<Value>| self.entry_changed(&negative, "t", "tr", value);
        let days = |name, value: Option<Value>| self.entry_changed(&recovery, "r", name, value);
        let exemption = self.body_changed(&vaccinated(), |body| {
            if let Some(group) = body.remove(&Key::from("v")) {
                body.insert(Key::from("ve"), group);
            }
        });
        [
            (
                "result_an_integer",
                not_understood("U-RES"),
                "The result is an integer.",
                result(Some(Value::Integer(260_415_000))),
            ),
            (
                "result_with_a_blank",
                not_understood("U-RES"),
                "A blank behind the code.",
                result(Some(text("260415000 "))),
            ),
            ("result_absent", not_understood("U-RES"), "No result.", result(None)),
            (
                "result_of_another_code",
                not_understood("U-RES"),
                "Indeterminate.",
                result(Some(text("82334004"))),
            ),
            ("result_in_words", not_understood("U-RES"), "NEGATIVE.", result(Some(text("NEGATIVE")))),
            (
                "recovery_until_in_digits",
                not_understood("U-REC"),
                "du is 20270101.",
                days("du", Some(text("20270101"))),
            ),
            (
                "recovery_until_in_seconds",
                not_understood("U-REC"),
                "du is a number.",
                days("du", Some(Value::Integer(1_800_000_000))),
            ),
            ("recovery_until_absent", not_understood("U-REC"), "No du.", days("du", None)),
            ("recovery_from_absent", not_understood("U-REC"), "No df.", days("df", None)),
            (
                "recovery_from_impossible",
                not_understood("U-REC"),
                "df is 30 February.",
                days("df", Some(text("2026-02-30"))),
            ),
            (
                "recovery_until_and_more",
                not_understood("U-REC"),
                "Something behind the date.",
                days("du", Some(text("2027-01-01?"))),
            ),
            (
                "exemption_in_the_wrong_container",
                End::AtClaims("B-NON"),
                "An Austrian exemption as HC1.",
                exemption,
            ),
        ]
        .into_iter()
        .flat_map(|(name, end, description, text)| {
            let other_containers =
                [(Format::HcertExemption, "AT1:"), (Format::HcertLight, "LT1:")].map(|(format, prefix)| {
                    let folder = format!("{}/deciding", format.name());
                    let text = text.replacen("HC1:", prefix, 1);
                    vector(&folder, name, description, &self.keys_of(format), text, &end)
                });
            let is_relative = !name.starts_with("exemption");
            let own = vector("hcert/deciding", name, description, &self.trust(), text.clone(), &end);
            [own].into_iter().chain(other_containers.into_iter().filter(move |_| is_relative))
        })
        .collect()
    }

    /// A certificate with one field of its statement replaced or left out.
    fn entry_changed(
        &self,
        pass: &checkpost_issuing::hcert::Certificate,
        group: &str,
        field: &str,
        value: Option<Value>,
    ) -> String {
        let mut token = pass.token();
        let entry = token
            .get_mut(&Key::Integer(-260))
            .and_then(|container| map(container)?.get_mut(&Key::Integer(1)))
            .and_then(|body| map(body)?.get_mut(&Key::from(group)))
            .and_then(|entries| match entries {
                Value::Array(entries) => map(entries.first_mut()?),
                _ => None,
            })
            .expect("the certificate has the statement");
        entry.remove(&Key::from(field)).expect("the statement has the field");
        entry.extend(value.map(|value| (Key::from(field), value)));
        self.mint_token(&token)
    }

    fn seal_results(&self) -> Vec<(String, Vector)> {
        let own = self_signed(&self.key, "Demonstration").expect("the key has a public form");
        [
            ("result_detected", json!("Detected"), "Another word than the report's."),
            ("result_reactive", json!("Reactive"), "Another word than the report's."),
            ("result_in_lower_case", json!("negative"), "Another spelling than the report's."),
            ("result_with_a_blank", json!("Negative "), "A blank behind the word."),
            ("result_null", json!(null), "Null."),
            ("result_a_list", json!(["Negative"]), "A list of one word."),
        ]
        .map(|(name, result, description)| {
            let mut data = seal_data(NOW);
            data["hdr"]["t"] = json!("icao.test");
            data["msg"] = json!({ "utci": "SPECIMEN-0002", "pid": { "n": "TESTWELL AMARI" }, "sp": {},
                "dat": { "sc": "2026-09-20T08:00:00Z" }, "tr": { "tc": "molecular(PCR)", "r": result } });
            let text = vdsnc::mint(&data, &own, &self.key).expect("the data has a canonical form");
            let trust = self.keys_of(Format::VdsNc);
            vector("vdsnc/deciding", name, description, &trust, text, &End::IndeterminateAtRules("U-RES"))
        })
        .into()
    }

    fn city_codes(&self) -> Vec<(String, Vector)> {
        let test = |result: Value| {
            let time = Value::Integer((NOW.0 - 3600).into());
            Value::Array(vec![Value::Array(vec![Value::Text("LP6464-4".to_owned()), result, time])])
        };
        let wrap = |body: &dyn Fn(&mut Map)| {
            let mut token = city_pass(NOW).token();
            token.get_mut(&Key::Integer(-65_537)).and_then(map).map(body).expect("a city pass has a body");
            format!("CP1:{}", base45::encode(&self.signed(&token).encode()))
        };
        let colour = |value: Option<Value>| {
            wrap(&|body| {
                body.remove(&Key::Integer(1));
                body.extend(value.clone().map(|value| (Key::Integer(1), value)));
            })
        };
        let tested = |result: Value| wrap(&|body| drop(body.insert(Key::Integer(7), test(result.clone()))));
        [
            (
                "colour_of_another_number",
                End::IndeterminateAtClaims("U-COL"),
                "Colour 3.",
                colour(Some(Value::Integer(3))),
            ),
            (
                "colour_a_word",
                End::IndeterminateAtClaims("U-COL"),
                "The word green.",
                colour(Some(Value::Text("green".to_owned()))),
            ),
            ("colour_absent", End::IndeterminateAtClaims("U-COL"), "No colour.", colour(None)),
            (
                "result_of_another_number",
                End::IndeterminateAtRules("U-RES"),
                "Result 2.",
                tested(Value::Integer(2)),
            ),
            (
                "result_a_word",
                End::IndeterminateAtRules("U-RES"),
                "A word.",
                tested(Value::Text("negative".to_owned())),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("citypass/deciding", name, description, &self.keys_of(Format::CityPass), text, &end)
        })
        .into()
    }
}

fn map(value: &mut Value) -> Option<&mut Map> {
    match value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}
