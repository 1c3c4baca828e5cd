//! From shades to bytes (ISO/IEC 18004, 13.2 m to z).
//!
//! In: [`Shades`]. Out: the payload, if the error correction vouches for it. Doubts are kept as long as possible: the format
//! is the one that the shades agree with best, and the codewords that are least certain are given up first. rqrr, to
//! which a module is black or white, gives a second opinion on format and codewords.

use super::bit_stream::{Content, content};
use super::reed_solomon::correct;
use super::soft_modules::Shades;
use super::symbol::{Blocks, FORMAT_MASK, FORMAT_NEAR, Layout, format_bits, format_far, masked};

/// Memory for reading that is used again from symbol to symbol.
#[derive(Clone, Debug, Default)]
pub(crate) struct Desk {
    /// In the order in which they run through the symbol.
    codewords: Vec<Codeword>,
    /// The data of all blocks, put right.
    stream: Vec<u8>,
}

/// The content of a symbol, or `None` when it cannot be made out.
pub(crate) fn read(shades: &Shades, layout: &Layout, desk: &mut Desk) -> Option<Content> {
    if shades.side != layout.side || shades.values.len() != layout.side * layout.side {
        return None;
    }
    as_told(shades, layout, desk)
        .or_else(|| {
            let bare = formats(shades, 0).into_iter().next()?;
            (bare.agreement > CLEAR_AGREEMENT).then(|| soft(shades, layout, bare, desk))?
        })
        .filter(|content| !content.payload.is_empty())
}

/// The content by the format that the symbol tells, by either opinion.
fn as_told(shades: &Shades, layout: &Layout, desk: &mut Desk) -> Option<Content> {
    let formats = formats(shades, FORMAT_MASK);
    if formats.first()?.agreement < LEAST_AGREEMENT {
        return None;
    }
    let likeliest = &mut formats.iter().take(FORMATS);
    likeliest
        .find_map(|format| soft(shades, layout, *format, desk))
        .or_else(|| [false, true].into_iter().find_map(|mirrored| hard(shades, layout, mirrored, desk)))
}

/// The shades as rqrr takes them.
struct Hard<'a> {
    shades: &'a Shades,
    mirrored: bool,
}

impl rqrr::BitGrid for Hard<'_> {
    fn size(&self) -> usize {
        self.shades.side
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        self.shades.at(x, y, self.mirrored) > 0.0
    }
}

/// The second opinion: format and codewords as rqrr tells them. The correction is our own, because rqrr's brings a
/// table of 64 kB with it that every tablet would have to download.
fn hard(shades: &Shades, layout: &Layout, mirrored: bool, desk: &mut Desk) -> Option<Content> {
    let (format, raw) = rqrr::Grid::new(Hard { shades, mirrored }).get_raw_data().ok()?;
    let mask = usize::from(format.mask);
    let (eights, _) = layout.order.as_chunks::<8>();
    let unmask = |(raw, places): (&u8, &[usize; 8])| {
        let is_turned = |place: &usize| masked(mask, place % layout.side, place / layout.side);
        let turned = places.iter().fold(0, |bits, place| (bits << 1) | u8::from(is_turned(place)));
        Codeword { value: raw ^ turned, trust: 1.0 }
    };
    desk.codewords.clear();
    desk.codewords.extend(raw.data.iter().zip(eights).map(unmask));
    let blocks = layout.blocks(usize::from(format.ecc_level))?;
    desk.stream.clear();
    for block in 0..blocks.count {
        let mut block = Block::of(&desk.codewords, &blocks, block)?;
        block.correct(blocks.correction, &[], 0)?;
        desk.stream.extend_from_slice(block.data());
    }
    content(&desk.stream, layout.version)
}

/// The likeliest format of a symbol, when it is clearly told.
pub(crate) fn format(shades: &Shades) -> Option<Format> {
    formats(shades, FORMAT_MASK).into_iter().next().filter(|format| format.agreement > CLEAR_AGREEMENT)
}

/// A reading of the format information.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    level: usize,
    mask: usize,
    mirrored: bool,
    /// 1 when all modules agree.
    agreement: f32,
}

impl Format {
    /// Whether two readings tell the same format.
    pub(crate) fn is_same(self, other: Self) -> bool {
        (self.level, self.mask, self.mirrored) == (other.level, other.mask, other.mirrored)
    }
}

/// All formats there are, the likeliest first. There are generators that leave out the mask that all of them should wear.
fn formats(shades: &Shades, mask: u32) -> [Format; 64] {
    let mut formats = [Format { level: 0, mask: 0, mirrored: false, agreement: -1.0 }; 64];
    let (straight, turned) = formats.split_at_mut(32);
    for (mirrored, formats) in [(false, straight), (true, turned)] {
        let both = [FORMAT_NEAR, format_far(shades.side)];
        let seen = both.map(|places| places.map(|(x, y)| shades.at(x, y, mirrored).clamp(-1.0, 1.0)));
        for (data, format) in (0..32_u32).zip(formats) {
            let bits = format_bits(data) ^ mask;
            let agreement = |copy: &[f32; 15]| {
                let signed = (0..15)
                    .rev()
                    .zip(copy)
                    .map(|(bit, shade)| if bits >> bit & 1 == 1 { *shade } else { -shade });
                signed.sum::<f32>() / 15.0
            };
            let [near, far] = &seen;
            // one copy may be torn off
            let (near, far) = (agreement(near), agreement(far));
            let agreement = f32::midpoint(near, far).max(near.max(far) * 0.85);
            let (level, mask) =
                (usize::try_from(data >> 3).unwrap_or(0), usize::try_from(data & 7).unwrap_or(0));
            *format = Format { level, mask, mirrored, agreement };
        }
    }
    formats.sort_unstable_by(|one, other| {
        let place = |format: &Format| (format.mirrored, format.level, format.mask);
        other.agreement.total_cmp(&one.agreement).then_with(|| place(one).cmp(&place(other)))
    });
    formats
}

/// One codeword and how far it can be trusted.
#[derive(Clone, Copy, Debug, Default)]
struct Codeword {
    value: u8,
    trust: f32,
}

fn soft(shades: &Shades, layout: &Layout, format: Format, desk: &mut Desk) -> Option<Content> {
    if format.agreement < LEAST_AGREEMENT {
        return None;
    }
    let blocks = layout.blocks(format.level)?;
    collect(shades, layout, format, &mut desk.codewords);
    desk.stream.clear();
    let mut given_up = 0;
    for block in 0..blocks.count {
        let mut block = Block::of(&desk.codewords, &blocks, block)?;
        let spare = if blocks.count > 1 { 0 } else { misread_guard(layout.version, format.level) };
        given_up += block.repair(blocks.correction, spare, blocks.count)?;
        desk.stream.extend_from_slice(block.data());
    }
    let content = content(&desk.stream, layout.version)?;
    // A single block of which codewords were given up is vouched for by little; then the filling must be right too.
    let doubtful = given_up > 0 && blocks.count == 1;
    (content.padded_well || !doubtful).then_some(content)
}

/// Collects the codewords in the order in which they run through the symbol.
fn collect(shades: &Shades, layout: &Layout, format: Format, codewords: &mut Vec<Codeword>) {
    let (eights, _) = layout.order.as_chunks::<8>();
    let of = |places: &[usize; 8]| {
        let mut word = Codeword { value: 0, trust: f32::MAX };
        for place in places {
            let (x, y) = (place % layout.side, place / layout.side);
            let shade = shades.at(x, y, format.mirrored);
            word.value = (word.value << 1) | u8::from((shade > 0.0) != masked(format.mask, x, y));
            word.trust = word.trust.min(shade.abs());
        }
        word
    };
    codewords.clear();
    codewords.extend(eights.iter().map(of));
}

/// One block of codewords, data first.
struct Block {
    values: [u8; LONGEST_BLOCK],
    trusts: [f32; LONGEST_BLOCK],
    data: usize,
    length: usize,
}

impl Block {
    /// Picks a block's codewords out of all.
    fn of(codewords: &[Codeword], blocks: &Blocks, block: usize) -> Option<Self> {
        // codewords run through all blocks in turn; the long ones have one more at the end of the data
        let last = (block >= blocks.short).then(|| blocks.data * blocks.count + block - blocks.short);
        let data = (0..blocks.data).map(|index| index * blocks.count + block).chain(last);
        let start = blocks.data * blocks.count + blocks.count - blocks.short;
        let correction = (0..blocks.correction).map(|index| start + index * blocks.count + block);
        let mut picked =
            Self { values: [0; LONGEST_BLOCK], trusts: [0.0; LONGEST_BLOCK], data: 0, length: 0 };
        for place in data.chain(correction) {
            let word = codewords.get(place)?;
            *picked.values.get_mut(picked.length)? = word.value;
            *picked.trusts.get_mut(picked.length)? = word.trust;
            picked.length += 1;
        }
        picked.data = picked.length - blocks.correction;
        Some(picked)
    }

    fn data(&self) -> &[u8] {
        self.values.get(..self.data).unwrap_or_default()
    }

    fn correct(&mut self, correction: usize, erasures: &[usize], spare: usize) -> Option<usize> {
        correct(self.values.get_mut(..self.length)?, correction, erasures, spare)
    }

    /// Puts the block right, giving up more and more of its least certain codewords. Says how many were given up.
    fn repair(&mut self, correction: usize, spare: usize, blocks: usize) -> Option<usize> {
        if self.correct(correction, &[], spare).is_some() {
            return Some(0);
        }
        let trusts = self.trusts;
        let trust = |index: &usize| trusts.get(*index).copied().unwrap_or(0.0);
        let mut doubtful: [usize; LONGEST_BLOCK] = std::array::from_fn(|index| index);
        let doubtful = doubtful.get_mut(..self.length)?;
        doubtful
            .sort_unstable_by(|one, other| trust(one).total_cmp(&trust(other)).then_with(|| one.cmp(other)));
        let guard = spare.max(if blocks > 1 { GUARD_OF_MANY } else { GUARD_OF_ONE });
        let most = correction.checked_sub(guard)?;
        let step = (correction / 8).max(1);
        for count in (step..=most).step_by(step) {
            let erasures = doubtful.get(..count)?;
            if erasures.last().is_some_and(|index| trust(index) > CERTAIN) {
                return None;
            }
            if self.correct(correction, erasures, guard).is_some() {
                return Some(count);
            }
        }
        None
    }
}

/// Check codewords that the standard keeps back in the smallest versions (table 9, note b).
fn misread_guard(version: usize, level: usize) -> usize {
    match (version, level) {
        (1, 1) => 3,
        (1, 0) | (2, 1) => 2,
        (1, _) | (3, 1) => 1,
        _ => 0,
    }
}

/// Codewords in the longest block: data and correction are one byte's worth of places.
const LONGEST_BLOCK: usize = 255;

/// How well the format information must agree.
const LEAST_AGREEMENT: f32 = 0.45;

/// How well it must agree to tell one code from another.
const CLEAR_AGREEMENT: f32 = 0.6;

/// Formats tried: the likeliest, and one more in case it was misread.
const FORMATS: usize = 2;

/// Check codewords kept back to vouch for a block that is the only one, or one of several that all must be right.
const GUARD_OF_ONE: usize = 4;
const GUARD_OF_MANY: usize = 3;

/// A codeword whose every module is this clear is not given up.
const CERTAIN: f32 = 0.9;

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

    const LEVELS: [QrCodeEcc; 4] = [QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::Quartile, QrCodeEcc::High];

    /// A code without a flaw, of several blocks of different lengths where the level makes any.
    fn shades(level: QrCodeEcc, mask: u8) -> (Shades, Layout) {
        let segments = QrSegment::make_segments("HC1:6BFOXN");
        let version = Version::new(7);
        let code = QrCode::encode_segments_advanced(
            &segments,
            level,
            version,
            version,
            Some(Mask::new(mask)),
            false,
        )
        .expect("it fits");
        let layout = Layout::new(7);
        let at = |place: usize| i32::try_from(place).expect("small");
        let modules = (0..layout.side).flat_map(|y| (0..layout.side).map(move |x| (x, y)));
        let values = modules.map(|(x, y)| if code.get_module(at(x), at(y)) { 1.0 } else { -1.0 }).collect();
        (Shades { side: layout.side, values }, layout)
    }

    #[test]
    fn both_opinions_agree_on_a_clean_code() {
        for level in LEVELS {
            for mask in 0..8 {
                let (shades, layout) = shades(level, mask);
                let expected = Some(b"HC1:6BFOXN".to_vec());
                let desk = &mut Desk::default();
                let payload = |content: Option<Content>| content.map(|content| content.payload);
                let ours = payload(read(&shades, &layout, desk));
                assert_eq!(ours, expected, "ours, {level:?}, mask {mask}");
                let second = payload(hard(&shades, &layout, false, desk));
                assert_eq!(second, expected, "rqrr's, {level:?}, mask {mask}");
                assert_eq!(hard(&shades, &layout, true, desk), None, "from the wrong side of the paper");
            }
        }
    }

    #[test]
    fn a_format_without_its_mask_is_read() {
        for level in LEVELS {
            let (mut shades, layout) = shades(level, 3);
            for places in [FORMAT_NEAR, format_far(layout.side)] {
                for ((x, y), bit) in places.into_iter().zip((0..15).rev()) {
                    if FORMAT_MASK >> bit & 1 == 1 {
                        shades.values[y * layout.side + x] *= -1.0;
                    }
                }
            }
            let content = read(&shades, &layout, &mut Desk::default());
            assert_eq!(content.map(|content| content.payload), Some(b"HC1:6BFOXN".to_vec()), "{level:?}");
        }
    }
}
