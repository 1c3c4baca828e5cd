//! When keys and lists count, and for what: dates and usages of certificates, periods of signed lists, revoked methods,
//! documents that were given up, and what bounds an authority.

use checkpost::envelope::Format;
use checkpost::statement::StatementKind;
use checkpost::time::UnixTime;
use checkpost::trust::KeyRole;
use checkpost::wire::cbor::{Key, Map, Value as Cbor};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::import::{
    CertificateError, ListError, Skip, Terms, authority_from_certificate, import_austrian, import_gdhcn,
    import_swedish, import_swiss, key_from_certificate, keys_from_did_document, keys_from_jwk_set,
};
use checkpost_issuing::jose;
use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::mint::{
    NOW, USAGE_TEST, certificate, certificate_of, extension, jwk, jws_under, publisher, signer, terms, tlv,
};

#[test]
fn a_certificates_dates_are_the_keys() {
    let utc = |date: &'static [u8; 13]| (0x17, &date[..]);
    let general = |date: &'static [u8; 15]| (0x18, &date[..]);
    for (name, dates, expected) in [
        ("utc_time", [utc(b"260101000000Z"), utc(b"270101000000Z")], (1_767_225_600, 1_798_761_600)),
        (
            "general_time",
            [general(b"20260101000000Z"), general(b"20270101000000Z")],
            (1_767_225_600, 1_798_761_600),
        ),
        (
            "of_both_kinds",
            [utc(b"211220113320Z"), general(b"20500101000000Z")],
            (1_640_000_000, 2_524_608_000),
        ),
        (
            "without_an_end",
            [utc(b"211220113320Z"), general(b"99991231235959Z")],
            (1_640_000_000, 253_402_300_799),
        ),
        ("over_for_years", [utc(b"200101000000Z"), utc(b"211220113320Z")], (1_577_836_800, 1_640_000_000)),
        ("upside_down", [utc(b"270101000000Z"), utc(b"260101000000Z")], (1_798_761_600, 1_767_225_600)),
    ] {
        let der = certificate_of(&signer(1), &tlv(0x30, &[]), dates, &[]);
        let key = key_from_certificate(&der, "X").expect("a certificate");
        let read = (key.validity.not_before, key.validity.not_after);
        assert_eq!(read, (Some(UnixTime(expected.0)), Some(UnixTime(expected.1))), "{name}");
    }
    for (name, dates) in [
        ("a_month_too_many", [utc(b"261301000000Z"), utc(b"270101000000Z")]),
        ("a_date_of_letters", [utc(b"2601010000AAZ"), utc(b"270101000000Z")]),
        ("a_zone", [(0x17, &b"260101000000+0100"[..]), utc(b"270101000000Z")]),
    ] {
        let der = certificate_of(&signer(1), &tlv(0x30, &[]), dates, &[]);
        assert_eq!(key_from_certificate(&der, "X").err(), Some(CertificateError::Malformed), "{name}");
    }
}

#[test]
fn an_authority_goes_by_name_key_and_state() {
    let key_id = extension(0x0E, &tlv(0x04, &[b"authority"]));
    let is_authority = extension(0x13, &tlv(0x30, &[&[0x01, 0x01, 0xFF]]));
    let is_none = extension(0x13, &tlv(0x30, &[]));
    let (utopia, austria) = (country(0x13, b"UT"), country(0x13, b"AT"));
    let read = |name: &[u8], extensions: &[&[u8]]| {
        let dates = [(0x17, &b"260101000000Z"[..]), (0x17, b"270101000000Z")];
        authority_from_certificate(&certificate_of(&signer(1), name, dates, extensions), "X")
    };
    let whole = read(&austria, &[&is_authority, &key_id]).expect("an authority");
    assert_eq!((whole.format, whole.role), (Format::VdsNc, KeyRole::Authority), "for seals");
    assert_eq!(
        whole.key_id.as_deref(),
        Some(&b"authority"[..]),
        "as the certificates that it issues name it"
    );
    assert_eq!(whole.subject.as_ref(), Some(&austria), "its name, as it stands");
    assert_eq!(whole.validity.not_after, Some(UnixTime(1_798_761_600)), "its dates");
    for (name, subject, expected) in [
        ("austria", austria.clone(), Some("AUT")),
        ("in_utf8", country(0x0C, b"AT"), Some("AUT")),
        ("in_lower_case", country(0x13, b"at"), Some("AUT")),
        ("in_three_letters", country(0x13, b"AUT"), Some("AUT")),
        ("no_state_of_this_world", utopia, None),
        ("germany_has_two_spellings", country(0x13, b"DE"), None),
        ("no_country", tlv(0x30, &[]), None),
        ("two_countries", two_countries(), None),
        ("a_country_of_bits", country(0x03, b"\0AT"), None),
    ] {
        let read = read(&subject, &[&is_authority]).expect("an authority");
        assert_eq!(read.identifier.as_deref(), expected, "{name}");
        assert_eq!(read.key_id, None, "{name}: no key identifier");
    }
    for (name, extensions, expected) in [
        ("no_constraints", vec![&key_id], CertificateError::NotAuthority),
        ("constraints_without_authority", vec![&is_none, &key_id], CertificateError::NotAuthority),
        ("constraints_twice", vec![&is_authority, &is_authority], CertificateError::Malformed),
        ("key_identifier_twice", vec![&is_authority, &key_id, &key_id], CertificateError::Malformed),
    ] {
        let extensions: Vec<&[u8]> = extensions.into_iter().map(Vec::as_slice).collect();
        assert_eq!(read(&austria, &extensions).err(), Some(expected), "{name}");
    }
}

#[test]
fn swedens_usage_narrows_what_certificates_allow() {
    let [test, vaccination] = ["1.3.6.1.4.1.1847.2021.1.1", "1.3.6.1.4.1.1847.2021.1.2"];
    let early = "1.3.6.1.4.1.0.1847.2021.1.3";
    for (name, in_certificate, usage, expected) in [
        ("neither_says_anything", &[][..], None, Ok(None)),
        ("the_list_says_it", &[], Some(json!([test])), Ok(Some(vec![StatementKind::Test]))),
        ("in_the_early_spelling", &[], Some(json!([early])), Ok(Some(vec![StatementKind::Recovery]))),
        (
            "the_list_says_two",
            &[],
            Some(json!([test, vaccination])),
            Ok(Some(vec![StatementKind::Test, StatementKind::Vaccination])),
        ),
        ("the_certificate_says_it", &[USAGE_TEST], None, Ok(Some(vec![StatementKind::Test]))),
        ("both_say_it", &[USAGE_TEST], Some(json!([test, vaccination])), Ok(Some(vec![StatementKind::Test]))),
        ("they_disagree", &[USAGE_TEST], Some(json!([vaccination])), Err(Skip::NotForPasses)),
        (
            "the_list_says_foreign_ones",
            &[USAGE_TEST],
            Some(json!(["1.3.6.1.5.5.7.3.1"])),
            Ok(Some(vec![StatementKind::Test])),
        ),
        ("the_list_says_none", &[], Some(json!([])), Ok(None)),
        ("the_list_says_a_text", &[], Some(json!(test)), Err(Skip::Malformed)),
        ("the_list_says_numbers", &[], Some(json!([1])), Err(Skip::Malformed)),
    ] {
        let (der, key_id) = certificate(&signer(1), in_certificate);
        let usages = usage.map_or(json!({}), |usage| json!({key_id.clone(): usage}));
        let content = json!({"dsc_trust_list": {"AT": {
            "keys": [{"kid": key_id, "x5c": [BASE64.encode(&der)]}], "eku": usages}}});
        let list = jws_under(&json!({"alg": "ES256", "typ": "JOSE"}), &content);
        let imported = import_swedish(list.as_bytes(), &terms(None)).expect("a list");
        let read = match imported.skipped.first() {
            Some((_, reason)) => Err(*reason),
            None => Ok(imported.keys[0].kinds.clone()),
        };
        assert_eq!(read, expected, "{name}");
    }
}

#[test]
fn signed_lists_count_in_their_period_whoever_publishes_them() {
    let (der, key_id) = certificate(&signer(1), &[]);
    let key = publisher();
    let (before, after) = (NOW.plus_seconds(-1000), NOW.plus_seconds(1000));
    for (name, begins, expires, expected) in [
        ("open", None, None, Ok(())),
        ("in_its_period", Some(before), Some(after), Ok(())),
        ("over", None, Some(before), Err(ListError::Expired(before))),
        ("over_to_the_second", None, Some(NOW), Err(ListError::Expired(NOW))),
        ("not_yet", Some(after), None, Err(ListError::NotYetValid(after))),
        ("over_before_it_began", Some(after), Some(before), Err(ListError::NotYetValid(after))),
    ] {
        let mut swedish =
            json!({"dsc_trust_list": {"AT": {"keys": [{"kid": key_id, "x5c": [BASE64.encode(&der)]}]}}});
        let mut swiss = json!({"certs": [], "activeKeyIds": []});
        for content in [&mut swedish, &mut swiss] {
            for (member, moment) in [("nbf", begins), ("exp", expires)] {
                if let Some(moment) = moment {
                    content[member] = json!(moment.0);
                }
            }
        }
        let token = |content: &Value| jws_under(&json!({"alg": "ES256"}), content);
        let content = encode(&Cbor::Map(Map::from([(Key::from("c"), Cbor::Array(Vec::new()))])));
        let mut about = Map::from([(Key::Integer(2), Cbor::Bytes(Sha256::digest(&content).to_vec()))]);
        for (label, moment) in [(5, begins), (4, expires)] {
            if let Some(moment) = moment {
                about.insert(Key::Integer(label), Cbor::Integer(moment.0.into()));
            }
        }
        let signature = Signer { key: &key, key_id: b"" }.sign(encode(&Cbor::Map(about))).encode();
        let open = token(&json!({"certs": []}));
        for pinned in [None, Some(key.verifying_key())] {
            for any_age in [false, true] {
                let terms = Terms { pinned, now: NOW, any_age };
                let expected = if any_age { Ok(()) } else { expected };
                let read = import_swedish(token(&swedish).as_bytes(), &terms).map(drop);
                assert_eq!(read, expected, "{name}, Swedish, {any_age}");
                let read = import_swiss(token(&swiss).as_bytes(), None, &terms).map(drop);
                assert_eq!(read, expected, "{name}, Swiss, {any_age}");
                let read = import_swiss(open.as_bytes(), Some(token(&swiss).as_bytes()), &terms).map(drop);
                assert_eq!(read, expected, "{name}, Swiss list of active keys, {any_age}");
                let read = import_austrian(&content, Some(&signature), &terms).map(drop);
                assert_eq!(read, expected, "{name}, Austrian, {any_age}");
            }
        }
        let plain = import_swiss(swiss.to_string().as_bytes(), None, &terms(None)).map(drop);
        assert_eq!(plain, expected, "{name}, Swiss without a signature");
    }
}

#[test]
fn a_list_signed_with_another_algorithm_than_the_pinned_keys_is_refused() {
    let key = publisher();
    let content = encode(&Cbor::Map(Map::from([(Key::from("c"), Cbor::Array(Vec::new()))])));
    let about = Map::from([(Key::Integer(2), Cbor::Bytes(Sha256::digest(&content).to_vec()))]);
    for algorithm in [-8, -37, -35, 5] {
        let protected = Map::from([(Key::Integer(1), Cbor::Integer(algorithm))]);
        let signer = Signer { key: &key, key_id: b"" };
        let signature = signer.sign_under(&protected, Map::new(), encode(&Cbor::Map(about.clone()))).encode();
        let read = import_austrian(&content, Some(&signature), &terms(Some(key.verifying_key())));
        assert_eq!(read.err(), Some(ListError::Signature), "{algorithm}");
    }
    for algorithm in ["none", "HS256", "EdDSA", "RS256", "ES384", "es256", ""] {
        let list = jose::sign(jose::header([("alg", algorithm)]), br#"{"certs":[]}"#, &key);
        let read = import_swiss(list.as_bytes(), None, &terms(Some(key.verifying_key())));
        assert_eq!(read.err(), Some(ListError::Signature), "{algorithm}");
    }
}

#[test]
fn methods_end_and_documents_are_given_up() {
    let opened = Ok((None, None));
    for (name, of_method, of_key, expected) in [
        ("nothing_said", json!({}), json!({}), opened),
        ("revoked_years_ago", json!({"revoked": "2022-01-01T00:00:00Z"}), json!({}), Err(Skip::Revoked)),
        ("revoked_tomorrow", json!({"revoked": "2099-01-01T00:00:00Z"}), json!({}), Err(Skip::Revoked)),
        ("revoked_by_a_word", json!({"revoked": true}), json!({}), Err(Skip::Revoked)),
        ("revoked_in_its_jwk", json!({}), json!({"revoked": {"revoked_at": 1}}), Err(Skip::Revoked)),
        ("not_revoked", json!({"revoked": null}), json!({}), opened),
        ("expires", json!({"expires": "2021-12-20T11:33:20Z"}), json!({}), Ok((None, Some(1_640_000_000)))),
        (
            "from_and_until",
            json!({"validFrom": "2021-12-20T11:33:20Z", "validUntil": "2026-09-21T13:33:20Z"}),
            json!({}),
            Ok((Some(1_640_000_000), Some(1_789_997_600))),
        ),
        (
            "the_jwk_ends_earlier",
            json!({"validUntil": "2026-09-21T13:33:20Z"}),
            json!({"exp": 1_700_000_001}),
            Ok((None, Some(1_700_000_000))),
        ),
        ("an_end_without_a_zone", json!({"expires": "2021-12-20T11:33:20"}), json!({}), Err(Skip::Malformed)),
        ("an_end_that_is_a_number", json!({"expires": 1_640_000_000}), json!({}), Err(Skip::Malformed)),
        ("for_encryption", json!({}), json!({"use": "enc"}), Err(Skip::NotForPasses)),
        ("of_another_algorithm", json!({}), json!({"alg": "EdDSA"}), Err(Skip::Algorithm)),
    ] {
        let (mut key, mut method) = (jwk(&signer(1)), json!({"id": "did:web:x#1", "type": "JsonWebKey2020"}));
        for (place, members) in [(&mut key, of_key), (&mut method, of_method)] {
            for (member, value) in members.as_object().expect("members") {
                place[member] = value.clone();
            }
        }
        key["kid"] = json!("AAAAAAAAAAE=");
        method["publicKeyJwk"] = key;
        let document =
            json!({"id": "did:web:x", "verificationMethod": [method], "assertionMethod": ["did:web:x#1"]});
        let passes = keys_from_did_document(&document, Format::NzCovidPass, "X").expect("a document");
        let network = import_gdhcn(document.to_string().as_bytes(), "X").expect("a document");
        for imported in [passes, network] {
            let read = imported.skipped.first().map_or_else(
                || {
                    let validity = imported.keys[0].validity;
                    Ok((validity.not_before.map(|from| from.0), validity.not_after.map(|until| until.0)))
                },
                |(_, reason)| Err(*reason),
            );
            assert_eq!(read, expected, "{name}");
        }
        let whole = json!({"didDocument": document, "didDocumentMetadata": {"deactivated": false}});
        assert!(
            keys_from_did_document(&whole, Format::NzCovidPass, "X").is_ok(),
            "{name}, as a resolver answers"
        );
        for given_up in [
            json!({"didDocument": document, "didDocumentMetadata": {"deactivated": true}}),
            json!({"id": "did:web:x", "deactivated": true, "verificationMethod": [], "assertionMethod": []}),
        ] {
            let read = keys_from_did_document(&given_up, Format::NzCovidPass, "X").err();
            assert_eq!(read, Some(ListError::Deactivated), "{name}, given up");
            let read = import_gdhcn(given_up.to_string().as_bytes(), "X").err();
            assert_eq!(read, Some(ListError::Deactivated), "{name}, given up, in the network");
        }
    }
}

#[test]
fn a_key_that_ended_is_left_out_and_named() {
    for (name, members, is_taken) in [
        ("without_an_end", json!({}), true),
        ("its_last_second", json!({"exp": NOW.0 + 1}), true),
        ("its_end", json!({"exp": NOW.0}), false),
        ("ended_years_ago", json!({"exp": 1}), false),
        ("that_begins_tomorrow", json!({"nbf": NOW.0 + 86_400}), true),
    ] {
        let mut key = jwk(&signer(1));
        key["kid"] = json!("a");
        for (member, value) in members.as_object().expect("members") {
            key[member] = value.clone();
        }
        let set = json!({"keys": [key]});
        let mut imported = keys_from_jwk_set(&set, Format::Jwt, "https://i", "I").expect("a set");
        imported.leave_out_ended(NOW);
        let skipped = if is_taken { Vec::new() } else { vec![("a".to_owned(), Skip::Ended)] };
        assert_eq!((imported.keys.len(), imported.skipped), (usize::from(is_taken), skipped), "{name}");
    }
}

#[test]
fn a_set_of_keys_may_be_signed() {
    let set = json!({"keys": [jwk(&signer(1))], "exp": NOW.0 + 1});
    let old = json!({"keys": [], "exp": NOW.0});
    let (key, stranger) = (publisher(), signer(2));
    let (pinned, other) = (terms(Some(key.verifying_key())), terms(Some(stranger.verifying_key())));
    let token = |kind: &str, set: &Value| jws_under(&json!({"alg": "ES256", "typ": kind}), set);
    for (name, terms, list, expected) in [
        ("signed", pinned, token("jwk-set+jwt", &set), Ok(())),
        ("signed_and_over", pinned, token("jwk-set+jwt", &old), Err(ListError::Expired(NOW))),
        ("signed_by_another", other, token("jwk-set+jwt", &set), Err(ListError::Signature)),
        ("something_else_that_is_signed", pinned, token("entity-statement+jwt", &set), Err(ListError::Type)),
        ("not_signed_though_a_key_is_pinned", pinned, set.to_string(), Err(ListError::Signature)),
        ("not_signed", terms(None), set.to_string(), Ok(())),
        ("not_signed_and_over", terms(None), old.to_string(), Err(ListError::Expired(NOW))),
        ("blanks_around_it", terms(None), format!(" {set}\n"), Ok(())),
        ("half_of_it", terms(None), "{".to_owned(), Err(ListError::Malformed)),
        ("an_array", terms(None), "[]".to_owned(), Err(ListError::Malformed)),
        ("nothing", terms(None), String::new(), Err(ListError::Malformed)),
    ] {
        assert_eq!(terms.read(list.as_bytes()).map(drop), expected, "{name}");
    }
}

#[test]
fn a_method_that_gives_no_key_is_named() {
    let key = jwk(&signer(1));
    for (name, method, expected) in [
        (
            "of_another_type",
            json!({"id": "#1", "type": "Multikey", "publicKeyMultibase": "z"}),
            Skip::Unsupported,
        ),
        ("without_a_key", json!({"id": "#1", "type": "JsonWebKey2020"}), Skip::Unsupported),
        (
            "without_a_fragment",
            json!({"id": "did:web:x", "type": "JsonWebKey2020", "publicKeyJwk": key}),
            Skip::Malformed,
        ),
        ("without_an_identifier", json!({"type": "JsonWebKey2020", "publicKeyJwk": key}), Skip::Malformed),
        ("that_stands_nowhere", json!("#elsewhere"), Skip::Malformed),
    ] {
        let document = json!({"id": "did:web:x", "verificationMethod": [], "assertionMethod": [method]});
        let imported = keys_from_did_document(&document, Format::NzCovidPass, "X").expect("a document");
        let reasons: Vec<Skip> = imported.skipped.iter().map(|(_, reason)| *reason).collect();
        assert_eq!((imported.keys.len(), reasons), (0, vec![expected]), "{name}");
    }
}

/// A name that is a country in a kind of string.
fn country(string: u8, letters: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&of_country(string, letters)])
}

fn two_countries() -> Vec<u8> {
    tlv(0x30, &[&of_country(0x13, b"AT"), &of_country(0x13, b"CH")])
}

fn of_country(string: u8, letters: &[u8]) -> Vec<u8> {
    tlv(0x31, &[&tlv(0x30, &[&tlv(0x06, &[&[0x55, 0x04, 0x06]]), &tlv(string, &[letters])])])
}
