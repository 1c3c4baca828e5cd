//! Makes the notice of a verdict: all that the gate shows, plays and says, from one function, so that colour, word, sound
//! and text cannot disagree. A notice has no language: its code is the key of its words, which [`crate::locale`] has.

use crate::claims::{BirthHint, Colour, HolderHint, Photo};
use crate::envelope::{Format, KnownFormat, OtherCode, Recognised};
use crate::locale::{Argument, Formats, Key, Words};
use crate::statement::StatementKind;
use crate::verdict::{Admission, Indeterminate, Reason, Skipped, StatusHint, Verdict};

/// What one verdict looks and sounds like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Colour, shape and sound.
    pub tone: Tone,
    /// The one large word.
    pub word: Key,
    /// The code for support staff, and the key of what happened and what to do now.
    pub code: &'static str,
    /// What the words of that code have a placeholder for.
    pub argument: Option<Argument>,
    /// Whose pass it is, as far as is shown; only behind a signature that holds.
    pub holder: Option<HolderHint>,
    /// What the pass is and who issued it, for an admission.
    pub detail: Option<Detail>,
    /// A picture to compare the face with: shown with the verdict and gone with it.
    pub photo: Option<Photo>,
    /// The status that a city pass states.
    pub status: Option<StatusHint>,
}

/// What an admitted pass is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// What it states, and of which format it is.
    pub names: Vec<Key>,
    /// Who issued it, by the name in the trust list.
    pub issuer: String,
    /// What an admission goes without.
    pub remarks: Vec<Key>,
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
    /// What a verdict is shown as.
    pub fn new(verdict: &Verdict) -> Self {
        let (word, argument) = match verdict {
            Verdict::Admitted(_) => (Key::WordAdmitted, None),
            Verdict::Refused(reason, _) => (Key::WordRefused, refusal_argument(*reason)),
            Verdict::CannotSay(why) => (indeterminate_word(*why), indeterminate_argument(*why)),
        };
        let (holder, detail, photo) = match verdict {
            Verdict::Admitted(admission) => {
                (Some(admission.holder.clone()), Some(Detail::of(admission)), admission.photo.clone())
            }
            Verdict::Refused(_, holder) => (holder.clone(), None, None),
            Verdict::CannotSay(_) => (None, None, None),
        };
        Self {
            tone: tone(verdict),
            word,
            code: verdict.code(),
            argument,
            holder,
            detail,
            photo,
            status: verdict.status(),
        }
    }

    /// What happened.
    pub fn reason(&self, words: &Words<impl Formats>) -> String {
        words.of_code(self.code, self.argument.as_slice()).reason
    }

    /// What to do now; `has_photo` tells whether the picture can be seen.
    pub fn remedy(&self, has_photo: bool, words: &Words<impl Formats>) -> String {
        if self.tone != Tone::Admitted {
            return words.of_code(self.code, self.argument.as_slice()).remedy;
        }
        let shown = self.to_compare(has_photo);
        if shown.is_empty() {
            words.say(Key::CompareNothing)
        } else {
            words.of_code(self.code, &[Argument::Names(shown)]).remedy
        }
    }

    /// What to compare before the person is let in: exactly what is shown.
    fn to_compare(&self, has_photo: bool) -> Vec<Key> {
        let has_initials = self.holder.as_ref().is_some_and(|holder| !holder.initials.is_empty());
        let has_birthday = self.birthday().is_some();
        [
            (has_photo, Key::ComparePhotograph),
            (has_initials, Key::CompareInitials),
            (has_birthday, Key::CompareBirthday),
        ]
        .into_iter()
        .filter_map(|(is_shown, key)| is_shown.then_some(key))
        .collect()
    }

    /// The holder's birthday; none in a month that does not exist.
    pub fn birthday(&self) -> Option<BirthHint> {
        self.holder.as_ref()?.birth.filter(|birth| (1..=12).contains(&birth.month))
    }

    /// "Vaccination · EU COVID certificate · Austria"
    pub fn detail(&self, words: &Words<impl Formats>) -> Option<String> {
        let Detail { names, issuer, remarks } = self.detail.as_ref()?;
        let said = |keys: &[Key]| -> Vec<String> { keys.iter().map(|&key| words.say(key)).collect() };
        Some([said(names), vec![issuer.clone()], said(remarks)].concat().join(SEPARATOR))
    }
}

impl Detail {
    fn of(admission: &Admission) -> Self {
        let skipped = admission.skipped.iter().map(|skipped| match skipped {
            Skipped::Revocation => Key::VerdictRevocationSkipped,
        });
        Self {
            names: admission
                .statements
                .iter()
                .map(|&kind| kind_key(kind))
                .chain([format_key(admission.format)])
                .collect(),
            issuer: admission.issuer.clone(),
            remarks: admission.is_copy.then_some(Key::VerdictCopy).into_iter().chain(skipped).collect(),
        }
    }
}

/// "Status: green · reason 3 on the issuer's list"
pub fn status_text(status: StatusHint, words: &Words<impl Formats>) -> String {
    let colour = words.say(match status.colour {
        Colour::Green => Key::VerdictStatusGreen,
        Colour::Amber => Key::VerdictStatusAmber,
        Colour::Red => Key::VerdictStatusRed,
    });
    if status.reason == 0 {
        return colour;
    }
    let reason = words.fill(Key::VerdictStatusReason, &[Argument::Number(status.reason)]);
    [colour, reason].join(SEPARATOR)
}

/// The tone of a verdict, without its words.
pub fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Admitted(_) => Tone::Admitted,
        Verdict::Refused(..) => Tone::Refused,
        Verdict::CannotSay(_) => Tone::CannotSay,
    }
}

/// The one large word where nothing can be said: what to do, where that is plain.
fn indeterminate_word(indeterminate: Indeterminate) -> Key {
    match indeterminate {
        Indeterminate::LiveCodeNotFresh => Key::WordRefresh,
        Indeterminate::StatusAmber(_) => Key::WordAsk,
        _ => Key::WordCannotSay,
    }
}

fn refusal_argument(reason: Reason) -> Option<Argument> {
    match reason {
        Reason::NotAPass(recognised) => Some(Argument::Name(recognised_key(recognised))),
        Reason::Expired(time) | Reason::NotYetValid(time) => Some(Argument::Time(time)),
        Reason::KindNotAllowed(kind) => Some(Argument::Name(kind_key(kind))),
        _ => None,
    }
}

fn indeterminate_argument(indeterminate: Indeterminate) -> Option<Argument> {
    match indeterminate {
        Indeterminate::FormatUnsupported(recognised) => Some(Argument::Name(recognised_key(recognised))),
        Indeterminate::AlgorithmUnsupported(name) => Some(Argument::Verbatim(name)),
        _ => None,
    }
}

/// The name of a format.
fn format_key(format: Format) -> Key {
    match format {
        Format::Hcert => Key::FormatHcert,
        Format::HcertExemption => Key::FormatHcertExemption,
        Format::HcertLight => Key::FormatHcertLight,
        Format::SmartHealthCard => Key::FormatShc,
        Format::NzCovidPass => Key::FormatNzcp,
        Format::Claim169 => Key::FormatClaim169,
        Format::VdsNc => Key::FormatVdsnc,
        Format::Jwt => Key::FormatJwt,
        Format::SdJwt => Key::FormatSdjwt,
        Format::CityPass => Key::FormatCitypass,
    }
}

/// The name of a kind of statement.
fn kind_key(kind: StatementKind) -> Key {
    match kind {
        StatementKind::Vaccination => Key::KindVaccination,
        StatementKind::Test => Key::KindTest,
        StatementKind::Recovery => Key::KindRecovery,
        StatementKind::Exemption => Key::KindExemption,
        StatementKind::Entitlement => Key::KindEntitlement,
        StatementKind::Identity => Key::KindIdentity,
        StatementKind::Status => Key::KindStatus,
    }
}

fn recognised_key(recognised: Recognised) -> Key {
    match recognised {
        Recognised::Pass(format) => format_key(format),
        Recognised::Unsupported(pass) => match pass {
            KnownFormat::HcertVersion => Key::KnownHcertVersion,
            KnownFormat::WhoDocument => Key::KnownWhoDocument,
            KnownFormat::SmartHealthLink => Key::KnownSmartHealthLink,
            KnownFormat::NzCovidPassVersion => Key::KnownNzCovidPassVersion,
            KnownFormat::Divoc => Key::KnownDivoc,
            KnownFormat::PaperCredential => Key::KnownPaperCredential,
            KnownFormat::DutchPass => Key::KnownDutchPass,
            KnownFormat::FrenchSeal => Key::KnownFrenchSeal,
            KnownFormat::WalletRequest => Key::KnownWalletRequest,
            KnownFormat::OtherSeal => Key::KnownOtherSeal,
            KnownFormat::PixelPass => Key::KnownPixelPass,
            KnownFormat::SplitCode => Key::KnownSplitCode,
        },
        Recognised::Other(code) => match code {
            OtherCode::Empty => Key::OtherEmpty,
            OtherCode::Link => Key::OtherLink,
            OtherCode::WifiNetwork => Key::OtherWifiNetwork,
            OtherCode::Contact => Key::OtherContact,
            OtherCode::Configuration => Key::OtherConfiguration,
            OtherCode::Text => Key::OtherText,
        },
    }
}

/// Between the parts of a line.
const SEPARATOR: &str = " · ";

#[cfg(test)]
mod tests;
