//! Passports and boarding passes beside the pass on screen.

use super::Controller;
use crate::{
    browser, camera,
    part_client::PartClient,
    state::{Action, DeskAction, FlightAction, Mode, Notice, TripAction},
};
use greengate::{
    person::{Mrz, MrzError},
    verdict::Report,
};
use greengate_app::bridge::{DocumentJob, DocumentResult, ScannedCode, SeenBoardingPass, SeenDocuments, SeenZone};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

const WORKER: &str = "greengate-documents";
/// Kind of the texts of boarding passes.
const BOARDING_PASS: &str = "boarding-pass";
/// Milliseconds during which a machine-readable zone that the camera saw in a code is not accepted from a scanner.
const CODED_ZONE_MS: f64 = 3_000.0;
/// Milliseconds without seeing a document after which it has left the view.
const LEFT_MS: f64 = 3_000.0;
/// Milliseconds between two frames in which documents are looked for.
const PAUSE_MS: i32 = 150;
/// Milliseconds until the part that reads documents is asked for again when it cannot be loaded.
const AFTER_FAILURE_MS: i32 = 10_000;

/// Reader of documents, and what it saw last.
pub(super) struct Documents {
    part: PartClient,
    /// True while it reads a frame, or rests after one.
    busy: Cell<bool>,
    /// Number of the traveller, and of the one whom earlier frames showed.
    traveller: Cell<u32>,
    shown: Cell<u32>,
    /// True while the page says how to hold a passport.
    unclear: Cell<bool>,
    passport: InView,
    boarding_pass: InView,
    /// Text of a boarding pass in a code of the scanner's.
    code: InView,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            part: PartClient::new(WORKER),
            busy: Cell::default(),
            traveller: Cell::default(),
            shown: Cell::default(),
            unclear: Cell::default(),
            passport: InView::default(),
            boarding_pass: InView::default(),
            code: InView::default(),
        }
    }
}

/// A document that may lie in view for a while, and is taken once.
#[derive(Default)]
struct InView(RefCell<(String, f64)>);

impl InView {
    /// True if the document with this text has come into view.
    fn came(&self, text: &str) -> bool {
        let now = browser::monotonic();
        let (last, at) = self.0.replace((text.to_owned(), now));
        last != text || now - at > LEFT_MS
    }
}

impl Controller {
    /// Compares the pass on screen with the passport of this machine-readable zone.
    pub fn document(&self, text: &str) {
        let mut read = (!text.trim().is_empty()).then(|| read_zone(text));
        if let Some(Ok(mrz)) = &read
            && self.is_coded(mrz)
        {
            read = Some(Err(MrzError::NotADocument));
        }
        *self.0.document.borrow_mut() = read.clone().and_then(Result::ok);
        self.tell(Action::Desk(DeskAction::Document(read)));
    }

    /// True if the camera has just seen this zone in a code.
    fn is_coded(&self, mrz: &Mrz) -> bool {
        let (coded, now) = (self.0.coded_zones.borrow(), browser::monotonic());
        coded.iter().any(|(zone, at)| zone == mrz && now - at < CODED_ZONE_MS)
    }

    /// Notes the zones in codes that the camera sees: a code is not a passport. Withdraws a document whose zone was
    /// such a code.
    pub(super) fn note_coded_zones(&self, found: &[ScannedCode]) {
        if self.0.mode.get() != Mode::Desk {
            return;
        }
        let now = browser::monotonic();
        let mut coded = self.0.coded_zones.borrow_mut();
        coded.retain(|(_, at)| now - at < CODED_ZONE_MS);
        for code in found.iter().filter(|code| Mrz::looks_like(&code.text)) {
            let Ok(zone) = read_zone(&code.text) else { continue };
            let taken = self.0.document.borrow_mut().take_if(|document| *document == zone);
            if taken.is_some() {
                self.tell(Action::Desk(DeskAction::Document(Some(Err(MrzError::NotADocument)))));
            }
            coded.retain(|(other, _)| *other != zone);
            coded.push((zone, now));
        }
    }

    /// Looks for documents in what the camera shows now, unless a frame is being looked at. The scanner does not wait
    /// for it.
    pub(super) fn look_for_documents(&self, video: &HtmlVideoElement) {
        let documents = &self.0.documents;
        if self.0.mode.get() == Mode::Scan || documents.busy.replace(true) {
            return;
        }
        let (controller, video) = (self.clone(), video.clone());
        spawn_local(async move {
            let documents = &controller.0.documents;
            let mut pause = PAUSE_MS;
            // A frame that is read while the next traveller is called shows the one before.
            let traveller = documents.traveller.get();
            if let Some(frame) = camera::grab(&video).await {
                let job = DocumentJob::Frame {
                    at: browser::now(),
                    anew: documents.shown.replace(traveller) != traveller,
                };
                match documents.part.run(job, &frame.picture, frame.transferable).await {
                    Some((DocumentResult::Seen(seen), _)) => controller.take_documents(seen, traveller),
                    _ => pause = AFTER_FAILURE_MS,
                }
            }
            browser::sleep(pause).await;
            documents.busy.set(false);
        });
    }

    /// Follows the number of the traveller at the desk.
    pub fn serve(&self, number: u32) {
        self.0.documents.traveller.set(number);
    }

    /// Takes what a frame showed of a traveller.
    fn take_documents(&self, seen: SeenDocuments, traveller: u32) {
        let documents = &self.0.documents;
        let late = documents.traveller.get() != traveller;
        if seen.unclear {
            self.tell(Action::Unclear(true));
        } else if documents.unclear.get() {
            self.tell(Action::Unclear(false));
        }
        documents.unclear.set(seen.unclear);
        if let Some(SeenZone { text, doubts }) = seen.zone
            && let Ok(mrz) = read_zone(&text)
            // Letters of a name may be read otherwise in the next frame.
            && documents.passport.came(&[&*mrz.number, &mrz.expires, mrz.person.birth.as_deref().unwrap_or_default()].join("/"))
            && !late
            && !self.is_coded(&mrz)
        {
            self.0.document.replace(Some(mrz.clone()));
            let mrz = mrz.with_doubts(&doubts);
            self.tell(if self.0.mode.get() == Mode::Desk {
                Action::Desk(DeskAction::Passport(mrz))
            } else {
                Action::Trip(TripAction::Passport(Some(mrz)))
            });
        }
        let is_new = |shown: &SeenBoardingPass| {
            documents
                .boarding_pass
                .came(&[&*shown.name, &shown.flight, &shown.to].join("/"))
        };
        if let Some(shown) = seen.boarding_pass.filter(is_new)
            && !late
            && self.0.mode.get() == Mode::Desk
        {
            self.tell(Action::Flight(FlightAction::BoardingPass(shown)));
        }
    }

    /// Takes the boarding passes out of what was judged: they say where a traveller goes, and are no passes.
    pub(super) fn without_boarding_passes(&self, mut action: Action) -> Action {
        let is_one = |report: &Report| {
            let kind = report.recognised.as_ref().map(|recognised| recognised.kind.name());
            self.0.mode.get() == Mode::Desk && kind == Some(BOARDING_PASS)
        };
        let mut texts: Vec<String> = Vec::new();
        match &mut action {
            Action::Frame(seen) => {
                seen.found.retain(|code| {
                    let is_one = is_one(&code.report);
                    if is_one {
                        texts.push(code.text.clone());
                    }
                    !is_one
                });
                // Of two nobody knows which is the traveller's; and the camera sees the same code in every frame.
                texts.dedup();
                texts.truncate(if texts.len() == 1 && self.0.documents.code.came(&texts[0]) {
                    1
                } else {
                    0
                });
            }
            Action::Reports(judged) => judged.retain(|one| {
                let is_one = is_one(&one.report);
                if is_one {
                    texts.push(one.texts.concat());
                }
                !is_one
            }),
            _ => {}
        }
        for text in texts {
            self.boarding_pass(text);
        }
        action
    }

    /// Has the text of a boarding pass read.
    fn boarding_pass(&self, text: String) {
        let controller = self.clone();
        spawn_local(async move {
            let documents = &controller.0.documents;
            let traveller = documents.traveller.get();
            let job = DocumentJob::Text {
                text,
                at: browser::now(),
            };
            let read = documents.part.run(job, &JsValue::NULL, false).await;
            if documents.traveller.get() != traveller {
                return;
            }
            controller.tell(match read {
                Some((DocumentResult::Seen(seen), _)) => match seen.boarding_pass {
                    Some(shown) => Action::Flight(FlightAction::BoardingPass(shown)),
                    None => Action::Notice(Notice::Garbled),
                },
                _ => Action::Notice(Notice::PartMissing),
            });
        });
    }
}

fn read_zone(text: &str) -> Result<Mrz, MrzError> {
    let today = browser::instant(browser::now()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    Mrz::read(text, today)
}
