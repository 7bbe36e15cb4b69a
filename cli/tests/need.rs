//! `greengate need` and `greengate requirements`: what a journey requires, and the passes against it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{greengate, json_lines};
use greengate::{
    issue::{Defect, Issued, Issuer, IssuerOptions, PassOptions, Person, Symbol, issue},
    limits::{MAX_PASSES, MAX_TRANSIT_HOURS},
    pass::{Format, Kind},
    trust::TrustList,
    verdict::{Context, judge},
};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Output};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-12-05 12:00 UTC);
const AT_TEXT: &str = "2026-12-05T12:00:00Z";
const TABLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../requirements");

fn icvp(defect: Option<Defect>) -> Issued {
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let options = PassOptions {
        format: Format::ICVP,
        defect,
        ..PassOptions::new(Kind::Vaccination, 0, AT)
    };
    issue(&issuer, &options).unwrap()
}

fn trust_of(issued: &Issued) -> Value {
    Value::Array(issued.trust.clone())
}

/// An ICVP whose dose was given so many days before [`AT`].
fn dose(days: i64) -> Issued {
    let usual = icvp(None);
    let trust = TrustList::from_json(trust_of(&usual), "list").unwrap();
    let mut statement = judge(&usual.text, &Context::new(&trust, AT)).payload.unwrap();
    let vaccine = statement["vx"].as_object_mut().unwrap();
    let key = if vaccine.contains_key("dv") { "dv" } else { "dt" };
    let day = (AT - Duration::days(days)).date().to_string();
    vaccine.insert(key.to_owned(), day.into());
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let options = PassOptions {
        format: Format::ICVP,
        statement: Some(statement),
        ..PassOptions::new(Kind::Vaccination, 0, AT)
    };
    issue(&issuer, &options).unwrap()
}

/// Answers to the lines of a batch, and the exit status.
fn batch(lines: &[Value]) -> (Vec<Value>, i32) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journeys.jsonl");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(&path, text).unwrap();
    let output = greengate().args(["need", "--batch"]).arg(&path).output().unwrap();
    (json_lines(&output.stdout), output.status.code().unwrap())
}

/// Answer to one journey to Ghana, which asks everybody, with these passes.
fn to_ghana(passes: &[&Issued]) -> (Value, i32) {
    let trust: Vec<Value> = passes.iter().flat_map(|issued| issued.trust.clone()).collect();
    let texts: Vec<&str> = passes.iter().map(|issued| issued.text.as_str()).collect();
    let (mut answers, status) = batch(&[json!({"to": "GH", "at": AT_TEXT, "texts": texts, "trust": trust})]);
    assert_eq!(answers.len(), 1);
    (answers.remove(0), status)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn answers_and_their_exit_status() {
    for (to, from, answer, rule, conclusion, status) in [
        (
            "ZA",
            "BR",
            "required",
            "arrival",
            json!({"answer": "stop", "because": "requirement"}),
            1,
        ),
        (
            "FR",
            "BR",
            "not-required",
            "no-requirement",
            json!({"answer": "go", "because": null}),
            0,
        ),
        (
            "ZA",
            "DE",
            "not-required",
            "nobody-counts",
            json!({"answer": "go", "because": null}),
            0,
        ),
        (
            "SO",
            "DE",
            "ask",
            "disputed",
            json!({"answer": "look", "because": "requirement"}),
            1,
        ),
        (
            "HK",
            "DE",
            "ask",
            "unknown",
            json!({"answer": "look", "because": "requirement"}),
            1,
        ),
        (
            "XK",
            "DE",
            "ask",
            "unknown",
            json!({"answer": "look", "because": "requirement"}),
            1,
        ),
    ] {
        let output = greengate()
            .args([
                "need",
                "--to",
                to,
                "--from",
                from,
                "--born",
                "1990-02-03",
                "--at",
                AT_TEXT,
                "--json",
            ])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(status), "{to}");
        let line = json_lines(&output.stdout).remove(0);
        let need = &line["needs"][0];
        assert_eq!(
            (&need["disease"], &need["answer"]),
            (&json!("yellow-fever"), &json!(answer)),
            "{to}"
        );
        assert_eq!(need["because"]["rule"], rule, "{to}");
        assert_eq!(line["conclusion"], conclusion, "{to}");
        assert_eq!(line["passes"], json!([]), "{to}");
        for key in ["source", "sourceDate", "note"] {
            assert!(need.as_object().unwrap().contains_key(key), "{key}");
        }
    }
}

#[test]
fn a_batch_answers_each_line_in_order() {
    let young = json!({"to": "ZA", "from": ["BR"], "born": "2025-12-06", "at": AT_TEXT});
    let transit = |leg: Value| json!({"to": "ZA", "from": ["DE"], "transit": [leg], "at": AT_TEXT});
    let (answers, status) = batch(&[
        young,
        transit(json!(["ET", 12])),
        transit(json!(["ET", 12.5])),
        transit(json!(["ET"])),
        transit(json!(["ET", null])),
        json!({"to": "ZA", "born": "2027-01-01", "at": AT_TEXT}),
        json!({"to": "nowhere", "at": AT_TEXT}),
        json!({"to": "ZA", "transit": [["ET", -1]]}),
    ]);
    assert_eq!(status, 2);
    let rules: Vec<&str> = answers[..5]
        .iter()
        .map(|line| line["needs"][0]["because"]["rule"].as_str().unwrap())
        .collect();
    assert_eq!(
        rules,
        [
            "too-young",
            "nobody-counts",
            "transit",
            "transit-hours-unknown",
            "transit-hours-unknown"
        ]
    );
    assert_eq!(
        answers[2]["needs"][0]["because"]["facts"],
        json!({"country": "ET", "hours": 12.5, "limit": 12})
    );
    let errors: Vec<&str> = answers[5..]
        .iter()
        .map(|line| line["error"].as_str().unwrap())
        .collect();
    assert_eq!(errors[0], "line 6: the date of birth is after the day of arrival");
    assert!(errors[1].starts_with("line 7: not a case"), "{errors:?}");
    assert!(
        errors[2].starts_with("line 8: the hours are not a number from 0"),
        "{errors:?}"
    );
}

#[test]
fn airports_and_cities_stand_for_their_countries() {
    let ask = |places: &[&str]| {
        let output = greengate()
            .args(["need", "--json", "--at", AT_TEXT])
            .args(places)
            .output()
            .unwrap();
        json_lines(&output.stdout).remove(0)
    };
    let by_airport = ask(&[
        "--to",
        "ACC",
        "--from",
        "gru",
        "--from",
        "LON",
        "--transit",
        "ADD:5",
        "--transit",
        "KE",
    ]);
    let by_country = ask(&[
        "--to",
        "GH",
        "--from",
        "BR",
        "--from",
        "GB",
        "--transit",
        "ET:5",
        "--transit",
        "KE",
    ]);
    assert_eq!(by_airport["needs"], by_country["needs"]);
    assert_eq!(by_airport["needs"][0]["country"], "GH");
    let place = |country: &str, iata: Value| json!({"country": country, "iata": iata});
    assert_eq!(
        by_airport["journey"],
        json!({
            "to": place("GH", json!("ACC")),
            "from": [place("BR", json!("GRU")), place("GB", json!("LON"))],
            "transit": [{"country": "ET", "iata": "ADD", "hours": 5}, {"country": "KE", "iata": null, "hours": null}],
        })
    );
    assert_eq!(by_country["journey"]["to"], place("GH", Value::Null));
    // In a batch, too; a code that is not known is named, another text is not.
    let (answers, status) = batch(&[
        json!({"to": "JNB", "from": ["GRU"], "transit": [["ADD", 12.5], "NBO"], "at": AT_TEXT}),
        json!({"to": "JNB", "from": ["PHH"], "at": AT_TEXT}),
        json!({"to": "JNB", "transit": [["Qqq", 3]], "at": AT_TEXT}),
        json!({"to": "HC1:6BF", "at": AT_TEXT}),
    ]);
    assert_eq!(status, 2);
    assert_eq!(
        answers[0]["journey"]["transit"],
        json!([{"country": "ET", "iata": "ADD", "hours": 12.5}, {"country": "KE", "iata": "NBO", "hours": null}])
    );
    assert_eq!(answers[0]["needs"][0]["because"]["facts"], json!({"country": "BR"}));
    let unknown = "no airport or city with this code is known; name its country";
    assert_eq!(answers[1]["error"], format!("line 2: PHH: {unknown}"));
    assert_eq!(answers[2]["error"], format!("line 3: Qqq: {unknown}"));
    assert_eq!(
        answers[3]["error"],
        "line 4: not a case: a place is neither a country code of two letters nor an airport code of three"
    );
}

#[test]
fn a_journey_of_more_legs_than_anybody_has_is_asked_about() {
    let line = |legs: usize, last: &str| {
        let mut from = vec!["DE"; legs];
        from.push(last);
        json!({"to": "ZA", "from": from, "at": "2026-12-05T10:00:00Z"})
    };
    let (answers, status) = batch(&[line(31, "DE"), line(32, "DE"), line(32, "BR")]);
    let said: Vec<&Value> = answers.iter().map(|answer| &answer["needs"][0]["answer"]).collect();
    assert_eq!(said, ["not-required", "ask", "required"]);
    assert_eq!(answers[1]["conclusion"]["answer"], "look");
    assert_eq!(status, 1);
}

/// A trip of several travellers says at each stop who is covered, and what the others miss.
#[test]
fn a_trip_says_at_each_stop_who_is_covered() {
    let (covered, early) = (dose(400), dose(8));
    let trip = json!({
        "from": "FRA",
        "stops": [{"to": "ACC", "at": "2026-12-05T10:00:00Z"}, {"to": "ZA", "at": "2026-12-08T10:00:00Z"}],
        "travellers": [
            {"name": "covered", "texts": [covered.text]},
            {"name": "early", "texts": [early.text]},
            {"name": "booklet", "paper": "2020-05-01"},
            {"name": "nothing"},
            {"name": "infant", "born": "2026-08-01"},
        ],
        "trust": trust_of(&covered),
    });
    let mut broken = trip.clone();
    broken["stops"] = json!([]);
    let mut too_many = trip.clone();
    too_many["stops"] = json!(vec![trip["stops"][0].clone(); 17]);
    let mut crowd = trip.clone();
    crowd["travellers"] = json!(vec![json!({}); 65]);
    let (answers, status) = batch(&[trip, broken, too_many, crowd]);
    let said = |stop: usize| -> Vec<String> {
        let travellers = answers[0]["stops"][stop]["travellers"].as_array().unwrap();
        let one = |traveller: &Value| {
            let missing = traveller["missing"].as_array().unwrap().len();
            format!(
                "{} {} {missing}",
                traveller["name"].as_str().unwrap(),
                traveller["conclusion"]["answer"].as_str().unwrap()
            )
        };
        travellers.iter().map(one).collect()
    };
    assert_eq!(
        said(0),
        [
            "covered go 0",
            "early stop 1",
            "booklet look 1",
            "nothing stop 1",
            "infant go 0"
        ]
    );
    assert_eq!(
        said(1),
        [
            "covered go 0",
            "early go 0",
            "booklet look 1",
            "nothing stop 1",
            "infant go 0"
        ]
    );
    let stop = &answers[0]["stops"][0];
    assert_eq!(stop["to"], json!({"country": "GH", "iata": "ACC"}));
    let need = &stop["travellers"][1]["needs"][0];
    assert_eq!(need["coverage"]["state"], "not-yet");
    assert_eq!(need["latestVaccination"], "2026-11-25");
    assert_eq!(answers[0]["conclusion"]["answer"], "stop");
    for answer in &answers[1..] {
        assert!(
            answer["error"]
                .as_str()
                .unwrap()
                .contains("not a case: a trip has 1 to"),
            "{answer}"
        );
    }
    assert_eq!(status, 2);
}

#[test]
fn a_certificate_covers_from_the_tenth_day() {
    let (line, status) = to_ghana(&[&dose(10)]);
    assert_eq!((&line["conclusion"]["answer"], status), (&json!("go"), 0), "{line}");
    assert_eq!(
        line["needs"][0]["coverage"],
        json!({"state": "covered", "facts": {"from": "2026-12-05"}})
    );
    assert_eq!(line["passes"][0]["conclusion"]["answer"], "go");
    let (line, status) = to_ghana(&[&dose(9)]);
    assert_eq!(line["conclusion"], json!({"answer": "stop", "because": "requirement"}));
    assert_eq!(status, 1);
    assert_eq!(
        line["needs"][0]["coverage"],
        json!({"state": "not-yet", "facts": {"from": "2026-12-06"}})
    );
    assert_eq!(line["passes"][0]["authentic"], true, "genuine all the same");
    // The older dose of two counts.
    let (line, status) = to_ghana(&[&dose(9), &dose(400)]);
    assert_eq!((&line["needs"][0]["pass"], status), (&json!(1), 0));
}

#[test]
fn other_passes_meet_no_requirement() {
    // A key of its own: one that the list has for ICVPs may not sign it.
    let issuer = Issuer::new(&IssuerOptions {
        seed: "covid".to_owned(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap();
    let covid = issue(&issuer, &PassOptions::new(Kind::Vaccination, 0, AT)).unwrap();
    let (line, status) = to_ghana(&[&covid]);
    let asked = json!({"answer": "stop", "because": "requirement"});
    assert_eq!((&line["conclusion"], status), (&asked, 1));
    assert_eq!(line["passes"][0]["status"], "valid");
    assert_eq!(line["passes"][0]["conclusion"], asked, "what the whole screen follows");
    let (line, _) = to_ghana(&[&icvp(Some(Defect::Forged))]);
    assert_eq!(line["conclusion"], json!({"answer": "stop", "because": "authentic"}));
    // Beside one that covers, a pass that nobody asks for stops nobody.
    let (line, status) = to_ghana(&[&covid, &dose(400)]);
    assert_eq!((&line["conclusion"]["answer"], status), (&json!("go"), 0));
}

#[test]
fn the_age_comes_from_the_pass_if_nobody_states_it() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let made = greengate()
        .args([
            "issue",
            "--pass",
            "icvp",
            "--family",
            "Sample",
            "--given",
            "Ama",
            "--birth-date",
            "2026-06-01",
        ])
        .args(["--at", AT_TEXT, "--format", "text", "--out", out])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let pass = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let pass = pass
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "txt"))
        .unwrap();
    let ask = |born: &[&str]| {
        let output = greengate()
            .args([
                "need", "--to", "ZA", "--from", "BR", "--json", "--at", AT_TEXT, "--trust",
            ])
            .arg(folder.path().join("trust.json"))
            .args(born)
            .arg(&pass)
            .output()
            .unwrap();
        json_lines(&output.stdout)[0]["needs"][0]["because"]["rule"].clone()
    };
    assert_eq!(ask(&[]), "too-young");
    assert_eq!(ask(&["--born", "1990"]), "arrival");
}

#[test]
fn wrong_use_has_status_2() {
    let ran = |arguments: &[&str]| {
        let output = greengate().arg("need").args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let transit = |hours: u16| ran(&["--to", "ZA", "--at", AT_TEXT, "--transit", &format!("DE:{hours}")]).0;
    assert_eq!(transit(MAX_TRANSIT_HOURS), 0);
    assert_eq!(transit(MAX_TRANSIT_HOURS + 1), 2);
    for wrong in [
        &["--from", "BR"][..],
        &["--to", "South Africa"],
        &["--to", "ZA", "--born", "3 February"],
        &["--to", "ZA", "--transit", "ET:long"],
        &["--to", "ACC", "--from", "QQQ"],
        &["--to", "ACC", "--transit", "QQQ:5"],
        &["--to", "ZAF"],
        &["--to", "ZA", "--born", "2990-01-01"],
        &["--to", "ZA", "--requirements", "missing.ggq"],
        &["--to", "ZA", "missing.png"],
        &["--to", "ZA", "--batch", "cases.jsonl"],
    ] {
        let (status, message) = ran(wrong);
        assert_eq!(status, 2, "{wrong:?}: {message}");
        assert!(!message.is_empty(), "{wrong:?}");
    }
    let texts = |count: usize| {
        let (answers, status) = batch(&[json!({"to": "FR", "at": AT_TEXT, "texts": vec!["HELLO"; count]})]);
        (answers[0]["passes"].as_array().map(Vec::len), status)
    };
    assert_eq!(texts(MAX_PASSES), (Some(MAX_PASSES), 1));
    assert_eq!(texts(MAX_PASSES + 1), (None, 2));
}

/// Runs `requirements` and returns status, standard output and standard error.
fn requirements(arguments: &[&str]) -> (i32, String, String) {
    let output = greengate().arg("requirements").args(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    (output.status.code().unwrap(), stdout(&output), message)
}

#[test]
fn a_pack_is_built_shown_and_checked() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (key, pack, unsigned) = (path("key.pem"), path("own.ggq"), path("unsigned.ggq"));
    let made = greengate().args(["trust", "keygen", "-o", &key]).output().unwrap();
    let pin = stdout(&made).trim().to_owned();
    let at = ["--at", "2026-11-27T00:00:00Z"];
    let built = requirements(&[
        "build", TABLES, "--key", &key, "--out", &pack, at[0], at[1], "--serial", "7",
    ]);
    assert_eq!(built.0, 0, "{}", built.2);
    assert!(
        built.2.contains("251 destinations (yellow-fever, polio)"),
        "{}",
        built.2
    );
    let (status, shown, _) = requirements(&["show", "--json", "--publisher", &pin, &pack]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (status, &shown["signature"], &shown["serial"]),
        (0, &json!("verified"), &json!(7))
    );
    assert_eq!(shown["endsAt"], "2027-11-27T00:00:00Z");
    assert_eq!(shown["tables"][0]["rows"].as_array().unwrap().len(), 249);
    assert_eq!(shown["sources"][0]["source"], "WHO22");
    let check = |pack: &str, more: &[&str]| requirements(&[&["check", pack], more].concat());
    let pinned = ["--publisher", pin.as_str()];
    let at_of = |day: &'static str| [&pinned[..], &["--at", day]].concat();
    assert_eq!(check(&pack, &at_of("2026-12-01T00:00:00Z")).0, 0);
    assert_eq!(
        check(&pack, &at_of("2027-11-27T00:00:00Z")).0,
        0,
        "the last instant belongs to it"
    );
    let (status, words, _) = check(&pack, &at_of("2027-11-27T00:00:01Z"));
    assert!(status == 1 && words.contains("too old since 2027-11-27"), "{words}");
    assert_eq!(check(&pack, &[]).0, 1, "nobody says whose it is");
    let (status, _, message) = requirements(&["build", TABLES, "-o", &unsigned]);
    assert!(status == 0 && message.contains("not signed"), "{message}");
    assert_eq!(check(&unsigned, &pinned).0, 2);
    let mut bytes = fs::read(&pack).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&pack, bytes).unwrap();
    let (status, _, message) = check(&pack, &pinned);
    assert!(
        status == 2 && message.contains("the bundle's signature is wrong"),
        "{message}"
    );
    // An own table answers.
    let output = greengate()
        .args(["need", "--to", "FR", "--at", AT_TEXT, "--requirements", &unsigned])
        .output()
        .unwrap();
    assert!(output.status.success() && stdout(&output).contains("France: Not required"));
}

#[test]
fn faults_of_tables_are_named_with_their_place() {
    let folder = TempDir::new().unwrap();
    let tables = Path::new(TABLES).join("yellow-fever");
    for file in ["requirements.csv", "risk.csv", "low_potential.csv"] {
        fs::copy(tables.join(file), folder.path().join(file)).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    assert_eq!(requirements(&["check", path]).0, 0);
    let sound = fs::read_to_string(folder.path().join("requirements.csv")).unwrap();
    let broken = sound.replace("AD,none,,", "AD,none,12,").replace("\nAF,", "\nAE,");
    fs::write(folder.path().join("requirements.csv"), broken).unwrap();
    let (status, faults, message) = requirements(&["check", path]);
    assert_eq!(status, 1);
    let expected = [
        "/requirements.csv, line 2, column min_age_months: an age where no certificate is asked for",
        "/requirements.csv, line 4, column country: AE stands twice, first in line 3",
    ];
    let found: Vec<&str> = faults
        .lines()
        .map(|line| line.strip_prefix(path).unwrap_or(line))
        .collect();
    assert_eq!(found, expected);
    assert!(message.contains("2 faults"));
    let pack = folder.path().join("own.ggq");
    let (status, _, message) = requirements(&["build", path, "-o", pack.to_str().unwrap()]);
    assert!(status == 2 && message.contains("line 4, column country"), "{message}");
    assert!(!pack.exists(), "no pack of faulty tables");
}

#[test]
fn the_shipped_pack_is_verified_and_fresh() {
    let (status, words, _) = requirements(&["check", "--at", AT_TEXT]);
    assert!(status == 0 && words.contains("signature verified"), "{words}");
    // Past its end a person has to decide.
    let output = greengate()
        .args(["need", "--to", "FR", "--json", "--at", "2040-01-01T00:00:00Z"])
        .output()
        .unwrap();
    let line = json_lines(&output.stdout).remove(0);
    assert_eq!(line["conclusion"], json!({"answer": "look", "because": "trust-age"}));
    assert_eq!(output.status.code(), Some(1));
}

/// Text of a boarding pass from São Paulo by Addis Ababa to Accra, on day 339 and 340 of the year.
fn boarding_pass(name: &str) -> String {
    format!("M2{name:<20}EABC123 GRUADDET 0507 339Y012A0025 100XYZ987 ADDACCET 0921 340Y014C0026 100")
}

#[test]
fn a_boarding_pass_is_the_journey() {
    let folder = TempDir::new().unwrap();
    let usual = dose(30);
    let trust = folder.path().join("trust.json");
    fs::write(&trust, trust_of(&usual).to_string()).unwrap();
    let holder = Person::sample(0);
    let surname = holder.family_standard.replace('<', " ");
    let given = holder.given_standard.replace('<', " ");
    let own = boarding_pass(&format!("{surname}/{given}MR").chars().take(20).collect::<String>());
    // The code in a picture says the same as its text.
    let code = folder.path().join("boarding.svg");
    fs::write(&code, Symbol::new(&own).unwrap().svg()).unwrap();
    for argument in [own.as_str(), code.to_str().unwrap()] {
        let output = greengate()
            .args([
                "need",
                "--json",
                "--at",
                "2026-12-06T08:00:00Z",
                "--boarding-pass",
                argument,
                "--trust",
            ])
            .arg(&trust)
            .arg(&usual.text)
            .output()
            .unwrap();
        let answer = &json_lines(&output.stdout)[0];
        assert_eq!(
            answer["journey"]["to"],
            json!({"country": "GH", "iata": "ACC"}),
            "{answer}"
        );
        assert_eq!(answer["journey"]["from"], json!([{"country": "BR", "iata": "GRU"}]));
        assert_eq!(answer["journey"]["transit"][0]["country"], "ET");
        let legs = &answer["boardingPass"]["legs"];
        assert_eq!(
            (&legs[0]["date"], &legs[1]["date"]),
            (&json!("2026-12-05"), &json!("2026-12-06"))
        );
        assert_ne!(answer["boardingPass"]["holders"][0]["match"], "different", "{answer}");
        assert_eq!(
            answer["conclusion"],
            json!({"answer": "go", "because": null}),
            "{answer}"
        );
    }
    // A pass of another person is said.
    let output = greengate()
        .args([
            "need",
            "--at",
            AT_TEXT,
            "--boarding-pass",
            &boarding_pass("QUIGLEY/ZOEMRS"),
            "--trust",
        ])
        .arg(&trust)
        .arg(&usual.text)
        .output()
        .unwrap();
    assert!(
        stdout(&output).contains("names another person than the boarding pass"),
        "{}",
        stdout(&output)
    );
    // What is broken, or goes to an unknown airport, is an error.
    for wrong in [
        own.replace("GRU", "G1U"),
        own.replace("ADDACC", "ADDQQQ"),
        "nothing.png".to_owned(),
    ] {
        let output = greengate().args(["need", "--boarding-pass", &wrong]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
}
