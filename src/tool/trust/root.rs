//! `trust root`: makes roots, signs them, and makes those that follow.

mod change;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::LAST_MOMENT;
use checkpost::trust::distribution::{DocumentKey, DocumentType, RootContent, six_digits};
use checkpost_issuing::distribution::{add_signature, sign};
use clap::{Args, Subcommand};
use p256::ecdsa::SigningKey;
use serde_json::json;

use super::chain::{self, Draft, Roles};
use crate::{Failure, clock, key, output};

/// Makes roots, signs them, and makes those that follow.
///
/// A root names an operator's keys. Tablets pin the first one that they are given, and follow it version by version. A
/// file of roots holds one a line, the oldest first.
#[derive(Args)]
pub(crate) struct Root {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(New),
    Next(change::Next),
    Sign(Sign),
}

/// Makes the first root, signed by the root keys at hand.
///
/// Prints one JSON line: version, threshold, the names of the keys of each kind, signatures (signed and needed), whether
/// that is complete, six digits to compare, and the file. Where keys of other people must agree, each signs the file with
/// `trust root sign`. An existing file is never written over.
#[derive(Args)]
struct New {
    #[command(flatten)]
    keys: Keys,
    /// How many root keys must agree to a root; more than half of them where it is not given
    #[arg(long, value_name = "NUMBER")]
    threshold: Option<usize>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// When it is made (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

/// Adds signatures to the newest root of a file.
///
/// Prints the same JSON line as `trust root new`: signatures (of its own keys) and `signatures_of_previous` (of the keys
/// of the root before it) tell how many are there and needed. Exit status 0 also where others still have to sign:
/// `complete` tells.
#[derive(Args)]
struct Sign {
    /// The file of roots; the newest is signed in place
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// A private key that must agree; may be given several times
    #[arg(long = "key", value_name = "FILE", required_unless_present = "from")]
    keys: Vec<PathBuf>,
    /// A copy of the file that somebody else has signed, whose signatures are added; may be given several times
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,
}

/// Keys for a root, by what they sign.
#[derive(Args)]
struct Keys {
    /// A private key that signs roots, and this one; may be given several times
    #[arg(long = "root-key", value_name = "FILE")]
    root: Vec<PathBuf>,
    /// The public half of somebody else's root key, as `trust key` prints it; may be given several times
    #[arg(long = "root-public", value_name = "TEXT", value_parser = public_key)]
    root_public: Vec<DocumentKey>,
    /// A private key that signs bundles and configurations; may be given several times
    #[arg(long = "bundle-key", value_name = "FILE")]
    bundle: Vec<PathBuf>,
    /// The public half of such a key; may be given several times
    #[arg(long = "bundle-public", value_name = "TEXT", value_parser = public_key)]
    bundle_public: Vec<DocumentKey>,
    /// A private key that signs indexes; may be given several times
    #[arg(long = "index-key", value_name = "FILE")]
    index: Vec<PathBuf>,
    /// The public half of such a key; may be given several times
    #[arg(long = "index-public", value_name = "TEXT", value_parser = public_key)]
    index_public: Vec<DocumentKey>,
}

impl Root {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::New(new) => new.run(),
            Command::Next(next) => next.run(),
            Command::Sign(sign) => sign.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<ExitCode, Failure> {
        let signers = load(&self.keys.root)?;
        let roles = self.keys.roles(&signers)?;
        let content = content(1, self.at, self.threshold, &roles)?;
        let draft = make(&content, Vec::new(), &signers, &self.out)?;
        super::write_once(&self.out, draft.to_file().as_bytes())?;
        report(&draft, &self.out)
    }
}

impl Sign {
    fn run(self) -> Result<ExitCode, Failure> {
        let mut draft = Draft::verify(chain::lines(&self.root)?, &self.root)?;
        for copy in &self.from {
            draft = draft.merged(copy, &self.root)?;
        }
        for path in &self.keys {
            let key = key::load(path)?;
            if !draft.wants(&key) {
                return Err(Failure::new(
                    format!("{} is none of the root keys that must agree", path.display()),
                    "Name a root key of this root or of the one before it.",
                ));
            }
            draft.text = add_signature(&draft.text, &key).ok_or_else(|| unsigned(&self.root))?;
        }
        draft.before.push(draft.text);
        let draft = Draft::verify(draft.before, &self.root)?;
        super::replace(&self.root, draft.to_file().as_bytes())
            .map_err(|error| super::unwritable(&self.root, &error))?;
        report(&draft, &self.root)
    }
}

impl Keys {
    /// The public halves, each once.
    fn roles(&self, signers: &[SigningKey]) -> Result<Roles, Failure> {
        let mut roles = Roles::default();
        let publics = |keys: &[SigningKey]| -> Vec<DocumentKey> {
            keys.iter().map(|key| DocumentKey::of(*key.verifying_key())).collect()
        };
        add(&mut roles.root, publics(signers), &self.root_public);
        add(&mut roles.bundle, publics(&load(&self.bundle)?), &self.bundle_public);
        add(&mut roles.index, publics(&load(&self.index)?), &self.index_public);
        Ok(roles)
    }
}

fn add(keys: &mut Vec<DocumentKey>, at_hand: Vec<DocumentKey>, of_others: &[DocumentKey]) {
    for key in at_hand.into_iter().chain(of_others.iter().cloned()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
}

fn load(paths: &[PathBuf]) -> Result<Vec<SigningKey>, Failure> {
    paths.iter().map(|path| key::load(path)).collect()
}

/// The content of a root, with what its maker should think twice about told on standard error.
fn content(
    version: u32,
    at: Option<UnixTime>,
    threshold: Option<usize>,
    roles: &Roles,
) -> Result<RootContent, Failure> {
    for (name, keys) in [("root", &roles.root), ("bundle", &roles.bundle), ("index", &roles.index)] {
        if keys.is_empty() {
            return Err(Failure::new(
                format!("the root would name no {name} key"),
                format!("Give --{name}-key FILE or --{name}-public TEXT; `checkpost key new` makes a key."),
            ));
        }
        if keys.len() > MOST_KEYS {
            return Err(Failure::new(
                format!("the root would name {} {name} keys", keys.len()),
                format!("Tablets take at most {MOST_KEYS} of a kind."),
            ));
        }
    }
    let threshold = threshold.unwrap_or(roles.root.len() / 2 + 1);
    if !(1..=roles.root.len()).contains(&threshold) {
        return Err(Failure::new(
            format!("{threshold} of {} root keys cannot agree", roles.root.len()),
            "Give a --threshold between 1 and the number of root keys.",
        ));
    }
    let now = at.unwrap_or_else(clock::now);
    if now > LAST_MOMENT {
        return Err(Failure::new(
            "the root would be dated in milliseconds",
            "Write --at in seconds since 1970: ten digits, not thirteen.",
        ));
    }
    warn(threshold, roles);
    let texts = |keys: &[DocumentKey]| keys.iter().map(|key| key.as_text().to_owned()).collect();
    Ok(RootContent {
        version,
        iat: now,
        threshold,
        root_keys: texts(&roles.root),
        bundle_keys: texts(&roles.bundle),
        index_keys: texts(&roles.index),
    })
}

/// What these numbers risk.
fn warn(threshold: usize, roles: &Roles) {
    let keys = roles.root.len();
    if keys == 1 {
        output::message(
            "note: one root key alone decides. Who steals it takes over every gate; when it is lost, nobody can replace a \
             stolen key, and every tablet must be provisioned anew by hand. Two of three keys with different people \
             survive both.",
        );
    } else if threshold == 1 {
        output::message(
            "note: any one of the root keys alone decides: who steals one takes over every gate.",
        );
    } else if threshold == keys {
        output::message(
            "note: all root keys must agree: when one is lost, nobody can make the next root, and every tablet must be \
             provisioned anew by hand.",
        );
    }
    if roles.root.iter().any(|key| roles.bundle.contains(key) || roles.index.contains(key)) {
        output::message(
            "note: a root key also signs bundles or indexes, and must lie at hand every day for it.",
        );
    }
    if roles.bundle.iter().any(|key| roles.index.contains(key)) {
        output::message(
            "note: a bundle key also signs indexes: do not give it to the server that refreshes the index by itself.",
        );
    }
}

/// The newest root of a file, signed by the keys at hand.
fn make(
    content: &RootContent,
    before: Vec<String>,
    signers: &[SigningKey],
    path: &Path,
) -> Result<Draft, Failure> {
    let Some((first, others)) = signers.split_first() else {
        return Err(Failure::new(
            "no root key at hand signs the root",
            "Give the private half of at least one with --root-key; the others sign with `trust root sign`.",
        ));
    };
    let mut text = sign(DocumentType::Root, content, first).map_err(|_| unsigned(path))?;
    for key in others {
        text = add_signature(&text, key).ok_or_else(|| unsigned(path))?;
    }
    Draft::verify(before.into_iter().chain([text]).collect(), path)
}

/// Prints how far a root is, for machines and for people.
fn report(draft: &Draft, out: &Path) -> Result<ExitCode, Failure> {
    let version = draft.root.content().version;
    let mut line = draft.to_json();
    if let Some(members) = line.as_object_mut() {
        members.insert("out".to_owned(), json!(out));
    }
    let (signed, needed) = draft.own();
    let previous = draft.of_previous().map(|(signed, needed)| {
        format!("{} of {needed} signatures of root {}, ", signed.min(needed), version.saturating_sub(1))
    });
    let tally = format!(
        "root {version} has {}{} of {needed} of its own",
        previous.unwrap_or_default(),
        signed.min(needed)
    );
    if draft.is_complete() {
        output::message(format_args!(
            "{tally}: complete. Its six digits: {}",
            six_digits(&draft.root.digest())
        ));
    } else {
        output::message(format_args!("{tally}: NOT complete. Let the others sign it with `trust root sign`"));
    }
    output::line(line)?;
    Ok(ExitCode::SUCCESS)
}

/// The public half of a key, as people hand it on.
fn public_key(text: &str) -> Result<DocumentKey, String> {
    DocumentKey::read(text)
        .ok_or_else(|| "write the 44 characters that `checkpost trust key` prints".to_owned())
}

fn unsigned(path: &Path) -> Failure {
    Failure::new(
        format!("the root in {} cannot be signed", path.display()),
        "Report this: it should not happen.",
    )
}

/// As many as [`checkpost::trust::distribution`] takes of a kind.
const MOST_KEYS: usize = 10;
