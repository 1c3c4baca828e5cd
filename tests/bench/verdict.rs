//! Times the way from the text of a code to the verdict, natively: `cargo bench -p checkpost-bench --bench verdict`.
//!
//! Prints, for each specimen of the demonstration issuer, the median and the 95th percentile, and the median as a
//! multiple of
//! one bare P-256 verification in the same run, so that figures of different machines can be compared. The issuers'
//! points are precomputed, as they are at a gate after its first idle moment.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench measures time and prints it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::{PrecomputationCache, ecdsa};
use checkpost::time::UnixTime;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::specimen::{specimens, trust};
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer;

fn main() {
    let now = UnixTime(1_790_000_000);
    let trust = trust(now).expect("the demonstration key is one");
    let mut precomputed = PrecomputationCache::default();
    precomputed.expect(trust.keys().iter().filter_map(|key| key.public_key.as_p256()));
    while precomputed.is_pending() {
        precomputed.compute_next();
    }
    let memory = AdmissionHistory::default();
    let context = DecisionContext { now, utc_offset_seconds: 0, history: &memory };
    let key = demonstration_signing_key().expect("the demonstration key is one");
    let message = [0x5A; 400];
    let signature: Signature = key.sign(&message);
    let signature = signature.to_bytes();
    let bare = measure(|| {
        let outcome = ecdsa::verify(key.verifying_key(), black_box(&message), black_box(&signature));
        assert_eq!(outcome, Ok(()), "the signature holds");
    });
    println!("{:22} {:>6} {:>10} {:>10} {:>8}", "", "code", "median µs", "p95 µs", "× bare");
    row("bare verification", "", &bare, &bare);
    for specimen in specimens(now).expect("the demonstration key is one") {
        let times = measure(|| {
            let verdict = judge(black_box(specimen.text.as_bytes()), &trust, &precomputed, &context).verdict;
            assert_eq!(verdict.code(), specimen.code, "{} gets its verdict", specimen.name);
        });
        row(specimen.name, specimen.code, &times, &bare);
    }
}

/// The times of many runs, sorted; the first ones only warm up.
fn measure(mut run: impl FnMut()) -> Vec<Duration> {
    let mut times = Vec::with_capacity(RUNS);
    for count in 0..WARM_UP + RUNS {
        let start = Instant::now();
        run();
        if count >= WARM_UP {
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    times
}

fn row(name: &str, code: &str, times: &[Duration], bare: &[Duration]) {
    let (median, slow) = (microseconds(times, RUNS / 2), microseconds(times, RUNS * 95 / 100));
    let ratio = median / microseconds(bare, RUNS / 2);
    println!("{name:22} {code:>6} {median:>10.1} {slow:>10.1} {ratio:>8.2}");
}

fn microseconds(times: &[Duration], place: usize) -> f64 {
    times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

const WARM_UP: usize = 50;
const RUNS: usize = 1000;
