//! A picture to compare the face with. It lives in memory under an address of this page, and goes when the verdict goes.

use checkpost::claims::Photo;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Url};

/// Shows a portrait; nothing where the browser cannot draw it, which is told.
#[component]
pub(crate) fn Portrait(photo: Photo, label: String, is_drawn: RwSignal<bool>) -> impl IntoView {
    let Photo { bytes, media_type } = photo;
    let address = address_of(&bytes, media_type);
    address.map(|address| {
        let kept = address.clone();
        on_cleanup(move || {
            let _ = Url::revoke_object_url(&kept);
        });
        view! {
            <img class="portrait" src=address alt=label hidden=move || !is_drawn.get() on:error=move |_| is_drawn.set(false) />
        }
    })
}

fn address_of(bytes: &[u8], media_type: Option<&str>) -> Option<String> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type.unwrap_or("image/jpeg"));
    let picture = Blob::new_with_u8_array_sequence_and_options(&parts, &properties).ok()?;
    Url::create_object_url_with_blob(&picture).ok()
}
