//! Detects whether a frame differs from the last one by more than noise, so that a camera before an empty counter
//! costs no search.
//!
//! The frame is reduced to the sums of 16 samples in each of 32x18 cells.

use crate::luma::Luma;

/// The cell sums of the last frame that differed.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChangeDetector {
    size: (usize, usize),
    levels: Vec<u16>,
    new_levels: Vec<u16>,
}

impl ChangeDetector {
    /// Whether the mean of any cell differs by more than [`NOISE_LEVELS`].
    pub(crate) fn has_changed(&mut self, frame: &Luma) -> bool {
        self.new_levels.clear();
        let (width, height) = (frame.width(), frame.height());
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let (left, top) = (width * column / COLUMNS, height * row / ROWS);
                let (right, bottom) = (width * (column + 1) / COLUMNS, height * (row + 1) / ROWS);
                self.new_levels.push(cell_sum(frame, left..right, top..bottom));
            }
        }
        let differs = self.size != (width, height)
            || self
                .new_levels
                .iter()
                .zip(&self.levels)
                .any(|(new, old)| new.abs_diff(*old) > NOISE_LEVELS * SAMPLES_PER_CELL);
        // slow drift must not add up unnoticed: the reference is the last frame that differed
        if differs {
            self.size = (width, height);
            std::mem::swap(&mut self.levels, &mut self.new_levels);
        }
        differs
    }
}

/// The sum of [`SAMPLES_PER_CELL`] pixels spread over a cell.
fn cell_sum(frame: &Luma, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> u16 {
    let mut sum = 0;
    for step in 0..usize::from(SAMPLES_PER_CELL) {
        // scattered over the cell, so that no stripe is missed by all samples
        let x = columns.start + columns.len() * ((step * 5) % 16) / 16;
        let y = rows.start + rows.len() * step / 16;
        sum += frame.pixels().get(y * frame.width() + x).copied().map_or(0, u16::from);
    }
    sum
}

/// Cells of the reduced frame.
const COLUMNS: usize = 32;
const ROWS: usize = 18;

/// Pixels sampled in each cell.
const SAMPLES_PER_CELL: u16 = 16;

/// Grey levels, of 255, by which the mean of a cell may vary in the noise of a dim room.
const NOISE_LEVELS: u16 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(cell_sum: u8) -> Luma {
        Luma::new(640, 480, vec![cell_sum; 640 * 480]).expect("the size fits")
    }

    #[test]
    fn the_same_frame_twice_is_no_change() {
        let mut detector = ChangeDetector::default();
        assert!(detector.has_changed(&grey(90)), "the first frame is always new");
        assert!(!detector.has_changed(&grey(92)), "two levels are noise");
        assert!(detector.has_changed(&grey(120)), "the light went on");
    }

    #[test]
    fn slow_drift_is_noticed() {
        let mut detector = ChangeDetector::default();
        let noticed = (0..20).filter(|step| detector.has_changed(&grey(60 + step))).count();
        assert_eq!(noticed, 4, "every fifth level");
    }
}
