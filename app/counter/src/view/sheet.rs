//! What is printed: a sheet of A4 or a card for each pass. The print stylesheet shows it and hides the page.

use super::{
    Page,
    read_back::{milliseconds, shown},
};
use crate::state::{Issued, Over, Paper, PrintJob};
use std::fmt::Write;
use yew::prelude::*;

/// Labels on a card, which has little room.
const ON_CARD: [&str; 7] = [
    "birth-date",
    "document",
    "disease",
    "product",
    "batch",
    "date",
    "centre",
];

/// Sheets of the print job, seen by printers only.
pub fn sheets(page: &Page) -> Html {
    // The browser's own print command prints what is on screen.
    let job = match (&page.state.print, &page.state.over) {
        (Some(job), _) => job.clone(),
        (None, Over::Pass(number)) => PrintJob {
            numbers: vec![*number],
            paper: Paper::A4,
        },
        _ => return Html::default(),
    };
    let passes = job.numbers.iter().filter_map(|number| page.state.pass(*number));
    let drawn = passes.map(|pass| match job.paper {
        Paper::A4 => a4(page, pass),
        Paper::Card => card(page, pass),
    });
    let class = match job.paper {
        Paper::A4 => "sheets",
        Paper::Card => "sheets cards",
    };
    html! { <div class={class} data-testid="sheets">{ for drawn }</div> }
}

/// The code as a picture that stays sharp at any size: a module is a unit, the quiet zone included.
pub fn code(pass: &Issued) -> Html {
    let size = pass.symbol.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && pass.symbol.is_dark(x, y) {
                x += 1;
            }
            if x > start {
                // Writing to a string cannot fail.
                _ = write!(path, "M{start} {y}h{}v1H{start}z", x - start);
            }
            x += 1;
        }
    }
    html! {
        <svg class="code" viewBox={format!("0 0 {size} {size}")} shape-rendering="crispEdges" role="img" aria-label="QR">
            <rect width={size.to_string()} height={size.to_string()} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    }
}

fn row(page: &Page, label: &str, value: &str) -> Html {
    html! {
        <div><dt>{ page.say(&format!("counter-label-{label}")) }</dt><dd dir="auto">{ shown(page, label, value) }</dd></div>
    }
}

fn training(page: &Page, pass: &Issued) -> Html {
    if pass.is_training {
        html! { <p class="training">{ page.say("counter-training") }</p> }
    } else {
        Html::default()
    }
}

fn a4(page: &Page, pass: &Issued) -> Html {
    let rows = pass
        .lines
        .iter()
        .filter(|(label, _)| label != "training" && label != "from-paper");
    html! {
        <article class="sheet a4">
            { training(page, pass) }
            <h1>{ page.say("counter-paper-heading") }</h1>
            <div class="sheet-code">{ code(pass) }</div>
            <dl>{ for rows.map(|(label, value)| row(page, label, value)) }</dl>
            <p>{ page.words.say_with("counter-issued-at", [("at", page.words.time_of(milliseconds(pass.at), None).into())]) }</p>
            <p>{ page.say("counter-paper-note") }</p>
        </article>
    }
}

fn card(page: &Page, pass: &Issued) -> Html {
    let rows = ON_CARD
        .iter()
        .map(|label| (*label, pass.line(label)))
        .filter(|(_, value)| !value.is_empty());
    html! {
        <article class="sheet id-1">
            <div class="sheet-code">{ code(pass) }</div>
            <div class="card-text">
                { training(page, pass) }
                <strong dir="auto">{ pass.holder() }</strong>
                <dl>{ for rows.map(|(label, value)| row(page, label, value)) }</dl>
            </div>
        </article>
    }
}
