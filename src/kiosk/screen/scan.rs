//! The camera's picture, a frame to aim with, and what would help.

use checkpost::locale::{Argument, Key, Words};
use checkpost::session::{ChunkProgress, Event, ReadingHint, ScanStatus, Screen};
use leptos::prelude::*;

use crate::component::{KeysLine, Outline, SoundButton, UpdateButton, Viewfinder};
use crate::intl::Intl;
use crate::kiosk::Kiosk;

/// Looks for a code.
#[component]
pub(crate) fn ScanScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let (stop, preview) = (words.say(Key::ScanStop), words.say(Key::ScanPreview));
    let remedy = words.advice(Key::ScanReaderFailing, &[]).remedy;
    let status = kiosk.watch(|view| match view.screen {
        Screen::Scan(status) => status,
        // this screen is about to go
        Screen::Start | Screen::Samples | Screen::Provisioning(_) | Screen::Verdict(_) | Screen::Fault(_) => {
            ScanStatus::CameraStarting
        }
    });
    view! {
        <main class="screen scan" data-screen="scan" data-looking=move || status.get().name()>
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
                <p class="scan__hint-text">{move || text(status.get(), &words)}</p>
                {move || {
                    (status.get() == ScanStatus::ReaderFailing)
                        .then(|| view! { <p class="scan__hint-remedy">{remedy.clone()}</p> })
                }}
            </div>
        </main>
    }
}

fn text(status: ScanStatus, words: &Words<Intl>) -> String {
    let key = match status {
        ScanStatus::CameraStarting => Key::ScanCameraStarting,
        ScanStatus::ReaderStarting => Key::ScanReaderStarting,
        ScanStatus::ReaderFailing => Key::ScanReaderFailing,
        ScanStatus::ForCode => Key::ScanLooking,
        ScanStatus::AtCode => Key::ScanSeen,
        ScanStatus::ForNext => Key::ScanNext,
        ScanStatus::ForChunk(ChunkProgress { here, count }) => {
            let [here, count] = [here, count].map(|number| u64::try_from(number).unwrap_or(u64::MAX));
            return words.fill(Key::ScanParts, &[Argument::Number(here), Argument::Count(count)]);
        }
        ScanStatus::AtSeveral => Key::ScanOneOnly,
        ScanStatus::Needs(ReadingHint::Closer) => Key::ScanCloser,
        ScanStatus::Needs(ReadingHint::HoldStill) => Key::ScanHoldStill,
        ScanStatus::Needs(ReadingHint::MoreLight) => Key::ScanMoreLight,
        ScanStatus::Needs(ReadingHint::TiltAway) => Key::ScanTiltAway,
    };
    words.say(key)
}
