//! Encodes a signed message as `NZCP:/1/` text (NZ COVID Pass technical specification 1.0).

use data_encoding::BASE32_NOPAD;

use checkpost::envelope::nzcp::PREFIX;

/// Puts the text layers on a signed message.
pub fn wrap(message: &[u8]) -> String {
    String::from_utf8_lossy(PREFIX).into_owned() + &BASE32_NOPAD.encode(message)
}
