//! Disclosures of an SD-JWT put back in their places (RFC 9901 section 7.1): the verified payload and the disclosures
//! in, the payload as the holder chose to show it out.
//!
//! Every disclosure must answer to exactly one digest, no digest may stand twice, and nothing may overwrite a claim.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use super::VerifyError;
use crate::wire::jose;
use crate::wire::json::{self, Map, Value};

/// Puts the disclosures in place.
///
/// # Errors
/// [`VerifyError::DisclosureMismatch`].
pub(super) fn resolve(payload: &[u8], disclosures: &[Vec<u8>]) -> Result<Vec<u8>, VerifyError> {
    resolved(payload, disclosures).ok_or(VerifyError::DisclosureMismatch)
}

fn resolved(payload: &[u8], disclosures: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut payload = json::read_object(payload).ok()?;
    if payload.remove(ALGORITHM).is_some_and(|algorithm| algorithm.as_str() != Some("sha-256")) {
        return None;
    }
    let mut open = Open { by_digest: BTreeMap::new(), seen: Vec::new() };
    for text in disclosures {
        let digest = BASE64URL_NOPAD.encode(&Sha256::digest(text));
        if open.by_digest.insert(digest, Disclosure::parse(text)?).is_some() {
            return None;
        }
    }
    open.object(&mut payload, MAX_DEPTH)?;
    if !open.by_digest.is_empty() {
        return None;
    }
    serde_json::to_vec(&Value::Object(payload)).ok()
}

/// A claim to be put in place: named in an object, nameless in an array.
struct Disclosure {
    name: Option<String>,
    value: Value,
}

impl Disclosure {
    /// `[salt, name, value]` or `[salt, value]`, in base64url.
    fn parse(text: &[u8]) -> Option<Self> {
        let wrapped = [br#"{"d":"#, jose::base64url(text).ok()?.as_slice(), b"}"].concat();
        let mut elements = match json::read_object(&wrapped).ok()?.remove("d")? {
            Value::Array(elements) => elements.into_iter(),
            _ => return None,
        };
        let (Some(Value::String(_salt)), second, third, None) =
            (elements.next(), elements.next()?, elements.next(), elements.next())
        else {
            return None;
        };
        match (second, third) {
            (Value::String(name), Some(value)) if name != DIGESTS && name != ELEMENT => {
                Some(Self { name: Some(name), value })
            }
            (value, None) => Some(Self { name: None, value }),
            _ => None,
        }
    }
}

/// The disclosures not yet placed, and the digests met.
struct Open {
    by_digest: BTreeMap<String, Disclosure>,
    seen: Vec<String>,
}

impl Open {
    fn object(&mut self, object: &mut Map<String, Value>, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let digests = match object.remove(DIGESTS) {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return None,
        };
        if object.contains_key(ELEMENT) {
            return None;
        }
        for digest in digests {
            let Some(disclosure) = self.take(digest.as_str()?)? else { continue };
            let name = disclosure.name?;
            if object.insert(name, disclosure.value).is_some() {
                return None;
            }
        }
        object.values_mut().try_for_each(|value| self.value(value, depth))
    }

    fn value(&mut self, value: &mut Value, depth: usize) -> Option<()> {
        match value {
            Value::Object(object) => self.object(object, depth),
            Value::Array(elements) => {
                let depth = depth.checked_sub(1)?;
                let mut shown = Vec::with_capacity(elements.len());
                for element in elements.drain(..) {
                    let Some(mut element) = self.element(element)? else { continue };
                    self.value(&mut element, depth)?;
                    shown.push(element);
                }
                *elements = shown;
                Some(())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(()),
        }
    }

    /// An array element: itself, or what its digest discloses, or nothing where that stays hidden.
    #[expect(clippy::option_option, reason = "the outer one is the error, as everywhere in this file")]
    fn element(&mut self, element: Value) -> Option<Option<Value>> {
        let digest = match &element {
            Value::Object(object) if object.contains_key(ELEMENT) => {
                if object.len() != 1 {
                    return None;
                }
                object.get(ELEMENT)?.as_str()?.to_owned()
            }
            _ => return Some(Some(element)),
        };
        match self.take(&digest)? {
            Some(Disclosure { name: None, value }) => Some(Some(value)),
            Some(Disclosure { name: Some(_), .. }) => None,
            None => Some(None),
        }
    }

    /// The disclosure of a digest, if it is shown; an error when the digest stood before.
    #[expect(clippy::option_option, reason = "the outer one is the error, as everywhere in this file")]
    fn take(&mut self, digest: &str) -> Option<Option<Disclosure>> {
        if self.seen.len() >= MAX_DIGESTS || self.seen.iter().any(|seen| seen == digest) {
            return None;
        }
        self.seen.push(digest.to_owned());
        Some(self.by_digest.remove(digest))
    }
}

const ALGORITHM: &str = "_sd_alg";
const DIGESTS: &str = "_sd";
const ELEMENT: &str = "...";
const MAX_DEPTH: usize = 32;
/// Digests in one token, decoys included; a QR code holds fewer than a hundred.
const MAX_DIGESTS: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn disclosure(json: &str) -> (Vec<u8>, String) {
        let text = BASE64URL_NOPAD.encode(json.as_bytes()).into_bytes();
        let digest = BASE64URL_NOPAD.encode(&Sha256::digest(&text));
        (text, digest)
    }

    #[test]
    fn puts_nested_claims_and_elements_in_place() {
        let (street, street_digest) = disclosure(r#"["s1","street","Long Road"]"#);
        let (address, address_digest) =
            disclosure(&format!(r#"["s2","address",{{"_sd":["{street_digest}"]}}]"#));
        let (nation, nation_digest) = disclosure(r#"["s3","UT"]"#);
        let payload = format!(
            r#"{{"_sd":["{address_digest}","decoy"],"nations":[{{"...":"{nation_digest}"}},{{"...":"hidden"}}]}}"#
        );
        let shown = resolve(payload.as_bytes(), &[nation, street, address]).unwrap();
        assert_eq!(shown, br#"{"address":{"street":"Long Road"},"nations":["UT"]}"#, "shown");
    }

    #[test]
    fn refuses_what_answers_to_no_digest_or_to_two() {
        let (name, digest) = disclosure(r#"["s","name","A"]"#);
        let (forbidden, forbidden_digest) = disclosure(r#"["s","_sd","A"]"#);
        for (payload, disclosures) in [
            ("{}".to_owned(), vec![name.clone()]),
            (format!(r#"{{"_sd":["{digest}","{digest}"]}}"#), vec![name.clone()]),
            (format!(r#"{{"_sd":["{digest}"],"name":"B"}}"#), vec![name.clone()]),
            (format!(r#"{{"_sd":["{digest}"]}}"#), vec![name.clone(), name.clone()]),
            (format!(r#"{{"a":[{{"...":"{digest}"}}]}}"#), vec![name.clone()]),
            (format!(r#"{{"_sd":["{forbidden_digest}"]}}"#), vec![forbidden]),
            (format!(r#"{{"_sd":["{digest}"],"_sd_alg":"md5"}}"#), vec![name.clone()]),
        ] {
            assert!(resolve(payload.as_bytes(), &disclosures).is_err(), "{payload}");
        }
    }
}
