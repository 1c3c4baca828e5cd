//! Samples between the pixels, bilinearly, from the frame or a level of its image pyramid (Burt and Adelson, "The
//! Laplacian Pyramid as a Compact Image Code", IEEE Transactions on Communications 31(4), 1983; here each level is the
//! mean of 2x2 pixels of the one before). Modules are sampled at the level at which they are 3 to 6 pixels wide, because
//! a smaller frame has less noise.

use crate::geometry::Point;
use crate::luma::{Luma, Polarity};

/// The frame at 1/2, 1/4 and 1/8 of its size, built when needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pyramid {
    levels: Vec<Luma>,
    /// Number of levels that are of the present frame.
    built: usize,
}

impl Pyramid {
    /// Forgets the frame, and keeps the memory.
    pub(crate) fn reset(&mut self) {
        self.built = 0;
    }

    /// Builds the levels down to 1 / 2^halvings of the size of the frame.
    pub(crate) fn build(&mut self, frame: &Luma, halvings: usize) {
        while self.built < halvings {
            if self.levels.len() == self.built {
                self.levels.push(Luma::pixel());
            }
            let (done, rest) = self.levels.split_at_mut(self.built);
            if let Some(next) = rest.first_mut() {
                done.last().unwrap_or(frame).halve_into(next);
            }
            self.built += 1;
        }
    }

    /// The frame at 1 / 2^halvings of its size; the frame itself where the level is not built.
    pub(crate) fn level<'a>(&'a self, frame: &'a Luma, halvings: usize) -> &'a Luma {
        let built = self.levels.get(..self.built).unwrap_or_default();
        halvings.checked_sub(1).and_then(|index| built.get(index)).unwrap_or(frame)
    }

    /// A sampler of modules that are `module_px` pixels of the frame wide; builds the level for it.
    pub(crate) fn sampler<'a>(
        &'a mut self,
        frame: &'a Luma,
        module_px: f32,
        polarity: Polarity,
    ) -> BilinearSampler<'a> {
        let halvings = [6.0, 12.0, 24.0].iter().filter(|&&limit| module_px >= limit).count();
        self.build(frame, halvings);
        BilinearSampler::new(self.level(frame, halvings), halvings, polarity)
    }
}

/// Samples one level of the pyramid in coordinates of the frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BilinearSampler<'a> {
    luma: &'a Luma,
    /// Its pixels to a pixel of the frame: 1, 1/2, 1/4 or 1/8.
    scale: f32,
    /// The last column and row.
    last: Point,
    /// What makes darkness of grey: -1 where dark is 0, 1 with reflectance reversal.
    sign: f32,
}

impl<'a> BilinearSampler<'a> {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "sides are below 8192")]
    fn new(luma: &'a Luma, halvings: usize, polarity: Polarity) -> Self {
        let scale = [1.0, 0.5, 0.25, 0.125].get(halvings).copied().unwrap_or(0.125);
        let sign = match polarity {
            Polarity::DarkOnLight => -1.0,
            Polarity::LightOnDark => 1.0,
        };
        Self { luma, scale, last: ((luma.width() - 1) as f32, (luma.height() - 1) as f32), sign }
    }

    /// How dark a point of the frame is, in grey levels: greater is darker (-255 to 0, or 0 to 255 with reflectance
    /// reversal). Only differences have a meaning.
    #[inline]
    pub(crate) fn darkness(&self, point: Point) -> f32 {
        self.sign * self.grey(point)
    }

    /// The grey value at a point of the frame in pixels, 0 (dark) to 255; outside the frame, that of the nearest
    /// edge pixel. Pixel (0, 0) has its centre at (0.5, 0.5).
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sides are below 8192, and the point is clamped into the frame before it becomes an index"
    )]
    #[inline]
    fn grey(&self, (x, y): Point) -> f32 {
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
        let sampler = BilinearSampler::new(&luma, 0, Polarity::DarkOnLight);
        let close = |point: Point, expected: f32| (sampler.grey(point) - expected).abs() < 0.01;
        assert!(close((0.5, 0.5), 0.0), "a pixel's middle");
        assert!(close((1.0, 1.0), 100.0), "between four");
        assert!(close((-50.0, 0.5), 0.0) && close((f32::INFINITY, 9.0), 200.0), "outside");
        assert!(close((f32::NAN, f32::NAN), 0.0), "nowhere");
    }

    #[test]
    fn darkness_is_greater_where_the_symbol_is_darker() {
        let luma = Luma::new(2, 1, vec![20, 220]).expect("the size fits");
        for (polarity, darker, lighter) in
            [(Polarity::DarkOnLight, (0.5, 0.5), (1.5, 0.5)), (Polarity::LightOnDark, (1.5, 0.5), (0.5, 0.5))]
        {
            let sampler = BilinearSampler::new(&luma, 0, polarity);
            assert!(sampler.darkness(darker) > sampler.darkness(lighter) + 199.0, "{polarity:?}");
        }
    }

    #[test]
    fn large_modules_are_sampled_in_a_smaller_frame() {
        let frame = Luma::new(64, 64, vec![9; 4096]).expect("the size fits");
        let mut pyramid = Pyramid::default();
        for (module_px, width) in [(3.0, 64), (6.0, 32), (13.0, 16), (100.0, 8)] {
            let sampler = pyramid.sampler(&frame, module_px, Polarity::DarkOnLight);
            assert_eq!(sampler.luma.width(), width, "modules of {module_px} pixels");
        }
        pyramid.reset();
        assert_eq!(pyramid.level(&frame, 2).width(), 64, "nothing is left of the last frame");
    }
}
