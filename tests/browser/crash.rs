//! Scenario: the page's program fails. The last verdict disappears from the screen, and the page starts again by
//! itself.

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, ensure};
use crate::kiosk::{Kiosk, on_screen};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-crash")?;
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.browser.before_pages(KEEP_EXPORTS).await?;
    kiosk.visit(&server).await?;

    kiosk.browser.ask(FAIL).await?;
    kiosk.browser.wait_for("the page to say so", STARTS_AGAIN).await?;
    let outcome = kiosk.browser.wait_for("the start screen", &on_screen("start")).await.map(drop);
    harness.check(&kiosk.browser, "a failure before scanning: the start screen comes again", outcome).await;

    kiosk.start().await?;
    kiosk.hold_up(&pass).await?.must_be("admitted", "OK")?;
    kiosk.browser.ask(FAIL).await?;
    let said = kiosk.browser.wait_for("the page to say so", STARTS_AGAIN).await?;
    let outcome = ensure(said == "alert", "the verdict is left on the screen, or nothing is read out");
    harness
        .check(&kiosk.browser, "a failure under a verdict takes the verdict from the screen", outcome)
        .await;
    kiosk.clip.show_nothing()?;
    let outcome = kiosk.looks_for_code().await;
    harness.check(&kiosk.browser, "and the page scans again, with nobody to touch it", outcome).await;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and verdicts come", outcome).await;

    kiosk.stop().await?;
    kiosk.browser.reload().await?;
    let outcome = kiosk.browser.wait_for("the start screen", &on_screen("start")).await.map(drop);
    harness.check(&kiosk.browser, "loaded anew by hand it waits to be started", outcome).await;
    kiosk.browser.quit().await
}

/// Keeps what the page's WebAssembly exports where a test can reach it.
const KEEP_EXPORTS: &str = "
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...what) => {
        const made = await instantiate.apply(WebAssembly, what);
        globalThis.__exports = made.instance.exports;
        return made;
    }";
/// Moves the program's stack to where there is no memory, so that its next step is a trap, as after a panic.
const FAIL: &str = "
    setTimeout(() => {
        __exports.__wbindgen_add_to_stack_pointer(-0x60000000);
        document.body.click();
    });
    return null";
const STARTS_AGAIN: &str = "
    const body = document.body;
    return body.dataset.again && !body.querySelector('.app') && body.querySelector('main').getAttribute('role')";
