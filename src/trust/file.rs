//! Reads and writes the trust file, and checks each of its keys.

use serde::{Deserialize, Serialize};

use super::key_entry::KeyEntry;
use super::revocation::{RevocationEntries, RevokedPassesEntry, StatusListEntry, StatusListError};
use super::{GateSettings, TrustStore, TrustedKey};
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// A trust file as it is published. A member that is not known, such as a misspelt `kinds`, would be a rule that nobody
/// obeys: the file is not taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustFile {
    checkpost_trust: u32,
    purpose: Purpose,
    issued: UnixTime,
    #[serde(rename = "checkpoint", default, skip_serializing_if = "GateSettings::is_default")]
    settings: GateSettings,
    keys: Vec<KeyEntry>,
    #[serde(rename = "withdrawn", default, skip_serializing_if = "RevocationEntries::is_empty")]
    revocations: RevocationEntries,
}

/// What a trust file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Real passes.
    Production,
    /// The demonstration issuer's specimens.
    Demonstration,
}

/// Which trust files a program takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// Files for production only, and none with a key of the demonstration issuer.
    Production,
    /// Files for production and files of the demonstration issuer.
    Demonstration,
}

/// Why a trust file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustError {
    /// Larger than [`MAX_TRUST_FILE`], or more than [`MAX_KEYS`] keys.
    TooLarge,
    /// Not JSON of the documented shape.
    Malformed,
    /// A version that this program does not know.
    Version(u32),
    /// The key at this place of the list is not one.
    Key(usize),
    /// The revocations do not have the documented form, or are larger than a tablet can hold.
    Revocations,
    /// A demonstration file or key, in a program for real use.
    Demonstration,
    /// A time in it is after the year 9999: it is in milliseconds, and must be in seconds.
    Milliseconds,
    /// It says that it is issued later than the clock can explain.
    Future,
}

/// Whether a file of this issue time can be right at a moment of a clock: as no right clock is earlier than the issue,
/// a file dated in the future stops every check wherever it is taken. A clock of a day ago still takes today's file.
///
/// # Errors
/// [`TrustError::Milliseconds`] or [`TrustError::Future`].
pub fn check_issued(issued: UnixTime, now: UnixTime) -> Result<(), TrustError> {
    if issued > LAST_MOMENT {
        return Err(TrustError::Milliseconds);
    }
    if issued > now.plus_seconds(MAX_AHEAD_SECONDS) { Err(TrustError::Future) } else { Ok(()) }
}

impl TrustFile {
    /// Reads a file; its keys are not looked at yet.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn read(bytes: &[u8]) -> Result<Self, TrustError> {
        if bytes.len() > MAX_TRUST_FILE {
            return Err(TrustError::TooLarge);
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| TrustError::Malformed)?;
        if file.checkpost_trust != VERSION {
            return Err(TrustError::Version(file.checkpost_trust));
        }
        if file.keys.len() > MAX_KEYS {
            return Err(TrustError::TooLarge);
        }
        let of_keys = file.keys.iter().flat_map(KeyEntry::moments);
        if of_keys.chain(file.revocations.moments()).chain([file.issued]).any(|moment| moment > LAST_MOMENT) {
            return Err(TrustError::Milliseconds);
        }
        Ok(file)
    }

    /// When it is published.
    pub fn issued(&self) -> UnixTime {
        self.issued
    }

    /// The same file, published anew, and later than it was: of two files of one second nobody could tell the newer.
    ///
    /// # Errors
    /// The file itself, when it would go back in time: tablets would take an older copy for newer.
    pub fn reissued(self, now: UnixTime) -> Result<Self, Box<Self>> {
        if now < self.issued {
            return Err(Box::new(self));
        }
        Ok(Self { issued: now.max(self.issued.plus_seconds(1)), ..self })
    }

    /// The file that publishes a store.
    pub fn from_store(store: &TrustStore) -> Self {
        let keys = store.keys().iter().map(KeyEntry::from_key).collect();
        Self {
            checkpost_trust: VERSION,
            purpose: store.purpose(),
            issued: store.issued(),
            settings: store.settings().clone(),
            keys,
            revocations: RevocationEntries::of(store.revocations()),
        }
    }

    /// Adds digests of revoked passes.
    pub fn add_revoked_passes(&mut self, passes: RevokedPassesEntry) {
        self.revocations.add_passes(passes);
    }

    /// Adds a status list, in the place of an older one of the same address.
    ///
    /// # Errors
    /// [`StatusListError`]: the list that is held stays.
    pub fn add_status_list(&mut self, list: StatusListEntry, now: UnixTime) -> Result<(), StatusListError> {
        self.revocations.add_status_list(list, now)
    }

    /// The keys, each checked.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn into_store(self, accept: Accept) -> Result<TrustStore, TrustError> {
        let mut keys = Vec::new();
        for (place, entry) in self.keys.into_iter().enumerate() {
            keys.push(entry.into_key().ok_or(TrustError::Key(place))?);
        }
        let is_demonstration =
            self.purpose == Purpose::Demonstration || keys.iter().any(TrustedKey::is_demonstration);
        if is_demonstration && accept == Accept::Production {
            return Err(TrustError::Demonstration);
        }
        let revocations = self.revocations.read().ok_or(TrustError::Revocations)?;
        Ok(TrustStore::new(self.purpose, self.issued, keys)
            .with_settings(self.settings)
            .with_revocations(revocations))
    }
}

const VERSION: u32 = 1;
/// The last second of the year 9999, which certificates without an end name (RFC 5280 section 4.1.2.5). Since 1978 a
/// count of milliseconds is larger.
pub const LAST_MOMENT: UnixTime = UnixTime(253_402_300_799);
/// A file published in the easternmost time zone, by a clock without one, is 14 hours ahead.
const MAX_AHEAD_SECONDS: i64 = SECONDS_PER_DAY;

/// The largest trust file taken, in bytes: the largest national list of 832 keys is about 200 kB in this form.
pub const MAX_TRUST_FILE: usize = 8 * 1024 * 1024;
/// The most keys taken: eight national lists together hold 869.
pub const MAX_KEYS: usize = 20_000;

#[cfg(test)]
mod tests;
