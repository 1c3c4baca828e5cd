//! Scenario: faults of the camera. Each is named with its remedy, and disappears when its cause does.

use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use crate::chromium::{Browser, Camera, Error, empty_folder};
use crate::harness::{Harness, ensure};
use crate::kiosk::Kiosk;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    missing(harness).await?;
    denied(harness).await?;
    silent(harness).await?;
    awake(harness).await?;
    others(harness).await
}

async fn missing(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-camera-missing")?;
    let kiosk = Kiosk::new(harness, &folder, Camera::Missing, None).await?;
    kiosk.visit(&server).await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-NON").await;
    harness.check(&kiosk.browser, "no camera: says so", outcome).await;
    kiosk.browser.ask(PLUG_IN).await?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "a camera is plugged in: goes on by itself", outcome).await;
    kiosk.browser.quit().await
}

async fn denied(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-camera-denied")?;
    let kiosk = Kiosk::new(harness, &folder, Camera::Asks, None).await?;
    permit(&kiosk.browser, &server.origin(), "denied").await?;
    kiosk.visit(&server).await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-DEN").await;
    harness.check(&kiosk.browser, "camera denied: says so", outcome).await;
    permit(&kiosk.browser, &server.origin(), "granted").await?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "the permission is given: goes on by itself", outcome).await;
    kiosk.browser.quit().await
}

/// A browser that puts its question and gets no answer, or never answers itself.
async fn silent(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-camera-silent")?;
    let kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.visit(&server).await?;
    kiosk.browser.ask(SHUT_GATE).await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-SIL").await;
    harness.check(&kiosk.browser, "a camera that never answers: says so in the end", outcome).await;
    kiosk.browser.screenshot(&harness.screenshots().join("camera-silent.png")).await?;
    sleep(RETRIES).await;
    let asked = kiosk.browser.ask("return __watch.cameraAsked").await?;
    let outcome = ensure(asked == 1, format!("asked {asked} times"));
    harness
        .check(&kiosk.browser, "while the browser asks, the page does not ask again by itself", outcome)
        .await;
    kiosk.browser.ask("__watch.openGate(); return null").await?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "the answer comes late: goes on by itself", outcome).await;
    kiosk.browser.touch("stop").await?;

    kiosk.browser.ask(SHUT_GATE).await?;
    kiosk.browser.touch("start").await?;
    shows_fault(&kiosk.browser, "V-SIL").await?;
    // the request that was made stays without an answer, as in a browser that has lost it
    kiosk.browser.ask("__watch.cameraGate = null; return null").await?;
    kiosk.browser.touch("retry").await?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "a touch on the button asks anew", outcome).await;
    kiosk.browser.ask("__watch.openGate(); return null").await?;
    let outcome = kiosk.browser.wait_for("the late camera to be let go", ONE_TRACK).await.map(drop);
    harness.check(&kiosk.browser, "and a camera that comes after all is let go", outcome).await;
    kiosk.browser.quit().await
}

/// The system takes the wake lock of a page that is seen all the time, and refuses it for a while.
async fn awake(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-camera-awake")?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.browser.before_pages(WAKE_LOCKS).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    let outcome = kiosk.browser.wait_for("a wake lock", HELD_LOCKS).await.map(drop);
    harness.check(&kiosk.browser, "while it scans the screen is kept on", outcome).await;
    kiosk.browser.ask("__locks.at(-1).take(); return null").await?;
    let outcome = kiosk.browser.wait_for("another wake lock", HELD_LOCKS).await.map(drop);
    harness.check(&kiosk.browser, "a wake lock that the system takes is asked for again", outcome).await;
    kiosk.browser.ask("globalThis.__refusesLocks = true; __locks.at(-1).take(); return null").await?;
    kiosk.browser.wait_for("a refusal", "return globalThis.__refusals > 0").await?;
    kiosk.browser.ask("globalThis.__refusesLocks = false; return null").await?;
    let outcome = kiosk.browser.wait_for("another wake lock", HELD_LOCKS).await.map(drop);
    harness.check(&kiosk.browser, "one that it refuses is asked for later", outcome).await;
    kiosk.stop().await?;
    let held = kiosk.browser.ask("return __locks.filter((lock) => !lock.released).length").await?;
    let outcome = ensure(held == 0, format!("{held} locks"));
    harness.check(&kiosk.browser, "stopped, the screen may go dark", outcome).await;
    kiosk.browser.quit().await
}

async fn others(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-camera")?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.visit(&server).await?;

    kiosk.browser.ask("__watch.cameraFault = 'NotReadableError'; return null").await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-USE").await;
    harness.check(&kiosk.browser, "camera in use by another program: says so", outcome).await;
    kiosk.browser.ask("__watch.cameraFault = null; return null").await?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "the other program ends: goes on by itself", outcome).await;

    kiosk.browser.ask(UNPLUG).await?;
    let outcome = shows_fault(&kiosk.browser, "V-OUT").await;
    harness.check(&kiosk.browser, "camera unplugged while scanning: says so", outcome).await;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "it is back: goes on by itself", outcome).await;

    kiosk.clip.show_black()?;
    let outcome = shows_fault(&kiosk.browser, "V-FRZ").await;
    harness.check(&kiosk.browser, "nothing but black pictures: says so", outcome).await;
    kiosk.clip.show_nothing()?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "the lid is open: goes on by itself", outcome).await;

    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "after all that, verdicts come", outcome).await;
    kiosk.stop().await?;
    let live = kiosk.browser.ask(LIVE_TRACKS).await?;
    harness
        .check(&kiosk.browser, "and no camera is left open", ensure(live == 0, format!("{live} tracks")))
        .await;
    kiosk.browser.quit().await
}

async fn shows_fault(browser: &Browser, code: &str) -> Result<(), Error> {
    let script = format!(
        "const it = document.querySelector('[data-screen=fault][data-code=\"{code}\"]');
         return it && ['reason', 'remedy', 'trying'].every((name) => it.querySelector(`.fault__${{name}}`)?.innerText)"
    );
    browser.wait_for(&format!("the fault {code}, its reason and its remedy"), &script).await.map(drop)
}

async fn permit(browser: &Browser, origin: &str, setting: &str) -> Result<(), Error> {
    let permission = json!({ "permission": { "name": "camera" }, "setting": setting, "origin": origin });
    browser.command("Browser.setPermission", permission).await.map(drop)
}

/// A picture drawn in the page replaces a camera that was missing when the browser started.
const PLUG_IN: &str = "
    const canvas = document.createElement('canvas');
    canvas.width = 1280;
    canvas.height = 720;
    const pen = canvas.getContext('2d');
    setInterval(() => {
        pen.fillStyle = 'white';
        pen.fillRect(0, 0, 1280, 720);
    }, 50);
    __watch.cameraStandIn = () => canvas.captureStream(15);
    return null";
const SHUT_GATE: &str = "
    __watch.cameraGate = new Promise((resolve) => { __watch.openGate = resolve; });
    return null";
/// Longer than the page waits between two tries of its own.
const RETRIES: Duration = Duration::from_secs(5);
const ONE_TRACK: &str = "return __watch.tracks.filter((track) => track.readyState === 'live').length === 1 && __watch.cameraAsked === 3";
/// Wake locks as the system gives them out, but that a test can take and refuse them.
const WAKE_LOCKS: &str = "
    globalThis.__locks = [];
    globalThis.__refusals = 0;
    class Sentinel extends EventTarget {
        released = false;
        take() {
            this.released = true;
            this.dispatchEvent(new Event('release'));
        }
        async release() {
            if (!this.released) this.take();
        }
    }
    const request = async () => {
        if (globalThis.__refusesLocks) {
            globalThis.__refusals += 1;
            throw new DOMException('made by a test', 'NotAllowedError');
        }
        const lock = new Sentinel();
        __locks.push(lock);
        return lock;
    };
    Object.defineProperty(navigator, 'wakeLock', { value: { request } })";
const HELD_LOCKS: &str = "return __locks.filter((lock) => !lock.released).length === 1";
/// No script can pull a cable: the track is ended and gets the event, as from the browser.
const UNPLUG: &str = "
    const [track] = document.querySelector('video').srcObject.getTracks();
    track.stop();
    track.dispatchEvent(new Event('ended'));
    return null";
const LIVE_TRACKS: &str = "return __watch.tracks.filter((track) => track.readyState === 'live').length";
