//! What holds of the session whatever happens, in any order and at any time.

use checkpost::notice::Tone;
use checkpost::session::{Command, Event, ProvisioningStatus, Screen, Session};
use checkpost::trust::Accept;
use proptest::prelude::*;

use super::{event, moment};

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_camera_is_open_only_while_somebody_scans(happened in happenings()) {
        let mut session = Session::new("en".to_owned(), false, Accept::Demonstration);
        let (mut is_open, mut is_awake) = (false, false);
        play(&mut session, &happened, |line, session, _, commands| {
            for command in commands {
                match command {
                    Command::OpenCamera { .. } => is_open = true,
                    Command::CloseCamera => is_open = false,
                    Command::KeepAwake(is_kept) => is_awake = *is_kept,
                    _ => {}
                }
            }
            let is_at_rest = match session.view().screen {
                Screen::Start | Screen::Samples | Screen::Provisioning(ProvisioningStatus::Asking(_)) => true,
                Screen::Verdict(showing) => showing.is_sample,
                Screen::Provisioning(_) | Screen::Scan(_) | Screen::Fault(_) => false,
            };
            assert!(!(is_at_rest && is_open), "the camera is open after {line}");
            assert_eq!(is_awake, !is_at_rest, "the screen stays on while somebody scans, after {line}");
        });
    }

    #[test]
    fn whatever_happens_timers_lie_ahead_and_only_a_code_makes_a_sound(happened in happenings()) {
        let mut session = Session::new("en".to_owned(), false, Accept::Demonstration);
        play(&mut session, &happened, |line, session, now, commands| {
            for command in commands {
                match command {
                    Command::SetTimer(timer, time) => assert!(time.0 > now, "{timer:?} after {line}"),
                    Command::Play(tone) => {
                        assert!(line.starts_with("codes ") || line.starts_with("sample "), "played after {line}");
                        assert!(*tone != Tone::Admitted || line.contains("vaccination"), "nobody else: {line}");
                    }
                    _ => {}
                }
            }
            if let Screen::Verdict(showing) = session.view().screen {
                assert!(showing.until > showing.since, "a verdict is seen, after {line}");
            }
        });
    }

    #[test]
    fn whatever_happened_a_stop_leads_to_the_start_screen_and_a_start_scans(happened in happenings()) {
        let mut session = Session::new("en".to_owned(), false, Accept::Demonstration);
        let now = play(&mut session, &happened, |_, _, _, _| {});
        session.step(Event::SamplesClosed, moment(now));
        session.step(Event::StopPressed, moment(now));
        assert!(matches!(session.view().screen, Screen::Start), "stopped");
        session.step(Event::StartPressed, moment(now + 1));
        session.step(Event::CameraReady, moment(now + 2));
        let (_, code) = event::parse("0 codes link");
        session.step(code, moment(now + 600));
        assert!(matches!(session.view().screen, Screen::Verdict(_)), "and judges what is shown");
    }
}

/// Plays lines, each so many milliseconds after the last, and looks at each step; the time at the end.
fn play(
    session: &mut Session,
    happened: &[(u64, &'static str)],
    mut look: impl FnMut(&str, &Session, u64, &[Command]),
) -> u64 {
    let mut now = 0;
    for (later, line) in happened {
        now += later;
        let (_, event) = event::parse(&format!("{now} {line}"));
        let commands = session.step(event, moment(now));
        look(line, session, now, &commands);
    }
    now
}

fn happenings() -> impl Strategy<Value = Vec<(u64, &'static str)>> {
    let later = prop_oneof![0_u64..300, 300_u64..3_000, 3_000_u64..40_000];
    prop::collection::vec((later, prop::sample::select(&LINES[..])), 0..40)
}

const LINES: [&str; 38] = [
    "start",
    "start",
    "stop",
    "tap",
    "hold",
    "release",
    "samples open",
    "samples close",
    "camera-ready",
    "camera-ready",
    "camera-failed unplugged",
    "camera-failed denied",
    "camera-changed",
    "frame",
    "frame closer",
    "frame read",
    "codes vaccination",
    "codes vaccination",
    "codes expired",
    "codes link vaccination",
    "codes vaccination test",
    "codes health-card/1",
    "codes text:shc:/3/2/5676",
    "sample expired",
    "reader failing",
    "keys demonstration",
    "keys-failed unreachable",
    "provision open",
    "provision open",
    "provision close",
    "codes configuration:city",
    "provision yes",
    "index-failed unreachable",
    "timer verdict-over",
    "timer crowd-over",
    "timer chunks-over",
    "timer camera-retry",
    "timer keys-retry",
];
