//! Encodes a [`Value`] as CBOR with the shortest heads (RFC 8949 section 4.2.1).

use checkpost::wire::cbor::{Key, MAJOR_BYTES, MAJOR_TEXT, Value, write_head, write_string};

/// Encodes a value. Integers beyond 64 bits, which CBOR has no head for, are held at the ends of the range.
pub fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, value);
    bytes
}

fn write(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Integer(integer) => write_integer(bytes, *integer),
        Value::Bytes(content) => write_string(bytes, MAJOR_BYTES, content),
        Value::Text(content) => write_string(bytes, MAJOR_TEXT, content.as_bytes()),
        Value::Array(items) => {
            write_head(bytes, MAJOR_ARRAY, count(items.len()));
            for item in items {
                write(bytes, item);
            }
        }
        Value::Map(entries) => {
            write_head(bytes, MAJOR_MAP, count(entries.len()));
            for (key, item) in entries {
                match key {
                    Key::Integer(label) => write_integer(bytes, *label),
                    Key::Text(name) => write_string(bytes, MAJOR_TEXT, name.as_bytes()),
                }
                write(bytes, item);
            }
        }
        Value::Tag(tag, inner) => {
            write_head(bytes, MAJOR_TAG, *tag);
            write(bytes, inner);
        }
        Value::Boolean(truth) => bytes.push(if *truth { TRUE } else { FALSE }),
        Value::Null => bytes.push(NULL),
        Value::Simple(number) => write_head(bytes, MAJOR_SIMPLE, u64::from(*number)),
        Value::Float(number) => {
            bytes.push(DOUBLE);
            bytes.extend(number.to_be_bytes());
        }
    }
}

fn write_integer(bytes: &mut Vec<u8>, integer: i128) {
    if integer < 0 {
        write_head(bytes, MAJOR_NEGATIVE, u64::try_from(-1 - integer).unwrap_or(u64::MAX));
    } else {
        write_head(bytes, MAJOR_UNSIGNED, u64::try_from(integer).unwrap_or(u64::MAX));
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

const MAJOR_UNSIGNED: u8 = 0;
const MAJOR_NEGATIVE: u8 = 1 << 5;
const MAJOR_ARRAY: u8 = 4 << 5;
const MAJOR_MAP: u8 = 5 << 5;
const MAJOR_TAG: u8 = 6 << 5;
const MAJOR_SIMPLE: u8 = 7 << 5;
const FALSE: u8 = 0xF4;
const TRUE: u8 = 0xF5;
const NULL: u8 = 0xF6;
const DOUBLE: u8 = 0xFB;

#[cfg(test)]
mod tests {
    use super::*;
    use checkpost::wire::cbor::{Map, read};

    #[test]
    fn writes_the_shortest_head() {
        for (integer, expected) in [
            (0, &[0x00][..]),
            (23, &[0x17]),
            (24, &[0x18, 24]),
            (256, &[0x19, 1, 0]),
            (65_536, &[0x1A, 0, 1, 0, 0]),
            (1 << 32, &[0x1B, 0, 0, 0, 1, 0, 0, 0, 0]),
            (-7, &[0x26]),
            (-260, &[0x39, 1, 3]),
        ] {
            assert_eq!(encode(&Value::Integer(integer)), expected, "{integer}");
        }
    }

    #[test]
    fn is_read_back_as_written() {
        let value = Value::Map(Map::from([
            (Key::Integer(-1), Value::Array(vec![Value::Boolean(true), Value::Null, Value::Float(1.5)])),
            (Key::Integer(4), Value::Tag(1, Box::new(Value::Integer(i128::from(u64::MAX))))),
            (Key::from("text"), Value::Text("ß".repeat(300))),
            (Key::from("bytes"), Value::Bytes(vec![7; 24])),
            (Key::from("simple"), Value::Simple(99)),
        ]));
        assert_eq!(read(&encode(&value)), Ok(value), "every kind of value");
    }
}
