//! Reads QR codes in the frames of a camera: blurred, tilted, bent and badly lit ones too (ISO/IEC 18004).
//!
//! [`frame`] holds grey pictures, [`qr`] finds and decodes the symbols in them. The engine knows nothing of what a code may
//! say, keeps no clock (its caller tells it when to stop) and draws nothing.
#![warn(missing_docs)]

pub mod frame;
pub mod qr;
