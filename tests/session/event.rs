//! Reads the events of a transcript.

use std::sync::LazyLock;

use checkpost::session::{CameraFault, Event, Overlay, ReaderStatus, ReadingHint, Timer};
use checkpost::time::SECONDS_PER_DAY;
use checkpost::trust::distribution::UpdateError;
use checkpost::trust::update::{Origin, StoredProvisioning, TrustProblem};
use checkpost::trust::{GateSettings, Purpose, TrustStore};
use checkpost_issuing::shc;
use checkpost_issuing::specimen::{AUDIENCE, Operator, Published, Specimen, specimens, trust};

use super::OPENED;

/// The time in milliseconds and the event of a line.
pub(super) fn parse(line: &str) -> (u64, Event) {
    let mut words = line.split_whitespace();
    let time = words.next().and_then(|time| time.parse().ok()).unwrap_or_else(|| panic!("no time: {line}"));
    let name = words.next().unwrap_or_else(|| panic!("no event: {line}"));
    let arguments: Vec<&str> = words.collect();
    let event = event(name, &arguments).unwrap_or_else(|| panic!("no such event: {line}"));
    (time, event)
}

fn event(name: &str, arguments: &[&str]) -> Option<Event> {
    Some(match (name, arguments) {
        ("start", []) => Event::StartPressed,
        ("stop", []) => Event::StopPressed,
        ("tap", []) => Event::Tapped,
        ("hold", []) => Event::HoldChanged(true),
        ("release", []) => Event::HoldChanged(false),
        ("camera-ready", []) => Event::CameraReady,
        ("camera-failed", [fault]) => Event::CameraFailed(camera_fault(fault)?),
        ("camera-changed", []) => Event::CameraChanged,
        ("frame", showing) => Event::FrameSeen(overlay(showing)?),
        ("codes", codes) => Event::CodesRead(payloads(codes)?),
        ("sample", codes) => Event::SampleRead(payloads(codes)?),
        ("keys", ["demonstration"]) => read(Origin::Stored, keys(0)),
        ("keys-published", ["demonstration"]) => read(Origin::Published, keys(0)),
        ("keys", ["demonstration", "anti-passback", seconds]) => {
            read(Origin::Stored, keys(seconds.parse().ok()?))
        }
        ("keys", ["none"]) => read(Origin::Stored, TrustStore::new(Purpose::Production, OPENED, Vec::new())),
        ("keys-failed", [problem]) => {
            Event::TrustFileOffered(Origin::Published, Err(trust_problem(problem)?))
        }
        ("keys-saved", []) => Event::TrustFileSaved(true),
        ("keys-not-saved", []) => Event::TrustFileSaved(false),
        ("provision", ["open"]) => Event::ProvisioningOpened,
        ("provision", ["close"]) => Event::ProvisioningClosed,
        ("provision", ["yes"]) => Event::ProvisioningAccepted,
        ("configuration-opened", [name]) => Event::ConfigurationOpened(configuration(name)?),
        ("configuration-kept", ["yes"]) => Event::ConfigurationKept(true),
        ("configuration-kept", ["no"]) => Event::ConfigurationKept(false),
        ("storage", ["nothing"]) => Event::StorageRead(Box::default()),
        ("storage", ["lost"]) => Event::StorageRead(Box::new(StoredProvisioning {
            was_provisioned: true,
            ..StoredProvisioning::default()
        })),
        ("provisioned", ["empty"]) => Event::StorageRead(Box::new(StoredProvisioning {
            configuration: Some(configuration("city")?),
            ..StoredProvisioning::default()
        })),
        ("demonstration", ["none"]) => Event::DemonstrationRead(None),
        ("demonstration", [name]) => Event::DemonstrationRead(Some(configuration(name)?)),
        ("index", [update]) => Event::IndexFetched(Ok(published(update)?.index)),
        ("index-failed", [problem]) => Event::IndexFetched(Err(trust_problem(problem)?)),
        ("files", [update]) => {
            let Published { index, files } = published(update)?;
            Event::FilesFetched { index, files: Ok(files.into_iter().map(|(_, bytes)| bytes).collect()) }
        }
        ("files-failed", [update, problem]) => {
            Event::FilesFetched { index: published(update)?.index, files: Err(trust_problem(problem)?) }
        }
        ("update-stored", ["yes"]) => Event::UpdateStored(true),
        ("update-stored", ["no"]) => Event::UpdateStored(false),
        ("network-back", []) => Event::NetworkBack,
        ("reader", ["starting"]) => Event::ReaderChanged(ReaderStatus::Starting),
        ("reader", ["ready"]) => Event::ReaderChanged(ReaderStatus::Ready),
        ("reader", ["failing"]) => Event::ReaderChanged(ReaderStatus::Failing),
        ("update-ready", []) => Event::UpdateReady,
        ("update-accepted", []) => Event::UpdateAccepted,
        ("page-kept", ["yes"]) => Event::PageKept(true),
        ("page-kept", ["no"]) => Event::PageKept(false),
        ("samples", ["open"]) => Event::SamplesOpened,
        ("samples", ["close"]) => Event::SamplesClosed,
        ("sound", ["off"]) => Event::Muted(true),
        ("sound", ["on"]) => Event::Muted(false),
        ("language-missing", []) => Event::LanguageMissing,
        ("language", [tag]) => Event::LanguageChosen((*tag).to_owned()),
        ("timer", [name]) => Event::TimerFired(Timer::ALL.into_iter().find(|timer| timer.name() == *name)?),
        _ => return None,
    })
}

/// By the name of a specimen, of one of its chunks (`health-card/2`), or as itself after `text:`.
fn payloads(codes: &[&str]) -> Option<Vec<Vec<u8>>> {
    let payload = |code: &&str| {
        let text = match code.strip_prefix("text:") {
            Some(text) => text.to_owned(),
            None if code.starts_with("configuration:") => {
                String::from_utf8(configuration(code.strip_prefix("configuration:")?)?).ok()?
            }
            None => match code.split_once('/') {
                Some((name, number)) => {
                    let number: usize = number.parse().ok()?;
                    shc::split(&specimen(name)?.text, CHUNKS).into_iter().nth(number.checked_sub(1)?)?
                }
                None => specimen(code)?.text.clone(),
            },
        };
        Some(text.into_bytes())
    };
    codes.iter().map(payload).collect()
}

/// The configuration of an operator: `city`, `stranger`, or `altered`, whose signature does not hold.
fn configuration(name: &str) -> Option<Vec<u8>> {
    let text = match name {
        "city" => Operator::new("City")?.configuration("North 3")?,
        "stranger" => Operator::new("Stranger")?.configuration("East")?,
        "altered" => {
            let mut text = Operator::new("City")?.configuration("North 3")?;
            text.truncate(text.len() - 4);
            text + "AAAA"
        }
        _ => return None,
    };
    Some(text.into_bytes())
}

/// An update by its name: whose, its number, and how many days before the page is opened its index is dated.
fn published(name: &str) -> Option<Published> {
    let mut parts = name.split('/');
    let operator = match parts.next()? {
        "city" => Operator::new("City")?,
        "stranger" => Operator::new("Stranger")?,
        _ => return None,
    };
    let sequence = parts.next()?.parse().ok()?;
    let days: i64 = parts.next()?.parse().ok()?;
    operator.update(&keys(0), sequence, OPENED.plus_seconds(-days * SECONDS_PER_DAY))
}

fn specimen(name: &str) -> Option<&'static Specimen> {
    static ALL: LazyLock<Vec<Specimen>> =
        LazyLock::new(|| specimens(OPENED).expect("the demonstration key is one"));
    ALL.iter().find(|specimen| specimen.name == name)
}

fn keys(anti_passback_seconds: u32) -> TrustStore {
    static KEYS: LazyLock<TrustStore> =
        LazyLock::new(|| trust(OPENED).expect("the demonstration key is one"));
    let audiences = vec![AUDIENCE.to_owned()];
    KEYS.clone().with_settings(GateSettings { audiences, anti_passback_seconds, ..GateSettings::default() })
}

fn read(origin: Origin, store: TrustStore) -> Event {
    Event::TrustFileOffered(origin, Ok(store))
}

/// What a frame showed: nothing, a code's outline, read or not, or a hint.
fn overlay(showing: &[&str]) -> Option<Overlay> {
    let outlines = vec![[(0, 0), (9, 0), (9, 9), (0, 9)]];
    Some(match showing {
        [] => Overlay::default(),
        ["outline"] => Overlay { outlines, ..Overlay::default() },
        ["read"] => Overlay { outlines, is_read: true, ..Overlay::default() },
        [hint] => Overlay { hint: Some(reading_hint(hint)?), ..Overlay::default() },
        _ => return None,
    })
}

fn reading_hint(name: &str) -> Option<ReadingHint> {
    Some(match name {
        "closer" => ReadingHint::Closer,
        "hold-still" => ReadingHint::HoldStill,
        "more-light" => ReadingHint::MoreLight,
        "tilt-away" => ReadingHint::TiltAway,
        _ => return None,
    })
}

fn camera_fault(name: &str) -> Option<CameraFault> {
    Some(match name {
        "missing" => CameraFault::Missing,
        "denied" => CameraFault::Denied,
        "in-use" => CameraFault::InUse,
        "unplugged" => CameraFault::Unplugged,
        "frozen" => CameraFault::Frozen,
        "silent" => CameraFault::Silent,
        "failed" => CameraFault::Failed,
        _ => return None,
    })
}

fn trust_problem(name: &str) -> Option<TrustProblem> {
    Some(match name {
        "unreachable" => TrustProblem::Unreachable,
        "malformed" => TrustProblem::Refused(UpdateError::Malformed),
        "ahead" => TrustProblem::Refused(UpdateError::Ahead),
        "fatal" => TrustProblem::Fatal,
        _ => return None,
    })
}

/// How many codes a split specimen is on.
const CHUNKS: usize = 3;
