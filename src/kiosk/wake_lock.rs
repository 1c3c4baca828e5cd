//! Keeps the tablet's screen on while it scans (Screen Wake Lock, W3C), where the browser offers that.
//!
//! The system may take the lock back at any time, and does so from a page that is hidden: it is asked for again as soon as
//! the page is seen, and every now and then where the system refuses.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{EventTarget, VisibilityState};

/// The wish to stay awake.
#[derive(Clone)]
pub(crate) struct WakeLock(Rc<Inner>);

#[derive(Default)]
struct Inner {
    is_wanted: Cell<bool>,
    is_asking: Cell<bool>,
    lock: RefCell<Option<Lock>>,
    again: RefCell<Option<Timeout>>,
}

struct Lock {
    sentinel: EventTarget,
    _released: EventListener,
}

impl WakeLock {
    /// Nothing is wished yet.
    pub(crate) fn new() -> Self {
        let inner = Rc::new(Inner::default());
        let seen_again = Rc::clone(&inner);
        // lives as long as the page
        EventListener::new(&document(), "visibilitychange", move |_| seen_again.ask()).forget();
        Self(inner)
    }

    /// Keeps the screen on from now on, or no longer.
    pub(crate) fn keep(&self, is_wanted: bool) {
        self.0.is_wanted.set(is_wanted);
        if is_wanted {
            self.0.ask();
        } else {
            self.0.again.borrow_mut().take();
            if let Some(lock) = self.0.lock.borrow_mut().take() {
                drop(call(&lock.sentinel, "release"));
            }
        }
    }
}

impl Inner {
    /// Asks for the lock where it is wanted, can be had and is not held.
    fn ask(self: &Rc<Self>) {
        let is_hidden = document().visibility_state() == VisibilityState::Hidden;
        if !self.is_wanted.get() || is_hidden || self.is_asking.get() || self.lock.borrow().is_some() {
            return;
        }
        let offered = Reflect::get(&window().navigator(), &"wakeLock".into()).ok();
        let Some(request) = offered.and_then(|offered| call(&offered, "request")) else { return };
        self.is_asking.set(true);
        let inner = Rc::clone(self);
        spawn_local(async move {
            let answer = JsFuture::from(request).await;
            inner.is_asking.set(false);
            match answer.ok().and_then(|lock| lock.dyn_into::<EventTarget>().ok()) {
                Some(sentinel) if inner.is_wanted.get() => inner.hold(sentinel),
                Some(sentinel) => drop(call(&sentinel, "release")),
                None => inner.ask_in(REFUSED_MS),
            }
        });
    }

    fn hold(self: &Rc<Self>, sentinel: EventTarget) {
        let inner = Rc::downgrade(self);
        let released = EventListener::new(&sentinel, "release", move |_| {
            if let Some(inner) = inner.upgrade() {
                inner.ask_in(RELEASED_MS);
            }
        });
        *self.lock.borrow_mut() = Some(Lock { sentinel, _released: released });
    }

    fn ask_in(self: &Rc<Self>, milliseconds: u32) {
        let inner = Rc::clone(self);
        let timer = Timeout::new(milliseconds, move || {
            inner.lock.borrow_mut().take();
            inner.ask();
        });
        *self.again.borrow_mut() = Some(timer);
    }
}

fn call(object: &JsValue, name: &str) -> Option<Promise> {
    let method: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    method.call0(object).ok()?.dyn_into().ok()
}

/// Soon, and not in a circle with a system that gives and takes.
const RELEASED_MS: u32 = 500;
/// A battery that is nearly empty refuses, until it is charged.
const REFUSED_MS: u32 = 10_000;
