//! The clips that benches and browser tests are made of: the same for the same seed, and what they claim to be.

#[path = "support/synthetic_clip.rs"]
mod synthetic_clip;

use checkpost_reading::{FrameResult, Hint, Luma, Reader};
use synthetic_clip::{HEIGHT, KINDS, Kind, Script, SyntheticClip, Trouble, WIDTH, scripts};

fn look(reader: &mut Reader, pixels: Vec<u8>) -> FrameResult {
    let luma = Luma::new(WIDTH, HEIGHT, pixels).expect("the size fits");
    reader.read_frame(&luma, &|| false)
}

fn read(pixels: Vec<u8>) -> Vec<Vec<u8>> {
    let luma = Luma::new(WIDTH, HEIGHT, pixels).expect("the size fits");
    let readings = Reader::new().read_still(&luma, &|| false);
    readings.into_iter().map(|reading| reading.payload).collect()
}

#[test]
fn a_clip_is_the_same_for_the_same_seed() {
    let clip = |seed| SyntheticClip::new(Script::of(Kind::Screen, "HC1:SEED".to_owned(), 9, seed)).frame(20);
    assert!(clip(1) == clip(1), "drawn twice");
    assert!(clip(1) != clip(2), "drawn from another seed");
}

#[test]
fn a_pass_that_has_arrived_can_be_read_and_one_that_has_not_cannot() {
    let clip = SyntheticClip::new(Script::calm("HC1:ARRIVED".to_owned(), 8, 5));
    assert!(clip.first_sight() > 0, "it comes from outside");
    assert_eq!(read(clip.frame(0)), [b""; 0], "not there yet");
    assert_eq!(read(clip.frame(clip.frame_at(0.7))), [clip.text().as_bytes()], "held");
}

#[test]
fn a_recording_holds_the_frames_and_the_levels_of_a_camera() {
    let clip = SyntheticClip::new(Script::calm("HC1:FILM".to_owned(), 8, 5));
    let mut recording = Vec::new();
    clip.write_recording(&mut recording, 1).expect("memory takes everything");
    let header = b"YUV4MPEG2 W1280 H720 F30:1 Ip A1:1 C420\n";
    assert!(recording.starts_with(header), "its header");
    assert_eq!(recording.len(), header.len() + 2 * (6 + WIDTH * HEIGHT * 3 / 2), "two frames with colours");
    let levels = &recording[header.len() + 6..][..WIDTH * HEIGHT];
    assert!(levels.iter().all(|level| (16..=235).contains(level)), "no level beyond the range");
}

#[test]
fn the_clips_show_every_version_from_8_to_25() {
    let texts = ["HC1:SHORT".to_owned()];
    let mut versions: Vec<u8> =
        KINDS.iter().flat_map(|&kind| scripts(kind, 1, &texts)).map(|script| script.version).collect();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions, (8..=25).collect::<Vec<u8>>(), "each at least once");
}

#[test]
fn the_shutter_the_focus_and_the_dark_are_seen_in_a_frame() {
    let sharpness = |change: fn(&mut Script)| {
        let mut script = Script::calm("HC1:SHARP".to_owned(), 10, 3);
        change(&mut script);
        let frame = SyntheticClip::new(script).frame(30);
        frame.windows(2).map(|pair| u64::from(pair[0].abs_diff(pair[1]))).sum::<u64>()
    };
    let sharp = sharpness(|script| script.noise = 0.0);
    let blurred = sharpness(|script| (script.noise, script.defocus) = (0.0, (6.0, 9.0)));
    let moved = sharpness(|script| {
        (script.noise, script.shutter, script.sway, script.sway_rate) = (0.0, 0.03, 90.0, 2.0);
    });
    let dark = sharpness(|script| (script.noise, script.exposure) = (0.0, (0.3, 9.0)));
    for (other, name) in [(blurred, "out of focus"), (moved, "in motion"), (dark, "too dark")] {
        assert!(other * 3 < sharp * 2, "{name}: {other} is hardly less than {sharp}");
    }
}

#[test]
fn each_trouble_calls_for_its_hint_and_an_empty_scene_for_none() {
    let hints = |script: Script, from: f32| -> Vec<Hint> {
        let clip = SyntheticClip::new(script);
        let mut reader = Reader::new();
        let first = if from > 0.0 { clip.frame_at(from) } else { 0 };
        (first..first + 12).filter_map(|frame| look(&mut reader, clip.frame(frame)).hint).collect()
    };
    for (trouble, expected) in [
        (Trouble::TooFar, Hint::Closer),
        (Trouble::Moving, Hint::HoldStill),
        (Trouble::Dark, Hint::MoreLight),
        (Trouble::Mirrored, Hint::TiltAway),
    ] {
        let given = hints(Script::with(trouble), 0.5);
        let right = given.iter().filter(|hint| **hint == expected).count();
        assert!(right > 0 && right * 3 > given.len() * 2, "{trouble:?}: {given:?}");
    }
    for kind in [Kind::Print, Kind::Dusk] {
        // it never arrives
        let script = Script { arrives: 1000.0, ..Script::of(kind, "HC1:NOBODY".to_owned(), 8, 5) };
        assert_eq!(hints(script, 0.0), [], "{kind:?}, nobody there");
    }
}
