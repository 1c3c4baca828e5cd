//! Scenario: the host sends something else in the place of the trust file: wrong dates, an empty object, bytes without
//! end,
//! a file that crashes the page. Each time the good keys stay and the status line names the problem.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::sleep;

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, KEYS, ensure};
use crate::keys::{NO_ADVICE, advice, has_keys};
use crate::kiosk::Kiosk;
use crate::passes::Pass;
use crate::server::{Misbehaviour, Server};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let mut server = harness.server()?;
    let folder = empty_folder("browser-hosts")?;
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let good = harness.passes.trust.clone();
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.visit(&server).await?;
    kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await?;

    for (name, issued, words) in [
        ("dated two days ahead", pass.now + 2 * 86_400, "in the future"),
        ("dated in milliseconds", pass.now * 1_000, "in milliseconds"),
    ] {
        server.replace(KEYS, Misbehaviour::Bytes(dated(&good, issued)?));
        let outcome = is_told(&mut kiosk, &pass, words).await;
        harness
            .check(&kiosk.browser, &format!("keys {name}: the good ones stay, and the page says so"), outcome)
            .await;
        let outcome = recovers(&kiosk, &server, &good).await;
        harness.check(&kiosk.browser, "good keys after them are taken", outcome).await;
    }
    server.replace(KEYS, Misbehaviour::Bytes(dated(&good, pass.now + 2 * 86_400)?));
    let outcome = at_first(harness, &server, &good, &pass).await;
    harness.check(&kiosk.browser, "met first, keys of the future make room for good ones", outcome).await;

    server.replace(KEYS, Misbehaviour::Bytes(b"{}".to_vec()));
    let outcome = is_told(&mut kiosk, &pass, "is no update").await;
    harness.check(&kiosk.browser, "an empty object: the good keys stay, and the page says so", outcome).await;
    let before = server.endless_bytes_sent();
    server.replace(KEYS, Misbehaviour::Endless);
    let outcome = is_told(&mut kiosk, &pass, "larger than a tablet takes").await;
    harness
        .check(&kiosk.browser, "bytes without end: the good keys stay, and the page says so", outcome)
        .await;
    sleep(HANGS_UP).await;
    let taken = server.endless_bytes_sent() - before;
    let times = server.requests().iter().filter(|request| request.ends_with(KEYS)).count();
    let outcome =
        ensure(taken > 0 && taken < times * TAKEN_AT_MOST, format!("{taken} bytes in {times} requests"));
    harness.note(&format!("of them {} MB were taken", taken / 1_000_000), outcome);

    server.replace(KEYS, Misbehaviour::Bytes(b"{}".to_vec()));
    kiosk.browser.reload().await?;
    advice(&kiosk.browser, "ready", "").await?;
    let kept = kiosk.browser.ask_later(CACHED_KEYS).await?;
    let outcome = ensure(kept == json!([]), format!("kept by the service worker: {kept}"));
    harness.check(&kiosk.browser, "the service worker keeps no trust file", outcome).await;
    server.stop();
    kiosk.browser.reload().await?;
    let outcome = admits(&mut kiosk, &pass).await;
    harness.check(&kiosk.browser, "without network after all that: the last good keys", outcome).await;
    server.restart()?;

    let outcome = fails_once(&mut kiosk, &server, &good, &pass).await;
    harness
        .check(
            &kiosk.browser,
            "keys that the page crashes on: skipped at the next start, and the page says so",
            outcome,
        )
        .await;
    let outcome = recovers(&kiosk, &server, &good).await;
    harness.check(&kiosk.browser, "good keys after them are taken", outcome).await;
    kiosk.browser.quit().await
}

/// Loaded anew, the page says so beside keys that serve.
async fn is_told(kiosk: &mut Kiosk, pass: &Pass, words: &str) -> Result<(), Error> {
    kiosk.browser.reload().await?;
    let shown = advice(&kiosk.browser, "ready", "").await?;
    ensure(shown.contains(words), format!("shown is: {shown}"))?;
    admits(kiosk, pass).await
}

async fn admits(kiosk: &mut Kiosk, pass: &Pass) -> Result<(), Error> {
    has_keys(&kiosk.browser).await?;
    kiosk.start().await?;
    kiosk.hold_up(pass).await?.must_be("admitted", "OK")?;
    kiosk.stop().await
}

async fn recovers(kiosk: &Kiosk, server: &Server, good: &[u8]) -> Result<(), Error> {
    server.replace(KEYS, Misbehaviour::Bytes(good.to_vec()));
    has_keys(&kiosk.browser).await?;
    kiosk.browser.wait_for("the advice to go", NO_ADVICE).await.map(drop)
}

/// A tablet that has no other keys takes those of the future, says so, and is not locked by them.
async fn at_first(harness: &Harness, server: &Server, good: &[u8], pass: &Pass) -> Result<(), Error> {
    let folder = empty_folder("browser-hosts-first")?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.visit(server).await?;
    advice(&kiosk.browser, "ready", "").await?;
    kiosk.start().await?;
    kiosk.hold_up(pass).await?.must_be("cannot-say", "C-CLK")?;
    kiosk.stop().await?;
    recovers(&kiosk, server, good).await?;
    admits(&mut kiosk, pass).await?;
    kiosk.browser.quit().await
}

/// The program is broken in the middle of reading this one file, whenever it does.
async fn fails_once(kiosk: &mut Kiosk, server: &Server, good: &[u8], pass: &Pass) -> Result<(), Error> {
    let fatal = [good, b"\n"].concat();
    let digest = BASE64URL_NOPAD.encode(&Sha256::digest(&fatal));
    kiosk.browser.before_pages(&BREAKS.replace("DIGEST", &digest)).await?;
    server.replace(KEYS, Misbehaviour::Bytes(fatal));
    kiosk.browser.reload().await?;
    kiosk.browser.wait_for("the page to fail", "return document.body?.dataset.again ?? null").await?;
    let shown = advice(&kiosk.browser, "ready", "").await?;
    ensure(shown.contains("failed when it read"), format!("shown is: {shown}"))?;
    let opened = kiosk.browser.ask("return performance.timeOrigin").await?;
    admits(kiosk, pass).await?;
    // by then the file was asked for again
    sleep(ASKED_AGAIN).await;
    ensure(kiosk.browser.ask("return performance.timeOrigin").await? == opened, "the page failed again")?;
    kiosk.browser.reload().await?;
    advice(&kiosk.browser, "ready", "").await.map(drop)
}

/// The same keys, published at another time.
fn dated(trust: &[u8], issued: i64) -> Result<Vec<u8>, Error> {
    let mut file: Value = serde_json::from_slice(trust)?;
    *file.get_mut("issued").ok_or("the trust file has no date")? = json!(issued);
    Ok(serde_json::to_vec(&file)?)
}

const IS_CONTROLLED: &str = "return navigator.serviceWorker.controller?.state === 'activated'";
/// Its clock fails the program while it reads that file: an error that only a trap and an overflow have.
const BREAKS: &str = "
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
        set.call(this, name, value);
        if (!name.startsWith('checkpost-reading-published') || !value.endsWith('DIGEST')) return;
        const now = Date.now;
        Date.now = () => {
            Date.now = now;
            throw new RangeError('made by a test');
        };
    };";
const CACHED_KEYS: &str = "
    const found = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        found.push(...(await cache.keys()).map(({ url }) => url).filter((url) => url.includes('keys.json')));
    }
    return found;";
/// What the page takes of one answer: its limit of eight megabytes, and what is on its way by then.
const TAKEN_AT_MOST: usize = 24 * 1024 * 1024;
const HANGS_UP: Duration = Duration::from_secs(2);
const ASKED_AGAIN: Duration = Duration::from_secs(11);
