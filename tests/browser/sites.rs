//! The site's own files: two sites on one origin that know nothing of each other, a first visit to a host whose files were
//! altered, and a browser that keeps nothing for use without network.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::chromium::{Camera, Trouble, empty_folder};
use crate::kiosk::{Kiosk, on_screen};
use crate::server::{Instead, Server};
use crate::stage::{KEYS, Stage, copy, ensure};

/// Plays the scene.
pub(crate) async fn play(stage: &mut Stage) -> Result<(), Trouble> {
    neighbours(stage).await?;
    altered(stage).await?;
    not_kept(stage).await
}

async fn neighbours(stage: &mut Stage) -> Result<(), Trouble> {
    let root = empty_folder("browser-sites-root")?;
    for name in ["one", "other"] {
        copy(stage.site(), &root.join(name), &|_, _| {})?;
    }
    let mut server = Server::start(root)?;
    server.put("one/trust/keys.json", Instead::Bytes(stage.passes.trust.clone()));
    server.put("other/trust/keys.json", Instead::Nothing);
    let pass = stage.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let folder = empty_folder("browser-sites")?;
    let mut kiosk = Kiosk::new(stage, &folder, Camera::Plays, Some(pass.now)).await?;
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
    stage
        .check(&kiosk.browser, "another site of the origin has no keys of the first", outcome.map(drop))
        .await;
    let chosen = kiosk.browser.ask(CHOSEN).await?;
    let outcome = ensure(chosen == json!(["en", "false"]), format!("language and sound off: {chosen}"));
    stage.check(&kiosk.browser, "and not its language or sound", outcome).await;
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
    stage
        .check(&kiosk.browser, "the first one opens without network, with its own keys and choices", outcome)
        .await;
    kiosk.browser.quit().await
}

/// Each file of the program altered in turn, on the very first visit.
async fn altered(stage: &mut Stage) -> Result<(), Trouble> {
    let server = stage.server()?;
    for (beginning, ending, addition, expected) in ALTERED {
        let path = named(stage.site(), beginning, ending)?;
        let folder = empty_folder("browser-sites-altered")?;
        let kiosk = Kiosk::new(stage, &folder, Camera::Plays, None).await?;
        let bytes = [fs::read(stage.site().join(&path))?.as_slice(), addition].concat();
        server.put(&path, Instead::Bytes(bytes));
        kiosk.browser.visit(&server.origin()).await?;
        let outcome = kiosk.browser.wait_for("the refusal", expected).await.map(drop);
        stage
            .check(&kiosk.browser, &format!("{beginning}*{ending} altered: not run, and it is told"), outcome)
            .await;
        server.put_back(&path);
        kiosk.browser.quit().await?;
    }
    let folder = empty_folder("browser-sites-whole")?;
    let asked = server.requests().len();
    let kiosk = Kiosk::new(stage, &folder, Camera::Plays, None).await?;
    kiosk.browser.before_pages(NO_KEEPER).await?;
    kiosk.browser.visit(&server.origin()).await?;
    kiosk.browser.wait_for("the reader", "return __watch.workers.length > 0").await?;
    kiosk.visit(&server).await?;
    let requests = server.requests();
    let wasm = requests.iter().skip(asked).filter(|request| request.contains("/kiosk_bg-"));
    // the server forbids the browser to keep it: two visits, two downloads
    let count = wasm.count();
    stage.note("the program is downloaded once a visit", ensure(count == 2, format!("{count} times in two")));
    kiosk.browser.quit().await
}

/// No service worker, for three reasons; and a host that is well again.
async fn not_kept(stage: &mut Stage) -> Result<(), Trouble> {
    let server = stage.server()?;
    for (name, script, path, instead) in [
        ("a browser without service workers", NO_KEEPER, None, Instead::Nothing),
        ("a host without sw.js", "", Some("sw.js"), Instead::Nothing),
        (
            "an altered file at the first visit",
            "",
            Some("icons/checkpost.svg"),
            Instead::Bytes(b"<svg/>".to_vec()),
        ),
        ("a file without end at the first visit", "", Some("icons/checkpost-512.png"), Instead::Endless),
    ] {
        let folder = empty_folder("browser-sites-kept")?;
        let kiosk = Kiosk::new(stage, &folder, Camera::Plays, None).await?;
        if !script.is_empty() {
            kiosk.browser.before_pages(script).await?;
        }
        if let Some(path) = path {
            server.put(path, instead);
        }
        kiosk.visit(&server).await?;
        let outcome = kiosk.browser.wait_for("the warning", IS_NOT_KEPT).await.map(drop);
        stage.check(&kiosk.browser, &format!("{name}: says that the page is not kept"), outcome).await;
        if let Some(path) = path {
            server.put_back(path);
            kiosk.browser.reload().await?;
            kiosk.browser.wait_for("the service worker", IS_CONTROLLED).await?;
            let outcome = kiosk.browser.wait_for("the warning to go", IS_KEPT).await.map(drop);
            stage.check(&kiosk.browser, "and no longer once it is", outcome).await;
        } else {
            kiosk.browser.screenshot(&stage.screenshots().join("not-kept.png")).await?;
        }
        kiosk.browser.wait_for("the start screen", &on_screen("start")).await?;
        kiosk.browser.quit().await?;
    }
    ensure(server.requests().iter().any(|request| request.ends_with(KEYS)), "no keys were asked for")
}

fn named(site: &Path, beginning: &str, ending: &str) -> Result<String, Trouble> {
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
    const told = document.querySelector('#boot[data-missing=load]') !== null;
    return told && document.querySelector('.app') === null";
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
