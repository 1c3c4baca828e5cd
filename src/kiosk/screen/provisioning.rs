//! A tablet becomes an operator's: the camera looks for a setup code, or a file is opened, and a person compares six digits.

use checkpost::locale::{Advice, Key};
use checkpost::session::{Event, ProvisioningStatus, Screen};
use checkpost::trust::distribution::UpdateError;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::component::{Outline, Viewfinder};
use crate::kiosk::Kiosk;

/// Looks for a configuration.
#[component]
pub(crate) fn LookingScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let problem = kiosk.watch(|view| problem(view.screen));
    let advice = move || match problem.get() {
        Some(error) => kiosk.words().of_code(error.code(), &[]),
        None => kiosk.words().advice(Key::ProvisioningLooking, &[]),
    };
    let file = NodeRef::<Input>::new();
    view! {
        <main
            class="screen scan"
            data-screen="provisioning"
            data-code=move || problem.get().map(UpdateError::code)
        >
            <header class="scan__bar">
                <button
                    type="button"
                    class="button"
                    data-action="open-file"
                    on:click=move |_| file.get_untracked().iter().for_each(|input| input.click())
                >
                    {words.say(Key::ProvisioningOpenFile)}
                </button>
                <input
                    type="file"
                    hidden
                    node_ref=file
                    data-action="file"
                    on:change=move |_| file.get_untracked().into_iter().for_each(|input| open(kiosk, &input))
                />
                <button
                    type="button"
                    class="button"
                    data-action="cancel"
                    on:click=move |_| kiosk.feed(Event::ProvisioningClosed)
                >
                    {words.say(Key::ProvisioningCancel)}
                </button>
            </header>
            <div class="scan__field">
                <Viewfinder sweeps=true />
                <Outline />
            </div>
            <div class="scan__hint" role="status">
                <p class="scan__hint-text">{move || advice().reason}</p>
                <p class="scan__hint-remedy">{move || advice().remedy}</p>
            </div>
        </main>
    }
}

/// Asks whether the operator is the right one.
#[component]
pub(crate) fn AskingScreen() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let Advice { reason, remedy } = words.advice(Key::ProvisioningAsk, &[]);
    let (operator, gate, digits) = kiosk.look_once(|view| match view.screen {
        Screen::Provisioning(status @ ProvisioningStatus::Asking(configuration)) => {
            let content = configuration.content();
            (content.operator.clone(), content.gate.clone(), status.digits())
        }
        Screen::Provisioning(ProvisioningStatus::Looking { .. })
        | Screen::Start
        | Screen::Samples
        | Screen::Scan(_)
        | Screen::Verdict(_)
        | Screen::Fault(_) => Default::default(),
    });
    view! {
        <main class="screen asking" data-screen="asking">
            <h1 class="asking__question">{reason}</h1>
            <p class="asking__operator">{operator}</p>
            <p class="asking__gate">{gate}</p>
            <dl class="asking__digits">
                <dt>{words.say(Key::ProvisioningDigits)}</dt>
                <dd data-digits=digits.clone()>{digits.clone()}</dd>
            </dl>
            <p class="asking__remedy">{remedy}</p>
            <div class="asking__acts">
                <button
                    type="button"
                    class="button"
                    data-action="no"
                    on:click=move |_| kiosk.feed(Event::ProvisioningClosed)
                >
                    {words.say(Key::ProvisioningNo)}
                </button>
                <button
                    type="button"
                    class="button button--main"
                    data-action="yes"
                    on:click=move |_| kiosk.feed(Event::ProvisioningAccepted)
                >
                    {words.say(Key::ProvisioningYes)}
                </button>
            </div>
        </main>
    }
}

fn problem(screen: Screen<'_>) -> Option<UpdateError> {
    match screen {
        Screen::Provisioning(ProvisioningStatus::Looking { problem }) => problem,
        Screen::Provisioning(ProvisioningStatus::Asking(_))
        | Screen::Start
        | Screen::Samples
        | Screen::Scan(_)
        | Screen::Verdict(_)
        | Screen::Fault(_) => None,
    }
}

/// Reads the file that was chosen: no more of it than shows that it is too long.
fn open(kiosk: Kiosk, input: &web_sys::HtmlInputElement) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    let Ok(beginning) = file.slice_with_f64_and_f64(0.0, READ_AT_MOST) else { return };
    spawn_local(async move {
        let bytes = JsFuture::from(beginning.array_buffer()).await;
        let bytes = bytes.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec()).unwrap_or_default();
        kiosk.feed(Event::ConfigurationOpened(bytes));
    });
}

/// Bytes; some more than a configuration has.
const READ_AT_MOST: f64 = 4_096.0;
