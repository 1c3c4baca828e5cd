//! Reads QR codes in the frames of a camera: blurred, tilted, bent and badly lit ones too (ISO/IEC 18004).
//!
//! [`frame`] holds grey pictures, [`qr`] finds and decodes the symbols in them. The engine does not interpret payloads,
//! reads no clock (its caller says when the deadline has passed) and draws nothing.
#![warn(missing_docs)]

pub mod frame;
pub mod qr;
