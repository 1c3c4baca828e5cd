//! The chain of an operator's roots, as a file keeps it: one document a line, the oldest first. The last one may still lack
//! signatures.

use std::path::Path;

use checkpost::trust::distribution::{
    Configuration, DocumentKey, Root, RootContent, RootDraft, UpdateError, six_digits,
};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use super::update_failure;
use crate::{Failure, input};

/// The roots of a chain in which every one is signed by all who must agree.
#[derive(Clone)]
pub(super) struct Chain {
    /// Their documents, oldest first.
    pub(super) texts: Vec<String>,
    pub(super) first: Root,
    pub(super) newest: Root,
}

impl Chain {
    /// Verifies a chain, each root by the one before.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub(super) fn verify(texts: Vec<String>) -> Result<Self, UpdateError> {
        let (first, others) = texts.split_first().ok_or(UpdateError::Malformed)?;
        let first = Root::read(first.as_bytes())?;
        let follow = |root: Root, text: &String| root.successor(text.as_bytes());
        let newest = others.iter().try_fold(first.clone(), follow)?;
        Ok(Self { texts, first, newest })
    }

    /// Reads a file of roots.
    ///
    /// # Errors
    /// [`Failure`], also where the last root still lacks signatures.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        Self::verify(lines(path)?).map_err(|error| match error {
            UpdateError::Threshold => Failure::new(
                format!("the newest root in {} still lacks signatures ({})", path.display(), error.code()),
                "Let the others sign it with `checkpost trust root sign`, or name the roots from before.",
            ),
            _ => update_failure(path, error),
        })
    }
}

/// The newest root of a file while it is signed, and the one before it.
pub(super) struct Draft {
    /// All documents before the newest.
    pub(super) before: Vec<String>,
    /// The newest.
    pub(super) text: String,
    pub(super) root: RootDraft,
    previous: Option<Root>,
    keys: Roles,
}

/// The keys that a root names, by what they sign.
#[derive(Clone, Default)]
pub(super) struct Roles {
    pub(super) root: Vec<DocumentKey>,
    pub(super) bundle: Vec<DocumentKey>,
    pub(super) index: Vec<DocumentKey>,
}

impl Draft {
    /// Reads a file of which the last root may lack signatures; `path` is for complaints.
    ///
    /// # Errors
    /// [`Failure`].
    pub(super) fn verify(mut texts: Vec<String>, path: &Path) -> Result<Self, Failure> {
        let text = texts.pop().unwrap_or_default();
        let root = RootDraft::read(text.as_bytes()).map_err(|error| update_failure(path, error))?;
        let previous = if texts.is_empty() {
            None
        } else {
            let chain = Chain::verify(texts.clone()).map_err(|error| update_failure(path, error))?;
            Some(chain.newest)
        };
        let follows = previous
            .as_ref()
            .is_none_or(|previous| previous.version().checked_add(1) == Some(root.content().version));
        if !follows {
            return Err(update_failure(path, UpdateError::RootVersion));
        }
        let keys = Roles::of(root.content()).ok_or_else(|| update_failure(path, UpdateError::Key))?;
        Ok(Self { before: texts, text, root, previous, keys })
    }

    /// Whether a key is one of those that must agree: of this root, or of the one before it.
    pub(super) fn wants(&self, key: &SigningKey) -> bool {
        let key = DocumentKey::of(*key.verifying_key());
        self.keys.root.contains(&key)
            || self.previous.as_ref().is_some_and(|previous| previous.root_keys().contains(&key))
    }

    /// The same root with the signatures that another copy of it has besides.
    ///
    /// # Errors
    /// [`Failure`] where the copy is another root, or has a signature that does not count.
    pub(super) fn merged(mut self, copy: &Path, path: &Path) -> Result<Self, Failure> {
        let other = Self::verify(lines(copy)?, copy)?;
        if other.root.digest() != self.root.digest() {
            return Err(Failure::new(
                format!("{} is no copy of the newest root in {}", copy.display(), path.display()),
                "Sign copies of one file, and put those together.",
            ));
        }
        let payload = self.text.split('.').nth(1).unwrap_or_default().to_owned();
        for serialization in other.text.split('~') {
            let mut parts = serialization.split('.');
            let (Some(header), Some(signature)) = (parts.next(), parts.nth(1)) else { continue };
            let alone = format!("{header}.{payload}.{signature}");
            let signed = RootDraft::read(alone.as_bytes()).map_err(|error| update_failure(copy, error))?;
            let previous = self.previous.as_ref().map(Root::root_keys).unwrap_or_default();
            if signed.count_signers(&[&self.keys.root, previous].concat()) == 0 {
                return Err(update_failure(copy, UpdateError::SignatureInvalid));
            }
            if !self.text.split('~').any(|held| held.split('.').next() == Some(header)) {
                self.text = format!("{}~{header}..{signature}", self.text);
            }
        }
        let texts = self.before.into_iter().chain([self.text]).collect();
        Self::verify(texts, path)
    }

    /// The signatures of this root's own keys: how many there are, and how many are needed.
    pub(super) fn own(&self) -> (usize, usize) {
        (self.root.count_signers(&self.keys.root), self.root.content().threshold)
    }

    /// The same of the keys of the root before it.
    pub(super) fn of_previous(&self) -> Option<(usize, usize)> {
        let previous = self.previous.as_ref()?;
        Some((self.root.count_signers(previous.root_keys()), previous.threshold().0))
    }

    /// Whether everybody has signed who must.
    pub(super) fn is_complete(&self) -> bool {
        [Some(self.own()), self.of_previous()].into_iter().flatten().all(|(signed, needed)| signed >= needed)
    }

    /// The whole file.
    pub(super) fn to_file(&self) -> String {
        let mut file = self.before.join("\n");
        if !file.is_empty() {
            file.push('\n');
        }
        file + &self.text + "\n"
    }

    /// What is printed of it.
    pub(super) fn to_json(&self) -> Value {
        let content = self.root.content();
        let signatures = |(signed, needed): (usize, usize)| json!({ "signed": signed, "needed": needed });
        json!({
            "version": content.version,
            "threshold": content.threshold,
            "root_keys": key_ids(&self.keys.root),
            "bundle_keys": key_ids(&self.keys.bundle),
            "index_keys": key_ids(&self.keys.index),
            "signatures": signatures(self.own()),
            "signatures_of_previous": self.of_previous().map(signatures),
            "complete": self.is_complete(),
            "digits": six_digits(&self.root.digest()),
        })
    }
}

impl Roles {
    /// The keys of a root; `None` where one is no key.
    pub(super) fn of(content: &RootContent) -> Option<Self> {
        let keys = |texts: &[String]| texts.iter().map(|text| DocumentKey::read(text)).collect::<Option<_>>();
        Some(Self {
            root: keys(&content.root_keys)?,
            bundle: keys(&content.bundle_keys)?,
            index: keys(&content.index_keys)?,
        })
    }
}

/// The names of keys.
pub(super) fn key_ids(keys: &[DocumentKey]) -> Vec<&str> {
    keys.iter().map(DocumentKey::key_id).collect()
}

/// The documents in a file of roots.
///
/// # Errors
/// [`Failure`] where it cannot be read or holds none.
pub(super) fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let remedy = "Name a file of roots; `checkpost trust root new` makes one.";
    let text = input::read_text(path, LARGEST_CHAIN)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display()), remedy))?;
    let lines: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.is_empty() {
        return Err(Failure::new(format!("{} holds no root", path.display()), remedy));
    }
    Ok(lines)
}

/// The root that a tablet would pin: that of a configuration, or the first of a file of roots.
///
/// # Errors
/// [`Failure`].
pub(super) fn pinned(path: &Path) -> Result<Root, Failure> {
    let texts = lines(path)?;
    if Configuration::is_recognised(texts.join("\n").as_bytes()) {
        let configuration = Configuration::read(texts.join("\n").as_bytes());
        return configuration
            .map(|configuration| configuration.root().clone())
            .map_err(|error| update_failure(path, error));
    }
    Chain::read(path).map(|chain| chain.first)
}

/// Sixty roots of 8 kB, and room for what somebody wrote behind them.
const LARGEST_CHAIN: u64 = 1024 * 1024;
