//! Drives Chromium without a window through `chromedriver`, with an empty profile and a camera that plays a clip.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use thirtyfour::{
    Capabilities, ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, WebDriver,
};
use tokio::time::{Instant, sleep};

/// What a check ends with when it does not end well.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// `chromedriver` on a free port. Dropped, it ends with every browser it started.
pub(crate) struct Driver {
    process: Child,
    address: SocketAddr,
}

/// How a browser is started.
pub(crate) struct Setting<'a> {
    /// Its profile; made where it is missing.
    pub(crate) profile: &'a Path,
    /// Its camera.
    pub(crate) camera: Camera,
    /// What the camera plays.
    pub(crate) clip: &'a Path,
    /// Where requests that leave this machine go: an address of this machine that only takes note of them.
    pub(crate) outside: &'a str,
    /// The page's clock, in Unix seconds; that of the machine where it is `None`.
    pub(crate) clock: Option<i64>,
}

/// The camera of a browser.
#[derive(Clone, Copy)]
pub(crate) enum Camera {
    /// Plays the clip, and pages may use it.
    Plays,
    /// Plays the clip; pages have to ask, and nobody answers.
    Asks,
    /// There is none.
    Missing,
}

/// One browser with one page.
pub(crate) struct Browser {
    driver: WebDriver,
    watch: Option<String>,
}

impl Driver {
    /// Starts `chromedriver`.
    pub(crate) async fn start() -> Result<Self, Error> {
        Self::spawn("chromedriver", |port| {
            let mut command = Command::new("chromedriver");
            command.arg(format!("--port={port}"));
            command
        })
        .await
    }

    /// Starts the driver that a command for a port is.
    pub(crate) async fn spawn(name: &str, command: impl FnOnce(u16) -> Command) -> Result<Self, Error> {
        let address = free_address()?;
        let process = command(address.port())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // a group of its own, so that its browsers end with it
            .process_group(0)
            .spawn()
            .map_err(|error| {
                format!("{name} does not start ({error}): run `make test`, which installs it")
            })?;
        let driver = Self { process, address };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() {
            if Instant::now() > until {
                return Err(format!("{name} does not listen").into());
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(driver)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Starts a browser.
    pub(crate) async fn open(&self, setting: &Setting<'_>) -> Result<Browser, Error> {
        fs::create_dir_all(setting.profile)?;
        let driver = WebDriver::builder(self.address(), capabilities(setting)?)
            .request_timeout(Duration::from_mins(1))
            .await?;
        let mut browser = Browser { driver, watch: None };
        browser.set_clock(setting.clock).await?;
        Ok(browser)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // the group of its own leaves nothing behind, not even after a panic
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        std::thread::sleep(GOODBYE);
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}

impl Browser {
    /// A browser of another engine, without the protocol of Chromium's developer tools.
    pub(crate) fn driven_by(driver: WebDriver) -> Self {
        Self { driver, watch: None }
    }

    /// Opens an address.
    pub(crate) async fn visit(&self, address: &str) -> Result<(), Error> {
        Ok(self.driver.goto(address).await?)
    }

    /// Loads the page anew.
    pub(crate) async fn reload(&self) -> Result<(), Error> {
        Ok(self.driver.refresh().await?)
    }

    /// Sets the page's clock, now and for every page opened from here on.
    pub(crate) async fn set_clock(&mut self, clock: Option<i64>) -> Result<(), Error> {
        if let Some(watch) = self.watch.take() {
            self.command("Page.removeScriptToEvaluateOnNewDocument", json!({ "identifier": watch })).await?;
        }
        let script = WATCH.replace("CLOCK_SECONDS", &json!(clock).to_string());
        self.watch = Some(self.before_pages(&script).await?);
        self.ask(&format!("globalThis.__watch?.setClock({}); return null", json!(clock))).await?;
        Ok(())
    }

    /// Runs a script before every page opened from here on.
    pub(crate) async fn before_pages(&self, script: &str) -> Result<String, Error> {
        let added =
            self.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        let identifier = added.get("identifier").and_then(Value::as_str).unwrap_or_default();
        Ok(identifier.to_owned())
    }

    /// Runs a function body in the page, and hands out what it returns.
    pub(crate) async fn ask(&self, script: &str) -> Result<Value, Error> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Runs the body of an async function in the page, and hands out what it returns.
    pub(crate) async fn ask_later(&self, script: &str) -> Result<Value, Error> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(done, (error) => done({{ thrown: String(error) }}));"
        );
        Ok(self.driver.execute_async(script, Vec::new()).await?.json().clone())
    }

    /// Waits until the function body returns something true, and hands that out.
    pub(crate) async fn wait_for(&self, what: &str, script: &str) -> Result<Value, Error> {
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask(script).await;
            match &answer {
                Ok(Value::Null | Value::Bool(false)) | Err(_) if Instant::now() < until => {}
                Ok(Value::Null | Value::Bool(false)) => {
                    let seen = self.ask(SEEN).await.unwrap_or_default();
                    return Err(format!("waited in vain for {what}; the page shows {seen}").into());
                }
                _ => return answer,
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// Touches the element with this `data-action`.
    pub(crate) async fn touch(&self, action: &str) -> Result<(), Error> {
        let script = format!(
            "const it = document.querySelector('[data-action=\"{action}\"]'); it?.click(); return !!it"
        );
        self.wait_for(&format!("the button {action:?}"), &script).await.map(drop)
    }

    /// Sends a command of the `DevTools` protocol.
    pub(crate) async fn command(&self, name: &str, parameters: Value) -> Result<Value, Error> {
        Ok(self.driver.cdp().send_raw(name, parameters).await?)
    }

    /// The messages of a log since it was asked for last: `browser` or `performance`.
    pub(crate) async fn log(&self, kind: &str) -> Result<Vec<String>, Error> {
        Ok(self.driver.get_log(kind).await?.into_iter().map(|entry| entry.message).collect())
    }

    /// Writes what is on the screen into a file.
    pub(crate) async fn screenshot(&self, path: &Path) -> Result<(), Error> {
        Ok(fs::write(path, self.driver.screenshot_as_png().await?)?)
    }

    /// What is on the screen, or a part of it, as a picture file.
    pub(crate) async fn picture(&self, parameters: Value) -> Result<Vec<u8>, Error> {
        let shot = self.command("Page.captureScreenshot", parameters).await?;
        let data = shot.get("data").and_then(Value::as_str).unwrap_or_default();
        Ok(BASE64.decode(data.as_bytes())?)
    }

    /// Closes the browser as a person does.
    pub(crate) async fn quit(self) -> Result<(), Error> {
        Ok(self.driver.quit().await?)
    }
}

fn capabilities(setting: &Setting<'_>) -> Result<Capabilities, Error> {
    let mut capabilities = ChromeCapabilities::new();
    for argument in ARGUMENTS {
        capabilities.add_arg(argument)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", setting.profile.display()))?;
    capabilities.add_arg(&format!("--proxy-server={}", setting.outside))?;
    for argument in camera_arguments(setting) {
        capabilities.add_arg(&argument)?;
    }
    for log in ["browser", "performance"] {
        capabilities.set_logging_prefs(log, LoggingPrefsLogLevel::All)?;
    }
    Ok(capabilities.into())
}

fn camera_arguments(setting: &Setting<'_>) -> Vec<String> {
    let device = "--use-fake-device-for-media-stream".to_owned();
    let plays = format!("--use-file-for-fake-video-capture={}", setting.clip.display());
    match setting.camera {
        Camera::Plays => vec![device, plays, "--use-fake-ui-for-media-stream".to_owned()],
        Camera::Asks => vec![device, plays],
        Camera::Missing => vec![device + "=device-count=0"],
    }
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// An empty folder of this name below the folder that cargo keeps for tests.
pub(crate) fn empty_folder(name: &str) -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => fs::create_dir_all(&folder)?,
    }
    Ok(folder)
}

/// The script that runs before the page.
pub(crate) const WATCH: &str = include_str!("watch.js");
/// The text on the screen, the lines in the console, and the camera's tracks.
const SEEN: &str = "return [
    document.body?.innerText?.slice(0, 300),
    globalThis.__watch?.said,
    globalThis.__watch?.tracks?.map((track) => track.readyState),
]";
/// No window, nothing of Chromium's own on the network.
const ARGUMENTS: [&str; 15] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--lang=en-US",
    "--window-size=1024,768",
];
/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// A screen without a monitor takes its lock file away in this time.
const GOODBYE: Duration = Duration::from_millis(300);
const LOOK_EVERY: Duration = Duration::from_millis(60);
