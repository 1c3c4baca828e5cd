//! Picks the screen for where the session stands.

mod fault;
mod performance_marks;
mod samples;
mod scan;
mod start;
mod verdict;

use checkpost::notice::Notice;
use checkpost::session::{CameraFault, State};
use checkpost::time::Milliseconds;
use checkpost::verdict::Verdict;
use leptos::prelude::*;

use crate::kiosk::Kiosk;
use fault::FaultScreen;
use samples::SamplesScreen;
use scan::ScanScreen;
use start::StartScreen;
use verdict::VerdictScreen;

/// The screen. It is made anew when another one is due, or another language.
#[component]
pub(crate) fn Screen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let shown = Memo::new(move |_| {
        let shows_samples = kiosk.shows_samples.get();
        kiosk.with_state(|state| Shown::of(state, shows_samples))
    });
    // a number of its own for each screen: one verdict after another must not be taken for the same one changed
    let turn = Memo::new(move |last: Option<&u32>| {
        shown.track();
        kiosk.spoken.track();
        last.map_or(0, |last| last.wrapping_add(1))
    });
    let screen = move || match shown.get_untracked() {
        Shown::Start => view! { <StartScreen /> }.into_any(),
        Shown::Samples => view! { <SamplesScreen /> }.into_any(),
        Shown::Scan => view! { <ScanScreen /> }.into_any(),
        Shown::Verdict(verdict, since) => {
            view! { <VerdictScreen notice=Notice::new(&verdict) since /> }.into_any()
        }
        Shown::Fault(fault) => view! { <FaultScreen fault /> }.into_any(),
    };
    view! { <For each=move || [turn.get()] key=|turn| *turn children=move |_| screen() /> }
}

/// What makes one screen another one.
#[derive(Clone, PartialEq)]
enum Shown {
    Start,
    Samples,
    Scan,
    Verdict(Verdict, Milliseconds),
    Fault(CameraFault),
}

impl Shown {
    fn of(state: &State, shows_samples: bool) -> Self {
        match state {
            State::Start if shows_samples => Self::Samples,
            State::Start => Self::Start,
            State::Scanning(_) => Self::Scan,
            State::Showing(showing) => Self::Verdict(showing.verdict.clone(), showing.since),
            State::Fault(fault) => Self::Fault(*fault),
        }
    }
}
