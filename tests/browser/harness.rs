//! What every scenario shares: the published page, a server for it, a driver of browsers, and the count of checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tokio::time::Instant;

use crate::chromium::{Browser, Driver, Error, empty_folder};
use crate::passes::Passes;
use crate::server::{Misbehaviour, Server};

/// What the scenarios share.
pub(crate) struct Harness {
    /// Starts browsers.
    pub(crate) driver: Driver,
    /// Takes note of what should never leave the page's origin.
    pub(crate) outside: Server,
    /// What is held up.
    pub(crate) passes: Passes,
    compiled: PathBuf,
    site: PathBuf,
    screenshots: PathBuf,
    passed: usize,
    failed: usize,
    skipped: usize,
    begun: Instant,
}

impl Harness {
    /// Publishes the page and starts the driver.
    #[expect(clippy::disallowed_methods, reason = "a test asks where things are")]
    pub(crate) async fn set_up() -> Result<Self, Error> {
        let compiled = std::env::var("CHECKPOST_COMPILED").map(PathBuf::from).map_err(|_| {
            "CHECKPOST_COMPILED does not name the folder that Trunk wrote: run `make test`, which sets it"
        })?;
        let passes = match std::env::var("CHECKPOST_VECTORS") {
            Ok(vectors) => Passes::public(Path::new(&vectors))?,
            Err(_) => Passes::minted()?,
        };
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("."));
        let screenshots = target.join("screenshots");
        fs::create_dir_all(&screenshots)?;
        let mut harness = Self {
            driver: Driver::start().await?,
            outside: Server::start(empty_folder("browser-outside")?)?,
            passes,
            compiled,
            site: PathBuf::new(),
            screenshots,
            passed: 0,
            failed: 0,
            skipped: 0,
            begun: Instant::now(),
        };
        harness.site = harness.publish("browser-site", |_, _| {})?;
        Ok(harness)
    }

    /// Publishes what was compiled, after a change to some of its files.
    pub(crate) fn publish(&self, name: &str, change: impl Fn(&Path, &mut Vec<u8>)) -> Result<PathBuf, Error> {
        let folder = empty_folder(name)?;
        let (compiled, minted, site) = (folder.join("compiled"), folder.join("minted"), folder.join("site"));
        copy(&self.compiled, &compiled, &change)?;
        checkpost(&["demo", "mint", &text(&minted)])?;
        let (demo, keys) = (minted.join("demo"), minted.join("keys.json"));
        checkpost(&[
            "publish",
            "--dist",
            &text(&compiled),
            "--out",
            &text(&site),
            "--demo",
            &text(&demo),
            "--trust",
            &text(&keys),
        ])?;
        Ok(site)
    }

    /// Serves the page, with the keys of the passes that are held up.
    pub(crate) fn server(&self) -> Result<Server, Error> {
        let server = Server::start(self.site.clone())?;
        server.replace(KEYS, Misbehaviour::Bytes(self.passes.trust.clone()));
        Ok(server)
    }

    /// Counts a check and prints its line; what the screen showed is kept where it failed.
    pub(crate) async fn check(&mut self, browser: &Browser, name: &str, outcome: Result<(), Error>) {
        if outcome.is_err() {
            let file = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
            drop(browser.screenshot(&self.screenshots.join(format!("failed-{file}.png"))).await);
        }
        self.note(name, outcome);
    }

    /// Counts a check that no screen belongs to.
    pub(crate) fn note(&mut self, name: &str, outcome: Result<(), Error>) {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("  ok      {name}");
            }
            Err(error) => {
                self.failed += 1;
                println!("  FAILED  {name}\n          {error}");
            }
        }
    }

    /// Counts what cannot be played here.
    pub(crate) fn skip(&mut self, name: &str, reason: &str) {
        self.skipped += 1;
        println!("  skipped {name}: {reason}");
    }

    /// A scenario ended before its end.
    pub(crate) fn aborted(&mut self, scenario: &str, error: Error) {
        self.note(&format!("{scenario}, to its end"), Err(error));
    }

    /// The folder of the published page.
    pub(crate) fn site(&self) -> &Path {
        &self.site
    }

    /// Where screenshots go.
    pub(crate) fn screenshots(&self) -> &Path {
        &self.screenshots
    }

    /// Prints the closing line; how many checks failed.
    pub(crate) fn close(self) -> usize {
        let took: Duration = self.begun.elapsed();
        println!("took {} s", took.as_secs());
        println!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        self.failed
    }
}

/// Fails with these words unless it holds.
pub(crate) fn ensure(holds: bool, otherwise: impl Into<String>) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(otherwise.into().into()) }
}

/// Copies a folder, after a change to some of its files.
pub(crate) fn copy(from: &Path, to: &Path, change: &impl Fn(&Path, &mut Vec<u8>)) -> Result<(), Error> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let there = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &there, change)?;
        } else {
            let mut bytes = fs::read(&path)?;
            change(&path, &mut bytes);
            fs::write(there, bytes)?;
        }
    }
    Ok(())
}

/// Runs the tool, and hands out what it prints.
pub(crate) fn checkpost(arguments: &[&str]) -> Result<String, Error> {
    let output = Command::new(tool()?).args(arguments).output()?;
    ensure(output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())?;
    Ok(String::from_utf8(output.stdout)?)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The native tool, which cargo puts beside the folder of this test.
fn tool() -> Result<PathBuf, Error> {
    let tool =
        std::env::current_exe()?.parent().and_then(Path::parent).map(|folder| folder.join("checkpost"));
    tool.filter(|tool| tool.exists())
        .ok_or_else(|| "build the tool first: cargo build -p checkpost-tool".into())
}

/// The trust file's path in a site.
pub(crate) const KEYS: &str = "trust/keys.json";
