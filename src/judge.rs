//! The sentence: payload in, verdict out. Stage errors become reasons here and nowhere else.

use crate::claims::{Binding, Claims, ClaimsError, DecidingContent, HolderHint, Statement};
use crate::envelope::{Envelope, ParseError, Recognised};
use crate::policy::{self, AdmissionRecord, DecisionContext};
use crate::trust::{RevocationStatus, StatusQuery, TrustStore};
use crate::verdict::{Admission, Indeterminate, Objection, Reason, Skipped, StatusHint, Verdict};
use crate::verify::{Verified, VerifyError, verify};

/// What came of one payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// What an admission leaves behind, for [`crate::policy::AdmissionHistory`].
    pub record: Option<AdmissionRecord>,
}

/// A pass whose signature holds and whose content could be read; nothing is decided yet.
#[derive(Clone, Debug)]
pub struct Genuine {
    verified: Verified,
    claims: Claims,
}

/// A verdict that is no admission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// [`Verdict::Refused`].
    Refused(Reason, Option<HolderHint>),
    /// [`Verdict::CannotSay`].
    CannotSay(Indeterminate),
}

impl From<Denial> for Verdict {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Refused(reason, holder) => Self::Refused(reason, holder),
            Denial::CannotSay(doubt) => Self::CannotSay(doubt),
        }
    }
}

/// Judges one scanned payload.
pub fn judge(payload: &[u8], trust: &TrustStore, context: &DecisionContext<'_>) -> Judgement {
    match genuine(payload, trust) {
        Ok(genuine) => decide(genuine, trust, context),
        Err(denial) => Judgement { verdict: denial.into(), record: None },
    }
}

/// The first half of the sentence, for whoever wants the claims too.
///
/// # Errors
/// [`Denial`] for a payload that is no genuine pass.
pub fn genuine(payload: &[u8], trust: &TrustStore) -> Result<Genuine, Denial> {
    let envelope = Envelope::parse(payload).map_err(from_parse_error)?;
    let verified = verify(envelope, trust).map_err(from_verify_error)?;
    let claims = Claims::read(&verified).map_err(from_claims_error)?;
    Ok(Genuine { verified, claims })
}

/// The second half: whether a genuine pass lets its holder in.
pub fn decide(genuine: Genuine, trust: &TrustStore, context: &DecisionContext<'_>) -> Judgement {
    match admit(genuine, trust, context) {
        Ok((admission, record)) => Judgement { verdict: Verdict::Admitted(admission), record: Some(record) },
        Err(denial) => Judgement { verdict: denial.into(), record: None },
    }
}

impl Genuine {
    /// What the pass says.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// The way to an admission; every early return is a denial.
fn admit(
    genuine: Genuine,
    trust: &TrustStore,
    context: &DecisionContext<'_>,
) -> Result<(Admission, AdmissionRecord), Denial> {
    let Genuine { verified, claims } = genuine;
    let holder = claims.holder.hint();
    let refused = |reason| Denial::Refused(reason, Some(holder.clone()));
    for kind in claims.statements.iter().map(Statement::kind) {
        if !verified.signer().permits(kind) {
            return Err(refused(Reason::KindNotAllowed(kind)));
        }
    }
    if context.now < trust.issued().plus_seconds(-CLOCK_TOLERANCE_SECONDS) {
        return Err(Denial::CannotSay(Indeterminate::ClockWrong));
    }
    let revocation = trust.revocations().status_of(
        StatusQuery {
            format: claims.format,
            key_id: verified.signer().key_id.as_deref(),
            // where both are stated the earlier: a pass that begins late was made before all the same
            issued: [claims.validity_period.begins, claims.validity_period.issued]
                .into_iter()
                .flatten()
                .min(),
            digests: &claims.revocation_digests,
            status: claims.status.as_ref(),
        },
        context.now,
    );
    let record = AdmissionRecord::of(&claims, &verified);
    policy::decide(&verified, &claims, &record, revocation, trust.settings(), context).map_err(
        |objection| match objection {
            Objection::Refuse(reason) => refused(reason),
            Objection::Ask(doubt) => Denial::CannotSay(doubt),
        },
    )?;
    let status = claims.statements.iter().find_map(|claim| match claim {
        Statement::Status(status) => Some(StatusHint { colour: status.colour, reason: status.reason }),
        _ => None,
    });
    let admission = Admission {
        format: claims.format,
        issuer: claims.issuer,
        statements: claims.statements.iter().map(Statement::kind).collect(),
        holder,
        expires: claims.validity_period.expires,
        is_live: matches!(claims.binding, Binding::Presented(_)),
        is_copy: claims.binding == Binding::Bound,
        skipped: if revocation == RevocationStatus::ListUnavailable {
            vec![Skipped::Revocation]
        } else {
            Vec::new()
        },
        photo: claims.photo,
        status,
    };
    Ok((admission, record))
}

fn from_parse_error(error: ParseError) -> Denial {
    match error {
        ParseError::NotEnvelope(known @ (Recognised::Known(_) | Recognised::Pass(_))) => {
            Denial::CannotSay(Indeterminate::FormatUnsupported(known))
        }
        ParseError::NotEnvelope(other @ Recognised::Other(_)) => {
            Denial::Refused(Reason::NotAPass(other), None)
        }
        ParseError::Damaged(layer) => Denial::Refused(Reason::Damaged(layer), None),
        ParseError::Encrypted => Denial::CannotSay(Indeterminate::Encrypted),
        ParseError::Part => Denial::CannotSay(Indeterminate::ChunkMissing),
        ParseError::CriticalHeader => Denial::Refused(Reason::CriticalHeader, None),
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
        VerifyError::AlgorithmMismatch => Denial::Refused(Reason::AlgorithmMismatch, None),
        VerifyError::SignatureMalformed => Denial::Refused(Reason::SignatureMalformed, None),
        VerifyError::Forged => Denial::Refused(Reason::Forged, None),
        VerifyError::Unsigned => Denial::Refused(Reason::Unsigned, None),
        VerifyError::CertificateMalformed => Denial::Refused(Reason::CertificateMalformed, None),
        VerifyError::DisclosureMismatch => Denial::Refused(Reason::DisclosureMismatch, None),
        VerifyError::HolderKeyMissing => Denial::Refused(Reason::HolderKeyMissing, None),
        VerifyError::HolderProofMalformed => Denial::Refused(Reason::HolderProofMalformed, None),
        VerifyError::HolderProofForged => Denial::Refused(Reason::HolderProofForged, None),
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
        ClaimsError::NotUnderstood(unclear) => {
            return Denial::CannotSay(Indeterminate::NotUnderstood(unclear));
        }
        ClaimsError::OtherDocument(known) => {
            return Denial::CannotSay(Indeterminate::FormatUnsupported(Recognised::Known(known)));
        }
    };
    Denial::Refused(reason, None)
}

/// A tablet whose clock stands this far before the issue of its own keys is wrong beyond doubt.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;
