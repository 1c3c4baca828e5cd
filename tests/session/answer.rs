//! Writes commands and views as the lines of a transcript.

use checkpost::notice::Tone;
use checkpost::session::{Command, ProvisioningStatus, ScanStatus, Screen, Session};
use checkpost::trust::distribution::{Freshness, Write};
use checkpost::trust::update::{TrustConcern, TrustStatus, UpdateTask};

/// One command.
pub(super) fn command(command: Command) -> String {
    match command {
        Command::OpenCamera { may_ask_again: true } => "open-camera, may ask again".to_owned(),
        Command::OpenCamera { may_ask_again: false } => "open-camera".to_owned(),
        Command::CloseCamera => "close-camera".to_owned(),
        Command::KeepAwake(true) => "keep-awake".to_owned(),
        Command::KeepAwake(false) => "let-sleep".to_owned(),
        Command::Play(tone) => format!("play {}", tone_name(tone)),
        Command::SetTimer(timer, time) => format!("set-timer {} {}", timer.name(), time.0),
        Command::LoadTrustFile => "load-trust-file".to_owned(),
        Command::SaveTrustFile => "save-trust-file".to_owned(),
        Command::Update(UpdateTask::FetchIndex(window)) => {
            format!("fetch-index from {} within {}", window.from.0, window.length.0)
        }
        Command::Update(UpdateTask::FetchFiles { files, .. }) => {
            let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            format!("fetch-files {}", names.join(" "))
        }
        Command::Update(UpdateTask::Store(writes)) => {
            let names = writes.iter().map(|write| match write {
                Write::Slot(slot, _) => format!("slot-{slot:?}"),
                Write::Floor(_) => "floor".to_owned(),
            });
            format!("store {}", names.collect::<Vec<_>>().join(" "))
        }
        Command::OpenTrustFile => "open-trust-file".to_owned(),
        Command::ReadDemonstration => "read-demonstration".to_owned(),
        Command::KeepConfiguration(_) => "keep-configuration".to_owned(),
        Command::Mute(true) => "mute".to_owned(),
        Command::Mute(false) => "unmute".to_owned(),
        Command::KeepLanguage(tag) => format!("keep-language {tag}"),
        Command::KeepPage => "keep-page".to_owned(),
        Command::TakeUpdate => "take-update".to_owned(),
    }
}

/// What the page is to show; of the tablet only what is not as usual.
pub(super) fn view(session: &Session) -> String {
    let view = session.view();
    let mut parts = vec![match view.screen {
        Screen::Start => "start".to_owned(),
        Screen::Samples => "samples".to_owned(),
        Screen::Provisioning(ProvisioningStatus::Looking { problem: None }) => "provisioning".to_owned(),
        Screen::Provisioning(ProvisioningStatus::Looking { problem: Some(error) }) => {
            format!("provisioning refused {}", error.code())
        }
        Screen::Provisioning(status @ ProvisioningStatus::Asking(configuration)) => {
            format!("provisioning asks {} {}", configuration.content().operator, status.digits())
        }
        Screen::Scan(status) => format!("scan {}", status_name(status)),
        Screen::Verdict(showing) => {
            let held = if showing.is_held { " held" } else { "" };
            format!("verdict {}{held} until {}", showing.verdict.code(), showing.until.0)
        }
        Screen::Fault(fault) => format!("fault {}", fault.code()),
    }];
    parts.extend(match view.trust {
        TrustStatus::Loading => None,
        TrustStatus::Missing(problem) => Some(format!("keys missing {}", problem.code())),
        TrustStatus::Ready { concern: None, .. } => Some("keys ready".to_owned()),
        TrustStatus::Ready { concern: Some(TrustConcern::NotAccepted(problem)), .. } => {
            Some(format!("keys ready, newer keys refused {}", problem.code()))
        }
        TrustStatus::Ready { concern: Some(TrustConcern::NotSaved), .. } => {
            Some("keys ready, keys not stored".to_owned())
        }
    });
    parts.extend(match view.trust {
        TrustStatus::Ready { freshness: Freshness::Amber, .. } => Some("amber".to_owned()),
        TrustStatus::Ready { freshness: Freshness::Red, .. } => Some("red".to_owned()),
        TrustStatus::Ready { freshness: Freshness::Green, .. }
        | TrustStatus::Loading
        | TrustStatus::Missing(_) => None,
    });
    parts.extend(view.operator.map(|operator| format!("of {}", operator.operator)));
    parts.extend(view.health.has_update.then(|| "update ready".to_owned()));
    parts.extend((!view.health.is_kept).then(|| "page not kept".to_owned()));
    parts.extend(view.is_muted.then(|| "muted".to_owned()));
    parts.extend(view.health.is_language_missing.then(|| "language missing".to_owned()));
    parts.extend((view.language != "en").then(|| view.language.to_owned()));
    parts.join(", ")
}

fn status_name(status: ScanStatus) -> String {
    match status {
        ScanStatus::ForChunk(progress) => format!("for-code {} of {}", progress.here, progress.count),
        ScanStatus::Needs(hint) => format!("at-code {hint:?}"),
        ScanStatus::ReaderStarting => "starting reader".to_owned(),
        other => other.name().to_owned(),
    }
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Admitted => "admitted",
        Tone::Refused => "refused",
        Tone::CannotSay => "cannot-say",
    }
}
