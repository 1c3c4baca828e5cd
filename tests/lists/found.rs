//! A pass is found by the key that an import wrote for it: identifier, key identifier and format are spelt as passes
//! spell them. Each row mints a list and a pass by the same key.

use checkpost::envelope::{Envelope, Format};
use checkpost::signature::PrecomputationCache;
use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustStore};
use checkpost::verify::{VerifyError, verify};
use checkpost::wire::cbor::{Key, Map, Value as Cbor};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::import::{
    Imported, import_austrian, import_gdhcn, import_german, import_map, import_swedish, import_swiss,
    import_vci, keys_from_did_document, keys_from_jwk_set, thumbprint,
};
use checkpost_issuing::specimen::other_formats::{card, identity_token, nz_token, token_claims};
use checkpost_issuing::{claim169, hcert, jose, nzcp, shc};
use data_encoding::BASE64;
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use super::mint::{NOW, certificate, jwk, jws, publisher, signer, terms};

/// What comes of a pass under what a list gave.
fn judged(imported: Imported, text: &str) -> Result<(), VerifyError> {
    let envelope = Envelope::parse(text.as_bytes()).expect("the pass is one");
    verify(
        envelope,
        &TrustStore::new(Purpose::Production, NOW, imported.keys),
        &PrecomputationCache::default(),
    )
    .map(drop)
}

fn health_certificate(prefix: &str, key: &SigningKey, key_id: &[u8]) -> String {
    let content = encode(&Cbor::Map(Map::from([(Key::Integer(4), Cbor::Integer(1_900_000_000))])));
    hcert::wrap(&Signer { key, key_id }.sign(content).encode()).replacen("HC1:", prefix, 1)
}

fn health_card(issuer: &str, key: &SigningKey) -> String {
    let mut content = card(NOW);
    content["iss"] = json!(issuer);
    shc::mint(&content, key, &thumbprint(&jwk(key)).expect("a thumbprint"))
}

fn token(issuer: &str, key_id: Option<&str>, key: &SigningKey) -> String {
    let mut claims = token_claims(NOW);
    claims.insert("iss".to_owned(), json!(issuer));
    let header = match key_id {
        Some(key_id) => jose::header([("alg", "ES256"), ("kid", key_id)]),
        None => jose::header([("alg", "ES256")]),
    };
    jose::sign(header, Value::Object(claims).to_string().as_bytes(), key)
}

fn nz_pass(issuer: &str, key_id: &str, key: &SigningKey) -> String {
    let mut content = nz_token(NOW);
    content.insert(Key::Integer(1), Cbor::Text(issuer.to_owned()));
    nzcp::wrap(&Signer { key, key_id: key_id.as_bytes() }.sign(encode(&Cbor::Map(content))).encode())
}

fn identity(key_id: &[u8], key: &SigningKey) -> String {
    claim169::wrap(&Signer { key, key_id }.sign(encode(&Cbor::Map(identity_token(NOW)))).encode())
}

fn named(key: &SigningKey, key_id: &str) -> Value {
    let mut jwk = jwk(key);
    jwk["kid"] = json!(key_id);
    jwk
}

#[test]
fn health_certificates_are_found_by_every_list_of_certificates() {
    let (key, stranger) = (signer(1), signer(2));
    let (der, key_id) = certificate(&key, &[]);
    let (der, bytes) = (BASE64.encode(&der), BASE64.decode(key_id.as_bytes()).expect("base64"));
    let german = json!({"certificates": [
        {"certificateType": "DSC", "country": "DE", "kid": key_id, "rawData": der}]});
    let swedish = json!({"dsc_trust_list": {"AT": {"keys": [{"kid": key_id, "x5c": [der]}]}}});
    let point = jwk(&key);
    let standard =
        |name: &str| point[name].as_str().expect("a text").replace('-', "+").replace('_', "/") + "=";
    let swiss = json!({"certs": [{"keyId": key_id, "use": "sig", "alg": "ES256", "crv": "P-256",
        "x": standard("x"), "y": standard("y")}]});
    let entry = Map::from([
        (Key::from("i"), Cbor::Bytes(bytes.clone())),
        (Key::from("c"), Cbor::Bytes(BASE64.decode(der.as_bytes()).expect("base64"))),
    ]);
    let austrian = encode(&Cbor::Map(Map::from([(Key::from("c"), Cbor::Array(vec![Cbor::Map(entry)]))])));
    let mut with_certificate = named(&key, &key_id);
    with_certificate["x5c"] = json!([der]);
    let network = |jwk: &Value| {
        json!({"id": "did:web:x", "verificationMethod": [{"id": "did:web:x#1", "publicKeyJwk": jwk}]})
            .to_string()
    };
    let set = |key_id: &str| {
        let set = json!({"keys": [named(&key, key_id)]});
        keys_from_jwk_set(&set, Format::Hcert, "https://never.in.the.pass", "I").expect("a set")
    };
    let url_safe = key_id.replace('+', "-").replace('/', "_");
    for (name, imported) in [
        ("german", import_german(german.to_string().as_bytes(), &terms(None)).expect("a list")),
        ("swedish", import_swedish(jws(&swedish).as_bytes(), &terms(None)).expect("a list")),
        ("swiss", import_swiss(swiss.to_string().as_bytes(), None, &terms(None)).expect("a list")),
        ("austrian", import_austrian(&austrian, None, &terms(None)).expect("a list")),
        (
            "map_of_certificates",
            import_map(json!({key_id.clone(): der}).to_string().as_bytes(), None, "X").expect("a map"),
        ),
        ("gdhcn", import_gdhcn(network(&named(&key, &key_id)).as_bytes(), "X").expect("a document")),
        (
            "gdhcn_with_certificate",
            import_gdhcn(network(&with_certificate).as_bytes(), "X").expect("a document"),
        ),
        ("jwks_in_base64", set(&key_id)),
        ("jwks_in_base64url", set(url_safe.trim_end_matches('='))),
    ] {
        let keys = |imported: &Imported| imported.clone();
        assert_eq!(imported.keys.len(), 1, "{name}: {:?}", imported.skipped);
        assert_eq!(judged(keys(&imported), &health_certificate("HC1:", &key, &bytes)), Ok(()), "{name}");
        let by_stranger = judged(keys(&imported), &health_certificate("HC1:", &stranger, &bytes));
        assert_eq!(by_stranger, Err(VerifyError::Forged), "{name}: of another key");
        let other = judged(keys(&imported), &health_certificate("HC1:", &key, b"another!"));
        assert_eq!(other, Err(VerifyError::IssuerUnknown), "{name}: under another identifier");
        let light = judged(imported, &health_certificate("LT1:", &key, &bytes));
        assert_eq!(light, Err(VerifyError::IssuerUnknown), "{name}: of another format");
    }
}

#[test]
fn light_certificates_are_found_by_the_swiss_list() {
    let key = signer(1);
    let point = jwk(&key);
    let list = json!({"certs": [{"keyId": "AAAAAAAAAAE=", "use": "l", "alg": "ES256", "crv": "P-256",
        "x": point["x"], "y": point["y"]}]});
    let imported = import_swiss(list.to_string().as_bytes(), None, &terms(None)).expect("a list");
    assert_eq!(
        judged(imported, &health_certificate("LT1:", &key, &[0, 0, 0, 0, 0, 0, 0, 1])),
        Ok(()),
        "light"
    );
}

#[test]
fn passes_that_name_their_issuer_are_found_by_it() {
    let key = signer(1);
    let issuer = "https://issuer.example/path";
    let thumbprint = thumbprint(&jwk(&key)).expect("a thumbprint");
    let set = |format, identifier: &str, key_id: Option<&str>| {
        let jwk = key_id.map_or_else(|| jwk(&key), |key_id| named(&key, key_id));
        keys_from_jwk_set(&json!({"keys": [jwk]}), format, identifier, "I").expect("a set")
    };
    let directory =
        json!({"issuerInfo": [{"issuer": {"iss": issuer, "name": "I"}, "keys": [named(&key, &thumbprint)]}]});
    let directory = import_vci(directory.to_string().as_bytes()).expect("a snapshot");
    let document = |id: &str, method: &str, kind: &str| {
        let document = json!({"id": id, "assertionMethod": [method], "verificationMethod": [
            {"id": method, "type": kind, "publicKeyJwk": jwk(&key)}]});
        keys_from_did_document(&document, Format::NzCovidPass, "NZ").expect("a document")
    };
    let nz = "did:web:nzcp.example.nz";
    let whole = format!("{nz}#key-1");
    for (name, imported, text, expected) in [
        (
            "shc_of_a_set",
            set(Format::SmartHealthCard, issuer, Some(&thumbprint)),
            health_card(issuer, &key),
            Ok(()),
        ),
        ("shc_of_the_directory", directory.clone(), health_card(issuer, &key), Ok(())),
        (
            "shc_of_another_issuer",
            directory,
            health_card("https://elsewhere.example", &key),
            Err(VerifyError::IssuerUnknown),
        ),
        ("jwt", set(Format::Jwt, issuer, Some("a")), token(issuer, Some("a"), &key), Ok(())),
        (
            "jwt_with_a_slash",
            set(Format::Jwt, "https://i.example/", Some("a")),
            token("https://i.example/", Some("a"), &key),
            Ok(()),
        ),
        (
            "jwt_of_a_key_without_a_name",
            set(Format::Jwt, issuer, None),
            token(issuer, Some("a"), &key),
            Ok(()),
        ),
        ("jwt_that_names_no_key", set(Format::Jwt, issuer, None), token(issuer, None, &key), Ok(())),
        (
            "jwt_of_another_name",
            set(Format::Jwt, issuer, Some("a")),
            token(issuer, Some("b"), &key),
            Err(VerifyError::IssuerUnknown),
        ),
        (
            "jwt_of_another_issuer",
            set(Format::Jwt, issuer, Some("a")),
            token("https://elsewhere.example", Some("a"), &key),
            Err(VerifyError::IssuerUnknown),
        ),
        (
            "jwt_of_no_issuer_in_particular",
            set(Format::Jwt, "", Some("a")),
            token(issuer, Some("a"), &key),
            Ok(()),
        ),
        ("sdjwt", set(Format::SdJwt, issuer, Some("a")), token(issuer, Some("a"), &key) + "~", Ok(())),
        ("nzcp", document(nz, &whole, "JsonWebKey2020"), nz_pass(nz, "key-1", &key), Ok(())),
        (
            "nzcp_by_a_short_reference",
            document(nz, "#key-1", "JsonWebKey2020"),
            nz_pass(nz, "key-1", &key),
            Ok(()),
        ),
        ("nzcp_under_the_newer_type", document(nz, &whole, "JsonWebKey"), nz_pass(nz, "key-1", &key), Ok(())),
        (
            "nzcp_of_another_fragment",
            document(nz, &whole, "JsonWebKey2020"),
            nz_pass(nz, "key-2", &key),
            Err(VerifyError::IssuerUnknown),
        ),
        (
            "nzcp_of_another_issuer",
            document(nz, &whole, "JsonWebKey2020"),
            nz_pass("did:web:elsewhere.example", "key-1", &key),
            Err(VerifyError::IssuerUnknown),
        ),
        ("claim169_by_its_name", set(Format::Claim169, "", Some("a")), identity(b"a", &key), Ok(())),
        ("claim169_without_a_name", set(Format::Claim169, "", None), identity(b"a", &key), Ok(())),
        (
            "claim169_of_another_name",
            set(Format::Claim169, "", Some("a")),
            identity(b"b", &key),
            Err(VerifyError::IssuerUnknown),
        ),
    ] {
        assert_eq!(imported.keys.len(), 1, "{name}: {:?}", imported.skipped);
        assert_eq!(judged(imported, &text), expected, "{name}");
    }
}

#[test]
fn a_directory_entry_without_an_issuer_gives_no_key_for_everybody() {
    let key = signer(1);
    let jwk = named(&key, &thumbprint(&jwk(&key)).expect("a thumbprint"));
    for issuer in
        [json!({"name": "I"}), json!({"iss": "", "name": "I"}), json!({"iss": 7}), json!({}), Value::Null]
    {
        let snapshot = json!({"issuerInfo": [{"issuer": issuer, "keys": [jwk]}]});
        let imported = import_vci(snapshot.to_string().as_bytes()).expect("a snapshot");
        assert_eq!((imported.keys.len(), imported.skipped.len()), (0, 1), "{issuer}");
    }
}

#[test]
fn a_status_list_token_of_the_same_publisher_is_no_list_of_keys() {
    let key = publisher();
    let pinned = terms(Some(key.verifying_key()));
    let header = jose::header([("alg", "ES256"), ("typ", "statuslist+jwt")]);
    let (der, key_id) = certificate(&signer(1), &[]);
    let content = json!({"iat": UnixTime(1).0, "dsc_trust_list": {"AT": {"keys": [{"kid": key_id, "x5c": [BASE64.encode(&der)]}]}}});
    let list = jose::sign(header, content.to_string().as_bytes(), &key);
    let refused = import_swedish(list.as_bytes(), &pinned).err();
    assert_eq!(refused, Some(checkpost_issuing::import::ListError::Type), "typ");
    assert!(import_swedish(jws(&content).as_bytes(), &pinned).is_ok(), "without it");
}
