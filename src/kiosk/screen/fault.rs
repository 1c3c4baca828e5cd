//! The camera does not work: what is wrong, what to do, and that it goes on by itself.

use checkpost::locale::{Advice, Key};
use checkpost::session::{CameraFault, Event};
use leptos::html::H1;
use leptos::prelude::*;

use crate::component::CameraOffIcon;
use crate::kiosk::Kiosk;

/// Shows why there are no pictures.
#[component]
pub(crate) fn FaultScreen(fault: CameraFault) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let code = fault.code();
    let Advice { reason, remedy } = words.of_code(code, &[]);
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
                {words.say(Key::FaultTryingAgain)}
            </p>
            <div class="fault__acts">
                <button type="button" class="button button--main" data-action="retry" on:click=move |_| kiosk.feed(Event::Tapped)>
                    {words.say(Key::FaultTryNow)}
                </button>
                <button
                    type="button"
                    class="button"
                    data-action="stop"
                    on:click=move |_| kiosk.feed(Event::StopPressed)
                >
                    {words.say(Key::ScanStop)}
                </button>
            </div>
            <p class="fault__code">{code}</p>
        </main>
    }
}
