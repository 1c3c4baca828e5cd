//! One request's head in, one answer out: which file, under which type, with which headers.
//!
//! A request can only name a file below the folder: its path is taken apart into plain names and the
//! result is compared with the folder after links are resolved.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::publish::POLICY;

/// The folder being served.
pub(crate) struct Folder {
    root: PathBuf,
    no_store: bool,
}

/// Status line, headers and body, ready to be sent.
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Folder {
    /// Fails unless the folder holds a page.
    pub(crate) fn open(folder: &Path, no_store: bool) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        fs::metadata(root.join(PAGE))?;
        Ok(Self { root, no_store })
    }

    /// Answers a request; never fails, whatever the head says.
    pub(crate) fn answer(&self, head: &str) -> Answer {
        let mut words = head.lines().next().unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if method != "GET" && method != "HEAD" {
            return self.refuse("405 Method Not Allowed", "Allow: GET, HEAD\r\n");
        }
        let Some(file) = self.find(target) else { return self.refuse("404 Not Found", "") };
        let Ok(mut body) = fs::read(&file) else { return self.refuse("404 Not Found", "") };
        let kind = media_type(&file);
        let head = head_of("200 OK", kind, self.caching(&file), body.len(), "");
        if method == "HEAD" {
            body.clear();
        }
        Answer { head, body }
    }

    fn find(&self, target: &str) -> Option<PathBuf> {
        let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
        let mut file = self.root.clone();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if name.starts_with('.') || !name.bytes().all(is_plain) {
                return None;
            }
            file.push(name);
        }
        if path.is_empty() || path.ends_with('/') {
            file.push(PAGE);
        }
        let resolved = file.canonicalize().ok()?;
        (resolved.starts_with(&self.root) && resolved.is_file()).then_some(resolved)
    }

    fn caching(&self, file: &Path) -> &'static str {
        if self.no_store {
            "no-store"
        } else if has_hash(file) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }
    }

    fn refuse(&self, status: &str, extra: &str) -> Answer {
        let caching = if self.no_store { "no-store" } else { "no-cache" };
        let body = format!("{status}\n").into_bytes();
        Answer { head: head_of(status, "text/plain; charset=utf-8", caching, body.len(), extra), body }
    }
}

fn head_of(status: &str, kind: &str, caching: &str, length: usize, extra: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: {caching}\r\n\
         Content-Security-Policy: {POLICY}\r\n{GUARDS}{extra}Connection: close\r\n\r\n"
    )
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

/// `name-0123456789abcdef.js`, as `publish` names files.
fn has_hash(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(file: &Path) -> &'static str {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == ending);
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

const PAGE: &str = "index.html";

const MEDIA_TYPES: [(&str, &str); 14] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("wav", "audio/wav"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("woff2", "font/woff2"),
];

/// What every answer carries beside its policy: no guessing of types, no referrer, no embedding, the camera and
/// nothing else of the tablet's sensors.
const GUARDS: &str = "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
    Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n\
    Permissions-Policy: camera=(self), microphone=(), geolocation=(), payment=()\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    struct Site(PathBuf);

    impl Site {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("checkpost-serve-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("site/icons")).expect("the temporary folder is writable");
            for (path, content) in [
                ("secret.txt", "secret"),
                ("site/index.html", "page"),
                ("site/kiosk_bg-0123456789abcdef.wasm", "module"),
                ("site/icons/a.svg", "<svg/>"),
                ("site/.hidden", "hidden"),
            ] {
                fs::write(folder.join(path), content).expect("the temporary folder is writable");
            }
            Self(folder)
        }

        fn answer(&self, request: &str, no_store: bool) -> Answer {
            let folder = Folder::open(&self.0.join("site"), no_store).expect("the sample site has a page");
            folder.answer(&format!("{request} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn serves_the_page_with_its_policy() {
        let answer = Site::new("page").answer("GET /?source=home", false);
        assert!(answer.head.starts_with("HTTP/1.1 200 OK\r\n"), "the page is found, whatever its query");
        assert!(
            answer.head.contains(&format!("Content-Security-Policy: {POLICY}\r\n")),
            "the policy is sent"
        );
        assert!(answer.head.contains("Content-Type: text/html; charset=utf-8\r\n"), "the type is sent");
        assert!(answer.head.contains("Cache-Control: no-cache\r\n"), "the page is asked for anew");
        assert_eq!(answer.body, b"page");
    }

    #[test]
    fn lets_hashed_files_be_kept_and_others_not() {
        let site = Site::new("caching");
        let module = site.answer("GET /kiosk_bg-0123456789abcdef.wasm", false);
        assert!(
            module.head.contains("immutable") && module.head.contains("application/wasm"),
            "a hashed file never changes"
        );
        let module = site.answer("GET /kiosk_bg-0123456789abcdef.wasm", true);
        assert!(module.head.contains("Cache-Control: no-store\r\n"), "unless nothing may be kept");
    }

    #[test]
    fn answers_head_without_a_body() {
        let answer = Site::new("head").answer("HEAD /icons/a.svg", false);
        assert!(answer.head.contains("Content-Length: 6\r\n"), "the length is told");
        assert!(answer.body.is_empty(), "the body is not sent");
    }

    #[test]
    fn refuses_other_methods() {
        let answer = Site::new("methods").answer("POST /", false);
        assert!(answer.head.starts_with("HTTP/1.1 405 "), "nothing can be posted");
    }

    #[test]
    fn never_leaves_the_folder() {
        let site = Site::new("traversal");
        for target in [
            "/../secret.txt",
            "/icons/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/icons/..\\..\\secret.txt",
            "//../secret.txt",
            "/.hidden",
            "/./../secret.txt",
            "secret.txt",
            "http://localhost/../secret.txt",
            "/icons",
            "/\0",
            "",
        ] {
            let answer = site.answer(&format!("GET {target}"), false);
            assert!(answer.head.starts_with("HTTP/1.1 404 "), "{target:?} is not served");
        }
    }

    #[cfg(unix)]
    #[test]
    fn follows_no_link_out_of_the_folder() {
        let site = Site::new("link");
        std::os::unix::fs::symlink(site.0.join("secret.txt"), site.0.join("site/link.txt"))
            .expect("the temporary folder takes links");
        assert!(
            site.answer("GET /link.txt", false).head.starts_with("HTTP/1.1 404 "),
            "a link outside is not served"
        );
    }
}
