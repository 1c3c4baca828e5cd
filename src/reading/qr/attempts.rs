//! Which looks are taken at a picture, in which order, and how much work each may be.
//!
//! A look makes black and white of the picture in one way, and its only use is to find finder patterns; what is found in
//! different looks is put together. From there on everything is read from the grey picture. The order of the looks is
//! by what they bring for what they cost.

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

use std::sync::Arc;

use super::accumulate::Evidence;
use super::binarise::{Binariser, Bitmap, CLEAR, FAINT, FAINTEST_INK, Threshold};
use super::bit_stream::Content;
use super::capture_hint::{hint, suspicion};
use super::dewarp::{bend, hang};
use super::finder::{Finder, Search};
use super::finder_triple::{Locator, Trio};
use super::homography::Place;
use super::pose::{Fit, fit, modules};
use super::sampler::Plane;
use super::soft_decode::{Desk, format, read};
use super::soft_modules::Sampler;
use super::template::Outline;
use super::tracking::Region;
use super::{Hint, Reading, Sighting};
use crate::frame::Luma;

/// One look at a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    /// How often the picture is halved first.
    pub(crate) halvings: usize,
    pub(crate) threshold: Threshold,
    /// The narrowest stone of a finder that is looked at, in pixels of the picture halved so often.
    pub(crate) least_stone: u16,
}

/// Memory for all looks, and what the looks at the present frame have shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workshop {
    binariser: Binariser,
    bitmap: Bitmap,
    search: Search,
    finders: Vec<Finder>,
    /// How many of them were seen by looks that take no faint shade for ink: the others make patterns of noise in the dark.
    plain: usize,
    /// The frame at a half, a quarter and an eighth; the first `shrunk` of them are up to date.
    smaller: Vec<Luma>,
    shrunk: usize,
    /// The part of the frame that is looked at alone.
    part: Luma,
    outlines: Vec<Option<Arc<Outline>>>,
    locator: Locator,
    scribe: Scribe,
    /// Fits of the present look that were not read, or not yet.
    unread: Vec<(Trio, Fit)>,
    /// What the frames of a moving picture say together; a still has none.
    evidence: Option<Evidence>,
}

impl Workshop {
    /// Says that the next look is at a new still picture.
    pub(crate) fn begin_still(&mut self) {
        self.shrunk = 0;
        self.finders.clear();
        self.plain = 0;
        self.evidence = None;
    }

    /// Says that the next look is at a new frame of a moving picture.
    pub(crate) fn begin_frame(&mut self) {
        self.shrunk = 0;
        self.finders.clear();
        self.plain = 0;
        self.evidence.get_or_insert_default().next_frame();
    }

    /// What would help to see more of a code of which only some patterns were found.
    pub(crate) fn suspicion(&self, frame: &Luma) -> Option<Hint> {
        suspicion(frame, self.finders.get(..self.plain).unwrap_or_default())
    }

    /// Takes one look, at a part of the frame only if one is given, and adds what it shows to `sighting`.
    pub(crate) fn look(
        &mut self,
        frame: &Luma,
        pass: Pass,
        region: Option<Region>,
        stop: &dyn Fn() -> bool,
        sighting: &mut Sighting,
    ) {
        let is_evident = |finder: &Finder| finder.module >= LARGE_MODULE;
        if matches!(pass.threshold, Threshold::Edges { .. }) && !self.finders.iter().any(is_evident) {
            // it is for large modules only, and takes its time
            return;
        }
        self.shrink(frame, pass.halvings);
        let luma = if pass.halvings == 0 { Some(frame) } else { self.smaller.get(pass.halvings - 1) };
        let Some(luma) = luma else { return };
        let shrink = modules(1 << pass.halvings);
        let fresh = self.finders.len();
        if let Some(Region { left, top, width, height }) = region {
            let halved = |length: usize| length >> pass.halvings;
            luma.part_into(halved(left), halved(top), halved(width), halved(height), &mut self.part);
            self.binariser.binarise(&self.part, pass.threshold, &mut self.bitmap);
            let corner = (modules(left), modules(top));
            // the patterns known by now have places in the part as well
            self.finders.iter_mut().for_each(|finder| finder.shift((-corner.0, -corner.1)));
            self.search.find(&self.bitmap, shrink, pass.least_stone, &mut self.finders);
            self.finders.iter_mut().for_each(|finder| finder.shift(corner));
        } else {
            self.binariser.binarise(luma, pass.threshold, &mut self.bitmap);
            self.search.find(&self.bitmap, shrink, pass.least_stone, &mut self.finders);
        }
        if !matches!(pass.threshold, Threshold::Paper { .. } | Threshold::Edges { .. }) {
            self.plain = self.finders.len();
        }
        if self.finders.len() == fresh {
            return;
        }
        self.locator.locate(&self.finders, fresh);
        self.unread.clear();
        for index in 0..self.locator.trios.len() {
            let Some(&trio) = self.locator.trios.get(index) else { break };
            if stop() || sighting.readings.len() >= MAX_READINGS {
                return;
            }
            if is_read(&trio, sighting) {
                continue;
            }
            self.shrink(frame, halvings_for(&trio));
            let plane = plane_for(frame, &self.smaller, &trio);
            let outlines = &mut self.outlines;
            let Some(fit) = fit(&trio, &plane, &mut |version| outline_of(outlines, version)) else {
                continue;
            };
            let scribe = &mut self.scribe;
            let content = fit.is_flat.then(|| scribe.attempt(&fit, &plane, trio.corner.inverted)).flatten();
            match content {
                Some(content) => take(sighting, &fit, content),
                None => self.unread.push((trio, fit)),
            }
        }
        // not the stable sort, which takes memory
        self.unread.sort_unstable_by(|one, other| other.1.quality.total_cmp(&one.1.quality));
        self.unread.truncate(MAX_BENDS);
        let mut unread = std::mem::take(&mut self.unread);
        for (trio, mut fit) in unread.drain(..) {
            if is_read(&trio, sighting) {
                continue;
            }
            if sighting.readings.is_empty() && sighting.seen.is_none() {
                let corners = corners(&fit);
                sighting.seen = Some(corners);
                sighting.hint = Some(hint(frame, &corners, fit.outline.side));
            }
            if stop() || sighting.readings.len() >= MAX_READINGS {
                break;
            }
            let plane = plane_for(frame, &self.smaller, &trio);
            let inverted = trio.corner.inverted;
            let anchors = hang(&mut fit, &plane, inverted);
            let content = self
                .scribe
                .attempt(&fit, &plane, inverted)
                .or_else(|| {
                    bend(&mut fit, &plane, inverted, &anchors);
                    self.scribe.attempt(&fit, &plane, inverted)
                })
                .or_else(|| self.scribe.sharper(&fit))
                .or_else(|| self.together(&fit));
            if let Some(content) = content {
                take(sighting, &fit, content);
                self.evidence.iter_mut().for_each(Evidence::forget);
            }
        }
        unread.clear();
        self.unread = unread;
    }

    /// Reads what this frame and the ones before it say together.
    fn together(&mut self, fit: &Fit) -> Option<Content> {
        let shades = &self.scribe.sampler.shades;
        let mean = self.evidence.as_mut()?.add(shades, format(shades)?)?;
        read(&mean, &fit.outline.layout, &mut self.scribe.desk)
    }

    fn shrink(&mut self, frame: &Luma, halvings: usize) {
        while self.shrunk < halvings {
            if self.smaller.len() == self.shrunk {
                self.smaller.push(Luma::pixel());
            }
            let (done, rest) = self.smaller.split_at_mut(self.shrunk);
            if let Some(next) = rest.first_mut() {
                done.last().unwrap_or(frame).shrink_into(next);
            }
            self.shrunk += 1;
        }
    }
}

/// Samples and reads.
#[derive(Clone, Debug, Default)]
struct Scribe {
    sampler: Sampler,
    desk: Desk,
}

impl Scribe {
    fn attempt(&mut self, fit: &Fit, plane: &Plane<'_>, inverted: bool) -> Option<Content> {
        self.sampler.sample(fit, plane, inverted);
        read(&self.sampler.shades, &fit.outline.layout, &mut self.desk)
    }

    /// Reads what was sampled last, with the blur taken out.
    fn sharper(&mut self, fit: &Fit) -> Option<Content> {
        self.sampler.sharpen(&fit.outline.layout);
        read(&self.sampler.shades, &fit.outline.layout, &mut self.desk)
    }
}

fn take(sighting: &mut Sighting, fit: &Fit, content: Content) {
    let version = u8::try_from(fit.outline.layout.version).unwrap_or(0);
    let Content { payload, append, .. } = content;
    sighting.readings.push(Reading { payload, corners: corners(fit), version, append });
}

fn corners(fit: &Fit) -> [(i32, i32); 4] {
    let side = modules(fit.outline.side);
    [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|place| whole(fit.warp.map(place)))
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a float cast saturates")]
pub(crate) fn whole((x, y): Place) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Whether one of the trio's patterns belongs to a code that was read.
fn is_read(trio: &Trio, sighting: &Sighting) -> bool {
    let centres = [trio.corner, trio.right, trio.below].map(|finder| whole(finder.centre));
    sighting.readings.iter().any(|reading| centres.iter().any(|&at| holds(&reading.corners, at)))
}

/// Whether a place lies inside a convex quadrilateral.
fn holds(corners: &[(i32, i32); 4], (x, y): (i32, i32)) -> bool {
    let [a, b, c, d] = *corners;
    let turn = |from: (i32, i32), to: (i32, i32)| {
        let wide = |value: i32| i64::from(value);
        (wide(to.0) - wide(from.0)) * (wide(y) - wide(from.1))
            - (wide(to.1) - wide(from.1)) * (wide(x) - wide(from.0))
    };
    let turns = [turn(a, b), turn(b, c), turn(c, d), turn(d, a)];
    turns.iter().all(|&side| side >= 0) || turns.iter().all(|&side| side <= 0)
}

fn outline_of(outlines: &mut Vec<Option<Arc<Outline>>>, version: usize) -> Arc<Outline> {
    if outlines.len() <= version {
        outlines.resize(version + 1, None);
    }
    match outlines.get_mut(version) {
        Some(place) => Arc::clone(place.get_or_insert_with(|| Arc::new(Outline::new(version)))),
        None => Arc::new(Outline::new(version)),
    }
}

/// How often the frame is halved so that a module is three to six pixels wide.
fn halvings_for(trio: &Trio) -> usize {
    let module = trio.corner.module.min(trio.right.module).min(trio.below.module);
    [6.0, 12.0, 24.0].iter().filter(|&&limit| module >= limit).count()
}

fn plane_for<'a>(frame: &'a Luma, smaller: &'a [Luma], trio: &Trio) -> Plane<'a> {
    match halvings_for(trio) {
        0 => Plane::new(frame, 0),
        halvings => smaller.get(halvings - 1).map_or(Plane::new(frame, 0), |luma| Plane::new(luma, halvings)),
    }
}

/// The look that every moving frame gets. It leaves modules of a single pixel, of which noise and print are full, to the others.
pub(crate) const FIRST: Pass =
    Pass { halvings: 0, threshold: Threshold::Blocks { floor: 24 }, least_stone: 4 };

/// The other looks, in the order in which a still picture gets them; a moving frame gets those of one turn. At a quarter of the
/// size a look costs little, and three of them share a turn: blurred by motion, faint in large modules, and edges alone.
pub(crate) const TURNS: [&[Pass]; 5] = [
    &[Pass { halvings: 0, threshold: Threshold::Smooth { side: 25, share: CLEAR }, least_stone: 3 }],
    &[Pass { halvings: 1, threshold: Threshold::Blocks { floor: 8 }, least_stone: 3 }],
    &[Pass { halvings: 0, threshold: Threshold::Smooth { side: 25, share: FAINT }, least_stone: 3 }],
    &[
        Pass { halvings: 2, threshold: Threshold::Blocks { floor: 8 }, least_stone: 3 },
        Pass { halvings: 2, threshold: Threshold::Paper { share: FAINTEST_INK }, least_stone: 3 },
        Pass { halvings: 2, threshold: Threshold::Edges { floor: 8 }, least_stone: 3 },
    ],
    &[Pass { halvings: 0, threshold: Threshold::Mean { side: 25 }, least_stone: 3 }],
];

/// Pixels a module of a pattern that makes it worth while to look for more of large modules.
const LARGE_MODULE: f32 = 6.0;

/// Codes handed out from one picture: a party of eight showing their passes at once.
pub(crate) const MAX_READINGS: usize = 8;

/// Fits in one look that are worth a net.
const MAX_BENDS: usize = 5;
