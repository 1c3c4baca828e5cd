//! The camera's picture, a frame to aim with, and what would help.

use checkpost::locale::{Argument, Key, Words};
use checkpost::session::{Event, PartsProgress, Scanning, State};
use checkpost_reader::message::Hint;
use leptos::prelude::*;

use crate::component::{KeysLine, Outline, SoundButton, UpdateButton, Viewfinder};
use crate::intl::Intl;
use crate::kiosk::Kiosk;
use crate::scanner::{Overlay, ReaderStatus};

/// Looks for a code.
#[component]
pub(crate) fn ScanScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let (stop, preview) = (words.say(Key::ScanStop), words.say(Key::ScanPreview));
    let remedy = words.advice(Key::ScanReaderFailing, &[]).remedy;
    let looking = Memo::new(move |_| {
        let scanning = kiosk.with_state(|state| match state {
            State::Scanning(scanning) => Some(*scanning),
            State::Start | State::Showing(_) | State::Fault(_) => None,
        });
        Looking::of(scanning.as_ref(), kiosk.reader.get(), &kiosk.overlay.read())
    });
    view! {
        <main class="screen scan" data-screen="scan" data-looking=move || looking.get().name()>
            <header class="scan__bar">
                <KeysLine />
                <UpdateButton />
                <SoundButton />
                <button
                    type="button"
                    class="button"
                    data-action="stop"
                    on:click=move |_| kiosk.feed(Event::StopPressed)
                >
                    {stop}
                </button>
            </header>
            <div class="scan__field" role="img" aria-label=preview>
                <Viewfinder sweeps=true />
                <Outline />
            </div>
            <div class="scan__hint" role="status">
                <p class="scan__hint-text">{move || looking.get().text(&words)}</p>
                {move || {
                    (looking.get() == Looking::ReaderFailing)
                        .then(|| view! { <p class="scan__hint-remedy">{remedy.clone()}</p> })
                }}
            </div>
        </main>
    }
}

/// What the person with the pass needs to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looking {
    CameraStarting,
    ReaderStarting,
    ReaderFailing,
    ForCode,
    AtCode,
    /// The code in view was judged, or it would not be this screen.
    ForNext,
    ForPart(PartsProgress),
    AtSeveral,
    Needs(Hint),
}

impl Looking {
    fn of(scanning: Option<&Scanning>, reader: ReaderStatus, overlay: &Overlay) -> Self {
        match (scanning.filter(|scanning| scanning.camera_ready), reader, overlay.hint) {
            (_, ReaderStatus::Failing, _) => Self::ReaderFailing,
            (None, ..) => Self::CameraStarting,
            (Some(_), ReaderStatus::Starting, _) => Self::ReaderStarting,
            (Some(scanning), ReaderStatus::Ready, _) if scanning.is_crowded => Self::AtSeveral,
            (Some(_), ReaderStatus::Ready, Some(hint)) => Self::Needs(hint),
            (Some(scanning), ReaderStatus::Ready, None) => match scanning.parts {
                Some(parts) => Self::ForPart(parts),
                None if overlay.is_read => Self::ForNext,
                None if !overlay.outlines.is_empty() => Self::AtCode,
                None => Self::ForCode,
            },
        }
    }

    fn text(self, words: &Words<Intl>) -> String {
        let key = match self {
            Self::CameraStarting => Key::ScanCameraStarting,
            Self::ReaderStarting => Key::ScanReaderStarting,
            Self::ReaderFailing => Key::ScanReaderFailing,
            Self::ForCode => Key::ScanLooking,
            Self::AtCode => Key::ScanSeen,
            Self::ForNext => Key::ScanNext,
            Self::ForPart(PartsProgress { here, count }) => {
                let [here, count] = [here, count].map(|number| u64::try_from(number).unwrap_or(u64::MAX));
                return words.fill(Key::ScanParts, &[Argument::Number(here), Argument::Count(count)]);
            }
            Self::AtSeveral => Key::ScanOneOnly,
            Self::Needs(Hint::Closer) => Key::ScanCloser,
            Self::Needs(Hint::HoldStill) => Key::ScanHoldStill,
            Self::Needs(Hint::MoreLight) => Key::ScanMoreLight,
            Self::Needs(Hint::TiltAway) => Key::ScanTiltAway,
        };
        words.say(key)
    }

    /// As style sheets and tests know it.
    fn name(self) -> &'static str {
        match self {
            Self::CameraStarting | Self::ReaderStarting => "starting",
            Self::ReaderFailing => "failing",
            Self::ForCode | Self::ForPart(_) => "for-code",
            Self::AtCode | Self::Needs(_) => "at-code",
            Self::ForNext => "for-next",
            Self::AtSeveral => "at-several",
        }
    }
}
