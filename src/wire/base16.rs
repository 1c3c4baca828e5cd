//! Writes bytes in hexadecimal digits (RFC 4648 section 8), in lower case as the names of files have them.

/// Two digits for each byte.
pub fn encode(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    #[test]
    fn writes_what_another_encoder_writes() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        assert_eq!(encode(&bytes), HEXLOWER.encode(&bytes), "each byte");
        assert_eq!(encode(&[]), "", "none");
    }
}
