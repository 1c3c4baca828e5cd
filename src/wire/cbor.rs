//! Reads one CBOR item (RFC 8949) into a [`Value`].
//!
//! Indefinite lengths are read, as issuers use them. Nesting is bounded, no memory is reserved from a claimed length,
//! map keys are integers or text and never repeat, and no byte may follow the value.

mod deterministic;

pub(crate) use deterministic::is_deterministic;

use std::collections::BTreeMap;
use std::fmt;

use minicbor::data::Type;
use minicbor::decode::Decoder;

/// A decoded item.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Major types 0 and 1.
    Integer(i128),
    /// Major type 2.
    Bytes(Vec<u8>),
    /// Major type 3.
    Text(String),
    /// Major type 4.
    Array(Vec<Value>),
    /// Major type 5.
    Map(Map),
    /// Major type 6.
    Tag(u64, Box<Value>),
    /// `true` and `false`.
    Boolean(bool),
    /// `null` and `undefined`.
    Null,
    /// Any other simple value.
    Simple(u8),
    /// Half, single and double precision.
    Float(f64),
}

/// Prints no data of a person.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value { .. }")
    }
}

/// A map without repeated keys.
pub type Map = BTreeMap<Key, Value>;

/// What a map entry may be called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An integer of either sign.
    Integer(i128),
    /// A text.
    Text(String),
}

impl From<i128> for Key {
    fn from(label: i128) -> Self {
        Self::Integer(label)
    }
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Text(name.to_owned())
    }
}

/// Why bytes are not one CBOR value as read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CborError {
    /// Not well-formed, or cut off.
    Malformed,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// A map names the same key twice.
    DuplicateKey,
    /// A map key is neither integer nor text.
    KeyType,
    /// Bytes follow the value.
    Trailing,
}

/// Reads exactly one value.
///
/// # Errors
/// [`CborError`].
pub fn read(bytes: &[u8]) -> Result<Value, CborError> {
    let mut decoder = Decoder::new(bytes);
    let value = item(&mut decoder, MAX_DEPTH)?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(CborError::Trailing) }
}

impl Value {
    /// The map, when it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The elements, when it is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The byte string, when it is one.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The integer, when it is one.
    pub fn as_integer(&self) -> Option<i128> {
        if let Self::Integer(integer) = self { Some(*integer) } else { None }
    }

    /// The value inside any tags: issuers tag dates and times where the schema says none.
    pub fn untagged(&self) -> &Self {
        let mut value = self;
        while let Self::Tag(_, inner) = value {
            value = inner;
        }
        value
    }
}

fn item(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, CborError> {
    let depth = depth.checked_sub(1).ok_or(CborError::TooDeep)?;
    let malformed = |_| CborError::Malformed;
    Ok(match decoder.datatype().map_err(malformed)? {
        Type::Bool => Value::Boolean(decoder.bool().map_err(malformed)?),
        Type::Null => decoder.null().map(|()| Value::Null).map_err(malformed)?,
        Type::Undefined => decoder.undefined().map(|()| Value::Null).map_err(malformed)?,
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Value::Integer(decoder.int().map_err(malformed)?.into()),
        Type::F16 => Value::Float(f64::from(decoder.f16().map_err(malformed)?)),
        Type::F32 => Value::Float(f64::from(decoder.f32().map_err(malformed)?)),
        Type::F64 => Value::Float(decoder.f64().map_err(malformed)?),
        Type::Simple => simple(decoder)?,
        Type::Bytes => Value::Bytes(decoder.bytes().map_err(malformed)?.to_vec()),
        Type::BytesIndef => {
            let mut whole = Vec::new();
            for part in decoder.bytes_iter().map_err(malformed)? {
                whole.extend_from_slice(part.map_err(malformed)?);
            }
            Value::Bytes(whole)
        }
        Type::String => Value::Text(decoder.str().map_err(malformed)?.to_owned()),
        Type::StringIndef => {
            let mut whole = String::new();
            for part in decoder.str_iter().map_err(malformed)? {
                whole.push_str(part.map_err(malformed)?);
            }
            Value::Text(whole)
        }
        Type::Array | Type::ArrayIndef => array(decoder, depth)?,
        Type::Map | Type::MapIndef => map(decoder, depth)?,
        Type::Tag => {
            let tag = decoder.tag().map_err(malformed)?.as_u64();
            Value::Tag(tag, Box::new(item(decoder, depth)?))
        }
        Type::Break | Type::Unknown(_) => return Err(CborError::Malformed),
    })
}

/// A simple value. In two bytes it is one only from 32 on (RFC 8949 section 3.3).
fn simple(decoder: &mut Decoder<'_>) -> Result<Value, CborError> {
    let start = decoder.position();
    let number = decoder.simple().map_err(|_| CborError::Malformed)?;
    let is_long = decoder.position() - start > 1;
    if is_long && number < 32 { Err(CborError::Malformed) } else { Ok(Value::Simple(number)) }
}

fn array(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, CborError> {
    let mut left = decoder.array().map_err(|_| CborError::Malformed)?;
    let mut items = Vec::new();
    while more(decoder, &mut left)? {
        items.push(item(decoder, depth)?);
    }
    Ok(Value::Array(items))
}

fn map(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, CborError> {
    let mut left = decoder.map().map_err(|_| CborError::Malformed)?;
    let mut entries = Map::new();
    while more(decoder, &mut left)? {
        let key = match item(decoder, depth)? {
            Value::Integer(label) => Key::Integer(label),
            Value::Text(name) => Key::Text(name),
            _ => return Err(CborError::KeyType),
        };
        if entries.insert(key, item(decoder, depth)?).is_some() {
            return Err(CborError::DuplicateKey);
        }
    }
    Ok(Value::Map(entries))
}

/// Whether another element follows. No memory is reserved for a claimed count.
fn more(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, CborError> {
    match left {
        Some(0) => Ok(false),
        Some(count) => {
            *count -= 1;
            Ok(true)
        }
        None if decoder.datatype().map_err(|_| CborError::Malformed)? == Type::Break => {
            decoder.skip().map_err(|_| CborError::Malformed)?;
            Ok(false)
        }
        None => Ok(true),
    }
}

/// The deepest nesting of arrays, maps and tags. Passes use 8 levels; the stack has room for thousands.
pub(crate) const MAX_DEPTH: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_indefinite_lengths() {
        let bytes = [
            0xBF, //             map of unknown length
            0x01, 0x7F, 0x61, b'a', 0x61, b'b', 0xFF, // 1: "ab" in two pieces
            0x20, 0x9F, 0x18, 0x64, 0xF4, 0xFF, //       -1: [100, false]
            0xFF,
        ];
        let map = Map::from([
            (Key::Integer(1), Value::Text("ab".to_owned())),
            (Key::Integer(-1), Value::Array(vec![Value::Integer(100), Value::Boolean(false)])),
        ]);
        assert_eq!(read(&bytes), Ok(Value::Map(map)), "map");
    }

    #[test]
    fn refuses_repeated_keys_also_in_longer_spelling() {
        let bytes = [0xA2, 0x01, 0x00, 0x18, 0x01, 0x00];
        assert_eq!(read(&bytes), Err(CborError::DuplicateKey), "1 and 1 in two bytes");
    }

    #[test]
    fn refuses_what_follows_and_what_is_missing() {
        assert_eq!(read(&[0x00, 0x00]), Err(CborError::Trailing), "second item");
        assert_eq!(read(&[]), Err(CborError::Malformed), "nothing");
        assert_eq!(
            read(&[0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            Err(CborError::Malformed),
            "2^64"
        );
        assert_eq!(
            read(&[0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            Err(CborError::Malformed),
            "2^63"
        );
    }

    #[test]
    fn refuses_simple_values_in_two_bytes_that_fit_one() {
        assert_eq!(read(&[0xF8, 0x16]), Err(CborError::Malformed), "null in disguise");
        assert_eq!(read(&[0xF8, 0x20]), Ok(Value::Simple(32)), "the first that needs two");
        assert_eq!(read(&[0xE0]), Ok(Value::Simple(0)), "one byte");
    }

    #[test]
    fn stops_at_deep_nesting() {
        let mut bytes = vec![0x81; MAX_DEPTH - 1];
        bytes.push(0x00);
        assert!(read(&bytes).is_ok(), "at the limit");
        bytes.insert(0, 0x81);
        assert_eq!(read(&bytes), Err(CborError::TooDeep), "one deeper");
        assert_eq!(read(&vec![0xC1; 60_000]), Err(CborError::TooDeep), "tags");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
