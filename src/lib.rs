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
//! * The library opens no camera, touches no page, reads no clock, draws no random numbers. The moment of a decision is
//!   an argument.
//!
//! # Where things are added
//!
//! * A *format* of passes: a file below [`envelope`] and one below [`claims`], a case of [`envelope::Format`] (with its row in
//!   `Format::ALL` and in `recognise`, which are kept by hand; the compiler names every other place).
//! * A *reason* why a pass is not admitted: a row in [`verdict`], and a line in each file of `public/locales`.
//! * A *screen*: a case of [`session::Screen`], and a file in `src/kiosk/screen` that shows it.
//! * A *language*: a file in `public/locales`, and a line in `public/index.html` that offers it.
//! * A *text*: a row in [`locale::Key`], and a line in each file of `public/locales`.
//!
//! `.github/CONTRIBUTING.md` has these as recipes, with the words that the project uses and the card that a change is
//! judged by. The specification of the city pass, which anybody may issue, is [`envelope::citypass`].
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
