//! Who is vaccinated: by the passport's zone, by camera, or typed.

use super::{
    Page,
    fields::{TextField, choice},
};
use crate::state::Field;
use greengate::{counter::Sex, person::Mrz};
use greengate_app::{camera::Shown, presenter};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, HtmlVideoElement, InputEvent};
use yew::prelude::*;

/// Card of the traveller.
pub fn card(page: &Page) -> Html {
    let traveller = &page.state.draft.traveller;
    let sexes = [
        ("", "counter-sex-open"),
        ("F", "counter-sex-f"),
        ("M", "counter-sex-m"),
        ("X", "counter-sex-x"),
    ];
    let sexes = sexes.map(|(letter, id)| (letter.to_owned(), page.say(id)));
    let sex = traveller.sex.map(Sex::letter).unwrap_or_default();
    let name = |field, label, test_id, value: &str| TextField::text(field, label, test_id, value.to_owned()).draw(page);
    html! {
        <section class="card" data-testid="traveller-card">
            <h2>{ page.say("counter-traveller") }</h2>
            { zone(page) }
            <div class="fields">
                { name(Field::Surname, "counter-label-surname", "surname", &traveller.surname.original) }
                { name(Field::SurnameLatin, "counter-label-surname-latin", "surname-latin", &traveller.surname.latin) }
                { name(Field::Given, "counter-label-given", "given", &traveller.given.original) }
                { name(Field::GivenLatin, "counter-label-given-latin", "given-latin", &traveller.given.latin) }
                { TextField { hint: Some("counter-birth-hint"), ..TextField::text(Field::BirthDate, "counter-label-birth-date", "birth-date", traveller.birth_date.clone()) }.draw(page) }
                { TextField { hint: Some("counter-nationality-hint"), ..TextField::text(Field::Nationality, "counter-label-nationality", "nationality", traveller.nationality.clone()) }.draw(page) }
                { choice(page, Field::Sex, "counter-label-sex", "sex", sex, &sexes) }
                { TextField::text(Field::Document, "counter-label-document", "document", traveller.document.clone()).draw(page) }
            </div>
        </section>
    }
}

/// The passport's zone: a field that takes it from a keyboard or a reader, and the camera.
fn zone(page: &Page) -> Html {
    let controller = page.controller.clone();
    let on_input = Callback::from(move |event: InputEvent| {
        let field: HtmlTextAreaElement = event.target_unchecked_into();
        let text = field.value();
        // Whole zones are taken at once, and leave the field empty for the next passport.
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        if Mrz::looks_like(&text) && matches!(letters, 72 | 88 | 90) && controller.zone(&text) {
            field.set_value("");
        }
    });
    let camera = page.state.camera;
    let is_on = matches!(camera, Shown::On { .. } | Shown::Starting);
    let toggle = page.call(move |controller| {
        if is_on {
            return controller.stop_camera();
        }
        if let Some(video) = video() {
            controller.start_camera(video);
        }
    });
    html! {
        <div class="zone-row">
            <label class="zone">
                <span>{ page.say("counter-zone") }</span>
                <textarea key={page.state.travellers} rows="2" oninput={on_input} spellcheck="false" autocapitalize="off" placeholder={page.say("counter-zone-hint")} data-testid="document-input" />
            </label>
            <button type="button" class="secondary" onclick={toggle} data-testid="zone-camera">
                { page.say(if is_on { "counter-camera-stop" } else { "counter-camera" }) }
            </button>
            <div class="zone-view" hidden={!is_on}>
                <video playsinline=true muted=true data-testid="zone-video" />
                <p role="status">{ page.say(if page.state.unclear { "counter-camera-unclear" } else { "counter-camera-hint" }) }</p>
            </div>
            if let Shown::Failed(fault) = camera {
                <p class="problem" role="alert" data-testid="zone-camera-fault">
                    { page.say(presenter::camera_fault(fault).0) }{ " " }{ page.say(presenter::camera_fault(fault).1) }
                </p>
            }
        </div>
    }
}

fn video() -> Option<HtmlVideoElement> {
    let document = greengate_app::browser::window().document()?;
    let found = document.query_selector("[data-testid=zone-video]").ok()??;
    found.dyn_into().ok()
}
