//! `trust configure`: makes what a tablet is provisioned with, as text and as a code to scan.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{Configuration, ConfigurationContent, DocumentType, six_digits};
use checkpost_issuing::distribution::{chained, sign};
use clap::Args;
use data_encoding::HEXLOWER;
use serde_json::json;

use super::chain::Chain;
use super::folder::{check_moment, check_signer};
use super::{replace, unwritable, update_failure};
use crate::{Failure, clock, code, key, output};

/// Makes a configuration: what a tablet scans once to become one of the operator's.
///
/// It carries the newest root and is signed by a bundle key. Tell the six digits to whoever provisions a tablet, by another
/// way than the code: the tablet shows them before it asks for a yes. Prints one JSON line: root, its six digits, operator,
/// gate, characters, and the files.
#[derive(Args)]
pub(crate) struct Configure {
    /// The file of roots
    #[arg(long, value_name = "FILE")]
    roots: PathBuf,
    /// The private bundle key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The operator's name, as the tablet shows it
    #[arg(long, value_name = "NAME")]
    operator: String,
    /// Where the page of these tablets is; https
    #[arg(long, value_name = "ADDRESS")]
    address: String,
    /// The name of the gate, for people
    #[arg(long, value_name = "NAME", default_value = "")]
    gate: String,
    /// The number of the gate or of a zone that it leads to; may be given several times
    #[arg(long = "zone", value_name = "NUMBER")]
    zones: Vec<u64>,
    /// A language to offer (BCP 47), the first one to begin with; may be given several times; all where it is not given
    #[arg(long = "language", value_name = "TAG")]
    languages: Vec<String>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Also write it as a code to scan
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// When it is made (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

impl Configure {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        check_moment(now, &self.out)?;
        let chain = Chain::read(&self.roots)?;
        let signing = key::load(&self.key)?;
        let newest = &chain.newest;
        check_signer(&signing, &self.key, newest.bundle_keys(), "bundle", newest)?;
        self.check_texts()?;
        let content = ConfigurationContent {
            iat: now,
            root: HEXLOWER.encode(&newest.digest()),
            operator: self.operator.trim().to_owned(),
            address: self.address.clone(),
            gate: self.gate.clone(),
            zones: self.zones.clone(),
            languages: self.languages.clone(),
        };
        let document = sign(DocumentType::Configuration, &content, &signing).map_err(|error| {
            Failure::new(
                format!("the configuration cannot be written: {error}"),
                "Report this: it should not happen.",
            )
        })?;
        let text = chained(&[newest.as_text().to_owned()], &document);
        let configuration =
            Configuration::read(text.as_bytes()).map_err(|error| update_failure(&self.out, error))?;
        let drawn = self.svg.as_ref().map(|path| Ok((path, code::svg(&text)?))).transpose()?;
        let file = [configuration.as_text(), "\n"].concat();
        replace(&self.out, file.as_bytes()).map_err(|error| unwritable(&self.out, &error))?;
        if let Some((path, picture)) = drawn {
            fs::write(path, picture).map_err(|error| unwritable(path, &error))?;
        }
        let digits = six_digits(&newest.digest());
        output::message(format_args!("the root's six digits, to be told by another way: {digits}"));
        output::line(json!({
            "root": newest.version(),
            "digits": digits,
            "operator": content.operator,
            "gate": content.gate,
            "characters": text.len(),
            "out": self.out,
            "svg": self.svg,
        }))?;
        Ok(ExitCode::SUCCESS)
    }

    fn check_texts(&self) -> Result<(), Failure> {
        // a page on the machine itself counts as secure too (W3C Secure Contexts)
        let secure = ["https://", "http://localhost", "http://127.0.0.1"];
        let is_secure = secure.iter().any(|start| {
            self.address.strip_prefix(start).is_some_and(|rest| match *start {
                "https://" => !rest.is_empty() && !rest.starts_with('/'),
                _ => rest.is_empty() || rest.starts_with([':', '/']),
            })
        });
        if !is_secure || self.address.contains(char::is_whitespace) {
            return Err(Failure::new(
                format!("{} is no secure address", self.address),
                "Give the address of the page with https://; browsers give no camera to others.",
            ));
        }
        if self.operator.trim().is_empty() {
            return Err(Failure::new(
                "the configuration does not say whose it is",
                "Give --operator: somebody decides by this name.",
            ));
        }
        let is_tag = |tag: &String| {
            !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if let Some(tag) = self.languages.iter().find(|tag| !is_tag(tag)) {
            return Err(Failure::new(
                format!("{tag:?} is no language"),
                "Write a tag such as en, zh-Hans or ar, each with its own --language.",
            ));
        }
        Ok(())
    }
}
