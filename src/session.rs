//! The kiosk's life, as a machine without a clock or a screen: an event in, effects out.
//!
//! ```text
//!            StartPressed                 a code            its time is over, a tap
//!   Start ───────────────► Scanning ───────────────► Showing ──────────────────────┐
//!     ▲  StopPressed          │  ▲                      │ another code: shown at once│
//!     └───────────────────────┤  └──────────────────────┴──────────────────────────┘
//!                             │ the camera fails
//!                             ▼        tried again by itself every few seconds
//!                           Fault ──► Scanning
//! ```
//!
//! A verdict returns to scanning by itself. The code that was just judged is not judged again while it stays in view,
//! so that one person is counted once and the sound is heard once.

mod crowd;
mod effect;
mod event;
mod state;

pub use effect::Effect;
pub use event::{CameraFault, Event, KeysProblem, Moment};
pub use state::{Keys, PartsProgress, Scanning, Showing, State};

use sha2::{Digest, Sha256};

use crate::envelope::parts::{self, Collection};
use crate::judge::{Judgement, judge};
use crate::notice::{self, Tone};
use crate::policy::{Memory, Occasion};
use crate::time::Milliseconds;
use crate::verdict::Verdict;

/// One kiosk.
#[derive(Clone, Debug)]
pub struct Session {
    state: State,
    keys: Keys,
    memory: Memory,
    parts: Option<(Collection, Milliseconds)>,
    last_code: Option<LastCode>,
    /// When several passes were last in view at once.
    crowd_seen: Option<Milliseconds>,
}

/// The code judged last, by its digest: the payload itself is not kept.
#[derive(Clone, Copy, Debug)]
struct LastCode {
    digest: [u8; 32],
    seen: Milliseconds,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// A kiosk that has just been switched on.
    pub fn new() -> Self {
        Self {
            state: State::Start,
            keys: Keys::Loading,
            memory: Memory::default(),
            parts: None,
            last_code: None,
            crowd_seen: None,
        }
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The keys it judges with.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Takes one event; what the outside world is to do about it, in order.
    pub fn step(&mut self, event: Event, moment: Moment) -> Vec<Effect> {
        match event {
            Event::StartPressed => self.open_camera(moment),
            Event::StopPressed => {
                self.state = State::Start;
                vec![Effect::CloseCamera]
            }
            Event::CameraReady => self.camera_ready(moment),
            Event::CameraFailed(fault) => self.camera_failed(fault, moment),
            Event::CodesRead(payloads) => self.codes_read(&payloads, moment),
            Event::Tapped => self.tapped(moment),
            Event::HoldChanged(held) => self.hold_changed(held, moment),
            Event::KeysRead(store) => {
                self.keys = Keys::Ready(store);
                Vec::new()
            }
            Event::KeysFailed(problem) => self.keys_failed(problem, moment),
            Event::Woken => self.woken(moment),
        }
    }

    fn open_camera(&mut self, moment: Moment) -> Vec<Effect> {
        self.state = State::Scanning(Scanning { camera_ready: false, ..Scanning::anew(moment.monotonic) });
        self.last_code = None;
        self.crowd_seen = None;
        vec![Effect::OpenCamera]
    }

    fn camera_ready(&mut self, moment: Moment) -> Vec<Effect> {
        match &mut self.state {
            State::Scanning(scanning) => scanning.camera_ready = true,
            State::Fault(_) => {
                self.state = State::Scanning(Scanning::anew(moment.monotonic));
            }
            State::Start => return vec![Effect::CloseCamera],
            State::Showing(_) => {}
        }
        Vec::new()
    }

    fn camera_failed(&mut self, fault: CameraFault, moment: Moment) -> Vec<Effect> {
        if matches!(self.state, State::Start) {
            return Vec::new();
        }
        self.state = State::Fault(fault);
        vec![Effect::CloseCamera, Effect::WakeAt(moment.monotonic.plus(CAMERA_RETRY))]
    }

    fn codes_read(&mut self, payloads: &[Vec<u8>], moment: Moment) -> Vec<Effect> {
        if crowd::is_crowd(payloads) {
            return self.ask_for_one(payloads, moment);
        }
        let was_crowd = |seen: Milliseconds| moment.monotonic.since(seen) < CROWD_KEPT;
        if self.crowd_seen.is_some_and(was_crowd) {
            // the other pass may only have been missed in this picture
            return Vec::new();
        }
        let Some(payload) = self.code_to_judge(payloads, moment) else { return Vec::new() };
        let payload = match self.whole(payload, moment) {
            Ok(payload) => payload,
            Err(progress) => return progress,
        };
        let occasion = Occasion {
            now: moment.wall,
            utc_offset_seconds: moment.utc_offset_seconds,
            memory: &self.memory,
        };
        let Judgement { verdict, trace } = match &self.keys {
            Keys::Ready(store) => judge(&payload, store, &occasion),
            Keys::Loading | Keys::Missing(_) => judge(&payload, &Keys::none(), &occasion),
        };
        if let Some(trace) = trace {
            self.memory.record(trace, moment.wall);
        }
        self.show(verdict, moment)
    }

    /// Judges nobody while several passes are in view. A verdict that is shown stays.
    fn ask_for_one(&mut self, payloads: &[Vec<u8>], moment: Moment) -> Vec<Effect> {
        self.crowd_seen = Some(moment.monotonic);
        if let Some(last) = self.last_code.as_mut()
            && payloads.iter().any(|payload| digest(payload) == last.digest)
        {
            last.seen = moment.monotonic;
        }
        let State::Scanning(scanning) = &mut self.state else { return Vec::new() };
        scanning.is_crowded = true;
        vec![Effect::WakeAt(moment.monotonic.plus(CROWD_KEPT))]
    }

    /// The whole pass that a code is or completes; otherwise what to do while parts are missing.
    fn whole(&mut self, payload: &[u8], moment: Moment) -> Result<Vec<u8>, Vec<Effect>> {
        let Ok(Some(part)) = parts::part(payload) else { return Ok(payload.to_vec()) };
        let (mut collection, _) =
            self.parts.take().filter(|(_, until)| moment.monotonic < *until).unwrap_or_default();
        collection.take(part);
        if let Some(whole) = collection.whole() {
            return Ok(whole);
        }
        let (here, count) = collection.progress();
        let until = moment.monotonic.plus(PARTS_KEPT);
        self.parts = Some((collection, until));
        let parts = Some(PartsProgress { here, count });
        self.state = State::Scanning(Scanning { parts, ..Scanning::anew(moment.monotonic) });
        Err(vec![Effect::Play(Tone::CannotSay), Effect::WakeAt(until)])
    }

    /// The first code that is to be judged now. Codes come nearest to the centre first.
    fn code_to_judge<'a>(&mut self, payloads: &'a [Vec<u8>], moment: Moment) -> Option<&'a [u8]> {
        let preempts = match &self.state {
            State::Scanning(_) => true,
            State::Showing(showing) => {
                !showing.held && moment.monotonic.since(showing.since) >= SHOWN_AT_LEAST
            }
            State::Start | State::Fault(_) => false,
        };
        let payload = payloads.first()?;
        let digest = digest(payload);
        if let Some(last) = self.last_code.as_mut().filter(|last| last.digest == digest) {
            let away = moment.monotonic.since(last.seen);
            last.seen = moment.monotonic;
            if away < SAME_CODE_AWAY {
                return None;
            }
        }
        if !preempts {
            return None;
        }
        self.last_code = Some(LastCode { digest, seen: moment.monotonic });
        Some(payload)
    }

    fn show(&mut self, verdict: Verdict, moment: Moment) -> Vec<Effect> {
        let until = moment.monotonic.plus(shown_for(&verdict));
        let effects = vec![Effect::Play(notice::tone(&verdict)), Effect::WakeAt(until)];
        self.state = State::Showing(Showing { verdict, since: moment.monotonic, until, held: false });
        effects
    }

    fn tapped(&mut self, moment: Moment) -> Vec<Effect> {
        match &self.state {
            State::Showing(_) => self.scan_again(moment),
            State::Fault(_) => self.open_camera(moment),
            State::Start | State::Scanning(_) => Vec::new(),
        }
    }

    fn hold_changed(&mut self, held: bool, moment: Moment) -> Vec<Effect> {
        let State::Showing(showing) = &mut self.state else { return Vec::new() };
        showing.held = held;
        if held {
            return Vec::new();
        }
        showing.until = moment.monotonic.plus(AFTER_HOLD);
        vec![Effect::WakeAt(showing.until)]
    }

    fn keys_failed(&mut self, problem: KeysProblem, moment: Moment) -> Vec<Effect> {
        // keys that are already here stay: an update that fails never stops a checkpoint
        if !matches!(self.keys, Keys::Ready(_)) {
            self.keys = Keys::Missing(problem);
        }
        vec![Effect::LoadKeysAt(moment.monotonic.plus(KEYS_RETRY))]
    }

    fn woken(&mut self, moment: Moment) -> Vec<Effect> {
        let is_over = |seen: Milliseconds| moment.monotonic.since(seen) >= CROWD_KEPT;
        if self.crowd_seen.is_some_and(is_over) {
            self.crowd_seen = None;
            if let State::Scanning(scanning) = &mut self.state {
                scanning.is_crowded = false;
            }
        }
        match &self.state {
            State::Showing(showing) if !showing.held && moment.monotonic >= showing.until => {
                self.scan_again(moment)
            }
            State::Fault(_) => vec![Effect::OpenCamera],
            State::Scanning(_)
                if self.parts.as_ref().is_some_and(|(_, until)| moment.monotonic >= *until) =>
            {
                self.parts = None;
                self.scan_again(moment)
            }
            State::Start | State::Scanning(_) | State::Showing(_) => Vec::new(),
        }
    }

    fn scan_again(&mut self, moment: Moment) -> Vec<Effect> {
        self.state = State::Scanning(Scanning::anew(moment.monotonic));
        Vec::new()
    }
}

fn digest(payload: &[u8]) -> [u8; 32] {
    Sha256::digest(payload).into()
}

fn shown_for(verdict: &Verdict) -> Milliseconds {
    match verdict {
        Verdict::Admitted(_) => ADMITTED_SHOWN,
        Verdict::Refused(..) | Verdict::CannotSay(_) => REFUSED_SHOWN,
    }
}

/// Long enough to compare initials, short enough for a queue.
pub const ADMITTED_SHOWN: Milliseconds = Milliseconds(3_000);
/// Long enough to read the reason and the remedy to somebody.
pub const REFUSED_SHOWN: Milliseconds = Milliseconds(9_000);
/// Nobody can take in a verdict faster, so the next code waits this long.
const SHOWN_AT_LEAST: Milliseconds = Milliseconds(800);
/// After a held verdict is let go.
const AFTER_HOLD: Milliseconds = Milliseconds(1_500);
/// A code counts as shown anew once it was out of view this long; less may be a missed frame.
const SAME_CODE_AWAY: Milliseconds = Milliseconds(1_500);
/// Several passes count as in view until only one was for this long: one of them is easily missed in a single picture.
const CROWD_KEPT: Milliseconds = Milliseconds(500);
/// How long the parts of a split pass are kept after the last one was seen.
const PARTS_KEPT: Milliseconds = Milliseconds(30_000);
/// A camera that failed is tried again: cables are pushed back in and other programs end.
const CAMERA_RETRY: Milliseconds = Milliseconds(2_000);
/// Keys that could not be loaded are tried again.
const KEYS_RETRY: Milliseconds = Milliseconds(10_000);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixTime;

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
            let effects = session.step(code("same"), at(time));
            assert!(effects.is_empty(), "again at {time}");
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
        assert_eq!(session.step(two(), at(1_000)), [Effect::WakeAt(Milliseconds(1_500))], "no verdict");
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
        let effects = session.step(Event::CameraFailed(CameraFault::Unplugged), at(5_000));
        assert_eq!(effects, [Effect::CloseCamera, Effect::WakeAt(Milliseconds(7_000))], "let go, try later");
        assert_eq!(session.step(Event::Woken, at(7_000)), [Effect::OpenCamera], "tried");
        session.step(Event::CameraFailed(CameraFault::Missing), at(7_100));
        session.step(Event::CameraReady, at(9_000));
        assert!(matches!(session.state(), State::Scanning(_)), "and goes on");
    }

    #[test]
    fn keys_that_are_here_survive_an_update_that_fails() {
        let mut session = scanning();
        session.step(Event::KeysRead(Keys::none()), at(10));
        session.step(Event::KeysFailed(KeysProblem::Unreachable), at(20));
        assert!(matches!(session.keys(), Keys::Ready(_)), "kept");
    }
}
