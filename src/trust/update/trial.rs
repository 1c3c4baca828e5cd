//! The mark that a trust file is being read. It lies in a store that survives the page, is set before a file is read and
//! removed after it. A failure of the page leaves it behind, and `public/boot.js` adds to it that it was one: then the
//! next start leaves out that file, and does not fail at it again and again.
//!
//! A mark without that addition is what a tablet that was switched off leaves, and means nothing. A mark names the
//! version of the page: another version may be able to read the file.

use sha2::{Digest, Sha256};

use crate::wire::base64;

/// The mark of one file under one version of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialMark(String);

impl TrialMark {
    /// Begins the trial of a file: the mark to set, or `None` where what was left of an earlier trial says that this
    /// version of the page failed at these bytes.
    pub fn begin(version: &str, file: &[u8], left: Option<&str>) -> Option<Self> {
        let mark = [version, &base64::encode_url(&Sha256::digest(file))].join(" ");
        let has_failed = left.is_some_and(|left| left.strip_prefix(&mark) == Some(FAILED));
        (!has_failed).then_some(Self(mark))
    }

    /// The text of the mark.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What `public/boot.js` adds to the mark.
const FAILED: &str = " failed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_left_out_that_this_version_failed_at() {
        let of = |version, file: &[u8]| TrialMark::begin(version, file, None).expect("nothing was left");
        let mark = of("1.0", b"file");
        let failed = mark.as_str().to_owned() + FAILED;
        for (name, left, expected) in [
            ("nothing was left", None, Some(&mark)),
            ("the tablet was switched off", Some(mark.as_str()), Some(&mark)),
            ("the page failed", Some(failed.as_str()), None),
            ("something else was left", Some(" failed"), Some(&mark)),
            ("an empty mark", Some(""), Some(&mark)),
        ] {
            assert_eq!(TrialMark::begin("1.0", b"file", left).as_ref(), expected, "{name}");
        }
        assert_eq!(TrialMark::begin("1.1", b"file", Some(&failed)), Some(of("1.1", b"file")), "a newer page");
        assert_eq!(
            TrialMark::begin("1.0", b"file\n", Some(&failed)),
            Some(of("1.0", b"file\n")),
            "another file"
        );
    }
}
