//! What the page says in English.

use super::{
    Advice, CompareWords, FaultWords, FormatWords, KindWords, KnownWords, NameWords, OtherWords, SampleWords,
    ScanWords, ShownWords, StartWords, StatusWords, UnclearWords, VerdictWords, Words,
};

pub(super) const WORDS: Words = Words {
    verdict: VerdictWords {
        admitted: "Admitted",
        refused: "Refused",
        cannot_say: "Cannot say",
        refresh: "Refresh",
        ask: "Ask",
        admission: Advice {
            reason: "Genuine and in date.",
            remedy: "Compare {what}, then let the person in.",
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
        critical_field: Advice {
            reason: "The pass says something this checkpoint must not overlook and does not know.",
            remedy: "Check the person by hand, and tell the operator.",
        },
        certificate_malformed: Advice {
            reason: "The signer's certificate inside the pass cannot be read.",
            remedy: "Ask the issuer for a correct one.",
        },
        disclosure_mismatch: Advice {
            reason: "Some of what is shown does not belong to this pass.",
            remedy: "Do not admit. Ask for the original pass.",
        },
        holder_key_missing: Advice {
            reason: "The live code belongs to no pass.",
            remedy: "Ask for the pass itself.",
        },
        holder_proof_malformed: Advice {
            reason: "The live code is not built correctly.",
            remedy: "Open the pass again on the phone that it was issued to, and show it.",
        },
        holder_proof_forged: Advice {
            reason: "The live code was made by another phone than the pass was issued to.",
            remedy: "Do not admit. Ask for the pass on its own phone.",
        },
        live_code_needed: Advice {
            reason: "This is a copy. The pass counts only live, on its holder's phone.",
            remedy: "Open the pass on the phone and show the live code.",
        },
        live_code_old: Advice {
            reason: "The live code is too old, or a clock is wrong.",
            remedy: "Refresh the code and show it again.",
        },
        signer_outside_validity: Advice {
            reason: "The issuer's key was not valid for the dates of this pass.",
            remedy: "Do not admit. Ask the issuer for a new pass.",
        },
        certificate_not_for_passes: Advice {
            reason: "The certificate inside was not made for signing passes.",
            remedy: "Do not admit. Ask for the original certificate.",
        },
        audience_elsewhere: Advice {
            reason: "This code was made for somebody else.",
            remedy: "Ask for the pass for this place.",
        },
        not_understood: Advice {
            reason: "The pass is genuine, but this is not understood here: {what}.",
            remedy: "Look at the pass yourself, and tell the operator.",
        },
        algorithm_unsupported: Advice {
            reason: "The pass uses a method that is not computed here: {what}.",
            remedy: "Check the person by hand, and tell the operator.",
        },
        other_purpose: Advice {
            reason: "The code is genuine, but was made for something else than to be a pass.",
            remedy: "Ask for the pass itself.",
        },
        places_unset: Advice {
            reason: "The pass is for a certain place, and this checkpoint was not told its own name.",
            remedy: "Check the person by hand. The operator can add the name of the place.",
        },
        nobody_named: Advice {
            reason: "The pass is genuine, but does not say whose it is.",
            remedy: "Ask the holder to show the name as well, or another pass.",
        },
        keys_too_many: Advice {
            reason: "Too many issuers may have signed this pass to try them all.",
            remedy: "Check the person by hand, and tell the operator.",
        },
        withdrawn: Advice {
            reason: "The issuer has withdrawn this pass.",
            remedy: "Do not admit. The issuer can tell why, and make a new one.",
        },
        suspended: Advice {
            reason: "The issuer has suspended this pass for now.",
            remedy: "Do not admit. Ask the issuer when it counts again.",
        },
        standing_unknown: Advice {
            reason: "The issuer's list says something about this pass that is not known here.",
            remedy: "Ask the supervisor, or look at another pass.",
        },
        live_code_elsewhere: Advice {
            reason: "The live code was made for another place.",
            remedy: "Make a new code for this place and show it.",
        },
        status_red: Advice {
            reason: "The status in this pass is red.",
            remedy: "Do not admit. The issuer can tell the reason and how to contest it.",
        },
        status_amber: Advice {
            reason: "The status in this pass is amber: a person decides.",
            remedy: "Ask the supervisor.",
        },
        other_gate: Advice {
            reason: "The pass does not count at this gate.",
            remedy: "Use the gate that the pass names.",
        },
        other_hour: Advice {
            reason: "The pass does not count at this hour.",
            remedy: "Come back at the hours that the pass names.",
        },
        used_already: Advice {
            reason: "This pass was used here a moment ago.",
            remedy: "Ask the person to show their own pass. Same person? Wait a moment.",
        },
        encrypted: Advice {
            reason: "The pass is encrypted for somebody else.",
            remedy: "Ask for a pass that a checkpoint can read.",
        },
        part_missing: Advice {
            reason: "This is one part of a pass on several codes.",
            remedy: "Show the other codes as well.",
        },
    },
    compare: CompareWords {
        nothing: "Let the person in. The pass names nobody to compare.",
        photograph: "photograph",
        initials: "initials",
        birthday: "birthday",
        comma: ", ",
        and: " and ",
    },
    shown: ShownWords {
        touch: "Tap for the next person. Hold to keep this on the screen.",
        held: "Kept on the screen. Let go to continue.",
        initials: "Initials",
        portrait: "Photograph of the holder",
        revocation_skipped: "not checked whether withdrawn",
        copy: "a copy",
        status_green: "Status: green",
        status_amber: "Status: amber",
        status_red: "Status: red",
        status_reason: "reason {what} on the issuer’s list",
        birthday: "Birthday",
        day_and_month: "{day} {month}",
        months: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    },
    start: StartWords {
        purpose: "Checks QR passes on this tablet, with no server to ask.",
        privacy: "Pictures and names never leave this tablet, and none are kept.",
        start: "Start scanning",
        camera_help: "When the browser asks for the camera, choose “Allow”.",
        samples: "Sample passes",
        language: "Language",
    },
    scan: ScanWords {
        camera_starting: "Starting the camera. If the browser asks, choose “Allow”.",
        reader_starting: "Getting ready…",
        reader_failing: Advice {
            reason: "The code reader does not start.",
            remedy: "It is tried again by itself. If this stays, reload the page.",
        },
        looking: "Hold the QR code inside the frame",
        seen: "Code found. Reading…",
        parts: "{here} of {count} codes read. Show the next one",
        next: "Done. The next pass, please",
        one_only: "Two passes are in view. Show one only",
        closer: "Closer",
        hold_still: "Hold still",
        more_light: "More light",
        tilt_away: "Tilt it a little: the light is mirrored",
        stop: "Stop",
        preview: "What the camera sees",
    },
    fault: FaultWords {
        missing: Advice {
            reason: "No camera found",
            remedy: "Plug a camera in, or open this page on a tablet that has one.",
        },
        denied: Advice {
            reason: "The camera is not allowed",
            remedy: "Tap the camera or lock sign beside the address, allow the camera for this page, then tap “Try now”.",
        },
        in_use: Advice {
            reason: "Another program is using the camera",
            remedy: "Close video calls, camera apps and other tabs with this page.",
        },
        unplugged: Advice {
            reason: "The camera was disconnected",
            remedy: "Plug the camera in again and check its cable.",
        },
        frozen: Advice {
            reason: "The camera shows no picture",
            remedy: "Take off any cover and check the cable. If this stays, restart the tablet.",
        },
        silent: Advice {
            reason: "The camera does not answer",
            remedy: "If the browser asks for the camera, choose “Allow”. If it does not ask, tap “Try now”; if this stays, restart the tablet.",
        },
        failed: Advice {
            reason: "The camera does not start",
            remedy: "Close other programs that use the camera. If this stays, restart the tablet.",
        },
        trying_again: "Trying again by itself",
        try_now: "Try now",
    },
    status: StatusWords {
        keys_loading: "Loading keys…",
        keys_ready: "Keys: {what}, published {time}",
        keys_missing: "No keys",
        keys_unreachable: Advice {
            reason: "The keys could not be loaded.",
            remedy: "Connect this tablet to the network once. It is tried again by itself.",
        },
        keys_too_large: Advice {
            reason: "The published keys are too large to be used.",
            remedy: "Tell the operator: the trust file must be smaller.",
        },
        keys_malformed: Advice {
            reason: "The published keys cannot be read.",
            remedy: "Tell the operator: the trust file is damaged. It is tried again by itself.",
        },
        keys_version: Advice {
            reason: "The published keys need a newer version of this page.",
            remedy: "Connect to the network and take the new version, or tell the operator.",
        },
        keys_key: Advice {
            reason: "Key number {what} in the published list is not valid.",
            remedy: "Tell the operator: the trust file must be corrected.",
        },
        keys_demonstration: Advice {
            reason: "The published keys are for demonstrations only.",
            remedy: "Tell the operator: publish the real keys.",
        },
        keys_ahead: Advice {
            reason: "The published keys are dated in the future.",
            remedy: "Check this tablet's date and time. If they are right, tell the operator: the trust file's date is wrong.",
        },
        keys_fatal: Advice {
            reason: "This page failed when it read the published keys, and leaves them out.",
            remedy: "Tell the operator: the trust file must be corrected, or this page must be newer.",
        },
        keys_kept: "The keys from before stay in use.",
        keys_not_stored: Advice {
            reason: "This browser keeps no data.",
            remedy: "Verdicts work while this page stays open. For use without network, leave private browsing.",
        },
        not_kept: Advice {
            reason: "This page will not open without network: the browser did not keep it.",
            remedy: "Leave private browsing, allow this site to keep data, and open it again with a network.",
        },
        new_version: "New version: use now",
        sound_off: "Turn sound off",
        sound_on: "Turn sound on",
        demonstration: "Demonstration",
    },
    samples: SampleWords {
        intro: "Tap a pass and check it here, hold this screen up to another tablet that scans, or print it. \
                These are specimens: a checkpoint for real use does not trust them.",
        expected: "Expected: {what}",
        check_here: "Check it here",
        missing: Advice {
            reason: "The sample passes could not be loaded.",
            remedy: "Connect to the network and open this page again.",
        },
        back: "Back",
    },
    names: NameWords {
        format: FormatWords {
            hcert: "EU COVID certificate",
            hcert_exemption: "Austrian exemption certificate",
            hcert_light: "Swiss light certificate",
            smart_health_card: "SMART Health Card",
            nz_covid_pass: "NZ COVID Pass",
            claim169: "Identity QR (Claim 169)",
            vds_nc: "ICAO health seal (VDS-NC)",
            jwt: "Signed token (JWT)",
            sd_jwt: "Selective token (SD-JWT)",
            city_pass: "City pass",
        },
        kind: KindWords {
            vaccination: "Vaccination",
            test: "Test",
            recovery: "Recovery",
            exemption: "Exemption",
            entitlement: "Entitlement",
            identity: "Identity",
            status: "Status",
        },
        known: KnownWords {
            hcert_version: "health certificate of an unknown version",
            who_document: "WHO health document",
            smart_health_link: "SMART Health Link (opens a wallet)",
            nz_covid_pass_version: "NZ COVID Pass of an unknown version",
            divoc: "DIVOC certificate",
            paper_credential: "PathCheck credential",
            dutch_pass: "Dutch CoronaCheck code",
            french_seal: "French 2D-DOC",
            wallet_request: "wallet request (opens a wallet)",
            other_seal: "travel seal of another kind",
            pixel_pass: "credential in JSON (PixelPass)",
            split_code: "one of several codes that belong together",
        },
        other: OtherWords {
            empty: "empty",
            link: "a web link",
            wifi_network: "a Wi-Fi network",
            contact: "a contact card",
            text: "plain text",
        },
        unclear: UnclearWords {
            test_result: "the result of the test",
            recovery_dates: "the days on which the recovery counts",
            colour: "the colour of the status",
            revocation: "where its issuer tells whether it is withdrawn",
            withheld: "until when it counts, which its holder can leave out",
            modifier: "an addition that changes its meaning",
            resource: "a medical record that is not read here",
            certificate: "the signer's certificate",
            amount: "more than is read of one pass",
        },
    },
};
