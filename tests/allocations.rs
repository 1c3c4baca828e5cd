//! Once the reader has seen a few frames it takes no memory for another: not for an empty scene, not for what is meant to
//! keep it busy, and for a code only what it hands out.

#![expect(unsafe_code, reason = "an allocator that counts has to be an allocator")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use checkpost_reading::{Luma, Reader};
use qrcodegen::{QrCode, QrCodeEcc};

struct Counting;

static TAKEN: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often memory is taken for the second round over some frames. One test, because the count is of the whole process.
#[test]
fn a_frame_takes_no_memory_once_the_reader_knows_its_kind() {
    let empty: Vec<Luma> = (0..8).map(|seed| picture(|x, y| texture(x, y, seed))).collect();
    assert_eq!(taken(&empty), 0, "walls and things before them");
    let storm: Vec<Luma> = (0..8).map(|shift| picture(|x, y| finders(x + shift, y))).collect();
    assert_eq!(taken(&storm), 0, "finder patterns side by side");
    let code = QrCode::encode_text(&"HC1:6BFOXN".repeat(40), QrCodeEcc::Quartile).expect("it fits");
    let held: Vec<Luma> = (0..8).map(|shift| picture(|x, y| printed(&code, x, y, shift))).collect();
    let a_frame = taken(&held) / held.len();
    assert!(a_frame > 0, "what is counted is taken");
    assert!(a_frame <= HANDED_OUT, "a code in view takes memory {a_frame} times, for itself and its copy");
}

fn taken(frames: &[Luma]) -> usize {
    let mut reader = Reader::new();
    let mut all_symbols = 0;
    for _ in 0..2 {
        for frame in frames {
            all_symbols += reader.read_frame(frame, &|| false).symbols.len();
        }
    }
    let before = TAKEN.load(Ordering::Relaxed);
    for frame in frames {
        all_symbols += reader.read_frame(frame, &|| false).symbols.len();
    }
    let taken = TAKEN.load(Ordering::Relaxed) - before;
    assert!(all_symbols == 0 || all_symbols == 3 * frames.len(), "all frames are read, or none");
    taken
}

fn picture(grey: impl Fn(usize, usize) -> u8) -> Luma {
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))).map(|(x, y)| grey(x, y)).collect();
    Luma::new(WIDTH, HEIGHT, pixels).expect("the size fits")
}

fn texture(x: usize, y: usize, seed: usize) -> u8 {
    let wall = 120 + 60 * x / WIDTH;
    let noise = (x * 7919 + y * 104_729 + seed * 31) % 17;
    let thing = if (x / (60 + seed) + y / 90).is_multiple_of(3) { 70 } else { 0 };
    u8::try_from(wall + noise - thing).unwrap_or(0)
}

fn finders(x: usize, y: usize) -> u8 {
    let (x, y) = (x / 3 % 13, y / 3 % 13);
    let ring = x.abs_diff(4).max(y.abs_diff(4));
    if ring == 3 || ring < 2 { 0 } else { 255 }
}

fn printed(code: &QrCode, x: usize, y: usize, shift: usize) -> u8 {
    let at = |place: usize| i32::try_from(place / 4).unwrap_or(-1) - 8;
    if code.get_module(at(x + shift), at(y)) { 40 } else { 210 }
}

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// The payload as it is read and grows, the list it stands in, and both again in the answer kept for a frame that stays.
const HANDED_OUT: usize = 16;
