//! An operator's desk, which makes roots, bundles and indexes with keys that are recognisable as such; updates whose pieces
//! a test may spoil; and a tablet with its storage.

use std::collections::BTreeMap;

use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::distribution::{
    Bundle, BundleContent, ConfigurationContent, DocumentKey, DocumentType, FileReference, Index,
    IndexContent, Offer, Operator, Refusal, Release, Root, RootContent, Slot, StalenessPolicy, Stored,
    UpdateError, Updater, Write,
};
use checkpost::trust::{Accept, Purpose, TrustStore};
use checkpost_issuing::distribution::{add_signature, archive, chained, sign};
use data_encoding::HEXLOWER;
use p256::ecdsa::SigningKey;
use serde_json::Value;

pub(crate) const NOW: UnixTime = UnixTime(1_790_000_000);
/// A quarter of an hour later, and so on.
pub(crate) fn later(quarters: i64) -> UnixTime {
    NOW.plus_seconds(quarters * 900)
}

/// A desk with the roots that it has made, oldest first.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) roots: Vec<String>,
    /// The newest root: as it was signed, and as it is read.
    pub(crate) content: RootContent,
    pub(crate) newest: Root,
    pub(crate) root_keys: Vec<SigningKey>,
    pub(crate) bundle_key: SigningKey,
    pub(crate) index_key: SigningKey,
}

/// A private key that is readable text.
pub(crate) fn key(name: &str) -> SigningKey {
    let mut scalar = [b'.'; 32];
    for (byte, letter) in scalar.iter_mut().zip(name.bytes()) {
        *byte = letter;
    }
    SigningKey::from_slice(&scalar).expect("a text is below the group order")
}

/// Keys as a root lists them.
pub(crate) fn texts(keys: &[&SigningKey]) -> Vec<String> {
    keys.iter().map(|key| DocumentKey::of(*key.verifying_key()).as_text().to_owned()).collect()
}

/// A root document under the signatures of these keys.
pub(crate) fn root(content: &RootContent, signers: &[&SigningKey]) -> String {
    let (first, others) = signers.split_first().expect("somebody signs");
    let root = sign(DocumentType::Root, content, first).expect("content is JSON");
    others.iter().fold(root, |root, key| add_signature(&root, key).expect("a document"))
}

impl Desk {
    /// A desk with a root of one key.
    pub(crate) fn new() -> Self {
        Self::of("", 1)
    }

    /// A desk whose keys have a name before theirs, with as many root keys, all of which must sign.
    pub(crate) fn of(name: &str, threshold: usize) -> Self {
        let named = |role: &str| key(&format!("{name}{role}"));
        let root_keys: Vec<_> = (1..=threshold).map(|number| named(&format!("root {number}"))).collect();
        let (bundle_key, index_key) = (named("bundle 1"), named("index 1"));
        let signers: Vec<&SigningKey> = root_keys.iter().collect();
        let content = RootContent {
            version: 1,
            iat: NOW,
            threshold,
            root_keys: texts(&signers),
            bundle_keys: texts(&[&bundle_key]),
            index_keys: texts(&[&index_key]),
        };
        let first = root(&content, &signers);
        let newest = Root::read(first.as_bytes()).expect("a root");
        Self { roots: vec![first], content, newest, root_keys, bundle_key, index_key }
    }

    /// Makes the next root, which differs so; every root key of the desk signs it.
    pub(crate) fn rotate(&mut self, change: impl FnOnce(&mut RootContent)) {
        self.content.version += 1;
        change(&mut self.content);
        let signers: Vec<&SigningKey> = self.root_keys.iter().collect();
        let next = root(&self.content, &signers);
        self.newest = self.newest.successor(next.as_bytes()).expect("the next root");
        self.roots.push(next);
    }

    /// Makes the root that drops the bundle key for another one.
    pub(crate) fn replace_bundle_key(&mut self, name: &str) {
        self.bundle_key = key(name);
        let keys = texts(&[&self.bundle_key]);
        self.rotate(|root| root.bundle_keys = keys);
    }

    /// Makes the root that drops the index key for another one.
    pub(crate) fn replace_index_key(&mut self, name: &str) {
        self.index_key = key(name);
        let keys = texts(&[&self.index_key]);
        self.rotate(|root| root.index_keys = keys);
    }

    /// The first root.
    pub(crate) fn root(&self) -> Root {
        Root::read(self.roots[0].as_bytes()).expect("a root")
    }

    /// The content of a bundle without keys.
    pub(crate) fn bundle(&self, sequence: u64, issued: UnixTime) -> BundleContent {
        let store = TrustStore::new(Purpose::Production, issued, Vec::new());
        BundleContent::of_store(&store, release(sequence, issued), &self.newest).0
    }

    /// The pieces of an update: bundle and index of one moment.
    pub(crate) fn update(&self, sequence: u64, issued: UnixTime) -> Update {
        Update {
            roots: self.roots.clone(),
            bundle: serde_json::to_value(self.bundle(sequence, issued)).expect("content is JSON"),
            bundle_key: self.bundle_key.clone(),
            bundle_type: DocumentType::Bundle,
            parts: Vec::new(),
            indexed: issued,
            index: Vec::new(),
            index_key: self.index_key.clone(),
            index_type: DocumentType::Index,
        }
    }

    /// A whole update: bundle and index of one moment.
    pub(crate) fn archive(&self, sequence: u64, issued: UnixTime) -> Vec<u8> {
        self.update(sequence, issued).archive()
    }

    /// What a configuration of this operator says.
    pub(crate) fn configuration(&self) -> ConfigurationContent {
        ConfigurationContent {
            iat: NOW,
            root: HEXLOWER.encode(&self.newest.digest()),
            operator: "City of Example".to_owned(),
            address: "https://gate.example/".to_owned(),
            gate: "North".to_owned(),
            zones: vec![4],
            languages: vec!["en".to_owned()],
        }
    }

    /// The text of a configuration: the newest root, and what it says under the bundle key.
    pub(crate) fn configuration_text(&self, content: &ConfigurationContent) -> String {
        let document = sign(DocumentType::Configuration, content, &self.bundle_key).expect("content is JSON");
        chained(&self.roots[self.roots.len() - 1..], &document)
    }
}

/// What a bundle of these tests says besides keys and settings.
pub(crate) fn release(sequence: u64, issued: UnixTime) -> Release {
    Release {
        sequence,
        issued,
        next: issued.plus_seconds(SECONDS_PER_DAY),
        operator: Operator {
            name: BTreeMap::from([("en".to_owned(), "City of Example".to_owned())]),
            contact: BTreeMap::new(),
        },
        refused: Refusal::default(),
        staleness: StalenessPolicy::city(),
    }
}

/// The pieces of an update.
#[derive(Clone)]
pub(crate) struct Update {
    pub(crate) roots: Vec<String>,
    pub(crate) bundle: Value,
    pub(crate) bundle_key: SigningKey,
    pub(crate) bundle_type: DocumentType,
    pub(crate) parts: Vec<Vec<u8>>,
    pub(crate) indexed: UnixTime,
    /// Members of the index that say something else than what is right.
    pub(crate) index: Vec<(&'static str, Value)>,
    pub(crate) index_key: SigningKey,
    pub(crate) index_type: DocumentType,
}

impl Update {
    /// With one more part, named in bundle and index.
    pub(crate) fn with_part(mut self, name: &str, bytes: &[u8], optional: bool) -> Self {
        let reference = FileReference { optional, ..FileReference::of(name, bytes) };
        let mut parts = self.bundle["parts"].as_array().cloned().unwrap_or_default();
        parts.push(serde_json::to_value(reference).expect("content is JSON"));
        self.bundle["parts"] = parts.into();
        self.parts.push(bytes.to_vec());
        self
    }

    /// With another value of a member of the bundle.
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.bundle[member] = value.into();
        self
    }

    /// With a bundle that is written otherwise.
    pub(crate) fn bundle_file(&self) -> String {
        let document = sign(self.bundle_type, &self.bundle, &self.bundle_key).expect("content is JSON");
        chained(&self.roots, &document)
    }

    /// The index document, over this bundle file.
    pub(crate) fn index_over(&self, file: &[u8]) -> String {
        let mut files = vec![FileReference::of("bundle", file)];
        let parts = self.bundle["parts"].as_array().cloned().unwrap_or_default();
        files.extend(parts.into_iter().map(|part| serde_json::from_value(part).expect("a reference")));
        let content = IndexContent {
            iat: self.indexed,
            root: serde_json::from_value(self.bundle["root"].clone()).expect("a version"),
            sequence: serde_json::from_value(self.bundle["sequence"].clone()).expect("a number"),
            files,
        };
        let mut content = serde_json::to_value(content).expect("content is JSON");
        for (member, value) in &self.index {
            content[*member] = value.clone();
        }
        sign(self.index_type, &content, &self.index_key).expect("content is JSON")
    }

    /// The index document.
    pub(crate) fn index_document(&self) -> String {
        self.index_over(self.bundle_file().as_bytes())
    }

    /// The files behind the index.
    pub(crate) fn files(&self) -> Vec<Vec<u8>> {
        [self.bundle_file().into_bytes()].into_iter().chain(self.parts.iter().cloned()).collect()
    }

    /// All of it in one piece.
    pub(crate) fn archive(&self) -> Vec<u8> {
        let files = self.files();
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        archive(&self.index_over(files[0]), &files)
    }
}

/// A tablet of an operator with its storage.
pub(crate) struct Tablet {
    pub(crate) pinned: Root,
    pub(crate) stored: Stored,
    pub(crate) updater: Updater,
}

impl Tablet {
    /// Just provisioned with a root.
    pub(crate) fn of(pinned: &Root) -> Self {
        Self::with(pinned, Stored::default())
    }

    /// Started with what is stored.
    pub(crate) fn with(pinned: &Root, stored: Stored) -> Self {
        let updater = Updater::start(pinned, stored.clone(), Accept::Demonstration);
        Self { pinned: pinned.clone(), stored, updater }
    }

    /// One that holds the first update of a desk.
    pub(crate) fn holding(archive: &[u8]) -> Self {
        let mut tablet = Self::of(&Desk::new().root());
        assert_eq!(tablet.take(archive, NOW), Ok(true), "the first update is taken");
        tablet
    }

    /// Switched off and on.
    pub(crate) fn restarted(&self) -> Self {
        Self::with(&self.pinned, self.stored.clone())
    }

    /// Offers an update, performs its writes and adopts it. Whether anything changed.
    pub(crate) fn take(&mut self, archive: &[u8], now: UnixTime) -> Result<bool, UpdateError> {
        let Offer::Newer(change) = self.updater.offer(archive, now)? else { return Ok(false) };
        for write in change.writes() {
            perform(&mut self.stored, write);
        }
        assert!(self.updater.adopt(*change), "nothing came between");
        Ok(true)
    }

    /// The root version and sequence number held.
    pub(crate) fn number(&self) -> Option<(u32, u64)> {
        self.updater.bundle().map(Bundle::number)
    }

    /// All that screens and verdicts depend on.
    pub(crate) fn state(&self) -> (Option<[u8; 32]>, Option<UnixTime>, u32) {
        (
            self.updater.bundle().map(Bundle::digest),
            self.updater.index().map(Index::issued),
            self.updater.root().version(),
        )
    }
}

/// A name, and how bytes are spoilt.
pub(crate) type Spoil = (&'static str, fn(&mut Vec<u8>));

/// Does a write.
pub(crate) fn perform(stored: &mut Stored, write: Write) {
    match write {
        Write::Slot(Slot::A, bytes) => stored.slots[0] = Some(bytes),
        Write::Slot(Slot::B, bytes) => stored.slots[1] = Some(bytes),
        Write::Floor(bytes) => stored.floor = Some(bytes),
    }
}
