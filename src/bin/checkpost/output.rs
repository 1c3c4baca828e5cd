//! Standard output, for machines: one line at a time, whole or not at all.

use std::io::{self, ErrorKind, Write};

use crate::Failure;

/// Prints one line.
///
/// # Errors
/// [`Failure`] when nobody reads any more; whoever closed the pipe knows why, so it is not told again.
pub(crate) fn line(text: impl std::fmt::Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::silent(),
        _ => Failure::new(
            format!("cannot print: {error}"),
            "Leave standard output open and its disk not full.",
        ),
    })
}
