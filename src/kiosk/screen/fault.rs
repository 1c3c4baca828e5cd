//! The camera does not work: what is wrong, what to do, and that it goes on by itself.

use checkpost::session::{CameraFault, Event};
use checkpost::words::{Advice, FaultWords};
use leptos::html::H1;
use leptos::prelude::*;

use crate::component::CameraOffIcon;
use crate::kiosk::Kiosk;

/// Shows why there are no pictures.
#[component]
pub(crate) fn FaultScreen(fault: CameraFault) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = &kiosk.words().fault;
    let stop = kiosk.words().scan.stop;
    let (code, Advice { reason, remedy }) = (fault.code(), advice(fault, words));
    let heading = NodeRef::<H1>::new();
    heading.on_load(|heading| drop(heading.focus()));
    view! {
        <main class="screen fault" data-screen="fault" data-code=code>
            <div class="fault__body" role="alert">
                <CameraOffIcon />
                <h1 class="fault__reason" tabindex="-1" node_ref=heading>
                    {reason}
                </h1>
                <p class="fault__remedy">{remedy}</p>
            </div>
            <p class="fault__trying">
                <span class="fault__pulse" aria-hidden="true"></span>
                {words.trying_again}
            </p>
            <div class="fault__acts">
                <button type="button" class="button button--main" data-action="retry" on:click=move |_| kiosk.feed(Event::Tapped)>
                    {words.try_now}
                </button>
                <button
                    type="button"
                    class="button"
                    data-action="stop"
                    on:click=move |_| kiosk.feed(Event::StopPressed)
                >
                    {stop}
                </button>
            </div>
            <p class="fault__code">{code}</p>
        </main>
    }
}

fn advice(fault: CameraFault, words: &FaultWords) -> Advice {
    match fault {
        CameraFault::Missing => words.missing,
        CameraFault::Denied => words.denied,
        CameraFault::InUse => words.in_use,
        CameraFault::Unplugged => words.unplugged,
        CameraFault::Frozen => words.frozen,
        CameraFault::Silent => words.silent,
        CameraFault::Failed => words.failed,
    }
}
