//! Scenario for Firefox and WebKit: the page loads, starts, admits a genuine pass, refuses a forged one, and goes on
//! without
//! network after the first visit.

use std::path::Path;

use image::GrayImage;

use crate::chromium::{Browser, Driver, Error, WATCH, empty_folder};
use crate::engine::{Engine, show, stand_in};
use crate::harness::{Harness, ensure};
use crate::kiosk::{FORGET_MARKS, HAS_KEYS, LOOKS_FOR_CODE, Shown, TOUCH_VERDICT, VERDICT, on_screen};
use crate::server::Server;

/// Runs the scenario in one engine.
pub(crate) async fn run(harness: &mut Harness, engine: Engine) -> Result<(), Error> {
    if let Some(missing) = engine.missing() {
        harness.skip(
            engine.name(),
            &format!("'{missing}' is not on the PATH: run `make test`, which installs it"),
        );
        return Ok(());
    }
    let folder = empty_folder(&format!("browser-{}", engine.name()))?;
    let profile = folder.join("profile");
    std::fs::create_dir_all(&profile)?;
    let genuine = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let forged = harness.passes.signature_altered.clone();
    let watch = WATCH.replace("CLOCK_SECONDS", &genuine.now.to_string());
    let site = harness.publish(&format!("browser-{}-site", engine.name()), |path, bytes| {
        if path.ends_with("boot.js") {
            bytes.splice(0..0, watch.bytes());
        }
    })?;
    let mut server = harness.server()?;
    server.serve(site);

    let driver = engine.driver().await?;
    let browser = engine.open(&driver, &profile).await?;
    let outcome = first_visit(&browser, &server).await;
    note(harness, engine, &browser, "the page loads, and a service worker takes it", outcome).await;
    start(&browser).await?;
    let outcome = hold_up(&browser, &genuine.picture, "admitted", "OK").await;
    note(harness, engine, &browser, "a genuine pass is admitted", outcome).await;
    let outcome = hold_up(&browser, &forged.picture, "refused", "S-SIG").await;
    note(harness, engine, &browser, "a forged one is refused", outcome).await;

    server.stop();
    let outcome = hold_up(&browser, &genuine.picture, "admitted", "OK").await;
    note(harness, engine, &browser, "with the server stopped, verdicts still come", outcome).await;
    let outcome = cold(&browser, &server).await;
    note(harness, engine, &browser, "with the server stopped, the page loads again", outcome).await;
    let outcome = hold_up(&browser, &genuine.picture, "admitted", "OK").await;
    note(harness, engine, &browser, "and admits again", outcome).await;
    browser.quit().await?;
    drop(driver);
    if engine.keeps_its_profile() {
        restarted(harness, engine, &server, &profile, &genuine.picture).await?;
    }
    Ok(())
}

async fn restarted(
    harness: &mut Harness,
    engine: Engine,
    server: &Server,
    profile: &Path,
    picture: &GrayImage,
) -> Result<(), Error> {
    let driver: Driver = engine.driver().await?;
    let browser = engine.open(&driver, profile).await?;
    let outcome = cold(&browser, server).await;
    note(
        harness,
        engine,
        &browser,
        "with the server stopped and the browser started anew, the page opens",
        outcome,
    )
    .await;
    let outcome = hold_up(&browser, picture, "admitted", "OK").await;
    note(harness, engine, &browser, "and verdicts still come", outcome).await;
    browser.quit().await
}

async fn note(
    harness: &mut Harness,
    engine: Engine,
    browser: &Browser,
    name: &str,
    outcome: Result<(), Error>,
) {
    harness.check(browser, &format!("{}: {name}", engine.name()), outcome).await;
}

async fn first_visit(browser: &Browser, server: &Server) -> Result<(), Error> {
    browser.visit(&server.origin()).await?;
    browser.wait_for("the keys", HAS_KEYS).await?;
    browser.wait_for("the service worker", IS_CONTROLLED).await.map(drop)
}

/// Opens the page without the network, and starts it.
async fn cold(browser: &Browser, server: &Server) -> Result<(), Error> {
    browser.visit(&server.origin()).await?;
    browser.wait_for("the start screen", &on_screen("start")).await?;
    browser.wait_for("the keys", HAS_KEYS).await?;
    start(browser).await
}

async fn start(browser: &Browser) -> Result<(), Error> {
    stand_in(browser).await?;
    browser.touch("start").await?;
    browser.wait_for("the empty table", LOOKS_FOR_CODE).await.map(drop)
}

async fn hold_up(browser: &Browser, picture: &GrayImage, tone: &str, code: &str) -> Result<(), Error> {
    show(browser, None).await?;
    browser.ask(TOUCH_VERDICT).await?;
    browser.wait_for("the empty table", LOOKS_FOR_CODE).await?;
    tokio::time::sleep(crate::kiosk::AWAY).await;
    browser.ask(FORGET_MARKS).await?;
    show(browser, Some(picture)).await?;
    let shown = browser.wait_for("the verdict", VERDICT).await?;
    let shown: Shown = serde_json::from_value(shown)?;
    ensure(!shown.text.is_empty(), "the screen shows no text")?;
    shown.must_be(tone, code)
}

const IS_CONTROLLED: &str = "return navigator.serviceWorker.controller?.state === 'activated'";
