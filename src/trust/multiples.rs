//! Multiples of the points that signatures are checked with, kept so that a gate which sees few issuers again and
//! again adds points instead of doubling them.
//!
//! A scalar of 256 bits is 64 digits of four bits. With `d · 16^w · P` at hand for every place `w` and digit `d`, a
//! product is at most 64 additions; without, it is 256 doublings besides. Only the public group operations of the
//! reviewed crate are used, and everything here is public: keys, signatures, messages.

use std::sync::{Arc, Mutex, OnceLock};

use p256::ecdsa::VerifyingKey;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::point::BatchNormalize;
use p256::{AffinePoint, ProjectivePoint, Scalar};

/// The multiples of one point: 960 of them, 64 kB.
#[derive(Clone, Debug)]
pub struct Multiples {
    /// Row `w` holds the digits 1 to 15 at place `w`.
    rows: Vec<[AffinePoint; DIGITS]>,
}

impl Multiples {
    /// Computes the multiples of a point.
    pub fn of(point: ProjectivePoint) -> Self {
        let mut place = point;
        let mut rows = Vec::with_capacity(PLACES);
        for _ in 0..PLACES {
            let mut multiple = place;
            let row: [ProjectivePoint; DIGITS] = std::array::from_fn(|_| {
                let current = multiple;
                multiple += place;
                current
            });
            // one step beyond the last digit: sixteen times the place
            place = multiple;
            rows.push(ProjectivePoint::batch_normalize(&row));
        }
        Self { rows }
    }

    /// The multiples of the curve's base point, computed once.
    pub fn of_base() -> &'static Self {
        static BASE: OnceLock<Multiples> = OnceLock::new();
        BASE.get_or_init(|| Self::of(ProjectivePoint::GENERATOR))
    }

    /// Adds a multiple of the point to a sum.
    #[must_use]
    pub fn add(&self, scalar: &Scalar, mut sum: ProjectivePoint) -> ProjectivePoint {
        let bytes = scalar.to_repr();
        let digits = bytes.iter().rev().flat_map(|byte| [byte & 0xF, byte >> 4]);
        for (row, digit) in self.rows.iter().zip(digits) {
            if let Some(multiple) = usize::from(digit).checked_sub(1).and_then(|place| row.get(place)) {
                sum += multiple;
            }
        }
        sum
    }
}

/// The multiples of the keys that were used last. Shared by all clones of a store.
#[derive(Clone, Debug, Default)]
pub struct KeptMultiples {
    kept: Arc<Mutex<Vec<Kept>>>,
}

/// One key; its multiples are computed when it is seen a second time, as computing them costs as much as a few checks.
#[derive(Debug)]
struct Kept {
    key: VerifyingKey,
    multiples: Option<Arc<Multiples>>,
}

impl KeptMultiples {
    /// The multiples of a key, from its second use on.
    pub fn of(&self, key: &VerifyingKey) -> Option<Arc<Multiples>> {
        // a poisoned lock only means that another check panicked: the plain way works still
        let mut kept = self.kept.lock().ok()?;
        let Some(place) = kept.iter().position(|kept| kept.key == *key) else {
            if kept.len() >= MAX_KEPT {
                kept.remove(0);
            }
            kept.push(Kept { key: *key, multiples: None });
            return None;
        };
        // the key used last stands last
        let mut used = kept.remove(place);
        let multiples = used
            .multiples
            .get_or_insert_with(|| Arc::new(Multiples::of(ProjectivePoint::from(*key.as_affine()))))
            .clone();
        kept.push(used);
        Some(multiples)
    }
}

const PLACES: usize = 64;
const DIGITS: usize = 15;
/// Keys whose multiples are kept: the issuers that one gate sees in a day, in about a megabyte.
const MAX_KEPT: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_multiples_is_the_product() {
        let multiples = Multiples::of(ProjectivePoint::GENERATOR);
        for scalar in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(0x0123_4567_89AB_CDEF_u64)] {
            let product = ProjectivePoint::GENERATOR * scalar;
            assert_eq!(multiples.add(&scalar, ProjectivePoint::IDENTITY), product, "{scalar:?}");
        }
    }
}
