//! A verdict, filling the display: shape, colour and one large word, then the reason and what to do.
//!
//! A short touch goes on; a finger that rests keeps the verdict on the screen until it leaves.

mod touch;

use checkpost::claims::{Colour, HolderHint};
use checkpost::notice::{Notice, Tone};
use checkpost::session::{Event, Screen};
use checkpost::time::Milliseconds;
use checkpost::words::ShownWords;
use leptos::html::Main;
use leptos::prelude::*;

use super::performance_marks;
use crate::component::{Portrait, VerdictIcon};
use crate::kiosk::Kiosk;
use touch::Touch;

/// Shows a verdict.
#[component]
pub(crate) fn VerdictScreen(notice: Notice, since: Milliseconds) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let words = &kiosk.words().shown;
    let Notice { tone, word, reason, remedy, remedy_without_photo, code, holder, detail, photo, status } =
        notice;
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
                {photo.map(|photo| view! { <Portrait photo label=words.portrait is_drawn /> })}
            </div>
            <div class="verdict__text" role="alert">
                <h1 class="verdict__word" style=("--word-ems", width_in_ems(word))>
                    {word}
                </h1>
                <p class="verdict__reason">{with_whole_dates(&reason)}</p>
                {status.map(|(colour, text)| view! { <Status colour text /> })}
                <p class="verdict__remedy">
                    {move || if is_drawn.get() { remedy.clone() } else { remedy_without_photo.clone() }}
                </p>
                {holder.map(|holder| view! { <Holder holder words /> })}
                {detail.map(|detail| view! { <p class="verdict__detail">{detail}</p> })}
            </div>
            <footer class="verdict__foot">
                <Countdown since words />
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

#[component]
fn Holder(holder: HolderHint, words: &'static ShownWords) -> impl IntoView {
    let HolderHint { initials, birth } = holder;
    let entry = |label: &'static str, value: String| {
        view! {
            <div class="holder__entry">
                <dt class="holder__label">{label}</dt>
                <dd class="holder__value">{value}</dd>
            </div>
        }
    };
    let birthday = birth.and_then(|birth| words.birthday_text(birth));
    view! {
        <dl class="holder">
            {(!initials.is_empty()).then(|| entry(words.initials, initials))}
            {birthday.map(|birthday| entry(words.birthday, birthday))}
        </dl>
    }
}

/// How long the verdict stays, as a bar that runs out.
#[component]
fn Countdown(since: Milliseconds, words: &'static ShownWords) -> impl IntoView {
    let kiosk = Kiosk::from_context();
    let time = kiosk.watch(|view| match view.screen {
        Screen::Verdict(showing) => Some((showing.is_held, showing.until)),
        Screen::Start | Screen::Samples | Screen::Scan(_) | Screen::Fault(_) => None,
    });
    let is_held = move || time.get().is_some_and(|(is_held, _)| is_held);
    // a bar whose time changes begins anew
    let bar = move || {
        let (is_held, until) = time.get()?;
        let begins =
            if until.since(since) <= Milliseconds(0) { since } else { crate::clock::moment().monotonic };
        let lasts = format!("{}ms", until.since(begins).0);
        Some(view! {
            <span
                class="countdown__bar"
                class:countdown__bar--held=is_held
                style:animation-duration=lasts
            ></span>
        })
    };
    view! {
        <div class="countdown">
            <div class="countdown__track" aria-hidden="true">{bar}</div>
            <p class="countdown__text">{move || if is_held() { words.held } else { words.touch }}</p>
        </div>
    }
}

/// The words of a sentence, those that are dates kept on one line.
fn with_whole_dates(sentence: &str) -> Vec<AnyView> {
    let is_date = |word: &str| word.contains('-') && word.starts_with(|first: char| first.is_ascii_digit());
    let words = sentence.split_inclusive(' ').map(str::to_owned);
    words
        .map(|word| {
            if is_date(&word) {
                view! { <span class="verdict__date">{word}</span> }.into_any()
            } else {
                word.into_any()
            }
        })
        .collect()
}

/// About how wide a word is set in bold, so that it can be as large as its line allows: Latin letters are narrow, all
/// others are taken for square ones.
fn width_in_ems(word: &str) -> String {
    let hundredths: u32 = word.chars().map(|letter| if letter.is_ascii() { 66 } else { 104 }).sum();
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// As style sheets and tests know it.
fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Admitted => "admitted",
        Tone::Refused => "refused",
        Tone::CannotSay => "cannot-say",
    }
}
