//! An operator's desk: makes roots, bundles and indexes with keys that are recognisable as such.

use std::collections::BTreeMap;

use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::distribution::{
    BundleContent, DocumentKey, DocumentType, FileReference, IndexContent, Operator, Refusal, Release, Root,
    RootContent, StalenessPolicy,
};
use checkpost::trust::{Purpose, TrustStore};
use checkpost_issuing::distribution::{add_signature, archive, chained, sign};
use p256::ecdsa::SigningKey;

pub const NOW: UnixTime = UnixTime(1_790_000_000);

/// A desk with the roots that it has made, oldest first.
#[derive(Clone)]
pub struct Desk {
    pub roots: Vec<String>,
    pub bundle_key: SigningKey,
    pub index_key: SigningKey,
}

/// A private key that is readable text.
pub fn key(name: &str) -> SigningKey {
    let mut scalar = [b'.'; 32];
    for (byte, letter) in scalar.iter_mut().zip(name.bytes()) {
        *byte = letter;
    }
    SigningKey::from_slice(&scalar).expect("a text is below the group order")
}

/// Keys as a root lists them.
pub fn texts(keys: &[&SigningKey]) -> Vec<String> {
    keys.iter().map(|key| DocumentKey::of(*key.verifying_key()).as_text().to_owned()).collect()
}

/// A root document under the signatures of these keys.
pub fn root(content: &RootContent, signers: &[&SigningKey]) -> String {
    let (first, others) = signers.split_first().expect("somebody signs");
    let root = sign(DocumentType::Root, content, first).expect("content is JSON");
    others.iter().fold(root, |root, key| add_signature(&root, key).expect("a document"))
}

impl Desk {
    /// A desk with a root of one key.
    pub fn new() -> Self {
        let (root_key, bundle_key, index_key) = (key("root 1"), key("bundle 1"), key("index 1"));
        let content = RootContent {
            version: 1,
            iat: NOW,
            threshold: 1,
            root_keys: texts(&[&root_key]),
            bundle_keys: texts(&[&bundle_key]),
            index_keys: texts(&[&index_key]),
        };
        Self { roots: vec![root(&content, &[&root_key])], bundle_key, index_key }
    }

    /// The first root.
    pub fn root(&self) -> Root {
        Root::read(self.roots[0].as_bytes()).expect("a root")
    }

    /// The newest root's version.
    pub fn version(&self) -> u32 {
        u32::try_from(self.roots.len()).expect("few roots")
    }

    /// The content of a bundle without keys.
    pub fn bundle(&self, sequence: u64, issued: UnixTime) -> BundleContent {
        let store = TrustStore::new(Purpose::Production, issued, Vec::new());
        let release = Release {
            sequence,
            issued,
            next: issued.plus_seconds(SECONDS_PER_DAY),
            operator: Operator {
                name: BTreeMap::from([("en".to_owned(), "City of Example".to_owned())]),
                contact: BTreeMap::new(),
            },
            refused: Refusal::default(),
            staleness: StalenessPolicy::city(),
        };
        let newest = self
            .roots
            .iter()
            .skip(1)
            .fold(self.root(), |root, next| root.successor(next.as_bytes()).expect("a chain of roots"));
        BundleContent::of_store(&store, release, &newest).0
    }

    /// A whole update: bundle and index of one moment.
    pub fn archive(&self, sequence: u64, issued: UnixTime) -> Vec<u8> {
        self.archive_of(&self.bundle(sequence, issued), issued, &[])
    }

    /// A whole update with this bundle, an index of a moment, and the files of the bundle's parts.
    pub fn archive_of(&self, bundle: &BundleContent, indexed: UnixTime, parts: &[&[u8]]) -> Vec<u8> {
        let document = sign(DocumentType::Bundle, bundle, &self.bundle_key).expect("content is JSON");
        let file = chained(&self.roots, &document);
        let mut files = vec![FileReference::of("bundle", file.as_bytes())];
        files.extend(bundle.parts.iter().cloned());
        let content = IndexContent { iat: indexed, root: bundle.root, sequence: bundle.sequence, files };
        let index = sign(DocumentType::Index, &content, &self.index_key).expect("content is JSON");
        let mut bytes = vec![file.as_bytes()];
        bytes.extend(parts);
        archive(&index, &bytes)
    }
}
