//! The directory of places: the files that it is made of, and the signed list.

use crate::{AT, choose, lists};
use coset::cbor::Value as Cbor;
use greengate::{
    directory::{Directory, Filter, Frame, Import, Imported, Map, Place, Point, nice_length},
    trust::{EnvelopeHeader, PublisherKey},
};
use serde_json::{Value, json};
use time::Duration;

const CONTENT_TYPE: &str = "application/vnd.greengate.directory+cbor";
const DEMO: &[u8] = include_bytes!("../../tests/directory/demo.csv");

fn directory(places: Vec<Place>) -> Directory {
    let header = EnvelopeHeader {
        serial: 7,
        issued_at: AT,
        best_before: AT + Duration::days(7),
        expires_at: AT + Duration::days(30),
    };
    Directory::new(header, "Fuzz".to_owned(), vec!["CC0-1.0".to_owned()], places)
}

/// Looks for places as a person does.
fn use_directory(directory: &Directory) {
    let places = &directory.places;
    let counts = directory.districts();
    assert_eq!(counts.values().sum::<usize>(), places.len());
    let near = Point::of_degrees(51.43, 6.88);
    let all = Filter {
        near,
        ..Filter::default()
    };
    let all = all.of(places);
    assert!(all.len() == places.len() && all.is_sorted_by_key(|found| found.metres));
    let half_a_turn = std::f64::consts::PI * 6_371_008.8 + 1.0;
    assert!(
        all.iter()
            .all(|found| found.metres.is_some_and(|metres| (0.0..half_a_turn).contains(&metres)))
    );
    for (district, count) in counts.into_iter().take(8) {
        let filter = Filter {
            district: Some(district),
            ..Filter::default()
        };
        assert_eq!(filter.of(places).len(), count, "{district:?}");
    }
    for place in places.iter().take(8) {
        let word = place.name.split_whitespace().next();
        let filter = Filter {
            text: word,
            ..Filter::default()
        };
        let found = filter.of(places);
        assert!(
            found.iter().any(|found| found.place == place),
            "{word:?} is in {place:?}"
        );
    }
    let frame = Frame {
        aspect: 1.5,
        padding: 0.1,
    };
    let map = Map::around(places.iter().map(|place| &place.point), frame);
    assert_eq!(map.is_some(), !places.is_empty());
    let Some(map) = map else { return };
    assert!(nice_length(map.metres_across() / 4.0).is_some());
    let inside = 0.099..0.901;
    for place in places {
        let (x, y) = map.position(place.point);
        assert!(inside.contains(&x) && inside.contains(&y), "{x} {y} {place:?}");
    }
}

fn use_imported(imported: &Imported) {
    assert!(imported.places.iter().all(|place| place.check().is_ok()));
    let made = directory(imported.places.clone());
    use_directory(&made);
    let again = made.write(None).and_then(|bytes| Directory::read_unverified(&bytes));
    assert_eq!(again, Ok(made), "what was imported can be published");
}

/// First byte: whether it is a file of any format, or what stands behind the beginning of a sound one.
pub fn directory_import(data: &[u8]) {
    let Some((form, data)) = choose(data) else { return };
    let around = |before: &str, after: &str| [before.as_bytes(), data, after.as_bytes()].concat();
    let file = match form % 5 {
        0 => data.to_vec(),
        1 => around("name,latitude,longitude,address,district,issues,hours\n", ""),
        2 => around("{\"features\":[", "]}"),
        3 => around("{\"elements\":[", "]}"),
        _ => around("<osm>", "</osm>"),
    };
    let Ok(imported) = Import::read(&file) else { return };
    if form % 5 > 2 {
        assert!(
            imported.licence.is_some_and(|licence| licence.contains("ODbL")),
            "OpenStreetMap's data has its licence"
        );
    }
    use_imported(&imported);
}

/// First byte: whether it is the directory itself or its content.
pub fn directory_pack(data: &[u8]) {
    let Some((form, data)) = choose(data) else { return };
    let bytes = if form % 2 == 0 {
        data.to_vec()
    } else {
        lists::enveloped(vec![Cbor::Text("CC0-1.0".to_owned())], data, CONTENT_TYPE)
    };
    if let Ok(read) = Directory::read_unverified(&bytes) {
        assert!(Directory::is_one(&bytes));
        use_directory(&read);
        // What is read can be written, and is read the same.
        let again = read.write(None).and_then(|bytes| Directory::read_unverified(&bytes));
        assert_eq!(again, Ok(read));
    }
    assert!(Directory::read(&bytes, &*lists::PIN).is_err(), "nobody signed this");
}

/// Entries as OpenStreetMap has them: tags of a node and of a way.
fn elements() -> [Value; 2] {
    [
        json!({"type": "node", "id": 1, "lat": 51.43, "lon": 6.88, "tags": {"amenity": "pharmacy", "name": "A",
            "addr:street": "Markt", "addr:housenumber": "1", "addr:suburb": "D", "opening_hours": "Mo-Fr 08:00-18:00"}}),
        json!({"type": "way", "id": 2, "center": {"lat": -51.44, "lon": 179.99},
            "tags": {"healthcare": "vaccination_centre", "name": "B", "vaccination": "covid19;yellow_fever"}}),
    ]
}

const XML: &str = "<node id='1' lat='51.43' lon='6.88'><tag k='amenity' v='pharmacy'/><tag k='name' v='A'/></node>\
                   <node id='7' lat='51.43' lon='6.88'/><way id='2'><nd ref='7'/><nd ref='9'/>\
                   <tag k='healthcare' v='vaccination_centre'/><tag k='name' v='B'/></way>";

pub(crate) fn files() -> Vec<Vec<u8>> {
    let feature = |properties: Value| {
        json!({"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": [6.88, 51.43]}})
    };
    let features = [
        feature(json!({"name": "A", "district": "Mitte", "issues": "polio"})),
        feature(json!({"name": "B", "@id": "node/1", "amenity": "pharmacy"})),
    ];
    let lines = DEMO.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let joined = |parts: &[Value]| parts.iter().map(Value::to_string).collect::<Vec<_>>().join(",");
    [
        (0, DEMO.to_vec()),
        (0, json!({"features": features}).to_string().into_bytes()),
        (0, json!({"elements": elements()}).to_string().into_bytes()),
        (
            0,
            format!("<?xml version='1.0'?><osm version='0.6'>{XML}</osm>").into_bytes(),
        ),
        (1, DEMO[lines..].to_vec()),
        (
            1,
            b"A,51.4,6.8,\"Markt, 1\",Mitte,yellow-fever polio,24/7\nB,91,1\n".to_vec(),
        ),
        (2, joined(&features).into_bytes()),
        (3, joined(&elements()).into_bytes()),
        (4, XML.as_bytes().to_vec()),
    ]
    .into_iter()
    .map(|(form, file)| [&[form][..], &file].concat())
    .collect()
}

pub(crate) fn packs() -> Vec<Vec<u8>> {
    let places = Import::read(DEMO).map(|imported| imported.places);
    let made = directory(places.expect("the demo city is sound"));
    let key = PublisherKey::from_bytes(&[9; 32]);
    let pack = made.write(key.as_ref()).expect("it is small");
    let content = lists::inside(&pack).unwrap_or_default();
    vec![[&[0][..], &pack].concat(), [&[1][..], &content].concat()]
}
