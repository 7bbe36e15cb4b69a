//! What the page knows, and how it changes.

use crate::camera::Fault;
use greengate::verdict::{Reason, Report};
use greengate_app::bridge::{Found, TrustSummary};
use std::rc::Rc;
use yew::Reducible;

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
    Failed(Fault),
}

/// Something to tell that is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The file is no picture.
    UnreadableFile,
    /// The file is a PDF.
    Pdf,
    /// The file is larger than the page takes.
    TooLarge,
    /// The picture has no code.
    NoCode,
    /// The worker died twice over the same input.
    ScannerFailed,
    /// The trust list was refused; the one in use stays.
    TrustRefused(String),
    /// The demo's files cannot be loaded.
    DemoMissing,
}

/// A pass of the demo.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
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

/// An outline over the camera picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Corners in pixels of the picture.
    pub corners: [(f32, f32); 4],
    /// Width and height of the picture.
    pub picture: (u32, u32),
}

/// Everything the views draw from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The camera.
    pub camera: Camera,
    /// The verdict on screen.
    pub report: Option<Report>,
    /// More verdicts of the same picture.
    pub more: Vec<Report>,
    /// The camera sees a code that is no pass; scanning goes on.
    pub not_a_pass: bool,
    /// The code in the camera picture.
    pub outline: Option<Outline>,
    /// Something to tell.
    pub notice: Option<Notice>,
    /// The trust list in use.
    pub trust: Option<TrustSummary>,
    /// A file or text is being judged.
    pub busy: bool,
    /// The demo.
    pub demo: Demo,
}

/// What happens.
pub enum Event {
    /// The camera changed.
    Camera(Camera),
    /// The camera's picture was read.
    Frame(Vec<Found>),
    /// A file or text is on its way to the worker.
    Busy,
    /// A file or text was judged.
    Reports(Vec<Report>),
    /// Something to tell.
    Notice(Notice),
    /// A trust list is in use.
    Trust(TrustSummary),
    /// The verdict has been read.
    Next,
    /// The notice has been read.
    Dismiss,
    /// Into the demo.
    Demo(Vec<DemoPass>),
    /// Out of the demo.
    LeaveDemo,
}

impl Reducible for State {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        let mut state = (*self).clone();
        match event {
            Event::Camera(camera) => {
                state.camera = camera;
                state.outline = None;
                state.not_a_pass = false;
            }
            Event::Frame(found) => state.saw(found),
            Event::Busy => {
                state.busy = true;
                state.notice = None;
            }
            Event::Reports(reports) => {
                state.busy = false;
                state.show(reports);
            }
            Event::Notice(notice) => {
                state.busy = false;
                state.notice = Some(notice);
            }
            Event::Trust(summary) => {
                state.trust = Some(summary);
                state.notice = None;
            }
            Event::Next => {
                state.report = None;
                state.more.clear();
                state.outline = None;
                state.not_a_pass = false;
                state.notice = None;
            }
            Event::Dismiss => state.notice = None,
            Event::Demo(passes) => {
                state.demo = Demo { on: true, passes };
                state.report = None;
                state.notice = None;
            }
            Event::LeaveDemo => {
                state.demo.on = false;
                state.report = None;
                state.notice = None;
            }
        }
        Rc::new(state)
    }
}

impl State {
    /// A frame never takes a verdict off the screen: the person does.
    fn saw(&mut self, found: Vec<Found>) {
        if self.report.is_some() {
            return;
        }
        self.outline = found.first().map(|code| Outline {
            corners: code.corners,
            picture: code.picture,
        });
        let (foreign, passes): (Vec<Report>, Vec<Report>) = found
            .into_iter()
            .map(|code| code.report)
            .partition(|report| report.reason == Some(Reason::NotAPass));
        self.not_a_pass = passes.is_empty() && !foreign.is_empty();
        if !passes.is_empty() {
            self.notice = None;
            self.show(passes);
        }
    }

    fn show(&mut self, reports: Vec<Report>) {
        let mut reports = reports.into_iter();
        self.report = reports.next();
        self.more = reports.collect();
        self.not_a_pass = false;
    }
}
