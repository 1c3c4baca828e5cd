//! The root component: makes the kiosk, hands it to the screens through the context, and mounts them.

use leptos::prelude::*;

use crate::component::{DemoBanner, Preview};
use crate::kiosk::Kiosk;
use crate::screen::Screen;

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let kiosk = Kiosk::new();
    provide_context(kiosk);
    view! {
        <div class="app">
            <DemoBanner />
            <Preview />
            <Screen />
        </div>
    }
}
