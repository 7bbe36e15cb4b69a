//! A trip of several travellers: at each stop, who has the certificates that it requires.

use super::route::named_place;
use crate::Outcome;
use anyhow::{Result, anyhow, bail};
use greengate::{
    limits::{MAX_MEMBERS, MAX_STOPS, MAX_TRIP_PASSES},
    requirements::{Disease, PartialDate, RequirementPack},
    trust::TrustList,
    verdict::{Conclusion, Context, Member, MemberNeeds, PaperCertificate, Stop, latest_vaccination, party_needs},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// A line of a batch file with several stops and travellers.
#[derive(Deserialize)]
pub struct Trip {
    stops: Vec<Border>,
    /// Where the trip begins.
    from: Option<String>,
    travellers: Vec<Traveller>,
    trust: Option<Value>,
}

#[derive(Deserialize)]
struct Border {
    to: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

#[derive(Deserialize)]
struct Traveller {
    name: Option<String>,
    born: Option<String>,
    /// Day of the yellow-fever vaccination on paper that a person has checked.
    paper: Option<String>,
    #[serde(default)]
    texts: Vec<String>,
}

impl Trip {
    /// Answers as JSON: a list of stops, each with its travellers.
    pub fn answer(self, pack: &RequirementPack, context: &Context) -> Result<(Value, Outcome)> {
        if self.stops.is_empty() || self.stops.len() > MAX_STOPS {
            bail!("not a case: a trip has 1 to {MAX_STOPS} stops");
        }
        if self.travellers.is_empty() || self.travellers.len() > MAX_MEMBERS {
            bail!("not a case: a trip has 1 to {MAX_MEMBERS} travellers");
        }
        let own_trust = self.trust.map(|list| TrustList::from_json(list, "batch")).transpose()?;
        let context = context.trust(own_trust.as_ref().unwrap_or(context.trust));
        let places = self.stops.iter().map(|stop| named_place(&stop.to));
        let places = places.collect::<Result<Vec<_>>>()?;
        let departure = self.from.as_deref().map(named_place).transpose()?;
        let mut departure = departure.map(|place| place.country.to_string());
        let stops = places.iter().zip(&self.stops);
        let stops = stops.map(|(place, stop)| Stop::to(place.country.to_string(), stop.at).from(departure.take()));
        let stops: Vec<Stop> = stops.collect();
        let members = self.travellers.iter().map(Traveller::member);
        let members = members.collect::<Result<Vec<_>>>()?;
        let found = party_needs(&members, &stops, pack, &context);
        let conclusions = found.iter().flatten().map(|member| member.conclusion);
        let conclusion = conclusions.fold(Conclusion::GO, Conclusion::worst);
        let mut answers = Vec::new();
        for ((place, stop), members) in places.iter().zip(&stops).zip(&found) {
            let named = self.travellers.iter().zip(members);
            let travellers = named.map(|(traveller, found)| said(traveller, found, stop));
            let travellers = travellers.collect::<Result<Vec<_>>>()?;
            answers.push(json!({"to": place, "at": stop.at.date().to_string(), "travellers": travellers}));
        }
        let outcome = if conclusion.is_go() {
            Outcome::Good
        } else {
            Outcome::Bad
        };
        Ok((json!({"stops": answers, "conclusion": conclusion}), outcome))
    }
}

/// Answer for a traveller at a stop: the needs, and the names of the diseases that are still open.
fn said(traveller: &Traveller, found: &MemberNeeds, stop: &Stop) -> Result<Value> {
    let mut needs = Vec::new();
    for (need, check) in found.needs.iter().zip(&found.checks) {
        let mut said = serde_json::to_value(need)?;
        said["coverage"] = serde_json::to_value(check.coverage)?;
        said["pass"] = json!(check.pass);
        let latest = latest_vaccination(need.disease, stop.at.date());
        said["latestVaccination"] = json!(latest.map(|day| day.to_string()));
        needs.push(said);
    }
    let missing: Vec<&str> = found.missing().map(|(need, _)| need.disease.as_str()).collect();
    Ok(json!({"name": traveller.name, "needs": needs, "missing": missing, "conclusion": found.conclusion}))
}

impl Traveller {
    fn member(&self) -> Result<Member> {
        if self.texts.len() > MAX_TRIP_PASSES {
            bail!("more than {MAX_TRIP_PASSES} passes for one traveller of a trip");
        }
        let born = self.born.as_deref().map(super::born).transpose();
        let paper = self.paper.as_deref().map(|day| {
            let vaccinated = PartialDate::parse(day).ok_or_else(|| anyhow!("not a case: \"paper\" is not a day"))?;
            Ok::<_, anyhow::Error>(PaperCertificate::new(Disease::YellowFever, vaccinated.latest()))
        });
        let papers = paper.transpose()?.into_iter().collect();
        let texts: Vec<_> = self.texts.iter().map(|text| (String::new(), text.clone())).collect();
        let passes = super::grouped(&texts).into_iter().map(|(_, codes)| codes);
        Ok(Member::new(passes.collect())
            .papers(papers)
            .born(born.map_err(|error| anyhow!(error))?))
    }
}
