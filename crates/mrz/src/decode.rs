//! From the classifier's scores to text: the likeliest zone under which every check digit holds.

use crate::{
    layout::{Alphabet, FILLER, Format, Group, Scheme, Unit, WEIGHTS, value},
    network::{CHARACTERS, CLASSES, Scores},
    states::STATES,
};

/// No character counts as less likely than this (natural logarithm), however sure the classifier is.
const FLOOR: f32 = -12.0;
/// Characters less likely than a place's likeliest by this are not tried.
const WINDOW: f32 = 11.9;
/// The second likeliest sound reading is less likely than the first by at least this.
const MIN_MARGIN: f32 = 7.0;
/// Equal characters that may all be another one are likelier by at least this on average.
const MIN_MARGIN_OF_ALIKE: f32 = 5.0;
/// A character that is likelier by this is no part of such a reading.
const CLEAR_MARGIN_OF_ALIKE: f32 = 8.0;
/// The likeliest sound reading is less likely than the likeliest reading of all by at most this.
const LARGEST_CORRECTION: f32 = 3.5;
/// A checked character is less likely than any other one, also one that cannot stand there, by at most this.
const LARGEST_MISFIT: f32 = 5.0;
/// In a zone without a digit over all, each checked character is likelier than any other one by at least this: a field's
/// only digit proves nothing once it has chosen a character.
const MIN_LEAD: f32 = 1.0;
/// Letters are rarer than digits in document numbers and optional data, and those that look like a digit are avoided
/// (natural logarithm).
const LETTER_PRIOR: f32 = -2.0;
const LOOKALIKE_PRIOR: f32 = -3.5;
/// The same of a lookalike at the beginning of a field.
const LEADING_LOOKALIKE_PRIOR: f32 = -2.0;
/// Characters at the beginning of a field that are letters as often as digits.
const LEADING_LETTERS: usize = 2;
/// Letters that look like a digit.
const LOOKALIKES: &[u8] = b"IOQ";
/// Mean score of the characters of each line.
const MIN_MEAN: f32 = -0.4;
/// Other characters at an unchecked place are named if they are less likely by at most this: one in 650.
const DOUBT: f32 = 6.5;
/// A state that is not listed has to be likelier than each listed one by this.
const UNLISTED: f32 = 4.0;

/// Zone as text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// Classes of the characters, line after line.
    pub classes: Vec<usize>,
    /// By how much the second likeliest sound reading is less likely (natural logarithm).
    pub margin: f32,
    /// Places that no check digit covers, with other characters that they may hold.
    pub doubts: Vec<(usize, Vec<usize>)>,
}

/// Why there is no reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// None is sound and likely.
    Unlikely,
    /// One is, and what the picture shows could be another text as well, whatever the check digits say.
    Ambiguous,
}

/// The likeliest sound reading; `scores` has one entry a character, line after line. `None` if there is none, if it is too
/// unlikely, or if another sound one is about as likely.
pub(crate) fn decode(format: Format, scores: &[Scores]) -> Option<Reading> {
    try_decode(format, scores).ok()
}

/// The same, with the reason why there is none.
pub(crate) fn try_decode(format: Format, scores: &[Scores]) -> Result<Reading, Refusal> {
    let alphabets = format.alphabets();
    if scores.len() != alphabets.len() {
        return Err(Refusal::Unlikely);
    }
    let cells = Cells { scores, alphabets };
    let mut best: Vec<(&Scheme, Checked)> = Vec::new();
    let schemes = format.schemes();
    for scheme in &schemes {
        if cells.can_hold(scheme) {
            best.extend(cells.checked(scheme).into_iter().map(|text| (scheme, text)));
        }
    }
    best.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    // Two schemes can give one text: a number that goes on and one that does not.
    best.dedup_by(|(_, a), (_, b)| a.text == b.text);
    let (scheme, first) = best.first().ok_or(Refusal::Unlikely)?;
    let margin = best.get(1).map_or(WINDOW, |(_, second)| first.score - second.score);
    let read: f32 = first
        .text
        .iter()
        .map(|(place, class)| cells.score(*place, *class))
        .sum();
    let unconstrained: f32 = first.text.iter().map(|(place, _)| cells.likeliest(*place)).sum();
    if margin < MIN_MARGIN || unconstrained - read > LARGEST_CORRECTION {
        return Err(Refusal::Unlikely);
    }
    if !format.has_composite() && !cells.is_clear(&first.text) {
        return Err(Refusal::Unlikely);
    }
    if !cells.shows(&first.text) {
        return Err(Refusal::Unlikely);
    }
    let is_blind = format.has_composite() && cells.proves_nothing(scheme, first);
    if is_blind || cells.can_be_misread_alike(scheme, &first.text) {
        return Err(Refusal::Ambiguous);
    }
    let mut classes: Vec<Option<usize>> = vec![None; scores.len()];
    for (place, class) in &first.text {
        if let Some(entry) = classes.get_mut(*place) {
            *entry = Some(*class);
        }
    }
    let unchecked: Vec<usize> = (0..scores.len())
        .filter(|place| classes.get(*place) == Some(&None))
        .collect();
    for (place, class) in cells.name(format).into_iter().chain(cells.states(format)) {
        if let Some(entry) = classes.get_mut(place) {
            *entry = Some(class);
        }
    }
    let classes: Vec<usize> = (0..)
        .zip(classes)
        .map(|(place, class)| class.unwrap_or_else(|| cells.best_class(place)))
        .collect();
    let plausible = classes.chunks(format.columns()).enumerate().all(|(row, line)| {
        let start = row * format.columns();
        let sum: f32 = (start..)
            .zip(line)
            .map(|(place, class)| cells.score(place, *class))
            .sum();
        sum / format.columns() as f32 > MIN_MEAN
    });
    let doubts = unchecked
        .into_iter()
        .filter_map(|place| {
            let read = classes.get(place).copied()?;
            let others = cells.others(place, read);
            (!others.is_empty()).then_some((place, others))
        })
        .collect();
    // Fillers end a name, or divide its parts.
    let is_name = classes
        .get(format.name_range())
        .is_some_and(|name| name.contains(&FILLER));
    if !(plausible && is_name) {
        return Err(Refusal::Unlikely);
    }
    Ok(Reading {
        classes,
        margin,
        doubts,
    })
}

/// The likeliest reading of line `row` alone: check digits hold where that costs little. `scores` has one entry a
/// character; the places of the doubts count from the line's first one.
pub(crate) fn decode_line(format: Format, row: usize, scores: &[Scores]) -> Option<LineReading> {
    let columns = format.columns();
    let own = row * columns..(row + 1) * columns;
    if scores.len() != columns {
        return None;
    }
    // The other lines say nothing.
    let mut all: Vec<Scores> = vec![[0.0; CLASSES]; format.rows() * columns];
    all.get_mut(own.clone())?.copy_from_slice(scores);
    let cells = Cells {
        scores: &all,
        alphabets: format.alphabets(),
    };
    let mut classes: Vec<usize> = own.clone().map(|place| cells.best_class(place)).collect();
    let mut set = |place: usize, class: usize| {
        let entry = place.checked_sub(own.start).and_then(|at| classes.get_mut(at));
        entry.into_iter().for_each(|entry| *entry = class);
    };
    for (place, class) in cells.name(format).into_iter().chain(cells.states(format)) {
        set(place, class);
    }
    let mut digits = 0;
    let mut covered = vec![false; columns];
    let scheme = format.schemes().into_iter().next()?.within(&own);
    for group in scheme.groups {
        let part = Scheme {
            groups: vec![group],
            fillers: Vec::new(),
            composite: None,
            weights: Vec::new(),
        };
        let found = cells.checked(&part);
        let Some(first) = found.first() else { continue };
        let read: f32 = first
            .text
            .iter()
            .map(|(place, class)| cells.score(*place, *class))
            .sum();
        let free: f32 = first.text.iter().map(|(place, _)| cells.likeliest(*place)).sum();
        if free - read > LARGEST_CORRECTION {
            continue;
        }
        digits += 1;
        let is_certain = found
            .get(1)
            .is_none_or(|second| first.score - second.score > MIN_MARGIN);
        for (place, class) in &first.text {
            set(*place, *class);
            if let Some(entry) = covered.get_mut(place - own.start) {
                *entry = is_certain;
            }
        }
    }
    let doubts = (own.start..)
        .zip(&classes)
        .enumerate()
        .filter(|(at, _)| covered.get(*at) == Some(&false))
        .map(|(at, (place, class))| (at, cells.others(place, *class)))
        .filter(|(_, others)| !others.is_empty())
        .collect();
    Some(LineReading {
        classes,
        digits,
        doubts,
    })
}

/// Line as text.
pub(crate) struct LineReading {
    pub classes: Vec<usize>,
    /// Number of check digits that hold.
    pub digits: usize,
    /// Places that no such digit covers, with other characters that they may hold.
    pub doubts: Vec<(usize, Vec<usize>)>,
}

/// Checked characters of one reading, in the order in which they are covered.
struct Checked {
    score: f32,
    /// Places with their classes.
    text: Vec<(usize, usize)>,
}

/// The two likeliest ways to a state of the search.
type Slot = [Option<Way>; 2];

#[derive(Clone, Copy)]
struct Way {
    score: f32,
    /// Last step; [`START`] before the first.
    step: u32,
    /// True while all characters of the field are fillers.
    empty: bool,
}

const START: u32 = u32::MAX;

struct Step {
    previous: u32,
    place: usize,
    class: usize,
}

/// Dynamic program over the checked characters. A state is the sum of the field so far and the sum of all fields, both
/// modulo 10: the likeliest two ways to each are kept, so that the two likeliest sound readings are exact.
struct Search {
    steps: Vec<Step>,
    states: Vec<Slot>,
}

fn keep(slot: &mut Slot, way: Way) {
    let [first, second] = slot;
    if first.is_none_or(|first| way.score > first.score) {
        *second = first.replace(way);
    } else if second.is_none_or(|second| way.score > second.score) {
        *second = Some(way);
    }
}

impl Search {
    fn new() -> Self {
        let mut states = vec![[None; 2]; 100];
        if let Some(slot) = states.first_mut() {
            slot[0] = Some(Way {
                score: 0.0,
                step: START,
                empty: true,
            });
        }
        Self {
            steps: Vec::new(),
            states,
        }
    }

    /// Follows every way by what `choices` allows in its state: characters with their places, their score, and what
    /// they add to both sums.
    fn advance(&mut self, choices: impl Fn(usize, &Way) -> Vec<Choice>) {
        let states = std::mem::replace(&mut self.states, vec![[None; 2]; 100]);
        for (state, slot) in states.into_iter().enumerate() {
            for way in slot.into_iter().flatten() {
                for choice in choices(state, &way) {
                    let (own, all) = (state / 10, state % 10);
                    let to = choice.own.map_or(0, |add| (own + add) % 10) * 10 + (all + choice.all) % 10;
                    let score = way.score + choice.score;
                    let Some(slot) = self.states.get_mut(to) else { continue };
                    if slot[1].is_some_and(|second| second.score >= score) {
                        continue;
                    }
                    let mut step = way.step;
                    for (place, class) in choice.text.into_iter().flatten() {
                        self.steps.push(Step {
                            previous: step,
                            place,
                            class,
                        });
                        step = (self.steps.len() - 1) as u32;
                    }
                    let fillers = choice.text.into_iter().flatten().all(|(_, class)| class == FILLER);
                    // A new field is empty.
                    let empty = choice.own.is_none() || (way.empty && fillers);
                    keep(slot, Way { score, step, empty });
                }
            }
        }
    }

    fn text(&self, way: &Way) -> Vec<(usize, usize)> {
        let mut text = Vec::new();
        let mut at = way.step;
        while let Some(step) = self.steps.get(at as usize) {
            text.push((step.place, step.class));
            at = step.previous;
        }
        text.sort_unstable();
        text
    }
}

/// Step that the search can take.
#[derive(Clone, Copy)]
struct Choice {
    text: [Option<(usize, usize)>; 2],
    score: f32,
    /// Addition to the field's sum; `None` ends the field.
    own: Option<usize>,
    /// Addition to the sum over all.
    all: usize,
}

/// Scores of a zone's characters.
struct Cells<'a> {
    scores: &'a [Scores],
    alphabets: Vec<Alphabet>,
}

impl Cells<'_> {
    fn score(&self, place: usize, class: usize) -> f32 {
        self.scores
            .get(place)
            .and_then(|scores| scores.get(class))
            .map_or(FLOOR, |score| score.max(FLOOR))
    }

    fn alphabet(&self, place: usize) -> Alphabet {
        self.alphabets.get(place).copied().unwrap_or(Alphabet::ANY)
    }

    fn best_class(&self, place: usize) -> usize {
        let alphabet = self.alphabet(place);
        let is_data = alphabet == Alphabet::ANY;
        let score = |class: &usize| {
            let prior = if is_data { prior(*class, LEADING_LETTERS) } else { 0.0 };
            self.score(place, *class) + prior
        };
        alphabet
            .classes()
            .max_by(|a, b| score(a).total_cmp(&score(b)))
            .unwrap_or(FILLER)
    }

    fn likeliest(&self, place: usize) -> f32 {
        self.score(place, self.best_class(place))
    }

    /// Other characters that may stand at a place.
    fn others(&self, place: usize, read: usize) -> Vec<usize> {
        let least = self.likeliest(place).min(self.score(place, read)) - DOUBT;
        self.alphabet(place)
            .classes()
            .filter(|class| *class != read && self.score(place, *class) > least.max(FLOOR))
            .collect()
    }

    /// True if the places that this scheme wants filled may hold fillers.
    fn can_hold(&self, scheme: &Scheme) -> bool {
        scheme
            .fillers
            .iter()
            .all(|place| self.score(*place, FILLER) > self.likeliest(*place) - WINDOW)
    }

    /// The two likeliest readings of the checked fields under a scheme.
    fn checked(&self, scheme: &Scheme) -> Vec<Checked> {
        let mut found = self.readings(scheme, None);
        found.truncate(2);
        found
    }

    /// True if another reading, in which one check digit does not hold, is about as likely as a sound one: what a zone
    /// with a wrong digit looks like. The digit has chosen the characters then, and no other one confirms them.
    fn proves_nothing(&self, scheme: &Scheme, sound: &Checked) -> bool {
        let seen = |checked: &Checked| -> f32 {
            let text = checked.text.iter();
            text.map(|(place, class)| self.score(*place, *class)).sum()
        };
        let lead = |other: &Checked| (sound.score - other.score).max(seen(sound) - seen(other));
        let digits = scheme.groups.iter().filter_map(|group| group.digit);
        digits.chain(scheme.composite).any(|digit| {
            let readings = self.readings(scheme, Some(digit));
            let mut others = readings.iter().filter(|other| other.text != sound.text);
            others.any(|other| lead(other) < MIN_LEAD)
        })
    }

    /// False if a place looks much more like a character that cannot stand there, such as a letter for a digit.
    fn shows(&self, text: &[(usize, usize)]) -> bool {
        text.iter().all(|&(place, class)| {
            let others = Alphabet::ANY.classes().map(|other| self.score(place, other));
            others.fold(FLOOR, f32::max) - self.score(place, class) < LARGEST_MISFIT
        })
    }

    /// The likeliest two readings for each sum over all that they can have, the likeliest first. The check digit at the
    /// place `wrong` need not hold.
    fn readings(&self, scheme: &Scheme, wrong: Option<usize>) -> Vec<Checked> {
        let weight = |place: usize| usize::from(scheme.weights.get(place).copied().unwrap_or_default());
        let mut search = Search::new();
        for group in &scheme.groups {
            self.follow_field(&mut search, group, &weight);
            match group.digit.filter(|digit| wrong == Some(*digit)) {
                Some(place) => self.follow_wrong_digit(&mut search, place, weight(place)),
                None => self.follow_digit(&mut search, group, &weight),
            }
        }
        for &place in &scheme.fillers {
            let score = self.score(place, FILLER);
            search.advance(|_, _| {
                vec![Choice {
                    text: [Some((place, FILLER)), None],
                    score,
                    own: None,
                    all: 0,
                }]
            });
        }
        if let Some(place) = scheme.composite {
            let choice = |digit: usize| Choice {
                text: [Some((place, digit)), None],
                score: self.score(place, digit),
                own: None,
                all: 0,
            };
            search.advance(|state, _| {
                if wrong == Some(place) {
                    (0..10).map(choice).collect()
                } else {
                    vec![choice(state % 10)]
                }
            });
        }
        let ways: Vec<Way> = search.states.iter().flatten().flatten().copied().collect();
        let mut found: Vec<Checked> = ways
            .iter()
            .map(|way| Checked {
                score: way.score,
                text: search.text(way),
            })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// True if every character looks like no other one, whatever the check digits say. Where only a digit can stand, a
    /// picture may show a letter instead, such as O for 0: where both can stand it has to show the difference by more.
    fn is_clear(&self, text: &[(usize, usize)]) -> bool {
        let lead = |place: usize, class: usize, alphabet: Alphabet| {
            let others = alphabet.classes().filter(|other| *other != class);
            let best = others.map(|other| self.score(place, other)).fold(FLOOR, f32::max);
            self.score(place, class) - best
        };
        let is_any = |place: &usize| self.alphabet(*place) == Alphabet::ANY;
        let known = text.iter().filter(|(place, _)| !is_any(place));
        let confusion = known.fold(0.0_f32, |most, (place, class)| {
            most.max(-lead(*place, *class, Alphabet::ANY))
        });
        text.iter().all(|&(place, class)| {
            let least = if is_any(&place) { MIN_LEAD + confusion } else { MIN_LEAD };
            lead(place, class, self.alphabet(place)) >= least
        })
    }

    /// True if two or three equal characters may all be another one, and the check digits hold either way: what makes one
    /// look like that makes the others, so that together they prove no more than one does on average. A number with a rare
    /// letter often has it twice, so that its prior counts half.
    fn can_be_misread_alike(&self, scheme: &Scheme, text: &[(usize, usize)]) -> bool {
        let weights = scheme.weights_by_place();
        let mut doubtful: Vec<Substitution> = Vec::new();
        for &(place, from) in text {
            let Some(weight) = weights.iter().find(|weight| weight.place == place) else {
                continue;
            };
            let score = |class: usize| self.score(place, class) + prior(class, weight.index) / 2.0;
            let others = self.alphabet(place).classes().filter(|to| *to != from);
            let leads = others.map(|to| (to, score(from) - score(to)));
            let likely = leads.filter(|(_, lead)| *lead < CLEAR_MARGIN_OF_ALIKE);
            doubtful.extend(likely.map(|(to, lead)| {
                let change = 10 + usize::from(value(to)) % 10 - usize::from(value(from)) % 10;
                Substitution {
                    lead,
                    from,
                    to,
                    field: weight.field,
                    own: weight.own * change,
                    all: weight.all * change,
                }
            }));
        }
        let is_alike = |a: &Substitution, b: &Substitution| (a.from, a.to) == (b.from, b.to);
        let is_likely = |all: &[&Substitution]| {
            let mean = all.iter().map(|one| one.lead).sum::<f32>() / all.len() as f32;
            mean < MIN_MARGIN_OF_ALIKE && are_unseen(all)
        };
        let mut rest = doubtful.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let alike: Vec<&Substitution> = others.iter().filter(|other| is_alike(first, other)).collect();
            let pairs = alike.iter().enumerate();
            let is_unseen = pairs.into_iter().any(|(at, second)| {
                let mut thirds = alike.get(at + 1..).unwrap_or_default().iter();
                is_likely(&[first, second]) || thirds.any(|third| is_likely(&[first, second, third]))
            });
            if is_unseen {
                return true;
            }
            rest = others;
        }
        false
    }

    fn follow_field(&self, search: &mut Search, group: &Group, weight: &impl Fn(usize) -> usize) {
        let mut own_weights = WEIGHTS.into_iter().cycle();
        for (index, unit) in group.units.iter().enumerate() {
            let places: Vec<(usize, usize)> = unit.places().zip(own_weights.by_ref().map(usize::from)).collect();
            let mut choices: Vec<Choice> = Vec::new();
            let mut offer = |classes: &[usize]| {
                let mut choice = Choice {
                    text: [None; 2],
                    score: 0.0,
                    own: Some(0),
                    all: 0,
                };
                for ((entry, &class), &(place, own)) in choice.text.iter_mut().zip(classes).zip(&places) {
                    *entry = Some((place, class));
                    choice.score += self.score(place, class) + prior(class, index);
                    let value = usize::from(value(class));
                    choice.own = choice.own.map(|sum| (sum + own * value) % 10);
                    choice.all += weight(place) * value;
                }
                choices.push(choice);
            };
            match *unit {
                Unit::Character(place) => self.alphabet(place).classes().for_each(|class| offer(&[class])),
                Unit::Month(_) => pairs(12).for_each(|pair| offer(&pair)),
                Unit::Day(_) => pairs(31).for_each(|pair| offer(&pair)),
            }
            let best = choices.iter().map(|choice| choice.score).fold(f32::MIN, f32::max);
            choices.retain(|choice| choice.score > best - WINDOW);
            search.advance(|_, _| choices.clone());
        }
    }

    /// The check digit of a field is what its sum says; it may be a filler after an empty one.
    fn follow_digit(&self, search: &mut Search, group: &Group, weight: &impl Fn(usize) -> usize) {
        let Some(place) = group.digit else {
            search.advance(|_, _| {
                vec![Choice {
                    text: [None; 2],
                    score: 0.0,
                    own: None,
                    all: 0,
                }]
            });
            return;
        };
        search.advance(|state, way| {
            let digit = state / 10;
            let choice = |class: usize| Choice {
                text: [Some((place, class)), None],
                score: self.score(place, class),
                own: None,
                all: weight(place) * usize::from(value(class)),
            };
            if group.may_be_empty && way.empty {
                // Both mean the same: the likelier one stands for them.
                let filler = self.score(place, FILLER) > self.score(place, digit);
                vec![choice(if filler { FILLER } else { digit })]
            } else {
                vec![choice(digit)]
            }
        });
    }

    /// Any digit may stand at `place`. The sum over all has either that one, or the one that the field's sum wants.
    fn follow_wrong_digit(&self, search: &mut Search, place: usize, weight: usize) {
        search.advance(|state, way| {
            let right = state / 10;
            // After an empty field a filler and 0 mean the same, as in a sound reading.
            let filler = self.score(place, FILLER) > self.score(place, 0);
            let may_be = |class: &usize| {
                let is_free = !way.empty || value(*class) != 0 || !self.alphabet(place).has(FILLER);
                value(*class) < 10 && (is_free || (*class == FILLER) == filler)
            };
            let choices = self.alphabet(place).classes().filter(may_be).flat_map(|class| {
                let own = usize::from(value(class));
                let counted = [Some(own), (own != right).then_some(right)];
                counted.into_iter().flatten().map(move |counted| Choice {
                    text: [Some((place, class)), None],
                    score: self.score(place, class),
                    own: None,
                    all: weight * counted,
                })
            });
            choices.collect()
        });
    }

    /// The likeliest name: words with one or two fillers between them, and fillers up to the end.
    fn name(&self, format: Format) -> Vec<(usize, usize)> {
        // States: in a word, then after so many fillers; after three there are only fillers.
        const FILLERS: usize = 3;
        let mut ways: [Option<(f32, Vec<usize>)>; FILLERS + 1] = [Some((0.0, Vec::new())), None, None, None];
        let range = format.name_range();
        for place in range.clone() {
            let mut next: [Option<(f32, Vec<usize>)>; FILLERS + 1] = Default::default();
            let letter = Alphabet::LETTERS
                .classes()
                .max_by(|a, b| self.score(place, *a).total_cmp(&self.score(place, *b)))
                .unwrap_or(FILLER);
            let mut offer = |state: usize, from: &(f32, Vec<usize>), class: usize| {
                let score = from.0 + self.score(place, class);
                if let Some(slot) = next.get_mut(state)
                    && slot.as_ref().is_none_or(|other| score > other.0)
                {
                    let text = from.1.iter().copied().chain([class]).collect();
                    *slot = Some((score, text));
                }
            };
            for (state, from) in ways.iter().enumerate() {
                let Some(from) = from else { continue };
                if state < FILLERS {
                    offer(0, from, letter);
                }
                if place > range.start {
                    offer((state + 1).min(FILLERS), from, FILLER);
                }
            }
            ways = next;
        }
        let best = ways.into_iter().flatten().max_by(|a, b| a.0.total_cmp(&b.0));
        range.zip(best.map_or_else(Vec::new, |best| best.1)).collect()
    }

    /// Issuing state and nationality: one that is listed, unless another is much likelier.
    fn states(&self, format: Format) -> Vec<(usize, usize)> {
        format
            .states()
            .into_iter()
            .flat_map(|range| self.state(range))
            .collect()
    }

    fn state(&self, range: std::ops::Range<usize>) -> Vec<(usize, usize)> {
        let read: Vec<(usize, usize)> = range.clone().map(|place| (place, self.best_class(place))).collect();
        let score =
            |text: &[(usize, usize)]| -> f32 { text.iter().map(|(place, class)| self.score(*place, *class)).sum() };
        let listed = STATES.split(' ').map(|code| {
            let classes = code
                .bytes()
                .map(|c| CHARACTERS.iter().position(|other| *other == c).unwrap_or(FILLER));
            let text: Vec<(usize, usize)> = range.clone().zip(classes).collect();
            (score(&text), text)
        });
        match listed.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((likelihood, text)) if likelihood > score(&read) - UNLISTED => text,
            _ => read,
        }
    }
}

/// Character that may be another, with what that changes in the sum of its field and in that over all.
struct Substitution {
    /// By how much the character is likelier than the other one.
    lead: f32,
    from: usize,
    to: usize,
    field: usize,
    own: usize,
    all: usize,
}

/// True if no check digit changes with all of these.
fn are_unseen(all: &[&Substitution]) -> bool {
    let composite: usize = all.iter().map(|one| one.all).sum();
    let is_balanced = |field: usize| {
        let own = all.iter().filter(|one| one.field == field).map(|one| one.own);
        own.sum::<usize>().is_multiple_of(10)
    };
    composite.is_multiple_of(10) && all.iter().all(|one| is_balanced(one.field))
}

/// Prior of a character in a checked field, of which it is the `index`th. Numbers often begin with letters.
fn prior(class: usize, index: usize) -> f32 {
    let is_leading = index < LEADING_LETTERS;
    match CHARACTERS.get(class) {
        Some(letter) if LOOKALIKES.contains(letter) && is_leading => LEADING_LOOKALIKE_PRIOR,
        Some(letter) if LOOKALIKES.contains(letter) => LOOKALIKE_PRIOR,
        Some(b'A'..=b'Z') if !is_leading => LETTER_PRIOR,
        _ => 0.0,
    }
}

/// `01` to `last`, and `<<`.
fn pairs(last: usize) -> impl Iterator<Item = [usize; 2]> {
    (1..=last)
        .map(|number| [number / 10, number % 10])
        .chain([[FILLER, FILLER]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::is_sound;

    const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const LONG: &str = "I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2STEVENSON<<PETER<JOHN<<<<<<<<<";

    fn class(c: char) -> usize {
        CHARACTERS.iter().position(|other| char::from(*other) == c).unwrap()
    }

    /// Scores of a classifier that is sure of a text.
    fn sure(text: &str) -> Vec<Scores> {
        text.chars()
            .map(|c| {
                let mut scores = [-15.0; CLASSES];
                scores[class(c)] = -0.001;
                scores
            })
            .collect()
    }

    fn text(reading: &Reading) -> String {
        reading
            .classes
            .iter()
            .map(|class| char::from(CHARACTERS[*class]))
            .collect()
    }

    #[test]
    fn a_clear_zone_is_read_as_it_is() {
        let reading = decode(Format::Td3, &sure(PASSPORT)).unwrap();
        assert_eq!(text(&reading), PASSPORT);
        assert_eq!(reading.doubts, []);
        assert_eq!(text(&decode(Format::Td1, &sure(LONG)).unwrap()), LONG);
        assert_eq!(decode(Format::Td3, &sure(&PASSPORT[1..])), None);
    }

    #[test]
    fn check_digits_correct_a_misread_character() {
        let mut scores = sure(PASSPORT);
        // The eighth character of the personal number is 6, and looks more like an 8.
        let place = PASSPORT.find("226B").unwrap() + 2;
        scores[place][class('8')] = -0.1;
        scores[place][class('6')] = -2.5;
        assert_eq!(text(&decode(Format::Td3, &scores).unwrap()), PASSPORT);
    }

    #[test]
    fn two_sound_readings_about_as_likely_are_none() {
        let mut scores = sure(PASSPORT);
        // 6 and G have the same value modulo 10: no check digit tells them apart.
        let place = PASSPORT.find("226B").unwrap() + 2;
        scores[place][class('6')] = -0.7;
        scores[place][class('G')] = -0.7;
        assert_eq!(decode(Format::Td3, &scores), None);
        scores[place][class('G')] = -9.0;
        assert!(decode(Format::Td3, &scores).is_some());
    }

    #[test]
    fn equal_characters_are_not_misread_alike() {
        // The weights of the first two characters add up to ten: two zeros and two letters O have one check digit.
        let zone = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<0029846186HRV9006142F3602036<<<<<<<<<<<<<<<<";
        let scores = |letter: f32| {
            let mut scores = sure(zone);
            for place in [44, 45] {
                scores[place][class('0')] = -0.1;
                scores[place][class('O')] = letter;
            }
            scores
        };
        assert!(decode(Format::MrvA, &scores(-9.0)).is_some());
        assert_eq!(decode(Format::MrvA, &scores(-3.0)), None);
        // Seen in a picture of two letters O: one looked much like a zero, and the other a little.
        let mut uneven = scores(-3.3);
        uneven[45][class('O')] = -2.3;
        assert_eq!(decode(Format::MrvA, &uneven), None);
        // One zero alone changes the digit.
        let mut single = scores(-9.0);
        single[44][class('O')] = -2.0;
        assert!(decode(Format::MrvA, &single).is_some());
    }

    #[test]
    fn a_wrong_digit_is_not_put_right_by_a_lookalike() {
        // With the letter O for the zero its digit would hold; the zero looks a little like one.
        let zone = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<V051G3Y583XXA1703135M9412170<<<<<<<<<<<<<<<<";
        let mut scores = sure(zone);
        scores[45][class('0')] = -0.02;
        scores[45][class('O')] = -4.0;
        assert_eq!(decode(Format::MrvA, &scores), None);
        // If it looks like the letter, it is one.
        scores[45][class('O')] = -0.02;
        scores[45][class('0')] = -4.0;
        let read = decode(Format::MrvA, &scores).unwrap();
        assert!(text(&read).contains("VO51G3Y583"));
    }

    #[test]
    fn a_fields_only_digit_does_not_choose_a_character() {
        // The zone of a visa with a wrong digit: it would hold if one zero were the letter O, or the other way round.
        let zone = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<V051G3Y583XXA1703135M9412170<<<<<<<<<<<<<<<<";
        let scores = |zero: f32, letter: f32| {
            let mut scores = sure(zone);
            scores[45][class('0')] = zero;
            scores[45][class('O')] = letter;
            scores
        };
        for (zero, letter) in [(-0.35, -1.21), (-0.02, -3.0), (-0.7, -0.7)] {
            assert_eq!(decode(Format::MrvA, &scores(zero, letter)), None, "{zero} {letter}");
        }
        assert!(
            decode(Format::MrvA, &scores(-1.6, -0.2)).is_some(),
            "it looks like the letter"
        );
        let right = zone.replace("V051G3Y583", "V051G3Y581");
        let other = |letter: f32| {
            let mut scores = sure(&right);
            scores[45][class('0')] = -1.0;
            scores[45][class('O')] = letter;
            scores
        };
        assert_eq!(decode(Format::MrvA, &other(-0.4)), None, "it looks like the letter");
        assert!(decode(Format::MrvA, &other(-2.1)).is_some());
        // A picture that shows every zero of the dates as the letter O does not tell them apart in the number either.
        let confused = |letter: f32| {
            let mut scores = sure(&zone.replace("V051G3Y583", "VO51G3Y583"));
            scores[45][class('O')] = -0.16;
            scores[45][class('0')] = -1.89;
            for zero in [59, 71] {
                scores[zero][class('0')] = -0.81 - letter;
                scores[zero][class('O')] = -0.81;
            }
            scores
        };
        assert_eq!(decode(Format::MrvA, &confused(1.0)), None);
        assert!(decode(Format::MrvA, &confused(-1.0)).is_some());
        // Of a passport the digit over all proves what the number's digit has chosen.
        let mut passport = sure(PASSPORT);
        passport[45][class('8')] = -1.2;
        passport[45][class('B')] = -0.4;
        assert_eq!(text(&decode(Format::Td3, &passport).unwrap()), PASSPORT);
    }

    #[test]
    fn two_digits_do_not_prove_what_one_wrong_digit_explains() {
        // The number's digit is wrong by 5. M for H would put right both that one and the digit over all.
        let zone = "P<CHENUIEG<<AI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<EH34022023CHE9604250M6805274<<<<<<<<<<<<<<02";
        let scores = |h: f32, m: f32| {
            let mut scores = sure(zone);
            scores[45][class('H')] = h;
            scores[45][class('M')] = m;
            scores
        };
        for (h, m) in [(-0.48, -1.04), (-0.7, -0.7), (-0.9, -0.5)] {
            assert_eq!(decode(Format::Td3, &scores(h, m)), None, "{h} {m}");
        }
        let read = decode(Format::Td3, &scores(-9.0, -0.1)).unwrap();
        assert!(text(&read).contains("EM34022023"), "it looks like the letter");
    }

    #[test]
    fn a_letter_is_no_check_digit() {
        // The lines of a passport without their end, of which a letter stands at the place of a card's last digit.
        let zone = "PONGAXPTI<<VRS<<<<<<<<<<<<<<<<<<<<<<F745326260CHE0602127M730911503I98TF8";
        assert!(decode(Format::Td2, &sure(zone)).is_some());
        let scores = |letter: f32, digit: f32| {
            let mut scores = sure(zone);
            scores[71][class('T')] = letter;
            scores[71][class('8')] = digit;
            scores
        };
        for digit in [-15.0, -9.0, -6.0] {
            assert_eq!(decode(Format::Td2, &scores(-0.001, digit)), None, "{digit}");
        }
        assert!(decode(Format::Td2, &scores(-0.6, -0.8)).is_some());
    }

    #[test]
    fn a_name_and_a_sex_carry_their_doubt() {
        let mut scores = sure(PASSPORT);
        scores[8][class('K')] = -0.6;
        scores[8][class('X')] = -0.8;
        let sex = PASSPORT.find("F12").unwrap();
        scores[sex][class('F')] = -0.3;
        scores[sex][class('M')] = -1.5;
        let reading = decode(Format::Td3, &scores).unwrap();
        assert_eq!(text(&reading), PASSPORT);
        assert_eq!(reading.doubts, [(8, vec![class('X')]), (sex, vec![class('M')])]);
    }

    #[test]
    fn nothing_follows_three_fillers_of_a_name() {
        let mut scores = sure(PASSPORT);
        scores[35][class('K')] = -0.2;
        scores[35][class('<')] = -2.0;
        assert_eq!(text(&decode(Format::Td3, &scores).unwrap()), PASSPORT);
    }

    #[test]
    fn a_state_is_one_that_exists() {
        let mut scores = sure(&PASSPORT.replace("UTO", "DEU"));
        scores[2][class('O')] = -0.3;
        scores[2][class('D')] = -1.4;
        assert!(text(&decode(Format::Td3, &scores).unwrap()).starts_with("P<DEU"));
    }

    #[test]
    fn dates_are_dates() {
        // 13 as a month, with check digits that hold.
        let text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
        let digits = |field: &str| {
            field
                .chars()
                .zip(WEIGHTS.into_iter().cycle())
                .map(|(c, weight)| usize::from(value(class(c))) * usize::from(weight))
                .sum::<usize>()
                % 10
        };
        let zone = |birth: &str| {
            let (number, expiry) = ("L898902C36", "1204159");
            let personal = "ZE184226B<<<<<1";
            let birth = format!("{birth}{}", digits(birth));
            let all = digits(&format!("{number}{birth}{expiry}{personal}"));
            format!("{text}{number}UTO{birth}F{expiry}{personal}{all}")
        };
        assert!(decode(Format::Td3, &sure(&zone("740812"))).is_some());
        assert_eq!(decode(Format::Td3, &sure(&zone("741312"))), None);
        assert_eq!(decode(Format::Td3, &sure(&zone("740832"))), None);
        assert!(decode(Format::Td3, &sure(&zone("74<<<<"))).is_some());
    }

    #[test]
    fn what_is_answered_is_sound() {
        // Scores of noise: every text is as likely.
        let mut random = 1_u32;
        let mut answered = 0;
        for _ in 0..200 {
            let mut scores = sure(PASSPORT);
            for place in 0..PASSPORT.len() {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if random >> 24 < 6 {
                    scores[place][(random >> 8) as usize % 37] = -0.5;
                    scores[place][class(PASSPORT.as_bytes()[place] as char)] = -3.0;
                }
            }
            if let Some(reading) = decode(Format::Td3, &scores) {
                let text = text(&reading);
                assert!(
                    is_sound(Format::Td3, &[text[..44].to_owned(), text[44..].to_owned()]),
                    "{text}"
                );
                answered += 1;
            }
        }
        assert!(answered > 20, "{answered}");
    }
}
