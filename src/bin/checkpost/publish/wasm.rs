//! A WebAssembly module in, the same module without its function names out.
//!
//! The names serve a debugger and are a quarter of the page's download; a failure tells its place in the source without
//! them. WebAssembly Core Specification 2.0, section 5.5.3: a custom section carries a name and changes no meaning.

/// Leaves out the sections that hold names only. What is no module is handed back as it is.
pub(super) fn without_names(module: Vec<u8>) -> Vec<u8> {
    match shortened(&module) {
        Some(short) => short,
        None => module,
    }
}

fn shortened(module: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(HEADER.len())?;
    if header != HEADER {
        return None;
    }
    let mut short = header.to_vec();
    while let Some((&kind, after_kind)) = rest.split_first() {
        let (length, after_length) = unsigned(after_kind)?;
        let (content, next) = after_length.split_at_checked(length)?;
        if kind != CUSTOM || !holds_names(content) {
            short.extend_from_slice(rest.get(..rest.len().checked_sub(next.len())?)?);
        }
        rest = next;
    }
    Some(short)
}

fn holds_names(content: &[u8]) -> bool {
    let name = unsigned(content).and_then(|(length, after)| after.get(..length));
    name.is_some_and(|name| name == b"name" || name == b"producers")
}

/// An unsigned LEB128 number of at most 32 bits, and what follows it.
fn unsigned(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().enumerate().take(MAX_DIGITS) {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(place + 1..)?));
        }
    }
    None
}

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
/// Of seven bits each: enough for 32.
const MAX_DIGITS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    /// A section; none in these tests is longer than one digit tells.
    fn section(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).expect("short");
        [&[kind, length], content].concat()
    }

    #[test]
    fn leaves_out_names_and_nothing_else() {
        let (code, features) = (section(10, b"\x01code"), section(0, b"\x0ftarget_features!"));
        let names = section(0, b"\x04namemain");
        let module = [HEADER, &names, &code, &features].concat();
        assert_eq!(without_names(module), [HEADER, &code, &features].concat(), "code and features stay");
    }

    #[test]
    fn hands_back_what_is_no_module() {
        for bytes in
            [&b""[..], b"module", b"\0asm\x01\0\0\0\x0a\xff", b"\0asm\x01\0\0\0\0\xff\xff\xff\xff\xff\x01"]
        {
            assert_eq!(without_names(bytes.to_vec()), bytes, "as it was");
        }
    }
}
