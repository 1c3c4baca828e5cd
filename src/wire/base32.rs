//! Decodes base32 (RFC 4648 section 6) in upper case and without padding.

use super::letters;

/// A text that is not base32: another character, a wrong length, or bits that carry nothing and are not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base32Error;

/// Decodes the whole text.
///
/// # Errors
/// [`Base32Error`].
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base32Error> {
    letters::decode(text, 5, value_of).ok_or(Base32Error)
}

fn value_of(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'2'..=b'7' => Some(letter - b'2' + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::BASE32_NOPAD;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decodes_what_another_encoder_wrote(bytes: Vec<u8>) {
            prop_assert_eq!(decode(BASE32_NOPAD.encode(&bytes).as_bytes()), Ok(bytes));
        }

        #[test]
        fn takes_and_refuses_what_another_decoder_does(text in "[A-Z2-7]{0,9}[A-Za-z0-9=]?") {
            let other = BASE32_NOPAD.decode(text.as_bytes());
            prop_assert_eq!(decode(text.as_bytes()), other.map_err(|_| Base32Error));
        }
    }
}
