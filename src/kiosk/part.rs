//! Parts that more than one screen shows.

mod aim;
mod demonstration_mark;
mod icon;
mod keeping;
mod keys_status;
mod portrait;
mod preview;
mod shape;
mod toolbar;

pub(crate) use aim::Aim;
pub(crate) use demonstration_mark::DemonstrationMark;
pub(crate) use icon::{CameraOffIcon, LogoIcon, SoundIcon};
pub(crate) use keeping::KeepingNote;
pub(crate) use keys_status::{KeysCard, KeysLine};
pub(crate) use portrait::Portrait;
pub(crate) use preview::{Outline, Preview};
pub(crate) use shape::Shape;
pub(crate) use toolbar::{SoundButton, UpdateButton};
