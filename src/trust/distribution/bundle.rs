//! The bundle: an operator's trusted keys, settings and words, made under a root and numbered.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::document::{Document, DocumentType, LAST_SEQUENCE, UpdateError, check_moment};
use super::file::{BUNDLE, FileReference};
use super::root::Root;
use crate::time::UnixTime;
use crate::trust::key_entry::KeyEntry;
use crate::trust::revocation::RevocationEntries;
use crate::trust::staleness::StalenessPolicy;
use crate::trust::{
    Accept, GateSettings, LAST_MOMENT, MAX_KEYS, Purpose, Revocations, TrustStore, TrustedKey,
};

/// A text in several languages, by BCP 47 tag.
pub type Translations = BTreeMap<String, String>;

/// The content of a bundle.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleContent {
    /// The version of the root that it was made under, the newest of its file.
    pub root: u32,
    /// Rises with every bundle; at most 2^53 - 1.
    pub sequence: u64,
    /// When it was made.
    pub iat: UnixTime,
    /// When the operator means to make the next one.
    pub next: UnixTime,
    /// Real passes, or the demonstration issuer's.
    pub purpose: Purpose,
    /// Whose gates these are.
    pub operator: Operator,
    /// What whoever is refused is told.
    #[serde(default, skip_serializing_if = "Refusal::is_empty")]
    pub refused: Refusal,
    /// The settings of the gates.
    #[serde(rename = "checkpoint", default, skip_serializing_if = "GateSettings::is_default")]
    pub settings: GateSettings,
    /// What age means.
    pub staleness: StalenessPolicy,
    /// The trusted keys.
    keys: Vec<KeyEntry>,
    /// Further files. `withdrawn` is known: the revocations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<FileReference>,
}

/// Who answers for the gates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The operator's name.
    #[serde(deserialize_with = "translations")]
    pub name: Translations,
    /// How to reach the operator.
    #[serde(default, deserialize_with = "translations", skip_serializing_if = "BTreeMap::is_empty")]
    pub contact: Translations,
}

/// Where whoever is refused can turn to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Where to ask.
    #[serde(default, deserialize_with = "translations", skip_serializing_if = "BTreeMap::is_empty")]
    pub ask: Translations,
    /// Where to contest.
    #[serde(default, deserialize_with = "translations", skip_serializing_if = "BTreeMap::is_empty")]
    pub contest: Translations,
}

impl Refusal {
    fn is_empty(&self) -> bool {
        self.ask.is_empty() && self.contest.is_empty()
    }
}

impl BundleContent {
    /// The content that publishes the keys and settings of a store, and the part with its revocations where it has any.
    pub fn of_store(store: &TrustStore, release: Release, root: &Root) -> (Self, Option<Vec<u8>>) {
        let entries = RevocationEntries::of(store.revocations());
        let withdrawn = Some(entries)
            .filter(|entries| !entries.is_empty())
            .and_then(|entries| serde_json::to_vec(&entries).ok());
        let content = Self {
            root: root.version(),
            sequence: release.sequence,
            iat: release.issued,
            next: release.next,
            purpose: store.purpose(),
            operator: release.operator,
            refused: release.refused,
            settings: store.settings().clone(),
            staleness: release.staleness,
            keys: store.keys().iter().map(KeyEntry::from_key).collect(),
            parts: withdrawn.iter().map(|bytes| FileReference::of(WITHDRAWN, bytes)).collect(),
        };
        (content, withdrawn)
    }

    /// That every moment is in seconds, and every list of a size that is read.
    fn check(&self) -> Result<(), UpdateError> {
        if self.keys.len() > MAX_KEYS {
            return Err(UpdateError::TooLarge);
        }
        check_moment(self.iat)?;
        check_moment(self.next)?;
        if self.keys.iter().flat_map(KeyEntry::moments).any(|moment| moment > LAST_MOMENT) {
            return Err(UpdateError::Milliseconds);
        }
        let is_numbered = self.root > 0 && self.sequence <= LAST_SEQUENCE;
        if !is_numbered || self.operator.name.is_empty() || !self.staleness.is_ordered() {
            return Err(UpdateError::Malformed);
        }
        let mut names: Vec<&str> = self.parts.iter().map(|part| part.name.as_str()).chain([BUNDLE]).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() != self.parts.len() + 1 {
            return Err(UpdateError::Malformed);
        }
        if self.parts.iter().any(|part| part.name != WITHDRAWN && !part.optional) {
            return Err(UpdateError::UnknownPart);
        }
        Ok(())
    }
}

/// What a bundle says besides the keys and settings of a store.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its sequence number.
    pub sequence: u64,
    /// When it is made.
    pub issued: UnixTime,
    /// When the next one is meant to come.
    pub next: UnixTime,
    /// Whose gates these are.
    pub operator: Operator,
    /// What whoever is refused is told.
    pub refused: Refusal,
    /// What age means.
    pub staleness: StalenessPolicy,
}

/// A bundle whose signature holds, with its keys.
#[derive(Clone, Debug)]
pub struct Bundle {
    content: BundleContent,
    digest: [u8; 32],
    keys: Vec<TrustedKey>,
}

impl Bundle {
    /// Reads a bundle that one of the root's bundle keys signed.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn read(text: &[u8], root: &Root, accept: Accept) -> Result<Self, UpdateError> {
        let document = Document::parse(text, DocumentType::Bundle)?;
        document.verify(root.bundle_keys())?;
        let content: BundleContent = document.content()?;
        content.check()?;
        if content.root > root.version() {
            return Err(UpdateError::RootVersion);
        }
        let keys: Option<Vec<_>> = content.keys.iter().cloned().map(KeyEntry::into_key).collect();
        let keys = keys.ok_or(UpdateError::Key)?;
        let is_demonstration = content.purpose == Purpose::Demonstration
            || root.is_demonstration()
            || keys.iter().any(TrustedKey::is_demonstration);
        if is_demonstration && accept == Accept::Production {
            return Err(UpdateError::Demonstration);
        }
        Ok(Self { digest: Sha256::digest(&document.payload).into(), content, keys })
    }

    /// The version of the root that it was made under, and its number.
    pub fn number(&self) -> (u32, u64) {
        (self.content.root, self.content.sequence)
    }

    /// When it was made.
    pub fn issued(&self) -> UnixTime {
        self.content.iat
    }

    /// SHA-256 of its content. Two tablets that show different ones were told different things.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// What it says.
    pub fn content(&self) -> &BundleContent {
        &self.content
    }

    /// The store to judge with, of this bundle and the files of its parts, in their order.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn to_store(&self, files: &[&[u8]]) -> Result<TrustStore, UpdateError> {
        let mut revocations = Revocations::default();
        for (place, part) in self.content.parts.iter().enumerate() {
            let file = files.get(place).ok_or(UpdateError::FileMismatch)?;
            part.verify(file)?;
            if part.name == WITHDRAWN {
                let entries: RevocationEntries =
                    serde_json::from_slice(file).map_err(|_| UpdateError::Revocations)?;
                if entries.moments().any(|moment| moment > LAST_MOMENT) {
                    return Err(UpdateError::Milliseconds);
                }
                revocations = entries.read().ok_or(UpdateError::Revocations)?;
            }
        }
        Ok(TrustStore::new(self.content.purpose, self.content.iat, self.keys.clone())
            .with_settings(self.content.settings.clone())
            .with_revocations(revocations))
    }
}

/// Reads texts by language. Where one stood twice, two programs could show two different ones.
fn translations<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Translations, D::Error> {
    struct TranslationsVisitor;

    impl<'de> Visitor<'de> for TranslationsVisitor {
        type Value = Translations;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("texts by language")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Translations, A::Error> {
            let mut texts = Translations::new();
            while let Some((language, text)) = members.next_entry()? {
                if texts.insert(language, text).is_some() {
                    return Err(A::Error::custom("a language stands twice"));
                }
            }
            Ok(texts)
        }
    }

    deserializer.deserialize_map(TranslationsVisitor)
}

/// The name of the part with the revocations, of the form that trust files have them in.
const WITHDRAWN: &str = "withdrawn";
