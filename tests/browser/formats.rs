//! Scenario: one genuine pass of each format and signature algorithm is held up to the camera and admitted under its
//! issuer's name. A photograph in a pass is shown with its verdict and leaves nothing behind.

use checkpost::claims::Colour;
use checkpost::time::UnixTime;
use checkpost::trust::TrustFile;
use checkpost_issuing::citypass::CityPass;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::shc;
use checkpost_issuing::specimen::{self, KEY_ID, other_formats};
use serde_json::{Value, json};

use crate::chromium::{Camera, Error, empty_folder};
use crate::clip::draw;
use crate::harness::{Harness, KEYS, ensure};
use crate::kiosk::{Kiosk, Shown};
use crate::passes::Pass;
use crate::server::{Misbehaviour, Server};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-formats")?;
    let server = Server::start(harness.site().to_owned())?;
    let trust = specimen::trust(NOW).ok_or("a demonstration key is none")?;
    server.replace(KEYS, Misbehaviour::Bytes(serde_json::to_vec(&TrustFile::from_store(&trust))?));
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(NOW.0)).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    for (name, text, words) in genuine()? {
        let shown = kiosk.hold_up(&pass(name, text)?).await;
        let outcome = shown.and_then(|shown| is_named(&shown, words));
        harness.check(&kiosk.browser, &format!("{name} is admitted as {words}"), outcome).await;
    }
    let outcome = in_two_parts(&mut kiosk).await;
    harness.check(&kiosk.browser, "a SMART Health Card in two codes is admitted", outcome).await;
    let outcome = photograph(harness, &mut kiosk).await;
    harness.check(&kiosk.browser, "a photograph is drawn, and gone with its verdict", outcome).await;
    let outcome = city(harness, &mut kiosk).await;
    harness.check(&kiosk.browser, "a city pass's verdict names its colour and its reason", outcome).await;
    kiosk.browser.quit().await
}

/// Name, text, and the format as the page calls it.
fn genuine() -> Result<Vec<(&'static str, String, &'static str)>, Error> {
    let key = demonstration_signing_key().ok_or("the demonstration key is no key")?;
    let signer = Signer { key: &key, key_id: KEY_ID };
    let mut specimens = specimen::specimens(NOW).ok_or("a demonstration key is none")?;
    let mut passes = Vec::new();
    for (name, words) in FORMATS {
        let place = specimens.iter().position(|specimen| specimen.name == name);
        let specimen = specimens.swap_remove(place.ok_or(name)?);
        ensure(specimen.code == "OK", format!("{name} is not to be admitted"))?;
        passes.push((name, specimen.text, words));
    }
    let left = specimens.iter().find(|specimen| specimen.code == "OK");
    ensure(left.is_none(), format!("a specimen that nobody holds up: {left:?}"))?;
    let live = other_formats::live_city_pass(NOW, &signer).ok_or("the pass cannot be shown live")?;
    passes.push(("live city pass", live, "City pass"));
    let bound = other_formats::bound_token(NOW, &key).ok_or("the token cannot be shown live")?;
    passes.push(("SD-JWT with key binding", bound, "Selective token (SD-JWT)"));
    Ok(passes)
}

fn is_named(shown: &Shown, format: &str) -> Result<(), Error> {
    shown.must_be("admitted", "OK")?;
    for word in [format, specimen::ISSUER] {
        ensure(shown.text.contains(word), format!("the screen does not say \"{word}\": {}", shown.text))?;
    }
    Ok(())
}

/// The second code first; the progress is shown in between.
async fn in_two_parts(kiosk: &mut Kiosk) -> Result<(), Error> {
    let key = demonstration_signing_key().ok_or("the demonstration key is no key")?;
    // another day than the whole card above: the same pass twice within a moment is the same pass
    let card = other_formats::health_card(NOW.plus_seconds(-SECONDS_PER_DAY), &key);
    let parts = shc::split(&card, 2);
    let [first, second] = <[String; 2]>::try_from(parts).map_err(|_| "not two parts")?;
    kiosk.lay_down().await?;
    kiosk.clip.show(&draw(&second)?)?;
    kiosk.browser.wait_for("one part of two to be shown", HAS_ONE_OF_TWO).await?;
    is_named(&kiosk.hold_up(&pass("the other part", first)?).await?, "SMART Health Card")
}

/// Green, amber and red, each with the number of its reason.
async fn city(harness: &Harness, kiosk: &mut Kiosk) -> Result<(), Error> {
    let key = demonstration_signing_key().ok_or("the demonstration key is no key")?;
    let signer = Signer { key: &key, key_id: KEY_ID };
    for (colour, tone, code, words) in [
        (Colour::Green, "admitted", "OK", "Status: green · reason 7"),
        (Colour::Amber, "cannot-say", "R-AMB", "Status: amber · reason 7"),
        (Colour::Red, "refused", "R-RED", "Status: red · reason 7"),
    ] {
        let text = CityPass { colour, reason: 7, ..other_formats::city_pass(NOW) }.mint(&signer);
        let shown = kiosk.hold_up(&pass(words, text)?).await?;
        shown.must_be(tone, code)?;
        ensure(shown.text.contains(words), format!("not \"{words}\": {}", shown.text))?;
        kiosk.browser.screenshot(&harness.screenshots().join(format!("city-{tone}.png"))).await?;
    }
    Ok(())
}

/// The picture has pixels while the verdict is shown; then its address is revoked, and no store has its bytes.
async fn photograph(harness: &Harness, kiosk: &mut Kiosk) -> Result<(), Error> {
    let text = other_formats::identity_with_photo(NOW.plus_seconds(-SECONDS_PER_DAY));
    let shown = kiosk.hold_up(&pass("photograph", text)?).await?;
    shown.must_be("admitted", "OK")?;
    ensure(shown.words[2].contains("ompare photograph"), format!("what to do: {}", shown.words[2]))?;
    let drawn = kiosk.browser.wait_for("the portrait to be drawn", PORTRAIT).await?;
    ensure(drawn.get("width") == Some(&json!(40)), format!("the portrait is {drawn}"))?;
    let height = drawn.get("height").and_then(Value::as_f64).unwrap_or_default();
    ensure(height > 0.4, format!("the portrait takes {height} of the height"))?;
    kiosk.browser.screenshot(&harness.screenshots().join("photograph.png")).await?;
    kiosk.lay_down().await?;
    let address = drawn.get("address").and_then(Value::as_str).unwrap_or_default();
    let bytes: Vec<u8> = other_formats::PORTRAIT.to_vec();
    let search = LEFT_BEHIND.replace("ADDRESS", address).replace("BYTES", &json!(bytes).to_string());
    let left = kiosk.browser.ask_later(&search).await?;
    ensure(
        left.get("looked").and_then(Value::as_u64).is_some_and(|looked| looked > STORES_AT_LEAST)
            && left.get("found") == Some(&json!([])),
        format!("left behind: {left}"),
    )
}

fn pass(name: &str, text: String) -> Result<Pass, Error> {
    Ok(Pass { name: name.to_owned(), picture: draw(&text)?, text, now: NOW.0, personal: Vec::new() })
}

/// The specimens that are admitted, and what the page calls their formats.
const FORMATS: [(&str, &str); 14] = [
    ("vaccination", "Vaccination · EU COVID certificate"),
    ("test", "Test · EU COVID certificate"),
    ("recovery", "Recovery · EU COVID certificate"),
    ("signed-with-rsa", "Vaccination · EU COVID certificate"),
    ("exemption", "Austrian exemption certificate"),
    ("light", "Swiss light certificate"),
    ("health-card", "SMART Health Card"),
    ("nz-pass", "NZ COVID Pass"),
    ("identity", "Identity QR (Claim 169)"),
    ("identity-photo", "Identity QR (Claim 169)"),
    ("travel-seal", "ICAO health seal (VDS-NC)"),
    ("open-token", "Signed token (JWT)"),
    ("token", "Selective token (SD-JWT)"),
    ("city-pass", "City pass"),
];
const NOW: UnixTime = UnixTime(1_790_000_000);
const SECONDS_PER_DAY: i64 = 86_400;
const HAS_ONE_OF_TWO: &str = "
    const hint = document.querySelector('.scan__hint-text')?.innerText ?? '';
    return hint.includes('1') && hint.includes('2')";
const PORTRAIT: &str = "
    const it = document.querySelector('img.portrait');
    if (!it?.complete || it.naturalWidth === 0 || it.hidden) return null;
    return { width: it.naturalWidth, height: it.getBoundingClientRect().height / innerHeight, address: it.src };";
/// Every entry of every store of the browser that a page has, and the picture's own address.
const LEFT_BEHIND: &str = "
    const finished = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const needle = new TextDecoder('latin1').decode(new Uint8Array(BYTES).slice(20, 120));
    const found = [];
    let looked = 0;
    const look = (name, bytes) => {
        looked += 1;
        if (new TextDecoder('latin1').decode(bytes).includes(needle)) found.push(name);
    };
    if (document.querySelector('img.portrait')) found.push('the page');
    if (await fetch('ADDRESS').then(() => true, () => false)) found.push('the address of the picture');
    for (const store of [localStorage, sessionStorage]) look('storage', new TextEncoder().encode(JSON.stringify({ ...store })));
    for (const { name } of await indexedDB.databases()) {
        const database = await finished(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
            const values = await finished(database.transaction(store).objectStore(store).getAll());
            for (const value of values) {
                look(name, value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? value : new TextEncoder().encode(JSON.stringify(value)));
            }
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) look(request.url, await (await cache.match(request)).arrayBuffer());
    }
    return { looked, found };";
const STORES_AT_LEAST: u64 = 5;
