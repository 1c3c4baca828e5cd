//! The context handle that every component uses: feeds the session events and performs its commands.

mod devices;

use checkpost::notice::Notice;
use checkpost::session::{Command, Event, Session, State};
use checkpost::time::Milliseconds;
use checkpost::trust::update::TrustStatus;
use checkpost::verdict::Verdict;
use checkpost::words::{Language, Words};
use leptos::prelude::*;
use web_sys::{HtmlImageElement, HtmlVideoElement};

use crate::clock;
use crate::keys::KeyLoader;
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
    /// The language of the page.
    pub(crate) language: RwSignal<Language>,
    /// Sound is off.
    pub(crate) is_muted: RwSignal<bool>,
    /// What the last picture showed.
    pub(crate) overlay: RwSignal<Overlay>,
    /// How the reader fares.
    pub(crate) reader: RwSignal<ReaderStatus>,
    /// A new version of the page is ready.
    pub(crate) has_update: RwSignal<bool>,
    /// The browser keeps the page for use without network, as far as is known.
    pub(crate) is_kept: RwSignal<bool>,
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
            language: RwSignal::new(preferences::language()),
            is_muted: RwSignal::new(preferences::is_muted()),
            overlay: RwSignal::new(Overlay::default()),
            reader: RwSignal::new(ReaderStatus::Starting),
            has_update: RwSignal::new(false),
            is_kept: RwSignal::new(true),
            shows_samples: RwSignal::new(false),
            is_preparing: StoredValue::new(false),
            devices: StoredValue::new_local(Devices::default()),
        };
        let speaker = Speaker::default();
        speaker.mute(kiosk.is_muted.get_untracked());
        kiosk.devices.set_value(Devices::start(
            speaker,
            scanner_reports(kiosk),
            move |event| kiosk.feed(event),
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
    pub(crate) fn words(self) -> &'static Words {
        self.language.get_untracked().words()
    }

    /// Looks at where the session stands.
    pub(crate) fn with_state<T>(self, look: impl FnOnce(&State) -> T) -> T {
        self.session.with(|session| look(session.state()))
    }

    /// What is to be said about the trust file.
    pub(crate) fn trust_status(self) -> TrustStatus {
        self.session.with(Session::trust_status)
    }

    /// What a verdict is shown as, here and now.
    pub(crate) fn notice(self, verdict: &Verdict) -> Notice {
        Notice::new(verdict, self.language.get_untracked(), clock::utc_offset_seconds())
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

    /// Changes the language.
    pub(crate) fn set_language(self, language: Language) {
        self.language.set(language);
        preferences::choose_language(language);
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
        let needs_keys =
            matches!(event, Event::TrustFileOffered(..) | Event::CodesRead(_) | Event::SampleRead(_));
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
        let did_one = self.session.try_update_untracked(Session::precompute).unwrap_or(false);
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
            Command::SaveTrustFile => devices.keys.iter().for_each(KeyLoader::save),
            Command::LoadTrustFileAt(time) => {
                let keys = devices.keys;
                clock::wake_at(time, move || keys.iter().for_each(KeyLoader::load));
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
