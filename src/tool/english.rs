//! What the tool prints about verdicts: the English of the page, with dates that programs can read.

use std::sync::LazyLock;

use checkpost::locale::{Iso, Locale, Words};

/// English, with times of day in UTC. It is read once.
pub(crate) static ENGLISH: LazyLock<Words<Iso>> = LazyLock::new(|| {
    // `tests/locales.rs` reads the file, so that it is never without words
    let locale = Locale::read(include_bytes!("../../public/locales/en.json")).unwrap_or_default();
    Words::new(locale, Iso { utc_offset_seconds: 0 })
});
