//! Decodes soft modules to the bytes of a symbol (ISO/IEC 18004, 13.2 m to z), with soft decisions as long as
//! possible.
//!
//! The format is the one of 64 (32 data values, upright and mirrored) that correlates best. The confidence of a
//! codeword is that of its least certain module. If a block cannot be corrected as it is, its least certain
//! codewords are erased, more in each trial: generalised minimum distance (GMD) decoding (Forney, "Generalized
//! Minimum Distance Decoding", IEEE Transactions on Information Theory 12(2), 1966). rqrr, which takes hard
//! decisions, gives a second opinion on format and codewords.

use crate::bit_stream::{DecodedStream, decode_stream};
use crate::reed_solomon::correct;
use crate::soft_modules::SoftModules;
use crate::symbol::{Blocks, FORMAT_MASK, FORMAT_NEAR, Layout, format_bits, format_far, is_mask_set};

/// Buffers that are reused from symbol to symbol.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecodeBuffers {
    /// Codewords in the order of the symbol.
    codewords: Vec<Codeword>,
    /// The corrected data codewords of all blocks.
    stream: Vec<u8>,
}

/// The content of a symbol, or `None` if it cannot be decoded.
pub(crate) fn decode(
    soft_modules: &SoftModules,
    layout: &Layout,
    buffers: &mut DecodeBuffers,
) -> Option<DecodedStream> {
    if soft_modules.side != layout.side || soft_modules.values.len() != layout.side * layout.side {
        return None;
    }
    decode_by_format(soft_modules, layout, buffers)
        .or_else(|| {
            let unmasked = ranked_formats(soft_modules, 0).into_iter().next()?;
            (unmasked.agreement > CLEAR_AGREEMENT)
                .then(|| decode_soft(soft_modules, layout, unmasked, buffers))?
        })
        .filter(|content| !content.payload.is_empty())
}

/// Decodes by the format information, softly and then with rqrr.
fn decode_by_format(
    soft_modules: &SoftModules,
    layout: &Layout,
    buffers: &mut DecodeBuffers,
) -> Option<DecodedStream> {
    let ranked_formats = ranked_formats(soft_modules, FORMAT_MASK);
    if ranked_formats.first()?.agreement < MIN_AGREEMENT {
        return None;
    }
    let likeliest = &mut ranked_formats.iter().take(MAX_FORMATS);
    likeliest.find_map(|format| decode_soft(soft_modules, layout, *format, buffers)).or_else(|| {
        [false, true]
            .into_iter()
            .find_map(|mirrored| decode_with_rqrr(soft_modules, layout, mirrored, buffers))
    })
}

/// The modules as hard decisions, the input of rqrr.
struct HardModules<'a> {
    soft_modules: &'a SoftModules,
    mirrored: bool,
}

impl rqrr::BitGrid for HardModules<'_> {
    fn size(&self) -> usize {
        self.soft_modules.side
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        self.soft_modules.at(x, y, self.mirrored) > 0.0
    }
}

/// Decodes with format and codewords by rqrr. The error correction is our own, because that of rqrr brings a table
/// of 64 kB, which every tablet would have to download.
fn decode_with_rqrr(
    soft_modules: &SoftModules,
    layout: &Layout,
    mirrored: bool,
    buffers: &mut DecodeBuffers,
) -> Option<DecodedStream> {
    let (format, raw) = rqrr::Grid::new(HardModules { soft_modules, mirrored }).get_raw_data().ok()?;
    let mask = usize::from(format.mask);
    let (eights, _) = layout.order.as_chunks::<8>();
    let unmask = |(raw, positions): (&u8, &[usize; 8])| {
        let is_masked = |position: &usize| is_mask_set(mask, position % layout.side, position / layout.side);
        let mask_bits =
            positions.iter().fold(0, |bits, position| (bits << 1) | u8::from(is_masked(position)));
        Codeword { value: raw ^ mask_bits, confidence: 1.0 }
    };
    buffers.codewords.clear();
    buffers.codewords.extend(raw.data.iter().zip(eights).map(unmask));
    let blocks = layout.blocks(usize::from(format.ecc_level))?;
    buffers.stream.clear();
    for block in 0..blocks.count {
        let mut block = Block::of(&buffers.codewords, &blocks, block)?;
        block.correct(blocks.correction, &[], 0)?;
        buffers.stream.extend_from_slice(block.data());
    }
    decode_stream(&buffers.stream, layout.version)
}

/// The likeliest format, if it is clear.
pub(crate) fn clear_format(soft_modules: &SoftModules) -> Option<FormatInformation> {
    ranked_formats(soft_modules, FORMAT_MASK)
        .into_iter()
        .next()
        .filter(|format| format.agreement > CLEAR_AGREEMENT)
}

/// One value of the format information.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormatInformation {
    level: usize,
    mask: usize,
    mirrored: bool,
    /// Correlation with the modules, -1 to 1; 1 if all agree.
    agreement: f32,
}

impl FormatInformation {
    /// Whether two values are the same format, whatever their correlation.
    pub(crate) fn is_same(self, other: Self) -> bool {
        (self.level, self.mask, self.mirrored) == (other.level, other.mask, other.mirrored)
    }
}

/// All 64 formats, the likeliest first. `mask` is [`FORMAT_MASK`], or 0 for symbols of generators that leave it
/// out.
fn ranked_formats(soft_modules: &SoftModules, mask: u32) -> [FormatInformation; 64] {
    let mut ranked_formats = [FormatInformation { level: 0, mask: 0, mirrored: false, agreement: -1.0 }; 64];
    let (upright, transposed) = ranked_formats.split_at_mut(32);
    for (mirrored, ranked_formats) in [(false, upright), (true, transposed)] {
        let both = [FORMAT_NEAR, format_far(soft_modules.side)];
        let values =
            both.map(|positions| positions.map(|(x, y)| soft_modules.at(x, y, mirrored).clamp(-1.0, 1.0)));
        for (data, format) in (0..32_u32).zip(ranked_formats) {
            let bits = format_bits(data) ^ mask;
            let agreement = |copy: &[f32; 15]| {
                let signed = (0..15)
                    .rev()
                    .zip(copy)
                    .map(|(bit, value)| if bits >> bit & 1 == 1 { *value } else { -value });
                signed.sum::<f32>() / 15.0
            };
            let [near, far] = &values;
            // one of the two copies may be torn off; it then counts 0.85
            let (near, far) = (agreement(near), agreement(far));
            let agreement = f32::midpoint(near, far).max(near.max(far) * 0.85);
            let (level, mask) =
                (usize::try_from(data >> 3).unwrap_or(0), usize::try_from(data & 7).unwrap_or(0));
            *format = FormatInformation { level, mask, mirrored, agreement };
        }
    }
    ranked_formats.sort_unstable_by(|one, other| {
        let order = |format: &FormatInformation| (format.mirrored, format.level, format.mask);
        other.agreement.total_cmp(&one.agreement).then_with(|| order(one).cmp(&order(other)))
    });
    ranked_formats
}

/// A codeword, and its confidence: the smallest absolute value of its modules, 0 to 1.5.
#[derive(Clone, Copy, Debug, Default)]
struct Codeword {
    value: u8,
    confidence: f32,
}

fn decode_soft(
    soft_modules: &SoftModules,
    layout: &Layout,
    format: FormatInformation,
    buffers: &mut DecodeBuffers,
) -> Option<DecodedStream> {
    if format.agreement < MIN_AGREEMENT {
        return None;
    }
    let blocks = layout.blocks(format.level)?;
    read_codewords(soft_modules, layout, format, &mut buffers.codewords);
    buffers.stream.clear();
    let mut erased = 0;
    for block in 0..blocks.count {
        let mut block = Block::of(&buffers.codewords, &blocks, block)?;
        let reserved = if blocks.count > 1 { 0 } else { misdecode_protection(layout.version, format.level) };
        erased += block.decode_erasing_least_certain(blocks.correction, reserved, blocks.count)?;
        buffers.stream.extend_from_slice(block.data());
    }
    let content = decode_stream(&buffers.stream, layout.version)?;
    // a single block with erasures has little redundancy left to detect a miscorrection; then the padding must be
    // right too
    let is_weakly_protected = erased > 0 && blocks.count == 1;
    (content.is_padding_valid || !is_weakly_protected).then_some(content)
}

/// Reads the codewords in the order of the symbol, with the mask removed.
fn read_codewords(
    soft_modules: &SoftModules,
    layout: &Layout,
    format: FormatInformation,
    codewords: &mut Vec<Codeword>,
) {
    let (eights, _) = layout.order.as_chunks::<8>();
    let of = |positions: &[usize; 8]| {
        let mut word = Codeword { value: 0, confidence: f32::MAX };
        for position in positions {
            let (x, y) = (position % layout.side, position / layout.side);
            let value = soft_modules.at(x, y, format.mirrored);
            word.value = (word.value << 1) | u8::from((value > 0.0) != is_mask_set(format.mask, x, y));
            word.confidence = word.confidence.min(value.abs());
        }
        word
    };
    codewords.clear();
    codewords.extend(eights.iter().map(of));
}

/// One block of codewords, data first.
struct Block {
    values: [u8; MAX_BLOCK_LENGTH],
    confidences: [f32; MAX_BLOCK_LENGTH],
    data: usize,
    length: usize,
}

impl Block {
    /// De-interleaves one block.
    fn of(codewords: &[Codeword], blocks: &Blocks, block: usize) -> Option<Self> {
        // codewords are interleaved over all blocks; the long blocks have one more at the end of the data
        let last = (block >= blocks.short).then(|| blocks.data * blocks.count + block - blocks.short);
        let data = (0..blocks.data).map(|index| index * blocks.count + block).chain(last);
        let start = blocks.data * blocks.count + blocks.count - blocks.short;
        let correction = (0..blocks.correction).map(|index| start + index * blocks.count + block);
        let mut picked =
            Self { values: [0; MAX_BLOCK_LENGTH], confidences: [0.0; MAX_BLOCK_LENGTH], data: 0, length: 0 };
        for position in data.chain(correction) {
            let word = codewords.get(position)?;
            *picked.values.get_mut(picked.length)? = word.value;
            *picked.confidences.get_mut(picked.length)? = word.confidence;
            picked.length += 1;
        }
        picked.data = picked.length - blocks.correction;
        Some(picked)
    }

    fn data(&self) -> &[u8] {
        self.values.get(..self.data).unwrap_or_default()
    }

    fn correct(&mut self, correction: usize, erasures: &[usize], reserved: usize) -> Option<usize> {
        correct(self.values.get_mut(..self.length)?, correction, erasures, reserved)
    }

    /// GMD decoding: corrects the block, and if that fails erases its least certain codewords, an eighth of the
    /// check codewords more in each trial. Returns the number of erasures.
    fn decode_erasing_least_certain(
        &mut self,
        correction: usize,
        reserved: usize,
        blocks: usize,
    ) -> Option<usize> {
        if self.correct(correction, &[], reserved).is_some() {
            return Some(0);
        }
        let confidences = self.confidences;
        let confidence = |index: &usize| confidences.get(*index).copied().unwrap_or(0.0);
        let mut least_certain: [usize; MAX_BLOCK_LENGTH] = std::array::from_fn(|index| index);
        let least_certain = least_certain.get_mut(..self.length)?;
        least_certain.sort_unstable_by(|one, other| {
            confidence(one).total_cmp(&confidence(other)).then_with(|| one.cmp(other))
        });
        let reserved_with_erasures =
            reserved.max(if blocks > 1 { RESERVED_IN_EACH_BLOCK } else { RESERVED_IN_SINGLE_BLOCK });
        let max_erasures = correction.checked_sub(reserved_with_erasures)?;
        let step = (correction / 8).max(1);
        for count in (step..=max_erasures).step_by(step) {
            let erasures = least_certain.get(..count)?;
            if erasures.last().is_some_and(|index| confidence(index) > MAX_ERASED_CONFIDENCE) {
                return None;
            }
            if self.correct(correction, erasures, reserved_with_erasures).is_some() {
                return Some(count);
            }
        }
        None
    }
}

/// Check codewords reserved for the detection of misdecodes in the smallest versions (table 9, note b: p).
fn misdecode_protection(version: usize, level: usize) -> usize {
    match (version, level) {
        (1, 1) => 3,
        (1, 0) | (2, 1) => 2,
        (1, _) | (3, 1) => 1,
        _ => 0,
    }
}

/// Codewords in the longest block: Reed-Solomon over GF(256) has 255 positions.
const MAX_BLOCK_LENGTH: usize = 255;

/// Correlation that a format needs to be tried.
const MIN_AGREEMENT: f32 = 0.45;

/// Correlation from which a format is clear: it identifies a symbol over several frames.
const CLEAR_AGREEMENT: f32 = 0.6;

/// Formats tried: the likeliest, and the next in case it was misread.
const MAX_FORMATS: usize = 2;

/// Check codewords not spent on erasures, which detect miscorrections: in the only block, and in each of several
/// blocks, which all must be right. Lower: more damaged symbols, and sooner or later a wrong payload.
const RESERVED_IN_SINGLE_BLOCK: usize = 4;
const RESERVED_IN_EACH_BLOCK: usize = 3;

/// A codeword of this confidence is not erased.
const MAX_ERASED_CONFIDENCE: f32 = 0.9;

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

    const LEVELS: [QrCodeEcc; 4] = [QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::Quartile, QrCodeEcc::High];

    /// A code without a flaw, of several blocks of different lengths where the level makes any.
    fn soft_modules(level: QrCodeEcc, mask: u8) -> (SoftModules, Layout) {
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
        let at = |position: usize| i32::try_from(position).expect("small");
        let modules = (0..layout.side).flat_map(|y| (0..layout.side).map(move |x| (x, y)));
        let values = modules.map(|(x, y)| if code.get_module(at(x), at(y)) { 1.0 } else { -1.0 }).collect();
        (SoftModules { side: layout.side, values }, layout)
    }

    #[test]
    fn both_opinions_agree_on_a_clean_code() {
        for level in LEVELS {
            for mask in 0..8 {
                let (soft_modules, layout) = soft_modules(level, mask);
                let expected = Some(b"HC1:6BFOXN".to_vec());
                let buffers = &mut DecodeBuffers::default();
                let payload = |content: Option<DecodedStream>| content.map(|content| content.payload);
                let ours = payload(decode(&soft_modules, &layout, buffers));
                assert_eq!(ours, expected, "ours, {level:?}, mask {mask}");
                let second = payload(decode_with_rqrr(&soft_modules, &layout, false, buffers));
                assert_eq!(second, expected, "rqrr's, {level:?}, mask {mask}");
                assert_eq!(
                    decode_with_rqrr(&soft_modules, &layout, true, buffers),
                    None,
                    "from the wrong side of the paper"
                );
            }
        }
    }

    #[test]
    fn a_format_without_its_mask_is_read() {
        for level in LEVELS {
            let (mut soft_modules, layout) = soft_modules(level, 3);
            for positions in [FORMAT_NEAR, format_far(layout.side)] {
                for ((x, y), bit) in positions.into_iter().zip((0..15).rev()) {
                    if FORMAT_MASK >> bit & 1 == 1 {
                        soft_modules.values[y * layout.side + x] *= -1.0;
                    }
                }
            }
            let content = decode(&soft_modules, &layout, &mut DecodeBuffers::default());
            assert_eq!(content.map(|content| content.payload), Some(b"HC1:6BFOXN".to_vec()), "{level:?}");
        }
    }
}
