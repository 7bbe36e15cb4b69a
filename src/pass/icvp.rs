//! WHO's International Certificate of Vaccination or Prophylaxis in HCERT claim -6
//! (WorldHealthOrganization/smart-icvp). All three published layouts are read: vaccines in an array `v`, in `vx`, and
//! in an object `v`.

use super::{
    ClinicalEvent, Content, Decoder, Error, Facts, FormatInfo, Kind, dates, hcert, names,
    schema::{Object, bounded_texts, optional_text, required, shown, text},
};
use crate::limits::MAX_NAME;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "icvp",
    domain: "ICVP",
    has_rules: false,
    recognises: hcert::recognises,
};

pub(super) const DECODER: Decoder = Decoder::Hcert {
    claim: -6,
    // Without an expiry the certificate does not expire.
    expires: false,
    content,
};

/// Yellow fever counts from the tenth day after the vaccination, for life (International
/// Health Regulations, Annex 7).
const YELLOW_FEVER_DELAY: Duration = Duration::days(10);

fn content(json: Value) -> Content {
    let vaccines: Vec<&Value> = vaccines(&json).map(|(_, list)| list).unwrap_or_default();
    let events: Vec<ClinicalEvent> = vaccines.iter().map(|vaccine| event(vaccine)).collect();
    let issuer_name = vaccines.first().and_then(|v| shown(Some(v), "is"));
    let facts = Facts {
        name: shown(Some(&json), "n"),
        birth_date: shown(Some(&json), "dob"),
        document: shown(Some(&json), "id").or_else(|| shown(Some(&json), "nid")),
        issuer_name,
        events,
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

/// Disease that a vaccine protects against: as stated in the pass, else by its product.
fn disease(vaccine: &Value) -> Option<String> {
    let by_product = || {
        let product = shown(Some(vaccine), "vp")?;
        let starts = |with: &str| product.to_ascii_lowercase().starts_with(with);
        match product.as_str() {
            "XM0N24" => Some("Yellow fever"),
            _ if starts("yellowfever") => Some("Yellow fever"),
            _ if starts("polio") => Some("Poliomyelitis"),
            _ if starts("covid") => Some("COVID-19"),
            _ if starts("measles") => Some("Measles"),
            _ if starts("mening") => Some("Meningococcal disease"),
            _ if starts("cholera") => Some("Cholera"),
            _ => None,
        }
        .map(str::to_owned)
    };
    shown(Some(vaccine), "tg")
        .map(|code| names::disease(&code))
        .or_else(by_product)
}

/// Product in words, such as `PolioVaccineOralOPVBivalTypes1and3Product…`; any other name stays as it is.
fn product(code: &str) -> String {
    let known = names::product(code);
    let Some((words, _)) = code.split_once("Product").filter(|_| known == code) else {
        return known;
    };
    let mut out = String::new();
    let mut before = ' ';
    for c in words.chars() {
        if (c.is_ascii_uppercase() && before.is_ascii_lowercase()) || (c.is_ascii_digit() && !before.is_ascii_digit()) {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    let out = out.trim();
    if out.is_empty() {
        code.to_owned()
    } else {
        out.to_owned()
    }
}

fn event(vaccine: &Value) -> ClinicalEvent {
    let text = |key: &str| shown(Some(vaccine), key);
    ClinicalEvent {
        kind: Some(Kind::Vaccination),
        disease: disease(vaccine),
        product: text("vp").map(|code| product(&code)),
        maker: text("ma").map(|code| names::maker(&code)),
        date: text("dt").or_else(|| text("dv")),
        dose: text("dn").or_else(|| vaccine.get("dn").and_then(Value::as_u64).map(|n| n.to_string())),
        from: text("vls"),
        until: text("vle"),
        by: text("cn").or_else(|| text("is")),
        lot: text("bo"),
        ..ClinicalEvent::default()
    }
}

/// Time during which all of the vaccinations are valid.
fn holds(vaccines: &[&Value]) -> (Option<OffsetDateTime>, Option<OffsetDateTime>) {
    let day = |vaccine: &Value, key: &str| shown(Some(vaccine), key).and_then(|text| dates::day(&text));
    let (mut from, mut until) = (None, None);
    for vaccine in vaccines {
        let vaccinated = day(vaccine, "dt").or_else(|| day(vaccine, "dv"));
        let yellow_fever = disease(vaccine).as_deref() == Some("Yellow fever");
        let start = match (day(vaccine, "vls"), vaccinated) {
            (Some(stated), _) => Some(stated),
            (None, Some(day)) if yellow_fever => day.checked_add(YELLOW_FEVER_DELAY),
            (None, day) => day,
        };
        from = from.max(start.map(dates::begin));
        // Certificates for yellow fever are valid for life, whatever older forms say (WHO, 2016).
        let end = day(vaccine, "vle").filter(|_| !yellow_fever).map(dates::end);
        until = match (until, end) {
            (Some(a), Some(b)) => Some(std::cmp::min::<OffsetDateTime>(a, b)),
            (a, b) => a.or(b),
        };
    }
    (from, until)
}

fn check(json: &Value) -> Result<(), Error> {
    bounded_texts(json, &mut String::new())?;
    let root = json
        .as_object()
        .ok_or_else(|| Error::schema("the statement", "is not a map"))?;
    let name = text(root, "", "n")?.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::schema("n", "is empty or too long"));
    }
    if !dates::is_birth_date(text(root, "", "dob")?.trim()) {
        return Err(Error::schema("dob", "is not a date of birth"));
    }
    for key in ["s", "nt", "ntl", "id", "nid", "dt", "ndt", "gn"] {
        optional_text(root, "", key)?;
    }
    let Some((key, vaccines)) = vaccines(json) else {
        return Err(Error::schema("vx", "is missing"));
    };
    if vaccines.is_empty() {
        return Err(Error::schema(key, "has no vaccination"));
    }
    for (i, vaccine) in vaccines.into_iter().enumerate() {
        let path = format!("{key}[{i}].");
        let vaccine = vaccine
            .as_object()
            .ok_or_else(|| Error::schema(format!("{key}[{i}]"), "is not a map"))?;
        check_vaccine(vaccine, &path)?;
    }
    Ok(())
}

fn check_vaccine(vaccine: &Object, path: &str) -> Result<(), Error> {
    text(vaccine, path, "vp")?;
    text(vaccine, path, "bo")?;
    let day = if vaccine.contains_key("dv") { "dv" } else { "dt" };
    if !dates::is_date(text(vaccine, path, day)?.trim()) {
        return Err(Error::schema(format!("{path}{day}"), "is not a date"));
    }
    for key in ["vls", "vle"] {
        if optional_text(vaccine, path, key)?.is_some_and(|day| !dates::is_date(day.trim())) {
            return Err(Error::schema(format!("{path}{key}"), "is not a date"));
        }
    }
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

    fn newer() -> Value {
        json!({"n": "Amina Test", "dob": "1980-05-17", "s": "F", "nt": "UTO", "v": "1.0",
            "vx": {"vp": "YellowFeverProductd8a0", "dt": "2026-05-04", "bo": "LOT607", "is": "Institute"}})
    }

    #[test]
    fn all_three_layouts_say_the_same() {
        let vaccine = newer()["vx"].clone();
        let mut array = newer();
        array["vx"] = json!([vaccine]);
        let mut older = json!({"n": "Amina Test", "dob": "1980-05-17", "ntl": "UTO", "nid": "P123", "v": [vaccine]});
        let mut third = older.clone();
        third["v"] = vaccine.clone();
        for layout in [newer(), array, older.clone(), third] {
            assert_eq!(check(&layout), Ok(()));
            let facts = content(layout).facts;
            assert_eq!(facts.name.as_deref(), Some("Amina Test"));
            assert_eq!(facts.events.len(), 1);
            assert_eq!(facts.events[0].disease.as_deref(), Some("Yellow fever"));
            assert_eq!(facts.events[0].product.as_deref(), Some("Yellow Fever"));
        }
        older["v"] = json!([]);
        assert!(check(&older).is_err());
    }

    #[test]
    fn yellow_fever_counts_from_the_tenth_day_for_life() {
        assert_eq!(content(newer()).holds, (Some(datetime!(2026-05-14 0:00 UTC)), None));
        let mut stated = newer();
        stated["vx"]["vls"] = "2026-05-20".into();
        stated["vx"]["vle"] = "2036-05-19".into();
        assert_eq!(
            content(stated.clone()).holds,
            (Some(datetime!(2026-05-20 0:00 UTC)), None)
        );
        stated["vx"]["vp"] = "PolioVaccineOralOPVBivalTypes1and3Product".into();
        let polio = content(stated);
        assert_eq!(polio.holds.1, Some(datetime!(2036-05-19 23:59:59.999_999_999 UTC)));
        assert_eq!(
            polio.facts.events[0].product.as_deref(),
            Some("Polio Vaccine Oral OPVBival Types 1and 3")
        );
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
