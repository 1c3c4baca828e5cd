//! Which site this page belongs to: several may share an origin under different paths, and what one keeps is none of the
//! other's. And which version of the site it is.

use gloo::utils::document;
use web_sys::Url;

/// The name under which this site keeps something in a store that the whole origin shares. `public/boot.js` makes the same
/// names, and `public/sw.js` names its caches by its scope.
pub(crate) fn own_name(what: &str) -> String {
    format!("checkpost-{what} {}", scope())
}

/// The folder that the page lies in, which is the scope of its service worker.
pub(crate) fn scope() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    Url::new_with_base("./", &base).map(|folder| folder.href()).unwrap_or_default()
}

/// What the publisher wrote into the page under this name.
pub(crate) fn written(name: &str) -> Option<String> {
    let named = document().query_selector(&format!("meta[name=checkpost-{name}]")).ok().flatten();
    named.and_then(|meta| meta.get_attribute("content"))
}
