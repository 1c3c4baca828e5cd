//! Runs test vectors: the project's own, kept as data in `tests/vectors`, and public ones where `CHECKPOST_VECTORS`
//! names their directory. Fails on every surprise, also on a pleasant one.
#![expect(clippy::print_stdout, reason = "a runner tells what it ran")]

#[path = "support/mint.rs"]
mod mint;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use checkpost::claims::{Claims, hcert_revocation_digests};
use checkpost::envelope::chunks::join;
use checkpost::envelope::{Envelope, Format};
use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::{PrecomputationCache, PrecomputedPoint, PublicKey, ecdsa, eddsa, rsa_pss};
use checkpost::time::UnixTime;
use checkpost::trust::{Accept, TrustStore};
use checkpost::verdict::Verdict;
use checkpost::verify::verify;
use checkpost::wire::cbor::{self, Key};
use checkpost::wire::cose::Sign1;
use checkpost::wire::{base45, inflate};
use checkpost_issuing::conformance;
use data_encoding::HEXLOWER;
use mint::{Expect, Outcome, Vector, vectors};
use p256::ProjectivePoint;
use p256::ecdsa::VerifyingKey;
use serde::Deserialize;
use serde_json::Value;

#[test]
fn every_vector_gets_its_verdict_stage_by_stage() {
    let mut surprises = Vec::new();
    let kept = kept();
    for (name, vector) in &kept {
        let got = run(vector);
        if got != vector.expect {
            surprises.push(format!("{name}\n  expected {:?}\n  got      {got:?}", vector.expect));
        }
    }
    println!("{} minted vectors", kept.len());
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn the_vectors_are_as_minted() {
    let minted: BTreeMap<String, Vector> = vectors().into_iter().collect();
    let kept = kept();
    let names = |all: &BTreeMap<String, Vector>| all.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&kept), names(&minted), "the files; {REMEDY}");
    for (name, vector) in minted {
        assert_eq!(kept.get(&name), Some(&vector), "{name}; {REMEDY}");
    }
}

#[test]
#[ignore = "writes the vectors anew; look at the difference before it is committed"]
fn mint_the_vectors() {
    for (name, vector) in vectors() {
        let path = data().join(name);
        fs::create_dir_all(path.parent().expect("every vector has a folder")).expect("the tree is writable");
        let text = serde_json::to_string_pretty(&vector).expect("a vector is JSON");
        fs::write(path, text + "\n").expect("the tree is writable");
    }
}

#[test]
fn every_reason_has_its_vector() {
    let codes: BTreeSet<String> = kept().into_values().map(|vector| vector.expect.code).collect();
    let missing: Vec<_> = CODES.iter().filter(|code| !codes.contains(**code)).collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");
}

#[test]
fn every_reason_has_its_vector_in_every_format_that_can_give_it() {
    let kept: BTreeSet<(String, String)> = kept()
        .into_iter()
        .map(|(name, vector)| (name.split('/').next().unwrap_or_default().to_owned(), vector.expect.code))
        .collect();
    let exceptions: Vec<Exception> = serde_json::from_value(json(&data().join("unreachable.json")))
        .expect("the exceptions have their shape");
    let mut wrong = Vec::new();
    for format in Format::ALL.map(Format::name) {
        for code in CODES {
            let has_vector = kept.contains(&(format.to_owned(), code.to_owned()));
            let stated = exceptions.iter().filter(|exception| exception.states(format, code)).count();
            match (has_vector, stated) {
                (true, 0) | (false, 1) => {}
                (true, _) => wrong.push(format!("{format} {code}: there is a vector, strike the exception")),
                (false, 0) => wrong.push(format!("{format} {code}: neither a vector nor an exception")),
                (false, _) => wrong.push(format!("{format} {code}: stated twice")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells\n{}", wrong.len(), wrong.join("\n"));
    println!("{} of {} cells have a vector", kept.len(), Format::ALL.len() * CODES.len());
}

/// Codes that some formats cannot give.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    because: String,
    codes: Vec<String>,
    formats: Vec<String>,
}

impl Exception {
    fn states(&self, format: &str, code: &str) -> bool {
        !self.because.is_empty()
            && self.codes.iter().any(|other| other == code)
            && self.formats.iter().any(|other| other == format)
    }
}

#[test]
fn public_passes_are_judged_as_their_files_say() {
    let Some(public) = public() else { return };
    for name in CASE_FILES {
        let mut failed = Vec::new();
        let text = fs::read_to_string(public.join("passes").join(name)).expect("the file of cases is there");
        for line in text.lines() {
            let case: conformance::Case = serde_json::from_str(line).expect("a line is a case");
            let judgement = conformance::judge(&case);
            failed.extend(judgement.failures.into_iter().map(|failure| format!("{}: {failure}", case.id)));
        }
        println!("{name}: {} cases, {} failed", text.lines().count(), failed.len());
        assert!(failed.is_empty(), "{name}\n{}", failed.join("\n"));
    }
}

#[test]
fn genuine_public_passes_get_the_verdicts_that_are_listed() {
    let Some(public) = public() else { return };
    let listed: Vec<Listed> = serde_json::from_value(json(&data().join("public_verdicts.json")))
        .expect("the list of verdicts has its shape");
    let (mut changed, mut count) = (Vec::new(), 0);
    for name in CASE_FILES {
        let text = fs::read_to_string(public.join("passes").join(name)).expect("the file of cases is there");
        for line in text.lines() {
            let case: conformance::Case = serde_json::from_str(line).expect("a line is a case");
            let Some(now) = case.now else { continue };
            if case.expect.signature != conformance::Signature::Valid {
                continue;
            }
            let trust = conformance::trust_of(&case).expect("the keys of a case are read");
            let texts: Vec<&[u8]> = case.texts.iter().map(String::as_bytes).collect();
            let payload = join(&texts).expect("a genuine pass is whole");
            let context = DecisionContext {
                now: UnixTime(now),
                utc_offset_seconds: 0,
                history: &AdmissionHistory::default(),
            };
            let code = judge(&payload, &trust, &PrecomputationCache::default(), &context).verdict.code();
            let expected =
                listed.iter().find(|listed| listed.names(&case)).map_or("OK", |listed| &listed.code);
            if code != expected {
                changed.push(format!("{} {}: {expected} is listed, {code} it is", case.format, case.id));
            }
            count += 1;
        }
    }
    println!("{count} genuine public passes");
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

/// Genuine public passes that are not admitted at their own clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    format: String,
    code: String,
    /// Why, where it was another verdict once.
    #[serde(default, rename = "because")]
    _because: Option<String>,
    ids: Vec<String>,
}

impl Listed {
    fn names(&self, case: &conformance::Case) -> bool {
        self.format == case.format && self.ids.contains(&case.id)
    }
}

#[test]
fn public_base45_strings_are_read_or_refused() {
    let Some(public) = public() else { return };
    let cases = json(&public.join("encodings/base45_cases.json"));
    let cases = cases.as_array().expect("a list of cases");
    for case in cases {
        let text = case["text"].as_str().expect("a case has a text");
        let expected = case["hex"].as_str().map(|hex| HEXLOWER.decode(hex.as_bytes()).expect("hex"));
        assert_eq!(base45::decode(text.as_bytes()).ok(), expected, "{text:?}");
    }
    println!("base45: {} cases", cases.len());
}

#[test]
fn public_revocation_hashes_agree() {
    let Some(public) = public() else { return };
    let cases = json(&public.join("encodings/hcert_revocation_hashes.json"));
    let cases = cases.as_array().expect("a list of cases");
    for case in cases {
        let field = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let text = field("barcodeData");
        let bytes = base45::decode(&text.as_bytes()[4..]).expect("a certificate's text");
        let bytes = inflate::zlib(&bytes, inflate::PASS_LIMIT).expect("a certificate's text");
        let message = Sign1::parse(&bytes).expect("a signed message");
        let token = cbor::read(&message.payload).expect("a token");
        let token = token.as_map().expect("a token");
        let issuer = token[&Key::Integer(1)].as_text().expect("an issuer");
        let body = token[&Key::Integer(-260)].as_map().expect("a certificate")[&Key::Integer(1)].clone();
        let body = body.as_map().expect("a certificate");
        let group =
            ["v", "t", "r"].iter().find_map(|group| body.get(&Key::from(*group))).expect("a statement");
        let identifier =
            group.as_array().expect("a list")[0].as_map().expect("an entry")[&Key::from("ci")].clone();
        let is_ecdsa = message.algorithm() == Some(-7);
        let digests = hcert_revocation_digests(
            issuer,
            identifier.as_text().expect("a text"),
            &message.signature,
            is_ecdsa,
        );
        let expected = ["expUCI", "expCOUNTRYCODEUCI", "expSIGNATURE"].map(field);
        assert_eq!(digests.map(|digest| HEXLOWER.encode(&digest)), expected, "{}", field("description"));
    }
    println!("revocation hashes: {} cases", cases.len());
    assert!(!cases.is_empty(), "the whole file");
}

#[test]
fn public_p256_signatures_hold_or_do_not() {
    let Some(public) = public() else { return };
    let file = json(&public.join("signatures/ecdsa_secp256r1_sha256_p1363_test.json"));
    let bytes = |value: &Value| HEXLOWER.decode(value.as_str().unwrap_or("").as_bytes()).expect("hex");
    let mut count = 0;
    let generator = PrecomputedPoint::generator();
    for group in file["testGroups"].as_array().expect("a list of groups") {
        let key =
            VerifyingKey::from_sec1_bytes(&bytes(&group["publicKey"]["uncompressed"])).expect("a point");
        for test in group["tests"].as_array().expect("a list of tests") {
            let (message, signature) = (bytes(&test["msg"]), bytes(&test["sig"]));
            let table = PrecomputedPoint::of(ProjectivePoint::from(*key.as_affine()));
            for holds in [
                ecdsa::verify(&key, &message, &signature).is_ok(),
                ecdsa::verify_with(&generator, &table, &message, &signature).is_ok(),
            ] {
                assert_eq!(holds, test["result"] == "valid", "test {}: {}", test["tcId"], test["comment"]);
            }
            count += 1;
        }
    }
    println!("Wycheproof P-256: {count} cases");
    assert_eq!(count, 262, "the whole file");
}

#[test]
fn public_ed25519_and_rsa_pss_signatures_hold_or_do_not() {
    let Some(public) = public() else { return };
    let bytes = |value: &Value| HEXLOWER.decode(value.as_str().unwrap_or("").as_bytes()).expect("hex");
    for name in ["ed25519_test.json", "rsa_pss_2048_sha256_mgf1_32_test.json"] {
        let file = json(&public.join("signatures").join(name));
        let mut count = 0;
        for group in file["testGroups"].as_array().expect("a list of groups") {
            let der = group.get("publicKeyDer").unwrap_or(&group["publicKey"]["publicKeyDer"]);
            let key = PublicKey::from_public_key_info(&bytes(der));
            for test in group["tests"].as_array().expect("a list of tests") {
                let (message, signature) = (bytes(&test["msg"]), bytes(&test["sig"]));
                let holds = match &key {
                    PublicKey::Ed25519(key) => eddsa::verify(key, &message, &signature).is_ok(),
                    PublicKey::Rsa(key) => rsa_pss::verify(key, &message, &signature).is_ok(),
                    PublicKey::P256(_) | PublicKey::Unsupported => panic!("{name}: a key of another kind"),
                };
                assert_eq!(
                    holds,
                    test["result"] != "invalid",
                    "{name} {}: {}",
                    test["tcId"],
                    test["comment"]
                );
                count += 1;
            }
        }
        println!("Wycheproof {name}: {count} cases");
        assert!(count > 100, "{name}: the whole file");
    }
}

/// What comes of a vector.
fn run(vector: &Vector) -> Expect {
    let payload = (vector.text.clone() + &"0".repeat(vector.zeros)).into_bytes();
    let file = serde_json::to_vec(&vector.trust).expect("a trust file is JSON");
    let trust = TrustStore::read(&file, Accept::Demonstration).expect("the trust file of a vector is one");
    let outcome = |good: bool| if good { Outcome::Ok } else { Outcome::Refused };
    let envelope = Envelope::parse(&payload);
    let parse = outcome(envelope.is_ok());
    let verified = envelope.ok().map(|envelope| verify(envelope, &trust, &PrecomputationCache::default()));
    let claims = verified.as_ref().and_then(|verified| verified.as_ref().ok()).map(Claims::read);
    let context = DecisionContext {
        now: UnixTime(vector.now),
        utc_offset_seconds: 0,
        history: &AdmissionHistory::default(),
    };
    let verdict = judge(&payload, &trust, &PrecomputationCache::default(), &context).verdict;
    let answer = match &verdict {
        Verdict::Admitted(_) => "admitted",
        Verdict::Refused(..) => "refused",
        Verdict::CannotSay(_) => "cannot-say",
    };
    Expect {
        parse,
        verify: verified.map(|verified| outcome(verified.is_ok())),
        claims: claims.map(|claims| outcome(claims.is_ok())),
        verdict: answer.to_owned(),
        code: verdict.code().to_owned(),
    }
}

/// The vectors as they stand in the tree, by folder and name.
fn kept() -> BTreeMap<String, Vector> {
    let mut found = BTreeMap::new();
    let mut folders = vec![data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the vectors are in the tree") {
            let path = entry.expect("the vectors are readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if folder != data() {
                let name = path.strip_prefix(data()).expect("found below it").to_string_lossy().into_owned();
                let vector = serde_json::from_value(json(&path)).expect("a vector has its shape");
                found.insert(name, vector);
            }
        }
    }
    found
}

fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the file is there");
    serde_json::from_str(&text).expect("the file is JSON")
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// The directory of public vectors.
#[expect(clippy::disallowed_methods, reason = "a test asks where its vectors are")]
fn public() -> Option<PathBuf> {
    let named = std::env::var("CHECKPOST_VECTORS").ok().map(PathBuf::from);
    if named.is_none() {
        println!("CHECKPOST_VECTORS is not set: runs on minted vectors only");
    }
    named
}

/// The public cases, one file a format.
const CASE_FILES: [&str; 6] =
    ["hcert.jsonl", "hcert-mutants.jsonl", "shc.jsonl", "nzcp.jsonl", "claim169.jsonl", "sdjwt.jsonl"];
const REMEDY: &str =
    "run `cargo test --test vectors -- --ignored mint_the_vectors` and look at the difference";

/// Every code there is but `R-USE`, which takes two scans, and `I-OLD`, which takes an operator's signed update.
const CODES: [&str; 71] = [
    "U-RES", "U-REC", "U-COL", "U-REV", "U-HID", "U-MOD", "U-TYP", "U-CER", "U-BIG", "S-UNS", "F-TYP",
    "A-NON", "A-AUD", "B-WHO", "I-MAN", "K-VAL", "K-CER", "OK", "W-REV", "W-SUS", "W-UNK", "P-NOT", "D-LEN",
    "D-B45", "D-ZIP", "D-BIG", "D-DUP", "D-CBR", "D-COS", "D-B32", "D-DIG", "D-JWS", "D-JSN", "D-SPL",
    "D-PRT", "S-SIG", "S-LEN", "S-NON", "S-ALG", "S-CRI", "S-CER", "S-DIS", "T-EXP", "T-NBF", "T-NOX",
    "T-BAD", "K-USE", "B-BAD", "B-NON", "B-TWO", "B-CRI", "H-KEY", "H-BAD", "H-SIG", "H-LIV", "H-OLD",
    "H-AUD", "R-POS", "R-RNB", "R-REC", "R-RED", "R-AMB", "R-GAT", "R-HOU", "I-UNK", "I-NOK", "C-CLK",
    "F-CHK", "F-ENC", "F-PRT", "K-ALG",
];
