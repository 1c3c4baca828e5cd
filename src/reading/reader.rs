//! Decodes still pictures and video frames: chooses the attempts that a frame gets, and carries what is known from
//! frame to frame.

use crate::attempts::{FIRST_ATTEMPT, ROTATION};
use crate::change::ChangeDetector;
use crate::frame_decoder::{FrameDecoder, FrameSearch};
use crate::geometry::centre_of;
use crate::luma::Luma;
use crate::result::{DecodedSymbol, FrameResult};
use crate::schedule::Schedule;
use crate::tracking::Track;

/// The decoder with its buffers, and the state carried from frame to frame.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    decoder: FrameDecoder,
    change_detector: ChangeDetector,
    schedule: Schedule,
    /// The result of the last frame.
    last_result: FrameResult,
    /// The one symbol in view, decoded or not.
    track: Option<Track>,
}

impl Reader {
    /// A reader without history.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes a still picture: every attempt in order, until one decodes a symbol or `deadline_passed` returns
    /// true. Returns at most eight symbols, nearest to the centre of the picture first.
    pub fn read_still(&mut self, frame: &Luma, deadline_passed: &dyn Fn() -> bool) -> Vec<DecodedSymbol> {
        self.decoder.begin_still();
        let mut search = FrameSearch::new(frame, deadline_passed);
        for attempt in std::iter::once(FIRST_ATTEMPT).chain(ROTATION.into_iter().flatten().copied()) {
            if deadline_passed() || !search.result.symbols.is_empty() {
                break;
            }
            self.decoder.run(&mut search, attempt, None);
        }
        let mut symbols = search.result.symbols;
        sort_by_distance_to_centre(&mut symbols, frame);
        symbols
    }

    /// Decodes one video frame.
    ///
    /// If the previous frame held exactly one decoded symbol, its predicted region is searched first, in at most five
    /// frames in a row. Otherwise, or if that does not find the same payload again, the whole frame is searched with the
    /// first attempt and one further share of the rotation.
    ///
    /// An unchanged scene returns the previous result without a search if a symbol was decoded, or if every attempt
    /// was made twice and found nothing.
    pub fn read_frame(&mut self, frame: &Luma, deadline_passed: &dyn Fn() -> bool) -> FrameResult {
        if self.change_detector.has_changed(frame) {
            self.schedule.scene_changed();
        } else if !self.last_result.symbols.is_empty()
            || (self.last_result.undecoded.is_none() && self.schedule.is_exhausted())
        {
            return self.last_result.clone();
        }
        self.decoder.begin_frame();
        let mut search = FrameSearch::new(frame, deadline_passed);
        if !self.search_predicted_region(&mut search) {
            self.search_whole_frame(&mut search);
        }
        self.last_result = self.complete(search.result, frame);
        self.track = match (&self.last_result.symbols[..], self.last_result.undecoded) {
            ([symbol], _) => Some(Track::follow(self.track, symbol.corners)),
            ([], Some(corners)) => Some(Track::follow(self.track, corners)),
            ([], None) => self.track.and_then(Track::after_miss),
            _ => None,
        };
        self.last_result.clone()
    }

    /// Searches the predicted region of the last symbol. True if it holds the same payload again.
    fn search_predicted_region(&mut self, search: &mut FrameSearch<'_>) -> bool {
        let [known] = &self.last_result.symbols[..] else { return false };
        let Some(region) = self.track.and_then(|track| track.region(search.frame)) else { return false };
        if !self.schedule.take_partial_frame() {
            return false;
        }
        self.decoder.run(search, FIRST_ATTEMPT, Some(region));
        // a different payload may have company, so the whole frame is searched
        matches!(&search.result.symbols[..], [symbol] if symbol.payload == known.payload)
    }

    fn search_whole_frame(&mut self, search: &mut FrameSearch<'_>) {
        self.decoder.run(search, FIRST_ATTEMPT, None);
        for &attempt in self.schedule.take_whole_frame() {
            if search.result.symbols.is_empty() && !(search.deadline_passed)() {
                self.decoder.run(search, attempt, None);
            }
        }
    }

    /// Adds or drops the hint, and sorts the symbols.
    fn complete(&mut self, mut result: FrameResult, frame: &Luma) -> FrameResult {
        if !result.symbols.is_empty() {
            result.undecoded = None;
            result.hint = None;
        }
        let is_empty = result.symbols.is_empty() && result.undecoded.is_none();
        let partial = if is_empty { self.decoder.partial_finder_hint(frame) } else { None };
        let confirmed = self.schedule.confirm_partial_hint(partial);
        result.hint = result.hint.or(confirmed);
        sort_by_distance_to_centre(&mut result.symbols, frame);
        result
    }
}

fn sort_by_distance_to_centre(symbols: &mut [DecodedSymbol], frame: &Luma) {
    let half = |side: usize| i64::try_from(side / 2).unwrap_or(0);
    let (x, y) = (half(frame.width()), half(frame.height()));
    symbols.sort_by_key(|symbol| {
        let at = centre_of(&symbol.corners);
        (i64::from(at.0) - x).pow(2) + (i64::from(at.1) - y).pow(2)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::MAX_PARTIAL;
    use qrcodegen::{QrCode, QrCodeEcc};

    /// Draws a code with a quiet zone, `scale` pixels a module, in the middle of a frame.
    fn draw(code: &QrCode, scale: usize, width: usize, height: usize) -> Luma {
        let side = usize::try_from(code.size()).expect("a size is positive");
        let (left, top) = ((width - side * scale) / 2, (height - side * scale) / 2);
        let mut pixels = vec![220; width * height];
        for y in 0..side * scale {
            for x in 0..side * scale {
                let at = |value: usize| i32::try_from(value / scale).expect("small");
                if code.get_module(at(x), at(y)) {
                    pixels[(top + y) * width + left + x] = 30;
                }
            }
        }
        Luma::new(width, height, pixels).expect("the size fits")
    }

    fn first(frame: &Luma) -> Option<DecodedSymbol> {
        Reader::new().read_still(frame, &|| false).into_iter().next()
    }

    #[test]
    fn a_text_is_read_where_it_stands() {
        let code = QrCode::encode_text("HC1:6BF", QrCodeEcc::Medium).expect("it fits");
        let symbol = first(&draw(&code, 4, 320, 240)).expect("a clean code is read");
        assert_eq!(symbol.payload, b"HC1:6BF", "its content");
        assert_eq!(symbol.version, 1, "its version");
        for (corner, expected) in symbol.corners.iter().zip([(118, 78), (202, 78), (202, 162), (118, 162)]) {
            let distance = (corner.0 - expected.0).abs().max((corner.1 - expected.1).abs());
            assert!(distance <= 3, "{corner:?} is not {expected:?}");
        }
    }

    #[test]
    fn bytes_are_handed_on_as_they_are() {
        let bytes: Vec<u8> = (0..=255).collect();
        let code = QrCode::encode_binary(&bytes, QrCodeEcc::Low).expect("it fits");
        assert_eq!(
            first(&draw(&code, 3, 400, 400)).map(|symbol| symbol.payload),
            Some(bytes),
            "every byte value"
        );
    }

    #[test]
    fn a_health_card_of_two_segments_is_one_payload() {
        let digits = "1".repeat(1000);
        let segments =
            [qrcodegen::QrSegment::make_bytes(b"shc:/"), qrcodegen::QrSegment::make_numeric(&digits)];
        let code = QrCode::encode_segments(&segments, QrCodeEcc::Low).expect("it fits");
        let payload = first(&draw(&code, 4, 640, 480)).map(|symbol| symbol.payload);
        assert_eq!(payload, Some(format!("shc:/{digits}").into_bytes()), "bytes, then digits");
    }

    #[test]
    fn the_largest_code_there_is_is_read() {
        let digits: String =
            (0..7089).map(|index| char::from(b'0' + u8::try_from(index % 10).unwrap_or(0))).collect();
        let code = QrCode::encode_text(&digits, QrCodeEcc::Low).expect("exactly what version 40 holds");
        let symbol = first(&draw(&code, 4, 800, 800)).expect("a clean code is read");
        assert_eq!(symbol.version, 40, "the largest");
        assert_eq!(symbol.payload, digits.into_bytes(), "all its digits");
    }

    #[test]
    fn a_mirrored_and_an_inverted_code_are_read() {
        let code = QrCode::encode_text("MIRROR", QrCodeEcc::Medium).expect("it fits");
        let frame = draw(&code, 5, 320, 240);
        let mirrored: Vec<u8> =
            frame.pixels().chunks(320).flat_map(|row| row.iter().rev().copied()).collect();
        let inverted: Vec<u8> = frame.pixels().iter().map(|grey| 255 - grey).collect();
        for pixels in [mirrored, inverted] {
            let frame = Luma::new(320, 240, pixels).expect("the size fits");
            assert_eq!(
                first(&frame).map(|symbol| symbol.payload),
                Some(b"MIRROR".to_vec()),
                "still the same"
            );
        }
    }

    #[test]
    fn two_codes_come_nearest_to_the_middle_first() {
        let draw_text =
            |text: &str| draw(&QrCode::encode_text(text, QrCodeEcc::Medium).expect("it fits"), 4, 200, 200);
        let (far, near) = (draw_text("FAR"), draw_text("NEAR"));
        let rows = far.pixels().chunks(200).zip(near.pixels().chunks(200));
        let pixels = rows.flat_map(|(far, near)| [far, near, &[220; 100]].concat()).collect();
        let frame = Luma::new(500, 200, pixels).expect("the size fits");
        let payloads: Vec<_> =
            Reader::new().read_still(&frame, &|| false).into_iter().map(|symbol| symbol.payload).collect();
        assert_eq!(payloads, [b"NEAR".to_vec(), b"FAR".to_vec()], "both, in order");
    }

    #[test]
    fn a_moving_picture_shows_a_code_and_then_rests() {
        let code = QrCode::encode_text("HC1:6BF", QrCodeEcc::Medium).expect("it fits");
        let (empty, held) = (Luma::new(320, 240, vec![220; 76_800]).expect("fits"), draw(&code, 4, 320, 240));
        let mut reader = Reader::new();
        assert_eq!(reader.read_frame(&empty, &|| false), FrameResult::default(), "nothing yet");
        let result = reader.read_frame(&held, &|| false);
        assert_eq!(result.symbols.len(), 1, "read at first sight");
        assert_eq!(reader.read_frame(&held, &|| true), result, "the same answer without looking again");
        assert_eq!(reader.read_frame(&empty, &|| false), FrameResult::default(), "gone");
    }

    #[test]
    fn a_second_code_is_noticed_beside_one_that_is_followed() {
        let code = |text: &str| QrCode::encode_text(text, QrCodeEcc::Medium).expect("it fits");
        let beside = |right: &Luma| {
            let left = draw(&code("FIRST"), 4, 320, 240);
            let rows = left.pixels().chunks(320).zip(right.pixels().chunks(320));
            let pixels = rows.flat_map(|(left, right)| [left, right].concat()).collect();
            Luma::new(640, 240, pixels).expect("the size fits")
        };
        let nothing = Luma::new(320, 240, vec![220; 76_800]).expect("the size fits");
        let mut reader = Reader::new();
        // a flicker in the picture, so that no frame is like the last
        let mut show = |frame: Luma, level: u8| {
            let pixels = frame.pixels().iter().map(|grey| grey - level).collect();
            let frame = Luma::new(640, 240, pixels).expect("the size fits");
            reader.read_frame(&frame, &|| false).symbols.len()
        };
        let alone: Vec<usize> = (0..4).map(|at| show(beside(&nothing), at % 2 * 20)).collect();
        assert_eq!(alone, [1; 4], "followed");
        let second = draw(&code("SECOND"), 4, 320, 240);
        let both = (0..=MAX_PARTIAL).map(|at| show(beside(&second), at % 2 * 20));
        assert_eq!(both.max(), Some(2), "noticed in time");
    }

    #[test]
    fn frames_tell_together_what_none_tells_alone() {
        let text = "HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC%OQHIZC4.OI";
        let code = QrCode::encode_text(text, QrCodeEcc::Low).expect("it fits");
        let clean = draw(&code, 4, 400, 300);
        let side = usize::try_from(code.size()).expect("a size is positive");
        let (left, top) = ((400 - side * 4) / 2, (300 - side * 4) / 2);
        let mut state = 1_u32;
        let mut spoilt = || {
            let mut pixels = clean.pixels().to_vec();
            for (x, y) in (9..side).flat_map(|y| (9..side).map(move |x| (x, y))) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // a good tenth of the modules is turned around, others in every frame
                if state >> 24 < 30 {
                    for pixel in (0..16).map(|at| (top + y * 4 + at / 4) * 400 + left + x * 4 + at % 4) {
                        pixels[pixel] = 250 - pixels[pixel];
                    }
                }
            }
            Luma::new(400, 300, pixels).expect("the size fits")
        };
        let mut reader = Reader::new();
        let symbols: Vec<_> = (0..20).map(|_| reader.read_frame(&spoilt(), &|| false).symbols).collect();
        assert_eq!(symbols.first(), Some(&vec![]), "one frame does not do");
        let payload = symbols.iter().flatten().next().map(|symbol| symbol.payload.clone());
        assert_eq!(payload, Some(text.as_bytes().to_vec()), "several do");
    }

    #[test]
    fn odd_sizes_hold_nothing_and_do_no_harm() {
        for (width, height) in [(1, 1), (1, 900), (900, 1), (8191, 3), (3, 8191), (2, 2), (39, 41), (41, 39)]
        {
            for level in [0_u8, 1, 77] {
                let pixels = (0..width * height)
                    .map(|at| u8::try_from(at * 13 % 251).unwrap_or(0).wrapping_mul(level))
                    .collect();
                let frame = Luma::new(width, height, pixels).expect("the size fits");
                let mut reader = Reader::new();
                assert_eq!(reader.read_still(&frame, &|| false), [], "{width} x {height}");
                for _ in 0..6 {
                    assert_eq!(reader.read_frame(&frame, &|| false).symbols, [], "{width} x {height}");
                }
            }
        }
    }

    #[test]
    fn an_expired_deadline_ends_the_search() {
        let code = QrCode::encode_text("LATE", QrCodeEcc::Medium).expect("it fits");
        assert_eq!(Reader::new().read_still(&draw(&code, 4, 320, 240), &|| true), [], "no time, no reading");
    }
}
