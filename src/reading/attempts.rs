//! The detection attempts: the ways in which a frame is searched for finder patterns, in order.
//!
//! An attempt binarises the frame in one way, at one level of its image pyramid. The order of the attempts is by symbols
//! gained for time spent.

use crate::binarise::{CLEAR_PERCENT, FAINT_PERCENT, Threshold};
use crate::block_binariser::{FAINT_PERCENT_OF_LIGHTEST, MIN_PERCENT_OF_FAINT_INK};

/// One way to search a frame for finder patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Level of the image pyramid: the frame at 1 / 2^halvings of its size.
    pub(crate) halvings: usize,
    pub(crate) threshold: Threshold,
    /// Narrowest centre square (3 modules) that is considered, in pixels of that level.
    pub(crate) min_centre_px: u16,
}

/// The attempt that every video frame gets. A centre square of 4 pixels or more excludes modules of a single pixel,
/// of which noise and print are full; further attempts take them.
pub(crate) const FIRST_ATTEMPT: Attempt =
    Attempt { halvings: 0, threshold: Threshold::HybridBlocks { min_contrast: 24 }, min_centre_px: 4 };

/// The further attempts, in the order in which a still picture gets them; a video frame gets those of one share. At
/// a quarter of the size an attempt is cheap, so four share a turn: blurred by motion, faint print in large
/// modules, the same on a table, edges only.
///
/// `LocalMaximum` at a quarter of the size read 97 % instead of 30 % of the drawn grid of codes held close (9 to 20
/// pixels a module, dark at 70, 80 and 85 % of light), `EdgeBlocks` 99.0 instead of 96.1 %; neither lost one of 611
/// public pictures. Of 168 frames of the whole grid that were then missed, nearly all cards on a table without a quiet
/// zone, `FaintInk` read 162.
pub(crate) const ROTATION: [&[Attempt]; 5] = [
    &[Attempt {
        halvings: 0,
        threshold: Threshold::BradleyRothBlurred { window_px: 25, percent_of_mean: CLEAR_PERCENT },
        min_centre_px: 3,
    }],
    &[Attempt { halvings: 1, threshold: Threshold::HybridBlocks { min_contrast: 8 }, min_centre_px: 3 }],
    &[Attempt {
        halvings: 0,
        threshold: Threshold::BradleyRothBlurred { window_px: 25, percent_of_mean: FAINT_PERCENT },
        min_centre_px: 3,
    }],
    &[
        Attempt { halvings: 2, threshold: Threshold::HybridBlocks { min_contrast: 8 }, min_centre_px: 3 },
        Attempt {
            halvings: 2,
            threshold: Threshold::LocalMaximum { percent_of_maximum: FAINT_PERCENT_OF_LIGHTEST },
            min_centre_px: 3,
        },
        Attempt {
            halvings: 2,
            threshold: Threshold::FaintInk { min_percent: MIN_PERCENT_OF_FAINT_INK },
            min_centre_px: 3,
        },
        Attempt { halvings: 2, threshold: Threshold::EdgeBlocks { min_contrast: 8 }, min_centre_px: 3 },
    ],
    &[Attempt { halvings: 0, threshold: Threshold::BradleyRoth { window_px: 25 }, min_centre_px: 3 }],
];
