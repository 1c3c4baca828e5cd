//! Public test cases, judged: each line of a file is a pass, the keys to trust, the clock, and what must come of it.

mod case;
mod evaluate;
mod keys;
mod published_claims;

pub use case::{Case, Expect, Signature};
pub use evaluate::{Judgement, judge};
pub use keys::trust_of;
