//! Published lists of keys in every shape that is imported, minted here from their descriptions: none of these has met
//! the real thing. Each is taken whole, refused when its signature is spoilt, and says what it skips.

#![expect(clippy::indexing_slicing, reason = "a test may fail loudly")]

use checkpost::envelope::Format;
use checkpost::issue::cbor::encode;
use checkpost::issue::cose::Signer;
use checkpost::issue::jose;
use checkpost::statement::StatementKind;
use checkpost::time::UnixTime;
use checkpost::trust::{
    Imported, ListError, PublicKey, Purpose, Skip, TrustFile, TrustStore, import_austrian, import_card_list,
    import_gateway_batch, import_gdhcn, import_german, import_map, import_status_list, import_swedish,
    import_swiss, import_vci, key_from_certificate, thumbprint,
};
use checkpost::wire::cbor::{Key, Map, Value as Cbor};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use miniz_oxide::deflate::compress_to_vec_zlib;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[test]
fn the_german_list() {
    let (der, key_id) = certificate(&signer(1), &[USAGE_TEST]);
    let content = json!({"certificates": [
        {"certificateType": "DSC", "country": "DE", "kid": key_id, "rawData": BASE64.encode(&der)},
        {"certificateType": "DSC", "country": "DE", "kid": "AAAAAAAAAAA=", "rawData": BASE64.encode(&der)},
        {"certificateType": "CSCA", "country": "DE", "kid": key_id, "rawData": BASE64.encode(&der)},
    ]})
    .to_string();
    let list = format!("{}\n{content}\n", BASE64.encode(&raw_signature(content.as_bytes())));
    let imported = import_german(list.as_bytes(), Some(publisher().verifying_key())).expect("a list");
    assert_one(&imported, "DE");
    assert_eq!(imported.keys[0].kinds, Some(vec![StatementKind::Test]), "usage");
    let skips: Vec<Skip> = imported.skipped.iter().map(|(_, reason)| *reason).collect();
    assert_eq!(skips, [Skip::KeyIdentifier, Skip::NotForPasses], "what is skipped");
    let spoilt = list.replace("\"DE\"", "\"DK\"");
    let refused = import_german(spoilt.as_bytes(), Some(publisher().verifying_key())).err();
    assert_eq!(refused, Some(ListError::Signature), "spoilt");
}

#[test]
fn the_swedish_list() {
    let (der, key_id) = certificate(&signer(1), &[]);
    let list = jws(&json!({"iss": "SE", "dsc_trust_list": {"AT": {
        "keys": [{"kid": key_id, "kty": "EC", "x5c": [BASE64.encode(&der)]}], "eku": {}}}}));
    assert_one(&import_swedish(list.as_bytes(), Some(publisher().verifying_key())).expect("a list"), "AT");
    let refused = import_swedish(list.as_bytes(), Some(signer(1).verifying_key())).err();
    assert_eq!(refused, Some(ListError::Signature), "another key pinned");
}

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
        file.add_status_list(entry.clone());
        file.add_status_list(entry);
        assert_eq!(file.into_store(false).expect("a trust file").withdrawn().counts(), (0, 1), "once");
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
    let entries = import_card_list(&cards).expect("a list");
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
    let any = json!({"kid": "UNKNOWN_KID", "entries": []});
    assert_eq!(import_gateway_batch(&any).expect("a batch").key_id, None, "under any key");
    for wrong in [
        json!({"kid": "key", "method": "other", "rids": []}),
        json!({"kid": "key", "method": "rid", "rids": [1]}),
        json!({"kid": "key", "method": "rid", "rids": ["id.soon"]}),
    ] {
        assert_eq!(import_card_list(&wrong).err(), Some(ListError::Malformed), "{wrong}");
    }
    let short = json!({"kid": "UNKNOWN_KID", "entries": [{"hash": "AAAA"}]});
    assert_eq!(import_gateway_batch(&short).err(), Some(ListError::Malformed), "three bytes");
}

#[test]
fn the_swiss_list_keeps_only_active_keys() {
    let (x, y) = coordinates(&signer(1));
    let entry = |key_id: &str, letters: &str| {
        json!({"keyId": key_id, "use": letters, "alg": "ES256", "crv": "P-256",
               "x": BASE64.encode(&x), "y": BASE64.encode(&y)})
    };
    let list = jws(&json!({"certs": [
        entry("AAAAAAAAAAE=", "tv"), entry("AAAAAAAAAAI=", "l"), entry("AAAAAAAAAAM=", "sig"), entry("AAAAAAAAAAQ=", "x"),
    ]}));
    let active = jws(&json!({"activeKeyIds": ["AAAAAAAAAAE=", "AAAAAAAAAAI=", "AAAAAAAAAAQ="]}));
    let imported = import_swiss(list.as_bytes(), Some(active.as_bytes()), Some(publisher().verifying_key()));
    let imported = imported.expect("a list");
    let kinds = Some(vec![StatementKind::Test, StatementKind::Vaccination]);
    assert_eq!(imported.keys.len(), 2, "active and for passes");
    assert_eq!((imported.keys[0].format, &imported.keys[0].kinds), (Format::Hcert, &kinds), "letters");
    assert_eq!(imported.keys[1].format, Format::HcertLight, "light");
    assert_eq!(imported.skipped.len(), 2, "one inactive, one for something else");
}

#[test]
fn the_austrian_list() {
    let (der, key_id) = certificate(&signer(1), &[]);
    let key_id = BASE64.decode(key_id.as_bytes()).expect("base64");
    let entry = Map::from([(Key::from("i"), Cbor::Bytes(key_id)), (Key::from("c"), Cbor::Bytes(der))]);
    let content = encode(&Cbor::Map(Map::from([(Key::from("c"), Cbor::Array(vec![Cbor::Map(entry)]))])));
    let digest = Sha256::digest(&content).to_vec();
    let token = encode(&Cbor::Map(Map::from([(Key::Integer(2), Cbor::Bytes(digest))])));
    let publisher = publisher();
    let signature = Signer { key: &publisher, key_id: b"list" }.sign(token).encode();
    let pinned = Some(publisher.verifying_key());
    assert_one(&import_austrian(&content, Some(&signature), pinned).expect("a list"), "Austrian list");
    let mut spoilt = content.clone();
    *spoilt.last_mut().expect("bytes") ^= 1;
    assert_eq!(
        import_austrian(&spoilt, Some(&signature), pinned).err(),
        Some(ListError::Signature),
        "spoilt"
    );
    assert_eq!(
        import_austrian(&content, None, pinned).err(),
        Some(ListError::Signature),
        "signature left out"
    );
}

#[test]
fn maps_of_certificates_and_of_bare_keys() {
    let (der, key_id) = certificate(&signer(1), &[]);
    let bare = signer(2).verifying_key().to_public_key_der().expect("a key");
    let list = json!({key_id.clone(): BASE64.encode(&der), "AAAAAAAAAAE=": {"publicKey": BASE64.encode(bare.as_bytes())}});
    let imported = import_map(list.to_string().as_bytes(), None, "FR").expect("a list");
    assert_eq!(imported.keys.len(), 2, "both");
    let status = json!([key_id]).to_string();
    let imported = import_map(list.to_string().as_bytes(), Some(status.as_bytes()), "EU").expect("a list");
    assert_one(&imported, "EU");
    assert_eq!(imported.skipped, [("AAAAAAAAAAE=".to_owned(), Skip::NotForPasses)], "no longer valid");
}

#[test]
fn the_worlds_trust_network_writes_coordinates_of_33_bytes() {
    let (x, y) = coordinates(&signer(1));
    let wide = |bytes: &[u8]| BASE64URL_NOPAD.encode(&[&[0], bytes].concat());
    let document = json!({"id": "did:web:example", "verificationMethod": [{"id": "did:web:example#1",
        "type": "JsonWebKey2020",
        "publicKeyJwk": {"kty": "EC", "crv": "P-256", "kid": "AAAAAAAAAAE=", "x": wide(&x), "y": wide(&y)}}]});
    assert_one(&import_gdhcn(document.to_string().as_bytes(), "XX").expect("a document"), "XX");
}

#[test]
fn the_directory_of_health_card_issuers() {
    let (x, y) = coordinates(&signer(1));
    let mut jwk = json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
        "x": BASE64URL_NOPAD.encode(&x), "y": BASE64URL_NOPAD.encode(&y)});
    jwk["kid"] = json!(thumbprint(&jwk).expect("a thumbprint"));
    let mut other = jwk.clone();
    other["kid"] = json!("not-its-thumbprint");
    let snapshot =
        json!({"issuerInfo": [{"issuer": {"iss": "https://i.example", "name": "I"}, "keys": [jwk, other]}]});
    let imported = import_vci(snapshot.to_string().as_bytes()).expect("a snapshot");
    assert_one(&imported, "I");
    assert_eq!(imported.keys[0].identifier.as_deref(), Some("https://i.example"), "issuer");
    assert_eq!(imported.skipped, [("not-its-thumbprint".to_owned(), Skip::KeyIdentifier)], "named wrongly");
}

#[test]
fn other_bytes_are_no_list() {
    for bytes in [&b""[..], b"{", b"{}", b"[]", b"a.b.c", b"\xFF\xD8"] {
        assert!(import_german(bytes, None).is_err(), "German {bytes:?}");
        assert!(import_swedish(bytes, None).is_err(), "Swedish {bytes:?}");
        assert!(import_swiss(bytes, None, None).is_err(), "Swiss {bytes:?}");
        assert!(import_austrian(bytes, None, None).is_err(), "Austrian {bytes:?}");
        assert!(import_gdhcn(bytes, "").is_err(), "WHO {bytes:?}");
        assert!(import_vci(bytes).is_err(), "directory {bytes:?}");
    }
}

fn assert_one(imported: &Imported, issuer: &str) {
    assert_eq!(imported.keys.len(), 1, "one key");
    assert_eq!(imported.keys[0].issuer, issuer, "its issuer");
    assert_eq!(imported.keys[0].public_key, PublicKey::P256(*signer(1).verifying_key()), "the key");
}

fn publisher() -> SigningKey {
    signer(200)
}

fn signer(fill: u8) -> SigningKey {
    SigningKey::from_slice(&[fill; 32]).expect("a scalar")
}

fn coordinates(key: &SigningKey) -> (Vec<u8>, Vec<u8>) {
    let point = key.verifying_key().to_sec1_point(false);
    (point.as_bytes()[1..33].to_vec(), point.as_bytes()[33..].to_vec())
}

fn raw_signature(signed: &[u8]) -> Vec<u8> {
    let signature: Signature = publisher().sign(signed);
    signature.to_bytes().to_vec()
}

fn jws(payload: &Value) -> String {
    let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let signed = format!("{}.{}", encode(r#"{"alg":"ES256"}"#), encode(&payload.to_string()));
    let signature = BASE64URL_NOPAD.encode(&raw_signature(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// A certificate that holds just what is read (RFC 5280 section 4.1), and its key identifier in base64.
fn certificate(key: &SigningKey, usages: &[&[u8]]) -> (Vec<u8>, String) {
    let ecdsa_with_sha256 = tlv(0x30, &[&tlv(0x06, &[&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]])]);
    let validity = tlv(0x30, &[&tlv(0x17, &[b"260101000000Z"]), &tlv(0x17, &[b"270101000000Z"])]);
    let name = tlv(0x30, &[]);
    let public_key = key.verifying_key().to_public_key_der().expect("a key");
    let usages: Vec<Vec<u8>> = usages.iter().map(|usage| tlv(0x06, &[usage])).collect();
    let usages: Vec<&[u8]> = usages.iter().map(Vec::as_slice).collect();
    let usage = tlv(0x30, &[&tlv(0x06, &[&[0x55, 0x1D, 0x25]]), &tlv(0x04, &[&tlv(0x30, &usages)])]);
    let extensions = if usages.is_empty() { Vec::new() } else { tlv(0xA3, &[&tlv(0x30, &[&usage])]) };
    let version = tlv(0xA0, &[&tlv(0x02, &[&[2]])]);
    let serial = tlv(0x02, &[&[1]]);
    let fields: [&[u8]; 8] =
        [&version, &serial, &ecdsa_with_sha256, &name, &validity, &name, public_key.as_bytes(), &extensions];
    let der = tlv(0x30, &[&tlv(0x30, &fields), &ecdsa_with_sha256, &tlv(0x03, &[&[0, 0]])]);
    let key_id = key_from_certificate(&der, "").expect("a certificate").key_id.expect("an identifier");
    (der, BASE64.encode(&key_id))
}

/// One element of DER (X.690 section 8.1), of at most 65 535 bytes.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).expect("a short element").to_be_bytes();
    let head = if content.len() < 128 { vec![tag, length[1]] } else { vec![tag, 0x82, length[0], length[1]] };
    let head = if (128..256).contains(&content.len()) { vec![tag, 0x81, length[1]] } else { head };
    [head, content].concat()
}

/// 1.3.6.1.4.1.1847.2021.1.1
const USAGE_TEST: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x8E, 0x37, 0x8F, 0x65, 0x01, 0x01];

const LIST: &str = "https://city.example/status/1";
