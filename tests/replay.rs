//! Replays, at every entry point, what the fuzz targets begin with and what once went wrong there.

#[path = "support/entry.rs"]
mod entry;
#[path = "support/mint.rs"]
mod mint;
#[path = "support/seeds.rs"]
mod seeds;

use std::fs;
use std::path::Path;

use entry::ENTRIES;
use seeds::seeds;

#[test]
fn every_seed_returns() {
    for (name, entry) in ENTRIES {
        for seed in seeds(name) {
            entry(&seed);
        }
    }
}

#[test]
fn every_entry_point_has_its_fuzz_target() {
    for (name, _) in ENTRIES {
        let target = folder().join("targets").join(name).with_extension("rs");
        assert!(target.is_file(), "{} is missing", target.display());
    }
}

#[test]
fn what_once_went_wrong_returns() {
    for (name, entry) in ENTRIES {
        let Ok(found) = fs::read_dir(folder().join("found").join(name)) else { continue };
        for file in found {
            let path = file.expect("the folder is readable").path();
            entry(&fs::read(&path).expect("the file is readable"));
        }
    }
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz"))
}
