//! The server of `checkpost serve`: headers, hosts, paths, and clients that are slow.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Folder;

#[test]
fn the_page_comes_with_its_policy_and_the_headers_of_a_good_host() {
    let server = Server::start("headers", &[]);
    let page = server.ask("GET /?source=home", "localhost");
    assert_eq!((page.status, page.body.as_str()), (200, "page"), "found, whatever its query");
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-length", "4"),
        ("cache-control", "no-cache"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
        ("connection", "close"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    let policy = page.header("content-security-policy").expect("the policy is sent");
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors"), "{policy}");
    let missing = server.ask("GET /missing.js", "localhost");
    assert_eq!((missing.status, missing.header("cache-control")), (404, Some("no-cache")), "not kept");
    assert_eq!(missing.header("content-security-policy"), Some(policy), "on every answer");
}

#[test]
fn files_named_by_their_hash_may_be_kept_and_others_not() {
    let (server, forgetful) = (Server::start("caching", &[]), Server::start("no-store", &["--no-store"]));
    let module = "GET /kiosk_bg-0123456789abcdef.wasm";
    let answer = server.ask(module, "localhost");
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "never changes");
    assert_eq!(answer.header("content-type"), Some("application/wasm"), "compiled while it comes");
    assert_eq!(forgetful.ask(module, "localhost").header("cache-control"), Some("no-store"), "if asked to");
}

#[test]
fn only_get_and_head_are_answered() {
    let server = Server::start("methods", &[]);
    let head = server.ask("HEAD /icons/a.svg", "localhost");
    assert_eq!((head.status, head.header("content-length")), (200, Some("6")), "the length is sent");
    assert_eq!(head.body, "", "the body is not sent");
    let post = server.ask("POST /", "localhost");
    assert_eq!((post.status, post.header("allow")), (405, Some("GET, HEAD")), "nothing can be posted");
}

#[test]
fn requests_for_another_host_are_not_answered() {
    let server = Server::start("hosts", &[]);
    for own in ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]"] {
        assert_eq!(server.ask("GET /", own).status, 200, "{own}");
    }
    for foreign in ["attacker.example", "localhost.attacker.example", "192.0.2.1", "127.0.0.1.example:80"] {
        let answer = server.ask("GET /", foreign);
        assert_eq!((answer.status, answer.body.contains("page")), (421, false), "{foreign}");
    }
    assert_eq!(server.ask("GET http://attacker.example/", "localhost").status, 421, "in an absolute target");
    assert_eq!(server.ask("GET http://localhost/", "localhost").status, 200, "its own");
    assert_eq!(server.send("GET / HTTP/1.1\r\n\r\n").status, 421, "no host at all");
    let twice = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\n\r\n";
    assert_eq!(server.send(twice).status, 421, "two hosts");
}

#[test]
fn no_request_leaves_the_folder() {
    let server = Server::start("paths", &[]);
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
        let answer = server.ask(&format!("GET {target}"), "localhost");
        assert!(matches!(answer.status, 400 | 404 | 421), "{target:?}: {}", answer.status);
        assert!(!answer.body.contains("secret"), "{target:?}");
    }
}

#[cfg(unix)]
#[test]
fn no_link_leaves_the_folder() {
    let server = Server::start("link", &[]);
    let link = server.folder.0.join("site/link.txt");
    std::os::unix::fs::symlink(server.folder.0.join("secret.txt"), link).expect("the folder takes links");
    assert_eq!(server.ask("GET /link.txt", "localhost").status, 404, "a link outside is not served");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test measures how long a server takes")]
fn slow_clients_stop_nobody_and_are_hung_up_on() {
    let server = Server::start("slow", &[]);
    let mut slow: Vec<TcpStream> = (0..SLOW_CLIENTS)
        .map(|_| {
            let mut client = server.connect();
            client.write_all(b"GET / HTTP/1.1\r\nHost: local").expect("it listens");
            client
        })
        .collect();
    let begun = Instant::now();
    let mut answered = Duration::ZERO;
    // one byte a second each, for longer than a request may take
    for second in 0..8 {
        for client in &mut slow {
            // those hung up on take no byte any more
            drop(client.write_all(b"h"));
        }
        let asked = Instant::now();
        assert_eq!(server.ask("GET /", "localhost").status, 200, "answered after {second} s");
        answered = answered.max(asked.elapsed());
        std::thread::sleep(Duration::from_secs(1));
    }
    assert!(answered < Duration::from_secs(2), "the slowest answer took {answered:?}");
    for mut client in slow {
        client.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket has one");
        let mut rest = String::new();
        // an end or a reset; a timeout is an error of another kind
        if let Err(error) = client.read_to_string(&mut rest) {
            assert_ne!(
                error.kind(),
                std::io::ErrorKind::WouldBlock,
                "still open after {:?}",
                begun.elapsed()
            );
        }
        assert!(!rest.contains("page"), "nothing was asked: {rest}");
    }
}

#[test]
fn a_head_without_end_is_refused() {
    let server = Server::start("endless", &[]);
    let answer = server.send(&format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}", "a".repeat(64 * 1024)));
    assert_eq!(answer.status, 431, "longer than any browser's");
}

/// The tool as a server of a small site, on a free port, until it is dropped.
struct Server {
    process: Child,
    address: SocketAddr,
    folder: Folder,
}

/// What came back.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Server {
    fn start(name: &str, options: &[&str]) -> Self {
        let folder = Folder::new(&format!("serve-{name}"));
        fs::create_dir_all(folder.0.join("site/icons")).expect("the folder is writable");
        for (path, content) in [
            ("secret.txt", "secret"),
            ("site/index.html", "page"),
            ("site/kiosk_bg-0123456789abcdef.wasm", "module"),
            ("site/icons/a.svg", "<svg/>"),
            ("site/.hidden", "secret"),
        ] {
            folder.write(path, content);
        }
        let mut process = Command::new(env!("CARGO_BIN_EXE_checkpost"))
            .args(["serve", &folder.text("site"), "--address", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tool is built");
        let mut line = String::new();
        let out = process.stdout.take().expect("it was piped");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let port = line.trim().strip_prefix("http://localhost:").and_then(|rest| rest.strip_suffix('/'));
        let port: u16 =
            port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("no port in {line}"));
        Self { process, address: SocketAddr::from(([127, 0, 0, 1], port)), folder }
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).expect("it listens")
    }

    /// The answer to a method and a target.
    fn ask(&self, request: &str, host: &str) -> Answer {
        self.send(&format!("{request} HTTP/1.1\r\nHost: {host}\r\n\r\n"))
    }

    fn send(&self, request: &str) -> Answer {
        let mut connection = self.connect();
        // a server that has seen enough does not read the rest
        drop(connection.write_all(request.as_bytes()));
        let mut bytes = Vec::new();
        drop(connection.read_to_end(&mut bytes));
        let text = String::from_utf8(bytes).expect("every answer here is text");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").expect("a header has a value");
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Answer {
            status: status.expect("an answer has a status"),
            headers: lines.map(header).collect(),
            body: body.to_owned(),
        }
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Far more than the page and several tablets open together.
const SLOW_CLIENTS: usize = 200;
