//! The verdict about a pass, and the one reason for it.
//!
//! There are three kinds. *Admitted*. *Refused*: the reason is in the pass itself. *Cannot say*: this tablet lacks what
//! it needs to decide, and the holder of a genuine pass must not hear that the pass is bad.

use std::fmt;

use crate::claims::{Colour, DecidingContent, HolderHint, Photo};
use crate::code::coded;
use crate::envelope::{Format, Layer, Recognised};
use crate::statement::StatementKind;
use crate::time::UnixTime;

/// The verdict about one scanned code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Genuine, in date, and within the rules.
    Admitted(Admission),
    /// The pass itself is the reason. The hint is there only when the signature held.
    Refused(Reason, Option<HolderHint>),
    /// This tablet cannot decide. That says nothing against the pass.
    CannotSay(Indeterminate),
}

/// What the display shows of an admitted pass.
#[derive(Clone, PartialEq, Eq)]
pub struct Admission {
    /// The format of the pass.
    pub format: Format,
    /// The issuer, by the name in the trust list.
    pub issuer: String,
    /// What the pass states, in the order of the pass.
    pub statements: Vec<StatementKind>,
    /// The least that lets a person compare pass and face.
    pub holder: HolderHint,
    /// The end of the pass's validity period.
    pub expires: Option<UnixTime>,
    /// Whether it was presented with a key binding; otherwise it may be a copy.
    pub is_live: bool,
    /// Whether it is bound to a key of its holder and was presented without a key binding.
    pub is_copy: bool,
    /// The checks that were skipped, because this tablet lacks what they need.
    pub skipped: Vec<Skipped>,
    /// A picture to compare the face with; shown, never kept.
    pub photo: Option<Photo>,
    /// What a city pass says of its holder, for the display.
    pub status: Option<StatusHint>,
}

/// Prints no data of a person.
impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Admission { .. }")
    }
}

/// A status as the display names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusHint {
    /// The colour.
    pub colour: Colour,
    /// The number of the reason on the issuer's list; 0 is none.
    pub reason: u64,
}

/// A check that was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// The pass names a status list, and that list is missing or has expired.
    Revocation,
}

impl Skipped {
    /// Its name in what the tool prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
        }
    }
}

coded! {
    /// Why a pass was refused. Each case has its own code for support.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Reason {
        /// The code is something else: a link, a network password, plain text.
        NotAPass(Recognised) = "P-NOT",
        /// The signature does not hold under the issuer's key.
        Forged = "S-SIG",
        /// The signature is not of the form its algorithm has.
        SignatureMalformed = "S-LEN",
        /// The header names another algorithm than the issuer's key has.
        AlgorithmMismatch = "S-ALG",
        /// The message demands an extension that is not understood (RFC 9052 section 3.1, `crit`).
        CriticalHeader = "S-CRI",
        /// The pass carries no signature at all.
        Unsigned = "S-NON",
        /// Expired at this time.
        Expired(UnixTime) = "T-EXP",
        /// Not valid before this time.
        NotYetValid(UnixTime) = "T-NBF",
        /// The format demands an end and the pass states none.
        ExpiryMissing = "T-NOX",
        /// A time in the pass is malformed.
        TimeMalformed = "T-BAD",
        /// The issuer's key may not sign this kind of statement.
        KindNotAllowed(StatementKind) = "K-USE",
        /// The signed content is not what the format says.
        BodyMalformed = "B-BAD",
        /// No statement inside.
        StatementMissing = "B-NON",
        /// More than one statement where the format allows one.
        StatementsSeveral = "B-TWO",
        /// The pass lies outside the time in which the issuer's key signs.
        SignerOutsideValidity = "K-VAL",
        /// The certificate inside the pass is not for signing passes.
        CertificateNotForPasses = "K-CER",
        /// The token was made for another audience than this gate.
        AudienceMismatch = "A-AUD",
        /// A critical field is not understood.
        CriticalField = "B-CRI",
        /// The certificate inside the pass is malformed.
        CertificateMalformed = "S-CER",
        /// A disclosure does not belong to the pass.
        DisclosureMismatch = "S-DIS",
        /// The pass is presented with a key binding and names no key.
        HolderKeyMissing = "H-KEY",
        /// The key binding is malformed, or is for another pass.
        HolderProofMalformed = "H-BAD",
        /// The key binding was not made with the key that the pass names.
        HolderProofForged = "H-SIG",
        /// The pass needs a key binding, and was presented as a copy.
        LiveCodeNeeded = "H-LIV",
        /// The key binding was made for another audience.
        LiveCodeAudienceMismatch = "H-AUD",
        /// Its issuer has revoked it.
        Revoked = "W-REV",
        /// Its issuer has suspended it for now.
        Suspended = "W-SUS",
    } by {
        /// The outer layers do not decode: a misread, a cut-off print, an altered character.
        Damaged(Layer),
        /// Genuine and in date, and today's rule is not met.
        RuleNotMet(Rule),
    }
}

coded! {
    /// The rules a genuine pass can fail.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Rule {
        /// The test found the disease.
        TestPositive = "R-POS",
        /// The days on which the recovery is valid have not begun.
        RecoveryNotBegun = "R-RNB",
        /// The days on which the recovery is valid are over.
        RecoveryOver = "R-REC",
        /// The status is red, for the reason of this number on the issuer's list; 0 is none.
        StatusRed(u64) = "R-RED",
        /// The pass is not valid at this gate.
        OtherGate = "R-GAT",
        /// The pass is not valid at this hour.
        OtherHour = "R-HOU",
        /// The pass was used here a moment ago.
        UsedAlready = "R-USE",
    }
}

coded! {
    /// Why this tablet cannot decide about a pass.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Indeterminate {
        /// No trusted key matches the issuer or the key identifier in the pass.
        IssuerUnknown = "I-UNK",
        /// There are no keys on this tablet.
        NoKeys = "I-NOK",
        /// The tablet's clock contradicts the newest signed thing it has seen.
        ClockWrong = "C-CLK",
        /// A known kind of pass or message that is not verified here.
        FormatUnsupported(Recognised) = "F-CHK",
        /// The issuer's key is of a kind this version cannot compute with.
        KeyUnsupported = "K-ALG",
        /// Only its addressee can read it.
        Encrypted = "F-ENC",
        /// One chunk of a pass that is split over several codes.
        ChunkMissing = "F-PRT",
        /// The live code was made too long ago, or in the future: it is to be refreshed and shown again.
        LiveCodeNotFresh = "H-OLD",
        /// The status is amber, for the reason of this number on the issuer's list: a person decides.
        StatusAmber(u64) = "R-AMB",
        /// The issuer's list says something about the pass that only the issuer understands, or does not have its entry.
        RevocationStatusUnknown = "W-UNK",
        /// The signature, a digest or the holder's key is of an algorithm that this version does not compute.
        AlgorithmUnsupported(&'static str) = "S-UNS",
        /// A genuine token that says that it was made for something else than to be a pass (RFC 8725 section 3.11).
        OtherPurpose = "F-TYP",
        /// The token is made out to somebody (`aud`), and the operator has set no audience for this gate.
        AudienceUnset = "A-NON",
        /// A pass that must identify a person, and has neither name, key nor subject.
        SubjectMissing = "B-WHO",
        /// More keys may have signed the pass than are tried for one.
        KeysTooMany = "I-MAN",
        /// What this tablet knows is older than its operator lets it be for a pass of this kind.
        KeysTooOld = "I-OLD",
    } by {
        /// Something that decides is said in a way that is not understood here.
        NotUnderstood(DecidingContent),
    }
}

/// Why a pass is not admitted: a [`Verdict`] without an admission and without the holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// The pass itself is the reason.
    Refused(Reason),
    /// It is for a person, or another try, to decide.
    CannotSay(Indeterminate),
}

impl Denial {
    /// The verdict; `holder` is known once the signature was verified.
    pub fn into_verdict(self, holder: Option<HolderHint>) -> Verdict {
        match self {
            Self::Refused(reason) => Verdict::Refused(reason, holder),
            Self::CannotSay(indeterminate) => Verdict::CannotSay(indeterminate),
        }
    }
}

impl From<Reason> for Denial {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason)
    }
}

impl From<Indeterminate> for Denial {
    fn from(indeterminate: Indeterminate) -> Self {
        Self::CannotSay(indeterminate)
    }
}

impl Verdict {
    /// The status that a city pass states, where the verdict came as far as that.
    pub fn status(&self) -> Option<StatusHint> {
        match self {
            Self::Admitted(admission) => admission.status,
            Self::Refused(Reason::RuleNotMet(Rule::StatusRed(reason)), _) => {
                Some(StatusHint { colour: Colour::Red, reason: *reason })
            }
            Self::CannotSay(Indeterminate::StatusAmber(reason)) => {
                Some(StatusHint { colour: Colour::Amber, reason: *reason })
            }
            Self::Refused(..) | Self::CannotSay(_) => None,
        }
    }

    /// The code of the reason; `OK` for an admission.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Admitted(_) => "OK",
            Self::Refused(reason, _) => reason.code(),
            Self::CannotSay(indeterminate) => indeterminate.code(),
        }
    }
}
