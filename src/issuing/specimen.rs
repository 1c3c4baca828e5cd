//! The specimens of the demonstration issuer for a day: one for each case that a gate distinguishes.
//!
//! Names and identifiers are invented, the country code is assigned to no country, and the key is the one that every
//! program for real use refuses.

pub mod keys;
pub mod other_formats;
mod operator;

pub use operator::{Operator, Published};

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::SigningKey;

use super::cbor::encode;
use super::cose::Signer;
use super::hcert::{COUNTRY, Certificate, wrap};
use crate::demonstration_signing_key;
use checkpost::claims::{Holder, Recovery, Statement, Test, TestResult, Vaccination, ValidityPeriod};
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::{
    Accept, GateSettings, KeyRole, Purpose, RevokedPassesEntry, TrustFile, TrustStore, TrustedKey,
    revocation_digest,
};
use checkpost::wire::base45;
use checkpost::wire::cbor::Value;

/// One sample to hold up to a camera.
#[derive(Clone, PartialEq, Eq)]
pub struct Specimen {
    /// Its name in files. What it is, `public/locales` says in every language, as `sample.` and this name.
    pub name: &'static str,
    /// The code of the verdict on the day of its making.
    pub code: &'static str,
    /// The content of the code.
    pub text: String,
}

/// Prints no data of a person.
impl fmt::Debug for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Specimen { .. }")
    }
}

/// The keys under which the specimens are genuine.
pub fn trust(now: UnixTime) -> Option<TrustStore> {
    let public_key = PublicKey::P256(*demonstration_signing_key()?.verifying_key());
    let key = |(format, identifier): (Format, Option<&str>)| TrustedKey {
        identifier: identifier.map(str::to_owned),
        // a seal names its signer by the certificate that it carries
        key_id: (format != Format::VdsNc).then(|| KEY_ID.to_vec()),
        ..TrustedKey::new(format, ISSUER, public_key.clone())
    };
    let other = |format, name: &[u8], public_key| TrustedKey {
        key_id: Some(name.to_vec()),
        public_key,
        ..key((format, None))
    };
    let keys = other_formats::ISSUERS.map(key).into_iter().chain([
        other(Format::Hcert, RSA_KEY_ID, keys::rsa_public(&keys::rsa()?)),
        other(Format::Claim169, ED25519_KEY_ID, PublicKey::Ed25519(keys::ed25519().verifying_key())),
        TrustedKey { role: KeyRole::Authority, ..other(Format::VdsNc, KEY_ID, public_key.clone()) },
    ]);
    let settings = GateSettings { audiences: vec![AUDIENCE.to_owned()], ..GateSettings::default() };
    let store = TrustStore::new(Purpose::Demonstration, now, keys.collect()).with_settings(settings);
    let mut file = TrustFile::from_store(&store);
    file.add_revoked_passes(RevokedPassesEntry {
        format: Format::Hcert.name().to_owned(),
        key_id: None,
        before: None,
        digests: BASE64URL_NOPAD.encode(&revocation_digest(&[REVOKED.as_bytes()])),
    });
    file.into_store(Accept::Demonstration).ok()
}

/// All specimens, those that are admitted first. `None` only if a key here were no key, which a test rules out.
pub fn specimens(now: UnixTime) -> Option<Vec<Specimen>> {
    let (key, other_key) = (demonstration_signing_key()?, SigningKey::from_slice(OTHER_SCALAR).ok()?);
    let signer = Signer { key: &key, key_id: KEY_ID };
    let stranger = Signer { key: &other_key, key_id: OTHER_KEY_ID };
    let vaccination = certificate(now, holder_a(), vaccination(now));
    let test = certificate(now, holder_b(), test(now, TestResult::NotDetected));
    let recovery = certificate(now, holder_c(), recovery(now));
    let positive = certificate(now, holder_b(), self::test(now, TestResult::Detected));
    let expired = Certificate { validity_period: validity_period(now, -400, -1), ..vaccination.clone() };
    let revoked = certificate(now, holder_c(), revoked(now));
    let not_yet_valid = Certificate {
        validity_period: ValidityPeriod { begins: Some(days_from(now, 7)), ..validity_period(now, -1, 37) },
        ..vaccination.clone()
    };
    let texts = [
        vaccination.mint(&signer),
        test.mint(&signer),
        recovery.mint(&signer),
        other_formats::rsa_signed(&vaccination, &keys::rsa()?),
        other_formats::exemption(now, &signer),
        other_formats::swiss_light(now, &signer),
        other_formats::health_card(now, &key),
        other_formats::nz_pass(now, &key),
        other_formats::identity(now, &key),
        other_formats::identity_with_photo(now),
        other_formats::seal(now, &key)?,
        other_formats::open_token(now, &key),
        other_formats::token(now, &key),
        other_formats::city_pass(now).mint(&signer),
        other_formats::live_city_pass(now.plus_seconds(-LIVE_AGO_SECONDS), &signer)?,
        expired.mint(&signer),
        not_yet_valid.mint(&signer),
        positive.mint(&signer),
        revoked.mint(&signer),
        forged(&vaccination, &signer),
        damaged(&vaccination.mint(&signer)),
        vaccination.mint(&stranger),
        "https://example.org/menu".to_owned(),
        "shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnL3JlY29yZHMiLCJmbGFnIjoiTCJ9".to_owned(),
    ];
    let specimen = |((name, code), text)| Specimen { name, code, text };
    Some(NAMES.into_iter().zip(texts).map(specimen).collect())
}

/// A certificate of the demonstration issuer, issued yesterday, good for thirty days.
pub fn certificate(now: UnixTime, holder: Holder, statement: Statement) -> Certificate {
    Certificate {
        issuer: ISSUER.to_owned(),
        validity_period: validity_period(now, -1, 30),
        holder,
        statements: vec![statement],
    }
}

/// An invented person, of the first specimen.
pub fn holder_a() -> Holder {
    person("Juniper", "Samplewood", "1988-03-14")
}

/// Another invented person.
pub fn holder_b() -> Holder {
    person("Rowan", "Testfield", "1975-11-02")
}

/// A third invented person.
pub fn holder_c() -> Holder {
    person("Linden", "Mockridge", "2001-07-29")
}

/// The second of two doses.
pub fn vaccination(now: UnixTime) -> Statement {
    Statement::Vaccination(Vaccination {
        disease: Some(DISEASE.to_owned()),
        vaccine: Some("1119349007".to_owned()),
        product: Some("EU/1/20/1528".to_owned()),
        manufacturer: Some("ORG-100030215".to_owned()),
        dose: Some(2),
        doses: Some(2),
        date: Some(day(now, -60)),
        country: Some(COUNTRY.to_owned()),
        identifier: Some("URN:UVCI:01:XX:SPECIMEN1".to_owned()),
    })
}

/// A test of the day before.
pub fn test(now: UnixTime, result: TestResult) -> Statement {
    Statement::Test(Test {
        disease: Some(DISEASE.to_owned()),
        kind: Some("LP6464-4".to_owned()),
        name: Some("Specimen PCR".to_owned()),
        device: None,
        sampled: Some(day(now, -1) + "T08:00:00Z"),
        result,
        country: Some(COUNTRY.to_owned()),
        identifier: Some("URN:UVCI:01:XX:SPECIMEN2".to_owned()),
    })
}

/// A recovery whose certificate the demonstration issuer has revoked.
fn revoked(now: UnixTime) -> Statement {
    match recovery(now) {
        Statement::Recovery(recovery) => {
            Statement::Recovery(Recovery { identifier: Some(REVOKED.to_owned()), ..recovery })
        }
        other => other,
    }
}

/// A recovery that is valid from ten days ago to thirty days ahead.
pub fn recovery(now: UnixTime) -> Statement {
    Statement::Recovery(Recovery {
        disease: Some(DISEASE.to_owned()),
        first_positive: Some(day(now, -21)),
        from: Some(day(now, -10)),
        until: Some(day(now, 30)),
        country: Some(COUNTRY.to_owned()),
        identifier: Some("URN:UVCI:01:XX:SPECIMEN3".to_owned()),
    })
}

/// From so many days after `now` to so many; negative ones lie before.
pub fn validity_period(now: UnixTime, from: i64, until: i64) -> ValidityPeriod {
    ValidityPeriod { issued: Some(days_from(now, from)), begins: None, expires: Some(days_from(now, until)) }
}

/// The genuine signature, and somebody else's name over it.
pub fn forged(genuine: &Certificate, signer: &Signer<'_>) -> String {
    let altered = Certificate { holder: person("Jasper", "Samplewood", "1988-03-14"), ..genuine.clone() };
    let mut message = signer.sign(encode(&Value::Map(genuine.token())));
    message.payload = encode(&Value::Map(altered.token()));
    wrap(&message.encode())
}

/// One character in the middle replaced, so that the text is still base45 and no longer the compressed message.
pub fn damaged(text: &str) -> String {
    let altered = |at: usize, with: char| {
        let characters = text.char_indices().map(|(place, old)| if place == at { with } else { old });
        characters.collect::<String>()
    };
    let is_base45 = |text: &String| base45::decode(text.as_bytes().get(4..).unwrap_or_default()).is_ok();
    (text.len() / 2..text.len())
        .flat_map(|at| [altered(at, '0'), altered(at, '1')])
        .find(|candidate| candidate != text && is_base45(candidate))
        .unwrap_or_default()
}

fn person(given: &str, family: &str, birth: &str) -> Holder {
    Holder {
        given_name: Some(given.to_owned()),
        family_name: Some(family.to_owned()),
        given_name_transliterated: Some(given.to_uppercase()),
        family_name_transliterated: Some(family.to_uppercase()),
        full_name: None,
        birth_date: Some(birth.to_owned()),
    }
}

fn days_from(now: UnixTime, days: i64) -> UnixTime {
    now.plus_seconds(days.saturating_mul(SECONDS_PER_DAY))
}

fn day(now: UnixTime, days: i64) -> String {
    days_from(now, days).day().to_string()
}

/// Name in files, code of the verdict.
const NAMES: [(&str, &str); 24] = [
    ("vaccination", "OK"),
    ("test", "OK"),
    ("recovery", "OK"),
    ("signed-with-rsa", "OK"),
    ("exemption", "OK"),
    ("light", "OK"),
    ("health-card", "OK"),
    ("nz-pass", "OK"),
    ("identity", "OK"),
    ("identity-photo", "OK"),
    ("travel-seal", "OK"),
    ("open-token", "OK"),
    ("token", "OK"),
    ("city-pass", "OK"),
    ("live-code", "H-OLD"),
    ("expired", "T-EXP"),
    ("not-yet-valid", "T-NBF"),
    ("positive-test", "R-POS"),
    ("withdrawn", "W-REV"),
    ("forged", "S-SIG"),
    ("damaged", "D-ZIP"),
    ("unknown-issuer", "I-UNK"),
    ("link", "P-NOT"),
    ("record-link", "F-CHK"),
];

/// The demonstration issuer's name.
pub const ISSUER: &str = "Checkpost Demonstration";
/// The name of its key.
pub const KEY_ID: &[u8] = b"DEMO-KEY";
/// The name of its RSA key.
pub const RSA_KEY_ID: &[u8] = b"DEMO-RSA";
/// The name of its Ed25519 key.
pub const ED25519_KEY_ID: &[u8] = b"DEMO-EDD";
/// The place of the demonstration, to which live codes are made out.
pub const AUDIENCE: &str = "gate.city.example";
/// The name of a key that nobody trusts.
pub const OTHER_KEY_ID: &[u8] = b"STRANGER";
/// A private key that nobody trusts, readable like the demonstration issuer's.
pub const OTHER_SCALAR: &[u8; 32] = b"CHECKPOST OTHER KEY, NOT TRUSTED";
/// A printed code cannot be live: the sample was made this long before.
const LIVE_AGO_SECONDS: i64 = 120;
/// The identifier of the specimen that is revoked in the trust file of the demonstration.
const REVOKED: &str = "URN:UVCI:01:XX:SPECIMEN4";
const DISEASE: &str = "840539006";

#[cfg(test)]
mod tests {
    use super::*;
    use checkpost::judge::judge;
    use checkpost::policy::{AdmissionHistory, DecisionContext};
    use checkpost::signature::PrecomputationCache;

    #[test]
    fn every_specimen_gets_its_verdict_on_its_day() {
        for now in [UnixTime(1_790_000_000), UnixTime(1_900_000_123)] {
            let trust = trust(now).unwrap();
            for specimen in specimens(now).unwrap() {
                let verdict = judge(
                    specimen.text.as_bytes(),
                    &trust,
                    &PrecomputationCache::default(),
                    &DecisionContext { now, utc_offset_seconds: 0, history: &AdmissionHistory::default() },
                )
                .verdict;
                assert_eq!(verdict.code(), specimen.code, "{}: {verdict:?}", specimen.name);
            }
        }
    }

    #[test]
    fn every_key_of_the_demonstration_is_known_as_such() {
        for key in trust(UnixTime(1_790_000_000)).unwrap().keys() {
            assert!(key.is_demonstration(), "{:?} {:?}", key.format, key.public_key.algorithm_name());
        }
        let other = SigningKey::from_slice(OTHER_SCALAR).unwrap();
        let public_key = PublicKey::P256(*other.verifying_key());
        let stranger = TrustedKey { public_key, ..trust(UnixTime(0)).unwrap().keys()[0].clone() };
        assert!(!stranger.is_demonstration(), "another key");
    }

    #[test]
    fn the_same_day_gives_the_same_texts() {
        assert_eq!(specimens(UnixTime(1)), specimens(UnixTime(1)), "nothing is random");
    }
}
