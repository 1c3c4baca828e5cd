//! How messages travel: `[message, buffer]`, the message being CBOR and the buffer transferred.

use checkpost_reader::message::{FromReader, ToReader};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker};

/// Sends a message and gives the buffer away. `false` when it could not be sent.
pub(super) fn send(worker: &Worker, message: &ToReader, buffer: &ArrayBuffer) -> bool {
    let Ok(bytes) = minicbor::to_vec(message) else { return false };
    let parts = Array::of2(&Uint8Array::from(bytes.as_slice()), buffer);
    worker.post_message_with_transfer(&parts, &Array::of1(buffer)).is_ok()
}

/// Reads a message and the buffer that comes back with it. `None` when it is not one.
pub(super) fn read(event: &web_sys::Event) -> Option<(FromReader, Option<ArrayBuffer>)> {
    let parts: Array = event.dyn_ref::<MessageEvent>()?.data().dyn_into().ok()?;
    let bytes: Uint8Array = parts.get(0).dyn_into().ok()?;
    let message = minicbor::decode(&bytes.to_vec()).ok()?;
    Some((message, parts.get(1).dyn_into().ok()))
}
