//! Parses the layers of a SMART Health Card, `shc:/` (SMART Health Cards framework 1.4.0).
//!
//! ```text
//! "shc:/" digit pairs( JWS( { alg: "ES256", zip: "DEF", kid }, raw deflate( JSON ), ES256 ) )
//! ```
//!
//! Each pair of digits is a character of the JWS, less 45. A card split over several codes (`shc:/1/3/…`) is assembled
//! by [`super::chunks`] first.

use super::{Envelope, Format, KeyHint, Layer, ParseError};
use crate::signature::Algorithm;
use crate::wire::inflate;
use crate::wire::jose::{JoseError, Jws};
use crate::wire::json;

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let text = payload.trim_ascii();
    let token =
        Jws::parse(&characters(digits(text).unwrap_or(text)).ok_or(ParseError::Damaged(Layer::Digits))?)?;
    if token.text("zip") != Some("DEF") {
        return Err(JoseError::Parameter.into());
    }
    let key_id = token.text("kid").ok_or(JoseError::Parameter)?.as_bytes().to_vec();
    let algorithm = token.text("alg").map(Algorithm::from_jose);
    let body = inflate::raw(&token.payload, inflate::PASS_LIMIT)?;
    let issuer = json::read_object(&body)?.get("iss").and_then(json::Value::as_str).map(str::to_owned);
    Ok(Envelope {
        hint: KeyHint { issuer, key_id: Some(key_id), certificate: None },
        algorithm,
        media_type: token.media_type(),
        signed: token.signed,
        signature: token.signature,
        ..Envelope::of(Format::SmartHealthCard, body)
    })
}

/// Pairs of digits to characters; `None` for an odd count, another character, or a pair beyond the alphabet.
fn characters(digits: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|&[tens, ones]| {
            let digit = |character: u8| character.is_ascii_digit().then(|| character - b'0');
            let pair = digit(tens)? * 10 + digit(ones)?;
            (pair <= LARGEST_PAIR).then_some(pair + OFFSET)
        })
        .collect()
}

/// What follows the scheme, which counts in any case (RFC 3986 section 3.1).
pub(super) fn digits(text: &[u8]) -> Option<&[u8]> {
    let (scheme, digits) = text.split_at_checked(PREFIX.len())?;
    scheme.eq_ignore_ascii_case(PREFIX).then_some(digits)
}

/// The characters every such code begins with.
pub const PREFIX: &[u8] = b"shc:/";
const OFFSET: u8 = 45;
const LARGEST_PAIR: u8 = b'z' - OFFSET;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pairs_up_to_the_end_of_the_alphabet() {
        assert_eq!(characters(b"5629"), Some(b"eJ".to_vec()), "the first characters of every token");
        assert_eq!(characters(b"77"), Some(b"z".to_vec()), "largest");
        for digits in [&b"78"[..], b"5", b"5a", b"-1"] {
            assert_eq!(characters(digits), None, "{digits:?}");
        }
    }
}
