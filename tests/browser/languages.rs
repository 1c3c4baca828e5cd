//! The languages: the browser's own is there at once, every other without network after the first visit, and one that does
//! not come changes nothing.

use serde_json::{Value, json};

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, ensure};
use crate::kiosk::{Kiosk, on_screen};
use crate::server::Misbehaviour;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-languages")?;
    let mut server = harness.server()?;
    let pass = harness.passes.expired.clone();
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;

    let arabic = kiosk.browser.before_pages(PREFERS_ARABIC).await?;
    kiosk.visit(&server).await?;
    let outcome = is_spoken(&kiosk, "ar", "rtl").await;
    harness.check(&kiosk.browser, "the browser's language is the first, from right to left", outcome).await;
    let asked = server.requests();
    let of_locales = asked.iter().filter(|path| path.contains("/locales/")).count();
    let outcome = ensure(of_locales >= 1, format!("requests: {asked:?}"));
    harness.check(&kiosk.browser, "its words are a file of their own", outcome).await;
    kiosk
        .browser
        .command("Page.removeScriptToEvaluateOnNewDocument", json!({ "identifier": arabic }))
        .await?;

    kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await?;
    server.stop();
    for (tag, direction) in [("zh-Hans", "ltr"), ("en", "ltr"), ("ar", "rtl")] {
        kiosk.browser.ask(&touch(tag)).await?;
        let outcome = is_spoken(&kiosk, tag, direction).await;
        harness.check(&kiosk.browser, &format!("without network the page speaks {tag}"), outcome).await;
    }
    kiosk.browser.reload().await?;
    let outcome = is_spoken(&kiosk, "ar", "rtl").await;
    harness.check(&kiosk.browser, "and opens in the language that was chosen", outcome).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| {
        shown.must_be("refused", "T-EXP")?;
        ensure(!shown.words.concat().contains('{'), format!("a placeholder is shown: {:?}", shown.words))
    });
    harness.check(&kiosk.browser, "a date is shown in Arabic", outcome).await;
    kiosk.browser.quit().await?;

    altered(harness).await
}

/// Without what a service worker keeps: a language whose file was altered on its way is not spoken.
async fn altered(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-languages-altered")?;
    let server = harness.server()?;
    let kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.browser.before_pages(crate::sites::NO_KEEPER).await?;
    kiosk.visit(&server).await?;
    let address = kiosk
        .browser
        .ask("return document.querySelector('meta[name=checkpost-locale][lang=ar]').content.slice(2)")
        .await?;
    let address = address.as_str().ok_or("Arabic has no file")?;
    server.replace(address, Misbehaviour::Bytes(br#"{"start.start": "forged"}"#.to_vec()));
    kiosk.browser.ask(&touch("ar")).await?;
    let told = "return document.querySelector('[data-language-missing]')?.innerText ?? null";
    let outcome = kiosk.browser.wait_for("the note", told).await.map(drop);
    harness
        .check(&kiosk.browser, "a file that was altered on its way is not taken, and it is told", outcome)
        .await;
    let outcome = is_spoken(&kiosk, "en", "ltr").await;
    harness.check(&kiosk.browser, "and the page goes on in its language", outcome).await;
    server.restore(address);
    kiosk.browser.ask(&touch("ar")).await?;
    let outcome = is_spoken(&kiosk, "ar", "rtl").await;
    harness.check(&kiosk.browser, "the published file is taken", outcome).await;

    server.replace(address, Misbehaviour::Bytes(b"{}".to_vec()));
    kiosk.browser.reload().await?;
    let script = "return document.querySelector('#boot[data-missing=load]')?.innerText ?? null";
    let told = kiosk.browser.wait_for("the refusal", script).await;
    let outcome = told.and_then(|told| {
        let told = told.as_str().unwrap_or_default().to_owned();
        let says_all =
            ["The page did not load", "页面没有完整加载", "لم تُحمَّل"].iter().all(|it| told.contains(it));
        ensure(says_all, told)
    });
    harness
        .check(
            &kiosk.browser,
            "nor is it at the start: what to do is said without it, in all languages",
            outcome,
        )
        .await;
    kiosk.browser.quit().await
}

/// The page, its marks and its switch agree on a language.
async fn is_spoken(kiosk: &Kiosk, tag: &str, direction: &str) -> Result<(), Error> {
    kiosk.browser.wait_for("the start screen", &on_screen("start")).await?;
    let marked = Value::from(vec![tag, direction, tag]);
    let script = format!("return JSON.stringify({MARKS}) === JSON.stringify({marked})");
    kiosk.browser.wait_for(&format!("the page to speak {tag}"), &script).await.map(drop)
}

fn touch(tag: &str) -> String {
    format!("document.querySelector('[data-language={tag}]').click(); return null")
}

/// How a browser of somebody who reads Arabic describes itself.
const PREFERS_ARABIC: &str =
    "Object.defineProperty(Navigator.prototype, 'language', { get: () => 'ar-EG', configurable: true })";
const IS_CONTROLLED: &str = "return navigator.serviceWorker.controller !== null";
const MARKS: &str = "[document.documentElement.lang, document.documentElement.dir,
    document.querySelector('.choice__option[aria-pressed=true]')?.dataset.language ?? null]";
