//! Who may sign what.

use checkpost::trust::Accept;
use checkpost::trust::distribution::{Bundle, Configuration, DocumentType, Index, Root, UpdateError};
use checkpost_issuing::distribution::{chained, sign, sign_payload};
use checkpost_issuing::jose;
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use crate::desk::{Desk, NOW, Tablet, Update, key, later};

const TYPES: [DocumentType; 4] =
    [DocumentType::Root, DocumentType::Bundle, DocumentType::Index, DocumentType::Configuration];

fn read(kind: DocumentType, text: &str, root: &Root) -> Result<(), UpdateError> {
    match kind {
        DocumentType::Root => Root::read(text.as_bytes()).map(drop),
        DocumentType::Bundle => Bundle::read(text.as_bytes(), root, Accept::Demonstration).map(drop),
        DocumentType::Index => Index::read(text.as_bytes(), root).map(drop),
        DocumentType::Configuration => {
            Configuration::read(chained(&[root.as_text().to_owned()], text).as_bytes()).map(drop)
        }
    }
}

/// Content of every type, with who signs it.
fn content(desk: &Desk, kind: DocumentType) -> (Value, SigningKey) {
    let value = match kind {
        DocumentType::Root => serde_json::to_value(&desk.content),
        DocumentType::Bundle => serde_json::to_value(desk.bundle(1, NOW)),
        DocumentType::Index => Ok(json!({ "iat": NOW, "root": 1, "sequence": 1, "files": [] })),
        DocumentType::Configuration => serde_json::to_value(desk.configuration()),
    };
    let signer = match kind {
        DocumentType::Root => &desk.root_keys[0],
        DocumentType::Bundle | DocumentType::Configuration => &desk.bundle_key,
        DocumentType::Index => &desk.index_key,
    };
    (value.expect("content is JSON"), signer.clone())
}

#[test]
fn incorrect_type() {
    let desk = Desk::new();
    for kind in TYPES {
        let (value, signer) = content(&desk, kind);
        for stated in TYPES {
            let text = sign(stated, &value, &signer).expect("content is JSON");
            let expected = if stated == kind { Ok(()) } else { Err(UpdateError::OtherType) };
            assert_eq!(read(kind, &text, &desk.newest), expected, "{stated:?} read as {kind:?}");
        }
        for other in TYPES.into_iter().filter(|other| *other != kind) {
            let text = sign(kind, &content(&desk, other).0, &signer).expect("content is JSON");
            assert_eq!(
                read(kind, &text, &desk.newest),
                Err(UpdateError::Malformed),
                "{other:?} that says it is {kind:?}"
            );
        }
    }
}

#[test]
fn wrong_signer_for_each_role() {
    let desk = Desk::new();
    let keys = ["root 1", "bundle 1", "index 1", "stranger"].map(key);
    for kind in TYPES {
        let (value, right) = content(&desk, kind);
        for signer in &keys {
            let text = sign(kind, &value, signer).expect("content is JSON");
            let expected = match (kind, *signer == right) {
                (_, true) => Ok(()),
                (DocumentType::Root, false) => Err(UpdateError::Threshold),
                (_, false) => Err(UpdateError::UnknownSigner),
            };
            let name = String::from_utf8_lossy(&signer.to_bytes()).into_owned();
            assert_eq!(read(kind, &text, &desk.newest), expected, "{kind:?} by {name}");
        }
    }
}

#[test]
fn wrong_signer_in_an_update() {
    let desk = Desk::new();
    let held = desk.archive(1, NOW);
    let next = desk.update(2, later(1));
    for name in ["root 1", "index 1", "stranger"] {
        let bundle = Update { bundle_key: key(name), ..next.clone() };
        let outcome = Tablet::holding(&held).take(&bundle.archive(), later(1));
        assert_eq!(outcome, Err(UpdateError::UnknownSigner), "bundle by {name}");
    }
    for name in ["root 1", "bundle 1", "stranger"] {
        let index = Update { index_key: key(name), ..next.clone() };
        let outcome = Tablet::holding(&held).take(&index.archive(), later(1));
        assert_eq!(outcome, Err(UpdateError::UnknownSigner), "index by {name}");
    }
    assert_eq!(Tablet::holding(&held).take(&next.archive(), later(1)), Ok(true), "by the right ones");
}

#[test]
fn another_operators_everything() {
    let (desk, mut other) = (Desk::new(), Desk::of("other ", 1));
    let mut tablet = Tablet::holding(&desk.archive(1, NOW));
    let before = tablet.state();
    assert_eq!(tablet.take(&other.archive(2, later(1)), later(1)), Err(UpdateError::UnknownSigner), "bundle");
    let mut mixed = other.update(2, later(1));
    mixed.roots = desk.roots.clone();
    assert_eq!(tablet.take(&mixed.archive(), later(1)), Err(UpdateError::UnknownSigner), "behind our root");
    other.rotate(|_| {});
    let outcome = tablet.take(&other.archive(3, later(1)), later(1));
    assert_eq!(outcome, Err(UpdateError::Threshold), "with a root that would follow ours");
    assert_eq!(tablet.state(), before, "nothing changed");
    assert_eq!(tablet.restarted().state(), before, "nothing was stored");
}

#[test]
fn the_header_has_three_members() {
    let desk = Desk::new();
    let (value, signer) = content(&desk, DocumentType::Index);
    let payload = serde_json::to_vec(&value).expect("content is JSON");
    let key_id = desk.newest.index_keys()[0].key_id();
    let typ = DocumentType::Index.media_type();
    let right = json!({ "alg": "ES256", "kid": key_id, "typ": typ });
    let with = |member: &str, value: Value| {
        let mut header = right.clone();
        header[member] = value;
        header
    };
    let without = |member: &str| {
        let mut header = right.clone();
        header.as_object_mut().expect("an object").remove(member);
        header
    };
    for (name, header, expected) in [
        ("as it is", right.clone(), Ok(())),
        ("no algorithm", with("alg", "none".into()), Err(UpdateError::Malformed)),
        ("a hash for one", with("alg", "HS256".into()), Err(UpdateError::Malformed)),
        ("algorithm missing", without("alg"), Err(UpdateError::Malformed)),
        ("key id missing", without("kid"), Err(UpdateError::Malformed)),
        ("key id a number", with("kid", 1.into()), Err(UpdateError::Malformed)),
        (
            "key id of the bundle key",
            with("kid", desk.newest.bundle_keys()[0].key_id().into()),
            Err(UpdateError::UnknownSigner),
        ),
        ("type missing", without("typ"), Err(UpdateError::OtherType)),
        ("type in capitals", with("typ", typ.to_uppercase().into()), Err(UpdateError::OtherType)),
        ("an extension", with("crit", json!(["x"])), Err(UpdateError::Malformed)),
        ("a key of its own", with("jwk", json!({})), Err(UpdateError::Malformed)),
        ("any other", with("x", Value::Null), Err(UpdateError::Malformed)),
    ] {
        let header = header.as_object().expect("an object").clone();
        let text = jose::sign(header, &payload, &signer);
        assert_eq!(read(DocumentType::Index, &text, &desk.newest), expected, "{name}");
    }
    let text = sign_payload(DocumentType::Index, &payload, &signer);
    for (name, text) in [
        ("nothing", String::new()),
        ("a page", "<!doctype html><title>Free Wi-Fi</title>".to_owned()),
        ("a second signature", format!("{text}~{text}")),
        ("an empty second signature", format!("{text}~")),
        ("a line feed behind it", format!("{text}\n")),
        ("a blank before it", format!(" {text}")),
    ] {
        assert_eq!(read(DocumentType::Index, &text, &desk.newest), Err(UpdateError::Malformed), "{name}");
    }
}
