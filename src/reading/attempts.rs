//! Runs the detection attempts at a frame: which there are, in which order, and how much work each may do.
//!
//! An attempt binarises the frame in one way, at one level of an image pyramid, and searches finder patterns in it.
//! The patterns of all attempts at a frame are pooled; candidates with at least one new pattern are then decoded
//! from the grey frame: first as flat symbols, then dewarped, equalised, and accumulated over frames. The order of
//! the attempts is by symbols gained for time spent.

use std::sync::Arc;

use crate::accumulate::FrameAccumulator;
use crate::binarise::{
    Binariser, Bitmap, CLEAR_PERCENT, FAINT_PERCENT, FAINT_PERCENT_OF_LIGHTEST, Threshold,
};
use crate::bit_stream::DecodedStream;
use crate::capture_hint::{capture_hint, hint_from_partial_finders};
use crate::dewarp::{dewarp, seed_grid};
use crate::finder::{Finder, FinderSearch};
use crate::finder_triple::{FinderTriple, TripleSearch};
use crate::geometry::{Quad, contains, round, to_f32};
use crate::luma::Luma;
use crate::pose::{Pose, estimate_pose};
use crate::result::{DecodedSymbol, FrameResult, Hint};
use crate::sampler::BilinearSampler;
use crate::soft_decode::{DecodeBuffers, clear_format, decode as decode_soft};
use crate::soft_modules::ModuleSampler;
use crate::template::SymbolTemplate;
use crate::tracking::Region;

/// One way to search a frame for finder patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Level of the image pyramid: the frame at 1 / 2^halvings of its size.
    pub(crate) halvings: usize,
    pub(crate) threshold: Threshold,
    /// Narrowest centre square (3 modules) that is considered, in pixels of that level.
    pub(crate) min_centre_px: u16,
}

/// Buffers for all attempts, and what the attempts at the present frame have found.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameDecoder {
    binariser: Binariser,
    bitmap: Bitmap,
    finder_search: FinderSearch,
    finders: Vec<Finder>,
    /// How many of `finders` come from attempts whose patterns may raise a hint. `LocalMaximum` and `EdgeBlocks`
    /// take faint shades for dark and find patterns in the noise of a dark scene.
    reliable_finders: usize,
    /// The frame at 1/2, 1/4 and 1/8 of its size; the first `pyramid_levels` are of the present frame.
    pyramid: Vec<Luma>,
    pyramid_levels: usize,
    /// The region of the frame that is searched alone.
    region_luma: Luma,
    templates: Vec<Option<Arc<SymbolTemplate>>>,
    triple_search: TripleSearch,
    symbol_decoder: SymbolDecoder,
    /// Candidates of the present attempt that were not decoded, or not yet.
    undecoded: Vec<(FinderTriple, Pose)>,
    /// Soft modules accumulated over video frames; `None` for a still picture.
    accumulator: Option<FrameAccumulator>,
}

impl FrameDecoder {
    /// Prepares for a new still picture.
    pub(crate) fn begin_still(&mut self) {
        self.pyramid_levels = 0;
        self.finders.clear();
        self.reliable_finders = 0;
        self.accumulator = None;
    }

    /// Prepares for a new video frame.
    pub(crate) fn begin_frame(&mut self) {
        self.pyramid_levels = 0;
        self.finders.clear();
        self.reliable_finders = 0;
        self.accumulator.get_or_insert_default().next_frame();
    }

    /// The hint for a symbol of which only some finder patterns were found.
    pub(crate) fn partial_finder_hint(&self, frame: &Luma) -> Option<Hint> {
        hint_from_partial_finders(frame, self.finders.get(..self.reliable_finders).unwrap_or_default())
    }

    /// Runs one attempt, in `region` only if one is given, and adds what it finds to `result`.
    pub(crate) fn run(
        &mut self,
        frame: &Luma,
        attempt: Attempt,
        region: Option<Region>,
        deadline_passed: &dyn Fn() -> bool,
        result: &mut FrameResult,
    ) {
        let is_large = |finder: &Finder| finder.module >= LARGE_MODULE_PX;
        if matches!(attempt.threshold, Threshold::EdgeBlocks { .. }) && !self.finders.iter().any(is_large) {
            // this threshold is for large modules only; without one in view it takes time and read nothing more
            return;
        }
        self.build_pyramid(frame, attempt.halvings);
        let luma = if attempt.halvings == 0 { Some(frame) } else { self.pyramid.get(attempt.halvings - 1) };
        let Some(luma) = luma else { return };
        let scale = to_f32(1 << attempt.halvings);
        let first_new = self.finders.len();
        if let Some(Region { left, top, width, height }) = region {
            let halved = |length: usize| length >> attempt.halvings;
            luma.crop_into(halved(left), halved(top), halved(width), halved(height), &mut self.region_luma);
            self.binariser.binarise(&self.region_luma, attempt.threshold, &mut self.bitmap);
            let corner = (to_f32(left), to_f32(top));
            // patterns found earlier are moved to the coordinates of the region and back
            self.finders.iter_mut().for_each(|finder| finder.translate((-corner.0, -corner.1)));
            self.finder_search.find(&self.bitmap, scale, attempt.min_centre_px, &mut self.finders);
            self.finders.iter_mut().for_each(|finder| finder.translate(corner));
        } else {
            self.binariser.binarise(luma, attempt.threshold, &mut self.bitmap);
            self.finder_search.find(&self.bitmap, scale, attempt.min_centre_px, &mut self.finders);
        }
        if !matches!(attempt.threshold, Threshold::LocalMaximum { .. } | Threshold::EdgeBlocks { .. }) {
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
        // the stable sort allocates
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

    /// Decodes the mean of this frame and the ones before it.
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

/// Samples the modules of a symbol and decodes them.
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

    /// Decodes what was sampled last, after the equaliser.
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

fn corners(pose: &Pose) -> Quad {
    let extent = to_f32(pose.template.side);
    [(0.0, 0.0), (extent, 0.0), (extent, extent), (0.0, extent)].map(|point| round(pose.warp.map(point)))
}

/// Whether one of the triple's patterns lies in a symbol that was decoded.
fn is_decoded(triple: &FinderTriple, result: &FrameResult) -> bool {
    let centres = [triple.corner, triple.right, triple.below].map(|finder| round(finder.centre));
    result.symbols.iter().any(|symbol| centres.iter().any(|&at| contains(&symbol.corners, at)))
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

/// The pyramid level at which a module is 3 to 6 pixels wide.
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

/// The attempt that every video frame gets. A centre square of 4 pixels or more excludes modules of a single pixel,
/// of which noise and print are full; further attempts take them.
pub(crate) const FIRST_ATTEMPT: Attempt =
    Attempt { halvings: 0, threshold: Threshold::HybridBlocks { min_contrast: 24 }, min_centre_px: 4 };

/// The further attempts, in the order in which a still picture gets them; a video frame gets those of one share. At
/// a quarter of the size an attempt is cheap, so three share a turn: blurred by motion, faint print in large
/// modules, edges only.
///
/// `LocalMaximum` at a quarter of the size read 97 % instead of 30 % of the drawn grid of codes held close (9 to 20
/// pixels a module, dark at 70, 80 and 85 % of light), `EdgeBlocks` 99.0 instead of 96.1 %; neither lost one of 611
/// public pictures.
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

/// Width of a module, in pixels of the frame, from which `EdgeBlocks` is tried.
const LARGE_MODULE_PX: f32 = 6.0;

/// Symbols returned from one frame: a party of eight that shows its codes at once.
pub(crate) const MAX_SYMBOLS: usize = 8;

/// Candidates of one attempt that are dewarped, best score first. Raise: more bent symbols in cluttered frames,
/// more time on hostile ones.
const MAX_DEWARPS: usize = 5;
