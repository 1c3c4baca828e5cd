//! Reads JSON (RFC 8259) and refuses objects with duplicate member names.
//!
//! `serde_json` keeps the last of two members with one name and has no option to refuse them, so that its `Value` is built
//! by a visitor here.
//!
//! It also writes the canonical form (RFC 8785) that the signature of a VDS-NC seal covers. `serde_json_canonicalizer`
//! would mostly add the text of numbers with fractions, which no seal may have and which are refused here.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
pub use serde_json::{Map, Value};

/// Why bytes are not one JSON value as read here. A byte-order mark, bytes after the value and nesting beyond 128 all
/// count as malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// Not well-formed.
    Malformed,
    /// An object names a member twice.
    Repeated,
    /// The top is not an object.
    NotObject,
}

/// Reads exactly one object.
///
/// # Errors
/// [`JsonError`].
pub fn read_object(bytes: &[u8]) -> Result<Map<String, Value>, JsonError> {
    match serde_json::from_slice::<Strict>(bytes) {
        Ok(Strict(Value::Object(object))) => Ok(object),
        Ok(Strict(_)) => Err(JsonError::NotObject),
        // the one thing that a reader of any value finds wrong with data that is well-formed
        Err(error) if error.is_data() => Err(JsonError::Repeated),
        Err(_) => Err(JsonError::Malformed),
    }
}

/// The canonical form: members sorted by their UTF-16 code units, no spaces, strings as they are. `None` for a number
/// with a fraction: no pass that is signed this way has one, and their canonical text is another specification.
pub fn canonical(value: &Value) -> Option<String> {
    let mut text = String::new();
    write_canonical(value, &mut text)?;
    Some(text)
}

fn write_canonical(value: &Value, text: &mut String) -> Option<()> {
    match value {
        Value::Object(object) => {
            // they come by their bytes, which is the same order but for what lies beyond the basic plane: most belong at the end
            let mut members: Vec<(&String, &Value)> = Vec::with_capacity(object.len());
            for (name, member) in object {
                let before = |(other, _): &(&String, _)| other.encode_utf16().lt(name.encode_utf16());
                members.insert(members.partition_point(before), (name, member));
            }
            text.push('{');
            for (place, (name, member)) in members.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::to_string(name).ok()?);
                text.push(':');
                write_canonical(member, text)?;
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for (place, element) in elements.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_canonical(element, text)?;
            }
            text.push(']');
        }
        Value::Number(number) if number.is_f64() => return None,
        Value::Number(_) | Value::String(_) | Value::Bool(_) | Value::Null => {
            text.push_str(&serde_json::to_string(value).ok()?);
        }
    }
    Some(())
}

/// A value whose objects were checked for repeated members while they were read.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(element)) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(member))) = members.next_entry::<String, Strict>()? {
            if object.insert(name, member).is_some() {
                return Err(A::Error::custom("a member is repeated"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_repeated_members_marks_and_what_follows() {
        assert!(read_object(br#"{"a":{"b":[1,2.5,null,true]}}"#).is_ok(), "plain");
        assert_eq!(read_object(br#"{"a":1,"a":1}"#), Err(JsonError::Repeated), "repeated");
        assert_eq!(read_object(br#"[{"a":1,"a":1}]"#), Err(JsonError::Repeated), "repeated inside");
        assert_eq!(read_object(b"\xEF\xBB\xBF{}"), Err(JsonError::Malformed), "byte-order mark");
        assert_eq!(read_object(b"{}x"), Err(JsonError::Malformed), "what follows");
        assert_eq!(read_object(b"[]"), Err(JsonError::NotObject), "array");
        assert_eq!(read_object("[".repeat(50_000).as_bytes()), Err(JsonError::Malformed), "deep");
    }

    #[test]
    fn writes_members_in_the_order_of_utf16() {
        // RFC 8785 section 3.2.3: U+1F600 sorts before U+FB33, as its first code unit is smaller
        let object = read_object("{\"\u{FB33}\":1,\"\u{1F600}\":[ 2 ],\"a\":\"x  y\"}".as_bytes()).unwrap();
        let text = canonical(&Value::Object(object)).unwrap();
        assert_eq!(text, "{\"a\":\"x  y\",\"\u{1F600}\":[2],\"\u{FB33}\":1}", "canonical");
    }
}
