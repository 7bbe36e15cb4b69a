//! The finder patterns of one frame, from all searches.

use greengate_qr_pixels::{finder::Finder, space::Full};

/// Adds finder patterns to those known, and sorts them by score. Of two at the same position the one
/// with the higher score stays.
pub(super) fn merge(pool: &mut Vec<Finder<Full>>, more: impl Iterator<Item = Finder<Full>>) {
    for finder in more {
        let same =
            |known: &&mut Finder<Full>| known.centre.distance(finder.centre) < 1.5 * known.module.min(finder.module);
        match pool.iter_mut().find(same) {
            Some(known) if known.score < finder.score => *known = finder,
            Some(_) => {}
            None => pool.push(finder),
        }
    }
    *pool = compact_sort::sorted_by_key(std::mem::take(pool), |finder| -finder.score);
}
