//! The root component: makes the kiosk, hands it to the screens through the context, and mounts them.

use gloo::utils::document_element;
use leptos::prelude::*;

use crate::component::{DemoBanner, Preview};
use crate::kiosk::Kiosk;
use crate::screen::Screen;

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let kiosk = Kiosk::new();
    provide_context(kiosk);
    let language = kiosk.watch(|view| view.language);
    Effect::new(move || {
        let _ = document_element().set_attribute("lang", language.get().tag());
    });
    view! {
        <div class="app">
            <DemoBanner />
            <Preview />
            <Screen />
        </div>
    }
}
