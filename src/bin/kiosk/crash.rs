//! What happens when this program itself fails: the screen must not go on showing its last verdict.
//!
//! A panic leaves WebAssembly in no state to go on, so the page is emptied at once and loaded anew. The message of a
//! panic may quote what was being read, so only its place in the source is told.

use std::panic;

use gloo::utils::{body, document, window};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Prepares for the worst; called first.
pub(crate) fn prepare() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        web_sys::console::error_1(&JsValue::from_str(&format!("Checkpost failed at {place}")));
        clear_screen();
        let _: Result<(), JsValue> = reload_later();
    }));
}

fn clear_screen() {
    let body = body();
    body.set_text_content(None);
    if let Ok(message) = document().create_element("main") {
        message.set_class_name("boot");
        message.set_text_content(Some("Checkpost starts again… 正在重新启动……"));
        let _ = message.set_attribute("role", "alert");
        let _ = body.append_child(&message);
    }
}

/// By a timer that needs nothing of this program any more.
fn reload_later() -> Result<(), JsValue> {
    let location = window().location();
    let reload: Function = Reflect::get(&location, &"reload".into())?.dyn_into()?;
    let reload = reload.bind0(&location);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(&reload, RELOAD_AFTER_MS).map(drop)
}

/// Long enough to be seen, and to keep a page that fails at once from loading in a tight circle.
const RELOAD_AFTER_MS: i32 = 3_000;
