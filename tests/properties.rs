//! What must hold of every input: the way from a payload to a verdict returns, and never admits what it should not.

use std::sync::LazyLock;

use checkpost::claims::TestResult;
use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::PrecomputationCache;
use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::{Accept, TrustFile, TrustStore, TrustedKey};
use checkpost::verdict::Verdict;
use checkpost::wire::{base45, cbor, inflate};
use checkpost_issuing::cose::Signer;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::hcert::Certificate;
use checkpost_issuing::specimen::{
    KEY_ID, certificate, holder_a, holder_b, test, trust, vaccination, validity_period,
};
use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_get_a_verdict(payload: Vec<u8>) {
        prop_assert!(!is_admitted(&payload, NOW), "nobody signed {payload:?}");
    }

    #[test]
    fn any_text_behind_a_known_prefix_gets_a_verdict(prefix in prefix(), rest in ".{0,300}") {
        let payload = format!("{prefix}{rest}");
        prop_assert!(!is_admitted(payload.as_bytes(), NOW), "nobody signed {payload}");
    }

    #[test]
    fn any_bytes_behind_intact_outer_layers_get_a_verdict(message: Vec<u8>) {
        let payload = checkpost_issuing::hcert::wrap(&message);
        prop_assert!(!is_admitted(payload.as_bytes(), NOW), "nobody signed {message:?}");
    }

    #[test]
    fn no_pass_with_another_character_is_admitted(at: prop::sample::Index, with in 0x20_u8..0x7F) {
        let mut payload = GENUINE.clone().into_bytes();
        let at = at.index(payload.len());
        prop_assume!(payload.get(at) != Some(&with));
        if let Some(character) = payload.get_mut(at) {
            *character = with;
        }
        prop_assert!(!is_admitted(&payload, NOW), "character {at} is {with}");
    }

    #[test]
    fn no_message_with_another_bit_is_admitted(at: prop::sample::Index, bit in 0..8_u32) {
        let mut message = message();
        let at = at.index(message.len());
        if let Some(byte) = message.get_mut(at) {
            *byte ^= 1 << bit;
        }
        let payload = checkpost_issuing::hcert::wrap(&message);
        let before = verdict(GENUINE.as_bytes(), NOW);
        let after = verdict(payload.as_bytes(), NOW);
        // the unprotected header and the tag are not under the signature: whoever changes them changes nothing
        prop_assert!(after == before || !matches!(after, Verdict::Admitted(_)), "byte {at}, bit {bit}");
    }

    #[test]
    fn no_pass_cut_short_is_admitted(length: prop::sample::Index) {
        let cut = GENUINE.as_bytes().get(..length.index(GENUINE.len())).unwrap_or_default();
        prop_assert!(!is_admitted(cut, NOW), "{} characters", cut.len());
    }

    #[test]
    fn no_pass_is_admitted_outside_its_window(days in 1..400_i64, ends in -400..400_i64, hours in -20_000..20_000_i64) {
        let pass = Certificate { validity_period: validity_period(NOW, ends - days, ends), ..certificate(NOW, holder_a(), vaccination(NOW)) };
        let now = NOW.plus_seconds(hours * 3600);
        let end = NOW.plus_seconds(ends * SECONDS_PER_DAY);
        let begin = NOW.plus_seconds((ends - days) * SECONDS_PER_DAY);
        let admitted = matches!(judge_with(mint(&pass).as_bytes(), now, &TIMELESS), Verdict::Admitted(_));
        let inside = now <= end && now.plus_seconds(120) >= begin;
        prop_assert_eq!(admitted, inside, "{} is in {} to {}", now, begin, end);
    }

    #[test]
    fn no_positive_test_is_admitted_at_any_time(hours in -20_000..20_000_i64) {
        let verdict = judge_with(POSITIVE.as_bytes(), NOW.plus_seconds(hours * 3600), &TIMELESS);
        prop_assert!(!matches!(verdict, Verdict::Admitted(_)), "{hours} hours");
    }

    #[test]
    fn the_layers_are_read_as_they_were_written(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let compressed = compress_to_vec_zlib(&bytes, 6);
        prop_assert_eq!(base45::decode(base45::encode(&compressed).as_bytes()), Ok(compressed.clone()));
        prop_assert_eq!(inflate::zlib(&compressed, inflate::PASS_LIMIT), Ok(bytes));
    }

    #[test]
    fn what_is_read_of_cbor_is_written_and_read_again(bytes: Vec<u8>) {
        if let Ok(value) = cbor::read(&bytes) {
            let again = cbor::read(&checkpost_issuing::cbor::encode(&value));
            // compared as text: a NaN is unlike itself
            prop_assert_eq!(format!("{again:?}"), format!("{:?}", Ok::<_, cbor::CborError>(value)));
        }
    }

    #[test]
    fn any_bytes_are_a_trust_file_or_none(bytes: Vec<u8>) {
        prop_assert!(TrustStore::read(&bytes, Accept::Demonstration).is_err(), "nobody wrote {bytes:?}");
    }

    #[test]
    fn a_trust_file_with_another_byte_is_read_or_refused(at: prop::sample::Index, with: u8) {
        let mut file = serde_json::to_vec(&TrustFile::from_store(&TRUST)).expect("it is JSON");
        let at = at.index(file.len());
        if let Some(byte) = file.get_mut(at) {
            *byte = with;
        }
        if let Ok(read) = TrustStore::read(&file, Accept::Production) {
            prop_assert!(!read.keys().iter().any(TrustedKey::is_demonstration), "for real use");
        }
    }
}

fn is_admitted(payload: &[u8], now: UnixTime) -> bool {
    matches!(verdict(payload, now), Verdict::Admitted(_))
}

fn verdict(payload: &[u8], now: UnixTime) -> Verdict {
    judge_with(payload, now, &TRUST)
}

fn judge_with(payload: &[u8], now: UnixTime, trust: &TrustStore) -> Verdict {
    judge(
        payload,
        trust,
        &PrecomputationCache::default(),
        &DecisionContext { now, utc_offset_seconds: 0, history: &AdmissionHistory::default() },
    )
    .verdict
}

/// The signed message of the genuine pass.
fn message() -> Vec<u8> {
    let compressed =
        base45::decode(GENUINE.as_bytes().get(4..).unwrap_or_default()).expect("it was just made");
    inflate::zlib(&compressed, inflate::PASS_LIMIT).expect("it was just made")
}

fn mint(pass: &Certificate) -> String {
    let key = demonstration_signing_key().expect("the key is one");
    pass.mint(&Signer { key: &key, key_id: KEY_ID })
}

fn prefix() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "HC1:",
        "AT1:",
        "LT1:",
        "shc:/",
        "shc:/1/2/",
        "NZCP:/1/",
        "CP1:",
        "CP2:",
        "NCF",
        "6BF",
        "eyJ",
        "eyJ0.e30.",
        "{\"data\":{\"hdr\":{\"t\":\"icao.",
        "PK\u{3}\u{4}",
        "shlink:/",
        "mdoc:",
        "WIFI:",
        "https://",
    ])
}

/// The moment of all that is not about moments.
const NOW: UnixTime = UnixTime(1_790_000_000);

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| trust(NOW).expect("the key is one"));
/// The same keys, published so long ago that no clock is before them.
static TIMELESS: LazyLock<TrustStore> = LazyLock::new(|| trust(UnixTime(0)).expect("the key is one"));
static GENUINE: LazyLock<String> = LazyLock::new(|| mint(&certificate(NOW, holder_a(), vaccination(NOW))));
static POSITIVE: LazyLock<String> =
    LazyLock::new(|| mint(&certificate(NOW, holder_b(), test(NOW, TestResult::Detected))));
