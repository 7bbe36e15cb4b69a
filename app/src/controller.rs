//! What the page does: opens the camera, hands pictures and texts to the worker, tells
//! the state what came of it. Nothing is stored and nothing leaves the device.

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

/// How long a machine-readable zone that the camera sees in a code is taken from no scanner.
const CODED_ZONE_MS: f64 = 3_000.0;
/// Pause after a frame that could not be taken or judged.
const AFTER_FAILURE_MS: i32 = 100;
/// So many frames without the codes of a card that was judged, and it is taken as new again.
const LEFT_FRAMES: u32 = 30;
/// A card whose signature is nobody's is judged when no other code came for so long.
const PAUSE_MS: i32 = 1_500;
/// Codes whose card stayed incomplete are forgotten.
const FORGET_MS: i32 = 60_000;
/// Pause between two frames while a verdict is on screen at the desk: little work, and the next pass
/// hardly waits.
const WATCHING_MS: i32 = 60;

struct Inner {
    worker_client: WorkerClient,
    tell: UseReducerDispatcher<State>,
    camera: RefCell<Option<Camera>>,
    /// Counts openings of the camera, so that an older loop knows that it is over.
    opening: Cell<u32>,
    /// A verdict is on screen: the camera runs on, frames are not read.
    resting: Cell<bool>,
    scope: Cell<TrustScope>,
    mode: Mode,
    /// The last plan that was asked for: an answer to an older one is none.
    planned: Cell<u32>,
    /// Machine-readable zones that the camera sees in codes, and when it last did.
    coded_zones: RefCell<Vec<(Mrz, f64)>>,
    /// The zone that was last taken from a document.
    document: RefCell<Option<Mrz>>,
    codes: RefCell<SeenCodes>,
}

/// Codes of cards that come in several.
#[derive(Default)]
struct SeenCodes {
    waiting: Vec<String>,
    /// Those of cards that have been judged, until they have left the camera.
    used: Vec<String>,
    /// Frames in a row that show none of those.
    absent: u32,
    /// Counts the codes that came.
    came: u32,
}

/// Does what the views ask for.
#[derive(Clone)]
pub struct Controller(Rc<Inner>);

impl PartialEq for Controller {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Controller {
    /// Starts the worker; the camera waits until someone asks for it.
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

    /// One frame in flight: the next one is taken when the last one is answered.
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

    /// Whether what a frame shows matters.
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

    /// Whether a verdict is on screen, so that frames need no reading.
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
            // Taken out while it works, so that nothing is borrowed across the wait.
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

    /// Judges a pasted or typed text: one pass, or whatever holds some.
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

    /// Judges the passes in a text, or in a file that is no picture.
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

    /// Judges texts that are all there are, codes of cards among them, and shows them beside
    /// what has been judged.
    async fn conclude(&self, texts: Vec<String>, judged: Vec<Judged>) {
        let several = |text: &String| pass::chunk(text).is_some_and(|chunk| chunk.total > 1);
        let (codes, whole): (Vec<String>, Vec<String>) = texts.into_iter().partition(several);
        let mut passes: Vec<Vec<String>> = whole.into_iter().map(|text| vec![text]).collect();
        if !codes.is_empty() {
            self.0.codes.borrow_mut().used.retain(|code| !codes.contains(code));
            // A text or picture of one code is followed by those of the others.
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

    /// The verdict of one pass, or why there is none.
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

    /// The verdicts of several passes, one after the other; where none has one, why.
    async fn judged_all(&self, passes: Vec<Vec<String>>, mut reports: Vec<Judged>) -> Action {
        let mut why = None;
        for texts in passes {
            // A worker that dies over it gets one more chance.
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

    /// Judges what a hardware scanner typed: a pass, or the machine-readable zone of a passport.
    pub fn typed(&self, text: &str) {
        // A zone is a document's only while a verdict waits for one.
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

    /// Compares with the passport of this machine-readable zone.
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

    /// Notes the zones in codes before the camera: whoever shows one shows no passport. One that was
    /// taken for a document is none any more.
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

    /// Asks which passes are accepted where.
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

    /// Judges passes that were kept, and puts them back on the page.
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

    /// Keeps the codes of cards that come in several, and judges the cards that they complete.
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

    /// Judges what is readable when no other code has come for a moment, and forgets in the end.
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

    /// Keeps codes, and says how many have come.
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

    /// The cards that the codes make; `None` where the part of the app that knows cannot be had.
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
        // Another answer may have brought them meanwhile.
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

    /// Forgets the codes of a card that stayed incomplete.
    pub fn forget_card(&self) {
        self.0.codes.borrow_mut().waiting.clear();
        self.tell(Action::Card(None));
    }

    /// Judges the codes of a picture file, or the text of a text file.
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
                // Browsers draw these on a page only.
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

    /// Judges the codes of a picture, or what the file is if it is none.
    async fn judge_picture(&self, picture: JsValue) {
        let worker_client = &self.0.worker_client;
        let answer = match worker_client.ask(self.picture(), &picture, false).await {
            // A worker that dies over it gets one more chance.
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

    /// Takes a trust list from the device into use.
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

    /// Forgets the list that was imported.
    pub fn forget_import(&self) {
        let controller = self.clone();
        spawn_local(async move { controller.use_trust(Request::ForgetImport, JsValue::NULL).await });
    }

    /// Takes entry rules or value sets from the device into use.
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

    /// The cameras of this device, as identifier and name; names are told once the camera has
    /// been allowed.
    pub async fn cameras(&self) -> Vec<(String, String)> {
        camera::all().await
    }

    /// Uses another camera from now on.
    pub fn choose_camera(&self, id: &str, video: HtmlVideoElement) {
        camera::choose(id);
        self.close_camera();
        self.start_camera(video);
    }

    /// How far the camera zooms: least, most, now.
    pub fn zoom_range(&self) -> Option<(f64, f64, f64)> {
        self.0.camera.borrow().as_ref().and_then(Camera::zoom_range)
    }

    /// Zooms.
    pub fn zoom(&self, factor: f64) {
        if let Some(camera) = self.0.camera.borrow().as_ref() {
            camera.zoom(factor);
        }
    }

    /// Makes the camera focus on a point of its picture, from 0 to 1 in both directions.
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

    /// Goes into the demo: its own trust list, its own passes.
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

    /// Back to real passes.
    pub fn leave_demo(&self) {
        self.0.scope.set(TrustScope::Real);
        self.tell(Action::LeaveDemo);
    }

    /// Judges one of the demo's pictures, the way any picture goes.
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
