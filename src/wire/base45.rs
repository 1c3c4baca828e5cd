//! Decodes and encodes base45 (RFC 9285), the text of a QR code's alphanumeric segment.
//!
//! Three characters carry two bytes and two characters one, least significant digit first. The published crates accept
//! groups beyond that range (`::`, `U6`) and so give two texts for one byte string; this reader refuses them.

/// Why a text is not base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base45Error {
    /// A character outside the alphabet, lower case included.
    Character,
    /// One character is left over.
    Length,
    /// The value of a group exceeds its bytes.
    Range,
}

/// Decodes the whole text; spaces are data.
///
/// # Errors
/// [`Base45Error`], on the first group that is wrong.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base45Error> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.chunks(3) {
        let mut value: u32 = 0;
        for &character in group.iter().rev() {
            value = value * 45 + digit(character).ok_or(Base45Error::Character)?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(value).map_err(|_| Base45Error::Range)?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).map_err(|_| Base45Error::Range)?),
            _ => return Err(Base45Error::Length),
        }
    }
    Ok(bytes)
}

/// Encodes bytes, for minting.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for group in bytes.chunks(2) {
        let mut value = group.iter().fold(0_usize, |value, &byte| value * 256 + usize::from(byte));
        for _ in 0..=group.len() {
            text.push(ALPHABET.get(value % 45).map_or(' ', |&character| char::from(character)));
            value /= 45;
        }
    }
    text
}

fn digit(character: u8) -> Option<u32> {
    let digit = match character {
        b'0'..=b'9' => character - b'0',
        b'A'..=b'Z' => character - b'A' + 10,
        b' ' => 36,
        b'$' => 37,
        b'%' => 38,
        b'*' => 39,
        b'+' => 40,
        b'-' => 41,
        b'.' => 42,
        b'/' => 43,
        b':' => 44,
        _ => return None,
    };
    Some(u32::from(digit))
}

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Whether a byte is one of the alphabet's characters.
pub(crate) fn is_character(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() || b" $%*+-./:".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_stands_for_too_much() {
        assert_eq!(decode(b"FGW"), Ok(vec![0xFF, 0xFF]), "largest triple");
        assert_eq!(decode(b"GGW"), Err(Base45Error::Range), "one above it");
        assert_eq!(decode(b"U5"), Ok(vec![0xFF]), "largest pair");
        assert_eq!(decode(b"U6"), Err(Base45Error::Range), "above it");
        assert_eq!(decode(b"::"), Err(Base45Error::Range), "far above it");
    }

    #[test]
    fn refuses_lower_case_and_left_over_characters() {
        assert_eq!(decode(b"bb8"), Err(Base45Error::Character), "lower case");
        assert_eq!(decode(b"BB8\n"), Err(Base45Error::Character), "line end");
        assert_eq!(decode(b"BB81"), Err(Base45Error::Length), "one character over");
    }

    proptest::proptest! {
        #[test]
        fn round_trips(bytes: Vec<u8>) {
            proptest::prop_assert_eq!(decode(encode(&bytes).as_bytes()), Ok(bytes));
        }
    }
}
