//! From a picture to the zones in it.

use crate::{
    candidate::{self, Candidate},
    cell::cut,
    decode::{Reading, decode},
    image::{GreyImage, Pyramid},
    ink::{self, Depth},
    layout::{Alphabet, Format},
    limits::{MAX_CANDIDATES, MAX_ZONES},
    lines,
    network::{CHARACTERS, NOTHING, Network, Scores},
    pose::{Adjustment, LinePose},
};

/// Longer side of a character's box that is looked for, in pixels of one size of the picture.
const COMPONENT_SIZES: std::ops::RangeInclusive<u32> = 3..=24;
/// Pitch of the lines that are looked for, in pixels of one size of the picture; the sizes halve.
const PITCHES: std::ops::Range<f32> = 5.0..17.0;
/// Pixels of a character's pitch from which cells are cut, if the picture has as many.
const CUT_PITCH: f32 = 14.0;
/// Characters of each line that are looked at before all are.
const SAMPLES: usize = 12;
/// Least mean score of these for a candidate to be looked at more closely, and for its lines to need no refinement.
const MIN_QUICK: f32 = -2.6;
const REFINED: f32 = -0.03;
/// Mean score from which on a line's pose is right.
const CLEAR: f32 = -0.1;
/// Least mean score of each line.
const MIN_LINE: f32 = -2.6;
/// Least mean score of a zone's characters.
const MIN_MEAN: f32 = -1.3;
/// Visas have no digit over all fields to tell them from other documents: their first letter has to be likelier by this.
const MIN_LEAD_OF_VISA: f32 = 4.5;
/// Least score of "nothing" in a cell beside lines that could be the beginning of longer ones.
const MIN_ALONE: f32 = -2.0;
/// No cell counts for less than this where a zone begins and ends.
const FLOOR: f32 = -6.0;
/// No cell beside a line counts for less than this.
const BESIDE_FLOOR: f32 = -4.0;
/// Cells beside a line that are looked at, at least.
const BESIDE: i32 = 2;
/// Missing characters at the ends of the lines seen.
const MOST_MISSING: i32 = 16;
/// Things beside the lines that look like characters of them.
const MOST_EXTRA: i32 = 24;
/// A line may begin one character before or after the one above it.
const STAGGER: i32 = 1;

/// Bounds of the work for one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Groups of lines that are examined, at most [`MAX_CANDIDATES`].
    pub candidates: usize,
    /// True to look a second time for the darkest part of strokes only, which separates characters that blur joins.
    pub dark_strokes: bool,
}

impl Budget {
    /// For a frame of a video: the next one comes soon.
    pub const FRAME: Self = Self {
        candidates: 6,
        dark_strokes: false,
    };
    /// For a picture that is read once.
    pub const STILL: Self = Self {
        candidates: MAX_CANDIDATES,
        dark_strokes: true,
    };
}

/// Character that no check digit covers and that may be another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doubt {
    /// Line, from 0.
    pub line: usize,
    /// Character of the line, from 0.
    pub column: usize,
    /// Other characters that it may be, the likeliest first.
    pub alternatives: Vec<char>,
}

/// Machine-readable zone that was read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Zone {
    /// Its format.
    pub format: Format,
    /// Its lines, from the top; A to Z, 0 to 9 and `<`. Every check digit holds.
    pub lines: Vec<String>,
    /// Corners of the lines' outline in the picture: of the first character above, the last above, the last below and
    /// the first below; `x` and `y` in pixels.
    pub corners: [[f32; 2]; 4],
    /// Characters of fields without a check digit that may be others.
    pub doubts: Vec<Doubt>,
}

/// Lines of a zone in a picture, with what each character may be. They may be too blurred to be read alone; see
/// [`Accumulator`](crate::Accumulator).
#[derive(Clone, Debug)]
pub struct Sighting {
    pub(crate) format: Format,
    /// One entry a character, line after line.
    pub(crate) scores: Vec<Scores>,
    pub(crate) corners: [[f32; 2]; 4],
}

impl Sighting {
    /// Format that the lines seem to have.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Outline of the lines, as in [`Zone::corners`].
    #[must_use]
    pub const fn corners(&self) -> [[f32; 2]; 4] {
        self.corners
    }

    /// The zone, if one reading is much likelier than all others.
    #[must_use]
    pub fn read(&self) -> Option<Zone> {
        Some(self.zone(&decode(self.format, &self.scores)?))
    }

    fn zone(&self, reading: &Reading) -> Zone {
        let character = |class: &usize| CHARACTERS.get(*class).map_or('<', |c| char::from(*c));
        let columns = self.format.columns();
        Zone {
            format: self.format,
            lines: reading
                .classes
                .chunks(columns)
                .map(|line| line.iter().map(character).collect())
                .collect(),
            corners: self.corners,
            doubts: reading
                .doubts
                .iter()
                .map(|(place, others)| Doubt {
                    line: place / columns,
                    column: place % columns,
                    alternatives: others.iter().map(character).collect(),
                })
                .collect(),
        }
    }
}

/// Sightings in one picture.
#[derive(Default)]
struct Found {
    read: Vec<Sighting>,
    unread: Vec<Sighting>,
}

impl Found {
    fn sightings(mut self) -> Vec<Sighting> {
        self.read.append(&mut self.unread);
        self.read.truncate(MAX_ZONES);
        self.read
    }
}

/// Reader of zones. It holds the classifier's weights and nothing of the pictures that it has seen.
#[derive(Clone, Debug)]
pub struct Reader {
    network: Network,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader with the weights of this crate.
    #[must_use]
    pub fn new() -> Self {
        let network = Network::from_bytes(include_bytes!("weights.bin")).unwrap_or_else(Network::zero);
        Self { network }
    }

    /// Zones in a picture, at any angle, upside down too, not mirrored; at most [`MAX_ZONES`].
    #[must_use]
    pub fn read(&self, image: &GreyImage, budget: &Budget) -> Vec<Zone> {
        self.find(image, budget).iter().filter_map(Sighting::read).collect()
    }

    /// Lines that look like a zone, also if they cannot be read for certain; at most [`MAX_ZONES`]. Those that can be
    /// read come first.
    #[must_use]
    pub fn find(&self, image: &GreyImage, budget: &Budget) -> Vec<Sighting> {
        let pyramid = Pyramid::new(*image);
        let mut found = Found::default();
        let depths: &[Depth] = if budget.dark_strokes {
            &[Depth::Usual, Depth::Dark]
        } else {
            &[Depth::Usual]
        };
        for depth in depths {
            for (picture, scale) in pyramid.sizes() {
                let components = ink::components(&ink::binarise(picture, *depth), COMPONENT_SIZES);
                let mut lines = lines::find(&components);
                lines.retain(|line| PITCHES.contains(&line.pose.pitch(line.middle())));
                for line in &mut lines {
                    line.pose = line.pose.scaled(1.0 / scale);
                }
                let mut candidates = candidate::group(&lines);
                candidates.truncate(budget.candidates);
                self.examine_all(&pyramid, &candidates, &mut found);
                if !found.read.is_empty() {
                    return found.sightings();
                }
            }
        }
        found.sightings()
    }

    fn examine_all(&self, pyramid: &Pyramid, candidates: &[Candidate], found: &mut Found) {
        for candidate in candidates {
            if found.read.len() >= MAX_ZONES {
                break;
            }
            if found.read.iter().any(|sighting| covers(&sighting.corners, candidate)) {
                continue;
            }
            match self.examine(pyramid, candidate) {
                Some(sighting) if sighting.read().is_some() => found.read.push(sighting),
                Some(sighting) => found.unread.push(sighting),
                None => {}
            }
        }
    }

    /// The lines of a candidate as those of a zone, if they look like one.
    fn examine(&self, pyramid: &Pyramid, candidate: &Candidate) -> Option<Sighting> {
        let first = candidate.poses.first()?;
        let (image, scale) = pyramid.at_least(first.pitch(0.0), CUT_PITCH);
        let lines = Cutter {
            network: &self.network,
            image,
        };
        let mut upright = candidate.clone();
        for pose in &mut upright.poses {
            *pose = pose.scaled(scale);
        }
        let turned = upright.reversed();
        let quick = |candidate: &Candidate| {
            let samples = samples(candidate.seen);
            let sum: f32 = candidate.poses.iter().map(|pose| lines.clarity(pose, &samples)).sum();
            sum / candidate.poses.len() as f32
        };
        let (own, other) = (quick(&upright), quick(&turned));
        let (mut candidate, score) = if own >= other { (upright, own) } else { (turned, other) };
        if score < MIN_QUICK {
            return None;
        }
        let samples = samples(candidate.seen);
        if !lines.straighten(&mut candidate.poses, &samples) {
            return None;
        }
        for pose in &mut candidate.poses {
            *pose = lines.refined(pose, &samples);
        }
        let table = Table::new(&lines, &candidate);
        let sightings: Vec<Sighting> = table
            .fits()
            .iter()
            .filter(|fit| fit.format.has_composite() || lines.shows_ends(&candidate.poses, fit))
            .map(|fit| Sighting {
                format: fit.format,
                scores: table.scores(fit),
                corners: corners(&candidate.poses, fit).map(|corner| corner.map(|c| c / scale)),
            })
            .collect();
        let readable = sightings.iter().position(|sighting| sighting.read().is_some());
        sightings.into_iter().nth(readable.unwrap_or_default())
    }
}

/// True if the middle of a candidate lies within an outline.
fn covers(corners: &[[f32; 2]; 4], candidate: &Candidate) -> bool {
    let middle = (candidate.seen.0 + candidate.seen.1) / 2.0;
    candidate.poses.iter().any(|pose| {
        let [x, y] = pose.centre(middle);
        let sides = corners.iter().zip(corners.iter().cycle().skip(1));
        let signs = sides.map(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0.0);
        let inside = signs.filter(|positive| *positive).count();
        inside == 0 || inside == 4
    })
}

fn corners(poses: &[LinePose], fit: &Fit) -> [[f32; 2]; 4] {
    let at = |row: usize, column: f32, side: f32| {
        let Some((pose, start)) = poses.get(row).zip(fit.starts.get(row)) else {
            return [0.0; 2];
        };
        let i = *start as f32 + column;
        let ([x, y], [dx, dy]) = (pose.centre(i), pose.foot(i));
        [x + side * dx, y + side * dy]
    };
    let (last, end) = (poses.len().saturating_sub(1), fit.format.columns() as f32 - 0.5);
    [
        at(0, -0.5, -1.0),
        at(0, end, -1.0),
        at(last, end, 1.0),
        at(last, -0.5, 1.0),
    ]
}

/// Characters spread over those seen.
fn samples((first, last): (f32, f32)) -> Vec<f32> {
    let step = ((last - first) / (SAMPLES - 1) as f32).max(1.0);
    let mut samples: Vec<f32> = (0..SAMPLES).map(|i| (first + i as f32 * step).round()).collect();
    samples.retain(|i| *i <= last);
    samples
}

/// Classifier of the characters of lines in a picture.
struct Cutter<'a> {
    network: &'a Network,
    image: GreyImage<'a>,
}

impl Cutter<'_> {
    /// True if the cells beside each line are in the picture. Longer visas cut at its border would be shorter ones.
    fn shows_ends(&self, poses: &[LinePose], fit: &Fit) -> bool {
        let (width, height) = (self.image.width() as f32, self.image.height() as f32);
        poses.iter().zip(&fit.starts).all(|(pose, start)| {
            [*start - 1, *start + fit.format.columns() as i32]
                .into_iter()
                .all(|index| {
                    let [x, y] = pose.centre(index as f32);
                    (0.0..width).contains(&x) && (0.0..height).contains(&y)
                })
        })
    }

    fn scores(&self, pose: &LinePose, index: f32) -> Scores {
        self.network.scores(&cut(self.image, pose, index))
    }

    /// Mean score of the likeliest characters.
    fn clarity(&self, pose: &LinePose, indices: &[f32]) -> f32 {
        let best = |scores: &Scores| scores.iter().take(NOTHING).copied().fold(FLOOR, f32::max);
        let sum: f32 = indices.iter().map(|index| best(&self.scores(pose, *index))).sum();
        sum / indices.len().max(1) as f32
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

    /// The pose near by under which the characters are clearest: coordinate ascent.
    fn refined(&self, pose: &LinePose, indices: &[f32]) -> LinePose {
        let half = indices.iter().fold(1.0_f32, |half, index| half.max(index.abs()));
        let mut best = (self.clarity(pose, indices), *pose);
        let mut size = 1.0;
        for _ in 0..2 {
            for parameter in 0..7 {
                if best.0 > REFINED {
                    return best.1;
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
            size /= 2.0;
        }
        best.1
    }
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

/// Scores of all cells of a candidate's lines, and beyond their ends.
struct Table {
    rows: Vec<Vec<Scores>>,
    /// Index of the first cell.
    first: i32,
    /// Index after the last cell.
    end: i32,
    /// First and last character seen.
    seen: (i32, i32),
}

/// Best place of a format in a table.
struct Fit {
    format: Format,
    /// First character of each line.
    starts: Vec<i32>,
    /// Mean score of the likeliest characters that may stand where they are.
    mean: f32,
    /// Sum of their scores and of those of the empty cells beside them.
    total: f32,
}

impl Table {
    fn new(lines: &Cutter, candidate: &Candidate) -> Self {
        let seen = (candidate.seen.0.round() as i32, candidate.seen.1.round() as i32);
        let longest = Format::ALL
            .iter()
            .filter(|format| format.rows() == candidate.poses.len() && Self::may_be(seen, **format))
            .map(|format| format.columns() as i32)
            .max();
        let margin = longest.map_or(0, |longest| (longest - (seen.1 - seen.0 + 1)).max(0) + BESIDE + STAGGER);
        let (first, end) = (seen.0 - margin, seen.1 + 1 + margin);
        let row = |pose: &LinePose| (first..end).map(|i| lines.scores(pose, i as f32)).collect();
        Self {
            rows: if longest.is_some() {
                candidate.poses.iter().map(row).collect()
            } else {
                Vec::new()
            },
            first,
            end,
            seen,
        }
    }

    /// True if the characters seen can be those of a format.
    fn may_be(seen: (i32, i32), format: Format) -> bool {
        let missing = format.columns() as i32 - (seen.1 - seen.0 + 1);
        (-MOST_EXTRA..=MOST_MISSING).contains(&missing)
    }

    fn at(&self, row: usize, index: i32) -> Option<&Scores> {
        self.rows.get(row)?.get(usize::try_from(index - self.first).ok()?)
    }

    /// The formats that the lines may have, the likeliest first.
    fn fits(&self) -> Vec<Fit> {
        let mut fits: Vec<Fit> = Format::ALL.iter().filter_map(|format| self.fit(*format)).collect();
        fits.retain(|fit| fit.mean > MIN_MEAN);
        fits.sort_by(|a, b| b.total.total_cmp(&a.total));
        let all: Vec<(Format, f32)> = fits.iter().map(|fit| (fit.format, fit.total)).collect();
        // A part of longer lines may look like shorter ones.
        if let Some(columns) = fits.first().map(|fit| fit.format.columns()) {
            fits.retain(|fit| fit.format.columns() == columns);
        }
        // Documents and visas of one size differ in their first letter.
        fits.retain(|fit| {
            let of_same_size = all.iter().filter(|(format, _)| {
                format.columns() == fit.format.columns() && format.rows() == fit.format.rows() && *format != fit.format
            });
            let lead = of_same_size
                .map(|(_, total)| fit.total - total)
                .fold(f32::MAX, f32::min);
            let may_be_longer = !fit.format.has_composite() || fit.format == Format::Td2;
            let least = if fit.format.has_composite() {
                0.0
            } else {
                MIN_LEAD_OF_VISA
            };
            lead > least && (!may_be_longer || self.is_alone(fit))
        });
        fits
    }

    /// True if no character stands beside a line: it could be a part of a longer one.
    fn is_alone(&self, fit: &Fit) -> bool {
        fit.starts.iter().enumerate().all(|(row, start)| {
            let beside = [*start - 1, *start + fit.format.columns() as i32];
            let mut scores = beside.into_iter().filter_map(|index| self.at(row, index));
            scores.all(|scores| scores[NOTHING] > MIN_ALONE)
        })
    }

    /// Where a format fits best.
    fn fit(&self, format: Format) -> Option<Fit> {
        if format.rows() != self.rows.len() || !Self::may_be(self.seen, format) {
            return None;
        }
        let columns = format.columns() as i32;
        let alphabets = format.alphabets();
        // Score of a line that starts at an index: that of the characters, and that of the empty cells beside it.
        let line = |row: usize, start: i32| {
            let own = alphabets.get(row * format.columns()..)?;
            let mut characters = 0.0;
            for (index, alphabet) in (start..start + columns).zip(own) {
                characters += likeliest(self.at(row, index)?, *alphabet);
            }
            let beside = (self.first..start).chain(start + columns..self.end);
            let empty: f32 = beside
                .filter_map(|index| self.at(row, index))
                .map(|scores| scores[NOTHING].max(BESIDE_FLOOR))
                .sum();
            Some((characters + empty, characters))
        };
        let mut best: Option<(f32, Fit)> = None;
        for start in self.first..self.end - columns {
            let Some(first) = line(0, start) else { continue };
            let mut total = first.0;
            let mut characters = first.1;
            let mut starts = vec![start];
            for row in 1..format.rows() {
                let staggered =
                    (start - STAGGER..=start + STAGGER).filter_map(|start| Some((start, line(row, start)?)));
                let Some((start, score)) = staggered.max_by(|a, b| a.1.0.total_cmp(&b.1.0)) else {
                    break;
                };
                total += score.0;
                characters += score.1;
                starts.push(start);
            }
            if starts.len() == format.rows() && best.as_ref().is_none_or(|best| total > best.0) {
                let mean = characters / alphabets.len() as f32;
                best = Some((
                    total,
                    Fit {
                        format,
                        starts,
                        mean,
                        total,
                    },
                ));
            }
        }
        best.map(|best| best.1)
    }

    fn scores(&self, fit: &Fit) -> Vec<Scores> {
        let columns = fit.format.columns() as i32;
        fit.starts
            .iter()
            .enumerate()
            .flat_map(|(row, start)| (*start..start + columns).filter_map(move |index| self.at(row, index).copied()))
            .collect()
    }
}

fn likeliest(scores: &Scores, alphabet: Alphabet) -> f32 {
    alphabet
        .classes()
        .filter_map(|class| scores.get(class).copied())
        .fold(FLOOR, f32::max)
}
