//! What is shown and printed, in the words of a language: a key and its arguments in, text out.
//!
//! The words lie outside of the program, one file below `public/locales` for each language: a JSON object whose members
//! are texts, by their [`Key`] or by the code of a refusal. A text is a string, or an array of two: what happened, and
//! what to do about it. `{time}`, `{number}` and the like stand for values; a placeholder is named after what it stands
//! for, see [`Argument`]. A text with `{count}` exists once for each plural category of its language, as `key.one`,
//! `key.other` and so on. `tests/locales.rs` holds every file to all this.
//!
//! How dates, numbers and plurals are written is not known here: the page asks the browser (`Intl`), a desk wants ISO 8601.

mod formats;
mod key;

pub use formats::{Formats, Iso, Plural};
pub use key::Key;

use std::collections::BTreeMap;

use crate::time::UnixTime;
use crate::wire::json::{JsonError, Value, read_object};

/// The words of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locale {
    texts: BTreeMap<String, Advice>,
}

/// What happened, and what to do about it. Of a text that is one string the second part is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// What happened, for the person at the gate.
    pub reason: String,
    /// What to do now.
    pub remedy: String,
}

/// Why bytes are not the words of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocaleError {
    /// More than [`MAX_LOCALE_BYTES`].
    TooLarge,
    /// Not one JSON object.
    Json(JsonError),
    /// A member is neither a string nor an array of two.
    Text,
}

/// A value in a text. A text has at most one of each kind, and its placeholder is named after the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// `{time}`: date and time of day, as the clock on the wall shows them.
    Time(UnixTime),
    /// `{day}`: the date alone.
    Day(UnixTime),
    /// `{number}`
    Number(u64),
    /// `{count}`: how many, which chooses among the plural forms of the text.
    Count(u64),
    /// `{name}`: the text of another key.
    Name(Key),
    /// `{names}`: the texts of other keys, as an enumeration.
    Names(Vec<Key>),
    /// `{verbatim}`: the same in every language, as the name of an algorithm.
    Verbatim(&'static str),
}

impl Argument {
    /// The name of its placeholder.
    pub fn placeholder(&self) -> &'static str {
        match self {
            Self::Time(_) => "time",
            Self::Day(_) => "day",
            Self::Number(_) => "number",
            Self::Count(_) => "count",
            Self::Name(_) => "name",
            Self::Names(_) => "names",
            Self::Verbatim(_) => "verbatim",
        }
    }
}

impl Locale {
    /// Reads a file of `public/locales`. Which keys it has is not looked at: a key without text shows as its own name.
    ///
    /// # Errors
    /// [`LocaleError`].
    pub fn read(bytes: &[u8]) -> Result<Self, LocaleError> {
        if bytes.len() > MAX_LOCALE_BYTES {
            return Err(LocaleError::TooLarge);
        }
        let object = read_object(bytes).map_err(LocaleError::Json)?;
        // one by one, since `collect` would sort them first: code for what is sorted already
        let mut texts = BTreeMap::new();
        for (key, value) in object {
            texts.insert(key, advice(value).ok_or(LocaleError::Text)?);
        }
        Ok(Self { texts })
    }

    /// All texts as they stand in the file, placeholders and all.
    pub fn texts(&self) -> &BTreeMap<String, Advice> {
        &self.texts
    }
}

fn advice(value: Value) -> Option<Advice> {
    match value {
        Value::String(reason) => Some(Advice { reason, remedy: String::new() }),
        Value::Array(texts) => match <[Value; 2]>::try_from(texts).ok()? {
            [Value::String(reason), Value::String(remedy)] => Some(Advice { reason, remedy }),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// A language that speaks: its words, and how it writes dates, numbers and plurals.
#[derive(Clone, Debug)]
pub struct Words<F> {
    locale: Locale,
    formats: F,
}

impl<F: Formats> Words<F> {
    /// The words of a language, with formats that fit.
    pub fn new(locale: Locale, formats: F) -> Self {
        Self { locale, formats }
    }

    /// How this language writes dates, numbers and plurals.
    pub fn formats(&self) -> &F {
        &self.formats
    }

    /// The text of a key that has no placeholders.
    pub fn say(&self, key: Key) -> String {
        self.fill(key, &[])
    }

    /// The text of a key, with values in the place of its placeholders.
    pub fn fill(&self, key: Key, arguments: &[Argument]) -> String {
        self.advice(key, arguments).reason
    }

    /// What happened and what to do, with values in the place of placeholders.
    pub fn advice(&self, key: Key, arguments: &[Argument]) -> Advice {
        let count = arguments.iter().find_map(|argument| match argument {
            Argument::Count(count) => Some(*count),
            _ => None,
        });
        match count {
            Some(count) => {
                let form = |plural: Plural| [key.name(), plural.name()].join(".");
                let chosen = form(self.formats.plural(count));
                let chosen =
                    if self.locale.texts.contains_key(&chosen) { chosen } else { form(Plural::Other) };
                self.found(&chosen, arguments)
            }
            None => self.found(key.name(), arguments),
        }
    }

    /// The words of a refusal. Codes that all mean the same to the person at the gate share the row of their first letter.
    pub fn of_code(&self, code: &str, arguments: &[Argument]) -> Advice {
        let family = code.split('-').next().unwrap_or(code);
        let has_own = self.locale.texts.contains_key(code) || !self.locale.texts.contains_key(family);
        self.found(if has_own { code } else { family }, arguments)
    }

    /// The title of a sample pass.
    pub fn sample(&self, name: &str) -> String {
        self.found(&[SAMPLE_PREFIX, name].concat(), &[]).reason
    }

    /// An enumeration: "photograph, initials and birthday".
    pub fn list(&self, keys: &[Key]) -> String {
        let names: Vec<String> = keys.iter().map(|&key| self.say(key)).collect();
        match names.split_last() {
            None => String::new(),
            Some((only, [])) => only.clone(),
            Some((last, others)) => {
                [&others.join(&self.say(Key::ListComma)), &self.say(Key::ListAnd), last.as_str()].concat()
            }
        }
    }

    fn found(&self, key: &str, arguments: &[Argument]) -> Advice {
        match self.locale.texts.get(key) {
            Some(Advice { reason, remedy }) => {
                Advice { reason: self.filled(reason, arguments), remedy: self.filled(remedy, arguments) }
            }
            None => Advice { reason: key.to_owned(), remedy: String::new() },
        }
    }

    /// Goes through a text once, so that a value that looks like a placeholder stays as it is.
    fn filled(&self, text: &str, arguments: &[Argument]) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let found = after.split_once('}').and_then(|(name, left)| {
                let argument = arguments.iter().find(|argument| argument.placeholder() == name)?;
                Some((self.value(argument), left))
            });
            if let Some((value, left)) = found {
                filled.push_str(&value);
                rest = left;
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, argument: &Argument) -> String {
        match argument {
            Argument::Time(time) => self.formats.time(*time),
            Argument::Day(time) => self.formats.day(*time),
            Argument::Number(number) | Argument::Count(number) => self.formats.number(*number),
            Argument::Name(key) => self.say(*key),
            Argument::Names(keys) => self.list(keys),
            Argument::Verbatim(text) => (*text).to_owned(),
        }
    }
}

/// Three times what the largest language needs.
pub const MAX_LOCALE_BYTES: usize = 64 * 1024;
/// Before the name of a sample pass in the key of its title.
pub const SAMPLE_PREFIX: &str = "sample.";

#[cfg(test)]
mod tests;
