//! Cards that consist of several codes.

use super::Controller;
use crate::{
    browser,
    state::{Action, Notice},
};
use greengate_app::bridge::{Codes, More, Request, Response, ScannedCode, Taken};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Number of frames without a judged card's codes after which the card counts as new.
const LEFT_FRAMES: u32 = 30;

/// Milliseconds without another code after which a complete card is judged even if no trusted key verifies it.
const PAUSE_MS: i32 = 1_500;

/// Milliseconds after which the codes of an incomplete card are forgotten.
const FORGET_MS: i32 = 60_000;

/// Codes of cards that consist of several.
#[derive(Default)]
pub(super) struct SeenCodes {
    waiting: Vec<String>,
    /// Codes of judged cards, until they leave the camera's view.
    pub used: Vec<String>,
    /// Number of frames in a row without any of the used codes.
    absent: u32,
    /// Number of times that codes have arrived.
    came: u32,
}

impl Controller {
    /// Collects codes of cards that consist of several, and judges the cards that become complete.
    pub(super) fn collect(&self, found: &[ScannedCode]) {
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

    /// Waits for further codes: judges what is there after a pause, and forgets the rest in the end. `came` numbers the
    /// last arrival.
    pub(super) async fn wait_for_codes(&self, came: u32) {
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

    /// Adds codes, and returns the number of times that codes have arrived.
    pub(super) fn add(&self, codes: Vec<String>) -> u32 {
        let seen = &mut *self.0.codes.borrow_mut();
        seen.waiting.extend(codes);
        seen.came = seen.came.wrapping_add(1);
        seen.came
    }

    async fn judge_cards(&self, more: More) {
        match self.assemble(more).await {
            Some(cards) if !cards.is_empty() => self.tell_settled(self.judged_all(cards, Vec::new()).await),
            Some(_) => {}
            None => self.tell(Action::Notice(Notice::PartMissing)),
        }
    }

    /// Puts cards together from the codes; `None` if the part of the app that does so cannot be loaded.
    pub(super) async fn assemble(&self, more: More) -> Option<Vec<Vec<String>>> {
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
        // Another answer may have delivered them meanwhile.
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

    /// Forgets the codes of an incomplete card.
    pub fn forget_card(&self) {
        self.0.codes.borrow_mut().waiting.clear();
        self.tell(Action::Card(None));
    }
}
