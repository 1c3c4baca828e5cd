//! The screens, each met as a person and a camera bring it about, in a real browser.

use checkpost::claims::BirthHint;
use checkpost::locale::{Advice, Formats, Key, Plural};
use checkpost::session::{CameraFault, Overlay, ReaderStatus, ReadingHint};
use checkpost::time::UnixTime;
use checkpost::trust::distribution::UpdateError;
use checkpost::trust::update::{Origin, TrustProblem};
use gloo::timers::callback::Timeout;
use gloo::utils::{body, document, document_element, head, window};
use js_sys::{Function, Promise, Reflect, encode_uri_component, global};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::task::tick;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, PointerEvent};

use super::*;
use crate::language;
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
        offer_languages();
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
        Self { kiosk, root, _mounted: Box::new(mounted) }
    }

    async fn scanning() -> Self {
        let page = Self::open();
        page.feed(Event::StartPressed).await;
        page.feed(Event::CameraReady).await;
        page.feed(Event::ReaderChanged(ReaderStatus::Ready)).await;
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

    fn says(&self, key: Key) -> bool {
        self.advises(&self.kiosk.words().advice(key, &[]))
    }

    fn advises(&self, Advice { reason, remedy }: &Advice) -> bool {
        let text = self.text();
        text.contains(reason) && text.contains(remedy)
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

/// What the publisher writes into the page, and what `public/boot.js` leaves there.
fn offer_languages() {
    document_element().set_attribute("lang", "en").expect("a name");
    Reflect::set(&global(), &"checkpostLocale".into(), &LANGUAGES[0].2.into()).expect("the page takes it");
    if document().query_selector("meta[name=checkpost-locale]").expect("a selector").is_some() {
        return;
    }
    for (tag, direction, words) in LANGUAGES {
        let meta = document().create_element("meta").expect("a name");
        let address = format!("data:application/json,{}", encode_uri_component(words));
        for (name, value) in [
            ("name", "checkpost-locale"),
            ("lang", tag),
            ("dir", direction),
            ("title", tag),
            ("content", &address),
        ] {
            meta.set_attribute(name, value).expect("a name");
        }
        head().append_child(&meta).expect("the head takes children");
    }
}

const LANGUAGES: [(&str, &str, &str); 3] = [
    ("en", "ltr", include_str!("../../../public/locales/en.json")),
    ("zh-Hans", "ltr", include_str!("../../../public/locales/zh-Hans.json")),
    ("ar", "rtl", include_str!("../../../public/locales/ar.json")),
];

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
    assert!(page.find("[role=alert]").text_content().is_some_and(|text| text.contains("Refused")), "word");
    assert!(page.text().contains("This code is not a pass: a web link."), "reason");
    assert!(page.text().contains("Ask for the code on the certificate itself."), "remedy");
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
    assert!(page.says(Key::VerdictHeld), "says that it is kept");
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
    for (fault, code) in [
        (CameraFault::Missing, "V-NON"),
        (CameraFault::Denied, "V-DEN"),
        (CameraFault::InUse, "V-USE"),
        (CameraFault::Unplugged, "V-OUT"),
        (CameraFault::Frozen, "V-FRZ"),
        (CameraFault::Silent, "V-SIL"),
        (CameraFault::Failed, "V-ERR"),
    ] {
        page.feed(Event::CameraFailed(fault)).await;
        assert_eq!((page.screen(), page.data("code")), ("fault".into(), code.into()), "{fault:?}");
        assert!(page.advises(&page.kiosk.words().of_code(code, &[])), "{fault:?}: {}", page.text());
    }
}

#[wasm_bindgen_test]
async fn keys_that_were_not_taken_say_why_and_what_to_do() {
    let page = Page::open();
    for problem in [
        TrustProblem::Unreachable,
        TrustProblem::Fatal,
        TrustProblem::Refused(UpdateError::Key),
        TrustProblem::Refused(UpdateError::TooLarge),
    ] {
        page.feed(Event::TrustFileOffered(Origin::Published, Err(problem))).await;
        let advice = page.kiosk.words().of_code(problem.code(), &[]);
        assert!(page.advises(&advice), "{problem:?}: {}", page.text());
        assert_eq!(page.find("[data-keys]").get_attribute("data-keys").as_deref(), Some("missing"), "lamp");
    }
}

#[wasm_bindgen_test]
async fn a_page_that_is_not_kept_says_so() {
    let page = Page::open();
    page.feed(Event::PageKept(true)).await;
    assert!(!page.says(Key::PageNotKept), "kept");
    page.feed(Event::PageKept(false)).await;
    assert!(page.says(Key::PageNotKept), "not kept");
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
    assert!(page.says(Key::ScanLooking), "nothing seen");
    for (hint, expected) in [
        (ReadingHint::Closer, Key::ScanCloser),
        (ReadingHint::HoldStill, Key::ScanHoldStill),
        (ReadingHint::MoreLight, Key::ScanMoreLight),
        (ReadingHint::TiltAway, Key::ScanTiltAway),
    ] {
        page.feed(Event::FrameSeen(Overlay { hint: Some(hint), ..Overlay::default() })).await;
        assert!(page.says(expected), "{hint:?}");
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
    for (tag, direction, _) in LANGUAGES.into_iter().rev() {
        page.find(&format!("[data-language={tag}]")).unchecked_into::<HtmlElement>().click();
        wait(100).await;
        assert_eq!(page.kiosk.spoken.get_untracked().tag, tag, "the words came");
        assert!(page.says(Key::StartStart), "{tag}: the start button");
        let marked = ["lang", "dir"].map(|name| document_element().get_attribute(name));
        assert_eq!(marked, [Some(tag.to_owned()), Some(direction.to_owned())], "the page is marked");
    }
}

#[wasm_bindgen_test]
async fn a_language_whose_words_do_not_come_changes_nothing() {
    let page = Page::open();
    let mut language = language::all().pop().expect("languages are offered");
    language.address = "data:application/json,no".to_owned();
    page.kiosk.set_language(language);
    wait(100).await;
    assert_eq!(page.kiosk.spoken.get_untracked().tag, "en", "stays");
    assert!(page.says(Key::PageLanguageMissing), "and says why");
}

#[wasm_bindgen_test]
async fn the_last_wish_for_a_language_counts() {
    let page = Page::open();
    for language in language::all() {
        page.kiosk.set_language(language);
    }
    wait(100).await;
    assert_eq!(page.kiosk.spoken.get_untracked().tag, "ar", "the last");
    page.kiosk.set_language(language::all().swap_remove(0));
    wait(100).await;
}

#[wasm_bindgen_test]
fn dates_numbers_and_plurals_are_the_browsers() {
    let [english, arabic] = ["en", "ar"].map(Intl::new);
    let birth = |month, day| BirthHint { month, day };
    assert_eq!(english.birthday(birth(2, 29)), "February 29", "a day of leap years");
    assert_eq!(english.birthday(birth(2, 30)), "02-30", "a day that does not exist");
    assert_eq!(english.number(18_446_744_073_709_551_615), "18446744073709551615", "no digit is lost");
    assert!(
        english.time(UnixTime(1_640_000_000)).contains("2021"),
        "{}",
        english.time(UnixTime(1_640_000_000))
    );
    assert!(!english.day(UnixTime(i64::MAX)).is_empty(), "a date that no browser knows");
    let plurals = [0, 1, 2, 3, 11, 100].map(|count| arabic.plural(count));
    assert_eq!(plurals, Plural::ALL, "Arabic has all categories");
    assert_eq!(Intl::new("en@posix").plural(1), Plural::One, "a browser that reports no tag");
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
