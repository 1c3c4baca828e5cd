//! One genuine specimen of each other format that is signed with ES256: what it says, and its text.

use p256::ecdsa::SigningKey;
use serde_json::json;

use super::{KEY_ID, days_from};
use crate::claims::Colour;
use crate::envelope::Format;
use crate::issue::citypass::CityPass;
use crate::issue::cose::Signer;
use crate::issue::sdjwt::Disclosure;
use crate::issue::{cbor, certificate, claim169, nzcp, sdjwt, shc, vdsnc};
use crate::time::UnixTime;
use crate::wire::cbor::{Key, Map, Value};
use crate::wire::json;

/// The formats, and the issuer as their passes name it.
pub const ISSUERS: [(Format, Option<&str>); 7] = [
    (Format::Hcert, None),
    (Format::SmartHealthCard, Some(ADDRESS)),
    (Format::NzCovidPass, Some(DECENTRALISED)),
    (Format::Claim169, None),
    (Format::VdsNc, Some(STATE)),
    (Format::SdJwt, Some(ADDRESS)),
    (Format::CityPass, Some(CITY)),
];

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
        (Key::Integer(1), Value::Text(DECENTRALISED.to_owned())),
        (Key::Integer(EXPIRES), Value::Integer(days_from(now, 30).0.into())),
        (Key::Integer(5), Value::Integer(days_from(now, -1).0.into())),
        (Key::Integer(7), Value::Bytes(b"SPECIMEN DEMO ID".to_vec())),
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
        (Key::Integer(EXPIRES), Value::Integer(days_from(now, 30).0.into())),
        (Key::Integer(6), Value::Integer(days_from(now, -1).0.into())),
        (Key::Integer(169), Value::Map(Map::from(identity))),
    ])
}

/// A travel seal with a vaccination.
pub fn seal(now: UnixTime, key: &SigningKey) -> Option<String> {
    vdsnc::mint(&seal_data(now), &certificate::self_signed(key, "Checkpost Demonstration")?, key)
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

/// A token of which name and birth date are disclosed.
pub fn token(now: UnixTime, key: &SigningKey) -> String {
    sdjwt::mint(token_claims(now), &disclosures(), key, KEY_NAME)
}

/// What everybody sees of the token.
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

/// What the token's holder shows.
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

fn sign(token: &Map, key: &SigningKey) -> Vec<u8> {
    Signer { key, key_id: KEY_ID }.sign(cbor::encode(&Value::Map(token.clone()))).encode()
}

fn texts<const COUNT: usize>(fields: [(&str, &str); COUNT]) -> Map {
    fields.into_iter().map(|(name, text)| (Key::from(name), Value::Text(text.to_owned()))).collect()
}

/// The claim with the end of the window.
pub const EXPIRES: i128 = 4;
/// [`KEY_ID`] as the formats write it that name keys in text.
pub const KEY_NAME: &str = "DEMO-KEY";
const ADDRESS: &str = "https://demonstration.example";
const DECENTRALISED: &str = "did:web:demonstration.example";
/// The state that ICAO's own examples use: no country has this code.
const STATE: &str = "UTO";
const CITY: &str = "city.example";
