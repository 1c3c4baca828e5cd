//! How messages travel: `[text, buffer]`, the text being JSON and the buffer transferred.

use checkpost_reader::message::{FromReader, ToReader};
use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker};

/// Sends a message and gives the buffer away. `false` when it could not be sent.
pub(super) fn send(worker: &Worker, message: &ToReader, buffer: &ArrayBuffer) -> bool {
    let Ok(text) = serde_json::to_string(message) else { return false };
    let parts = Array::of2(&text.into(), buffer);
    worker.post_message_with_transfer(&parts, &Array::of1(buffer)).is_ok()
}

/// Reads a message and the buffer that comes back with it. `None` when it is not one.
pub(super) fn read(event: &web_sys::Event) -> Option<(FromReader, Option<ArrayBuffer>)> {
    let parts: Array = event.dyn_ref::<MessageEvent>()?.data().dyn_into().ok()?;
    let message = serde_json::from_str(&parts.get(0).as_string()?).ok()?;
    Some((message, parts.get(1).dyn_into().ok()))
}
