//! The traveller's trip.

use super::Controller;
use crate::{
    browser,
    state::{Action, Notice, TripAction},
};
use greengate::verdict::Stop;
use greengate_app::bridge::{Failure, Request, Response};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

impl Controller {
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

    /// Judges passes that the device kept, or that are on the page, and puts them on the page.
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
}
