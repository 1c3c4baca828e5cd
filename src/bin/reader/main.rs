//! Placeholder until its first commit lands.

fn main() {}
