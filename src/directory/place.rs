//! A place, and which places a person wants.

use crate::{
    encoding::is_unseen,
    limits::{MAX_PLACE_CERTIFICATES, MAX_PLACE_TEXT},
    person::{fold, letters_without_table, transliterate_all},
};
use std::cell::LazyCell;

/// Certificates that a place can be known to issue, by the names of their diseases.
const CERTIFICATES: [&str; 2] = ["yellow-fever", "polio"];
/// Mean radius of the Earth in metres (IUGG).
pub(super) const EARTH: f64 = 6_371_008.8;
/// Parts of a degree in which coordinates are kept: a tenth of a metre.
const PARTS: f64 = 1e6;

/// A point on the Earth (WGS 84), to the millionth of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    latitude: i32,
    longitude: i32,
}

impl Point {
    /// Point of a latitude and a longitude in degrees; `None` if there is none.
    #[must_use]
    pub fn of_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let is_one = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the condition")]
        is_one.then(|| Self {
            latitude: (latitude * PARTS).round() as i32,
            longitude: (longitude * PARTS).round() as i32,
        })
    }

    /// Point of millionths of degrees; `None` if there is none.
    #[must_use]
    pub fn of_parts(latitude: i32, longitude: i32) -> Option<Self> {
        Self::of_degrees(f64::from(latitude) / PARTS, f64::from(longitude) / PARTS)
    }

    /// Latitude and longitude in millionths of degrees.
    #[must_use]
    pub const fn parts(self) -> (i32, i32) {
        (self.latitude, self.longitude)
    }

    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.latitude) / PARTS, f64::from(self.longitude) / PARTS)
    }

    /// Length of the great circle to another point, in metres (haversine formula).
    ///
    /// ```
    /// use greengate::directory::Point;
    /// let (paris, london) = (Point::of_degrees(48.8566, 2.3522), Point::of_degrees(51.5074, -0.1278));
    /// let metres = paris.unwrap().metres_to(london.unwrap());
    /// assert!((343_000.0..344_500.0).contains(&metres));
    /// ```
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let radians = |(latitude, longitude): (f64, f64)| (latitude.to_radians(), longitude.to_radians());
        let ((a, here), (b, there)) = (radians(self.degrees()), radians(other.degrees()));
        let half = |difference: f64| (difference / 2.0).sin().powi(2);
        let h = half(b - a) + a.cos() * b.cos() * half(there - here);
        2.0 * EARTH * h.sqrt().min(1.0).asin()
    }
}

/// A place that issues certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name.
    pub name: String,
    /// Street, number and town, in one line.
    pub address: String,
    /// District; may be empty.
    pub district: String,
    /// Where it is.
    pub point: Point,
    /// Diseases for which it issues certificates, by name; empty if that is not known.
    pub issues: Vec<String>,
    /// Opening hours, as OpenStreetMap writes them (`Mo-Fr 08:00-18:00`); may be empty.
    pub hours: String,
}

/// Reason for not taking a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// It has no name.
    #[error("it has no name")]
    NoName,
    /// It has no coordinates, or impossible ones.
    #[error("it has no coordinates, or impossible ones")]
    NoPoint,
    /// A text is longer than [`MAX_PLACE_TEXT`] bytes, or has a control character or one that turns the direction of
    /// writing.
    #[error("a text is too long, or has a character that controls devices or the direction of writing")]
    Text,
    /// A certificate that is not known.
    #[error("what it issues is not known: only yellow-fever and polio are")]
    Certificate,
}

/// The known certificates of a text with names between spaces, commas or semicolons.
///
/// # Errors
/// [`PlaceError::Certificate`] for another name.
pub fn certificates_of(text: &str) -> Result<Vec<String>, PlaceError> {
    let mut found = Vec::new();
    for name in text.split([' ', ',', ';']).filter(|name| !name.is_empty()) {
        let name = name.to_lowercase().replace('_', "-");
        if !CERTIFICATES.contains(&name.as_str()) {
            return Err(PlaceError::Certificate);
        }
        if !found.contains(&name) {
            found.push(name);
        }
    }
    Ok(found)
}

impl Place {
    /// Checks the bounds of a place.
    ///
    /// # Errors
    /// See [`PlaceError`].
    pub fn check(&self) -> Result<(), PlaceError> {
        if self.name.trim().is_empty() {
            return Err(PlaceError::NoName);
        }
        let texts = [&self.name, &self.address, &self.district, &self.hours];
        if !texts.iter().all(|text| is_text(text)) {
            return Err(PlaceError::Text);
        }
        let is_known = |name: &String| CERTIFICATES.contains(&name.as_str());
        if self.issues.len() > MAX_PLACE_CERTIFICATES || !self.issues.iter().all(is_known) {
            return Err(PlaceError::Certificate);
        }
        Ok(())
    }
}

/// Which places a person wants. Everything that is `None` is not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Filter<'a> {
    /// Only in this district; capital and small letters are the same.
    pub district: Option<&'a str>,
    /// Only those that are known to issue a certificate for this disease.
    pub issues: Option<&'a str>,
    /// The nearest to this point first.
    pub near: Option<Point>,
    /// Only so many metres from that point.
    pub within: Option<f64>,
    /// Only those that have every word of this text, or its beginning, in name, address or district. Letters count in any
    /// of their spellings: `loewen` and `LOWEN` find `Löwen`. A text longer than [`MAX_PLACE_TEXT`] bytes finds nothing.
    pub text: Option<&'a str>,
}

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoundPlace<'a> {
    /// The place.
    pub place: &'a Place,
    /// Distance in metres, if a point was given.
    pub metres: Option<f64>,
}

impl Filter<'_> {
    /// The places that are wanted: the nearest first, or in their own order where no point is given.
    #[must_use]
    pub fn of<'a>(&self, places: &'a [Place]) -> Vec<FoundPlace<'a>> {
        let found = places.iter().map(|place| FoundPlace {
            place,
            metres: self.near.map(|near| near.metres_to(place.point)),
        });
        let search = self.text.map(Search::new);
        let is_wanted = |found: &FoundPlace| {
            let place = found.place;
            self.district.is_none_or(|district| same(district, &place.district))
                && self
                    .issues
                    .is_none_or(|disease| place.issues.iter().any(|known| known == disease))
                && self
                    .within
                    .is_none_or(|within| found.metres.is_none_or(|metres| metres <= within))
                && search.as_ref().is_none_or(|search| search.finds(place))
        };
        let mut found: Vec<FoundPlace> = found.filter(is_wanted).collect();
        found.sort_by(|a, b| a.metres.unwrap_or_default().total_cmp(&b.metres.unwrap_or_default()));
        found
    }
}

/// True for a text that is shown as it is: of at most [`MAX_PLACE_TEXT`] bytes, all of them seen.
pub(super) fn is_text(text: &str) -> bool {
    text.len() <= MAX_PLACE_TEXT && !text.chars().any(is_unseen)
}

fn same(a: &str, b: &str) -> bool {
    district_key(a) == district_key(b)
}

/// What districts that are the same have in common.
pub(super) fn district_key(district: &str) -> String {
    district.trim().to_lowercase()
}

/// The words of a text that is searched for.
struct Search {
    /// In small letters, and by the letters of travel documents where all of them have one.
    words: Vec<(String, Option<String>)>,
    is_too_long: bool,
}

impl Search {
    fn new(text: &str) -> Self {
        let is_too_long = text.len() > MAX_PLACE_TEXT;
        let searched = if is_too_long { "" } else { text };
        let words = searched.split_whitespace().map(|word| {
            let has_letters_only = !word.chars().any(char::is_numeric) && letters_without_table(word).is_empty();
            let spelling = has_letters_only.then(|| spelling(word)).filter(|word| !word.is_empty());
            (word.to_lowercase(), spelling)
        });
        Self {
            words: words.collect(),
            is_too_long,
        }
    }

    fn finds(&self, place: &Place) -> bool {
        let text = [&*place.name, &*place.address, &*place.district].join("\n");
        let (lower, spelled) = (text.to_lowercase(), LazyCell::new(|| spelling(&text)));
        let has = |(word, spelling): &(String, Option<String>)| {
            lower.contains(word) || spelling.as_ref().is_some_and(|word| spelled.contains(word))
        };
        !self.is_too_long && self.words.iter().all(has)
    }
}

/// A text in the letters of travel documents, in their shortest spelling.
fn spelling(text: &str) -> String {
    fold(&transliterate_all(text, None))
}
