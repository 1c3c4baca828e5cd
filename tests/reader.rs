//! Throws pictures that nobody would hold up at the reader: any size, any content, codes torn and mixed with noise.
//!
//! Each case reads a still and a few moving frames; it fails by a panic, by a reading that the drawn code does not hold, or by going
//! on after time is up. `PROPTEST_CASES=100000 cargo test --release --test reader` runs longer than the usual few cases.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test draws its own pictures"
)]

use std::cell::Cell;

use checkpost_reading::{Luma, Reader};
use proptest::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// What a picture is made of.
#[derive(Clone, Debug)]
enum Content {
    /// Bytes as they come, over and over.
    Bytes(Vec<u8>),
    /// Squares of two greys at random.
    Blocks { size: usize, seed: u64, dark: u8, light: u8 },
    /// Finder patterns side by side.
    Finders { module: usize, gap: usize },
    /// A code, sheared and stretched, some of its pixels replaced.
    Code { text: String, right: (i16, i16), down: (i16, i16), left: i16, top: i16, damage: u8, seed: u64 },
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_picture_harms_the_reader(
        (width, height) in sizes(),
        content in contents(),
        patience in 0_u32..400,
    ) {
        let frame = draw(width, height, &content);
        let mut reader = Reader::new();
        let symbols = reader.read_still(&frame, &|| false);
        prop_assert!(symbols.len() <= 8, "more readings than promised");
        if let Content::Code { text, .. } = &content {
            for symbol in &symbols {
                prop_assert_eq!(&symbol.payload, text.as_bytes(), "what the code holds");
            }
        } else {
            prop_assert_eq!(symbols, vec![], "there is no code");
        }
        let left = Cell::new(patience);
        let expired = || {
            left.set(left.get().saturating_sub(1));
            left.get() == 0
        };
        for _ in 0..3 {
            let result = reader.read_frame(&frame, &expired);
            prop_assert!(result.symbols.len() <= 8, "more readings than promised");
        }
    }
}

/// Mostly sizes of no camera, now and then the thinnest and the longest.
fn sizes() -> impl Strategy<Value = (usize, usize)> {
    prop_oneof![
        8 => (1_usize..400, 1_usize..400),
        1 => (1_usize..4, 1_usize..8192),
        1 => (1_usize..8192, 1_usize..4),
        2 => Just((640, 480)),
    ]
}

fn contents() -> impl Strategy<Value = Content> {
    let byte = any::<u8>();
    prop_oneof![
        prop::collection::vec(byte, 1..5000).prop_map(Content::Bytes),
        (1_usize..9, any::<u64>(), byte, byte).prop_map(|(size, seed, dark, light)| Content::Blocks {
            size,
            seed,
            dark,
            light
        }),
        (1_usize..6, 0_usize..12).prop_map(|(module, gap)| Content::Finders { module, gap }),
        (
            "[A-Z0-9:/ -]{1,200}",
            (-1800_i16..1800, -900_i16..900),
            (-900_i16..900, -1800_i16..1800),
            (-40_i16..300, -40_i16..300),
            0_u8..90,
            any::<u64>()
        )
            .prop_map(|(text, right, down, (left, top), damage, seed)| Content::Code {
                text,
                right,
                down,
                left,
                top,
                damage,
                seed
            }),
    ]
}

fn draw(width: usize, height: usize, content: &Content) -> Luma {
    let mut pixels = vec![255; width * height];
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let mut paint = |colour: &dyn Fn(usize, usize) -> u8| {
        for (pixel, (x, y)) in pixels.iter_mut().zip(places.clone()) {
            *pixel = colour(x, y);
        }
    };
    match content {
        Content::Bytes(bytes) => paint(&|x, y| bytes[(y * width + x) % bytes.len()]),
        Content::Blocks { size, seed, dark, light } => paint(&|x, y| {
            if chance(*seed, (y / size * 9000 + x / size) as u64) & 1 == 0 { *dark } else { *light }
        }),
        Content::Finders { module, gap } => paint(&|x, y| {
            let (x, y) = (x / module % (9 + gap), y / module % (9 + gap));
            let ring = x.abs_diff(4).max(y.abs_diff(4));
            if ring == 3 || ring < 2 { 0 } else { 255 }
        }),
        Content::Code { text, right, down, left, top, damage, seed } => {
            let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
                return Luma::new(width, height, pixels).expect("the size fits");
            };
            // modules per pixel in two directions, in thousandths
            paint(&|x, y| {
                let noise = chance(*seed, (y * width + x) as u64);
                if (noise >> 8) % 1000 < u64::from(*damage) {
                    return noise as u8;
                }
                let (x, y) = (x as i64 - i64::from(*left), y as i64 - i64::from(*top));
                let column = (x * i64::from(right.0) + y * i64::from(down.0)).div_euclid(1000 * 4);
                let row = (x * i64::from(right.1) + y * i64::from(down.1)).div_euclid(1000 * 4);
                if code.get_module(column as i32, row as i32) { 20 } else { 230 }
            });
        }
    }
    Luma::new(width, height, pixels).expect("the size fits")
}

/// A number that looks random, of two others.
fn chance(seed: u64, at: u64) -> u64 {
    let mut value = seed ^ at.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}
