//! Scenario: a new version is downloaded in the background and offered, never forced; an old worker never meets a new
//! page.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use tokio::time::{Instant, sleep};

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, ensure};
use crate::kiosk::Kiosk;
use crate::server::{Misbehaviour, Server};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-update")?;
    let server = harness.server()?;
    let second = harness.publish("browser-site-second", make_second)?;
    let first = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(first.now)).await?;
    kiosk.visit(&server).await?;
    kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await?;
    let old = versions(&kiosk).await?;
    harness.check(&kiosk.browser, "page and workers are of one version", old.agree()).await;

    server.serve(second.clone());
    kiosk.start().await?;
    kiosk.browser.ask(BREAK_READER).await?;
    let outcome = kiosk.hold_up(&first).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "a reader that dies is replaced, and verdicts go on", outcome).await;
    let outcome = versions(&kiosk).await.and_then(|now| {
        ensure(now.page == old.page && now.readers == old.readers, format!("{now:?} after {old:?}"))?;
        ensure(
            !has_reader(&second, &now)?,
            "the second version has the same reader, so that this shows nothing",
        )
    });
    let name = "its replacement is of the page's version, though the server has only the next one";
    harness.check(&kiosk.browser, name, outcome).await;

    let spoilt = named(&second, "boot-")?;
    server.replace(&spoilt, Misbehaviour::Bytes(b"// on its way altered".to_vec()));
    kiosk.browser.reload().await?;
    let outcome = is_turned_down(&kiosk, &server, &spoilt, &old).await;
    harness.check(&kiosk.browser, "a new version with an altered file is not taken", outcome).await;

    server.restore(&spoilt);
    kiosk.browser.reload().await?;
    let outcome = kiosk.browser.wait_for("the offer of the new version", IS_OFFERED).await.map(drop);
    harness.check(&kiosk.browser, "a new version is offered", outcome).await;
    let outcome = versions(&kiosk).await.and_then(|now| {
        now.agree()?;
        ensure(now.page == old.page, "the new version came without being asked for")
    });
    harness.check(&kiosk.browser, "and not forced: page and workers stay at the old one", outcome).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&first).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "which still gives verdicts", outcome).await;
    kiosk.browser.quit().await?;

    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(first.now)).await?;
    kiosk.visit(&server).await?;
    let outcome = kiosk.browser.wait_for("the offer of the new version", IS_OFFERED).await.map(drop);
    harness.check(&kiosk.browser, "closed and opened again, the new version is offered again", outcome).await;
    let outcome = versions(&kiosk).await.and_then(|now| {
        ensure(
            now.page == old.page && now.readers.iter().all(|reader| *reader == now.reader),
            format!("{now:?} after {old:?}"),
        )
    });
    harness.check(&kiosk.browser, "and still not forced: nobody said yes", outcome).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&first).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "the old one still gives verdicts", outcome).await;

    kiosk.lay_down().await?;
    kiosk.browser.touch("update").await?;
    let page = format!(
        "const version = document.querySelector('meta[name=checkpost-version]')?.content;
         return version && version !== '{}' && document.querySelector('[data-screen=start]') !== null",
        old.page
    );
    kiosk.browser.wait_for("the new version", &page).await?;
    let outcome = versions(&kiosk).await.and_then(|now| {
        now.agree()?;
        ensure(has_reader(&second, &now)?, format!("the reader is not of the new version: {now:?}"))
    });
    harness.check(&kiosk.browser, "taken over, page and workers are of the new one", outcome).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&first).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "which gives verdicts", outcome).await;
    kiosk.browser.quit().await
}

/// Which version everything is of.
#[derive(Debug, Deserialize)]
struct Versions {
    page: String,
    /// The service worker's answer.
    keeper: Option<String>,
    /// The reader that the page names.
    reader: String,
    /// The readers that run.
    readers: Vec<String>,
}

impl Versions {
    fn agree(&self) -> Result<(), Error> {
        let are_one = self.keeper.as_ref() == Some(&self.page)
            && !self.readers.is_empty()
            && self.readers.iter().all(|reader| *reader == self.reader);
        ensure(are_one, format!("{self:?}"))
    }
}

async fn versions(kiosk: &Kiosk) -> Result<Versions, Error> {
    let answer = kiosk.browser.ask_later(VERSIONS).await?;
    serde_json::from_value(answer.clone()).map_err(|error| format!("{error}: {answer}").into())
}

/// The browser has fetched the altered file, and nothing came of it.
async fn is_turned_down(kiosk: &Kiosk, server: &Server, spoilt: &str, old: &Versions) -> Result<(), Error> {
    let until = Instant::now() + PATIENCE;
    while !server.requests().iter().any(|request| request.ends_with(spoilt)) {
        ensure(Instant::now() < until, "the new version's files are not asked for")?;
        sleep(SETTLES).await;
    }
    kiosk.browser.wait_for("the installation to end", IS_NOT_INSTALLING).await?;
    sleep(SETTLES).await;
    let is_offered = kiosk.browser.ask(IS_OFFERED).await?;
    ensure(is_offered == false, "it is offered")?;
    let now = versions(kiosk).await?;
    now.agree()?;
    ensure(now.page == old.page, format!("{now:?} after {old:?}"))
}

/// The site's file whose name begins so.
fn named(site: &Path, beginning: &str) -> Result<String, Error> {
    let names = fs::read_dir(site)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.into_iter().find(|name| name.starts_with(beginning)).ok_or("the site lacks a file")?)
}

/// Changes what must not be mixed: the reader, and the page's start.
fn make_second(path: &Path, bytes: &mut Vec<u8>) {
    let name = path.file_name().unwrap_or_default();
    if name == "reader.js" || name == "boot.js" {
        bytes.extend_from_slice(b"\nvoid 'the second version';\n");
    }
}

fn has_reader(site: &Path, versions: &Versions) -> Result<bool, Error> {
    let name =
        versions.readers.first().and_then(|reader| reader.rsplit('/').next()).ok_or("no reader runs")?;
    Ok(site.join(name).is_file())
}

const IS_CONTROLLED: &str = "return navigator.serviceWorker.controller?.state === 'activated'";
const IS_OFFERED: &str = "return document.querySelector('[data-action=update]') !== null";
const IS_NOT_INSTALLING: &str = "
    globalThis.__registration ??= navigator.serviceWorker.getRegistration().then((it) => { globalThis.__found = it; });
    return globalThis.__found && !globalThis.__found.installing";
const SETTLES: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(30);
/// The page takes an error of its worker for the worker's death.
const BREAK_READER: &str =
    "__watch.workers.at(-1).worker.dispatchEvent(new ErrorEvent('error', { cancelable: true })); return null";
const VERSIONS: &str = "
    const keeper = new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('message', (event) => {
            if (event.data?.type === 'version') resolve(event.data.version);
        });
        setTimeout(resolve, 5000, null);
        navigator.serviceWorker.controller?.postMessage({ type: 'version' });
    });
    const named = (name) => document.querySelector(`meta[name=checkpost-${name}]`).content;
    return {
        page: named('version'),
        keeper: await keeper,
        reader: new URL(named('reader'), location.href).href,
        readers: __watch.workers.filter((worker) => !worker.isEnded).map((worker) => worker.url),
    };";
