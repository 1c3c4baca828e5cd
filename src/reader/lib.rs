//! What the page and the worker that reads codes say to each other.
#![warn(missing_docs)]

pub mod message;
