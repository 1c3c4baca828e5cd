//! The languages that the page offers, and the words of the one that it speaks.
//!
//! `index.html` names each language with its file; `public/boot.js` chooses one, fetches its words together with the
//! program, and leaves them for the page. Another is fetched once it is wanted: from the network at the first visit,
//! afterwards from what the service worker keeps.

use std::sync::Arc;

use checkpost::locale::{Locale, MAX_LOCALE_BYTES, Words};
use gloo::utils::{document, document_element};
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::fetch;
use crate::intl::Intl;

/// A language that the page offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Language {
    /// Its tag (BCP 47).
    pub(crate) tag: String,
    /// Its own name for itself.
    pub(crate) own_name: String,
    /// `ltr` or `rtl`.
    direction: String,
    /// Where its words are, and their hash.
    pub(crate) address: String,
    integrity: String,
}

/// A language and its words.
#[derive(Clone)]
pub(crate) struct Spoken {
    /// Its tag (BCP 47).
    pub(crate) tag: String,
    /// What the page says in it.
    pub(crate) words: Arc<Words<Intl>>,
}

/// All languages, in the order in which they are offered.
pub(crate) fn all() -> Vec<Language> {
    let Ok(named) = document().query_selector_all("meta[name=checkpost-locale]") else { return Vec::new() };
    (0..named.length()).filter_map(|place| Language::of(&named.item(place)?.dyn_into().ok()?)).collect()
}

/// The language that the page begins with. Without the words that `public/boot.js` left every text shows as its key.
pub(crate) fn first() -> Spoken {
    let tag = document_element().get_attribute("lang").unwrap_or_default();
    let left = Reflect::get(&js_sys::global(), &LEFT_BY_BOOT.into()).ok().and_then(|left| left.as_string());
    Spoken::new(&tag, left.unwrap_or_default().as_bytes()).unwrap_or_else(|| Spoken::silent(&tag))
}

impl Language {
    fn of(meta: &Element) -> Option<Self> {
        Some(Self {
            tag: meta.get_attribute("lang")?,
            own_name: meta.get_attribute("title")?,
            direction: meta.get_attribute("dir")?,
            address: meta.get_attribute("content")?,
            integrity: meta.get_attribute("integrity").unwrap_or_default(),
        })
    }

    /// Fetches the words; `None` where there is no network and nothing was kept.
    pub(crate) async fn load(&self) -> Option<Spoken> {
        let bytes = fetch::published(&self.address, &self.integrity, MAX_LOCALE_BYTES).await.ok()?;
        Spoken::new(&self.tag, &bytes)
    }

    /// Tells the browser and its screen reader which language the page is in, and which way it runs.
    pub(crate) fn mark_page(&self) {
        let page = document_element();
        let _ = page.set_attribute("lang", &self.tag);
        let _ = page.set_attribute("dir", &self.direction);
    }
}

impl Spoken {
    fn new(tag: &str, bytes: &[u8]) -> Option<Self> {
        Locale::read(bytes).ok().map(|locale| Self::of(tag, locale))
    }

    fn silent(tag: &str) -> Self {
        Self::of(tag, Locale::default())
    }

    fn of(tag: &str, locale: Locale) -> Self {
        Self { tag: tag.to_owned(), words: Arc::new(Words::new(locale, Intl::new(tag))) }
    }
}

/// Where `public/boot.js` leaves the file of the first language.
const LEFT_BY_BOOT: &str = "checkpostLocale";
