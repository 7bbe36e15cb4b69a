//! Check of the device's clock, on which the dates of every verdict depend.

use crate::{
    browser,
    hooks::use_once,
    state::{Action, ClockFault, State},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Milliseconds between two checks of the clock.
const EVERY_MS: i32 = 2_000;
/// Correction in milliseconds below which no person has set the clock.
const JUMP_MS: f64 = 60_000.0;
/// Pause in milliseconds above which the device was asleep, while its clock went on.
const SLEPT_MS: f64 = 20_000.0;

/// Watches the clock as long as the page is open.
#[hook]
pub fn use_clock(state: &UseReducerHandle<State>) {
    let newest = use_mut_ref(|| None::<f64>);
    *newest.borrow_mut() = state.newest_signed();
    let tell = state.dispatcher();
    use_once(move || {
        spawn_local(watch(newest, move |fault| tell.dispatch(Action::Clock(fault))));
    });
}

async fn watch(newest: Rc<RefCell<Option<f64>>>, tell: impl Fn(Option<ClockFault>)) {
    // Difference between the clock that people set and the monotonic one.
    let mut offset = browser::now() - browser::monotonic();
    let (mut before, mut jumped, mut told) = (browser::monotonic(), None, None);
    loop {
        browser::sleep(EVERY_MS).await;
        let (now, monotonic) = (browser::now(), browser::monotonic());
        let by = now - monotonic - offset;
        let slept = monotonic - before > SLEPT_MS || !browser::is_visible();
        before = monotonic;
        if by.abs() > JUMP_MS {
            offset = now - monotonic;
            // A jump forward after a sleep is the sleep itself; a jump backward never is.
            if by < 0.0 || !slept {
                jumped = Some(ClockFault::Jumped { by });
            }
        }
        let behind = newest.borrow().filter(|seen| is_behind(now, *seen));
        let fault = behind.map(|seen| ClockFault::Behind { now, seen }).or(jumped);
        if fault.is_some() != told.is_some() || matches!(fault, Some(ClockFault::Jumped { .. })) && fault != told {
            told = fault;
            tell(fault);
        }
    }
}

fn is_behind(now: f64, seen: f64) -> bool {
    let times = browser::instant(now).zip(browser::instant(seen));
    times.is_some_and(|(now, seen)| greengate::trust::is_behind(now, seen))
}
