//! WHO's International Certificate of Vaccination or Prophylaxis in HCERT claim -6
//! (WorldHealthOrganization/smart-icvp). All three published layouts are read: vaccines in an array `v`, in `vx`, and
//! in an object `v`.

use super::{
    Claims, ClinicalEvent, Content, Decoder, Error, Facts, FormatInfo, Kind, Notice, Void, dates, hcert, names,
    products::{self, POLIO, PRODUCTS_AS_OF, YELLOW_FEVER},
    schema::{
        self, Object, birth_date, bounded_texts, dose, holder, map, optional_day, optional_text, optional_texts,
        required, shown, text,
    },
};
use serde_json::Value;
use time::{Date, Duration, OffsetDateTime};

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "icvp",
    domain: "ICVP",
    has_rules: false,
    recognises: hcert::recognises,
};

pub(super) const DECODER: Decoder = Decoder::Hcert {
    claims: &[-6],
    // Without an expiry the certificate does not expire.
    expires: false,
    content,
};

/// Yellow fever counts from the tenth day after the vaccination, for life, whatever the certificate states
/// (International Health Regulations, Annex 7; WHO's decision table ICVP.DT.1).
const YELLOW_FEVER_DELAY: Duration = Duration::days(10);

/// Versions of the content that are known (`v`). Another one is no fault: a person decides (WHO's REQ-DE-27).
const VERSIONS: [&str; 3] = ["1", "1.0", "1.0.0"];

/// Farthest zone ahead of UTC: the day of issue there is the last on which a vaccination can precede the issue.
const FARTHEST_ZONE: Duration = Duration::hours(14);

pub(super) fn content(json: Value, claims: &Claims) -> Content {
    let vaccines: Vec<&Value> = vaccines(&json).map(|(_, list)| list).unwrap_or_default();
    let events: Vec<ClinicalEvent> = vaccines.iter().map(|vaccine| event(vaccine)).collect();
    let facts = Facts {
        name: shown(Some(&json), "n"),
        birth_date: shown(Some(&json), "dob"),
        document: shown(Some(&json), "id").or_else(|| shown(Some(&json), "nid")),
        issuer_name: vaccines.first().and_then(|v| shown(Some(v), "is")),
        events,
        notices: notices(&json, &vaccines, claims),
        products_as_of: Some(PRODUCTS_AS_OF),
        ..Facts::default()
    };
    Content {
        kinds: if vaccines.is_empty() {
            Vec::new()
        } else {
            vec![Kind::Vaccination]
        },
        holds: holds(&vaccines),
        facts,
        check,
        identifiers: Vec::new(),
        json,
    }
}

fn notices(json: &Value, vaccines: &[&Value], claims: &Claims) -> Vec<Notice> {
    let version = json.get("vx").and_then(|_| json.get("v"));
    let unlisted = |vaccine: &&Value| shown(Some(vaccine), "vp").is_some_and(|code| products::find(&code).is_none());
    let issued = claims.issued_at.and_then(|at| at.checked_add(FARTHEST_ZONE));
    let later = |vaccine: &&Value| given(vaccine) > issued.map(OffsetDateTime::date);
    Notice::that_are([
        (
            Notice::UnknownVersion,
            version.is_some_and(|v| !v.as_str().is_some_and(|v| VERSIONS.contains(&v.trim()))),
        ),
        (Notice::UnlistedProduct, vaccines.iter().any(unlisted)),
        (
            Notice::VaccinatedAfterIssue,
            issued.is_some() && vaccines.iter().any(later),
        ),
    ])
}

/// True if a vaccination against yellow fever, whose day decides, is later than the issue. For polio no day decides
/// (ICVP.DT.2), and the notice is enough.
pub(crate) fn is_dated_ahead(facts: &Facts) -> bool {
    let of_yellow_fever = |event: &ClinicalEvent| event.disease.as_deref() == Some(YELLOW_FEVER);
    facts.notices.contains(&Notice::VaccinatedAfterIssue) && facts.events.iter().any(of_yellow_fever)
}

/// Key of the vaccines, and the vaccines.
fn vaccines(json: &Value) -> Option<(&'static str, Vec<&Value>)> {
    // In the newer layout `v` is the version of the template, a text.
    let (key, value) = match (json.get("vx"), json.get("v")) {
        (Some(vx), _) => ("vx", vx),
        (None, Some(v)) => ("v", v),
        (None, None) => return None,
    };
    Some((
        key,
        match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        },
    ))
}

/// Disease that a vaccine protects against: by WHO's list, else as stated in the pass, else by the name of its kind.
fn disease(vaccine: &Value) -> Option<String> {
    let code = shown(Some(vaccine), "vp").unwrap_or_default();
    let by_name = || match code.as_str() {
        "XM0N24" => Some(YELLOW_FEVER),
        code if code.starts_with("YellowFever") => Some(YELLOW_FEVER),
        code if code.starts_with("Polio") => Some(POLIO),
        _ => None,
    };
    let listed = products::find(&code).map(|product| product.disease.to_owned());
    listed
        .or_else(|| shown(Some(vaccine), "tg").map(|code| names::disease(&code)))
        .or_else(|| by_name().map(str::to_owned))
}

/// Key and text of the day of vaccination. WHO's page and WHO's model differ in its name.
fn day(vaccine: &Object) -> &'static str {
    if vaccine.contains_key("dv") { "dv" } else { "dt" }
}

pub(super) fn event(vaccine: &Value) -> ClinicalEvent {
    let text = |key: &str| shown(Some(vaccine), key);
    let code = text("vp");
    let listed = code.as_deref().and_then(products::find);
    let is_no_proof = listed.is_none() && code.as_deref().is_some_and(products::is_identifier);
    ClinicalEvent {
        kind: Some(Kind::Vaccination),
        disease: disease(vaccine),
        product: match listed {
            Some(product) => Some(product.name.to_owned()),
            // The brand, which only a DDCC has.
            None => text("br").or(code).map(|code| names::product(&code)),
        },
        maker: match listed {
            Some(product) => Some(product.maker.to_owned()),
            None => text("ma").map(|code| names::maker(&code)),
        },
        date: vaccine.as_object().and_then(|map| text(day(map))),
        dose: text("dn").or_else(|| dose(vaccine)),
        from: text("vls"),
        until: text("vle"),
        by: text("cn").or_else(|| text("is")),
        lot: text("bo"),
        country: text("co"),
        void: is_no_proof.then_some(Void::NotApproved),
        ..ClinicalEvent::default()
    }
}

/// Day of vaccination.
fn given(vaccine: &Value) -> Option<Date> {
    date(vaccine, day(vaccine.as_object()?))
}

fn date(vaccine: &Value, key: &str) -> Option<Date> {
    shown(Some(vaccine), key).and_then(|text| dates::day(&text))
}

/// Time during which all of the vaccinations are valid.
fn holds(vaccines: &[&Value]) -> (Option<OffsetDateTime>, Option<OffsetDateTime>) {
    let (mut from, mut until) = (None, None);
    for vaccine in vaccines {
        let given = given(vaccine);
        let (start, end) = if disease(vaccine).as_deref() == Some(YELLOW_FEVER) {
            (given.and_then(|day| day.checked_add(YELLOW_FEVER_DELAY)), None)
        } else {
            (given.max(date(vaccine, "vls")), date(vaccine, "vle"))
        };
        from = from.max(start.map(dates::begin));
        let end = end.map(dates::end);
        until = match (until, end) {
            (Some(a), Some(b)) => Some(std::cmp::min::<OffsetDateTime>(a, b)),
            (a, b) => a.or(b),
        };
    }
    (from, until)
}

fn check(json: &Value) -> Result<(), Error> {
    bounded_texts(json, &mut String::new())?;
    let root = map(json, "the statement")?;
    holder(root, "", "n")?;
    required(root, "", "dob")?;
    birth_date(root, "", "dob")?;
    optional_texts(root, "", &["s", "nt", "ntl", "id", "nid", "dt", "ndt", "gn"])?;
    let Some((key, vaccines)) = vaccines(json) else {
        return Err(Error::schema("vx", "is missing"));
    };
    if vaccines.is_empty() {
        return Err(Error::schema(key, "has no vaccination"));
    }
    for (i, vaccine) in vaccines.into_iter().enumerate() {
        let path = format!("{key}[{i}].");
        check_vaccine(map(vaccine, &path)?, &path)?;
    }
    Ok(())
}

fn check_vaccine(vaccine: &Object, path: &str) -> Result<(), Error> {
    let code = text(vaccine, path, "vp")?.trim();
    if products::is_identifier(code) && products::find(code).is_none() {
        return Err(Error::schema_in(path, "vp", "is not on WHO's list of vaccines"));
    }
    text(vaccine, path, "bo")?;
    schema::day(vaccine, path, day(vaccine))?;
    optional_day(vaccine, path, "vls")?;
    optional_day(vaccine, path, "vle")?;
    let (clinician, authority) = (optional_text(vaccine, path, "cn")?, optional_text(vaccine, path, "is")?);
    if clinician.is_none() && authority.is_none() {
        required(vaccine, path, "is")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    const STAMARIL: &str = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";
    const HEXAXIM: &str = "DiphtheriaTetanusPertussProductd54558e2851d29311ee7f90975827dc7";

    fn newer() -> Value {
        json!({"n": "Amina Test", "dob": "1980-05-17", "s": "F", "nt": "UTO", "v": "1.0",
            "vx": {"vp": STAMARIL, "dt": "2026-05-04", "bo": "LOT607", "is": "Institute"}})
    }

    fn read(json: Value) -> Content {
        content(json, &Claims::default())
    }

    #[test]
    fn all_three_layouts_say_the_same() {
        let vaccine = newer()["vx"].clone();
        let mut array = newer();
        array["vx"] = json!([vaccine]);
        let mut older = json!({"n": "Amina Test", "dob": "1980-05-17", "ntl": "UTO", "nid": "P123", "v": [vaccine]});
        let mut third = older.clone();
        third["v"] = vaccine.clone();
        let mut renamed = newer();
        let day = renamed["vx"]["dt"].take();
        renamed["vx"]["dv"] = day;
        for layout in [newer(), array, older.clone(), third, renamed] {
            assert_eq!(check(&layout), Ok(()));
            let content = read(layout);
            assert_eq!(content.holds.0, Some(datetime!(2026-05-14 0:00 UTC)));
            let facts = content.facts;
            assert_eq!(facts.name.as_deref(), Some("Amina Test"));
            assert_eq!(facts.events.len(), 1);
            let event = &facts.events[0];
            assert_eq!(event.disease.as_deref(), Some("Yellow fever"));
            assert_eq!(event.product.as_deref(), Some("Yellow fever vaccine"));
            assert_eq!(event.maker.as_deref(), Some("Sanofi Pasteur"));
            assert_eq!(event.date.as_deref(), Some("2026-05-04"));
            assert_eq!((facts.notices, facts.products_as_of), (Vec::new(), Some("2025-10-30")));
        }
        older["v"] = json!([]);
        assert!(check(&older).is_err());
    }

    #[test]
    fn yellow_fever_counts_from_the_tenth_day_for_life_whatever_is_stated() {
        let from = Some(datetime!(2026-05-14 0:00 UTC));
        assert_eq!(read(newer()).holds, (from, None));
        for (start, end) in [
            ("2026-05-04", "2036-05-03"),
            ("2026-05-20", "2036-05-19"),
            ("2020-01-01", "2020-01-02"),
        ] {
            let mut stated = newer();
            stated["vx"]["vls"] = start.into();
            stated["vx"]["vle"] = end.into();
            assert_eq!(read(stated).holds, (from, None), "{start}");
        }
    }

    #[test]
    fn polio_counts_from_its_day_and_as_stated() {
        let mut polio = newer();
        polio["vx"]["vp"] = HEXAXIM.into();
        let content = read(polio.clone());
        assert_eq!(content.holds, (Some(datetime!(2026-05-04 0:00 UTC)), None));
        let event = &content.facts.events[0];
        assert_eq!(event.disease.as_deref(), Some("Poliomyelitis"));
        assert_eq!(
            event.product.as_deref(),
            Some("Combined vaccine with inactivated polio")
        );
        polio["vx"]["vls"] = "2026-05-20".into();
        polio["vx"]["vle"] = "2027-05-19".into();
        let end = datetime!(2027-05-19 23:59:59.999_999_999 UTC);
        assert_eq!(read(polio).holds, (Some(datetime!(2026-05-20 0:00 UTC)), Some(end)));
    }

    #[test]
    fn a_product_that_is_not_on_the_list_is_no_proof() {
        for code in [
            "YellowFeverProductNOTWHO",
            "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc1",
        ] {
            let mut pass = newer();
            pass["vx"]["vp"] = code.into();
            assert_eq!(
                check(&pass).unwrap_err().to_string(),
                "vx[0].vp is not on WHO's list of vaccines"
            );
            let facts = read(pass).facts;
            assert_eq!(facts.events[0].void, Some(Void::NotApproved));
            assert_eq!(facts.notices, [Notice::UnlistedProduct]);
        }
        // A code of another kind is told, and a person decides.
        for (code, disease) in [
            ("XM0N24", Some("Yellow fever")),
            ("PolioVaccineOralOPVBivalTypes1and3Product", Some("Poliomyelitis")),
            ("SomethingElse", None),
        ] {
            let mut pass = newer();
            pass["vx"]["vp"] = code.into();
            assert_eq!(check(&pass), Ok(()));
            let facts = read(pass).facts;
            assert_eq!(
                (facts.events[0].disease.as_deref(), facts.events[0].void),
                (disease, None)
            );
            assert_eq!(facts.notices, [Notice::UnlistedProduct]);
        }
    }

    #[test]
    fn a_vaccination_after_the_issue_is_told() {
        let notices = |issued_at: OffsetDateTime, code: &str| {
            let mut pass = newer();
            pass["vx"]["vp"] = code.into();
            let claims = Claims {
                issued_at: Some(issued_at),
                ..Claims::default()
            };
            let facts = content(pass, &claims).facts;
            (
                facts.notices.contains(&Notice::VaccinatedAfterIssue),
                is_dated_ahead(&facts),
            )
        };
        assert_eq!(notices(datetime!(2026-05-04 0:00 UTC), STAMARIL), (false, false));
        // The day has begun farther east.
        assert_eq!(notices(datetime!(2026-05-03 10:00 UTC), STAMARIL), (false, false));
        assert_eq!(notices(datetime!(2026-05-03 9:59 UTC), STAMARIL), (true, true));
        assert_eq!(notices(datetime!(2026-01-01 0:00 UTC), HEXAXIM), (true, false));
    }

    #[test]
    fn a_version_that_is_not_known_is_told() {
        for (version, known) in [
            (json!("1"), true),
            (json!(" 1.0 "), true),
            (json!("99.0"), false),
            (json!(1), false),
        ] {
            let mut pass = newer();
            pass["v"] = version.clone();
            assert_eq!(check(&pass), Ok(()));
            let expected: &[Notice] = if known { &[] } else { &[Notice::UnknownVersion] };
            assert_eq!(read(pass).facts.notices, expected, "{version}");
        }
    }

    #[test]
    fn faults_are_named_by_their_path() {
        for (path, value, expected) in [
            ("/n", json!(7), "n is not text"),
            ("/n", json!(" "), "n is empty or too long"),
            ("/dob", json!("1980-13-01"), "dob is not a date of birth"),
            ("/vx", json!("yes"), "vx[0] is not a map"),
            ("/vx/dt", json!("2025-02-31"), "vx[0].dt is not a date"),
            ("/vx/vp", json!(null), "vx[0].vp is missing"),
            ("/vx/bo", json!(5), "vx[0].bo is not text"),
            ("/vx/is", json!(null), "vx[0].is is missing"),
            ("/vx/vle", json!("soon"), "vx[0].vle is not a date"),
        ] {
            let mut pass = newer();
            if let Some(place) = pass.pointer_mut(path) {
                *place = value;
            } else {
                pass["vx"]["vle"] = value;
            }
            assert_eq!(check(&pass).unwrap_err().to_string(), expected);
        }
    }
}
