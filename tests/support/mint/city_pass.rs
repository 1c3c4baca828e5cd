//! City passes and live codes, each spoilt in one place.

use checkpost::claims::{Colour, ScheduleSlot};
use checkpost::envelope::Format;
use checkpost::trust::GateSettings;
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::{algorithm, claim, content_format, header};
use checkpost_issuing::citypass::{CityPass, Presentation, present};
use checkpost_issuing::cose::Signer;
use checkpost_issuing::specimen::KEY_ID;
use checkpost_issuing::specimen::other_formats::city_pass;
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::{End, Mint, NOW, Vector, vector};

impl Mint {
    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    pub(super) fn city_passes(&self) -> Vec<(String, Vector)> {
        let pass = city_pass(NOW);
        let mint = |pass: CityPass| pass.mint(&self.signer());
        let of_colour = |colour| mint(CityPass { colour, ..pass.clone() });
        let bound = mint(CityPass { holder: Some(*self.other.verifying_key()), ..pass.clone() });
        let live = |audience: &str, seconds: i64| {
            let issued_at = NOW.plus_seconds(seconds);
            present(
                &bound,
                &self.other,
                &Presentation { audience: audience.to_owned(), issued_at, nonce: None },
            )
        };
        let live = |audience, seconds| live(audience, seconds).expect("it is a pass");
        let by_another = Presentation { audience: AUDIENCE.to_owned(), issued_at: NOW, nonce: None };
        let by_another = present(&bound, &self.key, &by_another).expect("it is a pass");
        let free = Presentation { audience: AUDIENCE.to_owned(), issued_at: NOW, nonce: None };
        let free = present(&mint(pass.clone()), &self.other, &free).expect("it is a pass");
        let genuine = mint(pass.clone());
        let mut overlooked = pass.token();
        if let Some(Value::Map(body)) = overlooked.get_mut(&Key::Integer(claim::CITY_PASS)) {
            body.insert(Key::Integer(64), Value::Boolean(true));
        }
        let overlooked = wrap(&self.signed(&overlooked).encode());
        // the tag in two bytes instead of one
        let spelled = self.signed(&pass.token()).encode();
        let spelled = wrap(&[&[0xD8, 0x12], spelled.get(1..).unwrap_or_default()].concat());
        let held = CityPass { holder: Some(*self.other.verifying_key()), ..pass.clone() };
        let headers = Map::from([
            (Key::Integer(1), Value::Integer(algorithm::ES256)),
            (Key::Integer(header::KEY_CWT), Value::Tag(18, Box::new(self.signed(&held.token()).to_value()))),
            (Key::Integer(header::TYPE), Value::Integer(content_format::KB_CWT)),
        ]);
        let proof = Signer { key: &self.other, key_id: &[] }.sign_under(&headers, Map::new(), vec![0xA0]);
        let empty_proof = wrap(&proof.encode()).replacen("CP1", "CP2", 1);
        let plain = self.signed(&pass.token()).encode();
        let one_minute = ScheduleSlot { days: 0x7F, from_minute: 0, until_minute: 1 };
        let settings =
            GateSettings { audiences: vec![AUDIENCE.to_owned()], gates: vec![7], ..GateSettings::default() };
        let trust = self.keys_of(Format::CityPass).with_settings(settings);
        [
            ("genuine", End::Admitted, "Green, good everywhere.", genuine.clone()),
            (
                "this_gate",
                End::Admitted,
                "Good at this gate and another.",
                mint(CityPass { gates: vec![3, 7], ..pass.clone() }),
            ),
            ("live", End::Admitted, "Shown live, made this second.", live(AUDIENCE, 0)),
            (
                "lower_case",
                End::AtParse("D-B45"),
                "Base45 in lower case.",
                "CP1:".to_owned() + &genuine[4..].to_lowercase(),
            ),
            (
                "proof_without_prefix",
                End::AtParse("D-COS"),
                "A live code under the prefix of a copy.",
                live(AUDIENCE, 0).replacen("CP2", "CP1", 1),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                pass.mint(&Signer { key: &self.other, key_id: KEY_ID }),
            ),
            (
                "issuer_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "Nobody here knows the city.",
                mint(CityPass { issuer: "elsewhere.example".to_owned(), ..pass.clone() }),
            ),
            (
                "compressed",
                End::Admitted,
                "A zlib stream of the message.",
                wrap(&compress_to_vec_zlib(&plain, 9)),
            ),
            (
                "bomb",
                End::AtParse("D-BIG"),
                "A megabyte of zeros, compressed.",
                wrap(&compress_to_vec_zlib(&vec![0; 1 << 20], 9)),
            ),
            (
                "compressed_and_cut",
                End::AtParse("D-ZIP"),
                "A zlib stream that ends in the middle.",
                wrap(&compress_to_vec_zlib(&plain, 9)[..60]),
            ),
            (
                "line_end_behind_it",
                End::AtParse("D-SPL"),
                "A line end behind the text: city passes have one spelling.",
                genuine.clone() + "\n",
            ),
            (
                "test_positive",
                End::AtRules("R-POS"),
                "Green, with a test that found the disease.",
                mint(CityPass { tests: vec![("PCR".to_owned(), true, NOW)], ..pass.clone() }),
            ),
            ("red", End::AtRules("R-RED"), "The status is red.", of_colour(Colour::Red)),
            ("amber", End::IndeterminateAtRules("R-AMB"), "The status is amber.", of_colour(Colour::Amber)),
            (
                "field_not_to_be_overlooked",
                End::AtClaims("B-CRI"),
                "A field from 64 on that nobody knows.",
                overlooked,
            ),
            (
                "spelled_otherwise",
                End::AtParse("D-SPL"),
                "The tag takes two bytes where one would do.",
                spelled,
            ),
            (
                "another_hour",
                End::AtRules("R-HOU"),
                "Good in the first minute of each day.",
                mint(CityPass { schedule: vec![one_minute], ..pass.clone() }),
            ),
            (
                "proof_of_nothing",
                End::AtVerify("H-BAD"),
                "The proof names no place and no time.",
                empty_proof,
            ),
            (
                "another_gate",
                End::AtRules("R-GAT"),
                "Good at another gate.",
                mint(CityPass { gates: vec![3], ..pass.clone() }),
            ),
            (
                "copy_of_a_bound_pass",
                End::AtRules("H-LIV"),
                "A pass that counts only live, shown as a copy.",
                bound.clone(),
            ),
            ("live_too_old", End::IndeterminateAtRules("H-OLD"), "Made a minute ago.", live(AUDIENCE, -60)),
            (
                "live_from_the_future",
                End::IndeterminateAtRules("H-OLD"),
                "Made in a minute.",
                live(AUDIENCE, 60),
            ),
            (
                "live_elsewhere",
                End::AtRules("H-AUD"),
                "Made out to another place.",
                live("elsewhere.example", 0),
            ),
            (
                "live_by_another",
                End::AtVerify("H-SIG"),
                "The proof is made with a key that the pass does not name.",
                by_another,
            ),
            ("live_without_a_key", End::AtVerify("H-KEY"), "A proof around a pass that names no key.", free),
        ]
        .map(|(name, end, description, text)| vector("citypass", name, description, &trust, text, &end))
        .into()
    }
}

fn wrap(message: &[u8]) -> String {
    format!("CP1:{}", base45::encode(message))
}

const AUDIENCE: &str = "gate.city.example";
