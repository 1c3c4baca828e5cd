//! What several frames say together about one code.
//!
//! In: the [`SoftModules`] of a code that a single frame did not show well enough. Out: their mean over the frames. Noise cancels
//! out, blur goes another way in every frame of a moving hand, and where one frame has glare another has none. The frames need
//! no aligning: shades are counted in modules.

use super::soft_decode::FormatInformation;
use super::soft_modules::SoftModules;

/// The shades of one code, summed up over frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameAccumulator {
    format: Option<FormatInformation>,
    sum: SoftModules,
    frames: u8,
    /// Frames since the last that added something.
    frames_since_added: u8,
}

impl FrameAccumulator {
    /// Says that another frame begins.
    pub(crate) fn next_frame(&mut self) {
        self.frames_since_added = self.frames_since_added.saturating_add(1);
        if self.frames_since_added > MAX_FRAMES_WITHOUT {
            self.reset();
        }
    }

    /// Drops everything: the code was read, or is gone.
    pub(crate) fn reset(&mut self) {
        self.frames = 0;
        self.format = None;
    }

    /// Adds a frame's shades and hands back the mean, once it is of several frames. A frame counts once; another side or
    /// format is another code, and begins anew.
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

/// Frames summed up; after a second of them something else is wrong, and the sum begins anew.
const MAX_FRAMES: u8 = 24;

/// Frames without the code after which it is another pass.
const MAX_FRAMES_WITHOUT: u8 = 8;
