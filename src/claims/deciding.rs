//! Content that decides about a pass, and that this version may not understand: then the verdict is indeterminate.

/// Content that decides about a pass, and that is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidingContent {
    /// What a test found, or whether its result is final.
    TestResult,
    /// The days on which a recovery is valid.
    RecoveryDates,
    /// The colour of a status.
    Colour,
    /// Where the issuer publishes whether the pass is revoked.
    Revocation,
    /// A claim about validity that is selectively disclosable, so that the holder can withhold it.
    Withheld,
    /// An extension that changes the meaning of the element that contains it (FHIR R4 section 2.4.2,
    /// `modifierExtension`).
    Modifier,
    /// A resource that may say something about the person's health and is of a type that is not read.
    Resource,
    /// A critical extension of the signer's certificate (RFC 5280 section 4.2).
    Certificate,
    /// More content than is read of one pass.
    Amount,
}

impl DecidingContent {
    /// The code of the verdict.
    pub fn code(self) -> &'static str {
        match self {
            Self::TestResult => "U-RES",
            Self::RecoveryDates => "U-REC",
            Self::Colour => "U-COL",
            Self::Revocation => "U-REV",
            Self::Withheld => "U-HID",
            Self::Modifier => "U-MOD",
            Self::Resource => "U-TYP",
            Self::Certificate => "U-CER",
            Self::Amount => "U-BIG",
        }
    }
}
