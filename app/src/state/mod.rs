//! What the page knows, and how it changes.

mod desk;
mod trip;

pub use desk::{Desk, DeskAction, Missing};
pub use trip::{StopChange, Trip, TripAction, TripPass, TripStop};

use crate::{browser, camera::CameraError, wedge::Layout};
use greengate::{
    frame::Hint,
    pass::Recognised,
    trust::Environment,
    verdict::{Reason, Report},
};
use greengate_app::bridge::{FrameResult, Journey, Outline, RulesState, TrustState};
use std::rc::Rc;
use yew::Reducible;

/// Whom the page serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Anyone with a pass to check.
    #[default]
    Scan,
    /// The check-in desk.
    Desk,
    /// A traveller with the passes of a family.
    Trip,
}

/// A pass with its verdict. Its texts are kept as long as it is on the page, to judge it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub report: Report,
    /// Its texts.
    pub texts: Vec<String>,
}

/// The camera as the page sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Camera {
    /// Not asked for.
    #[default]
    Off,
    /// Asked for, the person may have to allow it.
    Starting,
    /// Showing pictures.
    On {
        /// Whether its light is on; `None` without a light.
        torch: Option<bool>,
    },
    /// Not to be had.
    Failed(CameraError),
}

/// Something to tell that is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The file is no picture.
    UnreadablePicture,
    /// The browser does not hand out the file: it was moved, changed or removed.
    FileMoved,
    /// The file is of a kind that is not read.
    FileKind {
        /// Name of the kind.
        kind: String,
        /// Whether it is a picture.
        picture: bool,
    },
    /// The PDF cannot be read.
    Pdf,
    /// Reading the PDF to its end takes too much time or memory.
    PdfTooComplex,
    /// The part of the app that reads PDF files cannot be had.
    PdfMissing,
    /// A hardware scanner typed something that cannot be put right.
    Garbled,
    /// The file is larger than the page takes.
    TooLarge,
    /// The picture has no code.
    NoCode,
    /// The worker died twice over the same input.
    ScannerFailed,
    /// A part of the app is needed that this device has never loaded.
    PartMissing,
    /// The trust list was refused; the one in use stays.
    TrustRefused(String),
    /// The entry rules were refused; those in use stay.
    RulesRefused(String),
    /// The demo's files cannot be loaded.
    DemoMissing,
}

/// What is wrong with the device's clock. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClockFault {
    /// It says `now`, but a statement signed at `seen` has been seen.
    Behind {
        /// What the clock says.
        now: f64,
        /// The latest signed time.
        seen: f64,
    },
    /// It was set while the page was open, by so many milliseconds.
    Jumped {
        /// Forward, or backward where negative.
        by: f64,
    },
}

/// A pass of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPass {
    /// File name without ending.
    pub id: String,
    /// What it shows.
    pub title: String,
}

/// The demo's passes, or that they are not there yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demo {
    /// Everything is judged by the demo's own list.
    pub on: bool,
    /// The passes to try.
    pub passes: Vec<DemoPass>,
}

/// Everything the views draw from.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Whom the page serves.
    pub mode: Mode,
    /// The camera.
    pub camera: Camera,
    /// The verdict on screen.
    pub report: Option<Judged>,
    /// More verdicts of the same picture.
    pub more: Vec<Report>,
    /// Whether what is on the page is hidden, since nobody used it for a while.
    pub hidden: bool,
    /// The layouts that a hardware scanner and this computer take for theirs, where they differ.
    pub layouts: Option<(Layout, Layout)>,
    /// Whether a newer version of the app is on the device.
    pub new_version: bool,
    /// The check-in desk.
    pub desk: Desk,
    /// The trip.
    pub trip: Trip,
    /// The camera sees a code that is no pass; scanning goes on.
    pub not_a_pass: bool,
    /// What that code is, where it is recognised.
    pub recognised: Option<Recognised>,
    /// The code in the camera picture.
    pub outline: Option<Outline>,
    /// What would help to read it.
    pub hint: Option<Hint>,
    /// What the last frames said would help, and for how many frames they have agreed.
    hinted: (Option<Hint>, u8),
    /// Something to tell.
    pub notice: Option<Notice>,
    /// The trust lists in use; `None` until the worker has told.
    pub trust: Option<TrustState>,
    /// What is wrong with the device's clock.
    pub clock: Option<ClockFault>,
    /// The journey that entry is judged for.
    pub journey: Option<Journey>,
    /// The entry rules in use.
    pub rules: RulesState,
    /// How many codes of a card in several have been seen, and of how many.
    pub card: Option<(usize, usize)>,
    /// A file or text is being judged.
    pub busy: bool,
    /// The demo.
    pub demo: Demo,
}

/// What happens.
pub enum Action {
    /// The camera changed.
    Camera(Camera),
    /// The camera's picture was read.
    Frame(FrameResult),
    /// A file or text is on its way to the worker.
    Busy,
    /// A file or text was judged.
    Reports(Vec<Judged>),
    /// A hardware scanner's text was put right from these layouts.
    Layouts(Layout, Layout),
    /// The time has come that [`State::due`] named.
    Due,
    /// Nobody has used the page for a while, or someone does again.
    Hidden(bool),
    /// A newer version of the app is on the device.
    NewVersion,
    /// Something at the desk.
    Desk(DeskAction),
    /// Something about the trip.
    Trip(TripAction),
    /// Something to tell.
    Notice(Notice),
    /// The trust lists in use have changed.
    Trust(Box<TrustState>),
    /// Another journey.
    Journey(Option<Journey>),
    /// The entry rules in use have changed.
    Rules(RulesState),
    /// The clock was looked at.
    Clock(Option<ClockFault>),
    /// A code of a card in several was seen.
    Card(Option<(usize, usize)>),
    /// The verdict has been read.
    Next,
    /// The notice has been read.
    Dismiss,
    /// Into the demo.
    Demo(Vec<DemoPass>),
    /// Out of the demo.
    LeaveDemo,
}

/// Frames that must agree on a hint before it is shown or taken away.
const STEADY: u8 = 4;

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, event: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match event {
            Action::Camera(camera) => {
                state.camera = camera;
                state.outline = None;
                state.hint = None;
                state.not_a_pass = false;
            }
            Action::Frame(seen) => state.saw(seen),
            Action::Busy => {
                state.busy = true;
                state.notice = None;
            }
            Action::Reports(reports) => {
                state.busy = false;
                state.hidden = false;
                state.desk.by_camera = false;
                state.show(reports);
            }
            Action::Layouts(scanner, computer) => state.layouts = Some((scanner, computer)),
            Action::NewVersion => state.new_version = true,
            Action::Due => state.next(true),
            Action::Hidden(hidden) => {
                // What is hidden on a shared screen is gone; a traveller's passes only wait.
                if hidden && state.mode != Mode::Trip {
                    state.next(false);
                } else {
                    state.hidden = hidden;
                }
            }
            Action::Desk(event) => {
                let report = state.report.as_ref().map(|judged| &judged.report);
                state.desk.reduce(event, report);
            }
            Action::Trip(event) => state.trip.reduce(event),
            Action::Notice(notice) => {
                state.busy = false;
                state.notice = Some(notice);
            }
            Action::Trust(trust) => {
                if matches!(state.notice, Some(Notice::TrustRefused(_))) {
                    state.notice = None;
                }
                state.trust = Some(*trust);
            }
            Action::Journey(journey) => state.journey = journey,
            Action::Rules(rules) => state.rules = rules,
            Action::Clock(fault) => state.clock = fault,
            Action::Card(card) => {
                state.card = card;
                state.busy = false;
            }
            Action::Next => state.next(false),
            Action::Dismiss => state.notice = None,
            Action::Demo(passes) => {
                state.demo = Demo { on: true, passes };
                state.report = None;
                state.notice = None;
                state.trip.passes.clear();
            }
            Action::LeaveDemo => {
                state.demo.on = false;
                state.report = None;
                state.notice = None;
                state.trip.passes.clear();
            }
        }
        Rc::new(state)
    }
}

impl State {
    /// The state of a page that has just been opened.
    pub fn opened(mode: Mode) -> Self {
        Self {
            mode,
            desk: Desk::remembered(),
            ..Self::default()
        }
    }

    /// The next pass. `same` says that the last one may still lie before the camera: it is not
    /// judged again until it has left.
    fn next(&mut self, same: bool) {
        self.desk.done(same);
        if same && self.desk.by_camera {
            let texts = self.report.as_ref().map(|judged| judged.texts.clone());
            self.desk.leave_lying(texts.unwrap_or_default());
        }
        self.report = None;
        self.more.clear();
        self.card = None;
        self.outline = None;
        self.hint = None;
        self.not_a_pass = false;
        self.notice = None;
    }

    /// When the page goes on to the next pass by itself, milliseconds of the clock that nobody
    /// sets.
    pub fn due(&self) -> Option<f64> {
        let shown = self.report.is_some() && self.mode == Mode::Desk;
        shown.then(|| self.desk.due()).flatten()
    }

    /// A frame takes a verdict off the screen only at the desk, when the pass has left or
    /// another is there.
    fn saw(&mut self, seen: FrameResult) {
        if self.report.is_some() && self.mode != Mode::Desk {
            return;
        }
        if self.mode == Mode::Desk {
            let shown = self.report.as_ref().map(|judged| judged.texts.as_slice());
            let another = self.desk.look(&seen.found, shown, browser::monotonic());
            if self.report.is_some() {
                match another {
                    desk::Presence::Stay => return,
                    desk::Presence::Left => return self.next(false),
                    desk::Presence::Another => {}
                }
            } else if matches!(another, desk::Presence::Stay) {
                return;
            }
        }
        self.outline = seen.found.first().map(|code| code.outline).or(seen.sighted);
        // One hint at a time, and none that flickers.
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

    fn show(&mut self, judged: Vec<Judged>) {
        // Nothing new: a picture of one code of several.
        let Some(first) = judged.first().cloned() else { return };
        match self.mode {
            Mode::Desk => {
                let now = browser::monotonic();
                self.desk.shown(&judged, now, browser::now());
            }
            Mode::Trip => judged.iter().for_each(|one| self.trip.add(one)),
            Mode::Scan => {}
        }
        self.more = judged.into_iter().skip(1).map(|judged| judged.report).collect();
        self.report = Some(first);
        self.not_a_pass = false;
    }

    /// The latest time that a signed statement has been seen of, milliseconds since 1970: the
    /// lists', or that of the genuine pass on screen.
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
