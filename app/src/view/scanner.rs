//! The camera picture and its controls.

use super::{desk, flight, icons};
use crate::elements::{Element, button, changed_field, fragment, labelled, tag};
use crate::{
    browser, camera,
    controller::Controller,
    feedback,
    language::Words,
    presenter,
    state::{Camera, Mode, State},
};
use greengate::frame::Hint;
use greengate_app::bridge::Outline;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlSelectElement, HtmlVideoElement};
use yew::prelude::*;

/// Draws the camera picture and its controls.
#[hook]
pub fn use_scanner(words: &Words, state: &State, controller: &Controller) -> Html {
    let video = use_node_ref();
    let camera = state.camera;
    // The browser tells the camera's capabilities once it is on.
    let cameras = use_state(Vec::<(String, String)>::new);
    let zoom = use_state(|| None::<(f64, f64, f64)>);
    let is_on = is_on(camera);
    use_effect_with(is_on, {
        let (controller, cameras, zoom) = (controller.clone(), cameras.clone(), zoom.clone());
        move |on| {
            let mut awake = None;
            if *on {
                awake = feedback::stay_awake();
                zoom.set(controller.zoom_range());
                spawn_local(async move { cameras.set(controller.cameras().await) });
            }
            move || drop(awake)
        }
    });
    // The desk starts scanning at once.
    use_effect_with(state.mode, {
        let (controller, video) = (controller.clone(), video.clone());
        let starts = state.mode == Mode::Desk && matches!(camera, Camera::Off | Camera::Failed(_));
        move |_| {
            if let Some(video) = video.cast::<HtmlVideoElement>().filter(|_| starts) {
                controller.start_camera(video);
            }
        }
    });
    let start = {
        let (controller, video) = (controller.clone(), video.clone());
        move || {
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                controller.start_camera(video);
            }
        }
    };
    let stop_button = |key: &'static str, test_id: &'static str| {
        let controller = controller.clone();
        let stop = button("secondary", test_id, words.say("camera-stop"), move || {
            controller.stop_camera()
        });
        stop.key(key).into_html()
    };
    let on = is_on;
    let choose = {
        let (controller, video) = (controller.clone(), video.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                controller.choose_camera(&select.value(), video);
            }
        })
    };
    let focus = {
        let controller = controller.clone();
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
            let size = target.map(|e| (f64::from(e.client_width()), f64::from(e.client_height())));
            if let Some((width, height)) = size.filter(|(width, height)| *width > 0.0 && *height > 0.0) {
                controller.focus_on(
                    f64::from(event.offset_x()) / width,
                    f64::from(event.offset_y()) / height,
                );
            }
        })
    };
    html! {
        <section class={classes!("scanner", on.then_some("on"))} aria-label={words.say("camera-label")}>
            if let (Mode::Desk, Some(mrz)) = (state.mode, state.desk.passport_first()) {
                { passport_first(desk::passport(words, mrz), words) }
            }
            if state.mode == Mode::Desk && state.report.is_none() {
                { fragment(vec![flight::boarding_pass(words, &state.desk, None)]) }
            }
            <div class="view">
                <video ref={video} data-testid="camera-view" playsinline=true muted=true hidden={!on} onclick={focus} />
                if let (true, Some(outline)) = (on, &state.outline) {
                    { draw(outline) }
                }
                if on {
                    <div class="frame" aria-hidden="true" />
                }
                { status(words, camera, state.hint) }
                { toast(words, state) }
            </div>
            <div class="controls">
                // Keys make Start and Stop two nodes: a click meant for one never lands on the other.
                if on {
                    if let Camera::On { torch: Some(lit) } = camera {
                        { torch(words, lit, controller) }
                    }
                    { stop_button("stop", "stop-camera") }
                } else {
                    { start_button(words, camera, start) }
                    // A browser may never answer.
                    if camera == Camera::Starting {
                        { stop_button("cancel", "cancel-camera") }
                    }
                }
            </div>
            if on && (cameras.len() > 1 || zoom.is_some()) {
                <div class="controls fine">
                    if cameras.len() > 1 {
                        <label>
                            <span>{ words.say("camera-choose") }</span>
                            <select data-testid="camera-choice" onchange={choose}>
                                { for cameras.iter().map(|(id, name)| {
                                    let chosen = camera::chosen().as_ref() == Some(id);
                                    html! { <option key={id.clone()} value={id.clone()} selected={chosen}>{ name }</option> }
                                }) }
                            </select>
                        </label>
                    }
                    if let Some(range) = *zoom {
                        { zoom_field(words, range, controller) }
                    }
                </div>
            }
        </section>
    }
}

const fn is_on(camera: Camera) -> bool {
    matches!(camera, Camera::On { .. })
}

/// Tells what the camera read that is no pass yet: part of a card, or another code.
#[inline(never)]
fn toast(words: &Words, state: &State) -> Html {
    if let Some((have, total)) = state.card {
        let values = [("have", have.into()), ("all", total.into())];
        tag!(<p class="toast card-progress" role="status" data-testid="card-progress">)
            .text(words.say_with("card-progress", values))
            .into()
    } else if state.unclear_zone && is_on(state.camera) {
        tag!(<p class="toast" role="status" data-testid="zone-hint">)
            .say(words, "zone-hint")
            .into()
    } else if state.not_a_pass {
        let foreign = words.foreign(state.recognised.as_ref());
        tag!(<p class="toast" role="status" data-testid="result" data-verdict="invalid" data-reason="not-a-pass"
            data-authentic="false" data-entry="none">)
        .text(foreign.unwrap_or_else(|| words.say("camera-foreign")))
        .into()
    } else {
        html! {}
    }
}

/// Names the passport that waits for its pass.
#[inline(never)]
fn passport_first(passport: Element, words: &Words) -> Html {
    tag!(<p class="advice again" role="status" data-testid="passport-first">)
        .child(passport)
        .text(" · ".to_owned())
        .say(words, "desk-pass-now")
        .into()
}

/// Button that starts the camera.
#[inline(never)]
fn start_button(words: &Words, camera: Camera, start: impl Fn() + 'static) -> Html {
    let starting = camera == Camera::Starting;
    tag!(<button type="button" class="primary" data-testid="start-camera" disabled={starting.then_some("disabled")}>)
        .key("start")
        .html(icons::camera())
        .say(words, if starting { "camera-starting" } else { "camera-start" })
        .on_click(start)
        .into()
}

/// Button of the camera's light.
#[inline(never)]
fn torch(words: &Words, lit: bool, controller: &Controller) -> Html {
    let controller = controller.clone();
    tag!(<button type="button" class="secondary" data-testid="torch" aria-pressed={lit.to_string()}>)
        .key("torch")
        .say(words, if lit { "camera-light-off" } else { "camera-light-on" })
        .on_click(move || controller.set_torch(!lit))
        .into()
}

/// Slider of the camera's zoom: least, most and present.
#[inline(never)]
fn zoom_field(words: &Words, (least, most, now): (f64, f64, f64), controller: &Controller) -> Html {
    let controller = controller.clone();
    let on_input = move |event: InputEvent| controller.zoom(changed_field(&event).value_as_number());
    let field = html! {
        <input type="range" data-testid="zoom" min={browser::written(least)} max={browser::written(most)} step="0.1" value={browser::written(now)} oninput={on_input} />
    };
    labelled(words, None, "camera-zoom", field).into()
}

#[inline(never)]
fn status(words: &Words, camera: Camera, hint: Option<Hint>) -> Html {
    match camera {
        // Two blocks, each smaller than the splash: the largest paint of a first visit is the first.
        Camera::Off => {
            html! { <div class="hint"><p>{ words.say("camera-idle") }</p><p>{ words.say("camera-why") }</p></div> }
        }
        Camera::Starting => html! { <p class="hint">{ words.say("camera-allow") }</p> },
        Camera::On { .. } => html! {
            <p class={classes!("hint", "over", hint.map(|_| "urgent"))} role="status" data-testid="scan-hint">
                { words.say(hint.map_or("camera-looking", presenter::hint)) }
            </p>
        },
        Camera::Failed(fault) => {
            let (what, advice) = presenter::camera_fault(fault);
            html! {
                <div class="hint fault" role="alert" data-testid="camera-fault">
                    <strong>{ words.say(what) }</strong>
                    <p>{ words.say(advice) }</p>
                    <p>{ words.say("camera-otherwise") }</p>
                </div>
            }
        }
    }
}

/// Draws the outline over the video, with the same fit.
#[inline(never)]
fn draw(outline: &Outline) -> Html {
    let (width, height) = outline.picture;
    let points: Vec<String> = outline
        .corners
        .iter()
        .map(|(x, y)| format!("{},{}", browser::fixed((*x).into(), 1), browser::fixed((*y).into(), 1)))
        .collect();
    tag!(<svg class="outline" viewBox={format!("0 0 {width} {height}")} preserveAspectRatio="xMidYMid slice" aria-hidden="true">)
        .child(tag!(<polygon points={points.join(" ")}>))
        .into()
}
