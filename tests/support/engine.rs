//! Drives Firefox (`geckodriver`) and WebKit (`WebKitWebDriver` with the `MiniBrowser` that Debian packs with it, on a
//! screen
//! of `Xvfb`).
//!
//! Neither has a camera that plays a clip. When the site is published for them, `watch.js` is put in front of the
//! page's own
//! script; it answers `getUserMedia` with the stream of a canvas, and the test draws on the canvas.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use data_encoding::BASE64;
use image::{GrayImage, ImageFormat};
use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use crate::chromium::{Browser, Driver, Error};
use crate::clip::on_table;

/// A browser engine beside Chromium's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Firefox,
    WebKit,
}

impl Engine {
    /// How a line of the test names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// The first of the programs it needs that is not here.
    pub(crate) fn missing(self) -> Option<&'static str> {
        let programs: &[&str] = match self {
            Self::Firefox => &["firefox-esr", "geckodriver"],
            Self::WebKit => &["WebKitWebDriver", "xvfb-run"],
        };
        let is_here = |program: &&str| {
            let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output();
            found.is_ok_and(|found| found.status.success())
        };
        programs.iter().find(|program| !is_here(program)).copied()
    }

    /// Whether a browser that is started again finds what the one before it kept: an automated WebKit starts empty.
    pub(crate) fn keeps_its_profile(self) -> bool {
        self == Self::Firefox
    }

    /// Starts its driver.
    pub(crate) async fn driver(self) -> Result<Driver, Error> {
        match self {
            Self::Firefox => {
                Driver::spawn("geckodriver", |port| {
                    let mut command = Command::new("geckodriver");
                    command.args(["--port", &port.to_string()]);
                    command
                })
                .await
            }
            Self::WebKit => {
                Driver::spawn("WebKitWebDriver", |port| {
                    let mut command = Command::new("xvfb-run");
                    command.args(["--auto-servernum", "WebKitWebDriver", &format!("--port={port}")]);
                    command
                })
                .await
            }
        }
    }

    /// Starts a browser with this profile, where the engine can be given one.
    pub(crate) async fn open(self, driver: &Driver, profile: &Path) -> Result<Browser, Error> {
        let capabilities = match self {
            Self::Firefox => json!({ "moz:firefoxOptions": {
                "args": ["-headless", "-profile", profile],
            } }),
            Self::WebKit => json!({ "webkitgtk:browserOptions": {
                "binary": MINI_BROWSER, "args": ["--automation", "--enable-media-stream=true"],
            } }),
        };
        let capabilities: Capabilities = serde_json::from_value(capabilities)?;
        let driver = WebDriver::builder(driver.address(), capabilities).request_timeout(PATIENCE).await?;
        Ok(Browser::driven_by(driver))
    }
}

/// Puts a canvas in the camera's place; the page may ask for it from now on.
pub(crate) async fn stand_in(browser: &Browser) -> Result<(), Error> {
    browser.ask(CANVAS).await.map(drop)
}

/// Shows this to the camera; an empty table where there is nothing.
pub(crate) async fn show(browser: &Browser, picture: Option<&GrayImage>) -> Result<(), Error> {
    let frame = on_table(picture);
    let mut file = Cursor::new(Vec::new());
    frame.write_to(&mut file, ImageFormat::Png)?;
    let script = SHOW.replace("PICTURE", &BASE64.encode(file.get_ref()));
    browser.ask_later(&script).await.map(drop)
}

const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
/// How long a request to a driver may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
const CANVAS: &str = "
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1280, 720];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#ebebeb';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    let frame = pen.getImageData(0, 0, canvas.width, canvas.height);
    // a canvas gives a picture only when something is drawn
    setInterval(() => pen.putImageData(frame, 0, 0), 66);
    __watch.show = (picture) => { frame = picture; };
    __watch.cameraStandIn = () => canvas.captureStream(15);
    return true";
const SHOW: &str = "
    const bytes = Uint8Array.from(atob('PICTURE'), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    const pen = canvas.getContext('2d');
    pen.drawImage(bitmap, 0, 0);
    __watch.show(pen.getImageData(0, 0, canvas.width, canvas.height));
    return true";
