//! Numbers that look random and are the same for the same seed (splitmix64).

/// A sequence of them.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The sequence of a seed.
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

    /// From 0 up to 1.
    pub(crate) fn next(&mut self) -> f32 {
        f32::from(u16::try_from(self.bits() >> 48).unwrap_or(0)) / 65_536.0
    }

    /// From 0 up to `below`, which is small.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        let many = u64::try_from(below.max(1)).unwrap_or(1);
        usize::try_from(self.bits() % many).unwrap_or(0)
    }

    /// Four numbers of a bell curve with the standard deviation 1, made of sixteen bits each.
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
