//! The kinds of statement that the issuer lets the signer's key sign.

use crate::claims::{Claims, Statement};
use crate::verdict::Reason;
use crate::verify::Verified;

/// Refuses a pass with a statement that the key may not sign: the extended key usage of its certificate, or the trust
/// file, names others.
///
/// # Errors
/// [`Reason::KindNotAllowed`].
pub(super) fn decide(verified: &Verified, claims: &Claims) -> Result<(), Reason> {
    let forbidden =
        claims.statements.iter().map(Statement::kind).find(|kind| !verified.signer().permits(*kind));
    forbidden.map_or(Ok(()), |kind| Err(Reason::KindNotAllowed(kind)))
}
