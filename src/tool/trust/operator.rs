//! What an operator says of itself, as `operator.json` in its folder keeps it from one bundle to the next.
//!
//! ```json
//! { "operator": { "name": { "en": "City of Example", "ar": "…" }, "contact": { "en": "+1 555 0100" } },
//!   "refused": { "ask": { "en": "Desk at gate 1" }, "contest": { "en": "https://city.example/contest" } },
//!   "kind": "city",              how old the index may become: shop or city
//!   "next_hours": 24,            how long after a bundle the next one is meant to come; absent: half of what stays green
//!   "staleness": { … } }         absent: what is usual for the kind
//! ```

use std::io;
use std::path::Path;

use checkpost::trust::distribution::{Operator, Refusal, StalenessPolicy, Translations};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::{Failure, input};

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperatorFile {
    #[serde(default)]
    pub(super) operator: Operator,
    #[serde(default)]
    pub(super) refused: Refusal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_hours: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    staleness: Option<StalenessPolicy>,
}

/// A kind of operator, by how old what its gates know may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// Its keys change with a national list: green for 30 days
    Shop,
    /// It withdraws passes daily: green for two days
    City,
}

/// The same in options. What is given is kept for the next time.
#[derive(Args)]
pub(super) struct OperatorOptions {
    /// The operator's name in a language, such as en="City of Example"; may be given several times
    #[arg(long, value_name = "TAG=TEXT", value_parser = translation)]
    operator_name: Vec<(String, String)>,
    /// How to reach the operator; may be given several times
    #[arg(long, value_name = "TAG=TEXT", value_parser = translation)]
    contact: Vec<(String, String)>,
    /// Where whoever is refused can ask; may be given several times
    #[arg(long, value_name = "TAG=TEXT", value_parser = translation)]
    ask: Vec<(String, String)>,
    /// Where whoever is refused can contest it; may be given several times
    #[arg(long, value_name = "TAG=TEXT", value_parser = translation)]
    contest: Vec<(String, String)>,
    /// What the gates stand at
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// How long until the next bundle, such as 12h or 14d; half of what stays green where it is never given
    #[arg(long = "next", value_name = "DURATION", value_parser = hours)]
    next_hours: Option<u32>,
}

impl OperatorFile {
    /// Reads the file; where there is none, nothing has been said yet.
    ///
    /// # Errors
    /// [`Failure`].
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = match input::read_text(path, LARGEST_FILE) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(Failure::new(
                    format!("cannot read {}: {error}", path.display()),
                    "Make it a file that you may read.",
                ));
            }
        };
        serde_json::from_str(&text).map_err(|error| {
            Failure::new(
                format!("{}: {error}", path.display()),
                "Correct it, or remove it and give what it said in options: `checkpost trust build --help`.",
            )
        })
    }

    /// The file with what was given in options.
    ///
    /// # Errors
    /// [`Failure`] where neither says what a bundle must.
    pub(super) fn with(mut self, options: &OperatorOptions) -> Result<Self, Failure> {
        let add = |texts: &mut Translations, given: &[(String, String)]| texts.extend(given.iter().cloned());
        add(&mut self.operator.name, &options.operator_name);
        add(&mut self.operator.contact, &options.contact);
        add(&mut self.refused.ask, &options.ask);
        add(&mut self.refused.contest, &options.contest);
        self.kind = options.kind.or(self.kind);
        self.next_hours = options.next_hours.or(self.next_hours);
        if self.operator.name.is_empty() {
            return Err(Failure::new(
                "the bundle does not say whose it is",
                "Give --operator-name en=\"City of Example\" once; the folder keeps it.",
            ));
        }
        if self.kind.is_none() && self.staleness.is_none() {
            return Err(Failure::new(
                "the bundle does not say how old it may become",
                "Give --kind shop (green for 30 days) or --kind city (green for two days) once; the folder keeps it.",
            ));
        }
        if let Some(policy) = &self.staleness
            && !(0 < policy.green_seconds && policy.green_seconds <= policy.amber_seconds)
        {
            return Err(Failure::new(
                "the ages of staleness are not in order",
                "In operator.json, let amber_seconds be no less than green_seconds, and both more than 0.",
            ));
        }
        Ok(self)
    }

    /// What age means.
    pub(super) fn staleness(&self) -> StalenessPolicy {
        match (&self.staleness, self.kind) {
            (Some(policy), _) => policy.clone(),
            (None, Some(Kind::Shop)) => StalenessPolicy::shop(),
            (None, Some(Kind::City) | None) => StalenessPolicy::city(),
        }
    }

    /// How long until the next bundle, in seconds.
    pub(super) fn interval_seconds(&self) -> i64 {
        let half = self.staleness().green_seconds / 2;
        self.next_hours.map_or(half, |hours| i64::from(hours) * SECONDS_PER_HOUR)
    }

    /// The text of the file.
    ///
    /// # Errors
    /// [`serde_json::Error`].
    pub(super) fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// A text in a language: a BCP 47 tag, an equals sign, the text.
fn translation(text: &str) -> Result<(String, String), String> {
    let is_tag =
        |tag: &str| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    text.split_once('=')
        .filter(|(tag, words)| is_tag(tag) && !words.trim().is_empty())
        .map(|(tag, words)| (tag.to_owned(), words.trim().to_owned()))
        .ok_or_else(|| "write the language, an equals sign and the text: en=\"City of Example\"".to_owned())
}

/// A duration in whole hours.
fn hours(text: &str) -> Result<u32, String> {
    let units = [("h", 1), ("d", 24), ("w", 7 * 24)];
    units
        .into_iter()
        .find_map(|(unit, hours)| text.strip_suffix(unit)?.parse::<u32>().ok()?.checked_mul(hours))
        .filter(|hours| (1..=MOST_HOURS).contains(hours))
        .ok_or_else(|| "write hours, days or weeks, at most ten years: 12h, 14d or 4w".to_owned())
}

const SECONDS_PER_HOUR: i64 = 3600;
/// Ten years.
const MOST_HOURS: u32 = 10 * 366 * 24;
/// A few lines in many languages.
const LARGEST_FILE: u64 = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_bounds() {
        for (text, expected) in [
            ("12h", Some(12)),
            ("14d", Some(336)),
            ("4w", Some(672)),
            ("0h", None),
            ("12", None),
            ("4000000000d", None),
            ("1000w", None),
            ("-1h", None),
        ] {
            assert_eq!(hours(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_translation_names_its_language() {
        assert_eq!(
            translation("zh-Hans=\u{57ce}"),
            Ok(("zh-Hans".to_owned(), "\u{57ce}".to_owned())),
            "a name"
        );
        for text in ["City", "=City", "en=", "en= ", "e n=City"] {
            assert!(translation(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_next_bundle_comes_while_the_last_is_green() {
        for (kind, seconds) in [(Kind::Shop, 15 * 24 * 3600), (Kind::City, 24 * 3600)] {
            let file = OperatorFile { kind: Some(kind), ..OperatorFile::default() };
            assert_eq!(file.interval_seconds(), seconds, "{kind:?}");
        }
    }
}
