//! A camera image as the reader sees it: eight-bit grey.
//!
//! In: luma or RGBA bytes and a size. Out: a [`Luma`] whose length is known to fit its size.

/// One grey picture, row by row, without padding. 0 is black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luma {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Why bytes are not a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// A side is zero or above [`MAX_SIDE`].
    Size,
    /// The number of bytes is not what the size asks for.
    Length,
}

impl Luma {
    /// Takes grey bytes as they are.
    ///
    /// # Errors
    /// [`FrameError`] when size and length disagree or a side is out of bounds.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, FrameError> {
        if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
            return Err(FrameError::Size);
        }
        if pixels.len() != width * height {
            return Err(FrameError::Length);
        }
        Ok(Self { width, height, pixels })
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

    /// Gives the bytes back, so that the next frame can use the same memory.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }
}

/// The longest side taken, in pixels: a 12-megapixel still fits, a claimed gigapixel does not.
pub const MAX_SIDE: usize = 8192;
