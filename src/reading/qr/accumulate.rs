//! What several frames say together about one code.
//!
//! In: the [`Shades`] of a code that a single frame did not show well enough. Out: their mean over the frames. Noise cancels
//! out, blur goes another way in every frame of a moving hand, and where one frame has glare another has none. The frames need
//! no aligning: shades are counted in modules.

use super::soft_decode::Format;
use super::soft_modules::Shades;

/// The shades of one code, summed up over frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    format: Option<Format>,
    sum: Shades,
    frames: u8,
    /// Frames since the last that added something.
    idle: u8,
}

impl Evidence {
    /// Says that another frame begins.
    pub(crate) fn next_frame(&mut self) {
        self.idle = self.idle.saturating_add(1);
        if self.idle > LONGEST_IDLE {
            self.forget();
        }
    }

    /// Drops everything: the code was read, or is gone.
    pub(crate) fn forget(&mut self) {
        self.frames = 0;
        self.format = None;
    }

    /// Adds a frame's shades and hands back the mean, once it is of several frames. A frame counts once; another side or
    /// format is another code, and begins anew.
    pub(crate) fn add(&mut self, shades: &Shades, format: Format) -> Option<Shades> {
        if self.frames > 0 && self.idle == 0 {
            return None;
        }
        let is_same = self.format.is_some_and(|known| known.is_same(format)) && self.sum.side == shades.side;
        if is_same && self.frames < MOST_FRAMES {
            for (sum, shade) in self.sum.values.iter_mut().zip(&shades.values) {
                *sum += shade;
            }
            self.frames += 1;
        } else {
            self.sum = shades.clone();
            self.frames = 1;
            self.format = Some(format);
        }
        self.idle = 0;
        let share = 1.0 / f32::from(self.frames);
        (self.frames > 1).then(|| Shades {
            side: self.sum.side,
            values: self.sum.values.iter().map(|sum| sum * share).collect(),
        })
    }
}

/// Frames summed up; after a second of them something else is wrong, and the sum begins anew.
const MOST_FRAMES: u8 = 24;

/// Frames without the code after which it is another pass.
const LONGEST_IDLE: u8 = 8;
