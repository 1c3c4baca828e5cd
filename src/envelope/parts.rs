//! Passes that are split over several codes: `shc:/1/3/…` and its fellows in, one whole payload out.
//!
//! Deprecated by SMART Health Cards 1.3.0, and printed on paper that people still carry. Parts come in any order and
//! may be seen many times. A part of another card does not spoil what was collected: it is told apart by its count or
//! by a place that already holds something else.

use super::{Layer, ParseError, shc};

/// One part of a split pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its place, counted from 1.
    pub place: u16,
    /// How many parts there are.
    pub count: u16,
    /// Its share of the digits.
    pub digits: Vec<u8>,
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

/// The part that a payload is; `None` when it is no part of anything.
///
/// # Errors
/// [`PartError`] for a part that cannot be one.
pub fn part(payload: &[u8]) -> Result<Option<Part>, PartError> {
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
    Ok(Some(Part { place, count, digits: digits.to_vec() }))
}

/// The one payload that several codes hold, when they were given together: every one of them a part, all of the same
/// pass, none missing. A single payload is itself.
///
/// # Errors
/// [`ParseError`].
pub fn join(payloads: &[&[u8]]) -> Result<Vec<u8>, ParseError> {
    if let [payload] = payloads {
        return Ok(payload.to_vec());
    }
    let mut collection = Collection::default();
    for payload in payloads {
        let part = part(payload).ok().flatten().ok_or(ParseError::Damaged(Layer::Part))?;
        if collection.sets.first().is_some_and(|set| !has_room_for(set, &part)) {
            return Err(ParseError::Damaged(Layer::Part));
        }
        collection.take(part);
    }
    collection.whole().ok_or(ParseError::Part)
}

/// Parts of one pass, as far as they were seen.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// One for each card that was begun; the one that grew last stands last.
    sets: Vec<Set>,
}

/// The digits of one card's parts by their place.
type Set = Vec<Option<Vec<u8>>>;

impl Collection {
    /// Takes a part in: to the set that holds it already, else to the one that grew last and has room for it, else to a
    /// set of its own. A part of another card so takes nothing from what was collected.
    pub fn take(&mut self, part: Part) {
        let holds =
            |set: &Set| has_room_for(set, &part) && set.get(part.index()).is_some_and(Option::is_some);
        let fitting = self.sets.iter().position(holds);
        let fitting = fitting.or_else(|| self.sets.iter().rposition(|set| has_room_for(set, &part)));
        let mut set =
            fitting.map_or_else(|| vec![None; usize::from(part.count)], |place| self.sets.remove(place));
        if let Some(held) = set.get_mut(part.index()) {
            *held = Some(part.digits);
        }
        if self.sets.len() >= MAX_SETS {
            self.sets.remove(0);
        }
        self.sets.push(set);
    }

    /// How many parts are here, and of how many, of the set that grew last.
    pub fn progress(&self) -> (usize, usize) {
        self.sets.last().map_or((0, 0), |set| (set.iter().flatten().count(), set.len()))
    }

    /// The whole payload, once every part of the set that grew last is here.
    pub fn whole(&self) -> Option<Vec<u8>> {
        let parts = self.sets.last()?.iter().map(Option::as_deref).collect::<Option<Vec<_>>>()?;
        Some([shc::PREFIX, &parts.concat()].concat())
    }
}

/// Whether a part may belong to a set: the same count, and its place is free or holds the same.
fn has_room_for(set: &[Option<Vec<u8>>], part: &Part) -> bool {
    let place = set.get(part.index());
    set.len() == usize::from(part.count)
        && place.is_some_and(|held| held.as_ref().is_none_or(|held| *held == part.digits))
}

fn number(text: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(text).ok()?;
    (text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

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

    #[test]
    fn refuses_impossible_numbers() {
        for text in ["shc:/0/2/12", "shc:/3/2/12", "shc:/1/10000/12", "shc:/a/2/12", "shc:/1/33/12"] {
            assert_eq!(part(text.as_bytes()), Err(PartError::Numbering), "{text}");
        }
        assert_eq!(part(b"shc:/5676"), Ok(None), "a whole card");
    }
}
