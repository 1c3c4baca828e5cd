//! Scenario: thirty passes a minute for some minutes. The page's scripts must not hold more after each garbage
//! collection.
//!
//! The camera's clip repeats by itself, because a driver that queries the page leaves more behind in it than the page
//! does.
//! `CHECKPOST_SOAK_MINUTES` makes the scenario longer.

use std::time::Duration;

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::chromium::{Browser, Camera, Error, empty_folder};
use crate::harness::{Harness, ensure};
use crate::kiosk::Kiosk;
use crate::passes::Pass;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let minutes = minutes();
    let server = harness.server()?;
    let folder = empty_folder("browser-memory")?;
    let passes = &harness.passes;
    let shown: Vec<&Pass> = passes.genuine.iter().take(3).chain([&passes.content_altered]).collect();
    let frames: Vec<Vec<u8>> =
        shown.iter().flat_map(|pass| vec![frame(&pass.picture); FRAMES_EACH]).collect();
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, shown.first().map(|pass| pass.now)).await?;
    kiosk.visit(&server).await?;
    kiosk.browser.ask(COUNT).await?;
    kiosk.clip.show_frames(&frames, RATE)?;
    kiosk.browser.touch("start").await?;
    sleep(WARM_UP).await;
    let before = held(&kiosk.browser).await?;
    let mut last = before.clone();
    for minute in 1..=minutes {
        sleep(MINUTE).await;
        last = held(&kiosk.browser).await?;
        println!("  measured: minute {minute}, {last:?}");
    }
    let a_minute = f64::from(minutes);
    let verdicts = (last.verdicts - before.verdicts) / a_minute;
    let growth = (last.bytes - before.bytes) / a_minute / 1_000.0;
    let functions = (last.functions - before.functions) / a_minute;
    let name = format!(
        "{verdicts:.0} verdicts a minute for {minutes} minutes: {growth:.1} kB and {functions:.0} functions a minute are kept"
    );
    let outcome = ensure(
        verdicts > VERDICTS_AT_LEAST
            && growth < GROWTH_AT_MOST
            && functions < FUNCTIONS_MORE
            && last.nodes <= before.nodes + NODES_MORE,
        format!("{before:?}, then {last:?}"),
    );
    harness.check(&kiosk.browser, &name, outcome).await;
    kiosk.browser.quit().await
}

/// The brightness of a picture that shows a code.
fn frame(picture: &GrayImage) -> Vec<u8> {
    let code = imageops::resize(picture, CODE_PIXELS, CODE_PIXELS, FilterType::Triangle);
    let mut frame = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([PAPER]));
    let (left, top) = ((WIDTH - CODE_PIXELS) / 2, (HEIGHT - CODE_PIXELS) / 2);
    imageops::replace(&mut frame, &code, left.into(), top.into());
    frame.into_raw()
}

/// What is held after a collection. The functions tell most: a closure that is left behind is one of them, and the engine's
/// own code, which comes while a page is new, is none.
#[derive(Clone, Debug)]
struct Held {
    bytes: f64,
    functions: f64,
    nodes: f64,
    verdicts: f64,
}

async fn held(browser: &Browser) -> Result<Held, Error> {
    for _ in 0..3 {
        browser.command("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let heap = browser.command("Runtime.getHeapUsage", json!({})).await?;
    let nodes = browser.command("Memory.getDOMCounters", json!({})).await?;
    let verdicts = browser.ask("return __verdicts").await?;
    let number = |answer: &Value, name: &str| answer.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    Ok(Held {
        bytes: number(&heap, "usedSize"),
        functions: functions(browser).await?,
        nodes: number(&nodes, "nodes"),
        verdicts: verdicts.as_f64().unwrap_or(f64::NAN),
    })
}

/// How many functions live in the page.
async fn functions(browser: &Browser) -> Result<f64, Error> {
    let group = json!("functions");
    let ask = json!({ "expression": "Function.prototype", "objectGroup": group });
    let prototype = browser.command("Runtime.evaluate", ask).await?;
    let ask = json!({ "prototypeObjectId": prototype.pointer("/result/objectId"), "objectGroup": group });
    let found = browser.command("Runtime.queryObjects", ask).await?;
    let ask = json!({
        "functionDeclaration": "function () { return this.length; }",
        "objectId": found.pointer("/objects/objectId"),
        "returnByValue": true,
    });
    let count = browser.command("Runtime.callFunctionOn", ask).await?;
    browser.command("Runtime.releaseObjectGroup", json!({ "objectGroup": group })).await?;
    Ok(count.pointer("/result/value").and_then(Value::as_f64).ok_or("the functions cannot be counted")?)
}

#[expect(clippy::disallowed_methods, reason = "a test asks how long it may take")]
fn minutes() -> u32 {
    std::env::var("CHECKPOST_SOAK_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Counts the screens with a verdict that come.
const COUNT: &str = "
    globalThis.__verdicts = 0;
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
            for (const node of addedNodes) globalThis.__verdicts += node.dataset?.screen === 'verdict' ? 1 : 0;
        }
    }).observe(document.querySelector('.app'), { childList: true, subtree: true });
    return null";
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const CODE_PIXELS: u32 = 640;
const PAPER: u8 = 235;
/// Two pictures a second, two seconds for each pass: another one is shown at once.
const RATE: u32 = 2;
const FRAMES_EACH: usize = 4;
const MINUTE: Duration = Duration::from_mins(1);
/// Until everything that is made once is made.
const WARM_UP: Duration = Duration::from_secs(30);
const VERDICTS_AT_LEAST: f64 = 20.0;
/// Kilobytes a minute, of which the engine and the driver keep about thirty in the first one.
const GROWTH_AT_MOST: f64 = 60.0;
/// A timer that leaves its closure behind adds hundreds.
const FUNCTIONS_MORE: f64 = 30.0;
const NODES_MORE: f64 = 30.0;
