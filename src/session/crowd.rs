//! Several people at the gate: two passes in one picture, and nobody can tell whose turn it is.
//!
//! What is no pass is judged only where no pass is in view. A pass beside a poster's link, the same pass printed twice and the parts of one split pass are no crowd.

use crate::envelope::{Recognised, chunks, recognise};

/// Whether the codes of one picture are more than one pass.
pub(super) fn is_crowd(payloads: &[Vec<u8>]) -> bool {
    let mut passes: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).filter(|code| is_pass(code)).collect();
    passes.sort_unstable();
    passes.dedup();
    let parts = passes.iter().filter(|pass| is_part(pass)).count();
    passes.len() - parts + parts.min(1) > 1
}

/// Of several codes in one picture, nearest to its centre first: the first pass, with all parts where it is one of
/// several; else the first code. The tool judges pictures by the same rule.
pub fn select_payloads(payloads: &[Vec<u8>]) -> Vec<&[u8]> {
    let mut codes = payloads.iter().map(Vec::as_slice);
    let Some(first) = codes.clone().find(|code| is_pass(code)).or_else(|| codes.next()) else {
        return Vec::new();
    };
    if is_part(first) {
        payloads.iter().map(Vec::as_slice).filter(|code| is_part(code)).collect()
    } else {
        vec![first]
    }
}

fn is_part(payload: &[u8]) -> bool {
    matches!(chunks::parse(payload), Ok(Some(_)))
}

/// Whether a code is a pass, be it of a kind that is checked here or not.
pub(super) fn is_pass(payload: &[u8]) -> bool {
    match recognise(payload) {
        Recognised::Pass(_) | Recognised::Unsupported(_) => true,
        Recognised::Other(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(codes: &[&str]) -> bool {
        is_crowd(&codes.iter().map(|code| code.as_bytes().to_vec()).collect::<Vec<_>>())
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
}
