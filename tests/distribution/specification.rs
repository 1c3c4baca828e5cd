//! The specification: its example is minted, its codes are all there, and the tests that it names exist.

use std::fs;
use std::path::Path;

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::trust::distribution::{
    BundleContent, Configuration, DocumentKey, DocumentType, FileReference, IndexContent, UpdateError,
    six_digits,
};
use checkpost::trust::{Purpose, TrustStore, TrustedKey};
use checkpost_issuing::distribution::{archive, chained, sign};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};

use crate::desk::{Desk, NOW, Tablet, key, release};

const SPECIFICATION: &str = include_str!("../../src/trust/distribution/distribution.md");

#[test]
fn the_example_in_the_specification_is_minted() {
    let desk = Desk::new();
    let issuer = TrustedKey {
        identifier: Some("city.example".to_owned()),
        ..TrustedKey::new(
            Format::CityPass,
            "City of Example",
            PublicKey::P256(*key("issuer 1").verifying_key()),
        )
    };
    let store = TrustStore::new(Purpose::Production, NOW, vec![issuer]);
    let (content, _) = BundleContent::of_store(&store, release(1, NOW), &desk.newest);
    // from the types, whose members keep their order
    let bundle = sign(DocumentType::Bundle, &content, &desk.bundle_key).expect("content is JSON");
    let file = chained(&desk.roots, &bundle);
    let files = vec![FileReference::of("bundle", file.as_bytes())];
    let index = IndexContent { iat: NOW, root: 1, sequence: 1, files };
    let index = sign(DocumentType::Index, &index, &desk.index_key).expect("content is JSON");
    let whole = archive(&index, &[file.as_bytes()]);
    assert_eq!(Tablet::of(&desk.root()).take(&whole, NOW), Ok(true), "the example is taken");
    let configuration = desk.configuration_text(&desk.configuration());
    assert!(Configuration::read(configuration.as_bytes()).is_ok(), "and its configuration");
    let last_line = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    let documents = [
        ("root", desk.roots[0].clone()),
        ("bundle", bundle),
        ("index", index),
        ("configuration", last_line(&configuration)),
    ];
    let mut missing = String::new();
    let mut expect = |name: &str, text: String| {
        if !SPECIFICATION.lines().any(|line| line == text) {
            missing.extend([name, ":\n", &text, "\n"]);
        }
    };
    for (name, document) in documents {
        let payload = document.split('.').nth(1).unwrap_or_default();
        let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).expect("just signed");
        expect(name, String::from_utf8(payload).expect("JSON is text"));
        expect(name, document);
    }
    for name in ["root 1", "bundle 1", "index 1", "issuer 1"] {
        let public = DocumentKey::of(*key(name).verifying_key());
        expect("key", format!("{name:.<32}  {}  {}", public.as_text(), public.key_id()));
    }
    let digest = desk.newest.digest();
    expect("digest", format!("root digest {}, six digits {}", HEXLOWER.encode(&digest), six_digits(&digest)));
    assert!(missing.is_empty(), "these lines are not in the specification:\n{missing}");
}

#[test]
fn every_code_has_its_meaning() {
    for code in UpdateError::CODES {
        assert!(SPECIFICATION.contains(&format!("| `{code}` |")), "{code} is not explained");
    }
    let rows = SPECIFICATION.lines().filter(|line| line.starts_with("| `L-")).count();
    assert_eq!(rows, UpdateError::CODES.len(), "and no other is");
}

#[test]
fn the_tests_that_the_threat_model_names_exist() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/distribution");
    let sources: String = fs::read_dir(folder)
        .expect("the folder is readable")
        .map(|file| fs::read_to_string(file.expect("it is readable").path()).expect("sources are text"))
        .collect();
    let model = SPECIFICATION.split("# Threat model").nth(1).expect("there is one");
    let rows: Vec<&str> =
        model.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| who")).collect();
    assert!(rows.len() >= 10, "{} rows", rows.len());
    for row in rows {
        let names: Vec<&str> =
            row.rsplit('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test: {row}");
        for name in names {
            assert!(sources.contains(&format!("fn {name}(")), "there is no test {name}");
        }
    }
}
