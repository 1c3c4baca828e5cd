//! Issues city passes (`CP1:`) from a description, and presents them with the holder's key (`CP2:`).
//!
//! [`checkpost::envelope::citypass`] parses the layers and has the specification; [`checkpost::claims`] reads the content.

use std::fmt;

use p256::ecdsa::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::cbor::encode;
use super::cose::{Message, Signer};
use checkpost::claims::{Colour, ScheduleSlot};
use checkpost::envelope::citypass::{PASS_PREFIX, PROOF_PREFIX};
use checkpost::time::{Day, UnixTime};
use checkpost::wire::base45;
use checkpost::wire::cbor::{self, Key, Map, Value};
use checkpost::wire::cose::TAG_SIGN1;
use checkpost::wire::registry::{
    algorithm, claim, confirmation, content_format, header, key as key_parameter,
};

/// What a pass is to say.
#[derive(Clone, PartialEq)]
pub struct CityPass {
    /// Short host name of the issuer.
    pub issuer: String,
    /// When it is issued.
    pub issued: UnixTime,
    /// The first second in which it is valid, where that is later.
    pub begins: Option<UnixTime>,
    /// The last second in which it is valid.
    pub expires: UnixTime,
    /// Eight random bytes: an identifier that says nothing about the holder.
    pub identifier: [u8; 8],
    /// The holder's key, for a pass that is valid only with a key binding.
    pub holder: Option<VerifyingKey>,
    /// The status.
    pub colour: Colour,
    /// The issuer's code of the reason; 0 is none.
    pub reason: u64,
    /// Gates and zones where it is valid; empty is everywhere.
    pub gates: Vec<u64>,
    /// The name to compare with a document.
    pub name: Option<String>,
    /// The year of birth.
    pub birth_year: Option<u16>,
    /// Vaccine, number of the dose, day.
    pub vaccinations: Vec<(String, u64, Day)>,
    /// Type of test, whether the disease was detected, time of the sample.
    pub tests: Vec<(String, bool, UnixTime)>,
    /// The class of the holder, from the issuer's list.
    pub subject_class: Option<u64>,
    /// The hours in which it is valid; empty is always.
    pub schedule: Vec<ScheduleSlot>,
}

/// Prints no data of a person.
impl fmt::Debug for CityPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CityPass { .. }")
    }
}

/// The content of a key binding.
#[derive(Clone, PartialEq, Eq)]
pub struct Presentation {
    /// The gate for which it is made (`aud`).
    pub audience: String,
    /// When it is made (`iat`).
    pub issued_at: UnixTime,
    /// The challenge that it answers (`cnonce`).
    pub nonce: Option<Vec<u8>>,
}

/// Prints no data of a person.
impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Presentation { .. }")
    }
}

/// A text that is no city pass by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPass;

impl CityPass {
    /// Signs the pass and wraps it for a QR code.
    pub fn mint(&self, signer: &Signer<'_>) -> String {
        wrap(PASS_PREFIX, &signer.sign(encode(&Value::Map(self.token()))).encode())
    }

    /// The content: a CBOR Web Token (RFC 8392) with the body under a private claim.
    pub fn token(&self) -> Map {
        let mut token = Map::from([
            (Key::Integer(claim::ISSUER), Value::Text(self.issuer.clone())),
            (Key::Integer(claim::EXPIRES), Value::Integer(self.expires.0.into())),
            (Key::Integer(claim::ISSUED_AT), Value::Integer(self.issued.0.into())),
            (Key::Integer(claim::TOKEN_ID), Value::Bytes(self.identifier.to_vec())),
            (Key::Integer(claim::CITY_PASS), Value::Map(self.body())),
        ]);
        if let Some(begins) = self.begins {
            token.insert(Key::Integer(claim::NOT_BEFORE), Value::Integer(begins.0.into()));
        }
        if let Some(holder) = &self.holder {
            let confirmation =
                Map::from([(Key::Integer(confirmation::COSE_KEY), Value::Map(cose_key(holder)))]);
            token.insert(Key::Integer(claim::CONFIRMATION), Value::Map(confirmation));
        }
        token
    }

    fn body(&self) -> Map {
        let colour = match self.colour {
            Colour::Red => 0,
            Colour::Amber => 1,
            Colour::Green => 2,
        };
        let row = |first: Value, second: u64, third: i128| {
            Value::Array(vec![first, Value::Integer(second.into()), Value::Integer(third)])
        };
        let vaccinations = self.vaccinations.iter();
        let vaccinations = vaccinations.map(|(vaccine, dose, day)| {
            row(Value::Text(vaccine.clone()), *dose, day.days_since_1970().into())
        });
        let tests = self.tests.iter();
        let tests = tests.map(|(kind, detected, time)| {
            row(Value::Text(kind.clone()), u64::from(*detected), time.0.into())
        });
        let schedule = self.schedule.iter();
        let schedule = schedule.map(|slot| {
            row(Value::Integer(slot.days.into()), slot.from_minute.into(), slot.until_minute.into())
        });
        let gates = self.gates.iter().map(|gate| Value::Integer((*gate).into()));
        let mut body = Map::from([
            (Key::Integer(1), Value::Integer(colour)),
            (Key::Integer(2), Value::Integer(self.reason.into())),
        ]);
        for (label, list) in [
            (3, gates.collect::<Vec<_>>()),
            (6, vaccinations.collect()),
            (7, tests.collect()),
            (9, schedule.collect()),
        ] {
            if !list.is_empty() {
                body.insert(Key::Integer(label), Value::Array(list));
            }
        }
        if let Some(name) = &self.name {
            body.insert(Key::Integer(4), Value::Text(name.clone()));
        }
        for (label, number) in [(5, self.birth_year.map(u64::from)), (8, self.subject_class)] {
            if let Some(number) = number {
                body.insert(Key::Integer(label), Value::Integer(number.into()));
            }
        }
        body
    }
}

/// Shows a pass live: its holder's key signs a proof around the whole of it.
///
/// # Errors
/// [`NotAPass`] when the text is not a `CP1:` pass.
pub fn present(pass: &str, holder: &SigningKey, presentation: &Presentation) -> Result<String, NotAPass> {
    let text = pass.as_bytes().strip_prefix(PASS_PREFIX).ok_or(NotAPass)?;
    let pass = cbor::read(&base45::decode(text).map_err(|_| NotAPass)?).map_err(|_| NotAPass)?;
    if !matches!(pass, Value::Tag(TAG_SIGN1, _)) {
        return Err(NotAPass);
    }
    let protected = Map::from([
        (Key::Integer(header::ALGORITHM), Value::Integer(algorithm::ES256)),
        (Key::Integer(header::KEY_CWT), pass),
        (Key::Integer(header::TYPE), Value::Integer(content_format::KB_CWT)),
    ]);
    let mut token = Map::from([
        (Key::Integer(claim::AUDIENCE), Value::Text(presentation.audience.clone())),
        (Key::Integer(claim::ISSUED_AT), Value::Integer(presentation.issued_at.0.into())),
    ]);
    if let Some(nonce) = &presentation.nonce {
        token.insert(Key::Integer(claim::CLIENT_NONCE), Value::Bytes(nonce.clone()));
    }
    let signer = Signer { key: holder, key_id: &[] };
    let proof: Message = signer.sign_under(&protected, Map::new(), encode(&Value::Map(token)));
    Ok(wrap(PROOF_PREFIX, &proof.encode()))
}

/// The name of a key: the first eight bytes of its COSE Key thumbprint (RFC 9679) with SHA-256.
pub fn key_id(key: &VerifyingKey) -> Vec<u8> {
    let (x, y) = coordinates(key);
    let mut thumbed = vec![0xA4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20];
    thumbed.extend(x);
    thumbed.extend([0x22, 0x58, 0x20]);
    thumbed.extend(y);
    Sha256::digest(thumbed).into_iter().take(KEY_ID_BYTES).collect()
}

/// A P-256 `COSE_Key` (RFC 9053 section 7.1.1) with a compressed point.
fn cose_key(key: &VerifyingKey) -> Map {
    let (x, y) = coordinates(key);
    let is_odd = y.last().is_some_and(|last| last & 1 == 1);
    Map::from([
        (Key::Integer(key_parameter::TYPE), Value::Integer(key_parameter::TYPE_EC2)),
        (Key::Integer(key_parameter::CURVE), Value::Integer(key_parameter::CURVE_P256)),
        (Key::Integer(key_parameter::X), Value::Bytes(x)),
        (Key::Integer(key_parameter::Y), Value::Boolean(is_odd)),
    ])
}

fn coordinates(key: &VerifyingKey) -> (Vec<u8>, Vec<u8>) {
    let point = key.to_sec1_point(false);
    let (x, y) = point.as_bytes().get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
    (x.to_vec(), y.to_vec())
}

fn wrap(prefix: &[u8], message: &[u8]) -> String {
    String::from_utf8_lossy(prefix).into_owned() + &base45::encode(message)
}

const KEY_ID_BYTES: usize = 8;

#[cfg(test)]
mod tests;
