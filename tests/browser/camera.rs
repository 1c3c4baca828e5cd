//! Everything that can be wrong with a camera: each says what it is and what to do, and ends by itself with its cause.

use serde_json::json;

use crate::chromium::{Browser, Camera, Trouble, empty_folder};
use crate::kiosk::Kiosk;
use crate::stage::{Stage, ensure};

/// Plays the scene.
pub(crate) async fn play(stage: &mut Stage) -> Result<(), Trouble> {
    missing(stage).await?;
    denied(stage).await?;
    others(stage).await
}

async fn missing(stage: &mut Stage) -> Result<(), Trouble> {
    let server = stage.server()?;
    let folder = empty_folder("browser-camera-missing")?;
    let kiosk = Kiosk::new(stage, &folder, Camera::Missing, None).await?;
    kiosk.visit(&server).await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-NON").await;
    stage.check(&kiosk.browser, "no camera: says so", outcome).await;
    kiosk.browser.ask(PLUG_IN).await?;
    let outcome = kiosk.looks_for_code().await;
    stage.check(&kiosk.browser, "a camera is plugged in: goes on by itself", outcome).await;
    kiosk.browser.quit().await
}

async fn denied(stage: &mut Stage) -> Result<(), Trouble> {
    let server = stage.server()?;
    let folder = empty_folder("browser-camera-denied")?;
    let kiosk = Kiosk::new(stage, &folder, Camera::Asks, None).await?;
    permit(&kiosk.browser, &server.origin(), "denied").await?;
    kiosk.visit(&server).await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-DEN").await;
    stage.check(&kiosk.browser, "camera denied: says so", outcome).await;
    permit(&kiosk.browser, &server.origin(), "granted").await?;
    let outcome = kiosk.looks_for_code().await;
    stage.check(&kiosk.browser, "the permission is given: goes on by itself", outcome).await;
    kiosk.browser.quit().await
}

async fn others(stage: &mut Stage) -> Result<(), Trouble> {
    let server = stage.server()?;
    let folder = empty_folder("browser-camera")?;
    let mut kiosk = Kiosk::new(stage, &folder, Camera::Plays, None).await?;
    kiosk.visit(&server).await?;

    kiosk.browser.ask("__watch.cameraFault = 'NotReadableError'; return null").await?;
    kiosk.browser.touch("start").await?;
    let outcome = shows_fault(&kiosk.browser, "V-USE").await;
    stage.check(&kiosk.browser, "camera in use by another program: says so", outcome).await;
    kiosk.browser.ask("__watch.cameraFault = null; return null").await?;
    let outcome = kiosk.looks_for_code().await;
    stage.check(&kiosk.browser, "the other program ends: goes on by itself", outcome).await;

    kiosk.browser.ask(UNPLUG).await?;
    let outcome = shows_fault(&kiosk.browser, "V-OUT").await;
    stage.check(&kiosk.browser, "camera unplugged while scanning: says so", outcome).await;
    let outcome = kiosk.looks_for_code().await;
    stage.check(&kiosk.browser, "it is back: goes on by itself", outcome).await;

    kiosk.clip.show_black()?;
    let outcome = shows_fault(&kiosk.browser, "V-FRZ").await;
    stage.check(&kiosk.browser, "nothing but black pictures: says so", outcome).await;
    kiosk.clip.show_nothing()?;
    let outcome = kiosk.looks_for_code().await;
    stage.check(&kiosk.browser, "the lid is open: goes on by itself", outcome).await;

    let pass = stage.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    stage.check(&kiosk.browser, "after all that, verdicts come", outcome).await;
    kiosk.stop().await?;
    let live = kiosk.browser.ask(LIVE_TRACKS).await?;
    stage
        .check(&kiosk.browser, "and no camera is left open", ensure(live == 0, format!("{live} tracks")))
        .await;
    kiosk.browser.quit().await
}

async fn shows_fault(browser: &Browser, code: &str) -> Result<(), Trouble> {
    let script = format!(
        "const it = document.querySelector('[data-screen=fault][data-code=\"{code}\"]');
         return it && ['reason', 'remedy', 'trying'].every((name) => it.querySelector(`.fault__${{name}}`)?.innerText)"
    );
    browser.wait_for(&format!("the fault {code}, its reason and its remedy"), &script).await.map(drop)
}

async fn permit(browser: &Browser, origin: &str, setting: &str) -> Result<(), Trouble> {
    let permission = json!({ "permission": { "name": "camera" }, "setting": setting, "origin": origin });
    browser.command("Browser.setPermission", permission).await.map(drop)
}

/// A picture that is drawn in the page stands in for a camera that was not there when the browser began.
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
/// No script can pull a cable: the track is ended and told of it, as the browser does then.
const UNPLUG: &str = "
    const [track] = document.querySelector('video').srcObject.getTracks();
    track.stop();
    track.dispatchEvent(new Event('ended'));
    return null";
const LIVE_TRACKS: &str = "return __watch.tracks.filter((track) => track.readyState === 'live').length";
