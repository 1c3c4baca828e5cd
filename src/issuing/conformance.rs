//! Judges public test cases: each line of a file holds a pass, the keys to trust, the clock and the expected result.

mod case;
mod evaluate;
mod keys;
mod published_claims;

pub use case::{Case, Expect, Signature};
pub use evaluate::{Judgement, judge};
pub use keys::trust_of;
