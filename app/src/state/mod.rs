//! State of the page and its transitions.

mod desk;
#[cfg(test)]
mod fake_browser;
mod flight;
mod shared;
#[cfg(test)]
mod tests;
mod trip;

use desk::Counters;
pub use desk::{Desk, DeskAction, Missing, Party};
pub use flight::{Flight, FlightAction, Needs, field};
pub use shared::Shared;
pub use trip::{StopChange, Trip, TripAction, TripPass, TripStop};

#[cfg(not(test))]
use crate::browser;
use crate::wedge::Layout;
pub use crate::{
    camera::Shown as Camera,
    notice::{ClockFault, Notice},
};
#[cfg(test)]
use fake_browser as browser;
use greengate::{
    frame::Hint,
    pass::Recognised,
    trust::Environment,
    verdict::{Conclusion, Reason, Report},
};
use greengate_app::bridge::{FrameResult, Journey, NeedAnswer, NeedQuestion, Outline, RulesState, TrustState};
use std::{mem::take, rc::Rc};
use yew::Reducible;

/// Purpose that the page serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Anyone checks a pass.
    #[default]
    Scan,
    /// Staff at a check-in desk.
    Desk,
    /// A traveller with the passes of a family.
    Trip,
}

/// A pass with its verdict. The page keeps its texts while it shows the pass, to judge it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub report: Report,
    /// Its texts.
    pub texts: Vec<String>,
}

/// A pass of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPass {
    /// File name without ending.
    pub id: String,
    /// Messages of its title, with spaces between them.
    pub messages: String,
}

/// The demo's passes; empty until they are loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demo {
    /// True while the demo's own list judges everything.
    pub on: bool,
    /// The passes to try.
    pub passes: Vec<DemoPass>,
}

/// Everything that the views draw.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Purpose that the page serves.
    pub mode: Mode,
    /// The camera.
    pub camera: Camera,
    /// The verdict on screen.
    pub report: Option<Judged>,
    /// Further verdicts from the same picture.
    pub more: Vec<Report>,
    /// True while the page hides its content because nobody used it for a while.
    pub hidden: bool,
    /// Keyboard layouts of the hardware scanner and of this computer, if they differ.
    pub layouts: Option<(Layout, Layout)>,
    /// True if a newer version of the app is on the device.
    pub new_version: bool,
    /// The check-in desk.
    pub desk: Desk,
    /// The trip.
    pub trip: Trip,
    /// True while the camera sees a code that is not a pass; scanning goes on.
    pub not_a_pass: bool,
    /// True while the camera sees a passport whose zone it cannot read.
    pub unclear_zone: bool,
    /// Kind of that code, if it is recognised.
    pub recognised: Option<Recognised>,
    /// Place of the code in the camera picture.
    pub outline: Option<Outline>,
    /// Advice that would help to read it.
    pub hint: Option<Hint>,
    /// Hint of the last frames, and the number of frames in a row that agreed on it.
    hinted: (Option<Hint>, u8),
    /// A message to the user.
    pub notice: Option<Notice>,
    /// The trust lists in use; `None` until the worker has reported them.
    pub trust: Option<TrustState>,
    /// Fault of the device's clock.
    pub clock: Option<ClockFault>,
    /// The journey that entry is judged for.
    pub journey: Option<Journey>,
    /// The entry rules in use.
    pub rules: RulesState,
    /// Number of codes seen of a card that consists of several, and number of all its codes.
    pub card: Option<(usize, usize)>,
    /// True while a file or text is being judged.
    pub busy: bool,
    /// The demo.
    pub demo: Demo,
    /// Trip, party and counters that wait while the demo has its own.
    aside: Option<(Trip, Option<Party>, Counters)>,
}

/// Something that changes the state.
pub enum Action {
    /// The state of the camera changed.
    Camera(Camera),
    /// The worker read a camera frame.
    Frame(FrameResult),
    /// The camera sees a passport whose zone it cannot read, or no more.
    Unclear(bool),
    /// A file or text is on its way to the worker.
    Busy,
    /// A file or text was judged.
    Reports(Vec<Judged>),
    /// The text of a hardware scanner was repaired by assuming these layouts.
    Layouts(Layout, Layout),
    /// The time of [`State::due`] has come.
    Due,
    /// Nobody has used the page for a while (`true`), or somebody does again.
    Hidden(bool),
    /// A newer version of the app is on the device.
    NewVersion,
    /// Something at the desk.
    Desk(DeskAction),
    /// Something about the flight and its travellers.
    Flight(FlightAction),
    /// Something about the trip.
    Trip(TripAction),
    /// A message to the user.
    Notice(Notice),
    /// The trust lists in use have changed.
    Trust(Box<TrustState>),
    /// The journey changed.
    Journey(Option<Journey>),
    /// The entry rules in use have changed.
    Rules(RulesState),
    /// The clock was checked.
    Clock(Option<ClockFault>),
    /// A code was seen of a card that consists of several.
    Card(Option<(usize, usize)>),
    /// The user has read the verdict.
    Next,
    /// The user has read the notice.
    Dismiss,
    /// The demo begins, with these passes.
    Demo(Vec<DemoPass>),
    /// The demo ends.
    LeaveDemo,
    /// The page serves another purpose from now on.
    Mode(Mode),
}

/// Setting that keeps destination and day of entry: `FR 2026-12-24`.
const JOURNEY_SETTING: &str = "journey";
/// Milliseconds after which a past day of entry is forgotten.
const DAY_MS: f64 = 86_400_000.0;

/// Keeps destination and day of entry for the next visit.
pub fn keep_journey(journey: Option<&Journey>) {
    match journey {
        Some(Journey { country, at }) => {
            let day = at.map(browser::day_of).unwrap_or_default();
            browser::set_setting(JOURNEY_SETTING, &[country, " ", &day].concat());
        }
        None => browser::forget_setting(JOURNEY_SETTING),
    }
}

/// Destination and day of entry that were kept last.
pub fn kept_journey() -> Option<Journey> {
    let kept = browser::setting(JOURNEY_SETTING)?;
    let (country, day) = kept.split_once(' ')?;
    Some(Journey {
        country: country.to_owned(),
        at: browser::noon_of(day).filter(|at| at + DAY_MS > browser::now()),
    })
}

/// Journey at the start of a mode. A trip has stops of its own.
fn kept_journey_of(mode: Mode) -> Option<Journey> {
    (mode != Mode::Trip).then(kept_journey).flatten()
}

/// Number of frames in a row that must agree before a hint appears or disappears.
const STEADY: u8 = 4;

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, event: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match event {
            Action::Camera(camera) => {
                state.camera = camera;
                state.unclear_zone = false;
                state.outline = None;
                state.hint = None;
                state.not_a_pass = false;
            }
            Action::Frame(seen) => state.saw(seen),
            Action::Unclear(unclear) => state.unclear_zone = unclear,
            Action::Busy => {
                state.busy = true;
                state.notice = None;
            }
            Action::Reports(reports) => {
                state.busy = false;
                state.hidden = false;
                if !reports.is_empty() {
                    state.desk.by_camera = false;
                    state.show(reports);
                }
            }
            Action::Layouts(scanner, computer) => state.layouts = Some((scanner, computer)),
            Action::NewVersion => state.new_version = true,
            Action::Due => state.next(),
            Action::Hidden(hidden) => {
                // On a shared screen, hidden verdicts are removed. A traveller's passes only wait.
                if hidden && state.mode != Mode::Trip {
                    state.next();
                } else {
                    state.hidden = hidden;
                }
            }
            Action::Desk(event) => {
                if let DeskAction::Passport(mrz) = &event {
                    state.receive(|desk, report| desk.is_next_passport(mrz, report));
                }
                let report = state.report.as_ref().map(|judged| &judged.report);
                state.desk.reduce(event, report);
            }
            Action::Flight(event) => {
                if let FlightAction::BoardingPass(shown) = &event {
                    state.receive(|desk, report| desk.is_next_boarding_pass(shown, report));
                }
                let report = state.report.as_ref().map(|judged| &judged.report);
                state.desk.fly(event, report);
            }
            Action::Trip(event) => state.trip.reduce(event),
            Action::Notice(notice) => {
                state.busy = false;
                state.notice = Some(notice);
            }
            Action::Trust(trust) => state.trust = Some(*trust),
            Action::Journey(journey) => state.journey = journey,
            Action::Rules(rules) => state.rules = rules,
            Action::Clock(fault) => state.clock = fault,
            Action::Card(card) => {
                state.card = card;
                state.busy = false;
            }
            Action::Next => state.next(),
            Action::Dismiss => state.notice = None,
            Action::Demo(passes) => {
                state.next();
                state.demo = Demo { on: true, passes };
                if state.aside.is_none() {
                    let (trip, desk) = (take(&mut state.trip), &mut state.desk);
                    state.aside = Some((trip, desk.party.take(), take(&mut desk.counters)));
                }
            }
            Action::LeaveDemo => {
                state.next();
                state.demo.on = false;
                if let Some(aside) = state.aside.take() {
                    (state.trip, state.desk.party, state.desk.counters) = aside;
                }
            }
            Action::Mode(mode) => {
                // What the desk knows is about a traveller there.
                state.next();
                state.unclear_zone = false;
                state.mode = mode;
                state.journey = kept_journey_of(mode);
            }
        }
        Rc::new(state)
    }
}

impl State {
    /// State of a page that has just been opened, with the destination that its address names.
    pub fn opened(mode: Mode, destination: Option<String>) -> Self {
        let mut trip = Trip::default();
        if let Some(country) = destination {
            match (&mut trip.stops[..], mode) {
                ([first, ..], Mode::Trip) => first.country = country,
                _ => keep_journey(Some(&Journey { country, at: None })),
            }
        }
        Self {
            trip,
            mode,
            journey: kept_journey_of(mode),
            desk: Desk::remembered(),
            ..Self::default()
        }
    }

    /// Goes on to the next pass.
    fn next(&mut self) {
        self.desk.done();
        self.report = None;
        self.more.clear();
        self.card = None;
        self.outline = None;
        self.hint = None;
        self.not_a_pass = false;
        self.notice = None;
    }

    /// Takes the verdict off the screen if a document that is shown is the next traveller's.
    fn receive(&mut self, is_next: impl Fn(&Desk, &Report) -> bool) {
        let report = self.report.as_ref().map(|judged| &judged.report);
        if report.is_some_and(|report| is_next(&self.desk, report)) {
            self.next();
        }
    }

    /// Time when the page goes on to the next pass by itself, in milliseconds of the monotonic clock.
    pub fn due(&self) -> Option<f64> {
        let shown = self.report.is_some() && self.mode == Mode::Desk;
        shown.then(|| self.desk.due()).flatten()
    }

    /// Applies a camera frame. It takes a verdict off the screen only at the desk, when the pass has left or another
    /// one is there.
    fn saw(&mut self, seen: FrameResult) {
        if self.report.is_some() && self.mode != Mode::Desk {
            return;
        }
        if self.mode == Mode::Desk {
            let shown = self.report.is_some();
            if !self.desk.is_another(&seen.found, shown, browser::monotonic()) {
                return;
            }
        }
        self.outline = seen.found.first().map(|code| code.outline).or(seen.sighted);
        // Show one hint at a time, and let none flicker.
        let agreed = if self.hinted.0 == seen.hint {
            self.hinted.1.saturating_add(1)
        } else {
            1
        };
        self.hinted = (seen.hint, agreed);
        if agreed >= STEADY {
            self.hint = seen.hint;
        }
        let (foreign, passes): (Vec<Judged>, Vec<Judged>) = seen
            .found
            .into_iter()
            .filter(|code| !code.chunk)
            .map(|code| Judged {
                report: code.report,
                texts: vec![code.text],
            })
            .partition(|judged| judged.report.reason == Some(Reason::NotAPass));
        self.not_a_pass = passes.is_empty() && !foreign.is_empty();
        self.recognised = foreign.into_iter().next().and_then(|judged| judged.report.recognised);
        if !passes.is_empty() {
            self.notice = None;
            self.desk.by_camera = true;
            self.show(passes);
        }
    }

    /// The answer to everything that was asked about the pass on screen.
    pub fn conclusion(&self) -> Option<Conclusion> {
        let report = &self.report.as_ref()?.report;
        Some(self.desk.conclusion(report))
    }

    /// The question which certificates the traveller at the desk needs, without passes. The demo asks none.
    pub fn need_question(&self) -> Option<NeedQuestion> {
        (self.mode == Mode::Desk && !self.demo.on)
            .then(|| self.desk.need_question())
            .flatten()
    }

    /// Answer which certificates the holder of the pass on screen needs.
    pub fn needs_of_pass(&self) -> Option<Shared<NeedAnswer>> {
        self.desk.needs_of_pass().cloned()
    }

    fn show(&mut self, mut judged: Vec<Judged>) {
        // Codes that are no passes are left out beside one; the worst verdict is the headline.
        let is_pass = |one: &Judged| one.report.reason != Some(Reason::NotAPass);
        if judged.iter().any(is_pass) {
            judged.retain(is_pass);
        }
        judged = compact_sort::sorted_by(judged, |a, b| {
            b.report.conclusion.answer.cmp(&a.report.conclusion.answer)
        });
        // Nothing new: a picture of one code of several.
        let Some(first) = judged.first().cloned() else { return };
        match self.mode {
            Mode::Desk => {
                let now = browser::monotonic();
                let replaced = self.report.take();
                let replaced = replaced.as_ref().map(|judged| &judged.report);
                self.desk.shown(&judged, replaced, now, browser::now());
            }
            Mode::Trip => judged.iter().for_each(|one| self.trip.add(one)),
            Mode::Scan => {}
        }
        self.more = judged.into_iter().skip(1).map(|judged| judged.report).collect();
        self.report = Some(first);
        self.not_a_pass = false;
    }

    /// Latest time of a signed statement, milliseconds since 1970: that of the lists, or of the genuine pass on screen.
    pub fn newest_signed(&self) -> Option<f64> {
        let list = self.trust.as_ref().and_then(|trust| trust.newest_signed);
        let pass = self.report.as_ref().map(|judged| &judged.report).filter(|report| {
            let real = report
                .source
                .as_ref()
                .is_some_and(|s| s.environment == Environment::Production);
            report.authentic && real
        });
        let pass = pass.and_then(|report| report.issued_at);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
        let pass = pass.map(|at| at.unix_timestamp() as f64 * 1000.0);
        list.into_iter().chain(pass).max_by(f64::total_cmp)
    }
}
