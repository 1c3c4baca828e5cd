//! Owns the session: feeds it what happens, and does what it asks for.

mod devices;

use checkpost::notice::Notice;
use checkpost::session::{Effect as Wish, Event, Keys, Session, State};
use checkpost::time::Milliseconds;
use checkpost::verdict::Verdict;
use checkpost::words::{Language, Words};
use gloo::utils::document_element;
use leptos::prelude::*;
use web_sys::HtmlImageElement;

use crate::clock;
use crate::crash;
use crate::keys::Note;
use crate::part::{DemonstrationMark, Preview};
use crate::preferences;
use crate::scanner::{ReaderStatus, Sight};
use crate::screen::Screen;
use devices::Devices;

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let kiosk = Kiosk::new();
    provide_context(kiosk);
    Effect::new(move || {
        let _ = document_element().set_attribute("lang", kiosk.language.get().tag());
    });
    view! {
        <div class="app">
            <DemonstrationMark />
            <Preview />
            <Screen />
        </div>
    }
}

/// One kiosk, as its screens see it: what is to be shown, and what can be done.
#[derive(Clone, Copy)]
pub(crate) struct Kiosk {
    session: RwSignal<Session>,
    /// The language of the page.
    pub(crate) language: RwSignal<Language>,
    /// Sound is off.
    pub(crate) is_muted: RwSignal<bool>,
    /// What the last picture showed.
    pub(crate) sight: RwSignal<Sight>,
    /// How the reader fares.
    pub(crate) reader: RwSignal<ReaderStatus>,
    /// What is worth knowing about the keys.
    pub(crate) keys_note: RwSignal<Note>,
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
    fn new() -> Self {
        let kiosk = Self {
            session: RwSignal::new(Session::new()),
            language: RwSignal::new(preferences::language()),
            is_muted: RwSignal::new(preferences::is_muted()),
            sight: RwSignal::new(Sight::default()),
            reader: RwSignal::new(ReaderStatus::Starting),
            keys_note: RwSignal::new(Note::default()),
            has_update: RwSignal::new(false),
            is_kept: RwSignal::new(true),
            shows_samples: RwSignal::new(false),
            is_preparing: StoredValue::new(false),
            devices: StoredValue::new_local(Devices::default()),
        };
        kiosk.devices.set_value(Devices::start(kiosk));
        if crash::has_interrupted() {
            // nobody may be there to touch the screen
            kiosk.feed(Event::StartPressed);
        }
        kiosk
    }

    /// The kiosk that the app has put into the context.
    pub(crate) fn here() -> Self {
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

    /// Looks at the keys.
    pub(crate) fn with_keys<T>(self, look: impl FnOnce(&Keys) -> T) -> T {
        self.session.with(|session| look(session.keys()))
    }

    /// What a verdict is shown as, here and now.
    pub(crate) fn notice(self, verdict: &Verdict) -> Notice {
        Notice::new(verdict, self.language.get_untracked(), clock::utc_offset_seconds())
    }

    /// Starts scanning; called while the touch is handled, which the camera needs.
    pub(crate) fn start(self) {
        self.try_now(Event::StartPressed);
    }

    /// A touch on a fault: the browser may ask again even what was answered with no.
    pub(crate) fn retry(self) {
        self.try_now(Event::Tapped);
    }

    /// Turns sound off or on.
    pub(crate) fn mute(self, is_muted: bool) {
        self.is_muted.set(is_muted);
        self.devices().speaker.mute(is_muted);
        preferences::choose_muted(is_muted);
    }

    /// Changes the language.
    pub(crate) fn speak(self, language: Language) {
        self.language.set(language);
        preferences::choose_language(language);
    }

    /// Judges a picture of the page's own as if it had been held up to the camera.
    pub(crate) fn check_here(self, image: &HtmlImageElement) {
        self.devices().scanner.iter().for_each(|scanner| scanner.read(image));
    }

    /// Takes the new version of the page.
    pub(crate) fn take_update(self) {
        self.devices().offline.iter().for_each(crate::offline::Offline::take_over);
    }

    /// Tells the session of an event, and does what it asks for.
    pub(crate) fn feed(self, event: Event) {
        let moment = clock::moment();
        let needs_keys = matches!(event, Event::KeysRead(_) | Event::CodesRead(_) | Event::SampleRead(_));
        let wishes = self.session.try_update(|session| session.step(event, moment));
        for wish in wishes.unwrap_or_default() {
            self.fulfil(wish);
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

    fn try_now(self, event: Event) {
        if let Some(scanner) = &self.devices().scanner {
            scanner.camera().may_ask_again();
        }
        self.feed(event);
    }

    fn fulfil(self, wish: Wish) {
        let devices = self.devices();
        match wish {
            Wish::OpenCamera => {
                devices.keep_awake(true);
                devices.scanner.iter().for_each(|scanner| scanner.camera().open());
            }
            Wish::CloseCamera => {
                let rests = self.session.with_untracked(|session| matches!(session.state(), State::Start));
                devices.keep_awake(!rests);
                devices.scanner.iter().for_each(|scanner| scanner.camera().close());
                self.sight.set(Sight::default());
            }
            Wish::Play(tone) => devices.speaker.play(tone),
            Wish::WakeAt(time) => clock::wake_at(time, move || self.feed(Event::Woken)),
            Wish::LoadKeysAt(time) => {
                let keys = devices.keys;
                clock::wake_at(time, move || keys.iter().for_each(crate::keys::KeyLoader::load));
            }
        }
    }

    fn devices(self) -> Devices {
        self.devices.get_value()
    }
}

/// What was just decided is on the screen by then.
const UNTIL_PAINTED: Milliseconds = Milliseconds(150);
/// The page stays smooth between two steps.
const BETWEEN_STEPS: Milliseconds = Milliseconds(30);

/// The page trusts the demonstration issuer and shows its sample passes.
pub(crate) const IS_DEMONSTRATION: bool = cfg!(feature = "demonstration");

#[cfg(test)]
mod tests;
