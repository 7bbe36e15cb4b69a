//! Groups of parallel lines that may be a zone.

use crate::{
    limits::MAX_CANDIDATES,
    lines::Line,
    pose::{Adjustment, LinePose},
};

/// Distance between the lines of a zone, in pitches.
const SPACING: std::ops::RangeInclusive<f32> = 1.3..=3.4;
/// Difference between two spacings of one zone, in pitches.
const UNEVEN: f32 = 0.4;
/// Cosine of the largest angle between lines of one zone.
const PARALLEL: f32 = 0.985;
/// Ratio of the pitches of two lines of one zone.
const PITCH_RATIO: std::ops::RangeInclusive<f32> = 0.87..=1.15;
/// Characters seen over which lines of one zone lie beside each other.
const MIN_OVERLAP: f32 = 5.0;
/// Characters of a line from which on its neighbours are guessed.
const ALONE_FROM: usize = 16;
/// Most characters between the first and the last one seen of a card with three lines.
const CARD_SPAN: f32 = 33.0;

/// Two or three parallel lines. Characters of one number lie below each other.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// From the top to the bottom, for a zone that is read in the direction of the poses.
    pub poses: Vec<LinePose>,
    /// First and last character seen in any line.
    pub seen: (f32, f32),
    /// Number of characters seen.
    pub count: usize,
    /// Line that was seen; others may be guessed.
    pub anchor: usize,
}

impl Candidate {
    /// Pose of a line that was seen.
    pub fn anchor(&self) -> LinePose {
        self.poses
            .get(self.anchor)
            .or_else(|| self.poses.first())
            .copied()
            .unwrap_or(LinePose::NOWHERE)
    }

    /// The same lines in a picture `factor` times as large.
    pub fn scaled(mut self, factor: f32) -> Self {
        for pose in &mut self.poses {
            *pose = pose.scaled(factor);
        }
        self
    }

    /// The same lines for a zone that stands on its head.
    pub fn reversed(&self) -> Self {
        Self {
            poses: self.poses.iter().rev().map(LinePose::reversed).collect(),
            seen: (-self.seen.1, -self.seen.0),
            count: self.count,
            anchor: self.poses.len().saturating_sub(1 + self.anchor),
        }
    }
}

/// Line beside another, in the other's numbers and direction.
struct Beside {
    line: usize,
    pose: LinePose,
    /// Distance across the other line, towards the feet of its letters, in pitches.
    across: f32,
    seen: (f32, f32),
    count: usize,
}

/// Groups of `lines`, those with the most characters first; at most [`MAX_CANDIDATES`].
pub(crate) fn group(lines: &[Line]) -> Vec<Candidate> {
    let lines: Vec<Line> = lines.iter().map(rightwards).collect();
    let mut found: Vec<Candidate> = Vec::new();
    for (index, anchor) in lines.iter().enumerate() {
        let origin = anchor.middle().round();
        let own = Beside {
            line: index,
            pose: anchor.pose.renumbered(origin),
            across: 0.0,
            seen: (anchor.first - origin, anchor.last - origin),
            count: anchor.count,
        };
        let mut beside: Vec<Beside> = lines
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .filter_map(|(other, line)| own.relate(other, line))
            .collect();
        beside.push(own);
        beside.sort_by(|a, b| a.across.total_cmp(&b.across));
        let Some(at) = beside.iter().position(|line| line.line == index) else {
            continue;
        };
        let (above, below) = beside.split_at(at);
        let Some((own, below)) = below.split_first() else {
            continue;
        };
        let accompanied = above
            .iter()
            .chain(below)
            .any(|line| SPACING.contains(&line.across.abs()) && 2 * line.count >= own.count);
        if own.count >= ALONE_FROM && !accompanied {
            found.extend(guessed(own));
        }
        for next in below.iter().filter(|next| SPACING.contains(&next.across)) {
            let third = below
                .iter()
                .find(|third| (third.across - 2.0 * next.across).abs() < UNEVEN);
            if let Some(third) = third {
                found.push(candidate(&[own, next, third]));
            } else if !above.iter().any(|first| (first.across + next.across).abs() < UNEVEN) {
                // A third line that was not found lies where the other two say.
                found.extend(continued(own, next));
            }
            found.push(candidate(&[own, next]));
        }
    }
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.count));
    found.truncate(MAX_CANDIDATES);
    found
}

/// The line in the direction that leads to the right, or down, so that parallel lines have one direction.
fn rightwards(line: &Line) -> Line {
    let [x, y] = line.pose.step(line.middle());
    if x > y.abs() * 0.1 || (x.abs() <= y.abs() * 0.1 && y > 0.0) {
        return *line;
    }
    Line {
        pose: line.pose.reversed(),
        first: -line.last,
        last: -line.first,
        count: line.count,
    }
}

impl Beside {
    fn relate(&self, index: usize, line: &Line) -> Option<Self> {
        let origin = self.pose.centre(0.0);
        let [ax, ay] = self.pose.step(0.0);
        let [bx, by] = line.pose.step(line.middle());
        let lengths = ax.hypot(ay) * bx.hypot(by);
        let cosine = (ax * bx + ay * by) / lengths.max(1e-6);
        let ratio = bx.hypot(by) / ax.hypot(ay).max(1e-6);
        if cosine.abs() < PARALLEL || !PITCH_RATIO.contains(&ratio) {
            return None;
        }
        let (pose, first, last) = if cosine < 0.0 {
            (line.pose.reversed(), -line.last, -line.first)
        } else {
            (line.pose, line.first, line.last)
        };
        let (opposite, _) = pose.locate(origin, (first + last) / 2.0);
        let shift = opposite.round();
        let pose = pose.renumbered(shift);
        let seen = (first - shift, last - shift);
        let overlap = seen.1.min(self.seen.1) - seen.0.max(self.seen.0);
        let (_, across) = self.pose.locate(pose.centre(0.0), 0.0);
        (overlap >= MIN_OVERLAP).then_some(Self {
            line: index,
            pose,
            across,
            seen,
            count: line.count,
        })
    }
}

fn candidate(lines: &[&Beside]) -> Candidate {
    Candidate {
        poses: lines.iter().map(|line| line.pose).collect(),
        seen: lines.iter().fold((f32::MAX, f32::MIN), |seen, line| {
            (seen.0.min(line.seen.0), seen.1.max(line.seen.1))
        }),
        count: lines.iter().map(|line| line.count).sum(),
        anchor: (0..lines.len())
            .max_by_key(|at| lines.get(*at).map(|line| line.count))
            .unwrap_or_default(),
    }
}

/// A line whose neighbour was not found, with one where it may lie.
fn guessed(own: &Beside) -> impl Iterator<Item = Candidate> {
    let (own, seen, count) = (own.pose, own.seen, own.count);
    [2.0, 2.4, 1.7, 2.8].into_iter().flat_map(move |distance| {
        let mut across = Adjustment::NONE;
        across.across[0] = distance;
        let below = own.adjusted(&across, 1.0);
        across.across[0] = -distance;
        let above = own.adjusted(&across, 1.0);
        [(vec![own, below], 0), (vec![above, own], 1)].map(|(poses, anchor)| Candidate {
            poses,
            seen,
            count,
            anchor,
        })
    })
}

/// The two lines with a third one above or below, if they are as short as those of a card.
fn continued(upper: &Beside, lower: &Beside) -> Vec<Candidate> {
    let two = candidate(&[upper, lower]);
    if two.seen.1 - two.seen.0 > CARD_SPAN {
        return Vec::new();
    }
    let beyond = |from: &LinePose, to: &LinePose| {
        let mut pose = *to;
        for (own, (to, from)) in pose.x.iter_mut().zip(to.x.iter().zip(from.x)) {
            *own = 2.0 * to - from;
        }
        for (own, (to, from)) in pose.y.iter_mut().zip(to.y.iter().zip(from.y)) {
            *own = 2.0 * to - from;
        }
        pose
    };
    let (above, below) = (beyond(&lower.pose, &upper.pose), beyond(&upper.pose, &lower.pose));
    let with = |poses: Vec<LinePose>, anchor| Candidate {
        poses,
        anchor,
        ..two.clone()
    };
    vec![
        with(vec![upper.pose, lower.pose, below], 0),
        with(vec![above, upper.pose, lower.pose], 1),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(row: f32, first: f32, last: f32) -> Line {
        let at = |i: f32| (i, [100.0 + 10.0 * i + row, 50.0 + i + 21.0 * row]);
        Line {
            pose: LinePose::fitted(&[at(first), at((first + last) / 2.0), at(last)], 99.0).unwrap(),
            first,
            last,
            count: (last - first) as usize + 1,
        }
    }

    #[test]
    fn characters_of_one_number_lie_below_each_other() {
        let (upper, lower) = (line(0.0, 0.0, 43.0), line(1.0, 10.0, 43.0));
        // The lower one is numbered from its own start, and backwards.
        let mut lower = Line {
            pose: lower.pose.renumbered(10.0).reversed(),
            ..lower
        };
        (lower.first, lower.last) = (-33.0, 0.0);
        let found = group(&[upper, lower]);
        assert_eq!(found.len(), 1);
        let Candidate { poses, seen, count, .. } = &found[0];
        assert_eq!((poses.len(), *count), (2, 78));
        assert_eq!(seen.1 - seen.0, 43.0);
        for i in [-20.0, 0.0, 20.0] {
            let (opposite, across) = poses[0].locate(poses[1].centre(i), i);
            assert!(
                (opposite - i).abs() < 0.4 && (across - 2.1).abs() < 0.2,
                "{i} {opposite} {across}"
            );
        }
        let turned = found[0].reversed();
        assert_eq!(turned.poses[0].centre(3.0), poses[1].centre(-3.0));
    }

    #[test]
    fn three_lines_are_a_candidate_and_two_predict_a_third() {
        let lines = [line(0.0, 0.0, 29.0), line(1.0, 0.0, 29.0), line(2.0, 0.0, 29.0)];
        assert!(group(&lines).iter().any(|candidate| candidate.poses.len() == 3));
        let found = group(&[lines[0], lines[2]]);
        assert!(found.iter().all(|c| c.count == 30), "they are too far from each other");
        let found = group(&lines[..2]);
        let third = |at: usize| {
            found
                .iter()
                .filter(|c| c.poses.len() == 3)
                .map(|c| c.poses[at])
                .collect::<Vec<_>>()
        };
        let expected = lines[2].pose.centre(15.0);
        assert!(third(2).iter().any(|pose| pose.locate(expected, 0.0).1.abs() < 0.1));
    }

    #[test]
    fn the_number_of_candidates_is_bounded() {
        let rows = |count: usize| -> Vec<Line> { (0..count).map(|row| line(row as f32, 0.0, 43.0)).collect() };
        let many = group(&rows(MAX_CANDIDATES + 1));
        assert_eq!(many.len(), MAX_CANDIDATES);
        // One line more than pairs: each is a candidate with the next.
        assert!(group(&rows(4)).len() < MAX_CANDIDATES);
    }
}
