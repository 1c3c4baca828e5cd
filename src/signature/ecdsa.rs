//! ECDSA on P-256 with SHA-256 (FIPS 186-5; ES256 of RFC 9053 section 2.1 and RFC 7518 section 3.4).
//!
//! The signature is `r ‖ s`, 32 bytes each. A high `s` is accepted, as COSE and JOSE have no rule against it and
//! hardware modules make both halves; zero and anything not below the group order is refused.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::ops::{Invert, Reduce};
use p256::elliptic_curve::point::AffineCoordinates;
use p256::{FieldBytes, ProjectivePoint, Scalar};
use sha2::{Digest, Sha256};

use super::{PrecomputedPoint, SignatureError};

/// Checks a raw signature over a message.
///
/// # Errors
/// [`SignatureError::Malformed`] or [`SignatureError::Invalid`].
pub fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    if signature.len() != SIGNATURE_BYTES {
        return Err(SignatureError::Malformed);
    }
    // zero and too large values end here
    let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Invalid)?;
    key.verify(message, &signature).map_err(|_| SignatureError::Invalid)
}

/// Checks a raw signature with the tables of the base point and of the key: the same answer as [`verify`], sooner. The fuzz
/// target `ecdsa` compares both.
///
/// With `z` the digest as an integer, `R = (z / s) · G + (r / s) · Q` has to have `r` for its x-coordinate, modulo
/// the group order (FIPS 186-5 section 6.4.2).
///
/// # Errors
/// [`SignatureError::Malformed`] or [`SignatureError::Invalid`].
pub fn verify_with(
    generator: &PrecomputedPoint,
    key: &PrecomputedPoint,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    if signature.len() != SIGNATURE_BYTES {
        return Err(SignatureError::Malformed);
    }
    let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Invalid)?;
    let (r, s) = signature.split_scalars();
    let digest = <Scalar as Reduce<FieldBytes>>::reduce(&Sha256::digest(message));
    let inverse = s.invert_vartime();
    let sum = generator.multiply_add(&(digest * *inverse), ProjectivePoint::IDENTITY);
    let sum = key.multiply_add(&(*r * *inverse), sum);
    let x = <Scalar as Reduce<FieldBytes>>::reduce(&sum.to_affine().x());
    if sum != ProjectivePoint::IDENTITY && x == *r { Ok(()) } else { Err(SignatureError::Invalid) }
}

const SIGNATURE_BYTES: usize = 64;

#[cfg(test)]
mod tests {
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer;

    use super::*;

    fn both(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let precomputed = PrecomputedPoint::of(ProjectivePoint::from(*key.as_affine()));
        let sooner = verify_with(&PrecomputedPoint::generator(), &precomputed, message, signature);
        assert_eq!(sooner, verify(key, message, signature), "both ways agree");
        sooner
    }

    #[test]
    fn both_ways_agree_on_whole_and_spoilt_signatures() {
        let key = SigningKey::from_slice(&[5; 32]).unwrap();
        let signature: Signature = key.sign(b"message");
        let raw = signature.to_bytes().to_vec();
        assert_eq!(both(key.verifying_key(), b"message", &raw), Ok(()), "whole");
        for place in 0..raw.len() {
            let mut spoilt = raw.clone();
            spoilt[place] ^= 1;
            assert_eq!(
                both(key.verifying_key(), b"message", &spoilt),
                Err(SignatureError::Invalid),
                "byte {place}"
            );
        }
        assert_eq!(both(key.verifying_key(), b"massage", &raw), Err(SignatureError::Invalid), "message");
        assert_eq!(both(key.verifying_key(), b"message", &raw[1..]), Err(SignatureError::Malformed), "63");
        assert_eq!(both(key.verifying_key(), b"message", &[0; 64]), Err(SignatureError::Invalid), "zeros");
        assert_eq!(
            both(key.verifying_key(), b"message", &[0xFF; 64]),
            Err(SignatureError::Invalid),
            "too large"
        );
    }

    #[test]
    fn a_high_s_is_as_good_as_a_low_one() {
        let key = SigningKey::from_slice(&[5; 32]).unwrap();
        let signature: Signature = key.sign(b"message");
        let (r, s) = signature.split_scalars();
        let other = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
        assert_eq!(both(key.verifying_key(), b"message", &other.to_bytes()), Ok(()), "the other half");
    }
}
