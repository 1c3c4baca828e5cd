//! The browser's side of a camera: permission, stream and tracks, and its errors in our own words.

use checkpost::session::CameraFault;
use gloo::events::EventListener;
use gloo::utils::{document, window};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DomException, HtmlVideoElement, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack,
    PermissionState, PermissionStatus, VisibilityState,
};

/// Asks for a camera, preferring the one at the back. `denied_before`: the user has denied the camera on this page. If the
/// permission state is still `prompt`, returns [`CameraFault::Denied`] instead of showing the browser's dialog again.
pub(super) async fn open(denied_before: bool) -> Result<MediaStream, CameraFault> {
    if denied_before && permission().await.is_some_and(|status| status.state() == PermissionState::Prompt) {
        return Err(CameraFault::Denied);
    }
    let devices = devices().ok_or(CameraFault::Failed)?;
    let request =
        devices.get_user_media_with_constraints(&constraints()).map_err(|error| fault_of(&error))?;
    let stream = JsFuture::from(request).await.map_err(|error| fault_of(&error))?;
    stream.dyn_into().map_err(|_| CameraFault::Failed)
}

/// Lets the camera go.
pub(super) fn stop(stream: &MediaStream) {
    tracks(stream).for_each(|track| track.stop());
}

/// Plays the stream; a camera that faces its user is shown as a mirror, as people expect.
pub(super) fn show(stream: &MediaStream, video: &HtmlVideoElement) {
    let faces_user =
        tracks(stream).any(|track| track.get_settings().get_facing_mode().as_deref() == Some("user"));
    let _ = video.class_list().toggle_with_force(MIRRORED, faces_user);
    video.set_src_object(Some(stream));
    play(video);
}

/// Plays what the video shows.
pub(super) fn play(video: &HtmlVideoElement) {
    if let Ok(playing) = video.play() {
        // a refusal shows as pictures that do not come, which the watchdog tells
        spawn_local(async move { drop(JsFuture::from(playing).await) });
    }
}

/// Calls when a track ends by itself: a cable pulled, a permission taken back.
pub(super) fn on_end(stream: &MediaStream, call: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    tracks(stream)
        .map(|track| {
            let call = call.clone();
            EventListener::new(&track, "ended", move |_| call())
        })
        .collect()
}

/// Calls when a camera that failed may work now.
pub(super) fn changes(call: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let on_permission = call.clone();
    spawn_local(async move {
        if let Some(status) = permission().await {
            // lives as long as the page
            EventListener::new(&status, "change", move |_| on_permission()).forget();
            // the browser drops a status that nobody holds, and its listener with it
            std::mem::forget(status);
        }
    });
    devices()
        .map(|devices| EventListener::new(&devices, "devicechange", move |_| call()))
        .into_iter()
        .collect()
}

/// Calls when the page is seen again after it was hidden.
pub(super) fn on_return(call: impl Fn() + 'static) -> EventListener {
    EventListener::new(&document(), "visibilitychange", move |_| {
        if document().visibility_state() == VisibilityState::Visible {
            call();
        }
    })
}

async fn permission() -> Option<PermissionStatus> {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &"camera".into()).ok()?;
    // not every browser knows the name
    let status = window().navigator().permissions().ok()?.query(&descriptor).ok()?;
    JsFuture::from(status).await.ok()?.dyn_into().ok()
}

fn devices() -> Option<MediaDevices> {
    window().navigator().media_devices().ok()
}

fn constraints() -> MediaStreamConstraints {
    let video = Object::new();
    for (name, value) in
        [("facingMode", "environment".into()), ("width", IDEAL_WIDTH.into()), ("height", IDEAL_HEIGHT.into())]
    {
        let ideal = Object::new();
        let _: Result<bool, JsValue> = Reflect::set(&ideal, &"ideal".into(), &value);
        let _: Result<bool, JsValue> = Reflect::set(&video, &name.into(), &ideal);
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&false.into());
    constraints.set_video(&video);
    constraints
}

/// The names are those of Media Capture and Streams section 10.2 and what browsers throw besides.
fn fault_of(error: &JsValue) -> CameraFault {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
    match name.as_str() {
        "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => CameraFault::Missing,
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => CameraFault::Denied,
        "NotReadableError" | "AbortError" | "TrackStartError" => CameraFault::InUse,
        _ => CameraFault::Failed,
    }
}

fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    stream.get_video_tracks().into_iter().filter_map(|track| track.dyn_into().ok())
}

/// Marks a video that is shown as a mirror.
pub(super) const MIRRORED: &str = "preview__video--mirrored";
/// Dense certificates need four pixels a module; more pixels cost more time than they bring.
const IDEAL_WIDTH: u32 = 1280;
const IDEAL_HEIGHT: u32 = 720;
