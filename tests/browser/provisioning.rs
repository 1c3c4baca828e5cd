//! Scenario: a tablet becomes an operator's by scanning, works without server and browser, takes what its operator signed,
//! and nothing that anybody else puts in its place.

use std::time::Duration;

use checkpost::trust::{Accept, Purpose, TrustStore};
use checkpost_issuing::specimen::{Operator, Published};
use tokio::time::sleep;

use crate::chromium::{Camera, Error, empty_folder};
use crate::clip::draw;
use crate::harness::{Harness, KEYS, ensure};
use crate::kiosk::{Kiosk, on_screen};
use crate::passes::Pass;
use crate::server::{Misbehaviour, Server};

/// Runs the scenario.
pub(crate) async fn run(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-provisioning")?;
    let mut server = harness.server()?;
    server.replace(KEYS, Misbehaviour::Nothing);
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let operator = Operator::new("City of Example").ok_or(NO_KEY)?;
    publish(harness, &server, &operator, 1, true)?;
    let stranger = Operator::new("City of Elsewhere").ok_or(NO_KEY)?;

    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.browser.before_pages(AT_ONCE).await?;
    kiosk.browser.visit(&server.origin()).await?;
    provision(harness, &mut kiosk, &operator).await?;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "a pass is admitted under the operator's keys", outcome).await;
    let configuration =
        held_up(&pass, "a stranger's configuration", stranger.configuration("East").ok_or(NO_KEY)?)?;
    let outcome = kiosk.hold_up(&configuration).await.and_then(|shown| shown.must_be("refused", "P-NOT"));
    harness.check(&kiosk.browser, "the lane takes no configuration: it is not a pass", outcome).await;

    server.stop();
    kiosk.browser.quit().await?;
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.browser.before_pages(AT_ONCE).await?;
    kiosk.visit(&server).await?;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness
        .check(&kiosk.browser, "server and browser killed, started again offline: a verdict comes", outcome)
        .await;
    let forged = harness.passes.signature_altered.clone();
    let outcome = kiosk.hold_up(&forged).await.and_then(|shown| shown.must_be("refused", "S-SIG"));
    harness.check(&kiosk.browser, "and a forgery is refused", outcome).await;

    server.restart()?;
    publish(harness, &server, &operator, 2, false)?;
    network_back(&kiosk).await?;
    let outcome = shows_keys(&kiosk, 0).await;
    harness
        .check(&kiosk.browser, "the server is back with a newer bundle: taken without a reload", outcome)
        .await;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("cannot-say", "I-NOK"));
    harness.check(&kiosk.browser, "and the next verdict is made with it", outcome).await;

    attacks(harness, &mut kiosk, &server, &operator, &stranger).await?;

    publish(harness, &server, &operator, 3, true)?;
    network_back(&kiosk).await?;
    let outcome = shows_keys(&kiosk, keys(harness)?.len()).await;
    harness.check(&kiosk.browser, "the operator's next bundle is taken after all that", outcome).await;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and passes are admitted again", outcome).await;
    kiosk.browser.quit().await?;
    demonstration(harness).await
}

/// A page for demonstrations whose host names the demonstration's operator needs nobody to set it up.
async fn demonstration(harness: &mut Harness) -> Result<(), Error> {
    let folder = empty_folder("browser-self-provisioning")?;
    let server = harness.server()?;
    let pass = harness.passes.genuine.first().ok_or("no genuine pass")?.clone();
    let operator = Operator::demonstration().ok_or(NO_KEY)?;
    publish(harness, &server, &operator, 1, true)?;
    let configuration = operator.configuration("Demonstration").ok_or(NO_KEY)?;
    replace(&server, "trust/configuration.txt", configuration.into_bytes());
    let mut kiosk = Kiosk::new(harness, &folder, Camera::Plays, Some(pass.now)).await?;
    kiosk.visit(&server).await?;
    let whose = "return document.querySelector('[data-operator=\"Demonstration\"]') !== null";
    let outcome = kiosk.browser.wait_for("the operator's name", whose).await.map(drop);
    harness.check(&kiosk.browser, "a demonstration sets itself up", outcome).await;
    kiosk.start().await?;
    let outcome = kiosk.hold_up(&pass).await.and_then(|shown| shown.must_be("admitted", "OK"));
    harness.check(&kiosk.browser, "and admits a pass under its operator's keys", outcome).await;
    kiosk.browser.quit().await
}

async fn provision(harness: &mut Harness, kiosk: &mut Kiosk, operator: &Operator) -> Result<(), Error> {
    kiosk.browser.touch("provision").await?;
    kiosk.browser.wait_for("the camera for a configuration", &on_screen("provisioning")).await?;
    let picture = harness.screenshots().join("provisioning-looking.png");
    kiosk.browser.screenshot(&picture).await?;
    let configuration = operator.configuration("North 3").ok_or(NO_KEY)?;
    kiosk.clip.show(&draw(&altered(&configuration))?)?;
    let refused = "return document.querySelector('[data-screen=provisioning][data-code=L-SIG]') !== null";
    let outcome = kiosk.browser.wait_for("a refusal", refused).await.map(drop);
    harness.check(&kiosk.browser, "an altered configuration is not asked about, and says why", outcome).await;

    kiosk.clip.show(&draw(&configuration)?)?;
    kiosk.browser.wait_for("the question", &on_screen("asking")).await?;
    let picture = harness.screenshots().join("provisioning-asking.png");
    kiosk.browser.screenshot(&picture).await?;
    let script = format!(
        "return document.querySelector('[data-digits=\"{}\"]') !== null && document.body.innerText.includes('{}')",
        operator.digits(),
        operator.name
    );
    let shown = kiosk.browser.ask(&script).await?;
    let outcome = ensure(shown == true, "the operator's name or its six digits are not shown");
    harness
        .check(&kiosk.browser, "the operator's name and six digits of its root are asked about", outcome)
        .await;
    kiosk.clip.show_nothing()?;
    kiosk.browser.touch("yes").await?;
    let outcome = shows_keys(kiosk, keys(harness)?.len()).await;
    harness.check(&kiosk.browser, "after a yes the keys come by themselves", outcome).await;
    let whose = format!("return document.querySelector('[data-operator=\"{}\"]') !== null", operator.name);
    let outcome = kiosk.browser.wait_for("the operator's name", &whose).await.map(drop);
    harness.check(&kiosk.browser, "the start screen says whose tablet it is", outcome).await;
    let picture = harness.screenshots().join("provisioning-provisioned.png");
    kiosk.browser.screenshot(&picture).await.map(drop)
}

/// A host that has everything but the keys.
async fn attacks(
    harness: &mut Harness,
    kiosk: &mut Kiosk,
    server: &Server,
    operator: &Operator,
    stranger: &Operator,
) -> Result<(), Error> {
    let page = b"<!doctype html><title>Wi-Fi</title>".to_vec();
    for (name, code) in [
        ("yesterday's update", "L-OLD"),
        ("a stranger's update", "L-SGN"),
        ("a captive portal's page", "L-BAD"),
        ("an index without its files", ""),
        ("an unsigned trust file", ""),
    ] {
        match name {
            "yesterday's update" => publish(harness, server, operator, 1, true)?,
            "a stranger's update" => publish(harness, server, stranger, 9, true)?,
            "a captive portal's page" => replace(server, INDEX, page.clone()),
            "an index without its files" => {
                replace(server, INDEX, update(harness, operator, 5, true)?.index);
            }
            _ => {
                server.replace(INDEX, Misbehaviour::Nothing);
                replace(server, KEYS, harness.passes.trust.clone());
            }
        }
        let asked = server.requests().len();
        network_back(kiosk).await?;
        while !server.requests().iter().skip(asked).any(|request| request.ends_with(INDEX)) {
            sleep(Duration::from_millis(20)).await;
        }
        // what would have been taken would be in use by then
        sleep(Duration::from_millis(700)).await;
        let outcome = shows_keys(kiosk, 0).await;
        harness.check(&kiosk.browser, &format!("{name} changes nothing {code}"), outcome).await;
    }
    server.replace(KEYS, Misbehaviour::Nothing);
    Ok(())
}

fn replace(server: &Server, path: &str, bytes: Vec<u8>) {
    server.replace(path, Misbehaviour::Bytes(bytes));
}

/// The browser says that there is a network again.
async fn network_back(kiosk: &Kiosk) -> Result<(), Error> {
    kiosk.browser.ask("window.dispatchEvent(new Event('online')); return null").await.map(drop)
}

/// Waits until the line about the keys counts this many.
async fn shows_keys(kiosk: &Kiosk, keys: usize) -> Result<(), Error> {
    let script = format!(
        "const line = document.querySelector('.keys-line[data-keys=ready]'); return line?.innerText.includes('Keys: {keys},') === true"
    );
    kiosk.browser.wait_for(&format!("{keys} keys"), &script).await.map(drop)
}

fn held_up(model: &Pass, name: &str, text: String) -> Result<Pass, Error> {
    Ok(Pass { name: name.to_owned(), picture: draw(&text)?, text, ..model.clone() })
}

/// Puts an update of an operator on the server, with the keys of the passes that are held up or with none.
fn publish(
    harness: &Harness,
    server: &Server,
    operator: &Operator,
    sequence: u64,
    has_keys: bool,
) -> Result<(), Error> {
    let update = update(harness, operator, sequence, has_keys)?;
    for (name, bytes) in update.files {
        replace(server, &["trust/files/", &name].concat(), bytes);
    }
    replace(server, INDEX, update.index);
    Ok(())
}

fn update(harness: &Harness, operator: &Operator, sequence: u64, has_keys: bool) -> Result<Published, Error> {
    let keys = keys(harness)?;
    let issued = keys.issued().plus_seconds(i64::try_from(sequence)?);
    let empty = TrustStore::new(Purpose::Production, issued, Vec::new());
    Ok(operator.update(if has_keys { &keys } else { &empty }, sequence, issued).ok_or(NO_KEY)?)
}

fn keys(harness: &Harness) -> Result<TrustStore, Error> {
    let read = TrustStore::read(&harness.passes.trust, Accept::Demonstration);
    Ok(read.map_err(|error| format!("{error:?}"))?)
}

/// A configuration under a signature that does not hold.
fn altered(configuration: &str) -> String {
    let (kept, end) = configuration.split_at(configuration.len() - 10);
    let end: String = end.chars().map(|letter| if letter == 'A' { 'B' } else { 'A' }).collect();
    // the last letter of a signature carries four bits only
    format!("{kept}{}A", &end[..9])
}

const NO_KEY: &str = "the operator's keys are none";
const INDEX: &str = "trust/index.jwt";
/// What is to be asked for at a random moment is asked for at the first one.
const AT_ONCE: &str = "Math.random = () => 0;";
