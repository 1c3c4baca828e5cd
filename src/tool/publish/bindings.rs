//! Shortens the names of what a program imports from its script, because every tablet downloads them.
//!
//! wasm-bindgen puts a hash of 16 digits into each name, and no compression makes a hash smaller: 9 kB less to download
//! (brotli, 25 November 2026).
//!
//! What the two do stays the same: a name is replaced as a whole word everywhere in the script and in the module's list of
//! imports, and each new name is a word that the script did not have, so that two names never become one. The few exports
//! keep theirs. Rule: WebAssembly Core Specification, section 5.5 (binary format of modules).

use std::collections::{BTreeMap, BTreeSet};

/// The module and its script under short names; nothing if the module cannot be read.
pub(super) fn shorten(module: &[u8], script: &str) -> Option<(Vec<u8>, String)> {
    let mut names = Names { words: words(script).collect(), short: BTreeMap::new(), tried: 0 };
    let mut rest = Input(module);
    let mut shortened = rest.take(HEADER.len()).filter(|header| header == &HEADER)?.to_vec();
    while !rest.0.is_empty() {
        let section = rest.take(1)?;
        let length = rest.length()?;
        let content = rest.take(length)?;
        let content = match section {
            [CUSTOM] => continue,
            [IMPORTS] => with_short_names(content, &mut names)?,
            _ => content.to_vec(),
        };
        shortened.extend_from_slice(section);
        write_length(&mut shortened, content.len());
        shortened.extend_from_slice(&content);
    }
    Some((shortened, names.replaced(script)))
}

/// The list of imports with short names.
fn with_short_names(list: &[u8], names: &mut Names<'_>) -> Option<Vec<u8>> {
    let mut rest = Input(list);
    let count = rest.length()?;
    let mut shortened = Vec::with_capacity(list.len());
    write_length(&mut shortened, count);
    for _ in 0..count {
        let [before, name, after] = rest.import()?;
        let name = names.short(std::str::from_utf8(name).ok()?);
        shortened.extend_from_slice(before);
        write_length(&mut shortened, name.len());
        shortened.extend_from_slice(name.as_bytes());
        shortened.extend_from_slice(after);
    }
    rest.0.is_empty().then_some(shortened)
}

/// The names that were replaced, and what by.
struct Names<'a> {
    /// All words of the script.
    words: BTreeSet<&'a str>,
    short: BTreeMap<String, String>,
    tried: usize,
}

impl Names<'_> {
    /// What wasm-bindgen named and the script knows is replaced.
    fn short(&mut self, name: &str) -> String {
        if !name.starts_with(MADE_BY_WASM_BINDGEN) || !self.words.contains(name) {
            return name.to_owned();
        }
        if let Some(short) = self.short.get(name) {
            return short.clone();
        }
        let short = self.next_free();
        self.short.insert(name.to_owned(), short.clone());
        short
    }

    fn next_free(&mut self) -> String {
        loop {
            let (mut name, mut number) = (String::new(), self.tried);
            self.tried += 1;
            loop {
                name.extend(LETTERS.chars().nth(number % LETTERS.len()));
                number /= LETTERS.len();
                if number == 0 {
                    break;
                }
            }
            if !self.words.contains(name.as_str()) {
                return name;
            }
        }
    }

    fn replaced(&self, script: &str) -> String {
        let mut replaced = String::with_capacity(script.len());
        for piece in script.split_inclusive(is_between_words) {
            let word = piece.trim_end_matches(is_between_words);
            replaced.push_str(self.short.get(word).map_or(word, String::as_str));
            replaced.push_str(piece.strip_prefix(word).unwrap_or_default());
        }
        replaced
    }
}

fn words(script: &str) -> impl Iterator<Item = &str> {
    script.split(is_between_words)
}

fn is_between_words(letter: char) -> bool {
    !(letter.is_alphanumeric() || letter == '_' || letter == '$')
}

/// What is still to be read of a module.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned number in LEB128, the longest of which have ten bytes.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let &[byte] = self.take(1)? else { return None };
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn length(&mut self) -> Option<usize> {
        self.number()?.try_into().ok()
    }

    fn name(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    /// What `read` goes over.
    fn span(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a [u8]> {
        let start = self.0;
        read(self)?;
        start.get(..start.len().checked_sub(self.0.len())?)
    }

    /// What stands before the name of an import, the name, and what stands after it.
    fn import(&mut self) -> Option<[&'a [u8]; 3]> {
        let module = self.span(|input| input.name().map(|_| ()))?;
        let name = self.name()?;
        let kind = self.span(|input| match input.take(1)? {
            // a function: its type
            [0] => input.number().map(|_| ()),
            // a table: what it holds, and its limits
            [1] => input.take(1).and_then(|_| input.limits()),
            // a memory
            [2] => input.limits(),
            // a global: its type, and whether it changes
            [3] => input.take(2).map(|_| ()),
            _ => None,
        })?;
        Some([module, name, kind])
    }

    fn limits(&mut self) -> Option<()> {
        let &[flags] = self.take(1)? else { return None };
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Some(())
    }
}

fn write_length(bytes: &mut Vec<u8>, length: usize) {
    let mut rest = length;
    loop {
        let low = u8::try_from(rest & 0x7f).unwrap_or_default();
        rest >>= 7;
        bytes.push(if rest == 0 { low } else { low | 0x80 });
        if rest == 0 {
            return;
        }
    }
}

/// The mark of a module, and the version of the format.
const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";
/// What compilers and debuggers write for each other: half a kilobyte a program, and no browser needs it.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const MADE_BY_WASM_BINDGEN: &str = "__w";
/// In capitals no word of the language is spelt.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports `f` from `m` and exports `g`, a section that nobody reads here between the two.
    fn module(import: &str, export: &str) -> Vec<u8> {
        let name = |text: &str| [&[u8::try_from(text.len()).expect("it is short")], text.as_bytes()].concat();
        let section = |number: u8, content: &[u8]| {
            [&[number, u8::try_from(content.len()).expect("it is short")], content].concat()
        };
        let imports =
            [&[3][..], &name("m"), &name(import), &[0, 7], &name("m"), &name("table"), &[1, 0x70, 1, 2, 3]];
        let imports = [&imports.concat()[..], &name("m"), &name("memory"), &[2, 0, 0x80, 1]].concat();
        let exports = [&[1][..], &name(export), &[0, 0]].concat();
        [&HEADER[..], &section(IMPORTS, &imports), &section(3, b"\x01\0"), &section(7, &exports)].concat()
    }

    #[test]
    fn both_sides_know_an_import_by_the_same_short_name() {
        let (import, export) = ("__wbg_a_0123456789abcdef", "__wbindgen_malloc");
        let script = format!("const A = {{ {import}: () => wasm.{export}(1), memory }}; // {import}b");
        let (shortened, script) = shorten(&module(import, export), &script).expect("the module is sound");
        assert_eq!(
            script,
            "const A = { B: () => wasm.__wbindgen_malloc(1), memory }; // __wbg_a_0123456789abcdefb"
        );
        assert_eq!(shortened, module("B", export), "nothing else of it has changed");
    }

    #[test]
    fn a_name_that_the_script_does_not_know_is_kept() {
        let unknown = module("__wbg_a_0123456789abcdef", "main");
        let (shortened, script) = shorten(&unknown, "wasm.main()").expect("the module is sound");
        assert_eq!((shortened, script.as_str()), (unknown, "wasm.main()"));
    }

    #[test]
    fn notes_for_other_tools_are_left_out() {
        let noted = [&module("f", "g")[..], &[CUSTOM, 4], b"\x03tag"].concat();
        assert_eq!(shorten(&noted, ""), Some((module("f", "g"), String::new())));
    }

    #[test]
    fn a_broken_module_is_not_guessed_at() {
        let sound = module("f", "g");
        for length in 0..sound.len() {
            let cut = sound.get(..length).expect("it is shorter");
            let is_whole_section = shorten(cut, "").is_some_and(|(same, _)| same == cut);
            assert_eq!(shorten(cut, "").is_some(), is_whole_section, "cut at {length}");
        }
        assert!(shorten(b"\0asm\x02\0\0\0", "").is_none(), "another version of the format");
    }
}
