//! How this tablet stands with its keys: in a line, or with what to do about it.

use checkpost::session::{Keys, KeysProblem};
use checkpost::trust::TrustError;
use checkpost::words::{Advice, StatusWords, fill};
use leptos::prelude::*;

use crate::clock;
use crate::kiosk::Kiosk;

/// One line: how many keys, published when; or that there are none.
#[component]
pub(crate) fn KeysLine() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let standing = standing(kiosk);
    view! {
        <p class="keys-line" data-keys=move || standing.get().name>
            <span class="keys-line__light" aria-hidden="true"></span>
            <span>{move || standing.get().line}</span>
        </p>
    }
}

/// The line, and below it what is wrong and what to do.
#[component]
pub(crate) fn KeysCard() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let standing = standing(kiosk);
    view! {
        <div class="keys-card" data-keys=move || standing.get().name role="status">
            <KeysLine />
            {move || {
                standing.get().advice.map(|(reason, remedy)| {
                    view! {
                        <p class="keys-card__reason">{reason}</p>
                        <p class="keys-card__remedy">{remedy}</p>
                    }
                })
            }}
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Standing {
    /// As style sheets and tests know it.
    name: &'static str,
    line: String,
    advice: Option<(String, &'static str)>,
}

fn standing(kiosk: Kiosk) -> Memo<Standing> {
    kiosk.watch(move |view| {
        let (words, note) = (&view.language.words().status, view.health.keys);
        match view.keys {
            Keys::Loading => Standing { name: "loading", line: words.keys_loading.to_owned(), advice: None },
            Keys::Missing(problem) => Standing {
                name: "missing",
                line: words.keys_missing.to_owned(),
                advice: Some(advice(*problem, words)),
            },
            Keys::Ready(store) => {
                let published = store.issued().plus_seconds(clock::utc_offset_seconds()).day().to_string();
                let number = store.len().to_string();
                Standing {
                    name: "ready",
                    line: fill(words.keys_ready, Some(&published), Some(&number)),
                    advice: refused_update(note.problem, words).or_else(|| {
                        let Advice { reason, remedy } = words.keys_not_stored;
                        note.is_not_stored.then(|| (reason.to_owned(), remedy))
                    }),
                }
            }
        }
    })
}

/// A published file that was refused is the operator's business even while the keys from before serve. A server that is
/// not reached is nothing to report: working without it is what this page is for.
fn refused_update(problem: Option<KeysProblem>, words: &StatusWords) -> Option<(String, &'static str)> {
    match problem? {
        KeysProblem::Unreachable => None,
        problem @ (KeysProblem::Refused(_) | KeysProblem::Ahead | KeysProblem::Fatal) => {
            let (reason, _) = advice(problem, words);
            Some((reason, words.keys_kept))
        }
    }
}

fn advice(problem: KeysProblem, words: &StatusWords) -> (String, &'static str) {
    let advice = match problem {
        KeysProblem::Unreachable => words.keys_unreachable,
        KeysProblem::Ahead | KeysProblem::Refused(TrustError::Milliseconds | TrustError::Future) => {
            words.keys_ahead
        }
        KeysProblem::Fatal => words.keys_fatal,
        KeysProblem::Refused(TrustError::TooLarge) => words.keys_too_large,
        KeysProblem::Refused(TrustError::Malformed | TrustError::Revocations) => words.keys_malformed,
        KeysProblem::Refused(TrustError::Version(_)) => words.keys_version,
        KeysProblem::Refused(TrustError::Key(_)) => words.keys_key,
        KeysProblem::Refused(TrustError::Demonstration) => words.keys_demonstration,
    };
    let place = match problem {
        KeysProblem::Refused(TrustError::Key(place)) => place.saturating_add(1).to_string(),
        _ => String::new(),
    };
    (fill(advice.reason, None, Some(&place)), advice.remedy)
}
