#![doc = include_str!("../README.md")]

use std::cmp::Ordering;

/// Indices of `count` items in ascending order of `compare`, which is given two indices; equal
/// items keep their order.
#[inline(never)]
pub fn sorted_indices(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..count).collect();
    indices.sort_by(|a, b| compare(*a, *b));
    indices
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
}
