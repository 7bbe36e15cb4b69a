//! Several frames of one zone.

use crate::{
    network::{CHARACTERS, Scores},
    reader::{Sighting, Zone},
};

/// Part of the characters that look alike in two frames of one zone, fillers apart.
const MIN_AGREEMENT: f32 = 0.6;
/// Frames after which older ones fade.
const MOST_FRAMES: f32 = 12.0;

/// Adds up what several frames show of one zone, until it can be read.
///
/// Frames of one zone are not independent: what hides a character in one often hides it in the next. `n` frames
/// therefore count as √n independent ones.
#[derive(Clone, Debug, Default)]
pub struct Accumulator {
    last: Option<Sighting>,
    /// Sums over the frames.
    sums: Vec<Scores>,
    frames: f32,
}

impl Accumulator {
    /// One that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything: for the next traveller.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Adds a frame's sighting; answers the zone once it is certain. A sighting of another zone begins anew.
    pub fn add(&mut self, sighting: &Sighting) -> Option<Zone> {
        if !self.agrees(sighting) {
            self.reset();
        }
        if self.sums.is_empty() {
            self.sums.clone_from(&sighting.scores);
            self.frames = 1.0;
        } else {
            if self.frames >= MOST_FRAMES {
                let fade = (MOST_FRAMES - 1.0) / MOST_FRAMES;
                self.sums.as_flattened_mut().iter_mut().for_each(|sum| *sum *= fade);
                self.frames *= fade;
            }
            let sums = self.sums.as_flattened_mut().iter_mut();
            sums.zip(sighting.scores.as_flattened())
                .for_each(|(sum, score)| *sum += score);
            self.frames += 1.0;
        }
        let together = Sighting {
            scores: self.sums.iter().map(|sums| normalised(sums, self.frames)).collect(),
            ..sighting.clone()
        };
        self.last = Some(sighting.clone());
        together.read()
    }

    /// True if a sighting is of the zone seen before, or nothing was seen.
    fn agrees(&self, sighting: &Sighting) -> bool {
        let Some(last) = &self.last else { return true };
        let pairs = self.sums.iter().zip(&sighting.scores);
        // Fillers are the same in every zone.
        let written = |(a, b): &(usize, usize)| [*a, *b].iter().any(|class| CHARACTERS.get(*class) != Some(&b'<'));
        let pairs: Vec<(usize, usize)> = pairs.map(|(a, b)| (best(a), best(b))).filter(written).collect();
        let alike = pairs.iter().filter(|(a, b)| a == b).count();
        last.format == sighting.format && alike as f32 >= MIN_AGREEMENT * pairs.len() as f32
    }
}

fn best(scores: &Scores) -> usize {
    let characters = scores.iter().take(CHARACTERS.len()).enumerate();
    characters
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map_or(0, |(class, _)| class)
}

/// Logarithms of probabilities, from the sums over `frames`.
fn normalised(sums: &Scores, frames: f32) -> Scores {
    let scaled = sums.map(|sum| sum / frames.sqrt());
    let largest = scaled.iter().copied().fold(f32::MIN, f32::max);
    let norm = largest + scaled.iter().map(|score| (score - largest).exp()).sum::<f32>().ln();
    scaled.map(|score| score - norm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{layout::Format, network::CLASSES};

    const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn class(c: char) -> usize {
        CHARACTERS.iter().position(|other| char::from(*other) == c).unwrap()
    }

    /// A sighting that is sure of a text but for the `hidden`th 6, which may be G.
    fn sighting(text: &str, g: f32, six: f32) -> Sighting {
        let mut scores: Vec<Scores> = text
            .chars()
            .map(|c| {
                let mut scores = [-15.0; CLASSES];
                scores[class(c)] = -0.001;
                scores
            })
            .collect();
        let place = text.find("226").unwrap() + 2;
        scores[place][class('6')] = six;
        scores[place][class('G')] = g;
        Sighting {
            format: Format::Td3,
            scores,
            corners: [[0.0; 2]; 4],
        }
    }

    #[test]
    fn frames_add_up_until_the_zone_is_certain() {
        let mut accumulator = Accumulator::new();
        let unsure = sighting(ZONE, -2.7, -0.1);
        let needed = (1..10).find(|_| accumulator.add(&unsure).is_some());
        assert_eq!(needed, Some(4));
        let zone = accumulator.add(&unsure).unwrap();
        assert_eq!(zone.lines.concat(), ZONE);
        accumulator.reset();
        assert_eq!(accumulator.add(&unsure), None);
    }

    #[test]
    fn another_zone_begins_anew() {
        let mut accumulator = Accumulator::new();
        let unsure = sighting(ZONE, -2.7, -0.1);
        assert!((0..3).all(|_| accumulator.add(&unsure).is_none()));
        // Nothing of the first zone counts for a second one.
        let other = format!("P<GBR{}<<{:K<25}{}", "K".repeat(12), "", &ZONE[44..]);
        assert_eq!(accumulator.add(&sighting(&other, -2.7, -0.1)), None);
        assert!((0..3).all(|_| accumulator.add(&unsure).is_none()));
        assert!(accumulator.add(&unsure).is_some());
    }

    #[test]
    fn zones_that_share_their_fillers_are_two() {
        // Two of one family: half of the zone is fillers, and the rest agrees in part.
        let mut accumulator = Accumulator::new();
        let first = "P<UTOLI<<BO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let second = "P<UTOLI<<ANNABELLA<MARIA<<<<<<<<<<<<<<<<<<<<X1130057K9UTO0101013M3005061QQ700226T<<<<<10";
        for _ in 0..12 {
            accumulator.add(&sighting(first, -2.7, -0.1));
        }
        assert!(accumulator.agrees(&sighting(first, -2.7, -0.1)));
        assert!(!accumulator.agrees(&sighting(second, -2.7, -0.1)));
    }

    #[test]
    fn frames_that_contradict_each_other_settle_nothing() {
        let mut accumulator = Accumulator::new();
        for _ in 0..20 {
            assert_eq!(accumulator.add(&sighting(ZONE, -3.0, -0.1)), None);
            assert_eq!(accumulator.add(&sighting(ZONE, -0.1, -3.0)), None);
        }
    }
}
