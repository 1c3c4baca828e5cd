//! The brightness plane of a video's picture, as `WebCodecs` hands it out. The few names of that interface that are
//! needed are declared here: web-sys keeps them behind a compiler flag for every program that uses it.

use js_sys::{ArrayBuffer, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

#[wasm_bindgen]
extern "C" {
    type VideoFrame;

    #[wasm_bindgen(constructor, catch)]
    fn new(video: &HtmlVideoElement) -> Result<VideoFrame, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn format(this: &VideoFrame) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = visibleRect)]
    fn visible_rect(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = allocationSize)]
    fn allocation_size(this: &VideoFrame) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    fn copy_to(this: &VideoFrame, buffer: &ArrayBuffer) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &VideoFrame);
}

/// The plane is not to be had: no such interface, colours only, or a picture that is turned or cut.
pub(super) struct Denied;

/// Copies the picture's planes, brightness first, into `spare` where that fits.
pub(super) async fn copy(
    video: &HtmlVideoElement,
    width: u32,
    height: u32,
    spare: Option<ArrayBuffer>,
) -> Result<ArrayBuffer, Denied> {
    if !is_offered() {
        return Err(Denied);
    }
    let frame = VideoFrame::new(video).map_err(|_| Denied)?;
    let copied = copy_planes(&frame, (width, height), spare).await;
    // the camera has few pictures to lend, and waits for this one
    frame.close();
    copied
}

async fn copy_planes(
    frame: &VideoFrame,
    size: (u32, u32),
    spare: Option<ArrayBuffer>,
) -> Result<ArrayBuffer, Denied> {
    let has_plane = frame.format().is_some_and(|format| PLANAR.contains(&format.as_str()));
    let rect = frame.visible_rect();
    let shown = |name: &str| number(&rect, name);
    let is_even = size.0.is_multiple_of(2) && size.1.is_multiple_of(2);
    if !has_plane
        || !is_even
        || shown("width") != Some(size.0.into())
        || shown("height") != Some(size.1.into())
    {
        return Err(Denied);
    }
    let length = frame.allocation_size().map_err(|_| Denied)?;
    if length > MAX_LENGTH {
        return Err(Denied);
    }
    let buffer =
        spare.filter(|buffer| buffer.byte_length() == length).unwrap_or_else(|| ArrayBuffer::new(length));
    let copying = frame.copy_to(&buffer).map_err(|_| Denied)?;
    let layout = JsFuture::from(copying).await.map_err(|_| Denied)?;
    let first = Reflect::get_u32(&layout, 0).map_err(|_| Denied)?;
    let is_packed = number(&first, "offset") == Some(0.0) && number(&first, "stride") == Some(size.0.into());
    if is_packed { Ok(buffer) } else { Err(Denied) }
}

fn is_offered() -> bool {
    Reflect::get(&js_sys::global(), &"VideoFrame".into())
        .is_ok_and(|class| class.is_instance_of::<Function>())
}

fn number(object: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(object.dyn_ref::<Object>()?, &name.into()).ok()?.as_f64()
}

/// Formats whose first plane is brightness, one byte a pixel.
const PLANAR: [&str; 6] = ["I420", "I420A", "I422", "I444", "NV12", "NV12A"];
/// Four bytes for each pixel of the largest picture that is captured, in bytes.
const MAX_LENGTH: u32 = 1920 * 1920 * 4;
