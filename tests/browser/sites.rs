//! Scenario: the site's own files. Two sites on one origin stay apart, a first visit meets altered files, and a browser
//! keeps
//! nothing for use without network.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, KEYS, copy, ensure};
use crate::kiosk::{Kiosk, on_screen};
use crate::server::{Misbehaviour, Server};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    neighbours(harness).await?;
    altered(harness).await?;
    not_kept(harness).await
}

async fn neighbours(harness: &mut Harness) -> Result<(), Error> {
    let root = empty_folder("browser-sites-root")?;
    for name in ["one", "other"] {
        copy(harness.site(), &root.join(name), &|_, _| {})?;
    }
    let mut server = Server::start(root)?;
    server.replace("one/trust/keys.json", Misbehaviour::Bytes(harness.passes.trust.clone()));
    server.replace("other/trust/keys.json", Misbehaviour::Nothing);
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let folder = empty_folder("browser-sites")?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    let (one, other) =
        (format!("{}/one/", server.origin()), format!("{}/other/?from=/one/", server.origin()));

    kiosk.browser.visit(&one).await?;
    kiosk.browser.wait_for("the keys", HAS_KEYS).await?;
    kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await?;
    kiosk.browser.ask("document.querySelector('[data-language=zh-Hans]').click(); return null").await?;
    kiosk.browser.wait_for("the language", "return document.documentElement.lang === 'zh-Hans'").await?;
    kiosk.browser.touch("sound").await?;
    kiosk.browser.visit(&other).await?;
    let outcome = kiosk
        .browser
        .wait_for("no keys", "return document.querySelector('[data-keys=missing]') !== null")
        .await;
    harness
        .check(&kiosk.browser, "another site of the origin has no keys of the first", outcome.map(drop))
        .await;
    let chosen = kiosk.browser.ask(CHOSEN).await?;
    let outcome = ensure(chosen == json!(["en", "false"]), format!("language and sound off: {chosen}"));
    harness.check(&kiosk.browser, "and not its language or sound", outcome).await;
    kiosk.browser.wait_for("its service worker", IS_CONTROLLED).await?;
    server.stop();
    kiosk.browser.visit(&one).await?;
    let outcome = async {
        kiosk.browser.wait_for("the keys", HAS_KEYS).await?;
        let chosen = kiosk.browser.ask(CHOSEN).await?;
        ensure(chosen == json!(["zh-Hans", "true"]), format!("language and sound off: {chosen}"))?;
        kiosk.start().await?;
        kiosk.hold_up(&pass).await?.must_be("admitted", "OK")
    };
    let outcome = outcome.await;
    harness
        .check(&kiosk.browser, "the first one opens without network, with its own keys and choices", outcome)
        .await;
    kiosk.browser.quit().await
}

/// Each file of the program altered in turn, on the very first visit.
async fn altered(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    for (beginning, ending, addition, expected) in ALTERED {
        let path = named(harness.site(), beginning, ending)?;
        let folder = empty_folder("browser-sites-altered")?;
        let kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
        let bytes = [fs::read(harness.site().join(&path))?.as_slice(), addition].concat();
        server.replace(&path, Misbehaviour::Bytes(bytes));
        kiosk.browser.visit(&server.origin()).await?;
        let outcome = kiosk.browser.wait_for("the refusal", expected).await.map(drop);
        harness
            .check(
                &kiosk.browser,
                &format!("{beginning}*{ending} altered: not run, and the page says so"),
                outcome,
            )
            .await;
        server.restore(&path);
        kiosk.browser.quit().await?;
    }
    let folder = empty_folder("browser-sites-whole")?;
    let asked = server.requests().len();
    let kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.browser.before_pages(NO_KEEPER).await?;
    kiosk.browser.visit(&server.origin()).await?;
    kiosk.browser.wait_for("the reader", "return __watch.workers.length > 0").await?;
    kiosk.visit(&server).await?;
    let requests = server.requests();
    let wasm = requests.iter().skip(asked).filter(|request| request.contains("/kiosk_bg-"));
    // the server forbids the browser to keep it: two visits, two downloads
    let count = wasm.count();
    harness
        .note("the program is downloaded once a visit", ensure(count == 2, format!("{count} times in two")));
    kiosk.browser.quit().await
}

/// No service worker, for three reasons; and a host that is well again.
async fn not_kept(harness: &mut Harness) -> Result<(), Error> {
    let server = harness.server()?;
    for (name, script, path, misbehaviour) in [
        ("a browser without service workers", NO_KEEPER, None, Misbehaviour::Nothing),
        ("a host without sw.js", "", Some("sw.js"), Misbehaviour::Nothing),
        (
            "an altered file at the first visit",
            "",
            Some("icons/checkpost.svg"),
            Misbehaviour::Bytes(b"<svg/>".to_vec()),
        ),
        ("a file without end at the first visit", "", Some("icons/checkpost-512.png"), Misbehaviour::Endless),
    ] {
        let folder = empty_folder("browser-sites-kept")?;
        let kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
        if !script.is_empty() {
            kiosk.browser.before_pages(script).await?;
        }
        if let Some(path) = path {
            server.replace(path, misbehaviour);
        }
        kiosk.visit(&server).await?;
        let outcome = kiosk.browser.wait_for("the warning", IS_NOT_KEPT).await.map(drop);
        harness.check(&kiosk.browser, &format!("{name}: says that the page is not kept"), outcome).await;
        if let Some(path) = path {
            server.restore(path);
            kiosk.browser.reload().await?;
            kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await?;
            let outcome = kiosk.browser.wait_for("the warning to go", IS_KEPT).await.map(drop);
            harness.check(&kiosk.browser, "and no longer once it is", outcome).await;
        } else {
            kiosk.browser.screenshot(&harness.screenshots().join("not-kept.png")).await?;
        }
        kiosk.browser.wait_for("the start screen", &on_screen("start")).await?;
        kiosk.browser.quit().await?;
    }
    ensure(server.requests().iter().any(|request| request.ends_with(KEYS)), "no keys were asked for")
}

fn named(site: &Path, beginning: &str, ending: &str) -> Result<String, Error> {
    let names = fs::read_dir(site)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names = names.filter(|name| name.starts_with(beginning) && name.ends_with(ending));
    Ok(names.next().ok_or("the site lacks a file")?)
}

/// Beginning and end of a file's name, what is added to it, and how the refusal shows. An addition leaves a script and
/// a module as valid as they were.
const ALTERED: [(&str, &str, &[u8], &str); 6] = [
    (
        "boot-",
        ".js",
        SCRIPT,
        "return document.readyState === 'complete' && document.querySelector('#boot[role=status]') !== null",
    ),
    ("kiosk-", ".js", SCRIPT, IS_TOLD),
    ("kiosk_bg-", ".wasm", EMPTY_SECTION, IS_TOLD),
    ("tokens-", ".css", SCRIPT, IS_TOLD),
    ("reader-", ".js", SCRIPT, IS_TOLD),
    (
        "reader_bg-",
        ".wasm",
        EMPTY_SECTION,
        "
        document.querySelector('[data-action=start]')?.click();
        return document.querySelector('[data-looking=failing]') !== null",
    ),
];
const SCRIPT: &[u8] = b"\n/* altered */\n";
/// A custom section of WebAssembly, named "x".
const EMPTY_SECTION: &[u8] = &[0, 2, 1, b'x'];
const IS_TOLD: &str = "
    const isShown = document.querySelector('#boot[data-missing=load]') !== null;
    return isShown && document.querySelector('.app') === null";
/// As in a browser that does not allow service workers.
pub(crate) const NO_KEEPER: &str = "
    ServiceWorkerContainer.prototype.register = async () => { throw new DOMException('made by a test', 'SecurityError'); };";
const HAS_KEYS: &str = "return document.querySelector('[data-keys=ready]') !== null";
const IS_CONTROLLED: &str = "
    const scope = new URL('./', location.href).href;
    return navigator.serviceWorker.controller?.scriptURL === `${scope}sw.js`";
const CHOSEN: &str = "return [
    document.documentElement.lang,
    document.querySelector('[data-action=sound]').dataset.muted,
]";
const IS_NOT_KEPT: &str =
    "return document.querySelector('[data-kept=no] .keys-card__remedy')?.innerText ?? null";
const IS_KEPT: &str = "return document.querySelector('[data-kept=no]') === null";
