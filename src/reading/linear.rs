//! Solves small systems of linear equations by Gaussian elimination with partial pivoting (Golub and Van Loan, "Matrix
//! Computations", 4th edition, section 3.4).

/// The solution of `matrix * x = right`, computed in double and returned in single precision; `None` if the equations
/// are singular.
#[expect(clippy::indexing_slicing, reason = "fixed sizes, every index from a range within them")]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "solved in double, used in single precision"
)]
pub(crate) fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f32; N]> {
    for column in 0..N {
        let size = |row: usize| matrix[row][column].abs();
        let pivot = (column..N).max_by(|&a, &b| size(a).total_cmp(&size(b)))?;
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        if matrix[column][column].abs() < MIN_PIVOT {
            return None;
        }
        let lead = matrix[column];
        for row in column + 1..N {
            let factor = matrix[row][column] / lead[column];
            for (value, from) in matrix[row].iter_mut().zip(lead).skip(column) {
                *value -= factor * from;
            }
            right[row] -= factor * right[column];
        }
    }
    let mut solution = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| matrix[row][column] * solution[column]).sum();
        solution[row] = (right[row] - known) / matrix[row][row];
    }
    solution.iter().all(|value| value.is_finite()).then(|| solution.map(|value| value as f32))
}

/// Smallest pivot of equations that count as regular. Coefficients are of the order of 1 to 10 000.
const MIN_PIVOT: f64 = 1e-9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved_whatever_their_order() {
        // the first pivot is zero until rows are exchanged
        let matrix = [[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [4.0, 0.0, -1.0]];
        assert_eq!(solve(matrix, [7.0, 3.0, 1.0]), Some([1.0, 2.0, 3.0]), "one solution");
        assert_eq!(solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0]), None, "singular");
    }
}
