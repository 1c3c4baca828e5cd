//! The project's own test vectors: one pass a condition, each spoilt in exactly one layer.
//!
//! What is made here is kept as data in `tests/vectors`; `vectors.rs` holds the two together.

use checkpost::claims::{Statement, TestResult, Window};
use checkpost::envelope::Format;
use checkpost::issue::cbor::encode;
use checkpost::issue::cose::{ES256, Message, Signer};
use checkpost::issue::hcert::{Certificate, EXPIRES, HEALTH_CERTIFICATE, wrap, wrap_compressed};
use checkpost::issue::specimen::{
    self, KEY_ID, OTHER_KEY_ID, OTHER_SCALAR, certificate, damaged, forged, juniper, linden, recovery, rowan,
    test, vaccination, window,
};
use checkpost::statement::StatementKind;
use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::{PublicKey, Purpose, TrustFile, TrustStore, TrustedKey, demonstration_signing_key};
use checkpost::wire::cbor::{Key, Map, Value};
use miniz_oxide::deflate::compress_to_vec_zlib;
use p256::ecdsa::{Signature, SigningKey};
use serde::{Deserialize, Serialize};

/// A pass, the keys and the clock of a checkpoint, and what must come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Vector {
    /// What is the matter with the pass, or why it must be taken.
    pub(crate) description: String,
    /// The clock, in Unix seconds.
    pub(crate) now: i64,
    /// The trust file.
    pub(crate) trust: serde_json::Value,
    /// The content of the code.
    pub(crate) text: String,
    /// How many zeros follow the text: keeps the file of an oversized one small.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) zeros: usize,
    /// What must come of it, stage by stage; a stage that is not named is not reached.
    pub(crate) expect: Expect,
}

/// What must come of a vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expect {
    /// From the prefix to the signed message.
    pub(crate) parse: Outcome,
    /// The signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) verify: Option<Outcome>,
    /// The content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) claims: Option<Outcome>,
    /// `admitted`, `refused` or `cannot-say`.
    pub(crate) verdict: String,
    /// The code of the verdict.
    pub(crate) code: String,
}

/// What comes of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Its value exists.
    Ok,
    /// It ends here.
    Refused,
}

/// The clock of every vector that is not about clocks.
pub(crate) const NOW: UnixTime = UnixTime(1_790_000_000);

/// All vectors: the folder and name of the file, and what stands in it.
pub(crate) fn vectors() -> Vec<(String, Vector)> {
    let mint = Mint::new();
    [mint.genuine(), mint.damaged(), mint.unsigned(), mint.untimely(), mint.unstated(), mint.doubtful()]
        .concat()
}

/// The last stage that a vector passes, and what is said after it.
enum End {
    Admitted,
    AtParse(&'static str),
    AtVerify(&'static str),
    AtClaims(&'static str),
    AtRules(&'static str),
    DoubtAtParse(&'static str),
    DoubtAtVerify(&'static str),
    DoubtAtRules(&'static str),
}

struct Mint {
    key: SigningKey,
    other: SigningKey,
}

impl Mint {
    fn new() -> Self {
        let key = demonstration_signing_key().expect("its scalar is below the group order");
        let other = SigningKey::from_slice(OTHER_SCALAR).expect("its scalar is below the group order");
        Self { key, other }
    }

    fn signer(&self) -> Signer<'_> {
        Signer { key: &self.key, key_id: KEY_ID }
    }

    fn genuine(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let message = self.signed(&pass.token());
        let bare = encode(&message.to_value());
        let token_tag = encode(&Value::Tag(61, Box::new(Value::Tag(18, Box::new(message.to_value())))));
        let unprotected = Map::from([(Key::Integer(1), Value::Integer(ES256)), key_id_entry(KEY_ID)]);
        let outside = self.signer().sign_under(&Map::new(), unprotected.clone(), message.payload.clone());
        let wrong_outside = Map::from([(Key::Integer(1), Value::Integer(-37)), key_id_entry(OTHER_KEY_ID)]);
        let inside_wins =
            self.signer().sign_under(&protected(ES256, KEY_ID), wrong_outside, message.payload.clone());
        let mut high = message.clone();
        high.signature = high_s(&message.signature);
        let floats = with(&pass.token(), EXPIRES, Value::Float(float(pass.window.expires) + 0.75));
        let tagged = with(
            &pass.token(),
            EXPIRES,
            Value::Tag(1, Box::new(Value::Integer(seconds(pass.window.expires)))),
        );
        let body = |change: fn(&mut Map)| self.body_changed(&pass, change);
        let last_second = Certificate { window: window(NOW, -1, 0), ..pass.clone() };
        let (first_wrong, limited) = (self.two_keys(), self.limited(StatementKind::Vaccination));
        let near = Window { issued: Some(NOW.plus_seconds(60)), ..window(NOW, -1, 30) };
        let other_clock = Certificate { window: near, ..pass.clone() };
        let plain = self.trust();
        [
            ("vaccination", "A vaccination, in date.", &plain, pass.mint(&self.signer())),
            (
                "test_negative",
                "A test that found nothing.",
                &plain,
                tested(TestResult::NotDetected).mint(&self.signer()),
            ),
            ("recovery", "A recovery on one of its days.", &plain, recovered(NOW).mint(&self.signer())),
            ("no_tag", "The message is a bare array.", &plain, wrap(&bare)),
            ("tag_61_around_18", "The message stands under both tags.", &plain, wrap(&token_tag)),
            (
                "headers_unprotected",
                "Algorithm and key identifier only in the unprotected header.",
                &plain,
                wrap(&outside.encode()),
            ),
            (
                "protected_header_wins",
                "Wrong algorithm and key identifier in the unprotected header.",
                &plain,
                wrap(&inside_wins.encode()),
            ),
            (
                "high_s",
                "The other half of the two signatures that are equally valid.",
                &plain,
                wrap(&high.encode()),
            ),
            (
                "times_as_floats",
                "The end of validity is a float with a fraction.",
                &plain,
                self.mint_token(&floats),
            ),
            ("time_tagged", "The end of validity stands under tag 1.", &plain, self.mint_token(&tagged)),
            (
                "groups_null",
                "The groups of statements that are not used are null.",
                &plain,
                body(null_groups),
            ),
            ("unknown_fields", "Fields that no schema names.", &plain, body(unknown_fields)),
            (
                "last_second",
                "The clock shows the very second that exp names.",
                &plain,
                last_second.mint(&self.signer()),
            ),
            (
                "issued_a_minute_ahead",
                "Two clocks differ by less than the tolerance.",
                &plain,
                other_clock.mint(&self.signer()),
            ),
            (
                "two_keys_under_one_name",
                "The first key of that name is another's; both are tried.",
                &first_wrong,
                pass.mint(&self.signer()),
            ),
            (
                "key_for_this_kind",
                "The key may sign vaccinations only, and this is one.",
                &limited,
                pass.mint(&self.signer()),
            ),
        ]
        .map(|(name, description, trust, text)| {
            vector("hcert/genuine", name, description, trust, text, &End::Admitted)
        })
        .into()
    }

    fn damaged(&self) -> Vec<(String, Vector)> {
        let text = vaccinated().mint(&self.signer());
        let message = self.signed(&vaccinated().token());
        let (bytes, value) = (message.encode(), message.to_value());
        let compressed = compress_to_vec_zlib(&bytes, 9);
        let mut wrong_checksum = compressed.clone();
        if let Some(last) = wrong_checksum.last_mut() {
            *last ^= 1;
        }
        let followed = |bytes: &[u8]| [bytes, &[0]].concat();
        let three = Value::Array(value.as_array().map(|parts| parts[..3].to_vec()).unwrap_or_default());
        let nil_payload = Value::Array(vec![
            Value::Bytes(message.protected.clone()),
            Value::Map(Map::new()),
            Value::Null,
            Value::Bytes(message.signature.clone()),
        ]);
        let repeated = Message { protected: vec![0xA2, 0x01, 0x26, 0x01, 0x26], ..message.clone() };
        let other_tag = encode(&Value::Tag(17, Box::new(value)));
        let left_over = if (text.len() - 4).is_multiple_of(3) { "0" } else { "00" };
        let mut cases: Vec<_> = [
            ("lower_case", "D-B45", "Base45 in lower case.", "HC1:".to_owned() + &text[4..].to_lowercase()),
            (
                "group_out_of_range",
                "D-B45",
                "Three characters that stand for more than two bytes.",
                format!("HC1:GGW{}", &text[7..]),
            ),
            ("one_character_left", "D-B45", "One character is left over.", format!("{text}{left_over}")),
            ("character_altered", "D-ZIP", "One character in the middle is another.", damaged(&text)),
            (
                "cut_short",
                "D-ZIP",
                "The second half is missing.",
                text[..4 + (text.len() - 4) / 6 * 3].to_owned(),
            ),
            ("not_compressed", "D-ZIP", "The message stands without compression.", wrap_compressed(&bytes)),
            (
                "checksum_wrong",
                "D-ZIP",
                "The last byte of the compressed stream is another.",
                wrap_compressed(&wrong_checksum),
            ),
            (
                "bytes_after_stream",
                "D-ZIP",
                "A byte follows the compressed stream.",
                wrap_compressed(&followed(&compressed)),
            ),
            ("bomb", "D-ZIP", "A megabyte of zeros, compressed.", wrap(&vec![0; 1 << 20])),
            ("nothing_behind_prefix", "D-ZIP", "Nothing follows the prefix.", "HC1:".to_owned()),
            ("bytes_after_message", "D-CBR", "A byte follows the message.", wrap(&followed(&bytes))),
            ("nested_too_deep", "D-CBR", "Ten thousand arrays in each other.", wrap(&[0x81; 10_000])),
            (
                "length_claimed",
                "D-CBR",
                "A byte string that claims to be 2^63 bytes long.",
                wrap(&[0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            ),
            (
                "header_repeated",
                "D-CBR",
                "The algorithm stands twice in the protected header.",
                wrap(&repeated.encode()),
            ),
            ("tag_of_another_message", "D-COS", "The tag of a COSE_Mac0.", wrap(&other_tag)),
            ("three_parts", "D-COS", "The message has no signature part.", wrap(&encode(&three))),
            ("payload_detached", "D-COS", "The payload is null.", wrap(&encode(&nil_payload))),
        ]
        .map(|(name, code, description, text)| {
            vector("hcert/damaged", name, description, &self.trust(), text, &End::AtParse(code))
        })
        .into();
        let mut oversized = vector(
            "hcert/damaged",
            "oversized",
            "More text than any code holds.",
            &self.trust(),
            text,
            &End::AtParse("D-LEN"),
        );
        oversized.1.zeros = 1 << 16;
        cases.push(oversized);
        cases
    }

    fn unsigned(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let message = self.signed(&pass.token());
        let signature = |bytes: Vec<u8>| wrap(&Message { signature: bytes, ..message.clone() }.encode());
        let mut flipped = message.signature.clone();
        if let Some(first) = flipped.first_mut() {
            *first ^= 1;
        }
        let raw = Signature::from_slice(&message.signature).expect("it was just made");
        let headers = |protected: &Map, unprotected: Map| {
            wrap(&self.signer().sign_under(protected, unprotected, message.payload.clone()).encode())
        };
        let critical = with(&protected(ES256, KEY_ID), 2, Value::Array(vec![Value::Integer(-70_000)]));
        let right_outside = Map::from([(Key::Integer(1), Value::Integer(ES256))]);
        let only_key_id = Map::from([key_id_entry(KEY_ID)]);
        let impostor = Signer { key: &self.other, key_id: KEY_ID };
        [
            (
                "name_altered",
                End::AtVerify("S-SIG"),
                "Another name under the genuine signature.",
                forged(&pass, &self.signer()),
            ),
            (
                "signature_altered",
                End::AtVerify("S-SIG"),
                "One bit of the signature is another.",
                signature(flipped),
            ),
            (
                "signature_zero",
                End::AtVerify("S-SIG"),
                "r and s are zero (CVE-2022-21449).",
                signature(vec![0; 64]),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                pass.mint(&impostor),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 63 bytes.",
                signature(message.signature[..63].to_vec()),
            ),
            ("signature_empty", End::AtVerify("S-LEN"), "The signature has no bytes.", signature(Vec::new())),
            (
                "signature_in_der",
                End::AtVerify("S-LEN"),
                "The signature is encoded as in a certificate.",
                signature(raw.to_der().as_bytes().to_vec()),
            ),
            (
                "algorithm_missing",
                End::AtVerify("S-ALG"),
                "No header names an algorithm.",
                headers(&only_key_id, Map::new()),
            ),
            (
                "algorithm_of_another_key",
                End::AtVerify("S-ALG"),
                "The header names PS256, the key is for ES256.",
                headers(&protected(-37, KEY_ID), Map::new()),
            ),
            (
                "algorithm_right_only_outside",
                End::AtVerify("S-ALG"),
                "The protected header names another algorithm, the unprotected one the right one.",
                headers(&protected(-37, KEY_ID), right_outside),
            ),
            (
                "critical_header_unknown",
                End::AtParse("S-CRI"),
                "The message demands an extension that nobody knows.",
                headers(&critical, Map::new()),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("hcert/signature", name, description, &self.trust(), text, &end)
        })
        .into()
    }

    fn untimely(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let in_window = |window| Certificate { window, ..pass.clone() }.mint(&self.signer());
        let end = |value| self.mint_token(&with(&pass.token(), EXPIRES, value));
        let second_ago = Window { expires: Some(NOW.plus_seconds(-1)), ..window(NOW, -30, 0) };
        let begins = Window { begins: Some(NOW.plus_seconds(SECONDS_PER_DAY)), ..window(NOW, -1, 30) };
        let endless = Window { expires: None, ..window(NOW, -1, 0) };
        [
            ("expired", End::AtRules("T-EXP"), "Over since a month.", in_window(window(NOW, -60, -30))),
            (
                "expired_a_second_ago",
                End::AtRules("T-EXP"),
                "The second that exp names is just over.",
                in_window(second_ago),
            ),
            ("not_begun", End::AtRules("T-NBF"), "nbf lies a day ahead.", in_window(begins)),
            (
                "issued_tomorrow",
                End::AtRules("T-NBF"),
                "Issued a day ahead, which no tolerance covers.",
                in_window(window(NOW, 1, 30)),
            ),
            ("end_missing", End::AtClaims("T-NOX"), "No exp, which the format demands.", in_window(endless)),
            ("end_not_a_number", End::AtClaims("T-BAD"), "exp is NaN.", end(Value::Float(f64::NAN))),
            ("end_infinite", End::AtClaims("T-BAD"), "exp is infinite.", end(Value::Float(f64::INFINITY))),
            (
                "end_a_text",
                End::AtClaims("T-BAD"),
                "exp is a text.",
                end(Value::Text("2099-01-01".to_owned())),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("hcert/time", name, description, &self.trust(), text, &end)
        })
        .into()
    }

    fn unstated(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let stating = |statements| Certificate { statements, ..pass.clone() }.mint(&self.signer());
        let mut without = pass.token();
        without.remove(&Key::Integer(HEALTH_CERTIFICATE));
        let raw = |payload: Vec<u8>| wrap(&self.signer().sign(payload).encode());
        let mut repeated = encode(&Value::Map(pass.token()));
        if let Some(head) = repeated.first_mut() {
            *head += 1;
        }
        repeated.extend([0x04, 0x1A, 0xFF, 0xFF, 0xFF, 0xFF]);
        let shot = || vaccination(NOW);
        let tests_only = self.limited(StatementKind::Test);
        let days_ahead = UnixTime(NOW.0 + 30 * SECONDS_PER_DAY);
        let days_ago = UnixTime(NOW.0 - 90 * SECONDS_PER_DAY);
        let plain = self.trust();
        [
            (
                "no_statement",
                End::AtClaims("B-NON"),
                "A name and nothing said of it.",
                &plain,
                stating(vec![]),
            ),
            (
                "two_groups",
                End::AtClaims("B-TWO"),
                "A vaccination and a test in one certificate.",
                &plain,
                stating(vec![shot(), test(NOW, TestResult::NotDetected)]),
            ),
            (
                "two_entries",
                End::AtClaims("B-TWO"),
                "Two vaccinations in one certificate.",
                &plain,
                stating(vec![shot(), shot()]),
            ),
            (
                "group_not_a_list",
                End::AtClaims("B-BAD"),
                "The group of vaccinations is a text.",
                &plain,
                self.body_changed(&pass, group_a_text),
            ),
            (
                "no_certificate",
                End::AtClaims("B-BAD"),
                "A token without claim -260.",
                &plain,
                self.mint_token(&without),
            ),
            (
                "content_not_a_map",
                End::AtClaims("B-BAD"),
                "The signed content is a byte string.",
                &plain,
                raw(encode(&Value::Bytes(vec![1, 2, 3]))),
            ),
            (
                "content_not_cbor",
                End::AtClaims("B-BAD"),
                "The signed content is text.",
                &plain,
                raw(b"{\"exp\":4102444800}".to_vec()),
            ),
            (
                "claim_repeated",
                End::AtClaims("B-BAD"),
                "exp stands twice in the signed content, the later one far ahead.",
                &plain,
                raw(repeated),
            ),
            (
                "key_for_other_kinds",
                End::AtRules("K-USE"),
                "The key may sign tests only.",
                &tests_only,
                pass.mint(&self.signer()),
            ),
            (
                "test_positive",
                End::AtRules("R-POS"),
                "The test found the disease.",
                &plain,
                tested(TestResult::Detected).mint(&self.signer()),
            ),
            (
                "recovery_not_begun",
                End::AtRules("R-RNB"),
                "The recovery counts from twenty days ahead.",
                &plain,
                recovered(days_ahead).mint(&self.signer()),
            ),
            (
                "recovery_over",
                End::AtRules("R-REC"),
                "The recovery's last day was two months ago.",
                &plain,
                recovered(days_ago).mint(&self.signer()),
            ),
        ]
        .map(|(name, end, description, trust, text)| {
            vector("hcert/content", name, description, trust, text, &end)
        })
        .into()
    }

    fn doubtful(&self) -> Vec<(String, Vector)> {
        let text = vaccinated().mint(&self.signer());
        let stranger = vaccinated().mint(&Signer { key: &self.other, key_id: OTHER_KEY_ID });
        let message = self.signed(&vaccinated().token());
        let only_algorithm = Map::from([(Key::Integer(1), Value::Integer(ES256))]);
        let nameless = self.signer().sign_under(&only_algorithm, Map::new(), message.payload);
        let plain = self.trust();
        let of_tomorrow = store(vec![self.demonstration_key()], UnixTime(NOW.0 + SECONDS_PER_DAY));
        let unsupported = TrustedKey { public_key: PublicKey::Unsupported, ..self.demonstration_key() };
        let known = |name, description, text: &str| {
            let end = End::DoubtAtParse("F-CHK");
            vector("recognised", name, description, &plain, text.to_owned(), &end)
        };
        let other = |name, description, text: &str| {
            vector("recognised", name, description, &plain, text.to_owned(), &End::AtParse("P-NOT"))
        };
        let doubt = |name, code, description, trust: &TrustStore, text: &str| {
            vector("hcert/doubt", name, description, trust, text.to_owned(), &End::DoubtAtVerify(code))
        };
        vec![
            doubt("issuer_unknown", "I-UNK", "Nobody here knows the key.", &plain, &stranger),
            doubt(
                "key_identifier_missing",
                "I-UNK",
                "No header names a key.",
                &plain,
                &wrap(&nameless.encode()),
            ),
            doubt("no_keys", "I-NOK", "The trust file is empty.", &store(vec![], NOW), &text),
            doubt(
                "key_unsupported",
                "K-ALG",
                "The issuer's key is of a kind not computed with here.",
                &store(vec![unsupported], NOW),
                &text,
            ),
            vector(
                "hcert/doubt",
                "clock_before_keys",
                "The clock shows a moment before the keys were published.",
                &of_tomorrow,
                text,
                &End::DoubtAtRules("C-CLK"),
            ),
            known(
                "health_link",
                "A link to health records.",
                "shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnIn0",
            ),
            known("hcert_version_2", "A version of the certificate that was never assigned.", "HC2:NCF"),
            known("dutch_pass", "The Dutch pass, which proves without telling.", "NL2:V7F"),
            known("wallet_request", "A request to a wallet.", "openid4vp://authorize?client_id=example"),
            other("link", "A web address.", "https://example.org/"),
            other("network", "The password of a network.", "WIFI:S:guests;T:WPA;P:welcome;;"),
            other("text", "Plain text.", "no pass at all"),
            other("empty", "Nothing.", ""),
        ]
    }

    fn signed(&self, token: &Map) -> Message {
        self.signer().sign(encode(&Value::Map(token.clone())))
    }

    fn mint_token(&self, token: &Map) -> String {
        wrap(&self.signed(token).encode())
    }

    fn body_changed(&self, pass: &Certificate, change: fn(&mut Map)) -> String {
        let mut token = pass.token();
        if let Some(Value::Map(container)) = token.get_mut(&Key::Integer(HEALTH_CERTIFICATE))
            && let Some(Value::Map(body)) = container.get_mut(&Key::Integer(1))
        {
            change(body);
        }
        self.mint_token(&token)
    }

    fn trust(&self) -> TrustStore {
        store(vec![self.demonstration_key()], NOW)
    }

    fn limited(&self, kind: StatementKind) -> TrustStore {
        store(vec![TrustedKey { kinds: Some(vec![kind]), ..self.demonstration_key() }], NOW)
    }

    fn two_keys(&self) -> TrustStore {
        let other = PublicKey::P256(*self.other.verifying_key());
        store(
            vec![TrustedKey { public_key: other, ..self.demonstration_key() }, self.demonstration_key()],
            NOW,
        )
    }

    fn demonstration_key(&self) -> TrustedKey {
        TrustedKey {
            format: Format::Hcert,
            issuer: specimen::ISSUER.to_owned(),
            identifier: None,
            key_id: Some(KEY_ID.to_vec()),
            public_key: PublicKey::P256(*self.key.verifying_key()),
            kinds: None,
        }
    }
}

fn vector(
    folder: &str,
    name: &str,
    description: &str,
    trust: &TrustStore,
    text: String,
    end: &End,
) -> (String, Vector) {
    use Outcome::{Ok, Refused};
    let (parse, verify, claims, verdict, code) = match end {
        End::Admitted => (Ok, Some(Ok), Some(Ok), "admitted", &"OK"),
        End::AtParse(code) => (Refused, None, None, "refused", code),
        End::AtVerify(code) => (Ok, Some(Refused), None, "refused", code),
        End::AtClaims(code) => (Ok, Some(Ok), Some(Refused), "refused", code),
        End::AtRules(code) => (Ok, Some(Ok), Some(Ok), "refused", code),
        End::DoubtAtParse(code) => (Refused, None, None, "cannot-say", code),
        End::DoubtAtVerify(code) => (Ok, Some(Refused), None, "cannot-say", code),
        End::DoubtAtRules(code) => (Ok, Some(Ok), Some(Ok), "cannot-say", code),
    };
    let file = TrustFile::from_store(trust).expect("each key here has a public form");
    let vector = Vector {
        description: description.to_owned(),
        now: NOW.0,
        trust: serde_json::to_value(file).expect("a trust file is JSON"),
        text,
        zeros: 0,
        expect: Expect { parse, verify, claims, verdict: verdict.to_owned(), code: (*code).to_owned() },
    };
    (format!("{folder}/{name}.json"), vector)
}

fn store(keys: Vec<TrustedKey>, issued: UnixTime) -> TrustStore {
    TrustStore::new(Purpose::Demonstration, issued, keys)
}

fn vaccinated() -> Certificate {
    certificate(NOW, juniper(), vaccination(NOW))
}

fn tested(result: TestResult) -> Certificate {
    certificate(NOW, rowan(), test(NOW, result))
}

/// A recovery whose own days are those of a certificate made at another moment.
fn recovered(made: UnixTime) -> Certificate {
    let statement: Statement = recovery(made);
    certificate(NOW, linden(), statement)
}

fn protected(algorithm: i128, key_id: &[u8]) -> Map {
    Map::from([(Key::Integer(1), Value::Integer(algorithm)), key_id_entry(key_id)])
}

fn key_id_entry(key_id: &[u8]) -> (Key, Value) {
    (Key::Integer(4), Value::Bytes(key_id.to_vec()))
}

fn with(map: &Map, label: i128, value: Value) -> Map {
    let mut map = map.clone();
    map.insert(Key::Integer(label), value);
    map
}

fn null_groups(body: &mut Map) {
    body.extend([(Key::from("t"), Value::Null), (Key::from("r"), Value::Null)]);
}

fn unknown_fields(body: &mut Map) {
    body.extend([
        (Key::from("meta"), Value::Text("more".to_owned())),
        (Key::Integer(-1), Value::Simple(200)),
    ]);
}

fn group_a_text(body: &mut Map) {
    body.insert(Key::from("v"), Value::Text("yes".to_owned()));
}

/// `(r, n - s)`, which signs the same.
fn high_s(signature: &[u8]) -> Vec<u8> {
    let low = Signature::from_slice(signature).expect("it was just made");
    let (r, s) = low.split_scalars();
    Signature::from_scalars(r, -s).expect("neither is zero").to_bytes().to_vec()
}

fn seconds(time: Option<UnixTime>) -> i128 {
    time.map_or(0, |time| time.0.into())
}

fn float(time: Option<UnixTime>) -> f64 {
    time.and_then(|time| u32::try_from(time.0).ok()).map_or(0.0, f64::from)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
