//! Crowds of symbols, such as a sheet of labels: each finder pattern is grouped with its neighbours
//! alone, so that those of other symbols do not compete.

use super::{
    group::{Triple, WORST_SCORE, from_corner},
    grouping::Grouping,
    pose::FinderPose,
    pyramid::search_scales,
    search::Search,
};
use crate::{
    code::Code,
    limits::{MAX_CORNER_TRIPLES, MAX_FITS, MAX_SHEET},
};
use greengate_qr_pixels::{
    Luma,
    finder::Finder,
    space::{Full, Polarity},
};

/// Neighbours of a finder pattern that may belong to its symbol: the nearest of about its size.
const NEIGHBOURS: usize = 10;
/// Ratio of the sizes of two neighbours, at most.
const LARGEST_SIZE_RATIO: f32 = 1.7;
/// Score of a finder pattern in a crowd, at least.
const MIN_CROWD_SCORE: f32 = 0.6;
/// Finder patterns that make a crowd: more than two symbols have.
const LEAST_CROWD: usize = 7;

/// Decodes dark symbols whose finder patterns are found by runs, however many there are.
pub(crate) fn detect_crowd(image: &Luma) -> Vec<Code> {
    Search::new(image).run_crowd(image)
}

impl Search<'_> {
    /// Decodes the symbols of a crowd at every scale.
    fn run_crowd(&mut self, image: &Luma) -> Vec<Code> {
        let mut grouping = Grouping::new(Polarity::DarkOnLight);
        for scale in search_scales(image, None) {
            self.search_crowd(scale);
            self.decode_neighbours(&mut grouping);
        }
        grouping.codes
    }

    /// Decodes the symbols that each finder pattern is the corner of, with its neighbours.
    fn decode_neighbours(&mut self, grouping: &mut Grouping) {
        let good = self.pools[0].iter().filter(|finder| finder.score > MIN_CROWD_SCORE);
        let finders: Vec<Finder<Full>> = good.copied().collect();
        if finders.len() < LEAST_CROWD {
            return;
        }
        let poses = self.poses(Polarity::DarkOnLight, &finders);
        for corner in &poses {
            if grouping.codes.len() >= MAX_SHEET {
                return;
            }
            (grouping.fits, grouping.triples) = (MAX_FITS, MAX_CORNER_TRIPLES);
            for triple in corner_triples(corner, &poses, grouping) {
                let known = grouping.codes.len();
                if !self.seen.iter().any(|seen| seen.is_same(&triple))
                    && let Some(candidate) = self.examine(grouping, &triple)
                {
                    self.seen.push(triple);
                    self.decode_candidate(grouping, candidate);
                }
                if grouping.triples == 0 || grouping.codes.len() > known {
                    break;
                }
            }
        }
    }
}

/// The triples of a finder pattern with two of its neighbours; the best come first.
fn corner_triples(corner: &FinderPose, poses: &[FinderPose], grouping: &Grouping) -> Vec<Triple> {
    let is_free = |pose: &FinderPose| !grouping.codes.iter().any(|code| code.contains(pose.finder.centre));
    if !is_free(corner) {
        return Vec::new();
    }
    let (centre, module) = (corner.finder.centre, corner.finder.module);
    let is_similar = |pose: &&FinderPose| {
        let other = pose.finder.module;
        other < LARGEST_SIZE_RATIO * module && module < LARGEST_SIZE_RATIO * other && pose.finder.centre != centre
    };
    let near = poses.iter().filter(is_similar).filter(|pose| is_free(pose)).collect();
    let mut near: Vec<&FinderPose> =
        compact_sort::sorted_by_key(near, |pose: &&FinderPose| pose.finder.centre.distance(centre));
    near.truncate(NEIGHBOURS);
    let mut triples = Vec::new();
    for (n, one) in near.iter().enumerate() {
        triples.extend(
            near[n + 1..]
                .iter()
                .filter_map(|other| from_corner([corner, one, other])),
        );
    }
    triples.retain(|triple: &Triple| triple.score < WORST_SCORE);
    compact_sort::sorted_by_key(triples, |triple| triple.score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{detect::tests::crowd, limits::MAX_CROWD};

    #[test]
    fn work_on_a_crowd_is_bounded() {
        // Finder patterns alone, more than are looked at.
        let n = (MAX_CROWD + 1).isqrt() + 1;
        let image = crowd(n, 4, 22, false);
        let mut search = Search::new(&image);
        assert!(search.run_crowd(&image).is_empty());
        assert_eq!(search.pools[0].len(), MAX_CROWD);
        let scales = search_scales(&image, None).len();
        let (triples, most) = (search.work.triples, scales * MAX_CROWD * MAX_CORNER_TRIPLES);
        // At the edges there are fewer neighbours.
        assert!(
            triples <= most && 2 * triples > MAX_CROWD * MAX_CORNER_TRIPLES,
            "{triples} of {most}"
        );
    }
}
