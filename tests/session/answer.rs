//! Writes commands and views as the lines of a transcript.

use checkpost::notice::Tone;
use checkpost::session::{Command, Session, State};
use checkpost::trust::update::{TrustConcern, TrustStatus};

/// One command.
pub(super) fn command(command: Command) -> String {
    match command {
        Command::OpenCamera => "open-camera".to_owned(),
        Command::CloseCamera => "close-camera".to_owned(),
        Command::Play(tone) => format!("play {}", tone_name(tone)),
        Command::WakeAt(time) => format!("wake-at {}", time.0),
        Command::SaveTrustFile => "save-trust-file".to_owned(),
        Command::LoadTrustFileAt(time) => format!("load-trust-file-at {}", time.0),
    }
}

/// What the page is to show.
pub(super) fn view(session: &Session) -> String {
    let screen = match session.state() {
        State::Start => "start".to_owned(),
        State::Scanning(scanning) => match (scanning.camera_ready, scanning.is_crowded, scanning.parts) {
            (false, ..) => "scan starting".to_owned(),
            (true, true, _) => "scan at-several".to_owned(),
            (true, false, Some(parts)) => format!("scan for-code {} of {}", parts.here, parts.count),
            (true, false, None) => "scan for-code".to_owned(),
        },
        State::Showing(showing) => {
            let held = if showing.held { " held" } else { "" };
            format!("verdict {}{held} until {}", showing.verdict.code(), showing.until.0)
        }
        State::Fault(fault) => format!("fault {fault:?}"),
    };
    let keys = match session.trust_status() {
        TrustStatus::Loading => String::new(),
        TrustStatus::Missing(problem) => format!(", keys missing {}", problem.code()),
        TrustStatus::Ready { concern: None, .. } => ", keys ready".to_owned(),
        TrustStatus::Ready { concern: Some(TrustConcern::NotAccepted(problem)), .. } => {
            format!(", keys ready, newer keys refused {}", problem.code())
        }
        TrustStatus::Ready { concern: Some(TrustConcern::NotSaved), .. } => {
            ", keys ready, not saved".to_owned()
        }
    };
    format!("{screen}{keys}")
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Admitted => "admitted",
        Tone::Refused => "refused",
        Tone::CannotSay => "cannot-say",
    }
}
