//! Scenario: keys that are missing, malformed, late or cannot be stored. Each problem is named, and disappears with its
//! cause.

use serde_json::json;

use crate::chromium::{Browser, Camera, Error, empty_folder};
use crate::harness::{Harness, KEYS, ensure};
use crate::kiosk::Kiosk;
use crate::server::Misbehaviour;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-keys")?;
    let server = harness.server()?;
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let good = Misbehaviour::Bytes(harness.passes.trust.clone());
    let malformed = Misbehaviour::Bytes(b"{ \"checkpost_trust\": ".to_vec());

    server.replace(KEYS, Misbehaviour::Nothing);
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.browser.visit(&server.origin()).await?;
    let absent = advice(&kiosk.browser, "missing", "").await;
    let words = absent.as_ref().map(Clone::clone).unwrap_or_default();
    harness.check(&kiosk.browser, "no trust file at the first start: says so", absent.map(drop)).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("cannot-say", "I-NOK"));
    harness.check(&kiosk.browser, "without keys nothing is said against a pass", outcome).await;
    kiosk.stop().await?;

    server.replace(KEYS, malformed.clone());
    let outcome = advice(&kiosk.browser, "missing", &words).await.map(drop);
    harness.check(&kiosk.browser, "a malformed trust file: says so, in other words", outcome).await;
    server.replace(KEYS, good.clone());
    let outcome = has_keys(&kiosk.browser).await;
    harness.check(&kiosk.browser, "a good one: goes on by itself", outcome).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and verdicts come", outcome).await;

    server.replace(KEYS, malformed);
    kiosk.browser.reload().await?;
    let outcome = advice(&kiosk.browser, "ready", "").await.map(drop);
    harness
        .check(&kiosk.browser, "a malformed update leaves the keys from before, and says so", outcome)
        .await;
    server.replace(KEYS, Misbehaviour::Silence);
    kiosk.browser.reload().await?;
    let outcome = has_keys(&kiosk.browser).await;
    harness.check(&kiosk.browser, "a server that hangs does not hold up the keys from before", outcome).await;

    server.replace(KEYS, good);
    let broken = kiosk.browser.before_pages(NO_DATABASE).await?;
    kiosk.browser.reload().await?;
    let outcome = advice(&kiosk.browser, "ready", "").await.map(drop);
    harness
        .check(
            &kiosk.browser,
            "IndexedDB unavailable: keys are there, and says that they are not kept",
            outcome,
        )
        .await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and verdicts come all the same", outcome).await;
    let forget = json!({ "identifier": broken });
    kiosk.browser.command("Page.removeScriptToEvaluateOnNewDocument", forget).await?;
    kiosk.browser.reload().await?;
    has_keys(&kiosk.browser).await?;
    let outcome = kiosk.browser.wait_for("the advice to go", NO_ADVICE).await.map(drop);
    harness.check(&kiosk.browser, "available again: nothing more to say", outcome).await;
    kiosk.browser.quit().await
}

pub(crate) async fn has_keys(browser: &Browser) -> Result<(), Error> {
    browser
        .wait_for("the keys", "return document.querySelector('[data-keys=ready]') !== null")
        .await
        .map(drop)
}

/// What the card about the keys says besides its line; waits until it says something else than `before`.
pub(crate) async fn advice(browser: &Browser, standing: &str, before: &str) -> Result<String, Error> {
    let script = format!(
        "const card = document.querySelector('.keys-card[data-keys={standing}]');
         const words = ['reason', 'remedy'].map((name) => card?.querySelector(`.keys-card__${{name}}`)?.innerText);
         return words.every((it) => it) && words.join(' ') !== {} && words.join(' ')",
        json!(before)
    );
    let words = browser.wait_for(&format!("advice about keys that are {standing}"), &script).await?;
    let words = words.as_str().unwrap_or_default().to_owned();
    ensure(!words.is_empty(), "no words").map(|()| words)
}

const NO_DATABASE: &str = "
    IDBFactory.prototype.open = () => { throw new DOMException('made by a test', 'InvalidStateError'); };";
pub(crate) const NO_ADVICE: &str = "return document.querySelector('.keys-card__reason') === null";
