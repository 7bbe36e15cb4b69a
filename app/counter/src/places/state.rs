//! State of the directory and its transitions. It knows no browser.

use greengate::{
    directory::{Directory, DirectoryError, Filter, Frame, Map, Place, Point},
    trust::{BundleError, Freshness, Pin},
};
use std::{collections::HashMap, ptr, rc::Rc};
use time::OffsetDateTime;
use yew::Reducible;

/// Distances to choose from, in kilometres.
pub const DISTANCES: [u32; 6] = [1, 2, 5, 10, 25, 100];
/// Certificates to choose from, and the messages of their names.
pub const CERTIFICATES: [(&str, &str); 2] = [("yellow-fever", "counter-yellow-fever"), ("polio", "counter-polio")];
/// Places that the list has at most: nobody reads more.
pub const LISTED: usize = 200;
/// Places that the map has at most: more would be one blot.
pub const DRAWN: usize = 2_000;
/// Shape of the map. The style has the same one.
const FRAME: Frame = Frame {
    aspect: 4.0 / 3.0,
    padding: 0.09,
};

/// A directory, and what is known of who signed it.
#[derive(Debug, PartialEq)]
pub struct List {
    /// The directory.
    pub directory: Directory,
    /// True if a publisher whom this app knows has signed it.
    pub is_signed: bool,
    /// True for the list that comes with the app.
    pub is_own: bool,
}

impl List {
    /// The list that comes with the app; a test reads it.
    pub fn own() -> Option<Self> {
        let bytes = include_bytes!("../../../../www/directory/demo.ggd");
        Some(Self {
            directory: Directory::read(bytes, &[own_publisher()?]).ok()?,
            is_signed: true,
            is_own: true,
        })
    }

    /// A list that a person chose. One that these publishers and the app's own have not signed is used, and said to be that.
    ///
    /// # Errors
    /// Fails if it is broken or too large, or if the signature of a known publisher is not right.
    pub fn imported(bytes: &[u8], publishers: &[Pin]) -> Result<Self, DirectoryError> {
        let mut pins = publishers.to_vec();
        pins.extend(own_publisher());
        let (directory, is_signed) = match Directory::read(bytes, &pins) {
            Err(DirectoryError::Envelope(BundleError::UnknownPublisher | BundleError::NotSigned)) => {
                (Directory::read_unverified(bytes)?, false)
            }
            read => (read?, true),
        };
        Ok(Self {
            directory,
            is_signed,
            is_own: false,
        })
    }

    /// True if it is past the end that it states.
    pub fn is_too_old(&self, now: OffsetDateTime) -> bool {
        let header = &self.directory.header;
        let (made, best, end) = (header.issued_at, header.best_before, header.expires_at);
        Freshness::of(Some(made), Some(best), Some(end), now) == Freshness::TooOld
    }
}

fn own_publisher() -> Option<Pin> {
    Pin::from_base64(include_str!("../../../../www/directory/publisher.txt").trim()).ok()
}

/// Where distances are measured from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A place of the list, by its number.
    Place(usize),
    /// A point of the map.
    Point(Point),
}

/// What the page says once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The chosen list was refused, for this reason.
    Refused(String),
    /// The browser keeps no lists.
    NotKept,
    /// A part of the app cannot be loaded.
    PartMissing,
}

/// A place that fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitting<'a> {
    /// Its number in the list.
    pub number: usize,
    /// The place.
    pub place: &'a Place,
    /// Metres from the origin, if there is one.
    pub metres: Option<f64>,
}

/// State of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The list in use.
    pub list: Option<Rc<List>>,
    /// Text that is searched for.
    pub text: String,
    /// The district that is wanted.
    pub district: Option<String>,
    /// The certificate that is wanted.
    pub issues: Option<String>,
    /// Kilometres from the origin that are wanted; never without an origin.
    pub within: Option<u32>,
    /// Where distances are measured from.
    pub origin: Option<Origin>,
    /// What is to be said.
    pub notice: Option<Notice>,
}

/// What happens to the state.
#[derive(Debug)]
pub enum Action {
    /// Another list is in use: whatever was chosen of the last one is forgotten.
    Use(Rc<List>),
    /// Search for this text.
    Search(String),
    /// Only this district.
    District(Option<String>),
    /// Only places with this certificate.
    Issues(Option<String>),
    /// Only so many kilometres from the origin.
    Within(Option<u32>),
    /// A place was tapped: measure from there, or no longer.
    Choose(usize),
    /// The map was tapped: measure from there.
    Measure(Point),
    /// Measure from nowhere.
    NoOrigin,
    /// Say something.
    Notice(Option<Notice>),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Use(list) => {
                state = Self {
                    list: Some(list),
                    ..Self::default()
                };
            }
            Action::Search(text) => state.text = text,
            Action::District(district) => state.district = district,
            Action::Issues(issues) => state.issues = issues,
            Action::Within(within) => state.within = within,
            Action::Choose(number) => {
                let chosen = Origin::Place(number);
                state.origin = (state.origin != Some(chosen)).then_some(chosen);
            }
            Action::Measure(point) => state.origin = Some(Origin::Point(point)),
            Action::NoOrigin => state.origin = None,
            Action::Notice(notice) => state.notice = notice,
        }
        state.within = state.within.filter(|_| state.point().is_some());
        Rc::new(state)
    }
}

impl State {
    /// State with the app's own list.
    pub fn start() -> Self {
        Self {
            list: List::own().map(Rc::new),
            ..Self::default()
        }
    }

    fn places(&self) -> &[Place] {
        self.list.as_ref().map_or(&[], |list| &list.directory.places)
    }

    /// The place that distances are measured from.
    pub fn chosen(&self) -> Option<&Place> {
        match self.origin? {
            Origin::Place(number) => self.places().get(number),
            Origin::Point(_) => None,
        }
    }

    /// The point that distances are measured from.
    pub fn point(&self) -> Option<Point> {
        match self.origin? {
            Origin::Place(_) => self.chosen().map(|place| place.point),
            Origin::Point(point) => Some(point),
        }
    }

    /// The places that fit, the nearest first.
    pub fn fitting(&self) -> Vec<Fitting<'_>> {
        let places = self.places();
        let filter = Filter {
            district: self.district.as_deref(),
            issues: self.issues.as_deref(),
            near: self.point(),
            within: self.within.map(|km| f64::from(km) * 1_000.0),
            text: Some(self.text.as_str()).filter(|text| !text.trim().is_empty()),
        };
        // A filter gives the places themselves: each is known by where it lies.
        let numbers: HashMap<*const Place, usize> = places.iter().map(ptr::from_ref).zip(0..).collect();
        let fitting = filter.of(places).into_iter().filter_map(|found| {
            Some(Fitting {
                number: *numbers.get(&ptr::from_ref(found.place))?,
                place: found.place,
                metres: found.metres,
            })
        });
        fitting.collect()
    }

    /// The map of the places that fit and of the origin, or of all places if none fits.
    pub fn map(&self, fitting: &[Fitting]) -> Option<Map> {
        let points = fitting.iter().take(DRAWN).map(|fitting| fitting.place.point);
        let mut points: Vec<Point> = points.collect();
        if points.is_empty() {
            points.extend(self.places().iter().map(|place| place.point));
        }
        points.extend(self.point());
        Map::around(&points, FRAME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate::{
        limits::MAX_DIRECTORY,
        trust::{EnvelopeHeader, PublisherKey},
    };
    use time::macros::datetime;

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        let start = Rc::new(State::start());
        let end = actions.into_iter().fold(start, Reducible::reduce);
        (*end).clone()
    }

    fn names(state: &State) -> Vec<&str> {
        let fitting = state.fitting();
        fitting.iter().map(|fitting| fitting.place.name.as_str()).collect()
    }

    fn made(key: Option<&PublisherKey>) -> Vec<u8> {
        let own = List::own().unwrap().directory;
        let header = EnvelopeHeader {
            serial: 1,
            issued_at: datetime!(2026-01-01 0:00 UTC),
            best_before: datetime!(2026-02-01 0:00 UTC),
            expires_at: datetime!(2026-03-01 0:00 UTC),
        };
        let places = own.places[..3].to_vec();
        Directory::new(header, "Other".to_owned(), own.licences, places)
            .write(key)
            .unwrap()
    }

    #[test]
    fn the_list_that_comes_with_the_app_can_be_read() {
        let own = List::own().unwrap();
        assert!(own.is_own && own.is_signed && own.directory.places.len() == 22);
        assert!(!own.is_too_old(datetime!(2026-11-28 0:00 UTC)));
        assert_eq!(own.directory.districts()["Mitte"], 8);
    }

    #[test]
    fn every_number_is_that_of_its_place() {
        let state = after([Action::Choose(9)]);
        let fitting = state.fitting();
        assert_eq!(fitting.len(), 22);
        assert_eq!((fitting[0].number, fitting[0].metres), (9, Some(0.0)));
        for one in &fitting {
            assert_eq!(&state.places()[one.number], one.place);
        }
        assert!(fitting.windows(2).all(|pair| pair[0].metres <= pair[1].metres));
    }

    #[test]
    fn filters_work_together() {
        let mitte = || Action::District(Some("Mitte".to_owned()));
        assert_eq!(names(&after([mitte()])).len(), 8);
        let polio = || Action::Issues(Some("polio".to_owned()));
        assert_eq!(
            names(&after([mitte(), polio()])),
            ["Adler-Apotheke (Demo)", "Markt-Apotheke (Demo)"]
        );
        let search = |text: &str| Action::Search(text.to_owned());
        assert_eq!(
            names(&after([mitte(), polio(), search("markt")])),
            ["Markt-Apotheke (Demo)"]
        );
        assert_eq!(names(&after([search("  ")])).len(), 22);
        let near = after([Action::Choose(0), Action::Within(Some(1))]);
        let (found, all) = (near.fitting(), near.places());
        let by_hand = all
            .iter()
            .filter(|place| place.point.metres_to(all[0].point) <= 1_000.0);
        assert_eq!(found.len(), by_hand.count());
        assert!(found.len() > 1 && found.len() < 22);
    }

    #[test]
    fn without_an_origin_there_is_no_distance() {
        let near = || [Action::Choose(0), Action::Within(Some(1))];
        assert_eq!(after([Action::Within(Some(1))]).within, None);
        for gone in [Action::NoOrigin, Action::Choose(0)] {
            let state = after(near().into_iter().chain([gone]));
            assert_eq!((state.origin, state.within), (None, None));
            assert!(state.fitting().len() == 22 && state.fitting()[0].metres.is_none());
        }
        // Another origin keeps it.
        let point = Point::of_degrees(51.5, 6.9).unwrap();
        let state = after(near().into_iter().chain([Action::Measure(point)]));
        assert_eq!(
            (state.point(), state.within, state.chosen()),
            (Some(point), Some(1), None)
        );
        // A place that is not there is none.
        assert_eq!(after([Action::Choose(22), Action::Within(Some(1))]).within, None);
    }

    #[test]
    fn another_list_begins_anew() {
        let list = Rc::new(List::imported(&made(None), &[]).unwrap());
        let state = after([Action::Choose(20), Action::Search("x".to_owned()), Action::Use(list)]);
        assert_eq!(
            (state.origin, state.text.as_str(), state.fitting().len()),
            (None, "", 3)
        );
    }

    #[test]
    fn the_map_has_what_fits_and_the_origin() {
        let inside = |map: Map, point: Point| {
            let (x, y) = map.position(point);
            (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y)
        };
        let state = after([Action::Choose(21), Action::District(Some("Dümpten".to_owned()))]);
        let fitting = state.fitting();
        let map = state.map(&fitting).unwrap();
        assert!(fitting.iter().all(|one| inside(map, one.place.point)) && inside(map, state.point().unwrap()));
        // Where nothing fits, the map stays that of all places.
        let nothing = after([Action::Search("nowhere".to_owned())]);
        assert!(nothing.fitting().is_empty());
        let all = State::start();
        assert_eq!(nothing.map(&[]), all.map(&all.fitting()));
    }

    #[test]
    fn an_unknown_signer_is_named_and_a_wrong_signature_refused() {
        let key = PublisherKey::from_bytes(&[7; 32]).unwrap();
        let pin = Pin::from_base64(&key.pin()).unwrap();
        let bytes = made(Some(&key));
        let is_signed = |bytes: &[u8], pins: &[Pin]| List::imported(bytes, pins).map(|list| list.is_signed);
        assert_eq!(is_signed(&bytes, std::slice::from_ref(&pin)), Ok(true));
        assert_eq!(is_signed(&bytes, &[]), Ok(false));
        assert_eq!(is_signed(&made(None), std::slice::from_ref(&pin)), Ok(false));
        // The publisher of the app's own list is known without a pin.
        let own = include_bytes!("../../../../www/directory/demo.ggd");
        assert_eq!(is_signed(own, &[]), Ok(true));
        let mut altered = own.to_vec();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(is_signed(&altered, &[]), Err(BundleError::BadSignature.into()));
        assert!(is_signed(&own[..own.len() - 1], &[]).is_err());
        let large = vec![0; MAX_DIRECTORY + 1];
        assert_eq!(is_signed(&large, &[]), Err(DirectoryError::TooLarge(MAX_DIRECTORY + 1)));
    }

    #[test]
    fn a_list_past_its_end_is_too_old() {
        let list = List::imported(&made(None), &[]).unwrap();
        let old = [datetime!(2026-02-27 0:00 UTC), datetime!(2026-03-02 0:00 UTC)].map(|at| list.is_too_old(at));
        assert_eq!(old, [false, true]);
    }
}
