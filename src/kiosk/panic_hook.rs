//! What happens when this program itself fails: the screen must not go on showing its last verdict.
//!
//! A panic leaves WebAssembly in no state to go on; like any other trap it ends in `public/boot.js`, which empties the page
//! and loads it anew. The message of a panic may quote what was being read, so only its place in the source is told.

use std::panic;

use gloo::utils::window;
use wasm_bindgen::JsValue;

use crate::site;

/// Prepares for the worst; called first.
pub(crate) fn prepare() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        web_sys::console::error_1(&JsValue::from_str(&format!("Checkpost failed at {place}")));
    }));
}

/// Whether the page was scanning when it failed. Told once.
pub(crate) fn has_interrupted() -> bool {
    let Ok(Some(storage)) = window().session_storage() else { return false };
    let name = site::own_name(RESUME);
    let is_marked = storage.get_item(&name).is_ok_and(|mark| mark.is_some());
    is_marked && storage.remove_item(&name).is_ok()
}

/// The mark that `public/boot.js` leaves.
const RESUME: &str = "resume";
