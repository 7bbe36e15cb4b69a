//! What the page does: opens the camera, hands pictures and texts to the worker, tells
//! the state what came of it. Nothing is stored and nothing leaves the device.

use crate::{
    browser,
    camera::{self, Camera, Fault, Help},
    gate::{Died, Gate},
    state::{self, DemoPass, Event, Notice, State},
};
use greengate::{
    limits::{MAX_CARD, MAX_FILE, MAX_LIST},
    pass,
};
use greengate_app::bridge::{Answer, Ask, Failure, Journey, Realm};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, HtmlVideoElement};
use yew::UseReducerDispatcher;

/// Pause after a frame that could not be taken or judged.
const AFTER_FAILURE_MS: i32 = 100;

struct Inner {
    gate: Gate,
    tell: UseReducerDispatcher<State>,
    camera: RefCell<Option<Camera>>,
    /// Counts openings of the camera, so that an older loop knows that it is over.
    opening: Cell<u32>,
    /// A verdict is on screen: the camera runs on, frames are not read.
    resting: Cell<bool>,
    realm: Cell<Realm>,
    /// Codes of a card that comes in several, as far as they were seen.
    chunks: RefCell<Vec<Option<String>>>,
}

/// Does what the views ask for.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Engine {
    /// Starts the worker; the camera waits until someone asks for it.
    pub fn new(tell: UseReducerDispatcher<State>) -> Self {
        Self(Rc::new(Inner {
            gate: Gate::open({
                let tell = tell.clone();
                move |state| tell.dispatch(Event::Trust(Box::new(state)))
            }),
            tell,
            camera: RefCell::default(),
            opening: Cell::default(),
            resting: Cell::default(),
            realm: Cell::default(),
            chunks: RefCell::default(),
        }))
    }

    fn tell(&self, event: Event) {
        self.0.tell.dispatch(event);
    }

    /// Opens the camera and reads its frames until [`Engine::stop_camera`].
    pub fn start_camera(&self, video: HtmlVideoElement) {
        let engine = self.clone();
        let opening = self.0.opening.get().wrapping_add(1);
        self.0.opening.set(opening);
        self.tell(Event::Camera(state::Camera::Starting));
        spawn_local(async move {
            let lost = {
                let engine = engine.clone();
                move || {
                    engine.close_camera();
                    engine.tell(Event::Camera(state::Camera::Failed(Fault::Lost)));
                }
            };
            let opened = Camera::open(video.clone(), lost).await;
            if engine.0.opening.get() != opening {
                return;
            }
            match opened {
                Ok(camera) => {
                    let torch = camera.has_torch().then_some(false);
                    *engine.0.camera.borrow_mut() = Some(camera);
                    engine.tell(Event::Camera(state::Camera::On { torch }));
                    engine.read_frames(&video, opening).await;
                }
                Err(fault) => engine.tell(Event::Camera(state::Camera::Failed(fault))),
            }
        });
    }

    /// One frame in flight: the next one is taken when the last one is answered.
    async fn read_frames(&self, video: &HtmlVideoElement, opening: u32) {
        let running = || self.0.opening.get() == opening;
        let mut help = Help::default();
        while running() {
            camera::next_frame(video).await;
            if !running() {
                break;
            }
            if self.0.resting.get() {
                continue;
            }
            let Some(frame) = camera::grab(video).await else {
                browser::sleep(AFTER_FAILURE_MS).await;
                continue;
            };
            match self.0.gate.ask(self.frame(), &frame.picture, frame.transferable).await {
                Ok(Answer::Frame(mut seen)) if running() && !self.0.resting.get() => {
                    help.frame(self.0.camera.borrow().as_ref(), seen.hint);
                    for text in seen.found.iter().filter_map(|found| found.chunk.clone()) {
                        self.collect(&text);
                    }
                    seen.found.retain(|found| found.chunk.is_none());
                    self.tell(Event::Frame(seen));
                }
                Ok(_) => {}
                Err(Died) => browser::sleep(AFTER_FAILURE_MS).await,
            }
        }
    }

    fn frame(&self) -> Ask {
        Ask::Frame {
            realm: self.0.realm.get(),
            at: browser::now(),
        }
    }

    fn picture(&self) -> Ask {
        Ask::Picture {
            realm: self.0.realm.get(),
            at: browser::now(),
        }
    }

    /// Whether a verdict is on screen, so that frames need no reading.
    pub fn rest(&self, resting: bool) {
        self.0.resting.set(resting);
    }

    fn close_camera(&self) {
        self.0.opening.set(self.0.opening.get().wrapping_add(1));
        self.0.camera.take();
    }

    /// Switches the camera off.
    pub fn stop_camera(&self) {
        self.close_camera();
        self.tell(Event::Camera(state::Camera::Off));
    }

    /// Switches the camera's light.
    pub fn set_torch(&self, on: bool) {
        let engine = self.clone();
        spawn_local(async move {
            // Taken out while it works, so that nothing is borrowed across the wait.
            let Some(camera) = engine.0.camera.take() else { return };
            let opening = engine.0.opening.get();
            let done = camera.set_torch(on).await;
            if engine.0.opening.get() == opening {
                *engine.0.camera.borrow_mut() = Some(camera);
                let torch = Some(on == done);
                engine.tell(Event::Camera(state::Camera::On { torch }));
            }
        });
    }

    /// Judges a pasted or typed text, or the cards of a file.
    pub fn judge_text(&self, text: String) {
        if text.trim().is_empty() {
            return;
        }
        if pass::chunk(&text).is_some_and(|chunk| chunk.total > 1) {
            self.collect(&text);
            return;
        }
        let texts = pass::texts_of_file(&text);
        if let [text] = &texts[..] {
            self.judge_texts(vec![text.clone()]);
            return;
        }
        // A file of several cards: one after the other, shown together.
        let engine = self.clone();
        self.tell(Event::Busy);
        spawn_local(async move {
            let mut reports = Vec::new();
            for text in texts {
                let ask = Ask::Text {
                    realm: engine.0.realm.get(),
                    texts: vec![text],
                    at: browser::now(),
                };
                if let Ok(Answer::Report(report)) = engine.0.gate.ask(ask, &JsValue::NULL, false).await {
                    reports.push(*report);
                }
            }
            engine.tell(if reports.is_empty() {
                Event::Notice(Notice::ScannerFailed)
            } else {
                Event::Reports(reports)
            });
        });
    }

    fn judge_texts(&self, texts: Vec<String>) {
        let realm = self.0.realm.get();
        self.judge(
            move || Ask::Text {
                realm,
                texts: texts.clone(),
                at: browser::now(),
            },
            JsValue::NULL,
        );
    }

    /// Keeps a code of a card that comes in several, and judges the card when it is complete.
    fn collect(&self, text: &str) {
        let text = text.trim();
        let Some(chunk) = pass::chunk(text) else { return };
        let complete = {
            let mut chunks = self.0.chunks.borrow_mut();
            let place = chunks.get(chunk.index - 1).and_then(Option::as_deref);
            // Another card takes the place of one that stayed incomplete.
            if chunks.len() != chunk.total || place.is_some_and(|before| before != text) {
                *chunks = vec![None; chunk.total];
            }
            chunks[chunk.index - 1] = Some(text.to_owned());
            let have = chunks.iter().flatten().count();
            self.tell(Event::Card(Some((have, chunk.total))));
            if have == chunk.total {
                Some(std::mem::take(&mut *chunks))
            } else {
                None
            }
        };
        if let Some(texts) = complete {
            self.tell(Event::Card(None));
            self.judge_texts(texts.into_iter().flatten().collect());
        }
    }

    /// Forgets the codes of a card that stayed incomplete.
    pub fn forget_card(&self) {
        self.0.chunks.borrow_mut().clear();
        self.tell(Event::Card(None));
    }

    /// Judges the codes of a picture file, or the text of a text file.
    pub fn judge_file(&self, file: File) {
        #[expect(clippy::cast_precision_loss, reason = "a limit")]
        if file.size() > MAX_FILE as f64 {
            self.tell(Event::Notice(Notice::TooLarge));
            return;
        }
        let (engine, kind, size) = (self.clone(), file.type_(), file.size());
        spawn_local(async move {
            #[expect(clippy::cast_precision_loss, reason = "a limit")]
            let short = size <= (8 * MAX_CARD) as f64;
            let name = file.name();
            let text = matches!(
                kind.as_str(),
                "text/plain" | "application/json" | "application/smart-health-card"
            ) || name.ends_with(".smart-health-card");
            match kind.as_str() {
                "application/pdf" => engine.tell(Event::Notice(Notice::Pdf)),
                _ if text && short => match text_of(&file).await {
                    Some(text) => engine.judge_text(text),
                    None => engine.tell(Event::Notice(Notice::UnreadableFile)),
                },
                _ => engine.judge_blob(&file),
            }
        });
    }

    fn judge_blob(&self, blob: &Blob) {
        let engine = self.clone();
        self.judge(move || engine.picture(), blob.into());
    }

    /// Asks for a verdict; a worker that dies over it gets one more chance.
    fn judge(&self, ask: impl Fn() -> Ask + 'static, attachment: JsValue) {
        let engine = self.clone();
        self.tell(Event::Busy);
        spawn_local(async move {
            let gate = engine.0.gate.clone();
            let answer = match gate.ask(ask(), &attachment, false).await {
                Err(Died) => gate.ask(ask(), &attachment, false).await,
                answer => answer,
            };
            engine.tell(match answer {
                Ok(Answer::Report(report)) => Event::Reports(vec![*report]),
                Ok(Answer::Codes(found)) if found.is_empty() => Event::Notice(Notice::NoCode),
                Ok(Answer::Codes(found)) => {
                    for text in found.iter().filter_map(|code| code.chunk.clone()) {
                        engine.collect(&text);
                    }
                    let whole = found.into_iter().filter(|code| code.chunk.is_none());
                    Event::Reports(whole.map(|code| code.report).collect())
                }
                Ok(Answer::Failed(Failure::UnreadablePicture)) => Event::Notice(Notice::UnreadableFile),
                _ => Event::Notice(Notice::ScannerFailed),
            });
        });
    }

    /// Takes a trust list from the device into use.
    pub fn import_trust(&self, file: File) {
        let engine = self.clone();
        spawn_local(async move {
            #[expect(clippy::cast_precision_loss, reason = "a limit")]
            if file.size() > MAX_LIST as f64 {
                engine.tell(Event::Notice(Notice::TooLarge));
                return;
            }
            let name = file.name();
            engine.use_trust(Ask::Import { name, again: false }, file.into()).await;
        });
    }

    /// Forgets the list that was imported.
    pub fn forget_import(&self) {
        let engine = self.clone();
        spawn_local(async move { engine.use_trust(Ask::ForgetImport, JsValue::NULL).await });
    }

    /// Takes entry rules or value sets from the device into use.
    pub fn import_rules(&self, file: File) {
        let engine = self.clone();
        spawn_local(async move {
            let name = file.name();
            engine.use_rules(Ask::Rules { name }, file.into()).await;
        });
    }

    /// Judges entry for this journey from now on.
    pub fn set_journey(&self, journey: Option<Journey>) {
        let engine = self.clone();
        self.tell(Event::Journey(journey.clone()));
        spawn_local(async move { engine.use_rules(Ask::Journey { journey }, JsValue::NULL).await });
    }

    async fn use_rules(&self, ask: Ask, attachment: JsValue) {
        match self.0.gate.ask(ask, &attachment, false).await {
            Ok(Answer::Rules(state)) => self.tell(Event::Rules(state)),
            Ok(Answer::Failed(Failure::Rules(why))) => self.tell(Event::Notice(Notice::RulesRefused(why))),
            Ok(Answer::Failed(Failure::UnreadablePicture)) => self.tell(Event::Notice(Notice::UnreadableFile)),
            _ => self.tell(Event::Notice(Notice::ScannerFailed)),
        }
    }

    /// Asks the configured hosts for a newer list now.
    pub fn update_trust(&self) {
        let engine = self.clone();
        spawn_local(async move { engine.use_trust(Ask::Update, JsValue::NULL).await });
    }

    async fn use_trust(&self, ask: Ask, attachment: JsValue) {
        match self.0.gate.ask(ask, &attachment, false).await {
            Ok(Answer::Trust(state)) => self.tell(Event::Trust(state)),
            Ok(Answer::Failed(Failure::TrustList(why))) => self.tell(Event::Notice(Notice::TrustRefused(why))),
            Ok(Answer::Failed(Failure::UnreadablePicture)) => self.tell(Event::Notice(Notice::UnreadableFile)),
            _ => self.tell(Event::Notice(Notice::ScannerFailed)),
        }
    }

    /// Goes into the demo: its own trust list, its own passes.
    pub fn enter_demo(&self) {
        let engine = self.clone();
        spawn_local(async move {
            let (list, passes) = (
                browser::fetch_text("demo/trust.json").await,
                browser::fetch_text("demo/passes.json").await,
            );
            let passes: Option<Vec<DemoPass>> = passes.and_then(|json| serde_json::from_str(&json).ok());
            let (Some(list), Some(passes)) = (list, passes) else {
                engine.tell(Event::Notice(Notice::DemoMissing));
                return;
            };
            engine.use_trust(Ask::Demo { list }, JsValue::NULL).await;
            engine.0.realm.set(Realm::Demo);
            engine.tell(Event::Demo(passes));
        });
    }

    /// Back to real passes.
    pub fn leave_demo(&self) {
        self.0.realm.set(Realm::Real);
        self.tell(Event::LeaveDemo);
    }

    /// Judges one of the demo's pictures, the way any picture goes.
    pub fn try_demo(&self, id: &str) {
        let (engine, path) = (self.clone(), format!("demo/{id}.png"));
        spawn_local(async move {
            match browser::fetch_blob(&path).await {
                Some(blob) => engine.judge_blob(&blob),
                None => engine.tell(Event::Notice(Notice::DemoMissing)),
            }
        });
    }
}

async fn text_of(blob: &Blob) -> Option<String> {
    JsFuture::from(blob.text()).await.ok()?.as_string()
}
