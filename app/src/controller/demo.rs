//! The demo.

use super::Controller;
use crate::{
    browser,
    state::{Action, DemoPass, Notice},
};
use greengate_app::bridge::{Request, TrustScope};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

impl Controller {
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

/// The demo's passes: `[{id, messages}]`.
fn demo_passes(json: &str) -> Option<Vec<DemoPass>> {
    let list = js_sys::Array::from(&js_sys::JSON::parse(json).ok()?);
    let text = |pass: &JsValue, name: &str| js_sys::Reflect::get(pass, &name.into()).ok()?.as_string();
    let passes = list.iter().map(|pass| {
        Some(DemoPass {
            id: text(&pass, "id")?,
            messages: text(&pass, "messages")?,
        })
    });
    passes.collect()
}
