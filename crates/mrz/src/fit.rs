//! Where in the lines of a candidate a zone begins and ends, and which format it has.

use crate::{
    candidate::Candidate,
    classify::{Classifier, FLOOR},
    layout::{Alphabet, Format},
    network::{NOTHING, Scores},
    pose::LinePose,
};
use std::ops::Range;

/// Least mean score of a zone's characters.
const MIN_MEAN: f32 = -1.3;
/// Mean score from which on all characters are clear.
const CLEAR_MEAN: f32 = -0.004;
/// Visas have no digit over all fields to tell them from other documents: their first letter has to be likelier by this.
const MIN_LEAD_OF_VISA: f32 = 4.5;
/// Least score of "nothing" in a cell beside lines that could be the beginning of longer ones.
const MIN_ALONE: f32 = -2.0;
/// Largest score of "nothing" in the first and the last cell of lines that could be another part of longer ones.
const MOST_ABSENT: f32 = -0.7;
/// No cell beside a line counts for less than this.
const BESIDE_FLOOR: f32 = -4.0;
/// Cells beside a line that are looked at, at least.
const BESIDE: i32 = 2;
/// Missing characters at the ends of the lines seen.
const MOST_MISSING: i32 = 16;
/// Things beside the lines that look like characters of them.
const MOST_EXTRA: i32 = 24;
/// Characters of the longest line.
const LONGEST_LINE: i32 = 44;
/// Ways to read a line alone that are tried.
const LINE_FITS: usize = 6;
/// A line may begin so many characters before or after the first one.
const STAGGER: i32 = 2;

/// Scores of all cells of a candidate's lines, and beyond their ends.
pub(crate) struct Table {
    rows: Vec<Vec<Scores>>,
    /// Index of the first cell.
    first: i32,
    /// Index after the last cell.
    end: i32,
    /// First and last character seen.
    seen: (i32, i32),
}

impl Fit {
    /// True if the lines could be the beginning of longer ones: no digit over all fields tells, or the shorter format's
    /// fields lie where the longer one's do.
    pub fn may_be_longer(&self) -> bool {
        !self.format.has_composite() || self.format == Format::Td2
    }

    /// Characters of the longer lines that begin with fields where these have theirs.
    pub fn longer_columns(&self) -> Option<usize> {
        let columns = LONGEST_LINE as usize;
        (self.may_be_longer() && self.format.columns() < columns).then_some(columns)
    }

    /// First and last character of any line.
    pub fn seen(&self) -> (f32, f32) {
        let first = self.starts.iter().copied().min().unwrap_or_default();
        let last = self.starts.iter().copied().max().unwrap_or_default() + self.format.columns() as i32 - 1;
        (first as f32, last as f32)
    }
}

/// Line of a format as which the only line of a table may be read.
pub(crate) struct LineFit {
    pub format: Format,
    pub row: usize,
    /// First character.
    pub start: i32,
    /// Score of the characters and of the empty cells beside them.
    pub total: f32,
    /// Mean score of the likeliest characters that may stand where they are.
    mean: f32,
}

/// First and last character seen.
fn whole(candidate: &Candidate) -> (i32, i32) {
    (candidate.seen.0.round() as i32, candidate.seen.1.round() as i32)
}

/// Best place of a format in a table.
pub(crate) struct Fit {
    pub format: Format,
    /// First character of each line.
    pub starts: Vec<i32>,
    /// Mean score of the likeliest characters that may stand where they are.
    mean: f32,
    /// Sum of their scores and of those of the empty cells beside them.
    total: f32,
}

impl Table {
    pub fn new(lines: &Classifier, candidate: &Candidate) -> Self {
        let seen = whole(candidate);
        let longest = Format::ALL
            .iter()
            .filter(|format| format.rows() == candidate.poses.len() && Self::may_be(seen, **format))
            .map(|format| format.columns() as i32)
            .max();
        longest.map_or_else(
            || Self {
                rows: Vec::new(),
                first: seen.0,
                end: seen.0,
                seen,
            },
            |longest| Self::around(lines, candidate, longest),
        )
    }

    /// All cells where lines of so many characters may lie.
    fn around(lines: &Classifier, candidate: &Candidate, longest: i32) -> Self {
        let seen = whole(candidate);
        let margin = (longest - (seen.1 - seen.0 + 1)).max(0) + BESIDE + STAGGER;
        let (first, end) = (seen.0 - margin, seen.1 + 1 + margin);
        let row = |pose: &LinePose| (first..end).map(|i| lines.scores(pose, i as f32)).collect();
        Self {
            rows: candidate.poses.iter().map(row).collect(),
            first,
            end,
            seen,
        }
    }

    /// Cells of one line, of any format.
    pub fn of_line(lines: &Classifier, candidate: &Candidate) -> Self {
        Self::around(lines, candidate, LONGEST_LINE)
    }

    /// True if the lines of a candidate are as many and as long as those of a format.
    pub fn may_hold(candidate: &Candidate) -> bool {
        let mut formats = Format::ALL.iter();
        formats.any(|format| format.rows() == candidate.poses.len() && Self::may_be(whole(candidate), *format))
    }

    /// True if the characters seen can be those of a format.
    fn may_be(seen: (i32, i32), format: Format) -> bool {
        let missing = format.columns() as i32 - (seen.1 - seen.0 + 1);
        (-MOST_EXTRA..=MOST_MISSING).contains(&missing)
    }

    fn at(&self, row: usize, index: i32) -> Option<&Scores> {
        self.rows.get(row)?.get(usize::try_from(index - self.first).ok()?)
    }

    /// The likeliest format and its place, unless all characters are clear there.
    pub fn unclear_fit(&self) -> Option<Fit> {
        let fits = Format::ALL.iter().filter_map(|format| self.fit(*format));
        let best = fits.max_by(|a, b| a.total.total_cmp(&b.total))?;
        (best.mean > MIN_MEAN && best.mean < CLEAR_MEAN).then_some(best)
    }

    /// Sum of the scores of the likeliest format; the lowest number if there is none.
    pub fn clarity(&self) -> f32 {
        let fits = Format::ALL.iter().filter_map(|format| self.fit(*format));
        fits.map(|fit| fit.total).fold(f32::MIN, f32::max)
    }

    /// The formats that the lines may have, the likeliest first.
    pub fn fits(&self) -> Vec<Fit> {
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
            let least = if fit.format.has_composite() {
                0.0
            } else {
                MIN_LEAD_OF_VISA
            };
            // No check digit covers the first line, or the last one of three: it could be another part of that line.
            let unchecked = if fit.format.rows() == 3 { 2..3 } else { 0..1 };
            lead > least
                && self.begins_as(fit)
                && self.is_alone(fit, if fit.may_be_longer() { 0..2 } else { unchecked })
        });
        fits
    }

    /// False for a visa whose first letter may be another one than V.
    fn begins_as(&self, fit: &Fit) -> bool {
        let first = fit.starts.first().and_then(|start| self.at(0, *start));
        let Some(scores) = first.filter(|_| !fit.format.has_composite()) else {
            return true;
        };
        let others = Format::ALL.iter().filter(|format| format.has_composite());
        let mut classes = others.filter_map(|format| format.alphabets().first().copied());
        classes.all(|other| likeliest(scores, Alphabet::VISA) - likeliest(scores, other) > MIN_LEAD_OF_VISA)
    }

    /// True if some lines have a character at each end and none beside it: they could be parts of longer ones.
    fn is_alone(&self, fit: &Fit, rows: Range<usize>) -> bool {
        let starts = fit.starts.iter().enumerate();
        starts.skip(rows.start).take(rows.len()).all(|(row, start)| {
            let end = *start + fit.format.columns() as i32;
            let nothing = |index: i32| self.at(row, index).map_or(0.0, |scores| scores[NOTHING]);
            let beside = [nothing(*start - 1), nothing(end)];
            let outer = [nothing(*start), nothing(end - 1)];
            beside.iter().all(|score| *score > MIN_ALONE) && outer.iter().all(|score| *score < MOST_ABSENT)
        })
    }

    /// Where a format fits best.
    fn fit(&self, format: Format) -> Option<Fit> {
        if format.rows() != self.rows.len() || !Self::may_be(self.seen, format) {
            return None;
        }
        let columns = format.columns() as i32;
        let alphabets = format.alphabets();
        let line = |row: usize, start: i32| {
            let own = alphabets.get(row * format.columns()..(row + 1) * format.columns())?;
            self.line(row, own, start)
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

    /// Score of a line that starts at an index: that of the characters with that of the empty cells beside it, and that of
    /// the characters.
    fn line(&self, row: usize, alphabets: &[Alphabet], start: i32) -> Option<(f32, f32)> {
        let end = start + alphabets.len() as i32;
        let mut characters = 0.0;
        for (index, alphabet) in (start..end).zip(alphabets) {
            characters += likeliest(self.at(row, index)?, *alphabet);
        }
        let empty: f32 = (self.first..start)
            .chain(end..self.end)
            .filter_map(|index| self.at(row, index))
            .map(|scores| scores[NOTHING].max(BESIDE_FLOOR))
            .sum();
        Some((characters + empty, characters))
    }

    /// Lines of formats that the only line may be, the likeliest first.
    pub fn line_fits(&self) -> Vec<LineFit> {
        let mut fits = Vec::new();
        for format in Format::ALL {
            let alphabets = format.alphabets();
            for (row, own) in alphabets.chunks(format.columns()).enumerate() {
                let starts = (self.first..self.end).filter_map(|start| Some((start, self.line(0, own, start)?)));
                let best = starts.max_by(|a, b| a.1.0.total_cmp(&b.1.0));
                fits.extend(best.map(|(start, (total, characters))| LineFit {
                    format,
                    row,
                    start,
                    total,
                    mean: characters / own.len() as f32,
                }));
            }
        }
        fits.retain(|fit| fit.mean > MIN_MEAN);
        fits.sort_by(|a, b| b.total.total_cmp(&a.total));
        fits.truncate(LINE_FITS);
        fits
    }

    pub fn line_scores(&self, fit: &LineFit) -> Vec<Scores> {
        let columns = fit.start..fit.start + fit.format.columns() as i32;
        columns.filter_map(|index| self.at(0, index).copied()).collect()
    }

    pub fn scores(&self, fit: &Fit) -> Vec<Scores> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{CHARACTERS, CLASSES};

    fn class(c: u8) -> usize {
        CHARACTERS.iter().position(|other| *other == c).unwrap_or(NOTHING)
    }

    /// A table of lines with three empty cells on each side.
    fn table(lines: &[&str]) -> Table {
        let cell = |c: u8| {
            let mut scores = [-15.0; CLASSES];
            scores[class(c)] = -0.001;
            scores
        };
        let rows = lines
            .iter()
            .map(|line| format!("   {line}   ").bytes().map(cell).collect());
        Table {
            rows: rows.collect(),
            first: -3,
            end: lines[0].len() as i32 + 3,
            seen: (0, lines[0].len() as i32 - 1),
        }
    }

    const VISA: [&str; 2] = [
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L8988901C4XXX4009078F96121096ZE184226B<<<<OO",
    ];

    #[test]
    fn a_visa_begins_with_v() {
        let mut table = table(&VISA);
        assert_eq!(table.fits()[0].format, Format::MrvA);
        // A passport whose last digits look like letters fits worse than a visa, whose first letter it does not have.
        for (letter, score) in [(b'P', -0.1), (b'P', -2.0), (b'V', -2.0)] {
            let scores = &mut table.rows[0][3];
            *scores = [-15.0; CLASSES];
            scores[class(b'P')] = -1.0;
            scores[class(b'V')] = -1.0;
            scores[class(letter)] = score;
            assert!(
                table.fits().iter().all(|fit| fit.format != Format::MrvA),
                "{letter} {score}"
            );
        }
    }

    #[test]
    fn a_name_is_not_a_part_of_a_longer_line() {
        let mut whole = table(&VISA);
        assert_eq!(whole.fits().len(), 1);
        whole.rows[0][2] = whole.rows[0][5];
        assert!(whole.fits().is_empty(), "a letter before the first line");
        let mut short = table(&VISA);
        short.rows[0][46] = short.rows[0][47];
        assert!(short.fits().is_empty(), "no character at the end of the first line");
    }

    #[test]
    fn a_line_alone_is_one_of_its_format() {
        let lines = table(&VISA[1..]).line_fits();
        assert!((lines[0].format, lines[0].row, lines[0].start) == (Format::MrvA, 1, 0));
    }
}
