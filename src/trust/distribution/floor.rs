//! The floor: what a tablet has seen, below which it never goes back. Kept in a record of its own beside the updates.
//!
//! ```text
//! record = lower-case hexadecimal SHA-256 of the JSON, line feed, JSON
//! ```
//!
//! The hash is no proof against whoever can write to the storage. It is there because a flipped bit of a number could shut
//! every honest update out.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::archive::Opened;
use super::document::UpdateError;
use super::root::Root;
use crate::time::UnixTime;
use crate::wire::base16;

/// The newest that was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Floor {
    /// SHA-256 of the content of the pinned root: what another operator left behind is no floor.
    pinned: [u8; 32],
    /// The version of the root under which `sequence` counts.
    root: u32,
    /// The sequence number of the newest bundle.
    sequence: u64,
    /// SHA-256 of its content.
    digest: Option<[u8; 32]>,
    /// The date of the newest index.
    index_issued: i64,
    /// The roots that follow the pinned one, oldest first.
    roots: Vec<String>,
}

impl Floor {
    /// Nothing was seen yet.
    pub(super) fn of(pinned: &Root) -> Self {
        Self { pinned: pinned.digest(), ..Self::default() }
    }

    /// Reads the record; `None` where it is damaged or another pinned root's. A floor that is lost is a ratchet that begins
    /// anew, at what the slots hold.
    pub(super) fn read(record: &[u8], pinned: &Root) -> Option<Self> {
        let (checksum, rest) = record.split_at_checked(CHECKSUM_DIGITS)?;
        let json = rest.strip_prefix(b"\n").filter(|json| checksum_of(json).as_bytes() == checksum)?;
        serde_json::from_slice(json).ok().filter(|floor: &Self| floor.pinned == pinned.digest())
    }

    /// The record.
    pub(super) fn to_record(&self) -> Vec<u8> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        [checksum_of(&json).as_bytes(), b"\n", &json].concat()
    }

    /// The roots that were walked since the pinned one.
    pub(super) fn roots(&self) -> impl Iterator<Item = &[u8]> {
        self.roots.iter().map(String::as_bytes)
    }

    /// Whether a bundle or an index lies below.
    pub(super) fn is_above(&self, (root, sequence): (u32, u64), index_issued: UnixTime) -> bool {
        (root, sequence) < (self.root, self.sequence) || index_issued.0 < self.index_issued
    }

    /// The floor after an update, if it may follow. A root that drops a key that signs bundles, or indexes, lets its numbers
    /// begin anew: a thief of that key cannot lock out what is honest (TUF 5.3.11).
    ///
    /// # Errors
    /// [`UpdateError::RollBack`], [`UpdateError::Equivocation`], [`UpdateError::StepTooLarge`].
    pub(super) fn raised(&self, update: &Opened) -> Result<Self, UpdateError> {
        let newest = update.walk.newest.version();
        let (root, sequence, digest) = if update.walk.drops_bundle_key {
            (newest, 0, None)
        } else {
            (self.root, self.sequence, self.digest)
        };
        let index_issued = if update.walk.drops_index_key { i64::MIN } else { self.index_issued };
        let (made_under, number) = update.bundle.number();
        let UnixTime(issued) = update.index.issued();
        if made_under < root || number < sequence || issued < index_issued {
            return Err(UpdateError::RollBack);
        }
        if number == sequence && digest.is_some_and(|digest| digest != update.bundle.digest()) {
            return Err(UpdateError::Equivocation);
        }
        // there is no step from nothing: a new tablet, or numbers that begin anew
        if digest.is_some() && number > sequence.saturating_add(MAX_STEP) {
            return Err(UpdateError::StepTooLarge);
        }
        let mut roots = self.roots.clone();
        roots.extend(update.walk.steps.iter().map(|root| root.as_text().to_owned()));
        Ok(Self {
            pinned: self.pinned,
            root: made_under,
            sequence: number,
            digest: Some(update.bundle.digest()),
            index_issued: issued,
            roots,
        })
    }
}

fn checksum_of(json: &[u8]) -> String {
    base16::encode(&Sha256::digest(json))
}

const CHECKSUM_DIGITS: usize = 64;
/// A bundle every ten minutes for two years.
const MAX_STEP: u64 = 100_000;
