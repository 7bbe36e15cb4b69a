//! The verdict on screen.

use super::icons;
use crate::{
    browser,
    language::Words,
    presenter::{Fact, VerdictStyle},
};
use greengate::{
    rules::Outcome,
    trust::Environment,
    verdict::{Because, Conclusion, Holder, Report},
};
use greengate_app::bridge::RulesState;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Number of characters from which on a name is drawn smaller.
const LONG_NAME: usize = 40;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub words: Rc<Words>,
    pub report: Report,
    pub more: Vec<Report>,
    /// Answer to everything that was asked, including the holder's document.
    pub conclusion: Conclusion,
    /// Differences of the holder's document, if they decide.
    #[prop_or_default]
    pub difference: Option<String>,
    pub demo: bool,
    /// The entry rules in use.
    pub rules: RulesState,
    /// Warning about the state of the lists for this verdict.
    pub warning: Option<String>,
    /// Button that the advice names.
    pub remedy: Html,
    /// Content that the desk adds: the comparison with the document, and a note if the pass was shown before.
    #[prop_or_default]
    pub desk: Html,
    /// True while something else covers the verdict.
    pub covered: bool,
    /// True if nothing of the pass is folded away.
    pub forth: bool,
    /// Seconds until the next pass, if it comes by itself.
    #[prop_or_default]
    pub hold: Option<f64>,
    pub on_next: Callback<()>,
}

#[component]
pub fn Verdict(props: &Props) -> Html {
    let words = Rc::clone(&props.words);
    let next = use_node_ref();
    // Focus the one thing to do, so that the Enter key does it.
    use_effect_with(props.report.clone(), {
        let next = next.clone();
        move |_| {
            if let Some(button) = next.cast::<HtmlElement>() {
                // Only fails on an element that is gone.
                _ = button.focus();
            }
        }
    });
    let report = &props.report;
    let conclusion = props.conclusion;
    let face = VerdictStyle::with(report, conclusion);
    let mut said = words.verdict(report, conclusion);
    if let (Some(Because::Holder), Some(difference)) = (conclusion.because, &props.difference) {
        said.meaning.insert_str(0, difference);
    }
    let unreal = report
        .source
        .as_ref()
        .is_some_and(|s| s.environment != Environment::Production);
    html! {
        <section class={classes!("result", face.class(), (unreal || props.demo).then_some("unreal"))} role="dialog" aria-modal="true" inert={props.covered} data-testid="result"
            data-verdict={if report.is_valid() { "valid" } else { "invalid" }}
            data-reason={report.reason.map(|r| r.as_str())}
            data-authentic={report.authentic.to_string()}
            data-entry={entry(report)}
            data-conclusion={conclusion.answer.as_str()}
            data-because={conclusion.because.map(Because::as_str)}
            aria-labelledby="verdict">
            <div class="verdict" role="alert">
                if unreal || props.demo {
                    <p class="unreal-mark">{ words.say("verdict-unreal") }</p>
                }
                { icons::face(face) }
                <h2 id="verdict">{ said.headline }</h2>
                <p>{ said.meaning }</p>
            </div>
            <div class="body" tabindex="0">
                <div class="who">
                    <div>
                        if let Some(holder) = &report.holder {
                            { holder_view(&words, holder, report.authentic) }
                        }
                        if let Some(advice) = said.advice {
                            <p class="advice">{ advice }</p>
                        }
                    </div>
                    if face != VerdictStyle::Forged {
                        { props.desk.clone() }
                    }
                </div>
                { props.remedy.clone() }
                if let Some(warning) = &props.warning {
                    <p class="advice warning" data-testid="trust-warning">{ warning }</p>
                }
                if !props.more.is_empty() {
                    <p class="advice" data-testid="several">{ words.say_with("verdict-several", [
                        ("valid", valid_of(report, &props.more).into()), ("all", (props.more.len() + 1).into())
                    ]) }</p>
                }
                if let Some(entry) = &report.entry {
                    <ul class="reasons" data-testid="entry-reasons">
                        { for words.entry_reasons(report.format, entry, &props.rules).into_iter().map(|reason| html! { <li dir="auto">{ reason }</li> }) }
                    </ul>
                }
                if report.reason != Some(greengate::verdict::Reason::NotAPass) {
                    <dl class="questions">
                        { for words.questions(report).into_iter().map(|(question, answer)| html! {
                            <div><dt>{ question }</dt><dd>{ icons::answer(answer) }{ words.say(answer.word()) }</dd></div>
                        }) }
                    </dl>
                }
                if let Some(source) = words.source(report).filter(|_| !props.demo) {
                    <p class="small" data-testid="trust-age">{ source }</p>
                }
                // Further content of a forged pass is of no use to anyone.
                if report.holder.is_some() && face != VerdictStyle::Forged {
                    { facts(&words, report, props.forth) }
                }
                if !props.more.is_empty() {
                    <ul class="more" aria-label={words.say("verdict-more")}>
                        { for props.more.iter().map(|other| html! {
                            <li class={VerdictStyle::of(other).class()}>{ icons::face(VerdictStyle::of(other)) }
                                <strong>{ words.verdict(other, other.conclusion).headline }</strong>
                                { other.holder.as_ref().filter(|_| other.authentic).and_then(|h| h.name.clone()).unwrap_or_default() }
                            </li>
                        }) }
                    </ul>
                }
            </div>
            <div class="next">
                if let Some(hold) = props.hold {
                    // A bar that runs out shows the time that the verdict stays.
                    <svg class="hold" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                        <rect width="100" height="1"><animate attributeName="width" from="100" to="0" dur={format!("{}s", browser::written(hold))} fill="freeze" /></rect>
                    </svg>
                }
                <button ref={next} type="button" class="primary" data-testid="next-scan" onclick={props.on_next.reform(|_| ())}>
                    { words.say("next") }
                </button>
            </div>
        </section>
    }
}

/// Draws the facts of a pass; minor ones are folded away unless `open`.
fn facts(words: &Words, report: &Report, open: bool) -> Html {
    let draw = |fact: Fact| {
        html! {
            <div><dt>{ fact.label }</dt><dd>if fact.is_void { <s>{ fact.value }</s> } else { { fact.value } }</dd></div>
        }
    };
    let (minor, main): (Vec<Fact>, Vec<Fact>) = words.facts(report).into_iter().partition(|fact| fact.is_minor);
    html! {
        <>
            <dl class="facts">{ for main.into_iter().map(draw) }</dl>
            <details {open}>
                <summary>{ words.say("verdict-details") }</summary>
                <dl class="facts">{ for minor.into_iter().map(draw) }</dl>
            </details>
        </>
    }
}

fn valid_of(report: &Report, more: &[Report]) -> usize {
    more.iter()
        .chain([report])
        .filter(|report| report.conclusion.is_go())
        .count()
}

fn entry(report: &Report) -> &'static str {
    match report.entry.as_ref().map(|entry| entry.outcome) {
        None => "none",
        Some(Outcome::Accepted) => "accepted",
        Some(Outcome::Refused) => "refused",
        Some(Outcome::Undecided) => "open",
    }
}

/// Draws name and birth date: large if the signature is right, else marked as doubtful.
fn holder_view(words: &Words, holder: &Holder, authentic: bool) -> Html {
    let name = holder.name.clone().or_else(|| holder.standard_name.clone());
    let long = name.as_ref().is_some_and(|name| name.chars().count() > LONG_NAME);
    html! {
        <div class={classes!("holder", (!authentic).then_some("doubted"))}>
            if !authentic {
                <p class="doubt">{ words.say("verdict-doubt") }</p>
            }
            <p class={classes!("name", long.then_some("long"))} data-testid="holder-name">{ name.unwrap_or_else(|| words.say("verdict-no-name")) }</p>
            if let Some(standard) = &holder.standard_name {
                <p class="standard">{ standard.replace("<<", ", ").replace('<', " ") }</p>
            }
            <p class="born">
                <span>{ words.say("verdict-born") }{ " " }</span>
                <span data-testid="holder-birth-date">{ holder.birth_date.as_deref().map_or_else(|| words.say("verdict-no-birth-date"), |date| words.partial_date(date)) }</span>
            </p>
        </div>
    }
}
