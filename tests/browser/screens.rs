//! Scenario: every screen in portrait and landscape, small and large, dark in English, light in Chinese and in Arabic.
//! Takes screenshots for people to look at, and checks that nothing overflows.

use checkpost::claims::Colour;
use checkpost::time::UnixTime;
use checkpost::trust::TrustFile;
use checkpost_issuing::citypass::CityPass;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::jose;
use checkpost_issuing::specimen::{self, KEY_ID, other_formats};
use serde_json::{Value, json};

use crate::chromium::{Camera, Error, empty_folder};
use crate::clip::draw;
use crate::harness::{Harness, KEYS, ensure};
use crate::kiosk::{Kiosk, on_screen};
use crate::passes::Pass;
use crate::server::Misbehaviour;
use crate::sites::NO_KEEPER;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    for (scheme, language) in [("dark", "en"), ("light", "zh-Hans"), ("light", "ar")] {
        let mut screens = Screens { scheme, language, sticking_out: Vec::new(), count: 0 };
        let folder = empty_folder(&format!("browser-screens-{language}"))?;
        let outcome = screens.all(harness, &folder).await;
        harness.note(&format!("{} screenshots, {scheme}, {language}", screens.count), outcome);
        let sticking_out = screens.sticking_out.join("\n          ");
        harness.note("nothing sticks out of a screen", ensure(sticking_out.is_empty(), sticking_out));
    }
    println!("  look at them in {}", harness.screenshots().display());
    Ok(())
}

struct Screens {
    scheme: &'static str,
    language: &'static str,
    sticking_out: Vec<String>,
    count: usize,
}

impl Screens {
    async fn all(&mut self, harness: &Harness, folder: &std::path::Path) -> Result<(), Error> {
        let server = harness.server()?;
        let passes = &harness.passes;
        let first = passes.genuine.first().ok_or("no genuine pass")?.clone();
        let mut kiosk = Kiosk::new(harness, folder, Camera::Plays, Some(first.now)).await?;
        let scheme = json!({ "features": [{ "name": "prefers-color-scheme", "value": self.scheme }] });
        kiosk.browser.command("Emulation.setEmulatedMedia", scheme).await?;

        server.replace(KEYS, Misbehaviour::Nothing);
        let keeps_nothing = kiosk.browser.before_pages(NO_KEEPER).await?;
        kiosk.browser.visit(&server.origin()).await?;
        kiosk.browser.wait_for("the start screen", &on_screen("start")).await?;
        kiosk
            .browser
            .ask(&format!("document.querySelector('[data-language={}]').click(); return null", self.language))
            .await?;
        let is_spoken = format!("return document.documentElement.lang === '{}'", self.language);
        kiosk.browser.wait_for("the language", &is_spoken).await?;
        kiosk
            .browser
            .wait_for("keys to be missing", "return document.querySelector('[data-keys=missing]') !== null")
            .await?;
        self.take(harness, &kiosk, "start-without-keys").await?;
        let forget = json!({ "identifier": keeps_nothing });
        kiosk.browser.command("Page.removeScriptToEvaluateOnNewDocument", forget).await?;
        server.replace(KEYS, Misbehaviour::Bytes(passes.trust.clone()));
        kiosk.browser.reload().await?;
        kiosk.visit(&server).await?;
        self.take(harness, &kiosk, "start").await?;

        kiosk.browser.touch("samples").await?;
        kiosk
            .browser
            .wait_for(
                "the samples",
                "return [...document.images].length > 3 && [...document.images].every((it) => it.complete)",
            )
            .await?;
        self.take(harness, &kiosk, "samples").await?;
        kiosk.browser.ask("document.querySelector('[data-sample]').click(); return null").await?;
        kiosk
            .browser
            .wait_for("one sample", "return document.querySelector('.sample__picture')?.complete")
            .await?;
        self.take(harness, &kiosk, "sample").await?;
        kiosk.visit(&server).await?;

        kiosk.start().await?;
        self.take(harness, &kiosk, "scan").await?;
        for (name, pass) in [
            ("admitted", &first),
            ("refused", &passes.content_altered),
            ("expired", &passes.expired),
            ("cannot-say", &passes.unknown),
        ] {
            self.verdict(harness, &mut kiosk, name, pass).await?;
        }
        kiosk.stop().await?;
        server.replace(KEYS, Misbehaviour::Bytes(specimen_keys()?));
        kiosk.visit(&server).await?;
        kiosk.start().await?;
        for (name, text) in specimens()? {
            let pass =
                Pass { name: name.to_owned(), picture: draw(&text)?, text, now: NOW.0, personal: Vec::new() };
            self.verdict(harness, &mut kiosk, name, &pass).await?;
        }
        kiosk.lay_down().await?;
        kiosk.browser.ask("__watch.cameraFault = 'NotAllowedError'; document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended')); return null").await?;
        kiosk
            .browser
            .wait_for("a fault", "return document.querySelector('[data-code=V-DEN]') !== null")
            .await?;
        self.take(harness, &kiosk, "fault").await?;
        kiosk.browser.quit().await
    }

    /// A verdict in all sizes.
    async fn verdict(
        &mut self,
        harness: &Harness,
        kiosk: &mut Kiosk,
        name: &str,
        pass: &Pass,
    ) -> Result<(), Error> {
        kiosk.hold_up(pass).await?;
        kiosk.browser.ask(HOLD).await?;
        kiosk.browser.wait_for("the verdict to be held", IS_HELD).await?;
        self.take(harness, kiosk, name).await
    }

    /// The screen in all sizes.
    async fn take(&mut self, harness: &Harness, kiosk: &Kiosk, name: &str) -> Result<(), Error> {
        for (width, height) in SIZES {
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true });
            kiosk.browser.command("Emulation.setDeviceMetricsOverride", size).await?;
            kiosk.browser.ask_later(SETTLE).await?;
            let file = format!("{name}-{width}x{height}-{}-{}.png", self.scheme, self.language);
            kiosk.browser.screenshot(&harness.screenshots().join(&file)).await?;
            self.count += 1;
            let found = kiosk.browser.ask(STICKING_OUT).await?;
            if found != Value::Array(Vec::new()) {
                self.sticking_out.push(format!("{file}: {found}"));
            }
        }
        kiosk.browser.command("Emulation.clearDeviceMetricsOverride", json!({})).await.map(drop)
    }
}

/// The demonstration's keys.
fn specimen_keys() -> Result<Vec<u8>, Error> {
    let trust = specimen::trust(NOW).ok_or("a demonstration key is none")?;
    Ok(serde_json::to_vec(&TrustFile::from_store(&trust))?)
}

/// Verdicts that only the demonstration has: one with a photograph, a city pass in green and in red, one on a withdrawn
/// pass, one of which nobody looked up whether it is withdrawn, one on a live code that is over.
fn specimens() -> Result<Vec<(&'static str, String)>, Error> {
    let mut specimens = specimen::specimens(NOW).ok_or("a demonstration key is none")?;
    specimens.retain(|specimen| {
        ["identity-photo", "city-pass", "withdrawn", "live-code"].contains(&specimen.name)
    });
    let key = demonstration_signing_key().ok_or("the demonstration key is no key")?;
    let mut claims = other_formats::token_claims(NOW);
    claims.insert("name".to_owned(), json!("Bryn Mockford"));
    claims.insert("status".to_owned(), json!({ "status_list": { "idx": 7, "uri": "https://list.example" } }));
    let header = jose::header([("alg", "ES256"), ("kid", other_formats::KEY_NAME)]);
    let unchecked = jose::sign(header, Value::Object(claims).to_string().as_bytes(), &key);
    let named = specimens.into_iter().map(|specimen| (specimen.name, specimen.text));
    let signer = Signer { key: &key, key_id: KEY_ID };
    let red = CityPass { colour: Colour::Red, reason: 7, ..other_formats::city_pass(NOW) }.mint(&signer);
    Ok(named.chain([("not-looked-up", unchecked), ("city-pass-red", red)]).collect())
}

const NOW: UnixTime = UnixTime(1_790_000_000);
/// From the smallest phone to a large tablet, upright and lying.
const SIZES: [(u32, u32); 4] = [(360, 640), (640, 360), (768, 1024), (1366, 1024)];
/// A finger that rests on the verdict.
const HOLD: &str = "
    document.querySelector('[data-screen=verdict]').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    return null";
const IS_HELD: &str = "return document.querySelector('.countdown__bar--held') !== null";
const SETTLE: &str = "
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve, 120));
    return null";
/// Buttons and words that leave the display sideways, or words cut off by their own box. A page may be longer than the
/// display: it scrolls.
const STICKING_OUT: &str = "
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push(`page ${document.documentElement.scrollWidth} wide`);
    for (const it of document.querySelectorAll('button, h1, p, dd, dt, li')) {
        const { left, right, width } = it.getBoundingClientRect();
        if (width > 0 && (left < -1 || right > innerWidth + 1)) found.push(`${it.tagName} ${it.className}`);
        if (it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0) found.push(`cut: ${it.tagName} ${it.className}`);
    }
    return found;";
