//! What is read, what is not, and how values come into texts.

use super::*;

fn words(json: &str) -> Words<Iso> {
    let locale = Locale::read(json.as_bytes()).expect("the sample is a locale");
    Words::new(locale, Iso { utc_offset_seconds: 0 })
}

#[test]
fn values_stand_in_the_place_of_placeholders() {
    let words = words(
        r#"{"T-EXP": ["over on {time}, {what}", "by {day}"], "verdict.status-reason": "no. {number} {"}"#,
    );
    let advice = words.of_code("T-EXP", &[Argument::Time(UnixTime(0))]);
    assert_eq!(advice.reason, "over on 1970-01-01 00:00, {what}", "only what there is a value for");
    assert_eq!(advice.remedy, "by {day}", "a day is no time");
    assert_eq!(words.fill(Key::VerdictStatusReason, &[Argument::Number(7)]), "no. 7 {", "a brace is a brace");
}

#[test]
fn a_value_is_not_looked_into() {
    let words = words(r#"{"S-UNS": ["{verbatim} {verbatim}", ""]}"#);
    assert_eq!(words.of_code("S-UNS", &[Argument::Verbatim("{verbatim}")]).reason, "{verbatim} {verbatim}");
}

#[test]
fn a_count_chooses_the_plural_form() {
    let words = words(r#"{"scan.parts.one": "{count} code", "scan.parts.other": "{count} codes"}"#);
    let said = |count| words.fill(Key::ScanParts, &[Argument::Count(count)]);
    assert_eq!((said(1), said(2)), ("1 code".to_owned(), "2 codes".to_owned()));
    let words = self::words(r#"{"scan.parts.other": "{count}"}"#);
    assert_eq!(words.fill(Key::ScanParts, &[Argument::Count(1)]), "1", "a language with one form");
}

#[test]
fn codes_of_one_meaning_share_a_row() {
    let words = words(r#"{"D": ["damaged", "again"], "D-BIG": ["too large", ""]}"#);
    assert_eq!(words.of_code("D-ZIP", &[]).reason, "damaged", "the row of the family");
    assert_eq!(words.of_code("D-BIG", &[]).reason, "too large", "a row of its own comes first");
    assert_eq!(words.of_code("X-YZZ", &[]).reason, "X-YZZ", "a code without words is shown");
}

#[test]
fn a_file_that_is_no_locale_is_none() {
    for (json, error) in [
        ("", LocaleError::Json(JsonError::Malformed)),
        ("[]", LocaleError::Json(JsonError::NotObject)),
        (r#"{"a": "b", "a": "c"}"#, LocaleError::Json(JsonError::Repeated)),
        (r#"{"a": 1}"#, LocaleError::Text),
        (r#"{"a": ["b"]}"#, LocaleError::Text),
        (r#"{"a": ["b", {}]}"#, LocaleError::Text),
        (r#"{"a": {"b": "c"}}"#, LocaleError::Text),
    ] {
        assert_eq!(Locale::read(json.as_bytes()), Err(error), "{json}");
    }
    let long = vec![b' '; MAX_LOCALE_BYTES + 1];
    assert_eq!(Locale::read(&long), Err(LocaleError::TooLarge), "too long");
    assert_eq!(Locale::read(b"{}"), Ok(Locale::default()), "nothing said is no error");
}
