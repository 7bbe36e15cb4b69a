//! Everything on one screen before it is signed, and what keeps it from being read back.

use super::Page;
use crate::{
    day_book::BookState,
    state::{Action, Before, Kept, named},
};
use greengate::counter::{Severity, Statement};
use greengate_app::browser;
use std::rc::Rc;
use yew::prelude::*;

/// Problems and questions above the button.
pub fn problems(page: &Page) -> Html {
    let refused = page
        .state
        .findings
        .iter()
        .filter(|finding| finding.problem.severity() == Severity::Refusal);
    let refused = refused.count();
    let questions = page.state.questions();
    if refused == 0 && questions.is_empty() {
        return Html::default();
    }
    let clock = page.state.findings.iter().find(|finding| finding.field == "clock");
    html! {
        <section class="card questions-card" role="alert" data-testid="counter-problems">
            if refused > 0 { <p class="problem">{ page.words.say_with("counter-problems", [("n", refused.into())]) }</p> }
            if let Some(clock) = clock { <p class="problem">{ page.say(&format!("counter-problem-{}", clock.problem.as_str())) }</p> }
            { for questions.iter().map(|question| {
                let question = *question;
                let yes = page.state.draft.confirmed.contains(&question);
                html! {
                    <label class="setting">
                        <span>{ page.say(&format!("counter-problem-{}", question.as_str())) }</span>
                        <input type="checkbox" checked={yes} onclick={page.on(move || Action::Confirm(question, !yes))} data-testid={format!("confirm-{}", question.as_str())} />
                    </label>
                }
            }) }
        </section>
    }
}

/// Lines of a statement or a pass, as people read them. Latin letters that are the name as it was written stand there once,
/// so that everything fits one screen.
pub fn lines(page: &Page, lines: &[(String, String)]) -> Html {
    let is_new = |(label, value): &&(String, String)| {
        let written = label.strip_suffix("-latin");
        !written.is_some_and(|written| lines.iter().any(|(other, name)| other == written && name == value))
    };
    html! {
        <dl class="facts">
            { for lines.iter().filter(is_new).map(|(label, value)| html! {
                <div class={format!("line-{label}")}>
                    <dt>{ page.say(&format!("counter-label-{label}")) }</dt>
                    <dd dir="auto">{ shown(page, label, value) }</dd>
                </div>
            }) }
        </dl>
    }
}

/// A value as people read it: days are dates, codes are words.
pub fn shown(page: &Page, label: &str, value: &str) -> String {
    match label {
        "birth-date" | "date" | "from" | "until" => page.words.partial_date(value),
        "disease" => page.say(if value == "polio" {
            "counter-polio"
        } else {
            "counter-yellow-fever"
        }),
        "sex" => page.say(match value {
            "F" => "counter-sex-f",
            "M" => "counter-sex-m",
            _ => "counter-sex-x",
        }),
        "training" => page.say("counter-training"),
        _ => value.to_owned(),
    }
}

/// The read-back. What was issued before is shown instead of signed once more.
pub fn dialog(page: &Page, statement: &Rc<Statement>, before: Option<&Before>) -> Html {
    let is_training = page.state.key.is_training();
    let sign = {
        let (statement, before, state) = (Rc::clone(statement), before.cloned(), page.state.clone());
        page.call(move |controller| controller.sign(&state, Rc::clone(&statement), before.as_ref()))
    };
    let at_hand = before.filter(|before| before.is_at_hand());
    html! {
        <div class="counter-over" role="dialog" aria-modal="true" aria-label={page.say("counter-read-back")} data-testid="read-back-dialog">
            <div class="sheet-body" tabindex="0">
                <h2>{ page.say("counter-read-back-title") }</h2>
                if let Some(before) = before {
                    <p class="advice warning" role="alert" data-testid="issued-before">
                        { page.words.say_with(known(before), [("at", page.words.time_of(milliseconds(before.at), None).into())]) }
                    </p>
                }
                if page.state.book == BookState::Locked {
                    <p class="problem" data-testid="book-is-locked">{ page.say("counter-book-is-locked") }</p>
                }
                { lines(page, &named(&statement.lines(is_training))) }
            </div>
            <div class="next counter-buttons">
                if let Some(Kept::Page(number)) = at_hand.map(|before| before.kept) {
                    <Focused class="primary" test_id="show-before" label={page.say("counter-show")} on_click={page.on(move || Action::Show(number))} disabled={false} />
                } else if at_hand.is_none() {
                    <Focused class="primary" test_id="sign" label={page.say(if is_training { "counter-sign-training" } else { "counter-sign" })} on_click={sign} disabled={page.state.busy} />
                }
                <button type="button" class="secondary" onclick={page.on(|| Action::Close)} data-testid="change">{ page.say("counter-change") }</button>
            </div>
        </div>
    }
}

/// What is said of a pass that was issued before.
const fn known(before: &Before) -> &'static str {
    match (before.is_same, before.kept) {
        (false, _) => "counter-issued-otherwise",
        (true, Kept::PutAway) => "counter-issued-put-away",
        (true, _) => "counter-issued-before",
    }
}

/// Milliseconds since 1970.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
pub fn milliseconds(at: time::OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1000.0
}

/// Milliseconds after which a button can be pressed that appears with the focus.
const READING_MS: f64 = 600.0;

#[derive(Properties, PartialEq)]
pub struct FocusedProps {
    pub class: AttrValue,
    pub test_id: AttrValue,
    pub label: String,
    pub on_click: Callback<MouseEvent>,
    pub disabled: bool,
}

/// A button that has the focus when it appears: Enter goes on.
#[component]
pub fn Focused(props: &FocusedProps) -> Html {
    let node = use_node_ref();
    let drawn_at = use_memo((), |()| browser::monotonic());
    let on_click = {
        let (drawn_at, on_click) = (Rc::clone(&drawn_at), props.on_click.clone());
        // The key that brought the button may be held down or pressed twice: nobody has read anything by then.
        Callback::from(move |event: MouseEvent| {
            if browser::monotonic() - *drawn_at > READING_MS {
                on_click.emit(event);
            }
        })
    };
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(button) = node.cast::<web_sys::HtmlElement>() {
                // Only fails for an element that cannot have the focus.
                _ = button.focus();
            }
        }
    });
    html! {
        <button ref={node} type="button" class={props.class.clone()} data-testid={props.test_id.clone()} onclick={on_click} disabled={props.disabled}>
            { &props.label }
        </button>
    }
}
