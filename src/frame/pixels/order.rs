//! One sort for everything that is sorted: each closure of its own would bring 6 KB of code along.

/// The places of the keys, least first; equal ones keep their order.
#[inline(never)]
pub fn places(keys: &[f32]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..keys.len()).collect();
    places.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
    places
}

/// The items, that of the least key first; equal ones keep their order.
pub fn by<T>(items: Vec<T>, key: impl Fn(&T) -> f32) -> Vec<T> {
    let keys: Vec<f32> = items.iter().map(key).collect();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places(&keys)
        .into_iter()
        .filter_map(|place| items.get_mut(place)?.take())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_comes_first_and_equal_ones_stay_in_order() {
        let items = vec![(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (-0.5, 'd')];
        let sorted = by(items.clone(), |item| item.0);
        assert_eq!(sorted.iter().map(|item| item.1).collect::<String>(), "dbac");
        let sorted = by(items, |item| -item.0);
        assert_eq!(sorted.iter().map(|item| item.1).collect::<String>(), "acbd");
        assert_eq!(places(&[]), Vec::<usize>::new());
    }
}
