//! `trust refresh`: signs the index anew, by which tablets know that what they hold is still the newest.

use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::distribution::Index;
use clap::Args;
use serde_json::json;

use super::folder::{OperatorFolder, check_moment, check_signer, first_root, open, remind};
use super::update_failure;
use crate::{Failure, clock, key, output};

/// Signs the index anew: what tablets hold is still the newest.
///
/// Meant for cron on the server. It needs the index key and no other, and that key can do nothing else: the bundle stays as
/// it was signed. Prints one JSON line: root, sequence, issued (of the index), next (of the bundle), and the file. Exit
/// status 2: nothing written.
#[derive(Args)]
pub(crate) struct Refresh {
    /// The operator's folder
    folder: PathBuf,
    /// The private index key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// When it is signed (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

impl Refresh {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        check_moment(now, &self.folder)?;
        let folder = OperatorFolder::new(&self.folder);
        let release = folder.release()?.ok_or_else(|| {
            Failure::new(
                format!("{} holds no bundle", self.folder.display()),
                "Name the folder that `checkpost trust build --out DIR` wrote.",
            )
        })?;
        let newest = &release.chain.newest;
        let signing = key::load(&self.key)?;
        check_signer(&signing, &self.key, newest.index_keys(), "index", newest)?;
        let before = folder.signed()?;
        if let Some(before) = &before {
            let path = folder.update();
            let root = first_root(before).map_err(|error| update_failure(&path, error))?;
            let held = open(before, None, &root, now, &path)?;
            if let Some(issued) = held.index().map(Index::issued).filter(|issued| *issued > now) {
                return Err(Failure::new(
                    format!("the index before is signed {issued}, which is later than {now}"),
                    "Set this machine's clock, or name a later moment with --at.",
                ));
            }
        }
        let update = release.index(&signing, now, before.as_deref(), &folder.update())?;
        folder.write_update(&update)?;
        remind(&release.bundle, now);
        let (root, sequence) = release.bundle.number();
        output::line(json!({
            "root": root,
            "sequence": sequence,
            "issued": clock::rfc3339(now),
            "next": clock::rfc3339(release.bundle.content().next),
            "out": folder.update(),
        }))?;
        Ok(ExitCode::SUCCESS)
    }
}
