//! Keeps the mark of a trust file or an update that is being read ([`TrialMark`]) in a store that survives a failure of the page.

use checkpost::trust::update::{Origin, TrialMark};
use gloo::utils::window;
use web_sys::Storage;

use crate::site;

/// A file that is being read.
pub(crate) struct Trial {
    name: String,
}

impl Trial {
    /// Marks a file. `None` for one that the page failed at before, in this version.
    pub(crate) fn begin(origin: Origin, bytes: &[u8]) -> Option<Self> {
        let name = site::own_name(match origin {
            Origin::Stored => "reading-stored",
            Origin::Published => "reading-published",
        });
        let version = site::written("version").unwrap_or_default();
        let storage = storage();
        let left = storage.as_ref().and_then(|storage| storage.get_item(&name).ok()?);
        let mark = TrialMark::begin(&version, bytes, left.as_deref())?;
        if let Some(storage) = storage {
            let _ = storage.set_item(&name, mark.as_str());
        }
        Some(Self { name })
    }

    /// The file was read, whatever came of it.
    pub(crate) fn end(self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.name);
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
