//! The map. Positions are shares of its size, so that dots and letters are as large on every screen.

use super::{
    Page, source,
    state::{Action, DRAWN, Fitting, Origin, State},
};
use greengate::directory::{Map, Point, nice_length};
use greengate_app::browser::{fixed, method};
use web_sys::Element;
use yew::prelude::*;

/// Pixels around a dot within which a tap is meant for it: half the width of a finger.
const REACH: f64 = 22.0;

/// Card of the map.
pub fn card(page: &Page, fitting: &[Fitting]) -> Html {
    let Some(map) = page.state.map(fitting) else {
        return Html::default();
    };
    // In the order of the list, not of distances: a dot that is moved in the page would lose the focus.
    let mut drawn = fitting[..fitting.len().min(DRAWN)].to_vec();
    drawn.sort_by_key(|one| one.number);
    let on_tap = {
        let tell = page.state.dispatcher();
        let dots: Vec<(usize, (f64, f64))> = drawn
            .iter()
            .map(|one| (one.number, map.position(one.place.point)))
            .collect();
        Callback::from(move |event: MouseEvent| {
            if let Some(action) = meant(&event, &dots, map) {
                tell.dispatch(action);
            }
        })
    };
    html! {
        <figure class="card map-card">
            <div class="map-frame">
                <svg class="map" role="group" aria-label={page.say("places-map")} onclick={on_tap} data-testid="places-map">
                    { dots(page, &drawn, map) }
                    { origin(page.state, map) }
                    <svg class="north" x="100%" y="0" aria-hidden="true"><path d="M-20,10L-13,34L-20,29L-27,34Z" /></svg>
                    { scale_bar(page, map) }
                </svg>
            </div>
            <figcaption class="small">
                if fitting.len() > DRAWN { <span>{ format!("1–{DRAWN} / {}", fitting.len()) }</span> }
                { source::licences(page) }
            </figcaption>
        </figure>
    }
}

/// A share of the map as SVG writes it.
fn share(share: f64) -> String {
    [&fixed(share * 100.0, 3), "%"].concat()
}

/// The dots are one stop of the tabulator: arrows lead from one to the next.
fn dots(page: &Page, drawn: &[Fitting], map: Map) -> Html {
    let chosen = page.state.origin;
    let is_chosen = |one: &&Fitting| chosen == Some(Origin::Place(one.number));
    let stop = drawn.iter().find(is_chosen).or(drawn.first()).map(|one| one.number);
    let choose = {
        let tell = page.state.dispatcher();
        move |target: Option<Element>| {
            let number = target.and_then(|dot| dot.get_attribute("data-place")?.parse().ok());
            if let Some(number) = number {
                tell.dispatch(Action::Choose(number));
            }
        }
    };
    let on_click = {
        let choose = choose.clone();
        Callback::from(move |event: MouseEvent| {
            // Else the map takes it for a tap of its own.
            event.stop_propagation();
            choose(event.target_dyn_into());
        })
    };
    let on_key = Callback::from(move |event: KeyboardEvent| {
        let dot: Option<Element> = event.target_dyn_into();
        match event.key().as_str() {
            "Enter" | " " => choose(dot),
            "ArrowRight" | "ArrowDown" => focus(dot.and_then(|dot| dot.next_element_sibling())),
            "ArrowLeft" | "ArrowUp" => focus(dot.and_then(|dot| dot.previous_element_sibling())),
            _ => return,
        }
        event.prevent_default();
    });
    html! {
        <g class="dots" onclick={on_click} onkeydown={on_key}>
            { for drawn.iter().map(|one| {
                let (x, y) = map.position(one.place.point);
                let is_chosen = is_chosen(&one);
                let tab = if stop == Some(one.number) { "0" } else { "-1" };
                html! {
                    <circle key={one.number} class={classes!("dot", is_chosen.then_some("is-chosen"))} cx={share(x)} cy={share(y)} r={if is_chosen { "9" } else { "7" }}
                        role="button" tabindex={tab} aria-label={one.place.name.clone()} aria-pressed={is_chosen.to_string()} data-place={one.number.to_string()}>
                        <title>{ one.place.name.clone() }</title>
                    </circle>
                }
            }) }
        </g>
    }
}

fn focus(element: Option<Element>) {
    if let Some(element) = element
        && let Some(focus) = method(&element, "focus")
    {
        // Focusing an element of the page cannot fail.
        _ = focus.call0(&element);
    }
}

/// Marks where distances are measured from: a ring around a place, a cross elsewhere.
fn origin(state: &State, map: Map) -> Html {
    let Some((x, y)) = state.point().map(|point: Point| map.position(point)) else {
        return Html::default();
    };
    let d = if state.chosen().is_some() {
        "M-15,0A15,15 0 1 0 15,0A15,15 0 1 0 -15,0"
    } else {
        "M-12,0H12M0,-12V12"
    };
    html! {
        <svg class="origin" x={share(x)} y={share(y)} aria-hidden="true" data-testid="places-origin-mark"><path class="under-line" {d} /><path {d} /></svg>
    }
}

/// A bar of a round length, and the length.
fn scale_bar(page: &Page, map: Map) -> Html {
    let Some(metres) = nice_length(map.metres_across() / 4.0).map(f64::from) else {
        return Html::default();
    };
    let width = share(metres / map.metres_across());
    html! {
        <svg class="scale" x="12" y="100%" data-testid="places-scale" data-metres={metres.to_string()}>
            <rect x="0" y="-14" width={width} height="4" />
            <text x="0" y="-20">{ page.kilometres(metres) }</text>
        </svg>
    }
}

/// What a tap on the map means: the nearest place in reach of a finger, else the point itself.
fn meant(event: &MouseEvent, dots: &[(usize, (f64, f64))], map: Map) -> Option<Action> {
    let tapped: Element = event.target_dyn_into()?;
    let on_screen = tapped.closest(".map").ok()??.get_bounding_client_rect();
    let (width, height) = (on_screen.width(), on_screen.height());
    let (left, top) = (
        f64::from(event.client_x()) - on_screen.left(),
        f64::from(event.client_y()) - on_screen.top(),
    );
    let reach = |(number, (x, y)): &(usize, (f64, f64))| (*number, (x * width - left).hypot(y * height - top));
    let nearest = dots.iter().map(reach).min_by(|a, b| a.1.total_cmp(&b.1));
    match nearest {
        Some((number, pixels)) if pixels <= REACH => Some(Action::Choose(number)),
        _ => map.point(left / width, top / height).map(Action::Measure),
    }
}
