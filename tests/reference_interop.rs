//! Compares city passes with an independent implementation of the same specification, in Python: each side accepts what the
//! other mints, and both refuse the same spoilt codes.
//!
//! The reference implementation lies beside the public test cases (`CHECKPOST_VECTORS/../reference/native_pass.py`). Where
//! the variable is unset, the test says that it compares nothing; where it is set, a missing Python is a failure.
//! `CHECKPOST_PYTHON` names an interpreter that has the reference implementation's packages.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail loudly, and says how much it compared"
)]

use std::path::PathBuf;
use std::process::Command;

use checkpost::claims::Colour;
use checkpost::envelope::Format;
use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::{PrecomputationCache, PublicKey};
use checkpost::time::UnixTime;
use checkpost::trust::{GateSettings, Purpose, TrustStore, TrustedKey};
use checkpost_issuing::citypass::{CityPass, Presentation, key_id, present};
use checkpost_issuing::cose::Signer;
use data_encoding::HEXLOWER;
use p256::ecdsa::{SigningKey, VerifyingKey};
use serde_json::Value;

const NOW: i64 = 1_790_000_000;
const AUDIENCE: &str = "mall.example";

#[test]
fn what_python_mints_is_judged_here_as_there() {
    let Some(python) = Reference::find() else { return };
    let minted: Value =
        serde_json::from_str(&python.run(&["mint", &NOW.to_string(), AUDIENCE])).expect("JSON");
    let text = |name: &str| minted[name].as_str().expect("a text");
    let point = HEXLOWER.decode(text("key").as_bytes()).expect("hexadecimal");
    let key = VerifyingKey::from_sec1_bytes(&point).expect("a point");
    let issuer = Issuer { key_id: HEXLOWER.decode(text("kid").as_bytes()).expect("hexadecimal"), key };
    let mut compared = 0;
    for name in ["plain", "bound", "live"] {
        for text in spoilt(text(name)) {
            compared += issuer.compare(&python, &text);
        }
    }
    println!("compared {compared} verdicts on codes that Python minted");
    assert!(compared >= 60, "every code at every time and place");
}

#[test]
fn what_is_minted_here_is_judged_there_as_here() {
    let Some(python) = Reference::find() else { return };
    let signing = SigningKey::from_slice(&[7; 32]).expect("a scalar");
    let holder = SigningKey::from_slice(&[8; 32]).expect("a scalar");
    let stranger = SigningKey::from_slice(&[9; 32]).expect("a scalar");
    let issuer = Issuer { key_id: key_id(signing.verifying_key()), key: *signing.verifying_key() };
    let signer = Signer { key: &signing, key_id: &issuer.key_id };
    let plain = pass(None).mint(&signer);
    let bound = pass(Some(*holder.verifying_key())).mint(&signer);
    let show = |key: &SigningKey, nonce: Option<Vec<u8>>| {
        let presentation = Presentation { audience: AUDIENCE.to_owned(), issued_at: UnixTime(NOW), nonce };
        present(&bound, key, &presentation).expect("a pass")
    };
    let mut compared = 0;
    for code in [
        plain.clone(),
        bound.clone(),
        show(&holder, None),
        show(&holder, Some(vec![1; 8])),
        show(&stranger, None),
        plain.replacen("CP1:", "CP2:", 1),
    ] {
        for text in spoilt(&code) {
            compared += issuer.compare(&python, &text);
        }
    }
    println!("compared {compared} verdicts on codes minted here");
    assert!(compared >= 120, "every code at every time and place");
}

/// The code itself, and two that differ from it by a character: one in the layers, one in the signature.
fn spoilt(code: &str) -> Vec<String> {
    let change = |place: usize| {
        let mut characters: Vec<char> = code.chars().collect();
        let other = if characters[place] == '0' { '1' } else { '0' };
        characters[place] = other;
        characters.into_iter().collect()
    };
    vec![code.to_owned(), change(code.len() / 2), change(code.len() - 6)]
}

struct Issuer {
    key_id: Vec<u8>,
    key: VerifyingKey,
}

impl Issuer {
    /// Judges a code at several times and places on both sides; how many verdicts were compared.
    fn compare(&self, python: &Reference, text: &str) -> u32 {
        let point = HEXLOWER.encode(self.key.to_sec1_point(false).as_bytes());
        let mut compared = 0;
        for (offset, place) in [
            (5, AUDIENCE),
            (40, AUDIENCE),
            (41, AUDIENCE),
            (-10, AUDIENCE),
            (-11, AUDIENCE),
            (90_000, AUDIENCE),
            (5, "bank.example"),
        ] {
            let now = NOW + offset;
            let theirs = python.run(&[
                "verify",
                &HEXLOWER.encode(&self.key_id),
                &point,
                text,
                &now.to_string(),
                place,
            ]);
            let ours = self.judge(text, now, place);
            // an honest pass may be looked at a little before its issue; the reference has no such rule to compare
            assert_eq!(
                ours == "OK",
                theirs.trim() == "OK",
                "{ours} here, {theirs} there, {offset} s, {place}, {text}"
            );
            compared += 1;
        }
        compared
    }

    fn judge(&self, text: &str, now: i64, place: &str) -> &'static str {
        let key = TrustedKey {
            key_id: Some(self.key_id.clone()),
            ..TrustedKey::new(Format::CityPass, "reference", PublicKey::P256(self.key))
        };
        let settings = GateSettings { audiences: vec![place.to_owned()], ..GateSettings::default() };
        let trust = TrustStore::new(Purpose::Production, UnixTime(0), vec![key]).with_settings(settings);
        let context = DecisionContext {
            now: UnixTime(now),
            utc_offset_seconds: 0,
            history: &AdmissionHistory::default(),
        };
        judge(text.as_bytes(), &trust, &PrecomputationCache::default(), &context).verdict.code()
    }
}

fn pass(holder: Option<VerifyingKey>) -> CityPass {
    CityPass {
        issuer: "city.example".to_owned(),
        issued: UnixTime(NOW),
        begins: None,
        expires: UnixTime(NOW + 86_400),
        identifier: *b"yardsick",
        holder,
        colour: Colour::Green,
        reason: 0,
        gates: vec![1],
        name: Some("A. LI".to_owned()),
        birth_year: Some(1987),
        vaccinations: Vec::new(),
        tests: vec![("PCR".to_owned(), false, UnixTime(NOW - 40_000))],
        subject_class: None,
        schedule: Vec::new(),
    }
}

/// The reader and writer in Python.
struct Reference {
    python: String,
    script: PathBuf,
}

impl Reference {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told by its environment where the reference lies"
    )]
    fn find() -> Option<Self> {
        let Ok(vectors) = std::env::var("CHECKPOST_VECTORS") else {
            println!("CHECKPOST_VECTORS is not set: no reference to compare with");
            return None;
        };
        let script = PathBuf::from(vectors).join("../reference/native_pass.py");
        let python = std::env::var("CHECKPOST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        Some(Self { python, script })
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(&self.python)
            .arg(&self.script)
            .args(arguments)
            .output()
            .unwrap_or_else(|error| panic!("{} is needed for the reference: {error}", self.python));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}
