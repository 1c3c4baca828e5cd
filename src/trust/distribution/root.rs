//! The root: the keys of an operator and how many of them must agree to a new root. It is pinned when a tablet is
//! provisioned, and replaced only version by version, each signed by the threshold of the one before and by its own.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::document::{Document, DocumentKey, DocumentType, UpdateError, check_moment};
use crate::time::UnixTime;

/// The content of a root document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootContent {
    /// 1 for the first; each new root has the next number.
    pub version: u32,
    /// When it was made. A root does not expire.
    pub iat: UnixTime,
    /// How many of the root keys must sign a root.
    pub threshold: usize,
    /// The keys that sign roots, as [`DocumentKey::read`] takes them.
    pub root_keys: Vec<String>,
    /// The keys that sign bundles and configurations.
    pub bundle_keys: Vec<String>,
    /// The keys that sign indexes.
    pub index_keys: Vec<String>,
}

/// A root whose signatures hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the three kinds of keys, as in the document")]
pub struct Root {
    text: String,
    digest: [u8; 32],
    version: u32,
    issued: UnixTime,
    threshold: usize,
    root_keys: Vec<DocumentKey>,
    bundle_keys: Vec<DocumentKey>,
    index_keys: Vec<DocumentKey>,
}

impl Root {
    /// Reads a root that is signed by the threshold of its own keys. That is all that can be said of a root before it is
    /// pinned: whoever gives it to the tablet vouches for it.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn read(text: &[u8]) -> Result<Self, UpdateError> {
        let document = Document::parse(text, DocumentType::Root)?;
        let root = Self::from_content(text, &document)?;
        root.is_signed_by_threshold(&document)?;
        Ok(root)
    }

    /// Reads the root that follows this one: the next version, signed by the threshold of both.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn successor(&self, text: &[u8]) -> Result<Self, UpdateError> {
        let document = Document::parse(text, DocumentType::Root)?;
        let root = Self::from_content(text, &document)?;
        if self.version.checked_add(1) != Some(root.version) {
            return Err(UpdateError::RootVersion);
        }
        self.is_signed_by_threshold(&document)?;
        root.is_signed_by_threshold(&document)?;
        Ok(root)
    }

    fn from_content(text: &[u8], document: &Document) -> Result<Self, UpdateError> {
        let content: RootContent = document.content()?;
        let keys = |texts: &[String]| {
            let is_bounded = (1..=MAX_ROLE_KEYS).contains(&texts.len());
            let keys: Option<Vec<_>> = texts.iter().map(|text| DocumentKey::read(text)).collect();
            // a key that is listed twice would look like two
            let is_distinct = |keys: &Vec<DocumentKey>| {
                keys.iter().enumerate().all(|(place, key)| !keys.iter().take(place).any(|other| other == key))
            };
            keys.filter(|keys| is_bounded && is_distinct(keys)).ok_or(UpdateError::Key)
        };
        let root_keys = keys(&content.root_keys)?;
        if content.version == 0 || !(1..=root_keys.len()).contains(&content.threshold) {
            return Err(UpdateError::Malformed);
        }
        check_moment(content.iat)?;
        Ok(Self {
            text: String::from_utf8(text.to_vec()).map_err(|_| UpdateError::Malformed)?,
            digest: Sha256::digest(&document.payload).into(),
            version: content.version,
            issued: content.iat,
            threshold: content.threshold,
            root_keys,
            bundle_keys: keys(&content.bundle_keys)?,
            index_keys: keys(&content.index_keys)?,
        })
    }

    fn is_signed_by_threshold(&self, document: &Document) -> Result<(), UpdateError> {
        if document.count_signers(&self.root_keys) < self.threshold {
            return Err(UpdateError::Threshold);
        }
        Ok(())
    }

    /// The document.
    pub fn as_text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of its content: signatures that were added later do not change it.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Its number.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// When it was made.
    pub fn issued(&self) -> UnixTime {
        self.issued
    }

    /// How many of how many root keys must agree.
    pub fn threshold(&self) -> (usize, usize) {
        (self.threshold, self.root_keys.len())
    }

    /// The keys that sign roots.
    pub fn root_keys(&self) -> &[DocumentKey] {
        &self.root_keys
    }

    /// The keys that sign bundles and configurations.
    pub fn bundle_keys(&self) -> &[DocumentKey] {
        &self.bundle_keys
    }

    /// The keys that sign indexes.
    pub fn index_keys(&self) -> &[DocumentKey] {
        &self.index_keys
    }

    /// Whether everybody can sign for it.
    pub(super) fn is_demonstration(&self) -> bool {
        let keys = [&self.root_keys, &self.bundle_keys, &self.index_keys];
        keys.into_iter().flatten().any(DocumentKey::is_demonstration)
    }

    /// Walks a chain of roots, oldest first, from this one to the newest. Roots that this one already follows are passed
    /// over.
    ///
    /// # Errors
    /// [`UpdateError`] of the first that does not follow the one before.
    pub(super) fn walk<'a>(
        &self,
        chain: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<RootWalk, UpdateError> {
        let mut walk = RootWalk {
            newest: self.clone(),
            highest: 0,
            steps: Vec::new(),
            drops_bundle_key: false,
            drops_index_key: false,
        };
        for text in chain {
            let document = Document::parse(text, DocumentType::Root)?;
            let version = document.content::<RootContent>()?.version;
            walk.highest = walk.highest.max(version);
            if version <= walk.newest.version {
                continue;
            }
            let next = walk.newest.successor(text)?;
            let drops = |old: &[DocumentKey], new: &[DocumentKey]| old.iter().any(|key| !new.contains(key));
            walk.drops_bundle_key |= drops(&walk.newest.bundle_keys, &next.bundle_keys);
            walk.drops_index_key |= drops(&walk.newest.index_keys, &next.index_keys);
            walk.newest = next.clone();
            walk.steps.push(next);
        }
        Ok(walk)
    }
}

/// A root that may still lack signatures, on its way from one keeper of a key to the next. Nothing may be pinned or judged
/// by it.
#[derive(Debug)]
pub struct RootDraft {
    content: RootContent,
    digest: [u8; 32],
    document: Document,
}

impl RootDraft {
    /// Reads a root of which only the form is certain.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn read(text: &[u8]) -> Result<Self, UpdateError> {
        let document = Document::parse(text, DocumentType::Root)?;
        let Root { digest, .. } = Root::from_content(text, &document)?;
        Ok(Self { content: document.content()?, digest, document })
    }

    /// What it says.
    pub fn content(&self) -> &RootContent {
        &self.content
    }

    /// SHA-256 of its content.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// How many of these keys have signed it.
    pub fn count_signers(&self, keys: &[DocumentKey]) -> usize {
        self.document.count_signers(keys)
    }
}

/// What a chain of roots led to.
pub(super) struct RootWalk {
    pub(super) newest: Root,
    /// The highest version in the chain, of a root that follows or of one that was passed over; 0 where it is empty.
    pub(super) highest: u32,
    /// The roots that were not known, oldest first.
    pub(super) steps: Vec<Root>,
    /// One of them dropped a key that signs bundles: whoever has it can have used any sequence number.
    pub(super) drops_bundle_key: bool,
    /// One of them dropped a key that signs indexes.
    pub(super) drops_index_key: bool,
}

/// The keys of one kind. Sigstore's root has five.
const MAX_ROLE_KEYS: usize = 10;
