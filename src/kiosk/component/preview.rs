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
    let overlay = Kiosk::from_context().overlay;
    let view_box = Memo::new(move |_| {
        let (width, height) = overlay.read().size;
        format!("0 0 {} {}", width.max(1), height.max(1))
    });
    let lines = Memo::new(move |_| overlay.read().outlines.iter().map(line).collect::<String>());
    let is_read = Memo::new(move |_| overlay.read().is_read);
    view! {
        <svg
            class="outline"
            class:outline--read=is_read
            class:outline--mirrored=move || overlay.read().is_mirrored
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
