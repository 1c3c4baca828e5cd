//! From a grid of modules to the bytes in it (ISO/IEC 18004, 12 and 13.2 m to z).
//!
//! In: a sampled [`Grid`]. Out: the payload, if the error correction vouches for it. rqrr's decoder is asked first,
//! as the grid stands and mirrored; rxing's decoder gives a second opinion on the same grid.

use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::decoder::Decode;

use super::locate::Grid;

/// The content of a grid, or `None` when it holds no intact code.
pub(crate) fn read(grid: &Grid) -> Option<Vec<u8>> {
    if !is_a_version(grid.side) || grid.modules.len() != grid.side * grid.side {
        return None;
    }
    first_opinion(grid).or_else(|| second_opinion(grid)).filter(|payload| !payload.is_empty())
}

/// The symbol version that a side of so many modules means.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "40 at most")]
pub(crate) fn version_of(side: usize) -> u8 {
    (side.saturating_sub(17) / 4).min(40) as u8
}

fn is_a_version(side: usize) -> bool {
    (21..=177).contains(&side) && side % 4 == 1
}

impl rqrr::BitGrid for Grid {
    fn size(&self) -> usize {
        self.side
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        self.modules.get(y * self.side + x).copied().unwrap_or(false)
    }
}

fn first_opinion(grid: &Grid) -> Option<Vec<u8>> {
    let mut payload = Vec::new();
    rqrr::Grid::new(grid.clone()).decode_to(&mut payload).ok()?;
    Some(payload)
}

fn second_opinion(grid: &Grid) -> Option<Vec<u8>> {
    let mut bits = BitMatrix::with_single_dimension(u32::try_from(grid.side).ok()?).ok()?;
    for (y, row) in (0_u32..).zip(grid.modules.chunks_exact(grid.side)) {
        for (x, &black) in (0_u32..).zip(row) {
            bits.set_bool(x, y, black);
        }
    }
    let decoded = Decode(&bits).ok()?;
    decoded.isValid().then(|| decoded.content().bytes().to_vec())
}
