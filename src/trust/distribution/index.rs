//! The index: which bundle is the newest, and length and hash of every file that belongs to it. The only file on a server
//! that changes. Its date is the evidence of freshness.

use serde::{Deserialize, Serialize};

use super::document::{Document, DocumentType, LAST_SEQUENCE, UpdateError, check_moment};
use super::file::FileReference;
use super::root::Root;
use crate::time::UnixTime;

/// The content of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexContent {
    /// When it was signed.
    pub iat: UnixTime,
    /// The version of the root that the bundle was made under.
    pub root: u32,
    /// The bundle's sequence number.
    pub sequence: u64,
    /// The bundle, then its parts in the order in which the bundle names them.
    pub files: Vec<FileReference>,
}

impl IndexContent {
    /// Reads what an index says without verifying who signed it: enough to know what to fetch, and no more.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub(super) fn peek(text: &[u8]) -> Result<Self, UpdateError> {
        Self::of(&Document::parse(text, DocumentType::Index)?)
    }

    fn of(document: &Document) -> Result<Self, UpdateError> {
        let content: Self = document.content()?;
        if content.files.len() > MAX_FILES || !content.files.iter().all(FileReference::is_fetchable) {
            return Err(UpdateError::TooLarge);
        }
        // each is bounded, so that the sum cannot overflow
        if content.files.iter().map(|file| file.length).sum::<usize>() > MAX_TOTAL {
            return Err(UpdateError::TooLarge);
        }
        if content.sequence > LAST_SEQUENCE {
            return Err(UpdateError::Malformed);
        }
        check_moment(content.iat)?;
        Ok(content)
    }
}

/// An index whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    content: IndexContent,
}

impl Index {
    /// Reads an index that one of the root's index keys signed.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn read(text: &[u8], root: &Root) -> Result<Self, UpdateError> {
        let document = Document::parse(text, DocumentType::Index)?;
        document.verify(root.index_keys())?;
        Ok(Self { content: IndexContent::of(&document)? })
    }

    /// When it was signed.
    pub fn issued(&self) -> UnixTime {
        self.content.iat
    }

    /// What it says.
    pub fn content(&self) -> &IndexContent {
        &self.content
    }
}

/// The bundle and its parts. As many as there is room for in an index.
const MAX_FILES: usize = 16;
/// All files together: an index may be followed before its signer is known, and a tablet holds them in memory.
const MAX_TOTAL: usize = 32 * 1024 * 1024;
