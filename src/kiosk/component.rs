//! Parts that more than one screen shows.

mod viewfinder;
mod demo_banner;
mod icon;
mod keeping;
mod keys_status;
mod portrait;
mod preview;
mod verdict_icon;
mod toolbar;

pub(crate) use demo_banner::DemoBanner;
pub(crate) use icon::{CameraOffIcon, LogoIcon, SoundIcon};
pub(crate) use keeping::KeepingNote;
pub(crate) use keys_status::{AgeNote, KeysCard, KeysLine};
pub(crate) use portrait::Portrait;
pub(crate) use preview::{Outline, Preview};
pub(crate) use toolbar::{SoundButton, UpdateButton};
pub(crate) use verdict_icon::VerdictIcon;
pub(crate) use viewfinder::Viewfinder;
