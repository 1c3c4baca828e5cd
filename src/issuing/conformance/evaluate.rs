//! Judges one public test case and lists how the result differs from the expected one.

use checkpost::claims::{Claims, ValidityPeriod, ValidityStatus};
use checkpost::envelope::{Envelope, chunks};
use checkpost::signature::PrecomputationCache;
use checkpost::time::UnixTime;
use checkpost::trust::TrustStore;
use checkpost::verify::{Verified, verify};

use super::case::{Case, Signature};
use super::keys::trust_of;
use super::published_claims;

/// How a case came out.
#[derive(Default)]
pub struct Judgement {
    /// What differs from the expectation; nothing where the case passed.
    pub failures: Vec<String>,
    /// What a person might want to know and does not count.
    pub notes: Vec<String>,
}

/// Judges a case by its signature, its window and what is read from it.
pub fn judge(case: &Case) -> Judgement {
    let mut judgement = Judgement::default();
    let trust = match trust_of(case) {
        Ok(trust) => trust,
        Err(difference) => {
            judgement.failures.push(format!("expected {difference}"));
            return judgement;
        }
    };
    let verified = verified(case, &trust);
    let got = if verified.is_ok() { Signature::Valid } else { Signature::Refused };
    if got != case.expect.signature {
        let stage = case.expect.stage.as_deref().map(|stage| format!(" (stage {stage})")).unwrap_or_default();
        let detail = verified.as_ref().err().map(|error| format!(" ({error})")).unwrap_or_default();
        judgement.failures.push(format!(
            "expected signature {}{stage}, got {}{detail}",
            case.expect.signature.word(),
            got.word()
        ));
    }
    if let Ok(verified) = &verified {
        judgement.failures.extend(validity_difference(case, verified));
        compare_claims(case, verified, &mut judgement);
    }
    judgement
}

/// Everything from the prefix to the signature.
fn verified(case: &Case, trust: &TrustStore) -> Result<Verified, String> {
    let payloads: Vec<&[u8]> = case.texts.iter().map(String::as_bytes).collect();
    let envelope = chunks::join(&payloads).and_then(|payload| Envelope::parse(&payload));
    let envelope = envelope.map_err(|error| format!("{error:?}"))?;
    verify(envelope, trust, &PrecomputationCache::default()).map_err(|error| format!("{error:?}"))
}

fn validity_difference(case: &Case, verified: &Verified) -> Option<String> {
    let expected = case.expect.unexpired?;
    let Some(now) = case.now else {
        return Some(format!("expected unexpired {expected}, got no clock to tell"));
    };
    let got = match ValidityPeriod::read(verified) {
        Ok(validity_period) => validity_period.status_at(UnixTime(now)) == ValidityStatus::Valid,
        Err(error) => return Some(format!("expected unexpired {expected}, got {error:?}")),
    };
    (got != expected).then(|| format!("expected unexpired {expected}, got {got}"))
}

fn compare_claims(case: &Case, verified: &Verified, judgement: &mut Judgement) {
    let Some(published) = &case.claims else { return };
    let claims = match Claims::read(verified) {
        Ok(claims) => claims,
        Err(error) => {
            judgement.notes.push(format!("genuine, and its body is refused: {error:?}"));
            return;
        }
    };
    let differences = published_claims::differences(published, &claims);
    match (published_claims::known_divergence(&case.format, &case.id), differences.is_empty()) {
        (None, true) => {}
        (None, false) => judgement.failures.extend(differences),
        (Some(reason), false) => judgement.notes.push(format!("differs as is known: {reason}")),
        (Some(_), true) => judgement.failures.push(
            "expected the known divergence of its claims, got agreement: strike it from the list".to_owned(),
        ),
    }
}
