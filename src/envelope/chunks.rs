//! Passes that are split over several codes: `shc:/1/3/…` and its fellows, or codes of a structured append, in, one whole
//! payload out.
//!
//! The first are deprecated by SMART Health Cards 1.3.0, and printed on paper that people still carry; the others are what
//! generators of codes make of a text that is too long for one (ISO/IEC 18004, 8). Parts come in any order and
//! may be seen many times. A part of another pass does not spoil what was collected: it is told apart by its count, by its
//! parity, or by a place that already holds something else.

use super::{Layer, ParseError, shc};
use crate::qr::{Append, Reading};

/// One part of a split pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its place, counted from 1.
    pub place: u16,
    /// How many parts there are.
    pub count: u16,
    /// All bytes of the whole upon each other by exclusive or, as a structured append tells it.
    pub parity: Option<u8>,
    /// Its share of the digits, or of the bytes in a structured append.
    pub share: Vec<u8>,
}

impl Part {
    fn index(&self) -> usize {
        usize::from(self.place.saturating_sub(1))
    }
}

/// Why a part cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartError {
    /// The numbers are no numbers, the place is not within the count, or the count is beyond [`MAX_PARTS`].
    Numbering,
}

/// What a code says, as it is judged: a part of a structured append carries its place, as other parts do.
pub fn payload(reading: Reading) -> Vec<u8> {
    let Some(Append { place, count, parity }) = reading.append else { return reading.payload };
    [APPENDED, format!("{place}/{count}/{parity}/").as_bytes(), &reading.payload].concat()
}

/// The part that a payload is; `None` when it is no part of anything.
///
/// # Errors
/// [`PartError`] for a part that cannot be one.
pub fn part(payload: &[u8]) -> Result<Option<Part>, PartError> {
    if let Some(rest) = payload.strip_prefix(APPENDED) {
        return appended(rest).ok_or(PartError::Numbering).map(Some);
    }
    let Some(rest) = shc::digits(payload.trim_ascii()) else { return Ok(None) };
    let mut fields = rest.splitn(3, |&byte| byte == b'/');
    let (Some(place), Some(count), Some(digits)) = (fields.next(), fields.next(), fields.next()) else {
        return Ok(None);
    };
    let (place, count) =
        (number(place).ok_or(PartError::Numbering)?, number(count).ok_or(PartError::Numbering)?);
    if place == 0 || place > count || count > MAX_PARTS {
        return Err(PartError::Numbering);
    }
    Ok(Some(Part { place, count, parity: None, share: digits.to_vec() }))
}

/// What [`payload`] made of a part.
fn appended(rest: &[u8]) -> Option<Part> {
    let mut fields = rest.splitn(4, |&byte| byte == b'/');
    let mut next = || fields.next().and_then(number);
    let (place, count, parity) = (next()?, next()?, u8::try_from(next()?).ok()?);
    let is_possible = (1..=count).contains(&place) && count <= MAX_PARTS;
    is_possible.then_some(Part { place, count, parity: Some(parity), share: fields.next()?.to_vec() })
}

/// The one payload that several codes hold, when they were given together: every one of them a part, all of the same
/// pass, none missing. A single payload is itself.
///
/// # Errors
/// [`ParseError`].
pub fn join(payloads: &[&[u8]]) -> Result<Vec<u8>, ParseError> {
    if let [payload] = payloads
        && !payload.starts_with(APPENDED)
    {
        return Ok(payload.to_vec());
    }
    let mut collection = Collection::default();
    for payload in payloads {
        let part = part(payload).ok().flatten().ok_or(ParseError::Damaged(Layer::Part))?;
        if collection.sets.first().is_some_and(|set| !set.has_room_for(&part)) {
            return Err(ParseError::Damaged(Layer::Part));
        }
        if !collection.take(part) {
            return Err(ParseError::Damaged(Layer::Part));
        }
    }
    collection.whole().ok_or(ParseError::Part)
}

/// Parts of one pass, as far as they were seen.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// One for each card that was begun; the one that grew last stands last.
    sets: Vec<Set>,
}

/// The parts of one pass.
#[derive(Clone, Debug)]
struct Set {
    parity: Option<u8>,
    /// By their place.
    shares: Vec<Option<Vec<u8>>>,
}

impl Collection {
    /// Takes a part in: to the set that holds it already, else to the one that grew last and has room for it, else to a
    /// set of its own. A part of another card so takes nothing from what was collected. False when a set became
    /// complete and its parity says that the parts do not belong together: then it begins anew with this part.
    pub fn take(&mut self, part: Part) -> bool {
        let holds =
            |set: &Set| set.has_room_for(&part) && set.shares.get(part.index()).is_some_and(Option::is_some);
        let fitting = self.sets.iter().position(holds);
        let fitting = fitting.or_else(|| self.sets.iter().rposition(|set| set.has_room_for(&part)));
        let mut set = fitting.map_or_else(|| Set::empty(&part), |place| self.sets.remove(place));
        let index = part.index();
        if let Some(held) = set.shares.get_mut(index) {
            *held = Some(part.share);
        }
        let belongs = set.belongs_together();
        if !belongs {
            let others = set.shares.iter_mut().enumerate().filter(|(place, _)| *place != index);
            others.for_each(|(_, share)| *share = None);
        }
        if self.sets.len() >= MAX_SETS {
            self.sets.remove(0);
        }
        self.sets.push(set);
        belongs
    }

    /// How many parts are here, and of how many, of the set that grew last.
    pub fn progress(&self) -> (usize, usize) {
        self.sets.last().map_or((0, 0), |set| (set.shares.iter().flatten().count(), set.shares.len()))
    }

    /// The whole payload, once every part of the set that grew last is here.
    pub fn whole(&self) -> Option<Vec<u8>> {
        let set = self.sets.last()?;
        let whole = set.joined().filter(|_| set.belongs_together())?;
        Some(if set.parity.is_some() { whole } else { [shc::PREFIX, &whole].concat() })
    }
}

impl Set {
    /// For a part and its fellows.
    fn empty(part: &Part) -> Self {
        Self { parity: part.parity, shares: vec![None; usize::from(part.count)] }
    }

    /// Whether a part may belong to it: the same count and parity, and its place is free or holds the same.
    fn has_room_for(&self, part: &Part) -> bool {
        let place = self.shares.get(part.index());
        self.shares.len() == usize::from(part.count)
            && self.parity == part.parity
            && place.is_some_and(|held| held.as_ref().is_none_or(|held| *held == part.share))
    }

    /// All shares one after the other, once they are here.
    fn joined(&self) -> Option<Vec<u8>> {
        self.shares.iter().map(Option::as_deref).collect::<Option<Vec<_>>>().map(|shares| shares.concat())
    }

    /// Whether the parity holds, where there is one and every part is here (8.3).
    fn belongs_together(&self) -> bool {
        let sum = |whole: Vec<u8>| whole.iter().fold(0, |sum, byte| sum ^ byte);
        self.parity.is_none_or(|parity| self.joined().is_none_or(|whole| sum(whole) == parity))
    }
}

fn number(text: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(text).ok()?;
    (text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// What a part of a structured append begins with. No text does: it is a control character.
pub(crate) const APPENDED: &[u8] = b"\x1Cappend:/";

/// The most parts of one pass: the specification's largest card needs fewer than ten, and test cards go up to 17.
pub const MAX_PARTS: u16 = 32;
/// Cards that are collected at once.
const MAX_SETS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn take(collection: &mut Collection, text: &str) {
        collection.take(part(text.as_bytes()).unwrap().unwrap());
    }

    #[test]
    fn puts_parts_together_in_any_order() {
        let mut collection = Collection::default();
        for text in ["shc:/3/3/56", "shc:/1/3/12", "shc:/3/3/56", "shc:/2/3/34"] {
            assert_eq!(collection.whole(), None, "before {text}");
            take(&mut collection, text);
        }
        assert_eq!(collection.whole().as_deref(), Some(&b"shc:/123456"[..]), "whole");
    }

    #[test]
    fn a_foreign_part_does_not_spoil_the_set() {
        let mut collection = Collection::default();
        for text in ["shc:/1/3/12", "shc:/1/2/77", "shc:/2/3/34", "shc:/2/3/99"] {
            take(&mut collection, text);
            assert_eq!(collection.whole(), None, "not by {text}");
        }
        assert_eq!(collection.progress(), (1, 3), "of a card of its own");
        take(&mut collection, "shc:/1/3/12");
        take(&mut collection, "shc:/3/3/56");
        assert_eq!(collection.whole().as_deref(), Some(&b"shc:/123456"[..]), "the first card");
    }

    #[test]
    fn only_so_many_cards_are_collected_at_once() {
        let mut collection = Collection::default();
        for count in 2..=32 {
            take(&mut collection, &format!("shc:/1/{count}/12"));
        }
        assert_eq!(collection.sets.len(), MAX_SETS, "the oldest make room");
        take(&mut collection, "shc:/2/2/34");
        assert_eq!(collection.whole(), None, "the first is forgotten");
    }

    #[test]
    fn another_card_is_collected_by_itself() {
        let mut collection = Collection::default();
        take(&mut collection, "shc:/1/2/12");
        take(&mut collection, "shc:/1/2/99");
        take(&mut collection, "shc:/2/2/34");
        assert_eq!(collection.whole().as_deref(), Some(&b"shc:/9934"[..]), "the second card");
    }

    /// Parts of a structured append as the reader hands them over.
    fn append(texts: &[&str], parity: u8) -> Vec<Vec<u8>> {
        let count = u8::try_from(texts.len()).unwrap();
        let reading = |(place, text): (u8, &&str)| Reading {
            payload: text.as_bytes().to_vec(),
            corners: [(0, 0); 4],
            version: 1,
            append: Some(Append { place, count, parity }),
        };
        (1..).zip(texts).map(|part| payload(reading(part))).collect()
    }

    fn parity(text: &str) -> u8 {
        text.bytes().fold(0, |sum, byte| sum ^ byte)
    }

    fn joined(parts: &[&Vec<u8>]) -> Result<Vec<u8>, ParseError> {
        join(&parts.iter().map(|part| part.as_slice()).collect::<Vec<_>>())
    }

    #[test]
    fn a_structured_append_is_put_together_in_any_order() {
        let parts = append(&["HC1:6B", "FOX/N /", " \r\n"], parity("HC1:6BFOX/N / \r\n"));
        let expected = Ok(b"HC1:6BFOX/N / \r\n".to_vec());
        assert_eq!(joined(&[&parts[2], &parts[0], &parts[1]]), expected, "every byte of it");
        assert_eq!(joined(&[&parts[0], &parts[1]]), Err(ParseError::Part), "one is missing");
        assert_eq!(joined(&[&parts[0]]), Err(ParseError::Part), "two are missing");
        let alone = append(&["HC1:6BF"], parity("HC1:6BF"));
        assert_eq!(joined(&[&alone[0]]), Ok(b"HC1:6BF".to_vec()), "the only one of one");
    }

    #[test]
    fn a_structured_append_whose_parity_is_wrong_is_never_whole() {
        let parts = append(&["HC1:6B", "FOXN"], parity("HC1:6BFOXN") ^ 1);
        assert_eq!(joined(&[&parts[0], &parts[1]]), Err(ParseError::Damaged(Layer::Part)), "given together");
        let mut collection = Collection::default();
        for _ in 0..2 {
            for payload in &parts {
                collection.take(part(payload).unwrap().unwrap());
                assert_eq!((collection.whole(), collection.progress()), (None, (1, 2)), "begins anew");
            }
        }
    }

    #[test]
    fn parts_of_two_structured_appends_are_kept_apart() {
        let (one, other) =
            (append(&["ABC", "DEG"], parity("ABCDEG")), append(&["123", "456"], parity("123456")));
        assert!(joined(&[&one[0], &other[1]]).is_err(), "one half of each");
        let mut collection = Collection::default();
        for payload in [&one[0], &other[1], &other[0]] {
            collection.take(part(payload).unwrap().unwrap());
        }
        assert_eq!(collection.whole().as_deref(), Some(&b"123456"[..]), "the other");
        collection.take(part(&one[1]).unwrap().unwrap());
        assert_eq!(collection.whole().as_deref(), Some(&b"ABCDEG"[..]), "and the one");
        assert_eq!(part(b"\x1Cappend:/3/2/0/A"), Err(PartError::Numbering), "the third of two");
        assert_eq!(part(b"append:/1/2/0/A"), Ok(None), "a text like any other");
    }

    #[test]
    fn refuses_impossible_numbers() {
        for text in ["shc:/0/2/12", "shc:/3/2/12", "shc:/1/10000/12", "shc:/a/2/12", "shc:/1/33/12"] {
            assert_eq!(part(text.as_bytes()), Err(PartError::Numbering), "{text}");
        }
        assert_eq!(part(b"shc:/5676"), Ok(None), "a whole card");
    }
}
