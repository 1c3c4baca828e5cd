//! The keys of all texts that are not the words of a refusal or a fault; those have its code as their key.

/// Makes the enum of keys. A row is a case, the key's name in the files of the languages, and the placeholders of its text.
macro_rules! keys {
    ($($case:ident = $name:literal $([$($placeholder:literal),*])?,)*) => {
        /// The key of a text. What it says, the files in `public/locales` tell.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the text of a key is its documentation")]
        pub enum Key {
            $($case,)*
        }

        impl Key {
            /// All keys.
            pub const ALL: &[Self] = &[$(Self::$case),*];

            /// Its name in the files of the languages.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$case => $name,)*
                }
            }

            /// The placeholders that its text has in every language, in alphabetical order.
            pub fn placeholders(self) -> &'static [&'static str] {
                match self {
                    $(Self::$case => &[$($($placeholder),*)?],)*
                }
            }
        }
    };
}

keys! {
    // the one large word of a verdict
    WordAdmitted = "word.admitted",
    WordRefused = "word.refused",
    WordCannotSay = "word.cannot-say",
    WordRefresh = "word.refresh",
    WordAsk = "word.ask",
    // what to compare before somebody is let in
    CompareNothing = "compare.nothing",
    ComparePhotograph = "compare.photograph",
    CompareInitials = "compare.initials",
    CompareBirthday = "compare.birthday",
    // between the parts of an enumeration
    ListComma = "list.comma",
    ListAnd = "list.and",
    // around a verdict
    VerdictTouch = "verdict.touch",
    VerdictHeld = "verdict.held",
    VerdictInitials = "verdict.initials",
    VerdictPortrait = "verdict.portrait",
    VerdictRevocationSkipped = "verdict.revocation-skipped",
    VerdictCopy = "verdict.copy",
    VerdictStatusGreen = "verdict.status-green",
    VerdictStatusAmber = "verdict.status-amber",
    VerdictStatusRed = "verdict.status-red",
    VerdictStatusReason = "verdict.status-reason" ["number"],
    VerdictBirthday = "verdict.birthday",
    // the start screen
    StartPurpose = "start.purpose",
    StartPrivacy = "start.privacy",
    StartStart = "start.start",
    StartCameraHelp = "start.camera-help",
    StartSamples = "start.samples",
    StartLanguage = "start.language",
    StartProvision = "start.provision",
    // a tablet becomes an operator's
    ProvisioningLooking = "provisioning.looking",
    ProvisioningOpenFile = "provisioning.open-file",
    ProvisioningCancel = "provisioning.cancel",
    ProvisioningAsk = "provisioning.ask",
    ProvisioningDigits = "provisioning.digits",
    ProvisioningYes = "provisioning.yes",
    ProvisioningNo = "provisioning.no",
    // the scan screen
    ScanCameraStarting = "scan.camera-starting",
    ScanReaderStarting = "scan.reader-starting",
    ScanReaderFailing = "scan.reader-failing",
    ScanLooking = "scan.looking",
    ScanSeen = "scan.seen",
    ScanParts = "scan.parts" ["count", "number"],
    ScanNext = "scan.next",
    ScanOneOnly = "scan.one-only",
    ScanCloser = "scan.closer",
    ScanHoldStill = "scan.hold-still",
    ScanMoreLight = "scan.more-light",
    ScanTiltAway = "scan.tilt-away",
    ScanStop = "scan.stop",
    ScanPreview = "scan.preview",
    // the camera does not work
    FaultTryingAgain = "fault.trying-again",
    FaultTryNow = "fault.try-now",
    // how the tablet stands with its keys
    KeysLoading = "keys.loading",
    KeysReady = "keys.ready" ["day", "number"],
    KeysMissing = "keys.missing",
    KeysAmber = "keys.amber" ["day", "number"],
    KeysRed = "keys.red" ["day", "number"],
    KeysKept = "keys.kept",
    KeysNotStored = "keys.not-stored",
    // the page itself
    PageNotKept = "page.not-kept",
    PageLanguageMissing = "page.language-missing",
    PageNewVersion = "page.new-version",
    PageSoundOff = "page.sound-off",
    PageSoundOn = "page.sound-on",
    PageDemonstration = "page.demonstration",
    // the sample passes of a demonstration
    SamplesIntro = "samples.intro",
    SamplesExpected = "samples.expected" ["name"],
    SamplesCheckHere = "samples.check-here",
    SamplesMissing = "samples.missing",
    SamplesBack = "samples.back",
    // the formats of passes
    FormatHcert = "format.hcert",
    FormatHcertExemption = "format.hcert-exemption",
    FormatHcertLight = "format.hcert-light",
    FormatShc = "format.shc",
    FormatNzcp = "format.nzcp",
    FormatClaim169 = "format.claim169",
    FormatVdsnc = "format.vdsnc",
    FormatJwt = "format.jwt",
    FormatSdjwt = "format.sdjwt",
    FormatCitypass = "format.citypass",
    // the kinds of statement
    KindVaccination = "kind.vaccination",
    KindTest = "kind.test",
    KindRecovery = "kind.recovery",
    KindExemption = "kind.exemption",
    KindEntitlement = "kind.entitlement",
    KindIdentity = "kind.identity",
    KindStatus = "kind.status",
    // passes that are known and not verified here
    KnownHcertVersion = "known.hcert-version",
    KnownWhoDocument = "known.who-document",
    KnownSmartHealthLink = "known.smart-health-link",
    KnownNzCovidPassVersion = "known.nz-covid-pass-version",
    KnownDivoc = "known.divoc",
    KnownPaperCredential = "known.paper-credential",
    KnownDutchPass = "known.dutch-pass",
    KnownFrenchSeal = "known.french-seal",
    KnownWalletRequest = "known.wallet-request",
    KnownOtherSeal = "known.other-seal",
    KnownPixelPass = "known.pixel-pass",
    KnownSplitCode = "known.split-code",
    // codes that are no pass
    OtherEmpty = "other.empty",
    OtherLink = "other.link",
    OtherWifiNetwork = "other.wifi-network",
    OtherContact = "other.contact",
    OtherConfiguration = "other.configuration",
    OtherText = "other.text",
}
