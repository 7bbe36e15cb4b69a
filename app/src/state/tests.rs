//! The state of the page: actions go in, and what the views draw comes out. The browser's clock and settings are
//! stood in for.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::{
    Action, Camera, Demo, DemoPass, DeskAction, Judged, Missing, Mode, Notice, STEADY, State, StopChange, TripAction,
    fake_browser::{self as browser, START},
};
use greengate::{
    frame::Hint,
    issue::{Defect, Issuer, IssuerOptions, PassOptions, issue},
    limits::{MAX_STOPS, MAX_TRIP_PASSES},
    pass::Kind,
    person::{Mrz, MrzError},
    trust::TrustList,
    verdict::{Answer, Because, Context, Plan, Reason, judge},
};
use greengate_app::bridge::{FrameResult, Outline, RulesState, ScannedCode, TrustState};
use std::{rc::Rc, sync::LazyLock};
use time::{OffsetDateTime, macros::datetime};
use yew::Reducible;

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

static ISSUER: LazyLock<Issuer> = LazyLock::new(|| Issuer::new(&IssuerOptions::demo(AT)).unwrap());

/// A page that has just been opened.
struct Page(Rc<State>);

impl std::ops::Deref for Page {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl Page {
    fn open(mode: Mode) -> Self {
        browser::restart();
        Self(Rc::new(State::opened(mode, None)))
    }

    fn act(&mut self, action: Action) {
        self.0 = Rc::clone(&self.0).reduce(action);
    }

    fn desk(&mut self, action: DeskAction) {
        self.act(Action::Desk(action));
    }

    fn trip(&mut self, action: TripAction) {
        self.act(Action::Trip(action));
    }

    /// The camera sees these passes.
    fn see(&mut self, passes: &[&Judged]) {
        let found = passes.iter().map(|judged| code(judged)).collect();
        self.act(Action::Frame(FrameResult {
            found,
            ..FrameResult::default()
        }));
    }

    fn holder(&self) -> Option<&str> {
        self.report.as_ref()?.report.holder.as_ref()?.name.as_deref()
    }
}

/// A pass of the n-th invented person, judged.
fn judged(kind: Kind, person: usize, defect: Option<Defect>) -> Judged {
    let options = PassOptions {
        defect,
        ..PassOptions::new(kind, person, AT)
    };
    let issued = issue(&ISSUER, &options).unwrap();
    let mut entries = issued.trust.clone();
    for entry in &mut entries {
        entry["environment"] = "production".into();
    }
    let list = TrustList::from_json(entries.into(), "list").unwrap();
    Judged {
        report: judge(&issued.text, &Context::new(&list, AT)),
        texts: vec![issued.text],
    }
}

fn valid(person: usize) -> Judged {
    judged(Kind::Vaccination, person, None)
}

fn no_pass() -> Judged {
    let text = "https://example.org/menu";
    Judged {
        report: judge(text, &Context::new(&TrustList::default(), AT)),
        texts: vec![text.to_owned()],
    }
}

/// A plan for nobody.
fn no_plan() -> Plan {
    serde_json::from_str(r#"{"people": []}"#).unwrap()
}

fn outline() -> Outline {
    Outline {
        corners: [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)],
        picture: (640, 480),
    }
}

fn code(judged: &Judged) -> ScannedCode {
    ScannedCode {
        outline: outline(),
        report: judged.report.clone(),
        text: judged.texts[0].clone(),
        chunk: false,
    }
}

/// The passport of the person that a pass names, or of somebody else.
fn passport(name: &str, birth: &str) -> Result<Mrz, MrzError> {
    let digit = |field: &str| {
        let sum: u32 = field
            .chars()
            .zip([7, 3, 1].into_iter().cycle())
            .map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight)
            .sum();
        sum % 10
    };
    let (number, expires, rest) = ("L898902C3", "300101", "<<<<<<<<<<<<<<");
    let checked = |field: &str| format!("{field}{}", digit(field));
    let (number, birth, expires, rest) = (checked(number), checked(birth), checked(expires), checked(rest));
    let all = digit(&[&*number, &*birth, &*expires, &*rest].concat());
    let first = format!("P<UTO{name:<<39}");
    Mrz::read(&format!("{first}\n{number}UTO{birth}F{expires}{rest}{all}"), AT)
}

/// The passport of a pass's holder.
fn passport_of(judged: &Judged) -> Result<Mrz, MrzError> {
    let holder = judged.report.holder.as_ref().unwrap();
    let birth = holder.birth_date.as_deref().unwrap().replace('-', "");
    passport(holder.standard_name.as_deref().unwrap(), &birth[2..])
}

// Verdicts.

#[test]
fn the_worst_of_several_verdicts_is_the_headline() {
    let mut page = Page::open(Mode::Scan);
    let (sound, expired) = (valid(1), judged(Kind::Vaccination, 2, Some(Defect::Expired)));
    page.act(Action::Busy);
    assert!(page.busy);
    page.act(Action::Reports(vec![sound.clone(), expired.clone(), no_pass()]));
    assert!(!page.busy);
    assert_eq!(page.report.as_ref(), Some(&expired));
    assert_eq!(page.more, [sound.report], "the code that is no pass is left out");
    page.act(Action::Next);
    assert!(page.report.is_none() && page.more.is_empty());
}

#[test]
fn a_text_that_is_no_pass_is_told_where_there_is_nothing_else() {
    let mut page = Page::open(Mode::Scan);
    page.act(Action::Reports(vec![no_pass()]));
    assert_eq!(
        page.report.as_ref().and_then(|one| one.report.reason),
        Some(Reason::NotAPass)
    );
}

#[test]
fn a_verdict_stays_until_it_has_been_read() {
    let mut page = Page::open(Mode::Scan);
    page.see(&[&valid(1)]);
    let first = page.holder().unwrap().to_owned();
    page.see(&[&valid(2)]);
    page.see(&[]);
    assert_eq!(page.holder(), Some(&*first));
    page.act(Action::Next);
    page.see(&[&valid(2)]);
    assert!(page.holder().is_some_and(|holder| holder != first));
    assert_eq!(page.due(), None, "only the desk goes on by itself");
}

#[test]
fn other_codes_and_parts_of_cards_are_no_verdicts() {
    let mut page = Page::open(Mode::Scan);
    page.see(&[&no_pass()]);
    assert!(page.not_a_pass && page.report.is_none());
    assert_eq!(page.outline, Some(outline()));
    let mut part = code(&valid(1));
    part.chunk = true;
    page.act(Action::Frame(FrameResult {
        found: vec![part],
        ..FrameResult::default()
    }));
    assert!(!page.not_a_pass && page.report.is_none());
    page.act(Action::Card(Some((1, 3))));
    assert_eq!(page.card, Some((1, 3)));
    // Beside a pass, another code is none of its business.
    page.see(&[&no_pass(), &valid(1)]);
    assert!(!page.not_a_pass && page.holder().is_some());
    page.act(Action::Next);
    assert_eq!(page.card, None);
}

#[test]
fn a_hint_is_shown_when_frames_agree_on_it() {
    let mut page = Page::open(Mode::Scan);
    let frame = |hint| {
        Action::Frame(FrameResult {
            hint,
            ..FrameResult::default()
        })
    };
    for _ in 1..STEADY {
        page.act(frame(Some(Hint::MoreLight)));
        assert_eq!(page.hint, None);
    }
    page.act(frame(Some(Hint::MoreLight)));
    assert_eq!(page.hint, Some(Hint::MoreLight));
    for _ in 1..STEADY {
        page.act(frame(None));
        assert_eq!(page.hint, Some(Hint::MoreLight), "one frame does not take it away");
    }
    page.act(frame(None));
    assert_eq!(page.hint, None);
    page.act(frame(Some(Hint::MoreLight)));
    page.act(Action::Camera(Camera::Off));
    assert_eq!((page.camera, page.hint, page.outline), (Camera::Off, None, None));
}

#[test]
fn a_shared_screen_forgets_and_a_traveller_s_screen_waits() {
    for (mode, stays) in [(Mode::Scan, false), (Mode::Desk, false), (Mode::Trip, true)] {
        let mut page = Page::open(mode);
        page.act(Action::Reports(vec![valid(1)]));
        page.act(Action::Hidden(true));
        assert_eq!((page.report.is_some(), page.hidden), (stays, stays), "{mode:?}");
        page.act(Action::Hidden(false));
        assert_eq!((page.report.is_some(), page.hidden), (stays, false), "{mode:?}");
        page.act(Action::Hidden(true));
        page.act(Action::Reports(vec![valid(2)]));
        assert!(!page.hidden, "what is new is shown");
    }
}

// Notices.

#[test]
fn a_notice_stands_until_something_else_is_done() {
    let mut page = Page::open(Mode::Scan);
    page.act(Action::Busy);
    page.act(Action::Notice(Notice::NoCode));
    assert_eq!((page.busy, page.notice.as_ref()), (false, Some(&Notice::NoCode)));
    page.act(Action::Trust(Box::default()));
    assert_eq!(page.notice, Some(Notice::NoCode));
    page.see(&[]);
    assert_eq!(page.notice, Some(Notice::NoCode), "an empty frame tells nothing");
    for action in [Action::Dismiss, Action::Busy, Action::Next] {
        page.act(Action::Notice(Notice::NoCode));
        page.act(action);
        assert_eq!(page.notice, None);
    }
    page.act(Action::Next);
    page.act(Action::Notice(Notice::NoCode));
    page.see(&[&valid(1)]);
    assert_eq!(page.notice, None);
}

#[test]
fn a_refused_list_stays_said_when_another_is_taken() {
    let mut page = Page::open(Mode::Scan);
    // Several files may be imported at once.
    page.act(Action::Notice(Notice::TrustRefused("broken".to_owned())));
    page.act(Action::Trust(Box::default()));
    assert!(page.notice.is_some());
    page.act(Action::Dismiss);
    assert_eq!(page.notice, None);
}

// The desk.

#[test]
fn each_pass_counts_once_and_again_after_another() {
    let mut page = Page::open(Mode::Desk);
    let (one, other) = (valid(1), judged(Kind::Vaccination, 2, Some(Defect::Expired)));
    let show = |page: &mut Page, judged: &Judged| {
        browser::wait(1_000.0);
        page.act(Action::Reports(vec![judged.clone()]));
    };
    show(&mut page, &one);
    show(&mut page, &one);
    assert_eq!(
        page.desk.counters.valid, 1,
        "the same pass at once again is the same check"
    );
    assert_eq!(page.desk.again, Some((1_000.0, true)));
    show(&mut page, &other);
    assert_eq!(page.desk.again, None);
    show(&mut page, &one);
    assert_eq!(page.desk.again, Some((2_000.0, false)), "another was shown since");
    assert_eq!(page.desk.counters.valid, 2);
    assert_eq!(page.desk.counters.invalid, [("expired", 1)]);
    assert_eq!(
        page.desk.counters.csv(),
        "minute,outcome,passes\r\n2026-11-01T12:00Z,expired,1\r\n2026-11-01T12:00Z,valid,2\r\n"
    );
    assert_eq!(page.desk.counters.per_minute(START + 60_000.0 * 3.0 + 1_100.0), 1.0);
    page.desk(DeskAction::ResetCounters);
    assert_eq!((page.desk.counters.valid, page.desk.counters.all_invalid()), (0, 0));
}

#[test]
fn a_forged_copy_is_not_the_pass_that_it_copies() {
    let mut page = Page::open(Mode::Desk);
    page.act(Action::Reports(vec![valid(1)]));
    page.act(Action::Reports(vec![judged(
        Kind::Vaccination,
        1,
        Some(Defect::Forged),
    )]));
    assert_eq!(page.desk.again, None);
    assert_eq!(page.desk.counters.invalid, [("bad-signature", 1)]);
}

#[test]
fn the_desk_goes_on_when_the_time_is_over() {
    let mut page = Page::open(Mode::Desk);
    assert_eq!(page.due(), None);
    page.see(&[&valid(1)]);
    let shown = browser::monotonic();
    assert_eq!(page.due(), Some(shown + 8_000.0));
    page.desk(DeskAction::Hold(3.0));
    assert_eq!(page.due(), Some(shown + 3_000.0));
    page.desk(DeskAction::Document(Some(passport_of(&valid(1)))));
    assert_eq!(page.due(), None, "who compares a document takes the time it takes");
    page.desk(DeskAction::Document(None));
    page.act(Action::Due);
    assert!(page.report.is_none() && page.due().is_none());
}

#[test]
fn a_pass_that_still_lies_there_is_not_judged_again() {
    let mut page = Page::open(Mode::Desk);
    let (one, other) = (valid(1), valid(2));
    page.see(&[&one]);
    page.act(Action::Due);
    for _ in 0..5 {
        browser::wait(1_000.0);
        page.see(&[&one]);
        assert!(page.report.is_none());
    }
    // A moment without it may be a bad frame.
    browser::wait(1_000.0);
    page.see(&[]);
    page.see(&[&one]);
    assert!(page.report.is_none());
    browser::wait(2_000.0);
    page.see(&[]);
    page.see(&[&one]);
    assert!(page.report.is_some());
    // Another pass is judged at once, whatever lies there.
    page.see(&[&other]);
    assert_eq!(page.holder(), other.report.holder.as_ref().unwrap().name.as_deref());
    assert_eq!(
        page.desk.counters.valid, 2,
        "shown again without another between, it is one check"
    );
}

#[test]
fn a_document_belongs_to_the_verdict_that_it_was_shown_with() {
    let mut page = Page::open(Mode::Desk);
    let pass = valid(1);
    // Without a pass it waits for the next one, for a minute.
    page.desk(DeskAction::Document(Some(passport_of(&pass))));
    assert!(page.desk.passport_first().is_some());
    browser::wait(61_000.0);
    page.act(Action::Reports(vec![pass.clone()]));
    assert!(page.desk.document.is_none(), "nobody knows whose passport that was");
    page.act(Action::Next);
    page.desk(DeskAction::Document(Some(passport_of(&pass))));
    browser::wait(5_000.0);
    page.act(Action::Reports(vec![valid(2)]));
    assert_eq!(
        page.conclusion().map(|conclusion| conclusion.answer),
        Some(Answer::Stop)
    );
    assert!(page.desk.passport_first().is_none(), "it is used");
    page.act(Action::Next);
    page.desk(DeskAction::ResetCounters);
    browser::wait(1_000.0);
    page.act(Action::Reports(vec![pass.clone()]));
    page.desk(DeskAction::Document(Some(passport_of(&pass))));
    assert_eq!(page.conclusion().map(|conclusion| conclusion.answer), Some(Answer::Go));
    browser::wait(1_000.0);
    page.act(Action::Reports(vec![valid(2)]));
    assert!(page.desk.document.is_none(), "another pass, another person");
    page.desk(DeskAction::Document(Some(passport_of(&pass))));
    let conclusion = page.conclusion().unwrap();
    assert_eq!(
        (conclusion.answer, conclusion.because),
        (Answer::Stop, Some(Because::Holder))
    );
    assert_eq!(
        page.desk.counters.invalid,
        [("holder", 1)],
        "counted by what the document says"
    );
    assert_eq!(page.desk.counters.valid, 1);
    page.act(Action::Next);
    assert!(page.desk.document.is_none());
}

#[test]
fn a_party_lists_who_has_shown_what() {
    let mut page = Page::open(Mode::Desk);
    page.act(Action::Reports(vec![valid(1)]));
    page.desk(DeskAction::Party(true));
    page.desk(DeskAction::PartySize(3));
    let missing = |page: &Page| {
        let party = page.desk.party.as_ref().unwrap();
        party.members.iter().map(|member| member.missing()).collect::<Vec<_>>()
    };
    assert_eq!(missing(&page), [None], "the pass on screen is the first");
    page.act(Action::Reports(vec![judged(
        Kind::Vaccination,
        2,
        Some(Defect::Expired),
    )]));
    assert_eq!(missing(&page), [None, Some(Missing::Valid)]);
    page.act(Action::Reports(vec![judged(
        Kind::Vaccination,
        3,
        Some(Defect::Forged),
    )]));
    assert_eq!(missing(&page).len(), 2, "a forged pass names nobody");
    page.act(Action::Reports(vec![judged(Kind::Test, 2, None)]));
    assert_eq!(missing(&page), [None, None], "one sufficient pass is enough");
    let party = page.desk.party.as_ref().unwrap();
    assert_eq!((party.size, party.complete()), (3, 2));
    assert_eq!(party.members[1].kinds, [Kind::Vaccination, Kind::Test]);
    page.desk(DeskAction::PartySize(1_000_000));
    assert_eq!(page.desk.party.as_ref().unwrap().size, 500);
    page.desk(DeskAction::Party(false));
    page.desk(DeskAction::PartySize(2));
    assert!(page.desk.party.is_none());
}

#[test]
fn settings_are_bounded_and_come_back_on_the_next_visit() {
    let mut page = Page::open(Mode::Desk);
    for (seconds, hold, blank) in [
        (0.0, 2.0, 10.0),
        (20.0, 20.0, 20.0),
        (1e9, 120.0, 3_600.0),
        (f64::NAN, 8.0, 60.0),
    ] {
        page.desk(DeskAction::Hold(seconds));
        page.desk(DeskAction::Blank(seconds));
        assert_eq!((page.desk.hold, page.desk.blank), (hold, blank), "{seconds}");
        let again = State::opened(Mode::Desk, None);
        assert_eq!((again.desk.hold, again.desk.blank), (hold, blank), "{seconds}");
    }
    for mute in [true, false] {
        page.desk(DeskAction::Mute(mute));
        assert_eq!(page.desk.mute, mute);
        assert_eq!(State::opened(Mode::Desk, None).desk.mute, mute);
    }
    // What somebody else has written there.
    browser::set_setting("hold", "soon");
    browser::set_setting("blank", "-5");
    let again = State::opened(Mode::Desk, None);
    assert_eq!((again.desk.hold, again.desk.blank), (8.0, 10.0));
}

// The demo.

#[test]
fn the_demo_leaves_nothing_on_either_side() {
    let mut page = Page::open(Mode::Trip);
    let demo = vec![DemoPass {
        id: "vaccination-valid".to_owned(),
        messages: "verdict-valid".to_owned(),
    }];
    // Real passes wait aside; those of the demo are gone with it.
    let show = |page: &mut Page, n: usize| {
        page.act(Action::Reports(vec![valid(n)]));
        page.act(Action::Notice(Notice::NoCode));
    };
    show(&mut page, 1);
    page.act(Action::Demo(demo.clone()));
    assert!(page.report.is_none() && page.notice.is_none() && page.trip.passes.is_empty());
    show(&mut page, 2);
    page.act(Action::LeaveDemo);
    assert!(page.report.is_none() && page.notice.is_none());
    let [real] = &page.trip.passes[..] else {
        panic!("the passes of before");
    };
    assert_eq!(real.texts, valid(1).texts);
    assert_eq!(
        page.demo,
        Demo {
            on: false,
            passes: demo
        }
    );
}

// The trip.

#[test]
fn a_trip_holds_each_pass_once_and_no_more_than_there_is_room_for() {
    let mut page = Page::open(Mode::Trip);
    let pass = valid(1);
    page.act(Action::Reports(vec![pass.clone(), no_pass()]));
    page.act(Action::Reports(vec![pass.clone()]));
    page.trip(TripAction::Restore(vec![pass.clone(), valid(2)]));
    let ids: Vec<u32> = page.trip.passes.iter().map(|pass| pass.id).collect();
    assert_eq!(ids, [1, 2]);
    page.act(Action::Reports(vec![no_pass()]));
    assert_eq!(page.trip.passes.len(), 2);
    page.trip(TripAction::Remove(1));
    page.trip(TripAction::Restore(vec![pass]));
    let ids: Vec<u32> = page.trip.passes.iter().map(|pass| pass.id).collect();
    assert_eq!(ids, [2, 3], "a number stands for one pass");
    let many = (0..MAX_TRIP_PASSES + 5).map(|n| {
        let mut another = valid(1);
        another.texts = vec![format!("HC1:{n}")];
        another.report.fingerprint = None;
        another
    });
    page.trip(TripAction::Restore(many.collect()));
    assert_eq!(page.trip.passes.len(), MAX_TRIP_PASSES);
}

#[test]
fn a_plan_is_of_these_passes_and_this_route() {
    let mut page = Page::open(Mode::Trip);
    page.act(Action::Reports(vec![valid(1)]));
    let changes = [
        TripAction::Departure("DE".to_owned()),
        TripAction::Stop(0, StopChange::Country("FR".to_owned())),
        TripAction::Stop(0, StopChange::Day("2026-12-24".to_owned())),
        TripAction::Stop(0, StopChange::Hour("08:30".to_owned())),
        TripAction::AddStop,
        TripAction::RemoveStop(1),
        TripAction::Restore(vec![valid(2)]),
        TripAction::Remove(1),
    ];
    for change in changes {
        page.trip(TripAction::Plan(Some(no_plan())));
        assert!(page.trip.plan.is_some());
        page.trip(change);
        assert!(page.trip.plan.is_none());
    }
    // What changes nothing leaves it.
    page.trip(TripAction::Plan(Some(no_plan())));
    page.trip(TripAction::Departure("DE".to_owned()));
    page.trip(TripAction::Stop(9, StopChange::Country("IT".to_owned())));
    page.trip(TripAction::Restore(vec![valid(2)]));
    page.trip(TripAction::Remove(77));
    assert!(page.trip.plan.is_some());
}

#[test]
fn a_trip_has_one_stop_at_least_and_a_bounded_number() {
    let mut page = Page::open(Mode::Trip);
    page.trip(TripAction::RemoveStop(0));
    assert_eq!(page.trip.stops.len(), 1);
    for _ in 0..MAX_STOPS + 3 {
        page.trip(TripAction::AddStop);
    }
    assert_eq!(page.trip.stops.len(), MAX_STOPS);
    page.trip(TripAction::RemoveStop(MAX_STOPS));
    assert_eq!(page.trip.stops.len(), MAX_STOPS);
    page.trip(TripAction::RemoveStop(0));
    assert_eq!(page.trip.stops.len(), MAX_STOPS - 1);
}

#[test]
fn the_route_goes_from_stop_to_stop_in_local_time() {
    let mut page = Page::open(Mode::Trip);
    page.trip(TripAction::Departure("DE".to_owned()));
    page.trip(TripAction::AddStop);
    page.trip(TripAction::AddStop);
    for (place, change) in [
        (0, StopChange::Country("PT".to_owned())),
        (0, StopChange::Zone("Atlantic/Azores".to_owned())),
        (0, StopChange::Day("2026-12-24".to_owned())),
        (0, StopChange::Hour("08:30:15".to_owned())),
        (2, StopChange::Country("FR".to_owned())),
        (2, StopChange::Day("2026-12-26".to_owned())),
    ] {
        page.trip(TripAction::Stop(place, change));
    }
    let way = page.trip.way();
    let route: Vec<_> = way
        .iter()
        .map(|stop| (stop.from.as_deref(), stop.country.as_str(), stop.at))
        .collect();
    // The stop without a country is none yet; without an hour one arrives at noon.
    assert_eq!(
        route,
        [
            (Some("DE"), "PT", datetime!(2026-12-24 09:30 UTC)),
            (Some("PT"), "FR", datetime!(2026-12-26 12:00 UTC)),
        ]
    );
    // Another country has other zones.
    page.trip(TripAction::Stop(0, StopChange::Country("PT".to_owned())));
    assert_eq!(page.trip.stops[0].zone().as_deref(), Some("Europe/Lisbon"));
    // A day that is none is now.
    page.trip(TripAction::Stop(0, StopChange::Day("soon".to_owned())));
    assert_eq!(page.trip.stops[0].at(), browser::now());
}

#[test]
fn passes_of_a_trip_are_judged_for_its_first_stop_where_there_are_rules() {
    let mut page = Page::open(Mode::Trip);
    let (none, some) = (
        RulesState::default(),
        RulesState {
            rules: 3,
            ..RulesState::default()
        },
    );
    assert_eq!(page.trip.journey(&some), None, "no stop yet");
    page.trip(TripAction::Stop(0, StopChange::Country("FR".to_owned())));
    page.trip(TripAction::Stop(0, StopChange::Day("2026-12-24".to_owned())));
    let journey = page.trip.journey(&some).unwrap();
    assert_eq!((&*journey.country, journey.at), ("FR", Some(page.trip.stops[0].at())));
    // Else each pass would say that rules are unknown which nobody asked for.
    assert_eq!(page.trip.journey(&none), None);
}

// The clock.

#[test]
fn the_newest_signed_time_is_of_lists_and_genuine_passes() {
    let mut page = Page::open(Mode::Scan);
    assert_eq!(page.newest_signed(), None);
    let list = |at: f64| {
        Action::Trust(Box::new(TrustState {
            newest_signed: Some(at),
            ..TrustState::default()
        }))
    };
    page.act(list(START - 5_000.0));
    assert_eq!(page.newest_signed(), Some(START - 5_000.0));
    let genuine = valid(1);
    let issued_at = genuine.report.issued_at.unwrap().unix_timestamp() as f64 * 1_000.0;
    page.act(Action::Reports(vec![judged(
        Kind::Vaccination,
        1,
        Some(Defect::Forged),
    )]));
    assert_eq!(
        page.newest_signed(),
        Some(START - 5_000.0),
        "a forger may write any time"
    );
    page.act(list(issued_at - 1.0));
    page.act(Action::Reports(vec![genuine]));
    assert_eq!(page.newest_signed(), Some(issued_at));
    page.act(list(issued_at + 1.0));
    assert_eq!(page.newest_signed(), Some(issued_at + 1.0));
}
