//! Certificates that a journey requires: by the pack of requirements that comes with the app.

use greengate::{
    country::Country,
    person::Match,
    requirements::{
        self, Ages, Airports, ArrivalRule, Because, Disease, Leg, Legs, Need, PartialDate, Requirement,
        RequirementPack, Row, Travel,
    },
    trust::{BundleError, Pin},
    verdict::{
        Conclusion, Coverage, NeedCheck, PaperCertificate, Report, birth_date, counts_from, latest_vaccination,
        settle_with_paper,
    },
};
use greengate_app::bridge::{self, NeedAnswer, NeedLines, NeedQuestion, Sentence, Value};
use std::sync::OnceLock;
use time::{Date, OffsetDateTime};

/// The pack that comes with the app (docs/REQUIREMENTS.md).
const PACK: &[u8] = include_bytes!("../../../www/requirements/default.ggq");
/// The pin of its publisher, whose private key was thrown away.
const PUBLISHER: &str = include_str!("../../../www/requirements/publisher.txt");

/// Countries of airports (docs/REQUIREMENTS.md).
const AIRPORTS: &[u8] = include_bytes!("../../../www/requirements/airports.bin");

/// The requirements to answer by.
struct Source<'a> {
    pack: &'a RequirementPack,
    /// Says which pack it is, if it did not come with the app.
    own: Option<Sentence>,
}

/// Answers questions, both in postcard bytes. A pack that the device has beside the app's, by its name, answers in its
/// place; one of these publishers only while the app's is not newer.
///
/// # Errors
/// A sentence if a pack cannot be used, or a question cannot be read or has no day.
pub fn answers(questions: &[u8], own: Option<&(String, Vec<u8>)>, publishers: &[String]) -> Result<Vec<u8>, String> {
    let questions: Vec<NeedQuestion> = postcard::from_bytes(questions).map_err(|error| error.to_string())?;
    let shipped = shipped()?;
    let own = match own {
        Some((name, bytes)) => {
            let pack = RequirementPack::read_unverified(bytes).map_err(|error| error.to_string())?;
            let checked = RequirementPack::verify(bytes, &pins(publishers)).is_ok();
            let used = !checked || pack.header.issued_at > shipped.header.issued_at;
            used.then(|| (own_table(name, checked), pack))
        }
        None => None,
    };
    let source = Source {
        pack: own.as_ref().map_or(shipped, |(_, pack)| pack),
        own: own.as_ref().map(|(says, _)| says.clone()),
    };
    let answers = questions.iter().map(|question| answer(&source, question));
    let answers = answers.collect::<Result<Vec<NeedAnswer>, String>>()?;
    postcard::to_allocvec(&answers).map_err(|error| error.to_string())
}

fn own_table(name: &str, checked: bool) -> Sentence {
    let name = Value::Text(name.to_owned());
    if checked {
        Sentence::new("need-own", [("name", name)])
    } else {
        Sentence::new("rules-not-checked", [("names", name)])
    }
}

fn pins(publishers: &[String]) -> Vec<Pin> {
    publishers.iter().filter_map(|pin| Pin::from_base64(pin).ok()).collect()
}

/// Checks if a pack may be used; true if one of these publishers signed it. A pack that a host offers must be, and must be
/// current and newer than the one in use (`held`, empty without one). What a person imported stays.
///
/// # Errors
/// A sentence that says why not.
pub fn may_use(bytes: &[u8], held: Option<&[u8]>, publishers: &[String], at: f64) -> Result<bool, String> {
    let pins = pins(publishers);
    let read = |bytes: &[u8]| RequirementPack::read(bytes, &pins).map_err(|error| error.to_string());
    let Some(held) = held else {
        let signature = RequirementPack::verify(bytes, &pins);
        // A publisher's pack that somebody altered is refused, whoever imports it.
        if signature == Err(BundleError::BadSignature.into()) {
            return Err(BundleError::BadSignature.to_string());
        }
        RequirementPack::read_unverified(bytes).map_err(|error| error.to_string())?;
        return Ok(signature.is_ok());
    };
    let offered = read(bytes)?.header;
    let serial = if held.is_empty() {
        None
    } else {
        Some(read(held)?.header.serial)
    };
    if serial == Some(offered.serial) {
        return Err(BundleError::SameSerial(offered.serial).to_string());
    }
    let replaced = offered.may_replace(serial, instant(at));
    replaced.map(|()| true).map_err(|error| error.to_string())
}

/// The pack that comes with the app.
fn shipped() -> Result<&'static RequirementPack, String> {
    static READ: OnceLock<Result<RequirementPack, String>> = OnceLock::new();
    let pack = READ.get_or_init(|| {
        let pin = Pin::from_base64(PUBLISHER.trim()).map_err(|error| error.to_string())?;
        RequirementPack::read(PACK, &[pin]).map_err(|error| error.to_string())
    });
    pack.as_ref().map_err(Clone::clone)
}

/// The answer for everybody whom the passes name: the worst one, because nobody may travel on another person's pass.
fn answer(source: &Source, question: &NeedQuestion) -> Result<NeedAnswer, String> {
    let answers = by_person(&question.reports).into_iter().map(|reports| {
        let of_one = NeedQuestion {
            reports,
            ..question.clone()
        };
        of_traveller(source, &of_one)
    });
    let worse = |a: NeedAnswer, b: NeedAnswer| {
        if a.conclusion.worst(b.conclusion) == a.conclusion {
            a
        } else {
            b
        }
    };
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    Ok(answers.into_iter().reduce(worse).unwrap_or_else(NeedAnswer::missing))
}

/// Passes by the person whom they name; one group without any passes.
fn by_person(reports: &[Report]) -> Vec<Vec<Report>> {
    let person = |report: &Report| report.holder.as_ref()?.person();
    let is_other = |a: &Report, b: &Report| {
        let compared = person(a).zip(person(b)).map(|(a, b)| a.compare(&b));
        matches!(compared, Some(Match::Different { .. }))
    };
    let mut groups: Vec<Vec<Report>> = vec![Vec::new()];
    for report in reports {
        let own = groups
            .iter_mut()
            .find(|group| group.iter().all(|other| !is_other(other, report)));
        match own {
            Some(group) => group.push(report.clone()),
            None => groups.push(vec![report.clone()]),
        }
    }
    groups
}

fn of_traveller(source: &Source, question: &NeedQuestion) -> Result<NeedAnswer, String> {
    let day = PartialDate::parse(&question.day).and_then(PartialDate::day);
    let day = day.ok_or_else(|| format!("{} is no day", question.day))?;
    let airports = airports()?;
    let typed = Legs::parse(&question.from, airports);
    let mut unknown = typed.unknown.clone();
    let from = typed.legs.iter().map(shown).collect();
    let to = requirements::place(&question.to, airports);
    if to.is_none() && !question.to.trim().is_empty() {
        unknown.insert(0, question.to.trim().to_owned());
    }
    let named = named(&question.connections, airports);
    let mut reports = question.reports.clone();
    let Some(to) = to else {
        return Ok(NeedAnswer {
            unknown,
            to: None,
            from,
            named,
            conclusion: Conclusion::OPEN_REQUIREMENT,
            needs: Vec::new(),
        });
    };
    let mut travel = traveller(typed.of(Travel::to(to, day)), question);
    // Without a country to come from the journey is not known.
    travel.incomplete |= typed.legs.is_empty();
    let pack = source.pack;
    let needs = pack.needs(&travel);
    let papers: Vec<PaperCertificate> = paper(question).into_iter().collect();
    let check = settle_with_paper(&needs, &mut reports, &papers, day);
    let at = instant(question.at);
    let required = check.needs.iter().map(|check| check.conclusion);
    let conclusion = required.fold(Conclusion::of_requirements(&pack.header, at), Conclusion::worst);
    let lines = needs.iter().zip(&check.needs);
    let needs = lines
        .map(|(need, check)| {
            Lines {
                pack,
                own: source.own.as_ref(),
                need,
                check,
                day,
                now: at,
                open: travel.incomplete,
            }
            .draw()
        })
        .collect();
    Ok(NeedAnswer {
        unknown,
        to: Some(to.to_string()),
        from,
        named,
        conclusion,
        needs,
    })
}

fn instant(milliseconds: f64) -> OffsetDateTime {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, and such a time is out of range"
    )]
    let seconds = (milliseconds / 1_000.0) as i64;
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The traveller of a journey: of the age that the passport says, else that all genuine passes agree on.
fn traveller(travel: Travel, question: &NeedQuestion) -> Travel {
    let born = question.born.as_deref().and_then(PartialDate::parse);
    let born = born.or_else(|| birth_date(&question.reports));
    travel.born(born)
}

fn paper(question: &NeedQuestion) -> Option<PaperCertificate> {
    let vaccinated = PartialDate::parse(question.paper.as_deref()?)?;
    Some(PaperCertificate::new(Disease::YellowFever, vaccinated.latest()))
}

/// Countries of airports.
fn airports() -> Result<&'static Airports, String> {
    static READ: OnceLock<Result<Airports, String>> = OnceLock::new();
    let airports = READ.get_or_init(|| Airports::read(AIRPORTS).map_err(|error| error.to_string()));
    airports.as_ref().map_err(Clone::clone)
}

/// Countries of the codes that are known, whatever the traveller did there.
fn named(codes: &[String], airports: &Airports) -> Vec<bridge::Leg> {
    let named = codes.iter().filter_map(|code| {
        let leg = Legs::parse(code, airports).legs.into_iter().next()?;
        Some(bridge::Leg {
            code: code.clone(),
            country: leg.place.country.to_string(),
        })
    });
    named.collect()
}

/// A leg as the page shows it.
fn shown(leg: &Leg) -> bridge::Leg {
    let country = leg.place.country.to_string();
    bridge::Leg {
        code: leg.place.iata.clone().unwrap_or_else(|| country.clone()),
        country,
    }
}

/// What is drawn about one disease.
struct Lines<'a> {
    pack: &'a RequirementPack,
    /// Says which pack it is, if it did not come with the app.
    own: Option<&'a Sentence>,
    need: &'a Need,
    check: &'a NeedCheck,
    /// Day of arrival.
    day: Date,
    /// Time of the check.
    now: OffsetDateTime,
    /// True if the journey is not wholly known.
    open: bool,
}

impl Lines<'_> {
    /// The answer in sentences.
    fn draw(&self) -> NeedLines {
        let need = self.need;
        let latest = latest_vaccination(need.disease, self.day);
        let needed = need.answer != Requirement::NotRequired;
        let met = matches!(
            self.check.coverage,
            Some(Coverage::Covered { .. } | Coverage::Paper { .. })
        );
        let mut lines = Vec::new();
        if self.open && need.because == Because::NobodyCounts {
            lines.push(Sentence::new("need-say-from", []));
        } else {
            lines.push(self.why());
        }
        if need.partial
            && let Some(at_risk) = need.because.country()
        {
            lines.push(Sentence::new("need-partial", [("country", country(at_risk))]));
        }
        if need.age_unknown {
            lines.push(Sentence::new("need-age", [("who", travellers(need.ages))]));
        }
        lines.extend(self.own.cloned());
        // Then the pack is too old to be relied on.
        if self.now > self.pack.header.expires_at {
            let end = self.pack.header.expires_at.date();
            lines.push(Sentence::new("need-old", [("day", day(end))]));
        }
        let day_of_check = self.now.date();
        let latest = latest.filter(|_| needed && !met);
        // Who was vaccinated already gains nothing by another vaccination.
        let vaccinated = matches!(
            self.check.coverage,
            Some(Coverage::NotYet { .. } | Coverage::OtherForm { .. } | Coverage::OtherDomain { .. })
        );
        if !vaccinated
            && latest.is_some_and(|latest| latest < day_of_check)
            && let Some(counts) = counts_from(need.disease, day_of_check)
        {
            lines.push(Sentence::new("need-too-late", [("day", day(counts))]));
        }
        NeedLines {
            disease: match need.disease {
                Disease::YellowFever => Sentence::new("need-yellow-fever", []),
                Disease::Polio => Sentence::new("need-polio", []),
                another => Sentence::new(another.as_str(), []),
            },
            answer: need.answer,
            conclusion: self.check.conclusion,
            headline: self.headline(),
            lines,
            note: need.note.clone(),
            source: self.source(),
            source_day: self.source_day(),
            latest: latest
                .filter(|latest| *latest >= day_of_check)
                .map(|latest| latest.to_string()),
        }
    }

    fn headline(&self) -> Sentence {
        let plain = |message| Sentence::new(message, []);
        let from = |message, date| Sentence::new(message, [("day", day(date))]);
        match (self.need.answer, self.check.coverage) {
            (Requirement::NotRequired, _) => plain("need-not-required"),
            (Requirement::Ask, Some(Coverage::Covered { from: date } | Coverage::NotYet { from: date })) => {
                from("need-counts", date)
            }
            (Requirement::Ask, Some(Coverage::Paper { from: date })) => from("need-counts-paper", date),
            (_, Some(Coverage::Covered { from: date })) => from("need-covered", date),
            (_, Some(Coverage::Paper { from: date })) => from("need-paper", date),
            (_, Some(Coverage::NotYet { from: date })) => from("need-not-yet", date),
            (_, Some(Coverage::NoLonger { until: date })) => from("need-no-longer", date),
            (_, Some(Coverage::OtherForm { from: date })) => from("need-other-form", date),
            (_, Some(Coverage::OtherDomain { from: date })) => from("need-other-domain", date),
            (Requirement::Ask, _) => plain("need-ask"),
            (Requirement::Required, _) => plain("need-required"),
        }
    }

    fn row(&self) -> Option<&Row> {
        let table = self.pack.tables.iter().find(|table| table.disease == self.need.disease);
        table?.row(self.need.country)
    }

    /// Sentence that says which rule and which leg made it so.
    fn why(&self) -> Sentence {
        let need = self.need;
        let (to, who) = (country(need.country), travellers(need.ages));
        let few = self.row().is_some_and(|row| !row.only_from.is_empty());
        let risk = Value::Sentence(Box::new(Sentence::new(
            if few { "need-risk-few" } else { "need-risk" },
            [],
        )));
        let to = ("to", to);
        match need.because {
            Because::NoRequirement => Sentence::new("need-why-nobody", [to]),
            Because::NobodyCounts => {
                let (message, limit) = match self.row().map(|row| row.rule) {
                    Some(ArrivalRule::FromRiskOrTransit { hours }) => ("need-why-no-leg-or-transit", hours),
                    _ => ("need-why-no-leg", 0),
                };
                Sentence::new(message, [to, ("who", who), ("risk", risk), ("hours", hours(limit))])
            }
            Because::Arrival { country: leg } => Sentence::new(
                "need-why-stay",
                [to, ("who", who), ("risk", risk), ("country", country(leg))],
            ),
            Because::Transit {
                country: leg, limit, ..
            } => Sentence::new(
                "need-why-transit",
                [
                    to,
                    ("who", who),
                    ("risk", risk),
                    ("country", country(leg)),
                    ("hours", hours(limit)),
                ],
            ),
            Because::TransitHoursUnknown { country: leg, limit } => Sentence::new(
                "need-why-hours",
                [
                    to,
                    ("who", who),
                    ("risk", risk),
                    ("country", country(leg)),
                    ("hours", hours(limit)),
                ],
            ),
            Because::EveryArrival => Sentence::new("need-why-everybody", [to, ("who", who)]),
            Because::TooYoung { .. } => Sentence::new("need-why-young", [to, ("who", who)]),
            Because::TooOld { .. } => Sentence::new("need-why-old", [to, ("who", who)]),
            Because::Disputed => Sentence::new("need-why-disputed", [to]),
            Because::UnknownCountry { country: leg } => {
                Sentence::new("need-why-country", [("country", Value::Text(leg.to_string()))])
            }
            Because::Exit { country: leg } => Sentence::new("need-why-exit", [("country", country(leg))]),
            _ => Sentence::new("need-why-unknown", [to]),
        }
    }

    /// Sources of the row.
    fn source(&self) -> Sentence {
        match self.need.source.as_deref() {
            Some(source) => {
                let names = self.pack.source_names(source).join("; ");
                Sentence::new("need-source", [("source", Value::Text(names))])
            }
            None => Sentence::new("need-no-source", []),
        }
    }

    /// Date of the newest source, else the day on which the pack was compiled.
    fn source_day(&self) -> String {
        let made = || self.pack.header.issued_at.date().to_string();
        self.need.source_date.clone().unwrap_or_else(made)
    }
}

fn country(code: Country) -> Value {
    Value::Country(code.to_string())
}

fn day(day: Date) -> Value {
    Value::Day(day.to_string())
}

fn hours(limit: u8) -> Value {
    Value::Number(limit.into())
}

/// Travellers of the ages that are asked.
fn travellers(ages: Ages) -> Value {
    let number = |n: u8| Value::Number(n.into());
    let years = |months: u8| (months > 12 && months.is_multiple_of(12) || months == 12).then_some(months / 12);
    Value::Sentence(Box::new(match (ages.min_months, ages.max_years) {
        (None, None) => Sentence::new("need-who-all", []),
        (Some(min), None) => match years(min) {
            Some(n) => Sentence::new("need-who-years", [("n", number(n))]),
            None => Sentence::new("need-who-months", [("n", number(min))]),
        },
        (None, Some(max)) => Sentence::new("need-who-up-to", [("max", number(max))]),
        (Some(min), Some(max)) => match years(min) {
            Some(n) => Sentence::new("need-who-years-to", [("n", number(n)), ("max", number(max))]),
            None => Sentence::new("need-who-months-to", [("n", number(min)), ("max", number(max))]),
        },
    }))
}
