//! `pass issue`: signs city passes from descriptions, and draws their QR codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::time::UnixTime;
use checkpost_issuing::citypass::key_id;
use checkpost_issuing::cose::Signer;
use clap::Args;
use data_encoding::HEXLOWER;
use p256::ecdsa::SigningKey;
use serde_json::json;

use super::description::Description;
use super::sheet::{self, Card};
use super::table;
use crate::{Failure, clock, code, input, key, output};

/// Issues city passes, from flags, from JSON, or many from CSV.
///
/// Prints one JSON line per pass: its number, identifier, text and pictures. JSON holds one object or an array of them;
/// CSV has a header line. Both know the fields colour, reason, gates, name, `birth_year`, `subject_class`, `valid_hours`,
/// begins and `holder_key`; JSON also vaccinations, tests and schedule. Nothing is issued when one of many is wrong: its row, its
/// column and the values allowed are told.
/// Exit status 0: all issued; 2: none.
#[derive(Args)]
pub(super) struct Issue {
    /// The issuer's private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The issuer, as passes name it: a short host name
    #[arg(long, value_name = "HOST")]
    issuer: String,
    /// A JSON file of passes; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    json: Option<PathBuf>,
    /// A CSV file of passes (RFC 4180)
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The folder for pictures
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Draw PNG beside SVG
    #[arg(long, requires = "out")]
    png: bool,
    /// Write a printable page of all passes, `sheet.html`
    #[arg(long, requires = "out")]
    sheet: bool,
    /// When they are issued (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
    #[command(flatten)]
    flags: Flags,
}

/// One pass, in flags.
#[derive(Args)]
struct Flags {
    /// green, amber or red
    #[arg(long)]
    colour: Option<String>,
    /// The issuer's code of the reason
    #[arg(long)]
    reason: Option<u64>,
    /// Gates and zones, parted by spaces
    #[arg(long)]
    gates: Option<String>,
    /// The name to compare with a document
    #[arg(long)]
    name: Option<String>,
    /// The year of birth
    #[arg(long)]
    birth_year: Option<u16>,
    /// The class of the holder
    #[arg(long)]
    subject_class: Option<u64>,
    /// How many hours it counts; 24 where it is not given
    #[arg(long)]
    valid_hours: Option<u32>,
    /// The holder's private key file, for a pass that counts only live
    #[arg(long, value_name = "FILE")]
    holder: Option<PathBuf>,
}

/// A signed pass: its identifier, and what people get of it.
type Issued = ([u8; 8], Card);

impl Issue {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let signing = key::load(&self.key)?;
        let now = self.at.unwrap_or_else(clock::now);
        let mut issued = Vec::new();
        for (place, (location, description)) in self.descriptions()?.iter().enumerate() {
            issued.push(self.sign(description, place + 1, location, &signing, now)?);
        }
        if let Some(folder) = &self.out {
            fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
            if self.sheet {
                write(
                    &folder.join("sheet.html"),
                    sheet::page(issued.iter().map(|(_, card)| card))?.as_bytes(),
                )?;
            }
        }
        for (place, (identifier, card)) in issued.iter().enumerate() {
            let pictures = self.draw(&card.text, place + 1)?;
            output::line(json!({
                "pass": place + 1,
                "identifier": HEXLOWER.encode(identifier),
                "expires": clock::rfc3339(card.expires),
                "text": card.text,
                "pictures": pictures,
            }))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What the passes are to say, each with the place that people find it by.
    fn descriptions(&self) -> Result<Vec<(String, Description)>, Failure> {
        let malformed =
            |error: String| Failure::new(error, "See `checkpost pass issue --help` for the fields.");
        let numbered = |descriptions: Vec<Description>| {
            descriptions
                .into_iter()
                .zip(1..)
                .map(|(one, number)| (format!("pass {number}, field"), one))
                .collect()
        };
        if let Some(path) = &self.json {
            let text = read(path)?;
            let one_or_many = if text.trim_start().starts_with('[') { text } else { format!("[{text}]") };
            return serde_json::from_str(&one_or_many)
                .map(numbered)
                .map_err(|error| malformed(format!("{}: {error}", path.display())));
        }
        if let Some(path) = &self.csv {
            let text = read(path)?;
            return table::read(&text).map_err(|error| malformed(format!("{}: {error}", path.display())));
        }
        self.flags.description().map(|description| numbered(vec![description]))
    }

    fn sign(
        &self,
        description: &Description,
        number: usize,
        location: &str,
        signing: &SigningKey,
        now: UnixTime,
    ) -> Result<Issued, Failure> {
        let identifier = key::random()?;
        let pass = description.pass(&self.issuer, now, identifier).map_err(|error| {
            Failure::new(table::describe(location, &error), "Nothing was issued; correct it and run again.")
        })?;
        let signer = Signer { key: signing, key_id: &key_id(signing.verifying_key()) };
        let label = description.name.clone().unwrap_or_else(|| format!("{number}"));
        Ok((identifier, Card { text: pass.mint(&signer), label, expires: pass.expires }))
    }

    fn draw(&self, text: &str, number: usize) -> Result<Vec<PathBuf>, Failure> {
        let Some(folder) = &self.out else { return Ok(Vec::new()) };
        let svg = folder.join(format!("pass-{number:04}.svg"));
        write(&svg, code::svg(text)?.as_bytes())?;
        let mut pictures = vec![svg];
        if self.png {
            let png = folder.join(format!("pass-{number:04}.png"));
            write(&png, &code::png(text)?)?;
            pictures.push(png);
        }
        Ok(pictures)
    }
}

impl Flags {
    fn description(&self) -> Result<Description, Failure> {
        let holder_key = match &self.holder {
            Some(path) => {
                let point = key::load(path)?.verifying_key().to_sec1_point(true);
                Some(data_encoding::BASE64URL_NOPAD.encode(point.as_bytes()))
            }
            None => None,
        };
        Ok(Description {
            colour: self.colour.clone(),
            reason: self.reason,
            gates: self.gates.clone(),
            name: self.name.clone(),
            birth_year: self.birth_year,
            subject_class: self.subject_class,
            valid_hours: self.valid_hours,
            holder_key,
            ..Description::default()
        })
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    input::read_text(path, input::LARGEST_TABLE).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "Name a file in UTF-8, or `-`.")
    })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()), "Name a folder you may write.")
}
