//! The browser's Back, which closes what lies over the page.

use super::{Listener, window};
use crate::hooks::use_once;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// An entry of the browser's history for what lies over the page. Going back takes effect later, so that entries are
/// never added or left before the last step is done.
#[derive(Default)]
struct Entry {
    /// True while something lies over the page.
    is_open: bool,
    /// True while the history holds the entry.
    is_there: bool,
    /// True while the entry is being left.
    is_leaving: bool,
}

impl Entry {
    /// Adds or leaves the entry, as what lies over the page asks.
    fn follow(&mut self) {
        if self.is_leaving || self.is_open == self.is_there {
            return;
        }
        let Ok(history) = window().history() else { return };
        if self.is_open {
            // Only fails for a page that adds hundreds a minute.
            self.is_there = history.push_state_with_url(&JsValue::NULL, "", None).is_ok();
        } else {
            self.is_leaving = history.back().is_ok();
        }
    }

    /// Notes that the browser has gone back.
    fn left(&mut self) -> Left {
        let left = match (self.is_there, self.is_leaving) {
            (false, _) => Left::Nothing,
            (true, true) => Left::ByItself,
            (true, false) => Left::ByPerson,
        };
        self.is_there = false;
        self.is_leaving = false;
        left
    }
}

/// Who has left the entry.
enum Left {
    ByPerson,
    /// What lay over the page was closed.
    ByItself,
    /// There was no entry to leave.
    Nothing,
}

/// Lets Back emit `close` while `is_open`, and `moved` when it leads to another address of the page.
#[hook]
pub fn use_back(is_open: bool, close: Callback<()>, moved: Callback<()>) {
    let entry = use_mut_ref(Entry::default);
    let latest = use_mut_ref(|| close.clone());
    *latest.borrow_mut() = close;
    use_effect_with(is_open, {
        let entry = Rc::clone(&entry);
        move |is_open| {
            let mut entry = entry.borrow_mut();
            entry.is_open = *is_open;
            entry.follow();
        }
    });
    use_once(move || {
        let went = move || {
            let left = entry.borrow_mut().left();
            match left {
                Left::ByPerson => {
                    let close = RefCell::borrow(&latest).clone();
                    close.emit(());
                }
                Left::ByItself => {}
                Left::Nothing => moved.emit(()),
            }
            entry.borrow_mut().follow();
        };
        // Listens until the page closes.
        std::mem::forget(Listener::new(&window(), "popstate", went));
    });
}
