//! Several people at the gate: two passes in one picture, and nobody can tell whose turn it is.
//!
//! A pass beside a poster's link, the same pass printed twice and the parts of one split pass are no crowd.

use crate::envelope::{Recognised, parts, recognise};

/// Whether the codes of one picture are more than one pass.
pub(super) fn is_crowd(payloads: &[Vec<u8>]) -> bool {
    let is_part = |payload: &[u8]| matches!(parts::part(payload), Ok(Some(_)));
    let mut passes: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).filter(|code| is_pass(code)).collect();
    passes.sort_unstable();
    passes.dedup();
    let parts = passes.iter().filter(|pass| is_part(pass)).count();
    passes.len() - parts + parts.min(1) > 1
}

fn is_pass(payload: &[u8]) -> bool {
    match recognise(payload) {
        Recognised::Pass(_) | Recognised::Known(_) => true,
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
    fn two_passes_are_a_crowd_and_nothing_less_is() {
        assert!(crowd(&["HC1:ONE", "HC1:OTHER"]), "two of a kind");
        assert!(crowd(&["https://example.org", "HC1:ONE", "shc:/56"]), "two kinds, and a link");
        assert!(!crowd(&["HC1:ONE", "https://example.org", "WIFI:S:guests;;"]), "one among other codes");
        assert!(!crowd(&["HC1:ONE", "HC1:ONE"]), "the same twice");
        assert!(!crowd(&["shc:/1/2/12", "shc:/2/2/34"]), "two halves");
        assert!(crowd(&["shc:/1/2/12", "shc:/2/2/34", "HC1:ONE"]), "two halves and another one");
    }
}
