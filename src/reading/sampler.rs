//! Samples grey values between the pixels, bilinearly, from the frame or a level of its pyramid: the level at which
//! a module is 3 to 6 pixels wide, because a smaller frame has less noise.

use crate::luma::Luma;

/// The frame, or a smaller copy of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BilinearSampler<'a> {
    luma: &'a Luma,
    /// Its pixels to a pixel of the frame: 1, 1/2, 1/4 or 1/8.
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

    /// The grey value at a point of the frame in pixels, 0 (dark) to 255; outside the frame, that of the nearest
    /// edge pixel. Pixel (0, 0) has its centre at (0.5, 0.5).
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sides are below 8192, and the place is clamped into the picture before it becomes an index"
    )]
    #[inline]
    pub(crate) fn at(&self, (x, y): (f32, f32)) -> f32 {
        // comparisons are written so that NaN maps to 0
        let clamped = |at: f32, last: f32| if at > 0.0 { if at < last { at } else { last } } else { 0.0 };
        let x = clamped(x * self.scale - 0.5, self.last.0);
        let y = clamped(y * self.scale - 0.5, self.last.1);
        // signed 32 bits: conversions to other types take several instructions
        let (left, top) = (x as i32, y as i32);
        let (fraction_x, fraction_y) = (x - left as f32, y - top as f32);
        let width = self.luma.width();
        let at = top as usize * width + left as usize;
        let pixels = self.luma.pixels();
        // at the last pixel of a row or column the fraction is zero
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
