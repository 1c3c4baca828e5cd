//! `serve`: a published site on a local address, for demonstrations and tests.
//!
//! Requests come in, files of one folder go out, with the headers a real host should send as well. RFC 9110 and
//! RFC 9112, the small part a static site needs: GET and HEAD, one request a connection.

mod answer;

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;

use crate::Failure;
use answer::Folder;

/// Serves a published site on this machine.
#[derive(Args)]
pub(crate) struct Serve {
    /// The folder that `publish` wrote
    folder: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// Forbid the browser to keep any file by itself
    #[arg(long)]
    no_store: bool,
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let folder = Folder::open(&self.folder, self.no_store).map_err(|error| {
            Failure::new(
                format!("{} is not a published site: {error}", self.folder.display()),
                "Run `make serve`, or `checkpost publish` first.",
            )
        })?;
        let listener = TcpListener::bind(self.address).map_err(|error| {
            Failure::new(
                format!("cannot listen on {}: {error}", self.address),
                "Name another address: `make serve PORT=8081`, or `--address 127.0.0.1:0` for a free port.",
            )
        })?;
        let address = listener.local_addr().unwrap_or(self.address);
        announce(address)
            .map_err(|error| Failure::new(format!("cannot print: {error}"), "Leave standard output open."))?;
        listen(&listener, folder);
        Ok(ExitCode::SUCCESS)
    }
}

fn announce(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout();
    // browsers count the name as a secure context on every system, the number only on most
    let host = if address.ip().is_loopback() { "localhost".to_owned() } else { address.ip().to_string() };
    writeln!(out, "http://{host}:{}/", address.port())?;
    out.flush()
}

fn listen(listener: &TcpListener, folder: Folder) {
    let folder = Arc::new(folder);
    let open = Arc::new(AtomicUsize::new(0));
    for connection in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::SeqCst) >= CONNECTIONS_MAX {
            open.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let (folder, open) = (Arc::clone(&folder), Arc::clone(&open));
        thread::spawn(move || {
            // a browser that hangs up early is no event worth a line
            let _ = converse(connection, &folder);
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn converse(mut connection: TcpStream, folder: &Folder) -> io::Result<()> {
    connection.set_read_timeout(Some(READ_TIMEOUT))?;
    connection.set_write_timeout(Some(WRITE_TIMEOUT))?;
    let Some(head) = read_head(&mut connection)? else { return Ok(()) };
    let answer = folder.answer(&head);
    connection.write_all(answer.head.as_bytes())?;
    connection.write_all(&answer.body)?;
    connection.flush()
}

/// The request up to its blank line; `None` when it never ends or is longer than any browser's.
fn read_head(connection: &mut impl Read) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    for _ in 0..HEAD_READS_MAX {
        let length = connection.read(&mut chunk)?;
        head.extend(chunk.iter().take(length));
        if head.windows(4).any(|window| window == b"\r\n\r\n") {
            return Ok(String::from_utf8(head).ok());
        }
        if length == 0 || head.len() > HEAD_BYTES_MAX {
            break;
        }
    }
    Ok(None)
}

/// A page opens about six connections; this leaves room for several tablets.
const CONNECTIONS_MAX: usize = 64;
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// With the time-out this bounds how long a trickling client holds a connection.
const HEAD_READS_MAX: usize = 32;
const READ_TIMEOUT: Duration = Duration::from_secs(5);
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_head_that_arrives_in_pieces() {
        let mut pieces = b"GET / HTTP/1.1\r\n".chain(&b"Host: x\r\n\r\nrest"[..]);
        let head = read_head(&mut pieces).expect("memory can be read").expect("the head is complete");
        assert!(head.starts_with("GET / HTTP/1.1\r\n"), "the head is whole");
    }

    #[test]
    fn gives_up_on_a_head_without_end() {
        let mut endless = io::repeat(b'a');
        assert!(read_head(&mut endless).expect("memory can be read").is_none(), "the read is bounded");
        assert!(
            read_head(&mut &b"GET /"[..]).expect("memory can be read").is_none(),
            "a half head is no request"
        );
    }
}
