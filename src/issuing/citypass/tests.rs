//! City passes and live codes, issued and judged.

use super::*;
use checkpost::envelope::Format;
use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::{PrecomputationCache, PublicKey};
use checkpost::trust::{GateSettings, Purpose, TrustStore, TrustedKey};
use checkpost::verdict::Verdict;

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
    let judgement =
        judge(text.as_bytes(), &trust(settings.clone()), &PrecomputationCache::default(), &context);
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
    GateSettings { audiences: vec!["mall.example".to_owned()], gates: vec![4, 9], ..GateSettings::default() }
}

#[test]
fn a_pass_with_every_fact_is_admitted_and_read() {
    let context = DecisionContext { now: NOW, utc_offset_seconds: 0, history: &AdmissionHistory::default() };
    let verdict =
        judge(mint(&pass(None)).as_bytes(), &trust(here()), &PrecomputationCache::default(), &context)
            .verdict;
    let Verdict::Admitted(admission) = verdict else { panic!("{}", verdict.code()) };
    assert_eq!(admission.issuer, "The City", "issuer");
    assert_eq!(admission.holder.initials, "AL", "initials");
    assert_eq!(admission.statements.len(), 3, "status, vaccination, test");
    assert!(!admission.is_live, "paper");
}

#[test]
fn the_example_in_the_specification_is_minted() {
    let issuer = crate::demonstration_signing_key().unwrap();
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
    let specification = include_str!("../../envelope/citypass.md");
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
    assert_eq!(code(&show(&holder, "mall.example", 110), 112, &here(), &mut history), "OK", "a fresh one");
}

#[test]
fn an_operators_rules_are_kept() {
    let history = || AdmissionHistory::default();
    let elsewhere = GateSettings { gates: vec![7], ..here() };
    assert_eq!(code(&mint(&pass(None)), 0, &elsewhere, &mut history()), "R-GAT", "gate");
    let never =
        CityPass { schedule: vec![ScheduleSlot { days: 1, from_minute: 0, until_minute: 1 }], ..pass(None) };
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
    assert_eq!(code(&with(63, &mut token), 0, &here(), &mut AdmissionHistory::default()), "OK", "ignored");
    assert_eq!(code(&with(64, &mut token), 0, &here(), &mut AdmissionHistory::default()), "B-CRI", "refused");
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
