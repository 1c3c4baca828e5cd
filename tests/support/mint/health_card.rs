//! SMART Health Cards, each spoilt in one place.

use checkpost::envelope::Format;
use checkpost_issuing::specimen::other_formats::{KEY_NAME, card, health_card};
use checkpost_issuing::{jose, shc};
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use serde_json::{Value, json};

use super::{End, Mint, NOW, Vector, vector};

impl Mint {
    pub(super) fn health_cards(&self) -> Vec<(String, Vector)> {
        let genuine = health_card(NOW, &self.key);
        let changed = |pointer: &str, value: Value| {
            let mut card = card(NOW);
            if let Some(place) = card.pointer_mut(pointer) {
                *place = value;
            }
            shc::mint(&card, &self.key, KEY_NAME)
        };
        let mut over = card(NOW);
        if let Some(object) = over.as_object_mut() {
            object.insert("exp".to_owned(), json!(NOW.0 - 1));
        }
        let headed = |parameters: [(&str, &str); 3], payload: &[u8]| {
            shc::wrap(&jose::sign(jose::header(parameters), payload, &self.key))
        };
        let plain = card(NOW).to_string().into_bytes();
        let standard = |algorithm| [("alg", algorithm), ("zip", "DEF"), ("kid", KEY_NAME)];
        let part = shc::split(&genuine, 3).swap_remove(1);
        [
            ("genuine", End::Admitted, "A vaccination in a FHIR bundle, without an end.", genuine.clone()),
            ("one_part_of_three", End::IndeterminateAtParse("F-PRT"), "The second of three codes.", part),
            (
                "part_out_of_count",
                End::AtParse("D-PRT"),
                "The fourth of three codes.",
                "shc:/4/3/5676".to_owned(),
            ),
            ("digit_left_over", End::AtParse("D-DIG"), "An odd number of digits.", format!("{genuine}0")),
            ("digits_beyond_the_alphabet", End::AtParse("D-DIG"), "A pair above 77.", format!("{genuine}99")),
            (
                "zlib_instead_of_deflate",
                End::AtParse("D-ZIP"),
                "The payload has a zlib wrapper.",
                headed(standard("ES256"), &compress_to_vec_zlib(&plain, 9)),
            ),
            (
                "not_compressed",
                End::AtParse("D-JWS"),
                "The header names no compression.",
                headed([("alg", "ES256"), ("kid", KEY_NAME), ("x", "")], &plain),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                shc::mint(&card(NOW), &self.other, KEY_NAME),
            ),
            (
                "issuer_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "Nobody here knows the issuer.",
                changed("/iss", json!("https://elsewhere.example")),
            ),
            ("begin_a_text", End::AtClaims("T-BAD"), "nbf is a text.", changed("/nbf", json!("2021-01-01"))),
            (
                "test_positive",
                End::AtRules("R-POS"),
                "An observation that found the disease.",
                changed("/vc/credentialSubject/fhirBundle/entry/1/resource", json!({
                    "resourceType": "Observation", "status": "final",
                    "code": { "coding": [{ "system": "http://loinc.org", "code": "94558-4" }] },
                    "effectiveDateTime": "2026-09-20",
                    "valueCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": "260373001" }] },
                })),
            ),
            (
                "bomb",
                End::AtParse("D-BIG"),
                "A megabyte of zeros, compressed.",
                headed(standard("ES256"), &compress_to_vec(&vec![0; 1 << 20], 9)),
            ),
            (
                "parts_without_number",
                End::AtParse("D-PRT"),
                "The first of ten thousand codes, which no card has.",
                "shc:/1/10000/5676".to_owned(),
            ),
            (
                "no_health_card",
                End::AtClaims("B-BAD"),
                "A credential of another type.",
                changed("/vc/type", json!(["https://example.org#diploma"])),
            ),
            (
                "no_statement",
                End::AtClaims("B-NON"),
                "A patient, and nothing said of them.",
                changed("/vc/credentialSubject/fhirBundle/entry/1", json!({})),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("shc", name, description, &self.keys_of(Format::SmartHealthCard), text, &end)
        })
        .into()
    }
}
