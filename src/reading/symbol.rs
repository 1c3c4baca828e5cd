//! The layout of a version (ISO/IEC 18004, 6 and 7): function patterns, the order of data modules, and the division
//! into blocks. This file does not look at frames.

use crate::grid::Grid;

/// What a module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Module {
    /// Data or error correction.
    Data,
    /// Part of a function pattern: always dark or always light.
    Fixed { dark: bool },
    /// Format or version information.
    Reserved,
}

/// The layout of one version.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) version: usize,
    pub(crate) side: usize,
    modules: Grid<Module>,
    /// Indices of the data modules in the order of the codewords, highest bit first.
    pub(crate) order: Vec<usize>,
}

/// The error correction blocks of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Blocks {
    /// Number of blocks.
    pub(crate) count: usize,
    /// Number of short blocks; the others have one data codeword more.
    pub(crate) short: usize,
    /// Data codewords in a short block.
    pub(crate) data: usize,
    /// Error correction codewords in every block.
    pub(crate) correction: usize,
}

impl Layout {
    /// The layout of a version from 1 to 40.
    pub(crate) fn new(version: usize) -> Self {
        let version = version.clamp(1, 40);
        let side = 17 + 4 * version;
        let mut layout = Self { version, side, modules: Grid::filled(side, Module::Data), order: Vec::new() };
        layout.draw_timing();
        for (left, top) in [(0, 0), (side - 7, 0), (0, side - 7)] {
            layout.draw_finder(left, top);
        }
        let centres = alignment_centres(version);
        let last = centres.last().copied().unwrap_or(0);
        for &y in &centres {
            for &x in &centres {
                if (x, y) != (6, 6) && (x, y) != (last, 6) && (x, y) != (6, last) {
                    layout.draw_alignment(x, y);
                }
            }
        }
        layout.reserve();
        layout.order = layout.data_order();
        layout
    }

    /// The module at (x, y); outside the symbol it is light.
    pub(crate) fn at(&self, x: usize, y: usize) -> Module {
        self.modules.at((x, y)).unwrap_or(Module::Fixed { dark: false })
    }

    /// Whole codewords in the symbol.
    pub(crate) fn codewords(&self) -> usize {
        self.order.len() / 8
    }

    /// The blocks at an error correction level, numbered as in the format information: 0 M, 1 L, 2 H, 3 Q.
    pub(crate) fn blocks(&self, level: usize) -> Option<Blocks> {
        let row = [1, 0, 3, 2].get(level).copied()?;
        let correction = usize::from(*CORRECTION_PER_BLOCK.get(row)?.get(self.version - 1)?);
        let count = usize::from(*BLOCKS.get(row)?.get(self.version - 1)?);
        let long = self.codewords() % count;
        Some(Blocks {
            count,
            short: count - long,
            data: (self.codewords() / count).checked_sub(correction)?,
            correction,
        })
    }

    fn set(&mut self, x: usize, y: usize, module: Module) {
        self.modules.set((x, y), module);
    }

    fn draw_timing(&mut self) {
        for step in 8..self.side - 8 {
            let module = Module::Fixed { dark: step % 2 == 0 };
            self.set(step, 6, module);
            self.set(6, step, module);
        }
    }

    /// A finder pattern with its separator.
    fn draw_finder(&mut self, left: usize, top: usize) {
        for y in 0..9 {
            for x in 0..9 {
                // one module up and left, so that the separator begins at zero
                let (Some(column), Some(row)) = ((left + x).checked_sub(1), (top + y).checked_sub(1)) else {
                    continue;
                };
                let ring = x.abs_diff(4).max(y.abs_diff(4));
                if row < self.side {
                    self.set(column, row, Module::Fixed { dark: ring != 2 && ring != 4 });
                }
            }
        }
    }

    fn draw_alignment(&mut self, x: usize, y: usize) {
        for row in 0..5_usize {
            for column in 0..5_usize {
                let ring = row.abs_diff(2).max(column.abs_diff(2));
                self.set(x + column - 2, y + row - 2, Module::Fixed { dark: ring != 1 });
            }
        }
    }

    fn reserve(&mut self) {
        for (x, y) in FORMAT_NEAR.into_iter().chain(format_far(self.side)) {
            self.set(x, y, Module::Reserved);
        }
        self.set(8, self.side - 8, Module::Fixed { dark: true });
        if self.version >= 7 {
            for (x, y) in version_positions(self.side) {
                self.set(x, y, Module::Reserved);
                self.set(y, x, Module::Reserved);
            }
        }
    }

    /// Pairs of columns from the right, upwards and downwards in turn, without the column of the timing pattern
    /// (7.7.3).
    fn data_order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.side * self.side);
        let columns = (0..self.side).rev().filter(|&column| column != 6).step_by(2);
        for (turn, right) in columns.enumerate() {
            for step in 0..self.side {
                let y = if turn % 2 == 0 { self.side - 1 - step } else { step };
                for x in [right, right - 1] {
                    if self.at(x, y) == Module::Data {
                        order.push(y * self.side + x);
                    }
                }
            }
        }
        order
    }
}

/// The rows, and columns, of the centres of alignment patterns (annex E).
pub(crate) fn alignment_centres(version: usize) -> Vec<usize> {
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let last = 10 + 4 * version;
    // an even number of modules; version 32 is the one exception to the rule
    let step = if version == 32 { 26 } else { (4 * version + 2 * count + 1) / (2 * count - 2) * 2 };
    let mut centres: Vec<usize> = (0..count - 1).map(|index| last - index * step).collect();
    centres.push(6);
    centres.reverse();
    centres
}

/// Whether a data mask pattern inverts a module (7.8.2).
pub(crate) fn is_mask_set(mask: usize, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

/// Modules of the format information around the top left finder, highest bit first (7.9.1).
pub(crate) const FORMAT_NEAR: [(usize, usize); 15] = [
    (0, 8),
    (1, 8),
    (2, 8),
    (3, 8),
    (4, 8),
    (5, 8),
    (7, 8),
    (8, 8),
    (8, 7),
    (8, 5),
    (8, 4),
    (8, 3),
    (8, 2),
    (8, 1),
    (8, 0),
];

/// Modules of its copy beside the other two finders, highest bit first.
pub(crate) fn format_far(side: usize) -> [(usize, usize); 15] {
    std::array::from_fn(|bit| if bit < 7 { (8, side - 1 - bit) } else { (side - 15 + bit, 8) })
}

/// Modules of the version information beside the top right finder, lowest bit first; transposed, those beside the
/// bottom left one (7.10).
pub(crate) fn version_positions(side: usize) -> [(usize, usize); 18] {
    std::array::from_fn(|bit| (side - 11 + bit % 3, bit / 3))
}

/// The 15 bits of format information: five data bits with their BCH (15, 5) check bits, before the mask (annex C).
pub(crate) fn format_bits(data: u32) -> u32 {
    let mut rest = data;
    for _ in 0..10 {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    }
    (data << 10) | rest
}

/// The mask of the format information, so that none is without a dark module (7.9.1).
pub(crate) const FORMAT_MASK: u32 = 0x5412;

/// The 18 bits of version information: six data bits with their Golay (18, 6) check bits (annex D).
pub(crate) fn version_bits(version: u32) -> u32 {
    let mut rest = version;
    for _ in 0..12 {
        rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
    }
    (version << 12) | rest
}

/// Table 9: error correction codewords in a block, by level (L, M, Q, H) and version.
#[rustfmt::skip]
const CORRECTION_PER_BLOCK: [[u8; 40]; 4] = [
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];

/// Table 9: blocks in a symbol, by level (L, M, Q, H) and version.
#[rustfmt::skip]
const BLOCKS: [[u8; 40]; 4] = [
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
];

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

    #[test]
    fn every_version_has_as_many_data_modules_as_the_standard_says() {
        for (version, codewords) in
            [(1, 26), (2, 44), (6, 172), (7, 196), (14, 581), (22, 1258), (30, 2185), (32, 2465), (40, 3706)]
        {
            assert_eq!(Layout::new(version).codewords(), codewords, "version {version}");
        }
    }

    #[test]
    fn fixed_modules_stand_as_an_encoder_draws_them() {
        for version in 1..=40_u8 {
            let number = Version::new(version);
            let code = QrCode::encode_segments_advanced(
                &[QrSegment::make_numeric("1")],
                QrCodeEcc::Low,
                number,
                number,
                Some(Mask::new(3)),
                false,
            )
            .expect("one digit fits");
            let layout = Layout::new(version.into());
            for y in 0..layout.side {
                for x in 0..layout.side {
                    if let Module::Fixed { dark } = layout.at(x, y) {
                        let at = |value: usize| i32::try_from(value).expect("small");
                        assert_eq!(code.get_module(at(x), at(y)), dark, "version {version} at {x}, {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn blocks_add_up_to_the_symbol() {
        for version in 1..=40 {
            let layout = Layout::new(version);
            for level in 0..4 {
                let blocks = layout.blocks(level).expect("four levels");
                let sum = blocks.count * (blocks.data + blocks.correction) + blocks.count - blocks.short;
                assert_eq!(sum, layout.codewords(), "version {version} level {level}");
            }
        }
    }

    #[test]
    fn information_bits_are_those_of_the_standard() {
        assert_eq!(version_bits(7), 0b00_0111_1100_1001_0100, "annex D's example");
        assert_eq!(format_bits(0b00101) ^ FORMAT_MASK, 0b100_0000_1100_1110, "annex C's example");
    }
}
