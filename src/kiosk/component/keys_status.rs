//! What the page says about its trust file: in a line, or with what to do about it.

use checkpost::locale::{Advice, Argument, Key, Words};
use checkpost::trust::distribution::Freshness;
use checkpost::trust::update::{TrustConcern, TrustProblem, TrustStatus};
use leptos::prelude::*;

use crate::intl::Intl;
use crate::kiosk::Kiosk;

/// One line: how many keys, published when; or that there are none.
#[component]
pub(crate) fn KeysLine() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let status = kiosk.watch(|view| view.trust);
    view! {
        <p class="keys-line" data-keys=move || name(status.get()) data-freshness=move || freshness(status.get())>
            <span class="keys-line__light" aria-hidden="true"></span>
            <span>{move || line(status.get(), &kiosk.words())}</span>
        </p>
    }
}

/// The line, and below it what is wrong and what to do.
#[component]
pub(crate) fn KeysCard() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let status = kiosk.watch(|view| view.trust);
    view! {
        <div class="keys-card" data-keys=move || name(status.get()) role="status">
            <KeysLine />
            {move || {
                advice(status.get(), &kiosk.words()).map(|Advice { reason, remedy }| {
                    view! {
                        <p class="keys-card__reason">{reason}</p>
                        <p class="keys-card__remedy">{remedy}</p>
                    }
                })
            }}
        </div>
    }
}

/// Says on a verdict how old the keys are that it was made with, where that is older than their operator wants them.
#[component]
pub(crate) fn AgeNote() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let status = kiosk.look_once(|view| view.trust);
    let is_old = matches!(status, TrustStatus::Ready { freshness: Freshness::Amber | Freshness::Red, .. });
    is_old.then(|| {
        view! {
            <p class="verdict__age" data-freshness=freshness(status)>
                {line(status, &kiosk.words())}
            </p>
        }
    })
}

/// As style sheets and tests know it.
fn name(status: TrustStatus) -> &'static str {
    match status {
        TrustStatus::Loading => "loading",
        TrustStatus::Missing(_) => "missing",
        TrustStatus::Ready { .. } => "ready",
    }
}

/// The traffic light, as style sheets and tests know it; empty while there is nothing to be fresh.
fn freshness(status: TrustStatus) -> &'static str {
    match status {
        TrustStatus::Loading | TrustStatus::Missing(_) => "",
        TrustStatus::Ready { freshness: Freshness::Green, .. } => "green",
        TrustStatus::Ready { freshness: Freshness::Amber, .. } => "amber",
        TrustStatus::Ready { freshness: Freshness::Red, .. } => "red",
    }
}

fn line(status: TrustStatus, words: &Words<Intl>) -> String {
    match status {
        TrustStatus::Loading => words.say(Key::KeysLoading),
        TrustStatus::Missing(_) => words.say(Key::KeysMissing),
        TrustStatus::Ready { issued, keys, freshness, .. } => {
            let key = match freshness {
                Freshness::Green => Key::KeysReady,
                Freshness::Amber => Key::KeysAmber,
                Freshness::Red => Key::KeysRed,
            };
            words.fill(key, &[Argument::Number(counted(keys)), Argument::Day(issued)])
        }
    }
}

/// What is wrong, and what to do.
fn advice(status: TrustStatus, words: &Words<Intl>) -> Option<Advice> {
    match status {
        TrustStatus::Loading | TrustStatus::Ready { concern: None, .. } => None,
        TrustStatus::Missing(problem) => Some(advice_on(problem, words)),
        TrustStatus::Ready { concern: Some(TrustConcern::NotAccepted(problem)), .. } => {
            Some(Advice { remedy: words.say(Key::KeysKept), ..advice_on(problem, words) })
        }
        TrustStatus::Ready { concern: Some(TrustConcern::NotSaved), .. } => {
            Some(words.advice(Key::KeysNotStored, &[]))
        }
    }
}

fn advice_on(problem: TrustProblem, words: &Words<Intl>) -> Advice {
    words.of_code(problem.code(), &[])
}

fn counted(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
