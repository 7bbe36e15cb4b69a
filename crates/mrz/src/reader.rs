//! From a picture to the zones in it.

use crate::{
    candidate::{self, Candidate},
    classify::{Classifier, Oriented, Work},
    decode::{Reading, Refusal, decode, try_decode},
    fit::{Fit, Table},
    image::{GreyImage, Pyramid},
    ink::{self, Depth},
    layout::Format,
    limits::{MAX_CANDIDATES, MAX_CHARACTERS, MAX_LINE_CHARACTERS, MAX_ZONES},
    line::{self, Line},
    lines,
    network::{CHARACTERS, NOTHING, Network, Scores},
    part::Parts,
    pose::LinePose,
};

/// Longer side of a character's box that is looked for, in pixels of one size of the picture.
pub(crate) const COMPONENT_SIZES: std::ops::RangeInclusive<u32> = 3..=24;
/// Pitch of the lines that are looked for, in pixels of one size of the picture; the sizes halve.
pub(crate) const PITCHES: std::ops::Range<f32> = 5.0..17.0;
/// Pixels of a character's pitch from which cells are cut, if the picture has as many.
pub(crate) const CUT_PITCH: f32 = 14.0;
/// Mean score from which on a candidate is looked at before all others are found.
const PROMISING: f32 = -0.5;

/// Bounds of the work for one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Groups of lines of each size that are looked at, at most [`MAX_CANDIDATES`].
    pub candidates: usize,
    /// Characters that are classified to find out which lines are a zone and how they lie, at most [`MAX_CHARACTERS`].
    /// The zones found come on top.
    pub characters: usize,
    /// True to look a second time for the darkest part of strokes only, which separates characters that blur joins.
    pub dark_strokes: bool,
}

impl Budget {
    /// For a frame of a video: the next one comes soon.
    pub const FRAME: Self = Self {
        candidates: 6,
        characters: 1100,
        dark_strokes: false,
    };
    /// For a picture that is read once.
    pub const STILL: Self = Self {
        candidates: MAX_CANDIDATES,
        characters: MAX_CHARACTERS,
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

    /// True if it could be two texts, whatever the check digits say.
    fn is_ambiguous(&self) -> bool {
        try_decode(self.format, &self.scores) == Err(Refusal::Ambiguous)
    }

    /// The same lines with the mean of both scores.
    fn mean(&self, other: &Self) -> Self {
        let mut mean = self.clone();
        let scores = mean.scores.as_flattened_mut().iter_mut();
        let others = other.scores.as_flattened();
        scores.zip(others).for_each(|(own, other)| *own = (*own + other) / 2.0);
        mean
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

/// What a picture shows of zones.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Findings {
    /// Lines that look like a zone, those that can be read first.
    pub sightings: Vec<Sighting>,
    /// True if there are none, but part of a zone is there: a line that is cut off, covered, or alone.
    pub part: bool,
}

/// Zones and candidates in one picture.
#[derive(Default)]
struct Found {
    read: Vec<Sighting>,
    unread: Vec<Sighting>,
    /// Lines that could be two texts. Two looks at one picture count as one: their mean has to tell these apart.
    ambiguous: Vec<Sighting>,
    /// Candidates that are looked at when those of all sizes are known, in the picture's coordinates.
    waiting: Vec<Oriented>,
}

impl Found {
    fn sightings(mut self) -> Vec<Sighting> {
        self.read.append(&mut self.unread);
        self.read.truncate(MAX_ZONES);
        self.read
    }

    /// True if lines could be two texts, together with an earlier look at them.
    fn is_ambiguous(&self, sighting: &Sighting) -> bool {
        let middle = [0, 1].map(|axis| sighting.corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0);
        let earlier = self.ambiguous.iter();
        let mut same = earlier.filter(|other| other.format == sighting.format && contains(&other.corners, middle));
        same.any(|other| sighting.mean(other).is_ambiguous())
    }

    /// True if a candidate lies in a zone that was read, or no more zones are looked for.
    fn is_done(&self, candidate: &Candidate) -> bool {
        let mut read = self.read.iter();
        self.read.len() >= MAX_ZONES || read.any(|sighting| covers(&sighting.corners, candidate))
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

    /// The line of a zone that fills a picture, such as a strip cut out of a larger one, without the zone's other lines.
    /// `None` if there is none. Its check digits need not hold: [`Line::check_digits`] says how many do.
    #[must_use]
    pub fn read_line(&self, image: &GreyImage) -> Option<Line> {
        line::read(&self.network, *image)
    }

    /// Lines that look like a zone, also if they cannot be read for certain; at most [`MAX_ZONES`]. Those that can be
    /// read come first.
    #[must_use]
    pub fn find(&self, image: &GreyImage, budget: &Budget) -> Vec<Sighting> {
        self.search(image, budget).sightings
    }

    /// The same, and whether a picture without such lines has part of them.
    #[must_use]
    pub fn search(&self, image: &GreyImage, budget: &Budget) -> Findings {
        let pyramid = Pyramid::new(*image);
        let mut found = Found::default();
        let mut parts = Parts::default();
        let depths: &[Depth] = if budget.dark_strokes {
            &[Depth::Usual, Depth::Dark]
        } else {
            &[Depth::Usual]
        };
        let work = Work::new(budget.characters.min(MAX_CHARACTERS));
        for depth in depths {
            for (picture, scale) in pyramid.sizes() {
                let components = ink::components(&ink::binarise(picture, *depth), COMPONENT_SIZES);
                let mut lines = lines::find(&components);
                lines.retain(|line| PITCHES.contains(&line.pose.pitch(line.middle())));
                parts.keep(&lines, scale);
                for line in &mut lines {
                    line.pose = line.pose.scaled(1.0 / scale);
                }
                let mut candidates = candidate::group(&lines);
                candidates.retain(Table::may_hold);
                candidates.truncate(budget.candidates);
                self.look_at(&pyramid, candidates, &work, &mut found);
            }
            self.look_closer(&pyramid, &work, &mut found);
            if !found.read.is_empty() {
                break;
            }
        }
        let sightings = found.sightings();
        Findings {
            part: sightings.is_empty() && parts.any(&self.network, &pyramid, &work),
            sightings,
        }
    }

    /// Examines the candidates that are clearly text, and keeps those for later that may be.
    fn look_at(&self, pyramid: &Pyramid, candidates: Vec<Candidate>, work: &Work, found: &mut Found) {
        for candidate in candidates {
            if found.is_done(&candidate) {
                continue;
            }
            let (lines, scale) = self.classifier(pyramid, &candidate, work);
            let Some(oriented) = lines.oriented(candidate.scaled(scale)) else {
                continue;
            };
            let clarity = oriented.clarity;
            let candidate = oriented.candidate.scaled(1.0 / scale);
            if clarity > PROMISING {
                self.examine(pyramid, candidate, work, found);
            } else {
                found.waiting.push(Oriented { candidate, clarity });
            }
        }
    }

    /// Examines what waits, the clearest first, while work is left.
    fn look_closer(&self, pyramid: &Pyramid, work: &Work, found: &mut Found) {
        let mut waiting = std::mem::take(&mut found.waiting);
        waiting.sort_by(|a, b| b.clarity.total_cmp(&a.clarity));
        for Oriented { candidate, .. } in waiting {
            if work.is_done() {
                break;
            }
            if !found.is_done(&candidate) {
                self.examine(pyramid, candidate, work, found);
            }
        }
    }

    /// The classifier of a candidate's characters, and the size of its picture.
    fn classifier<'a>(&'a self, pyramid: &'a Pyramid, candidate: &Candidate, work: &'a Work) -> (Classifier<'a>, f32) {
        let (image, scale) = pyramid.at_least(candidate.anchor().pitch(0.0), CUT_PITCH);
        let network = &self.network;
        (Classifier { network, image, work }, scale)
    }

    /// Keeps the lines of a candidate as those of a zone, if they look like one.
    fn examine(&self, pyramid: &Pyramid, candidate: Candidate, work: &Work, found: &mut Found) {
        let (lines, scale) = self.classifier(pyramid, &candidate, work);
        let Some(candidate) = lines.refined(candidate.scaled(scale)) else {
            return;
        };
        let mut candidate = candidate;
        let mut table = Table::new(&lines, &candidate);
        // Once it is known where the lines end, their poses can be adjusted to all of them.
        if let Some(whole) = table.unclear_fit().map(|fit| fit.seen())
            && let Some(better) = lines.refined(Candidate {
                seen: whole,
                ..candidate.clone()
            })
        {
            let other = Table::new(&lines, &better);
            if other.clarity() > table.clarity() {
                (candidate, table) = (better, other);
            }
        }
        let mut sightings: Vec<Sighting> = table
            .fits()
            .iter()
            .filter(|fit| !fit.may_be_longer() || shows_ends(&lines, &candidate.poses, fit))
            .filter(|fit| !go_on(&lines, &candidate, fit))
            .map(|fit| Sighting {
                format: fit.format,
                scores: table.scores(fit),
                corners: corners(&candidate.poses, fit).map(|corner| corner.map(|c| c / scale)),
            })
            .collect();
        sightings.retain(|sighting| !found.is_ambiguous(sighting) || sighting.read().is_none());
        match sightings.iter().position(|sighting| sighting.read().is_some()) {
            Some(readable) => found.read.push(sightings.swap_remove(readable)),
            None => {
                let ambiguous = sightings.iter().filter(|sighting| sighting.is_ambiguous());
                found.ambiguous.extend(ambiguous.cloned());
                found.unread.extend(sightings.into_iter().take(1));
            }
        }
    }
}

/// True if the cells beside each line are in the picture. Longer lines cut at its border would be shorter ones.
fn shows_ends(lines: &Classifier, poses: &[LinePose], fit: &Fit) -> bool {
    poses.iter().zip(&fit.starts).all(|(pose, start)| {
        let beside = [*start - 1, *start + fit.format.columns() as i32];
        lines.shows(pose, beside.into_iter())
    })
}

/// True if the lines are longer ones, as the poses that fit those best show: where lines bend, the poses of their beginning
/// lead away from the rest, and the cells there are empty.
fn go_on(lines: &Classifier, candidate: &Candidate, fit: &Fit) -> bool {
    let Some(longer) = fit.longer_columns() else {
        return false;
    };
    let work = Work::new(MAX_LINE_CHARACTERS);
    let lines = Classifier { work: &work, ..*lines };
    let first = fit.seen().0;
    let whole = Candidate {
        seen: (first, first + longer as f32 - 1.0),
        ..candidate.clone()
    };
    let Some(whole) = lines.refined(whole) else {
        return false;
    };
    let columns = fit.format.columns() as i32..longer as i32;
    let rows = whole.poses.iter().zip(&fit.starts);
    let beyond = rows.flat_map(|(pose, start)| columns.clone().map(move |column| (pose, start + column)));
    let filled = beyond.filter(|(pose, index)| is_filled(&lines.scores(pose, *index as f32)));
    2 * filled.count() >= columns.len() * whole.poses.len()
}

/// True if a cell looks more like a character than like none.
fn is_filled(scores: &Scores) -> bool {
    let characters = scores.iter().take(NOTHING).copied();
    characters.fold(f32::MIN, f32::max) > scores[NOTHING]
}

/// True if the middle of a candidate lies within an outline.
fn covers(corners: &[[f32; 2]; 4], candidate: &Candidate) -> bool {
    let middle = (candidate.seen.0 + candidate.seen.1) / 2.0;
    let mut poses = candidate.poses.iter();
    poses.any(|pose| contains(corners, pose.centre(middle)))
}

/// True if a point lies within an outline.
fn contains(corners: &[[f32; 2]; 4], [x, y]: [f32; 2]) -> bool {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    let signs = sides.map(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0.0);
    let inside = signs.filter(|positive| *positive).count();
    inside == 0 || inside == 4
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
