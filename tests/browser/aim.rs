//! Scenario: a code is in view and not read yet. The page says what would help, and shows one pass at a time.

use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use crate::chromium::{Camera, Error, empty_folder};
use crate::clip::draw;
use crate::harness::{Harness, ensure};
use crate::kiosk::Kiosk;
use crate::synthetic_clip::{Kind, Script, SyntheticClip, Trouble};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    still(harness).await?;
    moving(harness).await
}

async fn still(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let folder = empty_folder("browser-aim")?;
    let [first, second, ..] = &harness.passes.genuine[..] else {
        return Err("two genuine passes are needed".into());
    };
    let (first, second) = (first.clone(), second.clone());
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(first.now)).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    for (trouble, words) in HINTS {
        let clip = SyntheticClip::new(Script::with(trouble));
        let from = clip.frame_at(0.5);
        let frames: Vec<Vec<u8>> = (from + 6..from + 12).map(|number| clip.frame(number)).collect();
        kiosk.clip.show_frames(&frames, SLOW)?;
        let outcome = says(&kiosk, words).await;
        let picture = harness
            .screenshots()
            .join(format!("aim-{}.png", words.replace(|letter: char| !letter.is_ascii_alphabetic(), "-")));
        kiosk.browser.screenshot(&picture).await?;
        harness.check(&kiosk.browser, &format!("a pass in trouble: {words}"), outcome).await;
        kiosk.lay_down().await?;
    }
    kiosk.clip.show_pair(&first.picture, &second.picture)?;
    let outcome = says(&kiosk, "Two passes are in view. Show one only").await;
    kiosk.browser.screenshot(&harness.screenshots().join("aim-two-passes.png")).await?;
    let lines = kiosk.browser.ask(LINES).await?;
    let outcome = outcome.and_then(|()| ensure(lines == 2, format!("{lines} lines around codes")));
    harness.check(&kiosk.browser, "two passes at once: judges none, shows both, asks for one", outcome).await;
    kiosk.clip.show(&first.picture)?;
    let outcome = kiosk.browser.wait_for("the verdict", VERDICT).await.map(drop);
    harness.check(&kiosk.browser, "one is taken away: the other is judged", outcome).await;
    kiosk.lay_down().await?;
    kiosk.browser.set_clock(Some(second.now)).await?;
    let link = draw("https://example.org/menu")?;
    kiosk.browser.ask("performance.clearMarks(); return null").await?;
    kiosk.clip.show_beside(&link, &second.picture)?;
    kiosk.browser.wait_for("the verdict", VERDICT).await?;
    sleep(STAYS).await;
    let shown =
        kiosk.browser.ask("return document.querySelector('[data-screen=verdict]')?.dataset.code").await?;
    let outcome = ensure(shown == "OK", format!("shown is {shown}"));
    kiosk.browser.screenshot(&harness.screenshots().join("aim-link-in-the-middle.png")).await?;
    harness.check(&kiosk.browser, "a link nearer the middle does not hide the pass beside it", outcome).await;
    kiosk.browser.quit().await
}

/// A camera that films a hand bringing a pass, thirty frames a second, in a circle.
async fn moving(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    for kind in [Kind::Screen, Kind::Haste] {
        let folder = empty_folder(&format!("browser-aim-{kind:?}"))?;
        let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
        let clip = SyntheticClip::new(Script::of(kind, pass.text.clone(), 8, 401));
        let frames: Vec<Vec<u8>> =
            (clip.first_sight()..clip.frame_at(0.8)).map(|number| clip.frame(number)).collect();
        kiosk.clip.show_frames(&frames, AS_FILMED)?;
        kiosk.visit(&server).await?;
        kiosk.browser.touch("start").await?;
        let shown = kiosk.browser.wait_for("the verdict", VERDICT).await;
        let took = shown.as_ref().ok().and_then(Value::as_f64).unwrap_or_default();
        let name =
            format!("a pass brought in by a hand ({kind:?}): {took:.0} ms from the picture to the verdict");
        harness.check(&kiosk.browser, &name, shown.map(drop)).await;
        kiosk.browser.quit().await?;
    }
    Ok(())
}

async fn says(kiosk: &Kiosk, words: &str) -> Result<(), Error> {
    let script =
        format!("return document.querySelector('.scan__hint-text')?.innerText === {}", Value::from(words));
    kiosk.browser.wait_for(words, &script).await.map(drop)
}

const HINTS: [(Trouble, &str); 4] = [
    (Trouble::TooFar, "Closer"),
    (Trouble::Moving, "Hold still"),
    (Trouble::Dark, "More light"),
    (Trouble::Mirrored, "Tilt it a little: the light is mirrored"),
];
/// Frames a second: slowly enough for a busy machine to see every one, and as they were drawn.
const SLOW: u32 = 10;
const AS_FILMED: u32 = 30;
/// Long enough for another code to take the verdict's place.
const STAYS: Duration = Duration::from_millis(1_500);
const LINES: &str =
    "return (document.querySelector('.outline path')?.getAttribute('d').match(/M/g) ?? []).length";
const VERDICT: &str = "
    const [captured, painted] =
        ['checkpost:captured', 'checkpost:verdict'].map((name) => performance.getEntriesByName(name)[0]);
    const is_shown = document.querySelector('[data-screen=verdict]') !== null;
    return is_shown && captured && painted ? painted.startTime - captured.startTime : null;";
