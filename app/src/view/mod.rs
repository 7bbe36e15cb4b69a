//! What a person sees. No logic here: views draw the state and ask the engine.

mod icons;
mod input;
mod journey;
mod result;
mod scanner;
mod trust;

use crate::{
    browser,
    camera::first_file,
    clock::use_clock,
    engine::Engine,
    state::{Event, State},
    words,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ClipboardEvent, DragEvent, HtmlElement};
use yew::prelude::*;

/// The page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(State::default);
    let engine = use_memo((), {
        let tell = state.dispatcher();
        move |()| Engine::new(tell)
    });
    let engine = (*engine).clone();
    engine.rest(state.report.is_some());
    use_paste(&engine);
    use_clock(&state);
    let on_drop = {
        let engine = engine.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            let Some(data) = event.data_transfer() else { return };
            match first_file(data.files()) {
                Some(file) => engine.judge_file(file),
                None => engine.judge_text(data.get_data("text/plain").unwrap_or_default()),
            }
        })
    };
    let allow_drop = Callback::from(|event: DragEvent| event.prevent_default());
    let demo = state.demo.on;
    html! {
        <div class={classes!("page", demo.then_some("demo"))} ondrop={on_drop} ondragover={allow_drop}>
            <header>
                <h1>{ icons::gate() }<span>{ "Greengate" }</span></h1>
                <trust::Status trust={state.trust.clone()} {demo} />
            </header>
            if demo {
                <DemoBanner engine={engine.clone()} />
            }
            if let Some(fault) = &state.clock {
                <p class="clock" role="alert" data-testid="clock-warning">{ icons::clock() }{ words::clock(fault) }</p>
            }
            <main>
                <scanner::Scanner state={(*state).clone()} engine={engine.clone()} />
                if let Some(told) = &state.notice {
                    <Notice told={words::notice(told)} on_close={{
                        let tell = state.dispatcher();
                        Callback::from(move |()| tell.dispatch(Event::Dismiss))
                    }} />
                }
                if demo {
                    <DemoPasses state={(*state).clone()} engine={engine.clone()} />
                }
                <input::OtherWays engine={engine.clone()} busy={state.busy} />
                <journey::Card engine={engine.clone()} journey={state.journey.clone()} rules={state.rules.clone()} />
                if !demo {
                    <section class="card quiet">
                        <h2>{ "New here?" }</h2>
                        <p>{ "See how verdicts look with invented passes: a valid one, an expired one, a forged one." }</p>
                        <button type="button" class="secondary" data-testid="demo" onclick={{
                            let engine = engine.clone();
                            move |_| engine.enter_demo()
                        }}>{ "Try it with demo passes" }</button>
                    </section>
                    <trust::Import engine={engine.clone()} trust={state.trust.clone()} />
                }
            </main>
            <footer>
                <p>{ "Passes are read and judged on this device. Nothing is stored, nothing is sent." }</p>
            </footer>
            if let Some(report) = &state.report {
                <result::Verdict report={report.clone()} more={state.more.clone()} {demo} rules={state.rules.clone()}
                    warning={(!demo).then(|| words::trust_warning(state.trust.as_ref())).flatten()}
                    on_next={{
                        let (tell, engine) = (state.dispatcher(), engine.clone());
                        Callback::from(move |()| {
                            engine.forget_card();
                            tell.dispatch(Event::Next);
                        })
                    }} />
            }
        </div>
    }
}

/// Pasting works anywhere: a picture of a code or a pass text.
#[hook]
fn use_paste(engine: &Engine) {
    let engine = engine.clone();
    use_effect_with((), move |()| {
        let listen = Closure::<dyn FnMut(ClipboardEvent)>::new(move |event: ClipboardEvent| {
            let Some(data) = event.clipboard_data() else { return };
            let into_field = event
                .target()
                .is_some_and(|t| t.dyn_ref::<HtmlElement>().is_some_and(|e| e.tag_name() == "TEXTAREA"));
            if let Some(file) = first_file(data.files()) {
                event.prevent_default();
                engine.judge_file(file);
            } else if !into_field {
                engine.judge_text(data.get_data("text/plain").unwrap_or_default());
            }
        });
        let document = browser::window().document();
        let function = listen.as_ref().unchecked_ref::<js_sys::Function>().clone();
        if let Some(document) = &document {
            // Listening to a known event cannot fail.
            _ = document.add_event_listener_with_callback("paste", &function);
        }
        move || {
            if let Some(document) = document {
                _ = document.remove_event_listener_with_callback("paste", &function);
            }
            drop(listen);
        }
    });
}

#[derive(Properties, PartialEq)]
struct NoticeProps {
    told: (&'static str, String),
    on_close: Callback<()>,
}

#[component]
fn Notice(props: &NoticeProps) -> Html {
    let (headline, advice) = &props.told;
    html! {
        <section class="notice" role="alert" data-testid="notice">
            { icons::info() }
            <div><strong>{ *headline }</strong><p>{ advice }</p></div>
            <button type="button" class="plain" aria-label="Close" onclick={props.on_close.reform(|_| ())}>{ "✕" }</button>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct DemoBannerProps {
    engine: Engine,
}

#[component]
fn DemoBanner(props: &DemoBannerProps) -> Html {
    let engine = props.engine.clone();
    html! {
        <aside class="demo-banner" data-testid="demo-banner">
            <strong>{ "DEMO" }</strong>
            <span>{ "Invented passes, judged by the demo's own trust list." }</span>
            <button type="button" data-testid="leave-demo" onclick={move |_| engine.leave_demo()}>{ "Leave demo" }</button>
        </aside>
    }
}

#[derive(Properties, PartialEq)]
struct DemoPassesProps {
    state: State,
    engine: Engine,
}

#[component]
fn DemoPasses(props: &DemoPassesProps) -> Html {
    html! {
        <section class="card">
            <h2>{ "Demo passes" }</h2>
            <p>{ "Tap one to judge it, or scan it with another device in demo mode." }</p>
            <ul class="passes">
                { for props.state.demo.passes.iter().map(|pass| {
                    let (engine, id) = (props.engine.clone(), pass.id.clone());
                    html! {
                        <li key={pass.id.clone()}>
                            <button type="button" data-demo={pass.id.clone()} onclick={move |_| engine.try_demo(&id)}>
                                <img src={format!("demo/{}.png", pass.id)} alt="" loading="lazy" width="120" height="120" />
                                <span>{ &pass.title }</span>
                            </button>
                        </li>
                    }
                }) }
            </ul>
        </section>
    }
}
