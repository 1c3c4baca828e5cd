//! `trust root next`: the root that follows the newest of a file.

use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{DocumentKey, UpdateError};
use clap::Args;
use p256::ecdsa::SigningKey;

use super::{Keys, add, content, load, make, report};
use crate::trust::chain::{Chain, Roles};
use crate::trust::{replace, unwritable, update_failure, write_once};
use crate::{Failure, clock};

/// Makes the next root: the newest one with keys added and dropped.
///
/// The keys given with `--root-key` sign it; so do those given with `--sign`, which it need not name. It must be signed by
/// the threshold of the root before it and by its own: `trust root sign` adds what is missing. Prints the same JSON line as
/// `trust root new`. A root that drops a bundle key lets the numbers of bundles begin anew, so that whoever stole the
/// key cannot lock out what is honest.
#[derive(Args)]
pub(super) struct Next {
    /// The file of roots; all of them complete
    #[arg(long, value_name = "FILE")]
    roots: PathBuf,
    #[command(flatten)]
    keys: Keys,
    /// A private root key that signs and is not added: one that is named already, or one that is dropped; may be given
    /// several times
    #[arg(long, value_name = "FILE")]
    sign: Vec<PathBuf>,
    /// A key that the next root does not name any more, by its name (eleven characters) or its text, whatever it signs; may
    /// be given several times
    #[arg(long, allow_hyphen_values = true, value_name = "KEY")]
    drop: Vec<String>,
    /// How many root keys must agree from then on; as before where it is not given
    #[arg(long, value_name = "NUMBER")]
    threshold: Option<usize>,
    /// The file to write, with all roots in it; may be the same as --roots
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// When it is made (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

impl Next {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let chain = Chain::read(&self.roots)?;
        let newest = &chain.newest;
        let version = newest
            .version()
            .checked_add(1)
            .ok_or_else(|| update_failure(&self.roots, UpdateError::RootVersion))?;
        let mut roles = Roles {
            root: newest.root_keys().to_vec(),
            bundle: newest.bundle_keys().to_vec(),
            index: newest.index_keys().to_vec(),
        };
        for name in &self.drop {
            drop_key(&mut roles, name)?;
        }
        let added = load(&self.keys.root)?;
        let given = self.keys.roles(&added)?;
        add(&mut roles.root, given.root, &[]);
        add(&mut roles.bundle, given.bundle, &[]);
        add(&mut roles.index, given.index, &[]);
        let threshold = self.threshold.unwrap_or(newest.threshold().0);
        let content = content(version, self.at, Some(threshold), &roles)?;
        let signers: Vec<SigningKey> = added.into_iter().chain(load(&self.sign)?).collect();
        let draft = make(&content, chain.texts, &signers, &self.out)?;
        if self.out == self.roots {
            replace(&self.out, draft.to_file().as_bytes()).map_err(|error| unwritable(&self.out, &error))?;
        } else {
            write_once(&self.out, draft.to_file().as_bytes())?;
        }
        report(&draft, &self.out)
    }
}

fn drop_key(roles: &mut Roles, name: &str) -> Result<(), Failure> {
    let is_it = |key: &DocumentKey| key.key_id() == name || key.as_text() == name;
    let all = [&roles.root, &roles.bundle, &roles.index];
    if !all.into_iter().flatten().any(is_it) {
        return Err(Failure::new(
            format!("the newest root names no key {name}"),
            "Look at it with `checkpost trust show`; `checkpost trust key` tells the name of a key at hand.",
        ));
    }
    for keys in [&mut roles.root, &mut roles.bundle, &mut roles.index] {
        keys.retain(|key| !is_it(key));
    }
    Ok(())
}
