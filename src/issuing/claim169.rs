//! Encodes a signed message as the text of an identity code (MOSIP 169 QR code specification 1.1.0).

use miniz_oxide::deflate::compress_to_vec_zlib;

use checkpost::wire::base45;

/// Puts the outer layers on a signed message.
pub fn wrap(message: &[u8]) -> String {
    base45::encode(&compress_to_vec_zlib(message, COMPRESSION_LEVEL))
}

const COMPRESSION_LEVEL: u8 = 9;
