//! The signed directory.
//!
//! It is carried in the envelope of trust bundles ([`crate::trust`]), with a content type of its own. The envelope's
//! sources are the licences, a text each. Its content is a CBOR array `[title, places]`; a place is an array `[name, address,
//! district, latitude, longitude, certificates, hours]` with coordinates in millionths of degrees.

use super::{
    Place, PlaceError, Point,
    place::{district_key, is_text},
};
use crate::{
    encoding::cbor,
    limits::{MAX_DIRECTORY, MAX_LICENCES, MAX_PLACES},
    trust::{
        BundleError, EnvelopeHeader, Pin, PublisherKey,
        envelope::{self, BROKEN, int, number, to_bytes},
    },
};
use ciborium::Value;
use std::collections::{BTreeMap, HashMap};

const CONTENT_TYPE: &str = "application/vnd.greengate.directory+cbor";

/// Reason for not using a directory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The envelope is broken, or no pinned publisher signed it.
    #[error("{0}")]
    Envelope(#[from] BundleError),
    /// It is larger than allowed.
    #[error("the directory has {0} bytes, more than the {MAX_DIRECTORY} allowed")]
    TooLarge(usize),
    /// It has more places than allowed.
    #[error("the directory has more than {MAX_PLACES} places")]
    TooMany,
    /// It has no licence, too many, or one that is too long or has a character that is not seen.
    #[error(
        "the directory names no licence, more than {MAX_LICENCES}, or one that is too long or has a character that \
         controls devices or the direction of writing"
    )]
    Licence,
    /// A place cannot be used.
    #[error("place {0} of the directory cannot be used: {1}")]
    Place(usize, PlaceError),
}

impl DirectoryError {
    const BROKEN: Self = Self::Envelope(BROKEN);
}

/// Places that issue certificates, with their edition and licences.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Directory {
    /// Serial number and dates.
    pub header: EnvelopeHeader,
    /// What it is about, such as the name of a city.
    pub title: String,
    /// Licences of the data, to be shown beside it.
    pub licences: Vec<String>,
    /// The places.
    pub places: Vec<Place>,
}

impl Directory {
    /// Directory of these places.
    #[must_use]
    pub const fn new(header: EnvelopeHeader, title: String, licences: Vec<String>, places: Vec<Place>) -> Self {
        Self {
            header,
            title,
            licences,
            places,
        }
    }

    /// Number of places in each district, in the order of their letters; places without one are in a district without a
    /// name. Spellings that [`Filter::district`](super::Filter::district) takes for one are one, by the first of them.
    #[must_use]
    pub fn districts(&self) -> BTreeMap<&str, usize> {
        let mut names = HashMap::new();
        let mut districts = BTreeMap::new();
        for place in &self.places {
            let name = *names
                .entry(district_key(&place.district))
                .or_insert(place.district.trim());
            *districts.entry(name).or_default() += 1;
        }
        districts
    }

    /// True if the bytes begin like a directory.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        envelope::is_for(bytes, CONTENT_TYPE)
    }

    /// Reads a directory that one of the pinned publishers has signed. Dates are not judged.
    ///
    /// # Errors
    /// Fails if it is broken, unsigned, signed by another publisher, or altered.
    pub fn read(bytes: &[u8], pins: &[Pin]) -> Result<Self, DirectoryError> {
        let message = open(bytes)?;
        envelope::verify(&message, pins)?;
        content(&message)
    }

    /// Reads a directory whose signature is not checked, because the person who imports it vouches for it.
    ///
    /// # Errors
    /// Fails if it is broken.
    pub fn read_unverified(bytes: &[u8]) -> Result<Self, DirectoryError> {
        content(&open(bytes)?)
    }

    /// Checks that one of these publishers has signed it.
    ///
    /// # Errors
    /// Fails if it is broken, unsigned, signed by another publisher, or altered.
    pub fn verify(bytes: &[u8], pins: &[Pin]) -> Result<(), DirectoryError> {
        Ok(envelope::verify(&open(bytes)?, pins)?)
    }

    /// Writes the directory, signed if a key is given.
    ///
    /// # Errors
    /// Fails if it exceeds a limit, so that it could not be read.
    pub fn write(&self, key: Option<&PublisherKey>) -> Result<Vec<u8>, DirectoryError> {
        let places = Value::Array(self.places.iter().map(value).collect());
        let content = to_bytes(&Value::Array(vec![text(&self.title), places]))?;
        let licences = self.licences.iter().map(|licence| text(licence));
        let payload = self.header.write(licences.collect(), &content)?;
        let bytes = envelope::seal(payload, CONTENT_TYPE, key)?;
        // Everything that is written can be read.
        Self::read_unverified(&bytes)?;
        Ok(bytes)
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn value(place: &Place) -> Value {
    let (latitude, longitude) = place.point.parts();
    let issues = place.issues.iter().map(|name| text(name));
    Value::Array(vec![
        text(&place.name),
        text(&place.address),
        text(&place.district),
        int(latitude),
        int(longitude),
        Value::Array(issues.collect()),
        text(&place.hours),
    ])
}

fn open(bytes: &[u8]) -> Result<envelope::Message<'_>, DirectoryError> {
    if bytes.len() > MAX_DIRECTORY {
        return Err(DirectoryError::TooLarge(bytes.len()));
    }
    Ok(envelope::open(bytes, CONTENT_TYPE)?)
}

fn content(message: &envelope::Message) -> Result<Directory, DirectoryError> {
    let (header, licences, content) = EnvelopeHeader::read(message)?;
    let licences = licences.into_iter().map(|licence| licence.into_text().ok());
    let licences = licences.collect::<Option<Vec<_>>>().ok_or(DirectoryError::BROKEN)?;
    let is_licence = |licence: &String| !licence.trim().is_empty() && is_text(licence);
    if licences.is_empty() || licences.len() > MAX_LICENCES || !licences.iter().all(is_licence) {
        return Err(DirectoryError::Licence);
    }
    let parts = cbor::parse(&content).ok().and_then(|value| value.into_array().ok());
    let [title, places] = parts
        .and_then(|parts| <[Value; 2]>::try_from(parts).ok())
        .ok_or(DirectoryError::BROKEN)?;
    let title = title.into_text().ok().filter(|title| is_text(title));
    let places = places.into_array().map_err(|_| DirectoryError::BROKEN)?;
    if places.len() > MAX_PLACES {
        return Err(DirectoryError::TooMany);
    }
    let mut read = Vec::with_capacity(places.len());
    for (at, value) in places.into_iter().enumerate() {
        let place = place(value).ok_or(DirectoryError::BROKEN)?;
        place.check().map_err(|error| DirectoryError::Place(at, error))?;
        read.push(place);
    }
    Ok(Directory::new(
        header,
        title.ok_or(DirectoryError::BROKEN)?,
        licences,
        read,
    ))
}

fn place(value: Value) -> Option<Place> {
    let parts = <[Value; 7]>::try_from(value.into_array().ok()?).ok()?;
    let [name, address, district, latitude, longitude, issues, hours] = parts;
    let issues = issues.into_array().ok()?.into_iter().map(|name| name.into_text().ok());
    Some(Place {
        name: name.into_text().ok()?,
        address: address.into_text().ok()?,
        district: district.into_text().ok()?,
        point: Point::of_parts(number(&latitude)?, number(&longitude)?)?,
        issues: issues.collect::<Option<_>>()?,
        hours: hours.into_text().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        directory::Filter,
        limits::{MAX_PLACE_CERTIFICATES, MAX_PLACE_TEXT},
    };
    use time::macros::datetime;

    const HEADER: EnvelopeHeader = EnvelopeHeader {
        serial: 7,
        issued_at: datetime!(2026-11-28 0:00 UTC),
        best_before: datetime!(2027-02-28 0:00 UTC),
        expires_at: datetime!(2027-11-28 0:00 UTC),
    };

    fn place(name: &str, latitude: f64) -> Place {
        Place {
            name: name.to_owned(),
            address: "Markt 1".to_owned(),
            district: "Mitte".to_owned(),
            point: Point::of_degrees(latitude, 6.88).unwrap(),
            issues: vec!["polio".to_owned()],
            hours: "Mo-Fr 08:00-18:00".to_owned(),
        }
    }

    fn directory(places: Vec<Place>) -> Directory {
        Directory::new(HEADER, "City".to_owned(), vec!["CC0-1.0".to_owned()], places)
    }

    #[test]
    fn a_directory_is_believed_only_with_the_pinned_signature() {
        let made = directory(vec![place("A", 51.43), place("B", -0.000_001)]);
        let key = PublisherKey::from_bytes(&[7; 32]).unwrap();
        let pins = [Pin::from_base64(&key.pin()).unwrap()];
        let bytes = made.write(Some(&key)).unwrap();
        assert!(Directory::is_one(&bytes));
        assert_eq!(Directory::read(&bytes, &pins), Ok(made.clone()));
        let other = PublisherKey::from_bytes(&[8; 32]).unwrap();
        let foreign = made.write(Some(&other)).unwrap();
        assert_eq!(
            Directory::read(&foreign, &pins),
            Err(BundleError::UnknownPublisher.into())
        );
        let unsigned = made.write(None).unwrap();
        assert_eq!(Directory::read(&unsigned, &pins), Err(BundleError::NotSigned.into()));
        assert_eq!(Directory::read_unverified(&unsigned), Ok(made));
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            assert!(Directory::read(&altered, &pins).is_err(), "{at}");
        }
    }

    #[test]
    fn directories_are_bounded() {
        let refused = |made: Directory| made.write(None).unwrap_err();
        let many = |count: usize| directory(vec![place("A", 0.0); count]);
        assert!(many(MAX_PLACES).write(None).is_ok());
        assert_eq!(refused(many(MAX_PLACES + 1)), DirectoryError::TooMany);
        let with = |change: &dyn Fn(&mut Directory)| {
            let mut made = directory(vec![place("A", 0.0)]);
            change(&mut made);
            made
        };
        for count in [0, MAX_LICENCES + 1] {
            let made = with(&|d| d.licences = vec!["ODbL".to_owned(); count]);
            assert_eq!(refused(made), DirectoryError::Licence);
        }
        let long = "x".repeat(MAX_PLACE_TEXT + 1);
        assert!(with(&|d| d.places[0].hours = long[1..].to_owned()).write(None).is_ok());
        for error in [
            refused(with(&|d| d.places[0].name = long.clone())),
            refused(with(&|d| d.places[0].hours = "a\nb".to_owned())),
        ] {
            assert_eq!(error, DirectoryError::Place(0, PlaceError::Text));
        }
        assert_eq!(
            refused(with(&|d| d.licences[0] = long.clone())),
            DirectoryError::Licence
        );
        assert_eq!(refused(with(&|d| d.title = long.clone())), DirectoryError::BROKEN);
        assert_eq!(
            refused(with(&|d| d.places[0].name = " ".to_owned())),
            DirectoryError::Place(0, PlaceError::NoName)
        );
        // What would show a place otherwise than it is written.
        for unseen in ['\u{1b}', '\u{200b}', '\u{200f}', '\u{202e}', '\u{2066}'] {
            let odd = format!("A{unseen}B");
            let changes: [&dyn Fn(&mut Place); 4] = [
                &|place| place.name = odd.clone(),
                &|place| place.address = odd.clone(),
                &|place| place.district = odd.clone(),
                &|place| place.hours = odd.clone(),
            ];
            for change in changes {
                let made = with(&|d| change(&mut d.places[0]));
                assert_eq!(refused(made), DirectoryError::Place(0, PlaceError::Text));
            }
            assert_eq!(refused(with(&|d| d.licences[0] = odd.clone())), DirectoryError::Licence);
            assert_eq!(refused(with(&|d| d.title = odd.clone())), DirectoryError::BROKEN);
        }
        // Persian needs this one within words.
        assert!(
            with(&|d| d.places[0].name = "می\u{200c}خواهم".to_owned())
                .write(None)
                .is_ok()
        );
        let certificates = vec!["polio".to_owned(); MAX_PLACE_CERTIFICATES + 1];
        for issues in [certificates, vec!["measles".to_owned()]] {
            let made = with(&|d| d.places[0].issues = issues.clone());
            assert_eq!(refused(made), DirectoryError::Place(0, PlaceError::Certificate));
        }
        let bytes = vec![0; MAX_DIRECTORY + 1];
        assert_eq!(
            Directory::read_unverified(&bytes),
            Err(DirectoryError::TooLarge(MAX_DIRECTORY + 1))
        );
        assert_ne!(
            Directory::read_unverified(&bytes[1..]),
            Err(DirectoryError::TooLarge(MAX_DIRECTORY))
        );
    }

    #[test]
    fn districts_are_counted_as_they_are_filtered() {
        let mut made = directory(vec![place("A", 0.0); 5]);
        let districts = ["Mitte", "DÜMPTEN", " dümpten", "", "Dümpten "];
        for (place, district) in made.places.iter_mut().zip(districts) {
            district.clone_into(&mut place.district);
        }
        let counts = made.districts();
        assert_eq!(counts, BTreeMap::from([("", 1), ("DÜMPTEN", 3), ("Mitte", 1)]));
        for (district, count) in counts {
            let filter = Filter {
                district: Some(district),
                ..Filter::default()
            };
            assert_eq!(filter.of(&made.places).len(), count, "{district}");
        }
    }

    #[test]
    fn every_word_is_searched_for_in_any_spelling() {
        let mut places = vec![
            place("Löwen-Apotheke", 51.0),
            place("Impfzentrum 24", 51.0),
            place("Аптека", 51.0),
        ];
        places[1].district = "Heißen".to_owned();
        let names = |text: &str| -> Vec<&str> {
            let filter = Filter {
                text: Some(text),
                ..Filter::default()
            };
            filter
                .of(&places)
                .iter()
                .map(|found| found.place.name.as_str())
                .collect()
        };
        let [lion, centre, cyrillic] = ["Löwen-Apotheke", "Impfzentrum 24", "Аптека"];
        for text in ["löwen", "LOEWEN", "lowe", "Apotheke mitte", "markt lö", "lowen-apo"] {
            assert_eq!(names(text), [lion], "{text}");
        }
        for text in ["24", "heissen", "HEIẞEN", "heisen impf", "zentrum 2"] {
            assert_eq!(names(text), [centre], "{text}");
        }
        assert_eq!((names("аптека"), names("apteka")), (vec![cyrillic], vec![cyrillic]));
        for text in ["", " ", "markt 1"] {
            assert_eq!(names(text).len(), 3, "{text:?}");
        }
        // A word that is nowhere, one that is no word of travel documents, digits that are not there.
        for text in ["löwen heißen", "山", "山a", "a7", "7", "mo-fr"] {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}");
        }
        let long = |length: usize| "markt ".repeat(length)[..length].to_owned();
        assert_eq!(names(&long(MAX_PLACE_TEXT)[..MAX_PLACE_TEXT - 4]).len(), 3);
        assert_eq!(names(&long(MAX_PLACE_TEXT + 1)).len(), 0);
    }

    #[test]
    fn the_nearest_come_first() {
        let mut places = vec![place("far", 52.0), place("here", 51.0), place("near", 51.01)];
        places[0].district = "DÜMPTEN".to_owned();
        places[2].issues.clear();
        let names = |filter: Filter| {
            let found = filter.of(&places);
            found.iter().map(|found| found.place.name.clone()).collect::<Vec<_>>()
        };
        let near = Point::of_degrees(51.0, 6.88);
        assert_eq!(names(Filter::default()), ["far", "here", "near"]);
        assert_eq!(
            names(Filter {
                near,
                ..Filter::default()
            }),
            ["here", "near", "far"]
        );
        let within = Some(1_113.0);
        assert_eq!(
            names(Filter {
                near,
                within,
                ..Filter::default()
            }),
            ["here", "near"]
        );
        let within = Some(1_111.0);
        assert_eq!(
            names(Filter {
                near,
                within,
                ..Filter::default()
            }),
            ["here"]
        );
        assert_eq!(
            names(Filter {
                district: Some("dümpten "),
                ..Filter::default()
            }),
            ["far"]
        );
        assert_eq!(
            names(Filter {
                issues: Some("polio"),
                near,
                ..Filter::default()
            }),
            ["here", "far"]
        );
        let distances: Vec<f64> = Filter {
            near,
            ..Filter::default()
        }
        .of(&places)
        .iter()
        .map(|found| found.metres.unwrap())
        .collect();
        // A hundredth of a degree of latitude, and a degree.
        assert!(
            (distances[1] - 1_112.0).abs() < 1.0 && (distances[2] - 111_195.0).abs() < 1.0,
            "{distances:?}"
        );
        assert_eq!(Point::of_degrees(90.1, 0.0), None);
        assert_eq!(Point::of_degrees(f64::NAN, 0.0), None);
        assert_eq!(Point::of_parts(0, 180_000_001), None);
        // Across the date line.
        let (east, west) = (
            Point::of_degrees(0.0, 179.99).unwrap(),
            Point::of_degrees(0.0, -179.99).unwrap(),
        );
        assert!(east.metres_to(west) < 2_300.0);
    }
}
