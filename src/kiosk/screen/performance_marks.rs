//! Marks on the browser's time line, from which anybody can read how long a verdict took: `checkpost:captured` when the
//! picture was taken, `checkpost:verdict` when the verdict was on the screen. Only the last pair is kept.

use gloo::utils::window;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// Marks a verdict that is being put on the screen and came from a picture taken at this time.
pub(super) fn mark(captured_ms: f64) {
    // the first frame begins the painting, the second finds it done
    request_animation_frame(move || request_animation_frame(move || mark_both(captured_ms)));
}

fn mark_both(captured_ms: f64) {
    let Some(performance) = window().performance() else { return };
    performance.clear_marks_with_mark_name(CAPTURED);
    performance.clear_marks_with_mark_name(VERDICT);
    let _: Result<_, JsValue> = mark_at(&performance, captured_ms);
    let _: Result<_, JsValue> = performance.mark(VERDICT);
}

/// User Timing Level 3; web-sys keeps its options behind a compiler flag.
fn mark_at(performance: &Performance, captured_ms: f64) -> Result<JsValue, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"startTime".into(), &captured_ms.into())?;
    let mark: Function = Reflect::get(performance, &"mark".into())?.dyn_into()?;
    mark.call2(performance, &CAPTURED.into(), &options)
}

const CAPTURED: &str = "checkpost:captured";
const VERDICT: &str = "checkpost:verdict";
