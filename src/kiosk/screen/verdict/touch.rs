//! Tells a short touch from a finger that rests.

use checkpost::session::Event;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

/// One finger on the verdict.
#[derive(Clone, Copy)]
pub(super) struct Touch {
    report: StoredValue<Box<dyn Fn(Event)>, LocalStorage>,
    finger: StoredValue<Finger, LocalStorage>,
}

enum Finger {
    Up,
    /// Down, and not yet for long; the timer says when it rests.
    Down {
        #[expect(dead_code, reason = "held so that it runs")]
        timer: Timeout,
    },
    LongPress,
}

impl Touch {
    /// No finger yet.
    pub(super) fn new(report: impl Fn(Event) + 'static) -> Self {
        Self { report: StoredValue::new_local(Box::new(report)), finger: StoredValue::new_local(Finger::Up) }
    }

    /// A finger comes down.
    pub(super) fn began(self) {
        let timer = Timeout::new(RESTS_AFTER_MS, move || {
            if self.finger.try_set_value(Finger::LongPress).is_none() {
                self.report(Event::HoldChanged(true));
            }
        });
        self.finger.set_value(Finger::Down { timer });
    }

    /// It leaves.
    pub(super) fn ended(self) {
        match self.lift() {
            Finger::Up => {}
            Finger::Down { .. } => self.report(Event::Tapped),
            Finger::LongPress => self.report(Event::HoldChanged(false)),
        }
    }

    /// It slides off, or the browser takes it for something else.
    pub(super) fn cancelled(self) {
        if matches!(self.lift(), Finger::LongPress) {
            self.report(Event::HoldChanged(false));
        }
    }

    fn lift(self) -> Finger {
        self.finger.try_update_value(|finger| std::mem::replace(finger, Finger::Up)).unwrap_or(Finger::Up)
    }

    fn report(self, event: Event) {
        self.report.with_value(|report| report(event));
    }
}

/// Longer than a tap with a gloved finger, shorter than anybody's patience.
const RESTS_AFTER_MS: u32 = 400;
