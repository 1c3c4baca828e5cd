//! Writes to standard output, one whole line at a time, for machines, and to standard error, for people.
//!
//! What passes, lists and file names say goes through [`escaped`] on its way to either: a terminal obeys control characters,
//! and shows the digits behind a change of direction in another order.

use std::fmt::{Display, Write as _};
use std::io::{self, ErrorKind, Write};

use crate::Failure;

/// Prints one line. In a line of JSON only characters between quotes are escaped, so that it reads back as the same value.
///
/// # Errors
/// [`Failure`] when nobody reads any more. Whoever closed the pipe knows why, so that failure is silent.
pub(crate) fn line(text: impl Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", escaped(text)).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::silent(),
        _ => Failure::new(
            format!("cannot print: {error}"),
            "Leave standard output open and its disk not full.",
        ),
    })
}

/// Writes one line for people.
pub(crate) fn message(text: impl Display) {
    eprintln!("{}", escaped(text));
}

/// Writes for people why a command could not do its work, and what to do about it.
pub(crate) fn failure(failure: &Failure) {
    message(format_args!("checkpost: {}", failure.what));
    eprintln!("  {}", escaped(&failure.remedy));
}

/// The text with every character that a terminal obeys, or that changes how others are shown, written as `\u009b`, in
/// UTF-16 as JSON writes it.
pub(crate) fn escaped(text: impl Display) -> String {
    let mut shown = String::new();
    for character in text.to_string().chars() {
        if is_plain(character) {
            shown.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // writing into a String cannot fail
            let _ = write!(shown, "\\u{unit:04x}");
        }
    }
    shown
}

/// Whether a character shows itself and nothing else. Not so: controls (category Cc), marks of direction and joining, line and
/// paragraph separators, invisible operators, byte-order marks, annotations and tags (category Cf).
fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_reaches_it() {
        for (name, text, expected) in [
            ("plain", "J\u{e9}r\u{f4}me \u{738b} \u{1f600} %~", "J\u{e9}r\u{f4}me \u{738b} \u{1f600} %~"),
            ("escape", "\u{1b}[2J", "\\u001b[2J"),
            ("escape of eight bits", "\u{9b}31m", "\\u009b31m"),
            ("bell", "\u{7}", "\\u0007"),
            ("line of its own", "a\nadmitted", "a\\u000aadmitted"),
            ("back to the beginning", "refused\radmitted", "refused\\u000dadmitted"),
            ("rubbed out", "no\u{8}\u{8}", "no\\u0008\\u0008"),
            ("delete", "\u{7f}", "\\u007f"),
            ("next line", "\u{85}", "\\u0085"),
            ("operating system command", "\u{9d}0;title\u{9c}", "\\u009d0;title\\u009c"),
            ("right to left", "\u{202e}dettimda", "\\u202edettimda"),
            ("isolated", "\u{2066}a\u{2069}", "\\u2066a\\u2069"),
            ("arabic letter mark", "\u{61c}", "\\u061c"),
            ("invisible joiner", "ad\u{200d}mitted", "ad\\u200dmitted"),
            ("line separator", "\u{2028}", "\\u2028"),
            ("byte-order mark", "\u{feff}", "\\ufeff"),
            ("tags", "\u{e0041}", "\\udb40\\udc41"),
        ] {
            assert_eq!(escaped(text), expected, "{name}");
            let json = serde_json::json!({ "text": text });
            let read: serde_json::Value = serde_json::from_str(&escaped(&json)).unwrap();
            assert_eq!(read, json, "{name}: the same to whoever reads JSON");
        }
    }
}
