//! Scenario: from camera to verdict with the network, without it, and after a cold start without it.

use std::path::Path;

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, KEYS, ensure};
use crate::kiosk::{Kiosk, on_screen};
use crate::passes::Pass;
use crate::privacy;
use crate::server::Server;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-walk")?;
    let mut server = harness.server()?;
    let first = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(first.now)).await?;
    kiosk.visit(&server).await?;
    let outcome = kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await.map(drop);
    harness.check(&kiosk.browser, "the first visit ends under the service worker's control", outcome).await;
    kiosk.start().await?;
    verdicts(harness, &mut kiosk).await;
    resources(harness, &mut kiosk).await?;
    privacy::in_the_page(harness, &kiosk, &server).await?;
    offline(harness, kiosk, &mut server, &folder, &first).await
}

async fn verdicts(harness: &mut Harness, kiosk: &mut Kiosk) {
    let passes = &harness.passes;
    let mut expected: Vec<(Pass, &str, &str, &str)> = passes
        .genuine
        .iter()
        .map(|pass| (pass.clone(), "genuine and trusted is admitted", "admitted", "OK"))
        .collect();
    expected.extend([
        (passes.damaged.clone(), "one altered character is refused as damaged", "refused", "D-"),
        (
            passes.content_altered.clone(),
            "altered content behind intact layers is refused as forged",
            "refused",
            "S-SIG",
        ),
        (
            passes.signature_altered.clone(),
            "an altered signature behind intact layers is refused as forged",
            "refused",
            "S-SIG",
        ),
        (passes.unknown.clone(), "an unknown key cannot be said", "cannot-say", "I-UNK"),
        (passes.other.clone(), "a code that is no pass says so", "refused", "P-NOT"),
        (passes.expired.clone(), "an expired one is refused as expired", "refused", "T-EXP"),
    ]);
    let mut times = Vec::new();
    for (pass, name, tone, code) in expected {
        let shown = kiosk.hold_up(&pass).await;
        let outcome = shown.and_then(|shown| {
            times.push(shown.milliseconds);
            shown.must_be(tone, code)?;
            let told = pass.personal.iter().find(|word| shown.text.contains(word.as_str()));
            ensure(told.is_none(), "the screen shows more of the holder than initials and birthday")
        });
        harness.check(&kiosk.browser, &format!("{name} ({})", pass.name), outcome).await;
    }
    times.sort_by(f64::total_cmp);
    if let (Some(least), Some(median), Some(most)) = (times.first(), times.get(times.len() / 2), times.last())
    {
        println!(
            "  measured: from the picture captured to the verdict painted {median:.0} ms (median of {}, {least:.0} to {most:.0})",
            times.len()
        );
    }
}

async fn resources(harness: &mut Harness, kiosk: &mut Kiosk) -> Result<(), Error> {
    kiosk.stop().await?;
    let released = kiosk.browser.wait_for("the camera to be let go", CAMERA_RELEASED).await.map(drop);
    harness.check(&kiosk.browser, "leaving the scan screen lets the camera go", released).await;
    kiosk.start().await?;
    let held = kiosk.browser.ask(HELD).await?;
    let outcome = ensure(held == serde_json::json!([1, 1]), format!("live tracks and workers: {held}"));
    harness.check(&kiosk.browser, "coming back takes one camera and the one worker there was", outcome).await;

    kiosk.browser.ask(SILENCE_READER).await?;
    let replaced = kiosk.browser.wait_for("another reader", READER_REPLACED).await.map(drop);
    harness.check(&kiosk.browser, "a reader that does not answer is ended and replaced", replaced).await;
    let pass = harness.passes.genuine.last().ok_or("no genuine pass")?.clone();
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and verdicts go on", outcome).await;
    Ok(())
}

async fn offline(
    harness: &mut Harness,
    mut kiosk: Kiosk,
    server: &mut Server,
    folder: &Path,
    first: &Pass,
) -> Result<(), Error> {
    server.stop();
    let outcome = kiosk.hold_up(first).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "with the server stopped, verdicts still come", outcome).await;
    kiosk.browser.quit().await?;
    privacy::on_disk(harness, &folder.join("profile"))?;

    let mut kiosk = Kiosk::new(harness, folder, Camera::Plays, Some(first.now)).await?;
    let outcome = opens_cold(&kiosk, server).await;
    harness
        .check(
            &kiosk.browser,
            "with the server stopped and the browser started anew, the page opens",
            outcome,
        )
        .await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(first).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and verdicts still come", outcome).await;
    let refused = kiosk.hold_up(&harness.passes.signature_altered.clone()).await;
    let outcome = refused.and_then(|shown| shown.must_be("refused", "S-SIG"));
    harness.check(&kiosk.browser, "and forgeries are still refused", outcome).await;

    let asked = server.requests().len();
    server.restart()?;
    kiosk.browser.reload().await?;
    kiosk.visit(server).await?;
    let is_asked = server.requests().iter().skip(asked).any(|request| request.ends_with(KEYS));
    let outcome = ensure(is_asked, "the trust file was not asked for");
    harness.check(&kiosk.browser, "with the server back, the keys are asked for again", outcome).await;
    kiosk.browser.quit().await
}

async fn opens_cold(kiosk: &Kiosk, server: &Server) -> Result<(), Error> {
    kiosk.visit(server).await?;
    kiosk.browser.wait_for("the start screen", &on_screen("start")).await?;
    let is_controlled = kiosk.browser.ask(IS_CONTROLLED).await?;
    ensure(is_controlled == true, "no service worker controls the page")
}

const IS_CONTROLLED: &str = "return navigator.serviceWorker.controller?.state === 'activated'";
const CAMERA_RELEASED: &str = "
    return __watch.tracks.length > 0 && __watch.tracks.every((track) => track.readyState === 'ended')
        && document.querySelector('video').srcObject === null";
/// What is sent to the reader from now on never arrives.
const SILENCE_READER: &str = "__watch.workers.at(-1).worker.postMessage = () => {}; return null";
const READER_REPLACED: &str = "
    return __watch.workers.length === 2 && __watch.workers[0].isEnded && !__watch.workers[1].isEnded";
const HELD: &str = "return [
    __watch.tracks.filter((track) => track.readyState === 'live').length,
    __watch.workers.filter((worker) => !worker.isEnded).length,
]";
