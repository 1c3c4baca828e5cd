//! Whether the page will open without network; said only where it will not.

use checkpost::locale::{Advice, Key};
use leptos::prelude::*;

use crate::kiosk::Kiosk;

/// Warns that the browser did not keep the page.
#[component]
pub(crate) fn KeepingNote() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let is_kept = kiosk.watch(|view| view.health.is_kept);
    let Advice { reason, remedy } = kiosk.words().advice(Key::PageNotKept, &[]);
    view! {
        <Show when=move || !is_kept.get()>
            <div class="keys-card" data-kept="no" role="status">
                <p class="keys-card__reason">{reason.clone()}</p>
                <p class="keys-card__remedy">{remedy.clone()}</p>
            </div>
        </Show>
    }
}
