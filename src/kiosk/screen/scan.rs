//! The camera's picture, a frame to aim with, and what would help.

use checkpost::session::{ChunkProgress, Event, ReadingHint, ScanStatus, Screen};
use checkpost::words::ScanWords;
use leptos::prelude::*;

use crate::component::{KeysLine, Outline, SoundButton, UpdateButton, Viewfinder};
use crate::kiosk::Kiosk;

/// Looks for a code.
#[component]
pub(crate) fn ScanScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = &kiosk.words().scan;
    let status = kiosk.watch(|view| match view.screen {
        Screen::Scan(status) => status,
        // this screen is about to go
        Screen::Start | Screen::Samples | Screen::Verdict(_) | Screen::Fault(_) => ScanStatus::CameraStarting,
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
                    {words.stop}
                </button>
            </header>
            <div class="scan__field" role="img" aria-label=words.preview>
                <Viewfinder sweeps=true />
                <Outline />
            </div>
            <div class="scan__hint" role="status">
                <p class="scan__hint-text">{move || text(status.get(), words)}</p>
                {move || {
                    (status.get() == ScanStatus::ReaderFailing)
                        .then(|| view! { <p class="scan__hint-remedy">{words.reader_failing.remedy}</p> })
                }}
            </div>
        </main>
    }
}

fn text(status: ScanStatus, words: &ScanWords) -> String {
    let text = match status {
        ScanStatus::CameraStarting => words.camera_starting,
        ScanStatus::ReaderStarting => words.reader_starting,
        ScanStatus::ReaderFailing => words.reader_failing.reason,
        ScanStatus::ForCode => words.looking,
        ScanStatus::AtCode => words.seen,
        ScanStatus::ForNext => words.next,
        ScanStatus::ForChunk(ChunkProgress { here, count }) => {
            return words.parts.replace("{here}", &here.to_string()).replace("{count}", &count.to_string());
        }
        ScanStatus::AtSeveral => words.one_only,
        ScanStatus::Needs(ReadingHint::Closer) => words.closer,
        ScanStatus::Needs(ReadingHint::HoldStill) => words.hold_still,
        ScanStatus::Needs(ReadingHint::MoreLight) => words.more_light,
        ScanStatus::Needs(ReadingHint::TiltAway) => words.tilt_away,
    };
    text.to_owned()
}
