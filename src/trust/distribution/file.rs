//! Files behind a document: references to them, by length and hash, and texts of several lines.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::document::UpdateError;
use crate::wire::base16;

/// A file, named by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileReference {
    /// What is in it: `bundle`, `withdrawn`.
    pub name: String,
    /// Its SHA-256 in lower-case hexadecimal digits, which is also its name on the server.
    pub sha256: String,
    /// Its length in bytes, so that nobody reads on for ever.
    pub length: usize,
    /// Whether a program that does not know this part may leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl FileReference {
    /// The reference to these bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            sha256: base16::encode(&Sha256::digest(bytes)),
            length: bytes.len(),
            optional: false,
        }
    }

    /// Whether it may be asked for: of a length that is read, under a name that is a hash and no path.
    pub(super) fn is_fetchable(&self) -> bool {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        self.length <= MAX_FILE && self.sha256.len() == HASH_DIGITS && self.sha256.bytes().all(is_digit)
    }

    /// That these bytes are the file.
    ///
    /// # Errors
    /// [`UpdateError::FileMismatch`].
    pub fn verify(&self, bytes: &[u8]) -> Result<(), UpdateError> {
        let is_it = bytes.len() == self.length && base16::encode(&Sha256::digest(bytes)) == self.sha256;
        if is_it { Ok(()) } else { Err(UpdateError::FileMismatch) }
    }
}

/// A document behind the roots that lead to its signer, a line each, the oldest root first.
pub(super) struct Chained<'a> {
    pub(super) roots: Vec<&'a [u8]>,
    pub(super) document: &'a [u8],
}

impl<'a> Chained<'a> {
    pub(super) fn split(bytes: &'a [u8]) -> Result<Self, UpdateError> {
        let mut roots: Vec<&[u8]> = bytes.splitn(MAX_ROOTS + 2, |&byte| byte == b'\n').collect();
        let document = roots.pop().unwrap_or_default();
        if roots.len() > MAX_ROOTS {
            return Err(UpdateError::TooLarge);
        }
        Ok(Self { roots, document })
    }
}

/// The name of the first file of every index.
pub(super) const BUNDLE: &str = "bundle";
/// The most roots in a chain: ten years of a new one every two months.
const MAX_ROOTS: usize = 60;
/// The largest file.
const MAX_FILE: usize = 16 * 1024 * 1024;
const HASH_DIGITS: usize = 64;
