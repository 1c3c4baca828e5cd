//! Buttons that belong to the kiosk rather than to a screen.

use checkpost::locale::Key;
use checkpost::session::Event;
use leptos::prelude::*;

use super::SoundIcon;
use crate::kiosk::Kiosk;

/// Turns sound off and on, and shows which it is.
#[component]
pub(crate) fn SoundButton() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let is_muted = kiosk.watch(|view| view.is_muted);
    let label = move || kiosk.words().say(if is_muted.get() { Key::PageSoundOn } else { Key::PageSoundOff });
    view! {
        <button
            type="button"
            class="button button--square"
            data-action="sound"
            data-muted=move || is_muted.get().to_string()
            aria-label=label
            title=label
            on:click=move |_| kiosk.feed(Event::Muted(!is_muted.get_untracked()))
        >
            <SoundIcon is_muted=is_muted />
        </button>
    }
}

/// Offers the new version, once there is one.
#[component]
pub(crate) fn UpdateButton() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let has_update = kiosk.watch(|view| view.health.has_update);
    view! {
        <Show when=move || has_update.get()>
            <button
                type="button"
                class="button button--offer"
                data-action="update"
                on:click=move |_| kiosk.feed(Event::UpdateAccepted)
            >
                {move || kiosk.words().say(Key::PageNewVersion)}
            </button>
        </Show>
    }
}
