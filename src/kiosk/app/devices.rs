//! The adapters of one kiosk, each told where its reports go.

use checkpost::session::Event;
use checkpost::time::Milliseconds;
use gloo::events::EventListener;
use gloo::utils::document;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlVideoElement;

use super::Kiosk;
use crate::awake::Awake;
use crate::clock;
use crate::keys::{self, KeyLoader};
use crate::offline::{self, Offline};
use crate::scanner::{self, Scanner};
use crate::speaker::Speaker;

/// The browser's facilities. Cheap to clone: every clone is the same device.
#[derive(Clone, Default)]
pub(crate) struct Devices {
    pub(crate) scanner: Option<Scanner>,
    pub(crate) keys: Option<KeyLoader>,
    pub(crate) offline: Option<Offline>,
    pub(crate) speaker: Speaker,
    awake: Option<Awake>,
}

impl Devices {
    /// Starts what runs from the beginning.
    pub(super) fn start(kiosk: Kiosk) -> Self {
        let speaker = Speaker::default();
        speaker.mute(kiosk.is_muted.get_untracked());
        let touched = speaker.clone();
        // lives as long as the page
        EventListener::new(&document(), "click", move |_| touched.wake()).forget();
        Self {
            scanner: video().map(|video| Scanner::new(video, scanner_reports(kiosk))),
            keys: Some(KeyLoader::start(move |report| match report {
                keys::Report::Event(event) => kiosk.feed(event),
                keys::Report::Note(note) => kiosk.keys_note.set(note),
            })),
            offline: Some(Offline::start(move |report| match report {
                offline::Report::Update => kiosk.has_update.set(true),
                offline::Report::Kept(is_kept) => kiosk.is_kept.set(is_kept),
            })),
            speaker,
            awake: Some(Awake::new()),
        }
    }

    /// Keeps the screen on, or no longer.
    pub(super) fn keep_awake(&self, is_wanted: bool) {
        self.awake.iter().for_each(|awake| awake.keep(is_wanted));
    }
}

impl Kiosk {
    /// The element that the camera's pictures appear in; the preview shows it.
    pub(crate) fn video(self) -> Option<HtmlVideoElement> {
        self.devices().scanner.map(|scanner| scanner.camera().video().clone())
    }
}

fn scanner_reports(kiosk: Kiosk) -> impl Fn(scanner::Report) + 'static {
    let seen_at = StoredValue::new(Milliseconds(0));
    move |report| match report {
        scanner::Report::Event(event) => kiosk.feed(event),
        // a fault looks at its camera again whenever it is woken
        scanner::Report::Changed => kiosk.feed(Event::Woken),
        scanner::Report::Reading(status) => kiosk.reader.set(status),
        scanner::Report::Sight(sight) => {
            let now = clock::moment().monotonic;
            let is_something = !sight.outlines.is_empty() || sight.hint.is_some();
            if is_something {
                seen_at.set_value(now);
            }
            // one missed frame does not make a hint flicker
            if is_something || now.since(seen_at.get_value()) > SIGHT_STAYS {
                kiosk.sight.set(sight);
            } else {
                kiosk.sight.update(|shown| shown.captured_ms = sight.captured_ms);
            }
        }
    }
}

fn video() -> Option<HtmlVideoElement> {
    let video: HtmlVideoElement = document().create_element("video").ok()?.dyn_into().ok()?;
    video.set_class_name("preview__video");
    for (name, value) in
        [("playsinline", ""), ("muted", ""), ("disablepictureinpicture", ""), ("aria-hidden", "true")]
    {
        video.set_attribute(name, value).ok()?;
    }
    Some(video)
}

/// How long what was seen stays on the screen after the last picture that showed it.
const SIGHT_STAYS: Milliseconds = Milliseconds(400);
