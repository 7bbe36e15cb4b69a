//! Systems of linear equations.

/// Solves a square system by Gaussian elimination with partial pivoting: `n` rows of `n`
/// coefficients, each followed by the right-hand sides. Returns one row of solutions for each
/// unknown; `None` when there is no unique finite solution.
#[must_use]
#[inline(never)]
pub fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = rows.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs()))?;
        if rows[pivot][i].abs() < 1e-9 {
            return None;
        }
        rows.swap(i, pivot);
        let (done, below) = rows.split_at_mut(i + 1);
        let row = &done[i];
        for other in below {
            let factor = other[i] / row[i];
            for (o, r) in other[i..].iter_mut().zip(&row[i..]) {
                *o -= factor * r;
            }
        }
    }
    let mut solutions: Vec<Vec<f64>> = vec![Vec::new(); n];
    for i in (0..n).rev() {
        let row = &rows[i];
        let solution = (n..row.len()).map(|side| {
            let known: f64 = (i + 1..n).map(|j| row[j] * solutions[j][side - n]).sum();
            (row[side] - known) / row[i]
        });
        let solution: Vec<f64> = solution.collect();
        solutions[i] = solution;
    }
    solutions.iter().flatten().all(|x| x.is_finite()).then_some(solutions)
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn a_system_has_one_solution_or_none() {
        // x + 2y = 5 and 3x - y = 1; and the same for 0 and 7.
        let solved = solve(vec![vec![1.0, 2.0, 5.0, 0.0], vec![3.0, -1.0, 1.0, 7.0]]).unwrap();
        for (found, wanted) in solved.iter().flatten().zip([1.0, 2.0, 2.0, -1.0]) {
            assert!((found - wanted).abs() < 1e-9, "{solved:?}");
        }
        assert_eq!(solve(vec![vec![1.0, 2.0, 5.0], vec![2.0, 4.0, 1.0]]), None);
        assert_eq!(solve(vec![vec![1.0, f64::INFINITY]]), None);
    }
}
