//! The scanning worker: takes pictures and texts, returns verdicts. A trap ends the worker and nothing else; the page
//! starts a new one.

mod lists;
mod pictures;
mod refresh;
mod requests;
mod rules;
mod trust;
mod update;

use self::{lists::Lists, refresh::post_trust_state, rules::Rules, trust::Trust};
use greengate::{
    frame::Scanner,
    verdict::{Context, Journey},
};
use greengate_app::{
    bridge::{self, Failure, Request, Response, TrustScope},
    worker_scope::{global, now, sleep},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

/// State of the worker: the lists in use, and codes that the last frames left undecided.
#[derive(Default)]
struct WorkerState {
    lists: Lists,
    trust: Trust,
    scanner: RefCell<Scanner>,
    entry: RefCell<Rules>,
    /// Number of imports in progress.
    importing: Cell<usize>,
}

/// Milliseconds between two checks whether the imports that a judgement waits for are done.
const IMPORT_POLL_MS: i32 = 20;

impl WorkerState {
    /// Judges by the lists of a scope and by the rules in use, again until no check is pending; with the time of the check,
    /// milliseconds since 1970.
    async fn judge(&self, scope: TrustScope, milliseconds: f64, judge: &dyn Fn(&Context) -> Response) -> Response {
        let at = instant(milliseconds);
        // A list that was imported before the pass counts.
        while self.importing.get() > 0 {
            sleep(IMPORT_POLL_MS).await;
        }
        let judge = |deferred: &_| {
            let entry = self.entry.borrow();
            let journey = entry
                .journey
                .as_ref()
                .map(|journey| Journey::to(&journey.country, journey.at.map_or(at, instant)).language(&entry.language));
            self.trust.with(scope, |list| {
                let context = Context::new(list, at).journey(journey).rules(entry.pack_in_use());
                // The demo's passes are on nobody's list.
                let context = match scope {
                    TrustScope::Real => self.trust.asking_revocation_lists(context),
                    TrustScope::Demo => context,
                };
                judge(&context.deferred(Some(deferred)))
            })
        };
        let revocation = self.trust.revocation_places();
        self.lists.resolved(milliseconds, revocation, &judge).await
    }
}

/// Starts answering requests.
pub fn start() {
    let kept = Rc::new(WorkerState::default());
    let listen = {
        let kept = Rc::clone(&kept);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((number, ask, attachment)) = bridge::unpack::<Request>(&event.data()) else {
                send(0, Response::Failed(Failure::Protocol));
                return;
            };
            let kept = Rc::clone(&kept);
            spawn_local(async move {
                let answer = requests::answer(ask, attachment, &kept).await;
                send(number, answer);
            });
        })
    };
    global().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    spawn_local(refresh::run(kept));
}

fn send(number: u32, answer: Response) {
    let message = bridge::pack(number, answer, &JsValue::NULL)
        .or_else(|_| bridge::pack(number, Response::Failed(Failure::Protocol), &JsValue::NULL));
    if let Ok(message) = message {
        // Only fails while the page closes.
        _ = global().post_message(&message);
    }
}

fn instant(milliseconds: f64) -> OffsetDateTime {
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    OffsetDateTime::from_unix_timestamp((milliseconds / 1000.0) as i64).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
