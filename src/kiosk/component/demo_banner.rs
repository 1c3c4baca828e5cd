//! The mark that a page for demonstrations always wears: nobody shall take its verdicts for real ones.

use checkpost::locale::Key;
use leptos::prelude::*;

use crate::kiosk::{IS_DEMONSTRATION, Kiosk};

/// A band across the top; nothing on a page for real use.
#[component]
pub(crate) fn DemoBanner() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    IS_DEMONSTRATION.then(|| {
        view! {
            <p class="demonstration-mark" data-demonstration="">
                {move || kiosk.spoken.get().words.say(Key::PageDemonstration)}
            </p>
        }
    })
}
