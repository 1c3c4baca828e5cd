//! Small pictures. They repeat what words beside them say, and are hidden from screen readers.

use leptos::prelude::*;

/// The frame with its tick.
#[component]
pub(crate) fn LogoIcon() -> impl IntoView {
    view! {
        <svg class="icon icon--logo" viewBox="0 0 48 48" aria-hidden="true">
            <path
                class="icon__line"
                d="M4 15V9a5 5 0 0 1 5-5h6M33 4h6a5 5 0 0 1 5 5v6M44 33v6a5 5 0 0 1-5 5h-6M15 44H9a5 5 0 0 1-5-5v-6"
            />
            <path class="icon__line icon__line--accent" d="m14 25 7 7 13-16" />
        </svg>
    }
}

/// A loudspeaker, with waves or crossed out.
#[component]
pub(crate) fn SoundIcon(#[prop(into)] is_muted: Signal<bool>) -> impl IntoView {
    let path = move || {
        if is_muted.get() { "m16 9.5 5 5m0-5-5 5" } else { "M15.5 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" }
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path class="icon__line" d="M3.5 9.5v5H7l4.5 4v-13L7 9.5z" />
            <path class="icon__line" d=path />
        </svg>
    }
}

/// A camera, crossed out.
#[component]
pub(crate) fn CameraOffIcon() -> impl IntoView {
    view! {
        <svg class="icon icon--large" viewBox="0 0 48 48" aria-hidden="true">
            <path
                class="icon__line"
                d="M17.5 12 20 8h8l3 5h8a4 4 0 0 1 4 4v17M38 40H9a4 4 0 0 1-4-4V17a4 4 0 0 1 4-4h2M18.6 20.6a8 8 0 0 0 11 11M30.8 28A8 8 0 0 0 22 18.3"
            />
            <path class="icon__line icon__line--accent" d="m5 5 38 38" />
        </svg>
    }
}
