//! The screens, each met as a person and a camera bring it about, in a real browser.

use checkpost::session::CameraFault;
use checkpost::trust::TrustError;
use checkpost::trust::update::{Origin, TrustProblem};
use checkpost_reader::message::Hint;
use gloo::timers::callback::Timeout;
use gloo::utils::{body, document, window};
use js_sys::{Function, Promise, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::task::tick;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, PointerEvent};

use super::*;
use crate::screen::Screen;

wasm_bindgen_test_configure!(run_in_browser);

/// A kiosk on a page of its own, taken off the page at the end of the test.
struct Page {
    kiosk: Kiosk,
    root: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Page {
    fn open() -> Self {
        // a camera whose permission is never answered: the tests say themselves what it does
        let devices = window().navigator().media_devices().expect("the test page is secure");
        let silent = Function::new_no_args("return new Promise(() => {})");
        Reflect::set(&devices, &"getUserMedia".into(), &silent).expect("the method can be replaced");
        let root: HtmlElement = document().create_element("div").expect("a name").unchecked_into();
        body().append_child(&root).expect("the body takes children");
        let made = StoredValue::new_local(None);
        let mounted: UnmountHandle<_> = mount_to(root.clone(), move || {
            let kiosk = Kiosk::new();
            made.set_value(Some(kiosk));
            provide_context(kiosk);
            view! { <Screen /> }
        });
        let kiosk = made.get_value().expect("mounting makes it");
        kiosk.set_language(Language::English);
        Self { kiosk, root, _mounted: Box::new(mounted) }
    }

    async fn scanning() -> Self {
        let page = Self::open();
        page.feed(Event::StartPressed).await;
        page.feed(Event::CameraReady).await;
        page.kiosk.reader.set(ReaderStatus::Ready);
        tick().await;
        page
    }

    async fn feed(&self, event: Event) {
        self.kiosk.feed(event);
        tick().await;
    }

    async fn show(&self, code: &str) {
        self.feed(Event::CodesRead(vec![code.as_bytes().to_vec()])).await;
    }

    fn find(&self, selector: &str) -> Element {
        self.root
            .query_selector(selector)
            .expect("a selector")
            .unwrap_or_else(|| panic!("{selector} is on the page"))
    }

    fn screen(&self) -> String {
        self.data("screen")
    }

    fn data(&self, name: &str) -> String {
        self.find("[data-screen]").get_attribute(&format!("data-{name}")).unwrap_or_default()
    }

    fn text(&self) -> String {
        self.root.inner_text()
    }

    async fn finger(&self, what: &str) {
        let event = PointerEvent::new(what).expect("a name");
        self.find(".verdict").dispatch_event(&event).expect("an event of our own");
        tick().await;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

async fn wait(milliseconds: u32) {
    let waiting = Promise::new(&mut |resolve, _| {
        Timeout::new(milliseconds, move || drop(resolve.call0(&wasm_bindgen::JsValue::UNDEFINED))).forget();
    });
    JsFuture::from(waiting).await.expect("a timer does not fail");
}

#[wasm_bindgen_test]
async fn starts_with_the_start_screen_and_scans_after_a_touch() {
    let page = Page::open();
    assert_eq!(page.screen(), "start", "switched on");
    page.find("[data-action=start]").unchecked_into::<HtmlElement>().click();
    tick().await;
    assert_eq!(
        (page.screen(), page.data("looking")),
        ("scan".into(), "starting".into()),
        "asked for the camera"
    );
}

#[wasm_bindgen_test]
async fn a_link_is_refused_with_its_reason_and_code() {
    let page = Page::scanning().await;
    page.show("https://example.org/").await;
    assert_eq!(page.data("tone"), "refused", "tone");
    assert_eq!(page.data("code"), "P-NOT", "code");
    let words = Language::English.words();
    assert!(
        page.find("[role=alert]").text_content().is_some_and(|text| text.contains(words.verdict.refused)),
        "word"
    );
    assert!(page.text().contains(words.verdict.not_a_pass.remedy), "remedy");
}

#[wasm_bindgen_test]
async fn a_short_touch_goes_on_scanning() {
    let page = Page::scanning().await;
    page.show("no pass").await;
    page.finger("pointerdown").await;
    page.finger("pointerup").await;
    assert_eq!(page.screen(), "scan", "after the touch");
}

#[wasm_bindgen_test]
async fn a_resting_finger_keeps_the_verdict() {
    let page = Page::scanning().await;
    page.show("no pass").await;
    page.finger("pointerdown").await;
    wait(600).await;
    assert!(page.text().contains(Language::English.words().shown.held), "says that it is kept");
    page.finger("pointerup").await;
    assert_eq!(page.screen(), "verdict", "stays a moment longer");
}

#[wasm_bindgen_test]
async fn a_finger_that_slides_off_is_no_touch() {
    let page = Page::scanning().await;
    page.show("no pass").await;
    page.finger("pointerdown").await;
    page.finger("pointerleave").await;
    page.finger("pointerup").await;
    assert_eq!(page.screen(), "verdict", "nobody tapped");
}

#[wasm_bindgen_test]
async fn another_verdict_makes_another_screen() {
    let page = Page::scanning().await;
    page.show("no pass").await;
    let first = page.find(".verdict");
    wait(900).await;
    page.show("https://example.org/").await;
    assert!(!first.is_connected(), "the first is gone, so that screen readers tell the second");
    assert_eq!(page.screen(), "verdict", "the second is there");
}

#[wasm_bindgen_test]
async fn every_camera_fault_says_what_to_do() {
    let page = Page::scanning().await;
    let words = &Language::English.words().fault;
    for (fault, code, advice) in [
        (CameraFault::Missing, "V-NON", words.missing),
        (CameraFault::Denied, "V-DEN", words.denied),
        (CameraFault::InUse, "V-USE", words.in_use),
        (CameraFault::Unplugged, "V-OUT", words.unplugged),
        (CameraFault::Frozen, "V-FRZ", words.frozen),
        (CameraFault::Silent, "V-SIL", words.silent),
        (CameraFault::Failed, "V-ERR", words.failed),
    ] {
        page.feed(Event::CameraFailed(fault)).await;
        assert_eq!((page.screen(), page.data("code")), ("fault".into(), code.into()), "{fault:?}");
        let text = page.text();
        assert!(text.contains(advice.reason) && text.contains(advice.remedy), "{fault:?}: {text}");
    }
}

#[wasm_bindgen_test]
async fn keys_that_cannot_be_used_say_why() {
    let page = Page::open();
    page.feed(Event::TrustFileOffered(Origin::Published, Err(TrustProblem::Refused(TrustError::Key(6)))))
        .await;
    assert_eq!(page.find("[data-keys]").get_attribute("data-keys").as_deref(), Some("missing"), "lamp");
    assert!(page.text().contains("Key number 7 "), "counted as people count: {}", page.text());
}

#[wasm_bindgen_test]
async fn keys_that_were_not_taken_say_why_and_what_to_do() {
    let page = Page::open();
    let words = &Language::English.words().status;
    for (problem, advice) in [
        (TrustProblem::Ahead, words.keys_ahead),
        (TrustProblem::Fatal, words.keys_fatal),
        (TrustProblem::Refused(TrustError::TooLarge), words.keys_too_large),
    ] {
        page.feed(Event::TrustFileOffered(Origin::Published, Err(problem))).await;
        let text = page.text();
        assert!(text.contains(advice.reason) && text.contains(advice.remedy), "{problem:?}: {text}");
    }
}

#[wasm_bindgen_test]
async fn a_page_that_is_not_kept_says_so() {
    let page = Page::open();
    let words = Language::English.words().status.not_kept;
    page.kiosk.is_kept.set(true);
    tick().await;
    assert!(!page.text().contains(words.reason), "kept");
    page.kiosk.is_kept.set(false);
    tick().await;
    assert!(page.text().contains(words.reason) && page.text().contains(words.remedy), "not kept");
}

#[wasm_bindgen_test]
async fn a_sample_is_judged_on_the_start_screen_and_leads_back_there() {
    let page = Page::open();
    page.feed(Event::SampleRead(vec![b"https://example.org/".to_vec()])).await;
    assert_eq!((page.screen(), page.data("code")), ("verdict".into(), "P-NOT".into()), "judged");
    page.finger("pointerdown").await;
    page.finger("pointerup").await;
    assert_eq!(page.screen(), "start", "after the touch");
}

#[wasm_bindgen_test]
async fn what_would_help_is_said() {
    let page = Page::scanning().await;
    let words = &Language::English.words().scan;
    assert!(page.text().contains(words.looking), "nothing seen");
    for (hint, expected) in [
        (Hint::Closer, words.closer),
        (Hint::HoldStill, words.hold_still),
        (Hint::MoreLight, words.more_light),
        (Hint::TiltAway, words.tilt_away),
    ] {
        page.kiosk.overlay.set(Overlay { hint: Some(hint), ..Overlay::default() });
        tick().await;
        assert!(page.text().contains(expected), "{hint:?}");
    }
}

#[wasm_bindgen_test]
async fn two_passes_at_once_are_asked_to_become_one() {
    let page = Page::scanning().await;
    page.feed(Event::CodesRead(vec![b"HC1:ONE".to_vec(), b"HC1:OTHER".to_vec()])).await;
    assert_eq!((page.screen(), page.data("looking")), ("scan".into(), "at-several".into()), "no verdict");
    assert!(page.text().contains("Show one only"), "and says so");
}

#[wasm_bindgen_test]
async fn another_language_changes_the_screen() {
    let page = Page::open();
    page.find("[data-language=zh-Hans]").unchecked_into::<HtmlElement>().click();
    tick().await;
    assert!(page.text().contains(Language::SimplifiedChinese.words().start.start), "the start button");
    page.kiosk.set_language(Language::English);
}

#[wasm_bindgen_test]
async fn the_camera_goes_to_sleep_with_the_start_screen() {
    let page = Page::scanning().await;
    page.find("[data-action=stop]").unchecked_into::<HtmlElement>().click();
    tick().await;
    assert_eq!(page.screen(), "start", "stopped");
    page.show("https://example.org/").await;
    assert_eq!(page.screen(), "start", "a code that comes late is not judged");
}
