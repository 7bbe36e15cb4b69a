//! Trust lists and entry rules.

use super::Controller;
use crate::state::{Action, Notice};
use greengate::limits::MAX_LIST;
use greengate_app::bridge::{Failure, Journey, Request, Response};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

impl Controller {
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

    /// Asks the configured hosts for a newer list now.
    pub fn update_trust(&self) {
        let controller = self.clone();
        spawn_local(async move { controller.use_trust(Request::Update, JsValue::NULL).await });
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
