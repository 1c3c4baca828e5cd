//! An operator for tests of the whole: a root of one key, configurations, and updates that publish a store of keys.

use std::collections::BTreeMap;

use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::TrustStore;
use checkpost::trust::distribution::{
    BundleContent, ConfigurationContent, DocumentKey, DocumentType, FileReference, IndexContent, Refusal,
    Release, Root, RootContent, StalenessPolicy, six_digits,
};
use checkpost_issuing::distribution::{chained, sign};
use data_encoding::HEXLOWER;
use p256::ecdsa::SigningKey;

/// An operator, with private keys that are readable text.
pub(crate) struct Operator {
    /// Its name.
    pub(crate) name: String,
    root_text: String,
    root: Root,
    bundle_key: SigningKey,
    index_key: SigningKey,
}

/// An index, and its files by their names on a server.
pub(crate) struct Published {
    /// The index.
    pub(crate) index: Vec<u8>,
    /// The files, the bundle first.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Operator {
    /// An operator of this name, of at most twenty letters; every name has keys of its own.
    pub(crate) fn new(name: &str) -> Self {
        let [root_key, bundle_key, index_key] = ["root", "bundle", "index"].map(|role| key(role, name));
        let listed = |key: &SigningKey| vec![DocumentKey::of(*key.verifying_key()).as_text().to_owned()];
        let content = RootContent {
            version: 1,
            iat: UnixTime(1_600_000_000),
            threshold: 1,
            root_keys: listed(&root_key),
            bundle_keys: listed(&bundle_key),
            index_keys: listed(&index_key),
        };
        let root_text = sign(DocumentType::Root, &content, &root_key).expect("content is JSON");
        let root = Root::read(root_text.as_bytes()).expect("it signs itself");
        Self { name: name.to_owned(), root_text, root, bundle_key, index_key }
    }

    /// Six digits of its root.
    pub(crate) fn digits(&self) -> String {
        six_digits(&self.root.digest())
    }

    /// The text of the configuration of a gate.
    pub(crate) fn configuration(&self, gate: &str) -> String {
        let content = ConfigurationContent {
            iat: UnixTime(1_600_000_000),
            root: HEXLOWER.encode(&self.root.digest()),
            operator: self.name.clone(),
            address: "https://gates.example/".to_owned(),
            gate: gate.to_owned(),
            zones: Vec::new(),
            languages: Vec::new(),
        };
        let document =
            sign(DocumentType::Configuration, &content, &self.bundle_key).expect("content is JSON");
        chained(std::slice::from_ref(&self.root_text), &document)
    }

    /// An update of the keys of a store.
    pub(crate) fn update(&self, store: &TrustStore, sequence: u64, issued: UnixTime) -> Published {
        let release = Release {
            sequence,
            issued,
            next: issued.plus_seconds(SECONDS_PER_DAY),
            operator: checkpost::trust::distribution::Operator {
                name: BTreeMap::from([("en".to_owned(), self.name.clone())]),
                contact: BTreeMap::new(),
            },
            refused: Refusal::default(),
            staleness: StalenessPolicy::city(),
        };
        let (content, part) = BundleContent::of_store(store, release, &self.root);
        let document = sign(DocumentType::Bundle, &content, &self.bundle_key).expect("content is JSON");
        let bundle = chained(std::slice::from_ref(&self.root_text), &document).into_bytes();
        let bytes: Vec<Vec<u8>> = [bundle].into_iter().chain(part).collect();
        let names = ["bundle", "withdrawn"];
        let files: Vec<FileReference> =
            names.into_iter().zip(&bytes).map(|(name, bytes)| FileReference::of(name, bytes)).collect();
        let names: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
        let content = IndexContent { iat: issued, root: 1, sequence, files };
        let index =
            sign(DocumentType::Index, &content, &self.index_key).expect("content is JSON").into_bytes();
        Published { index, files: names.into_iter().zip(bytes).collect() }
    }
}

fn key(role: &str, name: &str) -> SigningKey {
    let mut scalar = [b'.'; 32];
    for (byte, letter) in scalar.iter_mut().zip(format!("{role} {name}").bytes()) {
        *byte = letter;
    }
    SigningKey::from_slice(&scalar).expect("a text is below the group order")
}
