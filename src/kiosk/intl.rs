//! Dates, numbers and plurals as the browser writes them: `Intl` of ECMA-402.
//!
//! It is reached by name, so that a browser that refuses a language tag (some report one that is none, such as
//! `en-US@posix`) is an answer and no exception: then ISO 8601 is shown.

use checkpost::claims::BirthHint;
use checkpost::locale::{Formats, Iso, Plural};
use checkpost::time::UnixTime;
use gloo::utils::window;
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::clock;

/// The formats of a language, in the variety of the browser's owner where that is known.
#[derive(Clone, Debug)]
pub(crate) struct Intl {
    /// The tags (BCP 47) to try, the best first.
    tags: Vec<String>,
}

impl Intl {
    /// The formats of a language.
    pub(crate) fn new(tag: &str) -> Self {
        let regional = window().navigator().language().filter(|own| primary(own) == primary(tag));
        Self { tags: regional.into_iter().chain([tag.to_owned()]).collect() }
    }

    /// What a formatter says; `None` where the browser has no such formatter, or refuses the value.
    fn ask(
        &self,
        formatter: &str,
        method: &str,
        options: &[(&str, &str)],
        value: &JsValue,
    ) -> Option<JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor: Function = Reflect::get(&intl, &formatter.into()).ok()?.dyn_into().ok()?;
        let wishes = Object::new();
        for (name, wish) in options {
            Reflect::set(&wishes, &(*name).into(), &(*wish).into()).ok()?;
        }
        self.tags.iter().find_map(|tag| {
            let made = Reflect::construct(&constructor, &Array::of2(&tag.into(), &wishes)).ok()?;
            let method: Function = Reflect::get(&made, &method.into()).ok()?.dyn_into().ok()?;
            method.call1(&made, value).ok()
        })
    }

    fn date(&self, milliseconds: f64, options: &[(&str, &str)]) -> Option<String> {
        self.ask("DateTimeFormat", "format", options, &Date::new(&milliseconds.into()))?.as_string()
    }
}

impl Formats for Intl {
    /// `Nov 23, 2026, 7:00 AM`
    fn time(&self, time: UnixTime) -> String {
        let options = [("dateStyle", "medium"), ("timeStyle", "short")];
        self.date(milliseconds(time), &options).unwrap_or_else(|| iso().time(time))
    }

    /// `Nov 23, 2026`
    fn day(&self, time: UnixTime) -> String {
        self.date(milliseconds(time), &[("dateStyle", "medium")]).unwrap_or_else(|| iso().day(time))
    }

    /// `February 26`
    fn birthday(&self, birth: BirthHint) -> String {
        let date = Date::new_with_year_month_day(LEAP_YEAR, i32::from(birth.month) - 1, i32::from(birth.day));
        // the browser takes the 30th of February for the 1st of March
        let exists = date.get_month() + 1 == u32::from(birth.month);
        exists
            .then(|| self.date(date.get_time(), &[("month", "long"), ("day", "numeric")]))
            .flatten()
            .unwrap_or_else(|| iso().birthday(birth))
    }

    fn number(&self, number: u64) -> String {
        // as text, for the digits that a floating-point number has no room for
        let text = number.to_string();
        let separators = [("useGrouping", "")];
        self.ask("NumberFormat", "format", &separators, &text.as_str().into())
            .and_then(|shown| shown.as_string())
            .unwrap_or(text)
    }

    fn plural(&self, count: u64) -> Plural {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let form = self.ask("PluralRules", "select", &[], &count.into()).and_then(|form| form.as_string());
        let named = |plural: &Plural| form.as_deref() == Some(plural.name());
        Plural::ALL.into_iter().find(named).unwrap_or(Plural::Other)
    }
}

/// The language without script and region.
pub(crate) fn primary(tag: &str) -> String {
    tag.split(['-', '_', '@']).next().unwrap_or_default().to_ascii_lowercase()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a date that a browser knows is exact"
)]
fn milliseconds(time: UnixTime) -> f64 {
    time.0 as f64 * 1000.0
}

fn iso() -> Iso {
    Iso { utc_offset_seconds: clock::utc_offset_seconds() }
}

/// A year with a 29th of February.
const LEAP_YEAR: u32 = 2024;
