//! The codes that scenarios hold up to the camera, each with the clock it is for and the verdict it must get.
//!
//! Where public vectors are at hand these are real certificates, their pictures and their issuers' own keys; elsewhere
//! they
//! are minted. The forged ones are made here from genuine ones, by changing one layer each.

use std::fs;
use std::path::Path;

use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustFile, TrustStore};
use checkpost::wire::{base45, inflate};
use checkpost_issuing::hcert::wrap;
use checkpost_issuing::import::key_from_certificate;
use checkpost_issuing::specimen;
use data_encoding::BASE64;
use image::GrayImage;
use serde_json::Value;

use crate::chromium::Error;
use crate::clip::draw;

/// One code to hold up.
#[derive(Clone)]
pub(crate) struct Pass {
    /// What it is.
    pub(crate) name: String,
    /// What is held up.
    pub(crate) picture: GrayImage,
    /// The content of the code.
    pub(crate) text: String,
    /// The clock it is for.
    pub(crate) now: i64,
    /// What must not be found anywhere once it was scanned.
    pub(crate) personal: Vec<String>,
}

/// All codes of the walk, and the keys under which they are genuine.
pub(crate) struct Passes {
    /// Where they come from.
    pub(crate) source: String,
    /// The published trust file.
    pub(crate) trust: Vec<u8>,
    /// Genuine and in date at their time.
    pub(crate) genuine: Vec<Pass>,
    /// One character altered.
    pub(crate) damaged: Pass,
    /// A byte of the signed content altered, the layers around it intact.
    pub(crate) content_altered: Pass,
    /// A byte of the signature altered, the layers around it intact.
    pub(crate) signature_altered: Pass,
    /// Genuine, and signed with a key that is not in the trust file.
    pub(crate) unknown: Pass,
    /// Over for years.
    pub(crate) expired: Pass,
    /// A code that is no pass.
    pub(crate) other: Pass,
}

/// A certificate of the public vectors whose picture is there too.
struct Case {
    pass: Pass,
    certificates: Vec<Vec<u8>>,
}

impl Passes {
    /// From the directory of public vectors.
    pub(crate) fn public(vectors: &Path) -> Result<Self, Error> {
        let mut cases = cases(vectors)?;
        let stranger = cases.pop().ok_or("the vectors hold no certificate with a picture")?;
        cases.truncate(GENUINE);
        let first =
            cases.iter().map(|case| case.pass.now).min().ok_or("the vectors hold one picture only")?;
        let mut keys = Vec::new();
        for (case, certificate) in
            cases.iter().flat_map(|case| case.certificates.iter().map(move |one| (case, one)))
        {
            let key = key_from_certificate(certificate, &case.pass.name);
            keys.push(key.map_err(|error| format!("{}: {error:?}", case.pass.name))?);
        }
        let trust = TrustStore::new(Purpose::Production, UnixTime(first), keys);
        let genuine: Vec<Pass> = cases.into_iter().map(|case| case.pass).collect();
        Self::new("real certificates".to_owned(), &trust, genuine, stranger.pass)
    }

    /// From what the project mints.
    pub(crate) fn minted() -> Result<Self, Error> {
        let specimens = specimen::specimens(NOW).ok_or("the demonstration key is no key")?;
        let trust = specimen::trust(NOW).ok_or("the demonstration key is no key")?;
        let mut genuine = Vec::new();
        let mut unknown = None;
        for specimen in specimens {
            let pass = minted_pass(specimen.name, specimen.text)?;
            match specimen.code {
                "OK" => genuine.push(pass),
                "I-UNK" => unknown = Some(pass),
                _ => {}
            }
        }
        let unknown = unknown.ok_or("no specimen is of an unknown issuer")?;
        Self::new("certificates that the project minted".to_owned(), &trust, genuine, unknown)
    }

    fn new(source: String, trust: &TrustStore, genuine: Vec<Pass>, unknown: Pass) -> Result<Self, Error> {
        let mut certificates = genuine.iter().filter(|pass| pass.text.starts_with(PREFIX)).cloned();
        let model = certificates.next().ok_or("no genuine certificate")?;
        let expired = certificates.next_back().ok_or("one genuine certificate only")?;
        Ok(Self {
            source,
            trust: serde_json::to_vec(&TrustFile::from_store(trust))?,
            damaged: spoilt(&model, "one character altered", specimen::damaged(&model.text))?,
            content_altered: spoilt(
                &model,
                "signed content altered",
                altered(&model, |bytes| {
                    let name = model.personal.first().map(String::as_bytes).unwrap_or_default();
                    bytes.windows(name.len().max(1)).position(|window| window == name)
                })?,
            )?,
            signature_altered: spoilt(
                &model,
                "signature altered",
                altered(&model, |bytes| bytes.len().checked_sub(1))?,
            )?,
            unknown,
            expired: Pass {
                name: format!("{}, years later", expired.name),
                now: expired.now + YEARS,
                ..expired
            },
            other: spoilt(&model, "a link", "https://example.org/menu".to_owned())?,
            genuine,
        })
    }
}

/// Vaccination certificates in date, one for each country, ordered by name.
fn cases(vectors: &Path) -> Result<Vec<Case>, Error> {
    let mut found: Vec<Case> = Vec::new();
    for line in fs::read_to_string(vectors.join("passes/hcert.jsonl"))?.lines() {
        let case: Value = serde_json::from_str(line)?;
        let text = |pointer: &str| case.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let id = text("/id");
        let picture = vectors.join("qr/dcc-png").join(id.replace('/', "_") + ".png");
        let is_wanted = text("/expect/signature") == "valid"
            && text("/expect/stage") == "ok"
            && text("/expect/kind") == "v"
            && case.pointer("/expect/unexpired") == Some(&Value::Bool(true));
        let country = id.get(..2).unwrap_or_default();
        let is_new = !found.iter().any(|other| other.pass.name.starts_with(country));
        let Some(now) = case.get("now").and_then(Value::as_i64) else { continue };
        if !is_wanted || !is_new || !picture.is_file() {
            continue;
        }
        let certificates = case.pointer("/trust/certificates").and_then(Value::as_array);
        let certificates = certificates.into_iter().flatten().filter_map(Value::as_str);
        let personal =
            ["/claims/nam/fnt", "/claims/nam/fn", "/claims/nam/gnt", "/claims/nam/gn", "/claims/dob"];
        found.push(Case {
            pass: Pass {
                name: id.to_owned(),
                picture: image::open(&picture)?.into_luma8(),
                text: text("/texts/0").to_owned(),
                now,
                personal: personal
                    .map(text)
                    .into_iter()
                    .filter(|it| it.len() >= TELLING)
                    .map(str::to_owned)
                    .collect(),
            },
            certificates: certificates
                .map(|text| BASE64.decode(text.as_bytes()))
                .collect::<Result<_, _>>()?,
        });
    }
    found.sort_by(|one, other| one.pass.name.cmp(&other.pass.name));
    Ok(found)
}

fn minted_pass(name: &str, text: String) -> Result<Pass, Error> {
    let holders = [specimen::holder_a(), specimen::holder_b(), specimen::holder_c()];
    let message = message(&text).unwrap_or_default();
    let said = |it: &String| message.windows(it.len().max(1)).any(|window| window == it.as_bytes());
    let personal = holders.into_iter().flat_map(|holder| {
        [
            holder.family_name_transliterated,
            holder.family_name,
            holder.given_name_transliterated,
            holder.birth_date,
        ]
    });
    Ok(Pass {
        name: name.to_owned(),
        picture: draw(&text)?,
        now: NOW.0,
        personal: personal.flatten().filter(said).collect(),
        text,
    })
}

fn spoilt(model: &Pass, name: &str, text: String) -> Result<Pass, Error> {
    Ok(Pass { name: name.to_owned(), picture: draw(&text)?, text, ..model.clone() })
}

/// The text with one bit of one byte of its signed message changed, and all outer layers made anew.
fn altered(model: &Pass, place: impl Fn(&[u8]) -> Option<usize>) -> Result<String, Error> {
    let mut message = message(&model.text)?;
    let place = place(&message).ok_or("the certificate does not say what its case claims")?;
    *message.get_mut(place).ok_or("the place lies outside")? ^= 1;
    Ok(wrap(&message))
}

/// The signed message inside a text.
fn message(text: &str) -> Result<Vec<u8>, Error> {
    let compressed = base45::decode(text.strip_prefix(PREFIX).unwrap_or_default().as_bytes())
        .map_err(|error| format!("{error:?}"))?;
    Ok(inflate::zlib(&compressed, inflate::PASS_LIMIT).map_err(|error| format!("{error:?}"))?)
}

/// What the text of a health certificate begins with; those are spoilt here.
const PREFIX: &str = "HC1:";
/// How many of the real certificates are held up.
const GENUINE: usize = 4;
/// Ten, in seconds: later than any certificate lasts.
const YEARS: i64 = 10 * 365 * 86_400;
/// Shorter words turn up by chance.
const TELLING: usize = 5;
/// The clock of minted certificates.
const NOW: UnixTime = UnixTime(1_790_000_000);
