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
