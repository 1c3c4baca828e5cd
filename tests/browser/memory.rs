//! A day at the gate in small: thirty passes a minute, and what the page's scripts hold after each collection.
//!
//! `CHECKPOST_SOAK_MINUTES` makes it longer.

use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep_until};

use crate::chromium::{Browser, Camera, Trouble, empty_folder};
use crate::kiosk::Kiosk;
use crate::passes::Pass;
use crate::stage::{Stage, ensure};

/// Plays the scene.
pub(crate) async fn play(stage: &mut Stage) -> Result<(), Trouble> {
    let minutes = minutes();
    let server = stage.server()?;
    let folder = empty_folder("browser-memory")?;
    let passes = &stage.passes;
    // what was admitted may be used again; a code counts as shown anew once it was away
    let shown: Vec<Pass> =
        passes.genuine.iter().chain([&passes.unknown, &passes.content_altered]).cloned().collect();
    let mut kiosk = Kiosk::new(stage, &folder, Camera::Plays, shown.first().map(|pass| pass.now)).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    kiosk.browser.command("HeapProfiler.enable", json!({})).await?;
    scan(&mut kiosk, &shown, WARM_UP).await?;
    let before = held(&kiosk.browser).await?;
    let mut last = before.clone();
    for minute in 1..=minutes {
        scan(&mut kiosk, &shown, PASSES_A_MINUTE).await?;
        last = held(&kiosk.browser).await?;
        println!("  measured: minute {minute}, {last:?}");
    }
    #[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a few minutes")]
    let growth = (last.bytes - before.bytes) / f64::from(minutes) / 1_000.0;
    let name = format!("thirty passes a minute for {minutes} minutes: {growth:.1} kB a minute are kept");
    let outcome = ensure(
        growth < GROWTH_AT_MOST && last.nodes <= before.nodes + NODES_MORE,
        format!("{before:?}, then {last:?}"),
    );
    stage.check(&kiosk.browser, &name, outcome).await;
    kiosk.browser.quit().await
}

async fn scan(kiosk: &mut Kiosk, passes: &[Pass], count: usize) -> Result<(), Trouble> {
    for pass in passes.iter().cycle().take(count) {
        let until = Instant::now() + EVERY;
        kiosk.hold_up(pass).await?;
        sleep_until(until).await;
    }
    kiosk.lay_down().await
}

/// What is held after a collection.
#[derive(Clone, Debug)]
struct Held {
    bytes: f64,
    nodes: f64,
}

async fn held(browser: &Browser) -> Result<Held, Trouble> {
    for _ in 0..3 {
        browser.command("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let heap = browser.command("Runtime.getHeapUsage", json!({})).await?;
    let nodes = browser.command("Memory.getDOMCounters", json!({})).await?;
    let number = |answer: &Value, name: &str| answer.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    Ok(Held { bytes: number(&heap, "usedSize"), nodes: number(&nodes, "nodes") })
}

#[expect(clippy::disallowed_methods, reason = "a test asks how long it may take")]
fn minutes() -> u32 {
    std::env::var("CHECKPOST_SOAK_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

const PASSES_A_MINUTE: usize = 30;
const EVERY: Duration = Duration::from_secs(2);
/// Until everything that is made once is made.
const WARM_UP: usize = 12;
/// Kilobytes a minute: forty were kept when each timer left its closure behind.
const GROWTH_AT_MOST: f64 = 10.0;
const NODES_MORE: f64 = 20.0;
