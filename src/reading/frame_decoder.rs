//! Runs one detection attempt at a frame: finds candidates, decodes the flat ones, then dewarps and decodes the rest.
//!
//! The finder patterns of all attempts at a frame are pooled, and an attempt decodes the candidates that have at least
//! one new pattern. Everything after the finder patterns reads the grey frame.

use crate::accumulate::FrameAccumulator;
use crate::attempts::Attempt;
use crate::binarise::{Binariser, Bitmap, Threshold};
use crate::bit_stream::DecodedStream;
use crate::capture_hint::{capture_hint, hint_from_partial_finders};
use crate::dewarp::{dewarp, seed_grid};
use crate::finder::{Finder, FinderSearch};
use crate::finder_triple::{FinderTriple, TripleSearch};
use crate::geometry::{Quad, contains, round, to_f32};
use crate::luma::Luma;
use crate::pose::{Pose, estimate_pose};
use crate::result::{DecodedSymbol, FrameResult, Hint};
use crate::sampler::{BilinearSampler, Pyramid};
use crate::soft_decode::{DecodeBuffers, clear_format, decode as decode_soft};
use crate::soft_modules::ModuleSampler;
use crate::template::TemplateCache;
use crate::tracking::Region;

/// The search of one frame: what bounds it, and what it has found.
pub(crate) struct FrameSearch<'a> {
    pub(crate) frame: &'a Luma,
    pub(crate) deadline_passed: &'a dyn Fn() -> bool,
    pub(crate) result: FrameResult,
}

/// A place that may hold a symbol: three finder patterns, and the pose estimated from them.
#[derive(Clone, Debug)]
struct Candidate {
    triple: FinderTriple,
    pose: Pose,
}

/// Buffers for all attempts, and what the attempts at the present frame have found.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameDecoder {
    binariser: Binariser,
    bitmap: Bitmap,
    finder_search: FinderSearch,
    finders: Vec<Finder>,
    /// How many of `finders` come from attempts whose patterns may raise a hint. `LocalMaximum`, `FaintInk` and
    /// `EdgeBlocks` take faint shades for dark and find patterns in the noise of a dark scene.
    reliable_finders: usize,
    pyramid: Pyramid,
    /// The region of the frame that is searched alone.
    region_luma: Luma,
    templates: TemplateCache,
    triple_search: TripleSearch,
    symbol_decoder: SymbolDecoder,
    /// Candidates of the present attempt that were not decoded, or not yet.
    undecoded: Vec<Candidate>,
    /// Soft modules accumulated over video frames; `None` for a still picture.
    accumulator: Option<FrameAccumulator>,
}

impl FrameDecoder {
    /// Prepares for a new still picture.
    pub(crate) fn begin_still(&mut self) {
        self.forget_frame();
        self.accumulator = None;
    }

    /// Prepares for a new video frame.
    pub(crate) fn begin_frame(&mut self) {
        self.forget_frame();
        self.accumulator.get_or_insert_default().next_frame();
    }

    fn forget_frame(&mut self) {
        self.pyramid.reset();
        self.finders.clear();
        self.reliable_finders = 0;
    }

    /// The hint for a symbol of which only some finder patterns were found.
    pub(crate) fn partial_finder_hint(&self, frame: &Luma) -> Option<Hint> {
        hint_from_partial_finders(frame, self.finders.get(..self.reliable_finders).unwrap_or_default())
    }

    /// Runs one attempt, in `region` only if one is given, and adds what it finds to the result of the search.
    pub(crate) fn run(&mut self, search: &mut FrameSearch<'_>, attempt: Attempt, region: Option<Region>) {
        if !self.is_worthwhile(attempt) {
            return;
        }
        self.find_candidates(search.frame, attempt, region);
        self.decode_flat(search);
        self.decode_dewarped(search);
    }

    /// `EdgeBlocks` is for large modules only; without one in view it takes time and decoded nothing more.
    fn is_worthwhile(&self, attempt: Attempt) -> bool {
        !matches!(attempt.threshold, Threshold::EdgeBlocks { .. })
            || self.finders.iter().any(|finder| finder.module >= LARGE_MODULE_PX)
    }

    /// Searches finder patterns and combines them to triples, each with at least one new pattern.
    fn find_candidates(&mut self, frame: &Luma, attempt: Attempt, region: Option<Region>) {
        let first_new = self.finders.len();
        self.pyramid.build(frame, attempt.halvings);
        let luma = self.pyramid.level(frame, attempt.halvings);
        let scale = to_f32(1 << attempt.halvings);
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
        if !matches!(
            attempt.threshold,
            Threshold::LocalMaximum { .. } | Threshold::FaintInk { .. } | Threshold::EdgeBlocks { .. }
        ) {
            self.reliable_finders = self.finders.len();
        }
        self.triple_search.locate(&self.finders, first_new);
    }

    /// Estimates the pose of every triple, decodes those that are about flat, and keeps the rest as candidates. If the
    /// search is over before all are tried, none is kept.
    fn decode_flat(&mut self, search: &mut FrameSearch<'_>) {
        self.undecoded.clear();
        for triple in &self.triple_search.triples {
            if search.is_over() {
                self.undecoded.clear();
                return;
            }
            if search.has_decoded(triple) {
                continue;
            }
            let sampler = self.pyramid.sampler(search.frame, triple.module_px(), triple.polarity());
            let Some(pose) = estimate_pose(triple, &sampler, &mut self.templates) else { continue };
            let stream = if pose.is_flat { self.symbol_decoder.decode(&pose, &sampler) } else { None };
            match stream {
                Some(stream) => search.push_symbol(&pose, stream),
                None => self.undecoded.push(Candidate { triple: *triple, pose }),
            }
        }
    }

    /// Dewarps and decodes the candidates that are left, best score first. The first of them is reported as undecoded.
    fn decode_dewarped(&mut self, search: &mut FrameSearch<'_>) {
        // the stable sort allocates
        self.undecoded.sort_unstable_by(|one, other| other.pose.score.total_cmp(&one.pose.score));
        self.undecoded.truncate(MAX_DEWARPS);
        let mut undecoded = std::mem::take(&mut self.undecoded);
        for Candidate { triple, mut pose } in undecoded.drain(..) {
            if search.has_decoded(&triple) {
                continue;
            }
            search.report_undecoded(&pose);
            if search.is_over() {
                break;
            }
            if let Some(stream) = self.decode_bent(search.frame, &triple, &mut pose) {
                search.push_symbol(&pose, stream);
                self.accumulator.iter_mut().for_each(FrameAccumulator::reset);
            }
        }
        // the memory is used again
        self.undecoded = undecoded;
    }

    /// Decodes a candidate with the offsets of its alignment patterns, then dewarped, equalised, and accumulated over
    /// frames.
    fn decode_bent(&mut self, frame: &Luma, triple: &FinderTriple, pose: &mut Pose) -> Option<DecodedStream> {
        let sampler = self.pyramid.sampler(frame, triple.module_px(), triple.polarity());
        let alignment = seed_grid(pose, &sampler);
        if let Some(stream) = self.symbol_decoder.decode(pose, &sampler) {
            return Some(stream);
        }
        dewarp(pose, &sampler, &alignment);
        self.symbol_decoder
            .decode(pose, &sampler)
            .or_else(|| self.symbol_decoder.decode_equalised(pose))
            .or_else(|| self.decode_accumulated(pose))
    }

    /// Decodes the mean of this frame and the ones before it.
    fn decode_accumulated(&mut self, pose: &Pose) -> Option<DecodedStream> {
        let soft_modules = &self.symbol_decoder.module_sampler.soft_modules;
        let mean = self.accumulator.as_mut()?.add(soft_modules, clear_format(soft_modules)?)?;
        decode_soft(&mean, &pose.template.layout, &mut self.symbol_decoder.buffers)
    }
}

impl<'a> FrameSearch<'a> {
    /// A search that has found nothing yet.
    pub(crate) fn new(frame: &'a Luma, deadline_passed: &'a dyn Fn() -> bool) -> Self {
        Self { frame, deadline_passed, result: FrameResult::default() }
    }

    fn is_over(&self) -> bool {
        (self.deadline_passed)() || self.result.symbols.len() >= MAX_SYMBOLS
    }

    /// Whether one of the triple's patterns lies in a symbol that was decoded.
    fn has_decoded(&self, triple: &FinderTriple) -> bool {
        let centres = [triple.corner, triple.right, triple.below].map(|finder| round(finder.centre));
        self.result.symbols.iter().any(|symbol| centres.iter().any(|&at| contains(&symbol.corners, at)))
    }

    fn push_symbol(&mut self, pose: &Pose, stream: DecodedStream) {
        let version = u8::try_from(pose.template.layout.version).unwrap_or(0);
        let DecodedStream { payload, structured_append, .. } = stream;
        let corners = corners_of(pose);
        self.result.symbols.push(DecodedSymbol { payload, corners, version, structured_append });
    }

    /// Reports a candidate, if there is nothing else to report.
    fn report_undecoded(&mut self, pose: &Pose) {
        if self.result.symbols.is_empty() && self.result.undecoded.is_none() {
            let corners = corners_of(pose);
            self.result.undecoded = Some(corners);
            self.result.hint = Some(capture_hint(self.frame, &corners, pose.template.side));
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
    fn decode(&mut self, pose: &Pose, sampler: &BilinearSampler<'_>) -> Option<DecodedStream> {
        self.module_sampler.sample(pose, sampler);
        decode_soft(&self.module_sampler.soft_modules, &pose.template.layout, &mut self.buffers)
    }

    /// Decodes what was sampled last, after the equaliser.
    fn decode_equalised(&mut self, pose: &Pose) -> Option<DecodedStream> {
        self.module_sampler.equalise(&pose.template.layout);
        decode_soft(&self.module_sampler.soft_modules, &pose.template.layout, &mut self.buffers)
    }
}

fn corners_of(pose: &Pose) -> Quad {
    let side = to_f32(pose.template.side);
    [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|point| round(pose.warp.map(point)))
}

/// Width of a module, in pixels of the frame, from which `EdgeBlocks` is tried.
const LARGE_MODULE_PX: f32 = 6.0;

/// Symbols returned from one frame: a party of eight that shows its codes at once.
const MAX_SYMBOLS: usize = 8;

/// Candidates of one attempt that are dewarped, best score first. Raise: more bent symbols in cluttered frames, more
/// time on hostile ones.
const MAX_DEWARPS: usize = 5;
