#![doc = include_str!("../README.md")]

use std::cmp::Ordering;

/// Indices of `count` items in ascending order of `compare`, which is given two indices; equal
/// items keep their order.
#[inline(never)]
pub fn sorted_indices(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    // A merge sort, bottom up: the standard library's sorts take 7 KB of a WebAssembly module, this one a tenth.
    let mut indices: Vec<usize> = (0..count).collect();
    let mut merged = indices.clone();
    let mut run = 1;
    while run < count {
        for (runs, into) in indices.chunks(2 * run).zip(merged.chunks_mut(2 * run)) {
            let (left, right) = runs.split_at(run.min(runs.len()));
            merge(left, right, into, compare);
        }
        std::mem::swap(&mut indices, &mut merged);
        run *= 2;
    }
    indices
}

/// Merges two runs in ascending order; of equal items the left one comes first.
fn merge<'a>(
    mut left: &'a [usize],
    mut right: &'a [usize],
    into: &mut [usize],
    compare: &mut dyn FnMut(usize, usize) -> Ordering,
) {
    for place in into {
        let from = match (left.first(), right.first()) {
            (Some(a), Some(b)) if compare(*b, *a) == Ordering::Less => &mut right,
            (Some(_), _) => &mut left,
            (None, _) => &mut right,
        };
        if let Some((first, rest)) = from.split_first() {
            *place = *first;
            *from = rest;
        }
    }
}

/// Indices of the keys, the smallest key first; equal keys keep their order.
#[must_use]
pub fn ascending_indices(keys: &[f32]) -> Vec<usize> {
    sorted_indices(keys.len(), &mut |a, b| keys[a].total_cmp(&keys[b]))
}

/// The items in ascending order of their keys; equal ones keep their order.
pub fn sorted_by_key<T>(items: Vec<T>, key: impl Fn(&T) -> f32) -> Vec<T> {
    let keys: Vec<f32> = items.iter().map(key).collect();
    permuted(items, &ascending_indices(&keys))
}

/// The items in ascending order of `compare`; equal ones keep their order.
pub fn sorted_by<T>(items: Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    let indices = sorted_indices(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    permuted(items, &indices)
}

fn permuted<T>(items: Vec<T>, indices: &[usize]) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    indices
        .iter()
        .filter_map(|index| items.get_mut(*index)?.take())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_sorted_and_equal_ones_keep_their_order() {
        let items = vec![(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (-0.5, 'd')];
        let text = |items: Vec<(f32, char)>| items.iter().map(|item| item.1).collect::<String>();
        assert_eq!(text(sorted_by_key(items.clone(), |item| item.0)), "dbac");
        assert_eq!(text(sorted_by_key(items.clone(), |item| -item.0)), "acbd");
        assert_eq!(text(sorted_by(items, |a, b| a.0.total_cmp(&b.0))), "dbac");
        assert_eq!(sorted_by(vec!["b", "a", "c", "a"], Ord::cmp), ["a", "a", "b", "c"]);
        assert_eq!(ascending_indices(&[]), Vec::<usize>::new());
    }

    #[test]
    fn the_order_is_that_of_the_standard_library() {
        // Every length up to two runs of sixty-four, of few keys, so that many are equal.
        let mut random = 1_u32;
        for count in 0..=129 {
            let keys: Vec<u32> = (0..count)
                .map(|_| {
                    random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    random >> 28
                })
                .collect();
            let mut expected: Vec<usize> = (0..count).collect();
            expected.sort_by_key(|index| keys[*index]);
            let sorted = sorted_indices(count, &mut |a, b| keys[a].cmp(&keys[b]));
            assert_eq!(sorted, expected);
        }
    }
}
