//! Issues Electronic Health Certificates, `HC1:` (`hcert_spec` 1.0.8 section 3), from a description.
//!
//! ```text
//! "HC1:" base45( zlib( COSE_Sign1( CWT ) ) )
//! ```
//!
//! [`checkpost::envelope::hcert`] parses the layers, [`checkpost::claims`] reads the content.

use std::fmt;

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::cbor::encode;
use super::cose::Signer;
use checkpost::claims::{Holder, Recovery, Statement, Test, TestResult, Vaccination, ValidityPeriod};
use checkpost::envelope::hcert::PREFIX;
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::claim;

/// What a certificate is to say.
#[derive(Clone, PartialEq)]
pub struct Certificate {
    /// The issuing body, in the statement (`is`).
    pub issuer: String,
    /// When it is valid.
    pub validity_period: ValidityPeriod,
    /// Whose it is.
    pub holder: Holder,
    /// What it states. The format allows one; test vectors say more, or nothing.
    pub statements: Vec<Statement>,
}

/// Prints no data of a person.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate { .. }")
    }
}

impl Certificate {
    /// Signs the certificate and wraps it for a QR code.
    pub fn mint(&self, signer: &Signer<'_>) -> String {
        wrap(&signer.sign(encode(&Value::Map(self.token()))).encode())
    }

    /// The content: a CBOR Web Token (RFC 8392) with the health certificate under claim -260.
    pub fn token(&self) -> Map {
        let times = [
            (claim::ISSUED_AT, self.validity_period.issued),
            (claim::NOT_BEFORE, self.validity_period.begins),
            (claim::EXPIRES, self.validity_period.expires),
        ];
        let mut token: Map = times
            .into_iter()
            .filter_map(|(label, time)| Some((Key::Integer(label), Value::Integer(time?.0.into()))))
            .collect();
        token.insert(Key::Integer(claim::ISSUER), Value::Text(COUNTRY.to_owned()));
        let certificate = Map::from([(Key::Integer(EU_CERTIFICATE), Value::Map(self.body()))]);
        token.insert(Key::Integer(claim::HEALTH_CERTIFICATE), Value::Map(certificate));
        token
    }

    fn body(&self) -> Map {
        let holder = &self.holder;
        let names = texts([
            ("fn", &holder.family_name),
            ("gn", &holder.given_name),
            ("fnt", &holder.family_name_transliterated),
            ("gnt", &holder.given_name_transliterated),
        ]);
        let mut body = texts([("ver", &Some(SCHEMA.to_owned())), ("dob", &holder.birth_date)]);
        body.insert(Key::from("nam"), Value::Map(names));
        for statement in &self.statements {
            let Some((group, mut entry)) = entry(statement) else { continue };
            entry.insert(Key::from("is"), Value::Text(self.issuer.clone()));
            let entries = body.entry(Key::from(group)).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(entries) = entries {
                entries.push(Value::Map(entry));
            }
        }
        body
    }
}

/// Puts the outer layers on a signed message.
pub fn wrap(message: &[u8]) -> String {
    wrap_compressed(&compress_to_vec_zlib(message, COMPRESSION_LEVEL))
}

/// Puts the text layers on bytes that are compressed already.
pub fn wrap_compressed(compressed: &[u8]) -> String {
    String::from_utf8_lossy(PREFIX).into_owned() + &base45::encode(compressed)
}

/// A statement as the entry of its group; `None` for kinds that the certificate has no group for.
fn entry(statement: &Statement) -> Option<(&'static str, Map)> {
    match statement {
        Statement::Vaccination(vaccination) => Some(("v", vaccination_entry(vaccination))),
        Statement::Test(test) => Some(("t", test_entry(test))),
        Statement::Recovery(recovery) => Some(("r", recovery_entry(recovery))),
        Statement::Exemption => Some(("ve", Map::new())),
        Statement::Entitlement | Statement::Identity | Statement::Status(_) => None,
    }
}

fn vaccination_entry(vaccination: &Vaccination) -> Map {
    let mut entry = texts([
        ("tg", &vaccination.disease),
        ("vp", &vaccination.vaccine),
        ("mp", &vaccination.product),
        ("ma", &vaccination.manufacturer),
        ("dt", &vaccination.date),
        ("co", &vaccination.country),
        ("ci", &vaccination.identifier),
    ]);
    for (name, number) in [("dn", vaccination.dose), ("sd", vaccination.doses)] {
        if let Some(number) = number {
            entry.insert(Key::from(name), Value::Integer(number.into()));
        }
    }
    entry
}

fn test_entry(test: &Test) -> Map {
    let result = match &test.result {
        TestResult::NotDetected => Some(NOT_DETECTED.to_owned()),
        TestResult::Detected => Some(DETECTED.to_owned()),
        TestResult::Unknown(code) => code.clone(),
    };
    texts([
        ("tg", &test.disease),
        ("tt", &test.kind),
        ("nm", &test.name),
        ("ma", &test.device),
        ("sc", &test.sampled),
        ("tr", &result),
        ("co", &test.country),
        ("ci", &test.identifier),
    ])
}

fn recovery_entry(recovery: &Recovery) -> Map {
    texts([
        ("tg", &recovery.disease),
        ("fr", &recovery.first_positive),
        ("df", &recovery.from),
        ("du", &recovery.until),
        ("co", &recovery.country),
        ("ci", &recovery.identifier),
    ])
}

/// Those of the fields that hold something.
fn texts<const COUNT: usize>(fields: [(&str, &Option<String>); COUNT]) -> Map {
    fields
        .into_iter()
        .filter_map(|(name, text)| Some((Key::from(name), Value::Text(text.clone()?))))
        .collect()
}

const EU_CERTIFICATE: i128 = 1;
/// The country code that ISO 3166-1 leaves to its users: no country's certificate is imitated.
pub const COUNTRY: &str = "XX";
const SCHEMA: &str = "1.3.0";
const COMPRESSION_LEVEL: u8 = 9;

/// SNOMED CT, as the value set `covid-19-lab-result` lists them.
const NOT_DETECTED: &str = "260415000";
const DETECTED: &str = "260373001";
