//! A trusted key as it is written in trust files and bundles.

use serde::{Deserialize, Serialize};

use super::{KeyRole, KeyValidity, TrustedKey};
use crate::envelope::Format;
use crate::signature::PublicKey;
use crate::statement::StatementKind;
use crate::time::UnixTime;
use crate::wire::base64;

/// A key, member by member as the head of `trust.rs` lists them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyEntry {
    format: String,
    issuer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identifier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    algorithm: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    #[serde(default, skip_serializing_if = "is_signer")]
    role: KeyRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kinds: Option<Vec<StatementKind>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<UnixTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_after: Option<UnixTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
}

impl KeyEntry {
    /// The entry of a key.
    pub(super) fn from_key(key: &TrustedKey) -> Self {
        Self {
            format: key.format.name().to_owned(),
            issuer: key.issuer.clone(),
            identifier: key.identifier.clone(),
            key_id: key.key_id.as_ref().map(|key_id| base64::encode_url(key_id)),
            algorithm: key.public_key.algorithm_name().to_owned(),
            public_key: key.public_key.to_public_key_info().map(|der| base64::encode_url(&der)),
            role: key.role,
            kinds: key.kinds.clone(),
            not_before: key.validity.not_before,
            not_after: key.validity.not_after,
            subject: key.subject.as_ref().map(|name| base64::encode_url(name)),
        }
    }

    /// The key; `None` where it is not one.
    pub(super) fn into_key(self) -> Option<TrustedKey> {
        let decode = |text: String| base64::decode_url(text.as_bytes());
        let key_id = self.key_id.map(decode).transpose().ok()?;
        let subject = self.subject.map(decode).transpose().ok()?;
        let public_key = match self.public_key {
            Some(text) => PublicKey::from_public_key_info(&decode(text).ok()?),
            None => PublicKey::Unsupported,
        };
        // a file that says one thing and carries another was not made by its tool
        if self.algorithm != public_key.algorithm_name() {
            return None;
        }
        Some(TrustedKey {
            identifier: self.identifier,
            key_id,
            role: self.role,
            kinds: self.kinds,
            validity: KeyValidity { not_before: self.not_before, not_after: self.not_after },
            subject,
            ..TrustedKey::new(Format::named(&self.format)?, self.issuer, public_key)
        })
    }

    /// Every moment that it names.
    pub(super) fn moments(&self) -> impl Iterator<Item = UnixTime> + use<> {
        [self.not_before, self.not_after].into_iter().flatten()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_signer(role: &KeyRole) -> bool {
    *role == KeyRole::Signer
}
