//! Decodes letters of five or six bits each, as RFC 4648 lays them out: base32 and base64 differ in their alphabets only.
//!
//! Written here because data-encoding, which also knows every other base, is 2.8 kB to download (brotli); the tests compare
//! the two.

/// The bytes that whole texts without padding stand for, by the value that `value_of` gives each letter.
///
/// `None` for another letter, a length that no bytes have, and bits that carry nothing and are not zero.
pub(super) fn decode(text: &[u8], bits: u32, value_of: fn(u8) -> Option<u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut held, mut held_bits) = (0_u32, 0);
    for &letter in text {
        held = held << bits | u32::from(value_of(letter)?);
        held_bits += bits;
        if held_bits >= 8 {
            held_bits -= 8;
            bytes.push(u8::try_from(held >> held_bits).ok()?);
            held &= (1 << held_bits) - 1;
        }
    }
    (held == 0 && held_bits < bits).then_some(bytes)
}
