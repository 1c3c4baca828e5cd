//! Finds finder patterns: a dark centre square of 3 modules in a light ring in a dark ring of 7 modules (ISO/IEC
//! 18004, 6.3.3 and 13.2 c).
//!
//! Any line through the centre crosses dark and light in the ratio 1:1:3:1:1, however the pattern is turned or
//! tilted. Rows are searched for that ratio; rays in 16 directions from the presumed centre then confirm it, and at
//! least 11 must agree, so that a scratch or a fold may spoil a few. Patterns of exchanged colours (reflectance
//! reversal) are found in the same search.

#![expect(clippy::many_single_char_names, reason = "short names in short formulas")]
#![expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixel geometry: sides are below 8192, and every place is checked before it becomes an index"
)]

use crate::binarise::Bitmap;
use crate::geometry::{Point, distance, is_within};
use crate::luma::Polarity;

/// A finder pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Finder {
    /// Its centre, in pixels of the frame.
    pub(crate) centre: Point,
    /// Width of a module in pixels of the frame, the mean over all directions.
    pub(crate) module: f32,
    pub(crate) polarity: Polarity,
    /// Rays that show the pattern, 11 to 16.
    pub(crate) votes: usize,
    /// Width of a module along each ray, in pixels of the frame; zero where the ray does not show the pattern.
    widths: [f32; RAYS],
}

impl Finder {
    /// Moves it by a vector, in pixels of the frame.
    pub(crate) fn translate(&mut self, (x, y): Point) {
        self.centre = (self.centre.0 + x, self.centre.1 + y);
    }

    /// Width of a module in one direction, towards another corner of the symbol, in pixels.
    pub(crate) fn module_towards(&self, direction: Point) -> f32 {
        let length = distance(direction, (0.0, 0.0)).max(f32::MIN_POSITIVE);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (width, ray) in self.widths.iter().zip(directions()) {
            let cosine = (direction.0 * ray.0 + direction.1 * ray.1).abs() / length;
            // A ray at an angle to the direction meets the same side of the square later by 1 / cosine.
            if *width > 0.0 && cosine > MIN_RAY_COSINE {
                let weight = cosine - MIN_RAY_COSINE;
                sum += weight * width * cosine;
                weights += weight;
            }
        }
        if weights > 0.0 { sum / weights } else { self.module }
    }
}

/// The 16 directions: half a circle, each followed by its opposite.
fn directions() -> impl Iterator<Item = Point> {
    RAY_DIRECTIONS.into_iter().flat_map(|(x, y)| [(x, y), (-x, -y)])
}

/// Buffer that is reused from row to row.
#[derive(Clone, Debug, Default)]
pub(crate) struct FinderSearch {
    /// The column at which each run begins.
    starts: Vec<u16>,
}

impl FinderSearch {
    /// Adds the patterns of `bitmap`, which shows the frame at `1 / scale` of its size, to `found`. Centre squares
    /// narrower than `min_centre_px` pixels of the bitmap are skipped.
    pub(crate) fn find(&mut self, bitmap: &Bitmap, scale: f32, min_centre_px: u16, found: &mut Vec<Finder>) {
        let mut confirmations = 0;
        let known = found.len();
        let rows = ROW_OFFSETS.into_iter().flat_map(|first| (first..bitmap.height).step_by(ROW_STEP));
        for y in rows {
            let Some(row) = bitmap.cells.get(y * bitmap.width..(y + 1) * bitmap.width) else { return };
            self.run_lengths(row);
            let begins_dark = row.first() == Some(&1);
            let centre_runs = self.starts.iter().skip(2).zip(self.starts.iter().skip(3));
            for (index, (&c, &d)) in centre_runs.enumerate() {
                // in texture most runs are too short: this test alone rejects them quickest
                if d - c < min_centre_px {
                    continue;
                }
                let Some(&[a, b, _, _, e, f]) = self.starts.get(index..index + 6) else { break };
                if !may_be_finder([b - a, c - b, d - c, e - d, f - e]) {
                    continue;
                }
                let is_dark = begins_dark != (index % 2 == 1);
                let polarity = if is_dark { Polarity::DarkOnLight } else { Polarity::LightOnDark };
                let middle = f32::midpoint(f32::from(c), f32::from(d));
                let point = (middle * scale, (y as f32 + 0.5) * scale);
                let inside = |(index, finder): (usize, &Finder)| {
                    finder.polarity == polarity
                        && (index >= known || !is_searched_again(finder, scale))
                        && is_within(finder.centre, point, 3.0 * finder.module)
                };
                if found.iter().enumerate().any(inside) {
                    continue;
                }
                confirmations += 1;
                if confirmations > MAX_CONFIRMATIONS || found.len() >= known + MAX_FINDERS {
                    return;
                }
                if let Some(mut finder) =
                    confirm(bitmap, (middle, y as f32 + 0.5), polarity, f32::from(f - a))
                {
                    finder.centre = (finder.centre.0 * scale, finder.centre.1 * scale);
                    finder.module *= scale;
                    finder.widths = finder.widths.map(|width| width * scale);
                    let old = found.iter_mut().enumerate().rfind(|(_, old)| is_same_pattern(old, &finder));
                    match old {
                        Some((_, old)) if old.votes >= finder.votes => {}
                        Some((index, old)) if index >= known => *old = finder,
                        // a pattern that another attempt found badly is found again in this one, beside its
                        // neighbours
                        _ => found.push(finder),
                    }
                }
            }
        }
    }

    fn run_lengths(&mut self, row: &[u8]) {
        self.starts.clear();
        self.starts.push(0);
        // compares eight cells with the eight to their right: most of a frame is even
        let (eights, _) = row.as_chunks::<8>();
        let (nexts, _) = row.get(1..).unwrap_or_default().as_chunks::<8>();
        let mut base = 1_u16;
        for (here, next) in eights.iter().zip(nexts) {
            let mut changes = u64::from_le_bytes(*here) ^ u64::from_le_bytes(*next);
            while changes != 0 {
                self.starts.push(base + u16::try_from(changes.trailing_zeros() / 8).unwrap_or(0));
                changes &= changes - 1;
            }
            base += 8;
        }
        for (x, pair) in (1_u16..).zip(row.windows(2)).skip(usize::from(base) - 1) {
            if let [before, after] = pair
                && before != after
            {
                self.starts.push(x);
            }
        }
        self.starts.push(u16::try_from(row.len()).unwrap_or(u16::MAX));
    }
}

/// Whether a pattern that an earlier attempt found is searched again, in a bitmap at `1 / scale` of the size.
fn is_searched_again(finder: &Finder, scale: f32) -> bool {
    UNCERTAIN_VOTES.contains(&finder.votes) || (scale >= COARSE_SCALE && finder.module >= LARGE_MODULE_PX)
}

/// Whether two detections are one pattern: modules within a factor of 1.6 and centres within 2 modules.
pub(crate) fn is_same_pattern(one: &Finder, other: &Finder) -> bool {
    let (small, large) = (one.module.min(other.module), one.module.max(other.module));
    one.polarity == other.polarity && large < 1.6 * small && is_within(one.centre, other.centre, 2.0 * large)
}

/// Width of a module from the radii of centre, light ring and dark ring, which are 1.5, 2.5 and 3.5 modules. Where
/// print bleeds, the first and third grow by as much as the second shrinks.
fn module_width([centre, light, dark]: [f32; 3]) -> f32 {
    (centre + 2.0 * light + dark) / 10.0
}

/// Whether runs are in the ratio 1:1:3:1:1, with dark and light runs measured separately, because ink bleeds and
/// light blooms.
fn may_be_finder(runs: [u16; 5]) -> bool {
    // most runs are rejected in integers
    let [a, b, c, d, e] = runs.map(u32::from);
    2 * c >= 3 * a.max(e) && c >= b.max(d) && has_finder_proportions(runs.map(f32::from))
}

fn has_finder_proportions([a, b, c, d, e]: [f32; 5]) -> bool {
    if c < 2.5 || c < 1.5 * a.max(e) || c < b.max(d) {
        return false;
    }
    let (dark, light) = ((a + c + e) / 5.0, f32::midpoint(b, d));
    if dark > 4.0 * light || light > 4.0 * dark {
        return false;
    }
    // generous on purpose: the rays confirm. Lower: fewer rays to walk, fewer blurred patterns found
    let (dark_slack, light_slack) = (dark * 0.75 + 0.5, light / 3.0 + 0.5);
    (a - dark).abs() <= dark_slack
        && (c - 3.0 * dark).abs() <= dark_slack * 1.2
        && (e - dark).abs() <= dark_slack
        && (b - light).abs() <= light_slack
        && (d - light).abs() <= light_slack
}

fn confirm(bitmap: &Bitmap, seed: Point, polarity: Polarity, across: f32) -> Option<Finder> {
    // the centre of the column through the centre square, then of the row through that
    let reach = MAX_STRETCH * across;
    let (up, down) = cross_section(bitmap, seed, (0.0, 1.0), reach, polarity)?;
    let seed = (seed.0, seed.1 + (down[0] - up[0]) / 2.0);
    let (left, right) = cross_section(bitmap, seed, (1.0, 0.0), reach, polarity)?;
    let mut centre = (seed.0 + (right[0] - left[0]) / 2.0, seed.1);
    let reach = 4.0 * (up[2] + down[2]).max(left[2] + right[2]) + 2.0;
    let (mut votes, mut squares) = (0, 0.0);
    let mut widths = [0.0; RAYS];
    for round in 0..2 {
        let mut offset = (0.0, 0.0);
        let mut pairs = 0.0_f32;
        (votes, squares) = (0, 0.0);
        for (index, (cosine, sine)) in RAY_DIRECTIONS.into_iter().enumerate() {
            if votes + 2 * (RAY_DIRECTIONS.len() - index) < MIN_VOTES {
                return None;
            }
            let forward = cast_ray::<2>(bitmap, centre, (cosine, sine), reach, polarity)
                .filter(|radii| has_finder_radii(*radii));
            let backward = cast_ray::<2>(bitmap, centre, (-cosine, -sine), reach, polarity)
                .filter(|radii| has_finder_radii(*radii));
            for (radii, ray_width) in [forward, backward].into_iter().zip(widths.iter_mut().skip(2 * index)) {
                *ray_width = radii.map_or(0.0, module_width);
                votes += usize::from(radii.is_some());
                squares += *ray_width * *ray_width;
            }
            if let (Some(forward), Some(backward)) = (forward, backward) {
                let offset_along: f32 = forward.iter().zip(backward).map(|(a, b)| a - b).sum::<f32>() / 6.0;
                offset = (offset.0 + offset_along * cosine, offset.1 + offset_along * sine);
                pairs += 1.0;
            }
        }
        if votes < MIN_VOTES || pairs < 3.0 {
            return None;
        }
        if round == 0 {
            // each direction measures the offset along itself only, and on average half of the offset is along it
            centre = (centre.0 + 2.0 * offset.0 / pairs, centre.1 + 2.0 * offset.1 / pairs);
        }
    }
    // over all directions the mean square of the radius of a square is 4/pi times that of its half side
    let module = (squares / votes as f32 * std::f32::consts::FRAC_PI_4).sqrt();
    Some(Finder { centre, module, polarity, votes, widths })
}

/// The two opposite rays of a line, if together they show the pattern.
fn cross_section(
    bitmap: &Bitmap,
    seed: Point,
    step: Point,
    reach: f32,
    polarity: Polarity,
) -> Option<([f32; 3], [f32; 3])> {
    // along rows and columns whole pixels are fine enough
    let half = |step: Point| cast_ray::<1>(bitmap, seed, step, reach, polarity);
    let backward = half((-step.0, -step.1))?;
    let forward = half(step)?;
    let runs = [
        backward[2] - backward[1],
        backward[1] - backward[0],
        backward[0] + forward[0],
        forward[1] - forward[0],
        forward[2] - forward[1],
    ];
    has_finder_proportions(runs).then_some((backward, forward))
}

/// Whether the radii of centre, light ring and dark ring are as 3:5:7. Slack: half a module and 0.8 pixels. Lower:
/// fewer false patterns, fewer blurred ones.
fn has_finder_radii([centre, light, dark]: [f32; 3]) -> bool {
    let module = dark / 3.5;
    let slack = 0.5 * module + 0.8;
    (centre - 1.5 * module).abs() < slack
        && (light - 2.5 * module).abs() < slack
        && dark - light > 0.25 * module
}

/// The distances in pixels at which the colour changes for the first, second and third time along a ray, walked
/// `STEPS` steps a pixel in 16.16 fixed point. A speck does not count: the other colour has to last. This is the
/// innermost loop of the engine.
fn cast_ray<const STEPS: u8>(
    bitmap: &Bitmap,
    from: Point,
    step: Point,
    reach: f32,
    polarity: Polarity,
) -> Option<[f32; 3]> {
    let length = 1.0 / f32::from(STEPS);
    let [mut x, mut y] = [from.0, from.1].map(|at| (at * FIXED_POINT_ONE) as i32);
    let [step_x, step_y] = [step.0, step.1].map(|step| (step * FIXED_POINT_ONE * length) as i32);
    let farthest = (reach / length) as i32;
    let mut radii = [0.0; 3];
    let mut expected = u8::from(polarity == Polarity::DarkOnLight);
    let mut walked = 0_i32;
    // where centre, light ring and dark ring end, in half modules
    for (radius, half_modules) in radii.iter_mut().zip([3, 5, 7]) {
        let mut speck = 0;
        let most = farthest * half_modules / 7 + 2;
        loop {
            // left of the frame and above it the index becomes very large
            let (column, row) = ((x >> 16) as usize, (y >> 16) as usize);
            if column >= bitmap.width || row >= bitmap.height {
                if half_modules < 7 {
                    return None;
                }
                // the frame may end right at the outer ring
                break;
            }
            if walked > most {
                return None;
            }
            if bitmap.cells.get(row * bitmap.width + column) == Some(&expected) {
                speck = 0;
            } else {
                speck += 1;
                if MAX_SPECK_RATIO * speck > walked {
                    break;
                }
            }
            walked += 1;
            x += step_x;
            y += step_y;
        }
        // the colour changes somewhere between two steps
        *radius = ((walked - speck) as f32 + 0.5) * length;
        expected ^= 1;
    }
    // the presumed centre has the wrong colour
    (radii[0] > MIN_CENTRE_RADIUS).then_some(radii)
}

/// Eight directions, 22.5 degrees apart from 5.625 degrees on, so that none runs along rows or columns, where ties
/// would be many.
const RAY_DIRECTIONS: [Point; 8] = [
    (0.995_18, 0.098_02),
    (0.881_92, 0.471_40),
    (0.634_39, 0.773_01),
    (0.290_28, 0.956_94),
    (-0.098_02, 0.995_18),
    (-0.471_40, 0.881_92),
    (-0.773_01, 0.634_39),
    (-0.956_94, 0.290_28),
];

const RAYS: usize = 2 * RAY_DIRECTIONS.len();

/// The cosine of 25 degrees: a ray at that angle still meets the same side of the square.
const MIN_RAY_COSINE: f32 = 0.906;

/// Of 16 rays so many must show the pattern. Lower: more damaged patterns, more chance ones to confirm and combine.
const MIN_VOTES: usize = 11;

/// A pattern with so many votes may be off its centre and is searched again by the next attempt. With more it is
/// known well enough; with 11 or 12 it is chance more often than not: searching those again took time on hostile
/// frames and read 4 drawn frames more instead of 8.
const UNCERTAIN_VOTES: std::ops::RangeInclusive<usize> = 13..=14;

/// Patterns with modules of so many pixels are searched again at a quarter of the size, whatever their votes. Where the
/// window or the blocks of a threshold are narrower than a pattern, parts of it are taken for the whole, and an
/// attempt that shows it well has to find it beside them. Of 168 frames of the drawn grid of codes held close that
/// were missed, 4 were for this. Without the limit of six pixels, noise is searched again as well.
const COARSE_SCALE: f32 = 4.0;
const LARGE_MODULE_PX: f32 = 6.0;

/// Every second row is searched, in four passes over the frame, so that in a frame full of texture the
/// confirmations run out everywhere alike.
const ROW_OFFSETS: [usize; 4] = [1, 5, 3, 7];
const ROW_STEP: usize = 8;

/// How far a ray is walked, in widths of the pattern in its row: half a width, stretched up to six times by a tilt.
const MAX_STRETCH: f32 = 3.0;

/// One pixel in 16.16 fixed point.
const FIXED_POINT_ONE: f32 = 65_536.0;

/// A colour that lasts for fewer than one in so many steps from the centre is a speck.
const MAX_SPECK_RATIO: i32 = 10;

/// Smallest radius of a centre square, in pixels.
const MIN_CENTRE_RADIUS: f32 = 0.3;

/// Presumed centres confirmed in one bitmap; a page of text has some hundreds, noise has thousands.
const MAX_CONFIRMATIONS: usize = 3000;

/// Patterns taken from one bitmap.
const MAX_FINDERS: usize = 100;
