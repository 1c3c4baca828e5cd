//! The mark that a page for demonstrations always wears: nobody shall take its verdicts for real ones.

use leptos::prelude::*;

use crate::kiosk::{IS_DEMONSTRATION, Kiosk};

/// A band across the top; nothing on a page for real use.
#[component]
pub(crate) fn DemoBanner() -> impl IntoView {
    let language = Kiosk::from_context().watch(|view| view.language);
    IS_DEMONSTRATION.then(|| {
        view! {
            <p class="demonstration-mark" data-demonstration="">
                {move || language.get().words().status.demonstration}
            </p>
        }
    })
}
