//! Scenario: what a new browser fetches until the lane can give its first verdict. `.setup/sizes.sh` adds these files up
//! against the page's budget; here the browser's own network log says that it asked for no other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::chromium::{Camera, Error, empty_folder};
use crate::harness::{Harness, checkpost, ensure};
use crate::kiosk::Kiosk;

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-first-set")?;
    let server = harness.server()?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, None).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    let fetched = fetched(&kiosk.browser.log("performance").await?, &server.origin());
    let second_set = second_set()?;
    let later: Vec<&String> =
        fetched.iter().filter(|path| second_set.iter().any(|start| path.starts_with(start))).collect();
    let languages = fetched.iter().filter(|path| path.starts_with("locales/")).count();
    println!("  measured: {} files before the first verdict", fetched.len());
    let outcome = ensure(
        later.is_empty() && languages == 1 && fetched.iter().any(|path| path.starts_with("kiosk_bg-")),
        format!("{languages} languages, and of the second set {later:?}; all: {fetched:?}"),
    );
    harness
        .check(
            &kiosk.browser,
            "the first verdict waits for one language and no file of the second set",
            outcome,
        )
        .await;
    kiosk.browser.quit().await
}

/// The paths of this origin that were answered.
fn fetched(log: &[String], origin: &str) -> BTreeSet<String> {
    let path = |entry: &String| {
        let entry: Value = serde_json::from_str(entry).ok()?;
        let message = entry.get("message")?;
        let is_answer = message.get("method")? == "Network.responseReceived";
        let url = message.pointer("/params/response/url")?.as_str()?;
        let path = url.strip_prefix(origin)?.trim_start_matches('/');
        is_answer.then(|| path.to_owned())
    };
    log.iter().filter_map(path).collect()
}

/// What the paths begin with that the lane's page, the first of the publisher's table, needs only afterwards; the
/// demonstration's passes among them.
fn second_set() -> Result<Vec<String>, Error> {
    let pages = checkpost(&["pages"])?;
    let lane: Value = serde_json::from_str(pages.lines().next().unwrap_or_default())?;
    let starts = lane.get("second_set").cloned().unwrap_or_default();
    let mut starts: Vec<String> = serde_json::from_value(starts)?;
    ensure(!starts.is_empty(), "the table names no second set")?;
    starts.push("demo/".to_owned());
    Ok(starts)
}
