//! Tells when the video shows its next picture: `requestVideoFrameCallback` where the browser has it, else a timer that
//! looks at the number of pictures shown.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Interval;
use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlVideoElement;

/// Calls back for each picture until it is dropped.
pub(super) enum FrameTicks {
    /// By the browser's own callback.
    Callback(Rc<Callback>),
    /// By looking every now and then.
    Polling {
        #[expect(dead_code, reason = "held so that it runs")]
        timer: Interval,
    },
}

pub(super) struct Callback {
    video: HtmlVideoElement,
    request: Function,
    /// The number of the callback asked for last.
    pending_id: Cell<f64>,
    on_frame: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl FrameTicks {
    /// The pictures of this video.
    pub(super) fn of(video: &HtmlVideoElement, call: impl Fn() + 'static) -> Self {
        match method(video, "requestVideoFrameCallback") {
            Some(request) => Self::Callback(Callback::begin(video.clone(), request, call)),
            None => Self::Polling { timer: by_timer(video.clone(), call) },
        }
    }
}

impl Drop for FrameTicks {
    fn drop(&mut self) {
        if let Self::Callback(callback_loop) = self {
            callback_loop.end();
        }
    }
}

impl Callback {
    fn begin(video: HtmlVideoElement, request: Function, call: impl Fn() + 'static) -> Rc<Self> {
        let callback_loop =
            Rc::new(Self { video, request, pending_id: Cell::new(0.0), on_frame: RefCell::new(None) });
        let again = Rc::downgrade(&callback_loop);
        *callback_loop.on_frame.borrow_mut() = Some(Closure::new(move || {
            call();
            if let Some(callback_loop) = again.upgrade() {
                callback_loop.ask();
            }
        }));
        callback_loop.ask();
        callback_loop
    }

    fn ask(&self) {
        if let Some(on_frame) = self.on_frame.borrow().as_ref() {
            let number = self.request.call1(&self.video, on_frame.as_ref()).ok();
            self.pending_id.set(number.and_then(|number| number.as_f64()).unwrap_or_default());
        }
    }

    fn end(&self) {
        if let Some(cancel) = method(&self.video, "cancelVideoFrameCallback") {
            let _: Result<JsValue, JsValue> = cancel.call1(&self.video, &self.pending_id.get().into());
        }
        drop(self.on_frame.borrow_mut().take());
    }
}

fn method(video: &HtmlVideoElement, name: &str) -> Option<Function> {
    Reflect::get(video, &name.into()).ok()?.dyn_into().ok()
}

fn by_timer(video: HtmlVideoElement, call: impl Fn() + 'static) -> Interval {
    let shown = Cell::new(0);
    Interval::new(TIMER_MS, move || {
        let total = video.get_video_playback_quality().total_video_frames();
        if shown.replace(total) != total {
            call();
        }
    })
}

/// Fifteen looks a second: more than a reader on a weak tablet takes.
const TIMER_MS: u32 = 66;
