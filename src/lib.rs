//! Decides, on the tablet and offline, whether a scanned pass opens the gate.
//!
//! # The flow
//!
//! ```text
//!   tablet camera                                                                 person at the gate
//!        │ frames                                                                          ▲
//!        ▼                                                                                 │ screen, sound
//!   checkpost-reading                                                                checkpost-kiosk
//!   (package, in a worker)                                                                 ▲
//!        │ payload: the bytes in a code                                                    │ commands
//!        ▼                                                                                 │
//!   ┌─ session ────────────────────────────────────────────────────────────────────────────┴─────────┐
//!   │  events (payloads, touches, time) -> commands (open, play, set a timer) and a view of the page  │
//!   │                                                                                                 │
//!   │   ┌─ judge ──────────────────────────────────────────────────────────────────┐                  │
//!   │   │  payload -> envelope -> verify -> claims -> policy -> verdict            │ -> notice        │
//!   │   │             wire        ▲                   ▲                            │    locale        │
//!   │   └─────────────────────────┼───────────────────┼────────────────────────────┘                  │
//!   │                           trust            clock, settings, admissions so far                   │
//!   └─────────────────────────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Read the modules in the order in which they are listed below; none names a later one (`tests/layers.rs`).
//!
//! | stage | from | to | fails as |
//! |---|---|---|---|
//! | [`envelope`] | payload | signed bytes, signature, hint of the key | [`envelope::ParseError`] |
//! | [`verify`] | envelope, keys | [`verify::Verified`]: the signature holds under a trusted key | [`verify::VerifyError`] |
//! | [`claims`] | `Verified` | who, what, from when until when | [`claims::ClaimsError`] |
//! | [`policy`] | claims, moment, settings | leave to enter | a reason in [`verdict`] |
//! | [`notice`] | verdict | tone, key and arguments of its words: what a screen shows | never |
//!
//! # Invariants
//!
//! * [`claims::Claims`] exist only for envelopes whose signature was checked: [`verify::Verified`] has one constructor.
//! * What is not understood is refused or left undecided, with a reason; it never opens a gate.
//! * Every loop over outside bytes has a named bound, and nothing that comes from outside makes the library panic.
//! * The library opens no camera, touches no page, reads no clock, draws no random numbers. The moment of a decision is an argument.
//!
//! # Where things are added
//!
//! * A *format* of passes: one file below `envelope` (layout, `parse`), one below `claims`, a case of [`envelope::Format`]; the compiler names
//!   every other place. The package `checkpost-issuing` gets its inverse, `tests/support/mint` the vectors of each reason.
//! * A *reason* why a pass is not admitted: a row in [`verdict`] (case and code), the place that decides it, and a line in each
//!   file of `public/locales`, whose key is the code. Only a reason whose words have a placeholder is also named in [`notice`].
//! * A *screen*: a case of [`session::Screen`], and a file in `src/kiosk/screen` that shows it. What happens on it is an event of
//!   [`session`]; a scenario in `tests/transcripts` says what comes of it.
//! * A *language*: a file in `public/locales` with all keys, and a line in `public/index.html` that offers it; `tests/locales.rs`
//!   names the keys that are missing, and has to be told the plural categories of a language that is new to it.
//! * A *text*: a row in [`locale::Key`] and a line in each file.
//!
//! `.github/CONTRIBUTING.md` has these as recipes, with the words that the project uses and the card that a change is judged by. The specification
//! of the city pass, which anybody may issue, is [`envelope::citypass`].
#![warn(missing_docs)]

pub mod code;
pub mod time;
pub mod statement;

pub mod wire;
pub mod signature;
pub mod envelope;
pub mod trust;
pub mod verify;
pub mod claims;

pub mod verdict;
pub mod policy;
pub mod judge;

pub mod locale;
pub mod notice;

pub mod session;
