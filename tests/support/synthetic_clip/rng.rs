//! Pseudo-random numbers from a seed: `SplitMix64` (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
//! Generators", OOPSLA 2014).

/// The state of the generator.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The generator of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in [0, 1), in steps of 2^-16.
    pub(crate) fn next(&mut self) -> f32 {
        f32::from(u16::try_from(self.bits() >> 48).unwrap_or(0)) / 65_536.0
    }

    /// Uniform in 0 to `below` - 1, for small `below`.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        let many = u64::try_from(below.max(1)).unwrap_or(1);
        usize::try_from(self.bits() % many).unwrap_or(0)
    }

    /// Four approximately Gaussian numbers with mean 0 and standard deviation 1: each the sum of four uniform bytes
    /// (Irwin-Hall).
    pub(crate) fn gaussian4(&mut self) -> [f32; 4] {
        let bytes = self.bits().to_le_bytes();
        let more = self.bits().to_le_bytes();
        let sum = |at: usize| {
            [bytes.get(at), bytes.get(at + 1), more.get(at), more.get(at + 1)]
                .into_iter()
                .flatten()
                .map(|&byte| f32::from(byte))
                .sum::<f32>()
        };
        // four bytes have a mean of 510 and a standard deviation of 147.8
        [0, 2, 4, 6].map(|at| (sum(at) - 510.0) / 147.8)
    }
}
