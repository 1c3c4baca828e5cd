//! Whether the tablet is able to work, apart from its camera: the reader, the page's own files, its newer version.

/// How the reader of codes works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderStatus {
    /// Not there yet.
    Starting,
    /// At work.
    Ready,
    /// Does not start, again and again.
    Failing,
}

/// What the screens say of the tablet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The reader of codes.
    pub reader: ReaderStatus,
    /// A new version of the page is ready. It stays ready until the page is loaded anew.
    pub has_update: bool,
    /// The browser keeps the page for use without network, as far as is known.
    pub is_kept: bool,
    /// A language was chosen whose words could not be fetched.
    pub is_language_missing: bool,
}

impl Health {
    /// A page that was just opened: nothing is known to be wrong.
    pub(super) fn unknown() -> Self {
        Self { reader: ReaderStatus::Starting, has_update: false, is_kept: true, is_language_missing: false }
    }
}
