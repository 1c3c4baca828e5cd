//! City passes: a description in, `CP1:` text out; a pass and its holder's key in, `CP2:` text out.
//!
//! The reading direction is [`crate::envelope::citypass`] for the layers and [`crate::claims`] for the content; the
//! specification stands with the first.

use p256::ecdsa::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::cbor::encode;
use super::cose::{Message, Signer};
use crate::claims::{Colour, ScheduleSlot};
use crate::envelope::citypass::{PASS_PREFIX, PROOF_PREFIX};
use crate::time::{Day, UnixTime};
use crate::wire::base45;
use crate::wire::cbor::{self, Key, Map, Value};
use crate::wire::cose::TAG_SIGN1;
use crate::wire::registry::{algorithm, claim, confirmation, content_format, header, key as key_parameter};

/// What a pass is to say.
#[derive(Clone, Debug, PartialEq)]
pub struct CityPass {
    /// Short host name of the issuer.
    pub issuer: String,
    /// When it is issued.
    pub issued: UnixTime,
    /// The first second it counts, where that is later.
    pub begins: Option<UnixTime>,
    /// The last second it counts.
    pub expires: UnixTime,
    /// Eight random bytes: a name for the pass that tells nothing about its holder.
    pub identifier: [u8; 8],
    /// The holder's key, for a pass that counts only live.
    pub holder: Option<VerifyingKey>,
    /// The status.
    pub colour: Colour,
    /// The issuer's code of the reason; 0 is none.
    pub reason: u64,
    /// Gates and zones where it counts; empty is everywhere.
    pub gates: Vec<u64>,
    /// The name to compare with a document.
    pub name: Option<String>,
    /// The year of birth.
    pub birth_year: Option<u16>,
    /// Vaccine, number of the dose, day.
    pub vaccinations: Vec<(String, u64, Day)>,
    /// Type of test, whether the disease was detected, time of the sample.
    pub tests: Vec<(String, bool, UnixTime)>,
    /// The class of the holder, from the issuer's list.
    pub subject_class: Option<u64>,
    /// The hours in which it counts; empty is always.
    pub schedule: Vec<ScheduleSlot>,
}

/// What a live code is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    /// The place it is made out to.
    pub audience: String,
    /// When it is made.
    pub issued_at: UnixTime,
    /// The challenge it answers.
    pub nonce: Option<Vec<u8>>,
}

/// A text that is no city pass by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPass;

impl CityPass {
    /// Signs the pass and wraps it for a QR code.
    pub fn mint(&self, signer: &Signer<'_>) -> String {
        wrap(PASS_PREFIX, &signer.sign(encode(&Value::Map(self.token()))).encode())
    }

    /// The content: a CBOR Web Token (RFC 8392) with the body under a private claim.
    pub fn token(&self) -> Map {
        let mut token = Map::from([
            (Key::Integer(claim::ISSUER), Value::Text(self.issuer.clone())),
            (Key::Integer(claim::EXPIRES), Value::Integer(self.expires.0.into())),
            (Key::Integer(claim::ISSUED_AT), Value::Integer(self.issued.0.into())),
            (Key::Integer(claim::TOKEN_ID), Value::Bytes(self.identifier.to_vec())),
            (Key::Integer(claim::CITY_PASS), Value::Map(self.body())),
        ]);
        if let Some(begins) = self.begins {
            token.insert(Key::Integer(claim::NOT_BEFORE), Value::Integer(begins.0.into()));
        }
        if let Some(holder) = &self.holder {
            let confirmation =
                Map::from([(Key::Integer(confirmation::COSE_KEY), Value::Map(cose_key(holder)))]);
            token.insert(Key::Integer(claim::CONFIRMATION), Value::Map(confirmation));
        }
        token
    }

    fn body(&self) -> Map {
        let colour = match self.colour {
            Colour::Red => 0,
            Colour::Amber => 1,
            Colour::Green => 2,
        };
        let row = |first: Value, second: u64, third: i128| {
            Value::Array(vec![first, Value::Integer(second.into()), Value::Integer(third)])
        };
        let vaccinations = self.vaccinations.iter();
        let vaccinations = vaccinations.map(|(vaccine, dose, day)| {
            row(Value::Text(vaccine.clone()), *dose, day.days_since_1970().into())
        });
        let tests = self.tests.iter();
        let tests = tests.map(|(kind, detected, time)| {
            row(Value::Text(kind.clone()), u64::from(*detected), time.0.into())
        });
        let schedule = self.schedule.iter();
        let schedule = schedule.map(|slot| {
            row(Value::Integer(slot.days.into()), slot.from_minute.into(), slot.until_minute.into())
        });
        let gates = self.gates.iter().map(|gate| Value::Integer((*gate).into()));
        let mut body = Map::from([
            (Key::Integer(1), Value::Integer(colour)),
            (Key::Integer(2), Value::Integer(self.reason.into())),
        ]);
        for (label, list) in [
            (3, gates.collect::<Vec<_>>()),
            (6, vaccinations.collect()),
            (7, tests.collect()),
            (9, schedule.collect()),
        ] {
            if !list.is_empty() {
                body.insert(Key::Integer(label), Value::Array(list));
            }
        }
        if let Some(name) = &self.name {
            body.insert(Key::Integer(4), Value::Text(name.clone()));
        }
        for (label, number) in [(5, self.birth_year.map(u64::from)), (8, self.subject_class)] {
            if let Some(number) = number {
                body.insert(Key::Integer(label), Value::Integer(number.into()));
            }
        }
        body
    }
}

/// Shows a pass live: its holder's key signs a proof around the whole of it.
///
/// # Errors
/// [`NotAPass`] when the text is not a `CP1:` pass.
pub fn present(pass: &str, holder: &SigningKey, presentation: &Presentation) -> Result<String, NotAPass> {
    let text = pass.as_bytes().strip_prefix(PASS_PREFIX).ok_or(NotAPass)?;
    let pass = cbor::read(&base45::decode(text).map_err(|_| NotAPass)?).map_err(|_| NotAPass)?;
    if !matches!(pass, Value::Tag(TAG_SIGN1, _)) {
        return Err(NotAPass);
    }
    let protected = Map::from([
        (Key::Integer(header::ALGORITHM), Value::Integer(algorithm::ES256)),
        (Key::Integer(header::KEY_CWT), pass),
        (Key::Integer(header::TYPE), Value::Integer(content_format::KB_CWT)),
    ]);
    let mut token = Map::from([
        (Key::Integer(claim::AUDIENCE), Value::Text(presentation.audience.clone())),
        (Key::Integer(claim::ISSUED_AT), Value::Integer(presentation.issued_at.0.into())),
    ]);
    if let Some(nonce) = &presentation.nonce {
        token.insert(Key::Integer(claim::NONCE), Value::Bytes(nonce.clone()));
    }
    let signer = Signer { key: holder, key_id: &[] };
    let proof: Message = signer.sign_under(&protected, Map::new(), encode(&Value::Map(token)));
    Ok(wrap(PROOF_PREFIX, &proof.encode()))
}

/// The name of a key: the first eight bytes of its COSE Key thumbprint (RFC 9679) with SHA-256.
pub fn key_id(key: &VerifyingKey) -> Vec<u8> {
    let (x, y) = coordinates(key);
    let mut thumbed = vec![0xA4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20];
    thumbed.extend(x);
    thumbed.extend([0x22, 0x58, 0x20]);
    thumbed.extend(y);
    Sha256::digest(thumbed).into_iter().take(KEY_ID_BYTES).collect()
}

/// A P-256 `COSE_Key` (RFC 9053 section 7.1.1) with a compressed point.
fn cose_key(key: &VerifyingKey) -> Map {
    let (x, y) = coordinates(key);
    let is_odd = y.last().is_some_and(|last| last & 1 == 1);
    Map::from([
        (Key::Integer(key_parameter::TYPE), Value::Integer(key_parameter::TYPE_EC2)),
        (Key::Integer(key_parameter::CURVE), Value::Integer(key_parameter::CURVE_P256)),
        (Key::Integer(key_parameter::X), Value::Bytes(x)),
        (Key::Integer(key_parameter::Y), Value::Boolean(is_odd)),
    ])
}

fn coordinates(key: &VerifyingKey) -> (Vec<u8>, Vec<u8>) {
    let point = key.to_sec1_point(false);
    let (x, y) = point.as_bytes().get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
    (x.to_vec(), y.to_vec())
}

fn wrap(prefix: &[u8], message: &[u8]) -> String {
    String::from_utf8_lossy(prefix).into_owned() + &base45::encode(message)
}

const KEY_ID_BYTES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Format;
    use crate::judge::judge;
    use crate::policy::{AdmissionHistory, DecisionContext};
    use crate::trust::{GateSettings, PublicKey, Purpose, TrustStore, TrustedKey};
    use crate::verdict::Verdict;

    const NOW: UnixTime = UnixTime(1_790_000_000);

    fn key(fill: u8) -> SigningKey {
        SigningKey::from_slice(&[fill; 32]).unwrap()
    }

    fn pass(holder: Option<&SigningKey>) -> CityPass {
        CityPass {
            issuer: "city.example".to_owned(),
            issued: NOW,
            begins: None,
            expires: NOW.plus_seconds(86_400),
            identifier: *b"8 bytes!",
            holder: holder.map(|holder| *holder.verifying_key()),
            colour: Colour::Green,
            reason: 0,
            gates: vec![1, 4],
            name: Some("A. LI".to_owned()),
            birth_year: Some(1987),
            vaccinations: vec![("J07BX03".to_owned(), 3, Day { year: 2026, month: 1, day: 2 })],
            tests: vec![("PCR".to_owned(), false, NOW.plus_seconds(-40_000))],
            subject_class: Some(2),
            schedule: vec![ScheduleSlot { days: 0x7F, from_minute: 0, until_minute: 1440 }],
        }
    }

    fn trust(settings: GateSettings) -> TrustStore {
        let public_key = *key(1).verifying_key();
        let trusted = TrustedKey {
            identifier: Some("city.example".to_owned()),
            key_id: Some(key_id(&public_key)),
            ..TrustedKey::new(Format::CityPass, "The City", PublicKey::P256(public_key))
        };
        TrustStore::new(Purpose::Production, NOW, vec![trusted]).with_settings(settings)
    }

    fn code(text: &str, at: i64, settings: &GateSettings, history: &mut AdmissionHistory) -> &'static str {
        let context =
            DecisionContext { now: NOW.plus_seconds(at), utc_offset_seconds: 0, history: &history.clone() };
        let judgement = judge(text.as_bytes(), &trust(settings.clone()), &context);
        if let Some(record) = judgement.record {
            history.insert(record, context.now);
        }
        judgement.verdict.code()
    }

    fn mint(pass: &CityPass) -> String {
        let issuer = key(1);
        pass.mint(&Signer { key: &issuer, key_id: &key_id(issuer.verifying_key()) })
    }

    fn here() -> GateSettings {
        GateSettings {
            audiences: vec!["mall.example".to_owned()],
            gates: vec![4, 9],
            ..GateSettings::default()
        }
    }

    #[test]
    fn a_pass_with_every_fact_is_admitted_and_read() {
        let context =
            DecisionContext { now: NOW, utc_offset_seconds: 0, history: &AdmissionHistory::default() };
        let verdict = judge(mint(&pass(None)).as_bytes(), &trust(here()), &context).verdict;
        let Verdict::Admitted(admission) = verdict else { panic!("{}", verdict.code()) };
        assert_eq!(admission.issuer, "The City", "issuer");
        assert_eq!(admission.holder.initials, "AL", "initials");
        assert_eq!(admission.statements.len(), 3, "status, vaccination, test");
        assert!(!admission.is_live, "paper");
    }

    #[test]
    fn the_example_in_the_specification_is_minted() {
        let issuer = crate::trust::demonstration_signing_key().unwrap();
        let key_id = key_id(issuer.verifying_key());
        let example = CityPass {
            issued: NOW,
            expires: NOW.plus_seconds(86_399),
            identifier: [1, 2, 3, 4, 5, 6, 7, 8],
            name: None,
            birth_year: None,
            vaccinations: Vec::new(),
            tests: Vec::new(),
            subject_class: None,
            schedule: Vec::new(),
            ..pass(None)
        };
        let text = example.mint(&Signer { key: &issuer, key_id: &key_id });
        let specification = include_str!("../envelope/citypass.md");
        assert!(specification.contains(&text), "the text is {text}");
        let key_id = data_encoding::HEXLOWER.encode(&key_id);
        assert!(specification.contains(&key_id), "the key identifier is {key_id}");
    }

    #[test]
    fn the_nine_steps_of_a_live_code() {
        let holder = key(2);
        let bound = mint(&pass(Some(&holder)));
        let show = |key: &SigningKey, audience: &str, issued_at: i64| {
            let presentation = Presentation {
                audience: audience.to_owned(),
                issued_at: NOW.plus_seconds(issued_at),
                nonce: None,
            };
            present(&bound, key, &presentation).unwrap()
        };
        let once = |text: &str, at: i64| code(text, at, &here(), &mut AdmissionHistory::default());
        assert_eq!(once(&bound, 0), "H-LIV", "a copy");
        let live = show(&holder, "mall.example", 100);
        assert_eq!(once(&live, 140), "OK", "at the end of its time");
        assert_eq!(once(&live, 141), "H-OLD", "past it");
        assert_eq!(once(&live, 90), "OK", "made by a clock that is ahead");
        assert_eq!(once(&live, 89), "H-OLD", "too far ahead");
        assert_eq!(once(&show(&holder, "bank.example", 100), 100), "H-AUD", "another place");
        assert_eq!(once(&show(&key(3), "mall.example", 100), 100), "H-SIG", "another key");
        assert_eq!(once(&show(&holder, "mall.example", 90_000), 90_000), "T-EXP", "the day after");
        let mut history = AdmissionHistory::default();
        assert_eq!(code(&live, 100, &here(), &mut history), "OK", "first showing");
        assert_eq!(code(&live, 110, &here(), &mut history), "R-USE", "the same proof again");
        assert_eq!(
            code(&show(&holder, "mall.example", 110), 112, &here(), &mut history),
            "OK",
            "a fresh one"
        );
    }

    #[test]
    fn an_operators_rules_are_kept() {
        let history = || AdmissionHistory::default();
        let elsewhere = GateSettings { gates: vec![7], ..here() };
        assert_eq!(code(&mint(&pass(None)), 0, &elsewhere, &mut history()), "R-GAT", "gate");
        let never = CityPass {
            schedule: vec![ScheduleSlot { days: 1, from_minute: 0, until_minute: 1 }],
            ..pass(None)
        };
        assert_eq!(code(&mint(&never), 0, &here(), &mut history()), "R-HOU", "hour");
        for (colour, expected) in [(Colour::Red, "R-RED"), (Colour::Amber, "R-AMB")] {
            let pass = CityPass { colour, ..pass(None) };
            assert_eq!(code(&mint(&pass), 0, &here(), &mut history()), expected, "{colour:?}");
        }
        let positive = CityPass { tests: vec![("PCR".to_owned(), true, NOW)], ..pass(None) };
        assert_eq!(code(&mint(&positive), 0, &here(), &mut history()), "R-POS", "test");
        let strict = GateSettings { anti_passback_seconds: 300, ..here() };
        let mut used = history();
        assert_eq!(code(&mint(&pass(None)), 0, &strict, &mut used), "OK", "first");
        assert_eq!(code(&mint(&pass(None)), 299, &strict, &mut used), "R-USE", "handed back over the fence");
        assert_eq!(code(&mint(&pass(None)), 300, &strict, &mut used), "OK", "later");
    }

    #[test]
    fn a_field_from_64_on_is_not_overlooked() {
        let issuer = key(1);
        let signer = Signer { key: &issuer, key_id: &key_id(issuer.verifying_key()) };
        let mut token = pass(None).token();
        let with = |label: i128, token: &mut Map| {
            if let Some(Value::Map(body)) = token.get_mut(&Key::Integer(claim::CITY_PASS)) {
                body.insert(Key::Integer(label), Value::Boolean(true));
            }
            wrap(PASS_PREFIX, &signer.sign(encode(&Value::Map(token.clone()))).encode())
        };
        assert_eq!(
            code(&with(63, &mut token), 0, &here(), &mut AdmissionHistory::default()),
            "OK",
            "ignored"
        );
        assert_eq!(
            code(&with(64, &mut token), 0, &here(), &mut AdmissionHistory::default()),
            "B-CRI",
            "refused"
        );
    }

    #[test]
    fn another_spelling_of_the_same_pass_is_refused() {
        let text = mint(&pass(None));
        let bytes = base45::decode(&text.as_bytes()[4..]).unwrap();
        // the array of four with its count in two bytes
        let spelled = [&[0xD2, 0x98, 0x04][..], &bytes[2..]].concat();
        let text = wrap(PASS_PREFIX, &spelled);
        assert_eq!(code(&text, 0, &here(), &mut AdmissionHistory::default()), "D-SPL", "longer head");
    }
}
