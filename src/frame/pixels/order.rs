//! One sort for everything that is sorted in the page: each type and closure of its own would bring
//! 4 KB of code along.

use std::cmp::Ordering;

/// The places of so many items in their order, by how the items at two places compare; equal
/// ones keep their order.
#[inline(never)]
pub fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// The places of the keys, least first; equal ones keep their order.
pub fn ascending(keys: &[f32]) -> Vec<usize> {
    places(keys.len(), &mut |a, b| keys[a].total_cmp(&keys[b]))
}

/// The items, that of the least key first; equal ones keep their order.
pub fn by<T>(items: Vec<T>, key: impl Fn(&T) -> f32) -> Vec<T> {
    let keys: Vec<f32> = items.iter().map(key).collect();
    arranged(items, &ascending(&keys))
}

/// The items in their order; equal ones keep theirs.
pub fn sorted<T>(items: Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    let places = places(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    arranged(items, &places)
}

fn arranged<T>(items: Vec<T>, places: &[usize]) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places
        .iter()
        .filter_map(|place| items.get_mut(*place)?.take())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_comes_first_and_equal_ones_stay_in_order() {
        let items = vec![(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (-0.5, 'd')];
        let text = |items: Vec<(f32, char)>| items.iter().map(|item| item.1).collect::<String>();
        assert_eq!(text(by(items.clone(), |item| item.0)), "dbac");
        assert_eq!(text(by(items.clone(), |item| -item.0)), "acbd");
        assert_eq!(text(sorted(items, |a, b| a.0.total_cmp(&b.0))), "dbac");
        assert_eq!(sorted(vec!["b", "a", "c", "a"], Ord::cmp), ["a", "a", "b", "c"]);
        assert_eq!(ascending(&[]), Vec::<usize>::new());
    }
}
