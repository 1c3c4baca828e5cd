//! The messages between the page and its reader worker.
//!
//! One frame is in flight at a time. The page sends [`ToReader`] with the grey bytes as a transferred buffer; the
//! worker answers each frame with exactly one [`FromReader`] and returns the buffer. Text is JSON, so that both
//! sides and the tests read the same bytes; pixels never travel as text.

use std::fmt;

pub use checkpost_reading::Hint;
use checkpost_reading::{DecodedSymbol, Quad};
use serde::{Deserialize, Serialize};

/// The page to the worker, beside a transferred buffer of `width * height` grey bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToReader {
    /// Number of the frame, by which a late answer is recognised.
    pub frame: u32,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Time that the reader may work on this frame, in milliseconds.
    pub budget_ms: u32,
}

/// The worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromReader {
    /// The worker is loaded and takes frames.
    Ready,
    /// The result of one frame.
    Frame {
        /// The number the frame was sent with.
        frame: u32,
        /// The decoded symbols, nearest to the centre first.
        codes: Vec<Code>,
        /// The corners of a symbol that was found and not decoded, clockwise, in pixels of the frame.
        undecoded: Option<Quad>,
        /// What the holder can do so that it is decoded.
        hint: Option<Hint>,
        /// Time the reading took, in milliseconds.
        took_ms: f64,
    },
}

/// One decoded symbol.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The content, as bytes.
    pub payload: Vec<u8>,
    /// Corners, clockwise, in pixels of the frame.
    pub corners: Quad,
}

/// Prints the length of the content and not the content, which may be somebody's data.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").field("bytes", &self.payload.len()).field("corners", &self.corners).finish()
    }
}

impl From<DecodedSymbol> for Code {
    fn from(symbol: DecodedSymbol) -> Self {
        let corners = symbol.corners;
        Self { payload: symbol.into_payload(), corners }
    }
}
