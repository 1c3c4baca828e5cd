//! The messages between the page and its reader worker.
//!
//! One frame is in flight at a time. The page sends [`ToReader`] with the grey bytes as a transferred buffer; the
//! worker answers each frame with exactly one [`FromReader`] and returns the buffer. Both are CBOR (RFC 8949), fields by
//! their numbers; pixels never travel in it. JSON brought the texts of fractions and their tables along: 16 kB to download
//! (brotli).

use std::fmt;

pub use checkpost_reading::Hint;
use checkpost_reading::{DecodedSymbol, Quad};
use minicbor::{Decode, Encode};

/// The page to the worker, beside a transferred buffer of `width * height` grey bytes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ToReader {
    /// Number of the frame, by which a late answer is recognised.
    #[n(0)]
    pub frame: u32,
    /// Pixels in a row.
    #[n(1)]
    pub width: u32,
    /// Rows.
    #[n(2)]
    pub height: u32,
    /// Time that the reader may work on this frame, in milliseconds.
    #[n(3)]
    pub budget_ms: u32,
}

/// The worker to the page.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub enum FromReader {
    /// The worker is loaded and takes frames.
    #[n(0)]
    Ready,
    /// The result of one frame.
    #[n(1)]
    Frame {
        /// The number the frame was sent with.
        #[n(0)]
        frame: u32,
        /// The decoded symbols, nearest to the centre first.
        #[n(1)]
        codes: Vec<Code>,
        /// The corners of a symbol that was found and not decoded, clockwise, in pixels of the frame.
        #[n(2)]
        undecoded: Option<Quad>,
        /// What the holder can do so that it is decoded.
        #[n(3)]
        hint: Option<Hint>,
        /// Time the reading took, in milliseconds.
        #[n(4)]
        took_ms: f64,
    },
}

/// One decoded symbol.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Code {
    /// The content, as bytes.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub payload: Vec<u8>,
    /// Corners, clockwise, in pixels of the frame.
    #[n(1)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_side_writes_the_other_reads() {
        let corners = [(-1, 0), (639, 2), (640, 479), (0, 480)];
        let frame = |hint, took_ms| FromReader::Frame {
            frame: 7,
            codes: vec![Code { payload: b"HC1:\0\xff".to_vec(), corners }],
            undecoded: Some(corners),
            hint,
            took_ms,
        };
        let hints = [Hint::Closer, Hint::HoldStill, Hint::MoreLight, Hint::TiltAway];
        let answers = hints.map(|hint| frame(Some(hint), 2.4)).into_iter();
        for message in answers.chain([FromReader::Ready, frame(None, 0.0)]) {
            let bytes = minicbor::to_vec(&message).expect("memory takes everything");
            assert_eq!(minicbor::decode(&bytes).ok(), Some(message.clone()));
            for length in 0..bytes.len() {
                let cut = bytes.get(..length).expect("it is shorter");
                assert!(minicbor::decode::<FromReader>(cut).is_err(), "{message:?} cut at {length}");
            }
        }
        let message = ToReader { frame: u32::MAX, width: 1280, height: 720, budget_ms: 250 };
        let bytes = minicbor::to_vec(&message).expect("memory takes everything");
        assert_eq!(minicbor::decode(&bytes).ok(), Some(message));
    }
}
