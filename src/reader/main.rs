//! The reader worker: decodes the frame of each message and answers every message, also one that holds no frame.

use std::panic;

use checkpost_reader::message::{FromReader, ToReader};
use checkpost_reading::{FrameResult, Luma, Reader};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    // the message of a panic may quote a payload: only its place is reported
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        web_sys::console::error_1(&JsValue::from_str(&format!("the reader failed at {place}")));
    }));
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut handler = FrameHandler::default();
    let listener = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((message, buffer)) = message_in(&event) {
                post(&scope, &handler.handle(&message, &buffer, &scope), Some(&buffer));
            }
        })
    };
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // works as long as the worker does
    listener.forget();
    post(&scope, &FromReader::Ready, None);
}

/// What is kept from frame to frame.
#[derive(Default)]
struct FrameHandler {
    reader: Reader,
    /// The memory of the last frame, reused.
    pixels: Vec<u8>,
}

impl FrameHandler {
    fn handle(
        &mut self,
        message: &ToReader,
        buffer: &ArrayBuffer,
        scope: &DedicatedWorkerGlobalScope,
    ) -> FromReader {
        let started_ms = now_ms(scope);
        let deadline_ms = started_ms + f64::from(message.budget_ms);
        let result = match self.take_luma(message, buffer) {
            Some(luma) => {
                let result = self.reader.read_frame(&luma, &|| now_ms(scope) > deadline_ms);
                self.pixels = luma.into_pixels();
                result
            }
            None => FrameResult::default(),
        };
        FromReader::Frame {
            frame: message.frame,
            codes: result.symbols.into_iter().map(Into::into).collect(),
            undecoded: result.undecoded,
            hint: result.hint,
            took_ms: now_ms(scope) - started_ms,
        }
    }

    fn take_luma(&mut self, message: &ToReader, buffer: &ArrayBuffer) -> Option<Luma> {
        let length =
            message.width.checked_mul(message.height).filter(|length| *length <= buffer.byte_length())?;
        let grey = Uint8Array::new_with_byte_offset_and_length(buffer, 0, length);
        let mut pixels = std::mem::take(&mut self.pixels);
        pixels.resize(usize::try_from(length).ok()?, 0);
        grey.copy_to(&mut pixels);
        Luma::new(usize::try_from(message.width).ok()?, usize::try_from(message.height).ok()?, pixels).ok()
    }
}

fn message_in(event: &MessageEvent) -> Option<(ToReader, ArrayBuffer)> {
    let parts: Array = event.data().dyn_into().ok()?;
    let bytes: Uint8Array = parts.get(0).dyn_into().ok()?;
    let message = minicbor::decode(&bytes.to_vec()).ok()?;
    Some((message, parts.get(1).dyn_into().ok()?))
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &FromReader, buffer: Option<&ArrayBuffer>) {
    let Ok(bytes) = minicbor::to_vec(message) else { return };
    let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
    // a page that is gone needs no answer
    let _: Result<(), JsValue> = match buffer {
        Some(buffer) => {
            parts.push(buffer);
            scope.post_message_with_transfer(&parts, &Array::of1(buffer))
        }
        None => scope.post_message(&parts),
    };
}

fn now_ms(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(0.0, |performance| performance.now())
}
