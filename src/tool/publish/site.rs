//! The published site as a value: compiled files in, the files to serve out. Reads and writes nothing.
//!
//! Rules: Subresource Integrity for what the page names and in the service worker's list, Content Security Policy Level 3
//! for what the page may load. Nothing in the page may need an inline script, so that the policy has no exception.
//!
//! From the first visit on a browser starts no file but those whose hashes stand in `index.html`. Nothing vouches for that
//! file itself, nor for `sw.js`, which it registers: who can change these on the host, or on the way without TLS, changes
//! everything. Icons and the web manifest have no place for a hash, and no say in a verdict.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use super::slim::slim;
use crate::Failure;

/// Files by their path in the site.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A site ready to be written.
#[derive(Debug)]
pub(crate) struct Site {
    /// A hash over all files but the keys, which change on their own.
    pub(crate) version: String,
    pub(crate) files: Files,
}

/// Names every file by its content, ties page, worker and service worker to one version, and adds keys (checked by the
/// caller) and passes.
pub(crate) fn assemble(mut compiled: Files, keys: Vec<u8>, demo: Files) -> Result<Site, Failure> {
    for (path, bytes) in &mut compiled {
        if [".js", ".css"].iter().any(|ending| path.ends_with(ending)) {
            *bytes = slim(&text(std::mem::take(bytes), path)?).into_bytes();
        }
    }
    let mut page = text(take(&mut compiled, PAGE)?, PAGE)?;
    let service_worker = text(take(&mut compiled, SERVICE_WORKER)?, SERVICE_WORKER)?;
    compiled.remove(DEVELOPMENT_LOADER);

    let mut files = Files::new();
    let reader = add_reader(&mut compiled, &mut files)?;
    for (path, bytes) in compiled {
        if is_named_in_page(&path) {
            let hashed = hashed_name(&path, &bytes);
            let named = format!("\"./{hashed}\" integrity=\"{}\"", integrity(&bytes));
            page = replace(&page, &format!("\"./{path}\""), &named)?;
            files.insert(hashed, bytes);
        } else {
            files.insert(path, bytes);
        }
    }
    files.extend(demo.into_iter().map(|(path, bytes)| (format!("demo/{path}"), bytes)));

    let hash = files.get(&reader).map(|script| integrity(script)).unwrap_or_default();
    let reader = format!("{} integrity=\"{hash}\"", meta("reader", &reader));
    page = replace(&page, "name=\"checkpost-reader\" content=\"./reader_loader.js\"", &reader)?;
    require_no_inline_script(&page)?;
    let version = version_of(&files, &page, &service_worker);
    page = replace(&page, "name=\"checkpost-version\" content=\"development\"", &meta("version", &version))?;
    page = replace(&page, CHARSET, &format!("{CHARSET}\n    {}", policy_element()))?;
    files.insert(PAGE.to_owned(), page.into_bytes());

    let listed = precache_line(&version, &files);
    files.insert(SERVICE_WORKER.to_owned(), replace(&service_worker, PRECACHE_MARK, &listed)?.into_bytes());
    files.insert(KEYS.to_owned(), keys);
    Ok(Site { version, files })
}

/// The worker's script starts itself and names its own WebAssembly, so that a script never meets another one's module.
fn add_reader(compiled: &mut Files, files: &mut Files) -> Result<String, Failure> {
    let module = take(compiled, READER_MODULE)?;
    let module_name = hashed_name(READER_MODULE, &module);
    let mut script = text(take(compiled, READER_SCRIPT)?, READER_SCRIPT)?;
    script.push_str("\nwasm_bindgen({ module_or_path: fetch(new URL(\"");
    script.push_str(&module_name);
    script.push_str("\", self.location.href), { integrity: \"");
    script.push_str(&integrity(&module));
    // an error that nobody catches is what the page takes for the worker's death
    script.push_str("\" }) }).catch((error) => setTimeout(() => { throw error; }));\n");
    let script_name = hashed_name(READER_SCRIPT, script.as_bytes());
    files.insert(module_name, module);
    files.insert(script_name.clone(), script.into_bytes());
    Ok(script_name)
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

fn version_of(files: &Files, page: &str, service_worker: &str) -> String {
    let mut hash = Sha256::new();
    let others =
        [(PAGE, page.as_bytes()), (SERVICE_WORKER, service_worker.as_bytes()), ("policy", POLICY.as_bytes())];
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

fn require_no_inline_script(page: &str) -> Result<(), Failure> {
    let inline = page.split("<script").skip(1).any(|after| {
        let tag = after.split('>').next().unwrap_or_default();
        !tag.contains(" src=")
    });
    if inline || page.contains("<style") || page.contains(" style=") || page.contains(" onload=") {
        return Err(Failure::new(
            "index.html holds an inline script or style, which the page's policy forbids",
            "Build with `trunk build` and this repository's Trunk.toml, not with `trunk serve`.",
        ));
    }
    Ok(())
}

fn take(files: &mut Files, path: &str) -> Result<Vec<u8>, Failure> {
    files.remove(path).ok_or_else(|| {
        Failure::new(
            format!("{path} is missing among the compiled files"),
            "Run `trunk build --release` first.",
        )
    })
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
const PAGE: &str = "index.html";
const KEYS: &str = "trust/keys.json";
const LOCALES: &str = "locales/";
const READER_SCRIPT: &str = "reader.js";
const READER_MODULE: &str = "reader_bg.wasm";
/// Starts the worker under `trunk serve`, where nothing is published.
const DEVELOPMENT_LOADER: &str = "reader_loader.js";
const CHARSET: &str = "<meta charset=\"utf-8\" />";
const PRECACHE_MARK: &str = "const PRECACHE = { version: \"development\", policy: \"\", files: {} };";
/// 64 bits: two versions of one file never share a name, and names stay readable.
const NAME_HASH_DIGITS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled() -> Files {
        let page = "<meta charset=\"utf-8\" />\n<meta name=\"checkpost-version\" content=\"development\" />\
            <meta name=\"checkpost-reader\" content=\"./reader_loader.js\" />\
            <meta name=\"checkpost-locale\" lang=\"en\" content=\"./locales/en.json\"/>\
            <meta name=\"checkpost-page\" content=\"./kiosk.js\"/><script src=\"./boot.js\" defer></script>";
        [
            ("index.html", page),
            ("sw.js", PRECACHE_MARK),
            ("boot.js", "start()"),
            ("kiosk.js", "page"),
            ("reader.js", "let wasm_bindgen;"),
            ("reader_bg.wasm", "module"),
            ("reader_loader.js", "development"),
            ("icons/checkpost.svg", "<svg/>"),
            ("locales/en.json", "{}"),
        ]
        .into_iter()
        .map(|(path, content)| (path.to_owned(), content.as_bytes().to_vec()))
        .collect()
    }

    fn published(compiled: Files) -> Site {
        assemble(compiled, b"{}".to_vec(), Files::new()).expect("the sample site is complete")
    }

    fn content(site: &Site, path: &str) -> String {
        String::from_utf8(site.files[path].clone()).expect("the sample site is text")
    }

    fn named(site: &Site, start: &str, end: &str) -> String {
        let found = site.files.keys().find(|path| path.starts_with(start) && path.ends_with(end));
        found.expect("the file is published").clone()
    }

    #[test]
    fn names_the_page_and_the_worker_by_content() {
        let site = published(compiled());
        let page = content(&site, "index.html");
        let (kiosk, reader) = (named(&site, "kiosk-", ".js"), named(&site, "reader-", ".js"));
        assert!(page.contains(&format!("\"./{kiosk}\"")), "the page names its program by hash");
        let english = named(&site, "locales/en-", ".json");
        assert!(page.contains(&format!("\"./{english}\"")), "and the words of a language");
        for (name, path) in
            [("checkpost-page", &kiosk), ("checkpost-reader", &reader), ("checkpost-locale", &english)]
        {
            let hash = integrity(&site.files[path]);
            let element = page.split('<').find(|element| element.contains(name)).unwrap_or_default();
            assert!(element.contains(&format!("integrity=\"{hash}\"")), "{name}: {element}");
        }
        assert!(page.contains(&meta("reader", &reader)), "the page names its worker by hash");
        assert!(!site.files.contains_key("kiosk.js"), "the name without hash is gone");
        assert!(!site.files.contains_key("reader_loader.js"), "the development loader is not published");
    }

    #[test]
    fn ties_the_worker_script_to_its_module() {
        let site = published(compiled());
        let script = content(&site, &named(&site, "reader-", ".js"));
        let module = named(&site, "reader_bg-", ".wasm");
        assert!(script.contains(&module), "the script starts its own module");
        assert!(script.contains(&integrity(&site.files[&module])), "and no other content of that name");
        let mut changed = compiled();
        changed.insert("reader_bg.wasm".to_owned(), b"another module".to_vec());
        assert_ne!(named(&published(changed), "reader-", ".js"), named(&site, "reader-", ".js"));
    }

    #[test]
    fn lists_every_file_but_the_keys_for_the_service_worker() {
        let site = published(compiled());
        let worker = content(&site, "sw.js");
        for path in site.files.keys().filter(|path| *path != "sw.js" && *path != "trust/keys.json") {
            assert!(worker.contains(&format!("\"{path}\":\"sha256-")), "{path} is listed with its hash");
        }
        assert!(!worker.contains("keys.json\":\"sha256-"), "the keys change on their own");
        assert!(worker.contains(&site.version), "the list carries the version");
    }

    #[test]
    fn changes_the_version_with_any_file() {
        let mut changed = compiled();
        changed.insert("icons/checkpost.svg".to_owned(), b"<svg></svg>".to_vec());
        assert_ne!(published(changed).version, published(compiled()).version);
        assert_eq!(
            published(compiled()).version,
            published(compiled()).version,
            "the same files are the same version"
        );
    }

    #[test]
    fn gives_the_page_its_policy() {
        let page = content(&published(compiled()), "index.html");
        assert!(page.contains("http-equiv=\"Content-Security-Policy\""), "the policy is in the page");
        assert!(!page.contains("frame-ancestors"), "a rule that only counts in a header is left out");
        assert!(
            !POLICY.contains("unsafe-inline") && !POLICY.contains("unsafe-eval "),
            "no exception is made"
        );
    }

    #[test]
    fn refuses_an_inline_script() {
        let mut with_reload = compiled();
        let page = content(&published(compiled()), "index.html") + "<script>reload()</script>";
        let page = page.replace(&published(compiled()).version, "development");
        with_reload.insert("index.html".to_owned(), page.into_bytes());
        assert!(
            require_no_inline_script("<script type=\"module\">x</script>").is_err(),
            "an inline script is refused"
        );
        assert!(
            assemble(with_reload, b"{}".to_vec(), Files::new()).is_err(),
            "and so is the site that has it"
        );
    }

    #[test]
    fn refuses_words_that_the_page_does_not_offer() {
        let mut more = compiled();
        more.insert("locales/xx.json".to_owned(), b"{}".to_vec());
        assert!(
            assemble(more, b"{}".to_vec(), Files::new()).is_err(),
            "a language without its line is noticed"
        );
    }

    #[test]
    fn refuses_a_site_without_its_worker() {
        let mut incomplete = compiled();
        incomplete.remove("reader_bg.wasm");
        assert!(assemble(incomplete, b"{}".to_vec(), Files::new()).is_err(), "a missing module is noticed");
    }
}
