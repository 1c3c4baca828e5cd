//! The camera's picture, and a line around each code in it.

use leptos::html::Div;
use leptos::prelude::*;

use crate::kiosk::Kiosk;

/// Fills the screen behind the others. Always there: scanning goes on behind a verdict.
#[component]
pub(crate) fn Preview() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let pictures = NodeRef::<Div>::new();
    pictures.on_load(move |pictures| {
        if let Some(video) = kiosk.video() {
            let _ = pictures.append_child(&video);
        }
    });
    view! {
        <div class="preview">
            <div class="preview__pictures" node_ref=pictures></div>
        </div>
    }
}

/// Lies over the picture exactly as the picture lies on the screen.
#[component]
pub(crate) fn Outline() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let view_box = kiosk.watch(|view| {
        let (width, height) = view.overlay.size;
        format!("0 0 {} {}", width.max(1), height.max(1))
    });
    let lines = kiosk.watch(|view| view.overlay.outlines.iter().map(line).collect::<String>());
    let is_read = kiosk.watch(|view| view.overlay.is_read);
    let is_mirrored = kiosk.watch(|view| view.overlay.is_mirrored);
    view! {
        <svg
            class="outline"
            class:outline--read=is_read
            class:outline--mirrored=is_mirrored
            viewBox=view_box
            preserveAspectRatio="xMidYMid slice"
            aria-hidden="true"
        >
            <path d=lines />
        </svg>
    }
}

/// A closed line in the language of SVG's paths.
fn line(corners: &[(i32, i32); 4]) -> String {
    format!("M{}Z", corners.map(|(x, y)| format!("{x},{y}")).join("L"))
}
