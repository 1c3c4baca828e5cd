//! The mark that a page for demonstrations always wears: nobody shall take its verdicts for real ones.

use leptos::prelude::*;

use crate::app::{IS_DEMONSTRATION, Kiosk};

/// A band across the top; nothing on a page for real use.
#[component]
pub(crate) fn DemonstrationMark() -> impl IntoView {
    let kiosk = Kiosk::here();
    IS_DEMONSTRATION.then(|| {
        view! {
            <p class="demonstration-mark" data-demonstration="">
                {move || kiosk.language.get().words().status.demonstration}
            </p>
        }
    })
}
