//! Actions of the page: opens the camera, sends pictures and texts to the worker, and tells the state the results.
//! Nothing is stored and nothing leaves the device.

use crate::{
    browser,
    camera::{self, Camera, CameraAssist, CameraError},
    pdf,
    state::{self, Action, DemoPass, Judged, Mode, Notice, State, TripAction},
    worker_client::{Notification, WorkerClient, WorkerGone},
};
use greengate::{
    limits::{MAX_FILE, MAX_LIST},
    pass,
    person::{Mrz, MrzError},
    verdict::Stop,
    wedge::Typed,
};
use greengate_app::bridge::{Codes, Failure, Journey, More, Request, Response, ScannedCode, Taken, TrustScope};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlVideoElement};
use yew::UseReducerDispatcher;

/// Milliseconds during which a machine-readable zone that the camera saw in a code is not accepted from a scanner.
const CODED_ZONE_MS: f64 = 3_000.0;
/// Milliseconds of pause after a frame that could not be taken or judged.
const AFTER_FAILURE_MS: i32 = 100;
/// Number of frames without a judged card's codes after which the card counts as new.
const LEFT_FRAMES: u32 = 30;
/// Milliseconds without another code after which a complete card is judged even if no trusted key verifies it.
const PAUSE_MS: i32 = 1_500;
/// Milliseconds after which the codes of an incomplete card are forgotten.
const FORGET_MS: i32 = 60_000;
/// Milliseconds between two frames while the desk shows a verdict: little work, and the next pass hardly waits.
const WATCHING_MS: i32 = 60;

struct Inner {
    worker_client: WorkerClient,
    tell: UseReducerDispatcher<State>,
    camera: RefCell<Option<Camera>>,
    /// Number of times that the camera was opened, by which an older loop knows that it is over.
    opening: Cell<u32>,
    /// True while a verdict is on screen: the camera runs on, but frames are not read.
    resting: Cell<bool>,
    scope: Cell<TrustScope>,
    mode: Mode,
    /// Number of the last plan requested: answers to older requests are dropped.
    planned: Cell<u32>,
    /// Machine-readable zones that the camera saw in codes, and when it last saw each.
    coded_zones: RefCell<Vec<(Mrz, f64)>>,
    /// Machine-readable zone last taken from a document.
    document: RefCell<Option<Mrz>>,
    codes: RefCell<SeenCodes>,
}

/// Codes of cards that consist of several.
#[derive(Default)]
struct SeenCodes {
    waiting: Vec<String>,
    /// Codes of judged cards, until they leave the camera's view.
    used: Vec<String>,
    /// Number of frames in a row without any of the used codes.
    absent: u32,
    /// Number of times that codes have arrived.
    came: u32,
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
            opening: Cell::default(),
            resting: Cell::default(),
            scope: Cell::default(),
            mode,
            planned: Cell::default(),
            coded_zones: RefCell::default(),
            document: RefCell::default(),
            codes: RefCell::default(),
        }))
    }

    fn tell(&self, action: Action) {
        self.0.tell.dispatch(action);
    }

    /// Opens the camera and reads its frames until [`Controller::stop_camera`].
    pub fn start_camera(&self, video: HtmlVideoElement) {
        let controller = self.clone();
        let opening = self.0.opening.get().wrapping_add(1);
        self.0.opening.set(opening);
        self.tell(Action::Camera(state::Camera::Starting));
        spawn_local(async move {
            let lost = {
                let controller = controller.clone();
                move || {
                    controller.close_camera();
                    controller.tell(Action::Camera(state::Camera::Failed(CameraError::Lost)));
                }
            };
            let opened = Camera::open(video.clone(), lost).await;
            if controller.0.opening.get() != opening {
                return;
            }
            match opened {
                Ok(camera) => {
                    let torch = camera.has_torch().then_some(false);
                    camera.remember();
                    *controller.0.camera.borrow_mut() = Some(camera);
                    controller.tell(Action::Camera(state::Camera::On { torch }));
                    controller.read_frames(&video, opening).await;
                }
                Err(fault) => controller.tell(Action::Camera(state::Camera::Failed(fault))),
            }
        });
    }

    /// Reads frames one at a time: takes the next when the last one is answered.
    async fn read_frames(&self, video: &HtmlVideoElement, opening: u32) {
        let running = || self.0.opening.get() == opening;
        let mut help = CameraAssist::default();
        while running() {
            camera::next_frame(video).await;
            if !running() {
                break;
            }
            if self.0.resting.get() {
                if self.0.mode != Mode::Desk {
                    continue;
                }
                browser::sleep(WATCHING_MS).await;
            }
            let Some(frame) = camera::grab(video).await else {
                browser::sleep(AFTER_FAILURE_MS).await;
                continue;
            };
            match self
                .0
                .worker_client
                .ask(self.frame(), &frame.picture, frame.transferable)
                .await
            {
                Ok(Response::Frame(mut seen)) if running() && self.listens() => {
                    help.frame(self.0.camera.borrow().as_ref(), seen.hint);
                    self.collect(&seen.found);
                    self.note_coded_zones(&seen.found);
                    let used = self.0.codes.borrow().used.clone();
                    seen.found.retain(|found| !found.chunk || used.contains(&found.text));
                    self.tell(Action::Frame(seen));
                }
                Ok(Response::Failed(Failure::Missing)) if running() => {
                    self.tell(Action::Notice(Notice::PartMissing));
                    browser::sleep(AFTER_FAILURE_MS).await;
                }
                Ok(_) => {}
                Err(WorkerGone) => browser::sleep(AFTER_FAILURE_MS).await,
            }
        }
    }

    /// True if frames need reading now.
    fn listens(&self) -> bool {
        self.0.mode == Mode::Desk || !self.0.resting.get()
    }

    fn frame(&self) -> Request {
        Request::Frame {
            scope: self.0.scope.get(),
            at: browser::now(),
        }
    }

    fn picture(&self) -> Request {
        Request::Picture {
            scope: self.0.scope.get(),
            at: browser::now(),
        }
    }

    /// Pauses the reading of frames while a verdict is on screen.
    pub fn pause_reading(&self, resting: bool) {
        self.0.resting.set(resting);
    }

    fn close_camera(&self) {
        self.0.opening.set(self.0.opening.get().wrapping_add(1));
        self.0.camera.take();
    }

    /// Switches the camera off.
    pub fn stop_camera(&self) {
        self.close_camera();
        self.tell(Action::Camera(state::Camera::Off));
    }

    /// Switches the camera's light.
    pub fn set_torch(&self, on: bool) {
        let controller = self.clone();
        spawn_local(async move {
            // Take it out while it works, so that nothing is borrowed across the wait.
            let Some(camera) = controller.0.camera.take() else {
                return;
            };
            let opening = controller.0.opening.get();
            let done = camera.set_torch(on).await;
            if controller.0.opening.get() == opening {
                *controller.0.camera.borrow_mut() = Some(camera);
                let torch = Some(on == done);
                controller.tell(Action::Camera(state::Camera::On { torch }));
            }
        });
    }

    /// Judges a pasted or typed text: one pass, or any text that contains passes.
    pub fn judge_text(&self, text: String) {
        let one = text.trim();
        if one.is_empty() {
            return;
        }
        let plain = !one.contains('\n') && !one.starts_with('{') && pass::looks_like_pass(one);
        let (controller, one) = (self.clone(), one.to_owned());
        self.tell(Action::Busy);
        spawn_local(async move {
            if plain {
                controller.conclude(vec![one], Vec::new()).await;
            } else {
                controller.take(Some(text), &JsValue::NULL).await;
            }
        });
    }

    /// Judges the passes in a text, or in a file that is not a picture.
    async fn take(&self, text: Option<String>, file: &JsValue) {
        match self.0.worker_client.ask(Request::File { text }, file, false).await {
            Ok(Response::Taken(Taken::Texts(texts))) => self.conclude(texts, Vec::new()).await,
            Ok(Response::Taken(Taken::Unread { kind, picture })) if !kind.is_empty() => {
                self.tell(Action::Notice(Notice::FileKind { kind, picture }));
            }
            Ok(Response::Failed(Failure::Missing)) => self.tell(Action::Notice(Notice::PartMissing)),
            Ok(Response::Failed(Failure::UnreadableFile)) => self.tell(Action::Notice(Notice::FileMoved)),
            Ok(_) => self.tell(Action::Notice(Notice::UnreadablePicture)),
            Err(WorkerGone) => self.tell(Action::Notice(Notice::ScannerFailed)),
        }
    }

    /// Judges a complete set of texts, with codes of cards among them, and shows the verdicts beside earlier ones.
    async fn conclude(&self, texts: Vec<String>, judged: Vec<Judged>) {
        let several = |text: &String| pass::chunk(text).is_some_and(|chunk| chunk.total > 1);
        let (codes, whole): (Vec<String>, Vec<String>) = texts.into_iter().partition(several);
        let mut passes: Vec<Vec<String>> = whole.into_iter().map(|text| vec![text]).collect();
        if !codes.is_empty() {
            self.0.codes.borrow_mut().used.retain(|code| !codes.contains(code));
            // After a text or picture of a single code, the card's other codes may follow.
            let more = if codes.len() > 1 { More::Pausing } else { More::Coming };
            let came = self.add(codes);
            match self.assemble(more).await {
                Some(cards) => passes.extend(cards),
                None => self.tell(Action::Notice(Notice::PartMissing)),
            }
            let controller = self.clone();
            spawn_local(async move { controller.wait_for_codes(came).await });
        }
        if !(passes.is_empty() && judged.is_empty()) {
            self.tell(self.judged_all(passes, judged).await);
        }
    }

    /// Verdict of one pass, or a notice why there is none.
    async fn judged(&self, texts: Vec<String>) -> Result<Judged, Notice> {
        let request = Request::Text {
            scope: self.0.scope.get(),
            texts: texts.clone(),
            at: browser::now(),
        };
        match self.0.worker_client.ask(request, &JsValue::NULL, false).await {
            Ok(Response::Report(report)) => Ok(Judged { report: *report, texts }),
            Ok(Response::Failed(Failure::Missing)) => Err(Notice::PartMissing),
            _ => Err(Notice::ScannerFailed),
        }
    }

    /// Verdicts of several passes, one after the other; a notice if none has one.
    async fn judged_all(&self, passes: Vec<Vec<String>>, mut reports: Vec<Judged>) -> Action {
        let mut why = None;
        for texts in passes {
            // If the worker dies over it, try once more.
            let judged = match self.judged(texts.clone()).await {
                Err(Notice::ScannerFailed) => self.judged(texts).await,
                answered => answered,
            };
            match judged {
                Ok(judged) => reports.push(judged),
                Err(notice) => why = Some(notice),
            }
        }
        match why {
            Some(notice) if reports.is_empty() => Action::Notice(notice),
            _ => Action::Reports(reports),
        }
    }

    /// Judges a scanned text: a pass, or the machine-readable zone of a passport.
    pub fn typed(&self, text: &str) {
        // A zone is read as a document's only while a verdict waits for one.
        if self.0.mode == Mode::Desk && self.0.resting.get() && Mrz::looks_like(text) {
            self.document(text);
            return;
        }
        let (controller, text) = (self.clone(), text.to_owned());
        spawn_local(async move {
            match controller
                .0
                .worker_client
                .ask(Request::Typed { text }, &JsValue::NULL, false)
                .await
            {
                Ok(Response::Typed(Typed::Plain(text) | Typed::Other(text))) => controller.judge_text(text),
                Ok(Response::Typed(Typed::Repaired {
                    text,
                    scanner,
                    computer,
                })) => {
                    controller.tell(Action::Layouts(scanner, computer));
                    controller.judge_text(text);
                }
                Ok(Response::Typed(Typed::Garbled)) => controller.tell(Action::Notice(Notice::Garbled)),
                _ => controller.tell(Action::Notice(Notice::ScannerFailed)),
            }
        });
    }

    /// Compares the pass on screen with the passport of this machine-readable zone.
    pub fn document(&self, text: &str) {
        let mut read = (!text.trim().is_empty()).then(|| read_zone(text));
        let now = browser::monotonic();
        let coded = self.0.coded_zones.borrow();
        if let Some(Ok(mrz)) = &read
            && coded.iter().any(|(zone, at)| zone == mrz && now - at < CODED_ZONE_MS)
        {
            read = Some(Err(MrzError::NotADocument));
        }
        *self.0.document.borrow_mut() = read.clone().and_then(Result::ok);
        self.tell(Action::Desk(state::DeskAction::Document(read)));
    }

    /// Notes the zones in codes that the camera sees: a code is not a passport. Withdraws a document whose zone was
    /// such a code.
    fn note_coded_zones(&self, found: &[ScannedCode]) {
        if self.0.mode != Mode::Desk {
            return;
        }
        let now = browser::monotonic();
        let mut coded = self.0.coded_zones.borrow_mut();
        coded.retain(|(_, at)| now - at < CODED_ZONE_MS);
        for code in found.iter().filter(|code| Mrz::looks_like(&code.text)) {
            let Ok(zone) = read_zone(&code.text) else { continue };
            let taken = self.0.document.borrow_mut().take_if(|document| *document == zone);
            if taken.is_some() {
                self.tell(Action::Desk(state::DeskAction::Document(Some(Err(
                    MrzError::NotADocument,
                )))));
            }
            coded.retain(|(other, _)| *other != zone);
            coded.push((zone, now));
        }
    }

    /// Asks the worker which passes are accepted at which stop.
    pub fn plan(&self, passes: Vec<Vec<String>>, stops: Vec<Stop>, language: &str, horizon: (f64, f64)) {
        let number = self.0.planned.get().wrapping_add(1);
        self.0.planned.set(number);
        let request = Request::Plan {
            scope: self.0.scope.get(),
            passes,
            stops,
            language: language.to_owned(),
            at: browser::now(),
            horizon,
        };
        let controller = self.clone();
        spawn_local(async move {
            let answer = controller.0.worker_client.ask(request, &JsValue::NULL, false).await;
            if controller.0.planned.get() != number {
                return;
            }
            match answer {
                Ok(Response::Plan(plan)) => controller.tell(Action::Trip(TripAction::Plan(Some(*plan)))),
                Ok(Response::Failed(Failure::Missing)) => controller.tell(Action::Notice(Notice::PartMissing)),
                _ => controller.tell(Action::Notice(Notice::ScannerFailed)),
            }
        });
    }

    /// Judges the passes that the device kept, and puts them back on the page.
    pub fn restore(&self, passes: Vec<Vec<String>>) {
        let controller = self.clone();
        spawn_local(async move {
            let mut judged = Vec::new();
            for texts in passes {
                judged.extend(controller.judged(texts).await);
            }
            controller.tell(Action::Trip(TripAction::Restore(judged)));
        });
    }

    /// Collects codes of cards that consist of several, and judges the cards that become complete.
    fn collect(&self, found: &[ScannedCode]) {
        let codes: Vec<&String> = found.iter().filter(|code| code.chunk).map(|code| &code.text).collect();
        let new = {
            let seen = &mut *self.0.codes.borrow_mut();
            if codes.iter().any(|code| seen.used.contains(code)) {
                seen.absent = 0;
            } else {
                seen.absent += 1;
                if seen.absent > LEFT_FRAMES {
                    seen.used.clear();
                }
            }
            let known = |code: &&String| seen.used.contains(code) || seen.waiting.contains(code);
            codes
                .into_iter()
                .filter(|code| !known(code))
                .cloned()
                .collect::<Vec<String>>()
        };
        if new.is_empty() {
            return;
        }
        let came = self.add(new);
        let controller = self.clone();
        spawn_local(async move {
            controller.judge_cards(More::Coming).await;
            controller.wait_for_codes(came).await;
        });
    }

    /// Waits for further codes: judges what is there after a pause, and forgets the rest in the end. `came` numbers the
    /// last arrival.
    async fn wait_for_codes(&self, came: u32) {
        let still = || self.0.codes.borrow().came == came;
        browser::sleep(PAUSE_MS).await;
        if still() {
            self.judge_cards(More::Pausing).await;
        }
        browser::sleep(FORGET_MS).await;
        if still() {
            self.forget_card();
        }
    }

    /// Adds codes, and returns the number of times that codes have arrived.
    fn add(&self, codes: Vec<String>) -> u32 {
        let seen = &mut *self.0.codes.borrow_mut();
        seen.waiting.extend(codes);
        seen.came = seen.came.wrapping_add(1);
        seen.came
    }

    async fn judge_cards(&self, more: More) {
        match self.assemble(more).await {
            Some(cards) if !cards.is_empty() => self.tell(self.judged_all(cards, Vec::new()).await),
            Some(_) => {}
            None => self.tell(Action::Notice(Notice::PartMissing)),
        }
    }

    /// Puts cards together from the codes; `None` if the part of the app that does so cannot be loaded.
    async fn assemble(&self, more: More) -> Option<Vec<Vec<String>>> {
        let codes = {
            let seen = self.0.codes.borrow();
            if seen.waiting.is_empty() {
                return Some(Vec::new());
            }
            let (used, waiting) = (seen.used.clone(), seen.waiting.clone());
            Codes { used, waiting, more }
        };
        let Ok(Response::Taken(Taken::Cards(mut cards, progress))) = self
            .0
            .worker_client
            .ask(Request::Assemble(codes), &JsValue::NULL, false)
            .await
        else {
            return None;
        };
        let seen = &mut *self.0.codes.borrow_mut();
        // Another answer may have delivered them meanwhile.
        cards.retain(|card| card.iter().any(|code| seen.waiting.contains(code)));
        for code in cards.iter().flatten() {
            if let Some(at) = seen.waiting.iter().position(|waiting| waiting == code) {
                seen.used.push(seen.waiting.remove(at));
            }
        }
        seen.absent = 0;
        self.tell(Action::Card(progress));
        Some(cards)
    }

    /// Forgets the codes of an incomplete card.
    pub fn forget_card(&self) {
        self.0.codes.borrow_mut().waiting.clear();
        self.tell(Action::Card(None));
    }

    /// Judges the codes in a picture file, or the passes in a text file.
    pub fn judge_file(&self, file: File) {
        #[expect(clippy::cast_precision_loss, reason = "a limit")]
        if file.size() > MAX_FILE as f64 {
            self.tell(Action::Notice(Notice::TooLarge));
            return;
        }
        let (controller, kind, name) = (self.clone(), file.type_(), file.name());
        self.tell(Action::Busy);
        spawn_local(async move {
            if pdf::is_one(&kind, &name) {
                controller.judge_pdf(&file).await;
            } else if kind == "image/svg+xml" {
                // Browsers only draw these on a page.
                match browser::drawn(&file).await {
                    Some(picture) => controller.judge_picture(picture.into()).await,
                    None => controller.tell(Action::Notice(Notice::UnreadablePicture)),
                }
            } else if kind.starts_with("text/") || kind.contains("json") {
                controller.take(None, &file).await;
            } else {
                controller.judge_picture(file.into()).await;
            }
        });
    }

    /// Judges the codes of a PDF document.
    async fn judge_pdf(&self, file: &File) {
        let pdf::Texts { texts, fault } = pdf::texts(file).await;
        let notice = match fault {
            None if texts.is_empty() => Some(Notice::NoCode),
            None => None,
            Some(pdf::PdfError::Unreadable) => Some(Notice::Pdf),
            Some(pdf::PdfError::TooComplex) => Some(Notice::PdfTooComplex),
            Some(pdf::PdfError::Missing) => Some(Notice::PdfMissing),
        };
        if !texts.is_empty() {
            self.conclude(texts, Vec::new()).await;
        }
        if let Some(notice) = notice {
            self.tell(Action::Notice(notice));
        }
    }

    /// Judges the codes of a picture; a file that is not a picture is read by its kind.
    async fn judge_picture(&self, picture: JsValue) {
        let worker_client = &self.0.worker_client;
        let answer = match worker_client.ask(self.picture(), &picture, false).await {
            // If the worker dies over it, try once more.
            Err(WorkerGone) => worker_client.ask(self.picture(), &picture, false).await,
            answer => answer,
        };
        match answer {
            Ok(Response::Codes(found)) if found.is_empty() => self.tell(Action::Notice(Notice::NoCode)),
            Ok(Response::Codes(found)) => {
                let (codes, whole): (Vec<ScannedCode>, Vec<ScannedCode>) =
                    found.into_iter().partition(|code| code.chunk);
                let codes = codes.into_iter().map(|code| code.text).collect();
                let judged = whole.into_iter().map(|code| Judged {
                    report: code.report,
                    texts: vec![code.text],
                });
                self.conclude(codes, judged.collect()).await;
            }
            Ok(Response::Failed(Failure::UnreadablePicture)) => self.take(None, &picture).await,
            Ok(Response::Failed(Failure::Missing)) => self.tell(Action::Notice(Notice::PartMissing)),
            _ => self.tell(Action::Notice(Notice::ScannerFailed)),
        }
    }

    /// Uses a trust list from a file.
    pub fn import_trust(&self, file: File) {
        let controller = self.clone();
        spawn_local(async move {
            #[expect(clippy::cast_precision_loss, reason = "a limit")]
            if file.size() > MAX_LIST as f64 {
                controller.tell(Action::Notice(Notice::TooLarge));
                return;
            }
            let name = file.name();
            controller
                .use_trust(Request::Import { name, again: false }, file.into())
                .await;
        });
    }

    /// Forgets the imported list.
    pub fn forget_import(&self) {
        let controller = self.clone();
        spawn_local(async move { controller.use_trust(Request::ForgetImport, JsValue::NULL).await });
    }

    /// Uses entry rules or value sets from a file.
    pub fn import_rules(&self, file: File) {
        let controller = self.clone();
        spawn_local(async move {
            let name = file.name();
            controller.use_rules(Request::Rules { name }, file.into()).await;
        });
    }

    /// Judges entry for this journey from now on.
    pub fn set_journey(&self, journey: Option<Journey>, language: &str) {
        let (controller, language) = (self.clone(), language.to_owned());
        self.tell(Action::Journey(journey.clone()));
        spawn_local(async move {
            controller
                .use_rules(Request::Journey { journey, language }, JsValue::NULL)
                .await
        });
    }

    /// Cameras of this device, as identifier and name. Browsers only tell names once the camera is allowed.
    pub async fn cameras(&self) -> Vec<(String, String)> {
        camera::all().await
    }

    /// Uses another camera from now on.
    pub fn choose_camera(&self, id: &str, video: HtmlVideoElement) {
        camera::choose(id);
        self.close_camera();
        self.start_camera(video);
    }

    /// Zoom of the camera: minimum, maximum, current; `None` without zoom.
    pub fn zoom_range(&self) -> Option<(f64, f64, f64)> {
        self.0.camera.borrow().as_ref().and_then(Camera::zoom_range)
    }

    /// Zooms in by this factor.
    pub fn zoom(&self, factor: f64) {
        if let Some(camera) = self.0.camera.borrow().as_ref() {
            camera.zoom(factor);
        }
    }

    /// Focuses on a point of the picture; coordinates run from 0 to 1.
    pub fn focus_on(&self, x: f64, y: f64) {
        if let Some(camera) = self.0.camera.borrow().as_ref() {
            camera.focus_on(x, y);
        }
    }

    async fn use_rules(&self, request: Request, attachment: JsValue) {
        match self.0.worker_client.ask(request, &attachment, false).await {
            Ok(Response::Rules(state)) => self.tell(Action::Rules(state)),
            Ok(Response::Failed(Failure::Rules(why))) => self.tell(Action::Notice(Notice::RulesRefused(why))),
            Ok(Response::Failed(Failure::UnreadableFile)) => self.tell(Action::Notice(Notice::FileMoved)),
            Ok(Response::Failed(Failure::Missing)) => self.tell(Action::Notice(Notice::PartMissing)),
            _ => self.tell(Action::Notice(Notice::ScannerFailed)),
        }
    }

    /// Asks the configured hosts for a newer list now.
    pub fn update_trust(&self) {
        let controller = self.clone();
        spawn_local(async move { controller.use_trust(Request::Update, JsValue::NULL).await });
    }

    async fn use_trust(&self, request: Request, attachment: JsValue) {
        match self.0.worker_client.ask(request, &attachment, false).await {
            Ok(Response::Trust(state)) => self.tell(Action::Trust(state)),
            Ok(Response::Failed(Failure::TrustList(why))) => self.tell(Action::Notice(Notice::TrustRefused(why))),
            Ok(Response::Failed(Failure::UnreadableFile)) => self.tell(Action::Notice(Notice::FileMoved)),
            Ok(Response::Failed(Failure::Missing)) => self.tell(Action::Notice(Notice::PartMissing)),
            _ => self.tell(Action::Notice(Notice::ScannerFailed)),
        }
    }

    /// Starts the demo, with its own trust list and passes.
    pub fn enter_demo(&self) {
        let controller = self.clone();
        spawn_local(async move {
            let (list, passes) = (
                browser::fetch_text("demo/trust.json").await,
                browser::fetch_text("demo/passes.json").await,
            );
            let passes = passes.and_then(|json| demo_passes(&json));
            let (Some(list), Some(passes)) = (list, passes) else {
                controller.tell(Action::Notice(Notice::DemoMissing));
                return;
            };
            controller.use_trust(Request::Demo { list }, JsValue::NULL).await;
            controller.0.scope.set(TrustScope::Demo);
            controller.tell(Action::Demo(passes));
        });
    }

    /// Returns to real passes.
    pub fn leave_demo(&self) {
        self.0.scope.set(TrustScope::Real);
        self.tell(Action::LeaveDemo);
    }

    /// Judges one of the demo's pictures like any other picture.
    pub fn try_demo(&self, id: &str) {
        let (controller, path) = (self.clone(), format!("demo/{id}.png"));
        spawn_local(async move {
            match browser::fetch_blob(&path).await {
                Some(blob) => {
                    controller.tell(Action::Busy);
                    controller.judge_picture(blob.into()).await;
                }
                None => controller.tell(Action::Notice(Notice::DemoMissing)),
            }
        });
    }
}

fn read_zone(text: &str) -> Result<Mrz, MrzError> {
    let today = browser::instant(browser::now()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    Mrz::read(text, today)
}

/// The demo's passes: `[{id, title}]`.
fn demo_passes(json: &str) -> Option<Vec<DemoPass>> {
    let list = js_sys::Array::from(&js_sys::JSON::parse(json).ok()?);
    let text = |pass: &JsValue, name: &str| js_sys::Reflect::get(pass, &name.into()).ok()?.as_string();
    let passes = list.iter().map(|pass| {
        Some(DemoPass {
            id: text(&pass, "id")?,
            title: text(&pass, "title")?,
        })
    });
    passes.collect()
}
