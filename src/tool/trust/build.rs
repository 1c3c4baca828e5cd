//! `trust build`: makes a bundle of a trust file, and the index that names it.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{
    Bundle, BundleContent, DocumentKey, DocumentType, Release as Terms, six_digits,
};
use checkpost::trust::{Accept, Purpose, TrustError, TrustStore, TrustedKey};
use checkpost_issuing::distribution::{chained, sign};
use clap::Args;
use data_encoding::HEXLOWER;
use p256::ecdsa::SigningKey;
use serde_json::json;

use super::chain::Chain;
use super::folder::{OperatorFolder, Release, check_moment, check_signer, remind};
use super::operator::{OperatorFile, OperatorOptions};
use super::{replace, trust_failure, unwritable, update_failure};
use crate::{Failure, clock, key, output};

/// Makes a bundle of a trust file, signed and numbered, and the index that names it.
///
/// The folder keeps the newest bundle and what the operator says of itself, so that the second time only the trust file and
/// the keys are to be named. The number rises by itself. Without a key for indexes the index is left to `trust refresh`.
/// Prints one JSON line: root, sequence, issued, next, keys, digests of withdrawn passes, status lists, SHA-256 of the
/// bundle and its six digits, whether the index is signed, and the folder. Exit status 2: nothing written.
#[derive(Args)]
pub(crate) struct Build {
    /// The trust file with the keys, the settings and what is withdrawn
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// The file of roots; those of the bundle before where it is not given
    #[arg(long, value_name = "FILE")]
    roots: Option<PathBuf>,
    /// The private bundle key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The private index key; --key where the root names it for both
    #[arg(long, value_name = "FILE")]
    index_key: Option<PathBuf>,
    /// The bundle's number; auto: one more than the last
    #[arg(long, value_name = "NUMBER", default_value = "auto", value_parser = sequence)]
    sequence: Sequence,
    #[command(flatten)]
    operator: OperatorOptions,
    /// Take a trust file for demonstrations; gates for real use take no such bundle
    #[arg(long)]
    demonstration: bool,
    /// The operator's folder; made where it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// When it is made (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

/// A bundle's number, as it is asked for.
#[derive(Clone, Copy)]
enum Sequence {
    OneMore,
    Number(u64),
}

impl Build {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        check_moment(now, &self.out)?;
        let store = self.store(now)?;
        let folder = OperatorFolder::new(&self.out);
        let before = folder.release()?;
        let chain = self.chain(before.as_ref())?;
        let signing = key::load(&self.key)?;
        check_signer(&signing, &self.key, chain.newest.bundle_keys(), "bundle", &chain.newest)?;
        let index_key = self.index_key(&signing, &chain)?;
        let operator = OperatorFile::read(&folder.operator())?.with(&self.operator)?;
        let sequence = self.sequence(before.as_ref(), now)?;
        let release = self.release(&store, &operator, sequence, now, chain, &signing)?;
        let update = match &index_key {
            Some(key) => Some(release.index(key, now, folder.signed()?.as_deref(), &folder.update())?),
            None => None,
        };

        fs::create_dir_all(&self.out).map_err(|error| unwritable(&self.out, &error))?;
        let text = operator.to_text().map_err(|error| unwritable(&folder.operator(), &error.into()))?;
        replace(&folder.operator(), text.as_bytes())
            .map_err(|error| unwritable(&folder.operator(), &error))?;
        folder.write_release(&release)?;
        match &update {
            Some(update) => folder.write_update(update)?,
            None => output::message(format_args!(
                "the bundle has no index yet: run `checkpost trust refresh {} --key INDEX-KEY`",
                self.out.display()
            )),
        }
        self.report(&release, &store, &operator, update.is_some())
    }

    /// The trust file as tablets read it.
    fn store(&self, now: UnixTime) -> Result<TrustStore, Failure> {
        let store = super::load(&self.trust, now)?;
        let is_demonstration = store.purpose() == Purpose::Demonstration
            || store.keys().iter().any(TrustedKey::is_demonstration);
        if is_demonstration && !self.demonstration {
            return Err(trust_failure(&self.trust, TrustError::Demonstration));
        }
        Ok(store)
    }

    fn chain(&self, before: Option<&Release>) -> Result<Chain, Failure> {
        match (&self.roots, before) {
            (Some(path), _) => Chain::read(path),
            (None, Some(before)) => Ok(before.chain.clone()),
            (None, None) => Err(Failure::new(
                format!("{} holds no bundle with roots yet", self.out.display()),
                "Give --roots FILE; `checkpost trust root new` makes one.",
            )),
        }
    }

    fn index_key(&self, signing: &SigningKey, chain: &Chain) -> Result<Option<SigningKey>, Failure> {
        let named = chain.newest.index_keys();
        if let Some(path) = &self.index_key {
            let key = key::load(path)?;
            check_signer(&key, path, named, "index", &chain.newest)?;
            return Ok(Some(key));
        }
        let signs_both = named.contains(&DocumentKey::of(*signing.verifying_key()));
        Ok(signs_both.then(|| signing.clone()))
    }

    /// The number, above the last one.
    fn sequence(&self, before: Option<&Release>, now: UnixTime) -> Result<u64, Failure> {
        let Some(before) = before else {
            return Ok(match self.sequence {
                Sequence::OneMore => 1,
                Sequence::Number(number) => number,
            });
        };
        let (_, last) = before.bundle.number();
        let issued = before.bundle.issued();
        if now < issued {
            return Err(Failure::new(
                format!("the bundle before is made {issued}, which is later than {now}"),
                "Set this machine's clock, or name a later moment with --at.",
            ));
        }
        match self.sequence {
            Sequence::OneMore => Ok(last.saturating_add(1)),
            Sequence::Number(number) if number > last => Ok(number),
            Sequence::Number(number) => Err(Failure::new(
                format!("number {number} is not above {last}, the number of the bundle before (L-OLD)"),
                "Leave out --sequence: the number rises by itself.",
            )),
        }
    }

    /// The bundle, signed and read as tablets read it.
    fn release(
        &self,
        store: &TrustStore,
        operator: &OperatorFile,
        sequence: u64,
        now: UnixTime,
        chain: Chain,
        signing: &SigningKey,
    ) -> Result<Release, Failure> {
        let terms = Terms {
            sequence,
            issued: now,
            next: now.plus_seconds(operator.interval_seconds()),
            operator: operator.operator.clone(),
            refused: operator.refused.clone(),
            staleness: operator.staleness(),
        };
        let (content, withdrawn) = BundleContent::of_store(store, terms, &chain.newest);
        let document = sign(DocumentType::Bundle, &content, signing).map_err(|error| {
            Failure::new(
                format!("the bundle cannot be written: {error}"),
                "Report this: it should not happen.",
            )
        })?;
        let bundle = Bundle::read(document.as_bytes(), &chain.newest, Accept::Demonstration)
            .map_err(|error| update_failure(&self.trust, error))?;
        let file = chained(&chain.texts, &document).into_bytes();
        let parts = withdrawn.into_iter().collect();
        Release { chain, file, bundle, parts }.verify(&self.trust)
    }

    fn report(
        &self,
        release: &Release,
        store: &TrustStore,
        operator: &OperatorFile,
        is_indexed: bool,
    ) -> Result<ExitCode, Failure> {
        let bundle = &release.bundle;
        if operator.interval_seconds() < operator.staleness().green_seconds / 2 {
            output::message(format_args!(
                "note: the next bundle is due {}, sooner than tablets would need it",
                bundle.content().next
            ));
        }
        remind(bundle, clock::now());
        let (root, sequence) = bundle.number();
        let (withdrawn, lists) = store.revocations().counts();
        output::line(json!({
            "root": root,
            "sequence": sequence,
            "issued": clock::rfc3339(bundle.issued()),
            "next": clock::rfc3339(bundle.content().next),
            "keys": store.len(),
            "withdrawn": withdrawn,
            "status_lists": lists,
            "digest": HEXLOWER.encode(&bundle.digest()),
            "digits": six_digits(&bundle.digest()),
            "indexed": is_indexed,
            "out": self.out,
        }))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn sequence(text: &str) -> Result<Sequence, String> {
    if text == "auto" {
        return Ok(Sequence::OneMore);
    }
    let number = text.parse::<u64>().ok().filter(|number| *number > 0);
    number.map(Sequence::Number).ok_or_else(|| "write a number above 0, or auto".to_owned())
}
