//! The tests that drive browsers have no library; cargo asks for a target that is always built.
