//! The demonstration's sample passes, to be held up to another tablet's camera or printed.

use std::collections::BTreeMap;

use checkpost::session::Event;
use checkpost::words::{Language, VerdictWords, fill};
use leptos::html::Img;
use leptos::prelude::*;
use serde::Deserialize;

use crate::fetch;
use crate::kiosk::Kiosk;

/// Lists the samples, and shows one as large as it goes.
#[component]
pub(crate) fn SamplesScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let samples = LocalResource::new(load);
    let open = RwSignal::new(None::<Sample>);
    let content = move || match open.get() {
        Some(sample) => view! { <OneSample sample /> }.into_any(),
        None => match samples.get() {
            None => ().into_any(),
            Some(Some(samples)) => view! { <SampleList samples open /> }.into_any(),
            Some(None) => view! {
                <p class="samples__problem">{words.samples.missing.reason}</p>
                <p class="samples__problem">{words.samples.missing.remedy}</p>
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
                    {words.samples.back}
                </button>
                <h1 class="samples__title">{words.start.samples}</h1>
            </header>
            {content}
        </main>
    }
}

/// One entry of `demo/samples.json`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sample {
    name: String,
    /// By language tag.
    title: BTreeMap<String, String>,
    /// The verdict it is made for.
    expect: String,
    /// The picture's file name.
    image: String,
}

#[component]
fn SampleList(samples: Vec<Sample>, open: RwSignal<Option<Sample>>) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let cards = samples.into_iter().map(|sample| {
        let (title, expected, address) = (
            sample.title_in(kiosk.look_once(|view| view.language)),
            sample.expected(kiosk),
            sample.address(),
        );
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
        <p class="samples__intro">{kiosk.words().samples.intro}</p>
        <ul class="samples__list">{cards.collect_view()}</ul>
    }
}

#[component]
fn OneSample(sample: Sample) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let title = sample.title_in(kiosk.look_once(|view| view.language));
    let picture = NodeRef::<Img>::new();
    let check = move |_| picture.get_untracked().iter().for_each(|picture| kiosk.check_here(picture));
    view! {
        <figure class="sample" data-sample=sample.name.clone()>
            <img class="sample__picture" src=sample.address() alt=title.clone() node_ref=picture />
            <figcaption class="sample__caption">
                <span class="sample__title">{title}</span>
                <span>{sample.expected(kiosk)}</span>
                <button type="button" class="button button--main" data-action="check-here" on:click=check>
                    {kiosk.words().samples.check_here}
                </button>
            </figcaption>
        </figure>
    }
}

impl Sample {
    fn title_in(&self, language: Language) -> String {
        self.title.get(language.tag()).unwrap_or(&self.name).clone()
    }

    fn expected(&self, kiosk: Kiosk) -> String {
        let words = kiosk.words();
        let VerdictWords { admitted, refused, cannot_say, .. } = words.verdict;
        let word = match self.expect.as_str() {
            "admitted" => admitted,
            "refused" => refused,
            "cannot-say" => cannot_say,
            other => other,
        };
        fill(words.samples.expected, None, Some(word))
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
