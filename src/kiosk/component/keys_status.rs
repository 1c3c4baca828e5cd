//! What the page says about its trust file: in a line, or with what to do about it.

use checkpost::trust::TrustError;
use checkpost::trust::update::{TrustConcern, TrustProblem, TrustStatus};
use checkpost::words::{Advice, StatusWords, fill};
use leptos::prelude::*;

use crate::clock;
use crate::kiosk::Kiosk;

/// One line: how many keys, published when; or that there are none.
#[component]
pub(crate) fn KeysLine() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let status = status(kiosk);
    view! {
        <p class="keys-line" data-keys=move || name(status.get())>
            <span class="keys-line__light" aria-hidden="true"></span>
            <span>{move || line(status.get(), &kiosk.words().status)}</span>
        </p>
    }
}

/// The line, and below it what is wrong and what to do.
#[component]
pub(crate) fn KeysCard() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let status = status(kiosk);
    view! {
        <div class="keys-card" data-keys=move || name(status.get()) role="status">
            <KeysLine />
            {move || {
                advice(status.get(), &kiosk.words().status).map(|(reason, remedy)| {
                    view! {
                        <p class="keys-card__reason">{reason}</p>
                        <p class="keys-card__remedy">{remedy}</p>
                    }
                })
            }}
        </div>
    }
}

fn status(kiosk: Kiosk) -> Memo<TrustStatus> {
    Memo::new(move |_| kiosk.trust_status())
}

/// As style sheets and tests know it.
fn name(status: TrustStatus) -> &'static str {
    match status {
        TrustStatus::Loading => "loading",
        TrustStatus::Missing(_) => "missing",
        TrustStatus::Ready { .. } => "ready",
    }
}

fn line(status: TrustStatus, words: &StatusWords) -> String {
    match status {
        TrustStatus::Loading => words.keys_loading.to_owned(),
        TrustStatus::Missing(_) => words.keys_missing.to_owned(),
        TrustStatus::Ready { issued, keys, .. } => {
            let published = issued.plus_seconds(clock::utc_offset_seconds()).day().to_string();
            fill(words.keys_ready, Some(&published), Some(&keys.to_string()))
        }
    }
}

/// What is wrong, and what to do.
fn advice(status: TrustStatus, words: &StatusWords) -> Option<(String, &'static str)> {
    match status {
        TrustStatus::Loading | TrustStatus::Ready { concern: None, .. } => None,
        TrustStatus::Missing(problem) => {
            let advice = advice_on(problem, words);
            Some((reason(problem, advice), advice.remedy))
        }
        TrustStatus::Ready { concern: Some(TrustConcern::NotAccepted(problem)), .. } => {
            Some((reason(problem, advice_on(problem, words)), words.keys_kept))
        }
        TrustStatus::Ready { concern: Some(TrustConcern::NotSaved), .. } => {
            Some((words.keys_not_stored.reason.to_owned(), words.keys_not_stored.remedy))
        }
    }
}

/// The reason, with the number of the key that it is about.
fn reason(problem: TrustProblem, advice: Advice) -> String {
    let number = match problem {
        TrustProblem::Refused(TrustError::Key(place)) => place.saturating_add(1).to_string(),
        _ => String::new(),
    };
    fill(advice.reason, None, Some(&number))
}

fn advice_on(problem: TrustProblem, words: &StatusWords) -> Advice {
    match problem {
        TrustProblem::Unreachable => words.keys_unreachable,
        TrustProblem::Ahead | TrustProblem::Refused(TrustError::Milliseconds | TrustError::Future) => {
            words.keys_ahead
        }
        TrustProblem::Fatal => words.keys_fatal,
        TrustProblem::Refused(TrustError::TooLarge) => words.keys_too_large,
        TrustProblem::Refused(TrustError::Malformed | TrustError::Revocations) => words.keys_malformed,
        TrustProblem::Refused(TrustError::Version(_)) => words.keys_version,
        TrustProblem::Refused(TrustError::Key(_)) => words.keys_key,
        TrustProblem::Refused(TrustError::Demonstration) => words.keys_demonstration,
    }
}
