//! The context handle that every component uses: feeds the session events, performs its commands, and hands out its view.

mod devices;
mod timers;

use std::sync::Arc;

use checkpost::locale::Words;
use checkpost::session::{Command, Event, Session, View};
use checkpost::time::Milliseconds;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlImageElement, HtmlVideoElement};

use crate::clock;
use crate::intl::Intl;
use crate::keys::{ACCEPT, KeyLoader};
use crate::language::{self, Language, Spoken};
use crate::offline::Offline;
use crate::panic_hook;
use crate::preferences;
use crate::speaker::Speaker;
use crate::updates::Updates;
use devices::Devices;
use timers::Timers;

/// One kiosk, as its screens see it: what is to be shown, and what can be done.
#[derive(Clone, Copy)]
pub(crate) struct Kiosk {
    session: RwSignal<Session>,
    timers: StoredValue<Timers, LocalStorage>,
    /// The words of the language that the page speaks.
    pub(crate) spoken: RwSignal<Spoken>,
    /// Counts the languages that were asked for.
    languages_asked: StoredValue<u32>,
    /// [`Session::precompute`] runs, step by step.
    is_precomputing: StoredValue<bool>,
    devices: StoredValue<Devices, LocalStorage>,
}

impl Kiosk {
    /// Switches the kiosk on: keys and reader are loaded, the camera stays closed.
    pub(crate) fn new() -> Self {
        let (spoken, is_muted) = (language::first(), preferences::is_muted());
        let kiosk = Self {
            session: RwSignal::new(Session::new(spoken.tag.clone(), is_muted, ACCEPT)),
            timers: StoredValue::new_local(Timers::default()),
            spoken: RwSignal::new(spoken),
            languages_asked: StoredValue::new(0),
            is_precomputing: StoredValue::new(false),
            devices: StoredValue::new_local(Devices::default()),
        };
        let speaker = Speaker::default();
        speaker.mute(is_muted);
        kiosk.devices.set_value(Devices::start(speaker, move |event| kiosk.feed(event)));
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

    /// Looks at what is to be shown, once.
    pub(crate) fn look_once<T>(self, look: impl FnOnce(View<'_>) -> T) -> T {
        self.session.with_untracked(|session| look(session.view()))
    }

    /// Watches something that is to be shown.
    pub(crate) fn watch<T: PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(View<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.session.with(|session| look(session.view())))
    }

    /// Changes the language, once its words are there; without them the page goes on in the one that it has.
    pub(crate) fn set_language(self, language: Language) {
        let asked = self.languages_asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        spawn_local(async move {
            let spoken = language.load().await;
            // the last touch counts, in whatever order files come
            if self.languages_asked.try_get_value() != asked {
                return;
            }
            match spoken {
                Some(spoken) => {
                    language.mark_page();
                    self.spoken.set(spoken);
                    self.feed(Event::LanguageChosen(language.tag));
                }
                None => self.feed(Event::LanguageMissing),
            }
        });
    }

    /// Judges a picture of the page's own as if it had been held up to the camera.
    pub(crate) fn check_here(self, image: &HtmlImageElement) {
        self.devices().scanner.iter().for_each(|scanner| scanner.read(image));
    }

    /// Tells the session of an event, and does what it asks for: at once, since the camera and the sound need the touch
    /// that is being handled.
    pub(crate) fn feed(self, event: Event) {
        let moment = clock::moment();
        let needs_keys = matches!(
            event,
            Event::TrustFileOffered(..)
                | Event::UpdateStored(_)
                | Event::StorageRead(_)
                | Event::CodesRead(_)
                | Event::SampleRead(_)
        );
        let commands = self.session.try_update(|session| session.step(event, moment));
        for command in commands.unwrap_or_default() {
            self.perform(command);
        }
        if needs_keys
            && !self.is_precomputing.try_update_value(|is| std::mem::replace(is, true)).unwrap_or(true)
        {
            clock::wake_in(UNTIL_PAINTED, move || self.precompute());
        }
    }

    /// Makes the next check quicker, a few milliseconds at a time.
    fn precompute(self) {
        let did_one = self.session.try_update_untracked(Session::precompute).unwrap_or(false);
        if did_one {
            clock::wake_in(BETWEEN_STEPS, move || self.precompute());
        } else {
            self.is_precomputing.set_value(false);
        }
    }

    fn perform(self, command: Command) {
        let devices = self.devices();
        match command {
            Command::OpenCamera { may_ask_again } => {
                devices.scanner.iter().for_each(|scanner| scanner.camera().open(may_ask_again));
            }
            Command::CloseCamera => devices.scanner.iter().for_each(|scanner| scanner.camera().close()),
            Command::KeepAwake(is_wanted) => devices.keep_awake(is_wanted),
            Command::Play(tone) => devices.speaker.play(tone),
            Command::SetTimer(timer, time) => {
                let _ = self.timers.try_update_value(|timers| {
                    timers.set(timer, time, move || self.feed(Event::TimerFired(timer)));
                });
            }
            Command::LoadTrustFile => devices.keys.iter().for_each(KeyLoader::load),
            Command::SaveTrustFile => devices.keys.iter().for_each(KeyLoader::save),
            Command::Update(task) => devices.updates.iter().for_each(|updates| updates.perform(task.clone())),
            Command::OpenTrustFile => devices.keys.iter().for_each(KeyLoader::open),
            Command::ReadDemonstration => devices.updates.iter().for_each(Updates::read_demonstration),
            Command::KeepConfiguration(text) => {
                devices.keys.iter().for_each(KeyLoader::give_up);
                devices.updates.iter().for_each(|updates| updates.keep_configuration(text.clone()));
            }
            Command::Mute(is_muted) => {
                devices.speaker.mute(is_muted);
                preferences::choose_muted(is_muted);
            }
            Command::KeepLanguage(tag) => preferences::choose_language(&tag),
            Command::KeepPage => devices.offline.iter().for_each(Offline::keep),
            Command::TakeUpdate => devices.offline.iter().for_each(Offline::take_over),
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

/// What was just decided is on the screen by then.
const UNTIL_PAINTED: Milliseconds = Milliseconds(150);
/// The page stays smooth between two steps.
const BETWEEN_STEPS: Milliseconds = Milliseconds(30);

/// The page trusts the demonstration issuer and shows its sample passes.
pub(crate) const IS_DEMONSTRATION: bool = cfg!(feature = "demonstration");

#[cfg(test)]
mod tests;
