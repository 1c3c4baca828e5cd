//! The kiosk's life, as a machine without a clock or a screen: an event in, commands out.
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
mod command;
mod event;
mod state;

pub use command::Command;
pub use crowd::worth_judging;
pub use event::{CameraFault, Event, Moment};
pub use state::{PartsProgress, Scanning, Showing, State};

use sha2::{Digest, Sha256};

use crate::envelope::chunks::ChunkAssembler;
use crate::envelope::{Scanned, ScannedKind};
use crate::judge::{Judgement, judge};
use crate::notice::{self, Tone};
use crate::policy::{AdmissionHistory, DecisionContext};
use crate::signature::PrecomputationCache;
use crate::time::Milliseconds;
use crate::trust::TrustStore;
use crate::trust::update::{Origin, TrustProblem, TrustState, TrustStatus};
use crate::verdict::Verdict;

/// One kiosk.
#[derive(Clone, Debug)]
pub struct Session {
    state: State,
    trust: TrustState,
    memory: AdmissionHistory,
    precomputed: PrecomputationCache,
    parts: Option<(ChunkAssembler, Milliseconds)>,
    last_code: Option<LastCode>,
    /// When several passes were last in view at once.
    crowd_seen: Option<Milliseconds>,
}

/// The code judged last, or the parts of one pass, by their digests: the payloads themselves are not kept.
#[derive(Clone, Debug)]
struct LastCode {
    digests: Vec<[u8; 32]>,
    is_pass: bool,
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
            trust: TrustState::new(),
            memory: AdmissionHistory::default(),
            precomputed: PrecomputationCache::default(),
            parts: None,
            last_code: None,
            crowd_seen: None,
        }
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the screens say about the trust file that it judges with.
    pub fn trust_status(&self) -> TrustStatus {
        self.trust.status()
    }

    /// Computes a part of what makes the next verdicts faster, and returns whether there was anything to compute. Takes as
    /// long as several verifications: call it when nobody waits.
    pub fn precompute(&mut self) -> bool {
        let is_pending = self.precomputed.is_pending();
        self.precomputed.compute_next();
        is_pending
    }

    /// Takes one event; what the outside world is to do about it, in order.
    pub fn step(&mut self, event: Event, moment: Moment) -> Vec<Command> {
        match event {
            Event::StartPressed => self.open_camera(moment),
            Event::StopPressed => {
                self.state = State::Start;
                vec![Command::CloseCamera]
            }
            Event::CameraReady => self.camera_ready(moment),
            Event::CameraFailed(fault) => self.camera_failed(fault, moment),
            Event::CodesRead(payloads) => {
                self.codes_read(&payloads.iter().map(Scanned::from).collect::<Vec<_>>(), moment)
            }
            Event::SampleRead(payloads) => {
                self.sample_read(&payloads.iter().map(Scanned::from).collect::<Vec<_>>(), moment)
            }
            Event::Tapped => self.tapped(moment),
            Event::HoldChanged(held) => self.hold_changed(held, moment),
            Event::TrustFileOffered(origin, file) => self.trust_file_offered(origin, file, moment),
            Event::TrustFileSaved(is_saved) => {
                self.trust.saved(is_saved);
                Vec::new()
            }
            Event::Woken => self.woken(moment),
        }
    }

    fn open_camera(&mut self, moment: Moment) -> Vec<Command> {
        self.state = State::Scanning(Scanning { camera_ready: false, ..Scanning::anew(moment.monotonic) });
        self.last_code = None;
        self.crowd_seen = None;
        vec![Command::OpenCamera]
    }

    fn camera_ready(&mut self, moment: Moment) -> Vec<Command> {
        match &mut self.state {
            State::Scanning(scanning) => scanning.camera_ready = true,
            State::Fault(_) => {
                self.state = State::Scanning(Scanning::anew(moment.monotonic));
            }
            State::Start => return vec![Command::CloseCamera],
            State::Showing(_) => {}
        }
        Vec::new()
    }

    fn camera_failed(&mut self, fault: CameraFault, moment: Moment) -> Vec<Command> {
        if matches!(self.state, State::Start) {
            return Vec::new();
        }
        self.state = State::Fault(fault);
        vec![Command::CloseCamera, Command::WakeAt(moment.monotonic.plus(CAMERA_RETRY))]
    }

    fn codes_read(&mut self, in_view: &[Scanned<'_>], moment: Moment) -> Vec<Command> {
        if crowd::is_crowd(in_view) {
            return self.ask_for_one(in_view, moment);
        }
        let was_crowd = |seen: Milliseconds| moment.monotonic.since(seen) < CROWD_KEPT;
        if self.crowd_seen.is_some_and(was_crowd) {
            // the other pass may only have been missed in this picture
            return Vec::new();
        }
        let codes = self.codes_to_judge(in_view, moment);
        match codes.first() {
            None => Vec::new(),
            Some(code) if code.is_chunk() => self.chunks_read(&codes, moment),
            Some(code) => self.judge((*code).clone(), moment),
        }
    }

    /// Judges what the camera would have read, while the camera is closed.
    fn sample_read(&mut self, in_view: &[Scanned<'_>], moment: Moment) -> Vec<Command> {
        if !matches!(self.state, State::Start) {
            return Vec::new();
        }
        let code =
            crowd::select(in_view).first().map_or_else(|| Scanned::classify(&[]), |code| (*code).clone());
        let commands = self.judge(code, moment);
        if let State::Showing(showing) = &mut self.state {
            showing.is_sample = true;
        }
        commands
    }

    fn judge(&mut self, code: Scanned<'_>, moment: Moment) -> Vec<Command> {
        let context = DecisionContext {
            now: moment.wall,
            utc_offset_seconds: moment.utc_offset_seconds,
            history: &self.memory,
        };
        let Judgement { verdict, record, signer } =
            judge(code, self.trust.store(), &self.precomputed, &context);
        if let Some(record) = record {
            self.memory.insert(record, moment.wall);
        }
        if let Some(signer) = signer {
            self.precomputed.record_use(&signer);
        }
        self.show(verdict, moment)
    }

    /// Judges nobody while several passes are in view. A verdict that is shown stays.
    fn ask_for_one(&mut self, in_view: &[Scanned<'_>], moment: Moment) -> Vec<Command> {
        self.crowd_seen = Some(moment.monotonic);
        if let Some(last) = self.last_code.as_mut()
            && in_view.iter().any(|code| last.digests.contains(&digest(code.payload)))
        {
            last.seen = moment.monotonic;
        }
        let State::Scanning(scanning) = &mut self.state else { return Vec::new() };
        scanning.is_crowded = true;
        vec![Command::WakeAt(moment.monotonic.plus(CROWD_KEPT))]
    }

    /// Collects chunks; judges the pass once it is whole.
    fn chunks_read(&mut self, codes: &[&Scanned<'_>], moment: Moment) -> Vec<Command> {
        let (mut collection, _) =
            self.parts.take().filter(|(_, until)| moment.monotonic < *until).unwrap_or_default();
        for code in codes {
            if let ScannedKind::Chunk(chunk) = &code.kind {
                collection.insert(chunk.clone());
            }
        }
        if let Some(whole) = collection.assembled() {
            return self.judge(Scanned::classify(&whole), moment);
        }
        let (here, count) = collection.progress();
        let until = moment.monotonic.plus(PARTS_KEPT);
        self.parts = Some((collection, until));
        let parts = Some(PartsProgress { here, count });
        self.state = State::Scanning(Scanning { parts, ..Scanning::anew(moment.monotonic) });
        vec![Command::Play(Tone::CannotSay), Command::WakeAt(until)]
    }

    /// The codes that are to be judged now: one, or the chunks of one pass.
    fn codes_to_judge<'c, 'a>(&mut self, in_view: &'c [Scanned<'a>], moment: Moment) -> Vec<&'c Scanned<'a>> {
        let preempts = match &self.state {
            State::Scanning(_) => true,
            State::Showing(showing) => {
                !showing.held && !showing.is_sample && moment.monotonic.since(showing.since) >= SHOWN_AT_LEAST
            }
            State::Start | State::Fault(_) => false,
        };
        let codes = crowd::select(in_view);
        let Some(first) = codes.first() else { return Vec::new() };
        let is_pass = first.is_pass();
        let digests: Vec<[u8; 32]> = codes.iter().map(|code| digest(code.payload)).collect();
        if let Some(last) = self.last_code.as_mut() {
            let is_near = moment.monotonic.since(last.seen) < SAME_CODE_AWAY;
            let is_same = digests.iter().all(|digest| last.digests.contains(digest));
            if is_same {
                last.seen = moment.monotonic;
            }
            // a poster's link beside a pass must not be judged when the pass was missed in this picture
            if is_near && (is_same || (last.is_pass && !is_pass)) {
                return Vec::new();
            }
        }
        if !preempts {
            return Vec::new();
        }
        self.last_code = Some(LastCode { digests, is_pass, seen: moment.monotonic });
        codes
    }

    fn show(&mut self, verdict: Verdict, moment: Moment) -> Vec<Command> {
        let until = moment.monotonic.plus(shown_for(&verdict));
        let commands = vec![Command::Play(notice::tone(&verdict)), Command::WakeAt(until)];
        let since = moment.monotonic;
        self.state = State::Showing(Showing { verdict, since, until, held: false, is_sample: false });
        commands
    }

    fn tapped(&mut self, moment: Moment) -> Vec<Command> {
        match &self.state {
            State::Showing(_) => self.scan_again(moment),
            State::Fault(_) => self.open_camera(moment),
            State::Start | State::Scanning(_) => Vec::new(),
        }
    }

    fn hold_changed(&mut self, held: bool, moment: Moment) -> Vec<Command> {
        let State::Showing(showing) = &mut self.state else { return Vec::new() };
        showing.held = held;
        if held {
            return Vec::new();
        }
        showing.until = moment.monotonic.plus(AFTER_HOLD);
        vec![Command::WakeAt(showing.until)]
    }

    fn trust_file_offered(
        &mut self,
        origin: Origin,
        file: Result<TrustStore, TrustProblem>,
        moment: Moment,
    ) -> Vec<Command> {
        let decision = self.trust.offer(origin, file, moment.wall);
        if decision.is_accepted {
            self.precomputed.expect(self.trust.store().keys().iter().map(|key| &key.public_key));
        }
        let mut commands = Vec::new();
        if decision.is_to_be_saved {
            commands.push(Command::SaveTrustFile);
        }
        if decision.is_to_be_asked_again {
            commands.push(Command::LoadTrustFileAt(moment.monotonic.plus(TRUST_FILE_RETRY)));
        }
        commands
    }

    fn woken(&mut self, moment: Moment) -> Vec<Command> {
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
            State::Fault(_) => vec![Command::OpenCamera],
            State::Scanning(_)
                if self.parts.as_ref().is_some_and(|(_, until)| moment.monotonic >= *until) =>
            {
                self.parts = None;
                self.scan_again(moment)
            }
            State::Start | State::Scanning(_) | State::Showing(_) => Vec::new(),
        }
    }

    fn scan_again(&mut self, moment: Moment) -> Vec<Command> {
        if matches!(&self.state, State::Showing(Showing { is_sample: true, .. })) {
            self.state = State::Start;
            return Vec::new();
        }
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
/// A trust file that could not be loaded is asked for again.
const TRUST_FILE_RETRY: Milliseconds = Milliseconds(10_000);

#[cfg(test)]
mod tests;
