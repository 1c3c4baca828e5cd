//! A web server that misbehaves on demand: it stops and starts on the same address, serves another folder, answers
//! wrongly
//! or never in the place of one file, and records every request.
//!
//! It sends `no-store` and none of the headers that a good host would: the page must keep its promises without them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A server on this machine, running or stopped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    running: Option<Running>,
}

/// What is answered in the place of a file.
#[derive(Clone)]
pub(crate) enum Misbehaviour {
    /// These bytes.
    Bytes(Vec<u8>),
    /// 404.
    Nothing,
    /// No answer for longer than anybody waits.
    Silence,
    /// Blanks that do not end, until nobody listens any more or [`ENDLESS`] are sent.
    Endless,
}

#[derive(Default)]
struct Shared {
    folder: PathBuf,
    replaced: BTreeMap<String, Misbehaviour>,
    requests: Vec<String>,
    /// Blanks sent without end.
    endless_bytes_sent: usize,
}

struct Running {
    is_stopped: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Serves a folder on a free port.
    pub(crate) fn start(folder: PathBuf) -> io::Result<Self> {
        let shared = Arc::new(Mutex::new(Shared { folder, ..Shared::default() }));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let running = Some(Running::begin(listener, &shared));
        Ok(Self { address, shared, running })
    }

    /// Its origin: scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening: whoever asks is turned away as by a machine that is off.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.is_stopped.store(true, Ordering::SeqCst);
            // wakes the listener, so that it sees the sign
            drop(TcpStream::connect(self.address));
            drop(running.thread.join());
        }
    }

    /// Listens again on the address it had.
    pub(crate) fn restart(&mut self) -> io::Result<()> {
        self.stop();
        self.running = Some(Running::begin(TcpListener::bind(self.address)?, &self.shared));
        Ok(())
    }

    /// Serves another folder from now on.
    pub(crate) fn serve(&self, folder: PathBuf) {
        lock(&self.shared).folder = folder;
    }

    /// Answers something else in the place of a file from now on.
    pub(crate) fn replace(&self, path: &str, misbehaviour: Misbehaviour) {
        lock(&self.shared).replaced.insert(path.to_owned(), misbehaviour);
    }

    /// Answers with the file itself again.
    pub(crate) fn restore(&self, path: &str) {
        lock(&self.shared).replaced.remove(path);
    }

    /// The requests so far, as `METHOD target`.
    pub(crate) fn requests(&self) -> Vec<String> {
        lock(&self.shared).requests.clone()
    }

    /// How many bytes of the files without end were sent.
    pub(crate) fn endless_bytes_sent(&self) -> usize {
        lock(&self.shared).endless_bytes_sent
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Running {
    fn begin(listener: TcpListener, shared: &Arc<Mutex<Shared>>) -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let (shared, sign) = (Arc::clone(shared), Arc::clone(&is_stopped));
        let thread = thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if sign.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&shared);
                // a browser that hangs up early is no event
                thread::spawn(move || drop(converse(connection, &shared)));
            }
        });
        Self { is_stopped, thread }
    }
}

fn converse(mut connection: TcpStream, shared: &Mutex<Shared>) -> io::Result<()> {
    connection.set_read_timeout(Some(READ_TIMEOUT))?;
    let head = read_head(&mut connection)?;
    let mut words = head.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(()) };
    let path = path_of(target);
    let (folder, misbehaviour) = {
        let mut shared = lock(shared);
        shared.requests.push(format!("{method} {target}"));
        (shared.folder.clone(), shared.replaced.get(&path).cloned())
    };
    let body = match misbehaviour {
        Some(Misbehaviour::Bytes(bytes)) => Some(bytes),
        Some(Misbehaviour::Nothing) => None,
        Some(Misbehaviour::Silence) => {
            thread::sleep(SILENCE);
            return Ok(());
        }
        Some(Misbehaviour::Endless) => return send_endless(&mut connection, shared),
        None => fs::read(folder.join(&path)).ok(),
    };
    let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
    let body = body.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        media_type(&path),
        body.len()
    );
    connection.write_all(head.as_bytes())?;
    connection.write_all(&body)
}

fn send_endless(connection: &mut TcpStream, shared: &Mutex<Shared>) -> io::Result<()> {
    connection.write_all(b"HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n")?;
    let blanks = vec![b' '; 64 * 1024];
    for _ in 0..ENDLESS / blanks.len() {
        connection.write_all(&blanks)?;
        lock(shared).endless_bytes_sent += blanks.len();
    }
    Ok(())
}

fn read_head(connection: &mut TcpStream) -> io::Result<String> {
    let (mut head, mut chunk) = (Vec::new(), [0; 1024]);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") && head.len() < HEAD_BYTES_MAX {
        match connection.read(&mut chunk)? {
            0 => break,
            length => head.extend(chunk.iter().take(length)),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// The file below the folder that a target names; what climbs out of it names none.
fn path_of(target: &str) -> String {
    let path = target.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let folder = path.strip_suffix('/').unwrap_or(path);
    match path {
        "" => "index.html".to_owned(),
        path if path.contains("..") => "index.html".to_owned(),
        path if path.len() > folder.len() => format!("{folder}/index.html"),
        path => path.to_owned(),
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

const READ_TIMEOUT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_mins(1);
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Far more than any page may take.
const ENDLESS: usize = 256 * 1024 * 1024;
