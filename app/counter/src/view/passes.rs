//! Passes of this session: the list, and one of them large on the screen, for the traveller's phone and for printing.

use super::{
    Page,
    book::Delete,
    read_back::{Focused, lines, milliseconds},
    sheet::code,
};
use crate::state::{Action, Issued, Paper};
use std::rc::Rc;
use yew::prelude::*;

/// Passes in the list, the newest ones.
const SHOWN: usize = 30;

/// Passes that were issued since the page was opened.
pub fn list(page: &Page) -> Html {
    let passes = &page.state.passes;
    if passes.is_empty() {
        return Html::default();
    }
    let print = |paper: Paper, all: bool| {
        let chosen = passes.iter().filter(|pass| all || pass.prints == 0);
        let numbers: Vec<usize> = chosen.map(|pass| pass.number).collect();
        page.call(move |controller| controller.print(numbers.clone(), paper))
    };
    let unprinted = passes.iter().filter(|pass| pass.prints == 0).count();
    html! {
        <section class="card" data-testid="session-card">
            <h2>{ page.words.say_with("counter-session", [("n", passes.len().into())]) }</h2>
            <ul class="wallet">
                { for passes.iter().rev().take(SHOWN).map(|pass| {
                    let number = pass.number;
                    html! {
                        <li key={number}>
                            <div><strong dir="auto">{ pass.holder() }</strong><span>{ state_of(page, pass) }</span></div>
                            <button type="button" class="secondary" onclick={page.on(move || Action::Show(number))} data-testid="show-pass">{ page.say("counter-show") }</button>
                        </li>
                    }
                }) }
            </ul>
            <div class="counter-buttons">
                if unprinted > 0 {
                    <button type="button" class="secondary" onclick={print(Paper::A4, false)} data-testid="print-new">{ page.words.say_with("counter-print-new", [("n", unprinted.into())]) }</button>
                }
                <button type="button" class="secondary" onclick={print(Paper::A4, true)} data-testid="print-all">{ page.say("counter-print-all") }</button>
                <button type="button" class="secondary" onclick={print(Paper::Card, true)} data-testid="print-all-cards">{ page.say("counter-print-all-cards") }</button>
                { next_customer(page, unprinted) }
            </div>
            <p class="small">{ page.say("counter-session-hint") }</p>
        </section>
    }
}

/// The button that forgets everything. It asks once more where a pass was not printed.
pub fn next_customer(page: &Page, unprinted: usize) -> Html {
    let clear = page.on(|| Action::Clear);
    let label = page.say("counter-next-customer");
    if unprinted > 0 {
        html! { <Delete label={label} sure={page.say("counter-next-customer-sure")} delete={clear} test_ids={["next-customer", "next-customer-sure"]} /> }
    } else {
        html! { <button type="button" class="secondary" onclick={clear} data-testid="next-customer">{ label }</button> }
    }
}

fn state_of(page: &Page, pass: &Issued) -> String {
    let printed = match pass.prints {
        0 => page.say("counter-not-printed-yet"),
        n => page.words.say_with("counter-printed", [("n", (n as usize).into())]),
    };
    let at = page.words.time_of(milliseconds(pass.at), None);
    format!("{at} · {printed}")
}

/// One pass, large.
pub fn dialog(page: &Page, pass: &Rc<Issued>) -> Html {
    let number = pass.number;
    let print = |paper: Paper| page.call(move |controller| controller.print(vec![number], paper));
    html! {
        <div class="counter-over" role="dialog" aria-modal="true" aria-label={page.say("counter-pass")} data-testid="pass-dialog" data-text={pass.text.clone()}>
            <div class="sheet-body" tabindex="0">
                if pass.is_training { <p class="training" data-testid="training-mark">{ page.say("counter-training") }</p> }
                <div class="on-screen">{ code(pass) }</div>
                <p class="small">{ page.say("counter-for-the-phone") }</p>
                { lines(page, &pass.lines) }
                <p class="small" role="status">{ state_of(page, pass) }</p>
            </div>
            <div class="next counter-buttons">
                <Focused class="primary" test_id="print-a4" label={page.say("counter-print-a4")} on_click={print(Paper::A4)} disabled={false} />
                <button type="button" class="secondary" onclick={print(Paper::Card)} data-testid="print-card">{ page.say("counter-print-card") }</button>
                <button type="button" class="secondary" onclick={page.on(|| Action::NextTraveller)} data-testid="next-traveller">{ page.say("counter-next-traveller") }</button>
                <button type="button" class="secondary" onclick={page.on(|| Action::NextDose)} data-testid="next-dose">{ page.say("counter-next-dose") }</button>
                <button type="button" class="secondary" onclick={page.on(|| Action::Close)} data-testid="close-pass">{ page.say("close") }</button>
            </div>
        </div>
    }
}
