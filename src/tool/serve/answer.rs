//! Answers one request: checks its host, finds the file it names, and sets the headers.
//!
//! Finding the file is written here instead of left to `ServeDir` of tower-http, which follows links out of its folder,
//! serves names that begin with a full stop and redirects folders; every header that it sets would be replaced. A
//! request can only name a file below the folder: its path is split into plain names, and the result is compared with
//! the folder after links are resolved.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName,
    HeaderValue,
};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Method, Response, StatusCode};

use crate::publish::POLICY;

/// The folder being served.
pub(crate) struct Site {
    root: PathBuf,
    no_store: bool,
}

/// The addresses under which a connection may ask for the site.
#[derive(Clone, Copy)]
pub(crate) struct Hosts {
    /// The address that the server was started with; may be the unspecified one.
    pub(crate) listening: IpAddr,
    /// The address of this machine that the connection came to.
    pub(crate) reached: IpAddr,
}

impl Site {
    /// Fails unless the folder holds a page.
    pub(crate) fn open(folder: &Path, no_store: bool) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        fs::metadata(root.join(PAGE))?;
        Ok(Self { root, no_store })
    }

    /// Answers a request; never fails, whatever its head says.
    pub(crate) fn answer(&self, head: &Parts, hosts: Hosts) -> Response<Full<Bytes>> {
        if !hosts.include(head) {
            return self.refuse(StatusCode::MISDIRECTED_REQUEST);
        }
        if head.method != Method::GET && head.method != Method::HEAD {
            let mut answer = self.refuse(StatusCode::METHOD_NOT_ALLOWED);
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        let file = self.find(head.uri.path());
        let Some((file, body)) = file.and_then(|file| fs::read(&file).ok().map(|body| (file, body))) else {
            return self.refuse(StatusCode::NOT_FOUND);
        };
        // hyper sends no body to HEAD
        respond(StatusCode::OK, media_type(&file), self.caching(&file), body)
    }

    fn find(&self, path: &str) -> Option<PathBuf> {
        let path = path.strip_prefix('/')?;
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

    fn refuse(&self, status: StatusCode) -> Response<Full<Bytes>> {
        let caching = if self.no_store { "no-store" } else { "no-cache" };
        respond(status, "text/plain; charset=utf-8", caching, format!("{status}\n").into_bytes())
    }
}

impl Hosts {
    /// Whether a request is for this machine. A page of another site can make a browser send requests here under that
    /// site's name (DNS rebinding), and would read the answers as its own.
    fn include(self, head: &Parts) -> bool {
        // RFC 9112 section 3.2: the host of an absolute target replaces that of the header
        let mut fields = head.headers.get_all(HOST).iter();
        let authority = match (head.uri.authority(), fields.next(), fields.next()) {
            (_, _, Some(_)) => None,
            (Some(authority), ..) => Some(authority.clone()),
            (None, field, None) => field.and_then(|field| Authority::try_from(field.as_bytes()).ok()),
        };
        authority.is_some_and(|authority| self.includes(authority.host()))
    }

    fn includes(self, host: &str) -> bool {
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        match address.parse::<IpAddr>() {
            Ok(address) => {
                let address = address.to_canonical();
                address.is_loopback() || address == self.listening || address == self.reached.to_canonical()
            }
            Err(_) => host.eq_ignore_ascii_case("localhost"),
        }
    }
}

fn respond(
    status: StatusCode,
    kind: &'static str,
    caching: &'static str,
    body: Vec<u8>,
) -> Response<Full<Bytes>> {
    let length = HeaderValue::from(body.len());
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    for (name, value) in GUARDS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
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
const GUARDS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_under_its_own_hosts_only() {
        let hosts = Hosts { listening: IpAddr::from([0, 0, 0, 0]), reached: IpAddr::from([192, 168, 7, 9]) };
        for (host, is_own) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("0.0.0.0:8080", true),
            ("192.168.7.9:8080", true),
            ("[::ffff:192.168.7.9]", true),
            ("192.168.7.10", false),
            ("localhost.example", false),
            ("127.0.0.1.example", false),
            ("example:8080", false),
            ("::1", false),
            ("localhost@example", false),
            ("", false),
        ] {
            let request = hyper::Request::builder().uri("/").header(HOST, host).body(());
            let (head, ()) = request.expect("a header may hold that").into_parts();
            assert_eq!(hosts.include(&head), is_own, "{host:?}");
        }
    }
}
