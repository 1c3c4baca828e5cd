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
pub(super) enum Pictures {
    /// By the browser's own callback.
    Told(Rc<Told>),
    /// By looking every now and then.
    Looked {
        #[expect(dead_code, reason = "held so that it runs")]
        timer: Interval,
    },
}

pub(super) struct Told {
    video: HtmlVideoElement,
    request: Function,
    /// The number of the callback asked for last.
    asked: Cell<f64>,
    callback: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Pictures {
    /// The pictures of this video.
    pub(super) fn of(video: &HtmlVideoElement, call: impl Fn() + 'static) -> Self {
        match method(video, "requestVideoFrameCallback") {
            Some(request) => Self::Told(Told::begin(video.clone(), request, call)),
            None => Self::Looked { timer: by_timer(video.clone(), call) },
        }
    }
}

impl Drop for Pictures {
    fn drop(&mut self) {
        if let Self::Told(told) = self {
            told.end();
        }
    }
}

impl Told {
    fn begin(video: HtmlVideoElement, request: Function, call: impl Fn() + 'static) -> Rc<Self> {
        let told = Rc::new(Self { video, request, asked: Cell::new(0.0), callback: RefCell::new(None) });
        let again = Rc::downgrade(&told);
        *told.callback.borrow_mut() = Some(Closure::new(move || {
            call();
            if let Some(told) = again.upgrade() {
                told.ask();
            }
        }));
        told.ask();
        told
    }

    fn ask(&self) {
        if let Some(callback) = self.callback.borrow().as_ref() {
            let number = self.request.call1(&self.video, callback.as_ref()).ok();
            self.asked.set(number.and_then(|number| number.as_f64()).unwrap_or_default());
        }
    }

    fn end(&self) {
        if let Some(cancel) = method(&self.video, "cancelVideoFrameCallback") {
            let _: Result<JsValue, JsValue> = cancel.call1(&self.video, &self.asked.get().into());
        }
        drop(self.callback.borrow_mut().take());
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
