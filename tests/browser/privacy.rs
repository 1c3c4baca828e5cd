//! Checks that nothing of a scanned pass is stored, logged or sent, and that no request leaves the origin.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::chromium::Error;
use crate::harness::{Harness, ensure};
use crate::kiosk::Kiosk;
use crate::passes::Pass;
use crate::server::Server;

/// Asks the page that has scanned all passes of the walk, and the logs beside it.
pub(crate) async fn in_the_page(harness: &mut Harness, kiosk: &Kiosk, server: &Server) -> Result<(), Error> {
    let browser = &kiosk.browser;
    let needles = needles(harness)?;

    let stores = browser.ask_later(&STORES.replace("NEEDLES", &json!(needles).to_string())).await?;
    let looked = stores.get("looked").and_then(Value::as_array).map_or(0, Vec::len);
    let found = stores.get("found").and_then(Value::as_array).map_or(usize::MAX, Vec::len);
    let outcome =
        ensure(looked > STORES_AT_LEAST && found == 0, format!("looked at {looked} places: {stores}"));
    let name = format!("nothing personal is in any of {looked} places of the browser's stores");
    harness.check(browser, &name, outcome).await;

    let mut said: Vec<String> = serde_json::from_value(browser.ask("return __watch.said").await?)?;
    said.extend(browser.log("browser").await?);
    let told = said.iter().find(|line| needles.iter().any(|needle| line.contains(needle)));
    harness
        .check(browser, "nothing personal is in the console", ensure(told.is_none(), format!("{told:?}")))
        .await;

    let asked = requested(&browser.log("performance").await?);
    let own = server.origin() + "/";
    let foreign =
        asked.iter().find(|address| !INSIDE.iter().chain([&own.as_str()]).any(|it| address.starts_with(it)));
    let outside = outside(harness);
    let outcome = ensure(
        !asked.is_empty() && foreign.is_none() && outside.is_empty(),
        format!("of {} requests {foreign:?}; outside {outside:?}", asked.len()),
    );
    let name = format!("all {} requests stay on the origin", asked.len());
    harness.check(browser, &name, outcome).await;

    let told =
        asked.iter().chain(&server.requests()).any(|it| needles.iter().any(|needle| it.contains(needle)));
    harness.check(browser, "nothing personal is in an address", ensure(!told, "an address holds it")).await;

    let leak = LEAK.replace("OUTSIDE", &harness.outside.origin());
    let blocked = browser.ask_later(&leak).await?;
    let outcome = ensure(
        blocked == json!({ "arrived": [], "isInlineRun": false, "violations": 3 })
            && self::outside(harness).is_empty(),
        format!("{blocked}, outside {:?}", self::outside(harness)),
    );
    harness
        .check(browser, "the policy stops what is injected: a request, a picture, a script", outcome)
        .await;
    Ok(())
}

/// Looks through the files of the profile of a browser that was closed.
pub(crate) fn on_disk(harness: &mut Harness, profile: &Path) -> Result<(), Error> {
    let needles = needles(harness)?;
    let wide: Vec<String> =
        needles.iter().map(|needle| needle.chars().flat_map(|letter| [letter, '\0']).collect()).collect();
    let mut files = Vec::new();
    list(profile, &mut files)?;
    let mut found = Vec::new();
    for file in &files {
        let content = fs::read(file)?;
        let content = String::from_utf8_lossy(&content);
        if needles.iter().chain(&wide).any(|needle| content.contains(needle)) {
            found.push(file.display().to_string());
        }
    }
    let name = format!("nothing personal is in the {} files of the browser's profile", files.len());
    harness
        .note(&name, ensure(files.len() > FILES_AT_LEAST && found.is_empty(), format!("found in {found:?}")));
    Ok(())
}

/// Names, birth dates and parts of the texts of all passes that were held up, but for what the site itself brings: a
/// demonstration's samples are much like the minted passes.
fn needles(harness: &Harness) -> Result<Vec<String>, Error> {
    let passes = &harness.passes;
    let spoilt = [&passes.damaged, &passes.content_altered, &passes.signature_altered, &passes.unknown];
    let all = passes.genuine.iter().chain(spoilt);
    let mut needles: Vec<String> = all
        .flat_map(|Pass { personal, text, .. }| {
            let middle = text.get(TEXT_FROM..TEXT_FROM + TEXT_LENGTH).map(str::to_owned);
            personal.iter().cloned().chain(middle)
        })
        .collect();
    needles.sort();
    needles.dedup();
    let mut files = Vec::new();
    list(harness.site(), &mut files)?;
    for file in files {
        let content = fs::read(file)?;
        let content = String::from_utf8_lossy(&content);
        needles.retain(|needle| !content.contains(needle));
    }
    ensure(needles.len() > NEEDLES_AT_LEAST, "hardly anything to look for")?;
    Ok(needles)
}

/// What left the machine, or would have, but for what the browser asks of its makers by itself.
fn outside(harness: &Harness) -> Vec<String> {
    let is_browsers = |request: &String| BROWSERS_OWN.iter().any(|host| request.contains(host));
    harness.outside.requests().into_iter().filter(|request| !is_browsers(request)).collect()
}

/// The addresses of all requests in a performance log.
fn requested(log: &[String]) -> Vec<String> {
    let events = log.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    events
        .filter(|event| event.pointer("/message/method") == Some(&json!("Network.requestWillBeSent")))
        .filter_map(|event| Some(event.pointer("/message/params/request/url")?.as_str()?.to_owned()))
        .collect()
}

fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// What a request for these asks is in the browser already.
const INSIDE: [&str; 4] = ["data:", "blob:", "chrome:", "about:"];
/// Updates, time, sign-in and start page of the browser itself. The site names none of these hosts.
const BROWSERS_OWN: [&str; 4] = [".googleapis.com", ".google.com", ".gvt1.com", "duckduckgo.com"];
/// Part of a pass' text that no other pass has.
const TEXT_FROM: usize = 120;
const TEXT_LENGTH: usize = 30;
/// A name, a day of birth and a text a pass, and five passes at least.
const NEEDLES_AT_LEAST: usize = 10;
/// The caches alone hold more than this.
const STORES_AT_LEAST: usize = 10;
const FILES_AT_LEAST: usize = 20;

const STORES: &str = "
    const needles = NEEDLES;
    const looked = [], found = [];
    const look = (place, content) => {
        looked.push(place);
        const text = typeof content === 'string' ? content : new TextDecoder('latin1').decode(content);
        if (needles.some((needle) => text.includes(needle) || place.includes(needle))) found.push(place);
    };
    const value = (it) => it instanceof ArrayBuffer || ArrayBuffer.isView(it) ? it : JSON.stringify(it) ?? '';
    const finished = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    look('address', location.href);
    look('history', JSON.stringify(history.state) + history.length);
    look('cookies', document.cookie);
    look('title', document.title);
    look('window name', window.name);
    for (const [name, store] of Object.entries({ localStorage, sessionStorage })) look(name, JSON.stringify({ ...store }));
    for (const { name } of await indexedDB.databases()) {
        const database = await finished(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
            const reader = database.transaction(store).objectStore(store);
            for (const key of await finished(reader.getAllKeys())) {
                const read = database.transaction(store).objectStore(store);
                look(`${name}/${store}/${String(key)}`, value(await finished(read.get(key))));
            }
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            look(request.url, await (await cache.match(request)).arrayBuffer());
        }
    }
    return { looked, found };";

const LEAK: &str = "
    const arrived = [];
    const before = __watch.violations.length;
    await fetch('OUTSIDE/leak').then(() => arrived.push('request'), () => {});
    await new Promise((resolve) => {
        const picture = new Image();
        picture.onload = () => { arrived.push('picture'); resolve(); };
        picture.onerror = resolve;
        picture.src = 'OUTSIDE/leak.png';
    });
    const script = document.createElement('script');
    script.textContent = 'globalThis.isInlineRun = true';
    document.head.append(script);
    await new Promise((resolve) => setTimeout(resolve, 200));
    script.remove();
    return { arrived, isInlineRun: globalThis.isInlineRun ?? false, violations: __watch.violations.length - before };";
