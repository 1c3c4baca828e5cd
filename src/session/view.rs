//! What the page shows, as one value: its components read it and decide nothing.

use super::assembly::ChunkProgress;
use super::camera::CameraFault;
use super::health::{Health, ReaderStatus};
use super::overlay::{Overlay, ReadingHint};
use super::provisioning::ProvisioningStatus;
use super::showing::Showing;
use crate::trust::distribution::ConfigurationContent;
use crate::trust::update::TrustStatus;

/// Everything that is on the page.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The screen.
    pub screen: Screen<'a>,
    /// What is drawn over the camera's picture.
    pub overlay: &'a Overlay,
    /// What is to be said about the keys that passes are judged with.
    pub trust: TrustStatus,
    /// The operator, where the tablet was provisioned.
    pub operator: Option<&'a ConfigurationContent>,
    /// What else there is to say of the tablet.
    pub health: Health,
    /// The tag of the language (BCP 47).
    pub language: &'a str,
    /// Sound is off.
    pub is_muted: bool,
}

/// The screens.
#[derive(Clone, Copy, Debug)]
pub enum Screen<'a> {
    /// Waits for somebody to start it.
    Start,
    /// Shows the sample passes.
    Samples,
    /// Looks for a configuration, or asks whether one is to be taken.
    Provisioning(ProvisioningStatus<'a>),
    /// Looks for a code.
    Scan(ScanStatus),
    /// Shows a verdict.
    Verdict(&'a Showing),
    /// The camera does not work; tries again by itself.
    Fault(CameraFault),
}

/// What a person with a pass needs to know while it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanStatus {
    /// No pictures yet: the browser may be asking for permission.
    CameraStarting,
    /// The reader is not loaded yet.
    ReaderStarting,
    /// The reader does not start, again and again.
    ReaderFailing,
    /// Nothing is in view.
    ForCode,
    /// A code is in view that was not read yet.
    AtCode,
    /// The code in view was judged; the next may come.
    ForNext,
    /// Chunks of a split pass were read, and others are missing.
    ForChunk(ChunkProgress),
    /// Several passes are in view: none is judged until one is shown alone.
    AtSeveral,
    /// A code is in view, and this would help to read it.
    Needs(ReadingHint),
}

impl ScanStatus {
    /// The one of several things that matters most to the person: what does not work, then what the person has to do,
    /// then what is seen.
    pub(super) fn of(
        camera_is_ready: bool,
        reader: ReaderStatus,
        is_crowd: bool,
        chunks: Option<ChunkProgress>,
        overlay: &Overlay,
    ) -> Self {
        match reader {
            ReaderStatus::Failing => return Self::ReaderFailing,
            _ if !camera_is_ready => return Self::CameraStarting,
            ReaderStatus::Starting => return Self::ReaderStarting,
            ReaderStatus::Ready => {}
        }
        match (overlay.hint, chunks) {
            _ if is_crowd => Self::AtSeveral,
            (Some(hint), _) => Self::Needs(hint),
            (None, Some(chunks)) => Self::ForChunk(chunks),
            (None, None) if overlay.is_read => Self::ForNext,
            (None, None) if !overlay.outlines.is_empty() => Self::AtCode,
            (None, None) => Self::ForCode,
        }
    }

    /// Its name in style sheets and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::CameraStarting | Self::ReaderStarting => "starting",
            Self::ReaderFailing => "failing",
            Self::ForCode | Self::ForChunk(_) => "for-code",
            Self::AtCode | Self::Needs(_) => "at-code",
            Self::ForNext => "for-next",
            Self::AtSeveral => "at-several",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_most_to_the_person_is_said() {
        use ReaderStatus::{Failing, Ready, Starting};
        let one_of_two = ChunkProgress { here: 1, count: 2 };
        let chunks = Some(one_of_two);
        let nothing = Overlay::default();
        let outlined = Overlay { outlines: vec![[(0, 0); 4]], ..Overlay::default() };
        let read = Overlay { is_read: true, ..outlined.clone() };
        let small = Overlay { hint: Some(ReadingHint::Closer), ..outlined.clone() };
        for (name, camera, reader, is_crowd, chunks, overlay, expected) in [
            ("the reader fails", false, Failing, true, chunks, &small, ScanStatus::ReaderFailing),
            ("no pictures", false, Starting, true, chunks, &small, ScanStatus::CameraStarting),
            ("no reader", true, Starting, true, chunks, &small, ScanStatus::ReaderStarting),
            ("several", true, Ready, true, chunks, &small, ScanStatus::AtSeveral),
            ("a hint", true, Ready, false, chunks, &small, ScanStatus::Needs(ReadingHint::Closer)),
            ("a chunk", true, Ready, false, chunks, &read, ScanStatus::ForChunk(one_of_two)),
            ("judged", true, Ready, false, None, &read, ScanStatus::ForNext),
            ("seen", true, Ready, false, None, &outlined, ScanStatus::AtCode),
            ("nothing", true, Ready, false, None, &nothing, ScanStatus::ForCode),
        ] {
            assert_eq!(ScanStatus::of(camera, reader, is_crowd, chunks, overlay), expected, "{name}");
        }
    }
}
