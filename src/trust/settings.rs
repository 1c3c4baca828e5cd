//! The operator's settings of the gates that use a trust file.

use serde::{Deserialize, Serialize};

/// An operator's settings; a file that leaves one out gets its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GateSettings {
    /// The audiences (`aud`) under which key bindings and tokens may be made for these gates. Without one every key
    /// binding is refused.
    #[serde(rename = "places")]
    pub audiences: Vec<String>,
    /// The numbers of the gates and zones here; without one, passes that name gates are valid everywhere.
    pub gates: Vec<u64>,
    /// Whether a token that is bound to a key of its holder is admitted without a key binding, as a copy. A city pass
    /// that names a key never is.
    pub accepts_copies: bool,
    /// The age up to which a key binding is fresh, in seconds.
    pub live_past_seconds: u32,
    /// How far ahead the holder's clock may be, in seconds.
    pub live_future_seconds: u32,
    /// How long a pass cannot be used again at the same tablet, in seconds; 0 disables the rule.
    #[serde(rename = "pass_back_seconds")]
    pub anti_passback_seconds: u32,
}

impl GateSettings {
    /// Whether an operator has set nothing.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            audiences: Vec::new(),
            gates: Vec::new(),
            accepts_copies: true,
            live_past_seconds: LIVE_PAST_SECONDS,
            live_future_seconds: LIVE_FUTURE_SECONDS,
            anti_passback_seconds: 0,
        }
    }
}

/// A code redrawn every 30 s, and 10 s to hold it up.
const LIVE_PAST_SECONDS: u32 = 40;
/// Phones that take their time from the network differ by less.
const LIVE_FUTURE_SECONDS: u32 = 10;
