//! Part of a zone: a line that is cut off, covered, or alone. Characters upside down in a mirror may be others, so that a
//! zone in a mirror may be seen as part of one.

use crate::{
    candidate::Candidate,
    classify::{Classifier, Work},
    image::Pyramid,
    lines::Line,
    network::{CHARACTERS, NOTHING, Network},
    reader::CUT_PITCH,
};

/// Lines of text that are looked at, the longest first.
const LINES: usize = 4;
/// Characters of a line of text that are seen, at least.
const MIN_SEEN: usize = 12;
/// Least score of a character that is clear.
const CLEAR: f32 = -0.3;
/// Least part of a line's cells, fillers apart, whose character is clear.
const MIN_CLEAR: f32 = 0.75;
/// Clear characters other than fillers, at least.
const MIN_WRITTEN: usize = 4;
/// Fillers in a row. No other print has them.
const FILLERS: usize = 2;

/// Lines of text in a picture that may be part of a zone: the longest ones of all sizes, in the picture's coordinates.
#[derive(Default)]
pub(crate) struct Parts(Vec<Candidate>);

impl Parts {
    /// Keeps the lines of the picture that is `scale` times as large as the whole one, if they are among the longest.
    pub fn keep(&mut self, lines: &[Line], scale: f32) {
        self.0
            .extend(lines.iter().filter(|line| line.count >= MIN_SEEN).map(|line| {
                let origin = line.middle().round();
                Candidate {
                    poses: vec![line.pose.scaled(1.0 / scale).renumbered(origin)],
                    seen: (line.first - origin, line.last - origin),
                    count: line.count,
                    anchor: 0,
                }
            }));
        self.0.sort_by_key(|line| std::cmp::Reverse(line.count));
        self.0.truncate(LINES);
    }

    /// True if one of the lines reads as part of a zone: long, clear, and with fillers.
    pub fn any(self, network: &Network, pyramid: &Pyramid, work: &Work) -> bool {
        self.0.into_iter().any(|line| {
            let (image, scale) = pyramid.at_least(line.anchor().pitch(0.0), CUT_PITCH);
            let lines = Classifier { network, image, work };
            let oriented = lines.oriented(line.scaled(scale));
            let refined = oriented.and_then(|oriented| lines.refined(oriented.candidate));
            refined.is_some_and(|line| is_part(&lines, &line))
        })
    }
}

fn is_part(lines: &Classifier, line: &Candidate) -> bool {
    let (first, last) = (line.seen.0.round() as i32, line.seen.1.round() as i32);
    let (mut cells, mut written, mut all_fillers, mut fillers, mut longest) = (0, 0, 0, 0, 0);
    for index in first..=last {
        let scores = lines.scores(&line.anchor(), index as f32);
        let characters = scores.iter().take(NOTHING).enumerate();
        let best = characters.max_by(|a, b| a.1.total_cmp(b.1));
        let read = best.filter(|(_, score)| **score > CLEAR);
        cells += 1;
        let filler = read.is_some_and(|(class, _)| CHARACTERS.get(class) == Some(&b'<'));
        written += usize::from(read.is_some() && !filler);
        all_fillers += usize::from(filler);
        fillers = if filler { fillers + 1 } else { 0 };
        longest = longest.max(fillers);
    }
    let others = (cells - all_fillers) as f32;
    cells >= MIN_SEEN && written >= MIN_WRITTEN && written as f32 >= MIN_CLEAR * others && longest >= FILLERS
}
