//! What a bundle says: members, keys, limits, revocations.

use checkpost::signature::PublicKey;
use checkpost::trust::distribution::{Bundle, BundleContent, DocumentType, Stored, UpdateError, Updater};
use checkpost::trust::{Accept, LAST_MOMENT, MAX_KEYS, Purpose, TrustStore, TrustedKey};
use checkpost::{envelope::Format, time::UnixTime};
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::distribution::sign_payload;
use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};

use crate::desk::{Desk, NOW, Tablet, Update, release};

fn take(update: &Update) -> Result<bool, UpdateError> {
    Tablet::of(&Desk::new().root()).take(&update.archive(), NOW)
}

fn bare() -> Update {
    Desk::new().update(1, NOW)
}

/// A list of as many keys that this version does not compute with.
fn keys(count: usize) -> Value {
    vec![json!({ "format": "jwt", "issuer": "X", "algorithm": "unsupported" }); count].into()
}

#[test]
fn an_unknown_member_is_a_rule_that_nobody_would_obey() {
    for (name, update) in [
        ("of the bundle", bare().with("expires", 1)),
        ("of the operator", bare().with("operator", json!({ "name": { "en": "X" }, "mail": "x" }))),
        (
            "of the policy",
            bare().with("staleness", json!({ "green_seconds": 1, "amber_seconds": 1, "x": 1 })),
        ),
        ("of the settings", bare().with("checkpoint", json!({ "place": [] }))),
        (
            "of a key",
            bare().with(
                "keys",
                json!([{ "format": "jwt", "issuer": "X", "algorithm": "unsupported", "x": 1 }]),
            ),
        ),
        ("of the index", Update { index: vec![("expires", 1.into())], ..bare() }),
        ("of the refusal", bare().with("refused", json!({ "asks": {} }))),
    ] {
        assert_eq!(take(&update), Err(UpdateError::Malformed), "{name}");
    }
    assert_eq!(take(&bare()), Ok(true), "none");
}

#[test]
fn members_of_one_name() {
    let desk = Desk::new();
    let text = serde_json::to_string(&bare().bundle).expect("content is JSON");
    let respelt = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        let document =
            sign_payload(DocumentType::Bundle, text.replacen(from, to, 1).as_bytes(), &desk.bundle_key);
        Bundle::read(document.as_bytes(), &desk.newest, Accept::Demonstration).map(|bundle| bundle.number())
    };
    assert_eq!(respelt("\"sequence\":1", "\"sequence\": 1"), Ok((1, 1)), "a blank");
    for (name, from, to) in [
        ("sequence twice", "\"sequence\":1", "\"sequence\":1,\"sequence\":2"),
        ("one language twice", "\"en\":", "\"en\":\"Another\",\"en\":"),
        ("one language twice, escaped", "\"en\":", "\"\\u0065n\":\"Another\",\"en\":"),
        ("a number as a fraction", "\"sequence\":1", "\"sequence\":1.0"),
        ("a number with an exponent", "\"sequence\":1", "\"sequence\":1e0"),
        ("a number as a text", "\"sequence\":1", "\"sequence\":\"1\""),
        ("half a surrogate pair", "\"en\":", "\"\\ud800\":\"x\",\"en\":"),
        ("something behind", "}", "}}"),
    ] {
        assert_eq!(respelt(from, to), Err(UpdateError::Malformed), "{name}");
    }
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let nested = respelt("\"en\":", &format!("\"x\":{deep},\"en\":"));
    assert_eq!(nested, Err(UpdateError::Malformed), "nested a million times");
}

#[test]
fn a_million_keys() {
    for (count, expected) in [(0, Ok(true)), (MAX_KEYS, Ok(true)), (MAX_KEYS + 1, Err(UpdateError::TooLarge))]
    {
        assert_eq!(take(&bare().with("keys", keys(count))), expected, "{count} keys");
    }
    // no content of that many keys fits below the limit, which is looked at before the signature
    let entry = "{\"format\":\"jwt\",\"issuer\":\"\",\"algorithm\":\"\"},";
    let million = BASE64URL_NOPAD.encode(entry.repeat(1_000_000).as_bytes());
    let text = format!("e30.{million}.AAAA");
    let outcome = Bundle::read(text.as_bytes(), &Desk::new().newest, Accept::Demonstration);
    assert_eq!(outcome.map(drop), Err(UpdateError::TooLarge), "a million");
    let nobody = json!([{ "format": "jwt", "issuer": "X", "algorithm": "ES256" }]);
    assert_eq!(take(&bare().with("keys", nobody)), Err(UpdateError::Key), "no key");
}

#[test]
fn a_moment_of_a_key_is_in_seconds() {
    let key = |not_after: i64| json!([{ "format": "jwt", "issuer": "X", "algorithm": "unsupported", "not_after": not_after }]);
    assert_eq!(take(&bare().with("keys", key(LAST_MOMENT.0))), Ok(true), "the last");
    assert_eq!(take(&bare().with("keys", key(LAST_MOMENT.0 + 1))), Err(UpdateError::Milliseconds), "beyond");
}

#[test]
fn nobody_and_nothing() {
    assert_eq!(take(&bare().with("operator", json!({ "name": {} }))), Err(UpdateError::Malformed), "no name");
    assert_eq!(take(&bare().with("root", 0)), Err(UpdateError::Malformed), "made under no root");
    assert_eq!(take(&bare().with("root", 2)), Err(UpdateError::RootVersion), "made under a root to come");
}

#[test]
fn demonstration_purpose_or_key_in_production() {
    let desk = Desk::new();
    let demonstration = demonstration_signing_key().expect("the key is one");
    let key = TrustedKey::new(Format::Jwt, "X", PublicKey::P256(*demonstration.verifying_key()));
    let bundle = |purpose, keys| {
        let store = TrustStore::new(purpose, NOW, keys);
        let (content, _) = BundleContent::of_store(&store, release(1, NOW), &desk.newest);
        let bundle = serde_json::to_value(content).expect("content is JSON");
        Update { bundle, ..desk.update(1, NOW) }.archive()
    };
    for (name, archive, expected) in [
        ("neither", bundle(Purpose::Production, Vec::new()), Ok(())),
        ("the purpose", bundle(Purpose::Demonstration, Vec::new()), Err(UpdateError::Demonstration)),
        ("a key", bundle(Purpose::Production, vec![key]), Err(UpdateError::Demonstration)),
    ] {
        let offer =
            |accept| Updater::start(&desk.root(), Stored::default(), accept).offer(&archive, NOW).map(drop);
        assert_eq!(offer(Accept::Production), expected, "{name} in production");
        assert_eq!(offer(Accept::Demonstration), Ok(()), "{name} in a demonstration");
    }
}

#[test]
fn bombs_in_the_part_with_the_revocations() {
    let list = |bytes: &[u8], bits: u8| {
        let entries = BASE64URL_NOPAD.encode(&compress_to_vec_zlib(bytes, 9));
        json!({ "uri": "list", "bits": bits, "entries": entries })
    };
    let zeros = vec![0; 16 * 1024 * 1024 + 1];
    let bomb = list(&zeros, 1);
    let many = vec![list(&zeros[..1024 * 1024], 1); 17];
    let passes = |digests: String| json!({ "format": "hcert", "digests": digests });
    for (name, part, expected) in [
        ("a list", json!({ "lists": [list(&[1, 2], 1)] }), Ok(true)),
        ("a byte more than 16 MiB", json!({ "lists": [bomb] }), Err(UpdateError::Revocations)),
        ("seventeen lists of 1 MiB", json!({ "lists": many }), Err(UpdateError::Revocations)),
        ("three bits", json!({ "lists": [list(&[1], 3)] }), Err(UpdateError::Revocations)),
        ("half a digest", json!({ "passes": [passes("AAAA".to_owned())] }), Err(UpdateError::Revocations)),
        ("an unknown member", json!({ "filters": [] }), Err(UpdateError::Revocations)),
        (
            "in milliseconds",
            json!({ "lists": [{ "uri": "x", "issued": NOW.0 * 1_000, "bits": 1, "entries": "" }] }),
            Err(UpdateError::Milliseconds),
        ),
    ] {
        let bytes = serde_json::to_vec(&part).expect("content is JSON");
        assert_eq!(take(&bare().with_part("withdrawn", &bytes, false)), expected, "{name}");
    }
    let deep = "[".repeat(1_000_000);
    assert_eq!(
        take(&bare().with_part("withdrawn", deep.as_bytes(), false)),
        Err(UpdateError::Revocations),
        "deep"
    );
}

#[test]
fn the_store_to_judge_with_is_the_bundles() {
    let mut tablet = Tablet::of(&Desk::new().root());
    let update = bare()
        .with("keys", keys(3))
        .with("checkpoint", json!({ "places": ["mall.example"], "gates": [4] }))
        .with("refused", json!({ "ask": { "en": "Desk 1" }, "contest": { "en": "Desk 2" } }));
    assert_eq!(tablet.take(&update.archive(), NOW), Ok(true), "taken");
    let store = tablet.updater.store().expect("it is held");
    assert_eq!(store.len(), 3, "keys");
    assert_eq!(store.issued(), UnixTime(NOW.0), "date");
    assert_eq!(store.settings().audiences, ["mall.example"], "settings");
    let content = tablet.updater.bundle().expect("it is held").content();
    assert_eq!(content.refused.ask.get("en").map(String::as_str), Some("Desk 1"), "words for the refused");
}
