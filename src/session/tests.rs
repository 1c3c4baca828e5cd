//! The kiosk's life, event by event.

use super::*;
use crate::time::UnixTime;
use crate::trust::Purpose;

fn at(milliseconds: u64) -> Moment {
    Moment { wall: UnixTime(1_700_000_000), utc_offset_seconds: 0, monotonic: Milliseconds(milliseconds) }
}

fn scanning() -> Session {
    let mut session = Session::new();
    session.step(Event::StartPressed, at(0));
    session.step(Event::CameraReady, at(100));
    session
}

fn code(text: &str) -> Event {
    Event::CodesRead(vec![text.as_bytes().to_vec()])
}

fn is_showing(session: &Session) -> bool {
    matches!(session.state(), State::Showing(_))
}

#[test]
fn goes_back_to_scanning_by_itself() {
    let mut session = scanning();
    session.step(code("no pass"), at(1_000));
    assert!(is_showing(&session), "a verdict is shown");
    session.step(Event::Woken, at(1_000 + REFUSED_SHOWN.0 - 1));
    assert!(is_showing(&session), "until its time is over");
    session.step(Event::Woken, at(1_000 + REFUSED_SHOWN.0));
    assert!(!is_showing(&session), "and no longer");
}

#[test]
fn judges_a_code_once_while_it_stays_in_view() {
    let mut session = scanning();
    assert_eq!(session.step(code("same"), at(1_000)).len(), 2, "sound and timer");
    for time in (1_100..20_000).step_by(100) {
        let commands = session.step(code("same"), at(time));
        assert!(commands.is_empty(), "again at {time}");
        session.step(Event::Woken, at(time));
    }
    assert_eq!(session.step(code("same"), at(22_000)).len(), 2, "after it was away");
}

#[test]
fn another_code_is_shown_at_once_unless_the_verdict_is_held() {
    let mut session = scanning();
    session.step(code("first"), at(1_000));
    assert!(session.step(code("second"), at(1_500)).is_empty(), "too soon to be read by anybody");
    assert_eq!(session.step(code("second"), at(2_000)).len(), 2, "pre-empts");
    session.step(Event::HoldChanged(true), at(2_100));
    assert!(session.step(code("third"), at(5_000)).is_empty(), "held");
    session.step(Event::Woken, at(60_000));
    assert!(is_showing(&session), "held beyond its time");
    session.step(Event::HoldChanged(false), at(61_000));
    session.step(Event::Woken, at(61_000 + AFTER_HOLD.0));
    assert!(!is_showing(&session), "let go");
}

#[test]
fn of_two_passes_none_is_judged_until_one_is_shown_alone() {
    let asks = |session: &Session| match session.state() {
        State::Scanning(scanning) => scanning.is_crowded,
        State::Start | State::Showing(_) | State::Fault(_) => false,
    };
    let two = || Event::CodesRead(vec![b"HC1:ONE".to_vec(), b"HC1:OTHER".to_vec()]);
    let mut session = scanning();
    assert_eq!(session.step(two(), at(1_000)), [Command::WakeAt(Milliseconds(1_500))], "no verdict");
    assert!(asks(&session), "asks to show one");
    assert_eq!(session.step(code("HC1:ONE"), at(1_100)), [], "the other was only missed");
    assert!(asks(&session), "and goes on asking");
    session.step(Event::Woken, at(1_500));
    assert!(!asks(&session), "one was taken away");
    session.step(code("HC1:ONE"), at(1_600));
    assert!(is_showing(&session), "alone it is judged");
    assert_eq!(session.step(two(), at(3_000)), [], "a verdict stays where it is");
    assert!(is_showing(&session), "although another pass has come");
    session.step(Event::Tapped, at(4_000));
    assert_eq!(session.step(code("HC1:ONE"), at(4_200)), [], "judged before, and still in view");
}

#[test]
fn collects_the_parts_of_a_split_pass_and_tells_how_many_are_here() {
    let progress = |session: &Session| match session.state() {
        State::Scanning(scanning) => scanning.parts,
        State::Start | State::Showing(_) | State::Fault(_) => None,
    };
    let mut session = scanning();
    session.step(code("shc:/2/2/34"), at(1_000));
    assert_eq!(progress(&session), Some(PartsProgress { here: 1, count: 2 }), "one of two");
    session.step(code("shc:/1/2/12"), at(3_000));
    assert!(is_showing(&session), "judged once whole");
    session.step(Event::Tapped, at(5_000));
    session.step(code("shc:/2/2/34"), at(6_000));
    session.step(Event::Woken, at(6_000 + PARTS_KEPT.0));
    assert_eq!(progress(&session), None, "given up");
}

#[test]
fn a_camera_that_fails_is_tried_again_by_itself() {
    let mut session = scanning();
    let commands = session.step(Event::CameraFailed(CameraFault::Unplugged), at(5_000));
    assert_eq!(commands, [Command::CloseCamera, Command::WakeAt(Milliseconds(7_000))], "let go, try later");
    assert_eq!(session.step(Event::Woken, at(7_000)), [Command::OpenCamera], "tried");
    session.step(Event::CameraFailed(CameraFault::Missing), at(7_100));
    session.step(Event::CameraReady, at(9_000));
    assert!(matches!(session.state(), State::Scanning(_)), "and goes on");
}

#[test]
fn a_trust_file_is_saved_once_it_is_accepted_and_asked_for_again_when_not() {
    let mut session = scanning();
    let offer = |file| Event::TrustFileOffered(Origin::Published, file);
    let store = TrustStore::new(Purpose::Production, UnixTime(0), Vec::new());
    assert_eq!(session.step(offer(Ok(store)), at(10)), [Command::SaveTrustFile], "accepted");
    let commands = session.step(offer(Err(TrustProblem::Unreachable)), at(20));
    assert_eq!(commands, [Command::LoadTrustFileAt(Milliseconds(10_020))], "an update that fails");
    assert!(matches!(session.trust_status(), TrustStatus::Ready { .. }), "takes nothing away");
}

#[test]
fn a_link_nearer_the_middle_does_not_hide_the_pass_beside_it() {
    let code_of = |session: &Session| match session.state() {
        State::Showing(showing) => Some(showing.verdict.code()),
        State::Start | State::Scanning(_) | State::Fault(_) => None,
    };
    let link = || b"https://example.org/menu".to_vec();
    let mut session = scanning();
    session.step(Event::CodesRead(vec![link(), b"HC1:6BF".to_vec()]), at(1_000));
    assert_ne!(code_of(&session), Some("P-NOT"), "the pass is judged");
    let shown = code_of(&session);
    assert_eq!(session.step(Event::CodesRead(vec![link()]), at(2_000)), [], "the pass was missed");
    assert_eq!(code_of(&session), shown, "its verdict stays");
    session.step(Event::CodesRead(vec![link()]), at(1_000 + SAME_CODE_AWAY.0));
    assert_eq!(code_of(&session), Some("P-NOT"), "the pass was taken away");
}

#[test]
fn both_parts_of_a_pass_in_one_picture_are_one_pass_and_judged_once() {
    let both = |parts: [&str; 2]| Event::CodesRead(parts.map(|part| part.as_bytes().to_vec()).to_vec());
    let mut session = scanning();
    assert_eq!(session.step(both(["shc:/2/2/34", "shc:/1/2/12"]), at(1_000)).len(), 2, "sound and timer");
    assert!(is_showing(&session), "judged whole");
    for (time, event) in [
        (2_000, both(["shc:/1/2/12", "shc:/2/2/34"])),
        (2_200, code("shc:/1/2/12")),
        (2_400, code("shc:/2/2/34")),
    ] {
        assert_eq!(session.step(event, at(time)), [], "again at {time}");
        assert!(is_showing(&session), "the verdict stays at {time}");
    }
}

#[test]
fn a_sample_is_judged_with_the_camera_closed_and_nothing_is_scanned_after_it() {
    let mut session = Session::new();
    let sample = || Event::SampleRead(vec![b"https://example.org".to_vec()]);
    assert_eq!(session.step(sample(), at(1_000)).len(), 2, "sound and timer");
    assert!(is_showing(&session), "the verdict");
    assert_eq!(session.step(code("HC1:6BF"), at(3_000)), [], "a late picture of the camera");
    assert_eq!(session.step(Event::Woken, at(1_000 + REFUSED_SHOWN.0)), [], "no camera is opened");
    assert!(matches!(session.state(), State::Start), "back where it began");
    session.step(sample(), at(20_000));
    session.step(Event::Tapped, at(21_000));
    assert!(matches!(session.state(), State::Start), "a touch ends it too");
    let mut session = scanning();
    assert_eq!(session.step(sample(), at(1_000)), [], "not while the camera is open");
}
