//! A verdict in, everything the gate shows, sounds and says out: one function, so that colour, word, sound and text
//! cannot disagree.

use crate::claims::{Colour, DecidingContent, HolderHint, Photo};
use crate::envelope::{Format, KnownFormat, OtherCode, Recognised};
use crate::statement::StatementKind;
use crate::time::UnixTime;
use crate::verdict::{Admission, Indeterminate, Reason, Rule, Skipped, StatusHint, Verdict};
use crate::words::{Advice, CompareWords, Language, VerdictWords, Words, fill};

/// What one verdict looks and sounds like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Colour, shape and sound.
    pub tone: Tone,
    /// The one large word.
    pub word: &'static str,
    /// What happened.
    pub reason: String,
    /// What to do now.
    pub remedy: String,
    /// The code for support staff.
    pub code: &'static str,
    /// Whose pass it is, as far as is shown; only behind a signature that holds.
    pub holder: Option<HolderHint>,
    /// What the pass is and who issued it, for an admission.
    pub detail: Option<String>,
    /// A picture to compare the face with: shown with the verdict and gone with it.
    pub photo: Option<Photo>,
    /// What to do now where the browser cannot draw the picture.
    pub remedy_without_photo: String,
    /// The status that a city pass states: its colour, and that and its reason in words.
    pub status: Option<(Colour, String)>,
}

/// The three kinds of verdict, as eyes and ears tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Let in: a tick in a circle, rising tones.
    Admitted,
    /// Do not let in: a cross in an octagon, falling tones.
    Refused,
    /// Ask: a question mark in a triangle, two even tones.
    CannotSay,
}

impl Notice {
    /// What a verdict is shown as. The offset is the local time's distance from UTC, for the dates that are shown.
    pub fn new(verdict: &Verdict, language: Language, utc_offset_seconds: i64) -> Self {
        let words = language.words();
        let table = &words.verdict;
        let photo = match verdict {
            Verdict::Admitted(admission) => admission.photo.clone(),
            Verdict::Refused(..) | Verdict::CannotSay(_) => None,
        };
        let (word, advice, time, what, holder, detail) = match verdict {
            Verdict::Admitted(admission) => (
                table.admitted,
                table.admission,
                None,
                None,
                Some(admission.holder.clone()),
                Some(describe(admission, words)),
            ),
            Verdict::Refused(reason, holder) => {
                let (advice, time, what) = refusal(*reason, words);
                (table.refused, advice, time, what, holder.clone(), None)
            }
            Verdict::CannotSay(doubt) => {
                let (advice, what) = uncertainty(*doubt, words);
                (doubt_word(*doubt, table), advice, None, what, None, None)
            }
        };
        let time = time.map(|time: UnixTime| local_time(time, utc_offset_seconds));
        let remedy = |has_photo: bool| match verdict {
            Verdict::Admitted(admission) => comparison(&admission.holder, has_photo, words),
            Verdict::Refused(..) | Verdict::CannotSay(_) => fill(advice.remedy, time.as_deref(), what),
        };
        Self {
            tone: tone(verdict),
            word,
            reason: fill(advice.reason, time.as_deref(), what),
            remedy: remedy(photo.is_some()),
            remedy_without_photo: remedy(false),
            code: verdict.code(),
            holder,
            detail,
            photo,
            status: verdict.status().map(|status| (status.colour, status_text(status, words))),
        }
    }
}

/// The one large word of a doubt: what to do, where that is plain.
fn doubt_word(doubt: Indeterminate, table: &VerdictWords) -> &'static str {
    match doubt {
        Indeterminate::LiveCodeNotFresh => table.refresh,
        Indeterminate::StatusAmber(_) => table.ask,
        Indeterminate::IssuerUnknown
        | Indeterminate::NoKeys
        | Indeterminate::ClockWrong
        | Indeterminate::FormatUnsupported(_)
        | Indeterminate::KeyUnsupported
        | Indeterminate::Encrypted
        | Indeterminate::RevocationStatusUnknown
        | Indeterminate::NotUnderstood(_)
        | Indeterminate::AlgorithmUnsupported(_)
        | Indeterminate::OtherPurpose
        | Indeterminate::AudienceUnset
        | Indeterminate::SubjectMissing
        | Indeterminate::KeysTooMany
        | Indeterminate::ChunkMissing => table.cannot_say,
    }
}

/// The tone of a verdict, without its words.
pub fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Admitted(_) => Tone::Admitted,
        Verdict::Refused(..) => Tone::Refused,
        Verdict::CannotSay(_) => Tone::CannotSay,
    }
}

fn refusal(reason: Reason, words: &Words) -> (Advice, Option<UnixTime>, Option<&'static str>) {
    let table: &VerdictWords = &words.verdict;
    match reason {
        Reason::NotAPass(recognised) => (table.not_a_pass, None, Some(recognised_name(recognised, words))),
        Reason::Damaged(_) => (table.damaged, None, None),
        Reason::Forged => (table.forged, None, None),
        Reason::SignatureMalformed => (table.signature_malformed, None, None),
        Reason::AlgorithmMismatch => (table.algorithm_mismatch, None, None),
        Reason::CriticalHeader => (table.critical_header, None, None),
        Reason::Unsigned => (table.unsigned, None, None),
        Reason::Expired(time) => (table.expired, Some(time), None),
        Reason::NotYetValid(time) => (table.not_yet_valid, Some(time), None),
        Reason::ExpiryMissing => (table.expiry_missing, None, None),
        Reason::TimeMalformed => (table.time_malformed, None, None),
        Reason::KindNotAllowed(kind) => (table.kind_not_allowed, None, Some(kind_name(kind, words))),
        Reason::BodyMalformed => (table.body_malformed, None, None),
        Reason::StatementMissing => (table.statement_missing, None, None),
        Reason::StatementsSeveral => (table.statements_several, None, None),
        Reason::SignerOutsideValidity => (table.signer_outside_validity, None, None),
        Reason::CertificateNotForPasses => (table.certificate_not_for_passes, None, None),
        Reason::AudienceMismatch => (table.audience_elsewhere, None, None),
        Reason::CriticalField => (table.critical_field, None, None),
        Reason::CertificateMalformed => (table.certificate_malformed, None, None),
        Reason::DisclosureMismatch => (table.disclosure_mismatch, None, None),
        Reason::HolderKeyMissing => (table.holder_key_missing, None, None),
        Reason::HolderProofMalformed => (table.holder_proof_malformed, None, None),
        Reason::HolderProofForged => (table.holder_proof_forged, None, None),
        Reason::LiveCodeNeeded => (table.live_code_needed, None, None),
        Reason::LiveCodeAudienceMismatch => (table.live_code_elsewhere, None, None),
        Reason::Revoked => (table.withdrawn, None, None),
        Reason::Suspended => (table.suspended, None, None),
        Reason::RuleNotMet(Rule::StatusRed(_)) => (table.status_red, None, None),
        Reason::RuleNotMet(Rule::OtherGate) => (table.other_gate, None, None),
        Reason::RuleNotMet(Rule::OtherHour) => (table.other_hour, None, None),
        Reason::RuleNotMet(Rule::UsedAlready) => (table.used_already, None, None),
        Reason::RuleNotMet(Rule::TestPositive) => (table.test_positive, None, None),
        Reason::RuleNotMet(Rule::RecoveryNotBegun) => (table.recovery_not_begun, None, None),
        Reason::RuleNotMet(Rule::RecoveryOver) => (table.recovery_over, None, None),
    }
}

fn uncertainty(doubt: Indeterminate, words: &Words) -> (Advice, Option<&'static str>) {
    let table = &words.verdict;
    match doubt {
        Indeterminate::IssuerUnknown => (table.issuer_unknown, None),
        Indeterminate::NoKeys => (table.no_keys, None),
        Indeterminate::ClockWrong => (table.clock_wrong, None),
        Indeterminate::FormatUnsupported(recognised) => {
            (table.not_checked_here, Some(recognised_name(recognised, words)))
        }
        Indeterminate::KeyUnsupported => (table.key_unsupported, None),
        Indeterminate::Encrypted => (table.encrypted, None),
        Indeterminate::ChunkMissing => (table.part_missing, None),
        Indeterminate::LiveCodeNotFresh => (table.live_code_old, None),
        Indeterminate::StatusAmber(_) => (table.status_amber, None),
        Indeterminate::RevocationStatusUnknown => (table.standing_unknown, None),
        Indeterminate::NotUnderstood(unclear) => (table.not_understood, Some(unclear_name(unclear, words))),
        Indeterminate::AlgorithmUnsupported(name) => (table.algorithm_unsupported, Some(name)),
        Indeterminate::OtherPurpose => (table.other_purpose, None),
        Indeterminate::AudienceUnset => (table.places_unset, None),
        Indeterminate::SubjectMissing => (table.nobody_named, None),
        Indeterminate::KeysTooMany => (table.keys_too_many, None),
    }
}

/// What to compare before the person is let in: exactly what is shown.
fn comparison(holder: &HolderHint, has_photo: bool, words: &Words) -> String {
    let CompareWords { photograph, initials, birthday, comma, and, nothing } = words.compare;
    let has_birthday = holder.birth.is_some_and(|birth| words.shown.birthday_text(birth).is_some());
    let shown = [(has_photo, photograph), (!holder.initials.is_empty(), initials), (has_birthday, birthday)];
    let shown: Vec<&str> =
        shown.into_iter().filter_map(|(is_shown, name)| is_shown.then_some(name)).collect();
    match shown.split_last() {
        None => nothing.to_owned(),
        Some((only, [])) => fill(words.verdict.admission.remedy, None, Some(only)),
        Some((last, others)) => {
            fill(words.verdict.admission.remedy, None, Some(&[&others.join(comma), and, last].concat()))
        }
    }
}

/// "Status: green · reason 3 on the issuer's list"
fn status_text(status: StatusHint, words: &Words) -> String {
    let shown = &words.shown;
    let colour = match status.colour {
        Colour::Green => shown.status_green,
        Colour::Amber => shown.status_amber,
        Colour::Red => shown.status_red,
    };
    if status.reason == 0 {
        return colour.to_owned();
    }
    let reason = fill(shown.status_reason, None, Some(&status.reason.to_string()));
    [colour, &reason].join(" · ")
}

/// "Vaccination · EU COVID certificate · Austria"
fn describe(admission: &Admission, words: &Words) -> String {
    let mut parts: Vec<&str> = admission.statements.iter().map(|&kind| kind_name(kind, words)).collect();
    parts.push(format_name(admission.format, words));
    parts.push(&admission.issuer);
    if admission.is_copy {
        parts.push(words.shown.copy);
    }
    parts.extend(admission.skipped.iter().map(|skipped| match skipped {
        Skipped::Revocation => words.shown.revocation_skipped,
    }));
    parts.join(" · ")
}

/// The name of what was not understood.
fn unclear_name(unclear: DecidingContent, words: &Words) -> &'static str {
    let names = &words.names.unclear;
    match unclear {
        DecidingContent::TestResult => names.test_result,
        DecidingContent::RecoveryDates => names.recovery_dates,
        DecidingContent::Colour => names.colour,
        DecidingContent::Revocation => names.revocation,
        DecidingContent::Withheld => names.withheld,
        DecidingContent::Modifier => names.modifier,
        DecidingContent::Resource => names.resource,
        DecidingContent::Certificate => names.certificate,
        DecidingContent::Amount => names.amount,
    }
}

/// `2026-11-23 07:00`, as the clock on the wall shows it.
fn local_time(time: UnixTime, utc_offset_seconds: i64) -> String {
    let local = time.plus_seconds(utc_offset_seconds);
    let (hour, minute) = local.hour_and_minute();
    format!("{} {hour:02}:{minute:02}", local.day())
}

/// The name of a format.
pub fn format_name(format: Format, words: &Words) -> &'static str {
    let names = &words.names.format;
    match format {
        Format::Hcert => names.hcert,
        Format::HcertExemption => names.hcert_exemption,
        Format::HcertLight => names.hcert_light,
        Format::SmartHealthCard => names.smart_health_card,
        Format::NzCovidPass => names.nz_covid_pass,
        Format::Claim169 => names.claim169,
        Format::VdsNc => names.vds_nc,
        Format::Jwt => names.jwt,
        Format::SdJwt => names.sd_jwt,
        Format::CityPass => names.city_pass,
    }
}

/// The name of a kind of statement.
pub fn kind_name(kind: StatementKind, words: &Words) -> &'static str {
    let names = &words.names.kind;
    match kind {
        StatementKind::Vaccination => names.vaccination,
        StatementKind::Test => names.test,
        StatementKind::Recovery => names.recovery,
        StatementKind::Exemption => names.exemption,
        StatementKind::Entitlement => names.entitlement,
        StatementKind::Identity => names.identity,
        StatementKind::Status => names.status,
    }
}

fn recognised_name(recognised: Recognised, words: &Words) -> &'static str {
    let (known, other) = (&words.names.known, &words.names.other);
    match recognised {
        Recognised::Pass(format) => format_name(format, words),
        Recognised::Unsupported(pass) => match pass {
            KnownFormat::HcertVersion => known.hcert_version,
            KnownFormat::WhoDocument => known.who_document,
            KnownFormat::SmartHealthLink => known.smart_health_link,
            KnownFormat::NzCovidPassVersion => known.nz_covid_pass_version,
            KnownFormat::Divoc => known.divoc,
            KnownFormat::PaperCredential => known.paper_credential,
            KnownFormat::DutchPass => known.dutch_pass,
            KnownFormat::FrenchSeal => known.french_seal,
            KnownFormat::WalletRequest => known.wallet_request,
            KnownFormat::OtherSeal => known.other_seal,
            KnownFormat::PixelPass => known.pixel_pass,
            KnownFormat::SplitCode => known.split_code,
        },
        Recognised::Other(code) => match code {
            OtherCode::Empty => other.empty,
            OtherCode::Link => other.link,
            OtherCode::WifiNetwork => other.wifi_network,
            OtherCode::Contact => other.contact,
            OtherCode::Text => other.text,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::BirthHint;
    use crate::envelope::Layer;

    #[test]
    fn an_expiry_is_shown_in_local_time() {
        let verdict = Verdict::Refused(Reason::Expired(UnixTime(1_640_000_000)), None);
        let notice = Notice::new(&verdict, Language::English, 8 * 3600);
        assert_eq!(notice.reason, "The pass ran out on 2021-12-20 19:33.", "reason");
        assert_eq!((notice.tone, notice.code), (Tone::Refused, "T-EXP"), "tone and code");
    }

    fn admission() -> Admission {
        Admission {
            format: Format::CityPass,
            issuer: "City".to_owned(),
            statements: vec![StatementKind::Status],
            holder: HolderHint::default(),
            expires: None,
            is_live: false,
            is_copy: false,
            skipped: Vec::new(),
            photo: None,
            status: None,
        }
    }

    #[test]
    fn what_is_to_be_compared_is_what_is_shown() {
        let photo = Photo { bytes: vec![1], media_type: None };
        let birth = Some(BirthHint { month: 2, day: 26 });
        let initials = |text: &str, birth| HolderHint { initials: text.to_owned(), birth };
        for (holder, photo, sentence) in [
            (initials("AL", birth), None, "Compare initials and birthday, then let the person in."),
            (initials("AL", None), None, "Compare initials, then let the person in."),
            (initials("", birth), None, "Compare birthday, then let the person in."),
            (initials("", None), None, "Let the person in. The pass names nobody to compare."),
            (initials("", None), Some(&photo), "Compare photograph, then let the person in."),
            (
                initials("AL", birth),
                Some(&photo),
                "Compare photograph, initials and birthday, then let the person in.",
            ),
        ] {
            let admission = Admission { holder, photo: photo.cloned(), ..admission() };
            let notice = Notice::new(&Verdict::Admitted(admission), Language::English, 0);
            assert_eq!(notice.remedy, sentence);
            assert!(
                !notice.remedy_without_photo.contains("photograph"),
                "{sentence}: the picture is not drawn"
            );
        }
    }

    #[test]
    fn a_status_is_told_by_name_and_with_its_reason() {
        let green =
            Admission { status: Some(StatusHint { colour: Colour::Green, reason: 0 }), ..admission() };
        for (verdict, colour, text) in [
            (Verdict::Admitted(green), Colour::Green, "Status: green"),
            (
                Verdict::Refused(Reason::RuleNotMet(Rule::StatusRed(7)), None),
                Colour::Red,
                "Status: red · reason 7 on the issuer’s list",
            ),
            (
                Verdict::CannotSay(Indeterminate::StatusAmber(2)),
                Colour::Amber,
                "Status: amber · reason 2 on the issuer’s list",
            ),
        ] {
            let notice = Notice::new(&verdict, Language::English, 0);
            assert_eq!(notice.status, Some((colour, text.to_owned())));
        }
    }

    #[test]
    fn no_notice_keeps_a_placeholder() {
        let kind = StatementKind::Test;
        let link = Recognised::Other(OtherCode::Link);
        let verdicts = [
            Verdict::Refused(Reason::NotAPass(link), None),
            Verdict::Refused(Reason::Damaged(Layer::Length), None),
            Verdict::Refused(Reason::NotYetValid(UnixTime(0)), None),
            Verdict::Refused(Reason::KindNotAllowed(kind), None),
            Verdict::CannotSay(Indeterminate::FormatUnsupported(Recognised::Unsupported(KnownFormat::Divoc))),
        ];
        for language in Language::ALL {
            for verdict in &verdicts {
                let notice = Notice::new(verdict, language, 0);
                assert!(!notice.reason.contains('{'), "{language:?}: {}", notice.reason);
                assert!(!notice.remedy.contains('{'), "{language:?}: {}", notice.remedy);
            }
        }
    }
}
