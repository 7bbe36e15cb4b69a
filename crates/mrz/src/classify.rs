//! Characters of lines in a picture: how clear they are, and the pose under which they are clearest.

use crate::{
    candidate::Candidate,
    cell::cut,
    image::GreyImage,
    network::{NOTHING, Network, Scores},
    pose::{Adjustment, LinePose},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

/// Characters of each line that are looked at before all are.
const SAMPLES: usize = 12;
/// Every so many of these are looked at first.
const EARLY_STEP: usize = 3;
/// Least mean score of these in the clearest line.
const MIN_EARLY: f32 = -3.2;
/// Directions whose mean scores differ by this need no closer look.
const CLEAR_LEAD: f32 = 1.5;
/// Least mean score of the samples for a candidate to be looked at more closely.
const MIN_QUICK: f32 = -2.6;
/// Mean score from which on a pose needs no refinement.
const REFINED: f32 = -0.03;
/// Mean score below which a pose is given up after the first round of refinement.
const HOPELESS: f32 = -1.7;
/// Mean score from which on a line's pose is right.
const CLEAR: f32 = -0.1;
/// Least mean score of each line.
const MIN_LINE: f32 = -2.6;
/// No character counts for less than this.
pub(crate) const FLOOR: f32 = -6.0;

/// Work for one picture that is left.
pub(crate) struct Work {
    /// Characters that may still be classified to find out where lines lie.
    characters: Cell<usize>,
    /// Clarity of those that were, by picture, pose and index.
    known: RefCell<HashMap<[u32; 9], f32>>,
}

impl Work {
    pub fn new(characters: usize) -> Self {
        Self {
            characters: Cell::new(characters),
            known: RefCell::default(),
        }
    }

    pub fn is_done(&self) -> bool {
        self.characters.get() == 0
    }
}

/// Classifier of the characters of lines in a picture.
pub(crate) struct Classifier<'a> {
    pub network: &'a Network,
    pub image: GreyImage<'a>,
    pub work: &'a Work,
}

/// Candidate in the direction in which it is clearer, and the mean score of its samples.
pub(crate) struct Oriented {
    pub candidate: Candidate,
    pub clarity: f32,
}

impl Classifier<'_> {
    /// True if the characters with these indices lie in the picture.
    pub fn shows(&self, pose: &LinePose, mut indices: impl Iterator<Item = i32>) -> bool {
        let (width, height) = (self.image.width() as f32, self.image.height() as f32);
        indices.all(|index| {
            let [x, y] = pose.centre(index as f32);
            (0.0..width).contains(&x) && (0.0..height).contains(&y)
        })
    }

    pub fn scores(&self, pose: &LinePose, index: f32) -> Scores {
        self.network.scores(&cut(self.image, pose, index))
    }

    /// Score of the likeliest character. The lowest one if no work is left.
    fn best(&self, pose: &LinePose, index: f32) -> f32 {
        let [x0, x1, x2] = pose.x.map(f32::to_bits);
        let [y0, y1, y2] = pose.y.map(f32::to_bits);
        let key = [
            self.image.width() as u32,
            x0,
            x1,
            x2,
            y0,
            y1,
            y2,
            pose.height.to_bits(),
            index.to_bits(),
        ];
        if let Some(known) = self.work.known.borrow().get(&key) {
            return *known;
        }
        let Some(left) = self.work.characters.get().checked_sub(1) else {
            return FLOOR;
        };
        self.work.characters.set(left);
        let scores = self.scores(pose, index);
        let best = scores.iter().take(NOTHING).copied().fold(FLOOR, f32::max);
        self.work.known.borrow_mut().insert(key, best);
        best
    }

    /// Mean score of the likeliest characters.
    fn clarity(&self, pose: &LinePose, indices: &[f32]) -> f32 {
        let sum: f32 = indices.iter().map(|index| self.best(pose, *index)).sum();
        sum / indices.len().max(1) as f32
    }

    /// The candidate upright or on its head, as its characters are clearer. `None` if they are in neither way.
    pub fn oriented(&self, upright: Candidate) -> Option<Oriented> {
        let samples = samples(upright.seen);
        let turned = upright.reversed();
        let opposite: Vec<f32> = samples.iter().map(|index| -index).collect();
        let few: Vec<f32> = samples.iter().copied().step_by(EARLY_STEP).collect();
        let few_opposite: Vec<f32> = few.iter().map(|index| -index).collect();
        // The anchor is a line that was seen; others may be guessed.
        let best = |candidate: &Candidate, few: &[f32]| self.clarity(&candidate.anchor(), few);
        if best(&upright, &few).max(best(&turned, &few_opposite)) < MIN_EARLY {
            return None;
        }
        let mean = |candidate: &Candidate, indices: &[f32]| {
            let poses = candidate.poses.iter();
            poses.map(|pose| self.clarity(pose, indices)).sum::<f32>() / candidate.poses.len().max(1) as f32
        };
        let lead = mean(&upright, &few) - mean(&turned, &few_opposite);
        let own = if lead < -CLEAR_LEAD {
            FLOOR
        } else {
            mean(&upright, &samples)
        };
        let other = if lead > CLEAR_LEAD {
            FLOOR
        } else {
            mean(&turned, &opposite)
        };
        let (candidate, clarity) = if own >= other { (upright, own) } else { (turned, other) };
        (clarity > MIN_QUICK).then_some(Oriented { candidate, clarity })
    }

    /// The candidate with the poses under which its characters are clearest. `None` if a line stays unclear.
    pub fn refined(&self, mut candidate: Candidate) -> Option<Candidate> {
        let samples = samples(candidate.seen);
        if !self.straighten(&mut candidate.poses, &samples) {
            return None;
        }
        // The least clear line first: it decides whether the others are worth the work.
        let mut order: Vec<usize> = (0..candidate.poses.len()).collect();
        let clarity = |at: &usize| {
            candidate
                .poses
                .get(*at)
                .map_or(FLOOR, |pose| self.clarity(pose, &samples))
        };
        order.sort_by(|a, b| clarity(a).total_cmp(&clarity(b)));
        for at in order {
            let pose = candidate.poses.get_mut(at)?;
            *pose = self.refined_pose(pose, &samples)?;
        }
        Some(candidate)
    }

    /// Replaces the pose of a line by that of the clearest one, moved across, where that makes it clearer: of lines that
    /// were found in part the pitch is uncertain. False if a line stays unclear.
    fn straighten(&self, poses: &mut [LinePose], indices: &[f32]) -> bool {
        let clarities: Vec<f32> = poses.iter().map(|pose| self.clarity(pose, indices)).collect();
        let clearest = (0..poses.len()).max_by(|a, b| clarities[*a].total_cmp(&clarities[*b]));
        let Some(best) = clearest.and_then(|at| poses.get(at)).copied() else {
            return false;
        };
        poses.iter_mut().zip(clarities).all(|(pose, mut clarity)| {
            let (_, distance) = best.locate(pose.centre(0.0), 0.0);
            if clarity < CLEAR {
                let mut across = Adjustment::NONE;
                across.across[0] = distance;
                let moved = best.adjusted(&across, 1.0);
                let other = self.clarity(&moved, indices);
                if other > clarity {
                    (*pose, clarity) = (moved, other);
                }
            }
            clarity > MIN_LINE
        })
    }

    /// The pose near by under which the characters are clearest: coordinate ascent. `None` if they stay unclear.
    fn refined_pose(&self, pose: &LinePose, indices: &[f32]) -> Option<LinePose> {
        let half = indices.iter().fold(1.0_f32, |half, index| half.max(index.abs()));
        let mut best = (self.clarity(pose, indices), *pose);
        for size in [1.0, 0.5] {
            for parameter in 0..7 {
                if best.0 > REFINED {
                    return Some(best.1);
                }
                for direction in [size, -size] {
                    let pose = best.1.adjusted(&step(parameter, direction), half);
                    let clarity = self.clarity(&pose, indices);
                    if clarity > best.0 {
                        best = (clarity, pose);
                        break;
                    }
                }
            }
            if best.0 < HOPELESS {
                return None;
            }
        }
        Some(best.1)
    }
}

/// Characters spread over those seen.
fn samples((first, last): (f32, f32)) -> Vec<f32> {
    let step = ((last - first) / (SAMPLES - 1) as f32).max(1.0);
    let mut samples: Vec<f32> = (0..SAMPLES).map(|i| (first + i as f32 * step).round()).collect();
    samples.retain(|i| *i <= last);
    samples
}

/// Adjustment of one parameter of a pose. What is most often off comes first.
fn step(parameter: usize, size: f32) -> Adjustment {
    const STEP: f32 = 0.13;
    let mut adjustment = Adjustment::NONE;
    match parameter {
        0 => adjustment.across[0] = STEP * size,
        1 => {
            adjustment.height = if size > 0.0 {
                1.0 + 0.15 * size
            } else {
                1.0 / (1.0 - 0.15 * size)
            }
        }
        2 => adjustment.along[0] = STEP * size,
        3 => adjustment.along[1] = STEP * size,
        4 => adjustment.across[1] = STEP * size,
        5 => adjustment.across[2] = STEP * size,
        _ => adjustment.along[2] = STEP * size,
    }
    adjustment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{MAX_CHARACTERS, MAX_LINE_CHARACTERS};

    #[test]
    fn no_more_characters_are_classified_than_the_work_allows() {
        let (network, pixels) = (Network::zero(), [255; 64]);
        let image = GreyImage::new(&pixels, 8, 8).unwrap();
        let pose = LinePose {
            x: [0.0, 1.0, 0.0],
            y: [4.0, 0.0, 0.0],
            height: 4.0,
        };
        for beyond in [MAX_LINE_CHARACTERS + 1, MAX_CHARACTERS + 1] {
            let work = Work::new(beyond - 1);
            let classifier = Classifier {
                network: &network,
                image,
                work: &work,
            };
            let classified = (0..beyond).filter(|index| classifier.best(&pose, *index as f32) > FLOOR);
            assert_eq!(classified.count(), beyond - 1);
            assert!(work.is_done());
            assert!(classifier.best(&pose, 0.0) > FLOOR, "what is known costs nothing");
        }
    }
}
