//! The bit stream inside a symbol (ISO/IEC 18004, 7.4): segments of digits, characters, bytes and Kanji.
//!
//! In: the data codewords, put right. Out: the payload as bytes; of Kanji and Hanzi the bytes in Shift JIS and GB 2312.
//! A stream that ends in the middle of a segment, or names a mode that does not exist, is refused.

use super::Append;

/// What a stream holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) payload: Vec<u8>,
    /// Its place, where it is one of several.
    pub(crate) append: Option<Append>,
    /// What follows the last segment is filled as the standard says.
    pub(crate) padded_well: bool,
}

/// Takes the stream of a version apart.
pub(crate) fn content(codewords: &[u8], version: usize) -> Option<Content> {
    let mut bits = Bits { codewords, at: 0 };
    let mut content = Content::default();
    let mut separators = false;
    // every turn of the loop uses up bits
    loop {
        if bits.left() < 4 {
            content.padded_well = bits.all_zero();
            return Some(content);
        }
        match bits.take(4)? {
            0b0000 => {
                content.padded_well = bits.padded_well();
                return Some(content);
            }
            0b0001 => digits(&mut bits, width(version, [10, 12, 14]), &mut content.payload)?,
            0b0010 => characters(&mut bits, width(version, [9, 11, 13]), separators, &mut content.payload)?,
            0b0100 => bytes(&mut bits, width(version, [8, 16, 16]), &mut content.payload)?,
            0b1000 => pairs(
                &mut bits,
                width(version, [8, 10, 12]),
                0xC0,
                0x1F00,
                [0x8140, 0xC140],
                &mut content.payload,
            )?,
            0b1101 => {
                // GB/T 18284: the only set there is has the number 1
                if bits.take(4)? != 1 {
                    return None;
                }
                pairs(
                    &mut bits,
                    width(version, [8, 10, 12]),
                    0x60,
                    0x0A00,
                    [0xA1A1, 0xA6A1],
                    &mut content.payload,
                )?;
            }
            0b0111 => extended_channel(&mut bits)?,
            0b0011 => {
                let append = Append::of_header(bits.take(16)?);
                content.append = content.append.or(append);
            }
            0b0101 => separators = true,
            0b1001 => {
                bits.take(8)?;
                separators = true;
            }
            _ => return None,
        }
    }
}

impl Append {
    /// The header of structured append (8.2): four bits each for the place and for the last place, and the parity.
    /// A place beyond the last is none.
    fn of_header(header: usize) -> Option<Self> {
        let [high, parity] = u16::try_from(header).ok()?.to_be_bytes();
        let (place, last) = (high >> 4, high & 0xF);
        (place <= last).then_some(Self { place: place + 1, count: last + 1, parity })
    }
}

/// Bits in the count of a segment.
fn width(version: usize, widths: [usize; 3]) -> usize {
    let [small, middle, large] = widths;
    match version {
        ..=9 => small,
        10..=26 => middle,
        _ => large,
    }
}

fn digits(bits: &mut Bits<'_>, width: usize, payload: &mut Vec<u8>) -> Option<()> {
    let mut count = bits.take(width)?;
    while count > 0 {
        let together = count.min(3);
        let (length, limit) = [(4, 10), (7, 100), (10, 1000)].get(together - 1).copied()?;
        let value = bits.take(length)?;
        if value >= limit {
            return None;
        }
        let mut unit = limit / 10;
        while unit > 0 {
            payload.push(b'0' + u8::try_from(value / unit % 10).ok()?);
            unit /= 10;
        }
        count -= together;
    }
    Some(())
}

fn characters(bits: &mut Bits<'_>, width: usize, separators: bool, payload: &mut Vec<u8>) -> Option<()> {
    let mut count = bits.take(width)?;
    let start = payload.len();
    while count > 0 {
        if count >= 2 {
            let pair = bits.take(11)?;
            payload.push(*CHARACTERS.get(pair / 45)?);
            payload.push(*CHARACTERS.get(pair % 45)?);
            count -= 2;
        } else {
            payload.push(*CHARACTERS.get(bits.take(6)?)?);
            count -= 1;
        }
    }
    if separators {
        unfold_separators(payload, start);
    }
    Some(())
}

/// In the FNC1 modes a per cent sign parts fields, and two of them stand for one (7.4.8.2).
fn unfold_separators(payload: &mut Vec<u8>, start: usize) {
    let segment = payload.split_off(start.min(payload.len()));
    let mut rest = segment.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            payload.push(byte);
        } else if rest.next_if_eq(&b'%').is_some() {
            payload.push(b'%');
        } else {
            payload.push(GROUP_SEPARATOR);
        }
    }
}

fn bytes(bits: &mut Bits<'_>, width: usize, payload: &mut Vec<u8>) -> Option<()> {
    for _ in 0..bits.take(width)? {
        payload.push(u8::try_from(bits.take(8)?).ok()?);
    }
    Some(())
}

/// Characters of two bytes packed into thirteen bits.
fn pairs(
    bits: &mut Bits<'_>,
    width: usize,
    row: usize,
    turn: usize,
    offsets: [usize; 2],
    payload: &mut Vec<u8>,
) -> Option<()> {
    let [low, high] = offsets;
    for _ in 0..bits.take(width)? {
        let packed = bits.take(13)?;
        let pair = ((packed / row) << 8) + packed % row;
        let pair = u16::try_from(pair + if pair < turn { low } else { high }).ok()?;
        payload.extend_from_slice(&pair.to_be_bytes());
    }
    Some(())
}

/// The number of a character set: read and dropped, because bytes leave as they are.
fn extended_channel(bits: &mut Bits<'_>) -> Option<()> {
    let first = bits.take(8)?;
    let more = match first {
        0x00..=0x7F => 0,
        0x80..=0xBF => 8,
        0xC0..=0xDF => 16,
        _ => return None,
    };
    bits.take(more)?;
    Some(())
}

/// Codewords as a stream of bits.
struct Bits<'a> {
    codewords: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.codewords.len() * 8 - self.at
    }

    /// The next `count` bits, sixteen at most, or `None` if there are not so many.
    fn take(&mut self, count: usize) -> Option<usize> {
        if count > self.left() {
            return None;
        }
        let mut value = 0;
        for _ in 0..count {
            let codeword = self.codewords.get(self.at / 8)?;
            value = (value << 1) | usize::from((codeword >> (7 - self.at % 8)) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn all_zero(mut self) -> bool {
        let left = self.left();
        self.take(left) == Some(0)
    }

    /// Zeros up to the next codeword, then two fillers in turn (7.4.10).
    fn padded_well(mut self) -> bool {
        let to_codeword = (8 - self.at % 8) % 8;
        if self.take(to_codeword) != Some(0) {
            return false;
        }
        let fillers = self.codewords.get(self.at / 8..).unwrap_or_default();
        fillers.iter().zip([0xEC, 0x11].iter().cycle()).all(|(filler, expected)| filler == expected)
    }
}

const CHARACTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// What stands for FNC1 inside a payload.
const GROUP_SEPARATOR: u8 = 0x1D;

#[cfg(test)]
mod tests {
    use super::*;

    /// Packs a string of zeros and ones, filled up with zeros.
    fn packed(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> = bits.bytes().filter(|bit| *bit != b' ').map(|bit| bit - b'0').collect();
        bits.chunks(8)
            .map(|eight| eight.iter().enumerate().fold(0, |sum, (at, bit)| sum | bit << (7 - at)))
            .collect()
    }

    fn payload(bits: &str, version: usize) -> Option<Vec<u8>> {
        content(&packed(bits), version).map(|content| content.payload)
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        let digits = "0001 0000001000 0000001100 0101011001 1000011 0000";
        assert_eq!(payload(digits, 1), Some(b"01234567".to_vec()), "7.4.3");
        let characters = "0010 000000101 00111001110 11100111001 000010 0000";
        assert_eq!(payload(characters, 1), Some(b"AC-42".to_vec()), "7.4.4");
        let kanji = "1000 00000010 0110110011111 1101010101010 0000";
        assert_eq!(payload(kanji, 1), Some(vec![0x93, 0x5F, 0xE4, 0xAA]), "7.4.6");
    }

    #[test]
    fn a_character_set_is_named_and_the_bytes_stay() {
        assert_eq!(
            payload("0111 00011010 0100 00000010 11000011 10101001 0000", 1),
            Some(vec![0xC3, 0xA9]),
            "UTF-8"
        );
    }

    #[test]
    fn one_of_several_says_its_place() {
        let of = |header: &str| {
            let bits = format!("0011 {header} 0100 00000001 01000001 0000");
            content(&packed(&bits), 1).map(|content| (content.payload, content.append))
        };
        let second = Append { place: 2, count: 3, parity: 0xA5 };
        assert_eq!(of("0001 0010 10100101"), Some((b"A".to_vec(), Some(second))), "the second of three");
        assert_eq!(of("0011 0010 10100101"), Some((b"A".to_vec(), None)), "there is no fourth of three");
    }

    #[test]
    fn fields_are_parted_in_the_first_position_mode() {
        let text = "0101 0010 000000100 00111001101 11010101100 0000";
        let expected = content(&packed(text), 1).map(|content| content.payload);
        assert!(expected.is_some_and(|bytes| !bytes.is_empty()), "FNC1 is understood");
    }

    #[test]
    fn a_stream_cut_short_or_with_an_unknown_mode_is_refused() {
        assert_eq!(payload("0100 00001000 11111111", 1), None, "eight bytes announced, one there");
        assert_eq!(payload("1111 0000", 1), None, "no such mode");
        assert_eq!(payload("0001 0000000011 1111111111", 1), None, "1023 is not three digits");
        assert_eq!(payload("0010 000000001 111111", 1), None, "there is no character 63");
    }

    #[test]
    fn fillers_are_told_from_rubbish() {
        let stream = |fillers: &str| content(&packed(&format!("0100 00000001 01000001 0000 {fillers}")), 1);
        assert!(
            stream("11101100 00010001 11101100").is_some_and(|content| content.padded_well),
            "as they should be"
        );
        assert!(stream("10101010").is_some_and(|content| !content.padded_well), "not as they should be");
    }
}
