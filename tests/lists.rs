//! Published lists of keys in every shape that is imported, minted here from their descriptions: none of these has met
//! the real thing. Each is taken whole, refused when its signature is spoilt, and says what it skips.

#![expect(clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "lists/found.rs"]
mod found;
#[path = "lists/mint.rs"]
mod mint;
#[path = "lists/period.rs"]
mod period;
#[path = "lists/revocation_lists.rs"]
mod revocation_lists;

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::statement::StatementKind;
use checkpost::wire::cbor::{Key, Map, Value as Cbor};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::import::{
    Imported, ListError, Skip, import_austrian, import_gdhcn, import_german, import_map, import_swedish,
    import_swiss, import_vci, thumbprint,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use mint::{USAGE_TEST, certificate, coordinates, jws, publisher, raw_signature, signer, terms};
use p256::pkcs8::EncodePublicKey;
use serde_json::json;
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
    let imported = import_german(list.as_bytes(), &terms(Some(publisher().verifying_key()))).expect("a list");
    assert_one(&imported, "DE");
    assert_eq!(imported.keys[0].kinds, Some(vec![StatementKind::Test]), "usage");
    let skips: Vec<Skip> = imported.skipped.iter().map(|(_, reason)| *reason).collect();
    assert_eq!(skips, [Skip::KeyIdentifier, Skip::NotForPasses], "what is skipped");
    let spoilt = list.replace("\"DE\"", "\"DK\"");
    let refused = import_german(spoilt.as_bytes(), &terms(Some(publisher().verifying_key()))).err();
    assert_eq!(refused, Some(ListError::Signature), "spoilt");
}

#[test]
fn the_swedish_list() {
    let (der, key_id) = certificate(&signer(1), &[]);
    let list = jws(&json!({"iss": "SE", "dsc_trust_list": {"AT": {
        "keys": [{"kid": key_id, "kty": "EC", "x5c": [BASE64.encode(&der)]}], "eku": {}}}}));
    assert_one(
        &import_swedish(list.as_bytes(), &terms(Some(publisher().verifying_key()))).expect("a list"),
        "AT",
    );
    let refused = import_swedish(list.as_bytes(), &terms(Some(signer(1).verifying_key()))).err();
    assert_eq!(refused, Some(ListError::Signature), "another key pinned");
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
    let imported =
        import_swiss(list.as_bytes(), Some(active.as_bytes()), &terms(Some(publisher().verifying_key())));
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
    let pinned = terms(Some(publisher.verifying_key()));
    assert_one(&import_austrian(&content, Some(&signature), &pinned).expect("a list"), "Austrian list");
    let mut spoilt = content.clone();
    *spoilt.last_mut().expect("bytes") ^= 1;
    assert_eq!(
        import_austrian(&spoilt, Some(&signature), &pinned).err(),
        Some(ListError::Signature),
        "spoilt"
    );
    assert_eq!(
        import_austrian(&content, None, &pinned).err(),
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
        assert!(import_german(bytes, &terms(None)).is_err(), "German {bytes:?}");
        assert!(import_swedish(bytes, &terms(None)).is_err(), "Swedish {bytes:?}");
        assert!(import_swiss(bytes, None, &terms(None)).is_err(), "Swiss {bytes:?}");
        assert!(import_austrian(bytes, None, &terms(None)).is_err(), "Austrian {bytes:?}");
        assert!(import_gdhcn(bytes, "").is_err(), "WHO {bytes:?}");
        assert!(import_vci(bytes).is_err(), "directory {bytes:?}");
    }
}

fn assert_one(imported: &Imported, issuer: &str) {
    assert_eq!(imported.keys.len(), 1, "one key");
    assert_eq!(imported.keys[0].issuer, issuer, "its issuer");
    assert_eq!(imported.keys[0].public_key, PublicKey::P256(*signer(1).verifying_key()), "the key");
}
