//! The table of the site's pages. Another page is another row.
//!
//! `.setup/site.sh` compiles the document of each row, `publish` makes the site of all rows, and `.setup/sizes.sh` compares
//! what each row downloads with its budget.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::{Failure, output};

/// Shows the table of pages that `publish` makes.
///
/// Prints one JSON line per page: `folder`, `document`, `program`, `worker`, `manifest`, `budget`, `second_set` and
/// `second_budget`.
#[derive(Args)]
pub(crate) struct Pages {}

/// A page with a service worker, a web manifest and a scope of its own: its folder.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Page {
    /// Where the page lies below the site, and below Trunk's output: empty, or a path with a slash at its end.
    pub(super) folder: &'static str,
    /// The document that Trunk compiles, below the project's root. It becomes `index.html` of the folder.
    pub(super) document: &'static str,
    /// The program that the document starts, by the name of its binary.
    pub(super) program: &'static str,
    /// The program that the page starts as a worker, named in `<meta name="checkpost-WORKER">`.
    pub(super) worker: Option<&'static str>,
    /// The web manifest. Its `scope` is `./`, and its `id` is no other page's.
    pub(super) manifest: &'static str,
    /// Whether the demonstration's passes belong to the page.
    pub(super) has_samples: bool,
    /// How many bytes the first set may have, compressed with brotli: what a new browser fetches until the page can do its
    /// work, in one language. The demonstration's passes do not count.
    pub(super) budget: usize,
    /// What the paths of the second set begin with. All languages but one belong to it too.
    pub(super) second_set: &'static [&'static str],
    /// How many bytes the second set may have: what is fetched afterwards, such as the other languages, the service worker
    /// and the icons of an installed page.
    pub(super) second_budget: usize,
}

impl Pages {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let Self {} = self;
        for page in PAGES {
            output::line(serde_json::json!(page))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// All pages. A file that two pages need is published with the first of them; the site's version is that of the first.
pub(super) const PAGES: [Page; 1] = [
    // the lane: the tablet at a gate
    Page {
        folder: "",
        document: "public/index.html",
        program: "kiosk",
        worker: Some("reader"),
        manifest: "app.webmanifest",
        has_samples: true,
        budget: 450_000,
        second_set: &["sw.js", "icons/checkpost-"],
        second_budget: 350_000,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_page_has_a_manifest_and_a_scope_of_its_own() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (mut folders, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for page in PAGES {
            assert!(page.folder.is_empty() || page.folder.ends_with('/'), "{page:?}");
            assert!(folders.insert(page.folder), "{} has one page", page.folder);
            let document = root.join(page.document);
            let text = fs::read_to_string(&document).expect("the document is there");
            assert!(text.contains(&format!("data-bin=\"{}\"", page.program)), "it starts {}", page.program);
            assert!(text.contains(&format!("href=\"./{}\"", page.manifest)), "it names its manifest");
            let manifest = fs::read(document.with_file_name(page.manifest)).expect("the manifest is there");
            let manifest: Value = serde_json::from_slice(&manifest).expect("a manifest is JSON");
            assert_eq!(
                (&manifest["scope"], &manifest["start_url"]),
                (&"./".into(), &"./".into()),
                "{page:?}"
            );
            assert!(ids.insert(manifest["id"].to_string()), "{} names one app", manifest["id"]);
        }
    }
}
