//! Trips: whose passes, accepted where and when, alone or together.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate::{
    issue::{Defect, Issuer, IssuerOptions, PassOptions, Person, issue},
    pass::Kind,
    rules::{Outcome, Remedy, RulePack},
    trust::TrustList,
    verdict::{Context, Plan, Reason, Report, Stop, Trip, plan},
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

fn rule(id: &str, kind: &str, logic: &Value) -> Value {
    json!({"Identifier": id, "Type": "Acceptance", "Country": &id[3..5], "Version": "1.0.0", "SchemaVersion": "1.0.0",
        "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": kind,
        "Description": [{"lang": "en", "desc": format!("Rule {id}")}, {"lang": "de", "desc": format!("Regel {id}")}],
        "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2030-07-01T00:00:00Z", "AffectedFields": [], "Logic": logic})
}

/// FR takes tests of 72 hours, ES wants vaccination and test, IT takes nobody.
fn rules() -> RulePack {
    let present = |group: &str| json!({"if": [{"var": format!("payload.{group}.0")}, true, false]});
    let fresh = json!({"not-after": [{"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
        {"plusTime": [{"var": "payload.t.0.sc"}, 72, "hour"]}]});
    let rules = json!([
        rule("GR-FR-0001", "General", &present("t")),
        rule("TR-FR-0002", "Test", &fresh),
        rule("GR-ES-0001", "General", &json!({"and": [present("v"), present("t")]})),
        rule("GR-IT-0001", "General", &json!(false)),
    ]);
    RulePack::read(rules.to_string().as_bytes(), None).unwrap()
}

fn stop(country: &str, at: OffsetDateTime) -> Stop {
    Stop::to(country, at).from(Some("DE".into()))
}

struct Desk {
    issuer: Issuer,
    trust: TrustList,
}

impl Desk {
    fn new() -> Self {
        let issuer = Issuer::new(&IssuerOptions::demo(NOW)).unwrap();
        let trust = TrustList::read(serde_json::json!([issuer.trust_entry()]).to_string().as_bytes(), "demo").unwrap();
        Self { issuer, trust }
    }

    fn pass(&self, options: PassOptions) -> Vec<String> {
        vec![issue(&self.issuer, &options).unwrap().text]
    }

    fn plan(&self, passes: &[Vec<String>], stops: &[Stop]) -> Plan {
        let rules = rules();
        let context = Context::new(&self.trust, NOW).rules(Some(&rules));
        let horizon = (NOW - Duration::days(30), NOW + Duration::days(30));
        plan(&Trip::new(passes, stops, horizon).language("de"), &context)
    }
}

#[test]
fn a_family_is_told_apart_and_each_of_them_judged() {
    let desk = Desk::new();
    let passes = [
        desk.pass(PassOptions::new(Kind::Vaccination, 0, NOW)),
        desk.pass(PassOptions::new(Kind::Test, 1, NOW)),
        desk.pass(PassOptions::new(Kind::Test, 0, NOW)),
    ];
    let soon = NOW + Duration::hours(1);
    let plan = desk.plan(
        &passes,
        &[stop("FR", soon), stop("ES", soon), stop("IT", soon), stop("PT", soon)],
    );
    let groups: Vec<&[usize]> = plan.people.iter().map(|p| &p.passes[..]).collect();
    assert_eq!(groups, [&[0, 2][..], &[1]]);
    let outcomes = |person: usize| -> Vec<(Outcome, &[usize])> {
        plan.people[person]
            .stops
            .iter()
            .map(|a| (a.outcome, &a.by[..]))
            .collect()
    };
    use Outcome::{Accepted, Refused, Undecided};
    assert_eq!(
        outcomes(0),
        [
            (Accepted, &[2][..]),
            (Accepted, &[0, 2]),
            (Refused, &[]),
            (Undecided, &[])
        ]
    );
    assert_eq!(
        outcomes(1),
        [(Accepted, &[1][..]), (Refused, &[]), (Refused, &[]), (Undecided, &[])]
    );
    // What does it together is said with its rules, in the language asked for.
    let together = plan.people[0].stops[1].together.as_ref().unwrap();
    assert_eq!(together.rules[0].description, "Regel GR-ES-0001");
    assert!(plan.people[0].stops[0].together.is_none());
}

#[test]
fn a_pass_counts_only_while_it_is_genuine_and_current() {
    let desk = Desk::new();
    let mut short = PassOptions::new(Kind::Test, 0, NOW);
    short.lifetime = Duration::hours(24);
    let forged = PassOptions {
        defect: Some(Defect::AlteredContent),
        ..PassOptions::new(Kind::Test, 1, NOW)
    };
    let passes = [desk.pass(short), desk.pass(forged), vec!["HELLO".to_owned()]];
    let plan = desk.plan(
        &passes,
        &[
            stop("FR", NOW + Duration::hours(23)),
            stop("FR", NOW + Duration::hours(25)),
        ],
    );
    assert_eq!(plan.people.len(), 3);
    let of = |person: usize, stop: usize| {
        let answer = &plan.people[person].stops[stop];
        (answer.outcome, answer.passes[0].reason)
    };
    assert_eq!(of(0, 0), (Outcome::Accepted, None));
    assert_eq!(of(0, 1), (Outcome::Refused, Some(Reason::Expired)));
    assert_eq!(of(1, 0), (Outcome::Refused, Some(Reason::BadSignature)));
    assert_eq!(of(2, 0), (Outcome::Refused, Some(Reason::NotAPass)));
    // The rules accept it: all it takes is the same, issued anew.
    assert_eq!(plan.people[0].stops[1].helps, [Remedy::Renew]);
    // Rules of a genuine pass are told though it has run out, those of a forged one never.
    assert!(plan.people[0].stops[1].passes[0].entry.is_some());
    assert!(plan.people[1].stops[0].passes[0].entry.is_none());
    assert!(plan.people[1].stops[0].passes[0].timeline.is_empty());
    // With another list nobody can say.
    let unknown = Desk {
        trust: TrustList::default(),
        ..Desk::new()
    };
    let plan = unknown.plan(&passes[..1], &[stop("FR", NOW)]);
    assert_eq!(plan.people[0].stops[0].outcome, Outcome::Undecided);
}

#[test]
fn the_timeline_is_that_of_the_rules_and_help_is_what_would_do() {
    let desk = Desk::new();
    let at = NOW + Duration::days(20);
    let passes = [desk.pass(PassOptions::new(Kind::Test, 0, NOW))];
    let plan = desk.plan(&passes, &[stop("FR", at)]);
    let answer = &plan.people[0].stops[0];
    assert_eq!(answer.outcome, Outcome::Refused);
    let timeline = &answer.passes[0].timeline;
    let accepted: Vec<_> = timeline.iter().filter(|s| s.outcome == Outcome::Accepted).collect();
    assert_eq!(accepted.len(), 1);
    let payload = greengate::verdict::judge(&passes[0][0], &Context::new(&desk.trust, NOW))
        .payload
        .unwrap();
    let sampled = payload["t"][0]["sc"].as_str().unwrap();
    let sampled = OffsetDateTime::parse(sampled, &time::format_description::well_known::Rfc3339).unwrap();
    assert_eq!(accepted[0].until, sampled + Duration::hours(72));
    assert!(
        timeline
            .windows(2)
            .all(|pair| pair[1].from - pair[0].until <= Duration::SECOND)
    );
    assert!(
        answer
            .helps
            .iter()
            .all(|help| matches!(help, Remedy::Test { at_most_hours: 72, .. }))
    );
    assert_eq!(answer.helps.len(), 2);
}

#[test]
fn a_name_in_other_letters_is_the_same_person() {
    let desk = Desk::new();
    let of = |change: fn(&mut Person)| {
        let mut person = Person::sample(1);
        change(&mut person);
        desk.pass(PassOptions {
            person,
            ..PassOptions::new(Kind::Test, 1, NOW)
        })
    };
    // As one issuer writes it, as another does, on another day of birth, and with another name.
    let passes = [
        of(|_| {}),
        of(|person| person.family_standard = "MUSTERMANN".into()),
        of(|person| person.birth_date = "1901-01-01".into()),
        of(|person| person.given_standard = "KARL".into()),
    ];
    let plan = desk.plan(&passes, &[]);
    let groups: Vec<&[usize]> = plan.people.iter().map(|p| &p.passes[..]).collect();
    assert_eq!(groups, [&[0, 1][..], &[2], &[3]]);
}

#[test]
fn what_the_worker_sends_arrives_whole() {
    let desk = Desk::new();
    let passes = [
        desk.pass(PassOptions::new(Kind::Vaccination, 0, NOW)),
        desk.pass(PassOptions::new(Kind::Test, 0, NOW)),
        vec!["HELLO".to_owned()],
    ];
    let plan = desk.plan(&passes, &[stop("FR", NOW + Duration::days(20)), stop("ES", NOW)]);
    let again: Plan = postcard::from_bytes(&postcard::to_allocvec(&plan).unwrap()).unwrap();
    assert_eq!(again.people.len(), plan.people.len());
    for (was, is) in plan.people.iter().zip(&again.people) {
        assert_eq!(was.holder, is.holder);
        for (was, is) in was.stops.iter().zip(&is.stops) {
            assert_eq!((was.outcome, &was.by, &was.helps), (is.outcome, &is.by, &is.helps));
            assert_eq!(was.passes.len(), is.passes.len());
            for (was, is) in was.passes.iter().zip(&is.passes) {
                assert_eq!((&was.timeline, was.valid_until), (&is.timeline, is.valid_until));
            }
        }
    }
    let context = Context::new(&desk.trust, NOW);
    for texts in &passes {
        let report = greengate::verdict::judge(&texts[0], &context);
        let mut again: Report = postcard::from_bytes(&postcard::to_allocvec(&report).unwrap()).unwrap();
        // The content stays with the worker.
        assert_eq!(again.payload.take(), None);
        let whole: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        assert_eq!(whole, report);
        let mut without = report;
        without.payload = None;
        assert_eq!(again, without);
    }
}

#[test]
fn copies_of_one_pass_are_one_pass() {
    let desk = Desk::new();
    let count = json!({"reduce": [{"var": "payload.v"}, {"+": [{"var": "accumulator"}, 1]}, 0]});
    let rules = json!([rule("GR-FR-0001", "General", &json!({">=": [count, 2]}))]);
    let rules = RulePack::read(rules.to_string().as_bytes(), None).unwrap();
    let context = Context::new(&desk.trust, NOW).rules(Some(&rules));
    let outcome = |passes: &[Vec<String>]| {
        let plan = plan(&Trip::new(passes, &[stop("FR", NOW)], (NOW, NOW)), &context);
        plan.people[0].stops[0].outcome
    };
    let vaccination = PassOptions::new(Kind::Vaccination, 1, NOW);
    let once = desk.pass(vaccination.clone());
    // The same statement, signed again with another expiry.
    let again = desk.pass(PassOptions {
        lifetime: Duration::days(30),
        ..vaccination.clone()
    });
    assert_ne!(once, again);
    let another = desk.pass(PassOptions::new(Kind::Vaccination, 1, NOW - Duration::days(90)));
    assert_eq!(outcome(&[once.clone(), once.clone()]), Outcome::Refused);
    assert_eq!(outcome(&[once.clone(), again]), Outcome::Refused);
    assert_eq!(outcome(&[once, another]), Outcome::Accepted);
}

#[test]
fn an_unknown_day_of_birth_is_the_last_that_it_can_be() {
    let desk = Desk::new();
    let adult = json!({"not-after": [{"dccDateOfBirth": [{"var": "payload.dob"}]},
        {"plusTime": [{"var": "external.validationClock"}, -18, "year"]}]});
    let rules = json!([rule("GR-FR-0001", "General", &adult)]);
    let rules = RulePack::read(rules.to_string().as_bytes(), None).unwrap();
    let context = Context::new(&desk.trust, NOW)
        .rules(Some(&rules))
        .journey(Some(greengate::verdict::Journey::to("FR", NOW)));
    let usual = PassOptions::new(Kind::Vaccination, 1, NOW);
    let statement = greengate::verdict::judge(&desk.pass(usual.clone())[0], &context)
        .payload
        .unwrap();
    let outcome = |birth: &str| {
        let mut statement = statement.clone();
        statement["dob"] = birth.into();
        let options = PassOptions {
            statement: Some(statement),
            ..usual.clone()
        };
        let report = greengate::verdict::judge(&desk.pass(options)[0], &context);
        assert_eq!(report.reason, None, "{birth}: {:?}", report.detail);
        assert_eq!(
            report.holder.unwrap().birth_date.as_deref(),
            Some(birth).filter(|b| !b.is_empty())
        );
        report.entry.unwrap().outcome
    };
    for (birth, wanted) in [
        ("2008-11-24", Outcome::Accepted),
        ("2008-11-25", Outcome::Refused),
        ("2007-00-00", Outcome::Accepted),
        ("2008-00-00", Outcome::Refused),
        ("2008-10-00", Outcome::Accepted),
        ("2008-11-00", Outcome::Refused),
        ("2008-00-20", Outcome::Refused),
        ("2007-00", Outcome::Accepted),
        ("", Outcome::Undecided),
    ] {
        assert_eq!(outcome(birth), wanted, "{birth}");
    }
}
