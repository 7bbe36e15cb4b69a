//! Trust lists and entry rules.

use super::Controller;
use crate::state::{Action, Notice};
use greengate::limits::MAX_LIST;
use greengate_app::bridge::{Failure, Journey, Request, Response};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

impl Controller {
    /// Uses trust lists from files. `NAME.sig` is the signature of `NAME.json`.
    pub fn import_trust(&self, files: Vec<File>) {
        let signature_of = |name: &str| {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let beside = [stem, ".sig"].concat();
            files.iter().find(|file| beside != name && file.name() == beside)
        };
        self.tell(Action::Dismiss);
        let beside: Vec<Option<&File>> = files.iter().map(|file| signature_of(&file.name())).collect();
        for (file, signature) in files.iter().zip(&beside) {
            if beside.contains(&Some(file)) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a limit")]
            if file.size() > MAX_LIST as f64 {
                self.tell(Action::Notice(Notice::TooLarge));
                continue;
            }
            let name = file.name();
            let attached = signature.map_or_else(|| file.into(), |signature| Array::of2(file, signature).into());
            self.change_trust(Request::Import { name, again: false }, attached);
        }
    }

    /// Forgets an imported trust list or revocation list.
    pub fn forget_import(&self, name: String, revocation: bool) {
        self.change_trust(Request::ForgetImport { name, revocation }, JsValue::NULL);
    }

    /// Asks the configured hosts for a newer list now.
    pub fn update_trust(&self) {
        self.change_trust(Request::Update, JsValue::NULL);
    }

    fn change_trust(&self, request: Request, attachment: JsValue) {
        let controller = self.clone();
        spawn_local(async move { controller.use_trust(request, attachment).await });
    }

    /// Uses entry rules or value sets from a file.
    pub fn import_rules(&self, file: File) {
        let controller = self.clone();
        spawn_local(async move {
            let name = file.name();
            controller.use_rules(Request::Rules { name }, file.into()).await;
        });
    }

    /// Forgets the imported rules.
    pub fn forget_rules(&self) {
        let controller = self.clone();
        spawn_local(async move { controller.use_rules(Request::ForgetRules, JsValue::NULL).await });
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

    pub(super) async fn use_trust(&self, request: Request, attachment: JsValue) {
        match self.0.worker_client.ask(request, &attachment, false).await {
            Ok(Response::Trust(state)) => self.tell(Action::Trust(state)),
            Ok(Response::Failed(Failure::TrustList(why))) => self.tell(Action::Notice(Notice::TrustRefused(why))),
            Ok(Response::Failed(Failure::UnreadableFile)) => self.tell(Action::Notice(Notice::FileMoved)),
            Ok(Response::Failed(Failure::Missing)) => self.tell(Action::Notice(Notice::PartMissing)),
            _ => self.tell(Action::Notice(Notice::ScannerFailed)),
        }
    }

    pub(super) async fn use_rules(&self, request: Request, attachment: JsValue) {
        match self.0.worker_client.ask(request, &attachment, false).await {
            Ok(Response::Rules(state)) => self.tell(Action::Rules(state)),
            Ok(Response::Failed(Failure::Rules(why))) => self.tell(Action::Notice(Notice::RulesRefused(why))),
            Ok(Response::Failed(Failure::UnreadableFile)) => self.tell(Action::Notice(Notice::FileMoved)),
            Ok(Response::Failed(Failure::Missing)) => self.tell(Action::Notice(Notice::PartMissing)),
            _ => self.tell(Action::Notice(Notice::ScannerFailed)),
        }
    }
}
