//! Composes the stages: parse, verify, read the claims, decide. Only here the errors of the stages become reasons.

use crate::claims::{Binding, Claims, ClaimsError, DecidingContent, Statement};
use crate::envelope::{Envelope, ParseError, Recognised, Scanned};
use crate::policy::{self, AdmissionRecord, DecisionContext};
use crate::signature::{PrecomputationCache, PublicKey};
use crate::trust::TrustStore;
use crate::verdict::{Admission, Denial, Indeterminate, Reason, Skipped, StatusHint, Verdict};
use crate::verify::{Verified, VerifyError, verify};

/// The result of judging one payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The record of an admission, for [`crate::policy::AdmissionHistory`].
    pub record: Option<AdmissionRecord>,
    /// The trusted key under which the signature holds, for [`PrecomputationCache::record_use`]. `None` where there is no
    /// such key, and for seals, which carry a certificate with a key of their own.
    pub signer: Option<PublicKey>,
}

/// A pass whose signature holds and whose content was read. Whether it admits is not decided yet.
#[derive(Clone, Debug)]
pub struct AuthenticPass {
    verified: Verified,
    claims: Claims,
}

/// Judges one scanned payload, classified already or not.
pub fn judge<'a>(
    scanned: impl Into<Scanned<'a>>,
    trust: &TrustStore,
    precomputed: &PrecomputationCache,
    context: &DecisionContext<'_>,
) -> Judgement {
    match authenticate(scanned, trust, precomputed) {
        Ok(pass) => decide(pass, trust, context),
        Err(denial) => Judgement { verdict: denial.into_verdict(None), record: None, signer: None },
    }
}

/// The first three stages, for callers that need the claims too.
///
/// # Errors
/// [`Denial`] for a payload that is no genuine pass.
pub fn authenticate<'a>(
    scanned: impl Into<Scanned<'a>>,
    trust: &TrustStore,
    precomputed: &PrecomputationCache,
) -> Result<AuthenticPass, Denial> {
    let envelope = Envelope::parse(scanned).map_err(from_parse_error)?;
    let verified = verify(envelope, trust, precomputed).map_err(from_verify_error)?;
    let claims = Claims::read(&verified).map_err(from_claims_error)?;
    Ok(AuthenticPass { verified, claims })
}

/// The last stage: decides whether an authentic pass admits its holder.
pub fn decide(pass: AuthenticPass, trust: &TrustStore, context: &DecisionContext<'_>) -> Judgement {
    let holder = pass.claims.holder.hint();
    let verified = &pass.verified;
    let signer = verified.certificate().is_none().then(|| verified.signer().public_key.clone());
    match admit(pass, trust, context) {
        Ok((admission, record)) => {
            Judgement { verdict: Verdict::Admitted(admission), record: Some(record), signer }
        }
        Err(denial) => Judgement { verdict: denial.into_verdict(Some(holder)), record: None, signer },
    }
}

impl AuthenticPass {
    /// What the pass says.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// Checks all rules; each early return is a denial.
fn admit(
    pass: AuthenticPass,
    trust: &TrustStore,
    context: &DecisionContext<'_>,
) -> Result<(Admission, AdmissionRecord), Denial> {
    let AuthenticPass { verified, claims } = pass;
    let record = AdmissionRecord::of(&claims, &verified);
    let skipped = policy::decide(&verified, &claims, &record, trust, context)?;
    Ok((admission(claims, skipped), record))
}

/// What the display shows of an admitted pass.
fn admission(claims: Claims, skipped: Vec<Skipped>) -> Admission {
    let status = claims.statements.iter().find_map(|claim| match claim {
        Statement::Status(status) => Some(StatusHint { colour: status.colour, reason: status.reason }),
        _ => None,
    });
    Admission {
        format: claims.format,
        issuer: claims.issuer,
        statements: claims.statements.iter().map(Statement::kind).collect(),
        holder: claims.holder.hint(),
        expires: claims.validity_period.expires,
        is_live: matches!(claims.binding, Binding::Presented(_)),
        is_copy: claims.binding == Binding::Bound,
        skipped,
        photo: claims.photo,
        status,
    }
}

fn from_parse_error(error: ParseError) -> Denial {
    match error {
        ParseError::NotEnvelope(known @ (Recognised::Unsupported(_) | Recognised::Pass(_))) => {
            Denial::CannotSay(Indeterminate::FormatUnsupported(known))
        }
        ParseError::NotEnvelope(other @ Recognised::Other(_)) => Denial::Refused(Reason::NotAPass(other)),
        ParseError::Damaged(layer) => Denial::Refused(Reason::Damaged(layer)),
        ParseError::Encrypted => Denial::CannotSay(Indeterminate::Encrypted),
        ParseError::Chunk => Denial::CannotSay(Indeterminate::ChunkMissing),
        ParseError::CriticalHeader => Denial::Refused(Reason::CriticalHeader),
    }
}

fn from_verify_error(error: VerifyError) -> Denial {
    match error {
        VerifyError::NoKeys => Denial::CannotSay(Indeterminate::NoKeys),
        VerifyError::IssuerUnknown => Denial::CannotSay(Indeterminate::IssuerUnknown),
        VerifyError::KeyUnsupported => Denial::CannotSay(Indeterminate::KeyUnsupported),
        VerifyError::AlgorithmUnsupported(name) => {
            Denial::CannotSay(Indeterminate::AlgorithmUnsupported(name))
        }
        VerifyError::KeysTooMany => Denial::CannotSay(Indeterminate::KeysTooMany),
        VerifyError::CertificateUnclear => {
            Denial::CannotSay(Indeterminate::NotUnderstood(DecidingContent::Certificate))
        }
        VerifyError::AlgorithmMismatch => Denial::Refused(Reason::AlgorithmMismatch),
        VerifyError::SignatureMalformed => Denial::Refused(Reason::SignatureMalformed),
        VerifyError::Forged => Denial::Refused(Reason::Forged),
        VerifyError::Unsigned => Denial::Refused(Reason::Unsigned),
        VerifyError::CertificateMalformed => Denial::Refused(Reason::CertificateMalformed),
        VerifyError::DisclosureMismatch => Denial::Refused(Reason::DisclosureMismatch),
        VerifyError::HolderKeyMissing => Denial::Refused(Reason::HolderKeyMissing),
        VerifyError::HolderProofMalformed => Denial::Refused(Reason::HolderProofMalformed),
        VerifyError::HolderProofForged => Denial::Refused(Reason::HolderProofForged),
    }
}

fn from_claims_error(error: ClaimsError) -> Denial {
    let reason = match error {
        ClaimsError::Malformed => Reason::BodyMalformed,
        ClaimsError::Time => Reason::TimeMalformed,
        ClaimsError::ExpiryMissing => Reason::ExpiryMissing,
        ClaimsError::StatementMissing => Reason::StatementMissing,
        ClaimsError::StatementsSeveral => Reason::StatementsSeveral,
        ClaimsError::CriticalField => Reason::CriticalField,
        ClaimsError::NotUnderstood(not_understood) => {
            return Denial::CannotSay(Indeterminate::NotUnderstood(not_understood));
        }
        ClaimsError::OtherDocument(known) => {
            return Denial::CannotSay(Indeterminate::FormatUnsupported(Recognised::Unsupported(known)));
        }
    };
    Denial::Refused(reason)
}
