//! `pass`: issues city passes, and presents them with the holder's key for testing.

mod description;
mod issue;
mod present;
mod sheet;
mod table;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::Failure;

/// Issues city passes.
#[derive(Args)]
pub(crate) struct Pass {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Issue(Box<issue::Issue>),
    Present(present::Present),
}

impl Pass {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Issue(issue) => issue.run(),
            Command::Present(present) => present.run(),
        }
    }
}
