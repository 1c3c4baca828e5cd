//! Writes the seeds of every entry point into a folder each: what the fuzz targets begin with.

#[path = "../support/entry.rs"]
mod entry;
#[path = "../support/mint.rs"]
mod mint;
#[path = "../support/seeds.rs"]
mod seeds;

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let corpus =
        PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("name the folder to write"))?);
    for (name, _) in entry::ENTRIES {
        let folder = corpus.join(name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds::seeds(name).into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed)?;
        }
    }
    Ok(())
}
