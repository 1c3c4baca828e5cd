//! Content that decides about a pass, and that this version may not understand: then the verdict is indeterminate.

use crate::code::coded;

coded! {
    /// Content that decides about a pass, and that is not understood.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum DecidingContent {
        /// What a test found, or whether its result is final.
        TestResult = "U-RES",
        /// The days on which a recovery is valid.
        RecoveryDates = "U-REC",
        /// The colour of a status.
        Colour = "U-COL",
        /// Where the issuer publishes whether the pass is revoked.
        Revocation = "U-REV",
        /// A claim about validity that is selectively disclosable, so that the holder can withhold it.
        Withheld = "U-HID",
        /// An extension that changes the meaning of the element that contains it (FHIR R4 section 2.4.2,
        /// `modifierExtension`).
        Modifier = "U-MOD",
        /// A resource that may say something about the person's health and is of a type that is not read.
        Resource = "U-TYP",
        /// A critical extension of the signer's certificate (RFC 5280 section 4.2).
        Certificate = "U-CER",
        /// More content than is read of one pass.
        Amount = "U-BIG",
    }
}
