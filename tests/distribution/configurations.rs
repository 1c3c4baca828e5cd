//! Configurations: whose they are, and what is none.

use checkpost::trust::Accept;
use checkpost::trust::distribution::{
    Configuration, ConfigurationContent, DocumentType, Stored, UpdateError, six_digits,
};
use checkpost::trust::update::TrustState;
use checkpost_issuing::distribution::{chained, sign, sign_payload};
use checkpost_issuing::specimen::Operator;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::desk::{Desk, NOW, Tablet, key};

fn read(text: &str) -> Result<(), UpdateError> {
    Configuration::read(text.as_bytes()).map(drop)
}

#[test]
fn a_configuration_pins_the_root_that_it_carries() {
    let mut desk = Desk::new();
    desk.rotate(|_| {});
    let text = desk.configuration_text(&desk.configuration());
    for (name, text) in [
        ("as made", text.clone()),
        ("with a line feed", format!("{text}\n")),
        ("blanks", format!(" {text}\r\n")),
    ] {
        let configuration = Configuration::read(text.as_bytes()).expect("one");
        assert!(Configuration::is_recognised(text.as_bytes()), "{name}: the lane says what it is");
        assert_eq!(configuration.root(), &desk.newest, "{name}: its root");
        assert_eq!(configuration.content(), &desk.configuration(), "{name}: what it says");
        let again = Configuration::read(configuration.as_text().as_bytes());
        assert_eq!(again.as_ref(), Ok(&configuration), "{name}: shown to the next tablet");
    }
    let configuration = Configuration::read(text.as_bytes()).expect("one");
    let mut tablet = Tablet::of(configuration.root());
    assert_eq!(tablet.take(&desk.archive(1, NOW), NOW), Ok(true), "a tablet begins with it");
}

#[test]
fn what_is_no_configuration_of_this_operator() {
    let (desk, other) = (Desk::new(), Desk::of("other ", 1));
    let right = desk.configuration();
    let at = |moment| ConfigurationContent { iat: checkpost::time::UnixTime(moment), ..right.clone() };
    let signed = |content: &ConfigurationContent, name: &str| {
        sign(DocumentType::Configuration, content, &key(name)).expect("content is JSON")
    };
    let ours = |document: &str| chained(&desk.roots, document);
    let with = |root: &str| ConfigurationContent { root: root.to_owned(), ..right.clone() };
    let content = serde_json::to_string(&right).expect("content is JSON");
    let unknown = content.replacen('{', "{\"pin\":\"1234\",", 1);
    let unknown = sign_payload(DocumentType::Configuration, unknown.as_bytes(), &desk.bundle_key);
    for (name, text, expected) in [
        ("right", ours(&signed(&right, "bundle 1")), Ok(())),
        (
            "another root's digest",
            ours(&signed(&with(&"0".repeat(64)), "bundle 1")),
            Err(UpdateError::RootVersion),
        ),
        (
            "digest in capitals",
            ours(&signed(&with(&right.root.to_uppercase()), "bundle 1")),
            Err(UpdateError::RootVersion),
        ),
        ("no digest", ours(&signed(&with(""), "bundle 1")), Err(UpdateError::RootVersion)),
        ("signed by a root key", ours(&signed(&right, "root 1")), Err(UpdateError::UnknownSigner)),
        ("signed by an index key", ours(&signed(&right, "index 1")), Err(UpdateError::UnknownSigner)),
        (
            "signed by another operator",
            ours(&signed(&right, "other bundle 1")),
            Err(UpdateError::UnknownSigner),
        ),
        (
            "another operator's root before it",
            chained(&other.roots, &signed(&right, "bundle 1")),
            Err(UpdateError::UnknownSigner),
        ),
        ("no root", signed(&right, "bundle 1"), Err(UpdateError::RootVersion)),
        (
            "two roots",
            chained(&[desk.roots.clone(), desk.roots.clone()].concat(), &signed(&right, "bundle 1")),
            Err(UpdateError::RootVersion),
        ),
        ("a bundle", desk.update(1, NOW).bundle_file(), Err(UpdateError::OtherType)),
        ("a root", desk.roots[0].clone(), Err(UpdateError::OtherType)),
        ("an unknown member", ours(&unknown), Err(UpdateError::Malformed)),
        ("in milliseconds", ours(&signed(&at(NOW.0 * 1_000), "bundle 1")), Err(UpdateError::Milliseconds)),
        ("before 1970", ours(&signed(&at(-1), "bundle 1")), Err(UpdateError::Malformed)),
        (
            "longer than a code",
            ours(&signed(&right, "bundle 1")) + &"A".repeat(3_000),
            Err(UpdateError::TooLarge),
        ),
        ("blanks around it", ours(&signed(&right, "bundle 1")) + &" ".repeat(3_000), Ok(())),
        ("nothing", String::new(), Err(UpdateError::Malformed)),
    ] {
        assert_eq!(read(&text), expected, "{name}");
    }
}

#[test]
fn a_strangers_configuration_is_whole_and_has_other_digits() {
    let (desk, stranger) = (Desk::new(), Desk::of("other ", 1));
    let text = stranger.configuration_text(&stranger.configuration());
    let theirs = Configuration::read(text.as_bytes()).expect("only a person can tell");
    assert!(Configuration::is_recognised(text.as_bytes()), "a lane says that it is no pass");
    let digits = [theirs.root().digest(), desk.newest.digest()].map(|digest| six_digits(&digest));
    assert_ne!(digits[0], digits[1], "the six digits tell them apart");
}

#[test]
fn a_program_for_real_use_asks_about_no_demonstration() {
    let operator = Operator::demonstration().expect("its keys are keys");
    let text = operator.configuration("North").expect("its keys are keys");
    let read = |accept| Configuration::read_for(text.as_bytes(), accept).map(drop);
    assert_eq!(read(Accept::Production), Err(UpdateError::Demonstration), "everybody has its keys");
    assert_eq!(read(Accept::Demonstration), Ok(()), "a demonstration");
    let city = Desk::new();
    let text = city.configuration_text(&city.configuration());
    assert!(Configuration::read_for(text.as_bytes(), Accept::Production).is_ok(), "any other operator");
}

#[test]
fn the_zones_of_a_gate_stand_in_the_place_of_those_for_all() {
    let desk = Desk::new();
    for (name, zones, expected) in [("named", vec![4, 5], vec![4, 5]), ("not named", Vec::new(), vec![9])] {
        let content = ConfigurationContent { zones, ..desk.configuration() };
        let text = desk.configuration_text(&content);
        let configuration = Configuration::read(text.as_bytes()).expect("it is one");
        let mut state = TrustState::new();
        let _ = state.provision(Box::new(configuration), Stored::default(), Accept::Production, NOW);
        let update = desk.update(1, NOW).with("checkpoint", json!({"gates": [9]}));
        let index = update.index_document().into_bytes();
        let _ = state.index_fetched(Ok(index.clone()), NOW);
        let _ = state.files_fetched(&index, Ok(update.files()), NOW);
        let _ = state.stored(true);
        assert_eq!(state.store().settings().gates, expected, "{name}");
    }
}

#[test]
fn no_configuration_cut_short_is_one() {
    let desk = Desk::new();
    let text = desk.configuration_text(&desk.configuration());
    for length in 0..text.len() {
        assert!(Configuration::read(&text.as_bytes()[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn six_digits_are_stable() {
    for (name, digest, expected) in [
        ("zero", [0; 32], "000000"),
        ("all bits", [0xFF; 32], "551615"),
        ("SHA-256 of nothing", Sha256::digest(b"").into(), "261652"),
    ] {
        assert_eq!(six_digits(&digest), expected, "{name}");
    }
    let mut digest = [0; 32];
    digest[7] = 42;
    digest[8] = 0xFF;
    assert_eq!(six_digits(&digest), "000042", "the first eight bytes, leading zeros written");
}
