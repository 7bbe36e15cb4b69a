//! Actions of the page: opens the camera, sends pictures and texts to the worker, and tells the state the results.
//! Nothing is stored and nothing leaves the device.

mod camera;
mod cards;
mod demo;
mod document;
mod input;
mod lists;
mod needs;
mod trip;

use self::{cards::SeenCodes, document::Documents, needs::Answered};
use crate::{
    browser,
    camera::{Camera, CameraLife},
    state::{Action, Mode, State},
    worker_client::{Notification, WorkerClient},
};
use greengate::person::Mrz;
use greengate_app::bridge::{NeedQuestion, TrustScope};
use js_sys::Promise;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use yew::UseReducerDispatcher;

struct Inner {
    worker_client: WorkerClient,
    tell: UseReducerDispatcher<State>,
    camera: RefCell<CameraLife<Camera>>,
    /// Camera that was asked for while the module was loaded; the first start uses it.
    early_camera: Cell<Option<Promise>>,
    /// True while a verdict is on screen: the camera runs on, but frames are not read.
    resting: Cell<bool>,
    scope: Cell<TrustScope>,
    mode: Cell<Mode>,
    /// Number of the last plan requested: answers to older requests are dropped.
    planned: Cell<u32>,
    /// Machine-readable zones that the camera saw in codes, and when it last saw each.
    coded_zones: RefCell<Vec<(Mrz, f64)>>,
    /// Machine-readable zone last taken from a document.
    document: RefCell<Option<Mrz>>,
    /// Reader of passports and boarding passes.
    documents: Documents,
    codes: RefCell<SeenCodes>,
    /// The question about the traveller at the desk, without passes.
    need_question: RefCell<Option<NeedQuestion>>,
    answered: RefCell<Option<Answered>>,
    /// Number of the last question about the traveller at the desk; answers to older ones are dropped.
    asked: Cell<u32>,
}

/// Carries out the requests of the views.
#[derive(Clone)]
pub struct Controller(Rc<Inner>);

impl PartialEq for Controller {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Controller {
    /// Starts the worker. The camera stays off until somebody starts it.
    pub fn new(tell: UseReducerDispatcher<State>, mode: Mode) -> Self {
        Self(Rc::new(Inner {
            worker_client: WorkerClient::open({
                let tell = tell.clone();
                move |told| {
                    tell.dispatch(match told {
                        Notification::Trust(state) => Action::Trust(state),
                        Notification::Rules(state) => Action::Rules(state),
                    });
                }
            }),
            tell,
            camera: RefCell::default(),
            early_camera: Cell::new(browser::early_camera()),
            resting: Cell::default(),
            scope: Cell::default(),
            mode: Cell::new(mode),
            planned: Cell::default(),
            coded_zones: RefCell::default(),
            document: RefCell::default(),
            documents: Documents::default(),
            codes: RefCell::default(),
            need_question: RefCell::default(),
            answered: RefCell::default(),
            asked: Cell::default(),
        }))
    }

    /// Follows the mode of the page.
    pub fn set_mode(&self, mode: Mode) {
        self.0.mode.set(mode);
    }

    fn tell(&self, action: Action) {
        self.0.tell.dispatch(action);
    }
}
