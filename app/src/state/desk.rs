//! State of the check-in desk: the document to compare with, the party, the counters. All of it is gone when the page
//! closes; only settings stay.

use super::{
    Judged, Shared, browser,
    flight::{Flight, FlightAction, Needs, Traveller},
};
use greengate::{
    pass::Kind,
    person::{Match, Mrz, MrzError, Person},
    verdict::{Answer, Because, Conclusion, Holder, Report},
};
use greengate_app::bridge::{NeedAnswer, NeedQuestion, ScannedCode, SeenBoardingPass};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Seconds until the next pass, unless the user chose another number.
const HOLD: f64 = 8.0;
/// Seconds without use before the screen goes blank.
const BLANK: f64 = 60.0;
/// Milliseconds without seeing a pass after which it has left the view.
const LEFT_MS: f64 = 1_500.0;
/// Milliseconds for which a passport waits for its pass.
const BEFORE_PASS_MS: f64 = 60_000.0;
/// Maximum number of persons in a party.
const MOST_PERSONS: usize = 500;
/// Maximum number of passes that the desk recognises when they are shown again.
const MOST_KNOWN: usize = 10_000;

const HOLD_SETTING: &str = "hold";
const BLANK_SETTING: &str = "blank";
const MUTE_SETTING: &str = "mute";

/// The desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Passport of the person at the desk, or the reason why its zone cannot be read.
    pub document: Option<Result<Mrz, MrzError>>,
    /// The flight that is being checked in.
    pub flight: Flight,
    /// What is known about the traveller at the desk.
    pub traveller: Traveller,
    /// Certificates that the traveller needs.
    pub needs: Needs,
    /// The party that is being checked in.
    pub party: Option<Party>,
    /// The counters of this session.
    pub counters: Counters,
    /// Number of the traveller at the desk: what the camera saw before it was raised is another one's.
    pub number: u32,
    /// Milliseconds since the pass on screen was shown before, and true if no other was shown since.
    pub again: Option<(f64, bool)>,
    /// True if the camera read the pass on screen.
    pub by_camera: bool,
    /// Seconds until the next pass.
    pub hold: f64,
    /// Seconds without use before the screen goes blank.
    pub blank: f64,
    /// True for no sound and no vibration.
    pub mute: bool,
    /// Time when the document was shown, if no pass was on screen; milliseconds.
    document_at: Option<f64>,
    /// Time when the boarding pass was shown, if no pass was on screen; milliseconds.
    boarding_pass_at: Option<f64>,
    /// Times when the pass on screen was first shown, and when the camera last saw it, milliseconds.
    shown_at: f64,
    seen_at: f64,
    /// True if the pass judged last may still lie in front of the camera.
    awaiting_removal: bool,
    /// Passes of this session by fingerprint, with the time when each was last shown.
    known: Vec<(u64, f64)>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            document: None,
            document_at: None,
            boarding_pass_at: None,
            flight: Flight::default(),
            traveller: Traveller::default(),
            needs: Needs::default(),
            party: None,
            counters: Counters::default(),
            number: 0,
            again: None,
            by_camera: false,
            hold: HOLD,
            blank: BLANK,
            mute: false,
            shown_at: 0.0,
            seen_at: 0.0,
            awaiting_removal: false,
            known: Vec::new(),
        }
    }
}

/// Something that happens at the desk.
pub enum DeskAction {
    /// The machine-readable zone of a passport was typed or scanned.
    Document(Option<Result<Mrz, MrzError>>),
    /// The camera read the machine-readable zone of a passport.
    Passport(Mrz),
    /// A party begins (`true`) or ends.
    Party(bool),
    /// Number of persons in the booking.
    PartySize(usize),
    /// Counting starts from zero.
    ResetCounters,
    /// Seconds until the next pass.
    Hold(f64),
    /// Seconds without use before the screen goes blank.
    Blank(f64),
    /// Sound and vibration are switched off (`true`) or on.
    Mute(bool),
}

/// Passes judged in this session, without anything personal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counters {
    /// Number of valid passes.
    pub valid: u32,
    /// Number of other passes, by reason.
    pub invalid: Vec<(&'static str, u32)>,
    /// Number of passes by minute since 1970 and outcome.
    minutes: Vec<((i64, &'static str), u32)>,
    first: Option<f64>,
    /// Minute and outcome of the pass on screen, if it was counted.
    last: Option<(i64, &'static str)>,
}

/// The outcome of a pass for which everything that was asked is answered yes.
const VALID: &str = "valid";

/// The name under which a pass is counted: the reason, or the question that it fails.
fn outcome(report: &Report, conclusion: Conclusion) -> &'static str {
    match (report.reason, conclusion.because) {
        (Some(reason), _) => reason.as_str(),
        (None, because) => because.map_or(VALID, Because::as_str),
    }
}

/// Counts one less of `what`.
fn discount<T: Ord>(counts: &mut Vec<(T, u32)>, what: T) {
    if let Ok(place) = counts.binary_search_by(|(known, _)| known.cmp(&what)) {
        counts[place].1 -= 1;
        if counts[place].1 == 0 {
            counts.remove(place);
        }
    }
}

/// Adds one to the count of `what`; `counts` stays sorted.
fn count<T: Ord>(counts: &mut Vec<(T, u32)>, what: T) {
    match counts.binary_search_by(|(known, _)| known.cmp(&what)) {
        Ok(place) => counts[place].1 += 1,
        Err(place) => counts.insert(place, (what, 1)),
    }
}

impl Counters {
    fn count(&mut self, outcome: &'static str, at: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "minutes of the calendar")]
        let minute = (at / 60_000.0).floor() as i64;
        self.add(minute, outcome);
        self.last = Some((minute, outcome));
        self.first.get_or_insert(at);
    }

    /// Counts the pass that was counted last under another outcome.
    fn recount(&mut self, outcome: &'static str) {
        let Some((minute, before)) = self.last.filter(|(_, before)| *before != outcome) else {
            return;
        };
        if before == VALID {
            self.valid -= 1;
        } else {
            discount(&mut self.invalid, before);
        }
        discount(&mut self.minutes, (minute, before));
        self.add(minute, outcome);
        self.last = Some((minute, outcome));
    }

    fn add(&mut self, minute: i64, outcome: &'static str) {
        if outcome == VALID {
            self.valid += 1;
        } else {
            count(&mut self.invalid, outcome);
        }
        count(&mut self.minutes, (minute, outcome));
    }

    /// Number of passes that are not valid.
    pub fn all_invalid(&self) -> u32 {
        self.invalid.iter().map(|(_, count)| count).sum()
    }

    /// Passes a minute since the first one.
    pub fn per_minute(&self, now: f64) -> f64 {
        let minutes = self.first.map_or(1.0, |first| ((now - first) / 60_000.0).max(1.0));
        f64::from(self.valid + self.all_invalid()) / minutes
    }

    /// Counters as a table (RFC 4180): minute, outcome, number.
    pub fn csv(&self) -> String {
        let mut table = "minute,outcome,passes\r\n".to_owned();
        for ((minute, outcome), count) in &self.minutes {
            let at = time::OffsetDateTime::from_unix_timestamp(minute * 60).ok();
            let at = at.map_or_else(String::new, |at| {
                let (date, time) = (at.date(), at.time());
                let (month, hour, minute) = (u8::from(date.month()), time.hour(), time.minute());
                format!("{:04}-{month:02}-{:02}T{hour:02}:{minute:02}Z", date.year(), date.day())
            });
            table += &format!("{at},{outcome},{count}\r\n");
        }
        table
    }
}

/// Persons of a booking, whose passes are shown one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Party {
    /// Number of persons in the booking.
    pub size: usize,
    /// Persons who have shown a pass.
    pub members: Vec<Member>,
}

impl Party {
    /// Number of persons who have shown everything needed.
    pub fn complete(&self) -> usize {
        self.members.iter().filter(|member| member.missing().is_none()).count()
    }

    fn add(&mut self, report: &Report, conclusion: Conclusion) {
        // Nobody but a forger is left out of the booking.
        let named = report.authentic || conclusion.answer == Answer::Look;
        let holder = report.holder.as_ref().filter(|_| named);
        let Some((holder, person)) = holder.and_then(|h| h.person().map(|person| (h, person))) else {
            return;
        };
        let missing = Missing::after(conclusion);
        if let Some(member) = self.member(&person) {
            member
                .kinds
                .extend(report.kind.filter(|kind| !member.kinds.contains(kind)));
            member.before = Some(member.missing);
            member.conclude(missing);
        } else if self.members.len() < MOST_PERSONS {
            self.members.push(Member {
                name: holder
                    .name
                    .clone()
                    .unwrap_or_else(|| person.standard_name().replace('<', " ")),
                person,
                kinds: report.kind.into_iter().collect(),
                missing,
                before: None,
                is_another: false,
                paper: false,
            });
            self.size = self.size.max(self.members.len());
        }
    }

    /// Adds a person whose paper certificate was checked by hand: the one of the passport, else one without a name.
    fn add_paper(&mut self, person: Option<Person>) {
        let known = person.as_ref().and_then(|person| self.member(person));
        if let Some(member) = known {
            member.paper = true;
            member.missing = None;
        } else if self.members.len() < MOST_PERSONS {
            let name = person.as_ref().map(|person| person.standard_name().replace('<', " "));
            self.members.push(Member {
                name: name.unwrap_or_else(|| format!("{}.", self.members.len() + 1)),
                person: person.unwrap_or_default(),
                kinds: Vec::new(),
                missing: None,
                before: None,
                is_another: false,
                paper: true,
            });
            self.size = self.size.max(self.members.len());
        }
    }

    fn member(&mut self, person: &Person) -> Option<&mut Member> {
        self.members
            .iter_mut()
            .find(|member| member.person.compare(person).is_possible())
    }
}

/// Pass that a person of a party still has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A valid pass.
    Valid,
    /// A pass that the destination accepts.
    Entry,
    /// The certificate that the journey requires.
    Certificate,
    /// A pass of their own: the one shown is another person's.
    Person,
}

/// A person of a party.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Name on the first pass.
    pub name: String,
    person: Person,
    /// Kinds of passes shown so far.
    pub kinds: Vec<Kind>,
    /// Pass still missing, whoever the document belongs to.
    missing: Option<Missing>,
    /// What was missing before the pass on screen, if the person had shown another.
    before: Option<Option<Missing>>,
    /// The document shown with the pass is another person's.
    is_another: bool,
    /// A paper certificate was checked by hand.
    pub paper: bool,
}

impl Missing {
    /// Pass still missing after one with this conclusion.
    fn after(conclusion: Conclusion) -> Option<Self> {
        match conclusion.because {
            None => None,
            Some(Because::Requirement) => Some(Self::Certificate),
            Some(Because::Entry) => Some(Self::Entry),
            Some(_) => Some(Self::Valid),
        }
    }
}

impl Member {
    /// Concludes from what the pass on screen leaves missing. One sufficient pass is enough, or a paper certificate.
    fn conclude(&mut self, missing: Option<Missing>) {
        self.missing = match (self.before, missing) {
            _ if self.paper => None,
            (None, missing) => missing,
            (Some(None), _) | (_, None) => None,
            (Some(Some(Missing::Valid)), better) | (Some(better), _) => better,
        };
    }

    /// Pass or document still missing.
    pub fn missing(&self) -> Option<Missing> {
        if self.is_another {
            Some(Missing::Person)
        } else {
            self.missing
        }
    }
}

/// Number that is the same for every copy of a pass: a hash of the signed bytes if they can be read, else of the texts.
fn fingerprint(report: &Report, texts: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    match &report.fingerprint {
        // A forged copy must not pass for the genuine one.
        Some(signed) => (signed, report.authentic).hash(&mut hasher),
        None => texts.hash(&mut hasher),
    }
    hasher.finish()
}

impl Desk {
    /// Desk with the settings of the last visit.
    pub fn remembered() -> Self {
        let number = |name: &str| browser::setting(name).and_then(|text| browser::number(&text));
        Self {
            hold: number(HOLD_SETTING).map_or(HOLD, clamp_hold),
            blank: number(BLANK_SETTING).map_or(BLANK, clamp_blank),
            mute: browser::setting(MUTE_SETTING).is_some(),
            flight: Flight::kept(),
            ..Self::default()
        }
    }

    pub(super) fn reduce(&mut self, event: DeskAction, report: Option<&Report>) {
        match event {
            DeskAction::Passport(mrz) => self.reduce(DeskAction::Document(Some(Ok(mrz))), report),
            // Without a verdict it belongs to the next pass.
            DeskAction::Document(document) => {
                self.document = document.filter(|read| report.is_some() || read.is_ok());
                match report {
                    Some(report) => self.conclude(report),
                    None => self.document_at = Some(browser::monotonic()),
                }
            }
            DeskAction::Party(true) => {
                let mut party = Party::default();
                if let Some(report) = report {
                    party.add(report, self.settled(report));
                }
                self.party = Some(party);
                if let Some(report) = report {
                    self.conclude(report);
                }
            }
            DeskAction::Party(false) => self.party = None,
            DeskAction::PartySize(size) => {
                if let Some(party) = &mut self.party {
                    party.size = size.min(MOST_PERSONS);
                }
            }
            DeskAction::ResetCounters => self.counters = Counters::default(),
            DeskAction::Hold(seconds) => {
                self.hold = clamp_hold(seconds);
                browser::set_setting(HOLD_SETTING, &browser::written(self.hold));
            }
            DeskAction::Blank(seconds) => {
                self.blank = clamp_blank(seconds);
                browser::set_setting(BLANK_SETTING, &browser::written(self.blank));
            }
            DeskAction::Mute(mute) => {
                self.mute = mute;
                if mute {
                    browser::set_setting(MUTE_SETTING, "yes");
                } else {
                    browser::forget_setting(MUTE_SETTING);
                }
            }
        }
    }

    /// Follows what happens to the flight and its traveller. `report` is the pass on screen.
    pub(super) fn fly(&mut self, event: FlightAction, report: Option<&Report>) {
        match event {
            FlightAction::Set(flight) => {
                flight.keep();
                self.traveller = Traveller {
                    boarding_pass: self.traveller.boarding_pass.take(),
                    ..Traveller::default()
                };
                // Another question is asked: the answer to the one before must not stand beside it.
                if flight.to != self.flight.to || flight.from != self.flight.from {
                    self.needs = Needs::default();
                }
                self.flight = flight;
            }
            FlightAction::Connection(code) => {
                let chosen = &mut self.traveller.connections;
                match chosen.iter().position(|other| *other == code) {
                    Some(place) => {
                        chosen.remove(place);
                    }
                    None => chosen.push(code),
                }
            }
            FlightAction::Elsewhere(places) => self.traveller.elsewhere = places,
            FlightAction::Paper(day) => self.traveller.paper = day,
            FlightAction::BoardingPass(shown) => {
                self.boarding_pass_at = report.is_none().then(browser::monotonic);
                self.traveller.boarding_pass = Some(shown);
                if let Some(report) = report {
                    self.conclude(report);
                }
            }
            FlightAction::NextTraveller => {
                self.traveller = Traveller::default();
                self.document = None;
                self.document_at = None;
                self.boarding_pass_at = None;
                self.number += 1;
            }
            FlightAction::Needs(needs) => {
                // An answer without the pass on screen says nothing about it: the next one will.
                let with_pass = self.needs.with_pass.take().filter(|_| report.is_some());
                self.needs = needs;
                self.needs.with_pass = self.needs.with_pass.take().or(with_pass);
                self.list_paper();
                if let Some(report) = report {
                    self.conclude(report);
                }
            }
            FlightAction::OfPasses(answer) => self.needs.with_pass = Some(answer),
        }
    }

    /// Lists a traveller whose paper certificate was checked and counts on arrival.
    fn list_paper(&mut self) {
        let counts = self
            .needs
            .alone
            .as_ref()
            .is_some_and(|answer| answer.conclusion.answer != Answer::Stop);
        if self.traveller.paper.is_none() || !counts {
            return;
        }
        let person = self.document.as_ref().and_then(|read| read.as_ref().ok());
        let person = person.map(|mrz| mrz.person.clone());
        if let Some(party) = &mut self.party {
            party.add_paper(person);
        }
    }

    /// The question which certificates the traveller needs, without passes.
    pub(super) fn need_question(&self) -> Option<NeedQuestion> {
        let mrz = self.document.as_ref().and_then(|read| read.as_ref().ok());
        let born = mrz.and_then(|mrz| mrz.person.birth.clone());
        self.flight.question(&self.traveller, born)
    }

    /// Answer with the passes on screen.
    pub const fn needs_of_pass(&self) -> Option<&Shared<NeedAnswer>> {
        self.needs.with_pass.as_ref()
    }

    /// Conclusion of a pass with that of the requirements.
    fn settled(&self, report: &Report) -> Conclusion {
        let required = self.needs_of_pass().map_or(Conclusion::GO, |answer| answer.conclusion);
        report.conclusion.worst(required)
    }

    /// Records verdicts that come on screen. `replaced` is the one that was there.
    pub(super) fn shown(&mut self, judged: &[Judged], replaced: Option<&Report>, now: f64, at: f64) {
        let person = |report: &Report| report.holder.as_ref().and_then(Holder::person);
        let before = replaced.and_then(person);
        let now_here = judged.first().and_then(|one| person(&one.report));
        if let (Some(before), Some(now_here)) = (before, now_here)
            && !before.compare(&now_here).is_possible()
        {
            // Nobody pressed "Next": what was known is about the one before.
            self.traveller = Traveller {
                boarding_pass: self.traveller.boarding_pass.take(),
                ..Traveller::default()
            };
            self.number += 1;
        }
        // A document belongs to the pass that it was shown with, or just before.
        let just_before = |at: &mut Option<f64>| at.take().is_some_and(|at| now - at < BEFORE_PASS_MS);
        if !just_before(&mut self.document_at) {
            self.document = None;
        }
        if !just_before(&mut self.boarding_pass_at) {
            self.traveller.boarding_pass = None;
        }
        self.again = None;
        // The one on screen comes last: a document counts it anew.
        for one in judged.iter().rev() {
            let print = fingerprint(&one.report, &one.texts);
            let before = self.known_at(print);
            self.again = self
                .again
                .or(before.map(|before| (now - before, before == self.shown_at)));
            self.known.retain(|(known, _)| *known != print);
            if self.known.len() == MOST_KNOWN {
                self.known.clear();
            }
            self.known.push((print, now));
            // The same pass shown again at once counts as one check.
            if before.is_none_or(|before| before < self.shown_at) || self.shown_at == 0.0 {
                self.counters.count(outcome(&one.report, self.settled(&one.report)), at);
            } else {
                self.counters.last = None;
            }
            let settled = self.settled(&one.report);
            if let Some(party) = &mut self.party {
                party.add(&one.report, settled);
            }
        }
        let is_beside = self.document.is_some() || self.traveller.boarding_pass.is_some();
        if let Some(first) = judged.first().filter(|_| is_beside) {
            self.conclude(&first.report);
        }
        self.awaiting_removal = false;
        (self.shown_at, self.seen_at) = (now, now);
    }

    /// Passport that was shown before its pass.
    pub fn passport_first(&self) -> Option<&Mrz> {
        self.document_at?;
        self.document.as_ref()?.as_ref().ok()
    }

    /// Time when a pass was last shown.
    fn known_at(&self, print: u64) -> Option<f64> {
        let (_, at) = self.known.iter().find(|(known, _)| *known == print)?;
        Some(*at)
    }

    /// True if a camera frame shows something to judge. A verdict stands as long as its bar says, wherever its pass is,
    /// and a pass that was judged is not judged again until it has left the view.
    pub(super) fn is_another(&mut self, codes: &[ScannedCode], shown: bool, now: f64) -> bool {
        // A picture may show several passes at once.
        let judged = codes.iter().all(|code| {
            let print = fingerprint(&code.report, std::slice::from_ref(&code.text));
            self.known_at(print) == Some(self.shown_at)
        });
        if !judged {
            self.awaiting_removal = false;
            return true;
        }
        if !codes.is_empty() {
            self.seen_at = now;
        } else if now - self.seen_at > LEFT_MS {
            self.awaiting_removal = false;
        }
        !shown && !self.awaiting_removal
    }

    /// Takes the verdict off the screen, and the document with it. A pass that came by the camera may still lie there.
    pub(super) fn done(&mut self) {
        self.document = None;
        self.document_at = None;
        self.boarding_pass_at = None;
        self.again = None;
        self.needs.with_pass = None;
        self.traveller = Traveller::default();
        self.number += 1;
        self.awaiting_removal = self.by_camera;
        self.seen_at = browser::monotonic();
    }

    /// Time when the verdict was shown, which tells verdicts apart.
    pub const fn shown_at(&self) -> f64 {
        self.shown_at
    }

    pub(super) fn due(&self) -> Option<f64> {
        // Somebody who compares a document needs time.
        self.document.is_none().then_some(self.shown_at + self.hold * 1_000.0)
    }

    /// The answer to everything that was asked, the document beside the pass included.
    pub fn conclusion(&self, report: &Report) -> Conclusion {
        let settled = self.settled(report);
        let holder = self.comparison(report);
        let settled = holder.map_or(settled, |(_, comparison)| {
            settled.worst(Conclusion::of_holder(&comparison))
        });
        let shown = self.other_name(report.holder.as_ref().and_then(Holder::person).as_ref());
        shown.map_or(settled, |_| settled.worst(Conclusion::of_passenger()))
    }

    /// The boarding pass, if it names another person than this one.
    pub fn other_name(&self, person: Option<&Person>) -> Option<&SeenBoardingPass> {
        let shown = self.traveller.boarding_pass.as_ref()?;
        (!shown.passenger.compare(person?).is_possible()).then_some(shown)
    }

    /// True if a passport is the next traveller's: the one on screen has shown their own already.
    pub(super) fn is_next_passport(&self, mrz: &Mrz, report: &Report) -> bool {
        let confirmed = self.comparison(report).is_some_and(|(_, same)| same.is_possible());
        let person = report.holder.as_ref().and_then(Holder::person);
        confirmed && person.is_some_and(|person| !mrz.compare(&person).is_possible())
    }

    /// True if a boarding pass is the next traveller's: the one on screen has shown another one already.
    pub(super) fn is_next_boarding_pass(&self, shown: &SeenBoardingPass, report: &Report) -> bool {
        let held = self.traveller.boarding_pass.as_ref();
        let person = report.holder.as_ref().and_then(Holder::person);
        held.is_some_and(|held| held.name != shown.name)
            && person.is_none_or(|person| !shown.passenger.compare(&person).is_possible())
    }

    /// Counts the pass on screen, and lists its holder, by what the document says.
    fn conclude(&mut self, report: &Report) {
        let (conclusion, settled) = (self.conclusion(report), self.settled(report));
        self.counters.recount(outcome(report, conclusion));
        let person = report.holder.as_ref().and_then(Holder::person);
        if let (Some(party), Some(person)) = (&mut self.party, person)
            && let Some(member) = party.member(&person)
        {
            member.conclude(Missing::after(settled));
            member.is_another = conclusion.answer == Answer::Stop && conclusion.because == Some(Because::Holder);
        }
    }

    /// Result of comparing the passport with the pass, if a passport was read.
    pub fn comparison(&self, report: &Report) -> Option<(&Mrz, Match)> {
        let mrz = self.document.as_ref()?.as_ref().ok()?;
        let person = report.holder.as_ref()?.person()?;
        Some((mrz, mrz.compare(&person)))
    }
}

fn clamp_hold(seconds: f64) -> f64 {
    if seconds.is_finite() {
        browser::within(seconds, 2.0, 120.0)
    } else {
        HOLD
    }
}

fn clamp_blank(seconds: f64) -> f64 {
    if seconds.is_finite() {
        browser::within(seconds, 10.0, 3_600.0)
    } else {
        BLANK
    }
}
