//! The fields of one public test case, as its line of JSON has them.

use serde::Deserialize;
use serde_json::Value;

/// A pass, the keys to trust, the clock, and what must come of it.
#[derive(Deserialize)]
pub struct Case {
    /// The name of the format.
    pub format: String,
    /// The name of the case, unique in its format.
    pub id: String,
    /// What the codes hold, in any order.
    pub texts: Vec<String>,
    /// The clock, in Unix seconds.
    pub now: Option<i64>,
    /// The only keys to trust, in the shape that the format publishes.
    #[serde(default)]
    pub trust: Value,
    /// What must come of it.
    pub expect: Expect,
    /// What the pass says.
    #[serde(default)]
    pub claims: Option<Value>,
}

/// What must come of a case. What the file says beyond this helps whoever looks into a failure.
#[derive(Deserialize)]
pub struct Expect {
    /// Whether everything from the prefix to the signature holds.
    pub signature: Signature,
    /// Whether the clock lies in the pass's own window.
    #[serde(default)]
    pub unexpired: Option<bool>,
    /// The step that refuses, in the source's own words.
    #[serde(default)]
    pub stage: Option<String>,
}

/// The two outcomes of a signature check.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    /// It holds under a trusted key.
    Valid,
    /// It does not, or never came to be checked.
    Refused,
}

impl Signature {
    /// The word in the files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Refused => "refused",
        }
    }
}
