//! The verdict on screen.

use super::{desk, icons, need};
use crate::elements::{Element, fragment, reasons, tag, term};
use crate::{
    browser,
    language::Words,
    presenter::{Fact, VerdictStyle},
    state::Shared,
};
use greengate::{
    person::Match,
    rules::Outcome,
    trust::Environment,
    verdict::{Because, Conclusion, Holder, Report},
};
use greengate_app::bridge::{NeedAnswer, RulesState};
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
    /// Certificates that the journey requires, if it is known.
    #[prop_or_default]
    pub needs: Option<Shared<NeedAnswer>>,
    /// Result of the comparison with the holder's passport.
    #[prop_or_default]
    pub compared: Option<Match>,
    /// True if the boarding pass names another person.
    #[prop_or_default]
    pub other_passenger: bool,
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
    let by_holder = conclusion.because == Some(Because::Holder);
    if let Some(compared) = &props.compared {
        // The page has compared them.
        if by_holder || conclusion.because.is_none() {
            said.advice = None;
        }
        if by_holder {
            let difference = desk::matched(&words, compared);
            let rest = said.meaning.trim_start();
            said.meaning = match rest {
                "" => difference,
                rest => [&difference, rest].join(". "),
            };
        }
    }
    if by_holder && props.other_passenger && props.compared.as_ref().is_none_or(|compared| *compared == Match::Same) {
        said.headline = words.say("boarding-other");
    }
    let deciding = props.needs.as_ref().and_then(|needs| needs.deciding());
    if let (Some(Because::Requirement), Some(need)) = (conclusion.because, deciding) {
        said.headline = words.need_headline(need);
        said.meaning = need.lines.first().map(|why| words.sentence(why)).unwrap_or_default();
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
            { headline(&words, said.headline, said.meaning, face, unreal || props.demo) }
            { body(&words, props, face, said.advice) }
            <div class="next">
                if let Some(hold) = props.hold {
                    // A bar that runs out shows the time that the verdict stays.
                    { bar(hold) }
                }
                <button ref={next} type="button" class="primary" data-testid="next-scan" onclick={props.on_next.reform(|_| ())}>
                    { words.say("next") }
                </button>
            </div>
        </section>
    }
}

/// Draws the verdict itself.
#[inline(never)]
fn headline(words: &Words, headline: String, meaning: String, face: VerdictStyle, unreal: bool) -> Html {
    tag!(<div class="verdict" role="alert">)
        .maybe(unreal.then(|| tag!(<p class="unreal-mark">).say(words, "verdict-unreal")))
        .html(icons::face(face))
        .child(tag!(<h2 id="verdict">).text(headline))
        .child(tag!(<p>).text(meaning))
        .into()
}

/// Draws a bar that runs out within these seconds.
#[inline(never)]
fn bar(seconds: f64) -> Html {
    let runs = format!("{}s", browser::written(seconds));
    let shrinks = tag!(<animate attributeName="width" from="100" to="0" dur={runs} fill="freeze">);
    tag!(<svg class="hold" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">)
        .child(tag!(<rect width="100" height="1">).child(shrinks))
        .into()
}

/// Draws what stands below the verdict: the holder, the reasons, the facts.
#[inline(never)]
fn body(words: &Words, props: &Props, face: VerdictStyle, advice: Option<String>) -> Html {
    let report = &props.report;
    let holder = report.holder.as_ref();
    let forged = face == VerdictStyle::Forged;
    let person = tag!(<div>)
        .maybe(holder.map(|holder| holder_view(words, holder, report.is_well_signed())))
        .maybe(advice.map(|advice| tag!(<p class="advice">).text(advice)));
    let who = tag!(<div class="who">).child(person).html(if forged {
        html! {}
    } else {
        props.desk.clone()
    });
    let warning = props.warning.clone();
    let several = (!props.more.is_empty()).then(|| {
        let values = [
            ("valid", valid_of(report, &props.more).into()),
            ("all", (props.more.len() + 1).into()),
        ];
        tag!(<p class="advice" data-testid="several">).text(words.say_with("verdict-several", values))
    });
    let entry = report.entry.as_ref();
    let entry = entry.map(|entry| words.entry_reasons(report.format, entry, &props.rules));
    let is_pass = report.reason != Some(greengate::verdict::Reason::NotAPass);
    let source = words.source(report).filter(|_| !props.demo);
    tag!(<div class="body" tabindex="0">)
        .child(who)
        .maybe(props.needs.as_ref().map(|needs| need::draw(words, needs)))
        .html(props.remedy.clone())
        .maybe(warning.map(|warning| tag!(<p class="advice warning" data-testid="trust-warning">).text(warning)))
        .maybe(several)
        .maybe(entry.map(|entry| reasons(entry, Some("entry-reasons"))))
        .maybe(is_pass.then(|| questions(words, report)))
        .maybe(source.map(|source| tag!(<p class="small" data-testid="trust-age">).text(source)))
        // Further content of a forged pass is of no use to anyone.
        .html(if (holder.is_some() || report.link.is_some()) && !forged {
            facts(words, report, props.forth)
        } else {
            html! {}
        })
        .maybe((!props.more.is_empty()).then(|| others(words, &props.more)))
        .into()
}

/// Draws the questions about a pass with their answers.
#[inline(never)]
fn questions(words: &Words, report: &Report) -> Element {
    let questions = words.questions(report).into_iter();
    tag!(<dl class="questions">).all(questions.map(|(question, answer)| {
        let answer = tag!(<dd>).html(icons::answer(answer)).say(words, answer.word());
        term(question, answer)
    }))
}

/// Draws the verdicts on further passes in the same picture.
#[inline(never)]
fn others(words: &Words, more: &[Report]) -> Element {
    tag!(<ul class="more" aria-label={words.say("verdict-more")}>).all(more.iter().map(|other| {
        let face = VerdictStyle::of(other);
        let holder = other.holder.as_ref().filter(|_| other.is_well_signed());
        tag!(<li class={face.class()}>)
            .html(icons::face(face))
            .child(tag!(<strong>).text(words.verdict(other, other.conclusion).headline))
            .text(holder.and_then(|holder| holder.name.clone()).unwrap_or_default())
    }))
}

/// Draws the facts of a pass; minor ones are folded away unless `open`.
#[inline(never)]
fn facts(words: &Words, report: &Report, open: bool) -> Html {
    let draw = |facts: Vec<Fact>| {
        tag!(<dl class="facts">).all(facts.into_iter().map(|fact| {
            let value = if fact.is_void {
                tag!(<dd>).child(tag!(<s>).text(fact.value))
            } else {
                tag!(<dd>).text(fact.value)
            };
            term(fact.label, value)
        }))
    };
    let (minor, main): (Vec<Fact>, Vec<Fact>) = words.facts(report).into_iter().partition(|fact| fact.is_minor);
    let details = tag!(<details open={open.then_some("open")}>)
        .child(tag!(<summary>).say(words, "verdict-details"))
        .child(draw(minor));
    fragment(vec![Some(draw(main)), Some(details)])
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
#[inline(never)]
fn holder_view(words: &Words, holder: &Holder, well_signed: bool) -> Element {
    let name = holder.name.clone().or_else(|| holder.standard_name.clone());
    let long = name.as_ref().is_some_and(|name| name.chars().count() > LONG_NAME);
    let standard = holder.standard_name.as_ref();
    let standard = standard.map(|name| name.replace("<<", ", ").replace('<', " "));
    let born = holder.birth_date.as_deref();
    let born = born.map_or_else(|| words.say("verdict-no-birth-date"), |date| words.partial_date(date));
    let name_class = if long { "name long" } else { "name" };
    tag!(<div class={if well_signed { "holder" } else { "holder doubted" }}>)
        .maybe((!well_signed).then(|| tag!(<p class="doubt">).say(words, "verdict-doubt")))
        .child(
            tag!(<p class={name_class} data-testid="holder-name">)
                .text(name.unwrap_or_else(|| words.say("verdict-no-name"))),
        )
        .maybe(standard.map(|name| tag!(<p class="standard">).text(name)))
        .child(
            tag!(<p class="born">)
                .child(tag!(<span>).say(words, "verdict-born").text(" ".to_owned()))
                .child(tag!(<span data-testid="holder-birth-date">).text(born)),
        )
}
