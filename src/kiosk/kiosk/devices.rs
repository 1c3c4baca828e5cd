//! Starts the adapters to the browser and hands each the callback that receives its events.

use checkpost::session::Event;
use gloo::events::EventListener;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlVideoElement;

use crate::keys::KeyLoader;
use crate::offline::Offline;
use crate::scanner::Scanner;
use crate::speaker::Speaker;
use crate::updates::Updates;
use crate::wake_lock::WakeLock;

/// The browser's facilities. Cheap to clone: every clone is the same device.
#[derive(Clone, Default)]
pub(crate) struct Devices {
    pub(crate) scanner: Option<Scanner>,
    pub(crate) keys: Option<KeyLoader>,
    pub(crate) updates: Option<Updates>,
    pub(crate) offline: Option<Offline>,
    pub(crate) speaker: Speaker,
    awake: Option<WakeLock>,
}

impl Devices {
    /// Starts what runs from the beginning.
    pub(super) fn start(speaker: Speaker, report: impl Fn(Event) + Clone + 'static) -> Self {
        let touched = speaker.clone();
        // lives as long as the page
        EventListener::new(&document(), "click", move |_| touched.wake()).forget();
        Self {
            scanner: video().map(|video| Scanner::new(video, report.clone())),
            keys: Some(KeyLoader::new(report.clone())),
            updates: Some(Updates::start(report.clone())),
            offline: Some(Offline::start(report)),
            speaker,
            awake: Some(WakeLock::new()),
        }
    }

    /// Keeps the screen on, or no longer.
    pub(super) fn keep_awake(&self, is_wanted: bool) {
        self.awake.iter().for_each(|awake| awake.keep(is_wanted));
    }
}

fn video() -> Option<HtmlVideoElement> {
    let video: HtmlVideoElement = document().create_element("video").ok()?.dyn_into().ok()?;
    video.set_class_name("preview__video");
    for (name, value) in
        [("playsinline", ""), ("muted", ""), ("disablepictureinpicture", ""), ("aria-hidden", "true")]
    {
        video.set_attribute(name, value).ok()?;
    }
    Some(video)
}
