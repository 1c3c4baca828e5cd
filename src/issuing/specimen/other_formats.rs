//! One genuine specimen of each other format and signature algorithm: its content and its text.

use p256::ecdsa::SigningKey;
use serde_json::json;

use super::{AUDIENCE, ED25519_KEY_ID, KEY_ID, RSA_KEY_ID, certificate, days_from, holder_a, holder_c, keys};
use crate::certificate::{Draft, SEAL_USAGE};
use crate::citypass::{CityPass, Presentation, present};
use crate::cose::{Message, Signer};
use crate::hcert::{Certificate, wrap};
use crate::sdjwt::Disclosure;
use crate::{cbor, claim169, jose, nzcp, sdjwt, shc, vdsnc};
use checkpost::claims::{Colour, Statement};
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::json;
use checkpost::wire::registry::{algorithm, claim, header};

/// The formats, and the issuer as their passes name it.
pub(crate) const ISSUERS: [(Format, Option<&str>); 10] = [
    (Format::Hcert, None),
    (Format::HcertExemption, None),
    (Format::HcertLight, None),
    (Format::SmartHealthCard, Some(ADDRESS)),
    (Format::NzCovidPass, Some(DECENTRALISED)),
    (Format::Claim169, None),
    (Format::VdsNc, Some(STATE)),
    (Format::Jwt, Some(ADDRESS)),
    (Format::SdJwt, Some(ADDRESS)),
    (Format::CityPass, Some(CITY)),
];

/// A certificate signed with PS256.
pub fn rsa_signed(pass: &Certificate, key: &rsa::PrivateKey) -> String {
    let payload = cbor::encode(&Value::Map(pass.token()));
    let protected = headers(algorithm::PS256, RSA_KEY_ID);
    let sign = |bytes: &[u8]| keys::sign_ps256(key, SALT_BYTES, bytes);
    wrap(&Message::signed_with(&protected, Map::new(), payload, sign).encode())
}

/// An exemption of Austria's kind.
pub fn exemption(now: UnixTime, signer: &Signer<'_>) -> String {
    certificate(now, holder_c(), Statement::Exemption).mint(signer).replacen("HC1:", "AT1:", 1)
}

/// A certificate of Switzerland's data-minimal kind: a name, and no statement.
pub(crate) fn swiss_light(now: UnixTime, signer: &Signer<'_>) -> String {
    let pass = Certificate { statements: Vec::new(), ..certificate(now, holder_a(), Statement::Entitlement) };
    pass.mint(signer).replacen("HC1:", "LT1:", 1)
}

/// A health card with a vaccination.
pub fn health_card(now: UnixTime, key: &SigningKey) -> String {
    shc::mint(&card(now), key, KEY_NAME)
}

/// What the health card says.
pub fn card(now: UnixTime) -> json::Value {
    json!({
        "iss": ADDRESS,
        "nbf": days_from(now, -1).0,
        "vc": {
            "type": ["https://smarthealth.cards#health-card", "https://smarthealth.cards#immunization"],
            "credentialSubject": { "fhirVersion": "4.0.1", "fhirBundle": {
                "resourceType": "Bundle", "type": "collection", "entry": [
                    { "fullUrl": "resource:0", "resource": {
                        "resourceType": "Patient", "birthDate": "1993-09-05",
                        "name": [{ "family": "Prototype", "given": ["Marlow"] }] } },
                    { "fullUrl": "resource:1", "resource": {
                        "resourceType": "Immunization", "status": "completed",
                        "vaccineCode": { "coding": [{ "system": "http://hl7.org/fhir/sid/cvx", "code": "207" }] },
                        "patient": { "reference": "resource:0" },
                        "occurrenceDateTime": days_from(now, -90).day().to_string() } },
                ] } },
        },
    })
}

/// A pass of New Zealand's kind.
pub fn nz_pass(now: UnixTime, key: &SigningKey) -> String {
    nzcp::wrap(&sign(&nz_token(now), key))
}

/// What that pass says.
pub fn nz_token(now: UnixTime) -> Map {
    let subject = texts([("givenName", "Wren"), ("familyName", "Dummy"), ("dob", "1969-12-24")]);
    let types = ["VerifiableCredential", "PublicCovidPass"].map(|name| Value::Text(name.to_owned()));
    let credential = Map::from([
        (Key::from("version"), Value::Text("1.0.0".to_owned())),
        (Key::from("type"), Value::Array(types.into())),
        (Key::from("credentialSubject"), Value::Map(subject)),
    ]);
    Map::from([
        (Key::Integer(claim::ISSUER), Value::Text(DECENTRALISED.to_owned())),
        (Key::Integer(claim::EXPIRES), Value::Integer(days_from(now, 30).0.into())),
        (Key::Integer(claim::NOT_BEFORE), Value::Integer(days_from(now, -1).0.into())),
        (Key::Integer(claim::TOKEN_ID), Value::Bytes(b"SPECIMEN DEMO ID".to_vec())),
        (Key::from("vc"), Value::Map(credential)),
    ])
}

/// An identity code.
pub fn identity(now: UnixTime, key: &SigningKey) -> String {
    claim169::wrap(&sign(&identity_token(now), key))
}

/// What the identity code says.
pub fn identity_token(now: UnixTime) -> Map {
    let identity = [(1, "DEMO-0001"), (4, "Sorrel Placeholder"), (8, "19840630")];
    let identity = identity.map(|(label, text)| (Key::Integer(label), Value::Text(text.to_owned())));
    Map::from([
        (Key::Integer(claim::EXPIRES), Value::Integer(days_from(now, 30).0.into())),
        (Key::Integer(claim::ISSUED_AT), Value::Integer(days_from(now, -1).0.into())),
        (Key::Integer(claim::IDENTITY), Value::Map(Map::from(identity))),
    ])
}

/// An identity code with a photograph, signed with Ed25519.
pub fn identity_with_photo(now: UnixTime) -> String {
    let token = identity_with_photo_token(now);
    claim169::wrap(&ed25519_signed(&token, ED25519_KEY_ID).encode())
}

/// What that identity code says.
fn identity_with_photo_token(now: UnixTime) -> Map {
    let mut token = identity_token(now);
    if let Some(Value::Map(identity)) = token.get_mut(&Key::Integer(claim::IDENTITY)) {
        identity.insert(Key::Integer(PHOTO), Value::Bytes(PORTRAIT.to_vec()));
        identity.insert(Key::Integer(PHOTO_FORMAT), Value::Integer(WEBP));
    }
    token
}

/// A token signed with Ed25519.
pub fn ed25519_signed(token: &Map, key_id: &[u8]) -> Message {
    let payload = cbor::encode(&Value::Map(token.clone()));
    let sign = |bytes: &[u8]| keys::sign_ed25519(&keys::ed25519(), bytes);
    Message::signed_with(&headers(algorithm::EDDSA, key_id), Map::new(), payload, sign)
}

/// A travel seal with a vaccination, its signer certified by an authority.
pub fn seal(now: UnixTime, authority: &SigningKey) -> Option<String> {
    let signer = keys::seal_signer()?;
    let subject = PublicKey::P256(*signer.verifying_key());
    vdsnc::mint(&seal_data(now), &seal_certificate(&subject).signed_by(authority)?, &signer)
}

/// The certificate of a signer of seals.
pub fn seal_certificate(subject: &PublicKey) -> Draft<'_> {
    Draft {
        authority_key_id: Some(KEY_ID),
        usage: Some(SEAL_USAGE),
        ..Draft::new(subject, "Specimen seal signer", "Checkpost Demonstration")
    }
}

/// What the seal says.
pub fn seal_data(now: UnixTime) -> json::Value {
    json!({
        "hdr": { "t": "icao.vacc", "v": 1, "is": STATE },
        "msg": {
            "uvci": "SPECIMEN-0001",
            "pid": { "n": "TESTWELL AMARI", "dob": "1982-02-17" },
            "ve": [{ "des": "XM68M6", "nam": "Specimen vaccine", "dis": "RA01.0", "vd": [
                { "dvc": days_from(now, -120).day().to_string(), "seq": 1, "ctr": STATE, "adm": "Demonstration", "lot": "0" },
            ] }],
        },
    })
}

/// A token without selectively disclosable claims.
pub fn open_token(now: UnixTime, key: &SigningKey) -> String {
    let mut claims = token_claims(now);
    claims.insert("name".to_owned(), json::Value::from("Bryn Mockford"));
    let header = jose::header([("alg", "ES256"), ("typ", "JWT"), ("kid", KEY_NAME)]);
    jose::sign(header, json::Value::Object(claims).to_string().as_bytes(), key)
}

/// A token that is bound to its holder's key, presented at this moment.
pub fn bound_token(now: UnixTime, key: &SigningKey) -> Option<String> {
    let holder = keys::holder()?;
    let mut claims = token_claims(now);
    claims.insert("cnf".to_owned(), sdjwt::confirmation(holder.verifying_key()));
    let token = sdjwt::mint(claims, &disclosures(), key, KEY_NAME);
    Some(sdjwt::present(&token, &holder, AUDIENCE, now, "specimen-nonce"))
}

/// A token that discloses name and birth date.
pub fn token(now: UnixTime, key: &SigningKey) -> String {
    sdjwt::mint(token_claims(now), &disclosures(), key, KEY_NAME)
}

/// The permanently disclosed claims of the token.
pub fn token_claims(now: UnixTime) -> json::Map<String, json::Value> {
    [
        ("iss", json::Value::from(ADDRESS)),
        ("vct", json::Value::from("https://demonstration.example/identity")),
        ("iat", json::Value::from(days_from(now, -1).0)),
        ("exp", json::Value::from(days_from(now, 30).0)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect()
}

/// The disclosures of the token.
pub fn disclosures() -> Vec<Disclosure> {
    [("given_name", "Bryn"), ("family_name", "Mockford"), ("birthdate", "1990-04-01")]
        .map(|(name, value)| Disclosure {
            salt: format!("specimen-salt-{name}"),
            name: name.to_owned(),
            value: json::Value::from(value),
        })
        .into()
}

/// A green city pass, good everywhere.
pub fn city_pass(now: UnixTime) -> CityPass {
    CityPass {
        issuer: CITY.to_owned(),
        issued: days_from(now, -1),
        begins: None,
        expires: days_from(now, 30),
        identifier: *b"SPECIMEN",
        holder: None,
        colour: Colour::Green,
        reason: 0,
        gates: Vec::new(),
        name: Some("P. Modelle".to_owned()),
        birth_year: Some(1979),
        vaccinations: Vec::new(),
        tests: Vec::new(),
        subject_class: None,
        schedule: Vec::new(),
    }
}

/// A city pass that is bound to a key, presented at this moment.
pub fn live_city_pass(issued_at: UnixTime, signer: &Signer<'_>) -> Option<String> {
    let holder = keys::holder()?;
    let pass = CityPass { holder: Some(*holder.verifying_key()), ..city_pass(issued_at) }.mint(signer);
    present(&pass, &holder, &Presentation { audience: AUDIENCE.to_owned(), issued_at, nonce: None }).ok()
}

fn headers(algorithm: i128, key_id: &[u8]) -> Map {
    Map::from([
        (Key::Integer(header::ALGORITHM), Value::Integer(algorithm)),
        (Key::Integer(header::KEY_ID), Value::Bytes(key_id.to_vec())),
    ])
}

fn sign(token: &Map, key: &SigningKey) -> Vec<u8> {
    Signer { key, key_id: KEY_ID }.sign(cbor::encode(&Value::Map(token.clone()))).encode()
}

fn texts<const COUNT: usize>(fields: [(&str, &str); COUNT]) -> Map {
    fields.into_iter().map(|(name, text)| (Key::from(name), Value::Text(text.to_owned()))).collect()
}

/// [`KEY_ID`] as the formats write it that name keys in text.
pub const KEY_NAME: &str = "DEMO-KEY";
const PHOTO: i128 = 16;
const PHOTO_FORMAT: i128 = 17;
const WEBP: i128 = 4;
/// A drawing of nobody, 40 by 48 pixels in two greys.
pub const PORTRAIT: &[u8] = include_bytes!("portrait.webp");
/// What PS256 demands.
const SALT_BYTES: usize = 32;
const ADDRESS: &str = "https://demonstration.example";
const DECENTRALISED: &str = "did:web:demonstration.example";
/// The state that ICAO's own examples use: no country has this code.
const STATE: &str = "UTO";
const CITY: &str = "city.example";
