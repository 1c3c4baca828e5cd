//! Decompresses zlib (RFC 1950) and raw DEFLATE (RFC 1951), up to a limit in bytes.
//!
//! The output is capped before it is allocated, the stream must end inside the input, its checksum must hold and no
//! byte may follow it.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Why bytes do not decompress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InflateError {
    /// Not a stream of this kind, damaged, or its checksum is wrong.
    Stream,
    /// The input ends inside the stream.
    Truncated,
    /// The output would pass the limit.
    TooLarge,
    /// Bytes follow the stream.
    Trailing,
}

/// Decompresses a zlib stream, at most `limit` bytes of it.
///
/// # Errors
/// [`InflateError`]; nothing is returned of a stream that is not whole.
pub fn zlib(data: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
    inflate(
        data,
        limit,
        inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_COMPUTE_ADLER32,
    )
}

/// Decompresses a raw DEFLATE stream, at most `limit` bytes of it.
///
/// # Errors
/// [`InflateError`]; nothing is returned of a stream that is not whole.
pub fn raw(data: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
    inflate(data, limit, 0)
}

fn inflate(data: &[u8], limit: usize, flags: u32) -> Result<Vec<u8>, InflateError> {
    let flags = flags | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut decompressor = Box::<DecompressorOxide>::default();
    // a limit of nothing is one too: what is left for the last of several streams
    let mut plain = vec![0; data.len().saturating_mul(2).max(1).min(limit)];
    let (mut consumed, mut written) = (0, 0);
    loop {
        let input = data.get(consumed..).unwrap_or_default();
        let (status, read, wrote) = decompress(&mut decompressor, input, &mut plain, written, flags);
        consumed += read;
        written += wrote;
        match status {
            TINFLStatus::Done if consumed == data.len() => {
                plain.truncate(written);
                return Ok(plain);
            }
            TINFLStatus::Done => return Err(InflateError::Trailing),
            TINFLStatus::HasMoreOutput if plain.len() >= limit => return Err(InflateError::TooLarge),
            TINFLStatus::HasMoreOutput => plain.resize(plain.len().saturating_mul(2).min(limit), 0),
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                return Err(InflateError::Truncated);
            }
            // damaged, a wrong checksum, or a status of a later miniz_oxide
            _ => return Err(InflateError::Stream),
        }
    }
}

/// The largest plaintext of one pass. The largest seen in the field is 6.7 kB; one QR code holds 4 296 characters and
/// deflate expands up to about 1 030 times.
pub const PASS_LIMIT: usize = 64 * 1024;
/// The largest plaintext of all status lists of a tablet together: one of 2^20 entries of eight bits has 1 MiB.
pub(crate) const LIST_LIMIT: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    #[test]
    fn stops_a_bomb_at_the_limit() {
        let bomb = compress_to_vec_zlib(&vec![0; PASS_LIMIT + 1], 9);
        assert_eq!(zlib(&bomb, PASS_LIMIT), Err(InflateError::TooLarge), "one byte over");
        let full = compress_to_vec_zlib(&vec![0; PASS_LIMIT], 9);
        assert_eq!(zlib(&full, PASS_LIMIT).map(|plain| plain.len()), Ok(PASS_LIMIT), "exactly the limit");
    }

    #[test]
    fn a_stream_for_which_no_room_is_left_is_too_large_and_no_panic() {
        for (content, limit, expected) in [
            (&b""[..], 0, Ok(0)),
            (b"", 1, Ok(0)),
            (b"a", 0, Err(InflateError::TooLarge)),
            (b"a", 1, Ok(1)),
            (b"aaaaaaaaaaaaaaaa", 0, Err(InflateError::TooLarge)),
            (b"aaaaaaaaaaaaaaaa", 1, Err(InflateError::TooLarge)),
            (b"aaaaaaaaaaaaaaaa", 15, Err(InflateError::TooLarge)),
            (b"aaaaaaaaaaaaaaaa", 16, Ok(16)),
        ] {
            let read = zlib(&compress_to_vec_zlib(content, 9), limit).map(|plain| plain.len());
            assert_eq!(read, expected, "zlib, {content:?} in {limit}");
            let read = raw(&compress_to_vec(content, 9), limit).map(|plain| plain.len());
            assert_eq!(read, expected, "raw, {content:?} in {limit}");
        }
        for limit in 0..3 {
            assert_eq!(zlib(b"", limit), Err(InflateError::Truncated), "nothing, in {limit}");
            assert_eq!(zlib(b"x", limit), Err(InflateError::Truncated), "half a header, in {limit}");
            assert!(zlib(&[0xFF; 40], limit).is_err(), "no stream, in {limit}");
        }
    }

    #[test]
    fn refuses_cut_off_altered_and_followed_streams() {
        let whole = compress_to_vec_zlib(b"a pass, a pass, a pass", 9);
        for length in 0..whole.len() {
            assert!(zlib(&whole[..length], PASS_LIMIT).is_err(), "cut at {length}");
        }
        let mut followed = whole.clone();
        followed.push(0);
        assert_eq!(zlib(&followed, PASS_LIMIT), Err(InflateError::Trailing), "one byte follows");
        let mut altered = whole.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(zlib(&altered, PASS_LIMIT), Err(InflateError::Stream), "checksum");
        assert_eq!(raw(&compress_to_vec(b"plain", 9), PASS_LIMIT), Ok(b"plain".to_vec()), "raw");
    }
}
