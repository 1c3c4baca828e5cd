//! A picture of the video as grey bytes in a buffer that can be given away.
//!
//! The camera's own brightness plane where the browser hands it out (`WebCodecs` `VideoFrame.copyTo`, whose planes are
//! tightly packed with the brightness first), else a canvas and its colours made grey.

mod plane;

use std::cell::{Cell, RefCell};

use checkpost_reading::Luma;
use gloo::utils::document;
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, HtmlVideoElement};

use crate::clock;

/// One captured picture.
pub(crate) struct Frame {
    /// Pixels in a row.
    pub(crate) width: u32,
    /// Rows.
    pub(crate) height: u32,
    /// The grey bytes come first; the camera's colours may follow and mean nothing.
    pub(crate) buffer: ArrayBuffer,
    /// When the capture began, in the page's own time.
    pub(crate) captured_ms: f64,
}

impl Frame {
    /// The grey bytes.
    pub(crate) fn grey_bytes(&self) -> Uint8Array {
        let length = self.width.saturating_mul(self.height).min(self.buffer.byte_length());
        Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, length)
    }
}

/// What capturing needs again and again.
#[derive(Default)]
pub(crate) struct Capture {
    /// The buffer that came back last.
    spare: RefCell<Option<ArrayBuffer>>,
    /// The camera's own plane was not to be had once, and is not asked for again.
    is_plane_denied: Cell<bool>,
    canvas: RefCell<Option<Canvas>>,
    luma: RefCell<Option<Luma>>,
}

#[derive(Clone)]
struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Capture {
    /// Captures what the video shows now. `None` while it shows nothing.
    pub(crate) async fn take(&self, video: &HtmlVideoElement) -> Option<Frame> {
        let (width, height) = (video.video_width(), video.video_height());
        if width == 0 || height == 0 {
            return None;
        }
        let captured_ms = clock::uptime_ms();
        if !self.is_plane_denied.get() && width.max(height) <= LONGEST_SIDE {
            let spare = self.spare.borrow_mut().take();
            match plane::copy(video, width, height, spare).await {
                Ok(buffer) => return Some(Frame { width, height, buffer, captured_ms }),
                Err(plane::Denied) => self.is_plane_denied.set(true),
            }
        }
        let size = fitting(width, height);
        let (wide, high) = (size.0.into(), size.1.into());
        self.draw(size, captured_ms, |context| {
            context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, wide, high).ok()
        })
    }

    /// Captures a picture of the page's own, on white paper. `None` while it is not loaded.
    pub(crate) fn still(&self, image: &HtmlImageElement) -> Option<Frame> {
        if image.natural_width() == 0 {
            return None;
        }
        let side = f64::from(STILL_SIDE);
        self.draw((STILL_SIDE, STILL_SIDE), clock::uptime_ms(), |context| {
            context.set_fill_style_str("white");
            context.fill_rect(0.0, 0.0, side, side);
            context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, side, side).ok()
        })
    }

    /// Gives the buffer of an earlier picture back.
    pub(crate) fn give_back(&self, buffer: ArrayBuffer) {
        if buffer.byte_length() > 0 {
            *self.spare.borrow_mut() = Some(buffer);
        }
    }

    fn draw(
        &self,
        size: (u32, u32),
        captured_ms: f64,
        paint: impl FnOnce(&CanvasRenderingContext2d) -> Option<()>,
    ) -> Option<Frame> {
        let (width, height) = size;
        let canvas = self.canvas()?;
        if (canvas.element.width(), canvas.element.height()) != size {
            canvas.element.set_width(width);
            canvas.element.set_height(height);
        }
        paint(&canvas.context)?;
        let image = canvas.context.get_image_data(0.0, 0.0, width.into(), height.into()).ok()?;
        let mut luma = self.luma.borrow_mut().take().unwrap_or_else(Luma::pixel);
        luma.fill_from_rgba(usize::try_from(width).ok()?, usize::try_from(height).ok()?, &image.data())
            .ok()?;
        let length = width * height;
        let spare = self.spare.borrow_mut().take().filter(|buffer| buffer.byte_length() == length);
        let buffer = spare.unwrap_or_else(|| ArrayBuffer::new(length));
        Uint8Array::new(&buffer).copy_from(luma.pixels());
        *self.luma.borrow_mut() = Some(luma);
        Some(Frame { width, height, buffer, captured_ms })
    }

    fn canvas(&self) -> Option<Canvas> {
        let mut canvas = self.canvas.borrow_mut();
        if canvas.is_none() {
            *canvas = Canvas::new();
        }
        canvas.clone()
    }
}

impl Canvas {
    fn new() -> Option<Self> {
        let element: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"willReadFrequently".into(), &true.into()).ok()?;
        Reflect::set(&options, &"alpha".into(), &false.into()).ok()?;
        let context = element.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
        Some(Self { element, context })
    }
}

/// The size, or its largest whole fraction within [`LONGEST_SIDE`].
fn fitting(width: u32, height: u32) -> (u32, u32) {
    let shrink = width.max(height).div_ceil(LONGEST_SIDE).max(1);
    ((width / shrink).max(1), (height / shrink).max(1))
}

/// Cameras that ignore the wish for 1280 pixels give 1920; beyond that a weak tablet spends its time on copying.
const LONGEST_SIDE: u32 = 1920;
/// Six pixels a module for the densest sample.
const STILL_SIDE: u32 = 960;
