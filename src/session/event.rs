//! What happens to the kiosk.

use std::fmt;

use super::camera::CameraFault;
use super::command::Timer;
use super::health::ReaderStatus;
use super::overlay::Overlay;
use crate::time::{Milliseconds, UnixTime};
use crate::trust::TrustStore;
use crate::trust::update::{Origin, StoredProvisioning, TrustProblem};

/// The two clocks, read once for each event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The tablet's calendar clock.
    pub wall: UnixTime,
    /// The local time's distance from UTC.
    pub utc_offset_seconds: i64,
    /// The clock that timers run by.
    pub monotonic: Milliseconds,
}

/// One event.
#[derive(Clone)]
pub enum Event {
    /// The start button.
    StartPressed,
    /// Back to the start screen.
    StopPressed,
    /// A short touch on a verdict or a fault.
    Tapped,
    /// A finger rests on the verdict, or leaves it.
    HoldChanged(bool),
    /// The sample passes were opened on the start screen.
    SamplesOpened,
    /// They were closed.
    SamplesClosed,
    /// Sound was turned off or on.
    Muted(bool),
    /// A language was chosen, by its tag (BCP 47), and its words are there.
    LanguageChosen(String),
    /// A language was chosen, and its words cannot be fetched.
    LanguageMissing,
    /// Somebody wants the new version of the page.
    UpdateAccepted,

    /// Pictures come.
    CameraReady,
    /// No pictures, or no more.
    CameraFailed(CameraFault),
    /// A device was plugged in or out, or the permission changed.
    CameraChanged,
    /// A frame was looked at; told before its codes are.
    FrameSeen(Overlay),
    /// Codes in one frame, nearest to its centre first.
    CodesRead(Vec<Vec<u8>>),
    /// Codes in a picture that the page drew itself, on the start screen; nearest to its centre first.
    SampleRead(Vec<Vec<u8>>),
    /// The reader works, or does not.
    ReaderChanged(ReaderStatus),

    /// A trust file was read, or could not be.
    TrustFileOffered(Origin, Result<TrustStore, TrustProblem>),
    /// The browser keeps a copy of the trust file, or does not.
    TrustFileSaved(bool),

    /// Somebody wants to provision this tablet.
    ProvisioningOpened,
    /// Somebody does not want to any more.
    ProvisioningClosed,
    /// A file was opened, as a configuration.
    ConfigurationOpened(Vec<u8>),
    /// Somebody said yes to the configuration on the screen.
    ProvisioningAccepted,
    /// The browser keeps the configuration, or does not.
    ConfigurationKept(bool),
    /// What this tablet was provisioned with, and what it stored of its operator's updates; told once, at the start.
    StorageRead(Box<StoredProvisioning>),
    /// The configuration that the host of a demonstration offers to everybody, if it does.
    DemonstrationRead(Option<Vec<u8>>),
    /// The index of the operator's updates came, or did not.
    IndexFetched(Result<Vec<u8>, TrustProblem>),
    /// The files for an index came, or did not.
    FilesFetched {
        /// The index that names them.
        index: Vec<u8>,
        /// The files.
        files: Result<Vec<Vec<u8>>, TrustProblem>,
    },
    /// An update is stored, or the browser keeps none.
    UpdateStored(bool),
    /// There is a network again.
    NetworkBack,

    /// A new version of the page is ready.
    UpdateReady,
    /// The browser keeps the page for use without network, or does not.
    PageKept(bool),

    /// The time asked for with [`super::Command::SetTimer`] has come.
    TimerFired(Timer),
}

/// Prints no payload: it may be somebody's data.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CodesRead(payloads) => write!(f, "CodesRead({} codes)", payloads.len()),
            Self::SampleRead(payloads) => write!(f, "SampleRead({} codes)", payloads.len()),
            Self::StartPressed => f.write_str("StartPressed"),
            Self::StopPressed => f.write_str("StopPressed"),
            Self::Tapped => f.write_str("Tapped"),
            Self::HoldChanged(is_held) => write!(f, "HoldChanged({is_held})"),
            Self::SamplesOpened => f.write_str("SamplesOpened"),
            Self::SamplesClosed => f.write_str("SamplesClosed"),
            Self::Muted(is_muted) => write!(f, "Muted({is_muted})"),
            Self::LanguageChosen(tag) => write!(f, "LanguageChosen({tag})"),
            Self::LanguageMissing => f.write_str("LanguageMissing"),
            Self::UpdateAccepted => f.write_str("UpdateAccepted"),
            Self::CameraReady => f.write_str("CameraReady"),
            Self::CameraFailed(fault) => write!(f, "CameraFailed({fault:?})"),
            Self::CameraChanged => f.write_str("CameraChanged"),
            Self::FrameSeen(overlay) => write!(f, "FrameSeen({overlay:?})"),
            Self::ReaderChanged(status) => write!(f, "ReaderChanged({status:?})"),
            Self::TrustFileOffered(origin, file) => {
                write!(f, "TrustFileOffered({origin:?}, {:?})", file.as_ref().map(TrustStore::len))
            }
            Self::TrustFileSaved(is_saved) => write!(f, "TrustFileSaved({is_saved})"),
            Self::ProvisioningOpened => f.write_str("ProvisioningOpened"),
            Self::ProvisioningClosed => f.write_str("ProvisioningClosed"),
            Self::ConfigurationOpened(bytes) => write!(f, "ConfigurationOpened({} bytes)", bytes.len()),
            Self::ProvisioningAccepted => f.write_str("ProvisioningAccepted"),
            Self::ConfigurationKept(is_kept) => write!(f, "ConfigurationKept({is_kept})"),
            Self::StorageRead(found) => write!(f, "StorageRead({})", found.is_nobodys()),
            Self::DemonstrationRead(text) => write!(f, "DemonstrationRead({})", text.is_some()),
            Self::IndexFetched(index) => write!(f, "IndexFetched({:?})", index.as_ref().map(Vec::len)),
            Self::FilesFetched { files, .. } => write!(f, "FilesFetched({:?})", files.as_ref().map(Vec::len)),
            Self::UpdateStored(is_stored) => write!(f, "UpdateStored({is_stored})"),
            Self::NetworkBack => f.write_str("NetworkBack"),
            Self::UpdateReady => f.write_str("UpdateReady"),
            Self::PageKept(is_kept) => write!(f, "PageKept({is_kept})"),
            Self::TimerFired(timer) => write!(f, "TimerFired({timer:?})"),
        }
    }
}
