//! The target that is held before the camera: a sheet of paper or a telephone, with a code and lines of text, in
//! cells as wide as a module.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use super::rng::Rng;
use super::{Script, number};

/// The target, cell by cell.
pub(crate) struct PrintedTarget {
    columns: usize,
    rows: usize,
    /// Where the symbol's first module is.
    left: usize,
    top: usize,
    /// Modules along the symbol's side.
    side: usize,
    cells: Vec<f32>,
}

impl PrintedTarget {
    /// Prints the script's code.
    pub(crate) fn print(script: &Script) -> Self {
        let code = encode(&script.text, script.version);
        let side = usize::try_from(code.size()).unwrap_or(21);
        let edge = if script.on_screen { BEZEL } else { 0 };
        let (beside, above, below) =
            (edge + QUIET + side / 16, edge + QUIET + side / 3, edge + QUIET + side / 4);
        let (columns, rows) = (side + 2 * beside, side + above + below);
        let (left, top) = (beside, above);
        let mut target = Self { columns, rows, left, top, side, cells: vec![script.paper; columns * rows] };
        if script.on_screen {
            target.frame(BEZEL, script.ink * 0.4);
        }
        let mut rng = Rng::new(script.seed ^ 0x11E5);
        target.write_lines(edge + 3..above - QUIET, edge + 4..columns - edge - 4, script.ink, &mut rng);
        target.write_lines(
            top + side + QUIET..rows - edge - 3,
            edge + 4..columns - edge - 4,
            script.ink,
            &mut rng,
        );
        for y in 0..side {
            for x in 0..side {
                let module = |at: usize| i32::try_from(at).unwrap_or(0);
                if code.get_module(module(x), module(y)) {
                    target.paint(left + x, top + y, script.ink);
                }
            }
        }
        target
    }

    /// Modules along the symbol's side.
    pub(crate) fn side(&self) -> f32 {
        number(self.side)
    }

    /// The corners of the target, in modules from the centre of the symbol.
    pub(crate) fn edges(&self) -> [(f32, f32); 4] {
        let (middle_x, middle_y) = self.middle();
        let (right, bottom) = (number(self.columns) - middle_x, number(self.rows) - middle_y);
        [(-middle_x, -middle_y), (right, -middle_y), (right, bottom), (-middle_x, bottom)]
    }

    /// The grey of a point, in modules from the centre of the symbol; `None` beside the target.
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is negative is beside the sheet, and asked for first"
    )]
    pub(crate) fn at(&self, u: f32, v: f32) -> Option<f32> {
        let (middle_x, middle_y) = self.middle();
        let (x, y) = (u + middle_x, v + middle_y);
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (column, row) = (x as usize, y as usize);
        (column < self.columns).then(|| self.cells.get(row * self.columns + column).copied())?
    }

    fn middle(&self) -> (f32, f32) {
        let half = number(self.side) / 2.0;
        (number(self.left) + half, number(self.top) + half)
    }

    fn paint(&mut self, column: usize, row: usize, grey: f32) {
        if column < self.columns
            && let Some(cell) = self.cells.get_mut(row * self.columns + column)
        {
            *cell = grey;
        }
    }

    fn frame(&mut self, width: usize, grey: f32) {
        for row in 0..self.rows {
            for column in 0..self.columns {
                if column.min(row) < width || self.columns - column <= width || self.rows - row <= width {
                    self.paint(column, row, grey);
                }
            }
        }
    }

    /// Lines of words, two cells high.
    fn write_lines(
        &mut self,
        rows: std::ops::Range<usize>,
        columns: std::ops::Range<usize>,
        ink: f32,
        rng: &mut Rng,
    ) {
        for top in rows.clone().step_by(5).filter(|top| top + 2 < rows.end) {
            let end = columns.start + columns.len() * (50 + rng.below(50)) / 100;
            for column in columns.start..end {
                for row in top..top + 2 {
                    if rng.below(100) < 55 {
                        self.paint(column, row, ink);
                    }
                }
            }
        }
    }
}

/// A text whose code has this version: one of those given, if one has it at some level of error correction, else as
/// many random characters of an EU certificate as fit.
pub(crate) fn text_for(version: u8, texts: &[String], seed: u64) -> String {
    let mut rng = Rng::new(seed ^ 0x7E87);
    let fitting: Vec<&String> = texts.iter().filter(|text| level_of(text, version).is_some()).collect();
    if let Some(text) = fitting.get(rng.below(fitting.len())) {
        return (*text).clone();
    }
    let modules = usize::from(version) * 4 + 17;
    // about half the modules carry data at a middle level, eleven bits two characters
    let mut length = modules * modules / 2 * 2 / 11;
    loop {
        let letter =
            |rng: &mut Rng| BASE45.get(rng.below(BASE45.len())).map_or('0', |&letter| char::from(letter));
        let body: String = (0..length).map(|_| letter(&mut rng)).collect();
        let text = format!("HC1:{body}");
        if length < 20 || level_of(&text, version).is_some() {
            return text;
        }
        length -= length / 24 + 1;
    }
}

/// The highest level of correction at which a text needs exactly this version.
fn level_of(text: &str, version: u8) -> Option<QrCodeEcc> {
    LEVELS.into_iter().find(|&level| {
        let fits = |version: u8| encode_at(text, level, version).is_some();
        version > 1 && fits(version) && !fits(version - 1)
    })
}

fn encode(text: &str, version: u8) -> QrCode {
    let exact = level_of(text, version).and_then(|level| encode_at(text, level, version));
    let larger = || (version..=40).find_map(|version| encode_at(text, QrCodeEcc::Low, version));
    exact.or_else(larger).expect("the text fits into the largest code")
}

fn encode_at(text: &str, level: QrCodeEcc, version: u8) -> Option<QrCode> {
    // the digits of a health card follow its prefix in a segment of their own
    let segments = match text.strip_prefix("shc:/") {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            vec![QrSegment::make_bytes(b"shc:/"), QrSegment::make_numeric(digits)]
        }
        _ => QrSegment::make_segments(text),
    };
    let version = Version::new(version);
    QrCode::encode_segments_advanced(&segments, level, version, version, Some(Mask::new(3)), false).ok()
}

const LEVELS: [QrCodeEcc; 4] = [QrCodeEcc::High, QrCodeEcc::Quartile, QrCodeEcc::Medium, QrCodeEcc::Low];
const QUIET: usize = 4;
/// The dark rim of a telephone.
const BEZEL: usize = 5;
const BASE45: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
