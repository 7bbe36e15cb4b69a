//! A clinic's day: a file of persons, and what became of each line.

use super::Page;
use crate::{
    day_book::BookState,
    state::{Action, BatchLine, BatchOutcome},
};
use greengate_app::elements::FileField;
use yew::prelude::*;

/// Card of a clinic's day.
pub fn card(page: &Page) -> Html {
    let take = {
        let controller = page.controller.clone();
        Box::new(move |files: web_sys::FileList| {
            if let Some(file) = files.get(0) {
                controller.batch_file(file);
            }
        })
    };
    let file = FileField {
        test_id: "batch-file",
        accept: ".csv,text/csv",
        multiple: false,
    };
    html! {
        <details class="card" open={page.state.batch.is_some()} data-testid="batch-card">
            <summary>{ page.say("counter-batch") }</summary>
            <p>{ page.say("counter-batch-is") }</p>
            <p class="small"><code dir="ltr">{ "surname, given, birth_date, nationality, product, date, batch, centre, clinician" }</code></p>
            if page.state.book == BookState::Locked {
                // What is in the book would be issued once more.
                <p class="problem" data-testid="batch-waits">{ page.say("counter-book-is-locked") }</p>
            } else {
                { file.draw(page.say("counter-batch-file"), take) }
            }
            { report(page) }
        </details>
    }
}

fn report(page: &Page) -> Html {
    let Some(batch) = &page.state.batch else {
        return Html::default();
    };
    let issued = batch
        .lines
        .iter()
        .filter(|line| line.outcome == BatchOutcome::Issued)
        .count();
    let others = batch.lines.iter().filter(|line| line.outcome != BatchOutcome::Issued);
    html! {
        <>
        <p role="status" data-testid="batch-report">
            { page.words.say_with("counter-batch-report", [("issued", issued.into()), ("done", batch.lines.len().into()), ("all", batch.all.into())]) }
        </p>
        <ul class="reasons" data-testid="batch-refused">
            { for others.map(|line| html! { <li key={line.line}>{ said(page, line) }</li> }) }
        </ul>
        <button type="button" class="secondary" onclick={page.on(|| Action::Batch(None))}>{ page.say("close") }</button>
        </>
    }
}

fn said(page: &Page, line: &BatchLine) -> String {
    let why = match &line.outcome {
        BatchOutcome::Issued => String::new(),
        BatchOutcome::Already => page.say("counter-batch-already"),
        BatchOutcome::Otherwise => page.say("counter-batch-otherwise"),
        BatchOutcome::Unreadable(why) | BatchOutcome::Failed(why) => why.clone(),
        BatchOutcome::Refused(findings) => {
            let said = findings
                .iter()
                .map(|finding| page.say(&format!("counter-problem-{}", finding.problem.as_str())));
            said.collect::<Vec<_>>().join(" · ")
        }
    };
    let number = usize::try_from(line.line).unwrap_or_default();
    page.words
        .say_with("counter-batch-line", [("n", number.into()), ("why", why.into())])
}
