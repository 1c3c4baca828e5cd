//! `trust publish`: lays out an update for a web server, so that every file but one can be kept for ever.
//!
//! ```text
//! SITE/trust/index.jwt              the index; the only file that changes
//! SITE/trust/files/SHA-256          the bundle and its parts, named by their content
//! SITE/trust/update.checkpost       all in one piece, to be carried on a stick
//! SITE/trust/nginx.conf.example     the headers for caches
//! SITE/trust/Caddyfile.example
//! ```
//!
//! The server goes on meanwhile: files come first and the index last, each in one step, so that whatever index a tablet
//! sees, the files that it names are there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::distribution::{FileReference, IndexContent};
use clap::Args;
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::folder::{self, OperatorFolder, read_if_there, remind};
use super::{replace, unwritable, update_failure};
use crate::{Failure, clock, output};

/// Lays out an update for a web server: the index, and files that never change.
///
/// Files that the index does not name any more are kept for a month, for tablets that are still fetching them. Safe on a
/// live server. Prints one JSON line: root, sequence, issued (of the index), files that the index names, files kept of
/// earlier ones, files removed, bytes that a new tablet fetches, and the folder. Exit status 2: the index stays as it was.
#[derive(Args)]
pub(crate) struct Publish {
    /// The operator's folder
    folder: PathBuf,
    /// The folder of the site; the update goes below `trust` in it
    #[arg(long, value_name = "SITE")]
    out: PathBuf,
    /// The clock (RFC 3339 or Unix seconds); this machine's where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

impl Publish {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        let folder = OperatorFolder::new(&self.folder);
        let path = folder.update();
        let archive = folder.signed()?.ok_or_else(|| {
            Failure::new(
                format!("{} holds no update with a signed index", self.folder.display()),
                "Run `checkpost trust build`, and `checkpost trust refresh` where the index key is kept.",
            )
        })?;
        let root = folder::first_root(&archive).map_err(|error| update_failure(&path, error))?;
        let held = folder::open(&archive, None, &root, now, &path)?;
        folder::note_demonstration(&held, &path);
        let (Some(bundle), Some(index)) = (held.bundle(), held.index()) else {
            return Err(Failure::new(format!("{} holds nothing", path.display()), "Make it anew."));
        };
        if folder.release()?.is_some_and(|release| release.bundle.number() > bundle.number()) {
            output::message("note: the newest bundle has no index yet: run `checkpost trust refresh` first");
        }
        remind(bundle, now);

        let site = Site::new(&self.out);
        let content = index.content();
        let (kept, removed) = site.write(&archive, content, now)?;
        let (root, sequence) = bundle.number();
        output::line(json!({
            "root": root,
            "sequence": sequence,
            "issued": clock::rfc3339(index.issued()),
            "files": content.files.len(),
            "kept": kept,
            "removed": removed,
            "bytes": content.files.iter().map(|file| file.length).sum::<usize>(),
            "out": site.trust,
        }))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The part of a site that the update lies in.
struct Site {
    trust: PathBuf,
    files: PathBuf,
}

impl Site {
    fn new(site: &Path) -> Self {
        let trust = site.join("trust");
        Self { files: trust.join("files"), trust }
    }

    /// Writes an update, and says how many files of earlier ones are kept and removed.
    fn write(
        &self,
        archive: &[u8],
        content: &IndexContent,
        now: UnixTime,
    ) -> Result<(usize, usize), Failure> {
        fs::create_dir_all(&self.files).map_err(|error| unwritable(&self.files, &error))?;
        let (index, mut rest) = archive.split_at(archive.iter().position(|&byte| byte == b'\n').unwrap_or(0));
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        for file in &content.files {
            let (bytes, behind) = rest.split_at_checked(file.length).unwrap_or((rest, &[]));
            put(&self.files.join(&file.sha256), bytes)?;
            rest = behind;
        }
        put(&self.trust.join(folder::UPDATE), archive)?;
        put(&self.trust.join("nginx.conf.example"), NGINX.as_bytes())?;
        put(&self.trust.join("Caddyfile.example"), CADDY.as_bytes())?;

        // the month begins when a file is named no more, and not when it was written
        let path = self.trust.join(super::INDEX);
        let former = read_if_there(&path)?.and_then(|index| names(&index)).unwrap_or_default();
        for file in former.iter().filter(|file| !content.files.contains(file)) {
            if let Some(written) = is_hash(&file.sha256).then(|| self.files.join(&file.sha256)) {
                let moment = to_system_time(now);
                let _ = File::options().append(true).open(written).and_then(|file| file.set_modified(moment));
            }
        }
        put(&path, index)?;
        Ok(self.remove_old(content, now))
    }

    /// Removes what no index names and was named by none for a month.
    fn remove_old(&self, content: &IndexContent, now: UnixTime) -> (usize, usize) {
        let limit = to_system_time(now.plus_seconds(-KEPT_SECONDS));
        let (mut kept, mut removed) = (0, 0);
        for entry in fs::read_dir(&self.files).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_named = content.files.iter().any(|file| name == file.sha256.as_str());
            if is_named || !is_hash(&name.to_string_lossy()) {
                continue;
            }
            let modified = entry.metadata().and_then(|metadata| metadata.modified());
            let is_old = modified.is_ok_and(|modified| modified < limit);
            if is_old && fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            } else {
                kept += 1;
            }
        }
        (kept, removed)
    }
}

/// Writes a file, unless it is there already: its date is what servers make their tags from.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if read_if_there(path).is_ok_and(|held| held.is_some_and(|held| held == bytes)) {
        return Ok(());
    }
    replace(path, bytes).map_err(|error| unwritable(path, &error))
}

/// What a published index names. It is not verified: it only dates files that are there.
fn names(index: &[u8]) -> Option<Vec<FileReference>> {
    let payload = index.split(|&byte| byte == b'.').nth(1)?;
    let content: IndexContent = serde_json::from_slice(&BASE64URL_NOPAD.decode(payload).ok()?).ok()?;
    Some(content.files)
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn to_system_time(moment: UnixTime) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(moment.0).unwrap_or_default())
}

/// As long as a tablet may take to fetch what an index named.
const KEPT_SECONDS: i64 = 31 * SECONDS_PER_DAY;

/// The headers for caches, nginx.
const NGINX: &str = "\
# Into the server block of the site. A tablet asks for index.jwt by its tag and is told 304 while it is the same; files
# are named by their content and never change.
location ~ /trust/index\\.jwt$ {
    types { }
    default_type application/jwt;
    etag on;
    add_header Cache-Control \"no-cache\" always;
    add_header X-Content-Type-Options \"nosniff\" always;
}
location ~ /trust/files/[0-9a-f]+$ {
    types { }
    default_type application/octet-stream;
    add_header Cache-Control \"public, max-age=31536000, immutable\";
    add_header X-Content-Type-Options \"nosniff\" always;
}
location ~ /trust/update\\.checkpost$ {
    types { }
    default_type application/octet-stream;
    add_header Cache-Control \"no-cache\" always;
    add_header X-Content-Type-Options \"nosniff\" always;
}
";

/// The headers for caches, Caddy.
const CADDY: &str = "\
# Into the site block. A tablet asks for index.jwt by its tag and is told 304 while it is the same; files are named by
# their content and never change.
@index path */trust/index.jwt */trust/update.checkpost
header @index Cache-Control \"no-cache\"
@files path */trust/files/*
header @files Cache-Control \"public, max-age=31536000, immutable\"
header @files Content-Type \"application/octet-stream\"
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_a_hash_is_dated_or_removed() {
        for (name, expected) in [
            ("0".repeat(64), true),
            ("f".repeat(64), true),
            ("F".repeat(64), false),
            ("0".repeat(63), false),
            (format!("../{}", "0".repeat(61)), false),
            (String::new(), false),
        ] {
            assert_eq!(is_hash(&name), expected, "{name}");
        }
    }
}
