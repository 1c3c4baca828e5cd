//! The command line. Each command has a file of its own.
//!
//! Standard output is for machines, standard error for people. Exit status 0: done; 1: done, and the answer is
//! no; 2: could not be done (wrong usage, a file that cannot be read).

mod check;
mod clock;
mod code;
mod conformance;
mod demo;
mod english;
mod input;
mod key;

mod outcome;
mod output;
mod pass;
mod picture;
mod publish;
mod qr_rate;
mod read;
mod serve;
mod trust;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

fn main() -> ExitCode {
    let outcome = match CommandLine::parse().command {
        Command::Check(check) => check.run(),
        Command::Conformance(conformance) => conformance.run(),
        Command::Demo(demo) => demo.run(),
        Command::Key(key) => key.run(),
        Command::Pages(pages) => pages.run(),
        Command::Pass(pass) => pass.run(),
        Command::Publish(publish) => publish.run(),
        Command::QrRate(qr_rate) => qr_rate.run(),
        Command::Read(read) => read.run(),
        Command::Serve(serve) => serve.run(),
        Command::Trust(trust) => trust.run(),
    };
    outcome.unwrap_or_else(|failure| {
        if !failure.what.is_empty() {
            output::failure(&failure);
        }
        ExitCode::from(2)
    })
}

/// Checks QR passes offline, and makes what is needed for it.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Check),
    Conformance(conformance::Conformance),
    Demo(demo::Demo),
    Key(key::Key),
    Pages(publish::Pages),
    Pass(pass::Pass),
    Publish(publish::Publish),
    QrRate(qr_rate::QrRate),
    Read(read::Read),
    Serve(serve::Serve),
    Trust(trust::Trust),
}

/// Why a command could not do its work: what happened, and what to do about it.
#[derive(Debug)]
struct Failure {
    what: String,
    remedy: String,
}

impl Failure {
    fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }

    /// Ends the program without a word: whoever it would be said to is gone.
    fn silent() -> Self {
        Self::new("", "")
    }
}
