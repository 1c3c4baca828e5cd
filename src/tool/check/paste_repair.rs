//! Undoes the changes that mail programs and messengers make to a pasted text, such as percent encoding or line breaks.
//!
//! A repaired text is used only if it decodes, and its signature is checked as always. What a camera read is never
//! changed.

use checkpost::envelope::{Envelope, ParseError, Recognised};

/// A text that decodes after one change was undone, and the change.
pub(super) type Repaired = (Vec<u8>, &'static str);

/// Tries [`CHANGES`], each once; `None` where the text decodes as it is, or not at all.
pub(super) fn repair(payload: &[u8]) -> Option<Repaired> {
    if !is_worth_trying(&Envelope::parse(payload)) {
        return None;
    }
    let text = std::str::from_utf8(payload).ok()?;
    // what is put around a text, and where a line was broken: never data, but for blanks, which stay inside
    let whole: String = text.trim_matches(is_around).split(['\r', '\n']).map(str::trim_start).collect();
    CHANGES.into_iter().find_map(|(change, undo)| {
        let candidate = undo(&whole)?.into_bytes();
        Envelope::parse(&candidate).is_ok().then_some((candidate, change))
    })
}

/// A pass of a known kind that does not decode, or nothing that is known.
fn is_worth_trying(parsed: &Result<Envelope, ParseError>) -> bool {
    matches!(parsed, Err(ParseError::Damaged(_) | ParseError::NotEnvelope(Recognised::Other(_))))
}

fn is_around(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}' | '"' | '\'' | '<' | '>')
}

/// Every `%` and two digits as the character they stand for; `None` where that is not ASCII.
fn without_percents(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut decoded = parts.next()?.to_owned();
    for part in parts {
        let code = u8::from_str_radix(part.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        decoded.push(char::from(code));
        decoded.push_str(part.get(2..)?);
    }
    Some(decoded)
}

/// In upper case from a lower-case prefix on, where the format knows no lower case.
fn upper(text: &str) -> Option<String> {
    let is_lower = UPPER_CASE_PREFIXES
        .iter()
        .any(|prefix| text.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix)));
    is_lower.then(|| text.to_ascii_uppercase())
}

type Undo = fn(&str) -> Option<String>;
const CHANGES: [(&str, Undo); 4] = [
    ("characters around it, or line ends", |text| Some(text.to_owned())),
    ("blanks written as %20", |text| text.contains("%20").then(|| text.replace("%20", " "))),
    ("characters written with %", without_percents),
    ("lower case", upper),
];
const UPPER_CASE_PREFIXES: [&str; 6] = ["HC1:", "AT1:", "LT1:", "NZCP:/1/", "CP1:", "CP2:"];

#[cfg(test)]
mod tests {
    use super::*;
    use checkpost::time::UnixTime;
    use checkpost_issuing::specimen::specimens;

    fn genuine(name: &str) -> String {
        let all = specimens(UnixTime(1_790_000_000)).unwrap();
        all.into_iter().find(|specimen| specimen.name == name).unwrap().text
    }

    #[test]
    fn undoes_what_mail_and_messengers_do() {
        for name in ["vaccination", "test", "city-pass", "identity"] {
            let text = genuine(name);
            let percent = text.replace('%', "%25").replace(' ', "%20").replace('+', "%2B");
            let (begin, end) = text.split_at(40);
            let changed = [
                text.replace(' ', "%20"),
                percent,
                format!("\u{feff} \"{text}\"\r\n"),
                format!("{}\r\n{}", begin.trim_end(), end.trim_start()),
                text.to_lowercase(),
            ];
            for (place, changed) in changed.into_iter().enumerate() {
                let is_told_by_prefix =
                    place != 4 || UPPER_CASE_PREFIXES.iter().any(|prefix| text.starts_with(prefix));
                // a blank at the break is lost with it
                let is_whole = place != 3 || (begin.trim_end() == begin && end.trim_start() == end);
                if changed == text || !is_told_by_prefix || !is_whole {
                    continue;
                }
                let repaired = repair(changed.as_bytes()).map(|(text, _)| text);
                assert_eq!(repaired.as_deref(), Some(text.as_bytes()), "{name}, change {place}: {changed}");
            }
        }
    }

    #[test]
    fn changes_nothing_that_decodes_or_is_known_otherwise() {
        assert_eq!(repair(genuine("vaccination").as_bytes()), None, "genuine");
        for text in ["shlink:/eyJ", "no pass at all", "%20", "", "HC1:%20", "%ZZ%20"] {
            assert_eq!(repair(text.as_bytes()), None, "{text}");
        }
    }
}
