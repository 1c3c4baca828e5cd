//! Keeps the tablet's screen on while it scans (Screen Wake Lock, W3C), where the browser offers that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::utils::{document, window};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::VisibilityState;

/// The wish to stay awake.
#[derive(Clone)]
pub(crate) struct Awake(Rc<Inner>);

#[derive(Default)]
struct Inner {
    is_wanted: Cell<bool>,
    lock: RefCell<Option<JsValue>>,
}

impl Awake {
    /// Nothing is wished yet.
    pub(crate) fn new() -> Self {
        let inner = Rc::new(Inner::default());
        let seen_again = Rc::clone(&inner);
        // the browser takes the lock back from a page that is hidden; lives as long as the page
        EventListener::new(&document(), "visibilitychange", move |_| {
            if seen_again.is_wanted.get() && document().visibility_state() == VisibilityState::Visible {
                ask(&seen_again);
            }
        })
        .forget();
        Self(inner)
    }

    /// Keeps the screen on from now on, or no longer.
    pub(crate) fn keep(&self, is_wanted: bool) {
        if self.0.is_wanted.replace(is_wanted) == is_wanted {
            return;
        }
        if is_wanted {
            ask(&self.0);
        } else if let Some(lock) = self.0.lock.borrow_mut().take() {
            drop(call(&lock, "release"));
        }
    }
}

fn ask(inner: &Rc<Inner>) {
    let inner = Rc::clone(inner);
    spawn_local(async move {
        let offered = Reflect::get(&window().navigator(), &"wakeLock".into()).ok();
        let Some(asked) = offered.and_then(|offered| call(&offered, "request")) else { return };
        if let Ok(lock) = JsFuture::from(asked).await {
            if inner.is_wanted.get() {
                *inner.lock.borrow_mut() = Some(lock);
            } else {
                drop(call(&lock, "release"));
            }
        }
    });
}

fn call(object: &JsValue, name: &str) -> Option<Promise> {
    let method: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    method.call0(object).ok()?.dyn_into().ok()
}
