//! Fields of the form.

use super::Page;
use crate::state::Field;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::prelude::*;

/// A field for a text or a date.
pub struct TextField {
    /// Field.
    pub field: Field,
    /// Message of its label.
    pub label: &'static str,
    /// Kind of the browser's field: `text`, `date`.
    pub kind: &'static str,
    /// Its value.
    pub value: String,
    /// Message of a hint below it.
    pub hint: Option<&'static str>,
    /// Name for tests.
    pub test_id: &'static str,
}

impl TextField {
    /// A field for a text.
    pub fn text(field: Field, label: &'static str, test_id: &'static str, value: String) -> Self {
        Self {
            field,
            label,
            kind: "text",
            value,
            hint: None,
            test_id,
        }
    }

    /// A field for a day.
    pub fn day(field: Field, label: &'static str, test_id: &'static str, value: String) -> Self {
        Self {
            kind: "date",
            ..Self::text(field, label, test_id, value)
        }
    }

    /// Draws it. A field with a problem says so to eyes and to screen readers.
    pub fn draw(self, page: &Page) -> Html {
        let controller = page.controller.clone();
        let field = self.field;
        let on_input = Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            controller.edit(field, input.value());
        });
        let problem = page.state.problems(field).next();
        html! {
            <label class={classes!("field", problem.map(|_| "wrong"))}>
                <span>{ page.say(self.label) }</span>
                <input type={self.kind} value={self.value} oninput={on_input} data-testid={self.test_id} dir="auto"
                    aria-invalid={problem.map(|_| "true")} autocapitalize="off" spellcheck="false" />
                if let Some(hint) = self.hint { <small>{ page.say(hint) }</small> }
                { said(page, field) }
            </label>
        }
    }
}

/// Problems of a field.
pub fn said(page: &Page, field: Field) -> Html {
    let problems = page.state.problems(field);
    problems
        .map(
            |problem| html! { <em class="problem">{ page.say(&format!("counter-problem-{}", problem.as_str())) }</em> },
        )
        .collect()
}

/// A choice among values with their names.
pub fn choice(
    page: &Page,
    field: Field,
    label: &str,
    test_id: &'static str,
    value: &str,
    options: &[(String, String)],
) -> Html {
    let controller = page.controller.clone();
    let on_change = Callback::from(move |event: Event| {
        let Some(menu) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok())
        else {
            return;
        };
        controller.edit(field, menu.value());
    });
    let problem = page.state.problems(field).next();
    html! {
        <label class={classes!("field", problem.map(|_| "wrong"))}>
            <span>{ page.say(label) }</span>
            <select onchange={on_change} data-testid={test_id} aria-invalid={problem.map(|_| "true")}>
                { for options.iter().map(|(code, name)| html! {
                    <option value={code.clone()} selected={code == value}>{ name }</option>
                }) }
            </select>
            { said(page, field) }
        </label>
    }
}
