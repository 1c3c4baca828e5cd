//! The mark that a trust file is being read. A failure of the page leaves it behind, and `public/boot.js` adds to it that
//! it was one: then the next start leaves out that file, and does not fail at it again and again.
//!
//! A mark without that addition is what a tablet that was switched off leaves, and means nothing.

use data_encoding::BASE64URL_NOPAD;
use gloo::utils::window;
use sha2::{Digest, Sha256};
use web_sys::Storage;

use crate::site;

/// Where a file came from. One of each may be at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// What this tablet stored.
    Stored,
    /// What the site publishes.
    Published,
}

/// A file that is being read.
pub(super) struct Trial {
    name: String,
}

impl Trial {
    /// Marks a file. `None` for one that the page failed at before, in this version.
    pub(super) fn begin(origin: Origin, bytes: &[u8]) -> Option<Self> {
        let name = site::own_name(match origin {
            Origin::Stored => "reading-stored",
            Origin::Published => "reading-published",
        });
        let version = site::written("version").unwrap_or_default();
        let mark = [version, BASE64URL_NOPAD.encode(&Sha256::digest(bytes))].join(" ");
        let storage = storage();
        let left = storage.as_ref().and_then(|storage| storage.get_item(&name).ok()?);
        if left.is_some_and(|left| left.strip_prefix(&mark) == Some(FAILED)) {
            return None;
        }
        if let Some(storage) = storage {
            let _ = storage.set_item(&name, &mark);
        }
        Some(Self { name })
    }

    /// The file was read, whatever came of it.
    pub(super) fn end(self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.name);
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// What `public/boot.js` adds to the mark.
const FAILED: &str = " failed";
