//! The frame of four corners: around the start button, and to aim with.

use leptos::prelude::*;

/// Lies over the part that it frames.
#[component]
pub(crate) fn Viewfinder(
    /// A line that moves while something is looked for.
    #[prop(optional)]
    sweeps: bool,
) -> impl IntoView {
    view! {
        <div class="aim" aria-hidden="true">
            <span class="aim__corner aim__corner--top-left"></span>
            <span class="aim__corner aim__corner--top-right"></span>
            <span class="aim__corner aim__corner--bottom-right"></span>
            <span class="aim__corner aim__corner--bottom-left"></span>
            {sweeps.then(|| view! { <span class="aim__sweep"></span> })}
        </div>
    }
}
