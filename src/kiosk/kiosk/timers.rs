//! The session's timers in the browser: one for each name.

use std::collections::BTreeMap;

use checkpost::session::Timer;
use checkpost::time::Milliseconds;
use gloo::timers::callback::Timeout;

use crate::clock;

/// Those that run. Dropped, a timer is cancelled.
#[derive(Default)]
pub(super) struct Timers(BTreeMap<Timer, Timeout>);

impl Timers {
    /// Calls back at a time, and not at the one that was asked for under this name before.
    pub(super) fn set(&mut self, timer: Timer, time: Milliseconds, call: impl FnOnce() + 'static) {
        self.0.insert(timer, clock::timeout_at(time, call));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use js_sys::Promise;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::JsFuture;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn a_timer_replaces_the_one_of_its_name_and_no_other() {
        let called = Rc::new(RefCell::new(Vec::new()));
        let mut timers = Timers::default();
        for (timer, wait, name) in [
            (Timer::VerdictOver, 20, "replaced"),
            (Timer::CrowdOver, 30, "another name"),
            (Timer::VerdictOver, 60, "in its place"),
        ] {
            let called = Rc::clone(&called);
            let time = clock::moment().monotonic.plus(Milliseconds(wait));
            timers.set(timer, time, move || called.borrow_mut().push(name));
        }
        let waiting = Promise::new(&mut |resolve, _| {
            clock::wake_in(Milliseconds(300), move || drop(resolve.call0(&JsValue::UNDEFINED)));
        });
        JsFuture::from(waiting).await.expect("a timer does not fail");
        assert_eq!(*called.borrow(), ["another name", "in its place"], "each name once");
    }
}
