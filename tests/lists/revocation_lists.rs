//! What issuers publish about passes that they have withdrawn.

use checkpost::time::UnixTime;
use checkpost::trust::{Accept, Purpose, TrustFile, TrustStore};
use checkpost::wire::cbor::{Key, Map, Value as Cbor};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::import::{
    ListError, import_gateway_batch, import_shc_revocations, import_status_list,
};
use checkpost_issuing::jose;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};

use super::mint::{publisher, signer};

#[test]
fn status_lists_in_both_forms() {
    let compressed = compress_to_vec_zlib(&[0b1110_0100], 9);
    let claims = json!({"sub": LIST, "iat": 1, "exp": 9, "status_list": {"bits": 2, "lst": BASE64URL_NOPAD.encode(&compressed)}});
    let typed = |kind: &str| {
        let header = jose::header([("alg", "ES256"), ("typ", kind)]);
        jose::sign(header, claims.to_string().as_bytes(), &publisher()).into_bytes()
    };
    let token = |kind: &str| {
        let protected = Map::from([
            (Key::Integer(1), Cbor::Integer(-7)),
            (Key::Integer(16), Cbor::Text(kind.to_owned())),
        ]);
        let list = Map::from([
            (Key::from("bits"), Cbor::Integer(2)),
            (Key::from("lst"), Cbor::Bytes(compressed.clone())),
        ]);
        let claims = Map::from([
            (Key::Integer(2), Cbor::Text(LIST.to_owned())),
            (Key::Integer(4), Cbor::Integer(9)),
            (Key::Integer(6), Cbor::Integer(1)),
            (Key::Integer(65_533), Cbor::Map(list)),
        ]);
        let payload = encode(&Cbor::Map(claims));
        Signer { key: &publisher(), key_id: &[] }.sign_under(&protected, Map::new(), payload).encode()
    };
    let jwt = typed("statuslist+jwt");
    let cwt = token("application/statuslist+cwt");
    let (pinned, other) = (*publisher().verifying_key(), *signer(1).verifying_key());
    for list in [&jwt, &cwt] {
        let entry = import_status_list(list, Some(&pinned)).expect("a list");
        assert_eq!((entry.uri.as_str(), entry.bits, entry.expires), (LIST, 2, Some(UnixTime(9))), "the list");
        assert_eq!(
            entry.entries,
            BASE64URL_NOPAD.encode(&compressed),
            "its entries, as they were compressed"
        );
        assert_eq!(import_status_list(list, Some(&other)).err(), Some(ListError::Signature), "another key");
        let mut file = TrustFile::from_store(&TrustStore::new(Purpose::Production, UnixTime(0), Vec::new()));
        for list in [entry.clone(), entry] {
            assert_eq!(file.add_status_list(list, UnixTime(5)), Ok(()), "before its end");
        }
        assert_eq!(
            file.into_store(Accept::Production).expect("a trust file").revocations().counts(),
            (0, 1),
            "once"
        );
    }
    for wrong in [typed("JWT"), token("application/cwt"), b"eyJ".to_vec(), Vec::new()] {
        assert_eq!(
            import_status_list(&wrong, None).err(),
            Some(ListError::Malformed),
            "another kind of token"
        );
    }
}

#[test]
fn lists_of_single_passes() {
    let cards = json!({"kid": "key", "method": "rid", "ctr": 1, "rids": ["one", "two.1640000000", "three"]});
    let entries = import_shc_revocations(&cards).expect("a list");
    let told: Vec<_> = entries.iter().map(|entry| (entry.before, entry.digests.len())).collect();
    assert_eq!(
        told,
        [(None, 43), (Some(UnixTime(1_640_000_000)), 22)],
        "two at any time, one before its time"
    );
    let hash = BASE64.encode(&[7; 16]);
    let batch =
        json!({"country": "XX", "kid": "AAAAAAAAAAE=", "hashType": "UCI", "entries": [{"hash": hash}]});
    let entry = import_gateway_batch(&batch).expect("a batch");
    assert_eq!(entry.key_id, Some(BASE64URL_NOPAD.encode(&[0, 0, 0, 0, 0, 0, 0, 1])), "under its key");
    assert_eq!(entry.digests, BASE64URL_NOPAD.encode(&[7; 16]), "as it is");
    let any = json!({"kid": "UNKNOWN_KID", "hashType": "SIGNATURE", "entries": []});
    assert_eq!(import_gateway_batch(&any).expect("a batch").key_id, None, "under any key");
    for wrong in [
        json!({"kid": "key", "method": "other", "rids": []}),
        json!({"kid": "key", "method": "rid", "rids": [1]}),
        json!({"kid": "key", "method": "rid", "rids": ["id.soon"]}),
    ] {
        assert_eq!(import_shc_revocations(&wrong).err(), Some(ListError::Malformed), "{wrong}");
    }
    let short = json!({"kid": "UNKNOWN_KID", "hashType": "UCI", "entries": [{"hash": "AAAA"}]});
    assert_eq!(import_gateway_batch(&short).err(), Some(ListError::Malformed), "three bytes");
}

#[test]
fn a_status_list_says_when_it_was_issued_and_until_when_it_counts() {
    let list = |members: &Value| {
        let mut claims = json!({"sub": LIST, "status_list": {"bits": 1, "lst": "eNpjAAAAAQAB"}});
        for (name, value) in members.as_object().expect("members") {
            claims[name] = value.clone();
        }
        let header = jose::header([("alg", "ES256"), ("typ", "statuslist+jwt")]);
        import_status_list(jose::sign(header, claims.to_string().as_bytes(), &publisher()).as_bytes(), None)
    };
    for (name, members, expected) in [
        ("both", json!({"iat": 5, "exp": 9}), Some((5, Some(9)))),
        ("without_an_end", json!({"iat": 5}), Some((5, None))),
        ("with_fractions", json!({"iat": 5.9, "exp": 9.9}), Some((5, Some(9)))),
        ("before_1970", json!({"iat": -5}), Some((-5, None))),
        ("without_an_issue", json!({"exp": 9}), None),
        ("issue_as_a_text", json!({"iat": "5"}), None),
        ("issue_of_nothing", json!({"iat": null}), None),
        ("end_in_milliseconds", json!({"iat": 5, "exp": 1_790_000_000_000_i64}), None),
        ("issue_in_milliseconds", json!({"iat": 1_790_000_000_000_i64}), None),
        ("end_as_a_text", json!({"iat": 5, "exp": "9"}), None),
        ("end_of_nothing", json!({"iat": 5, "exp": null}), None),
        ("end_in_a_list", json!({"iat": 5, "exp": [9]}), None),
        ("end_beyond_all_numbers", json!({"iat": 5, "exp": 1e40}), None),
        ("end_as_truth", json!({"iat": 5, "exp": true}), None),
    ] {
        let read = list(&members).map(|entry| (entry.issued, entry.expires));
        let expected = expected.map(|(issued, expires)| (Some(UnixTime(issued)), expires.map(UnixTime)));
        assert_eq!(read, expected.ok_or(ListError::Malformed), "{name}");
    }
}

#[test]
fn batches_of_every_kind_of_hash_that_is_computed() {
    for (kind, is_taken) in [
        (json!("UCI"), true),
        (json!("COUNTRYCODEUCI"), true),
        (json!("SIGNATURE"), true),
        (json!("uci"), false),
        (json!("NAME"), false),
        (json!(""), false),
        (json!(10), false),
        (Value::Null, false),
    ] {
        let batch =
            json!({"kid": "AAAAAAAAAAE=", "hashType": kind, "entries": [{"hash": BASE64.encode(&[7; 16])}]});
        assert_eq!(import_gateway_batch(&batch).is_ok(), is_taken, "{kind}");
    }
    let untold = json!({"kid": "AAAAAAAAAAE=", "entries": []});
    assert_eq!(import_gateway_batch(&untold).err(), Some(ListError::Malformed), "which hash is not told");
}

const LIST: &str = "https://city.example/status/1";
