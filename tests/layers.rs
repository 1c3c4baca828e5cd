//! The order of the modules, executable: `lib.rs` and the head of every module list their files in the direction of the
//! flow, and no file names a later one. Such an order leaves no circle of files. Held for the gate's library and for the
//! reading engine.
//!
//! Also holds what both promise of themselves: no browser, no clock, no network, no build switches.

use std::fs;
use std::path::{Path, PathBuf};

/// A library: its files by the paths of their modules.
struct Library {
    files: Vec<Source>,
}

/// A source file.
#[derive(Default)]
struct Source {
    path: PathBuf,
    /// The path of its module from the root; empty for `lib.rs`.
    module: Vec<String>,
    /// Its text without comments, lines kept.
    code: String,
}

#[test]
fn no_file_names_a_later_one() {
    for library in libraries() {
        let wrong: Vec<String> = library.files.iter().flat_map(|source| library.faults(source)).collect();
        assert!(
            wrong.is_empty(),
            "the flow runs {}\n{}\nMove the vocabulary down rather than the arrow up; where there is no circle, move the \
             line `mod` in the module's head.",
            library.order(&[]).join(" → "),
            wrong.join("\n")
        );
    }
}

#[test]
fn the_libraries_touch_no_world() {
    let mut wrong = Vec::new();
    for source in libraries().into_iter().flat_map(|library| library.files) {
        for (line, number) in source.code.lines().zip(1..) {
            for word in WORLD.iter().filter(|word| line.contains(*word)) {
                wrong.push(format!("{}:{number} `{word}`", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these belong into the programs:\n{}", wrong.join("\n"));
}

#[test]
fn a_path_is_found_in_every_spelling() {
    let named = |module: &[&str], code: &str| -> Vec<String> {
        let module = module.iter().map(ToString::to_string).collect();
        let source = Source { module, code: without_comments(code), ..Source::default() };
        source.names().into_iter().map(|(_, path)| path.join("::")).collect()
    };
    assert_eq!(named(&["a"], "use crate::judge::judge;"), ["judge::judge"], "from the root");
    assert_eq!(
        named(&["a"], "use crate::{claims, judge::{self, of}};"),
        ["claims", "judge::self", "judge::of"],
        "grouped"
    );
    assert_eq!(
        named(&["a"], "use crate::judge::{\n    a,\n    b,\n};"),
        ["judge::a", "judge::b"],
        "over lines"
    );
    assert_eq!(named(&["a"], "let x = super::policy::Policy;"), ["policy::Policy"], "over super");
    assert_eq!(named(&["a", "b"], "use super::super::policy::Rule;"), ["policy::Rule"], "over two");
    assert_eq!(named(&["a", "b"], "use super::c::Rule;"), ["a::c::Rule"], "a sibling");
    assert_eq!(
        named(&["a"], "\nmod tests {\nuse super::super::notice::Tone;"),
        ["notice::Tone"],
        "from the tests"
    );
    assert_eq!(named(&["a"], "\nmod tests {\nuse super::*;"), ["a"], "the tests' own file");
    assert!(named(&["a"], "/// [`crate::verify::Verified`]").is_empty(), "prose");
}

#[test]
fn a_circle_of_files_is_found_wherever_it_lies() {
    let library = |texts: &[(&str, &str)]| Library {
        files: texts
            .iter()
            .map(|(module, text)| Source {
                module: module.split_terminator("::").map(str::to_owned).collect(),
                code: without_comments(text),
                ..Source::default()
            })
            .collect(),
    };
    let faults = |texts: &[(&str, &str)]| {
        let library = library(texts);
        library.files.iter().map(|source| library.faults(source).len()).sum::<usize>()
    };
    let root = ("", "mod a;\npub mod b;\n");
    assert_eq!(faults(&[root, ("a", ""), ("b", "use crate::a::A;")]), 0, "with the flow");
    assert_eq!(faults(&[root, ("a", "use crate::b::B;"), ("b", "use crate::a::A;")]), 1, "at the top");
    let nested = ("a", "mod c;\nmod d;\nuse c::C;");
    assert_eq!(faults(&[root, nested, ("a::c", "use super::A;"), ("a::d", "use super::c::C;")]), 0, "inside");
    assert_eq!(faults(&[root, nested, ("a::c", "use super::d::D;"), ("a::d", "")]), 1, "inside a module");
    assert_eq!(
        faults(&[root, nested, ("a::c", "use crate::b::B;"), ("a::d", ""), ("b", "")]),
        1,
        "across modules"
    );
    assert_eq!(faults(&[root, ("a", "use crate::nowhere::N;")]), 1, "a module that does not exist");
}

impl Library {
    /// The files below a folder. Folders of other packages may lie beside them.
    fn read(root: &Path) -> Self {
        let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder of the library is readable") {
                let path = entry.expect("a folder of the library is readable").path();
                if path.is_dir() {
                    if !path.join("Cargo.toml").exists() {
                        folders.push(path);
                    }
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    files.push(Source::read(path, root));
                }
            }
        }
        assert!(files.len() > 1, "the library has files");
        Self { files }
    }

    /// The modules in the order in which the file of `module` lists them.
    fn order(&self, module: &[String]) -> Vec<&str> {
        let head = self.files.iter().find(|source| source.module == module);
        let name = |line: &'_ str| -> Option<usize> {
            let start =
                ["pub mod ", "pub(crate) mod ", "mod "].iter().find(|start| line.starts_with(**start))?;
            line.ends_with(';').then_some(start.len())
        };
        let lines = head.map(|source| source.code.lines()).into_iter().flatten();
        lines.filter_map(|line| Some(line.get(name(line)?..line.len() - 1).unwrap_or_default())).collect()
    }

    /// What a file names against the order.
    fn faults(&self, source: &Source) -> Vec<String> {
        let mut faults = Vec::new();
        for (line, path) in source.names() {
            let fault =
                |what: &str| format!("{}:{line} names {what} `{}`", source.path.display(), path.join("::"));
            let Some(named) = self.file_of(&path) else {
                faults.push(fault("no module"));
                continue;
            };
            let shared = source.module.iter().zip(named).take_while(|(own, other)| own == other).count();
            // a module and its own files belong together
            let (Some(own), Some(other)) = (source.module.get(shared), named.get(shared)) else { continue };
            let order = self.order(source.module.get(..shared).unwrap_or_default());
            let place = |module: &String| order.iter().position(|listed| listed == module);
            if place(own).is_none() || place(other) > place(own) {
                faults.push(fault("the later"));
            }
        }
        faults
    }

    /// The module of the file in which a path ends.
    fn file_of(&self, path: &[String]) -> Option<&[String]> {
        let file = (1..=path.len()).rev().find_map(|length| {
            let prefix = path.get(..length)?;
            self.files.iter().find(|source| source.module == prefix)
        });
        file.map(|source| &source.module[..])
    }
}

impl Source {
    fn read(path: PathBuf, root: &Path) -> Self {
        let below = path.strip_prefix(root).expect("it was found there").with_extension("");
        let module = below.iter().map(|part| part.to_string_lossy().into_owned());
        let module = module.filter(|part| part != "lib").collect();
        let code = without_comments(&fs::read_to_string(&path).expect("a source file is text"));
        Self { path, module, code }
    }

    /// The paths from the root that the file names, with the line.
    fn names(&self) -> Vec<(usize, Vec<String>)> {
        let tests = self.code.find("\nmod tests {").unwrap_or(self.code.len());
        let mut named = Vec::new();
        for (at, _) in self.code.match_indices("crate::").chain(self.code.match_indices("super::")) {
            let (before, path) = self.code.split_at(at);
            if before.ends_with(|character: char| character.is_alphanumeric() || "_:".contains(character)) {
                continue;
            }
            let below_root = path.strip_prefix("crate::");
            let rest = below_root.unwrap_or_else(|| path.trim_start_matches("super::"));
            let climbed = (path.len() - rest.len()) / "super::".len() - usize::from(at > tests);
            let depth = if below_root.is_some() { 0 } else { self.module.len().saturating_sub(climbed) };
            let start = self.module.get(..depth).unwrap_or_default();
            let line = before.lines().count().max(1);
            named.extend(leaves(rest).into_iter().map(|leaf| {
                let leaf = leaf.split("::").filter(|name| !name.is_empty()).map(str::to_owned);
                (line, start.iter().cloned().chain(leaf).collect())
            }));
        }
        named
    }
}

/// The paths that a path with groups in braces stands for.
fn leaves(path: &str) -> Vec<String> {
    let is_name = |character: char| character.is_alphanumeric() || "_:".contains(character);
    let path = path.trim_start();
    let head = &path[..path.find(|character| !is_name(character)).unwrap_or(path.len())];
    let Some(group) = path[head.len()..].strip_prefix('{') else { return vec![head.to_owned()] };
    let (mut leaves_of_group, mut start, mut nesting) = (Vec::new(), 0, 0_usize);
    for (at, character) in group.char_indices() {
        let ends = nesting == 0 && ",}".contains(character);
        if ends {
            let member = group[start..at].trim();
            let members = if member.is_empty() { Vec::new() } else { leaves(member) };
            leaves_of_group.extend(members.into_iter().map(|leaf| format!("{head}{leaf}")));
            start = at + 1;
        }
        match character {
            '{' => nesting += 1,
            '}' if nesting == 0 => break,
            '}' => nesting -= 1,
            _ => {}
        }
    }
    leaves_of_group
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn libraries() -> [Library; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    [Library::read(&root), Library::read(&root.join("reading"))]
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
