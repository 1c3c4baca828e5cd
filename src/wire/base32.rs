//! Decodes base32 (RFC 4648 section 6) in upper case and without padding.

use data_encoding::BASE32_NOPAD;

/// A text that is not base32: another character, a wrong length, or bits that carry nothing and are not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base32Error;

/// Decodes the whole text.
///
/// # Errors
/// [`Base32Error`].
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base32Error> {
    BASE32_NOPAD.decode(text).map_err(|_| Base32Error)
}
