//! Decodes the bit stream of a symbol (ISO/IEC 18004, 7.4): numeric, alphanumeric, byte and Kanji segments, ECI,
//! FNC1 and structured append, and Hanzi of GB/T 18284.
//!
//! A stream that ends in the middle of a segment, or has an unknown mode, is rejected. Kanji and Hanzi leave as
//! Shift JIS and GB 2312.

use crate::result::StructuredAppend;

/// What a stream holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DecodedStream {
    pub(crate) payload: Vec<u8>,
    /// Its position, if it is one of several symbols.
    pub(crate) structured_append: Option<StructuredAppend>,
    /// The padding after the last segment is that of the standard.
    pub(crate) is_padding_valid: bool,
}

/// Decodes the data codewords of a version.
pub(crate) fn decode_stream(codewords: &[u8], version: usize) -> Option<DecodedStream> {
    let mut bits = BitReader { codewords, at: 0 };
    let mut content = DecodedStream::default();
    let mut is_fnc1 = false;
    // every iteration consumes bits
    loop {
        if bits.remaining() < 4 {
            content.is_padding_valid = bits.all_zero();
            return Some(content);
        }
        match bits.read(4)? {
            0b0000 => {
                content.is_padding_valid = bits.has_valid_padding();
                return Some(content);
            }
            0b0001 => numeric(&mut bits, count_bits(version, [10, 12, 14]), &mut content.payload)?,
            0b0010 => {
                alphanumeric(&mut bits, count_bits(version, [9, 11, 13]), is_fnc1, &mut content.payload)?;
            }
            0b0100 => bytes(&mut bits, count_bits(version, [8, 16, 16]), &mut content.payload)?,
            0b1000 => double_byte(
                &mut bits,
                count_bits(version, [8, 10, 12]),
                0xC0,
                0x1F00,
                [0x8140, 0xC140],
                &mut content.payload,
            )?,
            0b1101 => {
                // GB/T 18284: subset 1 (GB 2312) is the only one
                if bits.read(4)? != 1 {
                    return None;
                }
                double_byte(
                    &mut bits,
                    count_bits(version, [8, 10, 12]),
                    0x60,
                    0x0A00,
                    [0xA1A1, 0xA6A1],
                    &mut content.payload,
                )?;
            }
            0b0111 => skip_extended_channel(&mut bits)?,
            0b0011 => {
                let structured_append = StructuredAppend::of_header(bits.read(16)?);
                content.structured_append = content.structured_append.or(structured_append);
            }
            0b0101 => is_fnc1 = true,
            0b1001 => {
                bits.read(8)?;
                is_fnc1 = true;
            }
            _ => return None,
        }
    }
}

impl StructuredAppend {
    /// The header of structured append (8.2): four bits for the position and four for the last position, both from
    /// 0, then the parity. `None` if the position is beyond the last.
    fn of_header(header: usize) -> Option<Self> {
        let [high, parity] = u16::try_from(header).ok()?.to_be_bytes();
        let (position, last) = (high >> 4, high & 0xF);
        (position <= last).then_some(Self { position: position + 1, count: last + 1, parity })
    }
}

/// Width of the character count indicator (table 3), for versions 1 to 9, 10 to 26 and 27 to 40.
fn count_bits(version: usize, widths: [usize; 3]) -> usize {
    let [small, middle, large] = widths;
    match version {
        ..=9 => small,
        10..=26 => middle,
        _ => large,
    }
}

fn numeric(bits: &mut BitReader<'_>, count_bits: usize, payload: &mut Vec<u8>) -> Option<()> {
    let mut count = bits.read(count_bits)?;
    while count > 0 {
        let group = count.min(3);
        let (length, bound) = [(4, 10), (7, 100), (10, 1000)].get(group - 1).copied()?;
        let value = bits.read(length)?;
        if value >= bound {
            return None;
        }
        let mut unit = bound / 10;
        while unit > 0 {
            payload.push(b'0' + u8::try_from(value / unit % 10).ok()?);
            unit /= 10;
        }
        count -= group;
    }
    Some(())
}

fn alphanumeric(
    bits: &mut BitReader<'_>,
    count_bits: usize,
    is_fnc1: bool,
    payload: &mut Vec<u8>,
) -> Option<()> {
    let mut count = bits.read(count_bits)?;
    let start = payload.len();
    while count > 0 {
        if count >= 2 {
            let pair = bits.read(11)?;
            payload.push(*ALPHANUMERIC.get(pair / 45)?);
            payload.push(*ALPHANUMERIC.get(pair % 45)?);
            count -= 2;
        } else {
            payload.push(*ALPHANUMERIC.get(bits.read(6)?)?);
            count -= 1;
        }
    }
    if is_fnc1 {
        unescape_fnc1(payload, start);
    }
    Some(())
}

/// In FNC1 modes % is the separator GS, and %% is % (7.4.8.2).
fn unescape_fnc1(payload: &mut Vec<u8>, start: usize) {
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

fn bytes(bits: &mut BitReader<'_>, count_bits: usize, payload: &mut Vec<u8>) -> Option<()> {
    for _ in 0..bits.read(count_bits)? {
        payload.push(u8::try_from(bits.read(8)?).ok()?);
    }
    Some(())
}

/// Kanji and Hanzi: characters of two bytes packed into 13 bits.
fn double_byte(
    bits: &mut BitReader<'_>,
    count_bits: usize,
    row: usize,
    gap: usize,
    offsets: [usize; 2],
    payload: &mut Vec<u8>,
) -> Option<()> {
    let [low, high] = offsets;
    for _ in 0..bits.read(count_bits)? {
        let packed = bits.read(13)?;
        let pair = ((packed / row) << 8) + packed % row;
        let pair = u16::try_from(pair + if pair < gap { low } else { high }).ok()?;
        payload.extend_from_slice(&pair.to_be_bytes());
    }
    Some(())
}

/// An ECI designator of one to three bytes. It is dropped, because bytes leave as they are.
fn skip_extended_channel(bits: &mut BitReader<'_>) -> Option<()> {
    let first = bits.read(8)?;
    let more = match first {
        0x00..=0x7F => 0,
        0x80..=0xBF => 8,
        0xC0..=0xDF => 16,
        _ => return None,
    };
    bits.read(more)?;
    Some(())
}

/// Codewords as a stream of bits.
struct BitReader<'a> {
    codewords: &'a [u8],
    at: usize,
}

impl BitReader<'_> {
    fn remaining(&self) -> usize {
        self.codewords.len() * 8 - self.at
    }

    /// The next `count` bits, 16 at most; `None` if there are fewer.
    fn read(&mut self, count: usize) -> Option<usize> {
        if count > self.remaining() {
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
        let remaining = self.remaining();
        self.read(remaining) == Some(0)
    }

    /// Zeros up to the next codeword, then the two pad codewords in turn (7.4.10).
    fn has_valid_padding(mut self) -> bool {
        let to_codeword = (8 - self.at % 8) % 8;
        if self.read(to_codeword) != Some(0) {
            return false;
        }
        let fillers = self.codewords.get(self.at / 8..).unwrap_or_default();
        fillers.iter().zip([0xEC, 0x11].iter().cycle()).all(|(filler, expected)| filler == expected)
    }
}

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// GS, the separator of FNC1 fields.
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
        decode_stream(&packed(bits), version).map(|content| content.payload)
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        let numerics = "0001 0000001000 0000001100 0101011001 1000011 0000";
        assert_eq!(payload(numerics, 1), Some(b"01234567".to_vec()), "7.4.3");
        let alphanumerics = "0010 000000101 00111001110 11100111001 000010 0000";
        assert_eq!(payload(alphanumerics, 1), Some(b"AC-42".to_vec()), "7.4.4");
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
            decode_stream(&packed(&bits), 1).map(|content| (content.payload, content.structured_append))
        };
        let second = StructuredAppend { position: 2, count: 3, parity: 0xA5 };
        assert_eq!(of("0001 0010 10100101"), Some((b"A".to_vec(), Some(second))), "the second of three");
        assert_eq!(of("0011 0010 10100101"), Some((b"A".to_vec(), None)), "there is no fourth of three");
    }

    #[test]
    fn fields_are_parted_in_the_first_position_mode() {
        let text = "0101 0010 000000100 00111001101 11010101100 0000";
        let expected = decode_stream(&packed(text), 1).map(|content| content.payload);
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
        let stream =
            |fillers: &str| decode_stream(&packed(&format!("0100 00000001 01000001 0000 {fillers}")), 1);
        assert!(
            stream("11101100 00010001 11101100").is_some_and(|content| content.is_padding_valid),
            "as they should be"
        );
        assert!(stream("10101010").is_some_and(|content| !content.is_padding_valid), "not as they should be");
    }
}
