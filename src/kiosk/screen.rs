//! Picks the screen for where the session stands.

mod fault;
mod performance_marks;
mod provisioning;
mod samples;
mod scan;
mod start;
mod verdict;

use checkpost::notice::Notice;
use checkpost::session::{self, CameraFault, ProvisioningStatus};
use checkpost::time::Milliseconds;
use leptos::prelude::*;

use crate::kiosk::Kiosk;
use fault::FaultScreen;
use provisioning::{AskingScreen, LookingScreen};
use samples::SamplesScreen;
use scan::ScanScreen;
use start::StartScreen;
use verdict::VerdictScreen;

/// The screen. It is made anew when another one is due, or another language.
#[component]
pub(crate) fn Screen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let shown = kiosk.watch(|view| Shown::of(view.screen));
    // a number of its own for each screen: one verdict after another must not be taken for the same one changed
    let turn = Memo::new(move |last: Option<&u32>| {
        shown.track();
        kiosk.spoken.track();
        last.map_or(0, |last| last.wrapping_add(1))
    });
    let screen = move || match shown.get_untracked() {
        Shown::Start => view! { <StartScreen /> }.into_any(),
        Shown::Samples => view! { <SamplesScreen /> }.into_any(),
        Shown::Looking => view! { <LookingScreen /> }.into_any(),
        Shown::Asking => view! { <AskingScreen /> }.into_any(),
        Shown::Scan => view! { <ScanScreen /> }.into_any(),
        Shown::Verdict(_) => notice(kiosk).map(|notice| view! { <VerdictScreen notice /> }).into_any(),
        Shown::Fault(fault) => view! { <FaultScreen fault /> }.into_any(),
    };
    view! { <For each=move || [turn.get()] key=|turn| *turn children=move |_| screen() /> }
}

/// What makes one screen another one.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Start,
    Samples,
    /// For a configuration.
    Looking,
    /// Whether to take a configuration.
    Asking,
    Scan,
    /// No two verdicts begin at once.
    Verdict(Milliseconds),
    Fault(CameraFault),
}

impl Shown {
    fn of(screen: session::Screen<'_>) -> Self {
        match screen {
            session::Screen::Start => Self::Start,
            session::Screen::Samples => Self::Samples,
            session::Screen::Provisioning(ProvisioningStatus::Looking { .. }) => Self::Looking,
            session::Screen::Provisioning(ProvisioningStatus::Asking(_)) => Self::Asking,
            session::Screen::Scan(_) => Self::Scan,
            session::Screen::Verdict(showing) => Self::Verdict(showing.since),
            session::Screen::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// What the verdict on the screen is shown as.
fn notice(kiosk: Kiosk) -> Option<Notice> {
    let verdict = kiosk.look_once(|view| match view.screen {
        session::Screen::Verdict(showing) => Some(showing.verdict.clone()),
        session::Screen::Start
        | session::Screen::Samples
        | session::Screen::Provisioning(_)
        | session::Screen::Scan(_)
        | session::Screen::Fault(_) => None,
    });
    verdict.map(|verdict| Notice::new(&verdict))
}
