//! Scores how well a frame agrees with the fixed patterns of a version under a given map.
//!
//! Score in [-1, 1]: the Pearson correlation (zero-mean normalised cross-correlation: Lewis, "Fast Normalized
//! Cross-Correlation", Vision Interface 1995) of the sampled grey with the expected pattern, computed for each
//! pattern and then averaged. It does not change with gain and offset of the grey, nor with a shadow over one of
//! the patterns.

use std::sync::Arc;

use crate::geometry::{Point, to_f32};
use crate::sampler::BilinearSampler;
use crate::symbol::{Layout, Module, version_bits, version_positions};

/// A version's layout, with its patterns as points to sample.
#[derive(Clone, Debug)]
pub(crate) struct SymbolTemplate {
    pub(crate) side: usize,
    pub(crate) layout: Layout,
    finders: [PatternTemplate; 3],
    timing: [PatternTemplate; 2],
}

/// The templates of all versions, made when first needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct TemplateCache {
    by_version: Vec<Option<Arc<SymbolTemplate>>>,
}

impl TemplateCache {
    /// The template of a version, 1 to 40.
    pub(crate) fn get(&mut self, version: usize) -> Arc<SymbolTemplate> {
        if self.by_version.len() <= version {
            self.by_version.resize(version + 1, None);
        }
        let make = || Arc::new(SymbolTemplate::new(version));
        self.by_version.get_mut(version).map_or_else(make, |known| Arc::clone(known.get_or_insert_with(make)))
    }
}

/// Centres of modules of known colour; 1 for dark, -1 for light.
#[derive(Clone, Debug, Default)]
pub(crate) struct PatternTemplate {
    points: Vec<(Point, f32)>,
}

impl SymbolTemplate {
    /// The template of a version.
    pub(crate) fn new(version: usize) -> Self {
        let layout = Layout::new(version);
        let side = layout.side;
        let finders = [(0, 0), (side - 8, 0), (0, side - 8)]
            .map(|(left, top)| PatternTemplate::of(&layout, (0..64).map(|at| (left + at % 8, top + at / 8))));
        let timing = [
            PatternTemplate::of(&layout, (7..side - 7).map(|step| (step, 6))),
            PatternTemplate::of(&layout, (7..side - 7).map(|step| (6, step))),
        ];
        Self { side, layout, finders, timing }
    }

    /// Score of the symbol: the mean of finder patterns and timing patterns.
    pub(crate) fn score(&self, sampler: &BilinearSampler<'_>, map: impl Fn(Point) -> Point) -> f32 {
        let timing: f32 = self.timing.iter().map(|pattern| pattern.correlation(sampler, &map)).sum();
        self.finder_score(sampler, &map) / 2.0 + timing / 4.0
    }

    /// Mean correlation of the three finder patterns, each with its separator.
    pub(crate) fn finder_score(&self, sampler: &BilinearSampler<'_>, map: impl Fn(Point) -> Point) -> f32 {
        self.finders.iter().map(|pattern| pattern.correlation(sampler, &map)).sum::<f32>() / 3.0
    }

    /// Correlation of the better timing pattern: one of the two may be torn.
    pub(crate) fn timing_score(&self, sampler: &BilinearSampler<'_>, map: impl Fn(Point) -> Point) -> f32 {
        self.timing.iter().map(|pattern| pattern.correlation(sampler, &map)).fold(-1.0, f32::max)
    }
}

/// The version, 7 to 40, whose information beside the finders correlates best, and that correlation: 1 is certain.
/// The map may be that of a slightly smaller or larger version, since near the finders it is right all the same. Of
/// the two copies one may be torn, and then counts 0.8.
pub(crate) fn decode_version_information(
    side: usize,
    sampler: &BilinearSampler<'_>,
    map: impl Fn(Point) -> Point,
) -> (usize, f32) {
    let points = version_positions(side).map(|(x, y)| (to_f32(x) + 0.5, to_f32(y) + 0.5));
    let transposed = points.map(|(u, v)| (v, u));
    let levels = [points, transposed].map(|points| {
        let darks = points.map(|point| sampler.darkness(map(point)));
        let (least, most) =
            darks.iter().fold((f32::MAX, f32::MIN), |(least, most), &dark| (least.min(dark), most.max(dark)));
        darks.map(|dark| if most - least > 8.0 { 2.0 * (dark - least) / (most - least) - 1.0 } else { 0.0 })
    });
    let agreements = (7..=40_u32).map(|version| {
        let bits = version_bits(version);
        let agreement = levels.map(|levels| {
            let signed = levels
                .iter()
                .enumerate()
                .map(|(bit, level)| if bits >> bit & 1 == 1 { *level } else { -level });
            signed.sum::<f32>() / 18.0
        });
        let [one, other] = agreement;
        (version, f32::midpoint(one, other).max(one.max(other) * 0.8))
    });
    let best = agreements.max_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((7, 0.0));
    (usize::try_from(best.0).unwrap_or(7), best.1)
}

impl PatternTemplate {
    /// An alignment pattern around the origin, 5x5 modules.
    pub(crate) fn alignment() -> Self {
        let points = (0..25_u8).map(|at| {
            let (x, y) = (f32::from(at % 5) - 2.0, f32::from(at / 5) - 2.0);
            let ring = x.abs().max(y.abs());
            ((x, y), if (ring - 1.0).abs() < 0.5 { -1.0 } else { 1.0 })
        });
        Self { points: points.collect() }
    }

    fn of(layout: &Layout, points: impl Iterator<Item = (usize, usize)>) -> Self {
        let known = points.filter_map(|(x, y)| match layout.at(x, y) {
            Module::Fixed { dark } => {
                Some(((to_f32(x) + 0.5, to_f32(y) + 0.5), if dark { 1.0 } else { -1.0 }))
            }
            Module::Data | Module::Reserved => None,
        });
        Self { points: known.collect() }
    }

    /// The correlation of the pattern with the frame, -1 to 1; 0 where there is no contrast.
    pub(crate) fn correlation(&self, sampler: &BilinearSampler<'_>, map: impl Fn(Point) -> Point) -> f32 {
        let (mut count, mut sum_sign, mut sum, mut squares, mut products) =
            (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        for &(point, sign) in &self.points {
            let darkness = sampler.darkness(map(point));
            count += 1.0;
            sum_sign += sign;
            sum += darkness;
            squares += darkness * darkness;
            products += darkness * sign;
        }
        let spread_sign = count - sum_sign * sum_sign / count.max(1.0);
        let spread = squares - sum * sum / count.max(1.0);
        if spread < count * MIN_VARIANCE || spread_sign <= 0.0 {
            return 0.0;
        }
        (products - sum * sum_sign / count) / (spread * spread_sign).sqrt()
    }
}

/// Variance of the grey levels (0 to 255, squared) below which a pattern has no contrast.
const MIN_VARIANCE: f32 = 1.5;
