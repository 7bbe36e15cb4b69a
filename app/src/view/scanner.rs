//! The camera picture and its controls.

use super::icons;
use crate::{
    engine::Engine,
    state::{Camera, State},
    words,
};
use greengate::frame::Hint;
use greengate_app::bridge::Outline;
use web_sys::HtmlVideoElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: State,
    pub engine: Engine,
}

#[component]
pub fn Scanner(props: &Props) -> Html {
    let video = use_node_ref();
    let camera = props.state.camera;
    let start = {
        let (engine, video) = (props.engine.clone(), video.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                // As a property: as an attribute, Chromium ignores it on elements made by script.
                video.set_muted(true);
                engine.start_camera(video);
            }
        })
    };
    let stop = {
        let engine = props.engine.clone();
        Callback::from(move |_: MouseEvent| engine.stop_camera())
    };
    let on = matches!(camera, Camera::On { .. });
    html! {
        <section class={classes!("scanner", on.then_some("on"))} aria-label="Camera">
            <div class="view">
                <video ref={video} data-testid="camera-view" playsinline=true muted=true hidden={!on} />
                if let (true, Some(outline)) = (on, &props.state.outline) {
                    { draw(outline) }
                }
                if on {
                    <div class="frame" aria-hidden="true" />
                }
                { status(camera, props.state.hint) }
                if let Some((have, total)) = props.state.card {
                    <p class="toast card-progress" role="status" data-testid="card-progress">
                        { words::card_progress(have, total) }
                    </p>
                } else if props.state.not_a_pass {
                    <p class="toast" role="status" data-testid="result" data-verdict="invalid" data-reason="not-a-pass"
                        data-authentic="false" data-entry="none">
                        { "This QR code is not a health pass. Still looking…" }
                    </p>
                }
            </div>
            <div class="controls">
                if on {
                    if let Camera::On { torch: Some(lit) } = camera {
                        <button type="button" class="secondary" data-testid="torch" aria-pressed={lit.to_string()} onclick={{
                            let engine = props.engine.clone();
                            move |_| engine.set_torch(!lit)
                        }}>{ if lit { "Light off" } else { "Light on" } }</button>
                    }
                    <button type="button" class="secondary" data-testid="stop-camera" onclick={stop}>{ "Stop camera" }</button>
                } else {
                    <button type="button" class="primary" data-testid="start-camera" onclick={start} disabled={camera == Camera::Starting}>
                        { icons::camera() }
                        { if camera == Camera::Starting { "Starting camera…" } else { "Scan with the camera" } }
                    </button>
                }
            </div>
        </section>
    }
}

fn status(camera: Camera, hint: Option<Hint>) -> Html {
    match camera {
        Camera::Off => html! { <p class="hint">{ "Point the camera at the QR code of a health pass." }</p> },
        Camera::Starting => html! { <p class="hint">{ "Please allow the camera if the browser asks." }</p> },
        Camera::On { .. } => html! {
            <p class={classes!("hint", "over", hint.map(|_| "urgent"))} role="status" data-testid="scan-hint">
                { hint.map_or("Looking for a code…", words::hint) }
            </p>
        },
        Camera::Failed(fault) => {
            let (what, advice) = words::camera_fault(fault);
            html! {
                <div class="hint fault" role="alert" data-testid="camera-fault">
                    <strong>{ what }</strong>
                    <p>{ advice }</p>
                    <p>{ "Pictures and texts can be checked below all the same." }</p>
                </div>
            }
        }
    }
}

/// The outline lies over the video with the same fit.
fn draw(outline: &Outline) -> Html {
    let (width, height) = outline.picture;
    let points: Vec<String> = outline.corners.iter().map(|(x, y)| format!("{x},{y}")).collect();
    html! {
        <svg class="outline" viewBox={format!("0 0 {width} {height}")} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <polygon points={points.join(" ")} />
        </svg>
    }
}
