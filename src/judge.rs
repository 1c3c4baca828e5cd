//! The sentence: payload in, verdict out. Stage errors become reasons here and nowhere else.

use crate::claims::{Claims, ClaimsError};
use crate::envelope::{Envelope, ParseError, Recognised};
use crate::policy::{Occasion, Policy};
use crate::trust::TrustStore;
use crate::verdict::{Admission, Doubt, Reason, Verdict};
use crate::verify::{Verified, VerifyError, verify};

/// Judges one scanned payload.
pub fn judge(payload: &[u8], trust: &TrustStore, policy: Policy, occasion: Occasion) -> Verdict {
    let envelope = match Envelope::parse(payload) {
        Ok(envelope) => envelope,
        Err(error) => return from_parse_error(error),
    };
    match verify(envelope, trust) {
        Ok(verified) => judge_verified(&verified, trust, policy, occasion),
        Err(error) => from_verify_error(error),
    }
}

/// Judges a pass that is known to be genuine.
fn judge_verified(verified: &Verified, trust: &TrustStore, policy: Policy, occasion: Occasion) -> Verdict {
    let claims = match Claims::read(verified) {
        Ok(claims) => claims,
        Err(error) => return Verdict::Refused(from_claims_error(error), None),
    };
    let holder = claims.holder.hint();
    for statement in &claims.statements {
        if !verified.signer().permits(statement.kind()) {
            return Verdict::Refused(Reason::KindNotAllowed(statement.kind()), Some(holder));
        }
    }
    if occasion.now < trust.issued().plus_seconds(-CLOCK_TOLERANCE_SECONDS) {
        return Verdict::CannotSay(Doubt::ClockWrong);
    }
    match policy.decide(&claims, occasion) {
        Ok(()) => Verdict::Admitted(Admission {
            format: claims.format,
            issuer: claims.issuer,
            statements: claims.statements.iter().map(crate::claims::Statement::kind).collect(),
            holder,
            expires: claims.window.expires,
        }),
        Err(reason) => Verdict::Refused(reason, Some(holder)),
    }
}

fn from_parse_error(error: ParseError) -> Verdict {
    match error {
        ParseError::NotEnvelope(known @ (Recognised::Known(_) | Recognised::Pass(_))) => {
            Verdict::CannotSay(Doubt::NotCheckedHere(known))
        }
        ParseError::NotEnvelope(other @ Recognised::Other(_)) => {
            Verdict::Refused(Reason::NotAPass(other), None)
        }
        ParseError::Damaged(layer) => Verdict::Refused(Reason::Damaged(layer), None),
        ParseError::Encrypted => Verdict::CannotSay(Doubt::Encrypted),
        ParseError::Part => Verdict::CannotSay(Doubt::PartMissing),
        ParseError::CriticalHeader => Verdict::Refused(Reason::CriticalHeader, None),
    }
}

fn from_verify_error(error: VerifyError) -> Verdict {
    match error {
        VerifyError::NoKeys => Verdict::CannotSay(Doubt::NoKeys),
        VerifyError::IssuerUnknown => Verdict::CannotSay(Doubt::IssuerUnknown),
        VerifyError::KeyUnsupported => Verdict::CannotSay(Doubt::KeyUnsupported),
        VerifyError::AlgorithmMismatch => Verdict::Refused(Reason::AlgorithmMismatch, None),
        VerifyError::SignatureMalformed => Verdict::Refused(Reason::SignatureMalformed, None),
        VerifyError::Forged => Verdict::Refused(Reason::Forged, None),
        VerifyError::Unsigned => Verdict::Refused(Reason::Unsigned, None),
        VerifyError::CertificateMalformed => Verdict::Refused(Reason::CertificateMalformed, None),
        VerifyError::DisclosureMismatch => Verdict::Refused(Reason::DisclosureMismatch, None),
        VerifyError::HolderKeyMissing => Verdict::Refused(Reason::HolderKeyMissing, None),
        VerifyError::HolderProofMalformed => Verdict::Refused(Reason::HolderProofMalformed, None),
        VerifyError::HolderProofForged => Verdict::Refused(Reason::HolderProofForged, None),
    }
}

fn from_claims_error(error: ClaimsError) -> Reason {
    match error {
        ClaimsError::Malformed => Reason::BodyMalformed,
        ClaimsError::Time => Reason::TimeMalformed,
        ClaimsError::ExpiryMissing => Reason::ExpiryMissing,
        ClaimsError::StatementMissing => Reason::StatementMissing,
        ClaimsError::StatementsSeveral => Reason::StatementsSeveral,
        ClaimsError::CriticalField => Reason::CriticalField,
    }
}

/// A tablet whose clock stands this far before the issue of its own keys is wrong beyond doubt.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;
