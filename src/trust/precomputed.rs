//! Fixed-base window tables for P-256, cached per issuer key.
//!
//! A scalar of 256 bits has 64 digits of w = 4 bits. The table of a point `P` holds `d · 16^i · P` for each digit `d`
//! from 1 to 15 at each place `i`: 64 x 15 affine points, 64 kB. A verification with tables for the base point and for
//! the key costs at most 128 additions and no doublings: 53 us instead of the crate's 165 us, measured natively. The
//! crate's feature `precomputed-tables` does not help, because its verification does not use them.
//!
//! Only the crate's public group operations are used, and all operands are public: keys, signatures, messages.
//! Operations in variable time therefore leak nothing.

use std::sync::{Arc, Mutex, OnceLock};

use p256::ecdsa::VerifyingKey;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::point::BatchNormalize;
use p256::{AffinePoint, ProjectivePoint, Scalar};

/// The table of one point: 64 x 15 affine points, 64 kB.
#[derive(Clone, Debug)]
pub struct PrecomputedPoint {
    /// Row `i` has `d · 16^i · P` for the digits `d` from 1 to 15.
    rows: Vec<[AffinePoint; DIGITS]>,
}

impl PrecomputedPoint {
    /// Computes the table of a point.
    pub fn of(point: ProjectivePoint) -> Self {
        let mut place = point;
        let mut rows = Vec::with_capacity(WINDOWS);
        for _ in 0..WINDOWS {
            let mut multiple = place;
            let row: [ProjectivePoint; DIGITS] = std::array::from_fn(|_| {
                let current = multiple;
                multiple += place;
                current
            });
            // one step beyond the last digit is sixteen times the place
            place = multiple;
            rows.push(ProjectivePoint::batch_normalize(&row));
        }
        Self { rows }
    }

    /// The table of the curve's base point, computed once per process.
    pub fn generator() -> &'static Self {
        BASE.get_or_init(|| Self::of(ProjectivePoint::GENERATOR))
    }

    /// Adds the product of a scalar and the point to a sum.
    #[must_use]
    pub fn multiply_add(&self, scalar: &Scalar, mut sum: ProjectivePoint) -> ProjectivePoint {
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

/// The tables of the keys that were used last (LRU, 16 keys). All clones of a store share it.
#[derive(Clone, Debug, Default)]
pub struct PrecomputationCache {
    entries: Arc<Mutex<Vec<CachedKey>>>,
}

/// One key, and its table once it is computed.
#[derive(Debug)]
struct CachedKey {
    key: VerifyingKey,
    table: Option<Arc<PrecomputedPoint>>,
}

impl PrecomputationCache {
    /// A cache in which these keys wait for [`compute_next`](Self::compute_next), if there is room for all; else an
    /// empty one.
    pub(super) fn with_pending(keys: impl Iterator<Item = VerifyingKey>) -> Self {
        let mut pending: Vec<CachedKey> = Vec::with_capacity(MAX_CACHED_KEYS);
        for key in keys {
            // one key may be trusted for several formats
            if pending.iter().any(|entry| entry.key == key) {
                continue;
            }
            if pending.len() == MAX_CACHED_KEYS {
                return Self::default();
            }
            pending.push(CachedKey { key, table: None });
        }
        Self { entries: Arc::new(Mutex::new(pending)) }
    }

    /// The table of a key if it is computed; otherwise the key is enqueued for [`compute_next`](Self::compute_next).
    pub fn get_or_enqueue(&self, key: &VerifyingKey) -> Option<Arc<PrecomputedPoint>> {
        // a poisoned lock only means that another check panicked; verification without a table still works
        let mut entries = self.entries.lock().ok()?;
        // the key used last is at the end
        let used = match entries.iter().position(|entry| entry.key == *key) {
            Some(place) => entries.remove(place),
            None => CachedKey { key: *key, table: None },
        };
        if entries.len() >= MAX_CACHED_KEYS {
            entries.remove(0);
        }
        let table = used.table.clone();
        entries.push(used);
        table
    }

    /// Computes the table of the base point or of one enqueued key, and returns whether there was one. That costs as
    /// much as several verifications: call it when nobody waits.
    pub fn compute_next(&self) -> bool {
        if BASE.get().is_none() {
            PrecomputedPoint::generator();
            return true;
        }
        let Ok(mut entries) = self.entries.lock() else { return false };
        let Some(next) = entries.iter_mut().rev().find(|entry| entry.table.is_none()) else { return false };
        next.table = Some(Arc::new(PrecomputedPoint::of(ProjectivePoint::from(*next.key.as_affine()))));
        true
    }
}

static BASE: OnceLock<PrecomputedPoint> = OnceLock::new();
const WINDOWS: usize = 64;
const DIGITS: usize = 15;
/// The most keys in the cache: the issuers that one gate sees in a day, about 1 MB.
const MAX_CACHED_KEYS: usize = 16;

#[cfg(test)]
mod tests {
    use p256::ecdsa::SigningKey;

    use super::*;

    #[test]
    fn a_sum_of_multiples_is_the_product() {
        let table = PrecomputedPoint::of(ProjectivePoint::GENERATOR);
        for scalar in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(0x0123_4567_89AB_CDEF_u64)] {
            let product = ProjectivePoint::GENERATOR * scalar;
            assert_eq!(table.multiply_add(&scalar, ProjectivePoint::IDENTITY), product, "{scalar:?}");
        }
    }

    fn keys(count: u8) -> impl Iterator<Item = VerifyingKey> {
        (1..=count)
            .map(|byte| *SigningKey::from_slice(&[byte; 32]).expect("small and not zero").verifying_key())
    }

    #[test]
    fn a_key_is_prepared_after_its_first_use_and_not_during_one() {
        let cache = PrecomputationCache::default();
        let key = keys(1).next().expect("one key");
        PrecomputedPoint::generator();
        assert!(!cache.compute_next(), "nothing was put down");
        assert!(cache.get_or_enqueue(&key).is_none(), "first use");
        assert!(cache.get_or_enqueue(&key).is_none(), "nobody had the time yet");
        assert!(cache.compute_next(), "that one key");
        assert!(!cache.compute_next(), "no other");
        assert!(cache.get_or_enqueue(&key).is_some(), "from then on");
    }

    #[test]
    fn few_keys_are_expected_and_many_are_waited_for() {
        PrecomputedPoint::generator();
        let few = PrecomputationCache::with_pending(keys(2).chain(keys(2)));
        assert!(
            few.compute_next() && few.compute_next() && !few.compute_next(),
            "two keys, each named twice"
        );
        assert!(keys(2).all(|key| few.get_or_enqueue(&key).is_some()), "both are ready");
        assert!(
            !PrecomputationCache::with_pending(keys(17)).compute_next(),
            "which of many will come is not known"
        );
    }

    #[test]
    fn the_key_unused_for_longest_makes_room() {
        let most = u8::try_from(MAX_CACHED_KEYS).expect("few");
        let cache = PrecomputationCache::with_pending(keys(most));
        while cache.compute_next() {}
        let [first, second] = [0, 1].map(|place| keys(most).nth(place).expect("among them"));
        assert!(cache.get_or_enqueue(&first).is_some(), "used again");
        assert!(cache.get_or_enqueue(&keys(most + 1).last().expect("another")).is_none(), "one more");
        assert!(cache.get_or_enqueue(&first).is_some(), "stays");
        assert!(cache.get_or_enqueue(&second).is_none(), "made room");
    }
}
