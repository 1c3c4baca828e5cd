//! The code that was judged last: while it stays in view it is not judged again, so that one person is counted once and
//! the sound is heard once.

use sha2::{Digest, Sha256};

use crate::envelope::Scanned;
use crate::time::Milliseconds;

/// The code judged last, or the chunks of one pass, by their digests: the payloads themselves are not kept.
#[derive(Clone, Debug, Default)]
pub(super) struct RecentCode {
    digests: Vec<[u8; 32]>,
    is_pass: bool,
    /// When it was last in view; `None` before the first.
    seen: Option<Milliseconds>,
}

impl RecentCode {
    /// Whether codes may be judged: they are others, or were out of view. Notes those that are still in view.
    pub(super) fn is_news(&mut self, codes: &[&Scanned<'_>], now: Milliseconds) -> bool {
        let Some(seen) = self.seen else { return true };
        let is_same = codes.iter().all(|code| self.digests.contains(&digest(code)));
        if is_same {
            self.seen = Some(now);
        }
        let is_near = now.since(seen) < AWAY;
        // a poster's link beside a pass must not be judged when the pass was missed in this picture
        let is_beside = self.is_pass && !codes.iter().any(|code| code.is_pass());
        !(is_near && (is_same || is_beside))
    }

    /// Codes are being judged.
    pub(super) fn set(&mut self, codes: &[&Scanned<'_>], now: Milliseconds) {
        *self = Self {
            digests: codes.iter().map(|code| digest(code)).collect(),
            is_pass: codes.iter().any(|code| code.is_pass()),
            seen: Some(now),
        };
    }

    /// Codes are in view that are not judged.
    pub(super) fn note(&mut self, in_view: &[Scanned<'_>], now: Milliseconds) {
        if self.seen.is_some() && in_view.iter().any(|code| self.digests.contains(&digest(code))) {
            self.seen = Some(now);
        }
    }
}

fn digest(code: &Scanned<'_>) -> [u8; 32] {
    Sha256::digest(code.payload).into()
}

/// A code counts as shown anew once it was out of view this long; less may be a missed frame.
const AWAY: Milliseconds = Milliseconds(1_500);

#[cfg(test)]
mod tests {
    use super::*;

    fn is_news(recent: &mut RecentCode, text: &str, now: u64) -> bool {
        recent.is_news(&[&Scanned::classify(text.as_bytes())], Milliseconds(now))
    }

    fn judged(text: &str, now: u64) -> RecentCode {
        let mut recent = RecentCode::default();
        recent.set(&[&Scanned::classify(text.as_bytes())], Milliseconds(now));
        recent
    }

    #[test]
    fn a_code_in_view_is_no_news_until_it_was_away() {
        let mut recent = judged("HC1:ONE", 1_000);
        assert!(!is_news(&mut recent, "HC1:ONE", 2_400), "still in view");
        assert!(!is_news(&mut recent, "HC1:ONE", 3_800), "counted from when it was last seen");
        assert!(is_news(&mut recent, "HC1:OTHER", 3_900), "another one");
        assert!(is_news(&mut recent, "HC1:ONE", 5_300), "after it was away");
        assert!(is_news(&mut RecentCode::default(), "HC1:ONE", 0), "the first of all");
    }

    #[test]
    fn what_is_no_pass_waits_until_the_pass_beside_it_was_away() {
        let mut recent = judged("HC1:ONE", 1_000);
        assert!(!is_news(&mut recent, "https://example.org", 2_499), "the pass was missed");
        assert!(is_news(&mut recent, "https://example.org", 2_500), "the pass was taken away");
        assert!(is_news(&mut judged("a text", 1_000), "https://example.org", 1_001), "no pass was there");
    }

    #[test]
    fn a_code_in_a_crowd_counts_as_seen() {
        let mut recent = judged("HC1:ONE", 1_000);
        recent.note(&[Scanned::classify(b"HC1:OTHER"), Scanned::classify(b"HC1:ONE")], Milliseconds(2_400));
        assert!(!is_news(&mut recent, "HC1:ONE", 3_800), "it was there with the other");
    }
}
