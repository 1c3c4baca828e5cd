//! The order of the modules, executable: `lib.rs` lists them in the direction of the flow, and none names a later one.
//!
//! Also holds what the library promises of itself: no browser, no clock, no network, no build switches.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file of the library.
struct Source {
    path: PathBuf,
    /// The top-level module it belongs to.
    module: String,
    /// How many `super::` lead from it to the root.
    depth: usize,
    text: String,
}

#[test]
fn no_module_names_a_later_one() {
    let order = order();
    let place = |module: &str| order.iter().position(|listed| listed == module);
    let mut wrong = Vec::new();
    for source in sources() {
        let own = place(&source.module).expect("lib.rs lists every module");
        for (line, named) in modules_named(&source) {
            match place(&named) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!("{}:{line} names the later `{named}`", source.path.display())),
                None => wrong.push(format!("{}:{line} names `{named}`, no module", source.path.display())),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the flow runs {}\n{}\nMove the vocabulary down rather than the arrow up.",
        order.join(" → "),
        wrong.join("\n")
    );
}

#[test]
fn the_library_touches_no_world() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in code_lines(&source.text) {
            for word in WORLD.iter().filter(|word| line.contains(*word)) {
                wrong.push(format!("{}:{number} `{word}`", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these belong into the programs:\n{}", wrong.join("\n"));
}

#[test]
fn a_path_to_a_later_module_is_found_in_every_spelling() {
    let named = |depth, text: &str| -> Vec<String> {
        let source = Source { path: PathBuf::new(), module: String::new(), depth, text: text.to_owned() };
        modules_named(&source).into_iter().map(|(_, module)| module).collect()
    };
    assert_eq!(named(1, "use crate::judge::judge;"), ["judge"], "from the root");
    assert_eq!(named(1, "use crate::{claims, judge::{self, judge}};"), ["claims", "judge"], "grouped");
    assert_eq!(named(1, "let x = super::policy::Policy;"), ["policy"], "over super");
    assert_eq!(named(2, "use super::super::policy::Policy;"), ["policy"], "over two");
    assert!(named(2, "use super::policy::Policy;").is_empty(), "a sibling");
    assert_eq!(named(1, "mod tests {\nuse super::super::notice::Tone;"), ["notice"], "from the tests");
    assert!(named(1, "mod tests {\nuse super::*;").is_empty(), "the tests' own file");
    assert!(named(1, "/// [`crate::verify::Verified`]").is_empty(), "prose");
}

/// The modules in the order in which `lib.rs` lists them.
fn order() -> Vec<String> {
    let front_page = fs::read_to_string(root().join("lib.rs")).expect("the library has a front page");
    let name = |line: &str| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned);
    front_page.lines().filter_map(name).collect()
}

/// The files of the root package. Folders of other packages lie beside them.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the library is readable") {
            let path = entry.expect("a folder of the library is readable").path();
            if path.is_dir() {
                if !path.join("Cargo.toml").exists() {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path != root().join("lib.rs")
            {
                found.push(source(path));
            }
        }
    }
    assert!(!found.is_empty(), "the library has files");
    found
}

fn source(path: PathBuf) -> Source {
    let below = path.strip_prefix(root()).expect("it was found there").with_extension("");
    let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let text = fs::read_to_string(&path).expect("a source file is text");
    let module = parts.first().cloned().unwrap_or_default();
    Source { module, depth: parts.len(), text, path }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The top-level modules that a file names, with the line.
fn modules_named(source: &Source) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    let mut depth = source.depth;
    for (number, line) in code_lines(&source.text) {
        if line.trim_start().starts_with("mod tests {") {
            depth += 1;
        }
        let to_root = "super::".repeat(depth);
        for start in ["crate::", &to_root] {
            for (at, _) in line.match_indices(start) {
                let before = line[..at].chars().next_back();
                if before.is_none_or(|character| !character.is_alphanumeric() && !"_:".contains(character)) {
                    named.extend(heads(&line[at + start.len()..]).into_iter().map(|head| (number, head)));
                }
            }
        }
    }
    named
}

/// The first names of a path, several for a group in braces.
fn heads(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|character| character.is_alphanumeric() || *character == '_')
            .collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return Some(name(path)).filter(|name| !name.is_empty()).into_iter().collect();
    };
    let mut heads = vec![name(group)];
    let mut nesting = 0_usize;
    for (at, character) in group.char_indices() {
        match character {
            '{' => nesting += 1,
            '}' if nesting == 0 => break,
            '}' => nesting -= 1,
            ',' if nesting == 0 => heads.push(name(&group[at + 1..])),
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// Lines without comments, numbered from one.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().zip(1..).map(|(line, number)| (number, line.split("//").next().unwrap_or_default()))
}

/// What only a program may touch.
const WORLD: [&str; 16] = [
    "cfg(feature",
    "cfg(target",
    "leptos::",
    "gloo::",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "getrandom",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "println!",
];
