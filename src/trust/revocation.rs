//! Revocation: digests of single passes that their issuers revoked, and Token Status Lists
//! (draft-ietf-oauth-status-list), in which a pass names the index of its own entry.
//!
//! The trust file has them under `withdrawn`:
//!
//! ```json
//! "withdrawn": {
//!   "passes": [ { "format": "hcert", "key_id": "base64url",      absent: whichever key of the format signed it
//!                 "before": 1790000000,                          absent: whenever it was issued
//!                 "digests": "base64url" } ],                    16 bytes each, see [`revocation_digest`]
//!   "lists": [ { "uri": "https://…",
//!                "issued": 1790000000,                          absent: unknown, any other list of the address is newer
//!                "expires": 1790000000,                         absent: counts until the trust file is replaced
//!                "bits": 1, "entries": "base64url( zlib )" } ] }
//! ```
//!
//! Whole lists are stored and searched here: a request about one pass would reveal who enters where.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::envelope::Format;
use crate::time::UnixTime;
use crate::wire::base64;
use crate::wire::inflate;

/// The digest of a revoked pass: the first 16 bytes of the SHA-256 of one of its identifiers.
pub type RevocationDigest = [u8; DIGEST_BYTES];

/// All revocations of a trust file.
#[derive(Clone, Debug, Default)]
pub struct Revocations {
    passes: Vec<RevokedPasses>,
    lists: Vec<StatusList>,
}

/// Digests of revoked passes of one key.
#[derive(Clone, Debug)]
struct RevokedPasses {
    format: Format,
    key_id: Option<Vec<u8>>,
    before: Option<UnixTime>,
    /// Sorted, for binary search.
    digests: Vec<RevocationDigest>,
}

/// A Token Status List: for each pass that names it, an entry of 1, 2, 4 or 8 bits.
#[derive(Clone, Debug)]
struct StatusList {
    uri: String,
    issued: Option<UnixTime>,
    expires: Option<UnixTime>,
    bits: u8,
    compressed: String,
    entries: Vec<u8>,
}

/// The place that a pass names for its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusReference {
    /// An entry of a Token Status List.
    Entry {
        /// The list's address, which is its name; nothing is fetched from there.
        uri: String,
        /// The entry, counted from 0.
        index: u64,
        /// Whether the pass names no other status mechanism, which would not be supported.
        is_only_mechanism: bool,
    },
    /// A status mechanism that is not supported.
    UnsupportedMechanism,
}

/// A pass whose status is looked up.
#[derive(Clone, Copy, Debug)]
pub struct StatusQuery<'a> {
    /// Its format.
    pub format: Format,
    /// The name of the key that signed it, where that is trusted under one.
    pub key_id: Option<&'a [u8]>,
    /// When it was issued, or became valid.
    pub issued: Option<UnixTime>,
    /// The digests under which it may be revoked.
    pub digests: &'a [RevocationDigest],
    /// The place that it names for its status.
    pub status: Option<&'a StatusReference>,
}

/// The revocation status of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationStatus {
    /// Not revoked (`VALID`).
    Valid,
    /// The list that it names is missing or has expired, or the mechanism is not supported.
    ListUnavailable,
    /// Revoked for good (`INVALID`).
    Revoked,
    /// Suspended for now (`SUSPENDED`).
    Suspended,
    /// A status that only the issuer of the list defines (`APPLICATION_SPECIFIC`).
    ApplicationSpecific,
    /// The index that it names is beyond the end of its list.
    IndexOutOfRange,
}

impl Revocations {
    /// The status of a pass at a moment.
    pub fn status_of(&self, query: StatusQuery<'_>, now: UnixTime) -> RevocationStatus {
        if self.passes.iter().any(|passes| passes.matches(query)) {
            return RevocationStatus::Revoked;
        }
        match query.status {
            None => RevocationStatus::Valid,
            Some(StatusReference::UnsupportedMechanism) => RevocationStatus::ListUnavailable,
            Some(StatusReference::Entry { uri, index, is_only_mechanism }) => {
                match self.status_in_lists(uri, *index, now) {
                    RevocationStatus::Valid if !is_only_mechanism => RevocationStatus::ListUnavailable,
                    status => status,
                }
            }
        }
    }

    /// The status in the lists of an address. Of a list that has expired only revocations and suspensions are used:
    /// its age undoes no revocation, and it proves no pass valid.
    fn status_in_lists(&self, uri: &str, index: u64, now: UnixTime) -> RevocationStatus {
        let mut status = RevocationStatus::ListUnavailable;
        for list in self.lists.iter().filter(|list| list.uri == uri) {
            let is_over = list.expires.is_some_and(|end| now >= end);
            match list.status_at(index) {
                RevocationStatus::Revoked => return RevocationStatus::Revoked,
                RevocationStatus::Suspended => status = RevocationStatus::Suspended,
                other if !is_over && status != RevocationStatus::Suspended => status = other,
                _ => {}
            }
        }
        status
    }

    /// How many digests of single passes and how many status lists there are.
    pub fn counts(&self) -> (usize, usize) {
        (self.passes.iter().map(|passes| passes.digests.len()).sum(), self.lists.len())
    }
}

impl RevokedPasses {
    /// Whether a pass is among these. Formats of one container are compared as one, because anybody can present a pass
    /// of one as a pass of the other. A key that is trusted without an identifier may be the key of the list, and a
    /// pass without a time of issue may have been issued before: in doubt the pass is revoked.
    fn matches(&self, query: StatusQuery<'_>) -> bool {
        let names_key = |key_id: &Vec<u8>| query.key_id.is_none_or(|signer| signer == key_id.as_slice());
        self.format.container() == query.format.container()
            && self.key_id.as_ref().is_none_or(names_key)
            && self.before.is_none_or(|before| query.issued.is_none_or(|issued| issued < before))
            && query.digests.iter().any(|digest| self.digests.binary_search(digest).is_ok())
    }
}

impl StatusList {
    /// The status at an index. The lowest bits of a byte are the first of its entries (section 4.1); section 7.1
    /// defines the values.
    fn status_at(&self, index: u64) -> RevocationStatus {
        let bits = u64::from(self.bits);
        let place = index.checked_mul(bits).and_then(|first| usize::try_from(first / 8).ok());
        let Some(byte) = place.and_then(|place| self.entries.get(place)) else {
            return RevocationStatus::IndexOutOfRange;
        };
        let shifted = u32::from(*byte) >> (index * bits % 8);
        match shifted & ((1 << bits) - 1) {
            0 => RevocationStatus::Valid,
            1 => RevocationStatus::Revoked,
            2 => RevocationStatus::Suspended,
            _ => RevocationStatus::ApplicationSpecific,
        }
    }
}

/// The digest of an identifier of a pass, given in parts.
pub fn revocation_digest(identifier: &[&[u8]]) -> RevocationDigest {
    let mut hash = Sha256::new();
    for part in identifier {
        hash.update(part);
    }
    let mut digest = [0; DIGEST_BYTES];
    for (byte, hashed) in digest.iter_mut().zip(hash.finalize()) {
        *byte = hashed;
    }
    digest
}

/// The revocations as they are written in a trust file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RevocationEntries {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passes: Vec<RevokedPassesEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lists: Vec<StatusListEntry>,
}

/// Digests of revoked passes of one key, as they are written in a trust file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokedPassesEntry {
    /// The format's name.
    pub format: String,
    /// The key that signed them, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// Only those issued before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<UnixTime>,
    /// The digests behind each other, base64url.
    pub digests: String,
}

/// Why a status list does not replace the one in the trust file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusListError {
    /// The list in the trust file was signed later.
    Older,
    /// It has expired.
    Expired,
    /// Its time of issue is ahead of the clock: no later list could replace it.
    Future,
}

/// A status list, as it is written in a trust file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusListEntry {
    /// The list's address.
    pub uri: String,
    /// When its issuer signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<UnixTime>,
    /// When it expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<UnixTime>,
    /// Bits of an entry: 1, 2, 4 or 8.
    pub bits: u8,
    /// The entries, compressed, base64url.
    pub entries: String,
}

impl RevocationEntries {
    /// Whether there are no revocations.
    pub(super) fn is_empty(&self) -> bool {
        self.passes.is_empty() && self.lists.is_empty()
    }

    /// Adds single passes.
    pub(super) fn add_passes(&mut self, passes: RevokedPassesEntry) {
        self.passes.push(passes);
    }

    /// Adds a status list, in the place of an older one of the same address.
    ///
    /// # Errors
    /// [`StatusListError`]: the one that is held stays.
    pub(super) fn add_status_list(
        &mut self,
        list: StatusListEntry,
        now: UnixTime,
    ) -> Result<(), StatusListError> {
        if list.issued.is_some_and(|issued| super::check_issued(issued, now).is_err()) {
            return Err(StatusListError::Future);
        }
        let place = self.lists.iter().position(|held| held.uri == list.uri);
        let Some(held) = place.and_then(|place| self.lists.get_mut(place)) else {
            self.lists.push(list);
            return Ok(());
        };
        // an absent moment is before every other: it cannot be shown to be newer
        if list.issued < held.issued {
            return Err(StatusListError::Older);
        }
        if list.expires.is_some_and(|end| end <= now) {
            return Err(StatusListError::Expired);
        }
        *held = list;
        Ok(())
    }

    /// Every moment that it names.
    pub(super) fn moments(&self) -> impl Iterator<Item = UnixTime> {
        let of_passes = self.passes.iter().filter_map(|passes| passes.before);
        of_passes.chain(self.lists.iter().flat_map(|list| [list.issued, list.expires]).flatten())
    }

    /// The revocations of a store.
    pub(super) fn of(revocations: &Revocations) -> Self {
        let passes = revocations.passes.iter().map(|passes| RevokedPassesEntry {
            format: passes.format.name().to_owned(),
            key_id: passes.key_id.as_ref().map(|key_id| base64::encode_url(key_id)),
            before: passes.before,
            digests: base64::encode_url(&passes.digests.concat()),
        });
        let lists = revocations.lists.iter().map(|list| StatusListEntry {
            uri: list.uri.clone(),
            issued: list.issued,
            expires: list.expires,
            bits: list.bits,
            entries: list.compressed.clone(),
        });
        Self { passes: passes.collect(), lists: lists.collect() }
    }

    /// The lists, each checked and unpacked; `None` when one is not of its form, or all of them are too large.
    pub(super) fn read(self) -> Option<Revocations> {
        let mut room = inflate::LIST_LIMIT;
        let mut revocations = Revocations::default();
        for entry in self.passes {
            let bytes = base64::decode_url(entry.digests.as_bytes()).ok()?;
            let (digests, rest) = bytes.as_chunks::<DIGEST_BYTES>();
            if !rest.is_empty() {
                return None;
            }
            let mut digests = digests.to_vec();
            digests.sort_unstable();
            let key_id = entry.key_id.map(|text| base64::decode_url(text.as_bytes())).transpose().ok()?;
            revocations.passes.push(RevokedPasses {
                format: Format::named(&entry.format)?,
                key_id,
                before: entry.before,
                digests,
            });
        }
        for entry in self.lists {
            if !matches!(entry.bits, 1 | 2 | 4 | 8) {
                return None;
            }
            let compressed = base64::decode_url(entry.entries.as_bytes()).ok()?;
            let entries = inflate::zlib(&compressed, room).ok()?;
            room = room.checked_sub(entries.len())?;
            revocations.lists.push(StatusList {
                uri: entry.uri,
                issued: entry.issued,
                expires: entry.expires,
                bits: entry.bits,
                compressed: entry.entries,
                entries,
            });
        }
        Some(revocations)
    }
}

/// What the EU gateway distributes: 16 bytes of SHA-256.
const DIGEST_BYTES: usize = 16;

#[cfg(test)]
mod entry_tests;

#[cfg(test)]
mod tests;
