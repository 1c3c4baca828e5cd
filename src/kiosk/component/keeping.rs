//! Whether the page will open without network; said only where it will not.

use checkpost::words::Advice;
use leptos::prelude::*;

use crate::kiosk::Kiosk;

/// Warns that the browser did not keep the page.
#[component]
pub(crate) fn KeepingNote() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let is_kept = kiosk.watch(|view| view.health.is_kept);
    let Advice { reason, remedy } = kiosk.words().status.not_kept;
    view! {
        <Show when=move || !is_kept.get()>
            <div class="keys-card" data-kept="no" role="status">
                <p class="keys-card__reason">{reason}</p>
                <p class="keys-card__remedy">{remedy}</p>
            </div>
        </Show>
    }
}
