//! A verdict, filling the display: shape, colour and one large word, then the reason and what to do.
//!
//! A short touch goes on; a finger that rests keeps the verdict on the screen until it leaves.

mod touch;

use checkpost::claims::Colour;
use checkpost::locale::{Formats, Key};
use checkpost::notice::{Notice, Tone, status_text};
use checkpost::session::{Event, Screen};
use checkpost::time::Milliseconds;
use leptos::html::Main;
use leptos::prelude::*;

use super::performance_marks;
use crate::component::{AgeNote, Portrait, VerdictIcon};
use crate::kiosk::Kiosk;
use touch::Touch;

/// Shows a verdict.
#[component]
pub(crate) fn VerdictScreen(notice: Notice) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let (tone, code, word) = (notice.tone, notice.code, words.say(notice.word));
    let (reason, detail) = (notice.reason(&words), notice.detail(&words));
    let [remedy, remedy_without_photo] = [true, false].map(|has_photo| notice.remedy(has_photo, &words));
    let status = notice.status.map(|status| (status.colour, status_text(status, &words)));
    let word_width = width_in_ems(&word);
    let entries = holder_entries(&notice, kiosk);
    let photo = notice.photo;
    // until the browser says that it cannot
    let is_drawn = RwSignal::new(photo.is_some());
    let captured_ms = kiosk.look_once(|view| view.overlay.captured_ms);
    let screen = NodeRef::<Main>::new();
    screen.on_load(move |screen| {
        let _ = screen.focus();
        performance_marks::mark(captured_ms);
    });
    let touch = Touch::new(move |event| kiosk.feed(event));
    view! {
        <main
            class="screen verdict"
            class:verdict--photo=move || is_drawn.get()
            data-screen="verdict"
            data-tone=tone_name(tone)
            data-code=code
            tabindex="-1"
            node_ref=screen
            on:pointerdown=move |_| touch.began()
            on:pointerup=move |_| touch.ended()
            on:pointercancel=move |_| touch.cancelled()
            on:pointerleave=move |_| touch.cancelled()
            on:contextmenu=|event| event.prevent_default()
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | " " | "Escape") {
                    kiosk.feed(Event::Tapped);
                }
            }
        >
            <div class="verdict__sign">
                <VerdictIcon tone />
                {photo.map(|photo| view! { <Portrait photo label=words.say(Key::VerdictPortrait) is_drawn /> })}
            </div>
            <div class="verdict__text" role="alert">
                <h1 class="verdict__word" style=("--word-ems", word_width)>
                    {word}
                </h1>
                <p class="verdict__reason">{reason}</p>
                {status.map(|(colour, text)| view! { <Status colour text /> })}
                <p class="verdict__remedy">
                    {move || if is_drawn.get() { remedy.clone() } else { remedy_without_photo.clone() }}
                </p>
                {entries.map(|entries| view! { <Holder entries /> })}
                {detail.map(|detail| view! { <p class="verdict__detail">{detail}</p> })}
            </div>
            <footer class="verdict__foot">
                <Countdown />
                <AgeNote />
                <p class="verdict__code">{code}</p>
            </footer>
        </main>
    }
}

/// The status of a city pass: its colour as a patch and by name, and its reason.
#[component]
fn Status(colour: Colour, text: String) -> impl IntoView {
    let name = match colour {
        Colour::Green => "green",
        Colour::Amber => "amber",
        Colour::Red => "red",
    };
    view! {
        <p class="verdict__status" data-colour=name>
            {text}
        </p>
    }
}

/// Initials and birthday with their labels, as far as they are known.
fn holder_entries(notice: &Notice, kiosk: Kiosk) -> Option<Vec<(String, String)>> {
    let words = kiosk.words();
    let initials = notice.holder.as_ref()?.initials.clone();
    let initials = (!initials.is_empty()).then(|| (words.say(Key::VerdictInitials), initials));
    let birthday = notice.birthday().map(|birth| words.formats().birthday(birth));
    let birthday = birthday.map(|birthday| (words.say(Key::VerdictBirthday), birthday));
    Some(initials.into_iter().chain(birthday).collect())
}

#[component]
fn Holder(entries: Vec<(String, String)>) -> impl IntoView {
    let entry = |(label, value)| {
        view! {
            <div class="holder__entry">
                <dt class="holder__label">{label}</dt>
                <dd class="holder__value">{value}</dd>
            </div>
        }
    };
    view! { <dl class="holder">{entries.into_iter().map(entry).collect_view()}</dl> }
}

/// How long the verdict stays, as a bar that runs out.
#[component]
fn Countdown() -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = kiosk.words();
    let (touch, held) = (words.say(Key::VerdictTouch), words.say(Key::VerdictHeld));
    let time = kiosk.watch(|view| match view.screen {
        Screen::Verdict(showing) => Some((showing.is_held, showing.until.since(showing.counts_from))),
        Screen::Start | Screen::Samples | Screen::Provisioning(_) | Screen::Scan(_) | Screen::Fault(_) => {
            None
        }
    });
    let is_held = move || time.get().is_some_and(|(is_held, _)| is_held);
    // a bar whose time changes begins anew
    let bar = move || {
        let (is_held, Milliseconds(lasts)) = time.get()?;
        Some(view! {
            <span
                class="countdown__bar"
                class:countdown__bar--held=is_held
                style:animation-duration=format!("{lasts}ms")
            ></span>
        })
    };
    view! {
        <div class="countdown">
            <div class="countdown__track" aria-hidden="true">{bar}</div>
            <p class="countdown__text">{move || if is_held() { held.clone() } else { touch.clone() }}</p>
        </div>
    }
}

/// About how wide a word is set in bold, so that it can be as large as its line allows: Latin letters are narrow, Arabic
/// ones a little less so, all others are taken for square ones.
fn width_in_ems(word: &str) -> String {
    let hundredths: u32 = word.chars().map(letter_hundredths).sum();
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn letter_hundredths(letter: char) -> u32 {
    if letter.is_ascii() {
        66
    } else if ARABIC.contains(&letter) {
        76
    } else {
        104
    }
}

/// The letters of Unicode's Arabic block.
const ARABIC: std::ops::RangeInclusive<char> = '\u{600}'..='\u{6ff}';

/// As style sheets and tests know it.
fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Admitted => "admitted",
        Tone::Refused => "refused",
        Tone::CannotSay => "cannot-say",
    }
}
