//! Decoding of the symbols that groups of finder patterns belong to.

use super::{
    candidate::{SymbolCandidate, examine_triple},
    candidate_grids::fit_candidate,
    group::{Triple, group_triples},
    pyramid::geometry_scale,
    search::{FIRST_GROUPED, Search},
};
use crate::{
    code::Code,
    limits::{MAX_CODES, MAX_FITS, MAX_TRIPLES},
};
use greengate_qr_pixels::{
    finder::Finder,
    space::{Full, Polarity},
};
use std::rc::Rc;

/// Score up to which a triple without version information is decoded at once.
const GOOD_SCORE: f32 = 0.6;
/// Score above which a triple is no second code beside a decoded one.
const SECOND_CODE_SCORE: f32 = 1.2;

/// One grouping of finder patterns: its codes and its budget.
pub(super) struct Grouping {
    polarity: Polarity,
    pub codes: Vec<Code>,
    decoded: Vec<Rc<SymbolCandidate>>,
    /// Grids that may still be fitted without version information.
    pub fits: usize,
    /// Triples that may still be examined.
    pub triples: usize,
}

impl Grouping {
    pub const fn new(polarity: Polarity) -> Self {
        Self {
            polarity,
            codes: Vec::new(),
            decoded: Vec::new(),
            fits: MAX_FITS,
            triples: MAX_TRIPLES,
        }
    }

    /// True if a triple cannot be another code.
    fn excludes(&self, triple: &Triple) -> bool {
        let is_poor = !self.codes.is_empty() && triple.score > SECOND_CODE_SCORE;
        self.codes.len() == MAX_CODES || is_poor || self.decoded.iter().any(|other| other.shares_finder(triple))
    }

    /// Adds a code, each symbol once, and renews the budget.
    fn add(&mut self, candidate: Rc<SymbolCandidate>, code: Code) {
        self.decoded.push(candidate);
        (self.fits, self.triples) = (MAX_FITS, MAX_TRIPLES);
        if !self.codes.iter().any(|other| other.is_same_symbol(&code)) {
            self.codes.push(code);
        }
    }
}

impl Search<'_> {
    /// Groups the best finder patterns of a polarity and decodes their symbols.
    pub fn decode_groups(&mut self, polarity: Polarity, finders: usize) -> Vec<Code> {
        self.work.groups += 1;
        let mut grouping = Grouping::new(polarity);
        let mut postponed = Vec::new();
        // The best patterns first: the poses of all others may not be needed.
        for count in [FIRST_GROUPED.min(finders), finders] {
            for triple in self.new_triples(&grouping, count) {
                if grouping.excludes(&triple) {
                    continue;
                }
                let Some(candidate) = self.examine(&mut grouping, &triple) else {
                    continue;
                };
                if !candidate.has_version_info && triple.score > GOOD_SCORE {
                    postponed.push((triple, candidate));
                } else {
                    self.decode_candidate(&mut grouping, candidate);
                }
            }
        }
        for (triple, candidate) in postponed {
            if !grouping.excludes(&triple) {
                self.decode_candidate(&mut grouping, candidate);
            }
        }
        grouping.codes
    }

    /// Triples of the best finder patterns outside of decoded codes that were not seen before.
    fn new_triples(&mut self, grouping: &Grouping, count: usize) -> Vec<Triple> {
        let outside = |finder: &&Finder<Full>| !grouping.codes.iter().any(|code| code.contains(finder.centre));
        let pool = self.pools[grouping.polarity as usize].iter().take(count);
        let finders: Vec<Finder<Full>> = pool.filter(outside).copied().collect();
        if finders.len() < 3 {
            return Vec::new();
        }
        let mut triples = group_triples(&self.poses(grouping.polarity, &finders));
        triples.retain(|triple| !self.seen.iter().any(|seen| seen.is_same(triple)));
        self.seen.extend(&triples);
        triples
    }

    /// Examines a triple within the budget.
    pub fn examine(&mut self, grouping: &mut Grouping, triple: &Triple) -> Option<Rc<SymbolCandidate>> {
        grouping.triples = grouping.triples.checked_sub(1)?;
        self.work.triples += 1;
        let scale = geometry_scale(triple.module());
        self.pyramid.prepare(scale, grouping.polarity);
        let image = self.pyramid.reduced(scale, grouping.polarity);
        examine_triple(image, triple, scale).map(Rc::new)
    }

    /// Decodes a candidate, or adds it to the pending ones.
    pub fn decode_candidate(&mut self, grouping: &mut Grouping, candidate: Rc<SymbolCandidate>) {
        let fit = fit_candidate(&self.pyramid, grouping.polarity, &candidate, grouping.fits);
        grouping.fits -= fit.fits;
        self.work.fits += fit.fits;
        self.pending[grouping.polarity as usize].extend(fit.pending);
        if let Some(code) = fit.code {
            grouping.add(candidate, code);
        }
    }
}
