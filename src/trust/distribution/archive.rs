//! An update in one piece, as it is stored on a tablet and carried on a stick: the index, a line feed, and the files that
//! it names behind each other, of the lengths that it states.

use super::bundle::Bundle;
use super::document::UpdateError;
use super::file::{BUNDLE, Chained, FileReference};
use super::index::{Index, IndexContent};
use super::root::{Root, RootWalk};
use crate::trust::{Accept, Staleness, TrustStore};

/// An archive, cut into its files. Nothing of it is verified.
pub(super) struct Archive<'a> {
    pub(super) index: &'a [u8],
    /// The bundle, with the roots before it.
    pub(super) bundle: &'a [u8],
    /// The parts, in the order of the index.
    pub(super) parts: Vec<&'a [u8]>,
    /// What the index says.
    pub(super) content: IndexContent,
}

impl<'a> Archive<'a> {
    pub(super) fn split(bytes: &'a [u8]) -> Result<Self, UpdateError> {
        let mut lines = bytes.splitn(2, |&byte| byte == b'\n');
        let (index, mut rest) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let content = IndexContent::peek(index)?;
        let mut files = Vec::new();
        for file in &content.files {
            let (bytes, behind) = rest.split_at_checked(file.length).ok_or(UpdateError::FileMismatch)?;
            file.verify(bytes)?;
            files.push(bytes);
            rest = behind;
        }
        if !rest.is_empty() || content.files.first().is_none_or(|file| file.name != BUNDLE) {
            return Err(UpdateError::Malformed);
        }
        let bundle = files.remove(0);
        Ok(Self { index, bundle, parts: files, content })
    }

    /// The file of a reference, where it is here.
    pub(super) fn file(&self, reference: &FileReference) -> Option<&'a [u8]> {
        let files = [self.bundle].into_iter().chain(self.parts.iter().copied());
        files.zip(&self.content.files).find(|(_, held)| held.sha256 == reference.sha256).map(|(file, _)| file)
    }
}

/// An archive of which everything was verified.
pub(super) struct Opened {
    pub(super) walk: RootWalk,
    pub(super) index: Index,
    pub(super) bundle: Bundle,
    pub(super) store: TrustStore,
}

impl Opened {
    /// Verifies an archive, beginning at a root.
    pub(super) fn read(root: &Root, archive: &Archive<'_>, accept: Accept) -> Result<Self, UpdateError> {
        let Chained { roots, document } = Chained::split(archive.bundle)?;
        let walk = root.walk(roots)?;
        let index = Index::read(archive.index, &walk.newest)?;
        let bundle = Bundle::read(document, &walk.newest, accept)?;
        // a new root comes with a bundle of its own, so that an index cannot be taken for an older one's
        if walk.highest > bundle.number().0 {
            return Err(UpdateError::Inconsistent);
        }
        let content = index.content();
        let parts = content.files.get(1..).unwrap_or_default();
        if (content.root, content.sequence) != bundle.number() || parts != bundle.content().parts {
            return Err(UpdateError::Inconsistent);
        }
        let staleness =
            Staleness { policy: bundle.content().staleness.clone(), index_issued: index.issued() };
        let store = bundle.to_store(&archive.parts)?.with_staleness(staleness);
        Ok(Self { walk, index, bundle, store })
    }
}
