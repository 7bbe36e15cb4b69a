//! Digital Documentation of COVID-19 Certificates: WHO's core data sets for vaccination status and test result in HCERT
//! claims 3 and 4 (WorldHealthOrganization/smart-trust; 2 and 3 in the drafts of WorldHealthOrganization/ddcc). The layout
//! says which of them it is. Issuers also wrote them in claim 1 or as the CWT itself, and with the names of the first
//! draft: all are read. The members are brought into the form of an ICVP, and a test into that of a DCC's, whose readers
//! do the rest.

use super::{
    Claims, ClinicalEvent, Content, Decoder, Error, FormatInfo, Identifier, Kind, Notice,
    dates::{is_birth_date, is_date},
    dcc, hcert, icvp, names, products,
    schema::{bounded_texts, is_name, shown},
};
use ciborium::Value as Cbor;
use serde_json::{Map, Value};

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "ddcc",
    // Keys of WHO's domains DCC and DDCC are one.
    domain: "DCC",
    has_rules: false,
    recognises: hcert::recognises,
};

pub(super) const DECODER: Decoder = Decoder::Hcert {
    claims: &[3, 4, 2],
    // A certificate states its own period.
    expires: false,
    content,
};

/// Members, each with its name in WHO's model, in the first draft, in an ICVP or DCC; its shape (see [`check_members`]); and
/// an exclamation mark if it must be there. A text takes fewer bytes than a table in the module that every phone loads.
type Rows = &'static str;

const PERSON: Rows = "name::n:H! birthDate::dob:B";
const CERTIFICATE: Rows = "issuer:pha:is:N hcid::ci:N version::v:N";
const PERIOD: Rows = "start:valid_from:vls:D end:valid_until:vle:D";
/// Brand, maker and country may be absent, as in real codes.
const VACCINATION: Rows = "vaccine::vp:N! brand::br:N manufacturer::ma:N maholder:ma_holder:ma:N lot::bo:N! date::dt:D! \
    validFrom:vaccine_valid:vls:D dose::dn:C! totalDoses:total_doses:sd:C country::co:N centre::cn:N disease::tg:N \
    nextDose:due_date:nd:D";
const TEST: Rows = "pathogen::tg:N! type::tt:N! date::sc:D! result::tr:N centre::tc:N country::co:N";

/// A member of [`Rows`]: its three names, and its shape.
fn rows(rows: Rows) -> impl Iterator<Item = [&'static str; 4]> {
    let part = |row: &'static str| {
        let mut parts = row.split(':');
        std::array::from_fn(|_| parts.next().unwrap_or_default())
    };
    rows.split(' ').map(part)
}

/// Places of the entries. In the first draft a vaccination has no object of its own.
const PLACES: [(&str, &str, Kind, Rows); 3] = [
    ("vaccination", "vaccination.", Kind::Vaccination, VACCINATION),
    ("vaccine", "", Kind::Vaccination, VACCINATION),
    ("test", "test.", Kind::Test, TEST),
];

/// A vaccination or test: path of its members, kind, rows, and the members.
type Entry<'a> = (&'static str, Kind, Rows, &'a Value);

/// True for members that only this format has.
pub(super) fn is_data_set(members: &[(Cbor, Cbor)]) -> bool {
    let has = |name: &str| members.iter().any(|(key, _)| key.as_text() == Some(name));
    has("name") && PLACES.iter().any(|(name, ..)| has(name))
}

/// Value of a member by either name.
fn member<'a>(members: &'a Value, [name, draft, ..]: [&str; 4]) -> Option<&'a Value> {
    let found = members.get(name).or_else(|| members.get(draft));
    found.filter(|member| !member.is_null())
}

/// Code or words of a member; the issuer's words for a code that is not known here.
fn named(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned()).filter(|text| !text.is_empty());
    }
    let is_known = |code: &String| names::is_known(code) || products::is_identifier(code);
    let code = shown(Some(value), "code");
    let mut words = ["display", "value", "reference"].iter();
    let words = || words.find_map(|key| shown(Some(value), key));
    code.clone().filter(is_known).or_else(words).or(code)
}

fn entries(json: &Value) -> Vec<Entry<'_>> {
    let entry = |&(name, path, kind, rows): &(&str, &'static str, Kind, Rows)| {
        let members = json.get(name).filter(|members| !members.is_null())?;
        Some((path, kind, rows, if path.is_empty() { json } else { members }))
    };
    PLACES.iter().filter_map(entry).collect()
}

/// Members of the certificate and of its period, which the first draft has beside all others.
fn certificate(json: &Value) -> (&Value, &Value) {
    let certificate = json.get("certificate").unwrap_or(json);
    (certificate, certificate.get("period").unwrap_or(certificate))
}

/// All members of the data set under their names in an ICVP or DCC. Of two days the later counts, of two names the first.
fn translated(json: &Value, entry: Option<&Entry>) -> Map<String, Value> {
    let (own, period) = certificate(json);
    let parts = [(PERSON, json), (CERTIFICATE, own), (PERIOD, period)];
    let entry = entry.map(|(_, _, wanted, members)| (*wanted, *members));
    let mut into = Map::new();
    for (wanted, members) in parts.into_iter().chain(entry) {
        for row in rows(wanted) {
            let Some(value) = member(members, row) else { continue };
            let value = named(value).map_or_else(|| value.clone(), Value::String);
            let [.., short, shape] = row;
            // Drafts of the model.
            if value.as_str().is_some_and(|text| text.starts_with("RC")) && short == "v" {
                continue;
            }
            let counts = |other: &Value| shape.starts_with('D') && value.as_str() > other.as_str();
            if into.get(short).is_none_or(counts) {
                into.insert(short.to_owned(), value);
            }
        }
    }
    // The product on WHO's list is a brand; the vaccine is its kind.
    let brand = into
        .get("br")
        .filter(|brand| brand.as_str().is_some_and(products::is_identifier));
    if let Some(brand) = brand.cloned() {
        into.insert("vp".to_owned(), brand);
    }
    into
}

/// An entry in words; true if WHO's list is about its disease. It says of no other vaccine that it proves nothing.
fn event(kind: Kind, statement: &Value) -> (ClinicalEvent, bool) {
    let mut event = match kind {
        Kind::Test => dcc::event(statement, kind),
        _ => icvp::event(statement),
    };
    let is_listed = kind == Kind::Vaccination && event.disease.as_deref().is_some_and(products::is_listed);
    event.void = event.void.filter(|_| is_listed);
    (event, is_listed)
}

fn content(json: Value, claims: &Claims) -> Content {
    let entries = entries(&json);
    let mut members = translated(&json, entries.first());
    members.insert("vx".to_owned(), Value::Object(members.clone()));
    let statement = Value::Object(members);
    let uvci = shown(Some(&statement), "ci");
    let (event, is_listed) = event(entries.first().map_or(Kind::Recovery, |entry| entry.1), &statement);
    let country = event.country.clone();
    let mut content = icvp::content(statement, claims);
    if !is_listed {
        content.facts.products_as_of = None;
        content
            .facts
            .notices
            .retain(|notice| *notice != Notice::UnlistedProduct);
    }
    content.facts.events = vec![event];
    content.facts.events.truncate(entries.len());
    content.identifiers = Vec::from_iter(uvci.map(|uvci| Identifier::Uvci { uvci, country }));
    content.kinds = entries.iter().map(|entry| entry.1).collect();
    content.check = check;
    content.json = json;
    content
}

/// Validates against WHO's models.
fn check(json: &Value) -> Result<(), Error> {
    bounded_texts(json, &mut String::new())?;
    check_members(PERSON, "", json)?;
    let entries = entries(json);
    let [entry] = &entries[..] else {
        return Err(Error::schema("the statement", "has not one vaccination or one test"));
    };
    check_members(entry.2, entry.0, entry.3)?;
    check_members(PERIOD, "certificate.period.", certificate(json).1)?;
    match event(entry.1, &Value::Object(translated(json, Some(entry)))).0.void {
        Some(_) => Err(Error::schema("the vaccine", "is not on WHO's list of vaccines")),
        None => Ok(()),
    }
}

/// Checks members by their shape: H name of the holder, B date of birth, N a name (a coding, identifier or reference, or a
/// text in its place), D day, C count.
fn check_members(wanted: Rows, path: &str, members: &Value) -> Result<(), Error> {
    for row in rows(wanted) {
        let [name, .., shape] = row;
        let Some(value) = member(members, row) else {
            if shape.ends_with('!') {
                return Err(Error::schema_in(path, name, "is missing"));
            }
            continue;
        };
        let text = value.as_str().unwrap_or_default().trim();
        let (is_sound, problem) = match shape.as_bytes().first() {
            Some(b'H') => (is_name(text), "is empty or too long"),
            Some(b'B') => (value.is_string() && is_birth_date(text), "is not a date of birth"),
            Some(b'N') => (named(value).is_some(), "names nothing"),
            Some(b'D') => (is_date(text), "is not a date"),
            _ => (value.as_u64() > Some(0), "is not a whole number, or too small"),
        };
        if !is_sound {
            return Err(Error::schema_in(path, name, problem));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_NAME;
    use crate::pass::{Facts, PRODUCTS_AS_OF, TestResult, Void};
    use serde_json::json;
    use time::macros::datetime;

    const STAMARIL: &str = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";

    fn vaccination() -> Value {
        json!({"name": "Jo Doe", "birthDate": "1990-02-28", "sex": {"code": "male"}, "identifier": {"value": "7"},
            "certificate": {"issuer": {"reference": "Organization/1", "display": "Ministry"}, "hcid": {"value": "US111"},
                "version": "RC2", "period": {"start": "2021-07-10", "end": "2022-07-08"}},
            "vaccination": {"vaccine": {"system": "http://id.who.int/icd11/mms", "code": "XM0GQ8"},
                "brand": {"code": "B1", "display": "Brand One"}, "manufacturer": {"code": "ORG-100030215"},
                "maholder": {"display": "Holder"}, "lot": "PT123F", "date": "2021-07-08", "validFrom": "2021-07-22", "dose": 1,
                "totalDoses": 2, "country": {"code": "USA"}, "centre": "Site", "disease": {"code": "RA01"},
                "nextDose": "2021-07-29"}})
    }

    /// The same in WHO's first draft.
    fn first_draft() -> Value {
        json!({"name": "Jo Doe", "birthDate": "1990-02-28", "sex": {"code": "male"}, "identifier": "7", "pha": "Ministry",
            "hcid": "US111", "valid_from": "2021-07-10", "valid_until": "2022-07-08",
            "vaccine": {"code": "XM0GQ8"}, "brand": {"code": "B1", "display": "Brand One"},
            "manufacturer": {"code": "ORG-100030215"}, "ma_holder": {"display": "Holder"}, "lot": "PT123F",
            "date": "2021-07-08", "vaccine_valid": "2021-07-22", "dose": 1, "total_doses": 2, "country": {"code": "USA"},
            "centre": "Site", "disease": {"code": "840539006"}, "due_date": "2021-07-29", "hw": "23"})
    }

    fn test() -> Value {
        json!({"name": "Jo Doe", "birthDate": "1990-01-15", "identifier": "URN:UVCI:01:SG:1",
            "test": {"date": "2022-07-27T06:15:00Z", "type": {"code": "LP6464-4"}, "centre": "Laboratory",
                "result": {"code": "260415000", "display": "Not detected"}, "country": {"code": "SGP"},
                "pathogen": {"code": "XN109", "display": "SARS-CoV-2"}}})
    }

    fn read(json: Value) -> Content {
        content(json, &Claims::default())
    }

    #[test]
    fn both_layouts_say_the_same() {
        for layout in [vaccination(), first_draft()] {
            assert_eq!(check(&layout), Ok(()));
            let content = read(layout);
            assert_eq!(content.kinds, [Kind::Vaccination]);
            // From the day on which the vaccination counts to the end of the certificate.
            let end = datetime!(2022-07-08 23:59:59.999_999_999 UTC);
            assert_eq!(content.holds, (Some(datetime!(2021-07-22 0:00 UTC)), Some(end)));
            let identifier = Identifier::Uvci {
                uvci: "US111".to_owned(),
                country: Some("USA".to_owned()),
            };
            assert_eq!(content.identifiers, [identifier]);
            let some = |text: &str| Some(text.to_owned());
            let event = ClinicalEvent {
                kind: Some(Kind::Vaccination),
                disease: some("COVID-19"),
                product: some("Brand One"),
                maker: some("BioNTech Manufacturing GmbH"),
                date: some("2021-07-08"),
                dose: some("1/2"),
                from: some("2021-07-22"),
                until: some("2022-07-08"),
                by: some("Site"),
                lot: some("PT123F"),
                country: some("USA"),
                ..ClinicalEvent::default()
            };
            let facts = Facts {
                name: some("Jo Doe"),
                birth_date: some("1990-02-28"),
                issuer_name: some("Ministry"),
                events: vec![event],
                ..Facts::default()
            };
            assert_eq!(content.facts, facts);
        }
    }

    #[test]
    fn a_test_is_read_with_its_result() {
        assert_eq!(check(&test()), Ok(()));
        let content = read(test());
        assert_eq!((content.kinds, content.holds), (vec![Kind::Test], (None, None)));
        let event = &content.facts.events[0];
        assert_eq!(event.disease.as_deref(), Some("COVID-19"));
        assert_eq!(event.product.as_deref(), Some("Molecular test (NAAT, PCR)"));
        assert_eq!(event.country.as_deref(), Some("SGP"));
        for (code, result) in [
            ("260373001", Some(TestResult::Detected)),
            ("RA01.0", Some(TestResult::Detected)),
            ("QA02", Some(TestResult::NotDetected)),
            ("RA01.1", Some(TestResult::Other("RA01.1".to_owned()))),
        ] {
            let mut pass = test();
            pass["test"]["result"] = json!({"code": code});
            assert_eq!(read(pass).facts.events[0].result, result, "{code}");
        }
        let mut without = test();
        without["test"]["result"] = Value::Null;
        assert_eq!(check(&without), Ok(()));
        assert_eq!(read(without).facts.events[0].result, None);
    }

    #[test]
    fn what_has_a_name_is_named_and_a_code_stays_a_code() {
        let product = |brand: Value, vaccine: Value| {
            let mut pass = vaccination();
            pass["vaccination"]["brand"] = brand;
            pass["vaccination"]["vaccine"] = vaccine;
            read(pass).facts.events.remove(0).product.unwrap()
        };
        let code = |code: &str| json!({"code": code});
        assert_eq!(product(code("EU/1/20/1528"), code("1")), "Comirnaty");
        assert_eq!(product(Value::Null, code("XM6AT1")), "COVID-19 vaccine, DNA based");
        assert_eq!(product(code("B1"), code("1")), "B1");
        assert_eq!(product(json!("Brand"), code("1")), "Brand");
        let maker = |manufacturer: Value| {
            let mut pass = vaccination();
            pass["vaccination"]["manufacturer"] = manufacturer;
            read(pass).facts.events.remove(0).maker.unwrap()
        };
        assert_eq!(maker(Value::Null), "Holder");
        assert_eq!(maker(json!("Organization/973")), "Organization/973");
    }

    /// WHO's decision table ICVP.DT.1, whatever the certificate states.
    #[test]
    fn yellow_fever_counts_as_on_an_icvp() {
        let yellow = |code: &str| {
            let mut pass = vaccination();
            pass["vaccination"]["vaccine"] = json!({"code": code});
            pass["vaccination"]["disease"] = json!({"code": "1D47"});
            pass
        };
        let content = read(yellow(STAMARIL));
        assert_eq!(content.holds, (Some(datetime!(2021-07-18 0:00 UTC)), None));
        let facts = content.facts;
        assert_eq!(
            (facts.notices, facts.products_as_of),
            (Vec::new(), Some(PRODUCTS_AS_OF))
        );
        let event = &facts.events[0];
        assert_eq!(event.product.as_deref(), Some("Yellow fever vaccine"));
        assert_eq!(event.maker.as_deref(), Some("Sanofi Pasteur"));
        // Brand and vaccine may change places.
        let mut brand = yellow("XM0N24");
        brand["vaccination"]["brand"] = json!({"code": STAMARIL});
        assert_eq!(read(brand).facts.notices, []);
        let facts = read(yellow("XM0N24")).facts;
        assert_eq!(facts.notices, [Notice::UnlistedProduct]);
        assert_eq!(facts.events[0].void, None);
        let not_listed = yellow("YellowFeverProductNOTWHO");
        assert_eq!(
            check(&not_listed).unwrap_err().to_string(),
            "the vaccine is not on WHO's list of vaccines"
        );
        assert_eq!(read(not_listed).facts.events[0].void, Some(Void::NotApproved));
        let claims = Claims {
            issued_at: Some(datetime!(2021-07-01 0:00 UTC)),
            ..Claims::default()
        };
        let facts = super::content(yellow(STAMARIL), &claims).facts;
        assert_eq!(facts.notices, [Notice::VaccinatedAfterIssue]);
        assert!(icvp::is_dated_ahead(&facts));
        // The list is about no vaccine against COVID-19.
        let facts = super::content(vaccination(), &claims).facts;
        assert_eq!(
            (facts.notices, facts.products_as_of),
            (vec![Notice::VaccinatedAfterIssue], None)
        );
    }

    #[test]
    fn an_unknown_version_is_told() {
        for (version, notices) in [("1.0.0", vec![]), ("9", vec![Notice::UnknownVersion])] {
            let mut pass = vaccination();
            pass["certificate"]["version"] = version.into();
            assert_eq!(check(&pass), Ok(()));
            assert_eq!(read(pass).facts.notices, notices);
        }
    }

    #[test]
    fn faults_are_named_by_their_path() {
        let null = Value::Null;
        let long = "x".repeat(MAX_NAME + 1);
        for (path, value, expected) in [
            ("/name", json!(" "), "name is empty or too long"),
            ("/name", json!(long), "name is empty or too long"),
            ("/name", null.clone(), "name is missing"),
            ("/birthDate", json!("1990-13"), "birthDate is not a date of birth"),
            ("/birthDate", json!(1990), "birthDate is not a date of birth"),
            (
                "/vaccination",
                null.clone(),
                "the statement has not one vaccination or one test",
            ),
            ("/vaccination", json!([]), "vaccination.vaccine is missing"),
            ("/vaccination/vaccine", null.clone(), "vaccination.vaccine is missing"),
            (
                "/vaccination/vaccine",
                json!({"code": 7}),
                "vaccination.vaccine names nothing",
            ),
            ("/vaccination/country", json!({}), "vaccination.country names nothing"),
            ("/vaccination/lot", null.clone(), "vaccination.lot is missing"),
            ("/vaccination/date", null.clone(), "vaccination.date is missing"),
            (
                "/vaccination/date",
                json!("2021-02-30"),
                "vaccination.date is not a date",
            ),
            (
                "/vaccination/validFrom",
                json!("soon"),
                "vaccination.validFrom is not a date",
            ),
            ("/vaccination/nextDose", json!(7), "vaccination.nextDose is not a date"),
            ("/vaccination/dose", null.clone(), "vaccination.dose is missing"),
            (
                "/vaccination/dose",
                json!(0),
                "vaccination.dose is not a whole number, or too small",
            ),
            (
                "/vaccination/totalDoses",
                json!("2"),
                "vaccination.totalDoses is not a whole number, or too small",
            ),
            (
                "/certificate/period/end",
                json!("2021-02-30"),
                "certificate.period.end is not a date",
            ),
        ] {
            let mut pass = vaccination();
            *pass.pointer_mut(path).unwrap() = value;
            assert_eq!(check(&pass).unwrap_err().to_string(), expected);
            read(pass);
        }
        for (member, expected) in [
            ("pathogen", "test.pathogen is missing"),
            ("type", "test.type is missing"),
            ("date", "test.date is missing"),
        ] {
            let mut pass = test();
            pass["test"][member] = Value::Null;
            assert_eq!(check(&pass).unwrap_err().to_string(), expected);
        }
        let mut draft = first_draft();
        draft["valid_until"] = json!("2021-02-30");
        assert_eq!(
            check(&draft).unwrap_err().to_string(),
            "certificate.period.end is not a date"
        );
        draft["vaccine"] = Value::Null;
        draft["brand"] = Value::Null;
        assert_eq!(
            check(&draft).unwrap_err().to_string(),
            "the statement has not one vaccination or one test"
        );
        let mut both = vaccination();
        both["test"] = test()["test"].clone();
        assert_eq!(
            check(&both).unwrap_err().to_string(),
            "the statement has not one vaccination or one test"
        );
        assert_eq!(read(both).kinds, [Kind::Vaccination, Kind::Test]);
        for broken in [
            json!([]),
            json!("x"),
            json!({"certificate": 7, "name": "Jo", "vaccination": 7}),
        ] {
            assert!(check(&broken).is_err());
            read(broken);
        }
    }

    /// Every member of every layout in the place of which anything else stands: nothing panics, and what passes the check
    /// names its holder and attests one thing.
    #[test]
    fn whatever_an_issuer_signs_is_read_or_refused() {
        fn places(json: &Value, path: &str, into: &mut Vec<String>) {
            into.push(path.to_owned());
            let members = json.as_object().into_iter().flatten();
            members.for_each(|(name, value)| places(value, &format!("{path}/{name}"), into));
        }
        let odd = [
            Value::Null,
            json!(true),
            json!(-1),
            json!(0),
            json!(1.5),
            json!(u64::MAX),
            json!(""),
            json!(" "),
            json!("ä€\u{1f600}"),
            json!("9999-12-31"),
            json!("YellowFeverProductNOTWHO"),
            json!("x".repeat(crate::limits::MAX_FIELD + 1)),
            json!([]),
            json!([[{"code": "1"}]]),
            json!({}),
            json!({"code": {"code": 1}, "display": ["x"]}),
            json!({"code": "16541001", "date": "9999-12-31", "vaccination": {"vaccine": 1}}),
        ];
        let (mut tried, mut sound) = (0, 0);
        for layout in [vaccination(), first_draft(), test()] {
            let mut all = Vec::new();
            places(&layout, "", &mut all);
            for (place, value) in all.iter().flat_map(|place| odd.iter().map(move |value| (place, value))) {
                let mut altered = layout.clone();
                *altered.pointer_mut(place).unwrap() = value.clone();
                let (verdict, content) = (check(&altered), read(altered));
                tried += 1;
                if verdict.is_ok() {
                    sound += 1;
                    assert_eq!(
                        (content.kinds.len(), content.facts.events.len()),
                        (1, 1),
                        "{place} {value}"
                    );
                    assert!(content.facts.name.is_some(), "{place} {value}");
                }
            }
        }
        assert!(tried > 500 && sound > 100 && sound < tried, "{sound} of {tried}");
    }
}
