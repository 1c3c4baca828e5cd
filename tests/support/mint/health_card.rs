//! SMART Health Cards, each spoilt in one place.

use checkpost::issue::specimen::relatives::{KEY_NAME, card, health_card};
use checkpost::issue::{jose, shc};
use checkpost::time::SECONDS_PER_DAY;
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use p256::ecdsa::Signature;
use serde_json::{Value, json};

use super::{End, Mint, NOW, Vector, vector};

impl Mint {
    #[expect(clippy::too_many_lines, reason = "one row a vector")]
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
        let raw = compress_to_vec(&plain, 9);
        let standard = |algorithm| [("alg", algorithm), ("zip", "DEF"), ("kid", KEY_NAME)];
        let token = jose::sign(jose::header(standard("ES256")), &raw, &self.key);
        let part = shc::split(&genuine, 3).swap_remove(1);
        [
            ("genuine", End::Admitted, "A vaccination in a FHIR bundle, without an end.", genuine.clone()),
            ("one_part_of_three", End::DoubtAtParse("F-PRT"), "The second of three codes.", part),
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
                "mark_before_the_json",
                End::AtParse("D-JSN"),
                "A byte-order mark before the payload.",
                headed(standard("ES256"), &compress_to_vec(&[b"\xEF\xBB\xBF", plain.as_slice()].concat(), 9)),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                shc::mint(&card(NOW), &self.other, KEY_NAME),
            ),
            (
                "signature_in_der",
                End::AtVerify("S-LEN"),
                "The signature is encoded as in a certificate.",
                shc::wrap(&in_der(&token)),
            ),
            (
                "algorithm_none",
                End::AtVerify("S-ALG"),
                "The header names no algorithm, by that name.",
                headed(standard("none"), &raw),
            ),
            (
                "algorithm_of_shared_secrets",
                End::AtVerify("S-ALG"),
                "The header names HS256.",
                headed(standard("HS256"), &raw),
            ),
            (
                "key_unknown",
                End::DoubtAtVerify("I-UNK"),
                "The issuer has no key of that name.",
                shc::mint(&card(NOW), &self.key, "other"),
            ),
            (
                "issuer_unknown",
                End::DoubtAtVerify("I-UNK"),
                "Nobody here knows the issuer.",
                changed("/iss", json!("https://elsewhere.example")),
            ),
            (
                "not_begun",
                End::AtRules("T-NBF"),
                "nbf lies a day ahead.",
                changed("/nbf", json!(NOW.0 + SECONDS_PER_DAY)),
            ),
            (
                "begins_in_milliseconds",
                End::AtRules("T-NBF"),
                "nbf is in milliseconds.",
                changed("/nbf", json!(NOW.0 * 1000)),
            ),
            (
                "expired",
                End::AtRules("T-EXP"),
                "exp was a second ago.",
                shc::mint(&over, &self.key, KEY_NAME),
            ),
            ("begin_a_text", End::AtClaims("T-BAD"), "nbf is a text.", changed("/nbf", json!("2021-01-01"))),
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
            vector("shc", name, description, &self.every_format(), text, &end)
        })
        .into()
    }
}

/// A token with its signature in the other encoding.
fn in_der(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let raw = data_encoding::BASE64URL_NOPAD.decode(signature.as_bytes()).expect("it was just made");
    let signature = Signature::from_slice(&raw).expect("it was just made").to_der();
    format!("{signed}.{}", data_encoding::BASE64URL_NOPAD.encode(signature.as_bytes()))
}
