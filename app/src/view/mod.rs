//! Views of the page. They hold no logic: they draw the state and call the controller.
//!
//! Functions that draw a part are never compiled into their callers: a browser compiles only the parts that it draws.

mod desk;
mod flight;
mod icons;
mod input;
mod journey;
mod need;
mod result;
mod scanner;
mod trip;
mod trust;

use crate::elements::{Element, button, cross, fragment, tag, term};
use crate::{
    browser,
    camera::first_file,
    clock::use_clock,
    controller::Controller,
    feedback,
    hooks::{use_later, use_once},
    language::{self, LANGUAGES, Words},
    offline::{use_new_version, use_offline},
    presenter::VerdictStyle,
    state::{Action, Camera, Demo, DeskAction, Judged, Mode, Notice, State, kept_journey},
    wedge::use_wedge,
};
use greengate::verdict::{Holder, Reason};
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ClipboardEvent, DragEvent, HtmlElement, HtmlSelectElement};
use yew::prelude::*;

/// Seconds without use before a page other than the desk hides its content.
const BLANK: f64 = 120.0;
/// Milliseconds between two checks of what is due.
const TICK_MS: i32 = 250;

fn mode() -> Mode {
    match browser::query("mode").as_deref() {
        Some("desk") => Mode::Desk,
        Some("self" | "trip") => Mode::Trip,
        _ => Mode::Scan,
    }
}

/// Destination that the address names.
fn destination() -> Option<String> {
    let country = browser::query("to")?.to_ascii_uppercase();
    greengate::country::all()
        .find(|code| **code == country)
        .map(|_| country)
}

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Language and messages at the start.
    pub words: Rc<Words>,
}

/// The page.
#[component]
pub fn App(props: &Props) -> Html {
    let words = use_state(|| Rc::clone(&props.words));
    let state = use_reducer(|| State::opened(mode(), destination()));
    let speak = {
        let (words, tell) = (words.setter(), state.dispatcher());
        Callback::from(move |(chosen, menu): (language::Language, HtmlSelectElement)| {
            let (words, tell, spoken) = (words.clone(), tell.clone(), language::preferred());
            spawn_local(async move {
                if let Some(loaded) = Words::load(chosen).await {
                    language::choose(chosen);
                    language::announce(chosen);
                    words.set(Rc::new(loaded));
                } else {
                    // The present language stays.
                    menu.set_value(spoken.code);
                    tell.dispatch(Action::Notice(Notice::PartMissing));
                }
            });
        })
    };
    let words = Rc::clone(&words);
    let mode = state.mode;
    let controller = use_memo((), {
        let tell = state.dispatcher();
        move |()| Controller::new(tell, mode)
    });
    let controller = (*controller).clone();
    controller.set_mode(mode);
    controller.pause_reading(state.report.is_some());
    controller.serve(state.desk.number);
    use_paste(&controller);
    use_clock(&state);
    use_time(&state);
    use_offline(state.dispatcher());
    // A document beside the pass may change what is to be heard.
    use_effect_with((state.report.clone(), state.conclusion()), {
        let quiet = mode != Mode::Desk || state.desk.mute;
        move |(judged, conclusion)| {
            if let (Some(judged), Some(conclusion)) = (judged.as_ref().filter(|_| !quiet), conclusion) {
                feedback::announce(VerdictStyle::with(&judged.report, *conclusion));
            }
        }
    });
    let on_drop = {
        let controller = controller.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            let Some(data) = event.data_transfer() else { return };
            match first_file(data.files()) {
                Some(file) => controller.judge_file(file),
                None => controller.judge_text(data.get_data("text/plain").unwrap_or_default()),
            }
        })
    };
    let allow_drop = Callback::from(|event: DragEvent| event.prevent_default());
    let demo = state.demo.on;
    let opens = mode == Mode::Desk && matches!(state.camera, Camera::Off | Camera::Starting);
    let later = use_later(opens);
    // Hooks that draw: each component would add four kilobytes to the module.
    let scanner = scanner::use_scanner(&words, &state, &controller);
    let desk = desk::use_card(&words, &state, &controller);
    let flight = flight::use_card(&words, &state);
    use_needs(&state, &controller);
    let other_ways = input::use_other_ways(&words, &controller, state.busy, mode == Mode::Trip);
    // What begins further down comes into view.
    use_effect_with(demo, |on| {
        if *on {
            show("[data-testid=demo-passes]");
        }
    });
    let close = {
        let tell = state.dispatcher();
        Callback::from(move |()| tell.dispatch(Action::Dismiss))
    };
    let shown = state.report.is_some();
    let next = {
        let (tell, controller) = (state.dispatcher(), controller.clone());
        let several = state.report.as_ref().is_some_and(|judged| judged.texts.len() > 1);
        Callback::from(move |()| {
            // Keep a family's other codes; drop those of a traveller who gave up.
            if !several {
                controller.forget_card();
            }
            tell.dispatch(Action::Next);
        })
    };
    let moved = {
        let tell = state.dispatcher();
        Callback::from(move |()| tell.dispatch(Action::Mode(self::mode())))
    };
    browser::use_back(shown, next.clone(), moved);
    // A trip has stops of its own.
    use_effect_with(mode, {
        let (controller, language) = (controller.clone(), words.language().code);
        move |mode| {
            if *mode != Mode::Trip {
                controller.set_journey(kept_journey(), language);
            }
        }
    });
    use_wedge(controller.scans(), keys(&state, next.clone()));
    let class = match mode {
        Mode::Scan => "scan",
        Mode::Desk => "desk",
        Mode::Trip => "trip",
    };
    let below = if later {
        cards(&words, &state, &controller, [flight, desk], &other_ways)
    } else {
        Html::default()
    };
    html! {
        <div class={classes!("page", class, demo.then_some("demo"))} ondrop={on_drop} ondragover={allow_drop}>
            <div class="under" inert={shown || state.hidden}>
            { header(&words, &state, &speak) }
            { warnings(&words, &state, &controller) }
            { contents(&words, &state, &controller, scanner, &other_ways, &close, below) }
            if later {
                { tag!(<footer>).child(tag!(<p>).say(&words, "tagline")).into_html() }
            }
            </div>
            if let Some(judged) = &state.report {
                { verdict(&words, &state, judged, &controller, next) }
            }
            if state.hidden {
                { cover(&words, state.dispatcher()) }
            }
        </div>
    }
}

/// Draws what lies below the head: the camera first, and the cards.
#[inline(never)]
fn contents(
    words: &Words,
    state: &State,
    controller: &Controller,
    scanner: Html,
    other_ways: &Html,
    close: &Callback<()>,
    cards: Html,
) -> Html {
    // The traveller's passes are on this device: files come first.
    let first = (state.mode == Mode::Trip).then(|| other_ways.clone());
    let steps = (state.mode == Mode::Scan && !state.demo.on).then(|| first_steps(words, controller));
    let told = state.notice.as_ref();
    let told = told.map(|told| notice(words, words.notice(told), close));
    tag!(<main>)
        .html(first.unwrap_or_default())
        .html(scanner)
        .html(steps.unwrap_or_default())
        .html(told.unwrap_or_default())
        .html(cards)
        .into_html()
}

/// Draws the cards below the camera; `of_desk` are those of the desk.
#[inline(never)]
fn cards(
    words: &Rc<Words>,
    state: &UseReducerHandle<State>,
    controller: &Controller,
    of_desk: [Html; 2],
    other_ways: &Html,
) -> Html {
    let (demo, on_trip) = (state.demo.on, state.mode == Mode::Trip);
    let [flight, desk] = of_desk;
    let trip = on_trip.then(|| {
        let trust = state.trust.as_ref().map(|trust| trust.all.clone());
        html! {
            <trip::Cards words={Rc::clone(words)} trip={state.trip.clone()} rules={state.rules.clone()} {trust}
                tell={state.dispatcher()} controller={controller.clone()} />
        }
    });
    let passes = demo.then(|| demo_passes(words, &state.demo, controller));
    let journey = html! {
        <journey::Card words={Rc::clone(words)} controller={controller.clone()} journey={state.journey.clone()} rules={state.rules.clone()} destination={!on_trip} />
    };
    let try_demo = (on_trip && !demo).then(|| {
        tag!(<section class="card quiet">)
            .html(demo_button(words, controller))
            .into_html()
    });
    let lists = (!demo).then(|| trust::import(words, state.trust.as_ref(), controller));
    [
        Some(flight),
        Some(desk),
        trip,
        passes,
        (!on_trip).then(|| other_ways.clone()),
        Some(journey),
        try_demo,
        lists,
    ]
    .into_iter()
    .map(Option::unwrap_or_default)
    .collect()
}

/// Draws the verdict on a pass.
#[inline(never)]
fn verdict(words: &Rc<Words>, state: &State, judged: &Judged, controller: &Controller, next: Callback<()>) -> Html {
    let (report, demo, at_desk) = (&judged.report, state.demo.on, state.mode == Mode::Desk);
    let comparison = state.desk.comparison(report);
    let holder = report.holder.as_ref().and_then(Holder::person);
    let other_passenger = at_desk && state.desk.other_name(holder.as_ref()).is_some();
    let warning = words.trust_warning(state.trust.as_ref(), report).filter(|_| !demo);
    let remedy = !demo && report.reason == Some(Reason::UnknownIssuer);
    let remedy = remedy.then(|| trust::chooser(words, controller, "verdict-trust-import"));
    let desk = at_desk.then(|| desk::beside(words, &state.desk, report, controller));
    html! {
        <result::Verdict words={Rc::clone(words)} report={report.clone()} more={state.more.clone()} {demo}
            conclusion={state.conclusion().unwrap_or(report.conclusion)} needs={state.needs_of_pass()}
            compared={comparison.map(|(_, compared)| compared)} {other_passenger} rules={state.rules.clone()}
            {warning} remedy={remedy.unwrap_or_default()} desk={desk.unwrap_or_default()}
            covered={state.hidden} forth={state.mode == Mode::Trip}
            hold={(at_desk && state.desk.document.is_none()).then_some(state.desk.hold)}
            on_next={next} />
    }
}

/// Draws the head of the page: the modes, the lists in use, the language, and at the desk the destination.
#[inline(never)]
fn header(
    words: &Words,
    state: &UseReducerHandle<State>,
    speak: &Callback<(language::Language, HtmlSelectElement)>,
) -> Html {
    let name = tag!(<span>).text("Greengate".to_owned());
    let destination = (state.mode == Mode::Desk).then(|| desk::destination(words, state));
    tag!(<header>)
        .child(tag!(<h1>).html(icons::gate()).child(name))
        .html(modes(words, state.mode, state.dispatcher()))
        .html(trust::status(words, state.trust.as_ref(), state.demo.on))
        .html(languages(words, speak))
        .html(destination.unwrap_or_default())
        .into()
}

/// Draws what stands above everything else: that this is the demo, what is wrong, what is new.
#[inline(never)]
fn warnings(words: &Words, state: &State, controller: &Controller) -> Html {
    let demo = state.demo.on.then(|| demo_banner(words, controller.clone()));
    let clock = state.clock.as_ref().map(|fault| {
        tag!(<p class="clock" role="alert" data-testid="clock-warning">)
            .html(icons::clock())
            .text(words.clock(fault))
    });
    let trust = words.shipped_failure(state.trust.as_ref()).map(|why| {
        tag!(<p class="clock" role="alert" data-testid="trust-problem">)
            .html(icons::info())
            .text(why)
    });
    let layouts = state.layouts.map(|(scanner, computer)| {
        tag!(<p class="clock" role="status" data-testid="layout-warning">)
            .html(icons::info())
            .text(desk::layouts(words, scanner, computer))
    });
    let version = state.new_version.then(|| new_version(words));
    fragment(vec![demo, clock, trust, version, layouts])
}

/// Tells that a new version is there, with a button that takes it.
#[inline(never)]
fn new_version(words: &Words) -> Element {
    let take = tag!(<button type="button" class="secondary">).say(words, "update-use");
    tag!(<p class="clock" role="status" data-testid="new-version">)
        .html(icons::info())
        .child(tag!(<span>).say(words, "update-ready"))
        .child(take.on_click(use_new_version))
}

/// Draws what covers a page that nobody uses.
#[inline(never)]
fn cover(words: &Words, tell: UseReducerDispatcher<State>) -> Html {
    let show = tag!(<button type="button" class="primary">).say(words, "hidden-show");
    tag!(<section class="hidden-cover" data-testid="hidden">)
        .child(tag!(<h2>).say(words, "hidden-title"))
        .child(show.on_click(move || tell.dispatch(Action::Hidden(false))))
        .into()
}

/// Links to the modes of the app. A plain click changes the mode and keeps what is on the page.
#[inline(never)]
fn modes(words: &Words, current: Mode, tell: UseReducerDispatcher<State>) -> Html {
    let links = [
        (Mode::Scan, "./", "mode-scan"),
        (Mode::Desk, "./?mode=desk", "mode-desk"),
        (Mode::Trip, "./?mode=self", "mode-self"),
    ];
    html! {
        <nav class="modes">
            { for links.into_iter().map(|(mode, link, id)| html! {
                <a href={link} aria-current={(mode == current).then_some("page")} onclick={{
                    let tell = tell.clone();
                    move |click: MouseEvent| {
                        let elsewhere = click.ctrl_key() || click.meta_key() || click.shift_key();
                        if !elsewhere {
                            click.prevent_default();
                            if mode != current {
                                browser::go_to(link);
                                tell.dispatch(Action::Mode(mode));
                            }
                        }
                    }
                }}>{ words.say(id) }</a>
            }) }
        </nav>
    }
}

/// Draws the choice of the language.
#[inline(never)]
fn languages(words: &Words, speak: &Callback<(language::Language, HtmlSelectElement)>) -> Html {
    let spoken = words.language();
    let on_change = {
        let speak = speak.clone();
        Callback::from(move |event: web_sys::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let code = select.value();
            if let Some(chosen) = LANGUAGES.iter().copied().find(|language| language.code == code) {
                speak.emit((chosen, select));
            }
        })
    };
    let choice = html! {
            <select data-testid="language" onchange={on_change}>
                { for LANGUAGES.iter().map(|language| html! {
                    <option key={language.code} value={language.code} lang={language.code} selected={*language == spoken}>{ language.name }</option>
                }) }
            </select>
    };
    tag!(<label class="language">)
        .child(tag!(<span class="unseen">).say(words, "language-label"))
        .html(choice)
        .into()
}

/// Keyboard shortcuts, outside a scanner's bursts: Escape closes a verdict, all others are the desk's.
fn keys(state: &UseReducerHandle<State>, next: Callback<()>) -> Callback<String> {
    let (tell, desk) = (state.dispatcher(), state.mode == Mode::Desk);
    let (shown, mute, party) = (state.report.is_some(), state.desk.mute, state.desk.party.is_some());
    Callback::from(move |key: String| match key.to_ascii_lowercase().as_str() {
        "escape" if shown => next.emit(()),
        _ if !desk => {}
        " " | "n" if shown => next.emit(()),
        "f" => feedback::full_screen(!feedback::is_full_screen()),
        "m" => tell.dispatch(Action::Desk(DeskAction::Mute(!mute))),
        "p" => tell.dispatch(Action::Desk(DeskAction::Party(!party))),
        "z" => focus("[data-testid=document-input]"),
        _ => {}
    })
}

/// Scrolls to an element.
fn show(css: &str) {
    let element = browser::window()
        .document()
        .and_then(|document| document.query_selector(css).ok()?);
    if let Some(element) = element {
        element.scroll_into_view();
    }
}

fn focus(css: &str) {
    let element = browser::window()
        .document()
        .and_then(|document| document.query_selector(css).ok()?);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Only fails on an element that is gone.
        _ = element.focus();
    }
}

/// Asks what the traveller at the desk, or each stop of the trip, needs, whenever that may change.
#[hook]
fn use_needs(state: &UseReducerHandle<State>, controller: &Controller) {
    let trip = (state.mode == Mode::Trip).then(|| state.trip.need_questions());
    let by = state.rules.requirements.clone();
    // A pass that comes on screen while an answer is awaited has to be in the next question.
    let pass = (state.report.is_some(), state.desk.shown_at().to_bits());
    use_effect_with((state.need_question(), trip.unwrap_or_default(), by, pass), {
        let first = state.report.iter().map(|judged| &judged.report);
        let reports = first.chain(&state.more).cloned().collect();
        let controller = controller.clone();
        move |(traveller, trip, ..)| {
            controller.ask_needs(traveller.clone(), reports);
            if !trip.is_empty() {
                controller.ask_trip_needs(trip.clone());
            }
        }
    });
}

/// Goes on to the next pass when it is due, and hides the page while nobody uses it.
#[hook]
fn use_time(state: &UseReducerHandle<State>) {
    let latest = use_mut_ref(|| State::clone(state));
    *latest.borrow_mut() = State::clone(state);
    let used = use_mut_ref(browser::monotonic);
    // A new verdict counts as use, and so does a document that the camera reads.
    let documents = (
        state.desk.document.is_some(),
        state.desk.traveller.boarding_pass.is_some(),
        state.trip.passport.is_some(),
    );
    use_effect_with((state.report.clone(), documents), {
        let used = Rc::clone(&used);
        move |_| *used.borrow_mut() = browser::monotonic()
    });
    let tell = state.dispatcher();
    use_once(move || {
        let touched = {
            let used = Rc::clone(&used);
            Closure::<dyn FnMut()>::new(move || *used.borrow_mut() = browser::monotonic())
        };
        let function = touched.as_ref().unchecked_ref::<js_sys::Function>().clone();
        let document = browser::window().document();
        for event in ["keydown", "pointerdown", "pointermove", "wheel"] {
            if let Some(document) = &document {
                // Listening to a known event cannot fail.
                _ = document.add_event_listener_with_callback(event, &function);
            }
        }
        // Listens until the page closes.
        touched.forget();
        spawn_local(async move {
            loop {
                browser::sleep(TICK_MS).await;
                let now = browser::monotonic();
                let (due, hide) = {
                    let state = latest.borrow();
                    let blank = if state.mode == Mode::Desk {
                        state.desk.blank
                    } else {
                        BLANK
                    };
                    let shows = state.report.is_some()
                        || match state.mode {
                            Mode::Desk => {
                                state.desk.passport_first().is_some() || state.desk.traveller.boarding_pass.is_some()
                            }
                            _ => state.trip.passport.is_some() || !state.trip.passes.is_empty(),
                        };
                    let idle = now - *used.borrow() > blank * 1_000.0;
                    (state.due(), idle && shows && !state.hidden)
                };
                if due.is_some_and(|due| now >= due) {
                    tell.dispatch(Action::Due);
                } else if hide {
                    tell.dispatch(Action::Hidden(true));
                }
            }
        });
    });
}

/// Accepts a picture of a code or a pass text pasted anywhere on the page.
#[hook]
fn use_paste(controller: &Controller) {
    let controller = controller.clone();
    use_once(move || {
        let listen = Closure::<dyn FnMut(ClipboardEvent)>::new(move |event: ClipboardEvent| {
            let Some(data) = event.clipboard_data() else { return };
            let into_field = event
                .target()
                .is_some_and(|t| t.dyn_ref::<HtmlElement>().is_some_and(|e| e.tag_name() == "TEXTAREA"));
            if let Some(file) = first_file(data.files()) {
                event.prevent_default();
                controller.judge_file(file);
            } else if !into_field {
                controller.judge_text(data.get_data("text/plain").unwrap_or_default());
            }
        });
        if let Some(document) = browser::window().document() {
            // Listening to a known event cannot fail.
            _ = document.add_event_listener_with_callback("paste", listen.as_ref().unchecked_ref());
        }
        // Listens until the page closes.
        listen.forget();
    });
}

/// Draws a notice: headline, advice and a button to close it.
#[inline(never)]
fn notice(words: &Words, (headline, advice): (String, String), on_close: &Callback<()>) -> Html {
    let on_close = on_close.clone();
    tag!(<section class="notice" role="alert" data-testid="notice">)
        .html(icons::info())
        .child(
            tag!(<div>)
                .child(tag!(<strong>).text(headline))
                .child(tag!(<p>).text(advice)),
        )
        .child(cross(words.say("close")).on_click(move || on_close.emit(())))
        .into()
}

/// Draws what the page is for: the modes, the demo, how to install it.
#[inline(never)]
fn first_steps(words: &Words, controller: &Controller) -> Html {
    let modes = [
        ("mode-scan", "mode-scan-is"),
        ("mode-desk", "mode-desk-is"),
        ("mode-self", "mode-self-is"),
    ];
    let modes = modes.map(|(mode, what)| term(words.say(mode), tag!(<dd>).say(words, what)));
    tag!(<section class="card quiet" data-testid="first-steps">)
        .child(tag!(<h2>).say(words, "demo-new"))
        .child(tag!(<dl class="steps">).all(modes))
        .html(demo_button(words, controller))
        .child(tag!(<p class="small">).say(words, "install-hint"))
        .into()
}

#[inline(never)]
fn demo_button(words: &Words, controller: &Controller) -> Html {
    let controller = controller.clone();
    let enter = button("secondary", "demo", words.say("demo-try"), move || {
        controller.enter_demo()
    });
    fragment(vec![Some(tag!(<p>).say(words, "demo-why")), Some(enter)])
}

#[inline(never)]
fn demo_banner(words: &Words, controller: Controller) -> Element {
    let leave = tag!(<button type="button" data-testid="leave-demo">).say(words, "demo-leave");
    tag!(<aside class="demo-banner" data-testid="demo-banner">)
        .child(tag!(<strong>).say(words, "demo-mark"))
        .child(tag!(<span>).say(words, "demo-says"))
        .child(leave.on_click(move || controller.leave_demo()))
}

#[inline(never)]
fn demo_passes(words: &Words, demo: &Demo, controller: &Controller) -> Html {
    let passes = demo.passes.iter().map(|pass| {
        let (controller, id) = (controller.clone(), pass.id.clone());
        let title: Vec<String> = pass.messages.split(' ').map(|message| words.say(message)).collect();
        let picture = format!("demo/{id}.png");
        let button = tag!(<button type="button" data-demo={id.clone()}>)
            .child(tag!(<img src={picture} alt="" loading="lazy" width="120" height="120">))
            .child(tag!(<span>).text(title.join(" · ")))
            .on_click(move || controller.try_demo(&id));
        tag!(<li>).key(pass.id.clone()).child(button)
    });
    tag!(<section class="card" data-testid="demo-passes">)
        .child(tag!(<h2>).say(words, "demo-title"))
        .child(tag!(<p>).say(words, "demo-how"))
        .child(tag!(<ul class="passes">).all(passes))
        .into()
}
