//! Trust files that are taken, and those that are not, by name.
use p256::ecdsa::SigningKey;

use super::*;
use crate::envelope::Format;
use crate::signature::PublicKey;
use crate::statement::StatementKind;

fn demonstration_store() -> TrustStore {
    let key = TrustedKey {
        key_id: Some(b"DEMO-KEY".to_vec()),
        kinds: Some(vec![StatementKind::Vaccination]),
        ..TrustedKey::new(
            Format::Hcert,
            "Demonstration",
            PublicKey::P256(
                *SigningKey::from_slice(b"CHECKPOST DEMO KEY - NOT SECRET!").unwrap().verifying_key(),
            ),
        )
    };
    TrustStore::new(Purpose::Production, UnixTime(1), vec![key])
}

#[test]
fn reads_back_what_it_writes() {
    let text = serde_json::to_vec(&TrustFile::from_store(&demonstration_store())).unwrap();
    let store = TrustStore::read(&text, Accept::Demonstration).unwrap();
    assert_eq!(store.keys()[0].key_id.as_deref(), Some(&b"DEMO-KEY"[..]), "key id");
    assert!(store.keys()[0].permits(StatementKind::Vaccination), "kind listed");
    assert!(!store.keys()[0].permits(StatementKind::Test), "kind not listed");
}

#[test]
fn a_program_for_real_use_refuses_the_demonstration_key_under_any_name() {
    let text = serde_json::to_vec(&TrustFile::from_store(&demonstration_store())).unwrap();
    assert_eq!(
        TrustStore::read(&text, Accept::Production).err(),
        Some(TrustError::Demonstration),
        "key recognised"
    );
    let empty = br#"{"checkpost_trust":1,"purpose":"demonstration","issued":0,"keys":[]}"#;
    assert_eq!(
        TrustStore::read(empty, Accept::Production).err(),
        Some(TrustError::Demonstration),
        "purpose recognised"
    );
}

/// A file of one hcert key, its members and those of the file changed or joined by others.
fn file(top: &str, key: &str) -> String {
    format!(
        r#"{{"checkpost_trust":1,"purpose":"production","issued":1790000000{top},"keys":[{{"format":"hcert","issuer":"X","algorithm":"unsupported"{key}}}]}}"#
    )
}

#[test]
fn a_member_that_is_not_known_is_a_rule_that_nobody_would_obey() {
    assert!(TrustStore::read(file("", "").as_bytes(), Accept::Demonstration).is_ok(), "without one");
    for (name, top, key) in [
        ("kinds_misspelt", "", r#","kind":["test"]"#),
        ("role_misspelt", "", r#","roles":"authority""#),
        ("not_after_in_camel_case", "", r#","notAfter":1790000000"#),
        ("key_id_as_in_jwk", "", r#","kid":"AAAA""#),
        ("withdrawn_misspelt", r#","revoked":{}"#, ""),
        ("checkpoint_misspelt", r#","checkpoints":{"places":["city.example"]}"#, ""),
        ("places_outside_of_checkpoint", r#","places":["city.example"]"#, ""),
        ("gate_instead_of_gates", r#","checkpoint":{"gate":[1]}"#, ""),
        ("passes_misspelt", r#","withdrawn":{"pass":[]}"#, ""),
        (
            "format_of_withdrawn_passes_misspelt",
            r#","withdrawn":{"passes":[{"fromat":"hcert","digests":""}]}"#,
            "",
        ),
        (
            "expires_misspelt",
            r#","withdrawn":{"lists":[{"uri":"l","expire":1,"bits":1,"entries":"eNpjAAAAAQAB"}]}"#,
            "",
        ),
        ("a_kind_that_is_none", "", r#","kinds":["vaccine"]"#),
        ("a_role_that_is_none", "", r#","role":"root""#),
        ("a_member_twice", "", r#","issuer":"Y""#),
    ] {
        let text = file(top, key);
        assert_eq!(
            TrustStore::read(text.as_bytes(), Accept::Demonstration).err(),
            Some(TrustError::Malformed),
            "{name}: {text}"
        );
    }
}

#[test]
fn what_is_empty_or_cut_short_is_no_trust_file() {
    for text in [
        "{}",
        "null",
        "0",
        r#""""#,
        "[{}]",
        " ",
        r#"{"checkpost_trust":1}"#,
        r#"{"checkpost_trust":1,"purpose":"production","issued":0}"#,
        r#"{"checkpost_trust":1,"purpose":"production","keys":[]}"#,
        r#"{"checkpost_trust":1,"issued":0,"keys":[]}"#,
        r#"{"checkpost_trust":1,"purpose":"production","issued":0,"keys":{}}"#,
        r#"{"checkpost_trust":1,"purpose":"production","issued":0.5,"keys":[]}"#,
        r#"{"checkpost_trust":1,"purpose":"production","issued":"2026-11-25","keys":[]}"#,
        r#"{"checkpost_trust":1,"purpose":"production","issued":0,"keys":[]}{}"#,
        r#"{"checkpost_trust":1,"purpose":"production","issued":0,"keys":[]"#,
    ] {
        assert_eq!(
            TrustStore::read(text.as_bytes(), Accept::Demonstration).err(),
            Some(TrustError::Malformed),
            "{text}"
        );
    }
}

#[test]
fn a_file_dated_in_the_future_or_in_milliseconds_is_told_from_one_of_today() {
    let now = UnixTime(1_790_000_000);
    for (name, issued, expected) in [
        ("today", 1_790_000_000, Ok(())),
        ("years ago", 1_600_000_000, Ok(())),
        ("at the beginning of time", 0, Ok(())),
        ("an hour ahead", 1_790_003_600, Ok(())),
        ("a day ahead, to the second", 1_790_086_400, Ok(())),
        ("a second more", 1_790_086_401, Err(TrustError::Future)),
        ("a year ahead", 1_821_536_000, Err(TrustError::Future)),
        ("the last moment", 253_402_300_799, Err(TrustError::Future)),
        ("after it", 253_402_300_800, Err(TrustError::Milliseconds)),
        ("today in milliseconds", 1_790_000_000_000, Err(TrustError::Milliseconds)),
        ("today in nanoseconds", 1_790_000_000_000_000_000, Err(TrustError::Milliseconds)),
        ("no number has more", i64::MAX, Err(TrustError::Milliseconds)),
    ] {
        assert_eq!(check_issued(UnixTime(issued), now), expected, "{name}");
    }
    assert_eq!(
        check_issued(UnixTime(i64::MAX), UnixTime(i64::MAX)),
        Err(TrustError::Milliseconds),
        "the ends"
    );
    assert_eq!(check_issued(UnixTime(0), UnixTime(i64::MIN)), Err(TrustError::Future), "the other end");
}

#[test]
fn milliseconds_are_refused_wherever_a_moment_stands() {
    let list = |member: &str| {
        format!(r#","withdrawn":{{"lists":[{{"uri":"l"{member},"bits":1,"entries":"eNpjAAAAAQAB"}}]}}"#)
    };
    for (name, text) in [
        ("issued", file("", "").replace("1790000000", "1790000000000")),
        ("not_before", file("", r#","not_before":1790000000000"#)),
        ("not_after", file("", r#","not_after":1890000000000"#)),
        (
            "before",
            file(r#","withdrawn":{"passes":[{"format":"shc","before":1790000000000,"digests":""}]}"#, ""),
        ),
        ("expires", file(&list(r#","expires":1890000000000"#), "")),
        ("issued of a list", file(&list(r#","issued":1790000000000"#), "")),
    ] {
        assert_eq!(
            TrustStore::read(text.as_bytes(), Accept::Demonstration).err(),
            Some(TrustError::Milliseconds),
            "{name}"
        );
        let seconds = text.replace("0000000000", "0000000");
        assert!(
            TrustStore::read(seconds.as_bytes(), Accept::Demonstration).is_ok(),
            "{name} in seconds: {seconds}"
        );
    }
    assert!(
        TrustStore::read(file("", r#","not_after":253402300799"#).as_bytes(), Accept::Demonstration).is_ok(),
        "no end"
    );
}

#[test]
fn publishing_anew_never_goes_back() {
    let file = TrustFile::from_store(&demonstration_store());
    for (name, now, expected) in [
        ("in the same second", 1, Some(2)),
        ("a second later", 2, Some(2)),
        ("much later", 1_790_000_000, Some(1_790_000_000)),
        ("a second earlier", 0, None),
        ("much earlier", -1_790_000_000, None),
    ] {
        let issued = file.clone().reissued(UnixTime(now)).ok().map(|file| file.issued());
        assert_eq!(issued, expected.map(UnixTime), "{name}");
    }
}

#[test]
fn refuses_what_it_does_not_know() {
    for (text, expected) in [
        ("", TrustError::Malformed),
        ("[]", TrustError::Malformed),
        (r#"{"checkpost_trust":2,"purpose":"production","issued":0,"keys":[]}"#, TrustError::Version(2)),
        (
            r#"{"checkpost_trust":1,"purpose":"production","issued":0,
                "keys":[{"format":"hcert","issuer":"X","algorithm":"ES256","public_key":"AAAA"}]}"#,
            TrustError::Key(0),
        ),
    ] {
        assert_eq!(TrustStore::read(text.as_bytes(), Accept::Demonstration).err(), Some(expected), "{text}");
    }
    assert_eq!(TrustFile::read(&vec![b' '; MAX_TRUST_FILE + 1]).err(), Some(TrustError::TooLarge), "size");
}
