//! Every language below `public/locales` says all that there is to say, and nothing else: the same keys, the same
//! placeholders, and a line in the page for each file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use checkpost::claims::DecidingContent;
use checkpost::envelope::{OtherCode, Recognised};
use checkpost::locale::{Advice, Key, Locale, Plural, SAMPLE_PREFIX};
use checkpost::notice::Notice;
use checkpost::session::CameraFault;
use checkpost::statement::StatementKind;
use checkpost::time::UnixTime;
use checkpost::trust::distribution::UpdateError;
use checkpost::trust::update::TrustProblem;
use checkpost::verdict::{Indeterminate, Reason, Rule, Verdict};
use checkpost_issuing::specimen;

/// The keys of one language, with what each has to be.
struct Expected {
    /// The placeholders of what happened, or of a text that is one string.
    reason: BTreeSet<&'static str>,
    /// The placeholders of what to do.
    remedy: BTreeSet<&'static str>,
}

#[test]
fn every_language_has_every_text_with_its_placeholders() {
    let expected = expected();
    let mut wrong = Vec::new();
    for (tag, locale) in locales() {
        let forms = plural_forms(&tag);
        let mut missing: BTreeSet<String> = expected.keys().cloned().collect();
        for (key, text) in locale.texts() {
            let Some((base, expected)) = find(&expected, key, &forms) else {
                wrong.push(format!("{tag}: nobody asks for {key}, or {tag} has no such plural form"));
                continue;
            };
            missing.remove(&base);
            let Advice { reason, remedy } = text;
            for (part, text, expected) in
                [("reason", reason, &expected.reason), ("remedy", remedy, &expected.remedy)]
            {
                let found = placeholders(text);
                let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
                if found != *expected {
                    wrong.push(format!("{tag}: {key}: the {part} has {found:?} instead of {expected:?}"));
                }
            }
        }
        wrong.extend(missing.into_iter().map(|key| format!("{tag}: {key} is missing")));
        for key in Key::ALL.iter().filter(|key| key.placeholders().contains(&COUNT)) {
            for form in &forms {
                let form = format!("{}.{}", key.name(), form.name());
                if !locale.texts().contains_key(&form) {
                    wrong.push(format!("{tag}: {form} is missing"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_advice_in_one_language_is_advice_in_all() {
    let locales = locales();
    let english = &locales["en"];
    for (tag, locale) in &locales {
        for (key, text) in locale.texts() {
            let Some(original) = english.texts().get(key) else { continue };
            assert!(!text.reason.trim().is_empty(), "{tag}: {key} says nothing");
            assert_eq!(
                text.remedy.is_empty(),
                original.remedy.is_empty(),
                "{tag}: {key} tells what to do in one language and not in the other"
            );
        }
    }
}

#[test]
fn every_language_is_offered_by_the_page_and_small() {
    let page = fs::read_to_string(public().join("index.html")).expect("the page is there");
    let lines: Vec<&str> = page.lines().filter(|line| line.contains("name=\"checkpost-locale\"")).collect();
    let tags: Vec<String> = locales().into_keys().collect();
    for tag in &tags {
        let address = format!("content=\"./locales/{tag}.json\"");
        let line = lines.iter().find(|line| line.contains(&address));
        assert!(
            line.is_some_and(|line| line.contains(&format!("lang=\"{tag}\""))),
            "{tag}: index.html names the file and its language"
        );
        let bytes = fs::metadata(file(tag)).expect("the file is there").len();
        assert!(bytes <= MAX_BYTES, "{tag}: {bytes} bytes");
    }
    assert_eq!(lines.len(), tags.len(), "index.html offers what is there");
    assert!(lines.first().is_some_and(|line| line.contains("lang=\"en\"")), "English where nothing fits");
}

#[test]
fn a_text_that_is_wrong_is_found() {
    let expected = expected();
    let forms = [Plural::One, Plural::Other];
    for (key, is_known) in [
        ("T-EXP", true),
        ("D", true),
        ("D-ZIP", false),
        ("X-YZZ", false),
        ("scan.parts.one", true),
        ("scan.parts.few", false),
        ("scan.parts", false),
        ("sample.vaccination", true),
        ("sample.nothing", false),
    ] {
        assert_eq!(find(&expected, key, &forms).is_some(), is_known, "{key}");
    }
    assert_eq!(placeholders("on {time} { of {names}"), ["time", "names"]);
}

/// All keys there are, those of plural forms without their form.
fn expected() -> BTreeMap<String, Expected> {
    let mut expected = BTreeMap::new();
    let mut expect = |key: &str, reason: BTreeSet<&'static str>, remedy: BTreeSet<&'static str>| {
        let former = expected.insert(key.to_owned(), Expected { reason, remedy });
        assert!(former.is_none(), "{key} is there twice");
    };
    let arguments = code_arguments();
    let coded = [
        Reason::CODES,
        Rule::CODES,
        Indeterminate::CODES,
        DecidingContent::CODES,
        CameraFault::CODES,
        TrustProblem::CODES,
        UpdateError::CODES,
    ];
    for code in coded.concat() {
        expect(code, arguments.get(code).copied().into_iter().collect(), BTreeSet::new());
    }
    expect("OK", BTreeSet::new(), BTreeSet::from(["names"]));
    // one text for all layers that do not decode
    expect("D", BTreeSet::new(), BTreeSet::new());
    for key in Key::ALL {
        expect(key.name(), key.placeholders().iter().copied().collect(), BTreeSet::new());
    }
    for specimen in specimen::specimens(UnixTime(1_790_000_000)).expect("the demonstration has its keys") {
        expect(&format!("{SAMPLE_PREFIX}{}", specimen.name), BTreeSet::new(), BTreeSet::new());
    }
    // what the page says before it runs, see `public/boot.js`
    for key in ["insecure", "wasm", "simd", "camera", "load", "retry", "again"] {
        expect(&format!("boot.{key}"), BTreeSet::new(), BTreeSet::new());
    }
    expected
}

/// The placeholder of each code whose words have one, by what a notice gives for it.
fn code_arguments() -> BTreeMap<&'static str, &'static str> {
    let link = Recognised::Other(OtherCode::Link);
    [
        Verdict::Refused(Reason::NotAPass(link), None),
        Verdict::Refused(Reason::Expired(UnixTime(0)), None),
        Verdict::Refused(Reason::NotYetValid(UnixTime(0)), None),
        Verdict::Refused(Reason::KindNotAllowed(StatementKind::Test), None),
        Verdict::CannotSay(Indeterminate::FormatUnsupported(link)),
        Verdict::CannotSay(Indeterminate::AlgorithmUnsupported("ES512")),
    ]
    .iter()
    .map(|verdict| {
        let notice = Notice::new(verdict);
        (notice.code, notice.argument.expect("its words have a placeholder").placeholder())
    })
    .collect()
}

/// What a key of a file has to be, and its name without a plural form.
fn find<'a>(
    expected: &'a BTreeMap<String, Expected>,
    key: &str,
    forms: &[Plural],
) -> Option<(String, &'a Expected)> {
    let base = match key.rsplit_once('.') {
        Some((base, form)) if forms.iter().any(|plural| plural.name() == form) => base,
        _ => key,
    };
    let is_plural = |expected: &Expected| expected.reason.contains(COUNT);
    let found = expected.get(base)?;
    (is_plural(found) == (base != key)).then(|| (base.to_owned(), found))
}

fn placeholders(text: &str) -> Vec<String> {
    let name = |part: &str| part.split_once('}').map(|(name, _)| name.to_owned());
    text.split('{').skip(1).filter_map(name).collect()
}

/// The plural categories of a language (CLDR, cardinal numbers).
fn plural_forms(tag: &str) -> Vec<Plural> {
    match tag.split('-').next().unwrap_or_default() {
        "en" => vec![Plural::One, Plural::Other],
        "zh" => vec![Plural::Other],
        "ar" => Plural::ALL.to_vec(),
        other => panic!("the plural categories of {other} are not known here: add them, from CLDR"),
    }
}

fn locales() -> BTreeMap<String, Locale> {
    let entries = fs::read_dir(public().join("locales")).expect("there are languages");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let names = entries.map(|entry| name(entry.expect("the folder is readable")));
    let tags = names.map(|name| name.strip_suffix(".json").expect("only languages are there").to_owned());
    tags.map(|tag| {
        let bytes = fs::read(file(&tag)).expect("the file is readable");
        let locale = Locale::read(&bytes).unwrap_or_else(|error| panic!("{tag}: {error:?}"));
        (tag, locale)
    })
    .collect()
}

fn file(tag: &str) -> PathBuf {
    public().join("locales").join(format!("{tag}.json"))
}

fn public() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("public")
}

const COUNT: &str = "count";
/// Of the file as it is; a tablet downloads about a third of it. `.setup/sizes.sh` limits that to 12 kB.
const MAX_BYTES: u64 = 30_000;
