//! How this tablet stands with its keys: in a line, or with what to do about it.

use checkpost::locale::{Advice, Argument, Key, Words};
use checkpost::session::{Keys, KeysProblem};
use checkpost::trust::TrustError;
use leptos::prelude::*;

use crate::intl::Intl;
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
                standing.get().advice.map(|Advice { reason, remedy }| {
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
    advice: Option<Advice>,
}

fn standing(kiosk: Kiosk) -> Memo<Standing> {
    kiosk.watch(move |view| {
        let (words, note) = (kiosk.words(), view.health.keys);
        match view.keys {
            Keys::Loading => Standing { name: "loading", line: words.say(Key::KeysLoading), advice: None },
            Keys::Missing(problem) => Standing {
                name: "missing",
                line: words.say(Key::KeysMissing),
                advice: Some(advice(*problem, &words)),
            },
            Keys::Ready(store) => {
                let number = Argument::Number(counted(store.len()));
                Standing {
                    name: "ready",
                    line: words.fill(Key::KeysReady, &[number, Argument::Day(store.issued())]),
                    advice: refused_update(note.problem, &words)
                        .or_else(|| note.is_not_stored.then(|| words.advice(Key::KeysNotStored, &[]))),
                }
            }
        }
    })
}

/// A published file that was refused is the operator's business even while the keys from before serve. A server that is
/// not reached is nothing to report: working without it is what this page is for.
fn refused_update(problem: Option<KeysProblem>, words: &Words<Intl>) -> Option<Advice> {
    match problem? {
        KeysProblem::Unreachable => None,
        problem @ (KeysProblem::Refused(_) | KeysProblem::Ahead | KeysProblem::Fatal) => {
            Some(Advice { remedy: words.say(Key::KeysKept), ..advice(problem, words) })
        }
    }
}

fn advice(problem: KeysProblem, words: &Words<Intl>) -> Advice {
    let key = match problem {
        KeysProblem::Unreachable => Key::KeysUnreachable,
        KeysProblem::Ahead | KeysProblem::Refused(TrustError::Milliseconds | TrustError::Future) => {
            Key::KeysAhead
        }
        KeysProblem::Fatal => Key::KeysFatal,
        KeysProblem::Refused(TrustError::TooLarge) => Key::KeysTooLarge,
        KeysProblem::Refused(TrustError::Malformed | TrustError::Revocations) => Key::KeysMalformed,
        KeysProblem::Refused(TrustError::Version(_)) => Key::KeysVersion,
        KeysProblem::Refused(TrustError::Demonstration) => Key::KeysDemonstration,
        KeysProblem::Refused(TrustError::Key(place)) => {
            return words.advice(Key::KeysKey, &[Argument::Number(counted(place).saturating_add(1))]);
        }
    };
    words.advice(key, &[])
}

fn counted(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
