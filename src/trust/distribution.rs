#![doc = include_str!("distribution/distribution.md")]

mod document;
mod file;
mod root;
mod schedule;
mod index;
mod bundle;
mod configuration;
mod archive;
mod floor;
mod updater;

pub use super::staleness::{Freshness, StalenessPolicy, StalenessStop};
pub use bundle::{Bundle, BundleContent, Operator, Refusal, Release, Translations};
pub use configuration::{Configuration, ConfigurationContent, MAX_CONFIGURATION_TEXT, six_digits};
pub use document::{DocumentKey, DocumentType, UpdateError};
pub use file::FileReference;
pub use index::{Index, IndexContent};
pub use root::{Root, RootContent, RootDraft};
pub use schedule::FetchWindow;
pub use updater::{Change, Offer, Plan, Slot, Stored, Updater, Write};
