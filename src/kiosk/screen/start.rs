//! The first screen: what this is, how it stands with its keys, and one large button.

use checkpost::locale::{Advice, Key};
use checkpost::session::Event;
use leptos::prelude::*;

use crate::component::{KeepingNote, KeysCard, LogoIcon, SoundButton, UpdateButton, Viewfinder};
use crate::kiosk::{IS_DEMONSTRATION, Kiosk};
use crate::language;

/// Waits for somebody to start it.
#[component]
pub(crate) fn StartScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let samples = IS_DEMONSTRATION.then(|| {
        view! {
            <button
                type="button"
                class="button button--wide"
                data-action="samples"
                on:click=move |_| kiosk.feed(Event::SamplesOpened)
            >
                {kiosk.words().say(Key::StartSamples)}
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
                <p class="start__purpose">{words.say(Key::StartPurpose)}</p>
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
                        {words.say(Key::StartStart)}
                    </button>
                </div>
                <p class="start__help">{words.say(Key::StartCameraHelp)}</p>
                {samples}
            </div>
            <footer class="start__foot">
                <UpdateButton />
                <KeysCard />
                <Whose />
                <KeepingNote />
                <LanguageNote />
                <p class="start__privacy">{words.say(Key::StartPrivacy)}</p>
            </footer>
        </main>
    }
}

/// Whose tablet this is, or the button that makes it somebody's.
#[component]
fn Whose() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let operator = kiosk.watch(|view| view.operator.map(|it| (it.operator.clone(), it.gate.clone())));
    let whose = move || match operator.get() {
        Some((operator, gate)) => view! {
            <p class="start__operator" data-operator=operator.clone()>{operator.clone()}</p>
            {(!gate.is_empty()).then(|| view! { <p class="start__gate">{gate}</p> })}
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class="button"
                data-action="provision"
                on:click=move |_| kiosk.feed(Event::ProvisioningOpened)
            >
                {kiosk.words().say(Key::StartProvision)}
            </button>
        }
        .into_any(),
    };
    view! { <div class="start__whose">{whose}</div> }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let buttons = language::all().into_iter().map(|language| {
        let (tag, own_name) = (language.tag.clone(), language.own_name.clone());
        let is_spoken = move || (kiosk.spoken.read().tag == tag).to_string();
        view! {
            <button
                type="button"
                class="choice__option"
                lang=language.tag.clone()
                data-language=language.tag.clone()
                aria-pressed=is_spoken
                on:click=move |_| kiosk.set_language(language.clone())
            >
                {own_name}
            </button>
        }
    });
    view! {
        <div class="choice" role="group" aria-label=kiosk.words().say(Key::StartLanguage)>
            {buttons.collect_view()}
        </div>
    }
}

/// Says that a language could not be changed to.
#[component]
fn LanguageNote() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let is_missing = kiosk.watch(|view| view.health.is_language_missing);
    let Advice { reason, remedy } = kiosk.words().advice(Key::PageLanguageMissing, &[]);
    view! {
        <Show when=move || is_missing.get()>
            <div class="keys-card" data-language-missing="" role="status">
                <p class="keys-card__reason">{reason.clone()}</p>
                <p class="keys-card__remedy">{remedy.clone()}</p>
            </div>
        </Show>
    }
}
