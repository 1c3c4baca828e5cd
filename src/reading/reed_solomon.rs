//! Corrects errors and erasures in a block: Reed-Solomon over GF(256) (ISO/IEC 18004, 7.5 and annex B).
//!
//! Berlekamp-Massey with erasures finds the error locator, evaluation at all positions its roots, and the algorithm
//! of Forney the magnitudes (Blahut, "Algebraic Codes for Data Transmission", 2003, chapter 7). An erasure costs
//! one check codeword, an error at an unknown position two.

/// Corrects a block in place and returns the number of codewords changed. A block that cannot be corrected stays as
/// it was. Of the `correction` check codewords, `reserved` are not used to correct, but to detect a miscorrection.
pub(crate) fn correct(
    block: &mut [u8],
    correction: usize,
    erasures: &[usize],
    reserved: usize,
) -> Option<usize> {
    let length = block.len();
    if correction >= length
        || length > 255
        || correction > MAX_CORRECTION
        || erasures.len() + reserved > correction
    {
        return None;
    }
    let syndromes = syndromes(block, correction);
    if syndromes.iter().take(correction).all(|&value| value == 0) {
        return Some(0);
    }
    let error_locator = locate_errors(&syndromes, correction, length, erasures)?;
    let degree = error_locator.iter().rposition(|&value| value != 0)?;
    let unknown = degree.checked_sub(erasures.len())?;
    if erasures.len() + 2 * unknown + reserved > correction {
        return None;
    }
    let evaluator = product(&syndromes, &error_locator, correction);
    let mut repaired = [0; 255];
    repaired.get_mut(..length)?.copy_from_slice(block);
    let mut found = 0;
    for (index, codeword) in repaired.iter_mut().take(length).enumerate() {
        // codeword `index` is the coefficient of the power `length - 1 - index`
        let inverse = exponent(255 - (length - 1 - index));
        if evaluate(&error_locator, inverse) != 0 {
            continue;
        }
        found += 1;
        // Forney: the formal derivative keeps the odd powers
        let (mut derivative, mut power) = (0, 1);
        for odd in error_locator.iter().skip(1).step_by(2) {
            derivative ^= multiply(*odd, power);
            power = multiply(power, multiply(inverse, inverse));
        }
        if derivative == 0 {
            return None;
        }
        let magnitude = divide(evaluate(&evaluator, inverse), derivative);
        *codeword ^= multiply(magnitude, exponent(length - 1 - index));
    }
    let repaired = repaired.get(..length)?;
    if found != degree || self::syndromes(repaired, correction).iter().any(|&value| value != 0) {
        return None;
    }
    let changed = block.iter().zip(repaired).filter(|(before, after)| before != after).count();
    block.copy_from_slice(repaired);
    Some(changed)
}

/// Syndromes: the block as a polynomial, evaluated at the roots of the generator.
fn syndromes(block: &[u8], correction: usize) -> Polynomial {
    let mut syndromes = [0; TERMS];
    for (power, syndrome) in syndromes.iter_mut().take(correction).enumerate() {
        let root = exponent(power);
        *syndrome = block.iter().fold(0, |sum, &codeword| multiply(sum, root) ^ codeword);
    }
    syndromes
}

/// Berlekamp-Massey, initialised with the erasure locator.
fn locate_errors(
    syndromes: &Polynomial,
    correction: usize,
    length: usize,
    erasures: &[usize],
) -> Option<Polynomial> {
    let mut error_locator = [0; TERMS];
    *error_locator.first_mut()? = 1;
    for &erasure in erasures {
        let root = exponent(length.checked_sub(erasure + 1)?);
        for term in (1..TERMS).rev() {
            let lower = *error_locator.get(term - 1)?;
            *error_locator.get_mut(term)? ^= multiply(lower, root);
        }
    }
    let mut previous = error_locator;
    let mut errors = erasures.len();
    for step in erasures.len() + 1..=correction {
        let discrepancy = (0..step).fold(0, |sum, term| {
            let (Some(&a), Some(&b)) = (error_locator.get(term), syndromes.get(step - 1 - term)) else {
                return sum;
            };
            sum ^ multiply(a, b)
        });
        previous.rotate_right(1);
        *previous.first_mut()? = 0;
        if discrepancy == 0 {
            continue;
        }
        let before = error_locator;
        for (term, &shifted) in error_locator.iter_mut().zip(&previous) {
            *term ^= multiply(discrepancy, shifted);
        }
        if 2 * errors < step + erasures.len() {
            errors = step + erasures.len() - errors;
            previous = before.map(|term| divide(term, discrepancy));
        }
    }
    Some(error_locator)
}

/// The product of two polynomials modulo x^terms.
fn product(one: &Polynomial, other: &Polynomial, terms: usize) -> Polynomial {
    let mut product = [0; TERMS];
    for (position, sum) in product.iter_mut().take(terms).enumerate() {
        for (a, b) in one.iter().take(position + 1).zip(other.iter().take(position + 1).rev()) {
            *sum ^= multiply(*a, *b);
        }
    }
    product
}

fn evaluate(polynomial: &Polynomial, at: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, &term| multiply(sum, at) ^ term)
}

fn multiply(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    exponent(logarithm(a) + logarithm(b))
}

/// `b` is not zero.
fn divide(a: u8, b: u8) -> u8 {
    if a == 0 {
        return 0;
    }
    exponent(255 + logarithm(a) - logarithm(b))
}

fn exponent(power: usize) -> u8 {
    TABLES.0.get(power).copied().unwrap_or(1)
}

fn logarithm(value: u8) -> usize {
    TABLES.1.get(usize::from(value)).copied().map_or(0, usize::from)
}

type Polynomial = [u8; TERMS];

/// Terms of a polynomial: more than check codewords in any block.
const TERMS: usize = 32;

/// Largest number of check codewords in a block (table 9).
const MAX_CORRECTION: usize = 30;

/// Powers of the primitive element 2, and their logarithms; the field polynomial is x^8 + x^4 + x^3 + x^2 + 1.
static TABLES: ([u8; 512], [u8; 256]) = tables();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler, which would not accept a wrong index"
)]
const fn tables() -> ([u8; 512], [u8; 256]) {
    let (mut powers, mut logarithms) = ([0; 512], [0; 256]);
    let (mut value, mut power) = (1_u16, 0);
    while power < 255 {
        // twice in a row, so that the sum of two logarithms needs no remainder
        powers[power] = value as u8;
        powers[power + 255] = value as u8;
        logarithms[value as usize] = power as u8;
        value <<= 1;
        if value > 255 {
            value ^= 0x11D;
        }
        power += 1;
    }
    (powers, logarithms)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Annex I's example: version 1-M, `01234567`.
    const BLOCK: [u8; 26] = [
        0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xA5,
        0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55,
    ];

    #[test]
    fn an_intact_block_stays_as_it_is() {
        let mut block = BLOCK;
        assert_eq!(correct(&mut block, 10, &[], 0), Some(0), "nothing to do");
        assert_eq!(block, BLOCK, "nothing done");
    }

    #[test]
    fn five_errors_or_ten_erasures_are_put_right() {
        let mut block = BLOCK;
        for position in [0, 3, 9, 20, 25] {
            block[position] ^= 0x5A;
        }
        assert_eq!(correct(&mut block, 10, &[], 0), Some(5), "errors at unknown places");
        assert_eq!(block, BLOCK, "put right");
        block[2..12].fill(0);
        let positions: Vec<usize> = (2..12).collect();
        assert_eq!(correct(&mut block, 10, &positions, 0), Some(10), "at known places twice as many");
        assert_eq!(block, BLOCK, "put right");
    }

    #[test]
    fn errors_beside_erasures_are_put_right() {
        let mut block = BLOCK;
        for position in [1, 5, 8, 13, 18] {
            block[position] ^= 0x81;
        }
        assert_eq!(
            correct(&mut block, 10, &[1, 5, 9], 0),
            Some(5),
            "two known, one wrongly suspected, three unknown"
        );
    }

    #[test]
    fn too_much_damage_is_refused_and_nothing_is_touched() {
        let mut block = BLOCK;
        for position in [0, 3, 9, 20, 24, 25] {
            block[position] ^= 0x5A;
        }
        let damaged = block;
        assert_eq!(correct(&mut block, 10, &[], 0), None, "six errors");
        assert_eq!(correct(&mut block, 10, &[0, 3], 4), None, "two known and four unknown, four kept back");
        assert_eq!(block, damaged, "untouched");
    }
}
