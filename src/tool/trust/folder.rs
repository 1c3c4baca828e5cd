//! The folder in which an operator's bundles are made, one after the other.
//!
//! ```text
//! DIR/operator.json        what the operator says of itself
//! DIR/bundle.jwt           the newest bundle, behind its roots
//! DIR/files/SHA-256        its parts
//! DIR/update.checkpost     index, bundle and parts in one piece; only once the index is signed
//! ```
//!
//! Each file is replaced whole. A bundle is written after its parts, and `update.checkpost` is whole by itself, so that a
//! break between any two writes leaves what was there before.

use std::path::{Path, PathBuf};
use std::{fs, io};

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{
    Bundle, DocumentKey, DocumentType, FileReference, IndexContent, Offer, Root, Slot, Stored, UpdateError,
    Updater,
};
use checkpost::trust::{Accept, LAST_MOMENT, Purpose, TrustStore, TrustedKey};
use checkpost_issuing::distribution::{archive, sign};
use p256::ecdsa::SigningKey;

use super::chain::{Chain, key_ids};
use super::{replace, unwritable, update_failure};
use crate::{Failure, clock, input, output};

/// An operator's folder.
pub(super) struct OperatorFolder {
    path: PathBuf,
}

/// A bundle with its roots and its parts, verified.
pub(super) struct Release {
    pub(super) chain: Chain,
    /// The bundle behind its roots, as a file.
    pub(super) file: Vec<u8>,
    pub(super) bundle: Bundle,
    pub(super) parts: Vec<Vec<u8>>,
}

impl OperatorFolder {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// What the operator says of itself.
    pub(super) fn operator(&self) -> PathBuf {
        self.path.join("operator.json")
    }

    /// The newest bundle.
    pub(super) fn bundle(&self) -> PathBuf {
        self.path.join("bundle.jwt")
    }

    /// Index, bundle and parts in one piece.
    pub(super) fn update(&self) -> PathBuf {
        self.path.join(UPDATE)
    }

    fn files(&self) -> PathBuf {
        self.path.join("files")
    }

    /// The newest bundle, where there is one.
    ///
    /// # Errors
    /// [`Failure`] where it is not as it was written.
    pub(super) fn release(&self) -> Result<Option<Release>, Failure> {
        let path = self.bundle();
        let Some(file) = read_if_there(&path)? else { return Ok(None) };
        let (chain, document) = split_bundle(&file).map_err(|error| update_failure(&path, error))?;
        let bundle = Bundle::read(document, &chain.newest, Accept::Demonstration)
            .map_err(|error| update_failure(&path, error))?;
        let mut parts = Vec::new();
        for part in &bundle.content().parts {
            let part = self.files().join(&part.sha256);
            parts
                .push(read_if_there(&part)?.ok_or_else(|| update_failure(&part, UpdateError::FileMismatch))?);
        }
        Release { chain, file, bundle, parts }.verify(&path).map(Some)
    }

    /// The update that was signed last, where there is one.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read.
    pub(super) fn signed(&self) -> Result<Option<Vec<u8>>, Failure> {
        read_if_there(&self.update())
    }

    /// Writes a bundle: its parts, then itself.
    ///
    /// # Errors
    /// [`Failure`].
    pub(super) fn write_release(&self, release: &Release) -> Result<(), Failure> {
        let files = self.files();
        fs::create_dir_all(&files).map_err(|error| unwritable(&files, &error))?;
        let named = &release.bundle.content().parts;
        for (part, bytes) in named.iter().zip(&release.parts) {
            write(&files.join(&part.sha256), bytes)?;
        }
        write(&self.bundle(), &release.file)?;
        // parts of earlier bundles; what is published of them is kept elsewhere
        for entry in fs::read_dir(&files).into_iter().flatten().flatten() {
            let is_named = |part: &FileReference| entry.file_name() == part.sha256.as_str();
            if !named.iter().any(is_named) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    /// Writes an update.
    ///
    /// # Errors
    /// [`Failure`].
    pub(super) fn write_update(&self, archive: &[u8]) -> Result<(), Failure> {
        write(&self.update(), archive)
    }
}

impl Release {
    /// That a tablet can judge with it; `path` is for complaints.
    ///
    /// # Errors
    /// [`Failure`].
    pub(super) fn verify(self, path: &Path) -> Result<Self, Failure> {
        let parts: Vec<&[u8]> = self.parts.iter().map(Vec::as_slice).collect();
        self.bundle.to_store(&parts).map_err(|error| update_failure(path, error))?;
        Ok(self)
    }

    /// The update with an index of a moment. What tablets that hold `before` would not take is refused.
    ///
    /// # Errors
    /// [`Failure`].
    pub(super) fn index(
        &self,
        key: &SigningKey,
        issued: UnixTime,
        before: Option<&[u8]>,
        path: &Path,
    ) -> Result<Vec<u8>, Failure> {
        let (root, sequence) = self.bundle.number();
        let mut files = vec![FileReference::of("bundle", &self.file)];
        files.extend(self.bundle.content().parts.iter().cloned());
        let content = IndexContent { iat: issued, root, sequence, files };
        let index = sign(DocumentType::Index, &content, key).map_err(|error| {
            Failure::new(
                format!("the index cannot be written: {error}"),
                "Report this: it should not happen.",
            )
        })?;
        let mut bytes = vec![self.file.as_slice()];
        bytes.extend(self.parts.iter().map(Vec::as_slice));
        let archive = archive(&index, &bytes);
        let first = match before {
            Some(before) => first_root(before).map_err(|error| update_failure(path, error))?,
            None => self.chain.first.clone(),
        };
        open(&archive, before, &first, issued, path)?;
        Ok(archive)
    }
}

/// An update as a tablet opens it that pinned a root, and that may hold an earlier one.
///
/// # Errors
/// [`Failure`], in the words that the tablet shows.
pub(super) fn open(
    archive: &[u8],
    before: Option<&[u8]>,
    pinned: &Root,
    now: UnixTime,
    path: &Path,
) -> Result<Updater, Failure> {
    let stored = Stored { floor: None, slots: [before.map(<[u8]>::to_vec), None] };
    let mut updater = Updater::start(pinned, stored, Accept::Demonstration);
    if let Some(error) = updater.damage(Slot::A) {
        return Err(update_failure(path, error));
    }
    // a clock of a machine that is behind does not make a document one of the future
    let offer = updater.offer(archive, now.max(clock::now()));
    if let Offer::Newer(change) = offer.map_err(|error| update_failure(path, error))? {
        updater.adopt(*change);
    }
    if updater.is_provisional() {
        return Err(update_failure(path, UpdateError::Ahead));
    }
    Ok(updater)
}

/// Says where an update is for demonstrations.
pub(super) fn note_demonstration(updater: &Updater, path: &Path) {
    let is_demonstration = |store: &TrustStore| {
        store.purpose() == Purpose::Demonstration || store.keys().iter().any(TrustedKey::is_demonstration)
    };
    if updater.store().is_some_and(is_demonstration) {
        output::message(format_args!(
            "note: {} is for demonstrations: anybody can mint passes that it admits",
            path.display()
        ));
    }
}

/// The oldest root in an update. Nothing vouches for it but whoever gave the update.
///
/// # Errors
/// [`UpdateError`].
pub(super) fn first_root(archive: &[u8]) -> Result<Root, UpdateError> {
    Root::read(archive.split(|&byte| byte == b'\n').nth(1).unwrap_or_default())
}

/// A bundle's file, cut into its roots, verified, and its document.
fn split_bundle(file: &[u8]) -> Result<(Chain, &[u8]), UpdateError> {
    let mut lines: Vec<&[u8]> = file.split(|&byte| byte == b'\n').collect();
    let document = lines.pop().unwrap_or_default();
    let texts = lines.into_iter().map(|line| String::from_utf8(line.to_vec()));
    let texts = texts.collect::<Result<_, _>>().map_err(|_| UpdateError::Malformed)?;
    Ok((Chain::verify(texts)?, document))
}

/// That a key is one of those that a root names for a kind of document.
///
/// # Errors
/// [`Failure`] with the names of those that are.
pub(super) fn check_signer(
    key: &SigningKey,
    path: &Path,
    named: &[DocumentKey],
    kind: &str,
    root: &Root,
) -> Result<(), Failure> {
    if named.contains(&DocumentKey::of(*key.verifying_key())) {
        return Ok(());
    }
    Err(Failure::new(
        format!("{} is no {kind} key of root {} (L-SGN)", path.display(), root.version()),
        format!("Name the private half of one of these: {}.", key_ids(named).join(", ")),
    ))
}

/// That a moment can be written into a document.
///
/// # Errors
/// [`Failure`] where it is in milliseconds, or later than the clock can explain.
pub(super) fn check_moment(moment: UnixTime, path: &Path) -> Result<(), Failure> {
    checkpost::trust::check_issued(moment, clock::now()).map_err(|_| {
        let error = if moment > LAST_MOMENT { UpdateError::Milliseconds } else { UpdateError::Ahead };
        update_failure(path, error)
    })
}

/// Says when the next bundle is due soon, or is late.
pub(super) fn remind(bundle: &Bundle, now: UnixTime) {
    let (issued, next) = (bundle.issued(), bundle.content().next);
    let half = issued.plus_seconds((next.0 - issued.0) / 2);
    if now > next {
        output::message(format_args!(
            "note: the next bundle was due {next}. Make it with `checkpost trust build`"
        ));
    } else if now > half {
        output::message(format_args!("note: the next bundle is due {next}"));
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace(path, bytes).map_err(|error| unwritable(path, &error))
}

/// A file, where there is one.
///
/// # Errors
/// [`Failure`].
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match input::read(path, LARGEST_UPDATE) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Err(update_failure(path, UpdateError::TooLarge))
        }
        Err(error) => Err(Failure::new(
            format!("cannot read {}: {error}", path.display()),
            "Name a file or a folder that you may read.",
        )),
    }
}

/// An update in one piece.
pub(super) const UPDATE: &str = "update.checkpost";
/// A bundle with all the roots before it, and the largest part.
const LARGEST_UPDATE: u64 = 40 * 1024 * 1024;
