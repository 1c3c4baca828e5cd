//! Accumulates the soft modules of one symbol over several frames, for symbols that no single frame shows well
//! enough.
//!
//! In the mean over frames noise cancels out, blur goes another way in every frame of a moving hand, and where one
//! frame has glare another has none. Frames need no registration, since the values are counted in modules.

use crate::soft_decode::FormatInformation;
use crate::soft_modules::SoftModules;

/// The sum of the soft modules of one symbol over frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameAccumulator {
    format: Option<FormatInformation>,
    sum: SoftModules,
    frames: u8,
    /// Frames since one was added.
    frames_since_added: u8,
}

impl FrameAccumulator {
    /// Begins the next frame.
    pub(crate) fn next_frame(&mut self) {
        self.frames_since_added = self.frames_since_added.saturating_add(1);
        if self.frames_since_added > MAX_FRAMES_WITHOUT {
            self.reset();
        }
    }

    /// Drops everything: the symbol was decoded, or is gone.
    pub(crate) fn reset(&mut self) {
        self.frames = 0;
        self.format = None;
    }

    /// Adds a frame's values and returns the mean, once it is of two frames or more. At most one addition counts in
    /// a frame. Another size or format is another symbol, and starts again.
    pub(crate) fn add(
        &mut self,
        soft_modules: &SoftModules,
        format: FormatInformation,
    ) -> Option<SoftModules> {
        if self.frames > 0 && self.frames_since_added == 0 {
            return None;
        }
        let is_same =
            self.format.is_some_and(|known| known.is_same(format)) && self.sum.side == soft_modules.side;
        if is_same && self.frames < MAX_FRAMES {
            for (sum, value) in self.sum.values.iter_mut().zip(&soft_modules.values) {
                *sum += value;
            }
            self.frames += 1;
        } else {
            self.sum = soft_modules.clone();
            self.frames = 1;
            self.format = Some(format);
        }
        self.frames_since_added = 0;
        let factor = 1.0 / f32::from(self.frames);
        (self.frames > 1).then(|| SoftModules {
            side: self.sum.side,
            values: self.sum.values.iter().map(|sum| sum * factor).collect(),
        })
    }
}

/// Frames that are accumulated, 0.8 seconds at 30 frames a second; after that something else is wrong, and the sum
/// starts again.
const MAX_FRAMES: u8 = 24;

/// Frames without an addition after which the next symbol is another one.
const MAX_FRAMES_WITHOUT: u8 = 8;
