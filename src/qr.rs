//! A grey frame in, the QR payloads in it out: bytes, not text, with their positions (ISO/IEC 18004).

/// One code that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The content, as bytes: what the byte segments hold, and the characters of the other modes.
    pub payload: Vec<u8>,
    /// Where the symbol's four corners lie in the frame, in pixels, clockwise from the corner
    /// at its top-left finder; x first.
    pub corners: [(i32, i32); 4],
    /// Symbol version, 1 to 40.
    pub version: u8,
}
