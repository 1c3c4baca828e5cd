//! What signed documents say: an update, a bundle without an index, roots, a configuration.

use std::path::Path;
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost::trust::distribution::{
    Bundle, Configuration, DocumentType, Freshness, Root, UpdateError, six_digits,
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::{keys, summary};
use crate::trust::chain::{self, Draft, key_ids, pinned};
use crate::trust::folder::{self, OperatorFolder, read_if_there, remind};
use crate::trust::update_failure;
use crate::{Failure, clock, output};

/// Shows a document or a folder of them.
pub(super) fn show(path: &Path, root: Option<&Path>, now: UnixTime) -> Result<ExitCode, Failure> {
    let pinned = root.map(pinned).transpose()?;
    if path.is_dir() {
        let folder = OperatorFolder::new(path);
        return match folder.signed()? {
            Some(archive) => update(&archive, pinned, now, &folder.update()),
            None => unsigned(&folder, path),
        };
    }
    let bytes = read_if_there(path)?.unwrap_or_default();
    if Configuration::is_recognised(bytes.trim_ascii()) {
        return configuration(&bytes, path);
    }
    match media_type(&bytes).as_deref() {
        Some(kind) if kind == DocumentType::Index.media_type() => update(&bytes, pinned, now, path),
        Some(kind) if kind == DocumentType::Root.media_type() => roots(path),
        _ => Err(update_failure(path, UpdateError::OtherType)),
    }
}

fn update(archive: &[u8], pinned: Option<Root>, now: UnixTime, path: &Path) -> Result<ExitCode, Failure> {
    let root = if let Some(root) = pinned {
        root
    } else {
        output::message(
            "note: nothing vouches for the root in this update. Compare its six digits, or give --root FILE",
        );
        folder::first_root(archive).map_err(|error| update_failure(path, error))?
    };
    let held = folder::open(archive, None, &root, now, path)?;
    folder::note_demonstration(&held, path);
    let (Some(bundle), Some(index), Some(store)) = (held.bundle(), held.index(), held.store()) else {
        return Err(update_failure(path, UpdateError::Malformed));
    };
    keys(store)?;
    remind(bundle, now);
    let freshness = held.freshness(now).map(|freshness| match freshness {
        Freshness::Green => "green",
        Freshness::Amber => "amber",
        Freshness::Red => "red",
    });
    let index = json!({
        "kind": "update",
        "index_issued": clock::rfc3339(index.issued()),
        "freshness": freshness,
    });
    output::line(joined([
        index,
        summary(store),
        of_bundle(bundle),
        json!({ "root": of_root(held.root()) }),
    ]))?;
    Ok(ExitCode::SUCCESS)
}

/// A bundle of which the index is not signed yet.
fn unsigned(folder: &OperatorFolder, path: &Path) -> Result<ExitCode, Failure> {
    let release = folder.release()?.ok_or_else(|| {
        Failure::new(
            format!("{} holds no bundle", path.display()),
            "Name the folder that `checkpost trust build --out DIR` wrote.",
        )
    })?;
    let parts: Vec<&[u8]> = release.parts.iter().map(Vec::as_slice).collect();
    let store = release.bundle.to_store(&parts).map_err(|error| update_failure(path, error))?;
    keys(&store)?;
    output::message("note: the bundle has no index yet: run `checkpost trust refresh`");
    let root = json!({ "root": of_root(&release.chain.newest) });
    output::line(joined([json!({ "kind": "bundle" }), summary(&store), of_bundle(&release.bundle), root]))?;
    Ok(ExitCode::SUCCESS)
}

fn roots(path: &Path) -> Result<ExitCode, Failure> {
    let draft = Draft::verify(chain::lines(path)?, path)?;
    let issued = clock::rfc3339(draft.root.content().iat);
    let head = json!({ "kind": "roots", "roots": draft.before.len() + 1, "issued": issued });
    output::line(joined([head, draft.to_json()]))?;
    Ok(ExitCode::SUCCESS)
}

fn configuration(bytes: &[u8], path: &Path) -> Result<ExitCode, Failure> {
    let configuration = Configuration::read(bytes).map_err(|error| update_failure(path, error))?;
    let content = configuration.content();
    output::line(json!({
        "kind": "configuration",
        "issued": clock::rfc3339(content.iat),
        "operator": content.operator,
        "address": content.address,
        "gate": content.gate,
        "zones": content.zones,
        "languages": content.languages,
        "root": of_root(configuration.root()),
    }))?;
    Ok(ExitCode::SUCCESS)
}

fn of_bundle(bundle: &Bundle) -> Value {
    let content = bundle.content();
    json!({
        "operator": content.operator.name,
        "contact": content.operator.contact,
        "ask": content.refused.ask,
        "contest": content.refused.contest,
        "made_under_root": content.root,
        "sequence": content.sequence,
        "next": clock::rfc3339(content.next),
        "green_seconds": content.staleness.green_seconds,
        "amber_seconds": content.staleness.amber_seconds,
        "digest": HEXLOWER.encode(&bundle.digest()),
        "digits": six_digits(&bundle.digest()),
    })
}

fn of_root(root: &Root) -> Value {
    json!({
        "version": root.version(),
        "issued": clock::rfc3339(root.issued()),
        "threshold": root.threshold().0,
        "root_keys": key_ids(root.root_keys()),
        "bundle_keys": key_ids(root.bundle_keys()),
        "index_keys": key_ids(root.index_keys()),
        "digits": six_digits(&root.digest()),
    })
}

/// One object with the members of several.
fn joined<const COUNT: usize>(objects: [Value; COUNT]) -> Value {
    let members = objects.into_iter().filter_map(|object| match object {
        Value::Object(members) => Some(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    });
    Value::Object(members.flatten().collect())
}

/// The `typ` of the document at the beginning of a text.
fn media_type(text: &[u8]) -> Option<String> {
    let header = text.split(|&byte| byte == b'.').next().filter(|header| header.len() <= LONGEST_HEADER)?;
    let header: Value = serde_json::from_slice(&BASE64URL_NOPAD.decode(header).ok()?).ok()?;
    header.get("typ")?.as_str().map(str::to_owned)
}

/// Far longer than `alg`, `kid` and `typ`.
const LONGEST_HEADER: usize = 1024;
