//! Processes the disclosures of an SD-JWT (RFC 9901 section 7.1): puts each disclosed claim into the verified payload.
//!
//! Every disclosure must have exactly one digest in the payload, no digest may occur twice, and no disclosure may
//! overwrite a claim.
//!
//! Written here because `sd-jwt-payload` parses token and disclosures itself, and accepts JSON with repeated members; it
//! also brings a second SHA-256, and needs a hasher for each of the other two algorithms.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::VerifyError;
use crate::wire::base64;
use crate::wire::jose;
use crate::wire::json::{self, Map, Value};

/// A payload as its holder chose to show it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The payload, disclosures in place.
    pub(super) payload: Vec<u8>,
    /// Whether claims of the token itself may be withheld; decoy digests look the same.
    pub(super) may_withhold: bool,
    /// Whether a claim that must be permanently disclosed is selectively disclosable.
    pub(super) has_disclosable_validity_claim: bool,
}

/// Prints no data of a person.
impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolved { .. }")
    }
}

/// Puts the disclosures in place.
///
/// # Errors
/// [`VerifyError::DisclosureMismatch`], or [`VerifyError::AlgorithmUnsupported`] for digests of another kind.
pub(super) fn resolve(payload: &[u8], disclosures: &[Vec<u8>]) -> Result<Resolved, VerifyError> {
    let mut payload = json::read_object(payload).map_err(|_| VerifyError::DisclosureMismatch)?;
    let hash = hash(payload.remove(ALGORITHM).as_ref())?;
    try_resolve(payload, disclosures, hash).ok_or(VerifyError::DisclosureMismatch)
}

/// Computes the digest of a text.
type Hash = fn(&[u8]) -> Vec<u8>;

/// The digest of a disclosure's text under the algorithm that the token names (RFC 9901 section 4.1.1): names of the
/// IANA registry of named information hash algorithms.
///
/// # Errors
/// [`VerifyError::AlgorithmUnsupported`].
fn hash(name: Option<&Value>) -> Result<Hash, VerifyError> {
    match name.map(Value::as_str) {
        None | Some(Some("sha-256")) => Ok(|text| Sha256::digest(text).to_vec()),
        Some(Some("sha-384")) => Ok(|text| Sha384::digest(text).to_vec()),
        Some(Some("sha-512")) => Ok(|text| Sha512::digest(text).to_vec()),
        Some(_) => Err(VerifyError::AlgorithmUnsupported("_sd_alg")),
    }
}

fn try_resolve(mut payload: Map<String, Value>, disclosures: &[Vec<u8>], hash: Hash) -> Option<Resolved> {
    let mut resolver = Resolver { by_digest: BTreeMap::new(), seen_digests: Vec::new() };
    for text in disclosures {
        let digest = base64::encode_url(&hash(text));
        if resolver.by_digest.insert(digest, Disclosure::parse(text)?).is_some() {
            return None;
        }
    }
    let can_withhold =
        permanently_disclosed(&payload).flatten().any(|value| has_disclosable_parts(value, MAX_DEPTH));
    let absent: Vec<bool> = permanently_disclosed(&payload).map(|value| value.is_none()).collect();
    let digests = payload.get(DIGESTS).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_shown =
        |digest: &Value| digest.as_str().is_some_and(|digest| resolver.by_digest.contains_key(digest));
    let may_withhold = !digests.iter().all(is_shown);
    resolver.object(&mut payload, MAX_DEPTH)?;
    if !resolver.by_digest.is_empty() {
        return None;
    }
    Some(Resolved {
        may_withhold,
        has_disclosable_validity_claim: can_withhold
            || permanently_disclosed(&payload)
                .zip(absent)
                .any(|(value, was_absent)| was_absent && value.is_some()),
        payload: serde_json::to_vec(&Value::Object(payload)).ok()?,
    })
}

/// The claims that must be permanently disclosed, of the token itself and of the credential under `vc`, each with its
/// value.
fn permanently_disclosed(payload: &Map<String, Value>) -> impl Iterator<Item = Option<&Value>> {
    let credential = payload.get("vc").and_then(Value::as_object);
    [Some(payload), credential]
        .into_iter()
        .flat_map(|object| PERMANENTLY_DISCLOSED.map(|name| object.and_then(|object| object.get(name))))
}

/// Whether a value contains selectively disclosable claims or elements.
fn has_disclosable_parts(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    match value {
        Value::Object(object) => {
            object.contains_key(DIGESTS)
                || object.contains_key(ELEMENT)
                || object.values().any(|value| has_disclosable_parts(value, depth))
        }
        Value::Array(elements) => elements.iter().any(|value| has_disclosable_parts(value, depth)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
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
struct Resolver {
    by_digest: BTreeMap<String, Disclosure>,
    seen_digests: Vec<String>,
}

impl Resolver {
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

    /// The disclosure of a digest, if there is one; an error when the digest occurred before.
    #[expect(clippy::option_option, reason = "the outer one is the error, as everywhere in this file")]
    fn take(&mut self, digest: &str) -> Option<Option<Disclosure>> {
        if self.seen_digests.len() >= MAX_DIGESTS || self.seen_digests.iter().any(|seen| seen == digest) {
            return None;
        }
        self.seen_digests.push(digest.to_owned());
        Some(self.by_digest.remove(digest))
    }
}

/// Claims that must not be disclosed selectively: the holder could withhold what speaks against the pass
/// (draft-ietf-oauth-sd-jwt-vc section 2.2.2.2), and so for whom it was made, and a credential's own dates and status.
const PERMANENTLY_DISCLOSED: [&str; 13] = [
    "iss",
    "nbf",
    "exp",
    "cnf",
    "vct",
    "vct#integrity",
    "status",
    "aud",
    "credentialStatus",
    "issuanceDate",
    "validFrom",
    "expirationDate",
    "validUntil",
];
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
        let text = base64::encode_url(json.as_bytes()).into_bytes();
        let digest = base64::encode_url(&Sha256::digest(&text));
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
        assert_eq!(shown.payload, br#"{"address":{"street":"Long Road"},"nations":["UT"]}"#, "shown");
        assert!(shown.may_withhold, "a decoy may be anything");
    }

    #[test]
    fn tells_what_is_withheld_and_what_must_not_be() {
        let (name, name_digest) = disclosure(r#"["s","name","A"]"#);
        let (end, end_digest) = disclosure(r#"["s","exp",1]"#);
        let payload = format!(r#"{{"_sd":["{name_digest}","{end_digest}"]}}"#);
        let shown = |disclosures: &[Vec<u8>]| {
            let resolved = resolve(payload.as_bytes(), disclosures).unwrap();
            (resolved.may_withhold, resolved.has_disclosable_validity_claim)
        };
        assert_eq!(shown(&[]), (true, false), "nothing");
        assert_eq!(shown(std::slice::from_ref(&name)), (true, false), "the name");
        assert_eq!(shown(&[name, end]), (false, true), "the end too");
        let plain = resolve(br#"{"exp":1,"name":"A"}"#, &[]).unwrap();
        assert!(!plain.may_withhold && !plain.has_disclosable_validity_claim, "in the open");
    }

    #[test]
    fn digests_of_longer_hashes_are_computed_and_others_named() {
        let (text, _) = disclosure(r#"["s","name","A"]"#);
        for (name, digest) in [
            ("sha-384", base64::encode_url(&Sha384::digest(&text))),
            ("sha-512", base64::encode_url(&Sha512::digest(&text))),
        ] {
            let payload = format!(r#"{{"_sd":["{digest}"],"_sd_alg":"{name}"}}"#);
            let shown = resolve(payload.as_bytes(), std::slice::from_ref(&text)).unwrap();
            assert_eq!(shown.payload, br#"{"name":"A"}"#, "{name}");
        }
        for name in [r#""sha3-256""#, r#""md5""#, "7"] {
            let payload = format!(r#"{{"_sd_alg":{name}}}"#);
            let unsupported = Err(VerifyError::AlgorithmUnsupported("_sd_alg"));
            assert_eq!(resolve(payload.as_bytes(), &[]), unsupported, "{name}");
        }
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
        ] {
            assert!(resolve(payload.as_bytes(), &disclosures).is_err(), "{payload}");
        }
    }
}
