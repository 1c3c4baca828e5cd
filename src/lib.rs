//! Decides, on the tablet and offline, whether a scanned pass opens the gate.
//!
//! A frame becomes grey pixels, pixels become a payload, the payload becomes a signed
//! envelope, a trusted signature turns it into claims, and policy turns claims
//! into a verdict. Read the modules in that order.
//!
//! This library opens no camera, touches no page, reads no clock and keeps no
//! state of its own. The kiosk binary does those things.
//!
//! # Invariants
//!
//! * Claims exist only for envelopes whose signature was checked.
//! * Anything not understood is refused, with a reason.
//! * Every loop over outside bytes has a named bound.
#![warn(missing_docs)]

pub mod time;
pub mod statement;

pub mod wire;
pub mod envelope;
pub mod trust;
pub mod verify;
pub mod claims;

pub mod verdict;
pub mod policy;
pub mod judge;

pub mod words;
pub mod notice;

pub mod session;
