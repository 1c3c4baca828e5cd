//! `serve`: serves a published site on an address of this machine, for demonstrations and tests.
//!
//! HTTP (RFC 9110, RFC 9112) is `hyper`'s: it parses requests, and ends connections whose request does not arrive in time.
//! [`answer`] finds the file and sets the headers that a real host should send as well.

mod answer;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::Failure;
use answer::{Hosts, Site};

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
        let site = Site::open(&self.folder, self.no_store).map_err(|error| {
            Failure::new(
                format!("{} is not a published site: {error}", self.folder.display()),
                "Run `make serve`, or `checkpost publish` first.",
            )
        })?;
        // one thread waits for all connections, others read the files
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build().map_err(
                |error| Failure::new(format!("cannot start: {error}"), "Close other programs and try again."),
            )?;
        runtime.block_on(self.listen(Arc::new(site)))?;
        Ok(ExitCode::SUCCESS)
    }

    async fn listen(&self, site: Arc<Site>) -> Result<(), Failure> {
        let listener = TcpListener::bind(self.address).await.map_err(|error| {
            Failure::new(
                format!("cannot listen on {}: {error}", self.address),
                "Name another address: `make serve PORT=8081`, or `--address 127.0.0.1:0` for a free port.",
            )
        })?;
        let address = listener.local_addr().unwrap_or(self.address);
        announce(address)
            .map_err(|error| Failure::new(format!("cannot print: {error}"), "Leave standard output open."))?;
        let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
            let Ok((connection, _)) = listener.accept().await else {
                // the system has no descriptor left: a connection that ends gives one back
                sleep(ACCEPT_AGAIN).await;
                continue;
            };
            let site = Arc::clone(&site);
            tokio::spawn(async move {
                let served = timeout(MAX_CONNECTION_TIME, converse(connection, address, site)).await;
                // the client hung up, was too slow, or sent something else than HTTP: no event worth a line
                drop((served, slot));
            });
        }
        Ok(())
    }
}

/// Answers the one request of a connection.
async fn converse(
    connection: TcpStream,
    listening: SocketAddr,
    site: Arc<Site>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let hosts = Hosts { listening: listening.ip(), reached: connection.local_addr()?.ip() };
    let service = service_fn(move |request| {
        let (head, _) = hyper::Request::into_parts(request);
        let site = Arc::clone(&site);
        spawn_blocking(move || site.answer(&head, hosts))
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(MAX_HEAD_TIME)
        .max_buf_size(MAX_HEAD_BYTES)
        .keep_alive(false)
        .serve_connection(TokioIo::new(connection), service)
        .await?;
    Ok(())
}

fn announce(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout();
    if address.ip().is_loopback() {
        // browsers count the name as a secure context on every system, the number only on most
        writeln!(out, "http://localhost:{}/", address.port())?;
    } else {
        writeln!(out, "http://{address}/")?;
    }
    out.flush()
}

/// A page opens about six connections: room for several tablets beside hundreds of clients that send nothing. Each takes
/// one descriptor, of which most systems give a program 1024.
const MAX_CONNECTIONS: usize = 512;
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// From the first byte of a request to its blank line.
const MAX_HEAD_TIME: Duration = Duration::from_secs(5);
/// From the beginning of a connection to the last byte of the answer, the largest being a few megabytes.
const MAX_CONNECTION_TIME: Duration = Duration::from_mins(1);
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);
