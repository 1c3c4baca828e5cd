//! Assembles the published site in memory: names files by content hash, adds integrity, policy and precache list.
//!
//! Written here because Workbox's list of files belongs to its own service worker; `public/sw.js` says why it is not used.
//!
//! Rules: Subresource Integrity for every file that the page names and for the service worker's list, Content Security
//! Policy Level 3 for what the page may load. The page needs no inline script, so that the policy has no exception.
//!
//! From the first visit on a browser starts only files whose hashes are in `index.html`. Nothing vouches for that file
//! itself, nor for `sw.js`, which it registers: who can change these on the host, or on the way without TLS, changes
//! everything. Icons and the web manifest have no place for a hash, and no influence on a verdict.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use super::bindings::shorten;
use super::pages::Page;
use super::slim::slim;
use crate::Failure;

/// Files by their path in the site.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A site ready to be written.
#[derive(Debug)]
pub(crate) struct Site {
    /// A hash over all files of the first page but the keys, which change on their own.
    pub(crate) version: String,
    pub(crate) files: Files,
}

/// Names every file by its content, ties each page, its worker and its service worker to one version, and adds keys
/// (checked by the caller), where there are any, and passes.
pub(crate) fn assemble(
    pages: &[Page],
    mut compiled: Files,
    keys: Option<Vec<u8>>,
    demo: &Files,
) -> Result<Site, Failure> {
    shorten_bindings(&mut compiled)?;
    for (path, bytes) in &mut compiled {
        if [".js", ".css"].iter().any(|ending| path.ends_with(ending)) {
            *bytes = slim(&text(std::mem::take(bytes), path)?).into_bytes();
        }
    }
    let (mut files, mut shared, mut versions) = (Files::new(), Shared::new(), Vec::new());
    for page in pages {
        let own = own_files(page, pages, &mut compiled);
        let samples = if page.has_samples { demo.clone() } else { Files::new() };
        let (version, published) = assemble_page(page, own, samples, &mut shared)?;
        versions.push(version);
        let own = published.into_iter().filter(|(path, _)| !path.starts_with(UP));
        files.extend(own.map(|(path, bytes)| (format!("{}{path}", page.folder), bytes)));
    }
    files.extend(keys.map(|keys| (KEYS.to_owned(), keys)));
    Ok(Site { version: versions.into_iter().next().unwrap_or_default(), files })
}

/// Every module that lies beside its script gets short names together with it.
fn shorten_bindings(compiled: &mut Files) -> Result<(), Failure> {
    let stems: Vec<String> =
        compiled.keys().filter_map(|path| path.strip_suffix("_bg.wasm")).map(str::to_owned).collect();
    for stem in stems {
        let (module_path, script_path) = (format!("{stem}_bg.wasm"), format!("{stem}.js"));
        let script = text(take(compiled, &script_path)?, &script_path)?;
        let (module, script) = shorten(&take(compiled, &module_path)?, &script).ok_or_else(|| {
            Failure::new(
                format!("{module_path} is no WebAssembly module"),
                "Run `trunk build --release` again.",
            )
        })?;
        compiled.insert(module_path, module);
        compiled.insert(script_path, script.into_bytes());
    }
    Ok(())
}

/// Where in the site the files named by their content lie, by these names.
type Shared = BTreeMap<String, String>;

/// The files below a page's folder, but for those of another page's folder in it.
fn own_files(page: &Page, pages: &[Page], compiled: &mut Files) -> Files {
    let is_below =
        |other: &Page, path: &str| other.folder.len() > page.folder.len() && path.starts_with(other.folder);
    let mut own = Files::new();
    compiled.retain(|path, bytes| {
        let below = path.strip_prefix(page.folder);
        let Some(below) = below.filter(|_| !pages.iter().any(|other| is_below(other, path))) else {
            return true;
        };
        own.insert(below.to_owned(), std::mem::take(bytes));
        false
    });
    own
}

/// The version of one page, and its files by their paths from its folder. What an earlier page published under the same
/// content has a path that leads [`UP`] to it.
fn assemble_page(
    page: &Page,
    mut compiled: Files,
    samples: Files,
    shared: &mut Shared,
) -> Result<(String, Files), Failure> {
    let mut document = text(take(&mut compiled, DOCUMENT)?, DOCUMENT)?;
    let service_worker = text(take(&mut compiled, SERVICE_WORKER)?, SERVICE_WORKER)?;
    for needed in [format!("{}.js", page.program), format!("{}_bg.wasm", page.program), page.manifest.into()]
    {
        if !compiled.contains_key(&needed) {
            return Err(missing(&needed));
        }
    }
    let mut place = |name: String| {
        let held =
            shared.get(&name).map(|held| format!("{}{held}", UP.repeat(page.folder.matches('/').count())));
        held.unwrap_or_else(|| {
            shared.insert(name.clone(), format!("{}{name}", page.folder));
            name
        })
    };

    let mut files = Files::new();
    if let Some(worker) = page.worker {
        let ((script_name, script), (module_name, module)) = tie_worker(worker, &mut compiled)?;
        let path = place(script_name);
        let loader = meta(worker, &format!("./{worker}_loader.js"));
        let named = format!("{} integrity=\"{}\"", meta(worker, &path), integrity(&script));
        document = replace(&document, &loader, &named)?;
        files.insert(path, script);
        files.insert(place(module_name), module);
    }
    for (path, bytes) in compiled {
        if is_named_in_page(&path) {
            let hashed = place(hashed_name(&path, &bytes));
            let named = format!("\"./{hashed}\" integrity=\"{}\"", integrity(&bytes));
            document = replace(&document, &format!("\"./{path}\""), &named)?;
            files.insert(hashed, bytes);
        } else {
            files.insert(path, bytes);
        }
    }
    files.extend(samples.into_iter().map(|(path, bytes)| (format!("demo/{path}"), bytes)));

    require_no_inline_script(&document)?;
    let version = version_of(&files, &document, &service_worker);
    document = replace(&document, &meta("version", "development"), &meta("version", &version))?;
    document = replace(&document, CHARSET, &format!("{CHARSET}\n    {}", policy_element()))?;
    files.insert(DOCUMENT.to_owned(), document.into_bytes());

    let listed = precache_line(&version, &files);
    files.insert(SERVICE_WORKER.to_owned(), replace(&service_worker, PRECACHE_MARK, &listed)?.into_bytes());
    Ok((version, files))
}

/// A file under the name that it is published by.
type Named = (String, Vec<u8>);

/// A worker's script and module. The script starts itself and names its own module, so that a script never meets another
/// one's.
fn tie_worker(worker: &str, compiled: &mut Files) -> Result<(Named, Named), Failure> {
    // starts the worker under `trunk serve`, where nothing is published
    compiled.remove(&format!("{worker}_loader.js"));
    let (module_path, script_path) = (format!("{worker}_bg.wasm"), format!("{worker}.js"));
    let module = take(compiled, &module_path)?;
    let module_name = hashed_name(&module_path, &module);
    let mut script = text(take(compiled, &script_path)?, &script_path)?;
    script.push_str("\nwasm_bindgen({ module_or_path: fetch(new URL(\"");
    script.push_str(&module_name);
    script.push_str("\", self.location.href), { integrity: \"");
    script.push_str(&integrity(&module));
    // an error that nobody catches is what the page takes for the worker's death
    script.push_str("\" }) }).catch((error) => setTimeout(() => { throw error; }));\n");
    let script_name = hashed_name(&script_path, script.as_bytes());
    Ok(((script_name, script.into_bytes()), (module_name, module)))
}

/// What the page names by hash: its own program, the start-up script and the style sheets, all at the top, and the words of
/// every language.
fn is_named_in_page(path: &str) -> bool {
    let is_at_top =
        !path.contains('/') && [".js", ".css", ".wasm"].iter().any(|ending| path.ends_with(ending));
    is_at_top || path.starts_with(LOCALES)
}

fn hashed_name(path: &str, bytes: &[u8]) -> String {
    let hash: String = HEXLOWER.encode(&Sha256::digest(bytes)).chars().take(NAME_HASH_DIGITS).collect();
    match path.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{path}-{hash}"),
    }
}

/// As Subresource Integrity writes it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(bytes)))
}

fn version_of(files: &Files, document: &str, service_worker: &str) -> String {
    let mut hash = Sha256::new();
    let others = [
        (DOCUMENT, document.as_bytes()),
        (SERVICE_WORKER, service_worker.as_bytes()),
        ("policy", POLICY.as_bytes()),
    ];
    let named = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    for (path, bytes) in named.chain(others) {
        hash.update(path.as_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(bytes));
    }
    HEXLOWER.encode(&hash.finalize()).chars().take(NAME_HASH_DIGITS).collect()
}

fn precache_line(version: &str, files: &Files) -> String {
    let hashes: BTreeMap<&str, String> =
        files.iter().map(|(path, bytes)| (path.as_str(), integrity(bytes))).collect();
    let list = serde_json::json!({ "version": version, "policy": POLICY, "files": hashes });
    format!("const PRECACHE = {list};")
}

fn meta(name: &str, content: &str) -> String {
    format!("name=\"checkpost-{name}\" content=\"{content}\"")
}

/// The policy for hosts that send no headers of their own; `frame-ancestors` counts in a header only.
fn policy_element() -> String {
    let policy =
        POLICY.split("; ").filter(|rule| !rule.starts_with("frame-ancestors")).collect::<Vec<_>>().join("; ");
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />")
}

fn require_no_inline_script(document: &str) -> Result<(), Failure> {
    let inline = document.split("<script").skip(1).any(|after| {
        let tag = after.split('>').next().unwrap_or_default();
        !tag.contains(" src=")
    });
    if inline || ["<style", " style=", " onload="].iter().any(|mark| document.contains(mark)) {
        return Err(Failure::new(
            "index.html holds an inline script or style, which the page's policy forbids",
            "Build with `trunk build` and this repository's Trunk.toml, not with `trunk serve`.",
        ));
    }
    Ok(())
}

fn take(files: &mut Files, path: &str) -> Result<Vec<u8>, Failure> {
    files.remove(path).ok_or_else(|| missing(path))
}

fn missing(path: &str) -> Failure {
    Failure::new(format!("{path} is missing among the compiled files"), "Run `trunk build --release` first.")
}

fn text(bytes: Vec<u8>, path: &str) -> Result<String, Failure> {
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("{path} is not text"), "Run `trunk build --release` again."))
}

/// Replaces what must be there: a page that lost its mark would silently run without its policy or its version.
fn replace(text: &str, from: &str, to: &str) -> Result<String, Failure> {
    if text.contains(from) {
        Ok(text.replace(from, to))
    } else {
        Err(Failure::new(
            format!("the compiled site has no `{from}`"),
            "public/index.html or public/sw.js was changed: keep this text, or change the publisher with it.",
        ))
    }
}

/// Own origin only, no inline script, WebAssembly but no `eval`.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob: mediastream:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) const SERVICE_WORKER: &str = "sw.js";
const DOCUMENT: &str = "index.html";
/// The folder of what changes on its own.
pub(super) const TRUST: &str = "trust";
pub(super) const KEYS: &str = "trust/keys.json";
/// From a folder to the one around it.
const UP: &str = "../";
/// The words of the languages.
const LOCALES: &str = "locales/";
const CHARSET: &str = "<meta charset=\"utf-8\" />";
const PRECACHE_MARK: &str = "const PRECACHE = { version: \"development\", policy: \"\", files: {} };";
/// 64 bits: two versions of one file never share a name, and names stay readable.
const NAME_HASH_DIGITS: usize = 16;

#[cfg(test)]
mod tests;
