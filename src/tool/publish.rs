//! `publish`: turns Trunk's output, a trust file and, for demonstrations, sample passes into a folder that any web
//! server
//! can serve.
//!
//! Every file gets its content hash, the page its Content-Security-Policy (CSP Level 3), and the service worker the
//! list of
//! files that make up this version. `site` computes the files; this file reads and writes them.

mod bindings;
mod pages;
mod site;
mod slim;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::trust::{Accept, TrustStore, check_issued};
use clap::Args;

use crate::trust::{self, trust_failure};
use crate::{Failure, clock, input, output};
pub(crate) use pages::Pages;
use site::Files;
pub(crate) use site::POLICY;

/// Makes the site that tablets open from what Trunk compiled: the pages that `checkpost pages` shows.
#[derive(Args)]
pub(crate) struct Publish {
    /// The folder that `trunk build` wrote, each page in its folder
    #[arg(long)]
    dist: PathBuf,
    /// The folder to write; a site published there before is replaced
    #[arg(long)]
    out: PathBuf,
    /// The keys that tablets trust which were not set up for an operator, published as trust/keys.json; without it the page
    /// belongs to nobody until it is set up
    #[arg(long)]
    trust: Option<PathBuf>,
    /// The folder with demonstration passes, published as demo/
    #[arg(long)]
    demo: Option<PathBuf>,
}

impl Publish {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let compiled = read_folder(&self.dist)?;
        let accept = if self.demo.is_some() { Accept::Demonstration } else { Accept::Production };
        let keys = self.trust.as_deref().map(|path| trust_file(path, accept)).transpose()?;
        let demo = self.demo.as_deref().map(read_folder).transpose()?.unwrap_or_default();
        let site = site::assemble(&pages::PAGES, compiled, keys, &demo)?;
        replace_folder(&self.out, &site.files).map_err(|error| {
            Failure::new(
                format!("cannot write {}: {error}", self.out.display()),
                "Name a folder you may write.",
            )
        })?;
        let bytes: usize = site.files.values().map(Vec::len).sum();
        let line = serde_json::json!({ "version": site.version, "files": site.files.len(), "bytes": bytes, "out": self.out });
        output::line(line)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A trust file that the page takes.
fn trust_file(path: &Path, accept: Accept) -> Result<Vec<u8>, Failure> {
    let keys = trust::read(path)?;
    TrustStore::read(&keys, accept)
        .and_then(|store| check_issued(store.issued(), clock::now()))
        .map_err(|error| trust_failure(path, error))?;
    Ok(keys)
}

/// All files below `folder`, by their path with forward slashes.
fn read_folder(folder: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        let entries = fs::read_dir(&current).map_err(|error| unreadable(&current, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&current, &error))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = input::read(&path, LARGEST_FILE).map_err(|error| unreadable(&path, &error))?;
            files.insert(site_path(folder, &path)?, bytes);
        }
    }
    Ok(files)
}

fn site_path(folder: &Path, file: &Path) -> Result<String, Failure> {
    let below = file.strip_prefix(folder).unwrap_or(file);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let path = parts.join("/");
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
    if plain {
        Ok(path)
    } else {
        Err(Failure::new(
            format!("{} has a name that needs quoting in a URL", file.display()),
            "Rename it: letters, digits, full stop, hyphen and underscore only.",
        ))
    }
}

/// Writes beside `out` and swaps, so that a server never serves half a site. What `trust publish` laid out there stays.
fn replace_folder(out: &Path, files: &Files) -> io::Result<()> {
    let occupied = out.is_dir() && fs::read_dir(out)?.next().is_some();
    if occupied && !out.join(site::SERVICE_WORKER).is_file() {
        return Err(io::Error::other("it holds something that is not a published site; remove it first"));
    }
    let (fresh, previous) = (beside(out, "new"), beside(out, "old"));
    for left_over in [&fresh, &previous] {
        if left_over.exists() {
            fs::remove_dir_all(left_over)?;
        }
    }
    for (path, bytes) in files {
        let target = fresh.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, bytes)?;
    }
    if out.join(site::TRUST).join(trust::INDEX).is_file() {
        copy_absent(&out.join(site::TRUST), &fresh.join(site::TRUST))?;
    }
    if out.exists() {
        fs::rename(out, &previous)?;
    }
    fs::rename(&fresh, out)?;
    if previous.exists() {
        fs::remove_dir_all(&previous)?;
    }
    Ok(())
}

/// Copies the files of a folder that are not there yet, but no trust file: that belongs to the site.
fn copy_absent(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let there = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_absent(&path, &there)?;
        } else if !there.exists() && !path.ends_with(site::KEYS) {
            fs::copy(&path, &there)?;
        }
    }
    Ok(())
}

fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.{suffix}"))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        format!("cannot read {}: {error}", path.display()),
        "Check the path; `make site` builds what it names.",
    )
}

/// Far more than anything that a tablet should download.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_to_replace_a_folder_that_is_no_site() {
        let folder = std::env::temp_dir().join(format!("checkpost-publish-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder is writable");
        fs::write(folder.join("letter.txt"), "keep me").expect("the temporary folder is writable");
        let outcome = replace_folder(&folder, &Files::new());
        let kept = folder.join("letter.txt").is_file();
        fs::remove_dir_all(&folder).expect("the temporary folder is writable");
        assert!(outcome.is_err(), "a folder with other things in it is left alone");
        assert!(kept, "nothing in it was removed");
    }

    #[test]
    fn replaces_an_earlier_site_whole() {
        let folder = std::env::temp_dir().join(format!("checkpost-republish-{}", std::process::id()));
        let site =
            |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), b"x".to_vec())).collect::<Files>();
        replace_folder(&folder, &site(&["sw.js", "old/gone.js"])).expect("a first site is written");
        replace_folder(&folder, &site(&["sw.js", "new.js"])).expect("a second site replaces it");
        let (old, new) = (folder.join("old").exists(), folder.join("new.js").exists());
        fs::remove_dir_all(&folder).expect("the temporary folder is writable");
        assert!(!old && new, "only the second site is left");
    }

    #[test]
    fn keeps_an_operators_update_and_no_trust_file() {
        let folder = std::env::temp_dir().join(format!("checkpost-keep-{}", std::process::id()));
        let site =
            |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), b"x".to_vec())).collect::<Files>();
        let laid_out = ["sw.js", "trust/index.jwt", "trust/files/00", "trust/keys.json"];
        replace_folder(&folder, &site(&laid_out)).expect("a first site is written");
        replace_folder(&folder, &site(&["sw.js"])).expect("a second site replaces it");
        let is_there = laid_out.map(|name| folder.join(name).exists());
        fs::remove_dir_all(&folder).expect("the temporary folder is writable");
        assert_eq!(is_there, [true, true, true, false], "{laid_out:?}");
    }

    #[test]
    fn refuses_names_that_need_quoting() {
        assert!(site_path(Path::new("a"), Path::new("a/b c.svg")).is_err(), "a blank needs quoting");
        assert_eq!(site_path(Path::new("a"), Path::new("a/b/c.svg")).ok().as_deref(), Some("b/c.svg"));
    }
}
