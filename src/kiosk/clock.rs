//! The tablet's two clocks and its time zone, read for others: no other file of the page asks for the time.

use checkpost::session::Moment;
use checkpost::time::{Milliseconds, UnixTime};
use checkpost::trust::distribution::FetchWindow;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use js_sys::{Date, Math};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Both clocks, now.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` holds at the ends of the range"
)]
pub(crate) fn moment() -> Moment {
    Moment {
        wall: UnixTime((Date::now() / 1000.0).floor() as i64),
        utc_offset_seconds: utc_offset_seconds(),
        monotonic: Milliseconds(uptime_ms() as u64),
    }
}

/// Milliseconds since the page was opened, on the clock that never runs backwards.
pub(crate) fn uptime_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// How far local time is ahead of UTC, now.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "`as` holds at the ends of the range"
)]
pub(crate) fn utc_offset_seconds() -> i64 {
    -(Date::new_0().get_timezone_offset() as i64) * 60
}

/// Calls back once `time` has come, on the clock that never runs backwards; not at all once it is dropped.
pub(crate) fn timeout_at(time: Milliseconds, call: impl FnOnce() + 'static) -> Timeout {
    let wait = time.since(moment().monotonic).0.saturating_add(TIMER_LEAD_MS);
    Timeout::new(u32::try_from(wait).unwrap_or(LONGEST_MS).min(LONGEST_MS), call)
}

/// Calls back after that time; not at all once it is dropped.
pub(crate) fn timeout_in(wait: Milliseconds, call: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(u32::try_from(wait.0).unwrap_or(LONGEST_MS).min(LONGEST_MS), call)
}

/// A random moment of a span. Nothing secret depends on it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` holds at the ends of the range"
)]
pub(crate) fn at_random(window: FetchWindow) -> Milliseconds {
    window.at((Math::random() * f64::from(u32::MAX)) as u32)
}

/// Calls back after that time, or a little sooner or later.
pub(crate) fn wake_in(wait: Milliseconds, call: impl FnOnce() + 'static) {
    // goes with its call, where a timer that is forgotten would leave a piece of the page's memory for each
    let call = Closure::once_into_js(call);
    let wait = i32::try_from(wait.0).unwrap_or(i32::MAX);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(call.unchecked_ref(), wait);
}

/// A browser's timer may fire this much early, and the session would find its time not yet come.
const TIMER_LEAD_MS: u64 = 2;
/// Browsers take a longer wait for none at all: 24 days.
const LONGEST_MS: u32 = i32::MAX.unsigned_abs();
