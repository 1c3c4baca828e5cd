//! Several people at the gate: two passes in one picture, and nobody can tell whose turn it is.
//!
//! What is no pass is judged only where no pass is in view. A pass beside a poster's link, the same pass printed twice
//! and the chunks of one split pass are no crowd.

use super::command::{Command, Timer};
use crate::envelope::Scanned;
use crate::time::Milliseconds;

/// Several passes in view at once, as the last pictures showed them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crowd {
    seen: Option<Milliseconds>,
}

impl Crowd {
    /// A picture shows several passes.
    pub(super) fn note(&mut self, now: Milliseconds) -> Command {
        self.seen = Some(now);
        Command::SetTimer(Timer::CrowdOver, now.plus(KEPT))
    }

    /// Whether a pass that is alone in a picture is perhaps not alone: the other may only have been missed.
    pub(super) fn is_near(self, now: Milliseconds) -> bool {
        self.seen.is_some_and(|seen| now.since(seen) < KEPT)
    }

    /// Whether the person is asked to show one pass only.
    pub(super) fn is_shown(self) -> bool {
        self.seen.is_some()
    }

    /// Forgets a crowd that is no longer near.
    pub(super) fn expire(&mut self, now: Milliseconds) {
        if !self.is_near(now) {
            self.seen = None;
        }
    }
}

/// Whether the codes of one picture are more than one pass.
pub(super) fn is_crowd(codes: &[Scanned<'_>]) -> bool {
    let mut whole = codes.iter().filter(|code| code.is_pass() && !code.is_chunk()).map(|code| code.payload);
    let Some(first) = whole.next() else { return false };
    whole.any(|other| other != first) || codes.iter().any(Scanned::is_chunk)
}

/// Of several codes in one picture, nearest to its centre first: the first pass, with all chunks where it is one of
/// several; else the first code.
pub(super) fn select<'c, 'a>(codes: &'c [Scanned<'a>]) -> Vec<&'c Scanned<'a>> {
    let Some(first) = codes.iter().find(|code| code.is_pass()).or_else(|| codes.first()) else {
        return Vec::new();
    };
    if first.is_chunk() { codes.iter().filter(|code| code.is_chunk()).collect() } else { vec![first] }
}

/// The payloads that the session would judge of the codes in one picture. The tool judges pictures by the same rule.
pub fn select_payloads(payloads: &[Vec<u8>]) -> Vec<&[u8]> {
    let codes: Vec<Scanned<'_>> = payloads.iter().map(Scanned::from).collect();
    select(&codes).into_iter().map(|code| code.payload).collect()
}

/// Several passes count as in view until only one was for this long: one is easily missed in a single picture.
const KEPT: Milliseconds = Milliseconds(500);

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(codes: &[&str]) -> bool {
        is_crowd(&codes.iter().map(|code| Scanned::classify(code.as_bytes())).collect::<Vec<_>>())
    }

    #[test]
    fn a_pass_is_judged_before_what_is_nearer_and_no_pass() {
        let chosen = |codes: &[&str]| {
            let codes: Vec<Vec<u8>> = codes.iter().map(|code| code.as_bytes().to_vec()).collect();
            select_payloads(&codes).into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
        };
        assert_eq!(chosen(&["https://example.org", "HC1:6BF"]), [b"HC1:6BF".to_vec()], "a link is nearer");
        assert_eq!(chosen(&["a", "b"]), [b"a".to_vec()], "the nearest of two texts");
        let parts = [b"shc:/2/2/01".to_vec(), b"shc:/1/2/02".to_vec()];
        assert_eq!(chosen(&["https://example.org", "shc:/2/2/01", "shc:/1/2/02"]), parts, "both parts");
        assert!(chosen(&[]).is_empty(), "nothing");
    }

    #[test]
    fn two_passes_are_a_crowd_and_nothing_less_is() {
        assert!(crowd(&["HC1:ONE", "HC1:OTHER"]), "two of a kind");
        assert!(crowd(&["https://example.org", "HC1:ONE", "shc:/56"]), "two kinds, and a link");
        assert!(!crowd(&["HC1:ONE", "https://example.org", "WIFI:S:guests;;"]), "one among other codes");
        assert!(!crowd(&["HC1:ONE", "HC1:ONE"]), "the same twice");
        assert!(!crowd(&["shc:/1/2/12", "shc:/2/2/34"]), "two halves");
        assert!(crowd(&["shc:/1/2/12", "shc:/2/2/34", "HC1:ONE"]), "two halves and another one");
    }

    #[test]
    fn a_crowd_is_over_when_no_picture_showed_it_for_a_while() {
        let mut crowd = Crowd::default();
        assert!(!crowd.is_shown() && !crowd.is_near(Milliseconds(100)), "nobody yet");
        let timer = |at| Command::SetTimer(Timer::CrowdOver, Milliseconds(at));
        assert_eq!(crowd.note(Milliseconds(1_000)), timer(1_500), "two");
        assert_eq!(crowd.note(Milliseconds(1_200)), timer(1_700), "still two");
        crowd.expire(Milliseconds(1_500));
        assert!(crowd.is_shown() && crowd.is_near(Milliseconds(1_699)), "the first picture's time");
        crowd.expire(Milliseconds(1_700));
        assert!(!crowd.is_shown(), "the last one's");
    }
}
