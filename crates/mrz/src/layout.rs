//! Layouts of the five formats: what stands where, and what each check digit covers (ICAO Doc 9303, parts 3 to 7).

use crate::network::CHARACTERS;
use std::ops::Range;

/// Format of a machine-readable zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Card of the size of a bank card: three lines of 30 (part 5).
    Td1,
    /// Larger card: two lines of 36 (part 6).
    Td2,
    /// Passport: two lines of 44 (part 4).
    Td3,
    /// Visa of the size of a passport's page: two lines of 44 (part 7).
    MrvA,
    /// Smaller visa: two lines of 36 (part 7).
    MrvB,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB];

    /// Name in ICAO Doc 9303, such as `TD3` or `MRV-A`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRV-A",
            Self::MrvB => "MRV-B",
        }
    }

    /// Number of lines.
    #[must_use]
    pub const fn rows(self) -> usize {
        match self {
            Self::Td1 => 3,
            _ => 2,
        }
    }

    /// Characters of each line.
    #[must_use]
    pub const fn columns(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// True if a digit at the end covers all other checked fields.
    pub(crate) const fn has_composite(self) -> bool {
        matches!(self, Self::Td1 | Self::Td2 | Self::Td3)
    }

    /// Place of the name, counted over all lines.
    pub(crate) fn name_range(self) -> Range<usize> {
        match self {
            Self::Td1 => 60..90,
            _ => 5..self.columns(),
        }
    }

    /// Places of the issuing state and the nationality.
    pub(crate) const fn states(self) -> [Range<usize>; 2] {
        match self {
            Self::Td1 => [2..5, 45..48],
            _ => [2..5, self.columns() + 10..self.columns() + 13],
        }
    }

    /// Place of the document number, of the date of birth, and of the date of expiry; a check digit follows each.
    const fn fields(self) -> [usize; 3] {
        match self {
            Self::Td1 => [5, 30, 38],
            _ => {
                let second = self.columns();
                [second, second + 13, second + 21]
            }
        }
    }

    /// Characters that may stand at each place.
    pub(crate) fn alphabets(self) -> Vec<Alphabet> {
        let mut at = vec![Alphabet::ANY; self.rows() * self.columns()];
        let mut set = |range: Range<usize>, alphabet: Alphabet| {
            for entry in at.get_mut(range).unwrap_or_default() {
                *entry = alphabet;
            }
        };
        set(
            0..1,
            Alphabet::of(match self {
                Self::Td1 => "ACI",
                Self::Td2 => "ACIP",
                Self::Td3 => "P",
                Self::MrvA | Self::MrvB => "V",
            }),
        );
        set(1..2, Alphabet::LETTERS.with_filler());
        for state in self.states() {
            set(state.start..state.start + 1, Alphabet::LETTERS);
            set(state.start + 1..state.end, Alphabet::LETTERS.with_filler());
        }
        let name = self.name_range();
        set(name.clone(), Alphabet::LETTERS.with_filler());
        set(name.start..name.start + 1, Alphabet::LETTERS);
        let [number, birth, expiry] = self.fields();
        set(number + 9..number + 10, Alphabet::DIGITS.with_filler());
        for date in [birth, expiry] {
            // Month and day may be unknown.
            set(date..date + 2, Alphabet::DIGITS);
            set(date + 2..date + 6, Alphabet::DIGITS.with_filler());
            set(date + 6..date + 7, Alphabet::DIGITS);
        }
        set(birth + 7..birth + 8, Alphabet::of("FMX<"));
        if self == Self::Td3 {
            set(86..87, Alphabet::DIGITS.with_filler());
        }
        if self.has_composite() {
            let last = self.last_checked();
            set(last..last + 1, Alphabet::DIGITS);
        }
        at
    }

    /// Place of the digit over all checked fields.
    const fn last_checked(self) -> usize {
        match self {
            Self::Td1 => 59,
            _ => 2 * self.columns() - 1,
        }
    }

    /// Ways in which the check digits can lie: one, and others for document numbers of more than nine characters, which
    /// continue in the optional data (parts 5 and 6, 4.2.2).
    pub(crate) fn schemes(self) -> Vec<Scheme> {
        let mut schemes = vec![self.scheme(None)];
        let optional = match self {
            Self::Td1 => 15..30,
            Self::Td2 => 64..71,
            _ => 0..0,
        };
        // At least one more character, then the digit.
        schemes.extend(optional.skip(1).map(|digit| self.scheme(Some(digit))));
        schemes
    }

    fn scheme(self, long_number: Option<usize>) -> Scheme {
        let [number, birth, expiry] = self.fields();
        let chars = |range: Range<usize>| range.map(Unit::Character).collect::<Vec<_>>();
        let date = |start: usize| Group {
            units: [
                chars(start..start + 2),
                vec![Unit::Month(start + 2), Unit::Day(start + 4)],
            ]
            .concat(),
            digit: Some(start + 6),
            may_be_empty: false,
        };
        let free = |range: Range<usize>| Group {
            units: chars(range),
            digit: None,
            may_be_empty: false,
        };
        // Where the optional data starts that follows the number or the date of expiry.
        let optional = match self {
            Self::Td1 => 15,
            _ => expiry + 7,
        };
        let mut number_group = Group {
            units: chars(number..number + 9),
            digit: Some(number + 9),
            may_be_empty: false,
        };
        let mut rest = optional;
        let mut fixed = Vec::new();
        if let Some(digit) = long_number {
            number_group.units.extend(chars(optional..digit));
            number_group.digit = Some(digit);
            fixed.push(number + 9);
            rest = digit + 1;
        }
        let mut groups = vec![number_group, date(birth), date(expiry)];
        let mut composite = Vec::new();
        match self {
            Self::Td1 => {
                groups.push(free(rest..30));
                groups.push(free(48..59));
                composite.extend((5..30).chain(30..37).chain(38..45).chain(48..59));
            }
            Self::Td2 => {
                groups.push(free(rest..71));
                composite.extend((36..46).chain(49..56).chain(57..71));
            }
            Self::Td3 => {
                groups.push(Group {
                    units: chars(72..86),
                    digit: Some(86),
                    may_be_empty: true,
                });
                composite.extend((44..54).chain(57..64).chain(65..87));
            }
            Self::MrvA | Self::MrvB => {}
        }
        let mut weights = vec![0; self.rows() * self.columns()];
        for (place, weight) in composite.into_iter().zip(WEIGHTS.into_iter().cycle()) {
            if let Some(entry) = weights.get_mut(place) {
                *entry = weight;
            }
        }
        Scheme {
            groups,
            fillers: fixed,
            composite: self.has_composite().then(|| self.last_checked()),
            weights,
        }
    }
}

/// Weights of a field's characters, repeated (part 3, 4.9).
pub(crate) const WEIGHTS: [u8; 3] = [7, 3, 1];

/// Value of a class of [`CHARACTERS`] in a check sum: 0 to 35, and 0 for the filler.
pub(crate) const fn value(class: usize) -> u8 {
    if class < 36 { class as u8 } else { 0 }
}

/// Class of the filler `<`.
pub(crate) const FILLER: usize = 36;

/// Set of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alphabet(u64);

impl Alphabet {
    pub const DIGITS: Self = Self((1 << 10) - 1);
    pub const LETTERS: Self = Self(((1 << 26) - 1) << 10);
    pub const ANY: Self = Self((1 << 37) - 1);
    /// The letter V, with which visas begin.
    pub const VISA: Self = Self(1 << 31);

    fn of(characters: &str) -> Self {
        let classes = characters
            .bytes()
            .filter_map(|c| CHARACTERS.iter().position(|other| *other == c));
        Self(classes.fold(0, |set, class| set | 1 << class))
    }

    const fn with_filler(self) -> Self {
        Self(self.0 | 1 << FILLER)
    }

    pub const fn has(self, class: usize) -> bool {
        self.0 >> class & 1 == 1
    }

    pub fn classes(self) -> impl Iterator<Item = usize> {
        (0..CHARACTERS.len()).filter(move |class| self.has(*class))
    }
}

/// Character or pair of characters that means one thing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    /// One character at this place.
    Character(usize),
    /// `01` to `12`, or `<<`, from this place on.
    Month(usize),
    /// `01` to `31`, or `<<`, from this place on.
    Day(usize),
}

/// Field with the digit that covers it.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub units: Vec<Unit>,
    /// Place of its check digit; `None` if only the composite one covers it.
    pub digit: Option<usize>,
    /// True if its check digit may be a filler where the field is empty.
    pub may_be_empty: bool,
}

/// Fields and check digits of a zone.
#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub groups: Vec<Group>,
    /// Places that hold a filler.
    pub fillers: Vec<usize>,
    /// Place of the digit over all.
    pub composite: Option<usize>,
    /// Weight of each place in that digit's sum, 0 where it does not cover.
    pub weights: Vec<u8>,
}

/// What a checked character counts in the sums.
pub(crate) struct Weight {
    pub place: usize,
    /// Number of its field, and its own in it.
    pub field: usize,
    pub index: usize,
    /// Weight in the sum of the field, 0 if that has no digit.
    pub own: usize,
    /// Weight in the sum over all.
    pub all: usize,
}

impl Scheme {
    /// Weights of all checked places but the digits.
    pub fn weights_by_place(&self) -> Vec<Weight> {
        let all = |place: usize| usize::from(self.weights.get(place).copied().unwrap_or_default());
        let mut weights = Vec::new();
        for (field, group) in self.groups.iter().enumerate() {
            let mut own_weights = WEIGHTS.into_iter().cycle();
            for (index, unit) in group.units.iter().enumerate() {
                weights.extend(unit.places().zip(own_weights.by_ref()).map(|(place, weight)| Weight {
                    place,
                    field,
                    index,
                    own: if group.digit.is_some() { usize::from(weight) } else { 0 },
                    all: all(place),
                }));
            }
        }
        weights
    }

    /// The fields that lie within `places` with their check digits; without the digit over all.
    pub fn within(mut self, places: &Range<usize>) -> Self {
        self.groups.retain(|group| {
            let mut own = group.units.iter().flat_map(|unit| unit.places()).chain(group.digit);
            group.digit.is_some() && own.all(|place| places.contains(&place))
        });
        Self {
            fillers: Vec::new(),
            composite: None,
            ..self
        }
    }
}

/// True if a text is a sound zone of the format: `rows` × `columns` characters, every check digit right, every
/// character one that may stand at its place.
#[must_use]
pub fn is_sound(format: Format, lines: &[String]) -> bool {
    let text: Vec<u8> = lines.iter().flat_map(|line| line.bytes()).collect();
    let classes: Vec<usize> = text
        .iter()
        .filter_map(|c| CHARACTERS.iter().position(|other| other == c))
        .collect();
    let shape = lines.len() == format.rows() && lines.iter().all(|line| line.len() == format.columns());
    let alphabets = format.alphabets();
    if !shape || classes.len() != alphabets.len() {
        return false;
    }
    let at = |place: usize| classes.get(place).copied().unwrap_or(FILLER);
    alphabets
        .iter()
        .zip(&classes)
        .all(|(alphabet, class)| alphabet.has(*class))
        && format.schemes().iter().any(|scheme| scheme_holds(scheme, &at))
}

fn scheme_holds(scheme: &Scheme, at: &impl Fn(usize) -> usize) -> bool {
    let groups = scheme.groups.iter().all(|group| {
        let Some(digit) = group.digit else { return true };
        let places: Vec<usize> = group.units.iter().flat_map(|unit| unit.places()).collect();
        let sum: u32 = places
            .iter()
            .zip(WEIGHTS.into_iter().cycle())
            .map(|(place, weight)| u32::from(value(at(*place))) * u32::from(weight))
            .sum();
        let empty = group.may_be_empty && at(digit) == FILLER && places.iter().all(|place| at(*place) == FILLER);
        empty || at(digit) as u32 == sum % 10
    });
    let composite = scheme.composite.is_none_or(|digit| {
        let sum: u32 = (0..)
            .zip(&scheme.weights)
            .map(|(place, weight)| u32::from(value(at(place))) * u32::from(*weight))
            .sum();
        at(digit) as u32 == sum % 10
    });
    groups && composite && scheme.fillers.iter().all(|place| at(*place) == FILLER)
}

impl Unit {
    pub fn places(self) -> Range<usize> {
        match self {
            Self::Character(place) => place..place + 1,
            Self::Month(place) | Self::Day(place) => place..place + 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specimens of ICAO Doc 9303, parts 4 to 7.
    pub(crate) const SPECIMENS: [(Format, &str); 5] = [
        (
            Format::Td3,
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ),
        (
            Format::Td1,
            "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ),
        (
            Format::Td2,
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
        ),
        (
            Format::MrvA,
            "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
        ),
        (
            Format::MrvB,
            "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
        ),
    ];

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_specimens_are_sound() {
        for (format, text) in SPECIMENS {
            for other in Format::ALL {
                assert_eq!(
                    is_sound(other, &lines(text)),
                    other == format,
                    "{} {}",
                    format.name(),
                    other.name()
                );
            }
        }
        // A number of twelve characters (part 5, 4.2.2.1).
        let long = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
        assert!(is_sound(Format::Td1, &lines(long)));
    }

    #[test]
    fn every_change_of_a_checked_character_is_seen() {
        for (format, text) in SPECIMENS {
            let sound = lines(text);
            let scheme = format.scheme(None);
            let checked = scheme
                .groups
                .iter()
                .filter(|group| group.digit.is_some())
                .flat_map(|group| group.units.iter().flat_map(|unit| unit.places()).chain(group.digit))
                .chain(scheme.composite);
            for place in checked {
                let (row, column) = (place / format.columns(), place % format.columns());
                let mut changed = sound.clone();
                let was = sound[row].as_bytes()[column];
                let next = match was {
                    b'9' | b'Z' => was - 1,
                    b'<' => b'1',
                    other => other + 1,
                };
                changed[row].replace_range(column..=column, &char::from(next).to_string());
                assert!(!is_sound(format, &changed), "{changed:?}");
            }
        }
    }
}
