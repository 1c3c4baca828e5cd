//! Checks that CBOR is written in the deterministic encoding of the city pass (RFC 8949 section 4.2.1, without its
//! order of map keys).
//!
//! Written here because `dcbor` has other rules, such as the order of map keys and floats reduced to integers.
//!
//! Lengths are definite, heads have the shortest form, and there are no floats. Any other encoding would give one pass
//! two texts.

/// Whether every item is written in the one form allowed. Says nothing about bytes that are not well-formed beyond
/// what its heads tell: [`super::read`] judges that.
pub(crate) fn is_deterministic(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let (major, information) = (first >> 5, first & 0x1F);
        let Some((argument, after)) = argument(information, after) else { return false };
        if major == MAJOR_SIMPLE && !matches!(first, FALSE..=NULL) {
            return false;
        }
        rest = match major {
            MAJOR_BYTES | MAJOR_TEXT => {
                let Some(after) = usize::try_from(argument).ok().and_then(|length| after.get(length..))
                else {
                    return false;
                };
                after
            }
            _ => after,
        };
    }
    true
}

/// The argument of a head, `None` when a shorter head would have carried it or none is allowed.
fn argument(information: u8, after: &[u8]) -> Option<(u64, &[u8])> {
    let width = match information {
        0..=23 => return Some((u64::from(information), after)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (argument, after) = after.split_at_checked(width)?;
    let argument = argument.iter().fold(0, |value: u64, &byte| value << 8 | u64::from(byte));
    let smallest = match width {
        1 => 24,
        2 => 1 << 8,
        4 => 1 << 16,
        _ => 1 << 32,
    };
    (argument >= smallest).then_some((argument, after))
}

const MAJOR_BYTES: u8 = 2;
const MAJOR_TEXT: u8 = 3;
const MAJOR_SIMPLE: u8 = 7;
const FALSE: u8 = 0xF4;
const NULL: u8 = 0xF6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_the_one_spelling() {
        for bytes in [&[0x17][..], &[0x18, 0x18], &[0xA1, 0x01, 0xF5], &[0x62, b'h', b'i'], &[0xD2, 0x80]] {
            assert!(is_deterministic(bytes), "{bytes:02x?}");
        }
        for bytes in [
            &[0x18, 0x17][..],   // 23 in two bytes
            &[0x19, 0x00, 0xFF], // 255 in three
            &[0x9F, 0xFF],       // unknown length
            &[0xF9, 0x3C, 0x00], // a float
            &[0xF7],             // undefined
            &[0x42, 0x00],       // cut off
        ] {
            assert!(!is_deterministic(bytes), "{bytes:02x?}");
        }
    }
}
