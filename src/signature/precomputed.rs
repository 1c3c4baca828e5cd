//! Fixed-base window tables for P-256, cached per issuer key.
//!
//! A scalar of 256 bits has 64 digits of w = 4 bits. The table of a point `P` holds `d · 16^i · P` for each digit `d`
//! from 1 to 15 at each place `i`: 64 x 15 affine points, 64 kB. A verification with tables for the base point and for
//! the key costs at most 128 additions and no doublings.
//!
//! Why these tables are ours: a gate sees hundreds of passes of few issuers, and most of the way from text to verdict is
//! the signature. Natively one verification takes 53 us with tables and 165 us with the crate (15 alternating rounds);
//! in Chromium the whole way takes 0.25 ms and 0.65 ms (`tests/bench/README.md`).
//! - The crate's feature `precomputed-tables` does not help: in primeorder 0.14 its tables serve the product with the
//!   base point, and not the sum of two products that a verification computes.
//! - `WebCrypto` takes 0.23 ms there for the same way. It answers later, so that judging would be a promise and no
//!   longer a pure function, and it is missing in the native tool and its tests.
//!
//! `tests/fuzz/targets/ecdsa.rs` compares the tables with the crate's own verification.
//!
//! Only the crate's public group operations are used, and all operands are public: keys, signatures, messages.
//! Operations in variable time therefore leak nothing.

use p256::ecdsa::VerifyingKey;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::point::BatchNormalize;
use p256::{AffinePoint, ProjectivePoint, Scalar};

use super::PublicKey;

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

    /// Computes the table of the curve's base point.
    pub fn generator() -> Self {
        Self::of(ProjectivePoint::GENERATOR)
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

/// The tables of the base point and of the keys that were used last (16 keys at the most). A plain value: its owner says
/// which keys are in use, and computes tables while nobody waits; verification only reads it.
#[derive(Clone, Debug, Default)]
pub struct PrecomputationCache {
    generator: Option<PrecomputedPoint>,
    /// The key used last is at the end.
    entries: Vec<CachedKey>,
}

/// One key, and its table once it is computed.
#[derive(Clone, Debug)]
struct CachedKey {
    key: VerifyingKey,
    table: Option<PrecomputedPoint>,
}

impl PrecomputationCache {
    /// Prepares for these keys: they wait for [`compute_next`](Self::compute_next) if there is room for all; where there
    /// are more, which of them will be used is not known, and none waits. Tables of keys that are among them are kept.
    pub fn expect<'a>(&mut self, keys: impl Iterator<Item = &'a PublicKey>) {
        let keys: Vec<VerifyingKey> = keys.filter_map(p256).collect();
        self.entries.retain(|entry| keys.contains(&entry.key));
        let mut pending: Vec<CachedKey> = Vec::with_capacity(MAX_CACHED_KEYS);
        for key in keys {
            // one key may be trusted for several formats
            if pending.iter().chain(&self.entries).any(|entry| entry.key == key) {
                continue;
            }
            if pending.len() + self.entries.len() == MAX_CACHED_KEYS {
                return;
            }
            pending.push(CachedKey { key, table: None });
        }
        self.entries.splice(0..0, pending);
    }

    /// Says that a signature held under this key: others may follow. The key unused for longest makes room.
    pub fn record_use(&mut self, key: &PublicKey) {
        let Some(key) = p256(key) else { return };
        let used = match self.entries.iter().position(|entry| entry.key == key) {
            Some(place) => self.entries.remove(place),
            None => CachedKey { key, table: None },
        };
        if self.entries.len() >= MAX_CACHED_KEYS {
            self.entries.remove(0);
        }
        self.entries.push(used);
    }

    /// The tables of the base point and of a key, if both are computed.
    pub fn tables(&self, key: &VerifyingKey) -> Option<(&PrecomputedPoint, &PrecomputedPoint)> {
        let entry = self.entries.iter().find(|entry| entry.key == *key)?;
        self.generator.as_ref().zip(entry.table.as_ref())
    }

    /// Whether [`compute_next`](Self::compute_next) has something to compute.
    pub fn is_pending(&self) -> bool {
        self.entries.iter().any(|entry| entry.table.is_none())
    }

    /// Computes the table of the base point or of one key that waits, the one used last first. That costs as much as
    /// several verifications: call it when nobody waits, while [`is_pending`](Self::is_pending).
    pub fn compute_next(&mut self) {
        let Some(next) = self.entries.iter_mut().rev().find(|entry| entry.table.is_none()) else { return };
        if self.generator.is_none() {
            self.generator = Some(PrecomputedPoint::generator());
        } else {
            next.table = Some(PrecomputedPoint::of(ProjectivePoint::from(*next.key.as_affine())));
        }
    }
}

fn p256(key: &PublicKey) -> Option<VerifyingKey> {
    match key {
        PublicKey::P256(key) => Some(*key),
        PublicKey::Rsa(_) | PublicKey::Ed25519(_) | PublicKey::Unsupported => None,
    }
}

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

    fn keys(count: u8) -> Vec<PublicKey> {
        let key = |byte| *SigningKey::from_slice(&[byte; 32]).expect("small and not zero").verifying_key();
        (1..=count).map(|byte| PublicKey::P256(key(byte))).collect()
    }

    fn is_ready(cache: &PrecomputationCache, key: &PublicKey) -> bool {
        p256(key).is_some_and(|key| cache.tables(&key).is_some())
    }

    fn compute_all(cache: &mut PrecomputationCache) -> usize {
        let mut steps = 0;
        while cache.is_pending() {
            cache.compute_next();
            steps += 1;
        }
        steps
    }

    #[test]
    fn a_key_is_computed_after_its_first_use_and_not_during_one() {
        let mut cache = PrecomputationCache::default();
        let key = keys(1).remove(0);
        assert_eq!(compute_all(&mut cache), 0, "nothing was put down");
        cache.record_use(&key);
        assert!(!is_ready(&cache, &key), "nobody had the time yet");
        cache.compute_next();
        assert!(!is_ready(&cache, &key), "the base point comes first");
        cache.compute_next();
        assert!(is_ready(&cache, &key) && !cache.is_pending(), "from then on");
    }

    #[test]
    fn few_keys_are_expected_and_many_are_waited_for() {
        let mut few = PrecomputationCache::default();
        let twice = [keys(2), keys(2)].concat();
        few.expect(twice.iter());
        assert_eq!(compute_all(&mut few), 3, "the base point, and two keys, each named twice");
        assert!(keys(2).iter().all(|key| is_ready(&few, key)), "both are ready");
        let mut many = PrecomputationCache::default();
        many.expect(keys(17).iter());
        assert!(!many.is_pending(), "which of many will come is not known");
    }

    #[test]
    fn keys_that_are_trusted_still_keep_their_tables() {
        let mut cache = PrecomputationCache::default();
        cache.expect(keys(2).iter());
        compute_all(&mut cache);
        cache.expect(keys(3).get(1..).expect("two").iter());
        assert!(!is_ready(&cache, &keys(1)[0]), "not trusted any more");
        assert!(is_ready(&cache, &keys(2)[1]), "trusted as before");
        assert_eq!(compute_all(&mut cache), 1, "one is new");
    }

    #[test]
    fn the_key_unused_for_longest_makes_room() {
        let most = u8::try_from(MAX_CACHED_KEYS).expect("few");
        let all = keys(most + 1);
        let mut cache = PrecomputationCache::default();
        cache.expect(all.get(..MAX_CACHED_KEYS).expect("all but one").iter());
        compute_all(&mut cache);
        cache.record_use(&all[0]);
        cache.record_use(&all[MAX_CACHED_KEYS]);
        assert!(is_ready(&cache, &all[0]), "stays");
        assert!(!is_ready(&cache, &all[1]), "made room");
    }
}
