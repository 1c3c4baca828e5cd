//! What the page says in English.

use super::{Advice, KnownWords, NameWords, OtherWords, VerdictWords, Words};

pub(super) const WORDS: Words = Words {
    verdict: VerdictWords {
        admitted: "Admitted",
        refused: "Refused",
        cannot_say: "Cannot say",
        admission: Advice {
            reason: "Genuine and in date.",
            remedy: "Compare the initials and birthday, then let the person in.",
        },
        not_a_pass: Advice {
            reason: "This code is not a pass: {what}.",
            remedy: "Ask for the code on the certificate itself.",
        },
        damaged: Advice {
            reason: "The code is damaged or was changed.",
            remedy: "Show it again: flat, clean and whole. Still refused? Ask the issuer for a new one.",
        },
        forged: Advice {
            reason: "The signature does not match. The pass was altered or forged.",
            remedy: "Do not admit. Ask for the original certificate, not a copy.",
        },
        signature_malformed: Advice {
            reason: "The signature is not a valid one. The pass was altered or forged.",
            remedy: "Do not admit. Ask for the original certificate.",
        },
        algorithm_mismatch: Advice {
            reason: "The pass names another kind of signature than its issuer uses.",
            remedy: "Do not admit. Ask for the original certificate.",
        },
        critical_header: Advice {
            reason: "The pass demands something this checkpoint does not know.",
            remedy: "Ask the issuer for a standard certificate.",
        },
        unsigned: Advice {
            reason: "The pass is not signed. Anybody could have made it.",
            remedy: "Ask for a signed certificate.",
        },
        expired: Advice {
            reason: "The pass ran out on {time}.",
            remedy: "Ask for a newer pass. The issuer can renew it.",
        },
        not_yet_valid: Advice {
            reason: "The pass counts only from {time}.",
            remedy: "Come back then, or show another pass.",
        },
        expiry_missing: Advice {
            reason: "The pass states no end date, and it must.",
            remedy: "Ask the issuer for a correct one.",
        },
        time_malformed: Advice {
            reason: "A date in the pass cannot be read.",
            remedy: "Ask the issuer for a correct one.",
        },
        kind_not_allowed: Advice {
            reason: "This issuer may not certify this: {what}.",
            remedy: "Ask for a certificate from an issuer who may.",
        },
        body_malformed: Advice {
            reason: "The pass is genuine, but its content cannot be read.",
            remedy: "Ask the issuer for a correct one.",
        },
        statement_missing: Advice {
            reason: "The pass is genuine, but states nothing.",
            remedy: "Ask the issuer for a correct one.",
        },
        statements_several: Advice {
            reason: "The pass makes several statements where one is allowed.",
            remedy: "Ask the issuer for a correct one.",
        },
        test_positive: Advice {
            reason: "The test in this pass found the disease.",
            remedy: "Keep your distance and follow the local rules.",
        },
        recovery_not_begun: Advice {
            reason: "The recovery does not count yet.",
            remedy: "Show another pass, or come back later.",
        },
        recovery_over: Advice { reason: "The recovery counts no longer.", remedy: "Show another pass." },
        issuer_unknown: Advice {
            reason: "This checkpoint does not know the issuer. That says nothing against the pass.",
            remedy: "Check the person by hand. The operator can add the issuer's keys.",
        },
        no_keys: Advice {
            reason: "This checkpoint has no keys to check with.",
            remedy: "Connect the tablet to the network once, or call the operator.",
        },
        clock_wrong: Advice {
            reason: "The clock of this tablet is wrong, so dates cannot be checked.",
            remedy: "Set the tablet's date and time, then scan again.",
        },
        not_checked_here: Advice {
            reason: "A known kind of pass that is not checked here: {what}.",
            remedy: "Ask for another certificate, or check the person by hand.",
        },
        key_unsupported: Advice {
            reason: "The issuer is known, but its kind of key is not supported here.",
            remedy: "Check the person by hand, and tell the operator.",
        },
    },
    names: NameWords {
        hcert: "EU COVID certificate",
        vaccination: "Vaccination",
        test: "Test",
        recovery: "Recovery",
        known: KnownWords {
            austrian_exemption: "Austrian exemption certificate",
            swiss_light: "Swiss light certificate",
            hcert_version: "health certificate of an unknown version",
            smart_health_card: "SMART Health Card",
            smart_health_link: "SMART Health Link",
            nz_covid_pass: "NZ COVID Pass",
            claim169: "identity QR (Claim 169)",
            vds_nc: "ICAO health proof (VDS-NC)",
            jwt: "signed token (JWT)",
            divoc: "DIVOC certificate",
            city_pass: "city pass",
            paper_credential: "PathCheck credential",
            dutch_pass: "Dutch CoronaCheck code",
            wallet_request: "wallet request",
        },
        other: OtherWords {
            empty: "empty",
            link: "a web link",
            wifi_network: "a Wi-Fi network",
            contact: "a contact card",
            text: "plain text",
        },
    },
};
