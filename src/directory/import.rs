//! Places from tables, GeoJSON and extracts of OpenStreetMap.
//!
//! | input | what is taken |
//! |---|---|
//! | CSV | columns `name`, `address`, `district`, `latitude`, `longitude`, `issues`, `hours`, in any order; the first, fourth and fifth must be there |
//! | GeoJSON (RFC 7946) | points of a `FeatureCollection`; properties with these names, or tags of OpenStreetMap: a feature with `amenity`, `healthcare`, `vaccination` or `@id` is taken as in Overpass JSON, or not at all |
//! | Overpass JSON | elements with `amenity=pharmacy`, `healthcare=vaccination_centre` or `vaccination=*`; ways and relations by their `center` |
//! | OpenStreetMap XML | the same elements; a way is where its nodes are on average |
//!
//! Data with tags of OpenStreetMap is under its licence, which is then named whatever else is.

use super::{Place, PlaceError, Point, certificates_of};
use crate::{
    encoding::json,
    limits::{MAX_DIRECTORY_INPUT, MAX_DIRECTORY_NODES, MAX_PLACES},
};
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;
use std::collections::HashMap;

/// Licence of OpenStreetMap's data, as its foundation asks to name it.
const OPENSTREETMAP: &str = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright";
/// Properties by which a GeoJSON feature shows that it is OpenStreetMap's.
const OPENSTREETMAP_KEYS: [&str; 4] = ["amenity", "healthcare", "vaccination", "@id"];
/// Columns of a table, of which those with `true` must be there.
const COLUMNS: [(&str, bool); 7] = [
    ("name", true),
    ("address", false),
    ("district", false),
    ("latitude", true),
    ("longitude", true),
    ("issues", false),
    ("hours", false),
];

/// Reason for not reading a whole file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is larger than allowed.
    #[error("the file has {0} bytes, more than the {MAX_DIRECTORY_INPUT} allowed")]
    TooLarge(usize),
    /// It has more places than allowed.
    #[error("the file has more than {MAX_PLACES} places")]
    TooMany,
    /// It is none of the formats.
    #[error("the file is neither CSV with these columns nor GeoJSON, Overpass JSON or OpenStreetMap XML: {0}")]
    Format(String),
    /// A column is missing.
    #[error("there is no column {0}")]
    Missing(&'static str),
}

/// An entry that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// Where it is: `line 4`, `feature 2`, `node/123`.
    pub entry: String,
    /// Why.
    pub error: PlaceError,
}

/// What a file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// Places, in the order of the file.
    pub places: Vec<Place>,
    /// Entries that were left out.
    pub skipped: Vec<Skipped>,
    /// Licence that the format itself demands.
    pub licence: Option<&'static str>,
}

/// Reader of the formats.
#[derive(Clone, Copy, Debug, Default)]
pub struct Import;

impl Import {
    /// Reads a file, whose format shows in its content.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
        if bytes.len() > MAX_DIRECTORY_INPUT {
            return Err(ImportError::TooLarge(bytes.len()));
        }
        let format = |error: &dyn std::fmt::Display| ImportError::Format(error.to_string());
        let text = std::str::from_utf8(bytes).map_err(|error| format(&error))?;
        let text = text.trim_start_matches('\u{feff}');
        match text.trim_start().chars().next() {
            Some('{') => {
                let json = json::bounded(text.as_bytes());
                let json = json.map_err(|_| format(&"the JSON is broken, or has too many values"))?;
                match (json.get("features"), json.get("elements")) {
                    (Some(Value::Array(features)), _) => geo_json(features),
                    (_, Some(Value::Array(elements))) => overpass(elements),
                    _ => Err(format(&"the JSON has neither features nor elements")),
                }
            }
            Some('<') => {
                let options = ParsingOptions {
                    nodes_limit: MAX_DIRECTORY_NODES,
                    ..ParsingOptions::default()
                };
                let document = Document::parse_with_options(text, options).map_err(|error| format(&error))?;
                xml(&document)
            }
            _ => table(text),
        }
    }
}

impl Imported {
    fn add(&mut self, entry: impl FnOnce() -> String, place: Result<Place, PlaceError>) -> Result<(), ImportError> {
        let checked = place.and_then(|place| place.check().map(|()| place));
        match checked {
            Ok(_) if self.places.len() >= MAX_PLACES => return Err(ImportError::TooMany),
            Ok(place) => self.places.push(place),
            Err(error) => self.skipped.push(Skipped { entry: entry(), error }),
        }
        Ok(())
    }
}

/// A place by the names of the columns.
fn by_columns<'a>(field: impl Fn(&str) -> Option<&'a str>, point: Option<Point>) -> Result<Place, PlaceError> {
    let text = |column: &str| field(column).unwrap_or_default().trim().to_owned();
    Ok(Place {
        name: text("name"),
        address: text("address"),
        district: text("district"),
        point: point.ok_or(PlaceError::NoPoint)?,
        issues: certificates_of(&text("issues"))?,
        hours: text("hours"),
    })
}

fn table(text: &str) -> Result<Imported, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| ImportError::Format(error.to_string()))?;
    let header: Vec<String> = header.iter().map(str::to_lowercase).collect();
    let place_of = |column: &str| header.iter().position(|name| name == column);
    if let Some((missing, _)) = COLUMNS
        .iter()
        .find(|(name, needed)| *needed && place_of(name).is_none())
    {
        return Err(ImportError::Missing(missing));
    }
    let mut imported = Imported::default();
    for record in reader.records() {
        let record = record.map_err(|error| ImportError::Format(error.to_string()))?;
        let field = |column: &str| record.get(place_of(column)?);
        let number = |column: &str| field(column)?.parse::<f64>().ok();
        let point = number("latitude")
            .zip(number("longitude"))
            .and_then(|(latitude, longitude)| Point::of_degrees(latitude, longitude));
        let line = || format!("line {}", record.position().map_or(0, csv::Position::line));
        imported.add(line, by_columns(field, point))?;
    }
    Ok(imported)
}

/// Tags of an element of OpenStreetMap.
type Tags<'a> = HashMap<&'a str, &'a str>;

/// True for a place that vaccinates or may.
fn is_wanted(tags: &Tags) -> bool {
    let is = |key: &str, value: &str| tags.get(key).is_some_and(|found| *found == value);
    is("amenity", "pharmacy")
        || is("healthcare", "vaccination_centre")
        || tags.get("vaccination").is_some_and(|value| *value != "no")
}

/// A place by the tags of OpenStreetMap.
fn by_tags(tags: &Tags, point: Option<Point>) -> Result<Place, PlaceError> {
    let tag = |key: &str| tags.get(key).copied().unwrap_or_default().trim();
    let joined = |parts: [&str; 2]| parts.join(" ").trim().to_owned();
    let street = joined([tag("addr:street"), tag("addr:housenumber")]);
    let town = joined([tag("addr:postcode"), tag("addr:city")]);
    let lines: Vec<&str> = [street.as_str(), town.as_str()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect();
    let districts = [
        "addr:suburb",
        "addr:district",
        "addr:city_district",
        "addr:neighbourhood",
    ];
    // What it vaccinates against beside what an ICVP is for says nothing here.
    let vaccines = tag("vaccination").split([';', ',']).map(str::trim);
    let issues = vaccines.filter_map(|name| certificates_of(name).ok()).flatten();
    let mut place = Place {
        name: tag("name").to_owned(),
        address: lines.join(", "),
        district: districts
            .iter()
            .map(|key| tag(key))
            .find(|tag| !tag.is_empty())
            .unwrap_or_default()
            .to_owned(),
        point: point.ok_or(PlaceError::NoPoint)?,
        issues: issues.collect(),
        hours: tag("opening_hours").to_owned(),
    };
    place.issues.sort_unstable();
    place.issues.dedup();
    Ok(place)
}

fn tags(value: Option<&Value>) -> Tags<'_> {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    members
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
        .collect()
}

fn point_of(value: &Value, latitude: &str, longitude: &str) -> Option<Point> {
    Point::of_degrees(value.get(latitude)?.as_f64()?, value.get(longitude)?.as_f64()?)
}

fn geo_json(features: &[Value]) -> Result<Imported, ImportError> {
    let mut imported = Imported::default();
    for (at, feature) in features.iter().enumerate() {
        let geometry = feature.get("geometry");
        let is_point = geometry
            .and_then(|geometry| geometry.get("type"))
            .is_some_and(|kind| kind == "Point");
        let coordinate = |n: usize| geometry?.get("coordinates")?.get(n)?.as_f64();
        // Longitude first (RFC 7946, section 3.1.1).
        let point = coordinate(1).zip(coordinate(0)).filter(|_| is_point);
        let point = point.and_then(|(latitude, longitude)| Point::of_degrees(latitude, longitude));
        let properties = feature.get("properties");
        let is_tagged = OPENSTREETMAP_KEYS
            .iter()
            .any(|key| properties.is_some_and(|properties| properties.get(key).is_some()));
        let properties = tags(properties);
        let place = if is_tagged {
            imported.licence = Some(OPENSTREETMAP);
            if !is_wanted(&properties) {
                continue;
            }
            by_tags(&properties, point)
        } else {
            by_columns(|column| properties.get(column).copied(), point)
        };
        imported.add(|| format!("feature {}", at + 1), place)?;
    }
    Ok(imported)
}

fn overpass(elements: &[Value]) -> Result<Imported, ImportError> {
    let mut imported = Imported {
        licence: Some(OPENSTREETMAP),
        ..Imported::default()
    };
    for element in elements {
        let tags = tags(element.get("tags"));
        if !is_wanted(&tags) {
            continue;
        }
        let centre = element.get("center").unwrap_or(element);
        let entry = || {
            let kind = element.get("type").and_then(Value::as_str).unwrap_or("element");
            format!(
                "{kind}/{}",
                element.get("id").and_then(Value::as_i64).unwrap_or_default()
            )
        };
        imported.add(entry, by_tags(&tags, point_of(centre, "lat", "lon")))?;
    }
    Ok(imported)
}

fn xml(document: &Document) -> Result<Imported, ImportError> {
    let root = document.root_element();
    if root.tag_name().name() != "osm" {
        return Err(ImportError::Format("the XML is not of OpenStreetMap".to_owned()));
    }
    let mut imported = Imported {
        licence: Some(OPENSTREETMAP),
        ..Imported::default()
    };
    let degrees = |node: &Node| -> Option<(f64, f64)> {
        Some((
            node.attribute("lat")?.parse().ok()?,
            node.attribute("lon")?.parse().ok()?,
        ))
    };
    let nodes = root.children().filter(|child| child.has_tag_name("node"));
    let nodes: HashMap<&str, (f64, f64)> = nodes
        .filter_map(|node| Some((node.attribute("id")?, degrees(&node)?)))
        .collect();
    for element in root.children().filter(Node::is_element) {
        let children = |name: &'static str| element.children().filter(move |child| child.has_tag_name(name));
        let tags: Tags = children("tag")
            .filter_map(|tag| Some((tag.attribute("k")?, tag.attribute("v")?)))
            .collect();
        if !is_wanted(&tags) {
            continue;
        }
        let corners: Vec<(f64, f64)> = match element.tag_name().name() {
            "node" => degrees(&element).into_iter().collect(),
            "way" => children("nd")
                .filter_map(|nd| nodes.get(nd.attribute("ref")?).copied())
                .collect(),
            _ => Vec::new(),
        };
        let count = corners.len() as f64;
        let sum = corners
            .iter()
            .fold((0.0, 0.0), |sum, corner| (sum.0 + corner.0, sum.1 + corner.1));
        // Without corners this is no number, and no point.
        let point = Point::of_degrees(sum.0 / count, sum.1 / count);
        let entry = || {
            format!(
                "{}/{}",
                element.tag_name().name(),
                element.attribute("id").unwrap_or_default()
            )
        };
        imported.add(entry, by_tags(&tags, point))?;
    }
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &[u8] = include_bytes!("../../tests/directory/demo.csv");

    fn skipped(imported: &Imported) -> Vec<(&str, PlaceError)> {
        let skipped = imported.skipped.iter();
        skipped.map(|skipped| (skipped.entry.as_str(), skipped.error)).collect()
    }

    #[test]
    fn the_demo_city_has_22_places() {
        let imported = Import::read(DEMO).unwrap();
        assert_eq!(
            (imported.places.len(), imported.skipped.len(), imported.licence),
            (22, 0, None)
        );
        let mut districts = HashMap::<&str, usize>::new();
        for place in &imported.places {
            *districts.entry(&place.district).or_default() += 1;
        }
        assert_eq!((districts["Mitte"], districts["Dümpten"]), (8, 5));
        assert!(
            imported
                .places
                .iter()
                .all(|place| place.name.contains("Demo") && !place.hours.is_empty())
        );
    }

    #[test]
    fn tables_say_what_is_wrong_with_a_line() {
        let table = "Name,Latitude,longitude,issues\nA,51.4,6.9,\"yellow_fever; Polio\"\n ,51,6,\nB,91,6,\nC,x,6,\nD,51,6,measles\n";
        let imported = Import::read(table.as_bytes()).unwrap();
        assert_eq!(imported.places[0].issues, ["yellow-fever", "polio"]);
        assert_eq!(
            skipped(&imported),
            [
                ("line 3", PlaceError::NoName),
                ("line 4", PlaceError::NoPoint),
                ("line 5", PlaceError::NoPoint),
                ("line 6", PlaceError::Certificate)
            ]
        );
        assert_eq!(Import::read(b"name,latitude\n"), Err(ImportError::Missing("longitude")));
        assert!(matches!(
            Import::read(b"name,latitude,longitude\nA\n"),
            Err(ImportError::Format(_))
        ));
    }

    #[test]
    fn extracts_of_openstreetmap_name_their_licence() {
        let json = serde_json::json!({"elements": [
            {"type": "node", "id": 1, "lat": 51.43, "lon": 6.88, "tags": {"amenity": "pharmacy", "name": "A",
             "addr:street": "Markt", "addr:housenumber": "1", "addr:postcode": "45468", "addr:city": "Mülheim",
             "addr:suburb": "Dümpten", "opening_hours": "Mo-Fr 08:00-18:00"}},
            {"type": "way", "id": 2, "center": {"lat": 51.44, "lon": 6.89},
             "tags": {"healthcare": "vaccination_centre", "name": "B", "vaccination": "covid19;yellow_fever"}},
            {"type": "node", "id": 3, "lat": 51.4, "lon": 6.8, "tags": {"amenity": "bar", "name": "C"}},
            {"type": "node", "id": 4, "lat": 51.4, "lon": 6.8, "tags": {"vaccination": "no", "name": "D"}},
            {"type": "way", "id": 5, "tags": {"amenity": "pharmacy", "name": "E"}},
            {"type": "node", "id": 6, "lat": 51.4, "lon": 6.8, "tags": {"amenity": "pharmacy"}},
        ]});
        let overpass = Import::read(json.to_string().as_bytes()).unwrap();
        let xml = Import::read(
            "<osm>\
            <node id='1' lat='51.43' lon='6.88'><tag k='amenity' v='pharmacy'/><tag k='name' v='A'/>\
             <tag k='addr:street' v='Markt'/><tag k='addr:housenumber' v='1'/><tag k='addr:postcode' v='45468'/>\
             <tag k='addr:city' v='Mülheim'/><tag k='addr:suburb' v='Dümpten'/>\
             <tag k='opening_hours' v='Mo-Fr 08:00-18:00'/></node>\
            <node id='7' lat='51.43' lon='6.88'/><node id='8' lat='51.45' lon='6.90'/>\
            <way id='2'><nd ref='7'/><nd ref='8'/><nd ref='9'/><tag k='healthcare' v='vaccination_centre'/>\
             <tag k='name' v='B'/><tag k='vaccination' v='covid19;yellow_fever'/></way>\
            <node id='3' lat='51.4' lon='6.8'><tag k='amenity' v='bar'/></node>\
            <way id='5'><nd ref='9'/><tag k='amenity' v='pharmacy'/><tag k='name' v='E'/></way>\
            <node id='6' lat='51.4' lon='6.8'><tag k='amenity' v='pharmacy'/></node></osm>"
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(overpass, xml);
        let [a, b] = &xml.places[..] else { panic!("{xml:?}") };
        assert_eq!(
            (a.address.as_str(), a.district.as_str()),
            ("Markt 1, 45468 Mülheim", "Dümpten")
        );
        assert_eq!(
            (b.point.parts(), &b.issues[..]),
            ((51_440_000, 6_890_000), &["yellow-fever".to_owned()][..])
        );
        assert_eq!(
            skipped(&xml),
            [("way/5", PlaceError::NoPoint), ("node/6", PlaceError::NoName)]
        );
        assert!(xml.licence.unwrap().contains("ODbL"));
    }

    #[test]
    fn geo_json_has_its_own_properties_or_tags() {
        let feature = |properties: Value| {
            serde_json::json!({"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": [6.88, 51.43]}})
        };
        let read = |features: Vec<Value>| {
            Import::read(serde_json::json!({"features": features}).to_string().as_bytes()).unwrap()
        };
        let own = read(vec![feature(
            serde_json::json!({"name": "A", "district": "Mitte", "issues": "polio"}),
        )]);
        assert_eq!(
            (own.places[0].point.parts(), own.licence),
            ((51_430_000, 6_880_000), None)
        );
        let tagged = read(vec![
            feature(serde_json::json!({"name": "A", "amenity": "pharmacy"})),
            serde_json::json!({"properties": {"name": "B"}, "geometry": {"type": "LineString", "coordinates": [[1, 2]]}}),
            serde_json::json!(7),
        ]);
        assert_eq!((tagged.places.len(), tagged.licence), (1, Some(OPENSTREETMAP)));
        assert_eq!(
            skipped(&tagged),
            [("feature 2", PlaceError::NoPoint), ("feature 3", PlaceError::NoPoint)]
        );
    }

    #[test]
    fn geo_json_of_openstreetmap_has_only_what_is_wanted() {
        for properties in [
            serde_json::json!({"name": "Bar", "amenity": "bar"}),
            serde_json::json!({"name": "Doctor", "healthcare": "doctor"}),
            serde_json::json!({"name": "Clinic", "vaccination": "no"}),
            serde_json::json!({"name": "Shop", "@id": "node/1", "shop": "chemist"}),
            serde_json::json!({"name": "Null", "amenity": null}),
        ] {
            let feature = serde_json::json!({"properties": properties,
                "geometry": {"type": "Point", "coordinates": [6.88, 51.43]}});
            let json = serde_json::json!({"features": [feature]}).to_string();
            let imported = Import::read(json.as_bytes()).unwrap();
            assert_eq!((imported.places, imported.skipped), (vec![], vec![]), "{properties}");
            assert_eq!(imported.licence, Some(OPENSTREETMAP), "{properties}");
        }
    }

    #[test]
    fn what_is_none_of_the_formats_is_refused() {
        for text in [
            "",
            "{}",
            "{\"features\": 1}",
            "<html/>",
            "<osm>",
            "\u{0}",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><osm/>",
        ] {
            assert!(Import::read(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Import::read(b"\xff").is_err());
    }

    #[test]
    fn files_are_bounded() {
        let line = "A,1,1\n";
        let table = |count: usize| format!("name,latitude,longitude\n{}", line.repeat(count));
        assert_eq!(
            Import::read(table(MAX_PLACES).as_bytes()).unwrap().places.len(),
            MAX_PLACES
        );
        assert_eq!(
            Import::read(table(MAX_PLACES + 1).as_bytes()),
            Err(ImportError::TooMany)
        );
        // The document and its root are nodes too.
        let xml = |nodes: u32| {
            let elements = "<a/>".repeat(usize::try_from(nodes - 2).unwrap());
            Import::read(format!("<osm>{elements}</osm>").as_bytes())
        };
        assert_eq!(usize::try_from(MAX_DIRECTORY_NODES), Ok(64 * MAX_PLACES));
        assert!(xml(MAX_DIRECTORY_NODES).is_ok());
        assert!(matches!(xml(MAX_DIRECTORY_NODES + 1), Err(ImportError::Format(_))));
        let long = vec![b' '; MAX_DIRECTORY_INPUT + 1];
        assert_eq!(Import::read(&long), Err(ImportError::TooLarge(MAX_DIRECTORY_INPUT + 1)));
        assert_ne!(
            Import::read(&long[1..]),
            Err(ImportError::TooLarge(MAX_DIRECTORY_INPUT))
        );
    }
}
