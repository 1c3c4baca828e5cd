//! Notices a camera that gives no new pictures, or nothing but black ones, while somebody could be looking.

use std::cell::Cell;
use std::rc::Rc;

use checkpost::time::Milliseconds;
use gloo::timers::callback::Interval;
use gloo::utils::document;
use web_sys::VisibilityState;

use super::Frame;
use crate::clock;

/// Calls back once pictures have been missing or black for [`PATIENCE`]; stops when dropped.
pub(super) struct Watchdog {
    seen: Rc<Seen>,
    _timer: Interval,
}

struct Seen {
    picture: Cell<Milliseconds>,
    light: Cell<Milliseconds>,
}

impl Watchdog {
    /// Starts to watch.
    pub(super) fn new(call: impl Fn() + 'static) -> Self {
        let now = clock::moment().monotonic;
        let seen = Rc::new(Seen { picture: Cell::new(now), light: Cell::new(now) });
        let watched = Rc::clone(&seen);
        let timer = Interval::new(LOOK_MS, move || {
            let now = clock::moment().monotonic;
            if document().visibility_state() == VisibilityState::Hidden {
                // browsers stop the pictures of a page that nobody sees
                watched.picture.set(now);
                watched.light.set(now);
            }
            if now.since(watched.picture.get()) > PATIENCE || now.since(watched.light.get()) > PATIENCE {
                call();
            }
        });
        Self { seen, _timer: timer }
    }

    /// The next picture is there, whatever it shows.
    pub(super) fn on_frame(&self) {
        self.seen.picture.set(clock::moment().monotonic);
    }

    /// A picture was captured.
    pub(super) fn saw_picture(&self, is_black: bool) {
        if !is_black {
            self.seen.light.set(clock::moment().monotonic);
        }
    }
}

/// Whether a picture is black all over: looked at in a few hundred places.
pub(super) fn is_black(frame: &Frame) -> bool {
    let grey = frame.grey_bytes();
    let length = grey.length();
    let step = (length / SAMPLES).max(1);
    (0..length)
        .step_by(usize::try_from(step).unwrap_or(1))
        .all(|place| grey.get_index(place) <= BLACK_AT_MOST)
}

/// Cameras take up to two seconds to open their eyes; a stall of four is none of theirs.
const PATIENCE: Milliseconds = Milliseconds(4_000);
const LOOK_MS: u32 = 500;
/// An odd number, so that the places looked at wander over the columns.
const SAMPLES: u32 = 401;
/// Black is 16 in a camera's own range; a dark room has noise above this.
const BLACK_AT_MOST: u8 = 20;
