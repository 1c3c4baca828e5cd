#![doc = include_str!("citypass.md")]

use super::{Attachment, Envelope, Format, HolderProof, Layer, ParseError, token_issuer};
use crate::signature::Algorithm;
use crate::wire::cbor::Value;
use crate::wire::cose::{CoseError, Sign1, TAG_SIGN1};
use crate::wire::registry::{content_format, header};
use crate::wire::{base45, cbor, inflate};

/// Takes the layers off, down to the signed message.
///
/// # Errors
/// [`ParseError`].
pub fn parse(payload: &[u8]) -> Result<Envelope, ParseError> {
    let (prefix, text) = payload.split_at_checked(PASS_PREFIX.len()).unwrap_or((payload, &[]));
    let bytes = base45::decode(text)?;
    let bytes =
        if bytes.first() == Some(&ZLIB) { inflate::zlib(&bytes, inflate::PASS_LIMIT)? } else { bytes };
    if !cbor::is_deterministic(&bytes) {
        return Err(ParseError::Damaged(Layer::NonCanonical));
    }
    let outer = Sign1::parse(&bytes)?;
    let is_proof = outer.protected_header(header::KEY_CWT).is_some();
    if is_proof != (prefix == PROOF_PREFIX) {
        return Err(CoseError::Shape.into());
    }
    if is_proof { proof(&outer) } else { pass(outer, Attachment::None) }
}

/// A proof of the holder's key around a pass.
fn proof(outer: &Sign1) -> Result<Envelope, ParseError> {
    check(outer, &[header::ALGORITHM, header::KEY_CWT, header::TYPE])?;
    if outer.protected_header(header::TYPE).and_then(Value::as_integer) != Some(content_format::KB_CWT) {
        return Err(CoseError::Shape.into());
    }
    let inner = outer.protected_header(header::KEY_CWT).cloned().ok_or(CoseError::Shape)?;
    let proof = HolderProof {
        algorithm: outer.algorithm().map(Algorithm::from_cose),
        signed: outer.to_be_signed(),
        signature: outer.signature.clone(),
        body: outer.payload.clone(),
        sd_hash_input: Vec::new(),
    };
    pass(Sign1::from_value(inner)?, Attachment::Live(proof))
}

fn pass(message: Sign1, attachment: Attachment) -> Result<Envelope, ParseError> {
    check(&message, &[header::ALGORITHM, header::KEY_ID])?;
    let issuer = token_issuer(&message)?;
    Ok(Envelope { attachment, ..Envelope::of_message(Format::CityPass, issuer, message) })
}

/// The rules for both messages: tag 18, no unprotected headers, no unknown critical header, deterministic encoding.
fn check(message: &Sign1, understood: &[i128]) -> Result<(), ParseError> {
    if message.tags != [TAG_SIGN1] || !message.is_wholly_protected() {
        return Err(CoseError::Shape.into());
    }
    if message.has_unknown_critical_header(understood) {
        return Err(ParseError::CriticalHeader);
    }
    if !cbor::is_deterministic(&message.payload) || !cbor::is_deterministic(message.protected_bytes()) {
        return Err(ParseError::Damaged(Layer::NonCanonical));
    }
    Ok(())
}

/// The characters a pass begins with.
pub const PASS_PREFIX: &[u8] = b"CP1:";
/// The characters a live code begins with.
pub const PROOF_PREFIX: &[u8] = b"CP2:";
const ZLIB: u8 = 0x78;
