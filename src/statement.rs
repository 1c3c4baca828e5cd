//! The kinds of statement that a pass can make. Keys are limited to kinds, claims consist of them, and verdicts name
//! them.

use serde::{Deserialize, Serialize};

/// The kind of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// A dose was given.
    Vaccination,
    /// A test was made.
    Test,
    /// A disease was overcome.
    Recovery,
    /// Its holder need not be vaccinated.
    Exemption,
    /// Its holder meets the issuer's own rule, which the pass does not tell.
    Entitlement,
    /// Who its holder is.
    Identity,
    /// The status that a city gives its holder.
    Status,
}
