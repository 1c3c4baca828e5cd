//! Formats a verdict as a line of JSON: the verdict, its code, and no more of the holder than a gate shows.

use checkpost::claims::HolderHint;
use checkpost::notice::Notice;
use checkpost::statement::StatementKind;

use checkpost::verdict::{Admission, Verdict};
use serde::Serialize;

use crate::clock;
use crate::english::ENGLISH;

/// What is printed of one verdict.
#[derive(Serialize)]
pub(crate) struct Outcome {
    /// `admitted`, `refused` or `cannot-say`.
    verdict: &'static str,
    /// The code of the reason, `OK` for an admission.
    code: &'static str,
    /// What happened, in English.
    reason: String,
    /// What to do now, in English.
    remedy: String,
    /// The checks that an admission goes without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Claims>,
}

/// The minimal claims. Of a pass that was refused behind a signature that holds only the holder is known.
#[derive(Default, Serialize)]
struct Claims {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<StatementKind>,
    initials: String,
    /// Month and day, without the year.
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
}

impl Outcome {
    /// What is printed of a verdict.
    pub(crate) fn new(verdict: &Verdict) -> Self {
        let notice = Notice::new(verdict);
        let (answer, claims) = match verdict {
            Verdict::Admitted(admission) => (ADMITTED, Some(Claims::of_admission(admission))),
            Verdict::Refused(_, holder) => (REFUSED, holder.as_ref().map(Claims::of_holder)),
            Verdict::CannotSay(_) => (CANNOT_SAY, None),
        };
        let skipped = match verdict {
            Verdict::Admitted(admission) => admission.skipped.iter().map(|skipped| skipped.name()).collect(),
            Verdict::Refused(..) | Verdict::CannotSay(_) => Vec::new(),
        };
        let (reason, remedy) = (notice.reason(&ENGLISH), notice.remedy(notice.photo.is_some(), &ENGLISH));
        Self { verdict: answer, code: notice.code, reason, remedy, skipped, claims }
    }

    /// The answer in one word.
    pub(crate) fn verdict(&self) -> &'static str {
        self.verdict
    }
}

impl Claims {
    fn of_admission(admission: &Admission) -> Self {
        Self {
            format: Some(admission.format.name()),
            issuer: Some(admission.issuer.clone()),
            statements: admission.statements.clone(),
            expires: admission.expires.and_then(clock::rfc3339),
            ..Self::of_holder(&admission.holder)
        }
    }

    fn of_holder(holder: &HolderHint) -> Self {
        let birth = holder.birth.map(|birth| format!("{:02}-{:02}", birth.month, birth.day));
        Self { initials: holder.initials.clone(), birth, ..Self::default() }
    }
}

/// Let in.
pub(crate) const ADMITTED: &str = "admitted";
/// Do not let in: the pass is the reason.
pub(crate) const REFUSED: &str = "refused";
/// Ask: this checkpoint cannot tell.
pub(crate) const CANNOT_SAY: &str = "cannot-say";
