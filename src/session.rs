//! The state of the whole page, as a machine without a clock or a screen: an event in, commands out, and a [`View`]
//! that says what is to be shown.
//!
//! ```text
//!            StartPressed                 a code            its time is over, a tap
//!   Start ───────────────► Scan ───────────────────► Verdict ──────────────────────┐
//!     ▲  StopPressed          │  ▲                      │ another code: shown at once│
//!     └───────────────────────┤  └──────────────────────┴──────────────────────────┘
//!                             │ the camera fails
//!                             ▼        tried again by itself every few seconds
//!                           Fault ──► Scan
//! ```
//!
//! Small machines hold its parts, each with one concern: [`lane`] (closed, scanning, showing a verdict), [`showing`],
//! [`camera`], [`crowd`], [`assembly`] (chunks of a split pass), [`recent_code`], [`overlay`], [`health`],
//! [`provisioning`] (a tablet becomes an operator's; the lane is closed meanwhile). This file
//! classifies each payload once, hands events to the machines, and puts their answers together. What happens when is
//! told by the transcripts in `tests/transcripts`.

mod command;
mod camera;
mod overlay;
mod health;
mod event;
mod assembly;
mod crowd;
mod recent_code;
mod showing;
mod lane;
mod provisioning;
mod set_up;
mod view;

pub use assembly::ChunkProgress;
pub use camera::CameraFault;
pub use command::{Command, Timer};
pub use crowd::select_payloads;
pub use event::{Event, Moment};
pub use health::{Health, ReaderStatus};
pub use overlay::{Overlay, ReadingHint};
pub use provisioning::ProvisioningStatus;
pub use showing::Showing;
pub use view::{ScanStatus, Screen, View};

use crate::envelope::Scanned;
use crate::judge::{Judgement, judge};
use crate::notice::{self, Tone};
use crate::policy::{AdmissionHistory, DecisionContext};
use crate::signature::{PrecomputationCache, PublicKey};
use crate::time::{Milliseconds, UnixTime};
use crate::trust::update::{Origin, TrustProblem, TrustState, TrustStatus};
use crate::trust::{Accept, TrustStore};
use assembly::{Assembled, Assembly};
use camera::Camera;
use crowd::Crowd;
use lane::{Lane, Stage};
use overlay::ShownOverlay;
use provisioning::Provisioning;
use recent_code::RecentCode;

/// One kiosk.
#[derive(Clone, Debug)]
pub struct Session {
    lane: Lane,
    camera: Camera,
    crowd: Crowd,
    assembly: Assembly,
    recent: RecentCode,
    overlay: ShownOverlay,
    provisioning: Provisioning,
    trust: TrustState,
    /// Whether the demonstration issuer is trusted.
    accept: Accept,
    /// The calendar clock at the last event.
    wall: UnixTime,
    history: AdmissionHistory,
    precomputed: PrecomputationCache,
    health: Health,
    /// The tag of the language (BCP 47).
    language: String,
    is_muted: bool,
    /// The page was told to keep itself for use without network.
    is_keeping: bool,
}

impl Session {
    /// A kiosk that has just been switched on, with what this tablet remembers of its owner's choices.
    pub fn new(language: String, is_muted: bool, accept: Accept) -> Self {
        Self {
            lane: Lane::closed(),
            camera: Camera::Closed,
            crowd: Crowd::default(),
            assembly: Assembly::default(),
            recent: RecentCode::default(),
            overlay: ShownOverlay::default(),
            provisioning: Provisioning::default(),
            trust: TrustState::new(),
            accept,
            wall: UnixTime(0),
            history: AdmissionHistory::default(),
            precomputed: PrecomputationCache::default(),
            health: Health::unknown(),
            language,
            is_muted,
            is_keeping: false,
        }
    }

    /// What is to be shown.
    pub fn view(&self) -> View<'_> {
        View {
            screen: self.screen(),
            overlay: self.overlay.shown(),
            trust: self.trust.status(self.wall),
            operator: self.trust.operator().map(|updates| updates.configuration().content()),
            health: self.health,
            language: &self.language,
            is_muted: self.is_muted,
        }
    }

    fn screen(&self) -> Screen<'_> {
        match (self.lane.stage(), self.camera.fault()) {
            (Stage::Closed, Some(fault)) if self.provisioning.is_looking() => Screen::Fault(fault),
            (Stage::Closed, _) if self.provisioning.status().is_some() => {
                self.provisioning.status().map_or(Screen::Start, Screen::Provisioning)
            }
            (Stage::Closed, _) if self.lane.shows_samples => Screen::Samples,
            (Stage::Closed, _) => Screen::Start,
            (Stage::Showing(showing), _) => Screen::Verdict(showing),
            (Stage::Scanning, Some(fault)) => Screen::Fault(fault),
            (Stage::Scanning, None) => Screen::Scan(ScanStatus::of(
                self.camera.is_ready(),
                self.health.reader,
                self.crowd.is_shown(),
                self.assembly.progress(),
                self.overlay.shown(),
            )),
        }
    }

    /// Computes a part of what makes the next verdicts faster, and returns whether there was anything to compute. Takes as
    /// long as several verifications: call it when nobody waits.
    pub fn precompute(&mut self) -> bool {
        let is_pending = self.precomputed.is_pending();
        self.precomputed.compute_next();
        is_pending
    }

    /// Takes one event; what the page is to do about it, in order.
    pub fn step(&mut self, event: Event, moment: Moment) -> Vec<Command> {
        let now = moment.monotonic;
        self.wall = moment.wall;
        let mut commands = Vec::new();
        match event {
            Event::StartPressed => commands = vec![Command::KeepAwake(true), self.open()],
            Event::StopPressed => commands = self.close(),
            Event::Tapped => commands.extend(self.tapped()),
            Event::HoldChanged(is_held) => commands = self.lane.hold(is_held, now),
            Event::SamplesOpened => self.lane.shows_samples = true,
            Event::SamplesClosed => self.lane.shows_samples = false,
            Event::Muted(is_muted) => {
                self.is_muted = is_muted;
                commands = vec![Command::Mute(is_muted)];
            }
            Event::LanguageChosen(language) => {
                self.health.is_language_missing = false;
                self.language.clone_from(&language);
                commands = vec![Command::KeepLanguage(language)];
            }
            Event::LanguageMissing => self.health.is_language_missing = true,
            Event::UpdateAccepted => commands = vec![Command::TakeUpdate],
            Event::CameraReady => commands = self.camera_ready(),
            Event::CameraFailed(fault) => commands = self.camera_failed(fault, now),
            Event::CameraChanged => commands = self.camera.changed(),
            Event::FrameSeen(overlay) => self.overlay.frame(overlay, now),
            Event::CodesRead(payloads) if self.provisioning.is_looking() => {
                if self.provisioning.codes_read(&payloads, self.accept) {
                    commands = self.let_camera_go();
                }
            }
            Event::CodesRead(payloads) => commands = self.codes_read(&classify(&payloads), moment),
            Event::SampleRead(payloads) => commands = self.sample_read(&classify(&payloads), moment),
            Event::ReaderChanged(status) => self.health.reader = status,
            Event::TrustFileOffered(origin, file) => commands = self.trust_file_offered(origin, file, moment),
            Event::TrustFileSaved(is_saved) => self.trust.saved(is_saved),
            event @ (Event::ProvisioningOpened
            | Event::ProvisioningClosed
            | Event::ConfigurationOpened(_)
            | Event::ProvisioningAccepted
            | Event::ConfigurationKept(_)
            | Event::StorageRead(_)
            | Event::DemonstrationRead(_)) => commands = self.set_up(event, moment),
            Event::IndexFetched(index) => {
                commands.extend(self.trust.index_fetched(index, moment.wall).map(Command::Update));
            }
            Event::FilesFetched { index, files } => {
                commands.extend(self.trust.files_fetched(&index, files, moment.wall).map(Command::Update));
            }
            Event::UpdateStored(is_stored) => {
                commands.extend(self.trust.stored(is_stored).map(Command::Update));
                self.expect_keys();
            }
            Event::NetworkBack => commands.extend(self.trust.network_back(moment.wall).map(Command::Update)),
            Event::UpdateReady => self.health.has_update = true,
            Event::PageKept(is_kept) => self.health.is_kept = is_kept,
            Event::TimerFired(timer) => commands = self.timer_fired(timer, now),
        }
        commands.extend(self.keep_page());
        commands
    }

    /// The page is kept for use without network once the lane can give its first verdict, or cannot: what is only needed
    /// later waits for what is needed now.
    fn keep_page(&mut self) -> Option<Command> {
        let is_settled = self.health.reader != ReaderStatus::Starting
            && self.trust.status(self.wall) != TrustStatus::Loading;
        (is_settled && !std::mem::replace(&mut self.is_keeping, is_settled)).then_some(Command::KeepPage)
    }

    fn open(&mut self) -> Command {
        self.provisioning = Provisioning::Closed;
        self.lane.scan();
        self.recent = RecentCode::default();
        self.crowd = Crowd::default();
        self.assembly.interrupt();
        self.camera.open()
    }

    fn close(&mut self) -> Vec<Command> {
        self.provisioning = Provisioning::Closed;
        self.lane.close();
        self.let_camera_go()
    }

    fn let_camera_go(&mut self) -> Vec<Command> {
        self.overlay.clear();
        vec![self.camera.close(), Command::KeepAwake(false)]
    }

    /// Prepares for the keys that are trusted from now on.
    fn expect_keys(&mut self) {
        let keys = self.trust.store().keys().iter();
        self.precomputed.expect(keys.filter_map(|key| key.public_key.as_p256()));
    }

    /// A touch ends a verdict, and has a camera that failed tried again.
    fn tapped(&mut self) -> Option<Command> {
        match self.screen() {
            Screen::Fault(_) if self.provisioning.is_looking() => return Some(self.camera.open()),
            Screen::Fault(_) => return Some(self.open()),
            Screen::Verdict(_) => self.lane.end_verdict(),
            Screen::Start | Screen::Samples | Screen::Provisioning(_) | Screen::Scan(_) => {}
        }
        None
    }

    fn camera_ready(&mut self) -> Vec<Command> {
        if self.camera.fault().is_some() {
            self.crowd = Crowd::default();
            self.assembly.interrupt();
        }
        self.camera.ready()
    }

    /// Behind a verdict nothing is scanned any more: the fault is shown in its place.
    fn camera_failed(&mut self, fault: CameraFault, now: Milliseconds) -> Vec<Command> {
        let commands = self.camera.failed(fault, now);
        if self.camera.fault().is_some() {
            self.lane.end_verdict();
            self.overlay.clear();
        }
        commands
    }

    fn codes_read(&mut self, in_view: &[Scanned<'_>], moment: Moment) -> Vec<Command> {
        let now = moment.monotonic;
        // what comes late, after a stop or a fault, is not judged
        if self.lane.is_closed() || self.camera.fault().is_some() {
            return Vec::new();
        }
        if crowd::is_crowd(in_view) {
            self.recent.note(in_view, now);
            return vec![self.crowd.note(now)];
        }
        let codes = crowd::select(in_view);
        let Some(first) = codes.first() else { return Vec::new() };
        if self.crowd.is_near(now) || !self.recent.is_news(&codes, now) || !self.lane.may_judge(now) {
            return Vec::new();
        }
        self.recent.set(&codes, now);
        if first.is_chunk() { self.chunks_read(&codes, moment) } else { self.judge((*first).clone(), moment) }
    }

    /// Judges what the camera would have read, while the lane is closed.
    fn sample_read(&mut self, in_view: &[Scanned<'_>], moment: Moment) -> Vec<Command> {
        if !self.lane.is_closed() || self.provisioning.status().is_some() {
            return Vec::new();
        }
        let code =
            crowd::select(in_view).first().map_or_else(|| Scanned::classify(&[]), |code| (*code).clone());
        self.judge(code, moment)
    }

    /// Collects chunks; judges the pass once it is whole.
    fn chunks_read(&mut self, codes: &[&Scanned<'_>], moment: Moment) -> Vec<Command> {
        let chunks = codes.iter().filter_map(|code| code.as_chunk());
        match self.assembly.insert(chunks, moment.monotonic) {
            Assembled::Whole(payload) => self.judge(Scanned::classify(&payload), moment),
            Assembled::Waiting(timer) => {
                self.lane.scan();
                vec![Command::Play(Tone::CannotSay), timer]
            }
        }
    }

    /// Judges a code and shows the verdict.
    fn judge(&mut self, code: Scanned<'_>, moment: Moment) -> Vec<Command> {
        let context = DecisionContext {
            now: moment.wall,
            utc_offset_seconds: moment.utc_offset_seconds,
            history: &self.history,
        };
        let Judgement { verdict, record, signer } =
            judge(code, self.trust.store(), &self.precomputed, &context);
        if let Some(record) = record {
            self.history.insert(record, moment.wall);
        }
        if let Some(key) = signer.as_ref().and_then(PublicKey::as_p256) {
            self.precomputed.record_use(key);
        }
        self.assembly.interrupt();
        let tone = notice::tone(&verdict);
        vec![Command::Play(tone), self.lane.show(verdict, moment.monotonic)]
    }

    fn trust_file_offered(
        &mut self,
        origin: Origin,
        file: Result<TrustStore, TrustProblem>,
        moment: Moment,
    ) -> Vec<Command> {
        let decision = self.trust.offer(origin, file, moment.wall);
        if decision.is_accepted {
            self.expect_keys();
        }
        let save = decision.is_to_be_saved.then_some(Command::SaveTrustFile);
        let retry = Command::SetTimer(Timer::TrustFileRetry, moment.monotonic.plus(TRUST_FILE_RETRY));
        save.into_iter().chain(decision.is_to_be_asked_again.then_some(retry)).collect()
    }

    /// Each machine looks at its own deadline: a timer that comes early or late does no harm.
    fn timer_fired(&mut self, timer: Timer, now: Milliseconds) -> Vec<Command> {
        match timer {
            Timer::VerdictOver => self.lane.expire(now),
            Timer::CrowdOver => self.crowd.expire(now),
            Timer::ChunksOver => self.assembly.expire(now),
            Timer::CameraRetry => return self.camera.retry(now),
            Timer::TrustFileRetry if self.trust.operator().is_some() => {}
            Timer::TrustFileRetry => return vec![Command::LoadTrustFile],
        }
        Vec::new()
    }
}

fn classify(payloads: &[Vec<u8>]) -> Vec<Scanned<'_>> {
    payloads.iter().map(Scanned::from).collect()
}

/// A trust file that was not accepted is asked for again.
const TRUST_FILE_RETRY: Milliseconds = Milliseconds(10_000);
