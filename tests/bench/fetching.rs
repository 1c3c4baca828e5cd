//! What a city's tablets ask of one web server: `make bench ONLY=fetching`.
//!
//! Plays 100 000 tablets with the page's own schedule (`checkpost::trust::distribution::FetchWindow`): a normal hour, a
//! power cut in the whole region, the first ten minutes of a new bundle, a week without network, an hour without server.
//! Then asks a real nginx on this machine how many such requests it answers, each on a connection of its own and without
//! TLS. The last line is JSON.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench measures time and prints it")]
#![expect(
    clippy::indexing_slicing,
    reason = "tablets and seconds are counted here, nothing comes from outside"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{FetchWindow, Freshness};
use checkpost::trust::{Purpose, TrustStore, TrustedKey};
use checkpost_issuing::specimen::{self, Operator, Published};

fn main() {
    let update = update();
    let bundle: usize = update.files.iter().map(|(_, bytes)| bytes.len()).sum();
    let sizes = Sizes { index: update.index.len(), update: bundle };
    println!("index {} bytes, bundle {} bytes, {TABLETS} tablets", sizes.index, sizes.update);

    let normal = City::steady(1).play(HOUR, sizes, |_| Answer::Unchanged);
    normal.print("a normal hour");
    let cut = City::started(2, Some(Freshness::Green)).play(6 * HOUR, sizes, |_| Answer::Unchanged);
    cut.print("after a power cut, all started within a minute");
    let long_cut = City::started(3, Some(Freshness::Amber)).play(HOUR, sizes, |_| Answer::Unchanged);
    long_cut.print("after a power cut of days, the light amber");
    let fresh = City::steady(4).play(10 * MINUTE, sizes, |_| Answer::NewBundle);
    fresh.print("the first ten minutes of a new bundle");
    let week = City::reconnected(5, Freshness::Red).play(HOUR, sizes, |_| Answer::NewBundle);
    week.print("the network back after a week, everywhere at once");
    let outage = |time| if time < HOUR { Answer::None } else { Answer::Unchanged };
    City::steady(6).play(8 * HOUR, sizes, outage).print("an hour without server");

    let server = nginx(&update).map(|server| {
        let unchanged = Server::requests_per_second(&server.index, true);
        let whole = Server::requests_per_second(&server.bundle, false);
        println!("nginx answers {unchanged:.0} unchanged indexes a second, {whole:.0} bundles a second");
        unchanged
    });
    if server.is_none() {
        println!("nginx is not here: no server was asked");
    }
    println!(
        "a server that decided every scan would be asked {SCANS_PER_SECOND} times a second, {:.0} times as often",
        SCANS_PER_SECOND / normal.mean
    );
    println!(
        "{}",
        serde_json::json!({
            "tablets": TABLETS,
            "normal_requests_per_s": round(normal.mean),
            "power_cut_peak_requests_per_s": cut.peak_requests,
            "amber_power_cut_peak_requests_per_s": long_cut.peak_requests,
            "new_bundle_peak_bytes_per_s": fresh.peak_bytes,
            "week_offline_peak_bytes_per_s": week.peak_bytes,
            "server_requests_per_s": server.map(f64::round),
        })
    );
}

/// What the server says to a tablet.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// The index is the one that the tablet has.
    Unchanged,
    /// There is a newer bundle than the tablet's first one.
    NewBundle,
    /// None.
    None,
}

#[derive(Clone, Copy)]
struct Sizes {
    index: usize,
    update: usize,
}

/// The tablets, each with the moment of its next request in milliseconds and its failures in a row.
struct City {
    queue: BinaryHeap<Reverse<(u64, usize)>>,
    failures: Vec<u32>,
    has_update: Vec<bool>,
    random: SplitMix,
}

/// What a server saw.
struct Load {
    requests: usize,
    mean: f64,
    peak_requests: usize,
    peak_bytes: usize,
}

impl City {
    fn with(seed: u64, mut first: impl FnMut(&mut SplitMix) -> u64) -> Self {
        let mut random = SplitMix(seed);
        let queue = (0..TABLETS).map(|tablet| Reverse((first(&mut random), tablet))).collect();
        Self { queue, failures: vec![0; TABLETS], has_update: vec![false; TABLETS], random }
    }

    /// At work for days: each has its own moment in the interval.
    fn steady(seed: u64) -> Self {
        let window = FetchWindow::after_start(Some(Freshness::Green));
        Self::with(seed, |random| window.at(random.next()).0)
    }

    /// All started within a minute.
    fn started(seed: u64, freshness: Option<Freshness>) -> Self {
        let window = FetchWindow::after_start(freshness);
        Self::with(seed, |random| random.below(MINUTE) + window.at(random.next()).0)
    }

    /// All told in the same moment that there is a network.
    fn reconnected(seed: u64, freshness: Freshness) -> Self {
        let window = FetchWindow::after_start(Some(freshness));
        Self::with(seed, |random| window.at(random.next()).0)
    }

    fn play(mut self, lasts: u64, sizes: Sizes, server: impl Fn(u64) -> Answer) -> Load {
        let seconds = usize::try_from(lasts / 1_000).expect("a span of hours");
        let (mut requests, mut bytes) = (vec![0_usize; seconds], vec![0_usize; seconds]);
        while let Some(Reverse((time, tablet))) = self.queue.pop().filter(|next| next.0.0 < lasts) {
            let second = usize::try_from(time / 1_000).expect("a span of hours");
            let answer = server(time);
            requests[second] += 1;
            bytes[second] += HEADERS
                + match answer {
                    Answer::NewBundle if !self.has_update[tablet] => sizes.index + HEADERS + sizes.update,
                    Answer::NewBundle | Answer::Unchanged | Answer::None => 0,
                };
            let window = if answer == Answer::None {
                let window = FetchWindow::after_failures(self.failures[tablet]);
                self.failures[tablet] += 1;
                window
            } else {
                self.failures[tablet] = 0;
                self.has_update[tablet] = true;
                FetchWindow::after_answer()
            };
            let next = time + window.at(self.random.next()).0;
            self.queue.push(Reverse((next, tablet)));
        }
        let all: usize = requests.iter().sum();
        Load {
            requests: all,
            mean: count(all) / count(seconds),
            peak_requests: requests.into_iter().max().unwrap_or(0),
            peak_bytes: bytes.into_iter().max().unwrap_or(0),
        }
    }
}

impl Load {
    fn print(&self, name: &str) {
        println!(
            "{name}: {} requests, {:.1} a second, at most {} in a second and {:.2} MB",
            self.requests,
            self.mean,
            self.peak_requests,
            count(self.peak_bytes) / 1e6
        );
    }
}

/// A real update, as large as a national key list: the demonstration's keys, many times over.
fn update() -> Published {
    let now = UnixTime(1_790_000_000);
    let model = specimen::trust(now).expect("the demonstration has its keys");
    let keys: Vec<TrustedKey> = model.keys().iter().cloned().cycle().take(KEYS).collect();
    let store = TrustStore::new(Purpose::Demonstration, now, keys);
    Operator::new("City").and_then(|city| city.update(&store, 1, now)).expect("its keys are keys")
}

/// An nginx that serves the files of an update.
struct Server {
    process: Child,
    folder: PathBuf,
    index: String,
    bundle: String,
}

fn nginx(update: &Published) -> Option<Server> {
    let folder = std::env::temp_dir().join(format!("checkpost-fetching-{}", std::process::id()));
    let files = folder.join("trust/files");
    fs::create_dir_all(&files).expect("the temporary folder is writable");
    fs::write(folder.join("trust/index.jwt"), &update.index).expect("the temporary folder is writable");
    let (name, bytes) = update.files.first().expect("an update has a bundle");
    fs::write(files.join(name), bytes).expect("the temporary folder is writable");
    let root = folder.display();
    let configuration = format!(
        "daemon off; worker_processes auto; pid {root}/pid; error_log {root}/error.log;
         events {{ worker_connections 4096; }}
         http {{
           access_log off; sendfile on; default_type application/octet-stream;
           client_body_temp_path {root}/1; proxy_temp_path {root}/2; fastcgi_temp_path {root}/3;
           uwsgi_temp_path {root}/4; scgi_temp_path {root}/5;
           server {{
             listen 127.0.0.1:{PORT} backlog=4096; root {root}; keepalive_timeout 0;
             location /trust/files/ {{ add_header Cache-Control \"public, max-age=31536000, immutable\"; }}
             location /trust/index.jwt {{ add_header Cache-Control \"no-cache\"; }}
           }}
         }}"
    );
    let path = folder.join("nginx.conf");
    fs::write(&path, configuration).expect("the temporary folder is writable");
    let process =
        Command::new("nginx").arg("-c").arg(&path).arg("-p").arg(&folder).stderr(Stdio::null()).spawn();
    let process = process.ok()?;
    let server = Server {
        process,
        folder,
        index: "/trust/index.jwt".to_owned(),
        bundle: format!("/trust/files/{name}"),
    };
    let began = Instant::now();
    while Server::ask(&server.index, None).is_none() {
        assert!(began.elapsed() < Duration::from_secs(10), "nginx does not answer: {}", server.errors());
        thread::sleep(Duration::from_millis(50));
    }
    Some(server)
}

impl Server {
    /// One request on a connection of its own: status line and headers, and how many bytes came.
    fn ask(path: &str, etag: Option<&str>) -> Option<(String, usize)> {
        let mut connection = TcpStream::connect(("127.0.0.1", PORT)).ok()?;
        let condition = etag.map(|etag| format!("If-None-Match: {etag}\r\n")).unwrap_or_default();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{condition}\r\n");
        connection.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).ok()?;
        let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(answer.len());
        Some((String::from_utf8_lossy(&answer[..head]).into_owned(), answer.len()))
    }

    fn requests_per_second(path: &str, is_conditional: bool) -> f64 {
        let (head, _) = Self::ask(path, None).expect("nginx answers");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let etag =
            head.lines().find_map(|line| line.strip_prefix("ETag: ")).expect("nginx sends a validator");
        let etag = is_conditional.then_some(etag);
        let expected = if is_conditional { "HTTP/1.1 304" } else { "HTTP/1.1 200" };
        let answered = AtomicUsize::new(0);
        let began = Instant::now();
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    while began.elapsed() < MEASURED {
                        let (head, _) = Self::ask(path, etag).expect("nginx answers");
                        assert!(head.starts_with(expected), "{head}");
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        count(answered.into_inner()) / began.elapsed().as_secs_f64()
    }

    fn errors(&self) -> String {
        fs::read_to_string(self.folder.join("error.log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        terminate(&self.folder.join("pid"));
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Asks the process of a pid file to end, with the children that it has.
fn terminate(pid: &Path) {
    let pid = fs::read_to_string(pid).unwrap_or_default();
    let _ = Command::new("kill").arg(pid.trim()).status();
}

/// `SplitMix64` (Steele, Lea, Flood 2014): the same numbers from the same seed.
struct SplitMix(u64);

impl SplitMix {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A random fraction in parts of 2^32.
    fn next(&mut self) -> u32 {
        u32::try_from(self.next_u64() >> 32).unwrap_or(u32::MAX)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next_u64() % bound
    }
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn count(number: usize) -> f64 {
    number as f64
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

const TABLETS: usize = 100_000;
/// A national list of a few hundred keys.
const KEYS: usize = 400;
const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
/// The headers of an answer, about.
const HEADERS: usize = 250;
/// 1.2 million a minute, at the peak of a city of ten million.
const SCANS_PER_SECOND: f64 = 20_000.0;
const PORT: u16 = 18_431;
const CLIENTS: usize = 8;
const MEASURED: Duration = Duration::from_secs(4);
