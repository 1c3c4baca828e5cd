//! Everything the page says, one table per language. A sentence that a language lacks does not compile.
//!
//! Texts are short and in plain words: they are read at two metres, in a queue, often by someone for whom the language
//! is a second one. `{time}` and `{what}` stand for values that [`fill`] puts in.

mod english;
mod page;
mod simplified_chinese;

pub use page::{CompareWords, FaultWords, SampleWords, ScanWords, ShownWords, StartWords, StatusWords};

use serde::{Deserialize, Serialize};

use crate::claims::BirthHint;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    SimplifiedChinese,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::SimplifiedChinese];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::SimplifiedChinese => "zh-Hans",
        }
    }

    /// The language's own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::SimplifiedChinese => "简体中文",
        }
    }

    /// The language for a browser's language tag, English where there is none.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") { Self::SimplifiedChinese } else { Self::English }
    }

    /// Everything the page says in this language.
    pub fn words(self) -> &'static Words {
        match self {
            Self::English => &english::WORDS,
            Self::SimplifiedChinese => &simplified_chinese::WORDS,
        }
    }
}

/// What happened, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What happened, for the person at the gate.
    pub reason: &'static str,
    /// What to do now.
    pub remedy: &'static str,
}

/// The table of a language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The verdict screen.
    pub verdict: VerdictWords,
    /// What to compare before an admission.
    pub compare: CompareWords,
    /// Around a verdict.
    pub shown: ShownWords,
    /// The start screen.
    pub start: StartWords,
    /// The scan screen.
    pub scan: ScanWords,
    /// A camera that does not work.
    pub fault: FaultWords,
    /// Keys, sound and versions.
    pub status: StatusWords,
    /// The sample passes of a demonstration.
    pub samples: SampleWords,
    /// The names of formats, statements and other codes.
    pub names: NameWords,
}

/// The verdict screen.
#[derive(Clone, Copy, Debug)]
pub struct VerdictWords {
    /// The one large word of an admission.
    pub admitted: &'static str,
    /// The one large word of a refusal.
    pub refused: &'static str,
    /// The one large word where nothing can be said.
    pub cannot_say: &'static str,
    /// The one large word where the code is to be made anew.
    pub refresh: &'static str,
    /// The one large word where a person decides.
    pub ask: &'static str,
    /// An admission; `{what}` is made of [`CompareWords`].
    pub admission: Advice,
    /// [`crate::verdict::Reason::NotAPass`]; `{what}` is the name of the code.
    pub not_a_pass: Advice,
    /// [`crate::verdict::Reason::Damaged`]
    pub damaged: Advice,
    /// [`crate::verdict::Reason::Forged`]
    pub forged: Advice,
    /// [`crate::verdict::Reason::SignatureMalformed`]
    pub signature_malformed: Advice,
    /// [`crate::verdict::Reason::AlgorithmMismatch`]
    pub algorithm_mismatch: Advice,
    /// [`crate::verdict::Reason::CriticalHeader`]
    pub critical_header: Advice,
    /// [`crate::verdict::Reason::Unsigned`]
    pub unsigned: Advice,
    /// [`crate::verdict::Reason::Expired`]; `{time}` is the end.
    pub expired: Advice,
    /// [`crate::verdict::Reason::NotYetValid`]; `{time}` is the beginning.
    pub not_yet_valid: Advice,
    /// [`crate::verdict::Reason::ExpiryMissing`]
    pub expiry_missing: Advice,
    /// [`crate::verdict::Reason::TimeMalformed`]
    pub time_malformed: Advice,
    /// [`crate::verdict::Reason::KindNotAllowed`]; `{what}` is the kind of statement.
    pub kind_not_allowed: Advice,
    /// [`crate::verdict::Reason::BodyMalformed`]
    pub body_malformed: Advice,
    /// [`crate::verdict::Reason::StatementMissing`]
    pub statement_missing: Advice,
    /// [`crate::verdict::Reason::StatementsSeveral`]
    pub statements_several: Advice,
    /// [`crate::verdict::Reason::SignerOutsideValidity`]
    pub signer_outside_validity: Advice,
    /// [`crate::verdict::Reason::CertificateNotForPasses`]
    pub certificate_not_for_passes: Advice,
    /// [`crate::verdict::Reason::AudienceMismatch`]
    pub audience_elsewhere: Advice,
    /// [`crate::verdict::Indeterminate::NotUnderstood`]; `{what}` is the name of what was not understood.
    pub not_understood: Advice,
    /// [`crate::verdict::Indeterminate::AlgorithmUnsupported`]; `{what}` is the name of the algorithm.
    pub algorithm_unsupported: Advice,
    /// [`crate::verdict::Indeterminate::OtherPurpose`]
    pub other_purpose: Advice,
    /// [`crate::verdict::Indeterminate::AudienceUnset`]
    pub places_unset: Advice,
    /// [`crate::verdict::Indeterminate::SubjectMissing`]
    pub nobody_named: Advice,
    /// [`crate::verdict::Indeterminate::KeysTooMany`]
    pub keys_too_many: Advice,
    /// [`crate::verdict::Reason::Revoked`]
    pub withdrawn: Advice,
    /// [`crate::verdict::Reason::Suspended`]
    pub suspended: Advice,
    /// [`crate::verdict::Indeterminate::RevocationStatusUnknown`]
    pub standing_unknown: Advice,
    /// [`crate::verdict::Rule::TestPositive`]
    pub test_positive: Advice,
    /// [`crate::verdict::Rule::RecoveryNotBegun`]
    pub recovery_not_begun: Advice,
    /// [`crate::verdict::Rule::RecoveryOver`]
    pub recovery_over: Advice,
    /// [`crate::verdict::Indeterminate::IssuerUnknown`]
    pub issuer_unknown: Advice,
    /// [`crate::verdict::Indeterminate::NoKeys`]
    pub no_keys: Advice,
    /// [`crate::verdict::Indeterminate::ClockWrong`]
    pub clock_wrong: Advice,
    /// [`crate::verdict::Indeterminate::FormatUnsupported`]; `{what}` is the name of the kind of pass.
    pub not_checked_here: Advice,
    /// [`crate::verdict::Indeterminate::KeyUnsupported`]
    pub key_unsupported: Advice,
    /// [`crate::verdict::Reason::CriticalField`]
    pub critical_field: Advice,
    /// [`crate::verdict::Reason::CertificateMalformed`]
    pub certificate_malformed: Advice,
    /// [`crate::verdict::Reason::DisclosureMismatch`]
    pub disclosure_mismatch: Advice,
    /// [`crate::verdict::Reason::HolderKeyMissing`]
    pub holder_key_missing: Advice,
    /// [`crate::verdict::Reason::HolderProofMalformed`]
    pub holder_proof_malformed: Advice,
    /// [`crate::verdict::Reason::HolderProofForged`]
    pub holder_proof_forged: Advice,
    /// [`crate::verdict::Reason::LiveCodeNeeded`]
    pub live_code_needed: Advice,
    /// [`crate::verdict::Indeterminate::LiveCodeNotFresh`]
    pub live_code_old: Advice,
    /// [`crate::verdict::Reason::LiveCodeAudienceMismatch`]
    pub live_code_elsewhere: Advice,
    /// [`crate::verdict::Rule::StatusRed`]
    pub status_red: Advice,
    /// [`crate::verdict::Indeterminate::StatusAmber`]
    pub status_amber: Advice,
    /// [`crate::verdict::Rule::OtherGate`]
    pub other_gate: Advice,
    /// [`crate::verdict::Rule::OtherHour`]
    pub other_hour: Advice,
    /// [`crate::verdict::Rule::UsedAlready`]
    pub used_already: Advice,
    /// [`crate::verdict::Indeterminate::Encrypted`]
    pub encrypted: Advice,
    /// [`crate::verdict::Indeterminate::ChunkMissing`]
    pub part_missing: Advice,
}

/// Names of things.
#[derive(Clone, Copy, Debug)]
pub struct NameWords {
    /// [`crate::envelope::Format`], in the order of its cases.
    pub format: FormatWords,
    /// [`crate::statement::StatementKind`], in the order of its cases.
    pub kind: KindWords,
    /// [`crate::envelope::KnownFormat`], in the order of its cases.
    pub known: KnownWords,
    /// [`crate::envelope::OtherCode`], in the order of its cases.
    pub other: OtherWords,
    /// [`crate::claims::DecidingContent`], in the order of its cases.
    pub unclear: UnclearWords,
}

/// Names of what decides and was not understood; see [`crate::claims::DecidingContent`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the case of the same name")]
pub struct UnclearWords {
    pub test_result: &'static str,
    pub recovery_dates: &'static str,
    pub colour: &'static str,
    pub revocation: &'static str,
    pub withheld: &'static str,
    pub modifier: &'static str,
    pub resource: &'static str,
    pub certificate: &'static str,
    pub amount: &'static str,
}

/// Names of formats; see [`crate::envelope::Format`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the case of the same name")]
pub struct FormatWords {
    pub hcert: &'static str,
    pub hcert_exemption: &'static str,
    pub hcert_light: &'static str,
    pub smart_health_card: &'static str,
    pub nz_covid_pass: &'static str,
    pub claim169: &'static str,
    pub vds_nc: &'static str,
    pub jwt: &'static str,
    pub sd_jwt: &'static str,
    pub city_pass: &'static str,
}

/// Names of kinds of statement; see [`crate::statement::StatementKind`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the case of the same name")]
pub struct KindWords {
    pub vaccination: &'static str,
    pub test: &'static str,
    pub recovery: &'static str,
    pub exemption: &'static str,
    pub entitlement: &'static str,
    pub identity: &'static str,
    pub status: &'static str,
}

/// Names of passes that are known and not verified here; see [`crate::envelope::KnownFormat`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the case of the same name")]
pub struct KnownWords {
    pub hcert_version: &'static str,
    pub who_document: &'static str,
    pub smart_health_link: &'static str,
    pub nz_covid_pass_version: &'static str,
    pub divoc: &'static str,
    pub paper_credential: &'static str,
    pub dutch_pass: &'static str,
    pub french_seal: &'static str,
    pub wallet_request: &'static str,
    pub other_seal: &'static str,
    pub pixel_pass: &'static str,
    pub split_code: &'static str,
}

/// Names of codes that are no pass; see [`crate::envelope::OtherCode`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the case of the same name")]
pub struct OtherWords {
    pub empty: &'static str,
    pub link: &'static str,
    pub wifi_network: &'static str,
    pub contact: &'static str,
    pub text: &'static str,
}

impl ShownWords {
    /// A birthday without its year, `None` for a month that does not exist.
    pub fn birthday_text(&self, birth: BirthHint) -> Option<String> {
        let month = self.months.get(usize::from(birth.month.checked_sub(1)?))?;
        Some(self.day_and_month.replace("{day}", &birth.day.to_string()).replace("{month}", month))
    }
}

/// Puts values in the place of `{time}` and `{what}`.
pub fn fill(template: &str, time: Option<&str>, what: Option<&str>) -> String {
    template.replace("{time}", time.unwrap_or_default()).replace("{what}", what.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_written_as_the_language_writes_it() {
        let birth = BirthHint { month: 2, day: 26 };
        let text = |language: Language| language.words().shown.birthday_text(birth);
        assert_eq!(text(Language::English).as_deref(), Some("26 February"), "English");
        assert_eq!(text(Language::SimplifiedChinese).as_deref(), Some("2月26日"), "Chinese");
        let nonsense = BirthHint { month: 0, day: 1 };
        assert_eq!(Language::English.words().shown.birthday_text(nonsense), None, "no month");
    }
}
