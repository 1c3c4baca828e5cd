//! A specimen of an operator: a root of one key, configurations, and updates that publish a store of keys. Its private keys
//! are readable text, so that nobody takes them for secrets.

use std::collections::BTreeMap;

use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::TrustStore;
use checkpost::trust::distribution::{
    self, BundleContent, ConfigurationContent, DocumentKey, DocumentType, FileReference, IndexContent,
    Refusal, Release, Root, RootContent, StalenessPolicy, six_digits,
};
use data_encoding::HEXLOWER;
use p256::ecdsa::SigningKey;

use crate::demonstration_signing_key;
use crate::distribution::{chained, sign};

/// An operator, with private keys that are readable text.
pub struct Operator {
    /// Its name.
    pub name: String,
    root_text: String,
    root: Root,
    bundle_key: SigningKey,
    index_key: SigningKey,
}

/// An index, and its files by their names on a server.
pub struct Published {
    /// The index.
    pub index: Vec<u8>,
    /// The files, the bundle first.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Operator {
    /// An operator of this name, of at most twenty letters; every name has keys of its own.
    pub fn new(name: &str) -> Option<Self> {
        Self::with_keys(name, &key("root", name)?, key("bundle", name)?, key("index", name)?)
    }

    /// The operator of the demonstration, all of whose keys are the demonstration issuer's.
    pub fn demonstration() -> Option<Self> {
        let key = demonstration_signing_key()?;
        Self::with_keys("Demonstration", &key, key.clone(), key.clone())
    }

    fn with_keys(
        name: &str,
        root_key: &SigningKey,
        bundle_key: SigningKey,
        index_key: SigningKey,
    ) -> Option<Self> {
        let listed = |key: &SigningKey| vec![DocumentKey::of(*key.verifying_key()).as_text().to_owned()];
        let content = RootContent {
            version: 1,
            iat: UnixTime(1_600_000_000),
            threshold: 1,
            root_keys: listed(root_key),
            bundle_keys: listed(&bundle_key),
            index_keys: listed(&index_key),
        };
        let root_text = sign(DocumentType::Root, &content, root_key).ok()?;
        let root = Root::read(root_text.as_bytes()).ok()?;
        Some(Self { name: name.to_owned(), root_text, root, bundle_key, index_key })
    }

    /// Six digits of its root.
    pub fn digits(&self) -> String {
        six_digits(&self.root.digest())
    }

    /// The text of the configuration of a gate.
    pub fn configuration(&self, gate: &str) -> Option<String> {
        let content = ConfigurationContent {
            iat: UnixTime(1_600_000_000),
            root: HEXLOWER.encode(&self.root.digest()),
            operator: self.name.clone(),
            address: "https://gates.example/".to_owned(),
            gate: gate.to_owned(),
            zones: Vec::new(),
            languages: Vec::new(),
        };
        let document = sign(DocumentType::Configuration, &content, &self.bundle_key).ok()?;
        Some(chained(std::slice::from_ref(&self.root_text), &document))
    }

    /// An update of the keys of a store.
    pub fn update(&self, store: &TrustStore, sequence: u64, issued: UnixTime) -> Option<Published> {
        let release = Release {
            sequence,
            issued,
            next: issued.plus_seconds(SECONDS_PER_DAY),
            operator: distribution::Operator {
                name: BTreeMap::from([("en".to_owned(), self.name.clone())]),
                contact: BTreeMap::new(),
            },
            refused: Refusal::default(),
            staleness: StalenessPolicy::city(),
        };
        let (content, part) = BundleContent::of_store(store, release, &self.root);
        let document = sign(DocumentType::Bundle, &content, &self.bundle_key).ok()?;
        let bundle = chained(std::slice::from_ref(&self.root_text), &document).into_bytes();
        let bytes: Vec<Vec<u8>> = [bundle].into_iter().chain(part).collect();
        let names = ["bundle", "withdrawn"];
        let files: Vec<FileReference> =
            names.into_iter().zip(&bytes).map(|(name, bytes)| FileReference::of(name, bytes)).collect();
        let names: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
        let content = IndexContent { iat: issued, root: 1, sequence, files };
        let index = sign(DocumentType::Index, &content, &self.index_key).ok()?.into_bytes();
        Some(Published { index, files: names.into_iter().zip(bytes).collect() })
    }
}

fn key(role: &str, name: &str) -> Option<SigningKey> {
    let mut scalar = [b'.'; 32];
    for (byte, letter) in scalar.iter_mut().zip(format!("{role} {name}").bytes()) {
        *byte = letter;
    }
    SigningKey::from_slice(&scalar).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkpost::trust::distribution::{Configuration, Offer, Stored, UpdateError, Updater};
    use checkpost::trust::{Accept, Purpose};

    const NOW: UnixTime = UnixTime(1_790_000_000);

    #[test]
    fn only_a_program_for_demonstrations_takes_the_demonstrations_operator() {
        let store = TrustStore::new(Purpose::Production, NOW, Vec::new());
        for (operator, accept, expected) in [
            (Operator::new("City"), Accept::Production, Ok(())),
            (Operator::demonstration(), Accept::Demonstration, Ok(())),
            (Operator::demonstration(), Accept::Production, Err(UpdateError::Demonstration)),
        ] {
            let operator = operator.expect("its keys are keys");
            let Published { index, files } = operator.update(&store, 1, NOW).expect("its keys are keys");
            let text = operator.configuration("North").expect("its keys are keys");
            let root = Configuration::read(text.as_bytes()).expect("it is one").root().clone();
            let updater = Updater::start(&root, Stored::default(), accept);
            let files: Vec<Vec<u8>> = files.into_iter().map(|(_, bytes)| bytes).collect();
            let archive = updater.assemble(&index, &files).expect("all files are there");
            let taken = updater.offer(&archive, NOW).map(|offer| assert!(matches!(offer, Offer::Newer(_))));
            assert_eq!(taken, expected, "{} in {accept:?}", operator.name);
        }
    }
}
