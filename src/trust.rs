//! The trust anchors: issuer keys, the statements that each may sign, revocations and the operator's settings.
//!
//! A [`TrustStore`] is read from a trust file (JSON, below); the file is made from the key lists and certificates that
//! issuers publish. The store selects the keys that may have signed an envelope.
//!
//! ```json
//! { "checkpost_trust": 1,
//!   "purpose": "production",          "demonstration" in files that the demonstration issuer mints
//!   "issued": 1790000000,             Unix seconds; the tablet's clock cannot be right and earlier, see [`check_issued`]
//!   "checkpoint": { "places": [ "city.example" ] },     the operator's settings; absent: the defaults
//!   "keys": [ { "format": "hcert",
//!               "issuer": "Austria",              shown to people
//!               "identifier": "https://…",        the issuer as the pass names it, where the format finds keys by it
//!               "key_id": "base64url",            absent: tried for every pass of its format and issuer
//!               "algorithm": "ES256",
//!               "public_key": "base64url",        SubjectPublicKeyInfo, DER
//!               "role": "signer",                 "authority" signs signers' certificates (VDS-NC); absent: signer
//!               "kinds": ["vaccination"],         absent: unrestricted
//!               "not_before": 1790000000,         Unix seconds; the first second in which it signs; absent: open
//!               "not_after": 1890000000,          the last one
//!               "subject": "base64url" } ],       the name in an authority's certificate, DER
//!   "withdrawn": { … } }             revoked passes and status lists; absent: none
//! ```
//!
//! A file with any other member is refused.
//!
//! The trust file is not signed: a tablet that was provisioned takes the signed updates of its operator instead, see
//! [`distribution`].

mod settings;
mod key;
mod key_entry;
mod revocation;
mod file;
mod staleness;
pub mod distribution;
pub mod update;

pub use file::{Accept, LAST_MOMENT, MAX_KEYS, MAX_TRUST_FILE, Purpose, TrustError, TrustFile, check_issued};
pub use key::{KeyRole, KeyValidity, TrustedKey};
pub use revocation::{
    RevocationDigest, RevocationStatus, Revocations, RevokedPassesEntry, StatusListEntry, StatusListError,
    StatusQuery, StatusReference, revocation_digest,
};
pub use settings::GateSettings;
pub use staleness::Staleness;

use crate::envelope::Envelope;
use crate::time::UnixTime;

/// The trusted keys, with revocations and settings.
#[derive(Clone, Debug)]
pub struct TrustStore {
    purpose: Purpose,
    issued: UnixTime,
    keys: Vec<TrustedKey>,
    settings: GateSettings,
    revocations: Revocations,
    staleness: Option<Staleness>,
}

impl TrustStore {
    /// A store of these keys, in the order in which they are to be tried.
    pub fn new(purpose: Purpose, issued: UnixTime, keys: Vec<TrustedKey>) -> Self {
        Self {
            purpose,
            issued,
            keys,
            settings: GateSettings::default(),
            revocations: Revocations::default(),
            staleness: None,
        }
    }

    /// Reads a trust file. [`Accept::Production`] refuses both a demonstration file and any file that contains a key
    /// of the demonstration issuer.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn read(file: &[u8], accept: Accept) -> Result<Self, TrustError> {
        TrustFile::read(file)?.into_store(accept)
    }

    /// Whether there is any key at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// What the file was published for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// When the file was published: no right clock shows an earlier moment.
    pub fn issued(&self) -> UnixTime {
        self.issued
    }

    /// The same store with an operator's settings.
    #[must_use]
    pub fn with_settings(self, settings: GateSettings) -> Self {
        Self { settings, ..self }
    }

    /// The same store with these revocations.
    #[must_use]
    pub fn with_revocations(self, revocations: Revocations) -> Self {
        Self { revocations, ..self }
    }

    /// The same store with what its operator says of its age.
    #[must_use]
    pub fn with_staleness(self, staleness: Staleness) -> Self {
        Self { staleness: Some(staleness), ..self }
    }

    /// What its operator says of its age; nothing in a trust file.
    pub fn staleness(&self) -> Option<&Staleness> {
        self.staleness.as_ref()
    }

    /// The revocations.
    pub fn revocations(&self) -> &Revocations {
        &self.revocations
    }

    /// The operator's settings.
    pub fn settings(&self) -> &GateSettings {
        &self.settings
    }

    /// The keys.
    pub fn keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// The keys that may have signed this envelope: those of its format, under its key identifier and issuer. All of
    /// them are tried, as `hcert_spec` section 2.6.2 demands.
    pub fn candidates(&self, envelope: &Envelope) -> impl Iterator<Item = &TrustedKey> {
        self.keys.iter().filter(|key| key.matches(envelope))
    }
}
