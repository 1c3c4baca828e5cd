//! The sign of a verdict: told apart by outline alone, without colour, from across a room.

use checkpost::notice::Tone;
use leptos::prelude::*;

/// A tick in a circle, a cross in an octagon, a question mark in a triangle.
#[component]
pub(crate) fn VerdictIcon(tone: Tone) -> impl IntoView {
    let (outline, sign) = match tone {
        Tone::Admitted => (CIRCLE, TICK),
        Tone::Refused => (OCTAGON, CROSS),
        Tone::CannotSay => (TRIANGLE, QUESTION),
    };
    view! {
        <svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
            <path class="shape__outline" d=outline />
            <path class="shape__sign" d=sign />
        </svg>
    }
}

const CIRCLE: &str = "M50 4a46 46 0 1 1 0 92 46 46 0 0 1 0-92z";
const TICK: &str = "m28 52 16 16 29-35";
const OCTAGON: &str = "M31 4h38l27 27v38L69 96H31L4 69V31z";
const CROSS: &str = "m32 32 36 36m0-36L32 68";
const TRIANGLE: &str = "M50 7 97 92H3z";
const QUESTION: &str = "M40 47c0-13 20-13 20 0 0 8-10 8-10 17m0 13v.5";
