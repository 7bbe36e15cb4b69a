//! Lists and rules in use: loaded at the start, then updated while the page is open.

use super::{
    WorkerState,
    rules::{self, Rules},
    send, sleep,
};
use greengate_app::{
    bridge::{Origin, Response, TrustState},
    store::Record,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds that judging waits for the stored lists. A store that hangs must not block everything else.
const START_PATIENCE_MS: i32 = 3_000;

/// Loads lists and rules, reports that the worker is ready, and goes on to update them.
pub async fn run(kept: Rc<WorkerState>) {
    let ready = Rc::new(Cell::new(false));
    spawn_local({
        let ready = Rc::clone(&ready);
        async move {
            sleep(START_PATIENCE_MS).await;
            if !ready.replace(true) {
                send(0, Response::Ready);
            }
        }
    });
    let begin = || {
        post_trust_state(kept.trust.state());
        if !ready.replace(true) {
            send(0, Response::Ready);
        }
    };
    // Load from the device first, then from the network.
    let known = kept.trust.start().await;
    if let Some(record) = Rules::stored(&kept.trust).await {
        hold_rules(&kept, &record, Origin::Stored);
    }
    if rules::read_imports(&kept).await {
        tell_rules(&kept);
    }
    if known {
        begin();
    }
    reconfigure(&kept).await;
    kept.trust.take_shipped().await;
    begin();
    if let Some(record) = Rules::shipped(&kept.trust).await {
        hold_rules(&kept, &record, Origin::Shipped);
    }
    kept.trust.open_revocation_lists(&kept.lists, false, None).await;
    loop {
        update_lists(&kept).await;
        sleep(kept.trust.pause()).await;
        // A publisher whose key was stolen is dropped even while the page stays open.
        renew(&kept).await;
    }
}

/// Reads the configuration again while the page is open.
pub async fn renew(kept: &WorkerState) {
    if reconfigure(kept).await {
        kept.trust.take_shipped().await;
        post_trust_state(kept.trust.state());
    }
}

/// Reads the configuration and applies it; true if it changed.
async fn reconfigure(kept: &WorkerState) -> bool {
    let changed = kept.trust.reconfigure().await;
    if changed {
        // The configuration may trust other publishers now.
        kept.entry.borrow_mut().forget_published();
        if let Some(record) = Rules::stored(&kept.trust).await {
            hold_rules(kept, &record, Origin::Stored);
        }
        tell_rules(kept);
    }
    changed
}

/// Uses a pack of rules if a pinned publisher signed it, and tells the page.
fn hold_rules(kept: &WorkerState, record: &Record, origin: Origin) {
    let held = kept.entry.borrow_mut().hold(&kept.trust, record, origin);
    if held == Ok(true) {
        tell_rules(kept);
    }
}

/// Asks the configured hosts for newer lists and rules.
pub async fn update_lists(kept: &WorkerState) {
    kept.trust.update().await;
    kept.trust.open_revocation_lists(&kept.lists, true, None).await;
    if rules::update(kept).await {
        tell_rules(kept);
    }
}

/// Sends the rules in use to the page, without a request.
fn tell_rules(kept: &WorkerState) {
    let state = kept.entry.borrow().state();
    send(0, Response::Rules(state));
}

/// Sends the lists in use to the page, without a request.
pub fn post_trust_state(state: TrustState) {
    send(0, Response::Trust(Box::new(state)));
}
