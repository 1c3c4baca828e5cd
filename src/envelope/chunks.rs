//! Assembles the payload of a pass that is split over several codes.
//!
//! Two kinds of chunk are supported. `shc:/1/3/…` are the chunks of a SMART Health Card; version 1.3.0 deprecates them,
//! and people still carry them on paper. Symbols of a structured append (ISO/IEC 18004 section 8) are what code
//! generators make of a text that is too long for one symbol. Chunks arrive in any order and repeatedly. A chunk of
//! another pass does not spoil the chunks that were collected: its count, its parity or its data differs.

use std::fmt;

use super::recognise::{APPENDED, strip_framing};
use super::{KnownFormat, Layer, ParseError, Recognised, shc};

/// One chunk of a split pass.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its number, counted from 1.
    pub number: u16,
    /// How many chunks the pass has, 1 to 32.
    pub count: u16,
    /// The parity of a structured append: all bytes of the whole payload, combined by exclusive or.
    pub parity: Option<u8>,
    /// Its digits, or its bytes in a structured append.
    pub data: Vec<u8>,
}

/// Prints no data of a person.
impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chunk { .. }")
    }
}

impl Chunk {
    fn index(&self) -> usize {
        usize::from(self.number.saturating_sub(1))
    }

    /// What a chunk is that is taken for a whole pass.
    pub(super) fn alone(&self) -> ParseError {
        match self.parity {
            Some(_) => ParseError::NotEnvelope(Recognised::Unsupported(KnownFormat::SplitCode)),
            None => ParseError::Chunk,
        }
    }
}

/// Why a chunk cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkError {
    /// A number is malformed, the chunk's number exceeds the count, or the count exceeds 32.
    Numbering,
}

/// Parses a chunk; `None` when the payload is no chunk.
///
/// # Errors
/// [`ChunkError`] for a chunk with impossible numbers.
pub fn parse(payload: &[u8]) -> Result<Option<Chunk>, ChunkError> {
    if let Some(rest) = payload.strip_prefix(APPENDED) {
        return appended(rest).ok_or(ChunkError::Numbering).map(Some);
    }
    let Some(rest) = shc::digits(strip_framing(payload).trim_ascii()) else { return Ok(None) };
    let mut fields = rest.splitn(3, |&byte| byte == b'/');
    let (Some(number), Some(count), Some(digits)) = (fields.next(), fields.next(), fields.next()) else {
        return Ok(None);
    };
    let (number, count) = (
        parse_number(number).ok_or(ChunkError::Numbering)?,
        parse_number(count).ok_or(ChunkError::Numbering)?,
    );
    if number == 0 || number > count || count > MAX_CHUNKS {
        return Err(ChunkError::Numbering);
    }
    Ok(Some(Chunk { number, count, parity: None, data: digits.to_vec() }))
}

/// Parses what the reading engine writes (`DecodedSymbol::into_payload`).
fn appended(rest: &[u8]) -> Option<Chunk> {
    let mut fields = rest.splitn(4, |&byte| byte == b'/');
    let mut next = || fields.next().and_then(parse_number);
    let (number, count, parity) = (next()?, next()?, u8::try_from(next()?).ok()?);
    let is_possible = (1..=count).contains(&number) && count <= MAX_CHUNKS;
    is_possible.then_some(Chunk { number, count, parity: Some(parity), data: fields.next()?.to_vec() })
}

/// Joins the chunks of one pass that were given together. All must be chunks of the same pass, and none may be
/// missing. A single payload is returned as it is.
///
/// # Errors
/// [`ParseError`].
pub fn join(payloads: &[&[u8]]) -> Result<Vec<u8>, ParseError> {
    if let [payload] = payloads
        && !payload.starts_with(APPENDED)
    {
        return Ok(payload.to_vec());
    }
    let mut assembler = ChunkAssembler::default();
    for payload in payloads {
        let chunk = parse(payload).ok().flatten().ok_or(ParseError::Damaged(Layer::ChunkNumbering))?;
        if assembler.sets.first().is_some_and(|set| !set.has_room_for(&chunk)) {
            return Err(ParseError::Damaged(Layer::ChunkNumbering));
        }
        if !assembler.insert(chunk) {
            return Err(ParseError::Damaged(Layer::ChunkNumbering));
        }
    }
    assembler.assembled().ok_or(ParseError::Chunk)
}

/// Collects the chunks of several passes.
#[derive(Clone, Debug, Default)]
pub struct ChunkAssembler {
    /// One for each pass; the one that grew last is at the end.
    sets: Vec<ChunkSet>,
}

/// The chunks of one pass.
#[derive(Clone)]
struct ChunkSet {
    parity: Option<u8>,
    /// By their number, less one.
    data: Vec<Option<Vec<u8>>>,
}

/// Prints no data of a person.
impl fmt::Debug for ChunkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChunkSet { .. }")
    }
}

impl ChunkAssembler {
    /// Inserts a chunk into the set that contains it already, else into the set that grew last and has room for it,
    /// else into a new set. A chunk of another pass therefore removes nothing. Returns false when a set is complete
    /// and its parity is wrong: then the set restarts with this chunk.
    pub fn insert(&mut self, chunk: Chunk) -> bool {
        let holds = |set: &ChunkSet| {
            set.has_room_for(&chunk) && set.data.get(chunk.index()).is_some_and(Option::is_some)
        };
        let fitting = self.sets.iter().position(holds);
        let fitting = fitting.or_else(|| self.sets.iter().rposition(|set| set.has_room_for(&chunk)));
        let mut set = fitting.map_or_else(|| ChunkSet::empty(&chunk), |place| self.sets.remove(place));
        let index = chunk.index();
        if let Some(held) = set.data.get_mut(index) {
            *held = Some(chunk.data);
        }
        let belongs = set.belongs_together();
        if !belongs {
            let others = set.data.iter_mut().enumerate().filter(|(other, _)| *other != index);
            others.for_each(|(_, data)| *data = None);
        }
        if self.sets.len() >= MAX_SETS {
            self.sets.remove(0);
        }
        self.sets.push(set);
        belongs
    }

    /// How many chunks the set that grew last has, and how many it needs.
    pub fn progress(&self) -> (usize, usize) {
        self.sets.last().map_or((0, 0), |set| (set.data.iter().flatten().count(), set.data.len()))
    }

    /// The assembled payload, once the set that grew last is complete.
    pub(crate) fn assembled(&self) -> Option<Vec<u8>> {
        let set = self.sets.last()?;
        let whole = set.joined().filter(|_| set.belongs_together())?;
        Some(if set.parity.is_some() { whole } else { [shc::PREFIX, &whole].concat() })
    }
}

impl ChunkSet {
    /// An empty set for a chunk and the others of its pass.
    fn empty(chunk: &Chunk) -> Self {
        Self { parity: chunk.parity, data: vec![None; usize::from(chunk.count)] }
    }

    /// Whether a chunk may belong to it: count and parity are the same, and its place is free or has the same data.
    fn has_room_for(&self, chunk: &Chunk) -> bool {
        let place = self.data.get(chunk.index());
        self.data.len() == usize::from(chunk.count)
            && self.parity == chunk.parity
            && place.is_some_and(|held| held.as_ref().is_none_or(|held| *held == chunk.data))
    }

    /// All shares one after the other, once they are here.
    fn joined(&self) -> Option<Vec<u8>> {
        self.data.iter().map(Option::as_deref).collect::<Option<Vec<_>>>().map(|data| data.concat())
    }

    /// Whether the parity is right (ISO/IEC 18004 section 8.3); true while chunks are missing or where there is none.
    fn belongs_together(&self) -> bool {
        let sum = |whole: Vec<u8>| whole.iter().fold(0, |sum, byte| sum ^ byte);
        self.parity.is_none_or(|parity| self.joined().is_none_or(|whole| sum(whole) == parity))
    }
}

fn parse_number(text: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(text).ok()?;
    (text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The most chunks of one pass: the specification's largest card needs fewer than ten, and test cards go up to 17.
const MAX_CHUNKS: u16 = 32;
/// Passes that are collected at once.
const MAX_SETS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn take(assembler: &mut ChunkAssembler, text: &str) {
        assembler.insert(parse(text.as_bytes()).unwrap().unwrap());
    }

    #[test]
    fn puts_parts_together_in_any_order() {
        let mut assembler = ChunkAssembler::default();
        for text in ["shc:/3/3/56", "shc:/1/3/12", "shc:/3/3/56", "shc:/2/3/34"] {
            assert_eq!(assembler.assembled(), None, "before {text}");
            take(&mut assembler, text);
        }
        assert_eq!(assembler.assembled().as_deref(), Some(&b"shc:/123456"[..]), "whole");
    }

    #[test]
    fn a_foreign_part_does_not_spoil_the_set() {
        let mut assembler = ChunkAssembler::default();
        for text in ["shc:/1/3/12", "shc:/1/2/77", "shc:/2/3/34", "shc:/2/3/99"] {
            take(&mut assembler, text);
            assert_eq!(assembler.assembled(), None, "not by {text}");
        }
        assert_eq!(assembler.progress(), (1, 3), "of a card of its own");
        take(&mut assembler, "shc:/1/3/12");
        take(&mut assembler, "shc:/3/3/56");
        assert_eq!(assembler.assembled().as_deref(), Some(&b"shc:/123456"[..]), "the first card");
    }

    #[test]
    fn only_so_many_cards_are_collected_at_once() {
        let mut assembler = ChunkAssembler::default();
        for count in 2..=32 {
            take(&mut assembler, &format!("shc:/1/{count}/12"));
        }
        assert_eq!(assembler.sets.len(), MAX_SETS, "the oldest make room");
        take(&mut assembler, "shc:/2/2/34");
        assert_eq!(assembler.assembled(), None, "the first is forgotten");
    }

    #[test]
    fn another_card_is_collected_by_itself() {
        let mut assembler = ChunkAssembler::default();
        take(&mut assembler, "shc:/1/2/12");
        take(&mut assembler, "shc:/1/2/99");
        take(&mut assembler, "shc:/2/2/34");
        assert_eq!(assembler.assembled().as_deref(), Some(&b"shc:/9934"[..]), "the second card");
    }

    /// Symbols of a structured append as the reader returns them.
    fn append(texts: &[&str], parity: u8) -> Vec<Vec<u8>> {
        let part = |(number, text): (u8, &&str)| {
            [APPENDED, format!("{number}/{}/{parity}/{text}", texts.len()).as_bytes()].concat()
        };
        (1..).zip(texts).map(part).collect()
    }

    fn parity(text: &str) -> u8 {
        text.bytes().fold(0, |sum, byte| sum ^ byte)
    }

    fn joined(chunks: &[&Vec<u8>]) -> Result<Vec<u8>, ParseError> {
        join(&chunks.iter().map(|chunk| chunk.as_slice()).collect::<Vec<_>>())
    }

    #[test]
    fn a_structured_append_is_put_together_in_any_order() {
        let chunks = append(&["HC1:6B", "FOX/N /", " \r\n"], parity("HC1:6BFOX/N / \r\n"));
        let expected = Ok(b"HC1:6BFOX/N / \r\n".to_vec());
        assert_eq!(joined(&[&chunks[2], &chunks[0], &chunks[1]]), expected, "every byte of it");
        assert_eq!(joined(&[&chunks[0], &chunks[1]]), Err(ParseError::Chunk), "one is missing");
        assert_eq!(joined(&[&chunks[0]]), Err(ParseError::Chunk), "two are missing");
        let alone = append(&["HC1:6BF"], parity("HC1:6BF"));
        assert_eq!(joined(&[&alone[0]]), Ok(b"HC1:6BF".to_vec()), "the only one of one");
    }

    #[test]
    fn a_structured_append_whose_parity_is_wrong_is_never_whole() {
        let chunks = append(&["HC1:6B", "FOXN"], parity("HC1:6BFOXN") ^ 1);
        assert_eq!(
            joined(&[&chunks[0], &chunks[1]]),
            Err(ParseError::Damaged(Layer::ChunkNumbering)),
            "given together"
        );
        let mut assembler = ChunkAssembler::default();
        for _ in 0..2 {
            for payload in &chunks {
                assembler.insert(parse(payload).unwrap().unwrap());
                assert_eq!((assembler.assembled(), assembler.progress()), (None, (1, 2)), "begins anew");
            }
        }
    }

    #[test]
    fn parts_of_two_structured_appends_are_kept_apart() {
        let (one, other) =
            (append(&["ABC", "DEG"], parity("ABCDEG")), append(&["123", "456"], parity("123456")));
        assert!(joined(&[&one[0], &other[1]]).is_err(), "one half of each");
        let mut assembler = ChunkAssembler::default();
        for payload in [&one[0], &other[1], &other[0]] {
            assembler.insert(parse(payload).unwrap().unwrap());
        }
        assert_eq!(assembler.assembled().as_deref(), Some(&b"123456"[..]), "the other");
        assembler.insert(parse(&one[1]).unwrap().unwrap());
        assert_eq!(assembler.assembled().as_deref(), Some(&b"ABCDEG"[..]), "and the one");
        assert_eq!(parse(b"\x1Cappend:/3/2/0/A"), Err(ChunkError::Numbering), "the third of two");
        assert_eq!(parse(b"append:/1/2/0/A"), Ok(None), "a text like any other");
    }

    #[test]
    fn refuses_impossible_numbers() {
        for text in ["shc:/0/2/12", "shc:/3/2/12", "shc:/1/10000/12", "shc:/a/2/12", "shc:/1/33/12"] {
            assert_eq!(parse(text.as_bytes()), Err(ChunkError::Numbering), "{text}");
        }
        assert_eq!(parse(b"shc:/5676"), Ok(None), "a whole card");
    }
}
