//! The first screen: what this is, how it stands with its keys, and one large button.

use checkpost::session::Event;
use checkpost::words::Language;
use leptos::prelude::*;

use crate::component::{KeepingNote, KeysCard, LogoIcon, SoundButton, UpdateButton, Viewfinder};
use crate::kiosk::{IS_DEMONSTRATION, Kiosk};

/// Waits for somebody to start it.
#[component]
pub(crate) fn StartScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = &kiosk.words().start;
    let samples = IS_DEMONSTRATION.then(|| {
        view! {
            <button
                type="button"
                class="button button--wide"
                data-action="samples"
                on:click=move |_| kiosk.feed(Event::SamplesOpened)
            >
                {words.samples}
            </button>
        }
    });
    view! {
        <main class="screen start" data-screen="start">
            <header class="start__bar">
                <LanguageSwitch />
                <SoundButton />
            </header>
            <div class="start__title">
                <LogoIcon />
                <h1 class="start__name">"Checkpost"</h1>
                <p class="start__purpose">{words.purpose}</p>
            </div>
            <div class="start__act">
                <div class="start__frame">
                    <Viewfinder />
                    <button
                        type="button"
                        class="button button--start"
                        data-action="start"
                        on:click=move |_| kiosk.feed(Event::StartPressed)
                    >
                        {words.start}
                    </button>
                </div>
                <p class="start__help">{words.camera_help}</p>
                {samples}
            </div>
            <footer class="start__foot">
                <UpdateButton />
                <KeysCard />
                <KeepingNote />
                <p class="start__privacy">{words.privacy}</p>
            </footer>
        </main>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let chosen = kiosk.watch(|view| view.language);
    let buttons = Language::ALL.map(|language| {
        view! {
            <button
                type="button"
                class="choice__option"
                lang=language.tag()
                data-language=language.tag()
                aria-pressed=move || (chosen.get() == language).to_string()
                on:click=move |_| kiosk.feed(Event::LanguageChosen(language))
            >
                {language.own_name()}
            </button>
        }
    });
    view! {
        <div class="choice" role="group" aria-label=kiosk.words().start.language>
            {buttons.into_iter().collect_view()}
        </div>
    }
}
