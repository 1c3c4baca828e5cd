//! Reads input files and standard input up to a size limit.
//!
//! The limit is checked while reading: a pipe has no size, and whoever names a file does not always know what is in it.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The bytes of a file; `-` is standard input.
///
/// # Errors
/// What the system says, or that there are more than `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if path == Path::new("-") {
        read_bounded(io::stdin().lock(), limit)
    } else {
        read_bounded(File::open(path)?, limit)
    }
}

/// The text of a file, UTF-8; `-` is standard input.
///
/// # Errors
/// As in [`read`], or that it is no UTF-8.
pub(crate) fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    String::from_utf8(read(path, limit)?)
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is no UTF-8"))
}

/// Everything that a source holds.
///
/// # Errors
/// As in [`read`].
pub(crate) fn read_bounded(source: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        return Ok(bytes);
    }
    Err(io::Error::new(ErrorKind::FileTooLarge, format!("it is larger than {limit} bytes")))
}

/// A published list of keys or of withdrawn passes, or a file of certificates: the largest list met has 4 MB.
pub(crate) const LARGEST_LIST: u64 = 32 * 1024 * 1024;
/// One key or certificate, in PEM with notes around it.
pub(crate) const LARGEST_KEY: u64 = 64 * 1024;
/// What many passes are made from, or a manifest of many cases: half a million lines of a hundred characters.
pub(crate) const LARGEST_TABLE: u64 = 64 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_holds_while_a_source_is_read() {
        for (bytes, limit, is_read) in
            [(0, 0, true), (1, 0, false), (9, 10, true), (10, 10, true), (11, 10, false)]
        {
            let read = read_bounded(io::repeat(b'x').take(bytes), limit);
            assert_eq!(read.is_ok(), is_read, "{bytes} bytes, {limit} allowed");
        }
        let endless = read_bounded(io::repeat(0), 1000).unwrap_err();
        assert_eq!(endless.to_string(), "it is larger than 1000 bytes", "a source without an end");
    }
}
