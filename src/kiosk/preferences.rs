//! What a tablet remembers of its owner's choices: the language, which `public/boot.js` reads, whether there is sound, and
//! that it was provisioned. A browser that keeps nothing forgets them, and that is all. Each site of an origin has its own.

use gloo::utils::window;
use web_sys::Storage;

use crate::site;

/// Remembers a language.
pub(crate) fn choose_language(tag: &str) {
    write(LANGUAGE, tag);
}

/// Whether sound was turned off.
pub(crate) fn is_muted() -> bool {
    read(SOUND).as_deref() == Some(OFF)
}

/// Remembers whether sound is off.
pub(crate) fn choose_muted(is_muted: bool) {
    write(SOUND, if is_muted { OFF } else { ON });
}

/// Remembers that this tablet was provisioned.
pub(crate) fn remember_provisioning() {
    write(PROVISIONED, ON);
}

/// Whether this tablet was ever provisioned.
pub(crate) fn was_provisioned() -> bool {
    read(PROVISIONED).as_deref() == Some(ON)
}

fn read(name: &str) -> Option<String> {
    storage()?.get_item(&site::own_name(name)).ok()?
}

fn write(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&site::own_name(name), value);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

const LANGUAGE: &str = "language";
const SOUND: &str = "sound";
const PROVISIONED: &str = "provisioned";
const ON: &str = "on";
const OFF: &str = "off";
