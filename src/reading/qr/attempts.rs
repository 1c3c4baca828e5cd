//! Which looks are taken at a picture, in which order, and how much work each may be.
//!
//! A look makes black and white of the picture in one way, and its only use is to find finder patterns; what is found in
//! different looks is put together. From there on everything is read from the grey picture. The order of the looks is
//! by what they bring for what they cost.

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]

use std::sync::Arc;

use super::accumulate::FrameAccumulator;
use super::binarise::{
    Binariser, Bitmap, CLEAR_PERCENT, FAINT_PERCENT, FAINT_PERCENT_OF_LIGHTEST, Threshold,
};
use super::bit_stream::DecodedStream;
use super::capture_hint::{capture_hint, hint_from_partial_finders};
use super::dewarp::{dewarp, seed_grid};
use super::finder::{Finder, FinderSearch};
use super::finder_triple::{FinderTriple, TripleSearch};
use super::homography::Point;
use super::pose::{Pose, estimate_pose, to_f32};
use super::sampler::BilinearSampler;
use super::soft_decode::{DecodeBuffers, clear_format, decode as decode_soft};
use super::soft_modules::ModuleSampler;
use super::template::SymbolTemplate;
use super::tracking::Region;
use super::{DecodedSymbol, FrameResult, Hint};
use crate::frame::Luma;

/// One look at a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// How often the picture is halved first.
    pub(crate) halvings: usize,
    pub(crate) threshold: Threshold,
    /// The narrowest stone of a finder that is looked at, in pixels of the picture halved so often.
    pub(crate) min_centre_px: u16,
}

/// Memory for all looks, and what the looks at the present frame have shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameDecoder {
    binariser: Binariser,
    bitmap: Bitmap,
    finder_search: FinderSearch,
    finders: Vec<Finder>,
    /// How many of them were seen by looks that take no faint shade for ink: the others make patterns of noise in the dark.
    reliable_finders: usize,
    /// The frame at a half, a quarter and an eighth; the first `shrunk` of them are up to date.
    pyramid: Vec<Luma>,
    pyramid_levels: usize,
    /// The part of the frame that is looked at alone.
    region_luma: Luma,
    templates: Vec<Option<Arc<SymbolTemplate>>>,
    triple_search: TripleSearch,
    symbol_decoder: SymbolDecoder,
    /// Fits of the present look that were not read, or not yet.
    undecoded: Vec<(FinderTriple, Pose)>,
    /// What the frames of a moving picture say together; a still has none.
    accumulator: Option<FrameAccumulator>,
}

impl FrameDecoder {
    /// Says that the next look is at a new still picture.
    pub(crate) fn begin_still(&mut self) {
        self.pyramid_levels = 0;
        self.finders.clear();
        self.reliable_finders = 0;
        self.accumulator = None;
    }

    /// Says that the next look is at a new frame of a moving picture.
    pub(crate) fn begin_frame(&mut self) {
        self.pyramid_levels = 0;
        self.finders.clear();
        self.reliable_finders = 0;
        self.accumulator.get_or_insert_default().next_frame();
    }

    /// What would help to see more of a code of which only some patterns were found.
    pub(crate) fn partial_finder_hint(&self, frame: &Luma) -> Option<Hint> {
        hint_from_partial_finders(frame, self.finders.get(..self.reliable_finders).unwrap_or_default())
    }

    /// Takes one look, at a part of the frame only if one is given, and adds what it shows to `sighting`.
    pub(crate) fn run(
        &mut self,
        frame: &Luma,
        pass: Attempt,
        region: Option<Region>,
        deadline_passed: &dyn Fn() -> bool,
        result: &mut FrameResult,
    ) {
        let is_large = |finder: &Finder| finder.module >= LARGE_MODULE_PX;
        if matches!(pass.threshold, Threshold::EdgeBlocks { .. }) && !self.finders.iter().any(is_large) {
            // it is for large modules only, and takes its time
            return;
        }
        self.build_pyramid(frame, pass.halvings);
        let luma = if pass.halvings == 0 { Some(frame) } else { self.pyramid.get(pass.halvings - 1) };
        let Some(luma) = luma else { return };
        let scale = to_f32(1 << pass.halvings);
        let first_new = self.finders.len();
        if let Some(Region { left, top, width, height }) = region {
            let halved = |length: usize| length >> pass.halvings;
            luma.crop_into(halved(left), halved(top), halved(width), halved(height), &mut self.region_luma);
            self.binariser.binarise(&self.region_luma, pass.threshold, &mut self.bitmap);
            let corner = (to_f32(left), to_f32(top));
            // the patterns known by now have places in the part as well
            self.finders.iter_mut().for_each(|finder| finder.translate((-corner.0, -corner.1)));
            self.finder_search.find(&self.bitmap, scale, pass.min_centre_px, &mut self.finders);
            self.finders.iter_mut().for_each(|finder| finder.translate(corner));
        } else {
            self.binariser.binarise(luma, pass.threshold, &mut self.bitmap);
            self.finder_search.find(&self.bitmap, scale, pass.min_centre_px, &mut self.finders);
        }
        if !matches!(pass.threshold, Threshold::LocalMaximum { .. } | Threshold::EdgeBlocks { .. }) {
            self.reliable_finders = self.finders.len();
        }
        if self.finders.len() == first_new {
            return;
        }
        self.triple_search.locate(&self.finders, first_new);
        self.undecoded.clear();
        for index in 0..self.triple_search.triples.len() {
            let Some(&triple) = self.triple_search.triples.get(index) else { break };
            if deadline_passed() || result.symbols.len() >= MAX_SYMBOLS {
                return;
            }
            if is_decoded(&triple, result) {
                continue;
            }
            self.build_pyramid(frame, halvings_for(&triple));
            let sampler = sampler_for(frame, &self.pyramid, &triple);
            let templates = &mut self.templates;
            let Some(pose) = estimate_pose(&triple, &sampler, &mut |version| template_of(templates, version))
            else {
                continue;
            };
            let symbol_decoder = &mut self.symbol_decoder;
            let content = pose
                .is_flat
                .then(|| symbol_decoder.decode(&pose, &sampler, triple.corner.inverted))
                .flatten();
            match content {
                Some(content) => push_symbol(result, &pose, content),
                None => self.undecoded.push((triple, pose)),
            }
        }
        // not the stable sort, which takes memory
        self.undecoded.sort_unstable_by(|one, other| other.1.score.total_cmp(&one.1.score));
        self.undecoded.truncate(MAX_DEWARPS);
        let mut undecoded = std::mem::take(&mut self.undecoded);
        for (triple, mut pose) in undecoded.drain(..) {
            if is_decoded(&triple, result) {
                continue;
            }
            if result.symbols.is_empty() && result.undecoded.is_none() {
                let corners = corners(&pose);
                result.undecoded = Some(corners);
                result.hint = Some(capture_hint(frame, &corners, pose.template.side));
            }
            if deadline_passed() || result.symbols.len() >= MAX_SYMBOLS {
                break;
            }
            let sampler = sampler_for(frame, &self.pyramid, &triple);
            let inverted = triple.corner.inverted;
            let alignment = seed_grid(&mut pose, &sampler, inverted);
            let content = self
                .symbol_decoder
                .decode(&pose, &sampler, inverted)
                .or_else(|| {
                    dewarp(&mut pose, &sampler, inverted, &alignment);
                    self.symbol_decoder.decode(&pose, &sampler, inverted)
                })
                .or_else(|| self.symbol_decoder.decode_equalised(&pose))
                .or_else(|| self.decode_accumulated(&pose));
            if let Some(content) = content {
                push_symbol(result, &pose, content);
                self.accumulator.iter_mut().for_each(FrameAccumulator::reset);
            }
        }
        undecoded.clear();
        self.undecoded = undecoded;
    }

    /// Reads what this frame and the ones before it say together.
    fn decode_accumulated(&mut self, pose: &Pose) -> Option<DecodedStream> {
        let soft_modules = &self.symbol_decoder.module_sampler.soft_modules;
        let mean = self.accumulator.as_mut()?.add(soft_modules, clear_format(soft_modules)?)?;
        decode_soft(&mean, &pose.template.layout, &mut self.symbol_decoder.buffers)
    }

    fn build_pyramid(&mut self, frame: &Luma, halvings: usize) {
        while self.pyramid_levels < halvings {
            if self.pyramid.len() == self.pyramid_levels {
                self.pyramid.push(Luma::pixel());
            }
            let (done, rest) = self.pyramid.split_at_mut(self.pyramid_levels);
            if let Some(next) = rest.first_mut() {
                done.last().unwrap_or(frame).halve_into(next);
            }
            self.pyramid_levels += 1;
        }
    }
}

/// Samples and reads.
#[derive(Clone, Debug, Default)]
struct SymbolDecoder {
    module_sampler: ModuleSampler,
    buffers: DecodeBuffers,
}

impl SymbolDecoder {
    fn decode(
        &mut self,
        pose: &Pose,
        sampler: &BilinearSampler<'_>,
        inverted: bool,
    ) -> Option<DecodedStream> {
        self.module_sampler.sample(pose, sampler, inverted);
        decode_soft(&self.module_sampler.soft_modules, &pose.template.layout, &mut self.buffers)
    }

    /// Reads what was sampled last, with the blur taken out.
    fn decode_equalised(&mut self, pose: &Pose) -> Option<DecodedStream> {
        self.module_sampler.equalise(&pose.template.layout);
        decode_soft(&self.module_sampler.soft_modules, &pose.template.layout, &mut self.buffers)
    }
}

fn push_symbol(result: &mut FrameResult, pose: &Pose, content: DecodedStream) {
    let version = u8::try_from(pose.template.layout.version).unwrap_or(0);
    let DecodedStream { payload, structured_append, .. } = content;
    result.symbols.push(DecodedSymbol { payload, corners: corners(pose), version, structured_append });
}

fn corners(pose: &Pose) -> [(i32, i32); 4] {
    let extent = to_f32(pose.template.side);
    [(0.0, 0.0), (extent, 0.0), (extent, extent), (0.0, extent)].map(|point| round(pose.warp.map(point)))
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a float cast saturates")]
pub(crate) fn round((x, y): Point) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Whether one of the trio's patterns belongs to a code that was read.
fn is_decoded(triple: &FinderTriple, result: &FrameResult) -> bool {
    let centres = [triple.corner, triple.right, triple.below].map(|finder| round(finder.centre));
    result.symbols.iter().any(|symbol| centres.iter().any(|&at| contains(&symbol.corners, at)))
}

/// Whether a place lies inside a convex quadrilateral.
fn contains(corners: &[(i32, i32); 4], (x, y): (i32, i32)) -> bool {
    let [a, b, c, d] = *corners;
    let cross_product = |from: (i32, i32), to: (i32, i32)| {
        let wide = |value: i32| i64::from(value);
        (wide(to.0) - wide(from.0)) * (wide(y) - wide(from.1))
            - (wide(to.1) - wide(from.1)) * (wide(x) - wide(from.0))
    };
    let cross_products = [cross_product(a, b), cross_product(b, c), cross_product(c, d), cross_product(d, a)];
    cross_products.iter().all(|&product| product >= 0) || cross_products.iter().all(|&product| product <= 0)
}

fn template_of(templates: &mut Vec<Option<Arc<SymbolTemplate>>>, version: usize) -> Arc<SymbolTemplate> {
    if templates.len() <= version {
        templates.resize(version + 1, None);
    }
    match templates.get_mut(version) {
        Some(point) => Arc::clone(point.get_or_insert_with(|| Arc::new(SymbolTemplate::new(version)))),
        None => Arc::new(SymbolTemplate::new(version)),
    }
}

/// How often the frame is halved so that a module is three to six pixels wide.
fn halvings_for(triple: &FinderTriple) -> usize {
    let module = triple.corner.module.min(triple.right.module).min(triple.below.module);
    [6.0, 12.0, 24.0].iter().filter(|&&limit| module >= limit).count()
}

fn sampler_for<'a>(frame: &'a Luma, pyramid: &'a [Luma], triple: &FinderTriple) -> BilinearSampler<'a> {
    match halvings_for(triple) {
        0 => BilinearSampler::new(frame, 0),
        halvings => pyramid
            .get(halvings - 1)
            .map_or(BilinearSampler::new(frame, 0), |luma| BilinearSampler::new(luma, halvings)),
    }
}

/// The look that every moving frame gets. It leaves modules of a single pixel, of which noise and print are full, to the others.
pub(crate) const FIRST_ATTEMPT: Attempt =
    Attempt { halvings: 0, threshold: Threshold::HybridBlocks { min_contrast: 24 }, min_centre_px: 4 };

/// The other looks, in the order in which a still picture gets them; a moving frame gets those of one turn. At a quarter of the
/// size a look costs little, and three of them share a turn: blurred by motion, faint in large modules, and edges alone.
pub(crate) const ROTATION: [&[Attempt]; 5] = [
    &[Attempt {
        halvings: 0,
        threshold: Threshold::BradleyRothBlurred { window_px: 25, percent_of_mean: CLEAR_PERCENT },
        min_centre_px: 3,
    }],
    &[Attempt { halvings: 1, threshold: Threshold::HybridBlocks { min_contrast: 8 }, min_centre_px: 3 }],
    &[Attempt {
        halvings: 0,
        threshold: Threshold::BradleyRothBlurred { window_px: 25, percent_of_mean: FAINT_PERCENT },
        min_centre_px: 3,
    }],
    &[
        Attempt { halvings: 2, threshold: Threshold::HybridBlocks { min_contrast: 8 }, min_centre_px: 3 },
        Attempt {
            halvings: 2,
            threshold: Threshold::LocalMaximum { percent_of_maximum: FAINT_PERCENT_OF_LIGHTEST },
            min_centre_px: 3,
        },
        Attempt { halvings: 2, threshold: Threshold::EdgeBlocks { min_contrast: 8 }, min_centre_px: 3 },
    ],
    &[Attempt { halvings: 0, threshold: Threshold::BradleyRoth { window_px: 25 }, min_centre_px: 3 }],
];

/// Pixels a module of a pattern that makes it worth while to look for more of large modules.
const LARGE_MODULE_PX: f32 = 6.0;

/// Codes handed out from one picture: a party of eight showing their passes at once.
pub(crate) const MAX_SYMBOLS: usize = 8;

/// Fits in one look that are worth a net.
const MAX_DEWARPS: usize = 5;
