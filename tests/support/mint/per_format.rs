//! Faults that a pass of any COSE or JOSE format can have: one row for each reason, minted for each format. Health
//! certificates have files of their own.

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::statement::StatementKind;
use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::{TrustStore, TrustedKey};
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::{algorithm, claim};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Message;
use checkpost_issuing::specimen::other_formats::{self, KEY_NAME, card, nz_token};
use checkpost_issuing::specimen::{KEY_ID, OTHER_KEY_ID};
use checkpost_issuing::{claim169, hcert, jose, nzcp, sdjwt, shc};
use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec;
use serde_json::json;

use super::{End, Mint, NOW, Vector, protected, store, vector, with};

/// A format whose passes are COSE messages around a CBOR Web Token.
pub(super) struct Messages {
    pub(super) format: Format,
    /// What a genuine pass says.
    pub(super) token: Map,
    /// The claim that holds what is the format's own.
    body: Key,
    pub(super) wrap: Wrap,
    /// Whether the format demands an end.
    ends: bool,
    text: Text,
}

/// Puts the outer layers on a message.
pub(super) type Wrap = fn(&[u8]) -> String;

/// How a message becomes text.
#[derive(Clone, Copy, PartialEq)]
enum Text {
    Base45Compressed,
    Base45,
    Base32,
}

/// A format whose passes are compact tokens.
struct Tokens {
    format: Format,
    /// What a genuine pass says.
    claims: serde_json::Value,
    /// The header and the payload as the format writes it.
    payload: fn(&[u8]) -> Vec<u8>,
    wrap: fn(&str) -> String,
}

/// A row: name, end, description, trust and text.
pub(super) type Row = (&'static str, End, &'static str, TrustStore, String);

impl Mint {
    pub(super) fn per_format(&self) -> Vec<(String, Vector)> {
        let certificate = super::vaccinated();
        let mut light = certificate.clone();
        light.statements.clear();
        let mut exempt = certificate.clone();
        exempt.statements = vec![checkpost::claims::Statement::Exemption];
        let health = |format, token, wrap| Messages {
            format,
            token,
            body: Key::Integer(claim::HEALTH_CERTIFICATE),
            wrap,
            ends: true,
            text: Text::Base45Compressed,
        };
        let messages = [
            health(Format::HcertExemption, exempt.token(), wrap_exemption),
            health(Format::HcertLight, light.token(), wrap_light),
            Messages {
                format: Format::NzCovidPass,
                token: nz_token(NOW),
                body: Key::from("vc"),
                wrap: nzcp::wrap,
                ends: true,
                text: Text::Base32,
            },
            Messages {
                format: Format::Claim169,
                token: other_formats::identity_token(NOW),
                body: Key::Integer(169),
                wrap: claim169::wrap,
                ends: false,
                text: Text::Base45Compressed,
            },
            Messages {
                format: Format::CityPass,
                token: other_formats::city_pass(NOW).token(),
                body: Key::Integer(-65_537),
                wrap: |message| format!("CP1:{}", base45::encode(message)),
                ends: true,
                text: Text::Base45,
            },
        ];
        let plain = || super::named_claims();
        let tokens = [
            Tokens { format: Format::Jwt, claims: plain(), payload: <[u8]>::to_vec, wrap: str::to_owned },
            Tokens {
                format: Format::SdJwt,
                claims: plain(),
                payload: <[u8]>::to_vec,
                wrap: |token| token.to_owned() + "~",
            },
            Tokens {
                format: Format::SmartHealthCard,
                claims: card(NOW),
                payload: |json| compress_to_vec(json, 9),
                wrap: shc::wrap,
            },
        ];
        let rows = messages.iter().map(|format| (format.format, self.spoilt_messages(format)));
        let rows = rows.chain(tokens.iter().map(|format| (format.format, self.spoilt_tokens(format))));
        let certificates = health(Format::Hcert, certificate.token(), hcert::wrap);
        let rows = rows.chain([(Format::Hcert, self.indeterminate_messages(&certificates))]);
        rows.flat_map(|(format, rows)| {
            let folder = format!("{}/common", format.name());
            rows.into_iter().map(move |(name, end, description, trust, text)| {
                let (name, mut made) = vector(&folder, name, description, &trust, text, &end);
                made.zeros = if name.ends_with("oversized.json") { 1 << 16 } else { 0 };
                (name, made)
            })
        })
        .chain(self.other_containers(&exempt.token(), &light.token()))
        .collect()
    }

    /// What the health certificate's relatives have beside it.
    fn other_containers(&self, exempt: &Map, light: &Map) -> Vec<(String, Vector)> {
        let certificate = super::vaccinated();
        let two = |token: &super::Certificate| {
            let mut two = token.clone();
            two.statements = vec![super::vaccination(NOW), super::vaccination(NOW)];
            two.token()
        };
        let mut document = certificate.token();
        let other = Map::from([(Key::Integer(3), Value::Map(Map::new()))]);
        document.insert(Key::Integer(claim::HEALTH_CERTIFICATE), Value::Map(other));
        let other_containers: [(Format, Wrap, &Map); 2] =
            [(Format::HcertExemption, wrap_exemption, exempt), (Format::HcertLight, wrap_light, light)];
        let other_containers = other_containers.into_iter().flat_map(|(format, wrap, genuine)| {
            let made = |name, end, description, token: &Map| {
                let text = wrap(&self.signed(token).encode());
                vector(
                    &format!("{}/common", format.name()),
                    name,
                    description,
                    &self.keys_of(format),
                    text,
                    &end,
                )
            };
            [
                made("genuine", End::Admitted, "As its country issues it.", genuine),
                made("two_entries", End::AtClaims("B-TWO"), "Two vaccinations.", &two(&certificate)),
                made(
                    "document_of_who",
                    End::IndeterminateAtClaims("F-CHK"),
                    "One of WHO's documents in the place of the certificate.",
                    &document,
                ),
            ]
        });
        let empty = wrap_exemption(&self.signed(light).encode());
        let empty = vector(
            "hcert-exemption/common",
            "no_statement",
            "A name and nothing said of it.",
            &self.keys_of(Format::HcertExemption),
            empty,
            &End::AtClaims("B-NON"),
        );
        other_containers.chain([empty]).collect()
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn spoilt_messages(&self, of: &Messages) -> Vec<Row> {
        let trust = self.keys_of(of.format);
        let message = self.signed(&of.token);
        let wrapped = |message: &Message| (of.wrap)(&message.encode());
        let stating = |token: &Map| wrapped(&self.signed(token));
        let signature = |signature: Vec<u8>| wrapped(&Message { signature, ..message.clone() });
        let headed = |protected: &Map| {
            wrapped(&self.signer().sign_under(protected, Map::new(), message.payload.clone()))
        };
        let critical =
            with(&protected(algorithm::ES256, KEY_ID), 2, Value::Array(vec![Value::Integer(-70_000)]));
        let three: Vec<Value> = message.to_value().as_array().unwrap_or_default()[..3].to_vec();
        let three = encode(&Value::Tag(18, Box::new(Value::Array(three))));
        let mut bodiless = of.token.clone();
        bodiless.insert(of.body.clone(), Value::Integer(0));
        let mut endless = of.token.clone();
        endless.remove(&Key::Integer(4));
        let seconds = |from_now: i64| Value::Integer((NOW.0 + from_now).into());
        let text_of = |label, value| stating(&with(&of.token, label, value));
        let mut rows: Vec<Row> = [
            (
                "signature_zero",
                End::AtVerify("S-SIG"),
                "r and s are zero (CVE-2022-21449).",
                signature(vec![0; 64]),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 63 bytes.",
                signature(message.signature[..63].to_vec()),
            ),
            ("signature_empty", End::AtVerify("S-NON"), "The signature has no bytes.", signature(Vec::new())),
            (
                "algorithm_of_another_key",
                End::AtVerify("S-ALG"),
                "The header names PS256, the key is for ES256.",
                headed(&protected(-37, KEY_ID)),
            ),
            (
                "critical_header_unknown",
                End::AtParse("S-CRI"),
                "The message demands an extension that nobody knows.",
                headed(&critical),
            ),
            (
                "key_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "Nobody here knows the key.",
                headed(&protected(algorithm::ES256, OTHER_KEY_ID)),
            ),
            (
                "bytes_after_message",
                End::AtParse("D-CBR"),
                "A byte follows the message.",
                (of.wrap)(&[message.encode().as_slice(), &[0]].concat()),
            ),
            (
                "algorithm_twice",
                End::AtParse("D-DUP"),
                "The protected header names its algorithm twice.",
                wrapped(&Message { protected: vec![0xA2, 0x01, 0x26, 0x01, 0x26], ..message.clone() }),
            ),
            ("three_parts", End::AtParse("D-COS"), "The message has no signature part.", (of.wrap)(&three)),
            ("expired", End::AtRules("T-EXP"), "Over since a day.", text_of(4, seconds(-SECONDS_PER_DAY))),
            ("not_begun", End::AtRules("T-NBF"), "Begins in a day.", text_of(5, seconds(SECONDS_PER_DAY))),
            (
                "begins_in_milliseconds",
                End::AtRules("T-NBF"),
                "The beginning is in milliseconds.",
                text_of(5, Value::Integer(i128::from(NOW.0) * 1000)),
            ),
            (
                "end_a_text",
                End::AtClaims("T-BAD"),
                "The end is a text.",
                text_of(4, Value::Text("2099-01-01".to_owned())),
            ),
            (
                "body_a_number",
                End::AtClaims("B-BAD"),
                "The format's own claim is a number.",
                stating(&bodiless),
            ),
            ("oversized", End::AtParse("D-LEN"), "More text than any code holds.", wrapped(&message)),
        ]
        .map(|(name, end, description, text)| (name, end, description, trust.clone(), text))
        .into();
        if of.ends {
            let text = stating(&endless);
            rows.push((
                "end_missing",
                End::AtClaims("T-NOX"),
                "No end, which the format demands.",
                trust.clone(),
                text,
            ));
        }
        let genuine = wrapped(&message);
        if of.text != Text::Base32 {
            let (prefix, text) = genuine.split_at(6);
            let text = prefix.to_owned() + &text.to_lowercase();
            rows.push(("lower_case", End::AtParse("D-B45"), "Base45 in lower case.", trust.clone(), text));
        }
        if of.text == Text::Base45Compressed {
            let bomb = (of.wrap)(&vec![0; 1 << 20]);
            rows.push((
                "bomb",
                End::AtParse("D-BIG"),
                "A megabyte of zeros, compressed.",
                trust.clone(),
                bomb,
            ));
            let prefix = genuine.len() - base45_length(&genuine);
            let text = genuine[..prefix + (genuine.len() - prefix) / 6 * 3].to_owned();
            rows.push((
                "cut_short",
                End::AtParse("D-ZIP"),
                "The second half is missing.",
                trust.clone(),
                text,
            ));
        }
        rows.extend(Self::elsewhere(&trust, &genuine));
        rows.extend(self.indeterminate_messages(of));
        rows
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn spoilt_tokens(&self, of: &Tokens) -> Vec<Row> {
        let trust = self.keys_of(of.format);
        let json = of.claims.to_string().into_bytes();
        let standard = || jose::header([("alg", "ES256"), ("kid", KEY_NAME), ("zip", "DEF")]);
        let headed = |change: &dyn Fn(&mut serde_json::Map<String, serde_json::Value>), key| {
            let mut header = standard();
            change(&mut header);
            jose::sign(header, &(of.payload)(&json), key)
        };
        let genuine = headed(&|_| (), &self.key);
        let (signed, signature) = genuine.rsplit_once('.').expect("a token has three parts");
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).expect("it was just made");
        let resigned = |bytes: &[u8]| (of.wrap)(&format!("{signed}.{}", BASE64URL_NOPAD.encode(bytes)));
        let der = p256::ecdsa::Signature::from_slice(&signature).expect("it was just made").to_der();
        let saying = |content: &[u8]| (of.wrap)(&jose::sign(standard(), &(of.payload)(content), &self.key));
        let stating = |name: &'static str, value: serde_json::Value| {
            let mut claims = of.claims.clone();
            claims[name] = value;
            saying(claims.to_string().as_bytes())
        };
        let parameter = |name: &'static str, value: serde_json::Value| {
            (of.wrap)(&headed(&|header| drop(header.insert(name.to_owned(), value.clone())), &self.key))
        };
        let own_key = sdjwt::confirmation(self.other.verifying_key())["jwk"].clone();
        let offered =
            (of.wrap)(&headed(&|header| drop(header.insert("jwk".to_owned(), own_key.clone())), &self.other));
        let repeated =
            String::from_utf8_lossy(&json).replacen('{', "{\"iss\":\"https://elsewhere.example\",", 1);
        let mut rows: Vec<Row> = [
            (
                "signature_zero",
                End::AtVerify("S-SIG"),
                "r and s are zero (CVE-2022-21449).",
                resigned(&[0; 64]),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 63 bytes.",
                resigned(&signature[..63]),
            ),
            (
                "signature_in_der",
                End::AtVerify("S-LEN"),
                "The signature is encoded as in a certificate.",
                resigned(der.as_bytes()),
            ),
            ("signature_empty", End::AtVerify("S-NON"), "The third part is empty.", resigned(&[])),
            (
                "algorithm_none",
                End::AtVerify("S-ALG"),
                "The header names no algorithm, by that name.",
                parameter("alg", json!("none")),
            ),
            (
                "algorithm_of_shared_secrets",
                End::AtVerify("S-ALG"),
                "The header names HS256, whose secret would be the public key.",
                parameter("alg", json!("HS256")),
            ),
            (
                "key_inside_the_token",
                End::AtVerify("S-SIG"),
                "The header offers the key under which the signature holds.",
                offered,
            ),
            (
                "extension_demanded",
                End::AtParse("S-CRI"),
                "The header demands an extension.",
                parameter("crit", json!(["exp"])),
            ),
            (
                "payload_not_encoded",
                End::AtParse("S-CRI"),
                "The header says that the payload stands as it is.",
                parameter("b64", json!(false)),
            ),
            (
                "key_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "The issuer has no key of that name.",
                parameter("kid", json!("other")),
            ),
            (
                "signature_not_encoded",
                End::AtParse("D-JWS"),
                "The signature has a character that base64url has not.",
                (of.wrap)(&format!("{signed}.AA==")),
            ),
            (
                "mark_before_the_json",
                End::AtParse("D-JSN"),
                "A byte-order mark before the payload.",
                saying(&[b"\xEF\xBB\xBF", json.as_slice()].concat()),
            ),
            (
                "issuer_twice",
                End::AtParse("D-DUP"),
                "The payload names its issuer twice.",
                saying(repeated.as_bytes()),
            ),
            (
                "expired",
                End::AtRules("T-EXP"),
                "Over since a day.",
                stating("exp", json!(NOW.0 - SECONDS_PER_DAY)),
            ),
            (
                "not_begun",
                End::AtRules("T-NBF"),
                "nbf lies a day ahead.",
                stating("nbf", json!(NOW.0 + SECONDS_PER_DAY)),
            ),
            (
                "begins_in_milliseconds",
                End::AtRules("T-NBF"),
                "nbf is in milliseconds.",
                stating("nbf", json!(NOW.0 * 1000)),
            ),
            ("end_a_text", End::AtClaims("T-BAD"), "exp is a text.", stating("exp", json!("2099-01-01"))),
            (
                "end_beyond_time",
                End::AtClaims("T-BAD"),
                "exp is a number beyond a million years.",
                stating("exp", json!(1e300)),
            ),
            ("oversized", End::AtParse("D-LEN"), "More text than any code holds.", (of.wrap)(&genuine)),
        ]
        .map(|(name, end, description, text)| (name, end, description, trust.clone(), text))
        .into();
        rows.extend(Self::elsewhere(&trust, &(of.wrap)(&genuine)));
        rows.extend(Self::indeterminate_tokens(of.format, &trust, &parameter, &stating));
        rows.extend(Self::bounded(&trust, &(of.wrap)(&genuine)));
        rows
    }

    /// A genuine pass at checkpoints that cannot say, or must not.
    pub(super) fn elsewhere(trust: &TrustStore, genuine: &str) -> [Row; 4] {
        let keys = |change: fn(&TrustedKey) -> TrustedKey| trust.keys().iter().map(change).collect();
        let unsupported = |key: &TrustedKey| TrustedKey { public_key: PublicKey::Unsupported, ..key.clone() };
        let recoveries =
            |key: &TrustedKey| TrustedKey { kinds: Some(vec![StatementKind::Recovery]), ..key.clone() };
        let all = keys(TrustedKey::clone);
        [
            (
                "no_keys",
                End::IndeterminateAtVerify("I-NOK"),
                "The trust file is empty.",
                store(Vec::new(), NOW),
                genuine.to_owned(),
            ),
            (
                "key_unsupported",
                End::IndeterminateAtVerify("K-ALG"),
                "The issuer's key is of a kind not computed with here.",
                store(keys(unsupported), NOW),
                genuine.to_owned(),
            ),
            (
                "clock_before_keys",
                End::IndeterminateAtRules("C-CLK"),
                "The clock shows a moment before the keys were published.",
                store(all, UnixTime(NOW.0 + SECONDS_PER_DAY)),
                genuine.to_owned(),
            ),
            (
                "key_for_other_kinds",
                End::AtRules("K-USE"),
                "The key may sign recoveries only.",
                store(keys(recoveries), NOW),
                genuine.to_owned(),
            ),
        ]
    }
}

fn wrap_exemption(message: &[u8]) -> String {
    hcert::wrap(message).replacen("HC1:", "AT1:", 1)
}

fn wrap_light(message: &[u8]) -> String {
    hcert::wrap(message).replacen("HC1:", "LT1:", 1)
}

/// How many characters stand behind the prefix, if there is one.
fn base45_length(text: &str) -> usize {
    if text.as_bytes().get(3) == Some(&b':') { text.len() - 4 } else { text.len() }
}
