//! Texts and files with passes.

use super::Controller;
use crate::{
    browser, pdf,
    state::{Action, Judged, Mode, Notice},
    worker_client::WorkerGone,
};
use greengate::{limits::MAX_FILE, pass, person::Mrz, wedge::Typed};
use greengate_app::bridge::{Failure, More, Request, Response, ScannedCode, Taken};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

impl Controller {
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
    pub(super) async fn take(&self, text: Option<String>, file: &JsValue) {
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
    pub(super) async fn conclude(&self, texts: Vec<String>, judged: Vec<Judged>) {
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
            self.tell_settled(self.judged_all(passes, judged).await);
        }
    }

    /// Verdict of one pass, or a notice why there is none.
    pub(super) async fn judged(&self, texts: Vec<String>) -> Result<Judged, Notice> {
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
    pub(super) async fn judged_all(&self, passes: Vec<Vec<String>>, mut reports: Vec<Judged>) -> Action {
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

    /// What takes the texts of hardware scanners.
    pub fn scans(&self) -> yew::Callback<String> {
        let controller = self.clone();
        yew::Callback::from(move |text: String| controller.typed(&text))
    }

    /// Judges a scanned text: a pass, or the machine-readable zone of a passport.
    pub fn typed(&self, text: &str) {
        // A passport is compared with the pass on screen, or with the next one.
        if self.0.mode.get() == Mode::Desk && Mrz::looks_like(text) {
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
                Ok(Response::Failed(Failure::Missing)) => controller.tell(Action::Notice(Notice::PartMissing)),
                _ => controller.tell(Action::Notice(Notice::ScannerFailed)),
            }
        });
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
    pub(super) async fn judge_picture(&self, picture: JsValue) {
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

    pub(super) fn picture(&self) -> Request {
        Request::Picture {
            scope: self.0.scope.get(),
            at: browser::now(),
        }
    }
}
