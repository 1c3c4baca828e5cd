//! What verdicts are shown as, in English.

use super::*;
use crate::locale::{Iso, Locale};
use crate::time::UnixTime;
use crate::verdict::Rule;

fn english() -> Words<Iso> {
    let file = include_bytes!("../../public/locales/en.json");
    Words::new(Locale::read(file).expect("English is there"), Iso { utc_offset_seconds: 8 * 3600 })
}

#[test]
fn an_expiry_is_shown_in_local_time() {
    let verdict = Verdict::Refused(Reason::Expired(UnixTime(1_640_000_000)), None);
    let notice = Notice::new(&verdict);
    assert_eq!(notice.reason(&english()), "The pass ran out on 2021-12-20 19:33.", "reason");
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
        let notice = Notice::new(&Verdict::Admitted(admission));
        assert_eq!(notice.remedy(photo.is_some(), &english()), sentence);
        assert!(
            !notice.remedy(false, &english()).contains("photograph"),
            "{sentence}: the picture is not drawn"
        );
    }
}

#[test]
fn a_status_is_told_by_name_and_with_its_reason() {
    let green = Admission { status: Some(StatusHint { colour: Colour::Green, reason: 0 }), ..admission() };
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
        let notice = Notice::new(&verdict);
        let status = notice.status.expect("a status is stated");
        assert_eq!((status.colour, status_text(status, &english())), (colour, text.to_owned()));
    }
}
