//! The demonstration's sample passes, to be held up to another tablet's camera or printed.

use checkpost::locale::{Advice, Argument, Key};
use checkpost::session::Event;
use leptos::html::Img;
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen_futures::spawn_local;

use crate::fetch;
use crate::kiosk::Kiosk;

/// Lists the samples, and shows one as large as it goes.
#[component]
pub(crate) fn SamplesScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let Advice { reason, remedy } = words.advice(Key::SamplesMissing, &[]);
    // not `LocalResource`, which brings 8 kB of waiting and transitions (brotli)
    let samples = RwSignal::new(None);
    spawn_local(async move {
        // the screen may be gone by then
        let _: Option<_> = samples.try_set(Some(load().await));
    });
    let open = RwSignal::new(None::<Sample>);
    let content = move || match open.get() {
        Some(sample) => view! { <OneSample sample /> }.into_any(),
        None => match samples.get() {
            None => ().into_any(),
            Some(Some(samples)) => view! { <SampleList samples open /> }.into_any(),
            Some(None) => view! {
                <p class="samples__problem">{reason.clone()}</p>
                <p class="samples__problem">{remedy.clone()}</p>
            }
            .into_any(),
        },
    };
    let back = move |_| {
        if open.get_untracked().is_some() {
            open.set(None);
        } else {
            kiosk.feed(Event::SamplesClosed);
        }
    };
    view! {
        <main class="screen samples" data-screen="samples">
            <header class="samples__bar">
                <button type="button" class="button" data-action="back" on:click=back>
                    {words.say(Key::SamplesBack)}
                </button>
                <h1 class="samples__title">{words.say(Key::StartSamples)}</h1>
            </header>
            {content}
        </main>
    }
}

/// One entry of `demo/samples.json`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sample {
    name: String,
    /// The verdict it is made for.
    expect: String,
    /// The picture's file name.
    image: String,
}

#[component]
fn SampleList(samples: Vec<Sample>, open: RwSignal<Option<Sample>>) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let cards = samples.into_iter().map(|sample| {
        let (title, expected, address) =
            (kiosk.words().sample(&sample.name), sample.expected(kiosk), sample.address());
        let name = sample.name.clone();
        view! {
            <li>
                <button
                    type="button"
                    class="sample-card"
                    data-sample=name
                    on:click=move |_| open.set(Some(sample.clone()))
                >
                    <img class="sample-card__picture" src=address alt="" />
                    <span class="sample-card__title">{title}</span>
                    <span class="sample-card__expected">{expected}</span>
                </button>
            </li>
        }
    });
    view! {
        <p class="samples__intro">{kiosk.words().say(Key::SamplesIntro)}</p>
        <ul class="samples__list">{cards.collect_view()}</ul>
    }
}

#[component]
fn OneSample(sample: Sample) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let title = kiosk.words().sample(&sample.name);
    let picture = NodeRef::<Img>::new();
    let check = move |_| picture.get_untracked().iter().for_each(|picture| kiosk.check_here(picture));
    view! {
        <figure class="sample" data-sample=sample.name.clone()>
            <img class="sample__picture" src=sample.address() alt=title.clone() node_ref=picture />
            <figcaption class="sample__caption">
                <span class="sample__title">{title}</span>
                <span>{sample.expected(kiosk)}</span>
                <button type="button" class="button button--main" data-action="check-here" on:click=check>
                    {kiosk.words().say(Key::SamplesCheckHere)}
                </button>
            </figcaption>
        </figure>
    }
}

impl Sample {
    fn expected(&self, kiosk: Kiosk) -> String {
        let word = match self.expect.as_str() {
            "admitted" => Key::WordAdmitted,
            "refused" => Key::WordRefused,
            _ => Key::WordCannotSay,
        };
        kiosk.words().fill(Key::SamplesExpected, &[Argument::Name(word)])
    }

    fn address(&self) -> String {
        format!("demo/{}", self.image)
    }
}

async fn load() -> Option<Vec<Sample>> {
    serde_json::from_slice(&fetch::bytes("demo/samples.json", MAX_LIST).await.ok()?).ok()
}

/// Twenty samples, each with its text, are about 40 kB.
const MAX_LIST: usize = 1024 * 1024;
