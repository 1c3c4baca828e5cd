//! Tells a short touch from a finger that rests.

use checkpost::session::Event;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

/// One finger on the verdict.
#[derive(Clone, Copy)]
pub(super) struct Touch {
    tell: StoredValue<Box<dyn Fn(Event)>, LocalStorage>,
    finger: StoredValue<Finger, LocalStorage>,
}

enum Finger {
    Away,
    /// Down, and not yet for long; the timer says when it rests.
    Down {
        #[expect(dead_code, reason = "held so that it runs")]
        timer: Timeout,
    },
    Resting,
}

impl Touch {
    /// No finger yet.
    pub(super) fn new(tell: impl Fn(Event) + 'static) -> Self {
        Self { tell: StoredValue::new_local(Box::new(tell)), finger: StoredValue::new_local(Finger::Away) }
    }

    /// A finger comes down.
    pub(super) fn began(self) {
        let timer = Timeout::new(RESTS_AFTER_MS, move || {
            if self.finger.try_set_value(Finger::Resting).is_none() {
                self.tell(Event::HoldChanged(true));
            }
        });
        self.finger.set_value(Finger::Down { timer });
    }

    /// It leaves.
    pub(super) fn ended(self) {
        match self.lift() {
            Finger::Away => {}
            Finger::Down { .. } => self.tell(Event::Tapped),
            Finger::Resting => self.tell(Event::HoldChanged(false)),
        }
    }

    /// It slides off, or the browser takes it for something else.
    pub(super) fn broke_off(self) {
        if matches!(self.lift(), Finger::Resting) {
            self.tell(Event::HoldChanged(false));
        }
    }

    fn lift(self) -> Finger {
        self.finger.try_update_value(|finger| std::mem::replace(finger, Finger::Away)).unwrap_or(Finger::Away)
    }

    fn tell(self, event: Event) {
        self.tell.with_value(|tell| tell(event));
    }
}

/// Longer than a tap with a gloved finger, shorter than anybody's patience.
const RESTS_AFTER_MS: u32 = 400;
