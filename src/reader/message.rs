//! What the page and its reader worker say to each other.
//!
//! One frame is in flight at a time. The page sends [`ToReader`] with the grey bytes as a transferred buffer; the worker
//! answers each frame with exactly one [`FromReader`] and gives the buffer back. Text is JSON, so that both sides and the
//! tests read the same bytes; pixels never travel as text.

use serde::{Deserialize, Serialize};

/// The page to the worker, beside a transferred buffer of `width * height` grey bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToReader {
    /// Counts frames, so that an answer can be told from a late one.
    pub frame: u32,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// How long the reader may work on this frame, in milliseconds.
    pub budget_ms: u32,
}

/// The worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromReader {
    /// The worker is loaded and takes frames.
    Ready,
    /// What one frame showed.
    Frame {
        /// The number the frame was sent with.
        frame: u32,
        /// The codes read, nearest to the centre first.
        codes: Vec<Code>,
        /// Something that looks like a code: its corners, clockwise, in pixels of the frame.
        undecoded: Option<[(i32, i32); 4]>,
        /// What would help to read it.
        hint: Option<Hint>,
        /// How long the reading took, in milliseconds.
        took_ms: f64,
    },
}

/// One code in a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The content, as bytes.
    pub payload: Vec<u8>,
    /// Corners, clockwise, in pixels of the frame.
    pub corners: [(i32, i32); 4],
}

/// What would help to read a code that is seen and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// The modules are too small in the picture.
    Closer,
    /// The picture moves.
    HoldStill,
    /// The picture is too dark.
    MoreLight,
    /// Glare covers the code.
    TiltAway,
}
