//! Benchmarks have no library; cargo asks for a target that is always built.
