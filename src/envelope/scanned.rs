//! Classifies the payload of one code, once, before anything of it is decoded.
//!
//! Whoever holds payloads of several codes (the session, with all codes of a frame) classifies each of them and decides
//! by [`Scanned::kind`] which is to be judged; [`super::Envelope::parse`] takes the same value and does not look again.

use std::fmt;

use super::recognise::{KnownFormat, OtherCode, Recognised, recognise};
use super::{Format, chunks};
use chunks::{Chunk, ChunkError};

/// A payload and what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Scanned<'a> {
    /// The bytes in the code.
    pub payload: &'a [u8],
    /// What they are.
    pub kind: ScannedKind,
}

/// Prints no data of a person.
impl fmt::Debug for Scanned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanned").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What a payload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScannedKind {
    /// One of several codes that hold a pass together.
    Chunk(Chunk),
    /// The same, with numbers that are not possible.
    MisnumberedChunk,
    /// The text of a pass in a format that is verified here.
    Pass(Format),
    /// A known kind of pass or credential that is not verified here.
    Unsupported(KnownFormat),
    /// No pass of any kind.
    Other(OtherCode),
}

impl<'a> Scanned<'a> {
    /// Classifies a payload.
    pub fn classify(payload: &'a [u8]) -> Self {
        let kind = match (chunks::parse(payload), recognise(payload)) {
            (Ok(Some(chunk)), _) => ScannedKind::Chunk(chunk),
            (Err(ChunkError::Numbering), Recognised::Pass(_)) => ScannedKind::MisnumberedChunk,
            (_, Recognised::Pass(format)) => ScannedKind::Pass(format),
            (_, Recognised::Unsupported(format)) => ScannedKind::Unsupported(format),
            (_, Recognised::Other(other)) => ScannedKind::Other(other),
        };
        Self { payload, kind }
    }

    /// Whether it is a pass or a chunk of one, be it of a kind that is verified here or not.
    pub fn is_pass(&self) -> bool {
        !matches!(self.kind, ScannedKind::Other(_))
    }

    /// The chunk that it is.
    pub fn as_chunk(&self) -> Option<&Chunk> {
        match &self.kind {
            ScannedKind::Chunk(chunk) => Some(chunk),
            ScannedKind::MisnumberedChunk
            | ScannedKind::Pass(_)
            | ScannedKind::Unsupported(_)
            | ScannedKind::Other(_) => None,
        }
    }

    /// Whether it is a chunk that can be assembled.
    pub fn is_chunk(&self) -> bool {
        self.as_chunk().is_some()
    }
}

impl<'a> From<&'a [u8]> for Scanned<'a> {
    fn from(payload: &'a [u8]) -> Self {
        Self::classify(payload)
    }
}

impl<'a> From<&'a Vec<u8>> for Scanned<'a> {
    fn from(payload: &'a Vec<u8>) -> Self {
        Self::classify(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(payload: &[u8]) -> ScannedKind {
        Scanned::classify(payload).kind
    }

    #[test]
    fn a_chunk_is_told_from_a_whole_card_and_from_impossible_numbers() {
        let is_chunk = |payload: &[u8]| matches!(kind(payload), ScannedKind::Chunk(_));
        assert!(is_chunk(b"shc:/1/2/5676"), "a chunk of a card");
        assert!(is_chunk(b"\xEF\xBB\xBFshc:/1/2/5676\r\n"), "and with what generators put around it");
        assert!(is_chunk(b"\x1Cappend:/1/2/0/HC1:"), "a symbol of a structured append");
        assert_eq!(kind(b"shc:/5676"), ScannedKind::Pass(Format::SmartHealthCard), "a whole card");
        assert_eq!(kind(b"shc:/3/2/5676"), ScannedKind::MisnumberedChunk, "the third of two");
        assert_eq!(
            kind(b"\x1Cappend:/3/2/0/HC1:"),
            ScannedKind::Unsupported(KnownFormat::SplitCode),
            "the third symbol of two"
        );
    }

    #[test]
    fn only_what_is_no_pass_of_any_kind_counts_as_none() {
        for (payload, is_pass) in [
            (&b"HC1:6BF"[..], true),
            (b"shc:/1/2/5676", true),
            (b"shc:/3/2/5676", true),
            (b"NL2:1234", true),
            (b"https://example.org", false),
            (b"", false),
        ] {
            assert_eq!(
                Scanned::classify(payload).is_pass(),
                is_pass,
                "{:?}",
                String::from_utf8_lossy(payload)
            );
        }
    }
}
