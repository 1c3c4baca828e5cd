//! Encodes a [`Value`] as CBOR with minicbor, which writes the shortest heads (RFC 8949 section 4.2.1).

use std::convert::Infallible;

use checkpost::wire::cbor::{Key, Value};
use minicbor::data::Tag;
use minicbor::encode::{Encoder, Error};

/// Encodes a value. Integers beyond 64 bits become bignums (RFC 8949 section 3.4.3).
pub fn encode(value: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    // writing into memory cannot fail
    let _ = write(&mut encoder, value);
    encoder.into_writer()
}

fn write(encoder: &mut Encoder<Vec<u8>>, value: &Value) -> Result<(), Error<Infallible>> {
    match value {
        Value::Integer(integer) => encoder.i128(*integer)?.ok(),
        Value::Bytes(content) => encoder.bytes(content)?.ok(),
        Value::Text(content) => encoder.str(content)?.ok(),
        Value::Array(items) => {
            encoder.array(count(items.len()))?;
            items.iter().try_for_each(|item| write(encoder, item))
        }
        Value::Map(entries) => {
            encoder.map(count(entries.len()))?;
            entries.iter().try_for_each(|(key, item)| {
                match key {
                    Key::Integer(label) => encoder.i128(*label)?,
                    Key::Text(name) => encoder.str(name)?,
                };
                write(encoder, item)
            })
        }
        Value::Tag(tag, inner) => {
            encoder.tag(Tag::new(*tag))?;
            write(encoder, inner)
        }
        Value::Boolean(truth) => encoder.bool(*truth)?.ok(),
        Value::Null => encoder.null()?.ok(),
        Value::Simple(number) => encoder.simple(*number)?.ok(),
        Value::Float(number) => encoder.f64(*number)?.ok(),
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

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
            (-(1 << 64), &[0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            (1 << 64, &[0xC2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
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
