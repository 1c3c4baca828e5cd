//! The context handle that every component uses: feeds the session events and performs its commands.

mod devices;

use std::sync::Arc;

use checkpost::locale::Words;
use checkpost::session::{Command, Event, Keys, Session, State};
use checkpost::time::Milliseconds;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlImageElement, HtmlVideoElement};

use crate::clock;
use crate::intl::Intl;
use crate::keys::{self, Note};
use crate::language::{self, Language, Spoken};
use crate::offline;
use crate::panic_hook;
use crate::preferences;
use crate::scanner::{self, Overlay, ReaderStatus};
use crate::speaker::Speaker;
use devices::Devices;

/// One kiosk, as its screens see it: what is to be shown, and what can be done.
#[derive(Clone, Copy)]
pub(crate) struct Kiosk {
    session: RwSignal<Session>,
    /// The language of the page, with its words.
    pub(crate) spoken: RwSignal<Spoken>,
    /// Sound is off.
    pub(crate) is_muted: RwSignal<bool>,
    /// What the last picture showed.
    pub(crate) overlay: RwSignal<Overlay>,
    /// How the reader fares.
    pub(crate) reader: RwSignal<ReaderStatus>,
    /// What is worth knowing about the keys.
    pub(crate) keys_note: RwSignal<Note>,
    /// A new version of the page is ready.
    pub(crate) has_update: RwSignal<bool>,
    /// The browser keeps the page for use without network, as far as is known.
    pub(crate) is_kept: RwSignal<bool>,
    /// A language was wished for whose words could not be fetched.
    pub(crate) is_language_missing: RwSignal<bool>,
    /// Counts the languages that were wished for.
    wished_language: StoredValue<u32>,
    /// The sample passes are open.
    pub(crate) shows_samples: RwSignal<bool>,
    /// Somebody computes what makes the next check quicker.
    is_preparing: StoredValue<bool>,
    devices: StoredValue<Devices, LocalStorage>,
}

impl Kiosk {
    /// Switches the kiosk on: keys and reader are loaded, the camera stays closed.
    pub(crate) fn new() -> Self {
        let kiosk = Self {
            session: RwSignal::new(Session::new()),
            spoken: RwSignal::new(language::first()),
            is_muted: RwSignal::new(preferences::is_muted()),
            overlay: RwSignal::new(Overlay::default()),
            reader: RwSignal::new(ReaderStatus::Starting),
            keys_note: RwSignal::new(Note::default()),
            has_update: RwSignal::new(false),
            is_kept: RwSignal::new(true),
            is_language_missing: RwSignal::new(false),
            wished_language: StoredValue::new(0),
            shows_samples: RwSignal::new(false),
            is_preparing: StoredValue::new(false),
            devices: StoredValue::new_local(Devices::default()),
        };
        let speaker = Speaker::default();
        speaker.mute(kiosk.is_muted.get_untracked());
        kiosk.devices.set_value(Devices::start(
            speaker,
            scanner_reports(kiosk),
            move |report| match report {
                keys::Report::Event(event) => kiosk.feed(event),
                keys::Report::Note(note) => kiosk.keys_note.set(note),
            },
            move |report| match report {
                offline::Report::Update => kiosk.has_update.set(true),
                offline::Report::Kept(is_kept) => kiosk.is_kept.set(is_kept),
            },
        ));
        if panic_hook::has_interrupted() {
            // nobody may be there to touch the screen
            kiosk.feed(Event::StartPressed);
        }
        kiosk
    }

    /// The kiosk that the app has put into the context.
    pub(crate) fn from_context() -> Self {
        expect_context()
    }

    /// What the page says in its language. Not tracked: every screen is made anew for another language.
    pub(crate) fn words(self) -> Arc<Words<Intl>> {
        self.spoken.get_untracked().words
    }

    /// Looks at where the session stands.
    pub(crate) fn with_state<T>(self, look: impl FnOnce(&State) -> T) -> T {
        self.session.with(|session| look(session.state()))
    }

    /// Looks at the keys.
    pub(crate) fn with_keys<T>(self, look: impl FnOnce(&Keys) -> T) -> T {
        self.session.with(|session| look(session.keys()))
    }

    /// Starts scanning; called while the touch is handled, which the camera needs.
    pub(crate) fn start(self) {
        self.restart_camera(Event::StartPressed);
    }

    /// A touch on a fault: the browser may ask again even what was answered with no.
    pub(crate) fn retry(self) {
        self.restart_camera(Event::Tapped);
    }

    /// Turns sound off or on.
    pub(crate) fn mute(self, is_muted: bool) {
        self.is_muted.set(is_muted);
        self.devices().speaker.mute(is_muted);
        preferences::choose_muted(is_muted);
    }

    /// Changes the language, once its words are there; without them the page goes on in the one that it has.
    pub(crate) fn set_language(self, language: Language) {
        let wish = self.wished_language.try_update_value(|wish| {
            *wish += 1;
            *wish
        });
        spawn_local(async move {
            let spoken = language.load().await;
            // the last touch counts, in whatever order files come
            if self.wished_language.try_get_value() != wish {
                return;
            }
            self.is_language_missing.set(spoken.is_none());
            if let Some(spoken) = spoken {
                language.mark_page();
                preferences::choose_language(&language.tag);
                self.spoken.set(spoken);
            }
        });
    }

    /// Judges a picture of the page's own as if it had been held up to the camera.
    pub(crate) fn check_here(self, image: &HtmlImageElement) {
        self.devices().scanner.iter().for_each(|scanner| scanner.read(image));
    }

    /// Takes the new version of the page.
    pub(crate) fn take_update(self) {
        self.devices().offline.iter().for_each(offline::Offline::take_over);
    }

    /// Tells the session of an event, and does what it asks for.
    pub(crate) fn feed(self, event: Event) {
        let moment = clock::moment();
        let needs_keys = matches!(event, Event::KeysRead(_) | Event::CodesRead(_) | Event::SampleRead(_));
        let commands = self.session.try_update(|session| session.step(event, moment));
        for command in commands.unwrap_or_default() {
            self.perform(command);
        }
        if needs_keys && !self.is_preparing.try_update_value(|is| std::mem::replace(is, true)).unwrap_or(true)
        {
            clock::wake_in(UNTIL_PAINTED, move || self.prepare());
        }
    }

    /// Makes the next check quicker, a few milliseconds at a time.
    fn prepare(self) {
        let did_one = self.session.with_untracked(|session| match session.keys() {
            Keys::Ready(trust) => trust.precomputed().compute_next(),
            Keys::Loading | Keys::Missing(_) => false,
        });
        if did_one {
            clock::wake_in(BETWEEN_STEPS, move || self.prepare());
        } else {
            self.is_preparing.set_value(false);
        }
    }

    fn restart_camera(self, event: Event) {
        if let Some(scanner) = &self.devices().scanner {
            scanner.camera().may_ask_again();
        }
        self.feed(event);
    }

    fn perform(self, command: Command) {
        let devices = self.devices();
        match command {
            Command::OpenCamera => {
                devices.keep_awake(true);
                devices.scanner.iter().for_each(|scanner| scanner.camera().open());
            }
            Command::CloseCamera => {
                let rests = self.session.with_untracked(|session| matches!(session.state(), State::Start));
                devices.keep_awake(!rests);
                devices.scanner.iter().for_each(|scanner| scanner.camera().close());
                self.overlay.set(Overlay::default());
            }
            Command::Play(tone) => devices.speaker.play(tone),
            Command::WakeAt(time) => clock::wake_at(time, move || self.feed(Event::Woken)),
            Command::LoadKeysAt(time) => {
                let keys = devices.keys;
                clock::wake_at(time, move || keys.iter().for_each(keys::KeyLoader::load));
            }
        }
    }

    /// The element that the camera's pictures appear in; the preview shows it.
    pub(crate) fn video(self) -> Option<HtmlVideoElement> {
        self.devices().scanner.map(|scanner| scanner.camera().video().clone())
    }

    fn devices(self) -> Devices {
        self.devices.get_value()
    }
}

fn scanner_reports(kiosk: Kiosk) -> impl Fn(scanner::Report) + 'static {
    let seen_at = StoredValue::new(Milliseconds(0));
    move |report| match report {
        scanner::Report::Event(event) => kiosk.feed(event),
        // a fault looks at its camera again whenever it is woken
        scanner::Report::Changed => kiosk.feed(Event::Woken),
        scanner::Report::Reading(status) => kiosk.reader.set(status),
        scanner::Report::Overlay(overlay) => {
            let now = clock::moment().monotonic;
            let is_something = !overlay.outlines.is_empty() || overlay.hint.is_some();
            if is_something {
                seen_at.set_value(now);
            }
            // one missed frame does not make a hint flicker
            if is_something || now.since(seen_at.get_value()) > OVERLAY_STAYS {
                kiosk.overlay.set(overlay);
            } else {
                kiosk.overlay.update(|shown| shown.captured_ms = overlay.captured_ms);
            }
        }
    }
}

/// How long what was seen stays on the screen after the last picture that showed it.
const OVERLAY_STAYS: Milliseconds = Milliseconds(400);
/// What was just decided is on the screen by then.
const UNTIL_PAINTED: Milliseconds = Milliseconds(150);
/// The page stays smooth between two steps.
const BETWEEN_STEPS: Milliseconds = Milliseconds(30);

/// The page trusts the demonstration issuer and shows its sample passes.
pub(crate) const IS_DEMONSTRATION: bool = cfg!(feature = "demonstration");

#[cfg(test)]
mod tests;
