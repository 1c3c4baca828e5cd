//! Decodes base64 (RFC 4648 section 4) with its padding, and decodes and encodes base64url (section 5) without.

use super::letters;

/// A text that is not base64: another character, a wrong length or padding, or bits that carry nothing and are not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base64Error;

/// Decodes the whole text, base64 with padding.
///
/// # Errors
/// [`Base64Error`].
pub fn decode_padded(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    let unpadded = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
    if !text.len().is_multiple_of(4) || unpadded.len() % 4 == 1 {
        return Err(Base64Error);
    }
    letters::decode(unpadded, 6, |letter| value_of(letter, *b"+/")).ok_or(Base64Error)
}

/// Decodes the whole text, base64url without padding.
///
/// # Errors
/// [`Base64Error`].
pub fn decode_url(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    letters::decode(text, 6, |letter| value_of(letter, *b"-_")).ok_or(Base64Error)
}

/// Encodes bytes as base64url without padding.
pub fn encode_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let held =
            group.iter().zip([16, 8, 0]).fold(0, |held, (&byte, shift)| held | u32::from(byte) << shift);
        // each byte begins in another letter, and the last one ends in one more
        let letters = [18, 12, 6, 0].into_iter().take(group.len() + 1);
        text.extend(letters.map(|shift| letter_of(held >> shift & 63)));
    }
    text
}

/// The value of a letter; the last two letters differ.
fn value_of(letter: u8, [last_but_one, last]: [u8; 2]) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        _ if letter == last_but_one => Some(62),
        _ if letter == last => Some(63),
        _ => None,
    }
}

fn letter_of(value: u32) -> char {
    let letters = [('A', 0..26), ('a', 26..52), ('0', 52..62), ('-', 62..63), ('_', 63..64)];
    let found = letters.into_iter().find(|(_, values)| values.contains(&value));
    found.and_then(|(first, values)| char::from_u32(u32::from(first) + value - values.start)).unwrap_or('_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::{BASE64, BASE64URL_NOPAD};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decodes_what_another_encoder_wrote(bytes: Vec<u8>) {
            prop_assert_eq!(encode_url(&bytes), BASE64URL_NOPAD.encode(&bytes));
            prop_assert_eq!(decode_url(encode_url(&bytes).as_bytes()), Ok(bytes.clone()));
            prop_assert_eq!(decode_padded(BASE64.encode(&bytes).as_bytes()), Ok(bytes));
        }

        #[test]
        fn takes_and_refuses_what_another_decoder_does(text in "[A-Za-z0-9_+/-]{0,9}[AEIMQUYcgkosw048]?={0,3}[A=~]?") {
            let other = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Base64Error);
            prop_assert_eq!(decode_url(text.as_bytes()), other);
            let other = BASE64.decode(text.as_bytes()).map_err(|_| Base64Error);
            prop_assert_eq!(decode_padded(text.as_bytes()), other);
        }
    }
}
