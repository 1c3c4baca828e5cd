//! Scenario: the demonstration as a newcomer meets it, with today's clock, the demonstration's keys, and the page's own
//! samples held up to its camera.

use std::fs;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::chromium::{Camera, Error, empty_folder};
use crate::clip::draw;
use crate::harness::{Harness, ensure};
use crate::kiosk::{FORGET_MARKS, Kiosk, Shown, TOUCH_VERDICT, VERDICT, on_screen};
use crate::passes::Pass;
use crate::server::Server;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-samples")?;
    let server = Server::start(harness.site().to_owned())?;
    let samples: Vec<Sample> = serde_json::from_slice(&fs::read(harness.site().join("demo/samples.json"))?)?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.visit(&server).await?;
    let now = kiosk.browser.ask("return Math.floor(Date.now() / 1000)").await?;
    let now = now.as_i64().ok_or("the page has no clock")?;

    let first = samples.first().ok_or("the demonstration has no samples")?;
    let picture = shown(&kiosk, &first.name).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    let from_screen = Pass { picture, ..first.pass(now)? };
    let outcome =
        kiosk.hold_up(&from_screen).await.and_then(|shown| shown.must_be(&first.expect, &first.code));
    harness.check(&kiosk.browser, &format!("{}, as the samples screen shows it", first.name), outcome).await;
    for sample in samples.iter().skip(1) {
        let outcome = kiosk.hold_up(&sample.pass(now)?).await;
        let outcome = outcome.and_then(|shown| shown.must_be(&sample.expect, &sample.code));
        harness
            .check(&kiosk.browser, &format!("{}: {} {}", sample.name, sample.expect, sample.code), outcome)
            .await;
    }
    kiosk.stop().await?;
    kiosk.visit(&server).await?;
    kiosk.browser.touch("samples").await?;
    for sample in &samples {
        let outcome = checked_here(&kiosk, sample).await;
        harness
            .check(&kiosk.browser, &format!("{}, checked here, with the camera closed", sample.name), outcome)
            .await;
    }
    kiosk.browser.quit().await
}

/// Opens a sample, has it judged by the tablet that shows it, and goes on.
async fn checked_here(kiosk: &Kiosk, sample: &Sample) -> Result<(), Error> {
    kiosk.browser.ask(FORGET_MARKS).await?;
    open(kiosk, &sample.name).await?;
    kiosk.browser.wait_for("the sample", PLACE).await?;
    kiosk.browser.touch("check-here").await?;
    let shown = kiosk.browser.wait_for("the verdict", VERDICT).await?;
    let shown: Shown = serde_json::from_value(shown)?;
    let tracks = kiosk.browser.ask("return __watch.cameraAsked").await?;
    kiosk.browser.ask(TOUCH_VERDICT).await?;
    kiosk.browser.wait_for("the samples again", &on_screen("samples")).await?;
    ensure(tracks == 0, "a camera was opened")?;
    shown.must_be(&sample.expect, &sample.code)
}

async fn open(kiosk: &Kiosk, name: &str) -> Result<(), Error> {
    let open = format!(
        "const it = document.querySelector('button[data-sample=\"{name}\"]'); it?.click(); return !!it"
    );
    kiosk.browser.wait_for("the sample in the list", &open).await.map(drop)
}

/// One entry of `demo/samples.json`.
#[derive(Deserialize)]
struct Sample {
    name: String,
    expect: String,
    code: String,
    text: String,
}

impl Sample {
    fn pass(&self, now: i64) -> Result<Pass, Error> {
        let (name, text) = (self.name.clone(), self.text.clone());
        Ok(Pass { name, picture: draw(&text)?, text, now, personal: Vec::new() })
    }
}

/// What the samples screen shows for a sample, as another tablet's camera would see it.
async fn shown(kiosk: &Kiosk, name: &str) -> Result<image::GrayImage, Error> {
    kiosk.browser.touch("samples").await?;
    open(kiosk, name).await?;
    let place = kiosk.browser.wait_for("the sample", PLACE).await?;
    let mut clip = json!({ "scale": 1 });
    if let (Value::Object(clip), Value::Object(place)) = (&mut clip, place) {
        clip.extend(place);
    }
    let png = kiosk.browser.picture(json!({ "format": "png", "clip": clip })).await?;
    Ok(image::load_from_memory(&png)?.into_luma8())
}

/// Where the open sample lies, once it is there.
const PLACE: &str = "
    const it = document.querySelector('.sample__picture');
    if (!it?.complete) return null;
    const { x, y, width, height } = it.getBoundingClientRect();
    return { x, y, width, height };";
