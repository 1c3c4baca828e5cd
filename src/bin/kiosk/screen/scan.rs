//! The camera's picture, a frame to aim with, and what would help.

use checkpost::message::Hint;
use checkpost::session::{Event, State};
use checkpost::words::ScanWords;
use leptos::prelude::*;

use crate::app::Kiosk;
use crate::part::{Aim, KeysLine, Outline, SoundButton, UpdateButton};
use crate::scanner::{ReaderStatus, Sight};

/// Looks for a code.
#[component]
pub(crate) fn ScanScreen() -> impl IntoView {
    let kiosk = Kiosk::here();
    let words = &kiosk.words().scan;
    let looking = Memo::new(move |_| {
        let is_camera_ready =
            kiosk.with_state(|state| matches!(state, State::Scanning(scanning) if scanning.camera_ready));
        Looking::of(is_camera_ready, kiosk.reader.get(), &kiosk.sight.get())
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
                    {words.stop}
                </button>
            </header>
            <div class="scan__field" role="img" aria-label=words.preview>
                <Aim sweeps=true />
                <Outline />
            </div>
            <div class="scan__hint" role="status">
                <p class="scan__hint-text">{move || looking.get().text(words)}</p>
                {move || {
                    (looking.get() == Looking::ReaderFailing)
                        .then(|| view! { <p class="scan__hint-remedy">{words.reader_failing.remedy}</p> })
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
    Needs(Hint),
}

impl Looking {
    fn of(is_camera_ready: bool, reader: ReaderStatus, sight: &Sight) -> Self {
        match (is_camera_ready, reader, sight.hint) {
            (_, ReaderStatus::Failing, _) => Self::ReaderFailing,
            (false, ..) => Self::CameraStarting,
            (true, ReaderStatus::Starting, _) => Self::ReaderStarting,
            (true, ReaderStatus::Ready, _) if sight.is_read => Self::ForNext,
            (true, ReaderStatus::Ready, Some(hint)) => Self::Needs(hint),
            (true, ReaderStatus::Ready, None) if sight.outline.is_some() => Self::AtCode,
            (true, ReaderStatus::Ready, None) => Self::ForCode,
        }
    }

    fn text(self, words: &ScanWords) -> &'static str {
        match self {
            Self::CameraStarting => words.camera_starting,
            Self::ReaderStarting => words.reader_starting,
            Self::ReaderFailing => words.reader_failing.reason,
            Self::ForCode => words.looking,
            Self::AtCode => words.seen,
            Self::ForNext => words.next,
            Self::Needs(Hint::Closer) => words.closer,
            Self::Needs(Hint::HoldStill) => words.hold_still,
            Self::Needs(Hint::MoreLight) => words.more_light,
            Self::Needs(Hint::TiltAway) => words.tilt_away,
        }
    }

    /// As style sheets and tests know it.
    fn name(self) -> &'static str {
        match self {
            Self::CameraStarting | Self::ReaderStarting => "starting",
            Self::ReaderFailing => "failing",
            Self::ForCode => "for-code",
            Self::AtCode | Self::Needs(_) => "at-code",
            Self::ForNext => "for-next",
        }
    }
}
