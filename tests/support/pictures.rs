//! Reads manifests of pictures for the benches: JSON lines with `set`, `image`, `accept_hex`, `expect_none`.
#![expect(clippy::indexing_slicing, clippy::as_conversions, reason = "a bench reads its own manifests")]

use std::path::{Path, PathBuf};

use checkpost_reading::Luma;

/// One picture and what it should say.
pub(crate) struct Case {
    pub(crate) set: String,
    pub(crate) image: PathBuf,
    /// Payloads that count; `None` where none is published.
    pub(crate) accepted: Option<Vec<Vec<u8>>>,
    /// The picture holds no code.
    pub(crate) empty: bool,
    /// A program drew the picture, and the manifest says how hard it made it.
    #[allow(dead_code, clippy::allow_attributes, reason = "one of the benches asks")]
    pub(crate) drawn: bool,
}

impl Case {
    pub(crate) fn picture(&self) -> Luma {
        let picture = image::open(&self.image).expect("the picture is there").into_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Luma::new(width, height, picture.into_raw()).expect("the picture's size fits")
    }

    /// Whether a payload is one of those that count. Published texts have lost the line break at their end.
    pub(crate) fn accepts(&self, payload: &[u8]) -> bool {
        self.accepted
            .as_ref()
            .is_none_or(|all| all.iter().any(|text| text.trim_ascii_end() == payload.trim_ascii_end()))
    }
}

/// The flags and manifests of a command line; without a manifest the one in the directory that `CHECKPOST_VECTORS` names.
pub(crate) struct Wanted {
    flags: Vec<String>,
    only: Vec<String>,
    numbers: Vec<(String, u64)>,
    manifests: Vec<PathBuf>,
}

impl Wanted {
    pub(crate) fn from_arguments() -> Self {
        let (mut flags, mut only, mut numbers, mut manifests) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            if word == "--only" {
                only.extend(words.next());
            } else if word == "--salt" || word == "--stride" {
                numbers
                    .extend(words.next().and_then(|number| number.parse().ok()).map(|number| (word, number)));
            } else if word.starts_with("--") {
                flags.push(word);
            } else {
                manifests.push(PathBuf::from(word));
            }
        }
        if manifests.is_empty() {
            manifests.extend(vectors().map(|vectors| vectors.join("qr/manifest.jsonl")));
        }
        Self { flags, only, numbers, manifests }
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|word| word == flag)
    }

    /// The numbers that were given with a flag, `--salt` or `--stride`.
    #[allow(dead_code, clippy::allow_attributes, reason = "one of the benches asks")]
    pub(crate) fn numbers(&self, flag: &str) -> Vec<u64> {
        self.numbers.iter().filter(|(word, _)| word == flag).map(|(_, number)| *number).collect()
    }

    /// Every picture of the sets wanted.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case> {
        self.manifests
            .iter()
            .flat_map(|manifest| cases(manifest))
            .filter(|case| self.only.is_empty() || self.only.contains(&case.set))
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench knows where its pictures are")]
fn vectors() -> Option<PathBuf> {
    std::env::var("CHECKPOST_VECTORS").ok().map(PathBuf::from)
}

fn cases(manifest: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(manifest).expect("the manifest is there");
    let folder = manifest.parent().unwrap_or(Path::new("."));
    text.lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a manifest is JSON lines");
            let accepted = value["accept_hex"].as_array().map(|all| {
                let bytes = |hex: &serde_json::Value| {
                    data_encoding::HEXLOWER.decode(hex.as_str().unwrap_or("").as_bytes()).expect("lower hex")
                };
                all.iter().map(bytes).collect()
            });
            Case {
                set: value["set"].as_str().unwrap_or("").to_owned(),
                image: folder.join(value["image"].as_str().unwrap_or("")),
                accepted,
                empty: value["expect_none"].as_bool().unwrap_or(false),
                drawn: value["level"].is_number(),
            }
        })
        .collect()
}

/// The time that so large a share of all times does not exceed; sorts them.
pub(crate) fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let last = times.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank in a short list"
    )]
    let rank = (last as f64 * share).round() as usize;
    times.get(rank).copied().unwrap_or(0.0)
}
