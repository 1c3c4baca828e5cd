//! `{:?}` prints no data of a person: neither as text nor as a list of bytes. A log line or a panic message may contain
//! any of these values.

use std::fmt::Debug;

use checkpost::claims::{Binding, Claims, Statement};
use checkpost::envelope::{Envelope, Scanned, chunks};
use checkpost::judge::{authenticate, decide};
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::session::Event;
use checkpost::signature::PrecomputationCache;
use checkpost::time::UnixTime;
use checkpost::verify::verify;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::cose::Sign1;
use checkpost::wire::jose::Jws;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::specimen::other_formats::{self, bound_token, city_pass, disclosures, open_token};
use checkpost_issuing::specimen::{self, certificate, holder_a, specimens, vaccination};
use checkpost_reader::message::Code;
use checkpost_reading::DecodedSymbol;

const NOW: UnixTime = UnixTime(1_790_000_000);

/// What must not be printed: texts, each also as bytes.
struct Needles(Vec<String>);

impl Needles {
    fn of(texts: impl IntoIterator<Item = String>) -> Self {
        let texts = texts.into_iter().filter(|text| text.len() >= 3);
        Self(texts.flat_map(|text| [list_of_bytes(text.as_bytes()), text]).collect())
    }

    fn of_claims(claims: &Claims) -> Self {
        let holder = &claims.holder;
        let names = [
            &holder.given_name,
            &holder.family_name,
            &holder.given_name_transliterated,
            &holder.family_name_transliterated,
            &holder.full_name,
            &holder.birth_date,
            &claims.subject,
        ];
        let stated = claims.statements.iter().flat_map(|statement| match statement {
            Statement::Vaccination(it) => vec![it.date.clone(), it.product.clone(), it.identifier.clone()],
            Statement::Test(it) => vec![it.sampled.clone(), it.device.clone(), it.identifier.clone()],
            Statement::Recovery(it) => {
                vec![it.first_positive.clone(), it.from.clone(), it.identifier.clone()]
            }
            Statement::Exemption | Statement::Entitlement | Statement::Identity | Statement::Status(_) => {
                Vec::new()
            }
        });
        let mut needles = Self::of(names.into_iter().cloned().chain(stated).flatten());
        let bytes = [claims.photo.as_ref().map(|photo| &photo.bytes), claims.identifier.as_ref()];
        needles.0.extend(bytes.into_iter().flatten().map(|bytes| list_of_bytes(bytes)));
        needles
    }

    fn assert_absent(&self, name: &str, value: &impl Debug) {
        let printed = format!("{value:?}");
        let found = self.0.iter().find(|needle| printed.contains(needle.as_str()));
        assert_eq!(found, None, "{name}: {printed}");
    }
}

/// As the derived `Debug` prints bytes, without the brackets.
fn list_of_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

#[test]
fn no_stage_of_a_pass_prints_what_it_says() {
    let trust = specimen::trust(NOW).expect("the keys are keys");
    let history = AdmissionHistory::default();
    let context = DecisionContext { now: NOW, utc_offset_seconds: 0, history: &history };
    let key = demonstration_signing_key().expect("the key is one");
    let bound = bound_token(NOW, &key).expect("the holder's key is one");
    let texts = specimens(NOW).expect("the keys are keys").into_iter().map(|it| it.text).chain([bound]);
    let mut authentic = 0;
    for text in texts {
        let Ok(pass) = authenticate(text.as_bytes(), &trust, &PrecomputationCache::default()) else {
            continue;
        };
        let needles = Needles::of_claims(pass.claims());
        let envelope = Envelope::parse(text.as_bytes()).expect("it is authentic");
        needles.assert_absent("envelope", &envelope);
        let verified = verify(envelope, &trust, &PrecomputationCache::default()).expect("it is authentic");
        needles.assert_absent("verified", &verified);
        needles.assert_absent("key binding", &verified.key_binding());
        let claims = pass.claims().clone();
        needles.assert_absent("claims", &claims);
        needles.assert_absent("holder", &claims.holder);
        needles.assert_absent("statements", &claims.statements);
        needles.assert_absent("photo", &claims.photo);
        needles.assert_absent("binding", &claims.binding);
        needles.assert_absent("authentic pass", &pass);
        let hint = claims.holder.hint();
        assert_eq!(format!("{hint:?}"), "HolderHint { .. }", "initials and birthday");
        let judgement = decide(pass, &trust, &context);
        needles.assert_absent("judgement", &judgement);
        authentic += 1;
    }
    assert!(authentic > 15, "only {authentic} specimens were authentic");
}

#[test]
fn a_key_binding_prints_neither_place_nor_challenge() {
    let trust = specimen::trust(NOW).expect("the keys are keys");
    let key = demonstration_signing_key().expect("the key is one");
    let token = bound_token(NOW, &key).expect("the holder's key is one");
    let pass =
        authenticate(token.as_bytes(), &trust, &PrecomputationCache::default()).expect("it is authentic");
    let Binding::Presented(key_binding) = &pass.claims().binding else { panic!("it is presented") };
    let needles = Needles::of([key_binding.audience.clone(), "specimen-nonce".to_owned()]);
    needles.assert_absent("key binding", key_binding);
    needles.assert_absent("claims", pass.claims());
}

#[test]
fn what_is_decoded_or_issued_prints_nothing_of_its_content() {
    let needles = Needles::of(["Samplewood", "Modelle", "Mockford"].map(str::to_owned));
    let key = demonstration_signing_key().expect("the key is one");
    needles.assert_absent("certificate", &certificate(NOW, holder_a(), vaccination(NOW)));
    needles.assert_absent("city pass", &city_pass(NOW));
    needles.assert_absent("disclosures", &disclosures());
    let token = Jws::parse(open_token(NOW, &key).as_bytes()).expect("it is a token");
    needles.assert_absent("JWS", &token);
    let content = Map::from([(Key::Integer(1), Value::Text("Samplewood".to_owned()))]);
    needles.assert_absent("CBOR", &Value::Map(content.clone()));
    let signed = other_formats::ed25519_signed(&content, b"key");
    needles.assert_absent("COSE, issued", &signed);
    needles.assert_absent("COSE, read", &Sign1::parse(&signed.encode()).expect("it is a message"));
    let chunk = chunks::parse(b"shc:/1/2/5676290952").expect("its numbers are right").expect("it is a chunk");
    let mut assembler = chunks::ChunkAssembler::default();
    let digits = Needles::of(["5676290952".to_owned()]);
    digits.assert_absent("chunk", &chunk);
    assembler.insert(chunk);
    digits.assert_absent("chunks", &assembler);
}

#[test]
fn the_search_finds_what_is_printed() {
    let needles = Needles::of(["Samplewood".to_owned()]);
    for printed in [format!("{:?}", "Samplewood"), format!("{:?}", b"Samplewood")] {
        assert!(needles.0.iter().any(|needle| printed.contains(needle.as_str())), "{printed}");
    }
}

#[test]
fn what_was_read_of_a_code_prints_nothing_of_its_content() {
    let text =
        "shc:/5676290952432060346029243740446031222959532654603460292540772804336028702864716745222809286133";
    let (bytes, corners) = (text.as_bytes().to_vec(), [(0, 0); 4]);
    let needles = Needles::of([text.to_owned()]);
    needles.assert_absent("event", &Event::CodesRead(vec![bytes.clone()]));
    needles.assert_absent("sample", &Event::SampleRead(vec![bytes.clone()]));
    needles.assert_absent("scanned", &Scanned::classify(&bytes));
    let symbol = DecodedSymbol { payload: bytes.clone(), corners, version: 1, structured_append: None };
    needles.assert_absent("symbol", &symbol);
    needles.assert_absent("code", &Code::from(symbol));
}
