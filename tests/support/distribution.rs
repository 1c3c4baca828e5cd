//! The entry point of the signed distribution: bytes as they come, and content that an operator signed without looking.

use std::sync::LazyLock;

use checkpost::time::UnixTime;
use checkpost::trust::Accept;
use checkpost::trust::distribution::{
    Configuration, DocumentKey, DocumentType, FileReference, Offer, Root, Slot, Stored, Updater, Write,
};
use checkpost_issuing::distribution::{archive, chained, sign_payload};
use data_encoding::HEXLOWER;
use p256::ecdsa::SigningKey;
use sha2::{Digest, Sha256};

/// Updates, roots, configurations and records. The first byte says what the others are, and who signs them.
pub(crate) fn distribution(bytes: &[u8]) {
    let Some((&pick, content)) = bytes.split_first() else { return };
    match pick % 8 {
        0 => raw(content),
        1 => taken(&update(&ROOT_CHAIN[..], content, &[])),
        2 => {
            let file =
                chained(&ROOT_CHAIN[..], &sign_payload(DocumentType::Bundle, BUNDLE.as_bytes(), &BUNDLE_KEY));
            let index = sign_payload(DocumentType::Index, content, &INDEX_KEY);
            let _ = START.plan(index.as_bytes());
            taken(&archive(&index, &[file.as_bytes()]));
        }
        3 => {
            let next = sign_payload(DocumentType::Root, content, &ROOT_KEY);
            if let Ok(root) = START.root().successor(next.as_bytes()) {
                assert_eq!(root.version(), 2, "the next one");
            }
            let bundle = BUNDLE.replacen("\"root\":1", "\"root\":2", 1);
            taken(&update(&[first_root(), next], bundle.as_bytes(), &[]));
        }
        4 => {
            let document = sign_payload(DocumentType::Configuration, content, &BUNDLE_KEY);
            configuration(chained(&ROOT_CHAIN[..], &document).as_bytes());
        }
        5 => {
            let part =
                serde_json::to_string(&FileReference::of("withdrawn", content)).expect("content is JSON");
            let bundle = BUNDLE.replacen('{', &format!("{{\"parts\":[{part}],"), 1);
            taken(&update(&ROOT_CHAIN[..], bundle.as_bytes(), &[content]));
        }
        6 => {
            let checksum = HEXLOWER.encode(&Sha256::digest(content));
            started(Stored {
                floor: Some([checksum.as_bytes(), b"\n", content].concat()),
                ..Stored::default()
            });
        }
        _ => {
            let whole = update(&ROOT_CHAIN[..], BUNDLE.as_bytes(), &[]);
            started(Stored { floor: Some(content.to_vec()), slots: [Some(content.to_vec()), Some(whole)] });
        }
    }
}

/// What the target begins with.
pub(crate) fn distribution_seeds() -> Vec<Vec<u8>> {
    let whole = update(&ROOT_CHAIN[..], BUNDLE.as_bytes(), &[]);
    let index = whole.split(|&byte| byte == b'.').nth(1).unwrap_or_default();
    let index = data_encoding::BASE64URL_NOPAD.decode(index).expect("as it was signed");
    let next = ROOT.replacen("\"version\":1", "\"version\":2", 1).into_bytes();
    let said = said().into_bytes();
    let text = chained(&ROOT_CHAIN[..], &sign_payload(DocumentType::Configuration, &said, &BUNDLE_KEY));
    let Ok(Offer::Newer(change)) = START.offer(&whole, NOW) else { panic!("the seed is taken") };
    let record = change.writes().into_iter().find_map(|write| match write {
        Write::Floor(record) => Some(record),
        Write::Slot(..) => None,
    });
    let record = record.expect("a floor is written");
    let json = record.split(|&byte| byte == b'\n').nth(1).unwrap_or_default().to_vec();
    let part =
        b"{\"passes\":[{\"format\":\"hcert\",\"digests\":\"AAAAAAAAAAAAAAAAAAAAAA\"}],\"lists\":[]}".to_vec();
    let keyed = KEYED.as_bytes().to_vec();
    [
        (0, whole.clone()),
        (0, first_root().into_bytes()),
        (0, text.into_bytes()),
        (1, BUNDLE.as_bytes().to_vec()),
        (1, keyed),
        (2, index),
        (3, next),
        (4, said),
        (5, part),
        (6, json),
        (7, whole),
        (7, record),
    ]
    .map(|(pick, content)| [&[pick], content.as_slice()].concat())
    .to_vec()
}

/// Bytes that nobody signed for this: whatever they are taken for, they are what the operator published.
fn raw(bytes: &[u8]) {
    configuration(bytes);
    let _ = START.plan(bytes);
    let _ = START.assemble(bytes, &[bytes.to_vec()]);
    if let Ok(root) = Root::read(bytes) {
        assert!(!root.root_keys().is_empty(), "somebody signed it");
    }
    if let Ok(next) = START.root().successor(bytes) {
        panic!("nobody signed {}", next.as_text());
    }
    if let Ok(Offer::Newer(_)) = START.offer(bytes, NOW) {
        let file = bytes.splitn(2, |&byte| byte == b'\n').nth(1).unwrap_or_default();
        let whole = update(&ROOT_CHAIN[..], BUNDLE.as_bytes(), &[]);
        let published = whole.splitn(2, |&byte| byte == b'\n').nth(1).unwrap_or_default();
        assert_eq!(file, published, "what was published");
    }
}

/// A configuration or none: its root and its text are read again as the same.
fn configuration(text: &[u8]) {
    let read = Configuration::read(text);
    assert!(read.is_err() || Configuration::is_recognised(text), "a lane recognises what a tablet reads");
    if let Ok(configuration) = read {
        let again = Configuration::read(configuration.as_text().as_bytes());
        assert_eq!(again, Ok(configuration), "what is shown to the next tablet is the same");
    }
}

/// An update that is taken or not. One that is taken is found again in any state of its writes, and is nothing new.
fn taken(archive: &[u8]) {
    let Ok(Offer::Newer(change)) = START.offer(archive, NOW) else { return };
    let mut updater = Updater::start(START.root(), Stored::default(), Accept::Demonstration);
    let mut stored = Stored::default();
    let writes = change.writes();
    for write in &writes {
        match write {
            Write::Slot(Slot::A, bytes) => stored.slots[0] = Some(bytes.clone()),
            Write::Slot(Slot::B, bytes) => stored.slots[1] = Some(bytes.clone()),
            Write::Floor(record) => stored.floor = Some(record.clone()),
        }
        let again = Updater::start(START.root(), stored.clone(), Accept::Demonstration);
        assert!(again.bundle().is_some(), "the slot is written first");
        assert!(matches!(again.offer(archive, NOW), Ok(Offer::Unchanged)), "found again");
        assert!(!again.is_below_floor(), "nothing was lost");
    }
    assert!(updater.adopt(*change), "nothing came between");
    assert_eq!(updater.is_provisional(), writes.is_empty(), "what is not stored is told");
    assert!(matches!(updater.offer(archive, NOW), Ok(Offer::Unchanged)), "nothing new");
    for now in [i64::MIN, 0, NOW.0, i64::MAX] {
        let _ = updater.freshness(UnixTime(now));
    }
}

/// A tablet with anything stored takes the operator's next update, or has a floor that was made for it.
fn started(stored: Stored) {
    let is_forged = stored.slots[1].is_none();
    let updater = Updater::start(START.root(), stored, Accept::Demonstration);
    let next = BUNDLE.replacen("\"sequence\":1", "\"sequence\":2", 1);
    let next = updater.offer(&update(&ROOT_CHAIN[..], next.as_bytes(), &[]), NOW);
    assert!(is_forged || next.is_ok(), "the honest one is taken: {next:?}");
}

/// An update of this bundle, with a right index; the numbers are the bundle's where they can be read.
fn update(roots: &[String], bundle: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let file = chained(roots, &sign_payload(DocumentType::Bundle, bundle, &BUNDLE_KEY));
    let value: serde_json::Value = serde_json::from_slice(bundle).unwrap_or_default();
    let number = |name: &str| value.get(name).cloned().unwrap_or_default();
    let mut files = vec![serde_json::json!(FileReference::of("bundle", file.as_bytes()))];
    files.extend(number("parts").as_array().cloned().unwrap_or_default());
    let index = serde_json::json!({
        "iat": NOW, "root": number("root"), "sequence": number("sequence"), "files": files });
    let index = sign_payload(DocumentType::Index, index.to_string().as_bytes(), &INDEX_KEY);
    archive(&index, &[&[file.as_bytes()], parts].concat())
}

/// What a configuration says.
fn said() -> String {
    let root = HEXLOWER.encode(&START.root().digest());
    format!(
        "{{\"iat\":1790000000,\"root\":\"{root}\",\"operator\":\"X\",\"address\":\"https://x.example/\",\"gate\":\"1\",\
         \"zones\":[1],\"languages\":[\"en\"]}}"
    )
}

static ROOT_KEY: LazyLock<SigningKey> = LazyLock::new(|| key(2));
static BUNDLE_KEY: LazyLock<SigningKey> = LazyLock::new(|| key(3));
static INDEX_KEY: LazyLock<SigningKey> = LazyLock::new(|| key(4));

fn key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).expect("below the group order")
}

static ROOT: LazyLock<String> = LazyLock::new(|| {
    let text = |key: &SigningKey| DocumentKey::of(*key.verifying_key()).as_text().to_owned();
    let [root, bundle, index] = [&ROOT_KEY, &BUNDLE_KEY, &INDEX_KEY].map(|key| text(key));
    format!(
        "{{\"version\":1,\"iat\":1790000000,\"threshold\":1,\"root_keys\":[\"{root}\"],\"bundle_keys\":[\"{bundle}\"],\
         \"index_keys\":[\"{index}\"]}}"
    )
});

static ROOT_CHAIN: LazyLock<[String; 1]> =
    LazyLock::new(|| [sign_payload(DocumentType::Root, ROOT.as_bytes(), &ROOT_KEY)]);

fn first_root() -> String {
    let [root] = &*ROOT_CHAIN;
    root.clone()
}

/// A tablet that was just provisioned.
static START: LazyLock<Updater> = LazyLock::new(|| {
    let root = Root::read(first_root().as_bytes()).expect("a root");
    Updater::start(&root, Stored::default(), Accept::Demonstration)
});

const BUNDLE: &str = r#"{"root":1,"sequence":1,"iat":1790000000,"next":1790086400,"purpose":"production","operator":{"name":{"en":"X"}},"staleness":{"green_seconds":172800,"amber_seconds":604800},"keys":[]}"#;
const KEYED: &str = r#"{"root":1,"sequence":1,"iat":1790000000,"next":1790086400,"purpose":"demonstration","operator":{"name":{"en":"X","de":"Y"},"contact":{"en":"1"}},"refused":{"ask":{"en":"2"},"contest":{"en":"3"}},"checkpoint":{"places":["x"],"gates":[1],"accepts_copies":false},"staleness":{"green_seconds":172800,"amber_seconds":604800,"stops":[{"kind":"status","after_seconds":700000}]},"keys":[{"format":"jwt","issuer":"X","identifier":"https://x.example","key_id":"AAAA","algorithm":"unsupported","kinds":["identity"],"not_before":1,"not_after":2}]}"#;
const NOW: UnixTime = UnixTime(1_790_000_000);
