//! Issues SMART Health Cards, `shc:/` (framework 1.4.0), in one code or split into chunks.
//!
//! [`checkpost::envelope::shc`] parses the layers, [`checkpost::envelope::chunks`] assembles the chunks.

use miniz_oxide::deflate::compress_to_vec;

use super::jose;
use checkpost::wire::json::Value;
use p256::ecdsa::SigningKey;

/// Signs a card and wraps it for a QR code.
pub fn mint(card: &Value, key: &SigningKey, key_id: &str) -> String {
    let header = jose::header([("alg", "ES256"), ("zip", "DEF"), ("kid", key_id)]);
    wrap(&jose::sign(header, &compress_to_vec(card.to_string().as_bytes(), COMPRESSION_LEVEL), key))
}

/// Puts the outer layer on a token: each character as two digits.
pub fn wrap(token: &str) -> String {
    let digits = token.bytes().map(|character| format!("{:02}", character.saturating_sub(OFFSET)));
    format!("{PREFIX}{}", digits.collect::<String>())
}

/// The card in so many chunks, each with its number and their count.
pub fn split(card: &str, count: usize) -> Vec<String> {
    let digits = card.strip_prefix(PREFIX).unwrap_or(card);
    // an even length: no character is torn apart
    let length = digits.len().div_ceil(count.max(1)).next_multiple_of(2).max(2);
    let parts: Vec<&[u8]> = digits.as_bytes().chunks(length).collect();
    let numbered = parts.iter().zip(1..);
    numbered
        .map(|(part, place)| format!("{PREFIX}{place}/{}/{}", parts.len(), String::from_utf8_lossy(part)))
        .collect()
}

const PREFIX: &str = "shc:/";
const OFFSET: u8 = b'-';
const COMPRESSION_LEVEL: u8 = 9;
