//! `demo mint`: makes the demonstration issuer's trust file and sample passes for one day.
//!
//! ```text
//! DIR/keys.json              what `publish --trust` takes
//! DIR/demo/samples.json      what `publish --demo DIR/demo` takes: every sample with verdict and text
//! DIR/demo/NAME.svg          its code
//! DIR/trust/                 the same keys as an operator's update, and the configuration of its tablets; lies beside the
//!                            page, which provisions itself where it is built for a demonstration
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::PrecomputationCache;
use checkpost::time::UnixTime;
use checkpost::trust::{TrustFile, TrustStore};
use checkpost_issuing::specimen::{self, Specimen};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::outcome::Outcome;
use crate::{Failure, clock, code, output};

/// Makes what a demonstration needs.
#[derive(Args)]
pub(crate) struct Demo {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Mint(Mint),
}

/// Mints the demonstration keys, trust file and sample passes, in date for 30 days.
///
/// Prints one JSON line per sample: its name, the verdict it is made to get, and its picture. The private key is
/// published in the source; a page built for real use refuses it.
#[derive(Args)]
struct Mint {
    /// The folder to write; made where it is missing, files of the same name are replaced
    folder: PathBuf,
    /// The day of minting (RFC 3339 or Unix seconds); today where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

/// One entry of `samples.json`.
#[derive(Serialize)]
struct Sample {
    name: &'static str,
    expect: &'static str,
    code: &'static str,
    image: String,
    text: String,
}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Mint(mint) => mint.run(),
        }
    }
}

impl Mint {
    fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        let demo = self.folder.join("demo");
        fs::create_dir_all(&demo).map_err(|error| unwritable(&demo, &error))?;
        let trust = specimen::trust(now).ok_or_else(no_key)?;
        let file = TrustFile::from_store(&trust);
        write(&self.folder.join("keys.json"), &json(&file)?)?;
        self.operator(&trust, now)?;
        let mut samples = Vec::new();
        for specimen in specimen::specimens(now).ok_or_else(no_key)? {
            let image = format!("{}.svg", specimen.name);
            write(&demo.join(&image), &code::svg(&specimen.text)?)?;
            let verdict = judge(
                specimen.text.as_bytes(),
                &trust,
                &PrecomputationCache::default(),
                &DecisionContext { now, utc_offset_seconds: 0, history: &AdmissionHistory::default() },
            )
            .verdict;
            let expect = Outcome::new(&verdict).verdict();
            output::line(serde_json::json!({
                "name": specimen.name,
                "expect": expect,
                "code": specimen.code,
                "image": demo.join(&image),
            }))?;
            samples.push(sample(specimen, image, expect));
        }
        write(&demo.join("samples.json"), &json(&samples)?)?;
        output::message(format_args!(
            "{} samples and their keys are in {}",
            samples.len(),
            self.folder.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

impl Mint {
    /// Writes what a host of the demonstration's operator serves.
    fn operator(&self, trust: &TrustStore, now: UnixTime) -> Result<(), Failure> {
        let folder = self.folder.join("trust");
        let files = folder.join("files");
        fs::create_dir_all(&files).map_err(|error| unwritable(&files, &error))?;
        let operator = specimen::Operator::demonstration().ok_or_else(no_key)?;
        let published = operator.update(trust, 1, now).ok_or_else(no_key)?;
        for (name, bytes) in published.files {
            let path = files.join(name);
            fs::write(&path, bytes).map_err(|error| unwritable(&path, &error))?;
        }
        let index = folder.join(crate::trust::INDEX);
        fs::write(&index, published.index).map_err(|error| unwritable(&index, &error))?;
        write(&folder.join("configuration.txt"), &operator.configuration("").ok_or_else(no_key)?)
    }
}

fn sample(specimen: Specimen, image: String, expect: &'static str) -> Sample {
    Sample { name: specimen.name, expect, code: specimen.code, image, text: specimen.text }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| {
        Failure::new(format!("cannot write JSON: {error}"), "Report this: it should not happen.")
    })
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()), "Name a folder you may write.")
}

fn no_key() -> Failure {
    Failure::new("the demonstration key is no key", "Report this: it should not happen.")
}
