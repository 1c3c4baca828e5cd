//! Operates the page as a person at the gate does: starts it, holds a pass up, reads the verdict.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use tokio::time::sleep;

use crate::chromium::{Browser, Camera, Error, Setting};
use crate::clip::Clip;
use crate::harness::{Harness, ensure};
use crate::passes::Pass;
use crate::server::Server;

/// The page in a browser, and what its camera shows.
pub(crate) struct Kiosk {
    pub(crate) browser: Browser,
    pub(crate) clip: Clip,
    /// The text of the code held up last.
    last: String,
}

/// A verdict as it is shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    /// `admitted`, `refused` or `cannot-say`.
    tone: String,
    code: String,
    /// The one large word, the reason and the remedy.
    pub(crate) words: [String; 3],
    /// Everything on the screen.
    pub(crate) text: String,
    /// From the picture captured to the verdict painted.
    pub(crate) milliseconds: f64,
}

impl Kiosk {
    /// Starts a browser whose profile is in the folder and whose camera shows an empty table; no page is open yet.
    pub(crate) async fn new(
        harness: &Harness,
        folder: &Path,
        camera: Camera,
        clock: Option<i64>,
    ) -> Result<Self, Error> {
        let clip = Clip::create(&folder.join("camera.y4m"))?;
        let setting = Setting {
            profile: &folder.join("profile"),
            camera,
            clip: clip.path(),
            outside: &harness.outside.origin(),
            clock,
        };
        Ok(Self { browser: harness.driver.open(&setting).await?, clip, last: String::new() })
    }

    /// Opens the page, and waits until it has its keys.
    pub(crate) async fn visit(&self, server: &Server) -> Result<(), Error> {
        self.browser.visit(&server.origin()).await?;
        self.browser.wait_for("the keys", HAS_KEYS).await.map(drop)
    }

    /// Starts scanning with nothing in view, and waits for the camera.
    pub(crate) async fn start(&mut self) -> Result<(), Error> {
        self.clip.show_nothing()?;
        self.browser.touch("start").await?;
        self.looks_for_code().await
    }

    /// Back to the start screen.
    pub(crate) async fn stop(&mut self) -> Result<(), Error> {
        self.lay_down().await?;
        self.browser.touch("stop").await?;
        self.browser.wait_for("the start screen", &on_screen("start")).await.map(drop)
    }

    /// Waits until it looks for a code and sees none.
    pub(crate) async fn looks_for_code(&self) -> Result<(), Error> {
        self.browser.wait_for("the empty table", LOOKS_FOR_CODE).await.map(drop)
    }

    /// Takes away what was held up, and touches the verdict.
    pub(crate) async fn lay_down(&mut self) -> Result<(), Error> {
        self.clip.show_nothing()?;
        self.browser.ask(TOUCH_VERDICT).await?;
        self.looks_for_code().await
    }

    /// Holds a pass up at its time, and waits for the verdict.
    pub(crate) async fn hold_up(&mut self, pass: &Pass) -> Result<Shown, Error> {
        self.lay_down().await?;
        if self.last == pass.text {
            sleep(AWAY).await;
        }
        self.last.clone_from(&pass.text);
        self.browser.set_clock(Some(pass.now)).await?;
        self.browser.ask(FORGET_MARKS).await?;
        self.clip.show(&pass.picture)?;
        let shown = self.browser.wait_for(&format!("the verdict on {}", pass.name), VERDICT).await?;
        Ok(serde_json::from_value(shown)?)
    }
}

impl Shown {
    /// Fails unless this is the verdict and all of it is shown. A code that ends in `-` means all that begin so.
    pub(crate) fn must_be(&self, tone: &str, code: &str) -> Result<(), Error> {
        let is_code = self.code == code || (code.ends_with('-') && self.code.starts_with(code));
        ensure(
            self.tone == tone && is_code,
            format!("expected {tone} {code}, got {} {}", self.tone, self.code),
        )?;
        ensure(self.words.iter().all(|word| !word.is_empty()), "a word, a reason or a remedy is missing")
    }
}

/// Whether this screen is shown, as a function body.
pub(crate) fn on_screen(name: &str) -> String {
    format!("return document.querySelector('[data-screen=\"{name}\"]') !== null")
}

/// A code counts as held up anew once it was out of view for a second and a half.
pub(crate) const AWAY: Duration = Duration::from_millis(1_600);
pub(crate) const HAS_KEYS: &str = "return document.querySelector('[data-keys=ready]') !== null";
pub(crate) const LOOKS_FOR_CODE: &str =
    "return document.querySelector('[data-screen=scan][data-looking=for-code]') !== null";
pub(crate) const FORGET_MARKS: &str = "performance.clearMarks(); return null";
pub(crate) const TOUCH_VERDICT: &str = "
    for (const name of ['pointerdown', 'pointerup']) {
        document.querySelector('[data-screen=verdict]')?.dispatchEvent(new PointerEvent(name, { bubbles: true }));
    }
    return null";
pub(crate) const VERDICT: &str = "
    const shown = document.querySelector('[data-screen=verdict]');
    const [captured, painted] =
        ['checkpost:captured', 'checkpost:verdict'].map((name) => performance.getEntriesByName(name)[0]);
    if (!shown || !captured || !painted) return null;
    return {
        tone: shown.dataset.tone,
        code: shown.dataset.code,
        words: ['word', 'reason', 'remedy'].map((name) => shown.querySelector(`.verdict__${name}`)?.innerText ?? ''),
        text: document.body.innerText,
        milliseconds: painted.startTime - captured.startTime,
    };";
