//! Grey values between the pixels.
//!
//! In: a place in the frame, in pixels and fractions. Out: how dark it is there, from the
//! picture at the size at which a module is a few pixels wide: a smaller picture has less noise.

use crate::frame::Luma;

/// The frame, or a smaller copy of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BilinearSampler<'a> {
    luma: &'a Luma,
    /// Its pixels to a pixel of the frame.
    scale: f32,
    /// The last column and row.
    last: (f32, f32),
}

impl<'a> BilinearSampler<'a> {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "sides are below 8192")]
    pub(crate) fn new(luma: &'a Luma, halvings: usize) -> Self {
        let scale = [1.0, 0.5, 0.25, 0.125].get(halvings).copied().unwrap_or(0.125);
        Self { luma, scale, last: ((luma.width() - 1) as f32, (luma.height() - 1) as f32) }
    }

    /// The grey value at a place of the frame, from 0 to 255; outside, that of the nearest edge.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sides are below 8192, and the place is clamped into the picture before it becomes an index"
    )]
    #[inline]
    pub(crate) fn at(&self, (x, y): (f32, f32)) -> f32 {
        // asked this way round, what is not a number becomes zero
        let clamped = |at: f32, last: f32| if at > 0.0 { if at < last { at } else { last } } else { 0.0 };
        let x = clamped(x * self.scale - 0.5, self.last.0);
        let y = clamped(y * self.scale - 0.5, self.last.1);
        // 32 bits, signed: for others a processor needs several instructions
        let (left, top) = (x as i32, y as i32);
        let (fraction_x, fraction_y) = (x - left as f32, y - top as f32);
        let width = self.luma.width();
        let at = top as usize * width + left as usize;
        let pixels = self.luma.pixels();
        // at the last pixel of a row or column the part of the next one is nothing
        let pair = |at: usize| match pixels.get(at..at + 2) {
            Some(&[left, right]) => f32::from(left) + (f32::from(right) - f32::from(left)) * fraction_x,
            _ => pixels.get(at).copied().map_or(0.0, f32::from),
        };
        let upper = pair(at);
        if fraction_y <= 0.0 { upper } else { upper + (pair(at + width) - upper) * fraction_y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_run_evenly_from_pixel_to_pixel() {
        let luma = Luma::new(2, 2, vec![0, 100, 100, 200]).expect("the size fits");
        let sampler = BilinearSampler::new(&luma, 0);
        let close = |point: (f32, f32), expected: f32| (sampler.at(point) - expected).abs() < 0.01;
        assert!(close((0.5, 0.5), 0.0), "a pixel's middle");
        assert!(close((1.0, 1.0), 100.0), "between four");
        assert!(close((-50.0, 0.5), 0.0) && close((f32::INFINITY, 9.0), 200.0), "outside");
        assert!(close((f32::NAN, f32::NAN), 0.0), "nowhere");
    }
}
