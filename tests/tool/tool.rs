//! Runs the native tool as its users do, and checks standard output and exit status.

mod distribution;
mod hostile;
mod serve;
mod trust;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use checkpost_issuing::certificate::self_signed;
use image::{GrayImage, Luma};
use p256::ecdsa::SigningKey;
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::{Value, json};

/// What one call of the tool left behind.
struct Call {
    status: i32,
    lines: Vec<String>,
    complaint: String,
}

#[test]
fn minted_samples_get_the_verdict_they_are_made_for() {
    let folder = Folder::new("samples");
    let minted = call(&["demo", "mint", folder.text("").as_str(), "--at", "2026-11-23T12:00:00Z"]);
    assert_eq!(minted.status, 0, "{}", minted.complaint);
    let keys = folder.text("keys.json");
    let samples: Vec<Value> =
        serde_json::from_str(&folder.read("demo/samples.json")).expect("a list of samples");
    assert_eq!(samples.len(), minted.lines.len(), "a line for every sample");
    for sample in &samples {
        let text = sample["text"].as_str().expect("a sample has a text");
        let checked = call(&["check", "--trust", &keys, "--at", "1795438800", "--text", text]);
        let line = checked.json(0);
        assert_eq!(line["verdict"], sample["expect"], "{sample}");
        assert_eq!(line["code"], sample["code"], "{sample}");
        assert_eq!(checked.status, i32::from(sample["expect"] != "admitted"), "exit status of {sample}");
        assert!(
            folder.read(&format!("demo/{}", sample["image"].as_str().unwrap_or(""))).starts_with("<svg"),
            "{sample}"
        );
    }
    let admitted =
        samples.iter().find(|sample| sample["name"] == "vaccination").expect("one is a vaccination");
    let text = admitted["text"].as_str().expect("a sample has a text");
    let claims =
        &call(&["check", "--trust", &keys, "--at", "2026-11-23T12:00:00Z", "--text", text]).json(0)["claims"];
    assert_eq!(claims["initials"], "JS", "minimal claims");
    assert_eq!(claims["birth"], "03-14", "day and month, no year");
    assert!(!claims.to_string().contains("Juniper"), "no name");
    let early = call(&["check", "--trust", &keys, "--at", "2026-11-01T00:00:00Z", "--text", text]);
    assert_eq!(early.json(0)["code"], "C-CLK", "a clock before the keys");
}

#[test]
fn codes_of_a_structured_append_are_one_pass() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let vector =
        fs::read_to_string(here.join("vectors/hcert/genuine/vaccination.json")).expect("it is there");
    let vector: Value = serde_json::from_str(&vector).expect("a vector is JSON");
    let folder = Folder::new("append");
    folder.write("trust.json", &vector["trust"].to_string());
    let (trust, now) = (folder.text("trust.json"), vector["now"].to_string());
    let picture = |name: &str| here.join("pictures").join(name).to_string_lossy().into_owned();
    let parts = |name: &str| [2, 3, 1].map(|place| picture(&format!("{name}-{place}-of-3.png")));
    let check = |pictures: &[String]| {
        let pictures = pictures.iter().map(String::as_str);
        let options = ["check", "--trust", &trust, "--at", &now];
        call(&options.into_iter().chain(pictures).collect::<Vec<_>>())
    };
    let right = parts("structured-append");
    let whole = check(&right);
    assert_eq!((whole.lines.len(), whole.status), (1, 0), "one pass: {}", whole.complaint);
    assert_eq!(whole.json(0)["verdict"], "admitted", "put together in any order");
    assert_eq!(check(&right[..2]).json(0)["code"], "F-PRT", "one is missing");
    assert_eq!(check(&right[..1]).json(0)["code"], "F-PRT", "two are missing");
    let wrong = check(&parts("structured-append-parity-wrong"));
    assert_eq!(wrong.status, 2, "they say themselves that they do not belong together");
    let read = call(&["read", &right[0]]).json(0);
    assert_eq!(read["structured_append"]["place"], 2, "its place");
    assert_eq!(read["structured_append"]["count"], 3, "of how many");
}

#[test]
fn a_withdrawn_pass_is_refused_and_a_changed_text_is_undone() {
    let folder = Folder::new("withdrawn");
    call(&["demo", "mint", folder.text("").as_str()]);
    let samples: Value = serde_json::from_str(&folder.read("demo/samples.json")).expect("a list of samples");
    let text = samples[0]["text"].as_str().expect("a sample has a text").to_owned();
    let (keys, batch, out) = (folder.text("keys.json"), folder.text("batch.json"), folder.text("out.json"));
    let hash =
        data_encoding::BASE64.encode(&checkpost::trust::revocation_digest(&[b"URN:UVCI:01:XX:SPECIMEN1"]));
    let content = json!({"kid": "UNKNOWN_KID", "hashType": "UCI", "entries": [{"hash": hash}]});
    fs::write(&batch, content.to_string()).expect("the folder is writable");
    let withdrawn =
        call(&["trust", "withdraw", "--shape", "gateway-batch", &batch, "--trust", &keys, "--out", &out]);
    assert_eq!(withdrawn.json(0)["withdrawn"], 2, "beside the sample: {}", withdrawn.complaint);
    assert_eq!(call(&["check", "--trust", &out, "--text", &text]).json(0)["code"], "W-REV", "with the list");
    assert_eq!(call(&["check", "--trust", &keys, "--text", &text]).json(0)["code"], "OK", "without it");
    let wrong = call(&["trust", "withdraw", "--shape", "card-list", &batch, "--trust", &keys, "--out", &out]);
    assert_eq!(wrong.status, 2, "another shape: {}", wrong.complaint);

    let mailed = format!("\u{feff}{}\r\n", text.replace('%', "%25").replace(' ', "%20"));
    let checked = call(&["check", "--trust", &keys, "--text", &mailed]).json(0);
    assert_eq!(checked["code"], "OK", "{checked}");
    assert!(checked["repaired"].is_string(), "{checked}");
}

#[test]
fn pictures_are_read_and_judged() {
    let folder = Folder::new("pictures");
    call(&["demo", "mint", folder.text("").as_str()]);
    let samples: Value = serde_json::from_str(&folder.read("demo/samples.json")).expect("a list of samples");
    let text = samples[0]["text"].as_str().expect("a sample has a text");
    let (pass, blank, missing) =
        (folder.text("pass.png"), folder.text("blank.png"), folder.text("missing.png"));
    draw(text, Path::new(&pass));
    GrayImage::from_pixel(200, 200, Luma([255])).save(&blank).expect("the folder is writable");

    let read = call(&["read", &pass, &blank, &missing]);
    assert_eq!((read.status, read.lines.len()), (2, 3), "a line for every picture");
    assert_eq!(read.json(0)["payload"]["text"], text, "its text");
    assert_eq!(read.json(0)["path"], pass.as_str(), "its path");
    assert!(read.json(0)["version"].as_u64() > Some(5), "its version");
    assert!(read.json(0)["milliseconds"].as_f64() > Some(0.0), "its time");
    assert_eq!(read.json(1)["payload"], Value::Null, "nothing found is a line too");
    assert!(read.json(2)["error"].is_string(), "and so is a picture that is not there");
    assert!(read.complaint.contains("missing.png"), "named for people as well");
    assert_eq!(call(&["read", &blank]).status, 1, "nothing found");

    let keys = folder.text("keys.json");
    let checked = call(&["check", &pass, &missing, "--trust", &keys]);
    assert_eq!(checked.json(0)["verdict"], "admitted", "the others go on");
    assert!(checked.json(1)["error"].is_string(), "and the one tells why not");
    assert_eq!(checked.status, 2, "some could not be judged");
}

#[test]
fn texts_that_are_no_parts_are_not_judged_as_one_pass() {
    let folder = Folder::new("parts");
    call(&["demo", "mint", folder.text("").as_str()]);
    let keys = folder.text("keys.json");
    let foreign = call(&["check", "--trust", &keys, "--text", "HC1:A", "HC1:B"]);
    assert_eq!(foreign.status, 2, "{}", foreign.complaint);
    let missing = call(&["check", "--trust", &keys, "--text", "shc:/1/3/01", "shc:/2/3/02"]);
    assert_eq!(missing.json(0)["code"], "F-PRT", "the third part is missing");
    let piped = piped(&["check", "--trust", &keys, "-"], "https://example.org/\n");
    assert_eq!((piped.status, &piped.json(0)["code"]), (1, &json!("P-NOT")), "standard input");
}

#[test]
fn conformance_counts_what_it_cannot_judge_as_failed() {
    let folder = Folder::new("conformance");
    let case = |format: &str, signature: &str| {
        json!({ "format": format, "id": "one", "texts": ["HC1:6BF"], "now": null, "trust": { "certificates": [] },
                "expect": { "signature": signature, "stage": null, "unexpired": null } })
        .to_string()
    };
    folder.write("good.jsonl", &(case("hcert", "refused") + "\n"));
    let good = call(&["conformance", &folder.text("good.jsonl")]);
    assert_eq!((good.status, good.lines.as_slice()), (0, &["1 passed, 0 failed".to_owned()][..]), "all well");
    let cases = [case("hcert", "refused"), case("hcert", "valid"), case("papyrus", "valid"), "{}".to_owned()];
    folder.write("bad.jsonl", &cases.join("\n"));
    let bad = call(&["conformance", &folder.text("bad.jsonl")]);
    assert_eq!(bad.status, 1, "some failed");
    assert_eq!(bad.lines.last().map(String::as_str), Some("1 passed, 3 failed"), "the closing line");
    assert!(
        bad.lines.iter().any(|line| line.contains("one: expected signature valid, got refused")),
        "named"
    );
    assert_eq!(call(&["conformance", &folder.text("missing.jsonl")]).status, 2, "no such file");
}

#[test]
fn the_reading_rate_ends_with_one_line_for_machines() {
    let folder = Folder::new("rate");
    for name in ["right.png", "other.png", "none.png"] {
        draw("A PASS", Path::new(&folder.text(name)));
    }
    let entry = |image: &str, accept: Value, none: bool| {
        json!({ "set": "s", "image": image, "accept_hex": accept, "expect_none": none }).to_string()
    };
    let entries = [
        entry("right.png", json!(["412050415353"]), false),
        entry("other.png", json!(["00"]), false),
        entry("right.png", Value::Null, false),
        entry("none.png", Value::Null, true),
    ];
    folder.write("manifest.jsonl", &entries.join("\n"));
    let rate = call(&["qr-rate", &folder.text("manifest.jsonl")]);
    assert_eq!(rate.status, 0, "{}", rate.complaint);
    let all = rate.json(rate.lines.len() - 1);
    for (name, expected) in [("images", 4), ("read", 2), ("wrong", 1), ("false", 1)] {
        assert_eq!(all[name], expected, "{name} of {all}");
    }
    assert!(all["median_ms"].as_f64() <= all["p95_ms"].as_f64(), "{all}");
}

#[test]
fn a_trust_file_is_shown_and_a_wrong_one_is_told_from_it() {
    let folder = Folder::new("trust");
    call(&["demo", "mint", folder.text("").as_str()]);
    let shown = call(&["trust", "show", &folder.text("keys.json")]);
    assert_eq!((shown.status, &shown.json(0)["algorithm"]), (0, &json!("ES256")), "its key");
    assert_eq!(shown.json(shown.lines.len() - 1)["purpose"], "demonstration", "its purpose");
    folder.write("wrong.json", "{}");
    let wrong = call(&["check", "--trust", &folder.text("wrong.json"), "--text", "HC1:"]);
    assert_eq!((wrong.status, wrong.lines.len()), (2, 0), "no verdict without keys");
    assert!(wrong.complaint.contains("wrong.json is no trust file"), "{}", wrong.complaint);
    let certificates =
        call(&["trust", "from-certificates", &folder.text("wrong.json"), "--out", &folder.text("out.json")]);
    assert_eq!(certificates.status, 2, "{}", certificates.complaint);
    assert!(!Path::new(&folder.text("out.json")).exists(), "nothing is written");
}

#[test]
fn certificates_become_a_trust_file_for_real_use() {
    let folder = Folder::new("certificates");
    let key = SigningKey::from_slice(&[7; 32]).expect("seven is below the group order");
    let der = self_signed(&key, "Republic").expect("the key has a public form");
    fs::write(folder.text("republic.der"), &der).expect("the folder is writable");
    let base64 = data_encoding::BASE64.encode(&der);
    folder.write(
        "twice.pem",
        &format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n").repeat(2),
    );
    let out = folder.text("keys.json");
    let made = call(&["trust", "from-certificates", &folder.text("republic.der"), "--out", &out]);
    assert_eq!((made.status, &made.json(0)["keys"]), (0, &json!(1)), "{}", made.complaint);
    let shown = call(&["trust", "show", &out]);
    assert_eq!(shown.json(0)["issuer"], "republic", "named after its file");
    assert_eq!(shown.json(1)["purpose"], "production", "for real use");
    let twice =
        call(&["trust", "from-certificates", &folder.text("twice.pem"), "--out", &out, "--format", "vdsnc"]);
    assert_eq!((twice.status, &twice.json(0)["skipped"]), (1, &json!(1)), "the second is the first again");
    assert_eq!(call(&["trust", "show", &out]).json(0)["format"], "vdsnc", "for seals");
}

impl Call {
    fn json(&self, line: usize) -> Value {
        let text =
            self.lines.get(line).unwrap_or_else(|| panic!("line {line} is missing; {}", self.complaint));
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

/// A folder of its own for one test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("tool-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("the target folder is writable");
        Self(path)
    }

    fn text(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("the file was written")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("the folder is writable");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn call(arguments: &[&str]) -> Call {
    piped(arguments, "")
}

fn piped(arguments: &[&str], input: &str) -> Call {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_checkpost"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tool is built");
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin.write_all(input.as_bytes()).expect("a line fits the pipe");
    drop(stdin);
    let output = child.wait_with_output().expect("the tool ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the tool writes UTF-8");
    Call {
        status: output.status.code().unwrap_or(-1),
        lines: text(output.stdout).lines().map(str::to_owned).collect(),
        complaint: text(output.stderr),
    }
}

/// Draws a code as a picture, four pixels a module.
fn draw(text: &str, path: &Path) {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).expect("it fits");
    let side = u32::try_from(code.size()).expect("a size is positive") * 4 + 32;
    let module = |pixel: u32| i32::try_from(pixel).expect("small") / 4 - 4;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        Luma([if code.get_module(module(x), module(y)) { 0 } else { 255 }])
    });
    picture.save(path).expect("the folder is writable");
}
