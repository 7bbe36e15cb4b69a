//! Certificates that the traveller at the desk needs, and those that a trip needs.

use super::Controller;
use crate::{
    browser, language,
    state::{Action, FlightAction, Needs, Shared, TripAction},
};
use greengate::verdict::{Reason, Report};
use greengate_app::bridge::{NeedAnswer, NeedQuestion, Request, Response};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// The last answer about passes, and what it answers.
pub(super) struct Answered {
    question: NeedQuestion,
    answer: Shared<NeedAnswer>,
}

/// Use of the answers to questions.
type Then = Box<dyn FnOnce(&Controller, Vec<NeedAnswer>)>;

impl Controller {
    /// Asks from now on what this traveller needs; `None` asks nothing. `reports` are the passes on screen.
    pub fn ask_needs(&self, question: Option<NeedQuestion>, reports: Vec<Report>) {
        self.0.need_question.replace(question.clone());
        let number = self.0.asked.get().wrapping_add(1);
        self.0.asked.set(number);
        // Another pack may answer differently.
        self.0.answered.replace(None);
        let Some(question) = question else {
            return self.tell(Action::Flight(FlightAction::Needs(Needs::default())));
        };
        let mut questions = vec![question.clone()];
        if !reports.is_empty() {
            let mut with_pass = question.clone();
            with_pass.reports = reports;
            questions.push(with_pass);
        }
        let then = move |controller: &Self, answers: Vec<NeedAnswer>| {
            if controller.0.asked.get() == number {
                let mut answers = answers.into_iter().map(Shared::new);
                let (alone, with_pass) = (answers.next(), answers.next());
                controller.tell(Action::Flight(FlightAction::Needs(Needs { alone, with_pass })));
            }
        };
        self.answer(questions, Box::new(then));
    }

    /// Tells the state of judged passes, and before that what their holder needs, so that no colour is taken back.
    pub(super) fn tell_settled(&self, action: Action) {
        let action = self.without_boarding_passes(action);
        let Some(mut question) = self.0.need_question.borrow().clone() else {
            return self.tell(action);
        };
        question.reports = reports(&action);
        if question.reports.is_empty() {
            return self.tell(action);
        }
        // The camera sees the same pass many times.
        let known = self.0.answered.borrow().as_ref().and_then(|answered| {
            let same = answered.question == question;
            same.then(|| answered.answer.clone())
        });
        if let Some(answer) = known {
            self.tell(Action::Flight(FlightAction::OfPasses(answer)));
            return self.tell(action);
        }
        let questions = vec![question.clone()];
        let then = move |controller: &Self, mut answers: Vec<NeedAnswer>| {
            let answer = Shared::new(answers.pop().unwrap_or_else(NeedAnswer::missing));
            controller.0.answered.replace(Some(Answered {
                question,
                answer: answer.clone(),
            }));
            controller.tell(Action::Flight(FlightAction::OfPasses(answer)));
            controller.tell(action);
        };
        self.answer(questions, Box::new(then));
    }

    /// Asks which certificates each stop of a trip needs.
    pub fn ask_trip_needs(&self, questions: Vec<NeedQuestion>) {
        let asked = questions.clone();
        let then = move |controller: &Self, answers| {
            controller.tell(Action::Trip(TripAction::Needs(asked, Shared::new(answers))));
        };
        self.answer(questions, Box::new(then));
    }

    /// Has questions answered. If the part of the app that knows the answers cannot be loaded, each is that it is missing.
    fn answer(&self, mut questions: Vec<NeedQuestion>, then: Then) {
        for question in &mut questions {
            question.at = browser::now();
        }
        let controller = self.clone();
        spawn_local(async move {
            let request = Request::Needs(postcard::to_allocvec(&questions).unwrap_or_default());
            let answer = controller.0.worker_client.ask(request, &JsValue::NULL, false).await;
            let answers = match answer {
                Ok(Response::Needs(answers)) if language::are_needs_here() => postcard::from_bytes(&answers).ok(),
                _ => None,
            };
            let missing = || questions.iter().map(|_| NeedAnswer::missing()).collect();
            let answers = answers.unwrap_or_else(missing);
            then(&controller, answers);
        });
    }
}

/// Reports on the passes that come on screen.
fn reports(action: &Action) -> Vec<Report> {
    match action {
        Action::Reports(judged) => judged.iter().map(|one| one.report.clone()).collect(),
        Action::Frame(seen) => {
            let codes = seen.found.iter().filter(|code| !code.chunk).map(|code| &code.report);
            let passes = codes.filter(|report| report.reason != Some(Reason::NotAPass));
            passes.cloned().collect()
        }
        _ => Vec::new(),
    }
}
