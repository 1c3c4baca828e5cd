//! [`Luma`], the input of the reading engine: an 8-bit grey frame, from luma or RGBA bytes, whose length fits its
//! size.

/// A grey frame, row by row, without padding. 0 is black, 255 is white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luma {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Default for Luma {
    fn default() -> Self {
        Self::pixel()
    }
}

/// Which modules of a symbol are the darker ones: those of value 1, or with reflectance reversal (ISO/IEC 18004) those of
/// value 0. From the finder patterns on, "dark" means value 1 in either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Polarity {
    DarkOnLight,
    LightOnDark,
}

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// A side is zero or above [`MAX_SIDE`].
    Size,
    /// The number of bytes does not fit the size.
    Length,
}

impl Luma {
    /// A frame of grey bytes.
    ///
    /// # Errors
    /// [`FrameError`] when size and length disagree or a side is out of bounds.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, FrameError> {
        check(width, height, pixels.len(), 1)?;
        Ok(Self { width, height, pixels })
    }

    /// A frame of RGBA bytes of a canvas, as ITU-R BT.601 luma. Alpha is ignored.
    ///
    /// # Errors
    /// [`FrameError`] when size and length disagree or a side is out of bounds.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, FrameError> {
        let mut luma = Self::pixel();
        luma.fill_from_rgba(width, height, rgba)?;
        Ok(luma)
    }

    /// Replaces the picture by another one in the same memory.
    ///
    /// # Errors
    /// [`FrameError`] as in [`Luma::from_rgba`]; the picture is then left as it was.
    pub fn fill_from_rgba(&mut self, width: usize, height: usize, rgba: &[u8]) -> Result<(), FrameError> {
        check(width, height, rgba.len(), 4)?;
        (self.width, self.height) = (width, height);
        self.pixels.resize(width * height, 0);
        let (colours, _) = rgba.as_chunks::<4>();
        for (grey, &[red, green, blue, _]) in self.pixels.iter_mut().zip(colours) {
            *grey = grey_of(red, green, blue);
        }
        Ok(())
    }

    /// Replaces the picture by grey bytes, copied into the same memory.
    ///
    /// # Errors
    /// [`FrameError`] as in [`Luma::new`]; the picture is then left as it was.
    pub fn fill(&mut self, width: usize, height: usize, grey: &[u8]) -> Result<(), FrameError> {
        check(width, height, grey.len(), 1)?;
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.extend_from_slice(grey);
        Ok(())
    }

    /// Copies a region into another frame's memory, cut off at the edges; at least one pixel remains.
    pub fn crop_into(&self, left: usize, top: usize, width: usize, height: usize, part: &mut Self) {
        let (left, top) = (left.min(self.width - 1), top.min(self.height - 1));
        let (width, height) = (width.clamp(1, self.width - left), height.clamp(1, self.height - top));
        (part.width, part.height) = (width, height);
        part.pixels.clear();
        for row in self.pixels.chunks_exact(self.width).skip(top).take(height) {
            part.pixels.extend(row.iter().skip(left).take(width));
        }
    }

    /// A frame of one pixel, to be filled later.
    pub fn pixel() -> Self {
        Self { width: 1, height: 1, pixels: vec![0] }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The grey bytes, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Returns the bytes, so that the next frame can use the same memory.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// Writes the frame at half its size into `half`: every pixel is the mean of 2x2 pixels; odd edges are dropped.
    /// A frame one pixel wide or high becomes a single grey pixel.
    pub fn halve_into(&self, half: &mut Self) {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        (half.width, half.height) = (width, height);
        half.pixels.clear();
        half.pixels.resize(width * height, 128);
        let rows = self.pixels.chunks_exact(self.width * 2);
        for (out, pair) in half.pixels.chunks_exact_mut(width).zip(rows) {
            let (upper, lower) = pair.split_at(self.width);
            let (upper, _) = upper.as_chunks::<2>();
            let (lower, _) = lower.as_chunks::<2>();
            for ((grey, &[a, b]), &[c, d]) in out.iter_mut().zip(upper).zip(lower) {
                *grey = mean_of_four(a, b, c, d);
            }
        }
    }
}

fn check(width: usize, height: usize, length: usize, bytes_per_pixel: usize) -> Result<(), FrameError> {
    if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
        return Err(FrameError::Size);
    }
    if length != width * height * bytes_per_pixel {
        return Err(FrameError::Length);
    }
    Ok(())
}

/// ITU-R BT.601 weights in 256ths, as in a camera's own luma plane.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the weights sum to 256")]
fn grey_of(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29 + 128) >> 8) as u8
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a mean of bytes is a byte")]
fn mean_of_four(a: u8, b: u8, c: u8, d: u8) -> u8 {
    ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d) + 2) >> 2) as u8
}

/// The longest side accepted, in pixels: a 12-megapixel still fits, a claimed gigapixel does not.
pub const MAX_SIDE: usize = 8192;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_their_brightness() {
        let luma =
            Luma::from_rgba(3, 1, &[255, 255, 255, 255, 0, 0, 0, 255, 0, 255, 0, 0]).expect("the size fits");
        assert_eq!(luma.pixels(), &[255, 0, 149], "white, black, green");
    }

    #[test]
    fn a_wrong_length_leaves_the_picture_as_it_was() {
        let mut luma = Luma::new(2, 1, vec![1, 2]).expect("the size fits");
        assert_eq!(luma.fill_from_rgba(2, 2, &[0; 15]), Err(FrameError::Length), "one byte is missing");
        assert_eq!(luma.fill(0, 2, &[]), Err(FrameError::Size), "no width");
        assert_eq!(luma.pixels(), &[1, 2], "untouched");
    }

    #[test]
    fn a_part_is_cut_off_at_the_edge() {
        let luma = Luma::new(3, 2, vec![1, 2, 3, 4, 5, 6]).expect("the size fits");
        let mut part = Luma::pixel();
        luma.crop_into(1, 0, 1, 2, &mut part);
        assert_eq!((part.width(), part.height(), part.pixels()), (1, 2, &[2, 5][..]), "a column");
        luma.crop_into(2, 1, 9, 9, &mut part);
        assert_eq!((part.width(), part.height(), part.pixels()), (1, 1, &[6][..]), "the corner");
        luma.crop_into(9, 9, 0, 0, &mut part);
        assert_eq!(part.pixels(), &[6], "a pixel at least");
    }

    #[test]
    fn half_a_picture_is_the_mean_of_fours() {
        let luma =
            Luma::new(5, 3, vec![0, 4, 8, 8, 99, 4, 0, 8, 8, 99, 1, 1, 1, 1, 1]).expect("the size fits");
        let mut half = Luma::new(1, 1, vec![0]).expect("the size fits");
        luma.halve_into(&mut half);
        assert_eq!(
            (half.width(), half.height(), half.pixels()),
            (2, 1, &[2, 8][..]),
            "odd edges are dropped"
        );
    }
}
