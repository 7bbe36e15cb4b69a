//! Convex quadrilaterals, and how much two of them overlap.

/// The corners, one after the other around it.
pub type Quadrilateral = [(f64, f64); 4];

/// The area that both cover, as a share of the smaller one.
pub fn overlap(one: &Quadrilateral, other: &Quadrilateral) -> f64 {
    let smaller = area(one).abs().min(area(other).abs());
    if smaller > 0.0 {
        area(&clip(one, other)).abs() / smaller
    } else {
        0.0
    }
}

/// The area of a polygon, negative for one turn.
fn area(polygon: &[(f64, f64)]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    polygon
        .iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - a.1 * b.0)
        .sum::<f64>()
        / 2.0
}

/// The part of a polygon within a convex one (Sutherland and Hodgman 1974).
fn clip(polygon: &[(f64, f64)], within: &Quadrilateral) -> Vec<(f64, f64)> {
    let turn = area(within).signum();
    let mut rest = polygon.to_vec();
    for n in 0..4 {
        let (a, b) = (within[n], within[(n + 1) % 4]);
        let inside = |p: (f64, f64)| turn * ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0));
        let mut kept = Vec::new();
        for (i, p) in rest.iter().enumerate() {
            let before = rest[(i + rest.len() - 1) % rest.len()];
            let (d, e) = (inside(before), inside(*p));
            if (d < 0.0) != (e < 0.0) {
                let t = d / (d - e);
                kept.push((before.0 + t * (p.0 - before.0), before.1 + t * (p.1 - before.1)));
            }
            if e >= 0.0 {
                kept.push(*p);
            }
        }
        rest = kept;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Quadrilateral = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];

    #[test]
    fn overlaps_are_shares_of_the_smaller_one() {
        let moved = |by: f64| SQUARE.map(|(x, y)| (x + by, y));
        assert!((overlap(&SQUARE, &moved(1.0)) - 0.75).abs() < 1e-9);
        assert!(overlap(&SQUARE, &moved(5.0)) < 1e-9);
        let mut turned = moved(1.0);
        turned.reverse();
        assert!((overlap(&turned, &SQUARE) - 0.75).abs() < 1e-9, "either turn");
        let inside = SQUARE.map(|(x, y)| (1.0 + x / 4.0, 1.0 + y / 4.0));
        assert!((overlap(&SQUARE, &inside) - 1.0).abs() < 1e-9);
        assert!(overlap(&SQUARE, &[(1.0, 1.0); 4]).abs() < 1e-9);
    }
}
