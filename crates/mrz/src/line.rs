//! One line of a zone alone, as a strip of a picture.

use crate::{
    candidate::Candidate,
    classify::{Classifier, Work},
    decode::{LineReading, decode_line},
    fit::{LineFit, Table},
    image::{GreyImage, Pyramid},
    ink::{self, Depth},
    limits::MAX_LINE_CHARACTERS,
    lines,
    network::{CHARACTERS, Network},
    pose::LinePose,
    reader::{COMPONENT_SIZES, CUT_PITCH, Doubt, PITCHES},
};

/// Lines of text of each size that are looked at, the longest first.
const LINES: usize = 3;
/// Weight of a check digit that holds by chance in one of ten readings (natural logarithm).
const DIGIT: f32 = 2.3;
/// Part of a strip's width beside the line, if its characters are too close to be told apart.
const MARGINS: [f32; 3] = [0.0, 0.015, 0.03];

/// Line of a zone that was read alone.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// Its 30, 36 or 44 characters: A to Z, 0 to 9 and `<`.
    pub text: String,
    /// Number of check digits in it that hold.
    pub check_digits: usize,
    /// Characters that may be others, of fields whose check digit is not in the line or does not hold.
    pub doubts: Vec<Doubt>,
}

/// The line that fills a picture, with the score of its likeliest reading.
pub(crate) fn read(network: &Network, image: GreyImage) -> Option<Line> {
    let pyramid = Pyramid::new(image);
    let work = Work::new(MAX_LINE_CHARACTERS);
    let mut best: Option<(f32, Line)> = None;
    let mut keep = |found: Option<(f32, Line)>| {
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.0 > best.0)
        {
            best = Some(found);
        }
    };
    for depth in [Depth::Usual, Depth::Dark] {
        for (picture, scale) in pyramid.sizes() {
            let components = ink::components(&ink::binarise(picture, depth), COMPONENT_SIZES);
            let mut lines = lines::find(&components);
            lines.retain(|line| PITCHES.contains(&line.pose.pitch(line.middle())));
            for line in lines.into_iter().take(LINES) {
                let origin = line.middle().round();
                let candidate = Candidate {
                    poses: vec![line.pose.scaled(1.0 / scale).renumbered(origin)],
                    seen: (line.first - origin, line.last - origin),
                    count: line.count,
                    anchor: 0,
                };
                keep(examine(network, &pyramid, &work, candidate));
            }
        }
    }
    if best.is_none() {
        let mut guesses = guesses(image);
        best = guesses.find_map(|candidate| examine(network, &pyramid, &work, candidate));
    }
    best.map(|(_, line)| line)
}

/// Lines that fill the picture.
fn guesses(image: GreyImage) -> impl Iterator<Item = Candidate> {
    let (width, middle) = (image.width() as f32, image.height() as f32 / 2.0);
    [44, 36, 30].into_iter().flat_map(move |columns| {
        MARGINS.into_iter().filter_map(move |margin| {
            let pitch = width * (1.0 - 2.0 * margin) / columns as f32;
            let half = columns / 2;
            let at = |i: f32| (i, [width / 2.0 + (i + 0.5) * pitch, middle]);
            let (first, last) = (-half as f32, (half - 1) as f32);
            Some(Candidate {
                poses: vec![LinePose::fitted(&[at(first), at(0.0), at(last)], f32::MAX)?],
                seen: (first, last),
                count: 0,
                anchor: 0,
            })
        })
    })
}

fn examine(network: &Network, pyramid: &Pyramid, work: &Work, candidate: Candidate) -> Option<(f32, Line)> {
    let (image, scale) = pyramid.at_least(candidate.anchor().pitch(0.0), CUT_PITCH);
    let lines = Classifier { network, image, work };
    let oriented = lines.oriented(candidate.scaled(scale))?;
    let candidate = lines.refined(oriented.candidate)?;
    let table = Table::of_line(&lines, &candidate);
    let readings = table.line_fits().into_iter().filter_map(|fit| {
        let reading = decode_line(fit.format, fit.row, &table.line_scores(&fit))?;
        Some((fit.total + DIGIT * reading.digits as f32, fit, reading))
    });
    let (score, fit, reading) = readings.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some((score / fit.format.columns() as f32, line(&fit, reading)))
}

fn line(fit: &LineFit, reading: LineReading) -> Line {
    let character = |class: &usize| CHARACTERS.get(*class).map_or('<', |c| char::from(*c));
    Line {
        text: reading.classes.iter().map(character).collect(),
        check_digits: reading.digits,
        doubts: reading
            .doubts
            .iter()
            .map(|(column, others)| Doubt {
                line: fit.row,
                column: *column,
                alternatives: others.iter().map(character).collect(),
            })
            .collect(),
    }
}
