//! What the engine returns: decoded symbols with their positions, and what would help where there is none.

use std::fmt;

use crate::geometry::Quad;

/// A symbol that was decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodedSymbol {
    /// The content as bytes: byte segments as they are, Kanji and Hanzi as Shift JIS and GB 2312, digits and
    /// alphanumeric characters as ASCII.
    pub payload: Vec<u8>,
    /// The symbol's four corners in pixels of the frame, x first: the outer corner of the top left finder, then
    /// clockwise.
    pub corners: Quad,
    /// Symbol version, 1 to 40; the side has 17 + 4 * version modules.
    pub version: u8,
    /// The position of the content, if it is one part of a structured append.
    pub structured_append: Option<StructuredAppend>,
}

/// Prints the length of the content and not the content, which may be somebody's data.
impl fmt::Debug for DecodedSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodedSymbol")
            .field("bytes", &self.payload.len())
            .field("corners", &self.corners)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl DecodedSymbol {
    /// The content as bytes. One part of a structured append is preceded by its position, the count and the parity, so
    /// that a caller that takes bytes only can join the parts: `0x1C "append:/" position "/" count "/" parity "/" content`,
    /// numbers in decimal. The control character FS (0x1C) begins no printed text.
    pub fn into_payload(self) -> Vec<u8> {
        let Some(StructuredAppend { position, count, parity }) = self.structured_append else {
            return self.payload;
        };
        [APPEND_PREFIX, format!("{position}/{count}/{parity}/").as_bytes(), &self.payload].concat()
    }
}

/// The position of a symbol in a structured append, in which up to 16 symbols hold one content (ISO/IEC 18004, 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StructuredAppend {
    /// Position of this symbol, 1 to `count`.
    pub position: u8,
    /// Number of symbols, 1 to 16.
    pub count: u8,
    /// All bytes of the whole content combined by exclusive or; the same in every symbol.
    pub parity: u8,
}

/// The result of one frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameResult {
    /// The decoded symbols, nearest to the centre of the frame first.
    pub symbols: Vec<DecodedSymbol>,
    /// The corners of a symbol that was found and could not be decoded; `None` if any symbol was decoded.
    pub undecoded: Option<Quad>,
    /// What the holder can do so that it is decoded.
    pub hint: Option<Hint>,
}

/// What the person who holds the code can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "minicbor", derive(minicbor::Encode, minicbor::Decode), cbor(index_only))]
pub enum Hint {
    /// Bring it closer: modules are narrower than 2.2 pixels.
    #[cfg_attr(feature = "minicbor", n(0))]
    Closer,
    /// Hold it still: size and light are good enough, so it is blur.
    #[cfg_attr(feature = "minicbor", n(1))]
    HoldStill,
    /// More light: the mean grey is below 55 of 255.
    #[cfg_attr(feature = "minicbor", n(2))]
    MoreLight,
    /// Tilt it: a light is mirrored in the code.
    #[cfg_attr(feature = "minicbor", n(3))]
    TiltAway,
}

/// What precedes one part of a structured append.
const APPEND_PREFIX: &[u8] = b"\x1Cappend:/";
