//! The directory of an invented city that is shipped for demos (`cargo xtask directory`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use greengate::{
    directory::{Directory, Filter, Frame, Import, Map},
    trust::{Freshness, Pin, PublisherKey, is_behind},
};
use time::{OffsetDateTime, macros::datetime};

const SHIPPED: &[u8] = include_bytes!("../www/directory/demo.ggd");
const PUBLISHER: &str = include_str!("../www/directory/publisher.txt");
const CONFIG: &str = include_str!("../www/config.json");

fn pins() -> [Pin; 1] {
    [Pin::from_base64(PUBLISHER.trim()).unwrap()]
}

fn shipped() -> Directory {
    Directory::read(SHIPPED, &pins()).unwrap()
}

#[test]
fn the_shipped_city_is_believed_only_as_it_was_signed() {
    assert!(Directory::is_one(SHIPPED));
    assert_eq!(Directory::verify(SHIPPED, &pins()), Ok(()));
    let other = PublisherKey::from_bytes(&[7; 32]).unwrap();
    assert!(Directory::read(SHIPPED, &[Pin::from_base64(&other.pin()).unwrap()]).is_err());
    for at in (0..SHIPPED.len()).step_by(7) {
        let mut altered = SHIPPED.to_vec();
        altered[at] ^= 1;
        assert!(Directory::read(&altered, &pins()).is_err(), "{at}");
    }
    // Its key vouches for nothing else: who signs invented places says nothing about issuers.
    assert!(!CONFIG.contains(PUBLISHER.trim()));
}

#[test]
fn the_shipped_city_is_that_of_the_table() {
    let directory = shipped();
    let table = Import::read(include_bytes!("directory/demo.csv")).unwrap();
    assert_eq!(directory.places, table.places, "run cargo xtask directory");
    let districts: Vec<(&str, usize)> = directory.districts().into_iter().collect();
    let expected = [
        ("Dümpten", 5),
        ("Heißen", 2),
        ("Mitte", 8),
        ("Saarn", 2),
        ("Speldorf", 2),
        ("Styrum", 3),
    ];
    assert_eq!((directory.places.len(), &districts[..]), (22, &expected[..]));
}

#[test]
fn the_shipped_city_says_that_it_is_invented() {
    let directory = shipped();
    assert!(directory.title.contains("invented"), "{}", directory.title);
    let [licence] = &directory.licences[..] else {
        panic!("{:?}", directory.licences)
    };
    assert!(
        licence.starts_with("CC0-1.0") && licence.contains("invented"),
        "{licence}"
    );
    for place in &directory.places {
        assert!(
            place.name.contains("(Demo)") && place.address.ends_with("Demostadt"),
            "{place:?}"
        );
    }
}

#[test]
fn the_shipped_city_grows_no_older_during_a_demo() {
    let header = shipped().header;
    let (best, end) = (Some(header.best_before), Some(header.expires_at));
    let freshness = |at: OffsetDateTime| Freshness::of(Some(header.issued_at), best, end, at);
    // From the first demo pass to the last day of the demo passes.
    for at in [datetime!(2026-11-01 12:00 UTC), datetime!(2036-10-29 12:00 UTC)] {
        assert_eq!(freshness(at), Freshness::Fresh, "{at}");
        assert!(!is_behind(at, header.issued_at), "{at}");
    }
}

#[test]
fn the_shipped_city_fits_on_a_map() {
    let directory = shipped();
    let frame = Frame {
        aspect: 1.5,
        padding: 0.08,
    };
    let shown = |district: Option<&str>| {
        let filter = Filter {
            district,
            ..Filter::default()
        };
        let found = filter.of(&directory.places);
        let map = Map::around(found.iter().map(|found| &found.place.point), frame).unwrap();
        for found in &found {
            let (x, y) = map.position(found.place.point);
            assert!((0.079..0.921).contains(&x) && (0.079..0.921).contains(&y), "{found:?}");
        }
        map.metres_across()
    };
    let (city, centre) = (shown(None), shown(Some("Mitte")));
    assert!(
        (10_000.0..15_000.0).contains(&city) && centre < city / 3.0,
        "{city} {centre}"
    );
}
