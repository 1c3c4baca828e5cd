//! From shades to bytes (ISO/IEC 18004, 13.2 m to z).
//!
//! In: [`Shades`]. Out: the payload, if the error correction vouches for it. Doubts are kept as long as possible: the format
//! is the one that the shades agree with best, and the codewords that are least certain are given up first. rqrr, to
//! which a module is black or white, gives a second opinion on format and codewords.

use super::correct::correct;
use super::sample::Shades;
use super::segments::content;
use super::symbol::{Blocks, FORMAT_NEAR, Layout, format_bits, format_far, masked};

/// The content of a symbol, or `None` when it cannot be made out.
pub(crate) fn read(shades: &Shades, layout: &Layout) -> Option<Vec<u8>> {
    if shades.side != layout.side || shades.values.len() != layout.side * layout.side {
        return None;
    }
    let formats = formats(shades);
    if formats.first()?.agreement < LEAST_AGREEMENT {
        return None;
    }
    let likeliest = &mut formats.iter().take(FORMATS);
    likeliest
        .find_map(|format| soft(shades, layout, *format))
        .or_else(|| [false, true].into_iter().find_map(|mirrored| hard(shades, layout, mirrored)))
        .filter(|payload| !payload.is_empty())
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
fn hard(shades: &Shades, layout: &Layout, mirrored: bool) -> Option<Vec<u8>> {
    let (format, raw) = rqrr::Grid::new(Hard { shades, mirrored }).get_raw_data().ok()?;
    let mask = usize::from(format.mask);
    let (eights, _) = layout.order.as_chunks::<8>();
    let unmask = |(raw, places): (&u8, &[usize; 8])| {
        let is_turned = |place: &usize| masked(mask, place % layout.side, place / layout.side);
        let turned = places.iter().fold(0, |bits, place| (bits << 1) | u8::from(is_turned(place)));
        Codeword { value: raw ^ turned, trust: 1.0 }
    };
    let codewords: Vec<Codeword> = raw.data.iter().zip(eights).map(unmask).collect();
    let blocks = layout.blocks(usize::from(format.ecc_level))?;
    let mut stream = Vec::with_capacity(codewords.len());
    for block in 0..blocks.count {
        let (words, data) = block_of(&codewords, &blocks, block);
        let mut values: Vec<u8> = words.iter().map(|word| word.value).collect();
        correct(&mut values, blocks.correction, &[], 0)?;
        stream.extend_from_slice(values.get(..data)?);
    }
    content(&stream, layout.version).map(|content| content.payload)
}

/// The likeliest format of a symbol, when it is clearly told.
pub(crate) fn format(shades: &Shades) -> Option<Format> {
    formats(shades).into_iter().next().filter(|format| format.agreement > CLEAR_AGREEMENT)
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

/// All formats there are, the likeliest first.
fn formats(shades: &Shades) -> Vec<Format> {
    let mut formats = Vec::with_capacity(64);
    for mirrored in [false, true] {
        let both = [FORMAT_NEAR, format_far(shades.side)];
        let seen = both.map(|places| places.map(|(x, y)| shades.at(x, y, mirrored).clamp(-1.0, 1.0)));
        for data in 0..32_u32 {
            let bits = format_bits(data);
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
            formats.push(Format { level, mask, mirrored, agreement });
        }
    }
    formats.sort_by(|one, other| other.agreement.total_cmp(&one.agreement));
    formats
}

/// One codeword and how far it can be trusted.
#[derive(Clone, Copy, Debug, Default)]
struct Codeword {
    value: u8,
    trust: f32,
}

fn soft(shades: &Shades, layout: &Layout, format: Format) -> Option<Vec<u8>> {
    if format.agreement < LEAST_AGREEMENT {
        return None;
    }
    let blocks = layout.blocks(format.level)?;
    let codewords = codewords(shades, layout, format);
    let mut stream = Vec::with_capacity(layout.codewords());
    let mut given_up = 0;
    for block in 0..blocks.count {
        let (words, data) = block_of(&codewords, &blocks, block);
        let spare = if blocks.count > 1 { 0 } else { misread_guard(layout.version, format.level) };
        let (values, erased) = repair(&words, blocks.correction, spare, blocks.count)?;
        given_up += erased;
        stream.extend_from_slice(values.get(..data)?);
    }
    let content = content(&stream, layout.version)?;
    // A single block of which codewords were given up is vouched for by little; then the filling must be right too.
    let doubtful = given_up > 0 && blocks.count == 1;
    (content.padded_well || !doubtful).then_some(content.payload)
}

/// The codewords of one block, and how many of them, from the first, are data.
fn block_of(codewords: &[Codeword], blocks: &Blocks, block: usize) -> (Vec<Codeword>, usize) {
    let mut words = Vec::with_capacity(blocks.data + 1 + blocks.correction);
    // codewords run through all blocks in turn; the long ones have one more at the end of the data
    words.extend((0..blocks.data).filter_map(|index| codewords.get(index * blocks.count + block)));
    if block >= blocks.short {
        words.extend(codewords.get(blocks.data * blocks.count + block - blocks.short));
    }
    let data = words.len();
    let start = blocks.data * blocks.count + blocks.count - blocks.short;
    words.extend(
        (0..blocks.correction).filter_map(|index| codewords.get(start + index * blocks.count + block)),
    );
    (words, data)
}

/// The codewords in the order in which they run through the symbol.
fn codewords(shades: &Shades, layout: &Layout, format: Format) -> Vec<Codeword> {
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
    eights.iter().map(of).collect()
}

/// Puts a block right, giving up more and more of its least certain codewords. Says how many were given up.
fn repair(words: &[Codeword], correction: usize, spare: usize, blocks: usize) -> Option<(Vec<u8>, usize)> {
    let mut values: Vec<u8> = words.iter().map(|word| word.value).collect();
    if correct(&mut values, correction, &[], spare).is_some() {
        return Some((values, 0));
    }
    let mut doubtful: Vec<usize> = (0..words.len()).collect();
    let trust = |index: &usize| words.get(*index).map_or(0.0, |word| word.trust);
    doubtful.sort_by(|one, other| trust(one).total_cmp(&trust(other)));
    let guard = spare.max(if blocks > 1 { GUARD_OF_MANY } else { GUARD_OF_ONE });
    let most = correction.checked_sub(guard)?;
    let step = (correction / 8).max(1);
    for count in (step..=most).step_by(step) {
        let erasures = doubtful.get(..count)?;
        if erasures.last().is_some_and(|index| trust(index) > CERTAIN) {
            return None;
        }
        if correct(&mut values, correction, erasures, guard).is_some() {
            return Some((values, count));
        }
    }
    None
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
                assert_eq!(read(&shades, &layout), expected, "ours, {level:?}, mask {mask}");
                assert_eq!(hard(&shades, &layout, false), expected, "rqrr's, {level:?}, mask {mask}");
                assert_eq!(hard(&shades, &layout, true), None, "from the wrong side of the paper");
            }
        }
    }
}
